"""What tables, parts and editions give away together, beyond sums."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from gateway.domain.annual.edition import Edition, PublishedTable
from gateway.domain.annual.template import Measure
from gateway.errors import Reason, StateError
from gateway.reports.consolidation import CellKey, Consolidation, HeldBack
from gateway.reports.disclosure import audit, changed_between, links_of, protect
from gateway.reports.disclosure.lattice import Order, linked_tables, orders, published_cells
from gateway.reports.editions import Freeze, edition
from gateway.reports.published_tables import appear
from tests.support.raising import refuses
from tests.support.small_template import linked_template
from tests.support.small_years import Record, consolidated

TEMPLATE = linked_template()
STATES = ("AT", "DE", "FR", "IT", "SE")
FROZEN = datetime(2026, 6, 1, tzinfo=UTC)


def licence(state: str, exporter: str, euro: int = 100) -> Record:
    return Record("licences", state, exporter, ((("individual", "0A", "CN"), euro * 100),))


def requested(record: Record) -> Record:
    lines = tuple(((codes[0],), cents) for codes, cents in record.lines)
    return replace(record, table="requests", lines=lines)


def transit(state: str, exporter: str, *items: str) -> list[Record]:
    """Return a transit of some items, and the same as a stop."""
    return [
        Record("transits", state, exporter, tuple(((item, "CN"), 0) for item in items)),
        Record("stops", state, exporter, tuple(((item,), 0) for item in items)),
    ]


def full(many: int = 6) -> list[Record]:
    """Return so many licences of as many exporters in each State, all of them requested."""
    made = [licence(state, f"{state}{n}") for state in STATES for n in range(many)]
    return [*made, *map(requested, made)]


def shown(
    consolidation: Consolidation, held: Mapping[CellKey, HeldBack]
) -> tuple[PublishedTable, ...]:
    return appear(consolidation, held, {})


def refusal(tables: Sequence[PublishedTable], consolidation: Consolidation) -> StateError:
    with refuses(StateError, Reason.DISCLOSURE_UNSAFE) as refused:
        audit(TEMPLATE, tables, links=links_of(consolidation))
    return refused.value


def closed(records: Sequence[Record]) -> Mapping[CellKey, HeldBack]:
    """Protect a year, audit it, and return what is held back."""
    consolidation = consolidated(TEMPLATE, records)
    found = protect(consolidation)
    tables = appear(consolidation, found.held, found.merges)
    audit(TEMPLATE, tables, links=links_of(consolidation))
    return found.held


def test_tables_that_count_the_same_are_one_group() -> None:
    assert linked_tables(TEMPLATE) == [("licences", "requests"), ("transits", "stops")]
    assert linked_tables(TEMPLATE, same=True) == [
        ("licences",),
        ("transits", "stops"),
        ("requests",),
    ]


def test_parts_bound_a_total_that_does_not_add_up_and_it_them() -> None:
    """Found in use: disclosure V1."""
    cells = published_cells(TEMPLATE, "stops")
    whole = CellKey("stops", ("*",), "DE")
    parts = tuple(CellKey("stops", (each,), "DE") for each in ("C0", "C1"))
    found = {each for each in orders(TEMPLATE, cells, Measure.NUMBER) if whole in sum(each[:2], ())}
    assert found == {
        Order((whole,), parts[:1]),
        Order((whole,), parts[1:]),
        Order(parts, (whole,)),
    }


def test_a_total_that_another_table_prints_is_no_secret() -> None:
    """As 6.4 printed under "All grounds" what 6.3 held back (officer B6).

    Found in use: disclosure V1.
    """
    records = [each for s in STATES for n in range(4) for each in transit(s, f"{s}{n}", "0A", "1A")]
    records += transit("AT", "AT9", "0B", "1B")
    consolidation = consolidated(TEMPLATE, records)
    own = CellKey("transits", ("*", "*"), "AT")
    union = CellKey("transits", ("*", "*"), "*")
    careless = shown(consolidation, {own: HeldBack("few"), union: HeldBack("complementary")})
    assert "AT" in str(refusal(careless, consolidation))


def test_parts_that_are_shown_give_no_total_away() -> None:
    """One transit of one group: its total is no more than its part.

    Found in use: disclosure V1.
    """
    records = [each for s in STATES[1:] for n in range(4) for each in transit(s, f"{s}{n}", "0A")]
    records += transit("AT", "AT0", "0A")
    held = closed(records)
    assert CellKey("transits", ("*", "*"), "AT") in held
    assert CellKey("stops", ("*",), "AT") in held
    assert CellKey("stops", ("C0",), "AT") in held


def test_what_few_make_of_two_tables_is_held_back() -> None:
    """As 6.3 less 4.1 was one refusal of one exporter (disclosure V4)."""
    records = [*full(), licence("DE", "DE0", 700)]
    consolidation = consolidated(TEMPLATE, records)
    pair = CellKey("licences", ("*", "*", "*"), "DE"), CellKey("requests", ("*",), "DE")
    assert pair in links_of(consolidation).few
    assert "DE" in str(refusal(shown(consolidation, {}), consolidation))
    assert not set(pair).isdisjoint(closed(records))


def test_what_many_make_of_two_tables_is_shown() -> None:
    late = [licence("DE", f"DE{n}") for n in range(10, 14)]
    assert not closed([*full(), *late])


def test_a_link_that_does_not_hold_is_used_by_nobody() -> None:
    records = [*full(), *(requested(licence("DE", f"DE{n}")) for n in range(10, 14))]
    consolidation = consolidated(TEMPLATE, records)
    untrue = links_of(consolidation).untrue[Measure.NUMBER]
    assert {(each.more[0].origin, each.link) for each in untrue} >= {("DE", "requested")}
    closed(records)


def corrigendum(late: Sequence[Record]) -> tuple[Edition, Mapping[CellKey, HeldBack]]:
    """Freeze a year and correct it with what came late; return what the second holds back."""
    before = consolidated(TEMPLATE, full())
    found = protect(before)
    what = Freeze("EU-R-2025", "Report", FROZEN)
    first = edition(before, appear(before, found.held, found.merges), what)
    after = consolidated(TEMPLATE, [*full(), *late, *map(requested, late)])
    again = protect(after, earlier=[first], sources=[before])
    tables = appear(after, again.held, again.merges)
    changed = [changed_between(before, after)]
    audit(TEMPLATE, tables, [first], changed, links=links_of(after))
    with_all = shown(after, {})
    if changed[0].few:
        with pytest.raises(StateError, match="can be computed"):
            audit(TEMPLATE, with_all, [first], changed, links=links_of(after))
    return first, again.held


def test_what_one_late_licence_adds_is_shown_by_no_total() -> None:
    """Found in use: disclosure V4."""
    _, held = corrigendum([licence("DE", "DE0", 700)])
    assert CellKey("licences", ("*", "*", "*"), "*") in held
    assert CellKey("licences", ("*", "*", "*"), "DE") in held


def test_what_three_late_licences_add_is_shown() -> None:
    _, held = corrigendum([licence("DE", f"DE{n}", 700) for n in range(3)])
    assert not held
