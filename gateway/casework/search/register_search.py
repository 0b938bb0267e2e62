"""The examination's search: an index that follows the register, and what it covered.

The index is a follower with its own position (`gateway.register.denials.changes`); an examination
waits until it has reached the register's, and records which logs it covered, at which size
and root, and how fresh they were (docs/design.md section 5).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import nullcontext
from datetime import datetime, timedelta
from functools import lru_cache, partial
from typing import NamedTuple

import structlog
from sqlalchemy import Connection

from gateway.domain.denial import Denial, DenialState
from gateway.domain.examination import Examination, RegisterPosition, SearchMode
from gateway.domain.lists.denial_search import DenialQuery, DenialsFound, SearchedBy
from gateway.domain.transaction import Transaction
from gateway.matching import MATCHER_VERSION
from gateway.matching.by_meaning import loading_once, read_further
from gateway.matching.index.denial_index import DenialIndex
from gateway.matching.items.best_items import says_something
from gateway.matching.lookup import LookedUp, as_transaction, look_up, look_up_all
from gateway.matching.meaning.comparison import SHARED_READER, MeaningReader
from gateway.matching.search import examine, examine_all, within_bounds
from gateway.matching.searches import Searches
from gateway.matching.transaction import EVERY_DECISION, KnownDenial, Opens
from gateway.register.denials.changes import denial_feed, register_position_now
from gateway.register.denials.valid_denials import VALID, Read, load_valid, read_content
from gateway.register.log.log_store import Head, LogState, heads
from gateway.register.register_queries import count_in, ids_in_batches, relayed_by
from gateway.register.sync.collector import COLLECTOR_PAUSED
from gateway.register.sync.missing_contents import signed_size
from gateway.store.database import Database

_READ = 5_000
"""Denials that are read at once for the index."""
_FILL = 100_000
"""Changes that the index takes in one commit: each makes a segment of its own, and a search
looks into all of them (docs/matching-search.md, Speed)."""
_KEPT = 4096
"""Denials that are kept as they were read, some 40 MiB, until the register changes: the same
withheld ones come up with every application for like goods to one destination."""

log = structlog.get_logger(__name__)


class RegisterSearch:
    """Searches every register that this node holds.

    Args:
        db: The node's database.
        index: The index; it may be empty, and is then filled from the register.
        code: This authority, whose own State's denials open no consultation.
        carried: Carries the codes of a transaction to their newest places, so that a code
            that moved between versions of its list is found under both.
        lists: Digest of the control lists by which codes are carried; the index is built
            again when it is another.
        authorities: Members that keep a register; each is in the record of an examination,
            one that was never synchronised with size 0.
        reader: Reads meanings of goods of a party alike.
    """

    def __init__(
        self,
        db: Database,
        index: DenialIndex,
        *,
        code: str,
        authorities: Callable[[], Iterable[str]] = tuple,
        carried: Callable[[Transaction], Transaction] = lambda transaction: transaction,
        lists: Callable[[], str] = str,
        reader: MeaningReader = SHARED_READER,
    ) -> None:
        self._db = db
        self._index = index
        self._code = code
        self._authorities = authorities
        self._carried = carried
        self._lists = lists
        self._reader = reader
        self._read_kept = lru_cache(_KEPT)(self._read)
        self._searched = Searches()
        self._scope: tuple[int, dict[DenialState, int]] = (-1, {})
        """At which position so many denials stood so."""
        self._following = asyncio.Lock()
        self._forgotten = False
        self._seen = -1
        """The position of the index when this process looked at it last."""

    @property
    def position(self) -> int:
        """How far the index has come in the register's feed."""
        return self._index.position

    def close(self) -> None:
        """Give the index back, for the next node that opens its folder."""
        self._index.close()

    def forget(self) -> None:
        """Have the next to follow fill the index anew: it may be of another time."""
        self._forgotten = True

    async def follow(self) -> int:
        """Bring the index to the register's present position; return it."""
        async with self._following:
            if await asyncio.to_thread(self._is_behind):
                await asyncio.to_thread(self._catch_up)
            return self._index.position

    def _is_behind(self) -> bool:
        """See what another process has done for the index, and say whether there is more to do."""
        self._index.look()
        if self._index.position != self._seen:
            self._moved()
        begun, lists = self._index.position, self._lists()
        if self._forgotten or (begun and self._index.lists != lists):
            return True
        return self._db.read_sync(
            lambda conn: begun > register_position_now(conn) or bool(denial_feed(conn, begun, 1))
        )

    def _catch_up(self) -> None:
        with self._index.turn():
            filled = 0
            while taken := self._follow_batch():
                filled += taken
            if filled > _READ:  # from now on it is searched
                self._index.settle()

    def _moved(self) -> None:
        """Keep nothing that was read of the register before: it may have been erased."""
        self._read_kept.cache_clear()
        self._searched.clear(self._index.position)
        self._seen = self._index.position

    def _follow_batch(self) -> int:
        """Take over the next changes; return of how many denials."""
        lists = self._lists()
        ahead = self._index.position > self._db.read_sync(register_position_now)
        if self._forgotten or ahead or (self._index.position and self._index.lists != lists):
            other = self._forgotten or ahead
            reason = "another database" if other else "other control lists"
            log.info("search.index_discarded", reason=reason)
            self._index.clear()
            self._moved()
            self._forgotten = False
        begun = self._index.position
        changes = self._db.read_sync(lambda conn: denial_feed(conn, begun, _FILL))
        if not changes:
            return 0
        ids = list(dict.fromkeys(change.denial_id for change in changes))
        self._read_kept.cache_clear()  # what is erased in the register is not kept here
        # Contents that are read later than the feed may be newer: their change comes again.
        self._index.apply(self._contents(ids), position=changes[-1].position, lists=lists)
        self._moved()
        return len(ids)

    def _contents(self, ids: Sequence[str]) -> Iterator[tuple[str, Denial | None]]:
        """Give denials as they stand, None for one that is not valid any more."""
        for start in range(0, len(ids), _READ):
            some = ids[start : start + _READ]
            found = self._db.read_sync(partial(load_valid, denial_ids=some))
            for key in some:
                yield key, self._carry(found[key].denial) if key in found else None
            if len(ids) > _READ:  # a rebuild, or a new member: whoever waits sees it move
                log.info("search.index_filling", done=start + len(some), of=len(ids))

    async def examine(
        self,
        transaction: Transaction,
        *,
        at: datetime,
        fresh_for: timedelta | None = None,
        mode: SearchMode = SearchMode.INDEX,
        keep: Collection[str] = (),
        opens: Opens = EVERY_DECISION,
    ) -> Examination:
        """Wait until the index has reached the registers' size, search, and record both.

        Args:
            transaction: What is searched for.
            at: Instant of the examination.
            fresh_for: How long a register is fresh after it was found complete; None: for
                ever. One that was never found complete is not.
            mode: Through the index, or every valid denial compared (audit).
            keep: Denials that are shown however many of their party are nearer.
            opens: Decisions whose denials open a consultation, as the rulebook has it.
        """
        await self.follow()
        what = _Wanted(self._carried(transaction), mode, keep, opens)
        return await asyncio.to_thread(self._examine, what, _Fresh(at, fresh_for))

    def _examine(self, what: _Wanted, fresh: _Fresh) -> Examination:
        # The audit mode compares every denial, too long to hold the collector back.
        paused = COLLECTOR_PAUSED if what.mode is SearchMode.INDEX else nullcontext()
        # One snapshot: what is searched, compared and recorded is the same register.
        with paused:
            return self._db.read_sync(lambda conn: self._on_snapshot(conn, what, fresh))

    def _on_snapshot(self, conn: Connection, what: _Wanted, fresh: _Fresh) -> Examination:
        ours, opens, me = what.transaction, what.opens, self._code
        # Of one in ten the meaning is needed at the end, which takes as long as all the rest.
        self._reader.begin(each.description for each in ours.items if says_something(each))
        load = loading_once(partial(self._load, conn))
        if what.mode is SearchMode.EXHAUSTIVE:
            hits = examine_all(ours, self._every(conn), asking=me, opens=opens)
        else:
            hits = examine(ours, index=self._index, load=load, asking=me, opens=opens)
        hits, meanings = read_further(
            ours, hits, load=load, reader=self._reader, asking=me, opens=opens
        )
        shown, more = within_bounds(hits, keep=what.keep)
        return Examination(
            examined_at=fresh.at,
            matcher_version=MATCHER_VERSION,
            mode=what.mode,
            registers=_positions(conn, self._code, self._authorities(), fresh),
            denials_in_scope=self._in_scope(conn),
            index_position=self._index.position,
            register_position=register_position_now(conn),
            hits=shown,
            more_of_party=more,
            meanings=meanings,
        )

    async def find(
        self,
        query: DenialQuery,
        *,
        at: datetime,
        fresh_for: timedelta | None = None,
        mode: SearchMode = SearchMode.INDEX,
    ) -> DenialsFound:
        """Look denials up by what was given of a query, once the index has followed.

        Args:
            query: What is searched for; a name, goods or a destination at least.
            at: Instant of the search.
            fresh_for: How long a register is fresh after it was found complete; None: for ever.
            mode: Through the index, or every valid denial compared (audit).
        """
        await self.follow()
        look = partial(self._look_up, query=query, fresh=_Fresh(at, fresh_for), mode=mode)
        return await asyncio.to_thread(self._db.read_sync, look)

    def _look_up(
        self, conn: Connection, *, query: DenialQuery, fresh: _Fresh, mode: SearchMode
    ) -> DenialsFound:
        looked = self._looked(conn, query, mode)
        given, issuer = query.given, query.issuer
        states = (*_ended_of(query), *(VALID if _is_of_valid(query) else ()))
        found = tuple(each for each in looked.found if issuer is None or each.is_by(issuer))
        return DenialsFound(
            searched_at=fresh.at,
            matcher_version=MATCHER_VERSION,
            mode=mode,
            registers=_positions(conn, self._code, self._authorities(), fresh),
            denials_in_scope=sum(self._in_scope(conn, each) for each in states),
            compared=given,
            not_given=tuple(each for each in SearchedBy if each not in given),
            total=len(found),
            complete=looked.complete,
            found=found[: query.limit],
        )

    def _looked(self, conn: Connection, query: DenialQuery, mode: SearchMode) -> LookedUp:
        """Look up, or take over what the same search has found in the same register.

        Who turns to its next page asks the same again, and so does who comes back to it.
        """
        if mode is SearchMode.EXHAUSTIVE:
            return self._look(conn, query, mode)
        same = DenialQuery(**(dict(query) | {"limit": 1, "issuer": None}))
        at = (register_position_now(conn), self._index.position)
        found = self._searched.get((*at, same))
        if found is None:
            found = self._look(conn, query, mode)
            self._searched.put((*at, same), found)
        return found

    def _look(self, conn: Connection, query: DenialQuery, mode: SearchMode) -> LookedUp:
        """Look up valid denials through the index, and others, which it has not, one by one."""
        looked = LookedUp((), complete=True)
        if _is_of_valid(query):
            looked = self._look_in_valid(conn, query, mode)
        for state in _ended_of(query):
            looked = looked.and_also(self._look_in_ended(conn, query, state))
        return looked

    def _look_in_ended(self, conn: Connection, query: DenialQuery, state: DenialState) -> LookedUp:
        ours, every = self._carried(as_transaction(query)), self._every(conn, state=state)
        found = look_up_all(ours, query.given, every, asking=self._code, reader=self._reader)
        return LookedUp(tuple(each.standing(state) for each in found.found), found.complete)

    def _look_in_valid(self, conn: Connection, query: DenialQuery, mode: SearchMode) -> LookedUp:
        ours, given = self._carried(as_transaction(query)), query.given
        if mode is SearchMode.EXHAUSTIVE or given == (SearchedBy.DESTINATION,):
            every = self._every(conn, query.destination if mode is SearchMode.INDEX else None)
            return look_up_all(ours, given, every, asking=self._code, reader=self._reader)
        if SearchedBy.GOODS in given and SearchedBy.NAME in given:
            self._reader.begin(each.description for each in ours.items if says_something(each))
        load = loading_once(partial(self._load, conn))
        return look_up(
            ours, given, index=self._index, load=load, asking=self._code, reader=self._reader
        )

    def _every(
        self,
        conn: Connection,
        destination: str | None = None,
        state: DenialState = DenialState.VALID,
    ) -> Iterator[KnownDenial]:
        """Give every denial that stands so, valid ones if nothing is said; of one destination."""
        for ids in ids_in_batches(conn, destination, state):
            yield from self._load(conn, ids, self._read, (state,)).values()

    def _load(
        self,
        conn: Connection,
        ids: Iterable[str],
        read: Read | None = None,
        states: Collection[DenialState] = VALID,
    ) -> dict[str, KnownDenial]:
        return {
            key: KnownDenial(
                self._carry(each.denial) if each.relayed_from else each.denial,
                relayed_from=each.relayed_from,
                transcribed_by=each.transcribed_by,
                partner=each.partner,
            )
            for key, each in load_valid(conn, ids, read or self._read_kept, states).items()
        }

    def _read(self, body: bytes) -> Denial | None:
        denial = read_content(body)
        return None if denial is None else self._carry(denial)

    def _in_scope(self, conn: Connection, state: DenialState = DenialState.VALID) -> int:
        """Count the denials that stand so; the feed moves with every change, so once a position."""
        position = register_position_now(conn)
        counted, counts = self._scope
        if counted != position:  # of another moment than a search beside this one, perhaps
            counts = {}
            self._scope = (position, counts)
        if state not in counts:
            counts[state] = count_in(conn, state)
        return counts[state]

    def _carry(self, denial: Denial) -> Denial:
        moved = self._carried(denial.transaction)
        if moved is denial.transaction:
            return denial
        return denial.with_transaction(moved)


