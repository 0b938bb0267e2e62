"""Takes letters back that were lost with the database, from the members that hold receipts.

At each start every member is asked once what passed between the two lately. A letter or a
receipt that we have signed and that is not here proves that the database is an older one; then
the node begins a restoration, however it came about, and asks for all that came after its
newest letter. What we have signed is believed, and nothing else a member says.

A letter that is taken back keeps its receipt and so the instant from which its periods run. A
letter of our own is journalled as sent, and a person is told: what it did here is lost. As long
as a member has not given back what it has, new letters of it wait with it: they may answer one
that is not here yet.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import grpc
import structlog
from sqlalchemy import Connection

from gateway.domain.letter import LetterHeader, PartBody, Receipt, ReceiptOutcome
from gateway.domain.letter_rule import Opens
from gateway.domain.letter_types import LETTER_RULES
from gateway.errors import ComityError, Reason, TrustError, UnavailableError
from gateway.exchange import journal
from gateway.exchange.conversations import find_conversation, note_sent, open_conversation
from gateway.exchange.dispatch_queue import queue_dispatch
from gateway.exchange.identity import NodeIdentity
from gateway.exchange.journal import Direction, JournalEntry
from gateway.exchange.outbox_rows import add_letter, find_letter, settle
from gateway.exchange.peers import Peers
from gateway.exchange.restoration import (
    NoticedBy,
    Restoration,
    finish_peer,
    finished_peers,
    newest_restoration,
)
from gateway.exchange.sequences import note_arrival
from gateway.store.database import Database
from gateway.trust.dsse import LETTERS_WANTED, SignedBytes, sign
from gateway.trust.envelopes import decrypt_package, verify_package
from gateway.trust.parts import check_commitment
from gateway.trust.receipts import receipt_from_bytes, verify_receipt
from gateway.wire.letters import letter_from_bytes
from gateway.wire.returned import (
    LettersWanted,
    ReturnedLetter,
    return_request_to_bytes,
    returned_from_bytes,
    wanted_to_bytes,
)

log = structlog.get_logger(__name__)

LATELY = timedelta(hours=1)
"""How far before its newest letter a node looks at its start; clocks differ by less."""

BEFORE = timedelta(days=1)
"""The same in a restoration, where more time costs little."""

WAIT_FOR = timedelta(days=1)
"""How long new letters of a member wait that cannot be asked; then they are taken all the same."""


@dataclass(frozen=True, slots=True)
class TakenLetter:
    """A letter that was lost.

    Attributes:
        peer: The other member.
        ours: Whether we had sent it.
        why: Why it cannot be had; empty for one that was taken back.
    """

    peer: str
    message_id: str
    conversation_id: str
    letter_type: str
    ours: bool
    why: str = ""


@dataclass(frozen=True, slots=True)
class _Opened:
    """A letter that was given back, verified."""

    header: LetterHeader
    receipt: Receipt
    digest: bytes
    envelope: bytes = field(repr=False)
    signed_receipt: bytes = field(repr=False)
    bodies: tuple[PartBody, ...] = field(repr=False)
    gone: bool


Begin = Callable[[Connection, NoticedBy], Restoration]
"""Begins a restoration over all rooms (`gateway.app.restored`)."""

OnTaken = Callable[[Connection, TakenLetter], None]
"""Tells a person of a letter of ours that was taken back, or of one that cannot be had."""


class LetterRecovery:
    """Asks the other members for what is not here.

    Args:
        db: The node's database.
        me: This node.
        peers: The way to the others.
        begin: See `Begin`.
        on_taken: See `OnTaken`.

    Attributes:
        awaited: Members that have not given back yet what they have: their new letters wait.
        until: How long they wait at most.
    """

    def __init__(
        self, db: Database, me: NodeIdentity, peers: Peers, *, begin: Begin, on_taken: OnTaken
    ) -> None:
        self._db = db
        self._me = me
        self._peers = peers
        self._begin = begin
        self._on_taken = on_taken
        self._looked: set[str] = set()  # members that were asked since the start
        self.awaited: frozenset[str] = frozenset()
        self.until = me.clock.now()
        db.write_sync(self.see)

    @property
    def under_way(self) -> bool:
        """Whether a member has not given back yet what it has."""
        return bool(self.awaited)

    async def look(self) -> None:
        """Ask each member that was not asked since the start, or has not given back all."""
        held = await self._db.read(newest_restoration)
        done: frozenset[str] | set[str] = self._looked
        if held is not None:
            given = await self._db.read(lambda conn: finished_peers(conn, held))
            done = self._looked & frozenset(given)
        wanted = [code for code in self._peers.codes() if code not in done]
        await asyncio.gather(*(self._try(code) for code in wanted))

    async def _try(self, peer: str) -> None:
        try:
            await self._ask(peer)
        except grpc.aio.AioRpcError as exc:
            if exc.code() is not grpc.StatusCode.UNIMPLEMENTED:
                log.debug("letters.unasked", peer=peer, reason=exc.code().name)
                return
            await self._db.write(lambda conn: self._finish(conn, peer))  # it gives nothing back
        except (UnavailableError, TrustError) as exc:
            log.debug("letters.unasked", peer=peer, reason=exc.reason.value)
            return
        except ComityError as exc:
            log.warning("letters.unasked", peer=peer, reason=exc.reason.value)
        self._looked.add(peer)

    async def _ask(self, peer: str) -> None:
        """Have a member list what passed between us, and take what is not here."""
        held = await self._db.read(newest_restoration)
        open_ = held is not None and peer in self.awaited
        since = await self._db.read(journal.newest_instant)
        start = held.since - BEFORE if held is not None and open_ else since - LATELY
        after, more = 0, True
        while more:
            listed, after = await self._call(peer, since=start, after=after)
            more = after > 0
            unknown = await self._db.read(
                lambda conn: [each for each in listed if not self._is_here(conn, peer, each)]  # noqa: B023
            )
            if unknown and not open_:
                await self._take(peer, start, unknown[0], begin=True)
                await self._ask(peer)  # and now all that came after the newest letter
                return
            for each in unknown:
                await self._take(peer, start, each)
        await self._db.write(lambda conn: self._finish(conn, peer))

    async def _call(
        self, peer: str, *, since: datetime, after: int = 0, message_id: str = ""
    ) -> tuple[tuple[ReturnedLetter, ...], int]:
        wanted = LettersWanted(
            federation_id=self._me.directory().federation_id,
            asker=self._me.code,
            asked=peer,
            created=self._me.clock.now(),
            since=since,
            after=after,
            message_id=message_id,
        )
        payload = wanted_to_bytes(wanted)
        suite = self._me.suite_at(wanted.created)
        signed = await asyncio.to_thread(  # a token may be slow
            sign, payload, LETTERS_WANTED, ring=self._me.ring, suite=suite
        )
        request = return_request_to_bytes(signed.to_bytes())
        return returned_from_bytes(await self._peers.return_letters(peer, request))

    def _is_here(self, conn: Connection, peer: str, letter: ReturnedLetter) -> bool:
        if letter.sent_by_asker:
            found = journal.find_sent(conn, letter.message_id)
            return found == letter.digest
        return letter.digest in journal.receipts_under_id(
            conn, peer=peer, message_id=letter.message_id
        )

    async def _take(
        self, peer: str, since: datetime, listed: ReturnedLetter, *, begin: bool = False
    ) -> None:
        """Fetch a letter, verify it, and journal it with its receipt; or tell a person why not.

        Args:
            peer: Who holds it.
            since: As the list was asked for.
            listed: How it stands on the list.
            begin: Only begin a restoration: the letter proves that one is due.
        """
        given, _ = await self._call(peer, since=since, message_id=listed.message_id)
        try:
            opened = await asyncio.to_thread(self._opened, peer, listed, given)
        except (ComityError, ValueError) as exc:
            reason = exc.reason.value if isinstance(exc, ComityError) else Reason.DEFECT.value
            log.warning("letters.not_taken", peer=peer, reason=reason)
            if not begin:  # without our signature nothing was lost, whatever is said
                await self._db.write(lambda conn: self._tell_lost(conn, peer, listed, reason))
            else:
                raise
            return
        if begin:
            await self._db.write(self._begin_now)
        else:
            await self._db.write(lambda conn: self._journal(conn, peer, opened))

    def _opened(
        self, peer: str, listed: ReturnedLetter, given: tuple[ReturnedLetter, ...]
    ) -> _Opened:
        """Verify receipt and letter, each by the keys of who has signed it."""
        if len(given) != 1 or given[0].letter is None or given[0].message_id != listed.message_id:
            raise TrustError("the member gives another letter than it listed")
        directory, now = self._me.directory(), self._me.clock.now()
        letter, sealed = given[0], given[0].letter
        author, reader = (self._me.code, peer) if letter.sent_by_asker else (peer, self._me.code)
        if sealed.sender != author or sealed.recipient != self._me.code:
            raise Reason.SENDER_MISMATCH.error("the outside names others")
        claimed = receipt_from_bytes(SignedBytes.from_bytes(letter.receipt).payload)
        package = decrypt_package(sealed, self._me.ring)
        found = verify_package(package, sealed, directory=directory, at=claimed.received)
        header, parts = letter_from_bytes(found.payload)
        receipt = verify_receipt(
            letter.receipt,
            directory=directory,
            letter_digest=found.signed.digest,
            message_id=header.message_id,
            receiver=reader,
            sender=author,
            sent_at=header.created,
            received_reply_at=min(now, claimed.received + timedelta(minutes=1)),
        )
        named = (header.sender, header.recipient, found.signed.digest)
        if named != (author, reader, listed.digest):
            raise TrustError("the letter is another one than was listed")
        for body in found.bodies:
            commitment = bytes.fromhex(parts[body.index].commitment)
            check_commitment(commitment, body.salt, body.body)
        return _Opened(
            header=header,
            receipt=receipt,
            digest=found.signed.digest,
            envelope=found.signed.to_bytes(),
            signed_receipt=letter.receipt,
            bodies=found.bodies,
            gone=letter.contents_gone,
        )

    def _journal(self, conn: Connection, peer: str, opened: _Opened) -> None:
        ours = opened.header.sender == self._me.code
        taken = TakenLetter(
            peer=peer,
            message_id=opened.header.message_id,
            conversation_id=opened.header.conversation_id,
            letter_type=opened.header.letter_type.value,
            ours=ours,
            why="its contents were recalled or erased" if opened.gone else "",
        )
        (self._journal_sent if ours else self._journal_received)(conn, peer, opened)
        if ours or opened.gone:
            self._on_taken(conn, taken)

    def _journal_received(self, conn: Connection, peer: str, opened: _Opened) -> None:
        """Journal a letter of a peer as the intake does, with the receipt that it had."""
        header, at = opened.header, opened.receipt.received
        refused = opened.receipt.outcome is ReceiptOutcome.REFUSED
        position = journal.next_position(conn)
        note_arrival(
            conn,
            peer=peer,
            in_epoch=header.epoch,
            number=header.sequence,
            position=position,
            at=at,
        )
        entry = JournalEntry(
            direction=Direction.IN,
            peer=peer,
            header=header,
            digest=opened.digest,
            envelope=opened.envelope,
            at=at,
            refused=refused,
            reason=opened.receipt.reason,
            receipt=opened.signed_receipt,
        )
        journal.append(conn, position, entry, opened.bodies)
        if not refused:
            self._conversation(conn, peer, header, at)
            queue_dispatch(conn, header, peer=peer, position=position, at=self._me.clock.now())

    def _journal_sent(self, conn: Connection, peer: str, opened: _Opened) -> None:
        """Journal a letter of ours as it stood in the outbox once its receipt was kept."""
        header = opened.header
        position = journal.next_position(conn)
        entry = JournalEntry(
            direction=Direction.OUT,
            peer=peer,
            header=header,
            digest=opened.digest,
            envelope=opened.envelope,
            at=header.created,
        )
        journal.append(conn, position, entry, opened.bodies)
        add_letter(conn, header, position=position, digest=opened.digest, at=header.created)
        row = find_letter(conn, header.message_id)
        at = opened.receipt.received
        settle(conn, row, receipt=opened.receipt, signed=opened.signed_receipt, at=at)
        self._conversation(conn, peer, header, header.created)
        note_sent(conn, header.conversation_id, header.conversation_number)

    def _conversation(
        self, conn: Connection, peer: str, header: LetterHeader, at: datetime
    ) -> None:
        """Open the conversation where it is not known: who sent its opening letter opened it."""
        if find_conversation(conn, header.conversation_id) is not None:
            return
        rule = LETTER_RULES.get(header.letter_type)
        opens = rule is not None and rule.opens is not Opens.NEVER
        ours = (header.sender == self._me.code) == opens
        open_conversation(
            conn,
            conversation_id=header.conversation_id,
            peer=peer,
            ours=ours,
            procedure=header.procedure,
            at=at,
        )

    def _tell_lost(self, conn: Connection, peer: str, listed: ReturnedLetter, reason: str) -> None:
        ours = listed.sent_by_asker
        lost = TakenLetter(peer, listed.message_id, listed.message_id, "", ours, reason)
        self._on_taken(conn, lost)

    def _begin_now(self, conn: Connection) -> None:
        self._begin(conn, NoticedBy.LETTER)
        self.see(conn)

    def begin_for_log(self, conn: Connection) -> None:
        """Begin a restoration because a member holds more of our own log than is here."""
        self._begin(conn, NoticedBy.LOG)
        self.see(conn)

    def _finish(self, conn: Connection, peer: str) -> None:
        held = newest_restoration(conn)
        if held is not None:
            finish_peer(conn, held, peer, self._me.clock.now())
            self.see(conn)

    def see(self, conn: Connection) -> None:
        """Note whose letters wait, as the rows say it."""
        held = newest_restoration(conn)
        if held is not None:
            done = frozenset(finished_peers(conn, held))
            self.awaited = frozenset(self._peers.codes()) - done
            self.until = held.at + WAIT_FOR
