"""What letters do to a consultation, as tables: from the state and the letter to what follows."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from gateway.domain.case import CaseState
from gateway.domain.consultation import (
    Consultation,
    ConsultationAnswer,
    ConsultationEnd,
    ConsultationRequest,
    EndReason,
    LateOrInTime,
)
from gateway.domain.consultation import ConsultationState as State
from gateway.domain.consultation.reversals import (
    answer_corrected,
    answer_recalled,
    answer_wanted_again,
    correction_recalled,
    reliance_dropped,
    request_recalled,
)
from gateway.domain.consultation.transitions import (
    END_WORDS,
    AnswerCame,
    Following,
    Standpoint,
    TaskOpened,
    Transition,
    answer_judged,
    end_received,
    ended,
)
from gateway.domain.rulebook import shipped_rulebooks
from tests.support.cases import transaction

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
RULE = shipped_rulebooks().in_force(AT).procedure("16(5)")
IDENTICAL, NOT_IDENTICAL, MORE = (
    ConsultationAnswer(answer=each) for each in ("identical", "not_identical", "more_information")
)
OURS, DECIDED = (
    Standpoint(True, RULE, state) for state in (CaseState.CONSULTING, CaseState.DECIDED)
)
THEIRS = Standpoint(False, RULE)


def consultation(state: State, **fields: Any) -> Consultation:
    request = ConsultationRequest(
        procedure="16(5)", case_reference="DE-C-2026-00001", transaction=transaction()
    )
    return Consultation(
        conversation_id="talk",
        case_id="DE-C-2026-00001",
        procedure="16(5)",
        asking="DE",
        consulted="FR",
        state=state,
        request=request,
        **fields,
    )


def follows(found: Transition) -> set[str]:
    """What follows, but for what is written and closed."""
    tasks = {each.kind for each in found.effects if isinstance(each, TaskOpened)}
    return tasks | {each for each in found.effects if isinstance(each, Following)}


GOES_ON = {"consulting", "reopened", "owed", "started", "case_poked"}
RECALLED = [
    (OURS, State.ANSWERED, State.RUNNING, GOES_ON),
    (OURS, State.RUNNING, State.RUNNING, GOES_ON),
    (OURS, State.SILENT, State.SILENT, GOES_ON - {"consulting"}),
    (DECIDED, State.ANSWERED, State.ANSWERED, {"recall.alarm"}),
    (THEIRS, State.ANSWERED, State.RUNNING, {"reopened", "answer.due"}),
    (THEIRS, State.SUPERSEDED, State.SUPERSEDED, set()),
]


@pytest.mark.parametrize(("side", "before", "after", "wanted"), RECALLED)
def test_an_answer_is_recalled(
    side: Standpoint, before: State, after: State, wanted: set[str]
) -> None:
    found = answer_recalled(consultation(before, answer=IDENTICAL), side, IDENTICAL)
    assert (found.after.state, found.after.answer, follows(found)) == (after, None, wanted)
    assert found.after.sealed == (side is DECIDED)


@pytest.mark.parametrize("state", [each for each in State if each is not State.SUPERSEDED])
@pytest.mark.parametrize("side", [OURS, DECIDED, THEIRS])
def test_a_request_is_recalled_from_any_state(state: State, side: Standpoint) -> None:
    model = consultation(state, answer=NOT_IDENTICAL)
    found = request_recalled(model, side, left=None)
    assert (found.after.state, found.after.ended_because) == (State.SUPERSEDED, EndReason.RECALLED)
    wanted = {"no_period", "closed"} | ({"owed", "poked", "case_poked"} if side.ours else set())
    assert follows(found) == wanted | ({"recall.alarm"} if side is DECIDED else set())


REPLACED = {"proposal_falls", "owed", "poked", "case_poked"}
CORRECTED = [
    (OURS, IDENTICAL, False, State.ANSWERED, True, REPLACED),
    (OURS, MORE, False, State.RUNNING, True, REPLACED | {"reopened", "started", "consulting"}),
    (OURS, IDENTICAL, True, State.ANSWERED, False, {"answer.late"}),
    (DECIDED, IDENTICAL, False, State.ANSWERED, False, {"correction.alarm"}),
    (THEIRS, IDENTICAL, False, State.ANSWERED, True, set()),
    (THEIRS, IDENTICAL, True, State.ANSWERED, False, set()),
]


@pytest.mark.parametrize(("side", "now", "late", "state", "counts", "wanted"), CORRECTED)
def test_an_answer_is_corrected(
    side: Standpoint, now: ConsultationAnswer, late: bool, state: State, counts: bool, wanted: Any
) -> None:
    model = consultation(State.ANSWERED, answer=NOT_IDENTICAL)
    found = answer_corrected(model, side, (NOT_IDENTICAL, now), late=late)
    assert (found.after.state, found.counts, follows(found)) == (state, counts, wanted)
    assert found.after.answer == (now if counts else NOT_IDENTICAL)
    again = correction_recalled(found.after, side, now, NOT_IDENTICAL)
    assert again.after.answer == NOT_IDENTICAL


COUNTING = {"owed", "poked", "case_poked"}
IN_TIME, LATE = LateOrInTime.SEALED_IN_TIME, LateOrInTime.LATE
RUNS_ON = {State.REQUESTED: State.REQUESTED} | dict.fromkeys(
    (State.RUNNING, State.CLOSING, State.UNCONFIRMED), State.RUNNING
)


@pytest.mark.parametrize("answer", [IDENTICAL, MORE])
@pytest.mark.parametrize("state", [*RUNS_ON, State.ANSWERED, State.SILENT])
def test_an_answer_in_time_counts(state: State, answer: ConsultationAnswer) -> None:
    settles = answer is IDENTICAL
    came = AnswerCame(AT, AT, IN_TIME)
    found = answer_judged(consultation(state), OURS, answer, came)
    assert (found.after.answer, found.counts) == (answer, True)
    assert found.after.state == (State.ANSWERED if settles else RUNS_ON.get(state, State.ANSWERED))
    wanted = COUNTING | ({"closed", "duty"} if settles else {"information.wanted"})
    assert follows(found) == wanted | (set() if state in RUNS_ON else {"proposal_falls"})


RELYING = {"state": State.SUPERSEDED, "ended_because": EndReason.STANDING_ANSWER}
WENT_ON = {"state": State.SILENT, "closed_by": "officer:anna"}
WITHOUT_EFFECT = [
    (OURS, IDENTICAL, LATE, {}, "after the last instant"),
    (OURS, IDENTICAL, LATE, RELYING, "after the last instant"),
    (OURS, MORE, IN_TIME, RELYING, "after the consultation had been ended"),
    *(
        (OURS, IDENTICAL, IN_TIME, RELYING | {"ended_because": why}, "after the consultation")
        for why in EndReason
        if why is not EndReason.STANDING_ANSWER
    ),
    (OURS, IDENTICAL, IN_TIME, {"answer": NOT_IDENTICAL}, "a second time"),
    (DECIDED, IDENTICAL, IN_TIME, WENT_ON, "in time, but it arrived after the decision"),
    (DECIDED, IDENTICAL, IN_TIME, RELYING, "in time, but it arrived after the decision"),
    (OURS, IDENTICAL, IN_TIME, WENT_ON | {"case_id": None}, "in time, but it arrived after"),
    # Found in use: tests G2.
    (OURS, IDENTICAL, IN_TIME, WENT_ON | {"closed_by": "both"}, "after its own gateway had stated"),
]


@pytest.mark.parametrize(("side", "answer", "timing", "fields", "why"), WITHOUT_EFFECT)
def test_an_answer_without_effect_is_kept_and_told(
    side: Standpoint, answer: ConsultationAnswer, timing: LateOrInTime, fields: Any, why: str
) -> None:
    model = consultation(State.RUNNING).model_copy(update=fields)
    found = answer_judged(model, side, answer, AnswerCame(AT, AT, timing))
    assert found.after == model.keeping_late((answer,))
    assert follows(found) == {"answer.late", "poked", "case_poked"}
    [task] = [each for each in found.effects if isinstance(each, TaskOpened)]
    assert task.saying.sentence().startswith(f"FR answered {why}")


def test_every_end_has_its_words() -> None:
    assert set(END_WORDS) == set(EndReason)
    assert len(set(END_WORDS.values())) == len(END_WORDS)


def test_an_end_on_either_side() -> None:
    end = ConsultationEnd(reason=EndReason.STANDING_ANSWER, at=AT)
    sent = ended(consultation(State.RUNNING), OURS, end, by="gateway")
    assert (sent.after.state, follows(sent)) == (
        State.SUPERSEDED,
        {"closed", "poked", "case_poked"},
    )
    came = end_received(consultation(State.RUNNING), THEIRS, end)
    assert came.after.ended_text == sent.after.ended_text
    assert follows(came) == {"closed", "duty", "consultation.ended"}
    crossed = end_received(consultation(State.ANSWERED, answer=IDENTICAL), THEIRS, end)
    assert (crossed.after.state, crossed.counts) == (State.ANSWERED, False)


@pytest.mark.parametrize("recalled", [True, False])
def test_a_standing_answer_that_is_relied_on_goes(recalled: bool) -> None:
    model = consultation(State.SUPERSEDED, answer=NOT_IDENTICAL, standing_answer="standing")
    found = reliance_dropped(model, OURS, recalled=recalled)
    assert (found.after.answer, found.after.sealed) == (None, recalled)
    assert follows(found) == {"proposal_falls", "owed", "case_poked"}
    decided = reliance_dropped(model, DECIDED, recalled=recalled)
    assert (decided.after.answer is None) is recalled
    assert follows(decided) == {"recall.alarm" if recalled else "correction.alarm"}


@pytest.mark.parametrize("over", [True, False])
@pytest.mark.parametrize("side", [OURS, THEIRS])
def test_a_second_answer_is_wanted_while_the_period_runs(side: Standpoint, over: bool) -> None:
    model = consultation(State.ANSWERED, answer=IDENTICAL)
    found = answer_wanted_again(model, side, over=over)
    assert found.after.answer_again is found.counts is not over
    task = set() if side.ours or over else {"answer.again"}
    assert follows(found) - {"poked"} == (task if over else task | {"reopened"})
