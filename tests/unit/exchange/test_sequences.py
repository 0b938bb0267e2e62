"""Whatever order letters come in, the receipt says truly up to where everything has come."""

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from gateway.exchange.sequences import note_arrival
from gateway.store.database import Database
from tests.support.stations import NOW

PEER, EPOCH = "FR", "00000000-0000-4000-8000-000000000001"


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
