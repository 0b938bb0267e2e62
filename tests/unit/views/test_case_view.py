"""What a case's view says, and what it does not say twice."""

from __future__ import annotations

import pytest

from gateway.domain.case import Case, CaseState, Trigger
from gateway.domain.meanings import MeaningAbsence, MeaningRead, MeaningsRead
from gateway.domain.transaction import AssessmentRelease
from gateway.views.assessment_view import assessment_blocks
from gateway.views.case_page.parts import AroundCase
from gateway.views.case_view import case_view
from tests.support.cases import application
from tests.support.totality import NOON
from tests.unit.views.test_totality import LAW, READER, case_states

AROUND = AroundCase(us="DE", rulebook=LAW, now=NOON)


def test_a_procedure_that_applies_is_said_to_once() -> None:
    """The first reason of a trigger is the verdict, which the heading has already.

    Found in use: officer m2.
    """
    applies = Trigger(
        procedure="14(1)",
        applies=True,
        consult=("FR",),
        reasons=("Article 14(1) applies.", "Items are or will be in France (box 10)."),
    )
    case = next(iter(case_states())).model_copy(update={"triggers": (applies,)})
    told = case_view(READER, case, AROUND)
    asked = next(each for each in told.sections if each.heading.startswith("Who must be consulted"))
    [only] = asked.parts
    assert (only.heading, only.tag) == ("Article 14(1) of Regulation (EU) 2021/821", "applies")
    said = asked.model_dump_json()
    assert "Article 14(1) applies." not in said
    assert "Items are or will be in France (box 10)." in said


def test_what_the_applicant_said_when_he_withdrew_is_there() -> None:
    """Found in use: officer B2."""
    case = next(iter(case_states()))
    assert case.withdrawal is not None
    told = case_view(READER, case, AROUND).sections[-2]
    assert told.heading == "Decision"
    assert case.withdrawal.text in told.model_dump_json()


def test_a_case_that_was_just_filed_says_what_is_not_there_yet() -> None:
    filed = Case(
        case_id="DE-C-2026-00001",
        state=CaseState.FILED,
        application=application(),
        assessment_required=True,
        rulebook=LAW.version,
        filed_at=NOON,
        withheld=("examination",),
    )
    said = case_view(READER, filed, AROUND).model_dump_json()
    for words in (
        "Not examined yet.",
        "Nobody is consulted.",
        "There is no decision yet.",
        "Missing. An item is one of cyber-surveillance",
        "Not shown to this account: examination.",
    ):
        assert words in said


@pytest.mark.parametrize(("before", "said"), [(0, "0 before"), (1312, "1,312 before"), (None, "")])
def test_a_case_that_waits_says_how_many_are_before_it(before: int | None, said: str) -> None:
    """Found in use: integrator2 M1."""
    case = next(iter(case_states())).model_copy(update={"queued_before": before})
    told = case_view(READER, case, AROUND).model_dump_json()
    assert (f"Waiting for examination: {said} it." in told) == bool(said)
    assert ("Waiting for examination" in told) == bool(said)


def test_an_assessment_names_the_harms_and_what_others_see() -> None:
    assessment = application().transaction.human_rights
    assert assessment is not None
    changes = {"summary": "s", "due_diligence": "none seen", "follows": ("refusal",)}
    whole = type(assessment).model_validate({**assessment.model_dump(), **changes})
    release = AssessmentRelease.SUMMARY
    told = str(assessment_blocks(READER, "Our own", whole, release))
    for words in ("Internal repression", "Refusal", "none seen", "The summary only"):
        assert words in told
    assert "only the summary was released" in str(
        assessment_blocks(READER, "Theirs", whole.released(release))
    )


@pytest.mark.parametrize(
    ("read", "words"),
    [
        (
            MeaningsRead(model="some-model/1", read=(MeaningRead(text="0" * 64),), beyond=7),
            ("The meaning of 1 descriptions was read by some-model/1.", "Of 7 farther denials"),
        ),
        (
            MeaningsRead(absence=MeaningAbsence.OTHER_PROCESSOR),
            ("No meaning of goods was read, for want of the model (the processor cannot run it)",),
        ),
    ],
)
def test_an_examination_says_whether_the_meaning_of_goods_was_read(
    read: MeaningsRead, words: tuple[str, ...]
) -> None:
    case = next(each for each in case_states() if each.examination is not None)
    assert case.examination is not None
    examined = case.examination.model_copy(update={"meanings": read})
    told = case_view(READER, case.model_copy(update={"examination": examined}), AROUND)
    said = told.model_dump_json()
    for each in words:
        assert each in said
