"""The entries of a log as officers see them, who has confirmed to hold each, and its proof."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection

from gateway.casework.acts.journal import Journal
from gateway.casework.permissions import Officer, Permission
from gateway.casework.services import Office, Work
from gateway.domain.acts import Verb
from gateway.domain.authority import AuthorityCode
from gateway.domain.base import Instant, Model
from gateway.domain.saying import says
from gateway.errors import InputError, NotFoundError
from gateway.register.log.checkpoints import readers, received_up_to
from gateway.register.log.entries import is_number
from gateway.register.log.log_store import Effect, LogEntry, read_entries, read_head
from gateway.register.log.proof_writing import write_proof
from gateway.register.register_queries import content_place

MAX_ENTRIES = 500
"""Entries on one page."""

HELD = "held"


class EntryReceipts(Model):
    """Who has confirmed, by cosigning a checkpoint over it, to hold an entry.

    Cosignatures go to the log's origin, so only there all of them are known.

    Attributes:
        confirmed_by: Members other than the origin whose cosignature is held here.
        not_yet_confirmed: Members that may read registers and have not; None at another
            node than the origin's, which cannot know.
    """

    confirmed_by: tuple[AuthorityCode, ...]
    not_yet_confirmed: tuple[AuthorityCode, ...] | None


class EntryLine(Model):
    """One entry of a log.

    Attributes:
        type: Type of the act; a number where this version does not know it.
        effect: Whether it has one: `key_revoked` where its key had been revoked when it signed.
            Then it is a leaf of the log, and nothing follows from it.
        parts: Kind of each part, and whether its content is held, withheld, missing, erased.
    """

    index: int
    type: str
    subject: str
    at: Instant
    known: bool
    effect: Effect
    parts: tuple[tuple[str, str], ...]
    receipts: EntryReceipts


class EntryPage(Model):
    """Some entries of a log, from one index on.

    Attributes:
        next: Where the next page begins; None at the end of what is held.
    """

    origin: AuthorityCode
    size: int
    entries: tuple[EntryLine, ...]
    next: int | None


class Receipts:
    """What cosignatures say of one log, read once for many entries.

    Args:
        work: A reading transaction, with the services of the node.
        origin: Owner of the log.
        at: Decides which members have left.
    """

    def __init__(self, work: Work, origin: str, at: datetime) -> None:
        self._held: Mapping[str, tuple[int, datetime]] = received_up_to(work.conn, origin)
        self._expected = [code for code in readers(work.me.directory(), at) if code != origin]
        self._origin = origin
        self._complete = origin == work.code

    def of(self, index: int) -> EntryReceipts:
        """Say who has confirmed to hold an entry."""
        confirmed = {
            code for code, (size, _) in self._held.items() if size > index and code != self._origin
        }
        waiting = tuple(code for code in self._expected if code not in confirmed)
        return EntryReceipts(
            confirmed_by=tuple(sorted(confirmed)),
            not_yet_confirmed=waiting if self._complete else None,
        )


async def entries(
    office: Office, officer: Officer, origin: str, *, start: int = 0, limit: int = 100
) -> EntryPage:
    """List entries of a log, and who has confirmed to hold each.

    Args:
        office: This authority.
        officer: Who asks.
        origin: Owner of the log.
        start: First index.
        limit: Most entries, up to `MAX_ENTRIES`.

    Raises:
        InputError: `start` or `limit` is out of range.
        NotFoundError: No log of that origin is held here.
    """
    officer.require(Permission.READ_DENIALS)
    if not (0 <= start < 2**62 and 1 <= limit <= MAX_ENTRIES):
        raise InputError(
            "start or limit is out of range: from 0 on, 1 to {max_entries} entries",
            field="limit",
            max_entries=MAX_ENTRIES,
        )
    at = office.clock.now()

    def read(conn: Connection) -> EntryPage:
        size = read_head(conn, origin).size
        if not size:
            raise _no_log(origin)
        receipts = Receipts(Work(conn, office), origin, at)
        stop = min(start + limit, size)
        return EntryPage(
            origin=origin,
            size=size,
            entries=tuple(
                _line(each, receipts) for each in read_entries(conn, origin, start, stop)
            ),
            next=stop if stop < size else None,
        )

    return await office.db.read(read)


def _line(held: LogEntry, receipts: Receipts) -> EntryLine:
    entry = held.entry
    return EntryLine.made_from(
        entry,
        index=held.index,
        type=entry.entry_type,
        known=not is_number(entry.entry_type),
        parts=tuple((part.kind, str(part.absent or HELD)) for part in entry.parts),
        receipts=receipts.of(held.index),
    )


async def prove(
    office: Office, officer: Officer, origin: str, index: int, *, contents: bool = True
) -> bytes:
    """Return the proof file of one entry; that it was written is kept in the journal.

    Args:
        office: This authority.
        officer: Who asks, and answers for whom the contents are handed to.
        origin: Owner of the log.
        index: The entry.
        contents: Whether the contents that are held here go into the file.

    Raises:
        NotFoundError: There is no such entry here, or no signed checkpoint over it.
        RegisterError: What is held does not prove the entry.
    """
    officer.require(Permission.READ_DENIALS)
    check_origin(office, origin)
    if not 0 <= index < 2**62:
        raise _no_log(origin)
    at, directory = office.clock.now(), office.me.directory()
    proof = await office.db.read(
        lambda conn: write_proof(conn, directory, origin, index, at, contents=contents)
    )
    what = "with the contents held" if contents else "without contents"
    await office.db.write(
        lambda conn: Journal(conn, at, officer.name).act(
            Verb.REGISTER_PROVED,
            origin,
            says("entry {index} of log {origin}, {what}", index=index, origin=origin, what=what),
        )
    )
    return proof


async def prove_denial(
    office: Office, officer: Officer, denial_id: str, *, contents: bool = True
) -> bytes:
    """Return the proof file of the entry that holds a denial's record as it now stands.

    Raises:
        NotFoundError: It is in no register here; a relayed denial is in none anywhere.
    """
    officer.require(Permission.READ_DENIALS)
    place = await office.db.read(lambda conn: content_place(conn, denial_id))
    if place is None:
        raise NotFoundError(
            "The denial {denial_id} is in no register here, or its content is not held.",
            remedy="Name the entry by its register and its index: {listRegisterEntries}. "
            "A relayed denial is in no log.",
            denial_id=denial_id[:60],
        )
    return await prove(office, officer, *place, contents=contents)


def check_origin(office: Office, origin: str) -> None:
    """Check that a log is a member's, before anybody is asked about it.

    Raises:
        NotFoundError: The directory has no such member, so nobody keeps its log.
    """
    if origin not in office.me.directory().members:
        raise _no_log(origin)


def _no_log(origin: str) -> NotFoundError:
    return NotFoundError(
        "No log of {origin} is held here.",
        remedy="{listRegisters} lists those that are.",
        origin=origin[:20],
    )
