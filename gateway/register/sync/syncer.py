"""Synchronisation of the registers: all peers, one round, bounded; and nudges in between.

One call visits every member that may read registers. A peer that is away or in trouble is
noted and holds up nobody; its log, and one of which more is known than its owner gives, is
then pulled from another member that has told of a newer head, since proofs make the source
irrelevant. What one log needs is in `pulling`.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import datetime

import structlog
from sqlalchemy import Connection, bindparam, func, literal, select, update

from gateway.errors import ComityError, Reason, RegisterError, UnavailableError
from gateway.exchange.identity import NodeIdentity
from gateway.ports import Clock, SyncResult
from gateway.register.log.checkpoints import may_read_registers, readers, told_heads
from gateway.register.log.log_store import Head, LogState, read_head
from gateway.register.row_writing import upsert
from gateway.register.sync.fraud_notification import FraudTeller
from gateway.register.sync.gossip import Gossip
from gateway.register.sync.missing_contents import missing_parts, signed_size
from gateway.register.sync.own_log_recovery import Recovery
from gateway.register.sync.pulling import LogPuller, Pulled
from gateway.register.sync.revoked_entries import follow_revocations, unsettled
from gateway.register.sync.source import MAX_SEEN, LogSource, MemberChannels
from gateway.register.sync.visit_timeout import DEFAULT, VisitBounds, patience
from gateway.store.database import Database
from gateway.store.prepared import Prepared
from gateway.store.tables import InstantType
from gateway.store.tables_register import log_head, peer_sync
from gateway.store.waits import Waits, waits

log = structlog.get_logger(__name__)

BATCH_SIZE = 1024
"""Entries that share a transaction and its sync of the disk; a second of work or less."""

CONCURRENCY = 4
"""Peers at a time: a round of 27 takes seconds, and a slow one does not hold up the rest."""

NUDGES = 4
"""Peers that are visited at a time because of nudges: beside the round, so that slow ones
which are said to have grown leave it its places, and the other way round."""

TROUBLE_CHARACTERS = 500


# Asked at every visit of every peer: built once.
_SIZE = Prepared(select(log_head.c.size).where(log_head.c.origin == bindparam("of")))


def silent_peers() -> Waits:
    """Select the members whose visits fail, since when."""
    return waits(peer_sync.c.peer, peer_sync.c.failing_since, peer_sync.c.peer).where(
        peer_sync.c.failing_since.is_not(None)
    )


class RegisterSyncer:
    """Pulls the other members' logs, and tells them when the own one has grown.

    Args:
        db: The node's database.
        me: This node.
        peers: Channels to the members.
        clock: The node's clock.
        concurrency: Peers that are visited at a time.
        batch_size: Most entries in a batch.
        bounds: How long a visit may take.
        on_change: Called after entries were taken: followers of the register wake up.
    """

    def __init__(
        self,
        db: Database,
        me: NodeIdentity,
        peers: MemberChannels,
        clock: Clock,
        *,
        concurrency: int = CONCURRENCY,
        batch_size: int = BATCH_SIZE,
        bounds: VisitBounds = DEFAULT,
        on_change: Callable[[], None] | None = None,
    ) -> None:
        self._db = db
        self._me = me
        self._peers = peers
        self._clock = clock
        self._limit = asyncio.Semaphore(concurrency)
        self._nudges = asyncio.Semaphore(NUDGES)
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._puller = LogPuller(db, me, batch_size=batch_size, on_fraud=self._fraud_proven)
        self._teller = FraudTeller(db, me, peers)
        self._recovery = Recovery(db, me, self._puller, self._pull_own)
        self._gossip = Gossip(db, me, self._puller, self._recovery, on_fraud=self._fraud_proven)
        self._on_change = on_change or (lambda: None)
        self._told: dict[str, dict[str, Head]] = {}  # to each peer, so that gossip is short
        self._running: dict[str, asyncio.Task[None]] = {}
        self._telling: set[asyncio.Task[int]] = set()
        self._talked: set[str] = set()  # who has told what it holds, since it was last visited
        self._slow: dict[str, bool] = {}  # who did not answer when it was last visited
        self._proven = False  # a fraud of which nobody was told yet
        self._bounds = bounds

    async def sync_all(self, only: Collection[str] | None = None) -> SyncResult:
        """Visit all peers once; then pull from others what their owners did not give.

        Args:
            only: Visit only these.

        Returns:
            How many there are and were reached, the new entries, and the troubles in words.
        """
        everybody = await self._codes()
        if await self._db.read(lambda conn: unsettled(conn, self._me)):
            await self._db.write(lambda conn: follow_revocations(conn, self._me))
            self._on_change()
        if await self._db.read(lambda conn: _left(conn, everybody)):
            await self._db.write(lambda conn: _forget_left(conn, everybody))
        codes = [c for c in everybody if only is None or c in only]
        # Who did not answer last time comes last, and holds up nobody.
        codes.sort(key=lambda code: self._slow.get(code, False))
        self._talked.difference_update(codes)
        heads = await self._db.read(told_heads)
        found = await asyncio.gather(*(self._visit(code, heads) for code in codes))
        visits = dict(zip(codes, found, strict=True))
        mirrored = 0
        for code in [code for code in codes if isinstance(visits[code], UnavailableError)]:
            mirrored += await self._from_mirrors(code, visits)
        await self._end_visits(codes)
        # What an owner keeps from this member alone, others have told of and give.
        for code in await self._db.read(lambda conn: _withheld(conn, codes)):
            mirrored += await self._from_mirrors(code, visits)
        asked = self._talked.intersection(codes)
        await self._recovery.settle(asked, set(everybody) - asked)
        reached = [visit for visit in found if isinstance(visit, Pulled)]
        troubles = [str(visit) for visit in found if not isinstance(visit, Pulled)]
        return SyncResult(
            peers=len(codes),
            reached=len(reached),
            entries=sum(visit.entries for visit in reached) + mirrored,
            troubles=tuple(troubles),
        )

    async def sync_peer(self, code: str) -> Pulled:
        """Pull one member's log from that member, and note how it went.

        Raises:
            UnavailableError: It does not answer.
            RegisterError: Its log or its checkpoint does not hold, or is stopped.
            TrustError: It is not in the directory.
        """
        self._talked.discard(code)
        visit = await self._visit(code)
        await self._end_visits([code])
        if isinstance(visit, ComityError):
            raise visit
        return visit

    async def sync_log(
        self, origin: str, source: str | None = None, seen: Sequence[Head] = ()
    ) -> Pulled:
        """Pull one log from its owner, or from another member that holds it.

        Raises:
            UnavailableError: The source does not answer.
            RegisterError: What it shows does not hold, or the log is stopped. CHECKPOINT_INVALID
                also where the origin's word that it has no more does not hold.
            TrustError: One of them is not in the directory.
        """
        async with self._locks[origin]:
            pulled = await self._puller.pull(origin, await self._source(source or origin), seen)
        if pulled.entries:
            self._on_change()
        if pulled.doubt is not None:
            raise pulled.doubt
        return pulled

    async def _pull_own(self, source: str) -> Pulled:
        return await self.sync_log(self._me.code, source)

    async def _source(self, code: str) -> LogSource:
        return LogSource(code, await self._peers.channel(code), self._me)

    async def _codes(self) -> list[str]:
        directory = self._me.directory()
        if not may_read_registers(directory.member(self._me.code)):
            return []
        return [c for c in readers(directory, self._clock.now()) if c != self._me.code]

    async def _visit(
        self,
        code: str,
        known: Mapping[str, Head] | None = None,
        limit: asyncio.Semaphore | None = None,
    ) -> Pulled | ComityError:
        """Visit one peer; whatever happens is noted and holds up nobody.

        Args:
            code: The peer.
            known: What it is told of other logs; what is held now if absent.
            limit: Of which visits it is one; those of a round if absent.
        """
        async with limit or self._limit:
            if known is None:
                known = await self._db.read(told_heads)
            heads = {origin: head for origin, head in known.items() if origin != code}
            told = self._told.get(code, {})
            news = [head for origin, head in heads.items() if told.get(origin) != head]
            at = self._clock.now()
            try:
                async with self._within(code):
                    await self._teller.attempt(code)  # what it refuses ends no visit
                    pulled = await self._converse(await self._source(code), news)
            except ComityError as exc:
                log.info("sync.trouble", peer=code, reason=exc.reason.value)
                await self._note(code, at, trouble=str(exc))
                self._slow[code] = isinstance(exc, UnavailableError)
                return exc
            self._slow[code] = False
            self._told[code] = heads
            await self._note(code, at)
            return pulled

    @asynccontextmanager
    async def _within(self, code: str) -> AsyncIterator[None]:
        """Bound a visit: what it has applied stays, and the next round goes on from there."""
        try:
            async with patience(self._bounds):
                yield
        except TimeoutError as exc:
            raise Reason.PEER_UNAVAILABLE.error(
                "{peer} is too slow: the visit was broken off.",
                remedy="Nothing was lost; the next round goes on where this one was.",
                peer=code,
            ) from exc

    async def _note(self, code: str, at: datetime, trouble: str = "") -> None:
        def write(conn: Connection) -> None:
            row = {
                "peer": code,
                "tried": at,
                "lag": _lag(conn, code),
                "trouble": trouble[:TROUBLE_CHARACTERS],
            }
            well = {"succeeded": at, "failing_since": None}
            upsert(conn, peer_sync, row if trouble else row | well)
            if trouble:  # since the first failure in a row, which a success forgets
                since = func.coalesce(peer_sync.c.failing_since, literal(at, InstantType))
                here = update(peer_sync).where(peer_sync.c.peer == code)
                conn.execute(here.values(failing_since=since))

        await self._db.write(write)

    async def _from_mirrors(self, origin: str, visits: dict[str, Pulled | ComityError]) -> int:
        """Pull a log that its owner does not give from those who have told of a newer head.

        What is missing of contents is asked of everybody who may hold it.
        """
        held = await self._db.read(lambda conn: _size(conn, origin))
        missing = await self._db.read(lambda conn: missing_parts(conn, origin))
        member = self._me.directory().member
        mirrors = [
            code
            for code, visit in visits.items()
            if isinstance(visit, Pulled)
            and any(
                head.origin == origin
                and (head.size > held or any(m.may_have(member(code), origin) for m in missing))
                for head in visit.seen
            )
        ]
        entries = 0
        for code in mirrors:
            try:
                async with self._within(code):
                    entries += (await self.sync_log(origin, code)).entries
            except ComityError as exc:
                log.info("sync.mirror", origin=origin, peer=code, reason=exc.reason.value)
                continue
            if not await self._db.read(lambda conn: missing_parts(conn, origin)):
                break
        return entries

    async def _converse(self, source: LogSource, news: Sequence[Head]) -> Pulled:
        """Pull a member's log; hear what it tells of others also where its own is in trouble."""
        try:
            pulled = await self.sync_log(source.code, seen=news)
        except UnavailableError:
            raise
        except RegisterError:
            with suppress(ComityError):  # what was found first is what is told
                answer = await source.head(source.code, None, news)
                told = [Head(each.origin, each.size, each.root) for each in answer.seen[:MAX_SEEN]]
                await self._gossip.hear(source, told)
                self._talked.add(source.code)
            raise
        await self._gossip.hear(source, pulled.seen)
        self._talked.add(source.code)
        return pulled

    async def _end_visits(self, codes: Collection[str]) -> None:
        """Judge what is left of what members have told, and tell what was proven."""
        for code in [code for code in codes if code in self._talked]:
            try:
                await self._gossip.judge_rest(await self._source(code))
            except ComityError as exc:
                log.info("sync.gossip", peer=code, reason=exc.reason.value)
        if self._proven:
            self._proven = False
            await self._teller.tell_all()

    def _fraud_proven(self) -> None:
        self._proven = True

    def tell_frauds(self) -> None:
        """Tell all members of proven frauds, in the background: one was just told to us.

        For `RegisterService`; runs on the event loop and returns at once.
        """
        task = asyncio.ensure_future(self._teller.tell_all())
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)

    def hear(self, origin: str) -> None:
        """Take a nudge: a log is said to have grown. Pulls it in the background, once.

        For `RegisterService`; runs on the event loop and returns at once.
        """
        if origin in self._running or origin not in self._me.directory().members:
            return
        task = asyncio.ensure_future(self._hear(origin))
        self._running[origin] = task
        task.add_done_callback(lambda _: self._running.pop(origin, None))

    async def _hear(self, origin: str) -> None:
        await self._visit(origin, limit=self._nudges)
        if self._proven:
            self._proven = False
            await self._teller.tell_all()

    async def close(self) -> None:
        """Stop what nudges have begun; what was applied stays."""
        tasks = [*self._running.values(), *self._telling]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _size(conn: Connection, origin: str) -> int:
    row = _SIZE.first(conn, {"of": origin})
    return 0 if row is None else row[0]


def _lag(conn: Connection, origin: str) -> int:
    """Return how many entries a log is known to have that are not held."""
    return max(0, signed_size(conn, origin) - _size(conn, origin))


def _withheld(conn: Connection, origins: Collection[str]) -> list[str]:
    """List the logs of which more is known than is held, and that are followed."""
    return [
        origin
        for origin in origins
        if _lag(conn, origin) and read_head(conn, origin).state is LogState.FOLLOWING
    ]


def _left(conn: Connection, members: Collection[str]) -> bool:
    """Say whether the visits of somebody who is no member any more are said to fail."""
    silent = select(peer_sync.c.peer).where(peer_sync.c.failing_since.is_not(None))
    return not set(conn.scalars(silent)) <= set(members)


def _forget_left(conn: Connection, members: Collection[str]) -> None:
    """Wait no more for those who have left: nobody visits them."""
    gone = peer_sync.c.peer.not_in(members)
    conn.execute(update(peer_sync).where(gone).values(failing_since=None))
