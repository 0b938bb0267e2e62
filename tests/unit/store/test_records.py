"""Records of one noun, on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import partial
from typing import Any, NamedTuple

import pytest
from sqlalchemy import Connection, select

from gateway.domain.base import Model
from gateway.domain.page import Page, PageRequest
from gateway.errors import NotFoundError
from gateway.store.database import Database
from gateway.store.records import Records, in_body, in_columns, matching
from gateway.store.tables_casework import licence_case as table
from gateway.store.tables_casework import past_consultation
from tests.support.pages import walked

AT = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)
DAY = date(2026, 3, 1)


class State(StrEnum):
    OPEN = "open"
    DONE = "done"


class Thing(Model):
    name: str
    hours: int = 0
    state: State = State.OPEN
    joined: str = ""


class Line(NamedTuple):
    number: int
    system: str
    called: State
    read_on: date
    thing: Thing | None


followed: list[str] = []
THINGS = Records(
    table,
    in_body(
        Thing,
        once=lambda it: {
            "case_id": it.name,
            "reference": it.name,
            "destination": "",
            "settled": False,
            "filed": AT + timedelta(hours=it.hours),
        },
        columns=lambda it: {"state": it.state},
        without={"joined"},
    ),
    order=("filed", "case_id"),
    descending=True,
    no_such=lambda name: NotFoundError(f"no thing {name}"),
    follow=[lambda _, it: followed.append(f"{it.name} {it.state}")],
)
LINES = Records(
    past_consultation,
    in_columns(Line, json=["body"], named={"body": "thing", "reference": "called"}),
)


def test_what_is_added_is_found_saved_and_followed(database: Database) -> None:
    def work(conn: Connection) -> None:
        followed.clear()
        assert THINGS.find(conn, "a") is None
        assert THINGS.add(conn, Thing(name="a"), filed_by="xi") == THINGS.lock(conn, "a")
        done = Thing(name="a", state=State.DONE, joined="7")
        assert THINGS.save(conn, THINGS.save(conn, done)) is done
        row = conn.execute(table.select()).one()
        assert (row.state, row.version, row.filed_by, row.filed) == ("done", 2, "xi", AT)
        assert "joined" not in row.body
        assert THINGS.beside(conn, "filed_by", "a") == "xi"
        assert THINGS.change(conn, "a", filed_by="mu") == 1
        assert THINGS.put(conn, Thing(name="a", hours=3), filed_by="pi") == THINGS.get(conn, "a")
        row = conn.execute(table.select()).one()
        assert (row.state, row.filed_by, row.filed) == ("open", "pi", AT + timedelta(hours=3))
        THINGS.add_all(conn, [Thing(name="b"), Thing(name="c")])
        THINGS.add_all(conn, [])
        assert followed == ["a open", "a done", "a done", "a open", "b open", "c open"]
        assert (THINGS.drop(conn, "a"), THINGS.drop(conn, "a")) == (1, 0)
        assert THINGS.change(conn, "a", filed_by="mu") == 0
        with pytest.raises(NotFoundError, match="no thing a"):
            THINGS.lock(conn, "a")

    database.write_sync(work)


def test_a_row_is_locked_only_to_be_changed(database: Database) -> None:
    locks = "SELECT count(*) FROM pg_locks WHERE relation = 'licence_case'::regclass AND mode = "

    def locked(conn: Connection) -> bool:
        return conn.exec_driver_sql(f"{locks}'RowShareLock'").scalar_one() > 0

    database.write_sync(lambda conn: THINGS.add(conn, Thing(name="a")))

    def work(conn: Connection, *, lock: bool) -> None:
        assert THINGS.find(conn, "a", lock=lock) == Thing(name="a")
        assert database.dialect == "sqlite" or locked(conn) is lock

    database.write_sync(partial(work, lock=False))
    database.write_sync(partial(work, lock=True))


def test_rows_come_in_the_order_that_is_declared(database: Database) -> None:
    def ask(conn: Connection, page: PageRequest) -> Page[str]:
        said = {"a": "A", "b": "B", "e": "E", "f": "F"}
        return THINGS.listed(conn, page, table.c.case_id != "c", show=lambda it: said.get(it.name))

    def names(found: Any) -> str:
        return "".join(each.name for each in found)

    def work(conn: Connection) -> None:
        hours = {"a": 1, "b": 2, "c": 2, "d": 0, "e": 2, "f": 0}
        THINGS.add_all(conn, (Thing(name=name, hours=each) for name, each in hours.items()))
        assert walked(lambda page: ask(conn, page), 2) == ["E", "B", "A", "F"]
        assert names(THINGS.listed(conn, PageRequest(limit=6)).items) == "ecbafd"
        assert names(THINGS.every(conn)) == "ecbafd"
        assert names(THINGS.each(conn, table.c.filed == AT, by=[table.c.case_id], most=1)) == "d"
        wanted = matching(
            (table.c.state, State.OPEN),
            (table.c.filed_by, None),
            among=(lambda column: column.in_(["a", "b"]), table.c.case_id),
        )
        assert names(THINGS.every(conn, *wanted)) == "ba"
        assert (THINGS.count(conn), THINGS.count(conn, *wanted)) == (6, 2)
        assert (THINGS.remove(conn, *wanted), THINGS.count(conn)) == (2, 4)
        ids = THINGS.listed_rows(
            conn, PageRequest(limit=1), query=select(table.c.case_id), show=lambda row: row.case_id
        )
        assert ids.items == ("e",)

    database.write_sync(work)
    assert matching((table.c.state, None), among=(None, table.c.case_id)) == []


def test_fields_stand_in_columns_and_one_as_json(database: Database) -> None:
    def work(conn: Connection) -> None:
        told = {"system": "xi", "reference": State.OPEN, "read_on": DAY, "body": ""}
        first = Line(LINES.insert(conn, **told), "xi", State.OPEN, DAY, None)
        second = LINES.add(conn, Line(7, "mu", State.DONE, DAY, Thing(name="a")))
        assert LINES.every(conn) == (first, second)
        assert isinstance(LINES.get(conn, 7).called, State)
        LINES.save(conn, second._replace(thing=None))
        assert LINES.beside(conn, "body", 7) == ""
        with pytest.raises(NotFoundError, match="past_consultation: there is no such record"):
            LINES.get(conn, 5)

    database.write_sync(work)
