"""Contents that are released to a member and do not come: missing, never withheld."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import select, update

from gateway.domain.letter import ErasureGround
from gateway.register.denials.denial_queries import list_denials
from gateway.register.denials.rebuilding import rebuild
from gateway.register.log.checkpoints import who_has_not_received
from gateway.register.log.log_store import Absent, read_head
from gateway.register.sync.troubles import TroubleKind, list_troubles
from gateway.store.tables_register import cosignature, log_part
from tests.support.raising import present
from tests.support.register_nodes import RegisterNode, erase_entry, served_nodes

CODES = ("DE", "FR", "NL")
FOR_DE = {0: ("DE",), 1: ("DE",)}


@pytest.fixture
async def nodes(tmp_path: Path) -> AsyncIterator[dict[str, RegisterNode]]:
    async with served_nodes(tmp_path) as made:
        yield made


async def pull(node: RegisterNode, source: str = "FR") -> int:
    return (await present(node.syncer).sync_log("FR", source)).entries


def absent(node: RegisterNode) -> set[str | None]:
    query = select(log_part.c.absent).where(log_part.c.origin == "FR")
    return set(node.db.read_sync(lambda conn: conn.execute(query).scalars().all()))


def cosigned(node: RegisterNode) -> list[int]:
    query = select(cosignature.c.size).where(cosignature.c.cosigner == node.code)
    return list(node.db.read_sync(lambda conn: conn.execute(query).scalars().all()))


def not_received(fr: RegisterNode) -> list[str]:
    return fr.db.read_sync(lambda conn: who_has_not_received(conn, "FR", 0, fr.me.directory()))


def leave_out(node: RegisterNode) -> list[tuple[int, int, bytes, bytes]]:
    """Let a node serve its log without contents; return them."""
    columns = (log_part.c.idx, log_part.c.part, log_part.c.salt, log_part.c.body)
    kept = node.db.read_sync(lambda conn: conn.execute(select(*columns)).all())
    query = update(log_part).values(salt=None, body=None, absent=Absent.WITHHELD)
    node.db.write_sync(lambda conn: conn.execute(query))
    return [tuple(row) for row in kept]


def put_back(node: RegisterNode, kept: list[tuple[int, int, bytes, bytes]]) -> None:
    for index, part, salt, body in kept:
        query = update(log_part).where(log_part.c.idx == index, log_part.c.part == part)
        node.db.write_sync(
            lambda conn, query=query, salt=salt, body=body: conn.execute(  # type: ignore[misc]
                query.values(salt=salt, body=body, absent=None)
            )
        )


async def test_bodies_that_a_source_leaves_out_are_missing(nodes: dict[str, RegisterNode]) -> None:
    de, fr = nodes["DE"], nodes["FR"]
    fr.notify(1)
    kept = leave_out(fr)
    assert await pull(de) == 1
    assert absent(de) == {Absent.MISSING}
    assert cosigned(de) == []
    assert "DE" in not_received(fr)
    assert de.db.read_sync(lambda conn: read_head(conn, "FR")).verified is None
    [trouble] = de.db.read_sync(list_troubles)
    assert (trouble.origin, trouble.kind) == ("FR", TroubleKind.CONTENT)
    assert await pull(de) == 0  # still not there: told once, cosigned never
    assert cosigned(de) == []
    assert len(de.db.read_sync(list_troubles)) == 1
    put_back(fr, kept)
    assert await pull(de) == 0
    assert absent(de) == {None}
    assert cosigned(de) == [1]
    assert "DE" not in not_received(fr)
    assert len(de.db.read_sync(list_denials).items) == 1
    assert de.db.read_sync(list_troubles) == []
    signed_at = de.clock.now().replace(microsecond=0)
    assert de.db.read_sync(lambda conn: read_head(conn, "FR")).verified == signed_at
    assert de.db.write_sync(lambda conn: rebuild(conn, "FR", 1)) == []
    assert (await de.repairer().verify("FR")).sound


async def test_what_a_mirror_may_not_hold_comes_from_the_origin(
    nodes: dict[str, RegisterNode],
) -> None:
    de, fr, nl = (nodes[code] for code in CODES)
    fr.notify(1, release=FOR_DE)
    await pull(nl)
    assert absent(nl) == {Absent.WITHHELD}
    assert cosigned(nl) == [1]  # it holds what is released to it
    await fr.stop()
    assert await pull(de, "NL") == 1
    assert (absent(de), cosigned(de)) == ({Absent.MISSING}, [])
    await fr.serve()
    assert "DE" in not_received(fr)
    assert await pull(de) == 0
    assert (absent(de), cosigned(de)) == ({None}, [1])
    assert len(de.db.read_sync(list_denials).items) == 1
    assert not_received(fr) == []


async def test_a_member_of_the_release_set_gives_it_while_the_origin_is_away(
    nodes: dict[str, RegisterNode],
) -> None:
    de, fr, nl = (nodes[code] for code in CODES)
    fr.notify(1)
    await pull(nl)
    kept = leave_out(nl)
    await fr.stop()
    assert await pull(de, "NL") == 1
    assert absent(de) == {Absent.MISSING}
    put_back(nl, kept)
    await present(de.syncer).sync_all()
    assert (absent(de), cosigned(de)) == ({None}, [1])


async def test_what_was_erased_is_not_missing(nodes: dict[str, RegisterNode]) -> None:
    de, fr = nodes["DE"], nodes["FR"]
    fr.notify(1)
    leave_out(fr)
    await pull(de)
    fr.db.write_sync(lambda conn: erase_entry(conn, fr.me, ground=ErasureGround.ORDERED))
    await pull(de)
    assert Absent.MISSING not in absent(de)
    assert cosigned(de) == [2]
    assert de.db.read_sync(list_troubles) == []
