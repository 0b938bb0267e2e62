"""From an empty folder to a member that has caught up, by the commands alone, on one host."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gateway.errors import Reason
from tests.node.conftest import Process
from tests.support.joining import Joined, said, third_joins


@pytest.fixture
def short() -> Iterator[Path]:
    """A folder in which the paths of sockets are short enough, also of a process of several."""
    with tempfile.TemporaryDirectory(prefix="comity-") as name:
        yield Path(name)


@pytest.mark.long
@pytest.mark.limit(1200)
def test_a_third_node_joins_a_running_federation_of_two(
    short: Path, new_process: Callable[[Path], Process]
) -> None:
    found = third_joins(short, new_process)

    assert (found.admitted["standing"], found.admitted["directory_version"]) == ("admitted", 2)
    assert found.caught_up["standing"] == "joined"
    assert {each["origin"] for each in found.caught_up["registers"]} == {"DE", "FR"}

    assert (found.health["healthy"], found.health["tried"]) == (True, True)
    tried = {check["name"]: check["detail"] for check in found.health["checks"]}
    for code in ("DE", "FR"):
        assert "it signed now" in tried[f"signed answer of {code}"]
        assert "whole and fresh" in tried[f"register of {code}"]
    assert "our worker carried out a run" in tried["engine run"]
    assert {"disk", "keys in their life", "clock and peers"} <= tried.keys()

    _whom_to_call_about_a_peer_that_is_away(found)
    held = found.table.held(3)
    again = found.third.command("directory", "admit", str(found.request), *held)
    assert Reason.JOIN_REPLAYED in again.stderr


def _whom_to_call_about_a_peer_that_is_away(joined: Joined) -> None:
    other = joined.others["FR"]
    assert isinstance(other, Process)
    other.running[-1].terminate()
    other.running[-1].wait(60)
    found = said(joined.third, "doctor", "--node", str(joined.third.home), code=18)
    broken = {check["name"]: check for check in found["checks"] if not check["ok"]}
    assert {"peer FR", "signed answer of FR"} <= broken.keys()
    told = broken["signed answer of FR"]
    assert (told["actor"], told["contact"]) == ("peer", "FR, Duty officer FR")
    assert told["remedy"]
