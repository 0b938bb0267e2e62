"""Step 10 of the intake: reads a letter's contents under the versions that it names.

What is read here decides which period a request starts; the effect reads it again from the
journal (`gateway.casework.handlers.letter_handlers`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from gateway.casework.consultations.request_rules import check_opener, check_request
from gateway.casework.office.law import Law
from gateway.domain.base import Model
from gateway.domain.consultation import ConsultationRequest, DeadlineDerivation
from gateway.domain.correspondence import InformationReply, InformationRequest
from gateway.domain.letter import LetterHeader
from gateway.domain.notice import Notice
from gateway.domain.plain_text import check_content as check_plain
from gateway.domain.rulebook import Rulebook
from gateway.domain.rulebook.questions import check_asker, check_coded, check_questions
from gateway.domain.rulebook.shelf import ZONE_OF_THE_UNION
from gateway.errors import InputError, LawError, Reason
from gateway.parts import ANNUAL, part
from gateway.wire.content import letter_content


class ContentRules:
    """Reads contents, and says which period a letter starts at this authority.

    Args:
        law: Rulebooks and calendars that are held here.
        code: This authority, whose calendar counts when it is consulted.
        roles: Gives a member's roles in the directory, for what they may ask.
    """

    def __init__(self, law: Law, code: str, roles: Callable[[str], frozenset[str]]) -> None:
        self._law = law
        self._code = code
        self._roles = roles

    def check_content(self, header: LetterHeader, bodies: Mapping[int, bytes]) -> Model:
        """Read part 0 of a letter.

        Raises:
            LawError: VERSION_UNKNOWN or PROCEDURE_UNKNOWN; we do not hold what it names.
            ComityError: NOT_AUTHORISED; no role of the sender opens such a procedure.
            ComityError: CONTENT_INVALID; the content does not fit its type.
        """
        if 0 not in bodies:
            raise InputError("part 0 is missing", reason=Reason.CONTENT_INVALID, field="parts[0]")
        rulebook = self._law.rulebook(header.rulebook)
        check_begun(rulebook, header.created)
        rule = rulebook.procedure(header.procedure) if header.procedure else None
        content = letter_content(header.letter_type, bodies[0])
        if isinstance(content, ConsultationRequest) and content.procedure != header.procedure:
            raise InputError(
                "procedure: the request and its header name different ones",
                reason=Reason.CONTENT_INVALID,
                field="procedure",
            )
        if isinstance(content, ConsultationRequest) and rule is not None:
            check_opener(rule, header.sender, self._roles(header.sender))
            check_request(rule, content)
        if isinstance(content, Notice):
            self._law.book(content.law)  # else nobody could know who may read it here
        if isinstance(content, InformationRequest):
            check_questions(rulebook, content)
            check_asker(header.sender, content)
        if isinstance(content, InformationReply):
            check_coded(rulebook, content)
        check_plain(content)
        _check_further_parts(header, content, bodies)
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


def _check_further_parts(header: LetterHeader, content: Model, bodies: Mapping[int, bytes]) -> None:
    """Read the parts of a letter of the annual report, where that is installed.

    Raises:
        InputError: CONTENT_INVALID, naming part and field.
        LawError: VERSION_UNKNOWN; this node takes no part in the annual report.
    """
    if not header.letter_type.is_annual:
        return
    report = part(ANNUAL)
    if report is None:
        raise LawError(
            f"{header.letter_type}: the annual report is not installed at this authority",
            reason=Reason.VERSION_UNKNOWN,
            remedy="Ask the authority to install comity[report], then send the letter anew.",
        )
    report.check_further_parts(content, bodies)


def check_begun(rulebook: Rulebook, created: datetime) -> None:
    """Check that a rulebook had begun when a letter under it was made.

    Raises:
        LawError: VERSION_UNKNOWN; one that is only announced gives nobody a shorter period.
    """
    if rulebook.in_force_from > created.astimezone(ZONE_OF_THE_UNION).date():
        raise LawError(
            f"rulebook {rulebook.version} takes effect on {rulebook.in_force_from.isoformat()}",
            reason=Reason.VERSION_UNKNOWN,
            remedy="Write under the rulebook with which the case began.",
            rulebook=rulebook.version,
        )
