"""What is held back and why, and that nothing of it can be computed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from gateway.domain.annual.cells import CellState, Mark, MarkGround
from gateway.domain.annual.edition import Edition, PublishedTable
from gateway.domain.annual.template import Measure, Sums, Template
from gateway.errors import Reason, StateError
from gateway.reports.consolidation import CellKey, Consolidation, HeldBack
from gateway.reports.disclosure import audit, protect
from gateway.reports.disclosure.primary import COMPLEMENTARY
from gateway.reports.editions import Freeze, edition
from gateway.reports.published_tables import appear
from tests.support.attacker import Attack, Place
from tests.support.raising import refuses
from tests.support.small_template import small_template
from tests.support.small_years import Record, cells_of, consolidated, seeded_records

TEMPLATE = small_template()
FROZEN = datetime(2026, 6, 1, tzinfo=UTC)


def licence(state: str, exporter: str, item: str, to: str, euro: int) -> Record:
    return Record("licences", state, exporter, ((("individual", item, to), euro * 100),))


def crowd(state: str, item: str, to: str, euro: int, many: int = 4) -> list[Record]:
    """Return licences of so many exporters of a State's own, none of them dominant."""
    return [licence(state, f"{state}{n}", item, to, euro) for n in range(many)]


def full() -> list[Record]:
    """Return a year in which every cell has enough exporters."""
    return [
        record
        for state in ("AT", "DE", "FR")
        for item in ("0A", "0B", "1A")
        for to in ("CN", "IN", "US")
        for record in crowd(state, item, to, 1000)
    ]


def frozen(consolidation: Consolidation, tables: tuple[PublishedTable, ...]) -> Edition:
    return edition(consolidation, tables, Freeze("EU-R-2025", "Report", FROZEN))


def key(item: str, to: str, origin: str) -> CellKey:
    return CellKey("licences", ("individual", item, to), origin)


def _why(held: Mapping[CellKey, HeldBack]) -> set[str]:
    return {each.why for each in held.values()}


def test_nothing_is_held_back_where_every_rule_is_kept() -> None:
    found = protect(consolidated(TEMPLATE, full()))
    assert not found.held


def test_few_exporters_and_one_dominant_are_held_back() -> None:
    records = [
        *full(),
        licence("DE", "DE0", "1B", "KR", 500),
        licence("DE", "DE1", "1B", "KR", 500),
        *(licence("FR", f"FR{n}", "1C", "CA", 1) for n in range(3)),
        licence("FR", "FR3", "1C", "CA", 10_000),
    ]
    held = protect(consolidated(TEMPLATE, records)).held
    assert held[key("1B", "KR", "*")].why == "few"
    assert held[key("*", "KR", "DE")].why == "few"
    assert held[key("1C", "CA", "*")].why == "dominance"


def test_a_mark_holds_its_cell_and_all_below_it_zeros_among_them() -> None:
    mark = Mark(ground=MarkGround.DEFENCE, by="FR")
    at = key("C0", "*", "FR")
    consolidation = consolidated(TEMPLATE, full(), {at: mark})
    found = protect(consolidation)
    for item in ("C0", "0A", "0B"):
        assert found.held[key(item, "*", "FR")] == HeldBack("mark:defence", ("FR",))
    assert key("C1", "*", "FR") not in found.held or (
        found.held[key("C1", "*", "FR")].why == COMPLEMENTARY
    )
    tables = appear(consolidation, found.held, found.merges)
    shown = next(table for table in tables if table.key == "v1_4")
    row = [line.code for line in shown.rows].index("FR")
    states = dict(zip([line.code for line in shown.columns], shown.cells[row], strict=True))
    assert states["C0"].state is CellState.CONFIDENTIAL
    assert states["0A"].said_by == ("FR",)


