"""Whether an answer that comes counts, and what follows: state by state, instant by instant."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from gateway.casework.acts.journal import open_task
from gateway.casework.consultations.incoming_answer import judge_again, take_answer
from gateway.casework.consultations.reconsultation import ask_again
from gateway.casework.records import case_rows
from gateway.casework.records import consultation_rows as rows
from gateway.domain.acts import TaskKind
from gateway.domain.case import Case, CaseState
from gateway.domain.consultation import (
    ConsultationAnswer,
    ConsultationState,
    DenialAnswer,
    EndReason,
    ExtensionRequest,
    Information,
    LateOrInTime,
)
from gateway.domain.letter import LetterType
from gateway.domain.rulebook.procedure import ToldAfter, ToldBy
from gateway.exchange.dispatch import ReceivedLetter
from gateway.exchange.engine_calls import Wake, poke_case, poke_consultation
from tests.support.cases import french_denial
from tests.support.consultations import GRANT
from tests.support.desk import SECOND, text
from tests.support.quiet_office import CASE, QuietOffice

State = ConsultationState
OBJECTION = ConsultationAnswer(answer="objection")
NO_OBJECTION = ConsultationAnswer(answer="no_objection")
DENIAL = french_denial(17).denial_id
MORE = ConsultationAnswer(
    answer="more_information",
    by_denial=(DenialAnswer(denial_id=DENIAL, answer="more_information"),),
    information_needed=(text("The drawing of the manifold."),),
)
IDENTICAL = ConsultationAnswer(
    answer="identical", by_denial=(DenialAnswer(denial_id=DENIAL, answer="identical"),)
)


def due(row: rows.Row) -> datetime:
    assert row.due is not None
    return row.due


def take(de: QuietOffice, letter: ReceivedLetter) -> Sequence[Wake]:
    return de.write(lambda conn: take_answer(conn, de.office, letter))


def answer(
    de: QuietOffice,
    row: rows.Row,
    content: ConsultationAnswer = OBJECTION,
    *,
    sealed: timedelta | None = None,
    received: timedelta | None = None,
) -> ReceivedLetter:
    """Let an answer come and have its effect; instants are seen from the last one."""
    if received is not None:
        de.clock.at = due(row) + received
    letter = de.letter(
        row, LetterType.ANSWER, content, sealed=None if sealed is None else due(row) + sealed
    )
    take(de, letter)
    return letter


@pytest.fixture
def case(de: QuietOffice) -> Case:
    return de.case()


@pytest.fixture
def row(de: QuietOffice, case: Case) -> rows.Row:
    """NL is asked under 14(1), and its period runs."""
    return de.asked(case=case)


@pytest.fixture
def about_denial(de: QuietOffice, case: Case) -> rows.Row:
    """FR is asked under 16(5) about one denial, and its period runs."""
    return de.asked("FR", "16(5)", case=case, denials=(DENIAL,))


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

HOUR = timedelta(hours=1)
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


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (State.REQUESTED, State.REQUESTED),
        (State.RUNNING, State.RUNNING),
        (State.CLOSING, State.RUNNING),
        (State.UNCONFIRMED, State.RUNNING),
        (State.ANSWERED, State.ANSWERED),
        (State.SILENT, State.ANSWERED),
    ],
)
def test_after_a_reaction_that_settles_nothing_the_period_runs_on(
    de: QuietOffice, about_denial: rows.Row, before: State, after: State
) -> None:
    wish = ExtensionRequest(working_days=2, reason=text("x"))
    row = de.changed(about_denial, state=before, extension_pending=wish)
    answer(de, row, MORE)
    model = de.model(row)
    assert (model.state, model.answer) == (after, MORE)
    assert model.extension_pending == wish


# --- state by state -----------------------------------------------------------------------------

OPEN = [State.REQUESTED, State.RUNNING, State.CLOSING, State.UNCONFIRMED]


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


def test_without_a_proposal_the_case_stays_where_it_is(de: QuietOffice, row: rows.Row) -> None:
    row = de.changed(row, **SILENT_BY_OFFICER)
    answer(de, row, OBJECTION, sealed=-SECOND, received=HOUR)
    assert de.held().state is CaseState.CONSULTING


@pytest.mark.parametrize("state", [CaseState.DECIDED, CaseState.WITHDRAWN])
def test_in_time_and_after_the_decision_it_is_shown_only(
    de: QuietOffice, row: rows.Row, state: CaseState
) -> None:
    row = de.changed(row, **SILENT_BY_OFFICER)
    _proposed(de, state=state)
    answer(de, row, OBJECTION, sealed=-SECOND, received=HOUR)
    kept(de, row, row, "in time, but it arrived after the decision")


def test_in_time_without_a_case_it_came_after_the_officer_had_gone_on(de: QuietOffice) -> None:
    row = de.changed(de.asked(), **SILENT_BY_OFFICER)
    answer(de, row, OBJECTION, sealed=-SECOND, received=HOUR)
    words = (
        "NL answered in time, but it arrived after the decision; the answer is kept and has no "
        "effect"
    )
    assert de.tasks(row.id) == [("answer.late", words)]
    assert de.model(row).late_answers == (OBJECTION,)
    assert de.model(row).answer is None


def test_after_its_gateway_has_closed_too_it_has_no_effect(de: QuietOffice, row: rows.Row) -> None:
    """Sealed in time, and let through only after NL had signed that nothing was under way.

    Found in use: tests G2.
    """
    row = de.changed(row, **SILENT_BY_OFFICER | {"closed_by": "both"})
    answer(de, row, OBJECTION, sealed=-SECOND, received=HOUR)
    kept(de, row, row, "after its own gateway had stated that nothing was under way")


# --- ended --------------------------------------------------------------------------------------


@pytest.mark.parametrize("why", [each for each in EndReason if each.value != "standing_answer"])
def test_after_an_end_it_has_no_effect(de: QuietOffice, row: rows.Row, why: EndReason) -> None:
    row = de.changed(row, state=State.SUPERSEDED, ended_because=why, ended_text="x")
    answer(de, row, OBJECTION)
    kept(de, row, row, "after the consultation had been ended")


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


def test_too_late_it_does_not(de: QuietOffice, row: rows.Row) -> None:
    row = relying(de, row)
    answer(de, row, OBJECTION, sealed=HOUR, received=HOUR)
    kept(de, row, row, "after the last instant")


def test_nor_does_a_reaction_that_settles_nothing(de: QuietOffice, about_denial: rows.Row) -> None:
    row = relying(de, about_denial)
    answer(de, row, MORE)
    [(kind, words)] = de.tasks(CASE)
    assert (kind, words.partition(";")[0]) == (
        "answer.late",
        "FR answered after the consultation had been ended",
    )
    assert de.row(row) == row.holding(row.consultation.keeping_late([MORE]))


# --- what an answer does to other questions ------------------------------------------------------


@pytest.mark.parametrize("content", [OBJECTION, NO_OBJECTION], ids=["objection", "no objection"])
def test_an_objection_ends_the_same_question_to_other_states(
    de: QuietOffice, row: rows.Row, case: Case, content: ConsultationAnswer
) -> None:
    other = de.asked("FR", case=case)
    answer(de, row, content)
    ended = de.model(other)
    if content is OBJECTION:
        assert (ended.state, ended.ended_because) == (State.SUPERSEDED, EndReason.BINDING_OBJECTION)
        assert "NL: Objection" in ended.ended_text
    else:
        assert ended.state is State.RUNNING


def test_a_question_that_is_owed_again_is_owed_no_more_after_an_objection(
    de: QuietOffice, row: rows.Row, case: Case
) -> None:
    other = de.asked("FR", case=case)
    de.changed(other, state=State.SUPERSEDED, ended_because=EndReason.BINDING_OBJECTION)
    at, said = de.clock.now(), ask_again(other)
    de.write(
        lambda conn: open_task(
            conn, at=at, kind=TaskKind.CONSULT_AGAIN, subject=CASE, saying=said, key=other.id
        )
    )
    answer(de, row, OBJECTION)
    assert de.tasks(CASE) == []


@pytest.mark.parametrize("content", [OBJECTION, NO_OBJECTION], ids=["objection", "no objection"])
def test_an_answer_brings_the_notice_that_the_rulebook_wants_after_it(
    de: QuietOffice, content: ConsultationAnswer
) -> None:
    told = {"notice": "14(2)", "by": ToldBy.ASKING, "told_after": ToldAfter.END}
    de.with_procedure("14(1)", after_grant=told)
    row = de.asked()
    assert de.tasks(row.id) == []
    answer(de, row, content)
    [(kind, words)] = de.tasks(row.id)
    assert (kind, words.partition(":")[0]) == ("notice.due", "14(2)")


# --- judged again -------------------------------------------------------------------------------


def again(de: QuietOffice, row: rows.Row, *, later: timedelta) -> Sequence[Wake]:
    """Judge again with a later last instant."""
    moved = de.changed(de.row(row), due=due(row) + later)
    return de.write(lambda conn: judge_again(conn, de.office, moved))


def late(de: QuietOffice, row: rows.Row, content: ConsultationAnswer, after: timedelta) -> Any:
    return answer(de, row, content, sealed=after, received=after)


def test_with_a_later_last_instant_what_was_late_counts(de: QuietOffice, row: rows.Row) -> None:
    late(de, row, OBJECTION, HOUR)
    assert [kind for kind, _ in de.tasks(CASE)] == ["answer.late"]
    wakes = again(de, row, later=2 * HOUR)
    model = de.model(row)
    assert (model.state, model.answer, model.late_answers) == (State.ANSWERED, OBJECTION, ())
    assert model.answer_timing is LateOrInTime.RECEIVED_IN_TIME
    assert (de.tasks(CASE), de.closed(CASE)) == ([], [("answer.late", "gateway")])
    assert wakes == [poke_consultation(row.id), poke_case(CASE)]


def test_what_is_late_still_stays_late(de: QuietOffice, row: rows.Row) -> None:
    late(de, row, OBJECTION, HOUR)
    before = de.row(row)
    assert again(de, row, later=HOUR) == []
    assert de.row(row) == replace(before, due=due(row) + HOUR)
    assert [kind for kind, _ in de.tasks(CASE)] == ["answer.late"]


def test_the_first_that_settles_ends_the_judging(de: QuietOffice, row: rows.Row) -> None:
    late(de, row, OBJECTION, HOUR)
    late(de, row, NO_OBJECTION, 2 * HOUR)
    again(de, row, later=3 * HOUR)
    model = de.model(row)
    assert (model.answer, model.late_answers) == (OBJECTION, (NO_OBJECTION,))


def test_each_that_settles_nothing_is_judged_and_the_last_counts(
    de: QuietOffice, about_denial: rows.Row
) -> None:
    row = about_denial
    other = MORE.model_copy(update={"information_needed": (text("And the valve."),)})
    first, second = late(de, row, MORE, HOUR), late(de, row, other, 2 * HOUR)
    wakes = again(de, row, later=3 * HOUR)
    model = de.model(row)
    assert (model.state, model.answer, model.late_answers) == (State.RUNNING, other, ())
    assert [wake.subject for wake in wakes].count(CASE) == len((first, second))


@pytest.mark.parametrize("state", [s for s in State if s not in OPEN])
def test_nothing_is_judged_again_where_nothing_is_open(
    de: QuietOffice, row: rows.Row, state: State
) -> None:
    late(de, row, OBJECTION, HOUR)
    de.changed(de.row(row), state=state)
    assert again(de, row, later=2 * HOUR) == ()
    assert de.model(row).late_answers == (OBJECTION,)


def test_nothing_is_judged_again_where_nothing_was_late(de: QuietOffice, row: rows.Row) -> None:
    assert again(de, row, later=HOUR) == ()


def test_a_letter_that_waits_for_its_effect_is_not_judged_before_it(
    de: QuietOffice, row: rows.Row
) -> None:
    de.clock.at = due(row) + HOUR
    de.letter(row, LetterType.ANSWER, OBJECTION, waits=True)
    de.changed(row, late_answers=(OBJECTION,))
    assert again(de, row, later=2 * HOUR) == []
    assert de.model(row).answer is None


def test_without_a_case_the_tasks_of_the_consultation_are_closed(de: QuietOffice) -> None:
    row = de.asked()
    late(de, row, OBJECTION, HOUR)
    assert [kind for kind, _ in de.tasks(row.id)] == ["answer.late"]
    again(de, row, later=2 * HOUR)
    assert de.tasks(row.id) == []
