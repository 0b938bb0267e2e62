"""Whether an answer that comes counts, and what follows: state by state, instant by instant."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from gateway.casework.records import case_rows
from gateway.casework.records import consultation_rows as rows
from gateway.domain.case import Case, CaseState
from gateway.domain.consultation import (
    ConsultationAnswer,
    ConsultationState,
    EndReason,
    ExtensionRequest,
    Information,
    LateOrInTime,
)
from gateway.domain.letter import LetterType
from gateway.exchange.engine_calls import poke_case, poke_consultation
from tests.support.coming_answers import (
    DENIAL,
    HOUR,
    IDENTICAL,
    MORE,
    NO_OBJECTION,
    OBJECTION,
    OPEN,
    answer,
    take,
)
from tests.support.consultations import GRANT
from tests.support.desk import SECOND, text
from tests.support.quiet_office import CASE, QuietOffice, due

State = ConsultationState


def kept(de: QuietOffice, row: rows.Row, before: rows.Row, why: str, late: int = 1) -> None:
    """An answer is kept and has no effect: a person is told, and the case shows it."""
    after = de.row(row)
    words = f"NL answered {why}; the answer is kept and has no effect"
    assert ("answer.late", words) in de.tasks(CASE)
    assert de.acts(CASE)[-1] == ("NL", "consultation.answered_late", words)
    assert len(after.consultation.late_answers) == late
    late_ones = after.consultation.late_answers
    assert after == before.holding(before.consultation.keeping_late(late_ones))


# --- in time or not -------------------------------------------------------------------------------

TIMES = [
    (-HOUR, -HOUR, LateOrInTime.RECEIVED_IN_TIME),
    (-SECOND, -SECOND, LateOrInTime.RECEIVED_IN_TIME),
    (-SECOND, timedelta(0), LateOrInTime.SEALED_IN_TIME),
    (-SECOND, HOUR, LateOrInTime.SEALED_IN_TIME),
    (timedelta(0), timedelta(0), LateOrInTime.LATE),
    (SECOND, HOUR, LateOrInTime.LATE),
]


@pytest.mark.parametrize(("sealed", "received", "timing"), TIMES)
def test_the_instants_decide_whether_it_counts(
    de: QuietOffice, row: rows.Row, sealed: timedelta, received: timedelta, timing: LateOrInTime
) -> None:
    answer(de, row, sealed=sealed, received=received)
    found = de.row(row)
    if timing is LateOrInTime.LATE:
        kept(de, row, row, "after the last instant")
        assert found.consultation.late_answers == (OBJECTION,)
        return
    model = found.consultation
    assert (model.state, model.answer, model.answer_timing) == (State.ANSWERED, OBJECTION, timing)
    assert (model.answered_at, model.answer_sealed) == (due(row) + received, due(row) + sealed)
    assert model.late_answers == ()
    told = [text for kind, text in de.tasks() if kind == "answer.sealed"]
    assert len(told) == len(de.tasks()) == (timing is LateOrInTime.SEALED_IN_TIME)
    # The office here draws the letter's id as it comes: an hour after the instant that it states.
    assert [text for text in told if "its id was drawn at" in text] == told[: received == HOUR]
    assert de.acts(CASE)[-1] == (
        "NL",
        "consultation.answered",
        f"NL answered: Objection ({timing})",
    )


def test_before_the_receipt_nothing_is_late(de: QuietOffice, case: Case) -> None:
    row = de.asked(case=case, received=False)
    de.clock.advance(days=90)
    take(de, de.letter(row, LetterType.ANSWER, OBJECTION))
    model = de.model(row)
    assert (model.state, model.answer_timing) == (State.ANSWERED, LateOrInTime.RECEIVED_IN_TIME)


def test_what_another_authority_of_the_state_sealed_in_time_is_in_time(
    de: QuietOffice, case: Case
) -> None:
    row = de.asked("BE-VLG", case=case)
    given = {"given_by": "BE-WAL", "given_at": due(row) - HOUR, "given_in": "ab" * 32}
    passed_on = OBJECTION.model_copy(update=given)
    answer(de, row, passed_on, sealed=HOUR, received=HOUR)
    model = de.model(row)
    assert model.answer_timing is LateOrInTime.SEALED_IN_TIME
    assert model.answer_sealed == due(row) - HOUR


# --- what cannot be used ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (ConsultationAnswer(answer="identical"), "identical"),
        (ConsultationAnswer(answer="no_objection_if"), "conditions"),
        (OBJECTION.model_copy(update={"given_by": "FR"}), "FR is no authority of the State of NL"),
    ],
    ids=["of another procedure", "incomplete", "by another State"],
)
def test_what_cannot_be_used_is_kept_and_told(
    de: QuietOffice, row: rows.Row, content: ConsultationAnswer, why: str
) -> None:
    letter = de.letter(row, LetterType.ANSWER, content)
    wakes = take(de, letter)
    assert de.row(row) == row
    [(kind, words)] = de.tasks(CASE)
    assert kind == "answer.unusable"
    assert words.startswith("NL sent an answer that cannot be used: ")
    assert re.search(why, words)
    assert de.acts(CASE)[-1] == ("NL", "consultation.answered_unusable", words)
    assert wakes == [poke_consultation(row.id), poke_case(CASE)]


def test_a_denial_that_ended_need_not_be_answered_for(de: QuietOffice, about_denial: Any) -> None:
    row = de.changed(about_denial, ended_denials=(DENIAL,))
    content = ConsultationAnswer(answer="not_identical", by_denial=IDENTICAL.by_denial)
    answer(de, row, content.model_copy(update={"answer": "identical"}))
    assert de.model(row).state is State.ANSWERED


# --- a second answer ----------------------------------------------------------------------------


def test_the_first_answer_that_settles_stands(de: QuietOffice, row: rows.Row) -> None:
    """Found in use: tests G1."""
    answer(de, row, OBJECTION)
    before = de.row(row)
    de.clock.advance(hours=1)
    answer(de, row, NO_OBJECTION)
    kept(de, row, before, "a second time")
    assert de.model(row).answer == OBJECTION
    assert de.model(row).late_answers == (NO_OBJECTION,)


def test_after_a_correction_of_the_request_a_second_one_counts_once(
    de: QuietOffice, row: rows.Row
) -> None:
    answer(de, row, OBJECTION)
    de.changed(de.row(row), answer_again=True)
    answer(de, row, NO_OBJECTION)
    assert de.model(row).answer == NO_OBJECTION
    assert not de.model(row).answer_again
    before = de.row(row)
    answer(de, row, OBJECTION)
    kept(de, row, before, "a second time")


def test_a_reaction_that_settles_nothing_leaves_room_for_the_answer(
    de: QuietOffice, about_denial: rows.Row
) -> None:
    row = about_denial
    answer(de, row, MORE)
    model = de.model(row)
    assert (model.state, model.answer) == (State.RUNNING, MORE)
    assert model.information is Information.WANTED
    assert de.tasks(row.id) == [
        (
            "information.wanted",
            "FR needs more information: The drawing of the manifold.; the period runs on",
        )
    ]
    assert de.conversation(row).closed is None
    answer(de, row, IDENTICAL)
    model = de.model(row)
    assert (model.state, model.answer, model.late_answers) == (State.ANSWERED, IDENTICAL, ())
    assert de.tasks(row.id) == []
    assert de.conversation(row).closed == de.clock.now()


# --- state by state -----------------------------------------------------------------------------


@pytest.mark.parametrize("state", OPEN)
def test_while_it_is_open_an_answer_in_time_counts(
    de: QuietOffice, row: rows.Row, state: State
) -> None:
    wish = ExtensionRequest(working_days=2, reason=text("x"))
    row = de.changed(row, state=state, extension_pending=wish, answer_again=True)
    for kind in ("silence.unconfirmed", "extension.asked", "information.wanted", "letter.read"):
        de.task(kind, row.id)
    letter = de.letter(row, LetterType.ANSWER, OBJECTION)
    wakes = take(de, letter)
    model = de.model(row)
    assert (model.state, model.answer) == (State.ANSWERED, OBJECTION)
    assert (model.extension_pending, model.answer_again) == (None, False)
    assert [kind for kind, _ in de.tasks(row.id)] == ["letter.read"]
    kinds = ("silence.unconfirmed", "extension.asked", "information.wanted")
    assert set(de.closed(row.id)) == {(kind, "gateway") for kind in kinds}
    assert de.conversation(row).closed == de.clock.now()
    assert wakes == [poke_consultation(row.id), poke_case(CASE)]


def test_without_a_case_only_the_conversation_is_woken(de: QuietOffice) -> None:
    row = de.asked()
    letter = de.letter(row, LetterType.ANSWER, OBJECTION)
    assert take(de, letter) == [poke_consultation(row.id)]
    assert de.acts(row.id)[-1][1] == "consultation.answered"


def test_an_open_consultation_leaves_the_proposal_alone(de: QuietOffice, case: Case) -> None:
    """A proposal of a refusal need not wait for what is open."""
    row = de.asked(case=case)
    _proposed(de)
    answer(de, row, NO_OBJECTION)
    assert de.held().state is CaseState.PROPOSED


def _proposed(de: QuietOffice, **fields: Any) -> None:
    named = {"state": CaseState.PROPOSED, "proposal": GRANT, "proposed_by": "anna"} | fields
    held = de.held().model_copy(update=named)
    de.write(lambda conn: case_rows.save(conn, held))


SILENT_BY_OFFICER = {
    "state": State.SILENT,
    "closed_by": "officer:anna",
    "silence_meaning": "counts as no objection",
}


def test_in_time_it_counts_after_an_officer_went_on_and_the_proposal_falls(
    de: QuietOffice, row: rows.Row
) -> None:
    row = de.changed(row, **SILENT_BY_OFFICER)
    _proposed(de)
    answer(de, row, OBJECTION, sealed=-SECOND, received=HOUR)
    model = de.model(row)
    assert (model.state, model.answer) == (State.ANSWERED, OBJECTION)
    assert (model.silence_meaning, model.closed_by) == ("", "")
    case = de.held()
    assert (case.state, case.proposal, case.proposed_by) == (CaseState.ASSESSMENT, None, "")


# --- ended --------------------------------------------------------------------------------------


def relying(de: QuietOffice, row: rows.Row) -> rows.Row:
    return de.changed(
        row,
        state=State.SUPERSEDED,
        ended_because=EndReason.STANDING_ANSWER,
        ended_text="a standing answer is relied on",
        answer=NO_OBJECTION,
        standing_answer="0190c2a4-0000-7000-8000-000000000001",
        standing_in="0190c2a4-0000-7000-8000-000000000002",
    )


def test_what_is_said_of_the_case_goes_before_a_standing_answer(
    de: QuietOffice, row: rows.Row
) -> None:
    row = relying(de, row)
    _proposed(de)
    answer(de, row, OBJECTION)
    model = de.model(row)
    assert (model.state, model.answer) == (State.ANSWERED, OBJECTION)
    assert (model.ended_because, model.ended_text) == (None, "")
    assert (model.standing_answer, model.standing_in) == ("", "")
    assert de.held().state is CaseState.ASSESSMENT
