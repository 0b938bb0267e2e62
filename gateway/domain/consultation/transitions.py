"""What a letter does to a consultation: from its state and the letter to its state and effects.

Nothing is read, written or sent here. A node carries the effects out in the transaction of the
letter (`gateway.casework.consultations.effects`); who verifies evidence compares the state.

Here are ends and answers; `gateway.domain.consultation.reversals` has what a recall and a
correction do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, TypeAlias

from gateway.domain.acts import TaskKind, Verb
from gateway.domain.case import ENDED_STATES, CaseState
from gateway.domain.consultation.answer_rules import why_without_effect
from gateway.domain.consultation.consultation import Consultation, Information
from gateway.domain.consultation.contents import (
    ConsultationAnswer,
    ConsultationEnd,
    EndReason,
)
from gateway.domain.consultation.period import LateOrInTime
from gateway.domain.consultation.states import OPEN_STATES, ConsultationState
from gateway.domain.denial import DenialId
from gateway.domain.rulebook import Procedure, Requirement
from gateway.domain.saying import Saying, in_words, says

_State = ConsultationState


class Following(StrEnum):
    """What follows from a transition without further words; of a case, where there is one."""

    CLOSED = "closed"  # the conversation takes no letter any more
    REOPENED = "reopened"  # the conversation takes letters again
    NO_PERIOD = "no_period"  # no period ran
    PROPOSAL_FALLS = "proposal_falls"  # what a decision is proposed on has changed
    CONSULTING = "consulting"  # the case waits for an answer again
    OWED = "owed"  # what other authorities must be asked again is looked at
    DUTY = "duty"  # the end may bring a duty to notify
    STARTED = "started"  # the engine carries the consultation
    POKED = "poked"  # the engine looks at a consultation of ours
    CASE_POKED = "case_poked"  # the engine looks at the case of a consultation of ours


@dataclass(frozen=True, slots=True)
class ActWritten:
    """An act of the case or consultation.

    Attributes:
        by: Who did it.
        of_case: Whether it is the case's, where there is one; else the consultation's.
        reference: What it refers to; None: the consultation.
    """

    verb: Verb
    saying: Saying | None = None
    by: str = "gateway"
    of_case: bool = True
    reference: str | None = None


@dataclass(frozen=True, slots=True)
class TaskOpened:
    """A person's task, of the consultation or of its case."""

    kind: TaskKind
    saying: Saying
    of_case: bool = False


@dataclass(frozen=True, slots=True)
class TasksClosed:
    """Tasks of the consultation, or of its case, that need nobody any more."""

    kinds: tuple[TaskKind, ...]
    by: str = "gateway"
    of_case: bool = False


@dataclass(frozen=True, slots=True)
class OthersEnded:
    """One answer makes the same question to other States needless; `label` says which."""

    label: str


Detailed: TypeAlias = ActWritten | TaskOpened | TasksClosed | OthersEnded
Effect: TypeAlias = Following | Detailed


class Transition(NamedTuple):
    """The consultation after a letter, and what else follows, in order.

    Attributes:
        counts: Whether the letter has the effect that it wants; else it is kept and shown.
    """

    after: Consultation
    effects: tuple[Effect, ...] = ()
    counts: bool = True


@dataclass(frozen=True, slots=True)
class Standpoint:
    """From which side a consultation is seen.

    Attributes:
        ours: Whether this authority asked in it.
        rule: Its procedure.
        case: State of the case on whose behalf we asked; None where there is none.
    """

    ours: bool
    rule: Procedure
    case: CaseState | None = None

    @property
    def decided(self) -> bool:
        """Whether the case has ended."""
        return self.case is not None and self.case in ENDED_STATES

    def peer(self, model: Consultation) -> str:
        """Return the other side."""
        return model.consulted if self.ours else model.asking


# --- ends -------------------------------------------------------------------------------------

