"""What each type of letter does here, gathered from the modules that take them, for dispatch.

An effect is one transaction, once for each message id (`gateway.exchange.dispatch`).

What others have signed of our letters and does not hold: a person is told, and nothing stops.

What a letter says that its sender had received never goes back, and names a letter of ours. Until
what was received is committed to (docs/protocol/commitments.md), that is what an authority has in
hand against another that forgets a letter. A receipt that does not hold is kept with all its
octets (`gateway.exchange.delivery`).

Step 10 of the intake: reads a letter's contents under the versions that it names.

What is read here decides which period a request starts; the effect reads it again from the
journal (`gateway.casework.handlers.letter_handlers`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from importlib import import_module
from pkgutil import iter_modules

from sqlalchemy import Connection

from gateway.casework import letters
from gateway.casework.acts.journal import Journal, journal_of

# What is imported for its effects (`takes`) is named here, and used nowhere below; the room of
# letters is imported whole.
from gateway.casework.consultations import (  # noqa: F401
    closing_statement,
    extension,
    incoming_answer,
    same_transaction,
    silence,
)
from gateway.casework.documents.moving import request_small
from gateway.casework.law.law import Law
from gateway.casework.notices import notice_traffic  # noqa: F401
from gateway.casework.records.correspondence import CHECKED, TAKEN, CheckedBy, Take
from gateway.casework.services import Office, Work
from gateway.domain.acts import TaskKind
from gateway.domain.base import Model
from gateway.domain.consultation import ConsultationRequest, DeadlineDerivation
from gateway.domain.letter import LetterHeader, LetterType
from gateway.domain.plain_text import check_content as check_plain
from gateway.domain.rulebook import Rulebook
from gateway.domain.rulebook.shelf import ZONE_OF_THE_UNION
from gateway.domain.saying import Saying, says
from gateway.errors import Reason, TrustError, UnavailableError
from gateway.exchange.conversations import is_sent, letter_before
from gateway.exchange.dispatch import ReceivedLetter
from gateway.exchange.engine_calls import Wake
from gateway.exchange.outbox_rows import OutboxRow
from gateway.parts import ANNUAL, part
from gateway.wire.content import letter_content

for module in iter_modules(letters.__path__, f"{letters.__name__}."):
    import_module(module.name)


def effects(
    office: Office,
) -> Mapping[LetterType, Callable[[Connection, ReceivedLetter], Sequence[Wake]]]:
    """Return the effect of every letter type, bound to this node."""

    def bound(take: Take) -> Callable[[Connection, ReceivedLetter], Sequence[Wake]]:
        def effect(conn: Connection, letter: ReceivedLetter) -> Sequence[Wake]:
            work = Work(conn, office)
            check_newest_received(work, letter)
            wakes = take(work, letter)
            request_small(work, letter)
            return wakes

        return effect

    absent = part(ANNUAL) is None
    return {
        kind: bound(_not_installed if absent and kind.is_annual else TAKEN[kind])
        for kind in LetterType
    }


def _not_installed(_: Work, letter: ReceivedLetter) -> Sequence[Wake]:
    """Keep what came before the annual report was taken off this node; since then none comes.

    Raises:
        UnavailableError: Always; it waits, is a person's task after a day, and has its effect
            once the annual report is installed again. Another error would give it up.
    """
    raise UnavailableError(
        "{letter_type}: the annual report is not installed at this node",
        remedy="Install comity[report] and start the node again.",
        letter_type=letter.header.letter_type,
    )


# --- letters that do not fit what we sent ----------------------------------------------------


def check_newest_received(work: Work, letter: ReceivedLetter) -> None:
    """Tell a person where a letter names what we did not send, or less than one before it did."""
    wrong = _wrong(work.conn, letter)
    if wrong is None:
        return
    header = letter.header
    text = says(
        "letter {number} of {peer} in this conversation does not hold: ",
        number=header.conversation_number,
        peer=header.sender,
    )
    journal_of(work).open_task(
        TaskKind.LETTER_DOUBTFUL, header.conversation_id, text + wrong, key=header.message_id
    )


def _wrong(conn: Connection, letter: ReceivedLetter) -> Saying | None:
    header = letter.header
    named, before = header.newest_received, letter_before(conn, header)
    earlier = None if before is None else before.newest_received
    if named is None:
        if earlier is None:  # nothing received, or a gateway that does not say
            return None
        return says(
            "it says that nothing of ours was received, and an earlier one named letter {earlier} "
            "of ours. Ask {peer} whether its gateway was restored",
            earlier=earlier.number,
            peer=header.sender,
        )
    if not is_sent(conn, header.conversation_id, header.sender, named):
        return says(
            "it names letter {named} of ours as received, and we sent another or none. Ask {peer} "
            "for its evidence",
            named=named.number,
            peer=header.sender,
        )
    if earlier is not None and named.number < earlier.number:
        return says(
            "it names letter {named} of ours as the newest received, and an earlier one named "
            "letter {earlier}. Ask {peer} whether its gateway was restored",
            named=named.number,
            earlier=earlier.number,
            peer=header.sender,
        )
    return None


def tell_disputed_receipt(
    conn: Connection, row: OutboxRow, exc: TrustError, *, at: datetime
) -> None:
    """Tell a person that what came in place of a receipt does not hold and is kept.

    Args:
        conn: The transaction that keeps it.
        row: The letter.
        exc: Why it does not hold.
        at: The present instant.
    """
    text = says(
        "what {whom} gave as a receipt for our letter {number} does not hold and is kept as "
        "evidence: {why}. The letter is tried again; ask {whom} by telephone",
        whom=row.recipient,
        number=row.conversation_number,
        why=exc,
    )
    Journal(conn, at).open_task(
        TaskKind.LETTER_DOUBTFUL, row.conversation_id, text, key=row.message_id
    )


# --- what a letter must hold, before it is taken ---------------------------------------------


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
            raise Reason.CONTENT_INVALID.error("part 0 is missing", field="parts[0]")
        rulebook = self._law.rulebook(header.rulebook)
        check_begun(rulebook, header.created)
        if header.procedure:
            rulebook.procedure(header.procedure)
        content = letter_content(header.letter_type, bodies[0])
        if check := CHECKED.get(header.letter_type):
            check(CheckedBy(header, self._law, rulebook, self._roles(header.sender)), content)
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
        raise Reason.VERSION_UNKNOWN.error(
            "{letter_type}: the annual report is not installed at this authority",
            remedy="Ask the authority to install comity[report], then send the letter again.",
            letter_type=header.letter_type,
        )
    report.check_further_parts(content, bodies)


def check_begun(rulebook: Rulebook, created: datetime) -> None:
    """Check that a rulebook had begun when a letter under it was made.

    Raises:
        LawError: VERSION_UNKNOWN; one that is only announced gives nobody a shorter period.
    """
    if rulebook.in_force_from > created.astimezone(ZONE_OF_THE_UNION).date():
        raise Reason.VERSION_UNKNOWN.error(
            "rulebook {rulebook} takes effect on {in_force_from}",
            remedy="Write under the rulebook with which the case began.",
            rulebook=rulebook.version,
            in_force_from=rulebook.in_force_from.isoformat(),
        )
