"""Records of one noun, on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection, select

from gateway.domain.base import Model
from gateway.domain.case import CaseState
from gateway.domain.case.restriction import NamedAccount
from gateway.domain.denial import FreeText
from gateway.domain.page import PageRequest
from gateway.errors import NotFoundError
from gateway.store.database import Database
from gateway.store.records import Records, in_body, in_columns, matching
from gateway.store.tables_casework import licence_case as table
from gateway.store.tables_casework import restriction_account
from tests.support.pages import walked

AT = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)
DAY = date(2026, 3, 1)


class Thing(Model):
    name: str
    hours: int = 0
    state: CaseState = CaseState.FILED
    joined: str = ""


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
NAMED = Records(restriction_account, in_columns(NamedAccount, json=["reason"]))


def test_what_is_added_is_found_saved_and_followed(database: Database) -> None:
    def work(conn: Connection) -> None:
        followed.clear()
        assert THINGS.find(conn, "a") is None
        assert THINGS.add(conn, Thing(name="a"), filed_by="xi") == THINGS.lock(conn, "a")
        decided = Thing(name="a", state=CaseState.DECIDED, joined="7")
        assert THINGS.save(conn, THINGS.save(conn, decided)) is decided
        row = conn.execute(table.select()).one()
        assert (row.state, row.version, row.filed_by, row.filed) == ("decided", 2, "xi", AT)
        assert "joined" not in row.body
        assert THINGS.put(conn, Thing(name="a", hours=3), filed_by="pi") == THINGS.get(conn, "a")
        assert THINGS.beside(conn, "filed", "a") == AT + timedelta(hours=3)
        THINGS.add_all(conn, [Thing(name="b"), Thing(name="c")])
        assert followed == ["a filed", "a decided", "a decided", "a filed", "b filed", "c filed"]
        assert THINGS.drop(conn, "a") == 1
        assert THINGS.drop(conn, "a") == THINGS.change(conn, "a", state="x") == 0
        with pytest.raises(NotFoundError, match="no thing a"):
            THINGS.lock(conn, "a")

    database.write_sync(work)


def test_a_row_is_locked_only_to_be_changed(database: Database) -> None:
    database.write_sync(lambda conn: THINGS.add(conn, Thing(name="a")))
    locks = "SELECT 1 FROM pg_locks WHERE relation = 'licence_case'::regclass AND mode = "

    def work(conn: Connection, *, lock: bool) -> None:
        assert THINGS.find(conn, "a", lock=lock) == Thing(name="a")
        if database.dialect == "postgresql":
            assert bool(conn.exec_driver_sql(f"{locks}'RowShareLock'").first()) is lock

    database.write_sync(partial(work, lock=False))
    database.write_sync(partial(work, lock=True))


def test_rows_come_in_the_order_that_is_declared(database: Database) -> None:
    def names(found: Any) -> str:
        return "".join(each.name for each in found)

    def work(conn: Connection) -> None:
        hours = {"a": 1, "b": 2, "c": 2, "d": 0, "e": 2, "f": 0}
        THINGS.add_all(conn, (Thing(name=name, hours=each) for name, each in hours.items()))
        some = THINGS.listed(conn, PageRequest(limit=6), show=lambda it: it.hours or None)
        assert some.items == (2, 2, 2, 1)
        assert names(walked(lambda asked: THINGS.listed(conn, asked), 4)) == "ecbafd"
        assert names(THINGS.each(conn, table.c.filed == AT, by=[table.c.case_id], most=1)) == "d"
        wanted = matching(
            (table.c.state, CaseState.FILED),
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
    why = FreeText(language="en", text="She knows the goods.")
    told = [
        NamedAccount(account="anna", by="bert", at=AT),
        NamedAccount(account="carl", by="bert", at=AT, until=AT, reason=why),
    ]

    def work(conn: Connection) -> None:
        NAMED.add_all(conn, told, subject="a")
        assert [*NAMED.each(conn)] == told
        assert NAMED.beside(conn, "reason", "a", "anna") == ""
        with pytest.raises(NotFoundError, match="restriction_account: there is no such record"):
            NAMED.get(conn, "a", "dora")

    database.write_sync(work)
