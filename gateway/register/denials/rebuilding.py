"""Computes every derived row of a log again, compares it with what is held, and puts it right.

What `rebuild` finds different in a database that nobody has touched is a defect; what
`differences` finds in one that somebody has, is tampering (`log_verification`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Table, and_, case, delete, insert, select, update

from gateway.domain.letter import EntryType
from gateway.domain.lifecycle import ReviewLaws, shipped_law
from gateway.register.denials.changes import record_changes
from gateway.register.denials.denial_fold import DENIAL_EVENTS, DenialFold, LoggedAct
from gateway.register.denials.denial_projection import (
    HELD,
    NO_NOTICE,
    act_rows,
    erase_contents,
    erased_target,
    event_row,
)
from gateway.register.log.entries import KIND_NAMES, TYPE_NAMES, known_name
from gateway.register.log.log_store import Absent, read_head
from gateway.register.row_writing import insert_rows, to_microseconds
from gateway.store.tables_register import (
    denial,
    denial_event,
    erasure,
    log_entry,
    log_head,
    log_part,
    notice,
    review_law,
)

ENTRIES_A_READ = 2000


@dataclass(slots=True)
class Derived:
    """Every derived row of one log, by table and primary key."""

    denials: dict[tuple[Any, ...], tuple[Any, ...]] = field(default_factory=dict)
    events: dict[tuple[Any, ...], tuple[Any, ...]] = field(default_factory=dict)
    notices: dict[tuple[Any, ...], tuple[Any, ...]] = field(default_factory=dict)
    erasures: dict[tuple[Any, ...], tuple[Any, ...]] = field(default_factory=dict)

    def tables(self) -> list[tuple[Table, dict[tuple[Any, ...], tuple[Any, ...]]]]:
        """List the tables with their rows."""
        return [
            (denial, self.denials),
            (denial_event, self.events),
            (notice, self.notices),
            (erasure, self.erasures),
        ]


@dataclass(frozen=True, slots=True)
class RowDifference:
    """A derived row that is not what the log says.

    Attributes:
        table: Name of the table.
        key: Primary key of the row.
        what: ``missing``, ``superfluous`` or ``altered``.
        index: The entry that it is derived from, None where no entry is.
    """

    table: str
    key: tuple[Any, ...]
    what: str
    index: int | None


def derive(conn: Connection, origin: str, size: int, law: ReviewLaws = shipped_law) -> Derived:
    """Compute every derived row of a log from its entries and the contents that are held."""
    derived = Derived()
    folds: dict[str, DenialFold] = {}
    for start in range(0, size, ENTRIES_A_READ):
        chosen = log_entry.c.idx.between(start, min(start + ENTRIES_A_READ, size) - 1)
        for row in act_rows(conn, origin, chosen):
            at_us, kind = to_microseconds(row.at), known_name(row.entry_type)
            event = DENIAL_EVENTS.get(kind)
            if event is not None:
                fold = folds.setdefault(row.subject, DenialFold(origin, row.subject, law))
                act = LoggedAct(row.idx, event, row.at, row.body)
                derived.events[origin, row.idx] = event_row(
                    origin, row.subject, act, fold.take(act)
                )
            elif kind == EntryType.ERASED:
                target = erased_target(row.subject, row.idx)
                derived.erasures[origin, row.idx] = (origin, row.idx, target, at_us)
            elif kind not in NO_NOTICE:
                content = HELD if row.body is not None else (row.absent or Absent.WITHHELD)
                derived.notices[origin, row.idx] = (
                    origin,
                    row.idx,
                    row.subject,
                    kind,
                    at_us,
                    str(content),
                )
    for denial_id, fold in folds.items():
        if (found := fold.row()) is not None:
            derived.denials[denial_id,] = found
    return derived


def differences(conn: Connection, origin: str, derived: Derived) -> list[RowDifference]:
    """Compare the derived rows that are held with what the log says."""
    found = []
    for table, expected in derived.tables():
        held = _held_rows(conn, table, origin)
        for key in sorted(held.keys() | expected.keys(), key=str):
            if held.get(key) != expected.get(key):
                what = "altered"
                if key not in held:
                    what = "missing"
                elif key not in expected:
                    what = "superfluous"
                row = expected.get(key) or held[key]
                index = row[2] if table is denial else row[1]
                found.append(RowDifference(table.name, key, what, index))
    return found


def rebuild(
    conn: Connection, origin: str, size: int, law: ReviewLaws = shipped_law
) -> list[RowDifference]:
    """Make the derived rows of a log what the log says, erasures first.

    Returns:
        What was different; nothing in a sound database.
    """
    _name_what_is_known(conn, origin)
    everything = derive(conn, origin, size, law)
    erase_contents(conn, origin, {row[2] for row in everything.erasures.values() if row[2] >= 0})
    derived = derive(conn, origin, size, law)
    found = differences(conn, origin, derived)
    for table, expected in derived.tables():
        keys = [d.key for d in found if d.table == table.name]
        for key in keys:
            columns = table.primary_key.columns
            same = and_(*(c == value for c, value in zip(columns, key, strict=True)))
            conn.execute(delete(table).where(same))
        insert_rows(conn, table, [expected[key] for key in keys if key in expected])
    record_changes(conn, [d.key[0] for d in found if d.table == denial.name])
    return found


def learn(conn: Connection, law: ReviewLaws = shipped_law) -> list[str]:
    """Derive anew the logs in which an earlier version kept acts by their numbers only.

    Called when a node starts: after an upgrade that knows the numbers, the acts have their
    effect, in the place of the log in which they stand.

    Returns:
        The logs that were derived anew; none where nothing was learnt.
    """
    numbers = [str(number) for number in TYPE_NAMES]
    query = select(notice.c.origin).where(notice.c.type.in_(numbers)).distinct()
    found = sorted(conn.execute(query).scalars())
    for origin in found:
        rebuild(conn, origin, read_head(conn, origin).size, law)
    return found


def follows(conn: Connection, digest: str) -> bool:
    """Say whether the dates of all denials were computed by a law of reviews.

    Args:
        conn: A reading transaction.
        digest: Of the rulebooks and calendars that make the law.
    """
    return conn.execute(select(review_law.c.digest)).scalar() == digest


def follow(conn: Connection, digest: str, law: ReviewLaws) -> list[RowDifference]:
    """Derive all logs anew where the law of reviews is another than at the last time.

    A calendar may be announced with a date that lies before acts that are held, and acts may
    be taken before a file of the law has come. Every member then computes the same again,
    from the law as it stands at the instant of each act.

    Args:
        conn: The transaction.
        digest: Of the rulebooks and calendars that make the law.
        law: The law.

    Returns:
        What was different.
    """
    if follows(conn, digest):
        return []
    found = []
    for origin in conn.execute(select(log_head.c.origin)).scalars().all():
        found += rebuild(conn, origin, read_head(conn, origin).size, law)
    conn.execute(delete(review_law))
    conn.execute(insert(review_law).values(id=1, digest=digest))
    return found


def _name_what_is_known(conn: Connection, origin: str) -> None:
    """Give types and kinds that were kept by number the names that this version has."""
    for column, names in ((log_entry.c.entry_type, TYPE_NAMES), (log_part.c.kind, KIND_NAMES)):
        by_number = {str(number): name for number, name in names.items()}
        conn.execute(
            update(column.table)
            .where(column.table.c.origin == origin, column.in_(list(by_number)))
            .values({column.name: case(by_number, value=column)})
        )


def _held_rows(
    conn: Connection, table: Table, origin: str
) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """Read a table's rows of one log, as the driver keeps their values."""
    keys = [i for i, column in enumerate(table.columns) if column.primary_key]
    rows = conn.execute(select(table).where(table.c.origin == origin))
    plain = [tuple(_plain(value) for value in row) for row in rows]
    return {tuple(row[i] for i in keys): row for row in plain}


def _plain(value: Any) -> Any:
    if hasattr(value, "hour"):
        return to_microseconds(value)
    return value.isoformat() if hasattr(value, "isoformat") else value
