"""The demo's files: counts, scripts, kinds of item, and exactly the rows that are wrong."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import pytest
from rigour.text.scripts import text_scripts

from gateway.casework.imports import Way
from gateway.casework.imports.clerk import parse_denials
from gateway.casework.imports.draft import DenialDraft, Parsed, Setting
from gateway.casework.law.law import Law
from gateway.domain.base import Statement
from gateway.domain.case import Application
from gateway.domain.denial import LegalBase
from gateway.domain.examination import Hit, MatchClass
from gateway.domain.transaction import ListSource, Party
from gateway.domain.triggers import consultation_triggers
from gateway.errors import Reason
from gateway.matching.transaction import compare
from tests.support.member_states import HERE

EXAMPLES = Path(__file__).parents[4] / "examples"
TODAY = date(2026, 11, 1)
FILES = {
    "fr-own.csv": (Way.OWN, "FR"),
    "fr-initial-load.csv": (Way.INITIAL, "FR"),
    "de-relayed.csv": (Way.RELAYED, "DE"),
}


@cache
def parsed(name: str) -> Parsed:
    way, authority = FILES[name]
    members = frozenset({"DE", "FR", "NL", "EU"})
    setting = Setting(way=way, authority=authority, today=TODAY, members=members)
    return parse_denials((EXAMPLES / name).read_bytes(), setting)


def french() -> list[DenialDraft]:
    return [*parsed("fr-own.csv").drafts, *parsed("fr-initial-load.csv").drafts]


def parties(draft: DenialDraft) -> list[Party]:
    deal = draft.denial.transaction
    return [p.value for p in (deal.end_user, deal.consignee) if p.value is not None]


def application() -> Application:
    return Application.model_validate_json((EXAMPLES / "application.json").read_bytes())


def hits() -> dict[str, Hit]:
    found = (
        (draft, compare(application().transaction, draft.denial, asking="DE")) for draft in french()
    )
    return {draft.reference: hit for draft, hit in found if hit is not None}


@pytest.mark.parametrize(
    ("name", "rows", "denials", "refused"),
    [("fr-own.csv", 94, 86, 6), ("fr-initial-load.csv", 24, 24, 0), ("de-relayed.csv", 5, 5, 0)],
)
def test_the_files_hold_what_they_should(name: str, rows: int, denials: int, refused: int) -> None:
    found = parsed(name)
    assert (found.rows, len(found.drafts), found.refused) == (rows, denials, refused)


def test_no_reference_is_in_both_french_files() -> None:
    references = [draft.reference for draft in french()]
    assert len(references) == len(set(references)) == 110


def test_the_wrong_rows_are_told_exactly() -> None:
    assert [(e.row, e.column, e.reason) for e in parsed("fr-own.csv").errors] == [
        (11, "decision_date", Reason.DATE_IMPOSSIBLE),
        (22, "destination", Reason.COUNTRY_UNKNOWN),
        (35, "end_user_names", Reason.PARTY_NAMELESS),
        (49, "control_codes", Reason.CODE_UNKNOWN),
        (63, "grounds", Reason.INPUT_INVALID),
        (63, "value", Reason.INPUT_INVALID),
        (77, "decision_date", Reason.DATE_IMPOSSIBLE),
        (77, "cas_number", Reason.CODE_UNKNOWN),
    ]


def test_names_stand_in_many_scripts() -> None:
    scripts: set[str] = set()
    for draft in french():
        for party in parties(draft):
            for name in party.names:
                scripts |= text_scripts(name)
    assert scripts >= {
        "Latin",
        "Cyrillic",
        "Arabic",
        "Greek",
        "Han",
        "Hangul",
        "Hebrew",
        "Devanagari",
        "Thai",
        "Armenian",
        "Georgian",
    }
    turkish = [n for d in french() for p in parties(d) for n in p.names if set(n) & set("ışğİŞ")]
    assert turkish


@pytest.mark.parametrize("code", ["4D004", "4A003.b", "5A001.j", "5A004.b", "2B352.b", "4A506"])
def test_the_items_that_the_demo_speaks_of_are_there(code: str) -> None:
    assert any(code in item.codes for d in french() for item in d.denial.transaction.items)


def test_a_face_recognition_system_and_helicopter_parts_are_non_listed() -> None:
    non_listed = [
        item
        for draft in french()
        for item in draft.denial.transaction.items
        if item.classifications[0].source is ListSource.NON_LISTED
    ]
    words = " ".join(item.description for item in non_listed)
    assert "reconnaissance faciale" in words
    assert "hélicoptère" in words
    assert any(item.cyber_surveillance for item in non_listed)


def test_a_chemical_has_its_cas_number() -> None:
    assert any(
        item.cas_number == "111-48-8" for d in french() for item in d.denial.transaction.items
    )


def test_one_denial_of_2019_under_the_older_regulation_is_reviewed_twice() -> None:
    old = [d.denial for d in parsed("fr-initial-load.csv").drafts if d.year == 2019]
    assert {d.legal_base for d in old} == {LegalBase.REG_428_2009}
    assert [d.reviews_so_far for d in old] == [2, 2]


def test_a_withheld_end_user_and_a_denial_with_two_item_lines_are_there() -> None:
    states = {draft.denial.transaction.end_user.state for draft in french()}
    assert Statement.WITHHELD in states
    assert any(len(draft.denial.transaction.items) > 1 for draft in french())


def test_the_legal_base_goes_with_the_date() -> None:
    for draft in parsed("fr-initial-load.csv").drafts:
        newer = draft.denial.first_notified >= date(2021, 9, 9)
        base = LegalBase.REG_2021_821 if newer else LegalBase.REG_428_2009
        assert draft.denial.legal_base is base


def test_the_relayed_denials_are_of_states_that_are_no_members() -> None:
    drafts = parsed("de-relayed.csv").drafts
    assert {draft.source for draft in drafts} == {"AT", "IT", "GB"}
    british = next(draft for draft in drafts if draft.source == "GB")
    assert "information only" in british.denial.references[-1].value


def test_the_application_finds_the_end_user_under_another_spelling_and_alphabet() -> None:
    hit = hits()["BDU-2026-0063"]
    assert hit.match_class is MatchClass.LIKELY
    assert hit.consult
    assert text_scripts(hit.ours) == {"Cyrillic"}
    assert text_scripts(hit.theirs) == {"Latin"}
    assert any("almazkent" in reason for reason in hit.party.reasons)
    assert any("company forms differ" in reason for reason in hit.party.reasons)
    assert "same control code 5A001.j" in hit.item.reasons


def test_a_withheld_end_user_of_the_same_destination_is_possible_and_nothing_else_is_found() -> (
    None
):
    found = hits()
    assert set(found) == {"BDU-2026-0063", "BDU-2026-0134"}
    assert found["BDU-2026-0134"].match_class is MatchClass.POSSIBLE
    assert "withheld" in found["BDU-2026-0134"].note


def test_no_relayed_denial_is_like_the_application() -> None:
    deal = application().transaction
    assert [
        draft.reference
        for draft in parsed("de-relayed.csv").drafts
        if compare(deal, draft.denial, asking="DE", relayed_from=draft.source)
    ] == []


def test_the_application_calls_for_article_14_with_the_netherlands() -> None:
    law = Law()
    rulebook = law.in_force(datetime(2026, 11, 24, tzinfo=UTC))
    triggers = consultation_triggers(application(), "DE", rulebook, law.controls, HERE)
    assert [(t.procedure, t.consult) for t in triggers if t.applies] == [("14(1)", ("NL",))]


def test_the_application_is_complete() -> None:
    filed = application()
    exporter = filed.transaction.exporter.value
    assert exporter is not None
    assert [i.scheme for i in exporter.identifiers] == ["EORI"]
    assert filed.transaction.human_rights is not None
    assert filed.transaction.items[0].cyber_surveillance
    assert filed.transaction.items[0].parameters
    assert filed.documents
