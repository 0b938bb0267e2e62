"""What a cosignature says of the largest log that was seen, and where the log of who left ends."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from gateway.errors import Reason, RegisterError
from gateway.register.log.checkpoints import (
    cosignatures,
    newest_checkpoint,
    newest_cosignature,
    store_checkpoint,
)
from gateway.register.log.ended_logs import served_size
from gateway.register.log.log_store import Head, read_head
from gateway.register.sync.source import Caller
from tests.support.raising import present, refuses
from tests.support.register_nodes import RegisterNode, served_nodes

CODES = ("DE", "FR", "NL")


@pytest.fixture
async def nodes(tmp_path: Path) -> AsyncIterator[dict[str, RegisterNode]]:
    async with served_nodes(tmp_path) as made:
        yield made


async def pull(node: RegisterNode, origin: str, source: str | None = None) -> int:
    return (await present(node.syncer).sync_log(origin, source)).entries


def size(node: RegisterNode, origin: str = "FR") -> int:
    return node.db.read_sync(lambda conn: read_head(conn, origin)).size


def keep(node: RegisterNode, origin: RegisterNode) -> None:
    """The node has kept what the origin has signed, and the entries did not come."""
    seen = origin.db.read_sync(lambda conn: newest_checkpoint(conn, origin.code))
    assert seen is not None
    node.db.write_sync(lambda conn: store_checkpoint(conn, seen))


async def test_m7_nothing_smaller_than_what_was_seen_is_cosigned(
    nodes: dict[str, RegisterNode],
) -> None:
    """Found in use: protocol m7."""
    de, fr, nl = (nodes[code] for code in CODES)
    for number in (1, 2, 3):
        fr.notify(number)
    await pull(nl, "FR")
    for number in (4, 5):
        fr.notify(number)
    keep(de, fr)
    await fr.stop()
    de.clock.advance(minutes=10)
    assert await pull(de, "FR", "NL") == 3
    assert size(de) == 3
    assert de.db.read_sync(lambda conn: newest_cosignature(conn, "DE", "FR")) is None
    assert await pull(de, "FR", "NL") == 0  # nor when it is asked once more
    assert de.db.read_sync(lambda conn: newest_cosignature(conn, "DE", "FR")) is None
    await fr.serve()
    assert await pull(de, "FR") == 2
    [ours] = [
        made
        for made in fr.db.read_sync(lambda conn: cosignatures(conn, "FR", 5))
        if made.cosigner == "DE"
    ]
    assert ours.size == 5


def leave(nodes: dict[str, RegisterNode], code: str, head: Head, root: bytes | None = None) -> None:
    """FR's log ends, by the directory that all hold."""
    for node in nodes.values():
        held = node.held["now"]
        member = replace(
            held.member(code),
            withdrawn_at=node.clock.now(),
            final_log_size=head.size,
            final_log_root=root or head.root,
        )
        node.held["now"] = replace(held, members={**held.members, code: member})


async def test_m10_a_mirror_serves_no_more_than_the_log_of_who_left(
    nodes: dict[str, RegisterNode],
) -> None:
    """Somebody has FR's keys, and has given NL three entries more before the directory came.

    Found in use: protocol m10.
    """
    de, fr, nl = (nodes[code] for code in CODES)
    fr.notify(1)
    fr.notify(2)
    end = fr.db.read_sync(lambda conn: read_head(conn, "FR"))
    await pull(nl, "FR")
    for number in (3, 4, 5):
        fr.notify(number)
    await pull(nl, "FR")
    await fr.stop()
    leave(nodes, "FR", end)
    directory, at = nl.me.directory(), nl.clock.now()
    assert nl.db.read_sync(lambda conn: served_size(conn, "FR", directory, at)) == 2
    source = await Caller(de.db, de.me, de.peers).source("NL")
    answer = await source.head("FR", None)
    assert answer.head.size == 2
    assert {head.origin: head.size for head in (await source.head("NL", None)).seen} == {"FR": 2}
    with pytest.raises(RegisterError):
        await source.consistency("FR", 2, 5)
    with pytest.raises(RegisterError):
        await source.inclusion("FR", 4, 5)
    with pytest.raises(RegisterError):
        [each async for each in source.batches("FR", 0, 5, 10)]
    assert await pull(de, "FR", "NL") == 2
    assert size(de) == 2
    proof = await source.consistency("FR", 1, 2)
    assert len(proof) == 1


async def test_who_pulls_more_refuses_it_whatever_has_signed_it(
    nodes: dict[str, RegisterNode],
) -> None:
    """NL does not know yet that FR has left, or serves what it likes.

    Found in use: protocol m10.
    """
    de, fr, nl = (nodes[code] for code in CODES)
    fr.notify(1)
    end = fr.db.read_sync(lambda conn: read_head(conn, "FR"))
    fr.notify(2)
    await pull(nl, "FR")
    leave({"DE": de}, "FR", end)
    with refuses(RegisterError, Reason.LOG_INCONSISTENT) as caught:
        await pull(de, "FR", "NL")
    assert "has left" in str(caught.value)
    assert size(de) == 0
    assert de.db.read_sync(lambda conn: newest_checkpoint(conn, "FR")) is None


async def test_another_log_of_that_size_is_not_the_one_that_ended(
    nodes: dict[str, RegisterNode],
) -> None:
    de, fr, nl = (nodes[code] for code in CODES)
    fr.notify(1)
    await pull(nl, "FR")
    end = fr.db.read_sync(lambda conn: read_head(conn, "FR"))
    leave({"DE": de}, "FR", end, root=bytes(32))
    with refuses(RegisterError, Reason.LOG_INCONSISTENT):
        await pull(de, "FR", "NL")
    leave({"DE": de}, "FR", end)
    assert await pull(de, "FR", "NL") == 1
