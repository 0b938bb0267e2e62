"""A node that was restored from a backup takes its own log back, and signs no second history."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from gateway.errors import NotFoundError, RegisterError, StateError
from gateway.register.denials.denial_queries import list_denials
from gateway.register.log.checkpoints import newest_checkpoint, store_checkpoint
from gateway.register.log.log_store import CheckedEntry, LogState, read_head
from gateway.register.own_log import append_signed, sign_entry
from gateway.register.sync.service import STREAMS_A_PEER
from gateway.register.sync.troubles import TroubleKind, follow_again, list_troubles
from gateway.store.database import Database
from tests.support.empty_database import open_empty
from tests.support.raising import present
from tests.support.register_nodes import RegisterNode, denial, draft_of, served_nodes

CODES = ("DE", "FR", "NL")


class Scene:
    """FR has a backup of its log with `backed_up` entries, and wrote more after it."""

    def __init__(self, nodes: dict[str, RegisterNode], backup: Database) -> None:
        self.nodes, self._backup = nodes, backup

    def append(self, database: Database, entries: list[CheckedEntry]) -> None:
        fr = self.nodes["FR"]
        database.write_sync(lambda conn: append_signed(conn, fr.me, entries, fr.clock.now()))

    def write(self, *, before: int, after: int) -> None:
        fr = self.nodes["FR"]
        numbers = range(1, before + after + 1)
        entries = [sign_entry(fr.me, draft_of(denial("FR", n)), fr.clock.now()) for n in numbers]
        for database in (fr.db, self._backup):
            self.append(database, entries[:before])
        for entry in entries[before:]:
            self.append(fr.db, [entry])

    async def restore(self) -> RegisterNode:
        """FR's machine is lost; its newest backup is started."""
        fr = self.nodes["FR"]
        await fr.close()
        again = RegisterNode(fr.me, fr.clock, self._backup, fr.files, fr.held, fr.addresses)
        await again.serve()
        again.make_syncer(batch_size=2)
        self.nodes["FR"] = again
        return again

    async def sync(self, code: str, peer: str) -> Any:
        syncer = self.nodes[code].syncer
        assert syncer is not None
        return await syncer.sync_peer(peer)

    async def round(self, code: str) -> Any:
        syncer = self.nodes[code].syncer
        return await present(syncer).sync_all()

    def own(self) -> tuple[LogState, int]:
        head = self.nodes["FR"].db.read_sync(lambda conn: read_head(conn, "FR"))
        return head.state, head.size


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    backup = open_empty(tmp_path / "backup.db")
    async with served_nodes(tmp_path, CODES, visits={"batch_size": 2}) as made:
        yield Scene(made, backup)
    backup.close()


@pytest.mark.parametrize(("before", "after"), [(1, 1), (2, 3), (4, 4), (3, 6)])
async def test_the_lost_entries_come_back_from_the_others_and_the_log_goes_on(
    scene: Scene, before: int, after: int
) -> None:
    scene.write(before=before, after=after)
    for code in ("DE", "NL"):
        await scene.sync(code, "FR")
    fr = await scene.restore()
    assert scene.own() == (LogState.FOLLOWING, before)  # it cannot know
    await scene.round("FR")
    assert scene.own() == (LogState.FOLLOWING, before + after)
    assert fr.db.read_sync(list_troubles) == []
    assert len(fr.db.read_sync(list_denials).items) == before + after
    assert (await fr.repairer().verify("FR")).sound
    fr.notify(40)
    for code in ("DE", "NL"):
        assert (await scene.sync(code, "FR")).entries == 1
        assert scene.nodes[code].db.read_sync(list_troubles) == []


async def test_nothing_is_appended_until_the_log_is_whole(scene: Scene) -> None:
    """NL holds more than DE; only when it was asked as well, FR may write again."""
    scene.write(before=2, after=1)
    await scene.sync("DE", "FR")
    scene.nodes["FR"].notify(30)
    await scene.sync("NL", "FR")
    await scene.nodes["NL"].stop()
    fr = await scene.restore()
    await scene.round("FR")
    assert scene.own() == (LogState.BEHIND, 3)
    [open_one] = fr.db.read_sync(list_troubles)
    assert (open_one.origin, open_one.peer, open_one.kind) == ("FR", "DE", TroubleKind.ROLLBACK)
    with pytest.raises(StateError, match="not whole"):
        fr.notify(31)
    await scene.nodes["NL"].serve()
    await scene.round("FR")
    assert scene.own() == (LogState.FOLLOWING, 4)
    fr.notify(31)
    for code in ("DE", "NL"):
        await scene.sync(code, "FR")
        assert scene.nodes[code].db.read_sync(list_troubles) == []


