"""What counts as the whole of a log: the origin's own word, today; never an older state."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete

from gateway.errors import Reason, RegisterError
from gateway.register.log.checkpoints import (
    newest_checkpoint,
    store_checkpoint,
    who_has_not_received,
)
from gateway.register.log.log_store import read_head
from gateway.register.sync.troubles import TroubleKind, list_troubles
from gateway.store.tables_register import (
    checkpoint,
    cosignature,
    log_entry,
    log_head,
    log_node,
    log_part,
)
from tests.support.empty_database import open_empty
from tests.support.raising import present, refuses
from tests.support.register_nodes import RegisterNode, served_nodes

CODES = ("DE", "FR", "NL")
LOG_TABLES = (log_part, log_entry, log_head, log_node, checkpoint, cosignature)


@pytest.fixture
async def nodes(tmp_path: Path) -> AsyncIterator[dict[str, RegisterNode]]:
    async with served_nodes(tmp_path) as made:
        yield made


async def pull(node: RegisterNode, origin: str, source: str | None = None) -> int:
    return (await present(node.syncer).sync_log(origin, source)).entries


def verified(node: RegisterNode, origin: str) -> Any:
    return node.db.read_sync(lambda conn: read_head(conn, origin)).verified


def stated(node: RegisterNode) -> Any:
    """Now, as a cosignature states it: in whole seconds."""
    return node.clock.now().replace(microsecond=0)


def forget(node: RegisterNode) -> None:
    """Lose the whole database, as after a disk that died."""
    for table in LOG_TABLES:
        node.db.write_sync(lambda conn, table=table: conn.execute(delete(table)))  # type: ignore[misc]


async def test_a_lost_log_is_a_rollback_and_nothing_is_fresh(
    nodes: dict[str, RegisterNode],
) -> None:
    de, fr = nodes["DE"], nodes["FR"]
    fr.notify(1)
    await pull(de, "FR")
    before = verified(de, "FR")
    forget(fr)
    de.clock.advance(days=30)
    with refuses(RegisterError, Reason.LOG_INCONSISTENT):
        await pull(de, "FR")
    [trouble] = de.db.read_sync(list_troubles)
    assert (trouble.origin, trouble.peer, trouble.kind) == ("FR", "FR", TroubleKind.ROLLBACK)
    assert verified(de, "FR") == before


async def test_an_origin_back_at_just_what_is_held_is_a_rollback_too(
    nodes: dict[str, RegisterNode],
) -> None:
    de, fr, nl = (nodes[code] for code in CODES)
    fr.notify(1)
    for node in (de, nl):
        await pull(node, "FR")
    before = verified(de, "FR")
    older = {
        table: fr.db.read_sync(lambda conn, table=table: conn.execute(table.select()).all())  # type: ignore[misc]
        for table in LOG_TABLES
    }
    fr.notify(2)
    seen = fr.db.read_sync(lambda conn: newest_checkpoint(conn, "FR"))
    assert seen is not None
    de.db.write_sync(lambda conn: store_checkpoint(conn, seen))  # and the stream was cut
    forget(fr)
    for table, rows in older.items():
        put = [dict(row._mapping) for row in rows]
        if put:
            fr.db.write_sync(lambda conn, table=table, put=put: conn.execute(table.insert(), put))  # type: ignore[misc]
    de.clock.advance(days=1)
    with pytest.raises(RegisterError):
        await pull(de, "FR")
    [trouble] = de.db.read_sync(list_troubles)
    assert trouble.kind is TroubleKind.ROLLBACK
    assert verified(de, "FR") == before


async def test_a_mirror_cannot_say_that_there_is_no_more(nodes: dict[str, RegisterNode]) -> None:
    de, fr, nl = (nodes[code] for code in CODES)
    fr.notify(1)
    await pull(nl, "FR")
    assert await pull(de, "FR", "NL") == 1
    assert verified(de, "FR") is None
    assert await pull(de, "FR", "NL") == 0
    assert verified(de, "FR") is None
    await pull(de, "FR")
    assert verified(de, "FR") == stated(de)
    received = fr.db.read_sync(lambda conn: who_has_not_received(conn, "FR", 0, fr.me.directory()))
    assert received == []


async def test_a_mirror_that_holds_nothing_accuses_nobody(nodes: dict[str, RegisterNode]) -> None:
    de, fr = nodes["DE"], nodes["FR"]
    fr.notify(1)
    await pull(de, "FR")
    with pytest.raises(RegisterError):
        await pull(de, "FR", "NL")
    assert de.db.read_sync(list_troubles) == []


async def test_an_empty_log_is_known_to_be_empty(nodes: dict[str, RegisterNode]) -> None:
    de = nodes["DE"]
    assert await pull(de, "FR") == 0
    assert verified(de, "FR") == stated(de)
    assert await pull(de, "NL", "FR") == 0
    assert verified(de, "NL") is None


async def test_an_honest_mirror_is_pulled_from_and_not_accused(
    nodes: dict[str, RegisterNode],
) -> None:
    de, fr, nl = (nodes[code] for code in CODES)
    for number in (1, 2):
        fr.notify(number)
    await pull(de, "FR")
    for number in (3, 4):
        fr.notify(number)
    await pull(nl, "FR")
    fr.notify(5)
    seen = fr.db.read_sync(lambda conn: newest_checkpoint(conn, "FR"))
    assert seen is not None
    de.db.write_sync(lambda conn: store_checkpoint(conn, seen))  # and FR died before a batch
    await fr.stop()
    assert await pull(de, "FR", "NL") == 2
    assert await pull(de, "FR", "NL") == 0  # behind what was seen: that accuses nobody
    assert de.db.read_sync(list_troubles) == []
    await fr.serve()
    assert await pull(de, "FR") == 1
    assert de.db.read_sync(list_troubles) == []


async def test_what_is_held_must_lead_to_what_was_seen(
    tmp_path: Path, nodes: dict[str, RegisterNode]
) -> None:
    de, fr = nodes["DE"], nodes["FR"]
    fr.notify(1)
    await pull(de, "FR")
    database = open_empty(tmp_path / "other.db")
    await fr.stop()
    double = RegisterNode(fr.me, fr.clock, database, fr.files, fr.held, fr.addresses)
    await double.serve()
    for number in (2, 3, 4):
        double.notify(number)
    seen = double.db.read_sync(lambda conn: newest_checkpoint(conn, "FR"))
    assert seen is not None
    de.db.write_sync(lambda conn: store_checkpoint(conn, seen))
    with refuses(RegisterError, Reason.ORIGIN_STOPPED):
        await pull(de, "FR")
    [trouble] = de.db.read_sync(list_troubles)
    assert trouble.kind is TroubleKind.FRAUD
    await double.close()
    database.close()
