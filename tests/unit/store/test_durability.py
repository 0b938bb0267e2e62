"""What the doctor says of a database that may lose what it has acknowledged."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gateway.errors import StateError
from gateway.store.database import Database
from gateway.store.failover.durability import Durability, check_durability

ALONE = Durability("on", "on", "on", "")
KEPT = replace(ALONE, synchronous_standby_names="ANY 1 (a, b)", standbys=("quorum", "async"))


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (ALONE, "no standby follows"),
        (replace(ALONE, synchronous_commit="local"), "no standby follows"),
        (KEPT, "1 synchronous"),
        (replace(KEPT, synchronous_commit="remote_apply", standbys=("sync",)), "1 synchronous"),
        (replace(KEPT, standbys=(None,)), "GRANT pg_monitor"),
    ],
)
def test_what_outlives_the_machine_is_said(found: Durability, said: str) -> None:
    assert said in found.judge()


@pytest.mark.parametrize(
    ("found", "what", "remedy"),
    [
        (replace(KEPT, fsync="off"), "a power cut", "fsync = on"),
        (replace(KEPT, full_page_writes="off"), "a power cut", "full_page_writes = on"),
        (replace(ALONE, synchronous_commit="off"), "a crash takes", "synchronous_commit = on"),
        (replace(KEPT, synchronous_commit="local"), "a promotion takes", "synchronous_commit = on"),
        (replace(ALONE, standbys=("async",)), "a promotion takes", "synchronous_standby_names"),
        (replace(ALONE, standbys=(None,)), "a promotion takes", "synchronous_standby_names"),
        (replace(KEPT, standbys=()), "none follows", "Start the standby"),
        (replace(KEPT, standbys=("potential",)), "none follows", "Start the standby"),
    ],
)
def test_what_may_be_lost_has_a_remedy(found: Durability, what: str, remedy: str) -> None:
    with pytest.raises(StateError, match=what) as told:
        found.judge()
    assert remedy in told.value.remedy


def test_the_databases_of_the_tests_are_read(database: Database) -> None:
    if database.dialect == "sqlite":
        assert "synchronous=FULL" in database.read_sync(check_durability)
        return
    with pytest.raises(StateError, match="fsync is off"):  # a test ends with its session
        database.read_sync(check_durability)
