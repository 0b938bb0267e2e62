"""Goods that are stopped for the length of a consultation: where they stand.

The stop ends with the period whatever the case does (Article 21(4)). Which procedure stops
goods is the rulebook's (``period.ends_stop``), and so is which answer keeps them
(``blocks``). Silence that only one gateway has found releases nothing by itself: then the
sentence says what is due by law, for a person to act on.
"""

from __future__ import annotations

from datetime import datetime

from gateway.domain.consultation import (
    Consultation,
    ConsultationState,
    EndReason,
    Stop,
    StopState,
)
from gateway.domain.rulebook import Procedure

_State = ConsultationState
_ANSWERED_OTHERWISE = frozenset({EndReason.SETTLED, EndReason.STANDING_ANSWER})
"""Ends that are answers: by the State's coordinator, or one that was given in advance."""

_NOT_CLOSED = frozenset({_State.RUNNING, _State.CLOSING, _State.UNCONFIRMED})


def stop_of(rule: Procedure, consultation: Consultation, at: datetime) -> Stop | None:
    """Say where the goods stand; None where the procedure stops none.

    Args:
        rule: The procedure of the consultation's rulebook.
        consultation: As either side holds it.
        at: The present instant.
    """
    if not rule.period.ends_stop:
        return None
    answer = consultation.counting_answer
    if consultation.state is _State.SUPERSEDED:
        given = consultation.ended_because in _ANSWERED_OTHERWISE and answer is not None
        return _answered(rule, consultation) if given else _ended(consultation)
    if answer is not None and rule.option(answer.answer).settles and _counts(consultation):
        return _answered(rule, consultation)
    deadline = consultation.deadline
    last = deadline.last_instant if deadline is not None else None
    if consultation.state is _State.SILENT:
        return Stop(state=StopState.RELEASED, by="silence", at=last, sentence=rule.silence.sentence)
    if last is not None and consultation.state in _NOT_CLOSED and at >= last:
        return Stop(
            state=StopState.RELEASE_DUE,
            at=last,
            sentence=(
                f"The period is over: by law ({rule.silence.article}) the goods are due for "
                f"release, unless {consultation.consulted} has answered in time. Its gateway has "
                "not yet stated that nothing is under way; ask it, and confirm on record."
            ),
        )
    return Stop(
        state=StopState.HELD,
        at=last,
        sentence="The goods are stopped until the answer, at most until the end of the period.",
    )


def _counts(consultation: Consultation) -> bool:
    """Whether an answer has ended it; one that was sealed too late leaves it open."""
    return consultation.state is _State.ANSWERED or consultation.settled_answer is not None


def _answered(rule: Procedure, consultation: Consultation) -> Stop:
    answer = consultation.counting_answer
    option = rule.option(answer.answer if answer is not None else "")
    return Stop(
        state=StopState.MEASURES if option.blocks else StopState.RELEASED,
        by="answer",
        at=consultation.answered_at,
        sentence=option.meaning,
    )


def _ended(consultation: Consultation) -> Stop:
    recalled = consultation.ended_because is EndReason.RECALLED
    return Stop(
        state=StopState.LIFTED,
        by="end",
        sentence="The request was recalled; nothing was stopped by it."
        if recalled
        else "The authority that had stopped the goods has ended the consultation.",
    )
