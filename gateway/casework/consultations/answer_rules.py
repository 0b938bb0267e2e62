"""Checks answers against the procedure: what one must contain, and who may give it."""

from __future__ import annotations

from collections.abc import Collection

from gateway.domain.authority import member_state
from gateway.domain.base import Statement
from gateway.domain.consultation import ConsultationAnswer, ConsultationRequest
from gateway.domain.rulebook import Procedure, Requirement
from gateway.errors import InputError


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
            f"grounds: an answer under {procedure.code} may not withhold them",
            remedy="State the grounds, or leave them out.",
            field="grounds",
        )
    filled = {
        Requirement.CONDITIONS: bool(answer.conditions),
        Requirement.INFORMATION_NEEDED: bool(answer.information_needed),
    }
    for requirement in option.requires:
        if not filled[requirement]:
            raise InputError(
                f"{requirement}: the answer {option.label!r} needs it",
                remedy=f"Fill {requirement}, or give another answer.",
                field=str(requirement),
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
            f"given_by: {by} is no authority of the State of {consulted}",
            remedy="Leave it out, or name the authority of the same State that answered.",
            field="given_by",
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
            remedy="Answer for: " + ", ".join(sorted(needed)),
            field="by_denial",
        )
    strictest = procedure.strictest(tuple(item.answer for item in answer.by_denial))
    if answer.answer != strictest:
        raise InputError(
            f"answer: the answers by denial come to {strictest}, not {answer.answer}",
            remedy=f"Give {strictest} as the overall answer.",
            field="answer",
        )