END_WORDS: dict[EndReason, str] = {
    EndReason.BINDING_OBJECTION: "another authority has objected, and that binds",
    EndReason.WITHDRAWN: "what was asked about was withdrawn",
    EndReason.DECIDED: "the case is decided",
    EndReason.AMENDED: (
        "the application was materially amended, so what was asked does not stand any more; a new "
        "request follows only where one is to be made about the application as it is now"
    ),
    EndReason.DENIAL_ENDED: "denial no longer valid",
    EndReason.RECALLED: "the request was sent in error; the period never ran",
    EndReason.STANDING_ANSWER: "a standing answer is relied on",
    EndReason.SETTLED: "the State's coordinator has given its one answer",
}
"""Each reason in words; total, as a test proves."""

TASKS_OF_ENDED = (
    TaskKind.ANSWER_CONFIRM,
    TaskKind.ANSWER_DUE,
    TaskKind.ANSWER_SOON,
    TaskKind.EXTENSION_ASKED,
    TaskKind.SILENCE_UNCONFIRMED,
    TaskKind.INFORMATION_WANTED,
    TaskKind.STOP_ENDED,
    TaskKind.STOP_UNASKED,
)
"""Tasks about a consultation that its end closes."""

_ENDS_IN_FACT = frozenset({EndReason.WITHDRAWN, EndReason.STANDING_ANSWER})
"""Ends after which the others are told how it ended, where the rulebook wants it: what was
asked about is over, or an answer was given in advance."""


def end_in_words(end: ConsultationEnd) -> str:
    """Return why it ended, with what its sender says of it."""
    return "; ".join((END_WORDS[end.reason], *(each.text for each in end.text)))


def ended(model: Consultation, side: Standpoint, end: ConsultationEnd, *, by: str) -> Transition:
    """An end is sent or came: with denials left, the consultation is only about those now.

    Args:
        model: The consultation.
        side: From which it is seen.
        end: What is said.
        by: Who ends it.
    """
    known = end.denials if side.ours else _asked_about(model, end)
    model = model.narrowed(tuple(dict.fromkeys((*model.ended_denials, *known))))
    words = end_in_words(end)
    woken = (Following.POKED, Following.CASE_POKED)
    if end.reason is EndReason.DENIAL_ENDED and model.denials_left:
        said = says("{denials}: {words}", denials=end.denials, words=words)
        return Transition(model, (ActWritten(Verb.CONSULTATION_NARROWED, said, by), *woken))
    duty = not side.ours and end.reason in _ENDS_IN_FACT
    return Transition(
        model.superseded(because=end.reason, text=words),
        (
            Following.CLOSED,
            TasksClosed(TASKS_OF_ENDED),
            ActWritten(Verb.CONSULTATION_SUPERSEDED, in_words(words), by),
            *((Following.DUTY,) if duty else woken),
        ),
    )


def _asked_about(model: Consultation, end: ConsultationEnd) -> tuple[DenialId, ...]:
    return tuple(each for each in end.denials if each in model.request.denials)


def end_received(model: Consultation, side: Standpoint, end: ConsultationEnd) -> Transition:
    """The asking authority needs no answer any more, or none on some denials."""
    peer, kind = model.asking, TaskKind.CONSULTATION_ENDED
    in_time = model.answer_timing is not LateOrInTime.LATE
    crossed = model.state is _State.ANSWERED and in_time
    if end.reason is EndReason.STANDING_ANSWER and crossed:
        text = says(
            "{peer} relied on a standing answer before our answer had come there; our answer "
            "takes its place while the case is not decided",
            peer=peer,
        )
        return Transition(model, (TaskOpened(kind, text),), counts=False)
    found, words = ended(model, side, end, by=peer), end_in_words(end)
    if found.after.state is _State.SUPERSEDED:
        text = says("{peer} needs no answer: {words}", peer=peer, words=words)
    else:
        known = _asked_about(model, end)
        text = says(
            "{peer} needs no answer on {known}: {words}", peer=peer, known=known, words=words
        )
    return Transition(found.after, (*found.effects, TaskOpened(kind, text)))


