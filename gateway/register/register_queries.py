"""What other rooms ask about the rows of the register: each question once, beside its tables.

Contents of denials are read by `gateway.register.denials.denial_queries`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Table, bindparam, func, select

from gateway.domain.denial import DenialState, LegalBase
from gateway.domain.letter import EntryType
from gateway.store.prepared import Prepared
from gateway.store.records import Records, in_columns
from gateway.store.tables_register import denial, denial_event, log_entry, peer_sync, relayed_denial

_BATCH: Final = 500
_REVIEW = Prepared(select(denial.c.review_due).where(denial.c.denial_id == bindparam("of")))


class ReviewedDenial(NamedTuple):
    """A denial to which the law gives a day of review.

    Attributes:
        reviews_done: None where that is not known.
    """

    denial_id: str
    origin: str
    legal_base: LegalBase
    first_notified: date
    reviews_done: int | None
    review_due: date


REVIEWED: Final = Records(
    denial,
    in_columns(ReviewedDenial),
    named="reviews due",
    order=("review_due", "denial_id"),
)
IS_REVIEWED: Final = (denial.c.state == DenialState.VALID.value, denial.c.review_due.is_not(None))
"""Valid denials to which the law gives a day of review, for queries of `REVIEWED`."""


class PeerVisit(NamedTuple):
    """How visits to a peer stand.

    Attributes:
        failing_since: None: the last one went well.
        trouble: What was wrong at the last one; empty: it answered.
    """

    peer: str
    tried: datetime | None
    succeeded: datetime | None
    failing_since: datetime | None
    trouble: str


class EffectiveAct(NamedTuple):
    """An act on a denial: which entry of which log."""

    origin: str
    idx: int
    type: str
    at: datetime


_VISITS = Records(peer_sync, in_columns(PeerVisit))
_EVENTS = Records(denial_event, in_columns(EffectiveAct))


def visits(conn: Connection) -> dict[str, PeerVisit]:
    """Return how visits to each peer stand."""
    return {each.peer: each for each in _VISITS.each(conn, by=())}


def review_day(conn: Connection, denial_id: str) -> date | None:
    """Return the day of a denial's next review; None where it has none."""
    row = _REVIEW.first(conn, {"of": denial_id})
    return None if row is None else row[0]


def content_place(conn: Connection, denial_id: str) -> tuple[str, int] | None:
    """Return the log and the entry that hold a denial as it stands, or None."""
    query = select(denial.c.origin, denial.c.content_idx).where(denial.c.denial_id == denial_id)
    row = conn.execute(query).one_or_none()
    return None if row is None else (row.origin, row.content_idx)


def denials_of(conn: Connection, origin: str) -> tuple[str, ...]:
    """Return the ids of the denials in the log of an authority."""
    return tuple(conn.scalars(select(denial.c.denial_id).where(denial.c.origin == origin)))


def relayed_denials(conn: Connection, source: str | None = None) -> tuple[str, ...]:
    """Return the ids of all relayed denials, or of those of one State."""
    query = select(relayed_denial.c.denial_id)
    if source is not None:
        query = query.where(relayed_denial.c.relayed_from == source)
    return tuple(conn.scalars(query))


def by_reference(
    conn: Connection, origin: str, references: Collection[str]
) -> tuple[tuple[str, str], ...]:
    """Return those of some national references that denials of an authority have, with the ids."""
    query = select(denial.c.national_reference, denial.c.denial_id).where(
        denial.c.origin == origin, denial.c.national_reference.in_(references)
    )
    return tuple((reference, denial_id) for reference, denial_id in conn.execute(query))


def not_valid_among(conn: Connection, denial_ids: Iterable[str]) -> Mapping[str, str]:
    """Return the state of those of some denials that are not valid now."""
    wanted = sorted(denial_ids)
    query = select(denial.c.denial_id, denial.c.state).where(
        denial.c.denial_id.in_(wanted), denial.c.state != DenialState.VALID.value
    )
    return {row.denial_id: row.state for row in conn.execute(query)} if wanted else {}


def newest_event(conn: Connection, denial_id: str) -> EffectiveAct | None:
    """Return the newest act that had an effect on a denial, or None."""
    effective = (denial_event.c.denial_id == denial_id, denial_event.c.note == "")
    return next(_EVENTS.each(conn, *effective, by=[denial_event.c.idx.desc()], most=1), None)


def valid_goods(conn: Connection) -> Iterator[tuple[str, str]]:
    """Yield the codes and the destination of each valid denial in a log."""
    query = select(denial.c.codes, denial.c.destination)
    found = conn.execute(query.where(denial.c.state == DenialState.VALID.value))
    return ((codes, destination) for codes, destination in found)


def ids_in_batches(
    conn: Connection, destination: str | None, state: DenialState
) -> Iterator[Sequence[str]]:
    """Yield the ids of all denials that stand so, relayed ones among them, by batches.

    Args:
        conn: A transaction.
        destination: Only those of this destination.
        state: How they stand.
    """
    for table in (denial, relayed_denial):
        chosen = [table.c.state == state.value]
        if destination is not None:
            chosen.append(table.c.destination == destination)
        after: str | None = ""
        while after is not None:
            query = select(table.c.denial_id).where(*chosen, table.c.denial_id > after)
            ids = list(conn.scalars(query.order_by(table.c.denial_id).limit(_BATCH)))
            yield ids
            after = ids[-1] if len(ids) == _BATCH else None


def count_in(conn: Connection, state: DenialState) -> int:
    """Count the denials that stand so, relayed ones among them."""

    def count(table: Table) -> Any:
        query = select(func.count()).select_from(table)
        return conn.scalar(query.where(table.c.state == state.value))

    return int(count(denial) + count(relayed_denial))


def relayed_by(conn: Connection) -> dict[str, tuple[int, datetime | None]]:
    """Return how many denials each authority has transcribed, and when the newest of them."""
    table = relayed_denial
    query = select(table.c.transcribed_by, func.count(), func.max(table.c.added))
    found = conn.execute(query.group_by(table.c.transcribed_by))
    return {row[0]: (int(row[1]), row[2]) for row in found}


def made_at(conn: Connection, origin: str, index: int) -> datetime | None:
    """Return when an entry of a log was made; None where it is not held."""
    chosen = (log_entry.c.origin == origin, log_entry.c.idx == index)
    return conn.scalar(select(log_entry.c.at).where(*chosen))


def first_denial(conn: Connection, origin: str) -> datetime | None:
    """Return when a log first had a denial."""
    notified = log_entry.c.entry_type == EntryType.DENIAL_NOTIFIED.value
    query = select(log_entry.c.at).where(
        log_entry.c.origin == origin, notified, log_entry.c.effect.is_(None)
    )
    return conn.scalar(query.order_by(log_entry.c.idx).limit(1))
