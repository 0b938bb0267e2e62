"""Troubles with registers become a person's task, and the task ends with them."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Connection

from gateway.casework.acts.journal import open_tasks
from gateway.casework.denials.register_troubles import needs_telling, tell_troubles
from gateway.domain.acts import TaskKind
from gateway.register.sync.troubles import (
    ProvenFraud,
    TroubleKind,
    close_kind,
    close_trouble,
    follow_again,
    list_troubles,
    report_fraud,
    report_trouble,
)
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
        assert told(conn) == [(TaskKind.REGISTER_TROUBLE, "FR")]
        assert not needs_telling(conn)

    def end(conn: Connection) -> None:
        close_kind(conn, "FR", TroubleKind.SUSPICION, closed_by="Vogel", at=AT)
        assert needs_telling(conn)
        tell_troubles(conn, at=AT)
        assert told(conn) == []

    database.write_sync(begin)
    database.write_sync(end)


def test_a_stopped_log_is_a_task_until_it_is_followed_again(database: Database) -> None:
    """Also after the trouble that stopped it was closed: nothing else says that it waits."""
    fraud = ProvenFraud("FR", "FR has signed two logs of 3 entries", b"d" * 32, b"{}", (), None)

    def work(conn: Connection) -> None:
        report_fraud(conn, fraud, peer="NL", at=AT, stop=True, again=False)
        tell_troubles(conn, at=AT)
        assert told(conn) == [(TaskKind.REGISTER_TROUBLE, "FR")]
        [trouble] = list_troubles(conn)
        close_trouble(conn, trouble.id, officer="Vogel", at=AT)
        tell_troubles(conn, at=AT)
        assert told(conn) == [(TaskKind.REGISTER_STOPPED, "FR")]
        assert not needs_telling(conn)
        follow_again(conn, "FR", officer="Vogel", at=AT)
        tell_troubles(conn, at=AT)
        assert told(conn) == []

    database.write_sync(work)
