"""Instants that cannot be: entries dated back or ahead, checkpoints that do not say when."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, update

from gateway.errors import CheckpointError, RegisterError
from gateway.register.log.checkpoints import cosignatures, newest_checkpoint
from gateway.register.log.log_store import LogState, read_head
from gateway.register.log.notes import SignatureLine, SignedNote
from gateway.register.log.signing import renew_checkpoint
from gateway.register.sync.entry_time_order import keep_checkpoint
from gateway.register.sync.troubles import Trouble, TroubleKind, close_trouble, list_troubles
from gateway.store.tables_register import checkpoint
from gateway.trust.federation import Directory
from gateway.trust.suites import Suite
from tests.support.empty_database import open_empty
from tests.support.hostile import History, Liar, beside_a_liar
from tests.support.raising import present
from tests.support.register_nodes import RegisterNode, StandingClock, make_nodes


@dataclass
class Scene:
    """DE follows FR, which signs what it likes."""

    de: RegisterNode
    fr: Liar
    log: History
    clock: StandingClock

    async def sync(self) -> int:
        return (await present(self.de.syncer).sync_peer("FR")).entries

    def troubles(self) -> list[Trouble]:
        return self.de.db.read_sync(list_troubles)

    def state(self) -> LogState:
        return self.de.db.read_sync(lambda conn: read_head(conn, "FR")).state

    def relabel(self, change: Any) -> None:
        """Change the lines under FR's newest checkpoint."""

        def write(conn: Any) -> None:
            held = newest_checkpoint(conn, "FR")
            assert held is not None
            note = SignedNote.parse(held.note)
            raw = SignedNote(note.body, change(note.lines)).to_bytes()
            conn.execute(update(checkpoint).where(checkpoint.c.size == held.size).values(note=raw))

        self.log.db.write_sync(write)


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    clock = StandingClock()
    async with beside_a_liar(tmp_path, "DE", clock=clock) as (nodes, fr):
        fr.show("log", "DE")
        yield Scene(nodes["DE"], fr, fr.history("log"), clock)


async def test_an_entry_dated_before_its_origin_said_that_it_had_no_more_is_a_suspicion(
    scene: Scene,
) -> None:
    """No checkpoint contradicts it: the last one was signed long before."""
    scene.log.append(scene.fr.sign(1))
    await scene.sync()
    for _ in range(3):
        scene.clock.advance(days=30)
        await scene.sync()
    scene.log.append(scene.fr.sign(1, back=timedelta(days=80)))
    assert await scene.sync() == 1
    [found] = scene.troubles()
    assert found.kind is TroubleKind.SUSPICION
    assert "said that it had no more" in found.text
    assert scene.state() is LogState.FOLLOWING


async def test_an_act_that_was_committed_a_little_later_is_none(scene: Scene) -> None:
    scene.log.append(scene.fr.sign(1))
    await scene.sync()
    scene.clock.advance(days=30)
    signed = scene.fr.sign(1)
    scene.clock.advance(minutes=4)
    await scene.sync()
    scene.log.append(signed)
    assert await scene.sync() == 1
    assert scene.troubles() == []


async def test_a_checkpoint_that_does_not_say_when_it_was_signed_is_refused(scene: Scene) -> None:
    scene.log.append(scene.fr.sign(1))
    scene.relabel(lambda lines: lines[:1])
    with pytest.raises(CheckpointError, match="when its origin has signed"):
        await scene.sync()
    assert scene.de.db.read_sync(lambda conn: read_head(conn, "FR")).size == 0


async def test_an_entry_dated_ahead_is_a_suspicion_and_the_next_honest_one_no_fraud(
    scene: Scene,
) -> None:
    ahead = scene.fr.sign(1, back=timedelta(days=-300))
    scene.log.append(ahead, ahead[0].at)
    assert await scene.sync() == 1
    [found] = scene.troubles()
    assert (found.kind, scene.state()) == (TroubleKind.SUSPICION, LogState.FOLLOWING)
    assert "has not come" in found.text
    scene.clock.advance(days=1)
    scene.log.append(scene.fr.sign(1))  # the clock was set right
    assert await scene.sync() == 1
    assert {each.kind for each in scene.troubles()} == {TroubleKind.SUSPICION}
    assert scene.state() is LogState.FOLLOWING
    # A person looks at it; then the log is confirmed like any other.
    [found] = scene.troubles()
    at = scene.clock.now()
    scene.de.db.write_sync(lambda conn: close_trouble(conn, found.id, officer="karin", at=at))
    await scene.sync()
    assert scene.troubles() == []
    kept = scene.log.db.read_sync(lambda conn: cosignatures(conn, "FR", 2))
    assert [each.cosigner for each in kept] == ["DE", "FR"]


