"""A list as a table: each field of its elements, codes in words with the code beside them."""

from __future__ import annotations

from typing import Any, get_args, get_type_hints
from zoneinfo import ZoneInfo

import pytest

from gateway.domain.acts import TaskKind
from gateway.domain.base import Model
from gateway.domain.case import CaseState, CaseSummary
from gateway.domain.consultation import Consultation
from gateway.domain.denial import DenialLine, DenialState
from gateway.domain.page import Page
from gateway.domain.rulebook import Rulebook, shipped_rulebooks
from gateway.nouns.all import TABLES
from gateway.nouns.case import CASES
from gateway.nouns.columns import ListWords, in_words
from gateway.nouns.consultation import CONSULTATIONS
from gateway.nouns.declared import NounList
from gateway.nouns.denial import DENIALS
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
KINDS: dict[str, type[Model]] = {
    name: get_args(get_type_hints(each.read)["return"].model_fields["items"].annotation)[0]
    for name, each in TABLES.items()
}
LEFT_OUT = {
    "CaseSummary.version",  # for programs: the ETag
    "Task.key",  # tells tasks apart; its words are in the text
    "Task.data",  # the same as the text
}


def row(listed: NounList[Any], one: Model) -> dict[str, Any]:
    """Return what a file has of an element, by heading."""
    return {each.named(WORDS.reader): each.value(WORDS, one) for each in listed.columns}


@pytest.mark.parametrize("name", [each for each in TABLES if each != "consultations"])
def test_a_file_has_each_field_of_a_list(name: str) -> None:
    kind = KINDS[name]
    found = shown_fields([filled(kind, GIVEN)], lambda each: [*row(TABLES[name], each).values()])
    assert sorted(fields_of(kind) - found - LEFT_OUT) == []


@pytest.mark.parametrize("sheet", TABLES.values(), ids=lambda each: each.name)
def test_each_heading_stands_once_and_instants_name_their_zone(sheet: NounList[Any]) -> None:
    headings = [each.named(WORDS.reader) for each in sheet.columns]
    assert len(set(headings)) == len(headings)
    assert all(
        ("(Europe/Berlin)" in heading) == column.is_instant
        for heading, column in zip(headings, sheet.columns, strict=True)
    )


def test_codes_stand_beside_their_words() -> None:
    line = filled(DenialLine, {**GIVEN, "state": DenialState.SUSPENDED, "codes": ("5A001.f",)})
    found = row(DENIALS, line)
    assert found["State"] == "Suspended by a court: not valid meanwhile"
    assert found["State code"] == "suspended"
    assert (found["Destination"], found["Destination code"]) == ("Türkiye", "TR")
    assert found["Control codes"] == "5A001.f"
    assert str(found["Goods"]).startswith("5A001.f (")
    assert found["First notified"] == NOON.date()


@pytest.mark.parametrize("name", TABLES)
def test_in_words_each_row_has_each_column_and_no_code(name: str) -> None:
    one = filled(KINDS[name], GIVEN)
    view = in_words(WORDS, "Cases", TABLES[name].columns, Page(items=(one, one), next="on"))
    assert (len(view.rows), view.next) == (2, "on")
    assert not [each for each in view.columns if each.endswith(" code")]
    at = dict(zip(view.columns, view.rows[0], strict=True))
    assert at.get("Destination", "Türkiye (TR)") == "Türkiye (TR)"


def test_a_case_is_named_by_the_title_of_its_kind() -> None:
    case = filled(CaseSummary, {**GIVEN, "procedure": "advance_enquiry", "state": CaseState.FILED})
    found = row(CASES, case)
    assert found["Kind"] != found["Kind code"]
    unknown = case.model_copy(update={"procedure": "of.tomorrow"})
    assert row(CASES, unknown)["Kind"] == "Of: tomorrow"


def test_a_consultation_says_its_answer_in_the_words_of_its_rulebook() -> None:
    talk = filled(Consultation, GIVEN)
    found = row(CONSULTATIONS, talk)
    option = rulebook("").procedure("16(5)").option("identical")
    assert (found["Answer"], found["Answer code"]) == (option.label, "identical")
    assert found["Procedure"] == rulebook("").procedure("16(5)").title
    of_tomorrow = talk.model_copy(update={"rulebook": "EU-2021-821/2099-1"})
    found = row(CONSULTATIONS, of_tomorrow)
    assert (found["Answer"], found["Procedure"]) == ("Identical", "")
