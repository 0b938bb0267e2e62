"""Records of one noun, on both databases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

import pytest
from sqlalchemy import Column, Connection, Index, Integer, MetaData, String, Table, Text, event

from gateway.domain.base import Model
from gateway.domain.page import Page, PageRequest
from gateway.errors import NotFoundError
from gateway.store.database import Database
from gateway.store.records import Records, in_body, in_columns, matching
from gateway.store.tables import InstantType
from tests.support.pages import walked

AT = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)
_OWN = MetaData()
_THING = Table(
    "records_thing",
    _OWN,
    Column("name", String(20), primary_key=True),
    Column("made", InstantType, nullable=False),
    Column("state", String(20), nullable=False),
    Column("by", String(20), nullable=False, server_default=""),
    Column("version", Integer, nullable=False, server_default="0"),
    Column("body", Text, nullable=False),
    Index("records_thing_listed", "made", "name"),
)
_LINE = Table(
    "records_line",
    _OWN,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("owner", String(20), nullable=False),
    Column("state", String(20), nullable=False),
    Column("thing", Text, nullable=False),
)


class State(StrEnum):
    OPEN = "open"
    DONE = "done"


class Thing(Model):
    name: str
    made: datetime
    state: State = State.OPEN
    version: str = ""


@dataclass(frozen=True)
class Line:
    number: int
    whose: str
    state: State
    thing: Thing | None


followed: list[str] = []
THINGS = Records(
    _THING,
    in_body(
        Thing,
        once=lambda it: {"name": it.name, "made": it.made},
        columns=lambda it: {"state": it.state},
        without={"version"},
    ),
    order=("made", "name"),
    descending=True,
    named="things",
    no_such=lambda name: NotFoundError(f"no thing {name}"),
    follow=[lambda _, it: followed.append(f"{it.name} {it.state}")],
)
LINES = Records(_LINE, in_columns(Line, json=["thing"], named={"owner": "whose"}))


@pytest.fixture
def conn_of(database: Database) -> Any:
    """Run a function in a writing transaction in which the two tables are there."""

    def run(work: Any) -> None:
        def within(conn: Connection) -> None:
            _OWN.drop_all(conn)
            _OWN.create_all(conn)
            followed.clear()
            work(conn)
            _OWN.drop_all(conn)

        database.write_sync(within)

    return run


def thing(name: str, hours: int = 0) -> Thing:
    return Thing(name=name, made=AT + timedelta(hours=hours))


def test_what_is_added_is_found_locked_and_saved(conn_of: Any) -> None:
    def work(conn: Connection) -> None:
        assert THINGS.find(conn, "a") is None
        assert THINGS.add(conn, thing("a"), by="xi") == thing("a")
        assert THINGS.find(conn, "a") == THINGS.lock(conn, "a") == thing("a")
        done = Thing(name="a", made=AT, state=State.DONE, version="7")
        assert THINGS.save(conn, THINGS.save(conn, done)) is done
        row = conn.execute(_THING.select()).one()
        assert (row.state, row.version, row.by, row.made) == ("done", 2, "xi", AT)
        assert '"7"' not in row.body
        assert THINGS.get(conn, "a") == Thing(name="a", made=AT, state=State.DONE)
        with pytest.raises(NotFoundError, match="no thing b"):
            THINGS.lock(conn, "b")
        with pytest.raises(NotFoundError, match="records_line: there is no such record"):
            LINES.get(conn, 5)

    conn_of(work)


def test_what_follows_a_change_follows_each(conn_of: Any) -> None:
    def work(conn: Connection) -> None:
        THINGS.add(conn, thing("a"))
        THINGS.add_all(conn, [thing("b"), thing("c")])
        THINGS.add_all(conn, [])
        THINGS.save(conn, Thing(name="a", made=AT, state=State.DONE))
        THINGS.put(conn, thing("a"))
        THINGS.change(conn, "a", by="me")
        assert followed == ["a open", "b open", "c open", "a done", "a open"]

    conn_of(work)


def test_only_a_row_that_is_locked_to_be_changed_is_locked(
    conn_of: Any, database: Database
) -> None:
    told: list[str] = []

    def work(conn: Connection) -> None:
        THINGS.add(conn, thing("a"))
        for lock in (False, True):
            told.append(str(THINGS._lock._statement if lock else THINGS._get._statement))
            assert THINGS.first(conn, _THING.c.name == "a", lock=lock) == thing("a")

    conn_of(work)
    assert ["FOR UPDATE" in each for each in told] == [False, True]


def test_put_takes_the_place_of_what_its_key_had(conn_of: Any) -> None:
    def work(conn: Connection) -> None:
        THINGS.put(conn, thing("a"), by="xi")
        THINGS.put(conn, thing("a", 3), by="mu")
        row = conn.execute(_THING.select()).one()
        assert (row.made, row.by) == (AT + timedelta(hours=3), "mu")
        assert THINGS.change(conn, "a", by="pi") == 1
        assert THINGS.change(conn, "b", by="pi") == 0

    conn_of(work)


@pytest.mark.parametrize("limit", [1, 2, 50])
def test_pages_and_all_of_them_come_in_the_order_that_is_declared(conn_of: Any, limit: int) -> None:
    def ask(conn: Connection, page: PageRequest) -> Page[str]:
        return THINGS.listed(
            conn, page, _THING.c.name != "c", show=lambda it: None if it.name == "d" else it.name
        )

    def work(conn: Connection) -> None:
        hours = {"a": 1, "b": 2, "c": 2, "d": 0, "e": 2, "f": 0}
        THINGS.add_all(conn, [thing(*each) for each in hours.items()])
        assert walked(lambda page: ask(conn, page), limit) == ["e", "b", "a", "f"]
        assert [each.name for each in THINGS.every(conn)] == ["e", "c", "b", "a", "f", "d"]
        by_name = THINGS.every(conn, _THING.c.made == AT, by=[_THING.c.name])
        assert [each.name for each in by_name] == ["d", "f"]
        whole = THINGS.listed(conn, PageRequest(limit=50))
        assert whole.items == THINGS.every(conn)

    conn_of(work)


def test_only_what_is_wanted_is_found_counted_and_removed(conn_of: Any) -> None:
    def work(conn: Connection) -> None:
        THINGS.add_all(conn, [thing("a"), thing("b")])
        THINGS.save(conn, Thing(name="a", made=AT, state=State.DONE))
        done = matching((_THING.c.state, State.DONE), (_THING.c.by, None))
        assert [each.name for each in THINGS.every(conn, *done)] == ["a"]
        one = matching(among=(lambda column: column.in_(["b"]), _THING.c.name))
        assert [each.name for each in THINGS.every(conn, *one)] == ["b"]
        assert matching(among=(None, _THING.c.name)) == []
        assert THINGS.count(conn) == 2
        assert THINGS.count(conn, *done) == 1
        assert THINGS.remove(conn, *done) == 1
        assert [each.name for each in THINGS.every(conn)] == ["b"]

    conn_of(work)


def test_fields_stand_in_columns_and_one_as_json(conn_of: Any) -> None:
    def work(conn: Connection) -> None:
        first = Line(
            LINES.insert(conn, owner="xi", state=State.OPEN, thing=""), "xi", State.OPEN, None
        )
        second = LINES.add(conn, Line(7, "mu", State.DONE, thing("a")))
        assert LINES.every(conn) == (first, second)
        assert isinstance(LINES.get(conn, 7).state, State)
        LINES.save(conn, Line(7, "xi", State.OPEN, None))
        assert conn.execute(_LINE.select().where(_LINE.c.number == 7)).one()[1:] == (
            "xi",
            "open",
            "",
        )

    conn_of(work)


def test_a_page_of_a_query_of_its_own_reads_no_model(conn_of: Any) -> None:
    read: list[str] = []

    def work(conn: Connection) -> None:
        THINGS.add_all(conn, [thing("a"), thing("b")])
        event.listen(conn, "before_cursor_execute", lambda *told: read.append(told[2]))
        names = THINGS.listed_rows(
            conn,
            PageRequest(limit=5),
            query=_THING.select().with_only_columns(_THING.c.name),
            show=lambda row: row.name,
        )
        assert names.items == ("b", "a")

    conn_of(work)
    assert "body" not in read[0]
