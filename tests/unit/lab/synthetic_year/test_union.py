"""The made year: published totals to the cent, the same from the same seed, and it adds up."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from gateway.domain.annual.cells import CellState
from gateway.domain.annual.codes import TOTAL
from gateway.domain.annual.edition import PublishedTable
from gateway.domain.annual.records import AnnualRecord
from gateway.domain.annual.template import RecordKind
from gateway.domain.annual.templates import shipped_templates
from gateway.reports.classifying import Classifier
from gateway.reports.consolidation import CellKey, Consolidation
from gateway.reports.published_tables import appear
from gateway.reports.rates import shipped_rates
from lab.synthetic_year.union import MadeAuthority, made_union
from tests.support.annual import consolidated
from tests.support.duckdb_report import Totals, export, open_export, totals
from tests.support.member_states import MEMBER_STATES

TEMPLATE = shipped_templates()[-1]
RATES = shipped_rates()
SCALE = 0.1


@pytest.fixture(scope="module")
def made() -> dict[str, MadeAuthority]:
    return made_union(TEMPLATE, RATES, scale=SCALE)


@pytest.fixture(scope="module")
def union(made: dict[str, MadeAuthority]) -> Consolidation:
    return consolidated(TEMPLATE, {code: each.records for code, each in made.items()}, RATES)


def test_a_whole_union_answers(made: dict[str, MadeAuthority], union: Consolidation) -> None:
    assert len(made) == 29
    assert {code[:2] for code in made} == set(MEMBER_STATES)
    assert union.coverage == "27 of 27 States"
    assert all(each.indicators for each in made.values())
    assert {each.key for each in made["DE"].narratives} == {
        "legislation", "implementation", "human_rights",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("table", "at", "number", "euro"),
    [
        ("authorisations", ("individual", TOTAL, TOTAL), 19_412, 17_100_000_000),
        ("authorisations", ("global", TOTAL, TOTAL), 712, 27_300_000_000),
        ("authorisations", ("general", TOTAL, TOTAL), 3_240, 9_700_000_000),
        ("authorisations", (TOTAL, TOTAL, TOTAL), None, 57_300_000_000),
        ("authorisations", ("individual", "0EC1", TOTAL), None, 6_400_000_000),
        ("authorisations", ("individual", "2EC1", TOTAL), None, 1_800_000_000),
        ("authorisations", ("individual", "5EC2", TOTAL), None, 1_300_000_000),
        ("authorisations", ("general", "5EC2", TOTAL), None, 4_810_000_000),
        ("denials", (TOTAL, TOTAL, TOTAL), 831, 980_000_000),
    ],
)
def test_published_totals_are_met_to_the_cent(
    union: Consolidation, table: str, at: tuple[str, ...], number: int | None, euro: int
) -> None:
    found = union.figures(CellKey(table, at, TOTAL))
    assert found is not None
    assert found.value_cents == euro * 100 * SCALE
    if number is not None:
        assert found.number == round(number * SCALE)


def test_the_same_seed_makes_the_same_year_and_another_one_another(
    made: dict[str, MadeAuthority],
) -> None:
    assert made_union(TEMPLATE, RATES, scale=SCALE) == made
    other = made_union(TEMPLATE, RATES, seed=2, scale=SCALE)
    assert other["DE"].records != made["DE"].records


def test_records_are_complete_and_have_references_of_their_own(
    made: dict[str, MadeAuthority],
) -> None:
    classifier = Classifier(TEMPLATE)
    records = [record for each in made.values() for record in each.records]
    assert all(classifier.complete(record) == record for record in records)
    assert len({record.reference for record in records}) == len(records)


def test_a_few_states_and_a_few_exporters_have_most(
    made: dict[str, MadeAuthority], union: Consolidation
) -> None:
    individual = ("individual", TOTAL, TOTAL)
    by_state = {
        state: union.figures(CellKey("authorisations", individual, state)) for state in union.states
    }
    numbers = {state: each.number for state, each in by_state.items() if each is not None}
    assert max(numbers, key=numbers.__getitem__) == "DE"
    five = sum(sorted(numbers.values())[-5:])
    assert five > sum(numbers.values()) / 2
    exporters = [r.exporter for r in made["DE"].records if r.kind is RecordKind.AUTHORISATION]
    counts = sorted((exporters.count(each) for each in set(exporters)), reverse=True)
    assert sum(counts[: len(counts) // 10]) > sum(counts) / 3


def test_there_is_something_to_convert_to_leave_out_and_to_hold_back(
    made: dict[str, MadeAuthority], union: Consolidation
) -> None:
    records = [record for each in made.values() for record in each.records]
    currencies = {line.currency for record in records for line in record.lines}
    assert {"EUR", "USD", "GBP", "CHF", "JPY", "SEK", "PLN", "CZK", "BGN"} <= currencies
    assert any(record.annulled for record in records)
    assert any(line.value is None for record in records for line in record.lines)
    licences = [record for record in records if record.kind is RecordKind.AUTHORISATION]
    assert {record.decided.year for record in licences} == {2024, 2025, 2026}
    cells = union.table("authorisations")
    few = cells.filter((cells["exporters_min"] < 3) & (cells["origin"] == TOTAL))
    assert few.height


def _shown(table: PublishedTable) -> Totals:
    assert all(
        cell.state in {CellState.VALUE, CellState.ZERO} for row in table.cells for cell in row
    )
    return {
        (row.code, column.code): (cell.number or 0, cell.value_cents or 0)
        for row, cells in zip(table.rows, table.cells, strict=True)
        for column, cell in zip(table.columns, cells, strict=True)
        if cell.state is CellState.VALUE
    }


def test_every_published_cell_is_what_sql_over_the_records_says(
    made: dict[str, MadeAuthority], union: Consolidation, tmp_path: Path
) -> None:
    export(tmp_path, TEMPLATE, {code: each.records for code, each in made.items()})
    with open_export(tmp_path, TEMPLATE.year) as db:
        for view, table in zip(TEMPLATE.view, appear(union, {}, {}), strict=True):
            expected = totals(db, TEMPLATE, view)
            assert _shown(table) == {key: each for key, each in expected.items() if any(each)}
            assert expected, view.key


@pytest.mark.parametrize("lost", ["licence", "cent"])
def test_sql_notices_one_licence_and_one_cent(
    made: dict[str, MadeAuthority], union: Consolidation, tmp_path: Path, lost: str
) -> None:
    years: dict[str, tuple[AnnualRecord, ...]] = {c: each.records for c, each in made.items()}
    at, record = next(
        (at, each)
        for at, each in enumerate(years["SE"])
        if each.kind is RecordKind.AUTHORISATION
        and each.decided.year == TEMPLATE.year
        and not each.annulled
        and each.lines[0].currency == "EUR"
        and each.lines[0].value
    )
    instead: tuple[AnnualRecord, ...] = ()
    if lost == "cent":
        line = record.lines[0]
        less = line.model_copy(update={"value": (line.value or 0) - Decimal("0.01")})
        instead = (record.model_copy(update={"lines": (less, *record.lines[1:])}),)
    years["SE"] = (*years["SE"][:at], *instead, *years["SE"][at + 1 :])
    export(tmp_path, TEMPLATE, years)
    with open_export(tmp_path, TEMPLATE.year) as db:
        without = totals(db, TEMPLATE, TEMPLATE.view[0])
    shown = _shown(appear(union, {}, {})[0])
    for origin in ("SE", TOTAL):
        number, cents = (
            a - b for a, b in zip(shown[origin, TOTAL], without[origin, TOTAL], strict=True)
        )
        assert number == (lost == "licence")
        assert cents == 1 or lost == "licence"
    assert shown["DE", TOTAL] == without["DE", TOTAL]