async def test_an_officer_may_go_on_where_a_member_cannot_be_reached(scene: Scene) -> None:
    scene.write(before=2, after=1)
    await scene.sync("DE", "FR")
    await scene.nodes["NL"].stop()
    fr = await scene.restore()
    await scene.round("FR")
    assert scene.own() == (LogState.BEHIND, 3)
    at = fr.clock.now()
    fr.db.write_sync(lambda conn: follow_again(conn, "FR", officer="anne", at=at))
    fr.notify(31)
    assert scene.own() == (LogState.FOLLOWING, 4)


async def test_who_pulls_from_a_restored_node_makes_it_ask(scene: Scene) -> None:
    """DE visits first: FR hears that DE holds more of its log, and visits DE."""
    scene.write(before=2, after=2)
    await scene.sync("DE", "FR")
    fr = await scene.restore()
    with pytest.raises(RegisterError):
        await scene.sync("DE", "FR")
    await present(fr.syncer)._running["DE"]
    assert scene.own() == (LogState.BEHIND, 4)
    assert fr.heard == ["DE"]


async def test_a_second_history_that_was_signed_before_anybody_was_met_is_a_fraud_at_home_too(
    scene: Scene,
) -> None:
    scene.write(before=2, after=2)
    await scene.sync("DE", "FR")
    fr = await scene.restore()
    fr.notify(31)
    await scene.sync("FR", "DE")
    own = fr.db.read_sync(list_troubles)
    assert {(each.origin, each.peer) for each in own} == {("FR", "DE")}
    assert {each.kind for each in own} == {TroubleKind.ROLLBACK, TroubleKind.FRAUD}
    assert scene.own() == (LogState.BEHIND, 3)  # it does not make it longer
    # It hides nothing: all are told what it has found of itself.
    for code in ("DE", "NL"):
        head = scene.nodes[code].db.read_sync(lambda conn: read_head(conn, "FR"))
        assert head.state is LogState.STOPPED


async def test_a_member_that_is_busy_does_not_end_the_recovery(scene: Scene) -> None:
    """DE shows what FR has signed, and refuses the stream for now; nobody was missed."""
    scene.write(before=2, after=2)
    await scene.sync("DE", "FR")
    fr = await scene.restore()
    scene.nodes["DE"].service._streams["FR"] = STREAMS_A_PEER
    await scene.round("FR")
    assert scene.own() == (LogState.BEHIND, 2)
    with pytest.raises(StateError, match="not whole"):
        fr.notify(31)
    scene.nodes["DE"].service._streams["FR"] = 0
    await scene.round("FR")  # DE tells what it told before: it is asked all the same
    assert scene.own() == (LogState.FOLLOWING, 4)
    assert fr.db.read_sync(list_troubles) == []


async def test_a_round_that_ends_while_the_log_comes_back_ends_nothing(scene: Scene) -> None:
    """A nudge has DE visited; a round that has asked everybody ends in the middle of it."""
    scene.write(before=2, after=6)
    await scene.sync("DE", "FR")
    fr = await scene.restore()
    assert fr.syncer is not None
    recovery, gate, began = fr.syncer._recovery, asyncio.Event(), asyncio.Event()
    pull = recovery._pull_own

    async def held_up(source: str) -> object:
        began.set()
        await gate.wait()
        return await pull(source)

    recovery._pull_own = held_up
    fr.syncer.hear("DE")
    await began.wait()
    await recovery.settle((), ())  # everybody else was asked, and nobody missed
    assert scene.own() == (LogState.BEHIND, 2)
    with pytest.raises(StateError, match="not whole"):
        fr.notify(77)
    gate.set()
    await asyncio.gather(*fr.syncer._running.values())
    assert scene.own() == (LogState.BEHIND, 8)
    await scene.round("FR")
    assert scene.own() == (LogState.FOLLOWING, 8)


async def test_our_own_signature_is_enough_to_append_nothing(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DE shows the checkpoint, and no proof: FR has signed it, so entries are missing."""
    scene.write(before=2, after=2)
    await scene.sync("DE", "FR")
    fr = await scene.restore()

    def refuse(*_: object) -> list[bytes]:
        raise NotFoundError("no such proof")

    with monkeypatch.context() as refusing:
        refusing.setattr("gateway.register.sync.service.consistency_proof", refuse)
        await scene.round("FR")
        assert scene.own() == (LogState.BEHIND, 2)
        with pytest.raises(StateError, match="not whole"):
            fr.notify(31)
    await scene.round("FR")
    assert scene.own() == (LogState.FOLLOWING, 4)


async def test_an_append_is_refused_as_soon_as_a_longer_log_of_ours_was_seen(
    scene: Scene,
) -> None:
    """Whatever the state says: the checkpoint alone shows that entries are missing."""
    scene.write(before=2, after=2)
    full = scene.nodes["FR"].db
    signed = full.read_sync(lambda conn: newest_checkpoint(conn, "FR"))
    assert signed is not None
    fr = await scene.restore()
    fr.db.write_sync(lambda conn: store_checkpoint(conn, signed))
    with pytest.raises(StateError, match="signed more"):
        fr.notify(31)