class _Wanted(NamedTuple):
    """What is searched for, with its codes carried to later lists, and how."""

    transaction: Transaction
    mode: SearchMode
    keep: Collection[str]
    opens: Opens


class _Fresh(NamedTuple):
    """When it is looked whether a register is fresh, and how long one is."""

    at: datetime
    limit: timedelta | None

    def holds(self, complete: datetime | None) -> bool:
        """Say whether a register that was found complete at an instant is still fresh."""
        if complete is None:
            return False
        return self.limit is None or self.at - complete <= self.limit


def _is_of_valid(query: DenialQuery) -> bool:
    """Say whether valid denials are searched."""
    return query.state in {None, DenialState.VALID}


def _ended_of(query: DenialQuery) -> tuple[DenialState, ...]:
    """Return which states other than valid are searched."""
    others = (each for each in DenialState if each is not DenialState.VALID)
    return tuple(each for each in others if query.state in {None, each})


def _positions(
    conn: Connection, own: str, authorities: Iterable[str], fresh: _Fresh
) -> tuple[RegisterPosition, ...]:
    """Say of each register how much of it was searched and how fresh that was.

    One of which more is known than is held is not fresh, whenever it was found complete: what
    has not come cannot be searched. A log that is stopped after a fraud proof is not followed
    any more: it ages from when it was last found complete.
    """
    held = {head.origin: head for head in heads(conn)}
    relayed = relayed_by(conn)
    found = []
    for origin in sorted({*held, *relayed, *authorities}):
        head = held.get(origin, Head(origin))
        known = max(head.size, signed_size(conn, origin))
        count, newest = relayed.get(origin, (0, None))
        found.append(
            RegisterPosition(
                origin=origin,
                size=head.size,
                root=head.root.hex(),
                synced_at=head.verified,
                known=known,
                fresh=origin == own or (fresh.holds(head.verified) and known == head.size),
                stopped=head.state is LogState.STOPPED,
                relayed=count,
                relayed_at=newest,
            )
        )
    return tuple(found)
