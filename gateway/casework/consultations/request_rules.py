"""Checks a request against its procedure: who may open it, and what it must contain.

The same on both sides: before a request is sent, and at step 10 of the intake.
"""

from __future__ import annotations

from datetime import datetime

from gateway.domain.consultation import ConsultationRequest
from gateway.domain.rulebook import Procedure
from gateway.errors import InputError, PermissionRefusedError, Reason


def check_opener(rule: Procedure, code: str, roles: frozenset[str]) -> None:
    """Check that a member's roles let it open a procedure; the same on both sides.

    Raises:
        PermissionRefusedError: NOT_AUTHORISED; the rulebook names other roles.
    """
    allowed = {role.value for role in rule.opened_by}
    if not roles & allowed:
        raise PermissionRefusedError(
            f"procedure: {code} may not open {rule.code}; {', '.join(sorted(allowed))} may",
            reason=Reason.NOT_AUTHORISED,
            remedy="Have the authority of your State with such a role ask.",
            field="procedure",
        )


def check_stop(rule: Procedure, request: ConsultationRequest, at: datetime) -> None:
    """Check, before a question is sent, that it says when goods were stopped, where any are.

    It is not checked of a question that came.

    Args:
        rule: The procedure.
        request: What is asked.
        at: The present instant.

    Raises:
        InputError: CONTENT_INVALID, with the field.
    """
    stopped = request.stopped_at
    if stopped is None and rule.stop is None:
        return
    if stopped is None:
        what = f"under {rule.code} the stop ends by its own period, which begins with it"
        remedy = "Give the instant at which customs stopped the goods."
    elif not rule.period.ends_stop:
        what = f"no goods are stopped under {rule.code}"
        remedy = "Leave stopped_at empty."
    elif stopped > at:
        what = "goods that are stopped later are not stopped yet"
        remedy = "Give the instant at which customs stopped the goods, not a later one."
    else:
        return
    raise InputError(
        f"stopped_at: {what}",
        reason=Reason.CONTENT_INVALID,
        remedy=remedy,
        field="stopped_at",
    )


def check_request(rule: Procedure, request: ConsultationRequest) -> None:
    """Refuse a request to which no answer could be complete.

    Raises:
        ComityError: CONTENT_INVALID, with the field.
    """
    if rule.concerns_required and not request.concerns:
        raise InputError(
            f"concerns: a request under {rule.code} names the application or licence there",
            reason=Reason.CONTENT_INVALID,
            remedy="Give the reference under which the consulted authority knows it.",
            field="concerns",
        )
    if not set(request.asked_for) <= set(rule.asked_for) or bool(rule.asked_for) != bool(
        request.asked_for
    ):
        known = ", ".join(rule.asked_for) or "nothing"
        raise InputError(
            f"asked_for: under {rule.code} may be asked: {known}",
            reason=Reason.CONTENT_INVALID,
            remedy=f"Give at least one of: {known}."
            if rule.asked_for
            else "Leave asked_for empty.",
            field="asked_for",
        )
    if rule.by_denial and len(set(request.denials)) != len(request.denials):
        raise InputError(
            "denials: one of them is named twice", reason=Reason.CONTENT_INVALID, field="denials"
        )
    if rule.by_denial and not request.denials:
        raise InputError(
            f"denials: a request under {rule.code} names the denials that it is about",
            reason=Reason.CONTENT_INVALID,
            field="denials",
        )
