"""Troubles with registers become a person's task, and the task ends with them."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Connection

from gateway.casework.journal import open_tasks
from gateway.casework.register_troubles import TROUBLE, needs_telling, tell_troubles
from gateway.register.troubles import TroubleKind, close_kind, report_trouble
from gateway.store.database import Database

AT = datetime(2026, 3, 2, 10, tzinfo=UTC)


def told(conn: Connection) -> list[tuple[str, str]]:
    return [(task.kind, task.subject) for task in open_tasks(conn)]


def test_a_trouble_is_told_once_and_its_task_closes_with_it(database: Database) -> None:
    def begin(conn: Connection) -> None:
        report_trouble(
            conn,
            origin="FR",
            peer="NL",
            kind=TroubleKind.SUSPICION,
            text="consistency was not proven",
            at=AT,
        )
        assert needs_telling(conn)
        tell_troubles(conn, at=AT)
        tell_troubles(conn, at=AT)
        assert told(conn) == [(TROUBLE, "FR")]
        assert not needs_telling(conn)

    def end(conn: Connection) -> None:
        close_kind(conn, "FR", TroubleKind.SUSPICION, closed_by="Vogel", at=AT)
        assert needs_telling(conn)
        tell_troubles(conn, at=AT)
        assert told(conn) == []

    database.write_sync(begin)
    database.write_sync(end)
