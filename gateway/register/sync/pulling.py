"""Pulls what is missing of one log from one source: verify, prove, apply batch by batch.

Steps, the same as in docs/protocol/register.md, section 4:

1. Ask for the head; where it is what is held, nothing more is asked.
2. The checkpoint is signed by the origin's log key.
3. It is compared with the newest that was seen before (`comparison`), then kept.
4. Each batch: signatures, commitments, leaf hashes, and the proof that its end is a part of
   the checkpoint's log (`batches`).
5. Each batch is applied in a transaction of its own, with what follows from it; so the held
   size is always a proven one, and an interrupted pull goes on from there.
6. The last batch's transaction also cosigns the checkpoint.
7. The cosignature is handed to the origin, now or when it is next reached.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, aclosing
from dataclasses import dataclass

from sqlalchemy import Connection

from comity.v1.register_service_pb2 import GetHeadResponse, StreamEntriesResponse
from gateway.errors import CheckpointError, ComityError, Reason, RegisterError
from gateway.exchange.identity import NodeIdentity
from gateway.register.denials.denial_projection import project
from gateway.register.log.checkpoints import (
    HeldCheckpoint,
    checkpoint_at,
    is_outdated,
    is_short,
    mark_delivered,
    newest_checkpoint,
    replace_note,
    undelivered,
    verify_checkpoint,
)
from gateway.register.log.ended_logs import refuse_beyond_end
from gateway.register.log.freshness import read_word
from gateway.register.log.frontier import Frontier
from gateway.register.log.leaf_effects import are_settled, revoked_keys
from gateway.register.log.log_store import Head, LogState, lock_head, mark, read_head, store
from gateway.register.log.merkle import EMPTY_ROOT
from gateway.register.log.signature_process import SignatureProcess
from gateway.register.log.signing import cosign_log, has_delivered
from gateway.register.sync.batches import BatchVerifier, OpenedBatch, VerifiedBatch
from gateway.register.sync.collector import COLLECTOR_PAUSED
from gateway.register.sync.comparison import Doubt, judge, refuse, shorter
from gateway.register.sync.cosigning import keep_confirmations
from gateway.register.sync.entry_time_order import (
    contradictions,
    keep_checkpoint,
    note_order,
    stands,
)
from gateway.register.sync.fraud_notification import report_doubt
from gateway.register.sync.journal_chain import follows
from gateway.register.sync.missing_contents import ContentFetcher, is_whole, missing_parts
from gateway.register.sync.quota import Quota
from gateway.register.sync.revoked_entries import follow_revocation, note_effects
from gateway.register.sync.setting_aside import refuse_set_aside
from gateway.register.sync.source import MAX_SEEN, LogSource
from gateway.register.sync.troubles import TroubleKind, close_kind, has_open, report_trouble
from gateway.store.database import Database

BESIDE_FROM = 4096
"""Entries from which on a process beside this one verifies signatures: below, the work is
done in the time that it needs to start (bench/sync.py)."""


@dataclass(frozen=True, slots=True)
class Pulled:
    """What pulling one log came to.

    Attributes:
        entries: How many were new.
        head: How far the log is held now.
        seen: Heads that the source has told of other logs.
        doubt: What is wrong with the origin's word that it has no more, if it gave one. All that
            it gave besides was taken, since a doubt hides no denial; who pulls raises it then.
    """

    entries: int
    head: Head
    seen: tuple[Head, ...] = ()
    doubt: CheckpointError | None = None


class LogPuller:
    """Pulls logs into this node's database.

    Args:
        db: The node's database.
        me: This node.
        batch_size: Most entries in a batch.
        on_fraud: Called when a fraud was proven that was not known: it is to be told.
        quota: How much of one log is taken in a day.
    """

    def __init__(
        self,
        db: Database,
        me: NodeIdentity,
        *,
        batch_size: int,
        on_fraud: Callable[[], None] = lambda: None,
        quota: Quota | None = None,
    ) -> None:
        self._db = db
        self._me = me
        self._on_fraud = on_fraud
        self._batch_size = batch_size
        self._fetcher = ContentFetcher(db, me)
        self._quota = quota or Quota()

    async def pull(self, origin: str, source: LogSource, seen: Sequence[Head] = ()) -> Pulled:
        """Bring one log up to what the source shows.

        Args:
            origin: Owner of the log; another than this node.
            source: The origin itself, or any member that holds its log.
            seen: Heads of other logs to tell the source.

        Raises:
            UnavailableError: The source does not answer; what was applied stays.
            RegisterError: ORIGIN_STOPPED; or a step fails, with its reason. A doubt about
                the origin is written down as trouble before.
            TrustError: PEER_UNKNOWN, the origin is not in the directory; DIRECTORY_EXPIRED.
        """
        directory, at = self._me.directory(), self._me.clock.now()
        directory.require_grace(at)
        head, outdated, settled = await self._db.read(
            lambda conn: (
                read_head(conn, origin),
                is_outdated(conn, origin, directory, at),
                are_settled(conn, directory.member(origin)),
            )
        )
        if not settled:  # who had taken an entry before a revocation was heard of
            await self._db.write(lambda conn: follow_revocation(conn, self._me, origin))
        if head.state is LogState.STOPPED:
            raise _stopped(head)
        # Who says that he holds nothing is shown the signed note.
        answer = await source.head(origin, None if outdated else head, seen)  # (1)
        told = tuple(Head(each.origin, each.size, each.root) for each in answer.seen[:MAX_SEEN])
        self._hear(origin, answer, source)
        if not answer.checkpoint:
            if not await self._unchanged(answer, head, source):
                await self._contents(origin, source, changed=False)
                await self._deliver(origin, source)
            return Pulled(0, head, told, source.doubt)
        target = self.read_checkpoint(origin, answer)  # (2)
        await keep_confirmations(self._db, self._me, head, answer.confirmed)
        await self.compare(target, source)  # (3)
        await self._db.write(lambda conn: self._keep(conn, target, source))
        if outdated:
            await self._db.write(lambda conn: replace_note(conn, target))
        if head.size < target.size:
            await self._take(head, target, source)
        elif head.size == target.size:  # a crash may have come between step 5 and 6
            await self._db.write(lambda conn: self._finish(conn, head, target, source))
        await self._contents(origin, source, changed=True)
        after = await self._db.read(lambda conn: read_head(conn, origin))
        if after.state is LogState.STOPPED:  # what has come contradicts what was signed before
            self._on_fraud()
            raise _stopped(after)
        await self._deliver(origin, source)
        return Pulled(after.size - head.size, after, told, source.doubt)

    def _hear(self, origin: str, answer: GetHeadResponse, source: LogSource) -> None:
        """Take the origin's word that it has no more than the head that it shows."""
        directory, at, shown = self._me.directory(), self._me.clock.now(), answer.head
        head = Head(origin, shown.size, shown.root or EMPTY_ROOT)
        line = answer.no_more if source.code == origin else ""
        source.word = read_word(line, head, directory=directory, at=at)

    async def _unchanged(self, answer: GetHeadResponse, head: Head, source: LogSource) -> bool:
        """Take a head without checkpoint: the source holds what is held, and has no more.

        Returns:
            Whether nothing is left to do: all contents have come, and our cosignature on
            what is held has reached the origin.

        Raises:
            RegisterError: It is another head. Of the origin that is a rollback, if it had
                more: written down as trouble before.
        """
        origin, shown = head.origin, answer.head
        known, settled = await self._db.read(lambda conn: self._standing(conn, head))
        had = max(head.size, 0 if known is None else known.size)
        if source.code == origin and shown.size < had:
            doubt = shorter(origin, had, shown.size)
            await self._report(doubt, origin, source.code)
            raise refuse(doubt, origin)
        if (shown.size, shown.root or EMPTY_ROOT) != (head.size, head.root):
            raise RegisterError(
                "{code} shows a head of log {origin} without its checkpoint.",
                origin=origin,
                code=source.code,
            )
        at = None if source.word is None else source.word.said_of(head)
        settled = settled and source.code == origin
        if at is not None and settled and head.verified is not None:  # nothing else to look at
            since = max(head.verified, at)
            await self._db.write(lambda conn: mark(conn, origin, verified=since))
        elif at is not None:
            await self._db.write(lambda conn: self._confirm(conn, head, source))
        return settled

    def _standing(self, conn: Connection, head: Head) -> tuple[HeldCheckpoint | None, bool]:
        """Return the newest checkpoint that was seen, and whether all is done for this head."""
        known = newest_checkpoint(conn, head.origin)
        cosigned = has_delivered(conn, self._me, head, self._me.clock.now())
        nothing_signed = known is None and not head.size
        settled = (cosigned or nothing_signed) and is_whole(conn, head.origin)
        return known, settled

    def _confirm(self, conn: Connection, head: Head, source: LogSource) -> None:
        """Note since when the origin has no more than is held, by its own signed word.

        Not while contents are missing: what has not come cannot be examined.
        """
        at = None if source.word is None else source.word.said_of(head)
        if at is None or missing_parts(conn, head.origin):
            return
        known = lock_head(conn, head.origin).verified
        if known is None or known < at:
            mark(conn, head.origin, verified=at)

    def read_checkpoint(self, origin: str, answer: GetHeadResponse) -> HeldCheckpoint:
        """Do step 2: verify the checkpoint that came with a head.

        Raises:
            CheckpointError: It is not signed by the origin, or says another than the head.
            RegisterError: LOG_INCONSISTENT, the origin has left with fewer entries, or others.
        """
        directory, at = self._me.directory(), self._me.clock.now()
        target = verify_checkpoint(answer.checkpoint, origin=origin, directory=directory, at=at)
        if (answer.head.size, answer.head.root) != (target.size, target.root):
            raise RegisterError("{origin} shows another head than it signed.", origin=origin)
        refuse_beyond_end(target, directory, at)
        return target

    async def compare(self, target: HeldCheckpoint, source: LogSource) -> None:
        """Do step 3: compare with the newest checkpoint that was seen before.

        Raises:
            RegisterError: It does not extend it; written down as trouble.
            UnavailableError: The source does not answer.
        """
        doubt = await judge(self._db, source, target)
        if doubt is not None:
            await self._report(doubt, target.origin, source.code, source.shown)
            raise refuse(doubt, target.origin)

    def _keep(self, conn: Connection, target: HeldCheckpoint, source: LogSource) -> None:
        refuse_set_aside(conn, target, source)
        keep_checkpoint(conn, target, self._me.clock.now())

    async def _report(self, doubt: Doubt, origin: str, peer: str, shown: bytes = b"") -> None:
        again = peer == origin  # it shows itself what a person may have decided on
        if await self._db.write(
            lambda conn: report_doubt(conn, self._me, doubt, origin, peer, again=again, shown=shown)
        ):
            self._on_fraud()

    async def _take(self, head: Head, target: HeldCheckpoint, source: LogSource) -> None:
        """Do steps 4 to 6; while one batch is being committed, the next is verified."""
        await self._count(head, 0, 0)
        verifier = BatchVerifier(
            target, self._me.directory(), reader=self._me.code, law=self._me.reviews
        )
        frontier: Frontier = head.frontier
        committing: asyncio.Future[None] | None = None
        stream = source.batches(target.origin, head.size, target.size, self._batch_size)
        try:
            async with AsyncExitStack() as stack:
                batches = await stack.enter_async_context(aclosing(stream))
                beside: SignatureProcess | None = None
                if target.size - head.size >= BESIDE_FROM:
                    beside = await stack.enter_async_context(SignatureProcess())
                opening = aclosing(_opened(batches, verifier, beside))
                async for opened, asked in await stack.enter_async_context(opening):
                    await self._count(head, len(opened.entries), opened.batch.ByteSize())
                    holds = [] if asked is None else await asked
                    verified = await asyncio.to_thread(verifier.verify, opened, frontier, holds)
                    frontier = verified.frontier
                    if committing is not None:
                        await committing
                    committing = await self._write(verified, target, source)
                    if verified.last:
                        break
        finally:
            # What was verified is kept, also when the stream was cut after it.
            if committing is not None:
                await committing
        if frontier.size != target.size:
            raise RegisterError(
                "{code} ended the stream of log {origin} too early.",
                remedy="The next round goes on where this one was.",
                origin=target.origin,
                code=source.code,
            )

    async def _count(self, head: Head, entries: int, octets: int) -> None:
        """Count what comes next of another member's log.

        Raises:
            RegisterError: LOG_MOVED, its day's share is taken; written down as trouble before.
        """
        at, origin = self._me.clock.now(), head.origin
        try:
            if origin != self._me.code:
                self._quota.take(head, entries, octets, at)
        except RegisterError as exc:
            text, kind = str(exc), TroubleKind.FLOOD
            await self._db.write(
                lambda conn: report_trouble(
                    conn, origin=origin, peer=origin, kind=kind, text=text, at=at
                )
            )
            raise

    async def _write(
        self, batch: VerifiedBatch, target: HeldCheckpoint, source: LogSource
    ) -> asyncio.Future[None]:
        """Apply a batch; return, as soon as only its commit is left, what waits for that.

        Writing rows and verifying the next batch both need the interpreter and would only
        hinder each other; the sync of the disk does not.
        """
        loop = asyncio.get_running_loop()
        applied = asyncio.Event()

        def apply(conn: Connection) -> None:
            with COLLECTOR_PAUSED:
                self._apply(conn, batch, target, source)
            loop.call_soon_threadsafe(applied.set)

        committing = asyncio.ensure_future(self._committed(apply))
        waiting = asyncio.ensure_future(applied.wait())
        await asyncio.wait({committing, waiting}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        return committing

    async def _committed(self, apply: Callable[[Connection], None]) -> None:
        """Write in a transaction of its own; return when it is durable."""
        await self._db.write(apply)

    def _apply(
        self, conn: Connection, batch: VerifiedBatch, target: HeldCheckpoint, source: LogSource
    ) -> None:
        """Do step 5 in its transaction, and step 6 in that of the last batch."""
        head = lock_head(conn, target.origin)
        moved = head.size != batch.start or head.state is LogState.STOPPED
        # Also where the directory of now revokes a key by which the batch was verified.
        owner = self._me.directory().member(target.origin)
        if moved or batch.revoked != revoked_keys(owner) or not are_settled(conn, owner):
            raise Reason.LOG_MOVED.error(
                "Log {origin} has moved or was stopped while it was pulled.",
                remedy="The next round goes on where it now is.",
                origin=target.origin,
            )
        refuse_set_aside(conn, target, source, batch.start, batch.entries)
        note_order(conn, head, batch.entries, self._me)
        after = store(conn, head, batch.entries, batch.frontier, batch.nodes)
        project(
            conn,
            target.origin,
            batch.start,
            batch.entries,
            law=self._me.reviews,
            prepared=batch.prepared,
        )
        note_effects(conn, target.origin, batch.entries, self._me.clock.now())
        if batch.last:
            self._finish(conn, after, target, source)

    def _finish(
        self, conn: Connection, head: Head, target: HeldCheckpoint, source: LogSource
    ) -> None:
        """Do step 6: the log is held as its origin has signed it."""
        if (head.size, head.root) != (target.size, target.root):
            raise Reason.LOG_TAMPERED.error(
                "Log {origin} is not held as its origin has signed it.",
                remedy="Run {verifyRegister}; it names the entry and restores it.",
                origin=target.origin,
            )
        doubts = contradictions(conn, self._me, target)
        if has_open(conn, head.origin, TroubleKind.FLOOD):
            at, by = self._me.clock.now(), "all has been taken"
            close_kind(conn, head.origin, TroubleKind.FLOOD, closed_by=by, at=at)
        standing = [each for each in doubts if stands(conn, self._me, each, source.code, target)]
        if not missing_parts(conn, head.origin):
            at = self._me.clock.now()
            # Ours was cosigned when written; and a cosignature says that no larger one was seen.
            me, origin = self._me.code, head.origin
            one = origin == me or follows(conn, me, origin, head.size, at)
            if origin != me and one and not standing and not is_short(conn, head):
                cosign_log(conn, self._me, target, at)
            close_kind(conn, head.origin, TroubleKind.CONTENT, closed_by="all have come", at=at)
        self._confirm(conn, head, source)

    async def _contents(self, origin: str, source: LogSource, *, changed: bool) -> None:
        """Fetch what is missing, and do what step 6 had to leave undone until all has come.

        Also where it has come in another way, by a repair.
        """
        if not await self._fetcher.fetch(origin, source) and changed:
            return

        def complete(conn: Connection) -> None:
            head = lock_head(conn, origin)
            signed = checkpoint_at(conn, origin, head.size)
            if signed is None:
                self._confirm(conn, head, source)
            else:
                self._finish(conn, head, signed, source)

        await self._db.write(complete)

    async def _deliver(self, origin: str, source: LogSource) -> None:
        """Do step 7, where the source is the origin."""
        if source.code != origin:
            return
        for made in await self._db.read(lambda conn: undelivered(conn, self._me.code, origin)):
            await source.add_cosignature(made)
            await self._db.write(lambda conn, made=made: mark_delivered(conn, made))  # type: ignore[misc]


def _stopped(head: Head) -> ComityError:
    return Reason.ORIGIN_STOPPED.error(
        "Log {origin} is stopped: {cause}.",
        remedy="Look at its trouble; an officer can have it followed again.",
        origin=head.origin,
        cause=head.reason,
    )


async def _opened(
    batches: AsyncIterator[StreamEntriesResponse],
    verifier: BatchVerifier,
    beside: SignatureProcess | None,
) -> AsyncGenerator[tuple[OpenedBatch, asyncio.Task[list[bool]] | None], None]:
    """Open batches, one ahead, so that its signatures are verified while one is applied."""
    ahead: tuple[OpenedBatch, asyncio.Task[list[bool]] | None] | None = None
    try:
        async for batch in batches:
            opened = await asyncio.to_thread(verifier.open, batch)
            asked = None
            if beside is not None:
                asked = asyncio.create_task(beside.holds(opened.claims))
            before, ahead = ahead, (opened, asked)
            if before is not None:
                yield before
        if ahead is not None:
            yield ahead
    finally:
        if ahead is not None and ahead[1] is not None:
            ahead[1].cancel()
