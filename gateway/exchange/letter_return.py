"""Gives letters back to a member that has lost them with its database.

Only letters between the two are given, each with the exact bytes that were signed and its
receipt: the member had them once, so it learns nothing new. Contents that were recalled or
erased since are not among them, and then both sides have a person's task. So they have where a
member asks for a request of its own: whoever is consulted learns that the asker lost its case.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeAlias

from sqlalchemy import Connection, Row, and_, or_, select

from gateway.domain.letter import LetterType
from gateway.errors import NotFoundError, Reason
from gateway.exchange import journal
from gateway.exchange.identity import NodeIdentity
from gateway.exchange.intake import MAX_AHEAD, AuthContext
from gateway.exchange.journal import Direction
from gateway.exchange.outbox_rows import SETTLED
from gateway.store.database import Database
from gateway.store.tables_exchange import journal as table
from gateway.store.tables_exchange import outbox
from gateway.trust.dsse import LETTERS_WANTED, SignedBytes, verify_signed
from gateway.trust.sealing import seal
from gateway.trust.tls import identify_peer
from gateway.wire.deliveries import SealedLetter
from gateway.wire.packages import package_to_seal
from gateway.wire.returned import (
    PAGE,
    LettersWanted,
    ReturnedLetter,
    return_request_from_bytes,
    returned_to_bytes,
    wanted_from_bytes,
)

FRESH_FOR = timedelta(minutes=5)
"""How old a request may be; later it could be one that somebody has kept."""


@dataclass(frozen=True, slots=True)
class GoneLetter:
    """A letter that a member has lost, and of which something cannot be given back.

    Attributes:
        request: Whether it is that member's own request, given back whole: the case behind it was
            recorded with it, and is nowhere. Else the contents are no longer here either.
    """

    peer: str
    message_id: str
    conversation_id: str
    request: bool = False


OnGone = Callable[[Connection, GoneLetter], None]
"""Makes it a person's task."""

_Row: TypeAlias = "Row[*tuple[Any, ...]]"

_COLUMNS = (
    table.c.position,
    table.c.direction,
    table.c.message_id,
    table.c.conversation_id,
    table.c.letter_type,
    table.c.digest,
    table.c.at,
    table.c.receipt.label("given"),
    outbox.c.receipt.label("held"),
)
_LETTERS = select(*_COLUMNS).select_from(
    table.outerjoin(outbox, outbox.c.position == table.c.position)
)
_HAS_RECEIPT = or_(
    and_(table.c.direction == Direction.IN.value, table.c.receipt.is_not(None)),
    outbox.c.state.in_([state.value for state in SETTLED]),
)


class LetterReturner:
    """Answers ``ExchangeService.ReturnLetters``.

    Args:
        db: The node's database.
        me: This node.
        on_gone: See `OnGone`.
    """

    def __init__(self, db: Database, me: NodeIdentity, on_gone: OnGone) -> None:
        self._db = db
        self._me = me
        self._on_gone = on_gone

    async def answer(self, raw: bytes, auth_context: AuthContext) -> bytes:
        """List letters between the caller and us, or give one of them.

        Args:
            raw: The request, exactly as it came.
            auth_context: What TLS has proved about the caller.

        Returns:
            The response, serialised.

        Raises:
            InputError: MESSAGE_MALFORMED.
            TrustError: The caller is no member, the request is not signed by it, is for
                another, or old.
            NotFoundError: There is no such letter between the caller and us.
        """
        wanted = await asyncio.to_thread(self._verified, raw, auth_context)
        if not wanted.message_id:
            return await self._db.read(lambda conn: self._list(conn, wanted))
        row, package, gone = await self._db.read(lambda conn: self._find(conn, wanted))
        theirs = row.direction == Direction.IN.value
        request = theirs and row.letter_type == LetterType.REQUEST.value and not gone
        if gone or request:
            lost = GoneLetter(wanted.asker, row.message_id, row.conversation_id, request)
            await self._db.write(lambda conn: self._on_gone(conn, lost))
        return await asyncio.to_thread(self._sealed, wanted, row, package, gone=gone)

    def _verified(self, raw: bytes, auth_context: AuthContext) -> LettersWanted:
        directory, now = self._me.directory(), self._me.clock.now()
        peer = identify_peer(auth_context, directory, now)
        signed = SignedBytes.from_bytes(return_request_from_bytes(raw))
        payload = verify_signed(
            signed, expected_type=LETTERS_WANTED, member=directory.member(peer.code), at=now
        )
        wanted = wanted_from_bytes(payload)
        for holds, what in (
            (wanted.federation_id == directory.federation_id, "it is of another federation"),
            (wanted.asker == peer.code, "another has signed it than the one who brought it"),
            (wanted.asked == self._me.code, "another is asked"),
            (-MAX_AHEAD <= now - wanted.created <= FRESH_FOR, "it was not made just now"),
        ):
            if not holds:
                raise Reason.SENDER_MISMATCH.error(
                    "the request for letters does not hold: ",
                    what,
                    remedy="The member that has lost letters must ask by itself; compare clocks.",
                )
        return wanted

    def _list(self, conn: Connection, wanted: LettersWanted) -> bytes:
        query = _LETTERS.where(
            table.c.peer == wanted.asker,
            table.c.position > wanted.after,
            or_(table.c.at >= wanted.since, outbox.c.settled >= wanted.since),
            _HAS_RECEIPT,
        )
        rows = conn.execute(query.order_by(table.c.position).limit(PAGE)).all()
        after = rows[-1].position if len(rows) == PAGE else 0
        return returned_to_bytes([_returned(row) for row in rows], after=after)

    def _find(self, conn: Connection, wanted: LettersWanted) -> tuple[_Row, bytes, bool]:
        query = _LETTERS.where(
            table.c.peer == wanted.asker, table.c.message_id == wanted.message_id, _HAS_RECEIPT
        )
        row = conn.execute(query.order_by(table.c.refused, table.c.position)).first()
        if row is None:
            raise NotFoundError(
                "there is no such letter between the two", message_id=wanted.message_id
            )
        bodies = journal.parts_at(conn, row.position)
        gone = journal.count_parts(conn, row.position) > len(bodies)
        return row, package_to_seal(journal.envelope_at(conn, row.position), bodies), gone

    def _sealed(self, wanted: LettersWanted, row: _Row, package: bytes, *, gone: bool) -> bytes:
        directory = self._me.directory()
        author = wanted.asker if row.direction == Direction.IN.value else self._me.code
        key_id, ciphertext = seal(
            package,
            recipient=directory.member(wanted.asker),
            federation_id=directory.federation_id,
            sender=author,
            message_id=row.message_id,
            at=self._me.clock.now(),
        )
        letter = SealedLetter(
            federation_id=directory.federation_id,
            sender=author,
            recipient=wanted.asker,
            message_id=row.message_id,
            recipient_key_id=key_id,
            ciphertext=ciphertext,
        )
        return returned_to_bytes([_returned(row, letter=letter, gone=gone)], after=0)


def _returned(
    row: _Row, *, letter: SealedLetter | None = None, gone: bool = False
) -> ReturnedLetter:
    sent_by_asker = row.direction == Direction.IN.value
    return ReturnedLetter(
        message_id=row.message_id,
        sent_by_asker=sent_by_asker,
        digest=row.digest,
        receipt=row.given if sent_by_asker else row.held,
        letter=letter,
        contents_gone=gone,
    )