async def test_what_is_dated_before_its_receipt_is_a_fraud_although_the_clock_ran_ahead(
    scene: Scene,
) -> None:
    """Who states a late instant on purpose gains nothing: the receipt is the measure then."""
    ahead = scene.fr.sign(1, back=timedelta(days=-300))
    scene.log.append(ahead, ahead[0].at)
    await scene.sync()
    scene.clock.advance(days=1)
    scene.log.append(scene.fr.sign(1, back=timedelta(days=2)))
    with pytest.raises(RegisterError):
        await scene.sync()
    assert scene.state() is LogState.STOPPED
    # A log that is proven forged is not confirmed to be held.
    kept = scene.log.db.read_sync(lambda conn: cosignatures(conn, "FR", 2))
    assert [each.cosigner for each in kept] == ["FR"]
    ours = scene.de.db.read_sync(lambda conn: cosignatures(conn, "FR", 2))
    assert ours == []


async def test_all_that_the_last_batch_contradicts_is_told(scene: Scene) -> None:
    """Two entries are dated back, each against a checkpoint of its own."""
    for _ in range(2):
        scene.log.append(scene.fr.sign(1))
        await scene.sync()
        scene.clock.advance(days=10)
    scene.log.append(scene.fr.sign(1))
    scene.clock.advance(days=10)
    # DE has seen that checkpoint and not yet its entry.
    later = scene.log.db.read_sync(lambda conn: newest_checkpoint(conn, "FR"))
    assert later is not None
    scene.de.db.write_sync(lambda conn: keep_checkpoint(conn, later, scene.clock.now()))
    scene.log.append(scene.fr.sign(1, back=timedelta(days=15)))
    scene.clock.advance(days=10)
    scene.log.append(scene.fr.sign(1, back=timedelta(days=40)))
    with pytest.raises(RegisterError):
        await scene.sync()
    frauds = [each for each in scene.troubles() if each.kind is TroubleKind.FRAUD]
    assert len(frauds) == 2


async def test_lines_by_unknown_keys_are_not_kept(scene: Scene) -> None:
    """A note may be a mebibyte long; what is kept of it is what its origin has signed."""
    for _ in range(3):
        scene.log.append(scene.fr.sign(1))
        scene.relabel(
            lambda lines: (
                *lines,
                *(SignatureLine("x", os.urandom(4), os.urandom(3000)) for _ in range(200)),
                *(lines[0] for _ in range(20)),
            )
        )
        assert await scene.sync() == 1
    octets: int = scene.de.db.read_sync(
        lambda conn: conn.execute(select(func.max(func.length(checkpoint.c.note)))).scalar_one()
    )
    assert octets < 1000
    assert scene.troubles() == []


def hybrid(directory: Directory) -> Directory:
    members = {
        code: replace(member, minimum_suite=Suite.ED25519_MLDSA65)
        for code, member in directory.members.items()
    }
    return replace(directory, members=members)


async def test_an_origin_that_signs_its_log_anew_is_no_forger_when_its_clock_is_set_back(
    tmp_path: Path,
) -> None:
    """The renewal states when the log was signed first, so no later entry lies before it."""
    databases = {code: open_empty(tmp_path / f"{code}.db") for code in ("DE", "FR")}
    nodes = make_nodes(tmp_path / "federation", databases, suite=Suite.ED25519_MLDSA65)
    for node in nodes.values():
        await node.serve()
        node.make_syncer()
    fr, de = nodes["FR"], nodes["DE"]
    assert de.syncer is not None
    fr.notify(1)
    await de.syncer.sync_peer("FR")
    before = fr.clock.now()
    fr.clock.advance(hours=2)  # it runs ahead
    for node in nodes.values():
        node.held["now"] = hybrid(node.held["now"])
    fr.db.write_sync(lambda conn: renew_checkpoint(conn, fr.me, fr.clock.now()))
    fr.clock.at = before + timedelta(minutes=1)
    await de.syncer.sync_peer("FR")
    fr.notify(2)
    assert (await de.syncer.sync_peer("FR")).entries == 1
    assert de.db.read_sync(list_troubles) == []
    for node in nodes.values():
        await node.close()
        node.db.close()
