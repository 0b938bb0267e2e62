"""Step 10 of the intake: reads a letter's contents under the versions that it names.

What is read here decides which period a request starts; the effect reads it again from the
journal (`gateway.casework.effects`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from gateway.casework.law import Law
from gateway.domain.base import Model
from gateway.domain.consultation import ConsultationRequest, DeadlineDerivation
from gateway.domain.letter import LetterHeader
from gateway.domain.rulebook import Procedure
from gateway.errors import InputError, Reason
from gateway.wire.content import LETTER_CONTENT, content_from_bytes


class ContentRules:
    """Reads contents, and says which period a letter starts at this authority.

    Args:
        law: Rulebooks and calendars that are held here.
        code: This authority, whose calendar counts when it is consulted.
    """

    def __init__(self, law: Law, code: str) -> None:
        self._law = law
        self._code = code

    def check_content(self, header: LetterHeader, bodies: Mapping[int, bytes]) -> Model:
        """Read part 0 of a letter.

        Raises:
            LawError: VERSION_UNKNOWN or PROCEDURE_UNKNOWN; we do not hold what it names.
            ComityError: CONTENT_INVALID; the content does not fit its type.
        """
        if 0 not in bodies:
            raise InputError("part 0 is missing", reason=Reason.CONTENT_INVALID, field="parts[0]")
        rulebook = self._law.rulebook(header.rulebook)
        rule = rulebook.procedure(header.procedure) if header.procedure else None
        content = content_from_bytes(LETTER_CONTENT[header.letter_type], bodies[0])
        if isinstance(content, ConsultationRequest) and content.procedure != header.procedure:
            raise InputError(
                "procedure: the request and its header name different ones",
                reason=Reason.CONTENT_INVALID,
                field="procedure",
            )
        if isinstance(content, ConsultationRequest) and rule is not None:
            _check_request(rule, content)
        return content

    def period_for(
        self, header: LetterHeader, content: object, received: datetime
    ) -> DeadlineDerivation | None:
        """Return the period that a request starts; None for a letter that starts none."""
        if not isinstance(content, ConsultationRequest):
            return None
        return self._law.deadline(
            version=header.rulebook,
            procedure=header.procedure,
            consulted=self._code,
            received=received,
        )


def _check_request(rule: Procedure, request: ConsultationRequest) -> None:
    """Refuse a request to which no answer could be complete."""
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
