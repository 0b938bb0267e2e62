"""What others have signed of our letters and does not hold: a person is told, and nothing stops.

What a letter says that its sender had received never goes back, and names a letter of ours. Until
what was received is committed to (docs/protocol/commitments.md), that is what an authority has in
hand against another that forgets a letter. A receipt that does not hold is kept with all its
octets (`gateway.exchange.delivery`).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from gateway.casework.office.journal import open_task
from gateway.casework.office.services import Office
from gateway.domain.acts import TaskKind
from gateway.domain.saying import Saying, says
from gateway.errors import TrustError
from gateway.exchange.conversations import is_sent, letter_before
from gateway.exchange.dispatch import ReceivedLetter
from gateway.exchange.outbox_rows import OutboxRow


def check_newest_received(conn: Connection, office: Office, letter: ReceivedLetter) -> None:
    """Tell a person where a letter names what we did not send, or less than one before it did."""
    wrong = _wrong(conn, letter)
    if wrong is None:
        return
    header = letter.header
    text = says(
        "letter {number} of {peer} in this conversation does not hold: ",
        number=header.conversation_number,
        peer=header.sender,
    )
    open_task(
        conn,
        at=office.clock.now(),
        kind=TaskKind.LETTER_DOUBTFUL,
        subject=header.conversation_id,
        saying=text + wrong,
        key=header.message_id,
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
    open_task(
        conn,
        at=at,
        kind=TaskKind.LETTER_DOUBTFUL,
        subject=row.conversation_id,
        saying=text,
        key=row.message_id,
    )
