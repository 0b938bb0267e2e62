"""Rules of answers: what one must contain, who may give it, and whether it counts.

Which questions are owed again because an answer is gone, and which answers of one State
contradict each other. Both nodes apply them, and who verifies evidence.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from gateway.domain.authority import member_state
from gateway.domain.base import Statement
from gateway.domain.consultation.consultation import CLOSED_BY_BOTH, Consultation
from gateway.domain.consultation.contents import (
    ConsultationAnswer,
    ConsultationRequest,
    EndReason,
)
from gateway.domain.consultation.period import LateOrInTime
from gateway.domain.consultation.states import OPEN_STATES, ConsultationState
from gateway.domain.rulebook import Procedure, Requirement
from gateway.errors import InputError

RuleOf = Callable[[Consultation], Procedure]
"""Gives the procedure of a consultation, under its rulebook."""


def check_answer(
    procedure: Procedure,
    request: ConsultationRequest,
    answer: ConsultationAnswer,
    *,
    ended: Collection[str] = (),
) -> None:
    """Check that an answer is one that the procedure knows, and is complete.

    Args:
        procedure: The rule.
        request: What was asked.
        answer: What is answered.
        ended: Denials of the request that have ended since; the answer need not name them.

    Raises:
        InputError: Unknown answer, a denial that was not asked about or is missing, an
            overall answer that is not the strictest, a required field that is empty, or
            one that is withheld and may not be.
    """
    option = procedure.option(answer.answer)
    if procedure.by_denial:
        _check_denials(procedure, request, answer, ended)
    if answer.grounds.state is Statement.WITHHELD and "grounds" not in procedure.may_withhold:
        raise InputError(
            "grounds: an answer under {code} may not withhold them",
            remedy="State the grounds, or leave them out.",
            code=procedure.code,
        )
    filled = {
        Requirement.CONDITIONS: bool(answer.conditions),
        Requirement.INFORMATION_NEEDED: bool(answer.information_needed),
    }
    for requirement in option.requires:
        if not filled[requirement]:
            raise InputError(
                "{field}: the answer {label} needs it",
                remedy="Fill {field}, or give another answer.",
                field=requirement,
                label=repr(option.label),
            )


def check_giver(answer: ConsultationAnswer, consulted: str, members: Collection[str]) -> None:
    """Check that whoever gave an answer may answer for the State that was asked.

    Args:
        answer: What is answered.
        consulted: The authority that was asked.
        members: Codes of the directory.

    Raises:
        InputError: It is no member, or one of another State.
    """
    by = answer.given_by
    if by is not None and (by not in members or member_state(by) != member_state(consulted)):
        raise InputError(
            "given_by: {by} is no authority of the State of {consulted}",
            remedy="Leave it out, or name the authority of the same State that answered.",
            by=by,
            consulted=consulted,
        )


def _check_denials(
    procedure: Procedure,
    request: ConsultationRequest,
    answer: ConsultationAnswer,
    ended: Collection[str],
) -> None:
    asked, given = set(request.denials), [item.denial_id for item in answer.by_denial]
    needed = asked - set(ended)
    if not needed <= set(given) <= asked or len(given) != len(set(given)):
        raise InputError(
            "by_denial: each denial that the request names needs one answer",
            remedy="Answer for: {needed}",
            needed=sorted(needed),
        )
    strictest = procedure.strictest(tuple(item.answer for item in answer.by_denial))
    if answer.answer != strictest:
        raise InputError(
            "answer: the answers by denial come to {strictest}, not {answer}",
            remedy="Give {strictest} as the overall answer.",
            strictest=strictest,
            answer=answer.answer,
        )


# --- whether it counts ------------------------------------------------------------------------


def why_without_effect(
    model: Consultation,
    rule: Procedure,
    answer: ConsultationAnswer,
    timing: LateOrInTime,
    *,
    decided: bool,
) -> str:
    """Say in words why an answer that can be used does not count; empty if it does.

    Args:
        model: The consultation, at the asking authority.
        rule: Its procedure.
        answer: What is answered.
        timing: Whether it is in time.
        decided: Whether the case is decided.
    """
    # What the authority says of this very case, sealed in time, goes before what it had said
    # in advance of such cases.
    relied = model.ended_because is EndReason.STANDING_ANSWER
    if model.ended_because is not None and not (relied and rule.option(answer.answer).settles):
        return "after the consultation had been ended"
    if timing is LateOrInTime.LATE:
        return "after the last instant"
    if is_settled(model, rule) and model.ended_because is None and not model.answer_again:
        return "a second time"
    if model.state in OPEN_STATES:
        return ""
    if model.closed_by == CLOSED_BY_BOTH:
        return "after its own gateway had stated that nothing was under way"
    # An officer went on, or the period ended with a reaction. What was sealed in time
    # counts as long as nothing is decided: the asker does not profit from its own outage.
    return "in time, but it arrived after the decision" if decided or not model.case_id else ""


def is_settled(model: Consultation, rule: Procedure) -> bool:
    """Say whether an answer is there that settles the question."""
    return model.answer is not None and rule.option(model.answer.answer).settles


# --- what is owed again -----------------------------------------------------------------------


def is_owed(model: Consultation, others: Iterable[Consultation], rule_of: RuleOf) -> bool:
    """Say whether a question must be asked again: what answered it or made it needless is gone.

    A request was recalled; the binding objection of another authority that had ended it was
    recalled, corrected or settled otherwise; the standing answer that was relied on is gone.
    Nothing lets goods go before they are asked again (Article 14(1)).

    Args:
        model: The consultation in which it was asked.
        others: All consultations of its case.
        rule_of: Gives the procedure of one.
    """
    over = model.state is ConsultationState.SUPERSEDED and not model.asked_anew
    if not over or model.counting_answer is not None:
        return False
    if model.ended_because is EndReason.BINDING_OBJECTION:
        return not any(_makes_needless(other, model, rule_of) for other in others)
    return model.ended_because in (EndReason.RECALLED, EndReason.STANDING_ANSWER)


def _makes_needless(other: Consultation, model: Consultation, rule_of: RuleOf) -> bool:
    """Say whether an answer that stands has ended the same question to another State."""
    answered = other.state is ConsultationState.ANSWERED
    counts = answered or other.settled_answer or other.standing_answer
    answer = other.counting_answer
    if not counts or other.procedure != model.procedure or answer is None:
        return False
    if member_state(other.consulted) == member_state(model.consulted):
        return False
    return rule_of(other).option(answer.answer).ends_others


# --- answers of one State ---------------------------------------------------------------------


def contradictions(
    rule: Procedure, found: Iterable[Consultation]
) -> tuple[tuple[Consultation, Consultation], ...]:
    """Return the pairs of answers of one State that contradict each other.

    Silence is no answer and contradicts none; conditions of two authorities add up.

    Args:
        rule: The procedure under which all of them ran.
        found: Consultations of one case under it.
    """
    answered = [
        each for each in found if each.procedure == rule.code and each.counting_answer is not None
    ]
    return tuple(
        (one, other)
        for index, one in enumerate(answered)
        for other in answered[index + 1 :]
        if member_state(one.consulted) == member_state(other.consulted)
        and one.consulted != other.consulted
        and _contradict(rule, one, other)
    )


def _contradict(rule: Procedure, one: Consultation, other: Consultation) -> bool:
    mine, theirs = one.counting_answer, other.counting_answer
    if mine is None or theirs is None:
        return False
    if rule.by_denial:
        said = {each.denial_id: each.answer for each in mine.by_denial}
        return any(
            said.get(each.denial_id, each.answer) != each.answer for each in theirs.by_denial
        )
    return mine.answer != theirs.answer
