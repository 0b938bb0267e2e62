"""Checks an answer against the procedure: its options, its denials, what it must contain."""

from __future__ import annotations

from gateway.domain.consultation import ConsultationAnswer, ConsultationRequest
from gateway.domain.rulebook import Procedure, Requirement
from gateway.errors import InputError


def check_answer(
    procedure: Procedure, request: ConsultationRequest, answer: ConsultationAnswer
) -> None:
    """Check that an answer is one that the procedure knows, and is complete.

    Raises:
        InputError: Unknown answer, a denial that was not asked about or is missing, an
            overall answer that is not the strictest, or a required field that is empty.
    """
    option = procedure.option(answer.answer)
    if procedure.by_denial:
        _check_denials(procedure, request, answer)
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


def _check_denials(
    procedure: Procedure, request: ConsultationRequest, answer: ConsultationAnswer
) -> None:
    asked, given = set(request.denials), [item.denial_id for item in answer.by_denial]
    if set(given) != asked or len(given) != len(asked):
        raise InputError(
            "by_denial: each denial that the request names needs one answer",
            remedy="Answer for: " + ", ".join(sorted(asked)),
            field="by_denial",
        )
    strictest = procedure.strictest(tuple(item.answer for item in answer.by_denial))
    if answer.answer != strictest:
        raise InputError(
            f"answer: the answers by denial come to {strictest}, not {answer.answer}",
            remedy=f"Give {strictest} as the overall answer.",
            field="answer",
        )
