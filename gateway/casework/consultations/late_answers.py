"""An answer or wish that came after the end and counts, as it states that it was sealed before.

That instant is the answering side's word (ADR 0010 wants it for outages), so a person is told,
with what speaks for it and against it: the order of numbers and instants of its gateway's
letters, the id's own milliseconds (RFC 9562, section 5.7), what its gateway gave us meanwhile, and
whether it committed to its journal then. What it had committed to, its own evidence shows
(docs/protocol/evidence.md, section 5).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import Connection

from gateway.casework.acts.journal import journal_of
from gateway.casework.records import consultation_rows as rows
from gateway.casework.services import Work
from gateway.domain.acts import TaskKind
from gateway.domain.letter import LetterHeader
from gateway.domain.saying import Saying, says
from gateway.exchange.identity import instant_of
from gateway.exchange.journal import header_at, headers_around
from gateway.exchange.outbox_rows import last_settled_between
from gateway.register.sync.journal_chain import is_silent
from gateway.trust.receipts import DEFAULT_SKEW

A_DAY = timedelta(days=1)
"""Within which a gateway has tried what it sealed, and committed to that."""


def note_sealed_in_time(
    work: Work,
    row: rows.Row,
    *,
    position: int,
    received: datetime,
    wish: bool = False,
) -> None:
    """Tell a person of a letter that counts by the instant at which its sender says it sealed it.

    Args:
        work: The transaction, with the services of the node.
        row: The consultation.
        position: Of the letter in the journal.
        received: When it came.
        wish: Whether it asks for more time, and is no answer.
    """
    header = header_at(work.conn, position)
    if wish:
        text = says(
            "{peer} asked for more time after the last instant, at {received}; its gateway states "
            "that it had sealed the wish at {created}, so it counts",
            peer=row.peer,
            received=received,
            created=header.created,
        )
    else:
        text = says(
            "{peer} answered after the last instant, at {received}; its gateway states that it had "
            "sealed the answer at {created}, so it counts",
            peer=row.peer,
            received=received,
            created=header.created,
        )
    against = list(_against(work.conn, row, header, received))
    for each in against:
        text += each
    if not against:
        text += says(
            ". For it speaks that numbers and instants of its letters are in one order, and that "
            "its gateway gave us no receipt in between",
        )
    text += says(
        ". Whether it was tried within a day, or sealed and held back, only the evidence of {peer} "
        'shows, in its check "tried": ask for it',
        peer=row.peer,
    )

    subject = row.consultation.case_id or row.id
    journal_of(work).open_task(TaskKind.ANSWER_SEALED, subject, text, key=header.message_id)


def _against(
    conn: Connection, row: rows.Row, header: LetterHeader, received: datetime
) -> Iterator[Saying]:
    """Say what speaks against the instant that a letter states."""
    before, after = headers_around(conn, header)
    if before is not None and before.created > header.created:
        yield says(
            ". Against it: letter {before}, which its gateway numbered before it, states a later "
            "instant ({before_at})",
            before=before.message_id,
            before_at=before.created,
        )
    if after is not None and after.created < header.created:
        yield says(
            ". Against it: letter {after}, which its gateway numbered after it, states an earlier "
            "instant ({after_at})",
            after=after.message_id,
            after_at=after.created,
        )
    drawn = instant_of(header.message_id)
    if drawn is not None and abs(drawn - header.created) > DEFAULT_SKEW:
        yield says(". Against it: its id was drawn at {drawn}", drawn=drawn)
    given = last_settled_between(conn, row.peer, header.created, received)
    if given is not None:
        yield says(
            ". Against an outage: its gateway gave us a receipt at {given}, after the instant that "
            "it states and before the letter came",
            given=given,
        )
    if is_silent(conn, row.peer, header.created, header.created + A_DAY):
        yield says(
            ". Against it: within a day of that {peer} committed to nothing of its journal, not to "
            "the letter and not to an attempt at it",
            peer=row.peer,
        )
