"""Whoever holds the wrong face of a log gets back to the other one, on an officer's word."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from gateway.domain.letter import ErasureGround
from gateway.errors import ComityError, RegisterError, StateError
from gateway.register.denials.changes import denial_feed
from gateway.register.denials.denial_queries import list_denials
from gateway.register.log.checkpoints import checkpoint_at
from gateway.register.log.log_store import LogState, read_entries, read_head
from gateway.register.log.proofs import root_at
from gateway.register.sync.setting_aside import cut, find_tail, go_on
from gateway.register.sync.troubles import follow_again, list_troubles
from gateway.store.tables_register import log_part, set_aside
from tests.federation.test_register_recovery import Scene, scene
from tests.support.raising import present
from tests.support.register_nodes import RegisterNode, erase_entry

__all__ = ["scene"]


async def two_faces(scene: Scene) -> RegisterNode:
    """FR writes on after a restore, NL pulls that, and FR takes its own disk back.

    DE holds the first history, NL the second; FR goes on with the first.
    """
    scene.write(before=2, after=2)
    await scene.sync("DE", "FR")
    first = scene.nodes["FR"].db
    fr = await scene.restore()
    for number in (31, 32, 33):
        fr.notify(number)
    await scene.sync("NL", "FR")
    await fr.close()
    again = RegisterNode(fr.me, fr.clock, first, fr.files, fr.held, fr.addresses)
    await again.serve()
    again.make_syncer()
    scene.nodes["FR"] = again
    again.notify(40)
    return again


def head(node: RegisterNode) -> tuple[LogState, int]:
    found = node.db.read_sync(lambda conn: read_head(conn, "FR"))
    return found.state, found.size


def denials(node: RegisterNode) -> list[str]:
    return sorted(each.denial_id[-2:] for each in node.db.read_sync(list_denials).items)


def evidence(node: RegisterNode) -> list[tuple[str, int]]:
    query = select(set_aside.c.kind, set_aside.c.size).order_by(set_aside.c.kind, set_aside.c.size)
    return [(row.kind, row.size) for row in node.db.read_sync(lambda c: c.execute(query).all())]


async def test_the_wrong_tail_is_set_aside_and_the_right_one_is_pulled(scene: Scene) -> None:
    await two_faces(scene)
    nl = scene.nodes["NL"]
    for _ in range(2):  # without it the log is stopped again and again
        with pytest.raises(RegisterError):
            await scene.sync("NL", "FR")
        assert head(nl) == (LogState.STOPPED, 5)
        at = nl.clock.now()
        nl.db.write_sync(lambda conn, at=at: follow_again(conn, "FR", officer="karin", at=at))  # type: ignore[misc]
    assert denials(nl) == ["01", "02", "31", "32", "33"]
    tail = await find_tail(nl.repairer(), "FR", "FR")
    assert (tail.held.size, tail.keep, tail.shown.size) == (5, 2, 5)
    position = max(each.position for each in nl.db.read_sync(lambda conn: denial_feed(conn, 0)))
    assert nl.db.write_sync(lambda conn: cut(conn, nl.me, tail, officer="karin")) == 3
    assert head(nl) == (LogState.FOLLOWING, 2)
    assert denials(nl) == ["01", "02"]
    # Whoever follows the register, as the search does, drops what is gone.
    gone = nl.db.read_sync(lambda conn: denial_feed(conn, position))
    assert {(each.denial_id[-2:], each.state) for each in gone} == {
        ("31", None),
        ("32", None),
        ("33", None),
    }
    assert [each for each in evidence(nl) if each[0] == "entry"] == [
        ("entry", 2),
        ("entry", 3),
        ("entry", 4),
    ]
    assert (await scene.sync("NL", "FR")).entries == 3
    assert head(nl) == (LogState.FOLLOWING, 5)
    assert denials(nl) == ["01", "02", "03", "04", "40"]
    assert (await nl.repairer().verify("FR")).sound
    assert nl.db.read_sync(list_troubles) == []
    # DE has the right face, and was told of the fraud; its officer decides as well.
    de = scene.nodes["DE"]
    de.db.write_sync(lambda conn: follow_again(conn, "FR", officer="vogel", at=de.clock.now()))
    await scene.sync("DE", "FR")
    for code, peer in (("NL", "DE"), ("DE", "NL"), ("NL", "FR")):
        await scene.sync(code, peer)
    assert head(nl) == (LogState.FOLLOWING, 5)
    assert nl.db.read_sync(list_troubles) == []


async def test_nothing_is_set_aside_of_a_log_that_is_only_longer_elsewhere(scene: Scene) -> None:
    scene.write(before=2, after=2)
    await scene.sync("NL", "FR")
    scene.nodes["FR"].notify(40)
    nl = scene.nodes["NL"]
    with pytest.raises(StateError, match="nothing is set aside"):
        await find_tail(nl.repairer(), "FR", "FR")
    await scene.nodes["FR"].stop()
    with pytest.raises(ComityError):
        await find_tail(nl.repairer(), "FR", "FR")
    assert head(nl) == (LogState.FOLLOWING, 4)


async def test_a_log_that_moves_meanwhile_is_left_alone(scene: Scene) -> None:
    await two_faces(scene)
    nl = scene.nodes["NL"]
    tail = await find_tail(nl.repairer(), "FR", "FR")
    nl.db.write_sync(lambda conn: cut(conn, nl.me, tail, officer="karin"))
    with pytest.raises(StateError, match="moved"):
        nl.db.write_sync(lambda conn: cut(conn, nl.me, tail, officer="karin"))


async def test_a_second_history_of_our_own_is_set_aside_and_the_first_comes_back(
    scene: Scene,
) -> None:
    """FR wrote after a restore, before it met DE; what it wrote has to be written again."""
    scene.write(before=2, after=4)
    await scene.sync("DE", "FR")
    fr = await scene.restore()
    fr.notify(31)
    await scene.round("FR")
    assert scene.own() == (LogState.BEHIND, 3)
    tail = await find_tail(fr.repairer(), "FR", "DE")
    assert fr.db.write_sync(lambda conn: cut(conn, fr.me, tail, officer="anne")) == 1
    assert scene.own() == (LogState.BEHIND, 2)
    with pytest.raises(StateError, match="not whole"):
        fr.notify(32)
    await scene.round("FR")
    assert scene.own() == (LogState.FOLLOWING, 6)
    assert fr.db.read_sync(list_troubles) == []
    fr.notify(31)
    assert (await fr.repairer().verify("FR")).sound
    assert denials(fr) == ["01", "02", "03", "04", "05", "06", "31"]


async def test_a_second_history_of_our_own_is_not_taken_back_from_who_has_pulled_it(
    scene: Scene,
) -> None:
    """NL gives what FR's officer has set aside, and may be asked before DE is."""
    scene.write(before=2, after=4)
    await scene.sync("DE", "FR")
    fr = await scene.restore()
    fr.notify(31)
    await scene.sync("NL", "FR")
    await scene.sync("FR", "DE")
    tail = await find_tail(fr.repairer(), "FR", "DE")
    assert fr.db.write_sync(lambda conn: cut(conn, fr.me, tail, officer="anne")) == 1
    assert fr.syncer is not None
    with pytest.raises(RegisterError, match="NL gives of log FR what an officer has set aside"):
        await fr.syncer.sync_log("FR", "NL")
    assert scene.own() == (LogState.BEHIND, 2)
    assert (await fr.syncer.sync_log("FR", "DE")).entries == 4
    await scene.round("FR")
    assert scene.own() == (LogState.FOLLOWING, 6)
    # Nothing of the wrong tail is left that would contradict what others show.
    signed = fr.db.read_sync(lambda conn: checkpoint_at(conn, "FR", 3))
    assert signed is None or signed.root == fr.db.read_sync(lambda conn: root_at(conn, "FR", 3))
    assert denials(fr) == ["01", "02", "03", "04", "05", "06"]


