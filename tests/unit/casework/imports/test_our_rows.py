"""A denial as rows of our form: read back it is the same, or what is lost is named."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, assume, given, settings

from gateway.casework.imports import Way
from gateway.casework.imports.clerk import parse_denials
from gateway.casework.imports.columns import columns_of
from gateway.casework.imports.draft import Setting
from gateway.casework.imports.our_rows import differences, in_our_words, rows_of, unsaid
from gateway.domain.base import differing
from gateway.domain.denial import Denial
from gateway.domain.plain_text import fault_in
from gateway.domain.transaction import Reference
from gateway.errors import InputError
from tests.support.strategies import denials
from tests.unit.casework.imports.test_rows import BEFORE, one, parse, sheet

FULL = {
    **BEFORE,
    "activity": "brokering",
    "transit": "GE|TR",
    "end_user_kind": "organisation",
    "end_user_country": "TR",
    "end_user_addresses": "Sokak 1, Bursa|PO box 7",
    "end_user_identifiers": "VAT:TR1|LEI:2:3",
    "consignee_state": "withheld:commercial",
    "intermediaries": "Oriel FZE|Third Ltd",
    "stated_end_use": "not_applicable",
    "grounds": "human_rights|sanctions",
    "explanation": "Parce que.",
    "explanation_language": "fr",
    "references": "DUeS:2026-118",
    "list_version": "2025-11-15",
    "cn_code": "85258900",
    "cas_number": "7783-06-4",
    "country_of_origin": "FR",
    "parameters": "frame_rate=60 Hz|elements=327680",
    "quantity": "2",
    "unit": "pieces",
    "value": "845000.5",
    "currency": "EUR",
    "cyber_surveillance": "yes",
}


def test_what_our_form_said_it_says_again() -> None:
    lines = (FULL, {**FULL, "description": "Lens", "control_codes": "FR:4A906", "value": ""})
    parsed = parse(*lines, way=Way.INITIAL)
    assert parsed.errors == ()
    denial = parsed.drafts[0].denial
    rows = rows_of(denial)
    head = {name: cell for name, cell in rows[0].items() if name != "source_state"}
    assert head == {**FULL, "destination": "TR"}
    assert rows[1]["control_codes"] == "FR:4A906"
    assert unsaid(denial, rows) == ()


@given(denials())
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_what_is_not_named_is_read_back(denial: Denial) -> None:
    rows = rows_of(denial)
    cells = [cell for row in rows for cell in row.values()]
    assume(not any(fault_in(cell) or cell.startswith("'") for cell in cells))
    lost = unsaid(denial, rows)
    empty = dict.fromkeys(columns_of(Way.INITIAL), "")
    parsed = parse_denials(
        sheet({**empty, **rows[0]}, *rows[1:]),
        Setting(way=Way.INITIAL, authority=denial.authority, today=date(2100, 12, 31)),
    )
    if parsed.errors:
        assert lost
    else:
        again = parsed.drafts[0].denial.numbered(denial.denial_id)
        assert set(differing(denial, again)) == set(lost)


def test_what_our_form_has_no_column_for_is_named() -> None:
    denial = one(BEFORE, Way.INITIAL)
    deal = denial.transaction.model_copy(update={"customs_procedure": "1000"})
    told = denial.with_transaction(deal)
    assert unsaid(told, rows_of(told)) == ("transaction.customs_procedure",)
    named = Denial.model_validate(
        {**denial.model_dump(), "references": [Reference(system="a:b", value="c|d")]}
    )
    assert unsaid(named, rows_of(named)) == ("references",)


def test_two_records_are_compared_in_the_columns_of_the_file_alone() -> None:
    here = rows_of(one(FULL, Way.INITIAL))
    there = rows_of(one({**FULL, "destination": "AE", "value": "1"}, Way.INITIAL))
    found = differences(here, there, ["destination", "grounds", "value"])
    assert [(each.column, each.line, each.here, each.there) for each in found] == [
        ("destination", 0, "TR", "AE"),
        ("value", 1, "845000.5", "1"),
    ]
    more = rows_of(parse(FULL, FULL, way=Way.INITIAL).drafts[0].denial)
    assert [each.column for each in differences(here, more, ["value"])] == ["items"]


@pytest.mark.parametrize(
    ("column", "cell", "ours"),
    [
        ("destination", "Türkiye", "TR"),
        ("decision_date", "17.03.2026", "2026-03-17"),
        ("value", "845000.00", "845000"),
        ("control_codes", "6A003b4b | FR:4A906", "6A003.b.4.b|FR:4A906"),
        ("grounds", "Human rights", "human_rights"),
        ("grounds", "withheld: security", "withheld:security"),
        ("activity", "", "export"),
        ("cyber_surveillance", "no", ""),
        ("consignee_state", "unknown", ""),
        ("stated_end_use", "Unknown", ""),
        ("reviews_so_far", "Unknown", "unknown"),
        ("parameters", "frame_rate=60.0 Hz", "frame_rate=60 Hz"),
        ("description", "withheld: a camera", "withheld: a camera"),
    ],
)
def test_a_cell_is_the_same_in_whatever_spelling(column: str, cell: str, ours: str) -> None:
    assert in_our_words(column, cell) == ours


def test_a_cell_that_is_no_value_is_refused() -> None:
    with pytest.raises(InputError, match="there is no country of that code or name"):
        in_our_words("destination", "Atlantis")
