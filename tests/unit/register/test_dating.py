"""The own log is not written back in time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection

from gateway.errors import StateError
from gateway.register.logbook import LogState, lock_head, mark, read_head
from gateway.store.database import Database
from tests.support.register_nodes import RegisterNode, make_nodes


@pytest.fixture
def fr(tmp_path: Path) -> Iterator[RegisterNode]:
    database = Database.open(f"sqlite:///{tmp_path / 'FR'}.db", create=True)
    yield make_nodes(tmp_path / "federation", {"FR": database})["FR"]
    database.close()


def test_a_clock_may_be_set_back_a_little(fr: RegisterNode) -> None:
    fr.notify(1)
    fr.clock.advance(minutes=-5)
    assert fr.notify(2).index == 1


def test_what_others_would_take_for_a_forgery_is_not_signed(fr: RegisterNode) -> None:
    fr.notify(1)
    fr.clock.advance(minutes=-6)
    with pytest.raises(StateError, match="set back"):
        fr.notify(2)
    assert fr.db.read_sync(lambda conn: read_head(conn, "FR")).size == 1
    fr.clock.advance(minutes=7)
    fr.notify(2)


def test_nothing_is_appended_to_a_log_of_which_others_hold_more(fr: RegisterNode) -> None:
    def behind(conn: Connection) -> None:
        lock_head(conn, "FR")
        mark(conn, "FR", state=LogState.BEHIND.value, reason="DE holds 2")

    fr.db.write_sync(behind)
    with pytest.raises(StateError, match="not whole: DE holds 2"):
        fr.notify(1)
