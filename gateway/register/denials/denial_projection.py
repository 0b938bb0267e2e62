"""Derives from the logs what they say now: denials, notices, erasures. All can be rebuilt.

`project` applies entries in the transaction that appends them. A denial that is new is
folded from the entries at hand; one that was there before is folded anew from the log, so
that applying and rebuilding (`rebuilding`) are one code.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, delete, select, update

from gateway.domain.denial import DenialEventType
from gateway.domain.letter import EntryType
from gateway.domain.lifecycle import ReviewLaws, shipped_law
from gateway.errors import StateError
from gateway.register.denials.changes import record_changes
from gateway.register.denials.denial_fold import (
    BEGINNINGS,
    DENIAL_EVENTS,
    MATCHING_PART,
    DenialFold,
    LoggedAct,
)
from gateway.register.log.entries import known_name
from gateway.register.log.log_store import Absent, CheckedEntry, Effect
from gateway.register.row_writing import insert_rows, to_microseconds
from gateway.store.tables_register import (
    denial,
    denial_event,
    erasure,
    log_entry,
    log_part,
    notice,
)

HELD = "held"
NO_NOTICE = frozenset({EntryType.ERASED.value, EntryType.JOURNAL_COMMITTED.value})
"""Types of entry from which no row of a notice is derived, nor one of a denial."""

IDS_A_QUERY = 400


class PreparedRows(NamedTuple):
    """The rows that one act makes, if it is the first and only one on its denial."""

    event: tuple[Any, ...]
    row: tuple[Any, ...] | None


def prepare(origin: str, index: int, entry: CheckedEntry, law: ReviewLaws) -> PreparedRows | None:
    """Make the rows of a beginning before the transaction, on any thread.

    Most entries of a log begin a denial. Whether this one is the first and only act on it
    is for `project` to see, which makes the rows anew where it is not.
    """
    event = _event(entry)
    if event not in BEGINNINGS or not entry.parts or entry.parts[MATCHING_PART].body is None:
        return None
    act = LoggedAct(index, event, entry.at, entry.parts[MATCHING_PART].body)
    fold = DenialFold(origin, entry.subject, law)
    return PreparedRows(event_row(origin, entry.subject, act, fold.take(act)), fold.row())


def project(
    conn: Connection,
    origin: str,
    start: int,
    entries: Sequence[CheckedEntry],
    *,
    law: ReviewLaws = shipped_law,
    strict: bool = False,
    prepared: Mapping[int, PreparedRows] = MappingProxyType({}),
) -> None:
    """Apply entries that were just appended, in the same transaction.

    Args:
        conn: The transaction.
        origin: Owner of the log.
        start: Index of the first of them.
        entries: The entries, already stored.
        law: Says when reviews are due.
        strict: For the own log: an act that does not fit is refused, not recorded.
        prepared: Rows that `prepare` has made of some of the entries, by index.

    Raises:
        StateError: `strict`, and an act does not fit the state of its denial.
    """
    erased = _erase(conn, origin, start, entries)
    acts: dict[str, list[LoggedAct]] = {}
    notices = []
    for index, entry in enumerate(entries, start):
        event = _event(entry)
        if event is not None:
            body = entry.parts[MATCHING_PART].body if entry.parts else None
            act = LoggedAct(index, event, entry.at, None if index in erased else body)
            acts.setdefault(entry.subject, []).append(act)
        elif entry.effect is Effect.IN_FORCE and entry.entry_type not in NO_NOTICE:
            # What this version does not know is a notice of an act that nobody here can read.
            content = Absent.ERASED if index in erased else _content(entry)
            notices.append((origin, index, entry.subject, entry.entry_type, entry.at_us, content))
    insert_rows(conn, notice, notices)
    known = _known(conn, origin, acts) | _subjects(conn, origin, erased)
    new = {denial_id: acts[denial_id] for denial_id in acts if denial_id not in known}
    changed = _insert_new(conn, origin, new, law, strict=strict, prepared=prepared)
    for denial_id in sorted(known):
        fresh = {act.entry for act in acts.get(denial_id, ())}
        _refold(conn, origin, denial_id, fresh, law, strict=strict)
        changed.append(denial_id)
    record_changes(conn, changed)


def _event(entry: CheckedEntry) -> DenialEventType | None:
    """Return what an entry does to a denial: nothing, where it has no effect."""
    return DENIAL_EVENTS.get(entry.entry_type) if entry.effect is Effect.IN_FORCE else None


def _content(entry: CheckedEntry) -> str:
    if not entry.parts:
        return Absent.WITHHELD
    return entry.parts[MATCHING_PART].absent or HELD


def _erase(conn: Connection, origin: str, start: int, entries: Sequence[CheckedEntry]) -> set[int]:
    """Carry out the erasures among new entries; return the indices whose content is gone."""
    rows = []
    for index, entry in enumerate(entries, start):
        if entry.entry_type == EntryType.ERASED and entry.effect is Effect.IN_FORCE:
            target = erased_target(entry.subject, index)
            rows.append((origin, index, target, entry.at_us))
    insert_rows(conn, erasure, rows)
    targets = {row[2] for row in rows if row[2] >= 0}
    erase_contents(conn, origin, targets)
    return targets


def erased_target(subject: str, index: int) -> int:
    """Return which entry an erasure names; -1 for none that lies before it."""
    if subject.isascii() and subject.isdigit() and int(subject) < index:
        return int(subject)
    return -1


def erase_contents(conn: Connection, origin: str, targets: Iterable[int]) -> None:
    """Delete salts and bodies of entries, and what a notice shows of them."""
    for chunk in chunks(sorted(targets)):
        conn.execute(
            update(log_part)
            .where(log_part.c.origin == origin, log_part.c.idx.in_(chunk))
            .values(salt=None, body=None, absent=Absent.ERASED)
        )
        conn.execute(
            update(notice)
            .where(notice.c.origin == origin, notice.c.idx.in_(chunk))
            .values(content=Absent.ERASED)
        )


def project_contents(
    conn: Connection, origin: str, index: int, law: ReviewLaws = shipped_law
) -> None:
    """Apply an entry again whose contents came later, in the transaction that takes them."""
    for denial_id in _subjects(conn, origin, {index}):
        _refold(conn, origin, denial_id, set(), law, strict=False)
        record_changes(conn, [denial_id])
    came = select(log_part.c.body.is_not(None)).where(
        log_part.c.origin == origin, log_part.c.idx == index, log_part.c.part == MATCHING_PART
    )
    if conn.execute(came).scalar():
        conn.execute(
            update(notice)
            .where(notice.c.origin == origin, notice.c.idx == index)
            .values(content=HELD)
        )


def _subjects(conn: Connection, origin: str, indices: set[int]) -> set[str]:
    """Return the denials that entries are about."""
    found: set[str] = set()
    for chunk in chunks(sorted(indices)):
        query = select(denial_event.c.denial_id).where(
            denial_event.c.origin == origin, denial_event.c.idx.in_(chunk)
        )
        found.update(conn.execute(query).scalars())
    return found


def _insert_new(
    conn: Connection,
    origin: str,
    acts: Mapping[str, Sequence[LoggedAct]],
    law: ReviewLaws,
    *,
    strict: bool,
    prepared: Mapping[int, PreparedRows],
) -> list[str]:
    """Insert what follows for denials of which nothing was known; return those with a row."""
    rows, events = [], []
    for denial_id, new in acts.items():
        ready = prepared.get(new[0].entry)
        # A content that an entry of the same batch erases is not in the act any more.
        if ready is None or len(new) > 1 or new[0].body is None:
            fold = DenialFold(origin, denial_id, law)
            events += [event_row(origin, denial_id, act, _taken(fold, act, strict)) for act in new]
            row = fold.row()
        else:
            events.append(ready.event)
            row = ready.row
        if row is not None:
            rows.append(row)
    insert_rows(conn, denial_event, events)
    insert_rows(conn, denial, rows)
    return [row[0] for row in rows]


def _known(conn: Connection, origin: str, denial_ids: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for chunk in chunks(list(denial_ids)):
        query = select(denial_event.c.denial_id).where(
            denial_event.c.origin == origin, denial_event.c.denial_id.in_(chunk)
        )
        found.update(conn.execute(query.distinct()).scalars())
    return found


def _taken(fold: DenialFold, act: LoggedAct, strict: bool) -> str:  # noqa: FBT001
    note = fold.take(act)
    if note and strict:
        raise StateError(
            "The act does not fit: {note}.",
            remedy="{getDenial} has the acts before it; ask its authority.",
            event=act.type.value,
            note=note,
        )
    return note


def event_row(origin: str, denial_id: str, act: LoggedAct, note: str) -> tuple[Any, ...]:
    """Return the row of an act, as the driver takes it."""
    return (origin, act.entry, denial_id, act.type.value, to_microseconds(act.at), note)


def _refold(
    conn: Connection, origin: str, denial_id: str, fresh: set[int], law: ReviewLaws, *, strict: bool
) -> None:
    """Fold a denial that was there before from all its acts, and replace what is held of it."""
    earlier = set(
        conn.execute(
            select(denial_event.c.idx).where(
                denial_event.c.origin == origin, denial_event.c.denial_id == denial_id
            )
        ).scalars()
    )
    fold, events = DenialFold(origin, denial_id, law), []
    for _, act in _acts(conn, origin, sorted(earlier | fresh)):
        note = _taken(fold, act, strict and act.entry in fresh)
        events.append(event_row(origin, denial_id, act, note))
    conn.execute(
        delete(denial_event).where(
            denial_event.c.origin == origin, denial_event.c.denial_id == denial_id
        )
    )
    # Only this origin's row: a stranger's act on another's denial must not remove it.
    conn.execute(delete(denial).where(denial.c.denial_id == denial_id, denial.c.origin == origin))
    insert_rows(conn, denial_event, events)
    row = fold.row()
    insert_rows(conn, denial, [] if row is None else [row])


def _acts(conn: Connection, origin: str, indices: Sequence[int]) -> Iterator[tuple[str, LoggedAct]]:
    """Yield acts on denials with their subjects, in the log's order."""
    for chunk in chunks(indices):
        for row in act_rows(conn, origin, log_entry.c.idx.in_(chunk)):
            event = DENIAL_EVENTS.get(known_name(row.entry_type))
            if event is not None:
                yield row.subject, LoggedAct(row.idx, event, row.at, row.body)


def act_rows(conn: Connection, origin: str, chosen: Any) -> Sequence[Any]:
    """Return the entries with an effect that a condition on `log_entry` chooses, with part 0."""
    part = and_(
        log_part.c.origin == log_entry.c.origin,
        log_part.c.idx == log_entry.c.idx,
        log_part.c.part == MATCHING_PART,
    )
    return conn.execute(
        select(
            log_entry.c.idx,
            log_entry.c.entry_type,
            log_entry.c.subject,
            log_entry.c.at,
            log_part.c.body,
            log_part.c.absent,
        )
        .select_from(log_entry.outerjoin(log_part, part))
        .where(log_entry.c.origin == origin, log_entry.c.effect.is_(None), chosen)
        .order_by(log_entry.c.idx)
    ).all()


def chunks(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Cut a list so that a query with one part as its parameters stays within limits."""
    for at in range(0, len(items), IDS_A_QUERY):
        yield items[at : at + IDS_A_QUERY]
