"""Whoever acts upon a case has read what stands in it: a word, an assessment, a proposal."""

from __future__ import annotations

import pytest

from gateway.casework.cases.cases import assess
from gateway.casework.cases.hit_verdicts import HitWord, has_word, judge_hit, read_of
from gateway.casework.cases.readiness import steps_to_decision
from gateway.casework.permissions import Officer
from gateway.casework.records import consultation_rows as rows
from gateway.casework.records import correspondence_rows
from gateway.casework.services import Work
from gateway.domain.case.steps import StepKind, StepState
from gateway.domain.consultation import ConsultationState
from gateway.domain.consultation.by_hand import Channel
from gateway.domain.correspondence import Supplement
from gateway.domain.examination import HitVerdict
from gateway.domain.transaction import AssessmentRelease, HumanRightsAssessment
from gateway.errors import Reason, StateError
from tests.support.cases import transaction
from tests.support.desk import ANNA, BERT, START
from tests.support.quiet_office import CASE, QuietOffice
from tests.support.raising import refuses
from tests.unit.casework.cases.test_hit_verdicts import DENIAL, examination, hit
from tests.unit.casework.ready_cases import GRANT, ready

DISMISS = HitWord(language="en", text="Another works.", verdict=HitVerdict.DISMISSED)
CONFIRM = HitWord(language="en", text="The same works.", verdict=HitVerdict.CONFIRMED)


# --- a word on a denial ---------------------------------------------------------------------


async def test_nobody_replaces_a_word_that_she_has_not_read(de: QuietOffice) -> None:
    """Of two officers who read the same page the second hears what the first said (officer2 M1)."""
    ready(de, examination=examination(hit()))
    first = await judge_hit(de.office, ANNA, CASE, DENIAL, DISMISS, read="")
    with refuses(StateError, Reason.CHANGED_MEANWHILE) as found:
        await judge_hit(de.office, BERT, CASE, DENIAL, CONFIRM, read="")
    said = found.value.metadata
    assert (said["by"], said["verb"], said["text"]) == ("anna", "hit.dismissed", "Another works.")
    assert de.read(lambda conn: has_word(conn, CASE, DENIAL))
    held = de.held().examination
    assert held is not None
    assert held.hits[0].judgement is not None
    assert held.hits[0].judgement.by == "anna"
    again = await judge_hit(de.office, BERT, CASE, DENIAL, CONFIRM, read=read_of(first.hit))
    assert [each.by for each in again.said] == ["bert", "anna"]


async def test_whose_word_is_replaced_is_told(de: QuietOffice) -> None:
    """The officer whose word is replaced has a task that says so (officer2 M1)."""
    ready(de, examination=examination(hit()))
    first = await judge_hit(de.office, ANNA, CASE, DENIAL, DISMISS, read="")
    await judge_hit(de.office, BERT, CASE, DENIAL, CONFIRM, read=read_of(first.hit))
    [(kind, text)] = de.tasks(CASE)
    assert kind == "hit.replaced"
    assert "bert has said of FR-2024-00017 in place of anna" in text
    await judge_hit(de.office, BERT, CASE, DENIAL, CONFIRM)  # his own again: nobody is told
    assert len(de.tasks(CASE)) == 1


# --- the human-rights assessment --------------------------------------------------------------


def assessed(risk: str = "high") -> HumanRightsAssessment:
    found = transaction().human_rights
    assert found is not None
    return found.model_copy(update={"risk": risk, "summary": "Grave."})


def supplements(de: QuietOffice, row: rows.Row) -> list[Supplement]:
    found = de.read(lambda conn: correspondence_rows.listed(conn, conversation_id=row.id))
    return [each.content for each in found if isinstance(each.content, Supplement)]


async def test_all_who_were_asked_before_are_sent_the_assessment(de: QuietOffice) -> None:
    """Also who has answered, and again when it changes (officer2 M2)."""
    case = ready(de)
    running, answered = de.asked("NL", case=case), de.asked("FR", "16(5)", case=case)
    gone = de.asked("BE-VLG", case=case)
    de.changed(answered, state=ConsultationState.ANSWERED)
    de.changed(gone, state=ConsultationState.SUPERSEDED)
    await assess(de.office, ANNA, CASE, assessed())
    for row in (running, answered):
        [sent] = supplements(de, row)
        assert sent.human_rights == assessed(), row.peer
    assert supplements(de, gone) == []
    await assess(de.office, ANNA, CASE, assessed())  # the same: nothing more to send
    assert len(supplements(de, running)) == 1
    await assess(de.office, ANNA, CASE, assessed("moderate"), AssessmentRelease.SUMMARY)
    newest = supplements(de, running)[-1].human_rights
    assert newest is not None
    assert (newest.summary_only, newest.summary, newest.reasoning) == (True, "", "Grave.")


async def test_who_is_consulted_by_hand_is_told_by_hand(de: QuietOffice) -> None:
    """An officer has a task to send it (officer2 M2)."""
    row = de.asked("NL", case=ready(de))
    de.changed(row, channel=Channel.HAND)
    await assess(de.office, ANNA, CASE, assessed())
    assert supplements(de, row) == []
    [(_, text)] = de.tasks(row.id)
    assert "NL is to be told by hand: the human-rights assessment is there; send it" in text


# --- the decision of what one has proposed ----------------------------------------------------


@pytest.mark.parametrize(("officer", "state"), [(ANNA, "waiting"), (BERT, "open")])
def test_the_decision_is_no_step_of_who_proposed_it(
    de: QuietOffice, officer: Officer, state: str
) -> None:
    """She waits for a second officer; a colleague has it to do (officer2 M14)."""
    case = ready(de).proposed(GRANT, by="anna", at=START, negative=True)
    steps = de.read(lambda conn: steps_to_decision(Work(conn, de.office), officer, case))
    [step] = [each for each in steps if each.kind is StepKind.DECIDE]
    assert step.state is StepState(state)