def test_only_in_a_larger_group_allows_the_group() -> None:
    mark = Mark(ground=MarkGround.COMMERCIAL, by="DE", dimension="destination", group="*")
    found = protect(consolidated(TEMPLATE, full(), {key("*", "CN", "DE"): mark}))
    assert found.held[key("*", "CN", "DE")].why == "mark:commercial"
    assert found.held[key("*", "east", "DE")].why == "mark:commercial"
    assert key("*", "*", "DE") not in found.held


def test_what_is_not_cleared_is_not_published() -> None:
    closed = key("0A", "CN", "*")
    found = protect(consolidated(TEMPLATE, full()), uncleared=[closed])
    assert found.held[closed].why == "not_cleared"
    assert COMPLEMENTARY in _why(found.held)


def _read_by_states(*, read: bool) -> Template:
    changes = {"one_state": True, "states_read": read}
    rules = TEMPLATE.disclosure.model_copy(update=changes)
    return TEMPLATE.model_copy(update={"disclosure": rules})


def _two_held_parts() -> list[Record]:
    """Of a total that many stand behind, two exporters each of DE and FR have a part."""
    return [*full(), *(each for s in ("DE", "FR") for each in crowd(s, "1B", "KR", 900, many=2))]


@pytest.mark.parametrize(("read", "held"), [(False, ["DE", "FR"]), (True, ["*", "DE", "FR"])])
def test_a_member_state_that_knows_its_own_figures_cannot_tell_another_s(
    read: bool, held: list[str]
) -> None:
    """Of a total that is shown, with two held parts, each of the two knows the other."""
    found = protect(consolidated(_read_by_states(read=read), _two_held_parts()))
    assert [at for at in ("*", "AT", "DE", "FR", "IT") if key("*", "KR", at) in found.held] == held
    assert found.report.to_states == 0


def test_the_audit_refuses_what_a_member_state_places_with_its_own_figures() -> None:
    """What is safe before an outsider is not before DE, which knows one of two held parts."""
    law, records = _read_by_states(read=True), _two_held_parts()
    careless = protect(consolidated(_read_by_states(read=False), records))
    union = consolidated(law, records)
    tables = appear(union, careless.held, careless.merges)
    audit(law, tables)
    with refuses(
        StateError, Reason.DISCLOSURE_UNSAFE, match=r"by DE, FR, each knowing its own, .* of FR"
    ):
        audit(law, tables, made=[union])
    found = protect(union)
    tables = appear(union, found.held, found.merges)
    alone, all_ = audit(law, tables), audit(law, tables, made=[union])
    assert all_.figures > 2 * alone.figures


def test_a_zero_is_shown_and_never_held_back() -> None:
    consolidation = consolidated(TEMPLATE, full())
    held = protect(consolidation).held
    assert key("1C", "CA", "*") not in held
    figures = consolidation.figures(key("1C", "CA", "*"))
    assert figures is not None
    assert figures.number == 0


def test_the_same_figures_give_the_same_decisions() -> None:
    consolidation = consolidated(
        TEMPLATE, seeded_records(TEMPLATE, 3, size={"licences": 60}, exporters=12)
    )
    one, other = protect(consolidation), protect(consolidation)
    assert list(one.held.items()) == list(other.held.items())
    assert one.report == other.report


def test_the_audit_refuses_tables_whose_totals_give_a_figure_away() -> None:
    records = [*full(), *crowd("IT", "1B", "KR", 800, many=2)]
    consolidation = consolidated(TEMPLATE, records)
    secret = key("1B", "KR", "*")
    tables = appear(consolidation, {secret: HeldBack("few")}, {})
    with refuses(StateError, Reason.DISCLOSURE_UNSAFE, match=r"1B\|KR"):
        audit(TEMPLATE, tables)
    found = protect(consolidation)
    checked = audit(TEMPLATE, appear(consolidation, found.held, found.merges))
    assert checked.figures > 0


