"""The own log: one transaction signs, stores, hashes, projects and publishes."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Column, Connection, select

from gateway.domain.letter import EntryType, Marking, PartKind
from gateway.errors import PermissionRefusedError, Reason, StateError
from gateway.exchange.outbox import PartDraft
from gateway.register.log.checkpoints import newest_checkpoint
from gateway.register.log.entries import EntryChecker, payload_of
from gateway.register.log.log_store import read_entries, read_entry, read_head
from gateway.register.log.merkle import root, verify_consistency, verify_inclusion
from gateway.register.log.proofs import consistency_proof, inclusion_proof, root_at
from gateway.register.own_log import append_many
from gateway.store.database import Database
from gateway.store.tables_register import log_entry, log_node, log_part
from gateway.trust.dsse import SignedBytes
from tests.support.raising import refuses
from tests.support.register_nodes import (
    RegisterNode,
    denial,
    draft_of,
    make_nodes,
    parts_of,
)


@pytest.fixture
def node(tmp_path: Path, database: Database) -> RegisterNode:
    return make_nodes(tmp_path / "federation", {"FR": database})["FR"]


def values(conn: Connection, column: Column[int]) -> list[int]:
    return list(conn.execute(select(column)).scalars())


def test_an_entry_is_signed_committed_and_a_leaf(node: RegisterNode) -> None:
    appended = node.notify(1)
    assert (appended.origin, appended.index) == ("FR", 0)
    held = node.db.read_sync(lambda conn: read_entry(conn, "FR", 0)).entry
    signed = SignedBytes.from_bytes(held.envelope)
    assert signed.digest == appended.digest == held.digest
    parsed = EntryChecker("FR", node.me.directory()).verified(signed)
    assert parsed.header.event_id == appended.event_id
    assert parsed.header.subject == "FR-2026-00001"
    assert b"Falcon" not in held.envelope  # names are in the parts, never in the leaf
    assert [part.kind for part in held.parts] == ["matching", "grounds"]


def test_head_nodes_and_proofs_are_those_of_the_leaves(node: RegisterNode) -> None:
    payloads: list[bytes] = []
    for batch in (1, 2, 5, 1, 4):
        first = len(payloads) + 1
        drafts = [draft_of(denial("FR", first + i)) for i in range(batch)]
        node.append_many(drafts)
        entries = node.db.read_sync(lambda conn: read_entries(conn, "FR", 0, 10_000))
        payloads = [payload_of(each.entry.envelope) for each in entries]
        head = node.db.read_sync(lambda conn: read_head(conn, "FR"))
        assert (head.size, head.root) == (len(payloads), root(payloads))
        assert head.frontier.root() == head.root

    def check(conn: Connection) -> None:
        size = len(payloads)
        for old in range(size + 1):
            assert root_at(conn, "FR", old) == root(payloads[:old])
            verify_consistency(
                old_size=old,
                new_size=size,
                old_root=root(payloads[:old]),
                new_root=root(payloads),
                proof=consistency_proof(conn, "FR", old, size),
            )
            for index in range(old):
                verify_inclusion(
                    index=index,
                    size=old,
                    leaf_hash=entries[index].entry.leaf_hash,
                    proof=inclusion_proof(conn, "FR", index, old),
                    root=root(payloads[:old]),
                )

    node.db.read_sync(check)


def test_a_proof_reads_a_logarithmic_number_of_nodes(node: RegisterNode) -> None:
    drafts = [draft_of(denial("FR", i + 1)) for i in range(64)]
    node.db.write_sync(lambda conn: append_many(conn, node.me, drafts, at=node.clock.now()))
    nodes = node.db.read_sync(lambda conn: conn.execute(select(log_node)).all())
    assert len(nodes) == 63  # one for each pair, none for the leaves
    assert len(node.db.read_sync(lambda conn: inclusion_proof(conn, "FR", 5, 64))) == 6


def test_each_append_ends_with_one_checkpoint(node: RegisterNode) -> None:
    drafts = [draft_of(denial("FR", i + 1)) for i in range(3)]
    node.db.write_sync(lambda conn: append_many(conn, node.me, drafts, at=node.clock.now()))
    held = node.db.read_sync(lambda conn: newest_checkpoint(conn, "FR"))
    head = node.db.read_sync(lambda conn: read_head(conn, "FR"))
    assert held is not None
    assert (held.size, held.root) == (3, head.root)


def test_a_failed_transaction_leaves_nothing(node: RegisterNode) -> None:
    node.notify(1)
    before = node.db.read_sync(lambda conn: read_head(conn, "FR"))

    def fail(conn: Connection) -> None:
        append_many(conn, node.me, [draft_of(denial("FR", 2))], at=node.clock.now())
        raise RuntimeError("after the append")

    with pytest.raises(RuntimeError):
        node.db.write_sync(fail)
    assert node.db.read_sync(lambda conn: read_head(conn, "FR")) == before
    for column in (log_entry.c.idx, log_part.c.idx):
        rows = node.db.read_sync(partial(values, column=column))
        assert set(rows) == {0}


def test_an_act_that_does_not_fit_is_refused_not_recorded(node: RegisterNode) -> None:
    node.notify(1)
    with refuses(StateError, Reason.STATE_CONFLICT):
        node.notify(1)
    assert node.db.read_sync(lambda conn: read_head(conn, "FR")).size == 1


def test_another_authoritys_denial_is_refused(node: RegisterNode) -> None:
    content = denial("DE", 1)
    with pytest.raises(StateError, match="own denials only"):
        node.append(EntryType.DENIAL_NOTIFIED, content.denial_id, parts_of(content))


def test_nothing_above_the_ceiling_enters_the_log(node: RegisterNode) -> None:
    secret = PartDraft(PartKind.TEXT, b"...", marking=Marking.EU_RESTRICTED)
    with refuses(PermissionRefusedError, Reason.MARKING_TOO_HIGH):
        node.append(EntryType.GRANT_AFTER_CONSULTATION, "FR-C-2026-00001", [secret])
    assert node.db.read_sync(lambda conn: read_head(conn, "FR")).size == 0
