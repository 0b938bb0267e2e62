"""What one call of the register may cost the node that answers it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from gateway.errors import NotFoundError
from gateway.register.sync.service import BATCH_BYTES, Batch, read_batch
from gateway.store.tables_register import log_part
from gateway.trust.members import Member
from tests.support.empty_database import open_empty
from tests.support.register_nodes import RegisterNode, draft_of, make_nodes
from tests.support.register_nodes import denial as make_denial


@pytest.fixture
def node(tmp_path: Path) -> Iterator[RegisterNode]:
    database = open_empty(tmp_path / "FR.db")
    made = make_nodes(tmp_path / "federation", {"FR": database})["FR"]
    made.append_many([draft_of(make_denial("FR", i + 1)) for i in range(8)])
    body = b"x" * (BATCH_BYTES // 3)
    made.db.write_sync(
        lambda conn: conn.execute(log_part.update().where(log_part.c.part == 0).values(body=body))
    )
    yield made
    database.close()


def member(node: RegisterNode) -> Member:
    return node.me.directory().member(node.code)


def test_no_more_is_loaded_than_fits_in_a_reply(node: RegisterNode) -> None:
    loaded: list[int] = []

    def read() -> list[int]:
        ends = []
        start = 0
        while start < 8:
            batch = node.db.read_sync(
                lambda conn, start=start: read_batch(conn, "FR", start, 8, 8, member(node))  # type: ignore[misc]
            )
            loaded.append(sum(package.ByteSize() for package in batch.packages))
            start = batch.end
            ends.append(start)
        return ends

    assert read() == [2, 4, 6, 8]
    assert max(loaded) <= BATCH_BYTES


def test_the_size_is_known_before_a_body_is_read(node: RegisterNode) -> None:
    statements: list[str] = []

    def read(conn: Connection) -> Batch:
        driver: Any = conn.connection.driver_connection
        driver.set_trace_callback(statements.append)
        batch = read_batch(conn, "FR", 0, 8, 8, member(node))
        driver.set_trace_callback(None)
        return batch

    node.db.read_sync(read)
    bodies = [text for text in statements if "log_part.body" in text.split("FROM")[0]]
    lengths = [text for text in statements if "length(log_part.body)" in text]
    assert len(lengths) == 1
    assert len(bodies) == 2  # the lengths of all, then the bodies of those that fit
    assert "BETWEEN 0 AND 7" in bodies[0]
    assert "BETWEEN 0 AND 1" in bodies[1]


def test_one_entry_is_always_given(node: RegisterNode) -> None:
    body = b"x" * (BATCH_BYTES + 1)
    node.db.write_sync(
        lambda conn: conn.execute(log_part.update().where(log_part.c.part == 0).values(body=body))
    )
    batch = node.db.read_sync(lambda conn: read_batch(conn, "FR", 3, 8, 8, member(node)))
    assert batch.end == 4


def test_a_log_that_does_not_reach_so_far_is_refused(node: RegisterNode) -> None:
    with pytest.raises(NotFoundError):
        node.db.read_sync(lambda conn: read_batch(conn, "FR", 0, 9, 9, member(node)).packages[8])
