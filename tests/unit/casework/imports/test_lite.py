"""The form of another national licensing system, for relayed denials only."""

from __future__ import annotations

from datetime import date

import pytest

from gateway.casework.imports import Form, Way
from gateway.casework.imports.clerk import parse_denials
from gateway.casework.imports.columns import LITE_COLUMNS
from gateway.casework.imports.draft import Parsed, Setting
from gateway.domain.base import Statement
from gateway.domain.transaction import ListSource
from gateway.errors import InputError, Reason
from tests.support.needs import shared_file
from tests.support.raising import refuses

TODAY = date(2026, 11, 24)
ROW = (
    "DN2026/0001,AB-1,Nordlys Maskin,12 Havnegata,Norway,Iran,2B350.g,Valve,Fertiliser works,"
    "Risk of diversion,end_user"
)


def parse(*rows: str) -> Parsed:
    raw = "\n".join([",".join(LITE_COLUMNS), *rows]).encode()
    return parse_raw(raw)


def parse_raw(raw: bytes) -> Parsed:
    members = frozenset({"DE", "FR", "NL", "EU"})
    return parse_denials(
        raw, Setting(way=Way.RELAYED, authority="DE", today=TODAY, members=members)
    )


def test_a_row_becomes_a_denial_of_the_notifying_state() -> None:
    parsed = parse(ROW)
    deal = (draft := parsed.drafts[0]).denial.transaction
    assert parsed.form is Form.LITE
    assert (draft.reference, draft.source, draft.prefix) == ("AB-1", "NO", "NO")
    assert deal.destination == "IR"
    assert deal.end_user.value is not None
    assert deal.end_user.value.names == ("Nordlys Maskin",)
    assert deal.end_user.value.addresses[0].country == "IR"
    assert deal.consignee.state is Statement.UNKNOWN
    assert deal.items[0].codes == ("2B350.g",)
    assert draft.denial.explanation[0].text == "Risk of diversion"
    assert draft.denial.reviews_so_far is None
    assert [(r.system, r.value) for r in draft.denial.references] == [
        ("source", "DN2026/0001"),
        ("note", "the source states no dates; day of transcription"),
    ]


def test_rows_of_one_regime_reference_are_the_parties_of_one_denial() -> None:
    draft = parse(
        ROW,
        ROW.replace("Nordlys Maskin", "Fjord Trade").replace("end_user", "consignee"),
        ROW.replace("Nordlys Maskin", "Skagen Freight").replace("end_user", "third_party"),
    ).drafts[0]
    deal = draft.denial.transaction
    assert draft.rows == (2, 3, 4)
    assert len(deal.items) == 1
    assert deal.consignee.value is not None
    assert deal.consignee.value.names == ("Fjord Trade",)
    assert [party.names[0] for party in deal.intermediaries] == ["Skagen Freight"]


def test_a_further_row_repeats_reference_and_government() -> None:
    [error] = parse(ROW, ROW.replace("DN2026/0001", "")).errors
    assert (error.row, error.column) == (3, "reference")


def test_a_code_of_another_system_is_read_as_its_entry_and_kept_as_written() -> None:
    denial = parse(ROW.replace("2B350.g", "0A00100")).drafts[0].denial
    assert denial.transaction.items[0].codes == ("0A001",)
    assert ("code as written", "0A00100") in [(r.system, r.value) for r in denial.references]


def test_a_catch_all_case_is_a_non_listed_item() -> None:
    item = parse(ROW.replace("2B350.g", "catch all")).drafts[0].denial.transaction.items[0]
    assert item.classifications[0].source is ListSource.NON_LISTED


def test_a_denial_of_the_united_kingdom_is_information_only() -> None:
    denial = parse(ROW.replace("Norway", "United Kingdom")).drafts[0].denial
    assert any("information only" in reference.value for reference in denial.references)


@pytest.mark.parametrize(
    ("old", "new", "column", "reason"),
    [
        ("Norway", "Country Name", "notifying_government", Reason.COUNTRY_UNKNOWN),
        ("Norway", "Germany", "notifying_government", Reason.INPUT_INVALID),
        ("Norway", "France", "notifying_government", Reason.INPUT_INVALID),
        ("Iran", "Example Country", "country", Reason.COUNTRY_UNKNOWN),
        ("AB-1", "", "regime_reg_ref", Reason.INPUT_INVALID),
        ("Nordlys Maskin", "", "name", Reason.PARTY_NAMELESS),
        ("2B350.g", "ML10", "denial_cle", Reason.CODE_UNKNOWN),
        ("2B350.g", "", "denial_cle", Reason.INPUT_INVALID),
        ("Valve", "", "item_description", Reason.INPUT_INVALID),
        ("end_user", "broker", "entity_type", Reason.INPUT_INVALID),
    ],
)
def test_a_wrong_cell_is_told_by_the_columns_of_that_form(
    old: str, new: str, column: str, reason: Reason
) -> None:
    parsed = parse(ROW.replace(old, new), ROW.replace("AB-1", "AB-2"))
    assert [(e.row, e.column, e.reason) for e in parsed.errors] == [(2, column, reason)]
    assert [draft.reference for draft in parsed.drafts] == ["AB-2"]


def shared(name: str) -> bytes:
    return shared_file(f"data/denial_schema/{name}").read_bytes()


def test_the_published_file_is_taken_when_its_placeholders_are_countries() -> None:
    raw = shared("uk_lite_denial_valid.csv")
    placeholders = parse_raw(raw)
    assert {error.reason for error in placeholders.errors} == {Reason.COUNTRY_UNKNOWN}
    assert (placeholders.rows, placeholders.refused) == (7, 7)
    text = raw.decode()
    for name in [*(f"Country Name {n}" for n in "X23456"), "Country Name", "Example Country"]:
        text = text.replace(f",{name},", ",Norway,").replace(f",{name},", ",Norway,")
    parsed = parse_raw(text.encode())
    assert parsed.errors == ()
    assert len(parsed.drafts) == 7
    assert {draft.source for draft in parsed.drafts} == {"NO", "GB"}


def test_the_published_wrong_file_is_refused_by_its_header() -> None:
    with refuses(InputError, Reason.COLUMN_UNKNOWN) as caught:
        parse_raw(shared("uk_lite_denial_invalid.csv"))
    assert "consignee_name" in str(caught.value)
