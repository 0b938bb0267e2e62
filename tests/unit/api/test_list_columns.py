"""A list as a table: each field of its elements, codes in words with the code beside them."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import pytest

from gateway.api.files.list_columns import (
    CASES,
    CONSULTATIONS,
    DENIALS,
    LICENCES,
    NOTICES,
    TASKS,
    ListSheet,
    ListWords,
)
from gateway.domain.acts import Task, TaskKind
from gateway.domain.base import Model
from gateway.domain.case import CaseState, CaseSummary, LicenceSummary
from gateway.domain.consultation import Consultation
from gateway.domain.denial import DenialLine, DenialState
from gateway.domain.notice import NoticeLine
from gateway.domain.rulebook import Rulebook, shipped_rulebooks
from gateway.views.reader import ViewReader
from tests.support.totality import NOON, fields_of, filled, shown_fields

BOOKS = shipped_rulebooks()


def rulebook(version: str) -> Rulebook:
    return BOOKS.get(version) if version else BOOKS.in_force(NOON)


WORDS = ListWords(ViewReader(ZoneInfo("Europe/Berlin")), rulebook)
GIVEN: dict[str, Any] = {
    "Task.kind": TaskKind.DENIAL_UNSEEN,
    "destination": "TR",
    "relayed_from": "TR",
    "procedure": "16(5)",
    "rulebook": BOOKS.in_force(NOON).version,
    "answer": "identical",
}
SHEETS: list[ListSheet[Any]] = [DENIALS, CASES, TASKS, LICENCES, NOTICES]
KINDS: dict[str, type[Model]] = {
    "denials": DenialLine,
    "cases": CaseSummary,
    "licences": LicenceSummary,
    "tasks": Task,
    "notices": NoticeLine,
}
LEFT_OUT = {
    "CaseSummary.version",  # for programs: the ETag
    "Task.key",  # tells tasks apart; its words are in the text
    "Task.data",  # the same as the text
}


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda each: each.name)
def test_a_file_has_each_field_of_a_list(sheet: ListSheet[Any]) -> None:
    kind = KINDS[sheet.name]
    found = shown_fields([filled(kind, GIVEN)], lambda each: sheet.rows(WORDS, [each]))
    assert sorted(fields_of(kind) - found - LEFT_OUT) == []


@pytest.mark.parametrize("sheet", [*SHEETS, CONSULTATIONS], ids=lambda each: each.name)
def test_each_heading_stands_once_and_instants_name_their_zone(sheet: ListSheet[Any]) -> None:
    headings = sheet.headings(WORDS)
    assert len(set(headings)) == len(headings)
    assert all(
        ("(Europe/Berlin)" in heading) == column.is_instant
        for heading, column in zip(headings, sheet.columns, strict=True)
    )


def test_codes_stand_beside_their_words() -> None:
    line = filled(DenialLine, {**GIVEN, "state": DenialState.SUSPENDED, "codes": ("5A001.f",)})
    row = dict(zip(DENIALS.headings(WORDS), DENIALS.rows(WORDS, [line])[0], strict=True))
    assert row["State"] == "Suspended by a court: not valid meanwhile"
    assert row["State code"] == "suspended"
    assert (row["Destination"], row["Destination code"]) == ("Türkiye", "TR")
    assert row["Control codes"] == "5A001.f"
    assert str(row["Goods"]).startswith("5A001.f (")
    assert row["First notified"] == NOON.date()


def test_a_case_is_named_by_the_title_of_its_kind() -> None:
    case = filled(CaseSummary, {**GIVEN, "procedure": "advance_enquiry", "state": CaseState.FILED})
    row = dict(zip(CASES.headings(WORDS), CASES.rows(WORDS, [case])[0], strict=True))
    assert row["Kind"] != row["Kind code"]
    unknown = case.model_copy(update={"procedure": "of.tomorrow"})
    assert CASES.rows(WORDS, [unknown])[0][2] == "Of: tomorrow"


def test_a_consultation_says_its_answer_in_the_words_of_its_rulebook() -> None:
    talk = filled(Consultation, GIVEN)
    row = dict(
        zip(CONSULTATIONS.headings(WORDS), CONSULTATIONS.rows(WORDS, [talk])[0], strict=True)
    )
    option = rulebook("").procedure("16(5)").option("identical")
    assert (row["Answer"], row["Answer code"]) == (option.label, "identical")
    assert row["Procedure"] == rulebook("").procedure("16(5)").title
    of_tomorrow = talk.model_copy(update={"rulebook": "EU-2021-821/2099-1"})
    row = dict(
        zip(CONSULTATIONS.headings(WORDS), CONSULTATIONS.rows(WORDS, [of_tomorrow])[0], strict=True)
    )
    assert (row["Answer"], row["Procedure"]) == ("Identical", "")