# --- answers ----------------------------------------------------------------------------------


class AnswerCame(NamedTuple):
    """When an answer was received, when its authority had sealed or given it, and in time or not.

    Attributes:
        timing: As the rulebook has it; in time where no period runs yet.
    """

    received: datetime
    sealed: datetime
    timing: LateOrInTime


def answer_judged(
    model: Consultation, side: Standpoint, answer: ConsultationAnswer, came: AnswerCame
) -> Transition:
    """Give an answer that can be used its effect, or keep it with the reason why it has none."""
    why = why_without_effect(model, side.rule, answer, came.timing, decided=side.decided)
    if not why:
        return answer_counts(model, side, answer, came)
    said = says(
        "{peer} answered {why}; the answer is kept and has no effect",
        peer=model.consulted,
        why=why,
    )
    kept = model.keeping_late((*model.late_answers, answer))
    return answer_kept(kept, TaskKind.ANSWER_LATE, said)


def answer_kept(model: Consultation, kind: TaskKind, said: Saying) -> Transition:
    """Show an answer that has no effect, and tell a person."""
    verb = Verb(f"consultation.{kind.replace('answer.', 'answered_')}")
    act = ActWritten(verb, said, model.consulted)
    woken = (Following.POKED, Following.CASE_POKED)
    return Transition(model, (TaskOpened(kind, said, of_case=True), act, *woken), counts=False)


def answer_counts(
    model: Consultation, side: Standpoint, answer: ConsultationAnswer, came: AnswerCame
) -> Transition:
    """Give an answer its effect at the asking authority; a proposal made without it falls."""
    option, peer = side.rule.option(answer.answer), model.consulted
    after = model.answered(
        answer,
        timing=came.timing,
        at=came.received,
        sealed=came.sealed,
        settles=option.settles,
    )
    said = says(
        "{peer} answered: {label} ({timing})", peer=peer, label=option.label, timing=came.timing
    )
    after, wanting = information_wanted(after, side, answer)
    asked = (TaskKind.EXTENSION_ASKED, TaskKind.INFORMATION_WANTED)
    settled = (TasksClosed(asked), Following.CLOSED, Following.DUTY)
    return Transition(
        after,
        (
            *(() if model.state in OPEN_STATES else (Following.PROPOSAL_FALLS,)),
            TasksClosed((TaskKind.SILENCE_UNCONFIRMED,)),
            ActWritten(Verb.CONSULTATION_ANSWERED, said, peer),
            *(settled if option.settles else wanting),
            *ending_others(side.rule, peer, answer),
            Following.OWED,
            Following.POKED,
            Following.CASE_POKED,
        ),
    )


def information_wanted(
    model: Consultation, side: Standpoint, answer: ConsultationAnswer
) -> tuple[Consultation, Sequence[Effect]]:
    """Show that an answer asked for information; at the asking authority it is a task.

    The period is not stopped by it: the law knows more time, and no stopped clock.
    """
    option = side.rule.option(answer.answer)
    if option.settles or Requirement.INFORMATION_NEEDED not in option.requires:
        return model, ()
    text = says(
        "{peer} needs more information: {wanted}; the period runs on",
        peer=model.consulted,
        wanted="; ".join(each.text for each in answer.information_needed),
    )
    task = TaskOpened(TaskKind.INFORMATION_WANTED, text)
    return model.with_information(Information.WANTED), ((task,) if side.ours else ())


def ending_others(rule: Procedure, peer: str, answer: ConsultationAnswer) -> tuple[Effect, ...]:
    """Return the effect of an answer that makes the same question to other States needless."""
    option = rule.option(answer.answer)
    return (OthersEnded(f"{peer}: {option.label}"),) if option.ends_others else ()
