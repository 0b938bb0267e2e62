"""What an act costs does not grow with its log: counted in steps of the database's machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from gateway.domain.denial import ReviewOutcome
from gateway.domain.letter import EntryType
from gateway.domain.notice import DenialReview
from gateway.register.log.log_store import CheckedEntry, extend, lock_head, read_head
from gateway.register.log.merkle import leaf_hash
from gateway.register.log.proofs import consistency_proof, inclusion_proof, root_at
from gateway.register.own_log import append
from gateway.wire.content import content_to_bytes
from tests.support.empty_database import open_empty
from tests.support.register_nodes import (
    RegisterNode,
    denial,
    draft_of,
    make_nodes,
    matching_part,
    parts_of,
)

SMALL, LARGE = 256, 2048
STEP = 10
"""Instructions of SQLite's machine for each tick; a scan of a thousand rows is many."""


@pytest.fixture
def fr(tmp_path: Path) -> Iterator[RegisterNode]:
    database = open_empty(tmp_path / "FR.db")
    yield make_nodes(tmp_path / "federation", {"FR": database})["FR"]
    database.close()


def ticks(conn: Connection, act: Callable[[Connection], Any]) -> int:
    """Count what an act makes the database do."""
    driver: Any = conn.connection.driver_connection
    count = [0]

    def tick() -> int:
        count[0] += 1
        return 0

    driver.set_progress_handler(tick, STEP)
    try:
        act(conn)
    finally:
        driver.set_progress_handler(None, STEP)
    return count[0]


def grow(node: RegisterNode, size: int) -> None:
    have = node.db.read_sync(lambda conn: read_head(conn, "FR").size)
    node.append_many([draft_of(denial("FR", i + 1)) for i in range(have, size)])


def notify(node: RegisterNode, number: int) -> Callable[[Connection], None]:
    content = denial("FR", number)

    def act(conn: Connection) -> None:
        append(
            conn,
            node.me,
            entry_type=EntryType.DENIAL_NOTIFIED,
            subject=content.denial_id,
            parts=parts_of(content),
            at=node.clock.now(),
        )

    return act


def review(node: RegisterNode, number: int) -> Callable[[Connection], None]:
    kept = DenialReview(
        denial_id=f"FR-2026-{number:05d}",
        outcome=ReviewOutcome.RENEWED,
        at=node.clock.now().date(),
    )

    def act(conn: Connection) -> None:
        append(
            conn,
            node.me,
            entry_type=EntryType.DENIAL_REVIEWED,
            subject=kept.denial_id,
            parts=[matching_part(content_to_bytes(kept))],
            at=node.clock.now(),
        )

    return act


def test_an_act_reads_nothing_of_what_lies_before_it(fr: RegisterNode) -> None:
    counted = []
    for size in (SMALL, LARGE):
        grow(fr, size)
        counted.append(
            [
                fr.db.write_sync(lambda conn, act=act: ticks(conn, act))  # type: ignore[misc]
                for act in (notify(fr, size + 10_000), review(fr, size // 2))
            ]
        )
    for small, large in zip(*counted, strict=True):
        # The trees of the database grow by a level; a scan would be eight times as much.
        assert large < 1.5 * small, counted


def test_proofs_grow_with_the_logarithm(fr: RegisterNode) -> None:
    def fill(conn: Connection, size: int) -> None:
        head = lock_head(conn, "FR")
        leaves = [leaf_hash(b"%d" % i) for i in range(head.size, size)]
        extend(
            conn,
            head,
            [CheckedEntry(b"", leaf, leaf, "erased", "-", "-", 1, ()) for leaf in leaves],
        )

    counted = []
    for size in (SMALL - 1, 64 * SMALL - 1):
        fr.db.write_sync(lambda conn, size=size: fill(conn, size))  # type: ignore[misc]

        def prove(conn: Connection, size: int = size) -> list[int]:
            return [
                ticks(conn, lambda conn: inclusion_proof(conn, "FR", size // 3, size)),
                ticks(conn, lambda conn: consistency_proof(conn, "FR", size // 3, size)),
                ticks(conn, lambda conn: root_at(conn, "FR", size)),
            ]

        counted.append(fr.db.read_sync(prove))
    for small, large in zip(*counted, strict=True):
        assert large < 2.5 * small, counted  # 14 levels after 8, and the database's own trees
