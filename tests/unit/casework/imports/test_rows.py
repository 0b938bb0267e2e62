"""Our form: each cell's meaning, and every error of a row with row, column and reason."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.casework.imports import Way
from gateway.casework.imports.clerk import parse_denials
from gateway.casework.imports.columns import columns_of
from gateway.casework.imports.draft import Parsed, Setting
from gateway.domain.base import Statement, Withholding
from gateway.domain.controls import ControlList
from gateway.domain.denial import DecisionType, Denial, Ground, LegalBase
from gateway.domain.transaction import Activity, ListSource, PartyKind
from gateway.errors import Reason

ASSETS = Path(__file__).parents[3] / "assets" / "imports"
TODAY = date(2026, 11, 24)
LISTED = ControlList.of("test", TODAY, ["6A003.b.4.b", "5A001.j"])

LEAST = {
    "national_reference": "BDU-2026-0001",
    "decision": "refuse",
    "decision_date": "2026-03-17",
    "destination": "TR",
    "end_user_names": "Örnek Optik A.Ş.",
    "description": "Thermal camera",
    "control_codes": "6A003.b.4.b",
}
BEFORE = {
    **LEAST,
    "decision_date": "2019-06-03",
    "first_notified": "2019-06-14",
    "legal_base": "428/2009",
    "reviews_so_far": "2",
}


def sheet(*rows: dict[str, str]) -> bytes:
    names = list(dict.fromkeys(name for row in rows for name in row))
    out = io.StringIO()
    writer = csv.DictWriter(out, names, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def parse(*rows: dict[str, str], way: Way = Way.OWN, codes: ControlList | None = None) -> Parsed:
    return parse_denials(
        sheet(*rows),
        Setting(
            way=way,
            authority="DE" if way is Way.RELAYED else "FR",
            today=TODAY,
            members=frozenset({"DE", "FR", "NL", "EU"}),
            codes=codes,
        ),
    )


def one(row: dict[str, str], way: Way = Way.OWN) -> Denial:
    parsed = parse(row, way=way)
    assert parsed.errors == ()
    return parsed.drafts[0].denial


def faults(*rows: dict[str, str], way: Way = Way.OWN) -> list[tuple[int, str, Reason]]:
    return [(e.row, e.column, e.reason) for e in parse(*rows, way=way).errors]


def test_a_row_with_all_columns_becomes_the_whole_denial() -> None:
    denial = one(
        {
            **LEAST,
            "decision": "intent_no",
            "articles": "16(1)|4(6)",
            "activity": "brokering",
            "transit": "GE|Türkiye",
            "end_user_kind": "organisation",
            "end_user_country": "Germany",
            "end_user_addresses": "Sokak 1, Bursa|PO box 7",
            "end_user_identifiers": "VAT:TR1|LEI:2:3",
            "consignee_state": "withheld:commercial",
            "intermediaries": "Oriel FZE|Third Ltd",
            "stated_end_use": "Fire watching",
            "grounds": "human_rights|sanctions",
            "explanation": "Parce que.",
            "explanation_language": "fr",
            "references": "DUeS:2026-118",
            "list_version": "2025-11-15",
            "cn_code": "8525 89 00",
            "cas_number": "7783-06-4",
            "country_of_origin": "FR",
            "parameters": "frame_rate=60 Hz|elements=327680",
            "quantity": "2",
            "unit": "pieces",
            "value": "845000.50",
            "currency": "eur",
            "cyber_surveillance": "yes",
        }
    )
    deal, item = denial.transaction, denial.transaction.items[0]
    end_user = deal.end_user.value
    assert end_user is not None
    assert denial.denial_id == "FR-2026-00000"  # numbered when written
    assert (denial.authority, denial.decision) == ("FR", DecisionType.INTENT_NO)
    assert denial.articles == ("16(1)", "4(6)")
    assert deal.activity is Activity.BROKERING
    assert deal.transit_countries == ("GE", "TR")
    assert (end_user.kind, end_user.country) == (PartyKind.ORGANISATION, "DE")
    assert [address.text for address in end_user.addresses] == ["Sokak 1, Bursa", "PO box 7"]
    assert [(i.scheme, i.value) for i in end_user.identifiers] == [("VAT", "TR1"), ("LEI", "2:3")]
    assert deal.consignee.reason is Withholding.COMMERCIAL
    assert [party.names for party in deal.intermediaries] == [("Oriel FZE",), ("Third Ltd",)]
    assert deal.stated_end_use.value == "Fire watching"
    assert denial.grounds.value == (Ground.HUMAN_RIGHTS, Ground.SANCTIONS)
    assert denial.explanation[0].language == "fr"
    assert (denial.references[0].system, denial.references[0].value) == ("DUeS", "2026-118")
    assert (item.codes, item.classifications[0].list_version) == (("6A003.b.4.b",), "2025-11-15")
    assert (item.cn_code, item.cas_number) == ("85258900", "7783-06-4")
    assert [(p.name, p.value, p.unit) for p in item.parameters] == [
        ("frame_rate", Decimal(60), "Hz"),
        ("elements", Decimal(327680), ""),
    ]
    assert (item.value, item.currency) == (Decimal("845000.50"), "EUR")
    assert item.cyber_surveillance


def test_an_own_denial_is_first_notified_by_its_import() -> None:
    denial = one(LEAST)
    assert (denial.first_notified, denial.reviews_so_far) == (TODAY, 0)
    assert denial.legal_base is LegalBase.REG_2021_821


def test_an_initial_load_keeps_date_base_and_reviews() -> None:
    denial = one(BEFORE, Way.INITIAL)
    assert denial.denial_id == "FR-2019-00000"
    assert (denial.first_notified, denial.reviews_so_far) == (date(2019, 6, 14), 2)
    assert denial.legal_base is LegalBase.REG_428_2009
    assert one({**BEFORE, "reviews_so_far": "unknown"}, Way.INITIAL).reviews_so_far is None


def test_a_relayed_denial_keeps_source_and_transcriber() -> None:
    row = {**LEAST, "source_state": "Austria", "first_notified": "2026-04-01"}
    draft = parse(row, way=Way.RELAYED).drafts[0]
    assert (draft.source, draft.kind, draft.denial.authority) == ("AT", "relayed:AT", "DE")
    assert draft.numbered(90001).denial_id == "AT-2026-90001"
    assert draft.denial.reviews_so_far is None


def test_a_denial_of_the_united_kingdom_is_information_only() -> None:
    row = {**LEAST, "source_state": "UK", "first_notified": "2026-04-01"}
    denial = one(row, Way.RELAYED)
    assert "information only" in denial.references[-1].value


@pytest.mark.parametrize("state", ["NL", "DE", "Germany", "EU", "Atlantis"])
def test_a_member_s_own_denials_are_not_relayed(state: str) -> None:
    row = {**LEAST, "source_state": state, "first_notified": "2026-04-01"}
    assert [fault[1] for fault in faults(row, way=Way.RELAYED)] == ["source_state"]


def test_item_lines_follow_one_another_under_one_reference() -> None:
    again = dict.fromkeys(LEAST, "") | {
        "national_reference": LEAST["national_reference"],
        "description": "Lens",
        "control_codes": "5a001J",
    }
    parsed = parse(LEAST, again, {**LEAST, "national_reference": "other"})
    assert [draft.rows for draft in parsed.drafts] == [(2, 3), (4,)]
    assert [i.codes for i in parsed.drafts[0].denial.transaction.items] == [
        ("6A003.b.4.b",),
        ("5A001.j",),
    ]
    assert (parsed.rows, parsed.refused) == (3, 0)


def test_a_non_listed_item_and_one_of_a_national_list() -> None:
    non_listed = one({**LEAST, "control_codes": "", "non_listed": "yes"})
    assert non_listed.transaction.items[0].classifications[0].source is ListSource.NON_LISTED
    national = one({**LEAST, "control_codes": "FR:4A906"}).transaction.items[0].classifications[0]
    assert (national.source, national.state, national.code) == (ListSource.NATIONAL, "FR", "4A906")


@pytest.mark.parametrize(
    ("cells", "state"),
    [
        ({"end_user_names": "", "end_user_state": "withheld:security"}, Statement.WITHHELD),
        ({"end_user_names": "", "end_user_state": "unknown"}, Statement.UNKNOWN),
        ({"end_user_names": "", "end_user_state": "not applicable"}, Statement.NOT_APPLICABLE),
        ({"end_user_state": "given"}, Statement.GIVEN),
    ],
)
def test_a_party_is_given_withheld_unknown_or_not_applicable(
    cells: dict[str, str], state: Statement
) -> None:
    assert one({**LEAST, **cells}).transaction.end_user.state is state


@pytest.mark.parametrize(
    ("cell", "state"),
    [
        ("", Statement.UNKNOWN),
        ("unknown", Statement.UNKNOWN),
        ("not_applicable", Statement.NOT_APPLICABLE),
        ("withheld:commercial", Statement.WITHHELD),
        ("withheld", Statement.GIVEN),
    ],
)
def test_a_stated_end_use_has_the_same_four_states(cell: str, state: Statement) -> None:
    if cell == "withheld":  # without a class it is neither a text nor a reason
        assert faults({**LEAST, "stated_end_use": cell}) == [
            (2, "stated_end_use", Reason.INPUT_INVALID)
        ]
    else:
        assert one({**LEAST, "stated_end_use": cell}).transaction.stated_end_use.state is state


def test_grounds_and_explanation_may_be_withheld() -> None:
    denial = one({**LEAST, "grounds": "withheld:security", "explanation": "withheld:defence"})
    assert denial.grounds.reason is Withholding.SECURITY
    assert denial.explanation_withheld is Withholding.DEFENCE


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "dates-impossible.csv",
            [(row, "decision_date", Reason.DATE_IMPOSSIBLE) for row in range(2, 7)]
            + [(7, "decision_date", Reason.INPUT_INVALID)],
        ),
        (
            "country-unknown.csv",
            [(row, "destination", Reason.COUNTRY_UNKNOWN) for row in range(2, 5)],
        ),
        (
            "party-nameless.csv",
            [
                (2, "end_user_names", Reason.PARTY_NAMELESS),
                (3, "end_user_names", Reason.PARTY_NAMELESS),
                (4, "end_user_state", Reason.INPUT_INVALID),
                (5, "end_user_state", Reason.INPUT_INVALID),
            ],
        ),
        ("delimiter-within-text.csv", [(2, "", Reason.INPUT_INVALID)]),
        ("item-line-contradicts.csv", [(3, "destination", Reason.INPUT_INVALID)]),
        ("reference-not-consecutive.csv", [(4, "national_reference", Reason.INPUT_INVALID)]),
    ],
)
def test_every_error_names_row_column_and_reason(
    name: str, expected: list[tuple[int, str, Reason]]
) -> None:
    setting = Setting(way=Way.OWN, authority="FR", today=TODAY)
    parsed = parse_denials((ASSETS / name).read_bytes(), setting)
    assert [(e.row, e.column, e.reason) for e in parsed.errors] == expected
    assert all(error.message and error.remedy for error in parsed.errors)


def test_codes_are_checked_for_spelling_and_against_a_list_that_is_held() -> None:
    raw = (ASSETS / "codes-unknown.csv").read_bytes()
    for codes, rows in ((None, [2, 4, 5]), (LISTED, [2, 3, 4, 5])):
        parsed = parse_denials(raw, Setting(way=Way.OWN, authority="FR", today=TODAY, codes=codes))
        assert [error.row for error in parsed.errors] == rows
        assert {error.reason for error in parsed.errors} == {Reason.CODE_UNKNOWN}


def test_all_errors_of_a_row_are_told_at_once() -> None:
    row = {
        **LEAST,
        "decision": "no",
        "decision_date": "2026-02-31",
        "destination": "XX",
        "control_codes": "5X001",
        "value": "1.250.000,00",
        "currency": "XQQ",
        "parameters": "frame_rate 60",
        "cas_number": "7783-06-5",
        "cyber_surveillance": "perhaps",
    }
    assert {(column, reason) for _, column, reason in faults(row)} == {
        ("decision", Reason.INPUT_INVALID),
        ("decision_date", Reason.DATE_IMPOSSIBLE),
        ("destination", Reason.COUNTRY_UNKNOWN),
        ("control_codes", Reason.CODE_UNKNOWN),
        ("value", Reason.INPUT_INVALID),
        ("currency", Reason.CODE_UNKNOWN),
        ("parameters", Reason.INPUT_INVALID),
        ("cas_number", Reason.CODE_UNKNOWN),
        ("cyber_surveillance", Reason.INPUT_INVALID),
    }


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"first_notified": "2019-06-02"}, "first_notified"),  # before the decision
        ({"first_notified": "2062-06-14"}, "first_notified"),
        ({"first_notified": ""}, "first_notified"),
        ({"legal_base": "2580/2001"}, "legal_base"),
        ({"legal_base": ""}, "legal_base"),
        ({"reviews_so_far": "many"}, "reviews_so_far"),
        ({"reviews_so_far": ""}, "reviews_so_far"),
        ({"national_reference": "R" * 121}, "national_reference"),
        ({"end_user_names": "N" * 401}, "end_user_names"),
        ({"description": "D" * 4001}, "description"),
        ({"explanation": "Why"}, "explanation_language"),
        ({"value": "1"}, "currency"),
        ({"control_codes": "5A001", "non_listed": "yes"}, "control_codes"),
        ({"end_user_identifiers": "no colon"}, "end_user_identifiers"),
        ({"end_user_identifiers": "S" * 41 + ":1"}, "end_user_identifiers"),
        ({"consignee_country": "TR"}, "consignee_names"),
        ({"quantity": "-2"}, "quantity"),
        ({"quantity": "1e5000"}, "quantity"),
    ],
)
def test_a_wrong_cell_is_told_by_its_column(cells: dict[str, str], column: str) -> None:
    assert [fault[1] for fault in faults({**BEFORE, **cells}, way=Way.INITIAL)] == [column]


def test_an_error_says_no_name_of_a_party() -> None:
    secret = "Geheimnis GmbH"
    for column in columns_of(Way.OWN):
        for error in parse({**LEAST, column: secret}).errors:
            assert secret not in error.message + error.remedy, column


def test_the_same_rows_have_the_same_digest_whatever_the_order_of_columns() -> None:
    turned = dict(reversed(list(LEAST.items())))
    digests = [parse(row).drafts[0].digest for row in (LEAST, turned, {**LEAST, "unit": ""})]
    assert len(set(digests)) == 1
    assert parse({**LEAST, "destination": "AE"}).drafts[0].digest != digests[0]


@given(
    st.dictionaries(
        st.sampled_from([name for name in columns_of(Way.OWN) if name != "national_reference"]),
        st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40),
    )
)
def test_whatever_the_cells_hold_a_row_is_taken_or_told(cells: dict[str, str]) -> None:
    parsed = parse({**LEAST, **cells})
    assert len(parsed.drafts) + parsed.refused == 1
    assert bool(parsed.errors) == bool(parsed.refused)
