"""What each type of letter does here: the total table that dispatch asks.

An effect is one transaction, once for each message id (`gateway.exchange.dispatch`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import Connection

from gateway.casework.consultations.closing import take_closing_statement
from gateway.casework.consultations.closing_statement import take_closing_request
from gateway.casework.consultations.extension import take_extension_reply, take_extension_request
from gateway.casework.consultations.incoming_answer import take_answer
from gateway.casework.consultations.same_transaction import take_compared_request
from gateway.casework.letters.consultation_documents import want_small
from gateway.casework.letters.contacts import take_contact_note, take_contact_reply
from gateway.casework.letters.correction import take_correction
from gateway.casework.letters.doubtful_letters import check_newest_received
from gateway.casework.letters.forwarding import (
    take_end_onward,
    take_forwarding,
    take_forwarding_reply,
)
from gateway.casework.letters.information_request import (
    take_information_reply,
    take_supplement,
)
from gateway.casework.letters.informed_question import take_request
from gateway.casework.letters.recall import take_recall, take_recall_statement
from gateway.casework.letters.settlement import take_settlement
from gateway.casework.letters.standing import take_standing
from gateway.casework.notices.notice_traffic import take_comment, take_notice
from gateway.casework.office.services import Office
from gateway.casework.records.correspondence import Take
from gateway.domain.letter import LetterType
from gateway.errors import UnavailableError
from gateway.exchange.dispatch import ReceivedLetter
from gateway.exchange.engine_calls import Wake
from gateway.parts import ANNUAL, part

_TAKE: dict[LetterType, Take] = {
    LetterType.REQUEST: take_compared_request,
    LetterType.ANSWER: take_answer,
    LetterType.EXTENSION_REQUEST: take_extension_request,
    LetterType.EXTENSION_REPLY: take_extension_reply,
    LetterType.CLOSING_REQUEST: take_closing_request,
    LetterType.CLOSING_STATEMENT: take_closing_statement,
    LetterType.END: take_end_onward,
    LetterType.SUPPLEMENT: take_supplement,
    LetterType.CORRECTION: take_correction,
    LetterType.RECALL: take_recall,
    LetterType.RECALL_STATEMENT: take_recall_statement,
    LetterType.CONTACT_NOTE: take_contact_note,
    LetterType.CONTACT_REPLY: take_contact_reply,
    LetterType.INFORMATION_REQUEST: take_request,
    LetterType.INFORMATION_REPLY: take_information_reply,
    LetterType.FORWARDING: take_forwarding,
    LetterType.FORWARDING_REPLY: take_forwarding_reply,
    LetterType.STANDING_ANSWER: take_standing,
    LetterType.SETTLEMENT: take_settlement,
    LetterType.NOTICE: take_notice,
    LetterType.COMMENT: take_comment,
}


def effects(
    office: Office,
) -> Mapping[LetterType, Callable[[Connection, ReceivedLetter], Sequence[Wake]]]:
    """Return the effect of every letter type, bound to this node."""

    def bound(take: Take) -> Callable[[Connection, ReceivedLetter], Sequence[Wake]]:
        def effect(conn: Connection, letter: ReceivedLetter) -> Sequence[Wake]:
            check_newest_received(conn, office, letter)
            wakes = take(conn, office, letter)
            want_small(conn, office, letter)
            return wakes

        return effect

    report = part(ANNUAL)
    annual = dict.fromkeys(_ANNUAL, _not_installed) if report is None else report.LETTERS
    return {kind: bound(take) for kind, take in (*_TAKE.items(), *annual.items())}


_ANNUAL = tuple(kind for kind in LetterType if kind.is_annual)


def _not_installed(_conn: Connection, _office: Office, letter: ReceivedLetter) -> Sequence[Wake]:
    """Keep what came before the annual report was taken off this node; since then none comes.

    Raises:
        UnavailableError: Always; it waits, is a person's task after a day, and has its effect
            once the annual report is installed again. Another error would give it up.
    """
    raise UnavailableError(
        f"{letter.header.letter_type}: the annual report is not installed at this node",
        remedy="Install comity[report] and start the node again.",
    )
