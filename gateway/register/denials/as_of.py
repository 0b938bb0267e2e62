"""What a log said of denials when it had a size: which were valid, and with which content.

An examination names the sizes of the logs that it covered; whoever makes it again must not
look at what came later. Erasures act back: what is erased now cannot be compared any more. So
does a revocation: an entry that it leaves without effect had none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from gateway.domain.denial import Denial, DenialState
from gateway.domain.lifecycle import ReviewLaws, shipped_law
from gateway.errors import ComityError
from gateway.register.denials.denial_fold import DENIAL_EVENTS, DenialFold, LoggedAct
from gateway.register.denials.denial_projection import act_rows, chunks
from gateway.register.log.entries import known_name
from gateway.store.tables_register import denial, log_entry, log_part
from gateway.wire.denials import denial_from_parts

ENTRIES_A_READ = 2000


@dataclass(frozen=True, slots=True)
class DenialStanding:
    """How a denial stood.

    Attributes:
        valid: Whether it was notified and neither revoked nor ended.
        content: Index of the entry with its content; None where none is held.
    """

    valid: bool
    content: int | None


class DenialAsOf:
    """Folds the acts on one denial up to a size of its log.

    Args:
        origin: Owner of the log.
        denial_id: The denial.
        law: Says when reviews are due, and who may deny.
    """

    def __init__(self, origin: str, denial_id: str, law: ReviewLaws = shipped_law) -> None:
        self._fold = DenialFold(origin, denial_id, law)

    def take(self, entry_type: str, index: int, at: datetime, body: bytes | None) -> None:
        """Take the next entry of the log about it; one that is no act on a denial is passed."""
        event = DENIAL_EVENTS.get(entry_type)
        if event is not None:
            self._fold.take(LoggedAct(index, event, at, body))

    @property
    def standing(self) -> DenialStanding:
        """How it stands after the acts that were taken."""
        row = self._fold.row()
        if row is None:
            return DenialStanding(valid=False, content=None)
        named = dict(zip((column.name for column in denial.columns), row, strict=True))
        return DenialStanding(named["state"] == DenialState.VALID.value, named["content_idx"])


def standings(
    conn: Connection, origin: str, size: int, law: ReviewLaws = shipped_law
) -> Mapping[str, DenialStanding]:
    """Return how every denial of a log stood when it had a size, by id.

    Args:
        conn: A reading transaction.
        origin: Owner of the log.
        size: How many of its entries count.
        law: Says when reviews are due, and who may deny.
    """
    folds: dict[str, DenialAsOf] = {}
    for start in range(0, size, ENTRIES_A_READ):
        chosen = log_entry.c.idx.between(start, min(start + ENTRIES_A_READ, size) - 1)
        for row in act_rows(conn, origin, chosen):
            kind = known_name(row.entry_type)
            if kind in DENIAL_EVENTS:
                fold = folds.setdefault(row.subject, DenialAsOf(origin, row.subject, law))
                fold.take(kind, row.idx, row.at, row.body)
    return {denial_id: fold.standing for denial_id, fold in folds.items()}


def contents(conn: Connection, origin: str, indices: Iterable[int]) -> Iterator[Denial]:
    """Yield the denials whose content stands in these entries, a chunk at a time."""
    for chunk in chunks(sorted(indices)):
        yield from _contents(conn, origin, chunk)


def _contents(conn: Connection, origin: str, indices: Sequence[int]) -> Iterator[Denial]:
    rows = conn.execute(
        select(log_part.c.idx, log_part.c.part, log_part.c.body).where(
            log_part.c.origin == origin,
            log_part.c.idx.in_(indices),
            log_part.c.body.is_not(None),
        )
    )
    bodies: dict[int, dict[int, bytes]] = {}
    for row in rows:
        bodies.setdefault(row.idx, {})[row.part] = row.body
    for index in indices:
        try:
            yield denial_from_parts(bodies.get(index, {}))
        except ComityError:  # nobody can read it, so no search has found it either
            continue
