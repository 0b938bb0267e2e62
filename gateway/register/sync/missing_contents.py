"""Contents that are released to this member and have not come: who gives them, and until when.

A source may leave a body out: because it may not hold it itself, or because it lies. The
entry is proven all the same and is taken; the part is written down as missing. While one
is missing, the log is not cosigned ("what is released to me is durably held") and not
found complete; each visit to somebody who may hold the content asks for it again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, exists, func, or_, select, update

from gateway.domain.lifecycle import ReviewLaws
from gateway.errors import RegisterError, UnavailableError
from gateway.exchange.identity import NodeIdentity
from gateway.register.denials.denial_projection import project_contents
from gateway.register.log.entries import EntryChecker
from gateway.register.log.log_store import Absent, CheckedEntry, lock_head
from gateway.register.release_sets import may_hold
from gateway.register.sync.source import LogSource
from gateway.register.sync.troubles import TroubleKind, report_trouble
from gateway.store.database import Database
from gateway.store.prepared import Prepared
from gateway.store.tables_register import checkpoint, log_entry, log_part, trouble
from gateway.trust.members import Member

BARREN = 16
"""Entries without an answer in a row, after which a source is left alone until next time."""

# Asked at every visit of every peer: built once.
_MISSING = Prepared(
    select(log_part.c.idx, log_part.c.part, log_part.c.release)
    .where(log_part.c.origin == bindparam("of"), log_part.c.absent == Absent.MISSING)
    .order_by(log_part.c.idx, log_part.c.part)
)
_NOT_WHOLE = Prepared(
    select(
        or_(
            exists().where(
                log_part.c.origin == bindparam("of"), log_part.c.absent == Absent.MISSING
            ),
            exists().where(
                trouble.c.origin == bindparam("of"),
                trouble.c.kind == TroubleKind.CONTENT,
                trouble.c.closed.is_(None),
            ),
        )
    )
)
_SIGNED = Prepared(
    select(func.max(checkpoint.c.size)).where(checkpoint.c.origin == bindparam("of"))
)


@dataclass(frozen=True, slots=True)
class MissingPart:
    """A part that was released to this member and is not held."""

    index: int
    part: int
    release: str

    def may_have(self, member: Member, origin: str) -> bool:
        """Say whether a member may hold the content."""
        return may_hold(member, self.release.split(), origin)


def missing_parts(conn: Connection, origin: str) -> list[MissingPart]:
    """List what is missing of a log, in its order."""
    return [MissingPart(*row) for row in _MISSING.rows(conn, {"of": origin})]


def signed_size(conn: Connection, origin: str) -> int:
    """Return how many entries a log's owner is known to have signed, whoever has shown it."""
    ((size,),) = _SIGNED.rows(conn, {"of": origin})
    return size or 0


def is_whole(conn: Connection, origin: str) -> bool:
    """Say whether nothing is missing of a log, and no trouble says that something was."""
    return not _NOT_WHOLE.rows(conn, {"of": origin})[0][0]


def note_missing(conn: Connection, origin: str, at: datetime) -> None:
    """Open the trouble of a log of which contents are missing; cosigning it closes that."""
    if missing_parts(conn, origin):
        text = f"contents of log {origin} that are released to us have not come"
        report_trouble(conn, origin=origin, peer=origin, kind=TroubleKind.CONTENT, text=text, at=at)


class ContentFetcher:
    """Fetches missing contents into one node's database.

    Args:
        db: The node's database.
        me: This node.
    """

    def __init__(self, db: Database, me: NodeIdentity) -> None:
        self._db = db
        self._me = me

    async def fetch(self, origin: str, source: LogSource) -> int:
        """Fetch from a source what it may hold of the missing contents of a log.

        Returns:
            How many entries have got contents.

        Raises:
            UnavailableError: The source does not answer any more; what has come stays.
        """
        missing = await self._db.read(lambda conn: missing_parts(conn, origin))
        if not missing:
            return 0
        asked_of = self._me.directory().member(source.code)
        asked = sorted({m.index for m in missing if m.may_have(asked_of, origin)})
        directory = self._me.directory()
        checker = EntryChecker(origin, directory, reader=self._me.code, whole=True)
        got = barren = 0
        for index in asked:
            taken = await self._entry(origin, index, source, checker)
            got, barren = got + taken, 0 if taken else barren + 1
            if barren == BARREN:
                break
        at = self._me.clock.now()
        await self._db.write(lambda conn: note_missing(conn, origin, at))
        return got

    async def _entry(
        self, origin: str, index: int, source: LogSource, checker: EntryChecker
    ) -> bool:
        try:
            # The leaf here is proven already; the source's proof would say it again.
            package, _ = await source.inclusion(origin, index, index + 1)
            entry = checker.check(package, index)
        except UnavailableError:
            raise
        except RegisterError:
            return False
        return await self._db.write(self._filling(origin, index, entry))

    def _filling(
        self, origin: str, index: int, entry: CheckedEntry
    ) -> Callable[[Connection], bool]:
        return lambda conn: fill_parts(conn, origin, index, entry, self._me.reviews)


def fill_parts(
    conn: Connection, origin: str, index: int, entry: CheckedEntry, law: ReviewLaws
) -> bool:
    """Put contents where they are missing, with what follows from them; say whether any came.

    Args:
        conn: The transaction.
        origin: Owner of the log.
        index: Where the entry lies.
        entry: The entry as a source gives it, checked: its bodies are what it commits to.
        law: Says when reviews are due.
    """
    lock_head(conn, origin)
    same = select(log_entry.c.leaf_hash).where(
        log_entry.c.origin == origin, log_entry.c.idx == index
    )
    if conn.execute(same).scalar() != entry.leaf_hash:
        return False
    came = 0
    for number, part in enumerate(entry.parts):
        if part.body is None:
            continue
        query = update(log_part).where(
            log_part.c.origin == origin,
            log_part.c.idx == index,
            log_part.c.part == number,
            log_part.c.absent == Absent.MISSING,  # what was erased meanwhile stays erased
        )
        came += conn.execute(query.values(salt=part.salt, body=part.body, absent=None)).rowcount
    if came:
        project_contents(conn, origin, index, law)
    return came > 0