def test_the_audit_refuses_a_figure_that_two_editions_give_away() -> None:
    records = [*full(), *crowd("IT", "1B", "KR", 800, many=2)]
    consolidation = consolidated(TEMPLATE, records)
    found = protect(consolidation)
    first = frozen(consolidation, appear(consolidation, found.held, found.merges))
    further = [each for each, why in found.held.items() if why.why == COMPLEMENTARY]
    careless = {each: why for each, why in found.held.items() if each not in further}
    with pytest.raises(StateError, match="can be computed"):
        audit(TEMPLATE, appear(consolidation, careless, {}), [first])


def test_what_an_earlier_edition_held_back_stays_held_back() -> None:
    before = [*full(), licence("IT", "IT0", "1B", "KR", 800)]
    consolidation = consolidated(TEMPLATE, before)
    found = protect(consolidation)
    first = frozen(consolidation, appear(consolidation, found.held, found.merges))
    late = consolidated(TEMPLATE, [*before, *crowd("DE", "1B", "KR", 700)])
    again = protect(late, earlier=[first])
    assert set(found.held) <= set(again.held)
    tables = appear(late, again.held, again.merges)
    audit(TEMPLATE, tables, [first])
    then, now = (
        cells_of(TEMPLATE, before),
        cells_of(TEMPLATE, [*before, *crowd("DE", "1B", "KR", 700)]),
    )
    attack = Attack(
        TEMPLATE,
        [tables, first.tables],
        Measure.VALUE,
        changed={Place(*each) for each in now if now[each] != then.get(each)},
        unit=1e4,
    )
    interval = attack.interval(Place(*key("*", "*", "IT")))
    assert interval.low <= 0.9 * 80_000
    assert interval.high >= 1.1 * 80_000


def test_small_rows_are_merged_where_that_holds_back_less() -> None:
    template = small_template(merge=("destination",))
    transit = [
        Record("transits", "DE", f"DE{n}", ((("0A", to), 0),))
        for to, many in {"CN": 9, "IN": 8, "KR": 1, "US": 7, "CA": 6}.items()
        for n in range(many)
    ]
    consolidation = consolidated(template, transit)
    found = protect(consolidation)
    assert found.merges == {"v2_1": (("IN", "KR"),)}
    assert not found.held
    tables = appear(consolidation, found.held, found.merges)
    audit(template, tables)


def _transits_by_value() -> Template:
    """Return it with values of transits alone, small rows merged, and States as readers."""
    template = small_template(merge=("destination",))
    sums = (
        Sums(dimension="item", measures=(), reason="Two groups."),
        Sums(dimension="destination", measures=(Measure.VALUE,), reason="One."),
    )
    table = template.collected("transits").model_copy(
        update={"measures": (Measure.VALUE,), "sums": sums}
    )
    view = template.views_of("transits")[0].model_copy(update={"measures": (Measure.VALUE,)})
    rules = {"one_state": True, "states_read": True}
    changed = template.disclosure.model_copy(update=rules)
    return Template(**{**dict(template), "table": (table,), "view": (view,), "disclosure": changed})


def test_a_row_that_every_rule_lets_pass_is_no_secret_of_those_it_is_merged_with() -> None:
    """FR has all of KR and knows what IN has in the merged row, behind which nine stand."""
    template = _transits_by_value()
    transit = [
        Record("transits", state, f"{state}{n}", ((("0A", to), cents),))
        for to, states, cents in (
            *((to, ("AT", "DE", "FR"), 100_000) for to in ("CN", "IN", "US", "CA")),
            ("KR", ("FR",), 100),
        )
        for state in states
        for n in range(3 if to != "KR" else 1)
    ]
    found = protect(consolidated(template, transit))
    assert found.merges == {"v2_1": (("IN", "KR"),)}
    assert not found.held


def test_a_mark_is_not_merged_away() -> None:
    template = small_template(merge=("destination",))
    transit = [
        Record("transits", "DE", f"DE{n}", ((("0A", to), 0),))
        for to in ("CN", "IN", "KR")
        for n in range(5)
    ]
    at = CellKey("transits", ("*", "KR"), "DE")
    mark = Mark(ground=MarkGround.SECURITY, by="DE")
    found = protect(consolidated(template, transit, {at: mark}))
    assert not found.merges
