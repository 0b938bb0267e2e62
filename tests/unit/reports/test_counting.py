"""Records are counted by the template's rules, as a slow and plain count does it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.annual.cells import CellBlock, Figures
from gateway.domain.annual.records import AnnualRecord, RecordLine
from gateway.domain.annual.template import (
    Axis,
    CollectedTable,
    Counted,
    Measure,
    RecordKind,
    Template,
    View,
)
from gateway.domain.annual.templates import shipped_templates
from gateway.errors import LawError, Reason
from gateway.reports.classifying import Classifier
from gateway.reports.counting import count
from gateway.reports.rates import shipped_rates
from tests.support.needs import examples
from tests.support.raising import refuses
from tests.support.slow_annual_count import slow_count

YEAR = 2025
DAY = date(2025, 6, 2)
RATES = shipped_rates()


@pytest.fixture(scope="module")
def template() -> Template:
    return next(each for each in shipped_templates() if each.year == YEAR)


def line(
    group: str = "5EC2", to: str = "TR", value: str | None = "1000", **more: Any
) -> RecordLine:
    return RecordLine(
        item_group=group,
        destination=to,
        value=None if value is None else Decimal(value),
        **more,
    )


def licence(reference: str, exporter: str | None, *lines: RecordLine, **more: Any) -> AnnualRecord:
    return AnnualRecord(
        **{
            "kind": RecordKind.AUTHORISATION,
            "reference": reference,
            "exporter": exporter,
            "licence_kind": "individual",
            "decided": DAY,
            "lines": lines,
            **more,
        }
    )


def cells_of(blocks: Iterable[CellBlock]) -> dict[tuple[str, tuple[str, ...]], Figures]:
    return {
        (cell.table, cell.at): cell.figures
        for block in blocks
        for cell in block.cells()
        if cell.figures is not None
    }


def counted(
    template: Template, *records: AnnualRecord
) -> dict[tuple[str, tuple[str, ...]], Figures]:
    return cells_of(count(template, records, RATES).blocks)


def test_a_licence_for_two_groups_counts_once_in_each_and_once_in_the_total(
    template: Template,
) -> None:
    found = counted(
        template,
        licence("L1", "A", line("5EC2", value="1000"), line("5EC1", value="500")),
        licence("L2", "B", line("5EC2", value="200")),
    )
    individual = "individual"
    assert found["authorisations", (individual, "5EC2", "*")].number == 2
    assert found["authorisations", (individual, "5EC1", "*")].number == 1
    total = found["authorisations", (individual, "C5", "*")]
    assert (total.number, total.value_cents) == (2, 170_000)
    assert (total.exporters_min, total.exporters_max) == (2, 2)
    assert (total.top1_cents, total.top2_cents) == (150_000, 170_000)
    assert found["authorisations", ("*", "*", "*")] == total


def test_a_licence_for_several_destinations_has_its_undivided_value_under_several(
    template: Template,
) -> None:
    found = counted(
        template,
        licence(
            "L1",
            "A",
            line(to="TR", value=None),
            line(to="AE", value=None),
            line(to="several", value="900"),
        ),
    )
    at = ("individual", "*")
    assert found["authorisations", (*at, "TR")] == Figures(
        number=1, exporters_min=1, exporters_max=1
    )
    assert found["authorisations", (*at, "several")].value_cents == 90_000
    assert found["authorisations", (*at, "*")].number == 1


def test_an_annulled_licence_is_left_out_and_a_revoked_one_is_not(template: Template) -> None:
    found = counted(template, licence("L1", "A", line(), annulled=True), licence("L2", "A", line()))
    assert found["authorisations", ("*", "*", "*")].number == 1
    rules = template.counting.model_copy(update={"annulled": Counted.AS_DECIDED})
    other = template.model_copy(update={"counting": rules})
    assert counted(other, licence("L1", "A", line(), annulled=True))


@pytest.mark.parametrize("rule", list(Counted))
def test_an_amended_licence_is_left_out_where_the_template_says_so(
    template: Template, rule: Counted
) -> None:
    """Found in use: tests G16."""
    rules = template.counting.model_copy(update={"amended": rule})
    other = template.model_copy(update={"counting": rules})
    found = counted(other, licence("L1", "A", line(), amended=True), licence("L2", "A", line()))
    whole = found["authorisations", ("*", "*", "*")]
    assert whole.number == (1 if rule is Counted.LEFT_OUT else 2)


def test_a_denial_counts_in_the_year_of_its_notification(template: Template) -> None:
    def denial(reference: str, notified: date | None) -> AnnualRecord:
        return licence(
            reference,
            None,
            line(),
            kind=RecordKind.DENIAL,
            licence_kind=None,
            decision="refuse",
            grounds=("human_rights", "end_use_diversion"),
            decided=date(2024, 12, 20),
            notified=notified,
        )

    found = counted(
        template,
        denial("D1", date(2025, 1, 8)),
        denial("D2", date(2024, 12, 21)),
        denial("D3", None),
    )
    assert found["denials", ("*", "*", "*")].number == 1
    # On two grounds: once in each and once in the total.
    assert found["denial_grounds", ("human_rights",)].number == 1
    assert found["denial_grounds", ("end_use_diversion",)].number == 1
    assert found["denial_grounds", ("*",)].number == 1


def test_an_application_decided_in_the_next_year_is_pending_at_the_end_of_its_own(
    template: Template,
) -> None:
    found = counted(
        template,
        licence(
            "A1",
            "A",
            line(),
            kind=RecordKind.APPLICATION,
            decision="granted",
            received=date(2025, 12, 1),
            decided=date(2026, 2, 3),
        ),
    )
    assert found["applications", ("*", "pending")].number == 1
    assert ("applications", ("*", "granted")) not in found


def test_only_cyber_surveillance_items_count_in_their_tables(template: Template) -> None:
    application = licence(
        "A1",
        "A",
        RecordLine(code="5A001.j.1.a", destination="AE", value=Decimal(5)),
        RecordLine(code="5A002.a.1", destination="TR", value=Decimal(7)),
        kind=RecordKind.APPLICATION,
        decision="refused",
        received=DAY,
    )
    found = counted(template, Classifier(template).complete(application))
    assert found["cyber_applications", ("internet_surveillance", "*", "refused")].number == 1
    assert found["cyber_applications", ("*", "AE", "refused")].value_cents == 500
    assert ("cyber_applications", ("*", "TR", "refused")) not in found


def test_a_user_who_registered_twice_is_one_user(template: Template) -> None:
    def registration(reference: str, who: str, kind: str) -> AnnualRecord:
        return AnnualRecord(
            kind=RecordKind.REGISTRATION,
            reference=reference,
            exporter=who,
            licence_kind=kind,
            decided=DAY,
        )

    found = counted(
        template,
        registration("R1", "A", "EU001"),
        registration("R2", "A", "EU008"),
        registration("R3", "B", "EU001"),
    )
    assert found["users", ("EU001",)].number == 2
    assert found["users", ("*",)].number == 2


def test_an_exporter_that_is_not_named_may_be_any(template: Template) -> None:
    found = counted(
        template,
        licence("L1", "A", line(value="100")),
        licence("L2", "B", line(value="60")),
        licence("L3", None, line(value="40")),
        licence("L4", None, line(value="10")),
    )
    total = found["authorisations", ("*", "*", "*")]
    assert (total.exporters_min, total.exporters_max) == (2, 4)
    assert (total.top1_cents, total.top2_cents) == (15_000, 21_000)
    alone = counted(template, licence("L3", None, line(value="40")))
    only = alone["authorisations", ("*", "*", "*")]
    assert (only.exporters_min, only.exporters_max, only.top1_cents) == (1, 1, 4000)


def test_two_spellings_of_an_exporter_make_one(template: Template) -> None:
    found = counted(
        template, licence("L1", "ACME  GmbH", line()), licence("L2", "Acme GmbH", line())
    )
    assert found["authorisations", ("*", "*", "*")].exporters_max == 1


def test_what_is_not_available_is_left_out_and_what_is_zero_is_not(template: Template) -> None:
    blocks = count(template, [], RATES, without=["use"]).blocks
    assert {block.table for block in blocks} == {t.key for t in template.table} - {"use"}
    assert all(len(block) == 0 for block in blocks)


def test_a_template_that_counts_by_something_unheard_of_is_refused(template: Template) -> None:
    lists = (*template.lists, template.code_list("ground").model_copy(update={"key": "weather"}))
    sums = template.collected("denial_grounds").sums[0].model_copy(update={"dimension": "weather"})
    table = CollectedTable(
        key="by_weather",
        title="x",
        section="x",
        article="x",
        records=RecordKind.DENIAL,
        dimensions=("weather",),
        measures=(Measure.NUMBER,),
        sums=(sums,),
    )
    view = View(
        key="weather",
        number="99",
        title="x",
        section="x",
        table="by_weather",
        rows=Axis(dimension="weather", levels=("*",)),
        columns=Axis(dimension="origin", levels=("*",)),
        measures=(Measure.NUMBER,),
    )
    other = template.model_copy(
        update={"lists": lists, "table": (*template.table, table), "view": (*template.view, view)}
    )
    other = Template.model_validate(other.model_dump())
    with refuses(LawError, Reason.TEMPLATE_INVALID) as caught:
        Classifier(other)
    assert caught.value.metadata["dimension"] == "weather"


# --- Against the slow count --------------------------------------------------------------

_LINES = st.builds(
    line,
    st.sampled_from(["5EC1", "5EC2", "2EC1", "NL1"]),
    st.sampled_from(["TR", "AE", "IL", "US", "several"]),
    st.one_of(st.none(), st.decimals(0, 10**9, places=3).map(str)),
    currency=st.sampled_from(["EUR", "USD", "SEK"]),
    cyber_group=st.sampled_from([None, None, "cryptanalysis", "non_listed"]),
)
_DAYS = st.integers(-40, 400).map(lambda days: date(2025, 1, 1) + timedelta(days=days))


@st.composite
def _records(draw: st.DrawFn) -> AnnualRecord:
    kind = draw(st.sampled_from(list(RecordKind)))
    received = draw(_DAYS)
    decided = received + timedelta(days=draw(st.integers(0, 60)))
    decision = {
        RecordKind.APPLICATION: ["granted", "refused", "withdrawn", "pending"],
        RecordKind.DENIAL: ["refuse", "annul", "revoke"],
    }.get(kind, [None])
    # A transit has one destination; no record with more gets as far as the count.
    most = 1 if kind is RecordKind.PROHIBITION else 4
    grounds = st.lists(st.sampled_from(["sanctions", "human_rights"]), unique=True)
    return AnnualRecord(
        kind=kind,
        reference="drawn",
        exporter=draw(st.sampled_from("ABCD")),
        licence_kind=draw(st.sampled_from(["individual", "global", "EU001", "EU008"])),
        decision=draw(st.sampled_from(decision)),
        grounds=tuple(draw(grounds)) if kind is RecordKind.DENIAL else (),
        received=received,
        decided=decided,
        notified=decided + timedelta(days=draw(st.integers(0, 40))),
        lines=()
        if kind is RecordKind.REGISTRATION
        else tuple(draw(st.lists(_LINES, min_size=1, max_size=most))),
        annulled=draw(st.booleans()),
    )


def _narrow(template: Template) -> Template:
    """Keep only codes near those that are drawn: the slow count looks at every cell."""
    keep = {
        "item": {"C5", "5EC1", "5EC2", "C2", "2EC1", "CN", "NL1", "NL2"},
        "destination": {"TR", "AE", "IL", "US", "several", "CN"},
    }
    lists: list[dict[str, Any]] = []
    for each in template.lists:
        wanted = keep.get(each.key)
        if wanted is not None:
            above = {up for code in wanted for up in each.path(code)}
            values = tuple(value for value in each.code if value.code in above)
            lists.append({**each.model_dump(), "code": values})
        else:
            lists.append(each.model_dump())
    return Template.model_validate({**template.model_dump(), "lists": lists})


NARROW = _narrow(next(each for each in shipped_templates() if each.year == YEAR))


@examples(25)
@given(st.lists(_records(), max_size=12))
def test_the_count_is_that_of_a_slow_and_plain_count(records: list[AnnualRecord]) -> None:
    template = NARROW
    fast = {key: f for key, f in counted(template, *records).items() if f.number}
    assert fast == slow_count(template, records, RATES.rate)


@examples(40)
@given(st.lists(_records(), max_size=12))
def test_the_sums_that_the_template_says_hold_do_hold(records: list[AnnualRecord]) -> None:
    template = next(each for each in shipped_templates() if each.year == YEAR)
    found = counted(template, *records)
    for table in template.table:
        asked = {node for key, node in found if key == table.key}
        for place, dimension in enumerate(table.dimensions):
            codes = template.code_list(dimension)
            for node in asked:
                below = [
                    (*node[:place], code, *node[place + 1 :])
                    for code in codes.children(node[place])
                ]
                if not any(each in asked for each in below):
                    continue
                parts = [found.get((table.key, each), Figures()) for each in below]
                if table.adds_up(dimension, Measure.VALUE):
                    assert found[table.key, node].value_cents == sum(p.value_cents for p in parts)
                if table.adds_up(dimension, Measure.NUMBER):
                    assert found[table.key, node].number == sum(p.number for p in parts)
