"""Delivery: one attempt at one letter; when to try again is the `Delivery` workflow's.

What was signed is sent as it was signed; it is sealed anew each time to the recipient's
present key. A letter goes only after the earlier ones of its conversation, one at a time;
no conversation waits for another, and no peer for one that hangs: so many letters at a time
go to a peer, and the others wait with the engine. The receipt is verified before it is kept,
and what follows from it is written in the same transaction.
"""

from __future__ import annotations

import asyncio
import os
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import ParamSpec, TypeVar

import grpc
import structlog
from opentelemetry.trace import SpanKind
from sqlalchemy import Connection

from gateway.domain.letter import OutboxState, Receipt, ReceiptOutcome
from gateway.errors import ComityError, Reason, TrustError, UnavailableError
from gateway.exchange import calls, journal
from gateway.exchange.calls import describe
from gateway.exchange.engine_calls import Wake, add_wakes
from gateway.exchange.identity import NodeIdentity
from gateway.exchange.outbox import retry_waiting
from gateway.exchange.outbox_rows import (
    OutboxRow,
    disputed_receipts,
    earlier_unsettled,
    find_letter,
    keep_disputed,
    mark_given_up,
    note_attempt,
    note_failure,
    settle,
)
from gateway.exchange.peers import Peers
from gateway.ports import DeliveryResult, MessageRef
from gateway.store.database import Database
from gateway.trust.federation import DirectoryHead
from gateway.trust.proofs.receipt_contradiction import ReceiptContradiction, contradictions_among
from gateway.trust.receipts import verify_receipt
from gateway.trust.sealing import seal
from gateway.wire.deliveries import SealedLetter, delivery_to_bytes, response_from_bytes
from gateway.wire.packages import package_to_seal

P = ParamSpec("P")
T = TypeVar("T")

log = structlog.get_logger(__name__)

OnReceipt = Callable[[Connection, OutboxRow, Receipt], Sequence[Wake]]
"""What follows from a receipt, in the transaction that keeps it."""

OnDisputed = Callable[[Connection, OutboxRow, TrustError], None]
"""Tells a person that what came in place of a receipt does not hold and is kept."""

OnContradiction = Callable[[Connection, OutboxRow, ReceiptContradiction], None]
"""Keeps the proof that a recipient has signed two receipts that cannot both be true, and tells a
person."""

OnGivenUp = Callable[[Connection, OutboxRow], Sequence[Wake]]
"""Makes an undelivered letter a person's task."""

PER_PEER = 8
"""Letters on their way to one peer at a time."""

TURN_WITHIN_S = 2.0
"""How long an attempt waits for its turn. A peer that answers takes milliseconds a letter; what
waits for one that does not would hold the place of letters to others."""

AGAIN_AFTER_S = 30.0
"""A member that calls us is tried again at once, and not again within this: it may hear nothing
though it speaks."""

PREDECESSOR = "predecessor"
"""Reason of an attempt that waits for an earlier letter of the same conversation."""


@dataclass(frozen=True, slots=True)
class _Ready:
    """A letter about to be sent: its row, the instants of this and the first attempt."""

    row: OutboxRow
    at: datetime
    first_sent: datetime
    package: bytes = field(repr=False)
    earlier: tuple[str, ...] = ()  # letters that must go before it; then nothing is ready


class Turns:
    """So many at a time under a key; nothing is kept of a key that nobody waits for.

    Args:
        at_once: How many.
    """

    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        self._held: dict[str, tuple[asyncio.Semaphore, int]] = {}

    @asynccontextmanager
    async def turn(self, key: str) -> AsyncIterator[None]:
        """Wait for a turn, and hold it as long as the block runs."""
        places, waiting = self._held.get(key, (asyncio.Semaphore(self._at_once), 0))
        self._held[key] = (places, waiting + 1)
        try:
            async with places:
                yield
        finally:
            places, waiting = self._held[key]
            if waiting == 1:
                del self._held[key]
            else:
                self._held[key] = (places, waiting - 1)