async def test_a_wrong_tail_is_not_taken_back_from_a_mirror(scene: Scene) -> None:
    """DE stands in for FR, and holds a part of the tail that NL's officer has set aside."""
    scene.write(before=2, after=2)
    first = scene.nodes["FR"].db
    wrong = await scene.restore()
    wrong.notify(31)
    await scene.sync("DE", "FR")
    wrong.notify(32)
    await scene.sync("NL", "FR")
    await wrong.close()
    fr = RegisterNode(wrong.me, wrong.clock, first, wrong.files, wrong.held, wrong.addresses)
    await fr.serve()
    scene.nodes["FR"] = fr
    fr.notify(40)
    nl = scene.nodes["NL"]
    with pytest.raises(RegisterError, match="has rewritten its log"):
        await scene.sync("NL", "FR")
    tail = await find_tail(nl.repairer(), "FR", "FR")
    assert nl.db.write_sync(lambda conn: cut(conn, nl.me, tail, officer="karin")) == 2
    await fr.stop()
    found = await scene.round("NL")
    assert (found.peers, found.reached, found.entries) == (2, 1, 0)
    assert head(nl) == (LogState.FOLLOWING, 2)
    await fr.serve()
    assert (await scene.sync("NL", "FR")).entries == 3
    assert denials(nl) == ["01", "02", "03", "04", "40"]


