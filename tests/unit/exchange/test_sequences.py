"""Whatever order letters come in, the receipt says truly up to where everything has come."""

import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, func, insert, select, text, update

from gateway.exchange.sequences import Arrived, SequenceEvent, note_arrival
from gateway.store.database import Database
from gateway.store.tables_exchange import sequence_ahead, sequence_seen
from tests.support.stations import NOW

PEER, EPOCH = "FR", "00000000-0000-4000-8000-000000000001"
GAPS = 100_000
# 318 ms before (attack M5); of a machine that does other things as well.
A_LETTER_WITHIN_S = 0.02


def arrive(conn: Connection, number: int) -> Arrived:
    return note_arrival(conn, peer=PEER, in_epoch=EPOCH, number=number, position=number, at=NOW)


def ranges(conn: Connection) -> list[tuple[int, int]]:
    rows = conn.execute(
        select(sequence_ahead.c.first, sequence_ahead.c.last).order_by(sequence_ahead.c.first)
    )
    return [(row.first, row.last) for row in rows]


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(numbers=st.lists(st.integers(1, 12), max_size=20))
def test_contiguous_is_what_has_come_without_a_gap(
    sqlite_template: Path, sqlite_database: Database, numbers: list[int]
) -> None:
    class Undo(Exception):  # noqa: N818 - ends the example, its rows with it
        pass

    def run(conn: Connection) -> None:
        came: set[int] = set()
        for position, number in enumerate(numbers, start=1):
            arrived = note_arrival(
                conn, peer=PEER, in_epoch=EPOCH, number=number, position=position, at=NOW
            )
            repeated = number in came
            gap = number > max(came, default=0) + 1
            came.add(number)
            expected = next(n for n in range(14) if n + 1 not in came)
            assert arrived.contiguous == expected
            assert ("repeat" in arrived.events) == repeated
            assert ("gap" in arrived.events) == gap
        raise Undo

    try:
        sqlite_database.write_sync(run)
    except Undo:
        return


def test_ranges_grow_and_join_on_both_databases(database: Database) -> None:
    def run(conn: Connection) -> None:
        for number, held in (
            (1, []),
            (4, [(4, 4)]),
            (8, [(4, 4), (8, 8)]),
            (5, [(4, 5), (8, 8)]),
            (7, [(4, 5), (7, 8)]),
            (6, [(4, 8)]),
            (6, [(4, 8)]),  # a repeat
            (3, [(3, 8)]),
            (2, []),
        ):
            arrived = arrive(conn, number)
            assert ranges(conn) == held
            assert arrived.contiguous == (8 if number == 2 else 1)
        assert arrive(conn, 8).events == (SequenceEvent.REPEAT,)
        assert arrive(conn, 9).contiguous == 9

    database.write_sync(run)


def test_a_hundred_thousand_gaps_cost_a_letter_no_more_than_a_few(
    sqlite_database: Database,
) -> None:
    """A sender that uses every second number made each of its letters dearer than the last."""
    rows = [
        {"peer": PEER, "epoch": EPOCH, "first": number, "last": number}
        for number in range(3, 2 * GAPS, 2)
    ]

    def fill(conn: Connection) -> None:
        arrive(conn, 1)
        conn.execute(insert(sequence_ahead), rows)

    sqlite_database.write_sync(fill)

    def run(conn: Connection) -> list[float]:
        took = []
        for number in (*range(2 * GAPS + 3, 2 * GAPS + 43, 2), *range(2, 42, 2)):
            began = time.perf_counter()
            arrived = arrive(conn, number)
            took.append(time.perf_counter() - began)
            assert arrived.contiguous == (number + 1 if number <= 40 else 1)
        assert (
            conn.execute(select(func.count()).select_from(sequence_ahead)).scalar_one() > GAPS / 2
        )
        assert arrive(conn, 2 * GAPS - 1).events == (SequenceEvent.REPEAT,)
        assert arrive(conn, GAPS + 1).contiguous == 41
        return took

    took = sorted(sqlite_database.write_sync(run))
    assert took[len(took) // 2] < A_LETTER_WITHIN_S


@pytest.mark.parametrize("ahead", ["", "5-9,12-12"])
def test_ranges_of_an_earlier_database_are_carried_over(database_url: str, ahead: str) -> None:
    database = Database.open(database_url, create=True)

    def before(conn: Connection) -> None:
        arrive(conn, 1)
        conn.execute(update(sequence_seen).values(contiguous=3, ahead=ahead))
        sequence_ahead.drop(conn)
        conn.execute(text("UPDATE alembic_version SET version_num = '0005'"))

    database.write_sync(before)
    database.close()
    again = Database.open(database_url, create=True)
    try:
        held = again.write_sync(ranges)
        arrived = again.write_sync(lambda conn: arrive(conn, 4))
    finally:
        again.close()

    assert held == ([(5, 9), (12, 12)] if ahead else [])
    assert arrived.contiguous == (9 if ahead else 4)
