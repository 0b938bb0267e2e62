"""Erasure everywhere, tampering repaired from a peer, and origins that contradict themselves."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import grpc
import pytest
from sqlalchemy import select, update

from gateway.domain.letter import ErasureGround
from gateway.errors import NotFoundError, Reason, RegisterError
from gateway.register.denials.denial_queries import get_denial, list_denials
from gateway.register.denials.rebuilding import rebuild
from gateway.register.log.fraud import FraudProof, verify_fraud_proof
from gateway.register.log.log_store import LogState, heads, read_head
from gateway.register.sync.log_verification import Altered
from gateway.register.sync.troubles import TroubleKind, follow_again, list_troubles
from gateway.store.database import Database
from gateway.store.tables_register import log_entry, log_part
from tests.support.empty_database import open_empty
from tests.support.needs import sampled
from tests.support.raising import present, refuses
from tests.support.register_nodes import (
    CountedService,
    RegisterNode,
    denial,
    draft_of,
    erase_entry,
    served_nodes,
)

CODES = ("DE", "FR", "NL")


@pytest.fixture
async def nodes(tmp_path: Path) -> AsyncIterator[dict[str, RegisterNode]]:
    async with served_nodes(tmp_path, CODES) as made:
        yield made


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Database]:
    """A database for another history."""
    opened = open_empty(tmp_path / "other.db")
    yield opened
    opened.close()


async def sync(node: RegisterNode, peer: str) -> int:
    return (await present(node.syncer).sync_peer(peer)).entries


async def become(node: RegisterNode, database: Database) -> RegisterNode:
    """Let a member answer from another database, as one that has rewritten its log would."""
    await node.stop()
    other = RegisterNode(node.me, node.clock, database, node.files, node.held, node.addresses)
    await other.serve()
    return other


async def test_an_erasure_reaches_everybody_and_all_logs_hold(
    nodes: dict[str, RegisterNode],
) -> None:
    fr = nodes["FR"]
    fr.notify(1)
    fr.notify(2, release={1: ("DE",)})  # withheld from NL
    fr.notify(3)
    for code in ("DE", "NL"):
        await sync(nodes[code], "FR")
    fr.db.write_sync(lambda conn: erase_entry(conn, fr.me, ground=ErasureGround.RETENTION_OVER))
    for code in ("DE", "NL"):
        assert await sync(nodes[code], "FR") == 1
    for node in nodes.values():
        parts = node.db.read_sync(
            lambda conn: conn.execute(
                select(log_part.c.salt, log_part.c.body, log_part.c.absent).where(
                    log_part.c.idx == 0
                )
            ).all()
        )
        assert [tuple(part) for part in parts] == [(None, None, "erased")] * 2
        with pytest.raises(NotFoundError):
            node.db.read_sync(lambda conn: get_denial(conn, "FR-2026-00001"))
        shown = [line.denial_id for line in node.db.read_sync(list_denials).items]
        assert shown == ["FR-2026-00002", "FR-2026-00003"]
        assert (await node.repairer().verify("FR")).sound
        assert node.db.write_sync(lambda conn: rebuild(conn, "FR", 4)) == []
    roots = {
        next(h.root for h in node.db.read_sync(heads) if h.origin == "FR")
        for node in nodes.values()
    }
    assert len(roots) == 1


async def test_who_joins_after_an_erasure_gets_nothing_of_it(
    nodes: dict[str, RegisterNode],
) -> None:
    fr = nodes["FR"]
    fr.notify(1)
    fr.db.write_sync(lambda conn: erase_entry(conn, fr.me, ground=ErasureGround.ORDERED))
    await sync(nodes["DE"], "FR")
    de = nodes["DE"]
    assert (await de.repairer().verify("FR")).sound
    absent = de.db.read_sync(
        lambda conn: (
            conn.execute(select(log_part.c.absent).where(log_part.c.idx == 0)).scalars().all()
        )
    )
    assert set(absent) == {"erased"}


async def alter(node: RegisterNode, column: Any, index: int, old: bytes, new: bytes) -> None:
    table = column.table

    def write(conn: Any) -> None:
        where = (table.c.origin == "DE") & (table.c.idx == index)
        if table is log_part:
            where &= table.c.part == 0
        raw = conn.execute(select(column).where(where)).scalar_one()
        assert old in raw
        conn.execute(update(table).where(where).values({column.name: raw.replace(old, new)}))

    await node.db.write(write)


@pytest.mark.parametrize(
    ("column", "old", "new", "what"),
    [
        (log_part.c.body, b"Falcon", b"Falkon", Altered.PART),
        (log_entry.c.envelope, b"DE-2026-00003", b"DE-2026-00030", Altered.ENTRY),
    ],
)
@pytest.mark.parametrize("from_origin", [True, False])
async def test_an_altered_letter_is_named_and_restored_by_proof(
    nodes: dict[str, RegisterNode],
    column: Any,
    old: bytes,
    new: bytes,
    what: Altered,
    from_origin: bool,
) -> None:
    nodes["DE"].append_many([draft_of(denial("DE", i + 1)) for i in range(5)])
    for code in ("FR", "NL"):
        await sync(nodes[code], "DE")
    fr = nodes["FR"]
    before = fr.db.read_sync(lambda conn: get_denial(conn, "DE-2026-00003"))
    await alter(fr, column, 2, old, new)
    if not from_origin:
        await nodes["DE"].stop()
    found, restored, after = await fr.repairer().repair_log("DE")
    assert (2, what) in {(f.index, f.what) for f in found.findings}
    assert [(r.index, r.peer, r.checkpoint_size) for r in restored] == [
        (2, "DE" if from_origin else "NL", 5)
    ]
    assert after.sound
    assert fr.db.read_sync(lambda conn: get_denial(conn, "DE-2026-00003")) == before


async def test_a_part_that_nobody_may_give_is_said_to_be_missing(
    nodes: dict[str, RegisterNode],
) -> None:
    nodes["DE"].notify(1, release={1: ("FR",)})
    for code in ("FR", "NL"):
        await sync(nodes[code], "DE")
    fr = nodes["FR"]

    def spoil(conn: Any) -> None:
        conn.execute(update(log_part).where(log_part.c.part == 1).values(body=b"spoilt"))

    fr.db.write_sync(spoil)
    with refuses(RegisterError, Reason.LOG_TAMPERED):
        await fr.repairer().repair_entry("DE", 0, "NL")
    await fr.repairer().repair_entry("DE", 0, "DE")
    assert (await fr.repairer().verify("DE")).sound


async def test_a_mirror_cannot_slip_in_another_entry(nodes: dict[str, RegisterNode]) -> None:
    nodes["DE"].append_many([draft_of(denial("DE", i + 1)) for i in range(4)])
    await sync(nodes["NL"], "DE")
    nl = nodes["NL"].db

    def swap(conn: Any) -> None:  # two entries that DE has signed, in the other order
        for a, b in ((1, 99), (2, 1), (99, 2)):
            for table in (log_entry, log_part):
                conn.execute(update(table).where(table.c.idx == a).values(idx=b))

    nl.write_sync(swap)
    await nodes["DE"].stop()
    fr = nodes["FR"]
    assert fr.syncer is not None
    with refuses(RegisterError, Reason.LOG_INCONSISTENT):
        await fr.syncer.sync_log("DE", "NL")
    assert fr.db.read_sync(lambda conn: read_head(conn, "DE")).size == 0
    assert fr.db.read_sync(list_troubles) == []  # it proves nothing against DE


@pytest.mark.parametrize("before", sampled([1, 4], 2, 3, 5))
async def test_a_rewritten_log_is_proven_and_stopped(
    nodes: dict[str, RegisterNode], other: Database, before: int
) -> None:
    fr, de = nodes["FR"], nodes["DE"]
    fr.append_many([draft_of(denial("FR", i + 1)) for i in range(before)])
    await sync(de, "FR")
    rewritten = await become(fr, other)
    rewritten.append_many([draft_of(denial("FR", i + 51)) for i in range(before + 3)])
    try:
        with refuses(RegisterError, Reason.ORIGIN_STOPPED):
            await sync(de, "FR")
        [trouble] = de.db.read_sync(list_troubles)
        assert (trouble.origin, trouble.kind) == ("FR", TroubleKind.FRAUD)
        proof = FraudProof.model_validate_json(trouble.evidence or "")
        nl = nodes["NL"].me
        verify_fraud_proof(proof, nl.directory(), nl.clock.now())
        head = de.db.read_sync(lambda conn: read_head(conn, "FR"))
        assert (head.state, head.size) == (LogState.STOPPED, before)
        # Its known denials stay in force and in the search; it is not followed any more.
        assert len(de.db.read_sync(list_denials).items) == before
        with refuses(RegisterError, Reason.ORIGIN_STOPPED):
            await sync(de, "FR")
        assert len(de.db.read_sync(list_troubles)) == 1
        de.db.write_sync(lambda conn: follow_again(conn, "FR", officer="karin", at=de.clock.now()))
        assert de.db.read_sync(list_troubles) == []
        # The officer was wrong: it is told, and stopped, again.
        with pytest.raises(RegisterError):
            await sync(de, "FR")
        assert len(de.db.read_sync(list_troubles)) == 1
        head = de.db.read_sync(lambda conn: read_head(conn, "FR"))
        assert head.state is LogState.STOPPED
    finally:
        await rewritten.close()


async def test_two_logs_of_the_same_size_are_proven(
    nodes: dict[str, RegisterNode], other: Database
) -> None:
    fr, de = nodes["FR"], nodes["DE"]
    fr.notify(1)
    await sync(de, "FR")
    double = await become(fr, other)
    double.notify(2)
    try:
        with refuses(RegisterError, Reason.ORIGIN_STOPPED):
            await sync(de, "FR")
    finally:
        await double.close()


async def test_a_split_view_comes_out_by_gossip(
    nodes: dict[str, RegisterNode], other: Database
) -> None:
    fr, de, nl = nodes["FR"], nodes["DE"], nodes["NL"]
    fr.notify(1)
    await sync(de, "FR")
    double = await become(fr, other)
    double.notify(2)
    await sync(nl, "FR")
    await double.close()
    await sync(de, "NL")  # NL tells which head of FR it has seen
    [trouble] = de.db.read_sync(list_troubles)
    assert (trouble.origin, trouble.peer, trouble.kind) == ("FR", "NL", TroubleKind.FRAUD)
    assert de.db.read_sync(lambda conn: read_head(conn, "FR")).state is LogState.STOPPED


async def test_an_older_state_is_told_and_nothing_is_lost(
    nodes: dict[str, RegisterNode], other: Database
) -> None:
    fr, de = nodes["FR"], nodes["DE"]
    older = other
    fr.notify(1)
    double = RegisterNode(fr.me, fr.clock, older, fr.files, fr.held, fr.addresses)
    await sync(de, "FR")
    # FR restores a backup: the same first entry, pulled back from DE.
    assert (await double.make_syncer().sync_log("FR", "DE")).entries == 1
    fr.notify(2)
    await sync(de, "FR")
    restored = await become(fr, older)
    try:
        with refuses(RegisterError, Reason.LOG_INCONSISTENT):
            await sync(de, "FR")
        [trouble] = de.db.read_sync(list_troubles)
        assert trouble.kind is TroubleKind.ROLLBACK
        head = de.db.read_sync(lambda conn: read_head(conn, "FR"))
        assert (head.state, head.size) == (LogState.FOLLOWING, 2)
        # And FR learns from DE that it has forgotten something.
        await restored.make_syncer().sync_peer("DE")
        [told] = restored.db.read_sync(list_troubles)
        assert (told.origin, told.kind) == ("FR", TroubleKind.ROLLBACK)
    finally:
        await double.close()
        await restored.close()


async def test_a_refused_proof_is_a_suspicion_only(
    nodes: dict[str, RegisterNode], monkeypatch: pytest.MonkeyPatch
) -> None:
    fr, de = nodes["FR"], nodes["DE"]
    fr.notify(1)
    await sync(de, "FR")
    fr.notify(2)

    async def refuse(self: Any, request: Any, context: Any) -> Any:
        await context.abort(grpc.StatusCode.PERMISSION_DENIED, "no")

    with monkeypatch.context() as patch:
        patch.setattr(CountedService, "GetConsistencyProof", refuse)
        await fr.stop()
        await fr.serve()
    with refuses(RegisterError, Reason.LOG_INCONSISTENT):
        await sync(de, "FR")
    [trouble] = de.db.read_sync(list_troubles)
    assert (trouble.kind, trouble.evidence) == (TroubleKind.SUSPICION, None)
    assert de.db.read_sync(lambda conn: read_head(conn, "FR")).state is LogState.FOLLOWING
    await fr.stop()
    await fr.serve()
    assert await sync(de, "FR") == 1
