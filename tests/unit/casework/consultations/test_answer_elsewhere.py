"""What an answer changes elsewhere: other questions, a notice, what had come too late."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from gateway.casework.acts.journal import Journal
from gateway.casework.consultations.incoming_answer import judge_again
from gateway.casework.consultations.reconsultation import ask_again
from gateway.casework.records import consultation_rows as rows
from gateway.casework.services import Work
from gateway.domain.acts import TaskKind
from gateway.domain.case import Case
from gateway.domain.consultation import (
    ConsultationAnswer,
    ConsultationState,
    EndReason,
    LateOrInTime,
)
from gateway.domain.letter import LetterType
from gateway.domain.rulebook.procedure import ToldAfter, ToldBy
from gateway.exchange.engine_calls import Wake, poke_case, poke_consultation
from tests.support.coming_answers import (
    HOUR,
    MORE,
    NO_OBJECTION,
    OBJECTION,
    OPEN,
    answer,
)
from tests.support.desk import text
from tests.support.quiet_office import CASE, QuietOffice, due

State = ConsultationState


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
        lambda conn: Journal(conn, at).open_task(TaskKind.CONSULT_AGAIN, CASE, said, key=other.id)
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
    return de.write(lambda conn: judge_again(Work(conn, de.office), moved))


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