async def test_what_only_the_wrong_tail_erased_comes_back(scene: Scene) -> None:
    scene.write(before=2, after=2)
    first = scene.nodes["FR"].db
    fr = await scene.restore()
    fr.db.write_sync(lambda conn: erase_entry(conn, fr.me, ground=ErasureGround.ORDERED))
    await scene.sync("NL", "FR")
    nl = scene.nodes["NL"]
    assert denials(nl) == ["02"]
    await fr.close()
    again = RegisterNode(fr.me, fr.clock, first, fr.files, fr.held, fr.addresses)
    await again.serve()
    scene.nodes["FR"] = again
    tail = await find_tail(nl.repairer(), "FR", "FR")
    nl.db.write_sync(lambda conn: cut(conn, nl.me, tail, officer="karin"))
    await scene.sync("NL", "FR")
    assert denials(nl) == ["01", "02", "03", "04"]
    absent = select(log_part.c.absent).where(log_part.c.origin == "FR").distinct()
    assert nl.db.read_sync(lambda conn: conn.execute(absent).scalars().all()) == [None]
    assert (await nl.repairer().verify("FR")).sound


async def test_an_officer_may_give_up_what_nobody_gives_back(scene: Scene) -> None:
    """DE shows what FR has signed and has lost it itself: FR goes on, on record."""
    scene.write(before=2, after=2)
    await scene.sync("DE", "FR")
    fr = await scene.restore()

    async def nothing(_: str) -> Any:
        raise RegisterError("it is lost here too")

    present(fr.syncer)._recovery._pull_own = nothing
    await scene.round("FR")
    assert scene.own() == (LogState.BEHIND, 2)
    fr.db.write_sync(lambda conn: go_on(conn, fr.me, officer="anne"))
    fr.notify(31)
    assert scene.own() == (LogState.FOLLOWING, 3)
    assert ("checkpoint", 4) in evidence(fr)
    await scene.round("FR")  # what was given up does not stop it again
    assert scene.own() == (LogState.FOLLOWING, 3)
    fr.notify(32)
    entries = fr.db.read_sync(lambda conn: read_entries(conn, "FR", 0, 4))
    assert len(entries) == 4
    with pytest.raises(StateError, match="not stopped"):
        fr.db.write_sync(lambda conn: go_on(conn, fr.me, officer="anne"))
