"""What stands in the logs beside the state of a denial: its acts, and notices to all."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import Connection, Select, Table, func, select

from gateway.domain.base import Instant, Model
from gateway.domain.denial import DenialEventType
from gateway.register.log.entries import is_number
from gateway.store.tables_register import denial_event, notice


class HistoryLine(Model):
    """One act on a denial; `note` says why it changed nothing, where it did not."""

    origin: str
    index: int
    denial_id: str
    type: DenialEventType
    at: Instant
    note: str = ""


class LoggedNotice(Model):
    """A notice to all that is not a denial; `content` is held, withheld or erased.

    Attributes:
        type: Type of its entry; a number where this version does not know it.
    """

    origin: str
    index: int
    subject: str
    type: str
    at: Instant
    content: str

    @property
    def known(self) -> bool:
        """Whether this version knows what kind of act it is."""
        return not is_number(self.type)


def _lines(model: type[Model], table: Table) -> Select[Any]:
    """Select the fields of a model from the columns of their names."""
    columns = dict(table.c.items()) | {"index": table.c.idx}
    return select(*(columns[name].label(name) for name in model.model_fields))


_LINES, _NOTICES = _lines(HistoryLine, denial_event), _lines(LoggedNotice, notice)


def denial_history(conn: Connection, denial_id: str) -> list[HistoryLine]:
    """List the acts on a denial in order, also those that changed nothing."""
    query = _LINES.where(denial_event.c.denial_id == denial_id)
    return [
        HistoryLine(**row) for row in conn.execute(query.order_by(denial_event.c.idx)).mappings()
    ]


def unknown_acts(conn: Connection) -> dict[str, int]:
    """Count, by log, the acts that this version does not know: the gateway is to be updated."""
    query = select(notice.c.origin, notice.c.type, func.count()).group_by(
        notice.c.origin, notice.c.type
    )
    found: Counter[str] = Counter()
    for origin, kind, number in conn.execute(query):
        if is_number(kind):
            found[origin] += number
    return dict(found)


def list_notices(conn: Connection) -> list[LoggedNotice]:
    """List the notices to all, the newest first."""
    rows = conn.execute(_NOTICES.order_by(notice.c.at.desc(), notice.c.idx.desc()))
    return [LoggedNotice(**row) for row in rows.mappings()]
