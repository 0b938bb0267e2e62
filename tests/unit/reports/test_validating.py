"""Errors are put right; questions have stable keys and standard answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from gateway.domain.annual.cells import Cell, CellBlock, CellRef, Figures
from gateway.domain.annual.records import AnnualRecord, RecordLine
from gateway.domain.annual.submission import IndicatorValue
from gateway.domain.annual.template import RecordKind, Template
from gateway.domain.annual.templates import shipped_templates
from gateway.reports.counting import count
from gateway.reports.rates import shipped_rates
from gateway.reports.remarks import ANSWERS, Remark, Severity
from gateway.reports.validating import OwnDenial, ToValidate, check_sums, validate

DAY = date(2025, 6, 2)


@pytest.fixture(scope="module")
def template() -> Template:
    return next(each for each in shipped_templates() if each.year == 2025)


def licence(number: int, *, value: int = 1000, exporter: str | None = "E") -> AnnualRecord:
    return AnnualRecord(
        kind=RecordKind.AUTHORISATION,
        reference=f"L{number}",
        exporter=exporter,
        licence_kind="individual",
        decided=DAY,
        lines=(RecordLine(item_group="5EC2", destination="TR", value=Decimal(value)),),
    )


def denial(reference: str, source: str = "") -> AnnualRecord:
    return licence(0).model_copy(
        update={
            "kind": RecordKind.DENIAL,
            "reference": reference,
            "decision": "refuse",
            "notified": DAY,
            "source_id": source,
        }
    )


def remarks(
    template: Template, records: Sequence[AnnualRecord] = (), **more: Any
) -> tuple[Remark, ...]:
    blocks = count(template, records, shipped_rates()).blocks
    return validate(template, ToValidate(blocks, records, **more))


def keys(found: Sequence[Remark], start: str) -> list[str]:
    return [each.key for each in found if each.key.startswith(start)]


def test_what_was_counted_has_sums_that_hold(template: Template) -> None:
    found = remarks(template, [licence(n, value=n) for n in range(1, 20)])
    assert not [each for each in found if each.severity is Severity.ERROR]
    assert all(set(each.answers) <= set(ANSWERS) and each.answers for each in found)


def test_a_sum_that_does_not_hold_is_an_error_with_its_cell(template: Template) -> None:
    block = count(template, [licence(1), licence(2)], shipped_rates()).blocks[0]
    cells = [
        cell.model_copy(update={"figures": Figures(number=7, value_cents=9)})
        if cell.at == ("*", "*", "*")
        else cell
        for cell in block.cells()
    ]
    found = list(check_sums(template, [CellBlock.of("authorisations", 3, cells)]))
    assert {each.about for each in found} == {CellRef(table="authorisations", at=("*", "*", "*"))}
    assert {each.severity for each in found} == {Severity.ERROR}
    # Of items and destinations only values add up: two licences may be one.
    wrong = sorted(each.key.removeprefix("sum:authorisations:*|*|*:") for each in found)
    assert wrong == [
        "number:licence_kind",
        "value:destination",
        "value:item",
        "value:licence_kind",
    ]


def test_what_is_not_available_has_no_sum(template: Template) -> None:
    cells = [
        Cell(table="denials", at=("*", "*", "*"), figures=Figures(number=3)),
        Cell(table="denials", at=("refuse", "*", "*"), figures=None),
    ]
    assert list(check_sums(template, [CellBlock.of("denials", 3, cells)])) == []


def test_a_denial_of_the_register_that_is_not_counted_is_a_question(template: Template) -> None:
    own = [
        OwnDenial("DE-2025-00001", "N-1", DAY, DAY),
        OwnDenial("DE-2025-00002", "N-2", DAY, DAY),
        OwnDenial("DE-2025-00003", "N-3", DAY, DAY),
        OwnDenial("DE-2024-00009", "N-9", date(2024, 5, 1), date(2024, 5, 2)),
    ]
    found = remarks(
        template, [denial("N-1"), denial("x", "DE-2025-00002"), denial("N-77")], denials=own
    )
    assert keys(found, "denial.missing") == ["denial.missing:DE-2025-00003"]
    assert keys(found, "denial.unknown") == ["denial.unknown:1"]
    assert all(
        each.severity is Severity.QUESTION for each in found if each.key.startswith("denial")
    )


def test_zero_and_not_available_are_asked_apart(template: Template) -> None:
    found = remarks(template, [licence(1)])
    assert "zero:denials" in keys(found, "zero")
    assert "zero:authorisations" not in keys(found, "zero")
    blocks = count(template, [licence(1)], shipped_rates(), without=["denials"]).blocks
    said = validate(template, ToValidate(blocks, [licence(1)], without=["denials"]))
    assert "zero:denials" not in keys(said, "zero")


def test_indicators_that_are_not_stated_are_asked_about(template: Template) -> None:
    found = remarks(template, indicators=[IndicatorValue(key="staff", count=0)])
    assert "indicator:staff" not in keys(found, "indicator")
    assert "indicator:audits" in keys(found, "indicator")


def test_records_without_an_exporter_are_asked_about(template: Template) -> None:
    found = remarks(template, [licence(1, exporter=None), licence(2)])
    assert keys(found, "exporter") == ["exporter.unnamed:authorisation:1"]


def test_a_figure_far_from_the_year_before_is_a_question_with_a_stable_key(
    template: Template,
) -> None:
    before = count(template, [licence(n) for n in range(40)], shipped_rates()).blocks
    found = remarks(template, [licence(1)], earlier=before)
    again = remarks(template, [licence(1)], earlier=before)
    assert keys(found, "outlier") == keys(again, "outlier") != []
    total = next(k for k in keys(found, "outlier") if k.startswith("outlier:authorisations:*|*|*"))
    assert total.endswith(":number:40:1")
    same = remarks(template, [licence(n) for n in range(40)], earlier=before)
    assert keys(same, "outlier") == []
    small = count(template, [licence(n) for n in range(8)], shipped_rates()).blocks
    assert keys(remarks(template, [licence(1)], earlier=small), "outlier") == []
