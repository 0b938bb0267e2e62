"""An origin that keeps its newest entries from one member: the others give them to it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from gateway.casework.denials.register_status import RegisterStatus, _status
from gateway.casework.search.register_search import _Fresh, _positions
from gateway.domain.examination import RegisterPosition
from gateway.ports import SyncResult
from gateway.register.log.log_store import LogState, mark, read_head
from gateway.register.sync.troubles import TroubleKind, list_troubles
from tests.support.hostile import Liar, beside_a_liar
from tests.support.raising import present
from tests.support.register_nodes import RegisterNode, StandingClock

HONEST = ("BE", "DE", "NL")
DAY = timedelta(days=1)


class Scene:
    """FR shows DE two entries, and BE and NL a third as well."""

    def __init__(self, nodes: dict[str, RegisterNode], fr: Liar) -> None:
        self.nodes, self.fr, self.de = nodes, fr, nodes["DE"]

    async def round(self) -> SyncResult:
        return await present(self.de.syncer).sync_all()

    def status(self) -> RegisterStatus:
        at = self.de.clock.now()
        shown = self.de.db.read_sync(lambda conn: _status(conn, "DE", ["FR"], at=at, fresh_for=DAY))
        return next(each for each in shown if each.origin == "FR")

    def position(self) -> RegisterPosition:
        fresh = _Fresh(self.de.clock.now(), DAY)
        shown = self.de.db.read_sync(lambda conn: _positions(conn, "DE", ["FR"], fresh))
        return next(each for each in shown if each.origin == "FR")


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    async with beside_a_liar(tmp_path, *HONEST, clock=StandingClock()) as (nodes, fr):
        common, third = fr.sign(2), fr.sign(1)
        fr.history("old").append(common)
        fr.history("new").append(common)
        fr.histories["new"].append(third)
        fr.show("new", "BE", "NL")
        fr.show("old", "DE")
        yield Scene(nodes, fr)


async def test_what_is_kept_from_one_member_alone_comes_from_another_in_the_same_round(
    scene: Scene,
) -> None:
    syncer = scene.nodes["BE"].syncer
    await present(syncer).sync_peer("FR")
    await scene.round()
    assert scene.de.db.read_sync(lambda conn: read_head(conn, "FR")).size == 3
    # FR goes on to show the older state: that is a rollback, and nothing is lost.
    await scene.round()
    assert (scene.status().size, scene.status().known) == (3, 3)
    [trouble] = scene.de.db.read_sync(list_troubles)
    assert (trouble.origin, trouble.kind) == ("FR", TroubleKind.ROLLBACK)


async def test_a_register_of_which_more_is_known_than_is_held_is_not_fresh(scene: Scene) -> None:
    await scene.round()
    assert (scene.status().fresh, scene.position().fresh) == (True, True)
    # DE hears of the third entry from a member that does not give it.
    be = scene.nodes["BE"]
    await present(be.syncer).sync_peer("FR")
    be.service._streams["DE"] = 100
    await scene.round()
    shown, searched = scene.status(), scene.position()
    assert (shown.size, shown.known, shown.lag, shown.fresh) == (2, 3, 1, False)
    assert (searched.size, searched.known, searched.fresh) == (2, 3, False)
    be.service._streams["DE"] = 0
    await scene.round()
    assert (scene.status().lag, scene.position().known) == (0, 3)


async def test_a_stopped_log_is_not_fetched_from_others_either(scene: Scene) -> None:
    await scene.round()
    syncer = scene.nodes["BE"].syncer
    await present(syncer).sync_peer("FR")
    stopped = LogState.STOPPED.value
    scene.de.db.write_sync(lambda conn: mark(conn, "FR", state=stopped, reason="two logs"))
    await scene.round()
    head = scene.de.db.read_sync(lambda conn: read_head(conn, "FR"))
    assert (head.state, head.size) == (LogState.STOPPED, 2)
