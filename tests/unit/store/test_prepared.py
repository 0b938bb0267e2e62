from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError, ProgrammingError

from gateway.errors import UnavailableError
from gateway.store.database import Database
from gateway.store.prepared import Prepared, run_text
from gateway.store.tables_exchange import conversation, epoch

AT = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)
INSERT = Prepared(insert(conversation))
SELECT = select(conversation).where(conversation.c.conversation_id == bindparam("id_"))
TAKE = Prepared(
    update(conversation)
    .where(conversation.c.conversation_id == bindparam("id_"), conversation.c.peer == "FR")
    .values(sent=conversation.c.sent + 1)
    .returning(conversation.c.sent)
)
ROW = {
    "conversation_id": "c",
    "peer": "FR",
    "ours": True,
    "procedure": "14(1)",
    "opened": AT,
    "closed": None,
    "sent": 0,
    "dispatched": 0,
}


def test_it_gives_what_core_gives(database: Database) -> None:
    database.write_sync(lambda conn: INSERT.run(conn, ROW, {**ROW, "conversation_id": "d"}))

    def both(conn: Connection) -> tuple[object, object]:
        prepared = Prepared(SELECT).first(conn, {"id_": "c"})
        return prepared, tuple(conn.execute(SELECT, {"id_": "c"}).one())

    prepared, core = database.read_sync(both)
    assert prepared == core == tuple(ROW.values())
    assert database.read_sync(lambda conn: Prepared(SELECT).first(conn, {"id_": "none"})) is None


def test_returning_and_the_parameters_of_the_statement_itself(database: Database) -> None:
    database.write_sync(lambda conn: INSERT.run(conn, ROW))
    taken = [database.write_sync(lambda conn: TAKE.rows(conn, {"id_": "c"})) for _ in range(2)]
    assert taken == [[(1,)], [(2,)]]


def test_a_value_that_the_statement_brings_goes_through_its_type(database: Database) -> None:
    close = Prepared(
        update(conversation)
        .where(conversation.c.conversation_id == bindparam("id_"), conversation.c.ours.is_(True))
        .values(closed=AT, ours=False)
    )

    def closed(conn: Connection) -> tuple[object, ...]:
        INSERT.run(conn, ROW)
        close.run(conn, {"id_": "c"})
        return tuple(conn.execute(SELECT, {"id_": "c"}).one())

    assert database.write_sync(closed) == tuple((ROW | {"closed": AT, "ours": False}).values())


def test_it_belongs_to_the_transaction(database: Database) -> None:
    def fails(conn: Connection) -> None:
        INSERT.run(conn, ROW)
        raise ValueError("on purpose")

    with pytest.raises(ValueError, match="on purpose"):
        database.write_sync(fails)
    assert database.read_sync(lambda conn: conn.execute(select(conversation)).all()) == []


def test_errors_are_those_of_core(database: Database) -> None:
    with pytest.raises(IntegrityError):
        database.write_sync(lambda conn: INSERT.run(conn, ROW, ROW))
    with pytest.raises(
        (ProgrammingError, UnavailableError), match=r"NONSENSE|the database does not answer"
    ):
        database.write_sync(lambda conn: run_text(conn, "NONSENSE"))
    assert database.read_sync(lambda conn: conn.execute(select(conversation)).all()) == []


def test_a_forgotten_column_is_a_defect_not_a_null(database: Database) -> None:
    with pytest.raises(KeyError):
        database.write_sync(lambda conn: Prepared(insert(epoch)).run(conn, {"epoch": "e"}))
