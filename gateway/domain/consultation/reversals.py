"""What a recall or a correction does to a consultation, on either side; nothing is written here.

A recalled request was never validly asked: the consultation ends, no period ran, no silence
follows, and the case shows whom it must ask again. A recalled answer is as if it had not been
given. An answer takes the place of another where it was corrected, or its correction was
recalled. Where a decision rested on what is gone, a person is told at once.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from gateway.domain.acts import TaskKind, Verb
from gateway.domain.amendment import changed_fields
from gateway.domain.base import Model
from gateway.domain.case import Application
from gateway.domain.consultation.consultation import Consultation
from gateway.domain.consultation.contents import (
    ConsultationAnswer,
    ConsultationRequest,
    EndReason,
    comes_to_another,
)
from gateway.domain.consultation.period import LateOrInTime
from gateway.domain.consultation.states import ConsultationState
from gateway.domain.consultation.transitions import (
    END_WORDS,
    TASKS_OF_ENDED,
    ActWritten,
    Effect,
    Following,
    Standpoint,
    TaskOpened,
    TasksClosed,
    Transition,
    ending_others,
)
from gateway.domain.deadline import timing_of
from gateway.domain.rulebook import Rulebook
from gateway.domain.rulebook.acts import CorrectionEffect, LateCorrection
from gateway.domain.saying import in_words, says

_ANSWERED_OR_RUNNING = (ConsultationState.ANSWERED, ConsultationState.RUNNING)


# --- what is recalled -------------------------------------------------------------------------


def request_recalled(
    model: Consultation, side: Standpoint, *, left: ConsultationRequest | None
) -> Transition:
    """End a consultation whose request was recalled, on either side; no period ran.

    Args:
        model: The consultation.
        side: From which it is seen.
        left: At the consulted authority, what is left of the request that is sealed.
    """
    words, follows = END_WORDS[EndReason.RECALLED], list[Effect]()
    if side.ours and side.decided:
        text = says(
            "the case was decided; its consultation of {peer} is recalled", peer=model.consulted
        )
        follows.append(TaskOpened(TaskKind.RECALL_ALARM, text, of_case=True))
    if side.ours:
        follows += [Following.OWED, Following.POKED, Following.CASE_POKED]
    return Transition(
        model.recalled(words, left=left),
        (
            Following.NO_PERIOD,
            Following.CLOSED,
            TasksClosed(TASKS_OF_ENDED),
            ActWritten(Verb.CONSULTATION_RECALLED, in_words(words), model.asking),
            *follows,
        ),
    )


def answer_recalled(
    model: Consultation, side: Standpoint, answer: ConsultationAnswer
) -> Transition:
    """Do without an answer that was recalled; a decision that rested on it is an alarm.

    Args:
        model: The consultation.
        side: From which it is seen.
        answer: As it stands, corrected if it was.
    """
    runs_on = model.state in _ANSWERED_OR_RUNNING
    if not side.ours:
        return _own_answer_recalled(model, answer, runs_on=runs_on)
    kept = model.keeping_late(each for each in model.late_answers if each != answer)
    if model.answer != answer:
        return Transition(kept)
    peer = model.consulted
    if side.decided:
        text = says(
            "the case is {state}, and {peer} has recalled the answer it rested on",
            state=side.case,
            peer=peer,
        )
        gone = kept.answer_recalled(runs_on=False).contents_sealed()
        # What officers attest of a decided case stays readable.
        after = kept if model.by_hand else gone
        return Transition(after, (TaskOpened(TaskKind.RECALL_ALARM, text, of_case=True),))
    said = says("{peer} recalled its answer; the consultation goes on", peer=peer)
    return Transition(
        kept.answer_recalled(runs_on=runs_on),
        (
            *((Following.CONSULTING,) if runs_on else ()),
            Following.REOPENED,
            Following.OWED,  # what made other questions needless is gone
            ActWritten(Verb.ANSWER_RECALLED, said, peer),
            Following.STARTED,
            Following.CASE_POKED,
        ),
    )


def _own_answer_recalled(
    model: Consultation, answer: ConsultationAnswer, *, runs_on: bool
) -> Transition:
    """Take our own answer back: it is due again while the consultation has not ended."""
    if model.answer != answer:
        return Transition(model, counts=False)
    text = says("our answer to {peer} was recalled; it is due again", peer=model.asking)
    again = (Following.REOPENED, TaskOpened(TaskKind.ANSWER_DUE, text))
    return Transition(model.answer_recalled(runs_on=runs_on), again if runs_on else ())


def correction_recalled(
    model: Consultation, side: Standpoint, before: ConsultationAnswer, after: ConsultationAnswer
) -> Transition:
    """Let an answer count as it was before a correction that is recalled.

    Args:
        model: The consultation.
        side: From which it is seen.
        before: What the correction made of it.
        after: What the answer says now.
    """
    if model.answer != before:
        return Transition(model, counts=False)
    if side.decided:
        text = says(
            "{peer} recalled a correction on which the decision rested", peer=model.consulted
        )
        alarm = TaskOpened(TaskKind.RECALL_ALARM, text, of_case=True)
        return Transition(model, (alarm,), counts=False)
    return answer_replaced(model, side, after)


def reliance_dropped(model: Consultation, side: Standpoint, *, recalled: bool) -> Transition:
    """The standing answer that is relied on counts no more in a case that is not decided.

    Args:
        model: The consultation.
        side: From which it is seen.
        recalled: Whether its contents are sealed, so that they are not shown here either;
            else it was corrected.
    """
    drops = recalled or not side.decided
    what = "recalled" if recalled else "corrected"
    alarm = TaskKind.RECALL_ALARM if recalled else TaskKind.CORRECTION_ALARM
    text = says(
        "{peer} {what} the standing answer on which the consultation relied",
        peer=model.consulted,
        what=what,
    )
    return Transition(
        model.reliance_dropped(sealed=recalled) if drops else model,
        (
            ActWritten(Verb(f"standing.{what}"), text, model.consulted),
            *(
                (TaskOpened(alarm, text, of_case=True),)
                if side.decided or side.case is None
                else (Following.PROPOSAL_FALLS, Following.OWED, Following.CASE_POKED)
            ),
        ),
    )


# --- what is corrected ------------------------------------------------------------------------


class CorrectionChange(NamedTuple):
    """What a correction changes, and when it was sealed and received."""

    before: Model
    after: Model
    received: datetime
    sealed: datetime

    def is_too_late(self, rulebook: Rulebook, due: datetime | None) -> bool:
        """Say whether it changes what an answer comes to after the period's result.

        Args:
            rulebook: Says whether it counts all the same (``correction_late``).
            due: The last instant; None while no period runs.
        """
        counts = rulebook.correspondence.correction_late is LateCorrection.COUNTS
        if counts or due is None or not comes_to_another(self.before, self.after):
            return False
        timing = timing_of(rulebook, received=self.received, sealed=self.sealed, last_instant=due)
        return timing is LateOrInTime.LATE


def request_effect(
    rulebook: Rulebook, before: ConsultationRequest, after: ConsultationRequest
) -> CorrectionEffect:
    """Return what the rulebook makes of a corrected request."""
    changed = changed_fields(
        Application(reference="as sent", transaction=before.transaction),
        Application(reference="as sent", transaction=after.transaction),
        rulebook.amendment,
    )
    material = any(each.material for each in changed) or before.denials != after.denials
    rule = rulebook.correspondence
    effect = rule.correction_material if material else rule.correction_else
    stops = rulebook.procedure(before.procedure).period.ends_stop
    if stops and effect is CorrectionEffect.NEW_PERIOD:
        return CorrectionEffect.ANSWER_AGAIN  # goods are not stopped twice for one question
    return effect


def answer_corrected(
    model: Consultation,
    side: Standpoint,
    versions: tuple[ConsultationAnswer, ConsultationAnswer],
    *,
    late: bool,
) -> Transition:
    """Put a corrected answer in the place of the first; alarm where a decision rested on it.

    Args:
        model: The consultation.
        side: From which it is seen.
        versions: What was said, and what is said now.
        late: Whether it comes to another answer after the period's result.
    """
    before, after = versions
    if model.answer != before:
        return _late_one_corrected(model, side, before, after, late=late)
    idle: tuple[Effect, ...] = ()
    if side.ours and side.decided:
        text = says(
            "{peer} corrected the answer on which the decision rested", peer=model.consulted
        )
        idle = (TaskOpened(TaskKind.CORRECTION_ALARM, text, of_case=True),)
    elif side.ours and late:
        text = says(
            "{peer} corrected its answer after the last instant; the correction is kept and has "
            "no effect",
            peer=model.consulted,
        )
        idle = (TaskOpened(TaskKind.ANSWER_LATE, text, of_case=True),)
    elif not late:
        return answer_replaced(model, side, after)
    return Transition(model, idle, counts=False)


def _late_one_corrected(
    model: Consultation,
    side: Standpoint,
    before: ConsultationAnswer,
    after: ConsultationAnswer,
    *,
    late: bool,
) -> Transition:
    """Correct an answer that is kept without effect; the words of no other change."""
    if not side.ours or before not in model.late_answers:
        return Transition(model)
    if late:
        return Transition(model, counts=False)
    kept = (after if each == before else each for each in model.late_answers)
    return Transition(model.keeping_late(kept))


def answer_replaced(
    model: Consultation, side: Standpoint, answer: ConsultationAnswer
) -> Transition:
    """Put another version of the answer in the place of the one that counts.

    At the asking authority the case is not decided: a proposal that was made on the first
    version falls, and what the first version had made needless, or the second one does, is told.
    """
    option = side.rule.option(answer.answer)
    after = model.answer_replaced(answer, settles=option.settles)
    if not side.ours:
        return Transition(after)
    peer = model.consulted
    said = says("{peer} corrected its answer: {label}", peer=peer, label=option.label)
    again = (Following.REOPENED, Following.STARTED, Following.CONSULTING)
    return Transition(
        after,
        (
            Following.PROPOSAL_FALLS,
            ActWritten(Verb.ANSWER_CORRECTED, said, peer),
            *ending_others(side.rule, peer, answer),
            Following.OWED,
            Following.POKED,
            *(again if after.state is ConsultationState.RUNNING else ()),
            Following.CASE_POKED,
        ),
    )


def answer_wanted_again(model: Consultation, side: Standpoint, *, over: bool) -> Transition:
    """Let a second answer count inside the period; the first one stands until it comes.

    Args:
        model: The consultation, whose request was corrected.
        side: From which it is seen.
        over: Whether no period runs any more.
    """
    if model.answer is None or over or model.state not in _ANSWERED_OR_RUNNING:
        return Transition(model, counts=False)
    tasks: tuple[Effect, ...] = ()
    if side.ours:
        text = says("{peer} may answer again: our request was corrected", peer=model.consulted)
    else:
        text = says(
            "{peer} corrected its request; until the last instant we may answer again",
            peer=model.asking,
        )
        tasks = (TaskOpened(TaskKind.ANSWER_AGAIN, text),)
    act = ActWritten(Verb.ANSWER_AGAIN, text, "rulebook")
    return Transition(
        model.answer_wanted_again(), (Following.REOPENED, *tasks, act, Following.POKED)
    )
