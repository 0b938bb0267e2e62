"""Registers that synchronise over real mTLS on loopback."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from gateway.errors import ComityError, Reason, RegisterError, UnavailableError
from gateway.register.denials.denial_queries import get_denial, list_denials
from gateway.register.log import entries
from gateway.register.log.checkpoints import received_up_to, who_has_not_received
from gateway.register.log.log_store import heads, read_head
from gateway.register.own_log import append_many
from gateway.register.sync import pulling
from gateway.store.database import Database
from gateway.store.tables_register import cosignature, denial, log_entry, peer_sync
from gateway.trust.federation import Directory
from gateway.trust.suites import Suite
from tests.support.empty_database import open_empty
from tests.support.postgres import fresh_database
from tests.support.raising import refuses
from tests.support.register_nodes import (
    RegisterNode,
    draft_of,
    make_nodes,
)
from tests.support.register_nodes import denial as make_denial

CODES = ("DE", "FR", "NL")


@pytest.fixture
def databases(tmp_path: Path) -> Iterator[dict[str, Database]]:
    opened = {code: open_empty(tmp_path / f"{code}.db") for code in CODES}
    yield opened
    for each in opened.values():
        each.close()


@asynccontextmanager
async def served(nodes: dict[str, RegisterNode]) -> AsyncIterator[dict[str, RegisterNode]]:
    for node in nodes.values():
        await node.serve()
    try:
        yield nodes
    finally:
        for node in nodes.values():
            await node.close()


@pytest.fixture
async def nodes(
    tmp_path: Path, databases: dict[str, Database]
) -> AsyncIterator[dict[str, RegisterNode]]:
    async with served(make_nodes(tmp_path / "federation", databases)) as running:
        yield running


def all_heads(node: RegisterNode) -> dict[str, tuple[int, bytes]]:
    found = node.db.read_sync(heads)
    return {head.origin: (head.size, head.root) for head in found if head.size}


def append_some(node: RegisterNode, first: int, count: int) -> None:
    drafts = [draft_of(make_denial(node.code, first + i)) for i in range(count)]
    node.db.write_sync(lambda conn: append_many(conn, node.me, drafts, at=node.clock.now()))


async def test_all_registers_become_the_same(nodes: dict[str, RegisterNode]) -> None:
    for count, node in enumerate(nodes.values(), start=3):
        append_some(node, 1, count)
    for node in nodes.values():
        result = await node.make_syncer(batch_size=2).sync_all()
        assert (result.peers, result.reached, result.troubles) == (2, 2, ())
    shown = [all_heads(node) for node in nodes.values()]
    assert shown[0] == shown[1] == shown[2]
    assert {origin: size for origin, (size, _) in shown[0].items()} == {"DE": 3, "FR": 4, "NL": 5}
    for node in nodes.values():
        assert len(node.db.read_sync(list_denials).items) == 12


async def test_nothing_new_costs_one_round_trip(nodes: dict[str, RegisterNode]) -> None:
    append_some(nodes["FR"], 1, 3)
    syncer = nodes["DE"].make_syncer()
    assert (await syncer.sync_peer("FR")).entries == 3
    before = nodes["FR"].service.calls
    pulled = await syncer.sync_peer("FR")
    assert (pulled.entries, pulled.head.size) == (0, 3)
    assert nodes["FR"].service.calls == before + 1


async def test_a_cosignature_is_the_receipt(nodes: dict[str, RegisterNode]) -> None:
    fr, directory = nodes["FR"], nodes["FR"].me.directory()
    appended = fr.notify(1)

    def missing() -> list[str]:
        return fr.db.read_sync(
            lambda conn: who_has_not_received(conn, "FR", appended.index, directory)
        )

    assert missing() == ["DE", "NL"]
    await nodes["DE"].make_syncer().sync_all()
    assert missing() == ["NL"]
    await nodes["NL"].make_syncer().sync_all()
    assert missing() == []
    later = fr.notify(2)
    assert fr.db.read_sync(
        lambda conn: who_has_not_received(conn, "FR", later.index, directory)
    ) == ["DE", "NL"]


async def test_a_cosignature_that_was_not_delivered_is_delivered_next_time(
    nodes: dict[str, RegisterNode],
) -> None:
    nodes["FR"].notify(1)
    syncer = nodes["DE"].make_syncer()
    await syncer.sync_peer("FR")
    nodes["FR"].db.write_sync(
        lambda conn: conn.execute(cosignature.delete().where(cosignature.c.cosigner == "DE"))
    )
    nodes["DE"].db.write_sync(
        lambda conn: conn.execute(update(cosignature).values(delivered=False))
    )
    await syncer.sync_peer("FR")
    received = nodes["FR"].db.read_sync(lambda conn: received_up_to(conn, "FR"))
    assert received["DE"][0] == 1


async def test_a_mirror_keeps_the_release_set_and_stands_in(
    nodes: dict[str, RegisterNode],
) -> None:
    append_some(nodes["FR"], 1, 5)
    nodes["FR"].notify(6, release={1: ("DE",)})
    await nodes["DE"].make_syncer().sync_peer("FR")
    await nodes["FR"].stop()
    result = await nodes["NL"].make_syncer().sync_all()
    assert (result.reached, result.entries) == (1, 6)
    assert any("FR" in trouble for trouble in result.troubles)
    assert all_heads(nodes["NL"]) == all_heads(nodes["DE"])
    shown = nodes["NL"].db.read_sync(lambda conn: get_denial(conn, "FR-2026-00006"))
    assert shown.denial.explanation_withheld is not None
    # NL's cosignature waits for FR.
    await nodes["FR"].serve()
    await nodes["NL"].syncer.sync_all()  # type: ignore[union-attr]
    received = nodes["FR"].db.read_sync(lambda conn: received_up_to(conn, "FR"))
    assert received["NL"][0] == 6


async def test_a_dead_peer_is_noted_and_holds_up_nobody(nodes: dict[str, RegisterNode]) -> None:
    append_some(nodes["NL"], 1, 1)
    await nodes["FR"].stop()
    result = await nodes["DE"].make_syncer().sync_all()
    assert (result.peers, result.reached, result.entries) == (2, 1, 1)
    visits = nodes["DE"].db.read_sync(lambda conn: conn.execute(select(peer_sync)).all())
    status = {row.peer: row for row in visits}
    assert status["NL"].trouble == ""
    assert status["FR"].succeeded is None
    assert "does not answer" in status["FR"].trouble
    with refuses(UnavailableError, Reason.PEER_UNAVAILABLE):
        await nodes["DE"].syncer.sync_peer("FR")  # type: ignore[union-attr]


async def test_a_nudge_makes_the_others_pull(nodes: dict[str, RegisterNode]) -> None:
    for code in ("DE", "NL"):
        nodes[code].make_syncer()
    fr = nodes["FR"]
    fr.notify(1)
    assert (await fr.make_syncer().sync_all()).reached == 2
    for code in ("DE", "NL"):
        assert nodes[code].heard == ["FR"]
        running = nodes[code].syncer._running  # type: ignore[union-attr]
        await asyncio.gather(*running.values())
        assert all_heads(nodes[code])["FR"][0] == 1


async def test_who_comes_back_and_says_so_is_visited_at_once(
    nodes: dict[str, RegisterNode],
) -> None:
    """FR was found away a moment ago: gRPC would answer for seconds that it still is."""
    de, fr = nodes["DE"], nodes["FR"]
    de.make_syncer()
    await fr.stop()
    for _ in range(3):
        with pytest.raises(UnavailableError):
            await de.syncer.sync_peer("FR")  # type: ignore[union-attr]
    fr.notify(1)
    await fr.serve()
    assert (await fr.make_syncer().sync_all()).reached == 2
    await asyncio.gather(*de.syncer._running.values())  # type: ignore[union-attr]
    assert all_heads(de)["FR"][0] == 1


async def test_a_tampered_entry_is_not_taken(nodes: dict[str, RegisterNode]) -> None:
    append_some(nodes["FR"], 1, 6)
    fr = nodes["FR"].db
    raw = fr.read_sync(
        lambda conn: conn.execute(
            select(log_entry.c.envelope).where(log_entry.c.idx == 4)
        ).scalar_one()
    )
    bad = raw.replace(b"FR-2026-00005", b"FR-2026-00009")
    fr.write_sync(
        lambda conn: conn.execute(
            update(log_entry).where(log_entry.c.idx == 4).values(envelope=bad)
        )
    )
    with refuses(RegisterError, Reason.SIGNATURE_INVALID) as caught:
        await nodes["DE"].make_syncer(batch_size=2).sync_peer("FR")
    assert caught.value.metadata["index"] == "4"
    head = nodes["DE"].db.read_sync(lambda conn: read_head(conn, "FR"))
    assert head.size == 4  # the batches before it are proven and stay
    # Put right at the source, synchronisation goes on where it was.
    fr.write_sync(
        lambda conn: conn.execute(
            update(log_entry).where(log_entry.c.idx == 4).values(envelope=raw)
        )
    )
    assert (await nodes["DE"].syncer.sync_peer("FR")).entries == 2  # type: ignore[union-attr]


@pytest.mark.parametrize("suite", [Suite.ED25519, Suite.ED25519_MLDSA65])
async def test_a_long_catch_up_has_signatures_verified_beside(
    tmp_path: Path,
    databases: dict[str, Database],
    monkeypatch: pytest.MonkeyPatch,
    suite: Suite,
) -> None:
    monkeypatch.setattr(pulling, "BESIDE_FROM", 1)
    verified_here: list[str] = []
    original = entries.EntryChecker._verify

    def noted(self: Any, signed: Any) -> Any:
        verified_here.append("here")
        return original(self, signed)

    monkeypatch.setattr(entries.EntryChecker, "_verify", noted)
    async with served(make_nodes(tmp_path / "beside", databases, suite=suite)) as nodes:
        append_some(nodes["FR"], 1, 11)
        assert (await nodes["DE"].make_syncer(batch_size=4).sync_peer("FR")).entries == 11
        assert verified_here == []
        assert (await nodes["DE"].repairer().verify("FR")).sound
        # A false signature is found, and said to be one, also where the process found it.
        spoilt = log_entry.c.idx == 6
        fr = nodes["FR"].db
        raw = fr.read_sync(
            lambda conn: conn.execute(select(log_entry.c.envelope).where(spoilt)).scalar_one()
        )
        bad = raw.replace(b"FR-2026-00007", b"FR-2026-00070")
        fr.write_sync(
            lambda conn: conn.execute(update(log_entry).where(spoilt).values(envelope=bad))
        )
        with pytest.raises(RegisterError) as caught:
            await nodes["NL"].make_syncer(batch_size=4).sync_peer("FR")
        assert (caught.value.reason, caught.value.metadata["index"]) == (
            Reason.SIGNATURE_INVALID,
            "6",
        )
        assert nodes["NL"].db.read_sync(lambda conn: read_head(conn, "FR")).size == 4


async def test_who_may_not_read_registers_gets_nothing(
    tmp_path: Path, databases: dict[str, Database]
) -> None:
    def customs(directory: Directory) -> Directory:
        member = replace(directory.member("NL"), roles=frozenset({"customs"}))
        return replace(directory, members={**directory.members, "NL": member})

    made = make_nodes(tmp_path / "customs", databases, change=customs)
    async with served(made) as nodes:
        nodes["FR"].notify(1)
        nl = nodes["NL"].make_syncer()
        assert (await nl.sync_all()).peers == 0
        with refuses(ComityError, Reason.NOT_AUTHORISED):
            await nl.sync_log("FR")
        rows = nodes["NL"].db.read_sync(lambda conn: conn.execute(select(denial)).all())
        assert rows == []


async def test_postgresql_synchronises_with_sqlite_both_ways(
    tmp_path: Path, databases: dict[str, Database], postgres_server: str
) -> None:
    other = Database.open(fresh_database(postgres_server), create=True)
    made = make_nodes(tmp_path / "mixed", {"DE": databases["DE"], "FR": other})
    async with served(made) as nodes:
        for node in nodes.values():
            append_some(node, 1, 7)
            node.make_syncer(batch_size=3)
        for code, peer in (("DE", "FR"), ("FR", "DE")):
            syncer = nodes[code].syncer
            assert syncer is not None
            # FR may have pulled already: DE's question told it of DE's log.
            assert (await syncer.sync_peer(peer)).head.size == 7
            assert (await syncer.sync_peer(peer)).entries == 0
        assert all_heads(nodes["DE"]) == all_heads(nodes["FR"])
        for node in nodes.values():
            for origin in nodes:
                assert (await node.repairer().verify(origin)).sound
    other.close()