class Deliverer:
    """Sends letters of the outbox; satisfies `gateway.ports.DeliveryWork`.

    Args:
        db: The node's database.
        me: This node.
        peers: Channels to the members.
        on_receipt: See `OnReceipt`.
        on_given_up: See `OnGivenUp`.
        on_disputed: See `OnDisputed`.
        on_contradiction: See `OnContradiction`.
        workers: Threads for sealing and verifying; one a core if absent.
    """

    def __init__(
        self,
        db: Database,
        me: NodeIdentity,
        peers: Peers,
        *,
        on_receipt: OnReceipt = lambda _conn, _row, _receipt: (),
        on_given_up: OnGivenUp = lambda _conn, _row: (),
        on_disputed: OnDisputed = lambda _conn, _row, _exc: None,
        on_contradiction: OnContradiction = lambda _conn, _row, _found: None,
        workers: int | None = None,
    ) -> None:
        self._db = db
        self._me = me
        self._peers = peers
        self._on_receipt = on_receipt
        self._on_given_up = on_given_up
        self._on_disputed = on_disputed
        self._on_contradiction = on_contradiction
        self._pool = ThreadPoolExecutor(
            max_workers=workers or os.cpu_count() or 2, thread_name_prefix="delivery"
        )
        self._conversations = Turns(1)
        self._recipients = Turns(PER_PEER)
        self._silent: dict[str, float] = {}  # members to whom an attempt failed; not tried before
        self._heard = self._silent
        """When a member that calls is tried again at the soonest."""
        self._trying: set[asyncio.Task[None]] = set()

    async def deliver(self, ref: MessageRef) -> DeliveryResult:
        """Seal anew and send one letter, verify and keep its receipt.

        An earlier letter of the same conversation that has no receipt is sent first.

        Returns:
            Settled, with the refusal's reason if it was refused; or not settled, with the
            reason of the failure (``predecessor: ...`` where it was an earlier letter's).

        Raises:
            NotFoundError: The outbox has no such letter.
            UnavailableError: The database does not answer.
        """
        row = await self._db.read(lambda conn: find_letter(conn, ref.message_id))
        if row.settled:
            return _settled(row)
        async with AsyncExitStack() as turns:
            try:
                async with asyncio.timeout(TURN_WITHIN_S):
                    await turns.enter_async_context(self._conversations.turn(row.conversation_id))
                    await turns.enter_async_context(self._recipients.turn(row.recipient))
            except TimeoutError:
                busy = "earlier letters to it are under way and have no answer"
                return await self._failed(row, Reason.PEER_UNAVAILABLE.value, busy, "")
            return await self._in_turn(ref.message_id)

    async def deliver_within(self, ref: MessageRef, most: timedelta) -> DeliveryResult:
        """Do as `deliver` for a moment, unless the member is known to be away.

        Args:
            ref: The letter.
            most: After this the attempt is given up, and its member counts as away.

        Raises:
            NotFoundError, UnavailableError: As `deliver`.
        """
        row = await self._db.read(lambda conn: find_letter(conn, ref.message_id))
        if row.recipient in self._silent and not row.settled:
            return DeliveryResult(settled=False, reason=Reason.PEER_UNAVAILABLE.value)
        try:
            async with asyncio.timeout(most.total_seconds()):
                return await self.deliver(ref)
        except TimeoutError:
            self._silent.setdefault(row.recipient, 0.0)
            return DeliveryResult(settled=False, reason=Reason.PEER_UNAVAILABLE.value)

    async def _in_turn(self, message_id: str) -> DeliveryResult:
        ready = await self._prepare(message_id)
        for earlier in ready.earlier:
            result = await self._attempt(await self._prepare(earlier))
            if not result.settled:
                return DeliveryResult(settled=False, reason=f"{PREDECESSOR}: {result.reason}")
        if ready.earlier:
            ready = await self._prepare(message_id)
        return await self._attempt(ready)

    async def give_up(self, ref: MessageRef) -> None:
        """Make an undelivered letter a person's task; a settled one is left alone."""

        def write(conn: Connection) -> None:
            row = find_letter(conn, ref.message_id)
            if mark_given_up(conn, ref.message_id):
                add_wakes(conn, self._on_given_up(conn, row))

        await self._db.write(write)

    def among_several(self) -> None:
        """Try any member again that calls, for here it is not known whom others did not reach."""
        self._heard = defaultdict(float)

    def heard(self, code: str) -> None:
        """Try again now what could not be brought to a member: it has just called us.

        For the server; runs on the event loop and returns at once.
        """
        now = asyncio.get_running_loop().time()
        try:
            at = self._heard[code]
        except KeyError:
            return
        if now < at:
            return
        self._heard[code] = now + AGAIN_AFTER_S
        task = asyncio.ensure_future(self._try_again(code))
        self._trying.add(task)
        task.add_done_callback(self._trying.discard)

    async def _try_again(self, code: str) -> None:
        with suppress(UnavailableError):  # the database is away; the engine's own pauses do it
            await self._db.write(lambda conn: retry_waiting(conn, {code}))

    def close(self) -> None:
        """Stop the threads once nothing is under way."""
        self._pool.shutdown(wait=True)

    async def _prepare(self, message_id: str) -> _Ready:
        """Record the attempt that is about to be made, and fetch what it sends."""
        at = self._me.clock.now()

        def write(conn: Connection) -> _Ready:
            row = find_letter(conn, message_id)
            earlier = () if row.settled else earlier_unsettled(conn, row)
            if row.settled or earlier:
                return _Ready(row, at, at, b"", earlier)
            envelope = journal.envelope_at(conn, row.position)
            package = package_to_seal(envelope, journal.parts_at(conn, row.position))
            return _Ready(row, at, note_attempt(conn, row, at), package)

        return await self._db.write(write)

    async def _attempt(self, ready: _Ready) -> DeliveryResult:
        row = ready.row
        if row.settled:
            return _settled(row)
        try:
            request = await self._run(self._seal, ready)
            with calls.span("letter.deliver", SpanKind.CLIENT) as made:
                made.set_attribute(calls.PEER, row.recipient)
                calls.marked(made, request)
                response = await self._peers.deliver(row.recipient, request)
            signed = response_from_bytes(response)
            receipt = await self._believed(row, signed, ready.first_sent)
        except grpc.aio.AioRpcError as exc:
            remote = describe(exc)
            return await self._failed(row, remote.reason.value, remote.message, remote.remedy)
        except ComityError as exc:
            if exc.reason.family.retried and exc.reason is not Reason.PEER_UNAVAILABLE:
                raise  # our own database: nothing can be noted either
            return await self._failed(row, exc.reason.value, str(exc), exc.remedy)
        return await self._keep(row, receipt, signed)

    async def _believed(self, row: OutboxRow, signed: bytes, first_sent: datetime) -> Receipt:
        """Verify a receipt; keep one that does not hold, with all its octets, and tell a person.

        Raises:
            TrustError: As `verify_receipt`.
        """
        try:
            return await self._run(self._verify, row, signed, first_sent)
        except TrustError as found:
            exc = found
        at = self._me.clock.now()

        def write(conn: Connection) -> None:
            if keep_disputed(conn, row.message_id, signed, exc, at):
                self._on_disputed(conn, row, exc)
                self._compare(conn, row, signed)

        await self._db.write(write)
        raise exc

    def _compare(self, conn: Connection, row: OutboxRow, came: bytes) -> None:
        """Compare what came with every other receipt that is kept for the letter."""
        held = [each.octets for each in disputed_receipts(conn, row.message_id)]
        counts = find_letter(conn, row.message_id).receipt
        others = [raw for raw in (*held, counts) if raw is not None and raw != came]
        directory, now = self._me.directory(), self._me.clock.now()
        for other in others:
            for found in contradictions_among((came, other), row.recipient, directory, now):
                log.error("receipt.contradiction", peer=row.recipient, message_id=row.message_id)
                self._on_contradiction(conn, row, found)

    def _seal(self, ready: _Ready) -> bytes:
        directory, row = self._me.directory(), ready.row
        key_id, ciphertext = seal(
            ready.package,
            recipient=self._peers.member(row.recipient),
            federation_id=directory.federation_id,
            sender=self._me.code,
            message_id=row.message_id,
            at=ready.at,
        )
        return delivery_to_bytes(
            SealedLetter(
                federation_id=directory.federation_id,
                sender=self._me.code,
                recipient=row.recipient,
                message_id=row.message_id,
                recipient_key_id=key_id,
                ciphertext=ciphertext,
            )
        )

    def _verify(self, row: OutboxRow, signed: bytes, first_sent: datetime) -> Receipt:
        receipt = verify_receipt(
            signed,
            directory=self._me.directory(),
            letter_digest=row.digest,
            message_id=row.message_id,
            receiver=row.recipient,
            sender=self._me.code,
            sent_at=first_sent,
            received_reply_at=self._me.clock.now(),
        )
        digest = bytes.fromhex(receipt.directory_digest or "")
        stated = DirectoryHead(receipt.directory_version, digest)
        self._me.hear_directory(row.recipient, stated)
        return receipt

    async def _keep(self, row: OutboxRow, receipt: Receipt, signed: bytes) -> DeliveryResult:
        at = self._me.clock.now()
        self._silent.pop(row.recipient, None)

        def write(conn: Connection) -> DeliveryResult:
            settled = settle(conn, row, receipt=receipt, signed=signed, at=at)
            if row.attempts or not settled:  # only an attempt of before can have brought another
                self._compare(conn, row, signed)
            if not settled:
                return _settled(find_letter(conn, row.message_id))  # another was quicker
            add_wakes(conn, self._on_receipt(conn, row, receipt))
            refused = receipt.outcome is ReceiptOutcome.REFUSED
            return DeliveryResult(settled=True, refused=refused, reason=receipt.reason)

        return await self._db.write(write)

    async def _failed(
        self, row: OutboxRow, reason: str, message: str, remedy: str
    ) -> DeliveryResult:
        self._silent.setdefault(row.recipient, 0.0)
        log.warning("delivery.failed", message_id=row.message_id, reason=reason, remedy=remedy)
        await self._db.write(lambda conn: note_failure(conn, row.message_id, reason))
        return DeliveryResult(settled=False, reason=reason)

    async def _run(self, fn: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, partial(fn, *args, **kwargs))


def _settled(row: OutboxRow) -> DeliveryResult:
    refused = row.state is OutboxState.REFUSED
    return DeliveryResult(settled=True, refused=refused, reason=row.last_reason if refused else "")
