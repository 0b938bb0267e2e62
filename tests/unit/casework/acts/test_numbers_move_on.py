"""Numbers and cursors after the database has gone back."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, select

from gateway.casework.acts.journal import (
    Journal,
    check_cursor,
    latest_cursor,
    move_newest_task,
    move_numbers_on,
    next_number,
    open_tasks,
)
from gateway.domain.acts import TaskKind, Verb
from gateway.domain.saying import says
from gateway.errors import ComityError, Reason
from gateway.store.database import Database
from gateway.store.tables_casework import change
from tests.support.raising import refuses

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def act(conn: Connection, subject: str) -> None:
    Journal(conn, AT, "anna").act(Verb.CASE_FILED, subject)


def task(conn: Connection, subject: str) -> None:
    Journal(conn, AT).open_task(TaskKind.LETTER_READ, subject, says("a letter came"))


def test_a_reader_who_stands_on_what_is_undone_is_told_where_to_go_on(database: Database) -> None:
    def write(conn: Connection) -> tuple[int, int]:
        act(conn, "held")
        last = latest_cursor(conn)
        move_numbers_on(conn, AT)
        act(conn, "new")
        return last, latest_cursor(conn)

    last, newest = database.write_sync(write)
    after = select(change).where(change.c.cursor > last).order_by(change.c.cursor)
    found = database.read_sync(lambda conn: conn.execute(after).all())
    assert [each.kind for each in found] == ["feed.went_back", "case.filed"]
    assert [each.cursor for each in found] == [newest - 1, newest]
    assert newest > last + 1_000_000
    for gone in (last + 1, newest - 2):
        with refuses(ComityError, Reason.CURSOR_GONE) as refused:
            database.read_sync(lambda conn: check_cursor(conn, gone))  # noqa: B023
        assert refused.value.metadata["cursor"] == str(last)
    for held in (0, last, newest - 1, newest):
        database.read_sync(lambda conn: check_cursor(conn, held))  # noqa: B023


def test_two_restorations_of_one_backup_give_no_number_twice(database: Database) -> None:
    """Each begins from the same rows, at another instant."""

    class UndoneError(Exception):
        """Goes back to the backup."""

    def given(at: datetime) -> set[tuple[str, int]]:
        found: set[tuple[str, int]] = set()

        def write(conn: Connection) -> None:
            next_number(conn, "case/2026")
            task(conn, "before")
            move_numbers_on(conn, at)
            task(conn, "restored")
            move_newest_task(conn, at)
            task(conn, "after")
            for name in ("case/2026", "case/2027"):
                found.update((name, next_number(conn, name)) for _ in range(3))
            act(conn, "x")
            found.add(("cursor", latest_cursor(conn)))
            found.update(("task", each.id) for each in open_tasks(conn)[1:])
            raise UndoneError

        with pytest.raises(UndoneError):
            database.write_sync(write)
        return found

    first, second = given(AT), given(AT + timedelta(minutes=1))
    assert len(first) == len(second) == 9
    assert not first & second
    assert min(number for _, number in first) > 1
