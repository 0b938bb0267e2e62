"""The own log is not written back in time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection

from gateway.errors import Reason, StateError, TrustError
from gateway.register.log.checkpoints import newest_checkpoint
from gateway.register.log.log_store import LogState, lock_head, mark, read_entries, read_head
from gateway.register.log.note_lines import stated_at
from gateway.register.log.own_instants import carry_on
from tests.support.empty_database import open_empty
from tests.support.raising import refuses
from tests.support.register_nodes import RegisterNode, make_nodes


@pytest.fixture
def fr(tmp_path: Path) -> Iterator[RegisterNode]:
    database = open_empty(tmp_path / "FR.db")
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


def test_nothing_is_appended_by_a_clock_that_cannot_be_right(fr: RegisterNode) -> None:
    """After the grace period of the directory nothing could be given to anybody."""
    fr.clock.advance(days=1000)
    with refuses(TrustError, Reason.DIRECTORY_EXPIRED):
        fr.notify(1)
    fr.clock.advance(days=-1000)
    assert fr.notify(1).index == 0


def test_an_officer_may_have_a_log_go_on_whose_clock_once_ran_ahead(fr: RegisterNode) -> None:
    """Its end is dated 300 days ahead; without a decision it would wait so long."""
    now = fr.clock.now()
    fr.clock.advance(days=300)
    fr.notify(1)
    fr.clock.at = now
    with pytest.raises(StateError, match="ran ahead") as caught:
        fr.notify(2)
    assert "`followRegister`" in caught.value.remedy
    assert fr.db.write_sync(lambda conn: carry_on(conn, fr.me, officer="anne"))
    fr.notify(2)
    fr.notify(3)
    entries = fr.db.read_sync(lambda conn: read_entries(conn, "FR", 0, 3))
    assert {each.entry.at for each in entries} == {now + timedelta(days=300)}
    signed = fr.db.read_sync(lambda conn: newest_checkpoint(conn, "FR"))
    assert signed is not None
    assert stated_at(signed.note) == (now + timedelta(days=300)).replace(microsecond=0)
    # When the clock has reached the end, everything is as ever.
    fr.clock.advance(days=301)
    fr.notify(4)
    last = fr.db.read_sync(lambda conn: read_entries(conn, "FR", 3, 4))
    assert last[0].entry.at == fr.clock.now()
    assert not fr.db.write_sync(lambda conn: carry_on(conn, fr.me, officer="anne"))


def test_a_decision_to_go_on_is_for_that_end_only(fr: RegisterNode) -> None:
    now = fr.clock.now()
    fr.clock.advance(days=10)
    fr.notify(1)
    fr.clock.at = now
    assert fr.db.write_sync(lambda conn: carry_on(conn, fr.me, officer="anne"))
    fr.clock.advance(days=20)  # it runs ahead again
    fr.notify(2)
    fr.clock.at = now
    with pytest.raises(StateError, match="ran ahead"):
        fr.notify(3)
