"""A log that was altered is found: which log, which entry, what, and the proof."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table, select, update

from gateway.register.denials.rebuilding import rebuild
from gateway.register.log.log_store import read_head
from gateway.register.sync.log_verification import Altered, VerificationReport, verify_log
from gateway.store.database import Database
from gateway.store.tables_register import (
    checkpoint,
    denial_event,
    log_entry,
    log_head,
    log_node,
    log_part,
)
from gateway.store.tables_register import denial as denial_table
from tests.support.register_nodes import RegisterNode, denial, draft_of, make_nodes

ENTRIES = 9


@pytest.fixture
def node(tmp_path: Path, database: Database) -> RegisterNode:
    made = make_nodes(tmp_path / "federation", {"FR": database})["FR"]
    made.append_many([draft_of(denial("FR", i + 1)) for i in range(ENTRIES)])
    return made


def verified(node: RegisterNode) -> VerificationReport:
    directory, at = node.me.directory(), node.clock.now()
    return node.db.read_sync(lambda conn: verify_log(conn, directory, "FR", at, reader="FR"))


def alter(node: RegisterNode, table: Table, where: Any, **values: Any) -> None:
    node.db.write_sync(lambda conn: conn.execute(update(table).where(where).values(**values)))


def value(node: RegisterNode, column: Any, where: Any) -> Any:
    return node.db.read_sync(lambda conn: conn.execute(select(column).where(where)).scalar_one())


def test_a_sound_log_is_sound(node: RegisterNode) -> None:
    report = verified(node)
    assert report.sound
    assert (report.size, report.checkpoint_size, report.parts) == (ENTRIES, ENTRIES, 2 * ENTRIES)
    assert report.root == node.db.read_sync(lambda conn: read_head(conn, "FR")).root.hex()


def test_one_letter_of_an_entry_is_found(node: RegisterNode) -> None:
    at = log_entry.c.idx == 4
    raw = value(node, log_entry.c.envelope, at)
    alter(node, log_entry, at, envelope=raw.replace(b"FR-2026-00005", b"FR-2026-00095"))
    report = verified(node)
    found = {(f.index, f.what) for f in report.findings}
    assert (4, Altered.ENTRY) in found
    assert (None, Altered.CHECKPOINT) in found
    assert all(f.origin == "FR" and f.proof for f in report.findings)


def test_a_leaf_hash_that_was_altered_with_it_is_found(node: RegisterNode) -> None:
    alter(node, log_entry, log_entry.c.idx == 4, leaf_hash=b"\1" * 32)
    assert [(f.index, f.what) for f in verified(node).findings] == [(4, Altered.ENTRY)]


def test_one_letter_of_a_part_is_found(node: RegisterNode) -> None:
    at = (log_part.c.idx == 2) & (log_part.c.part == 0)
    body = value(node, log_part.c.body, at)
    alter(node, log_part, at, body=body.replace(b"Falcon", b"Falkon"))
    findings = verified(node).findings
    assert [(f.index, f.part, f.what) for f in findings] == [(2, 0, Altered.PART)]
    assert "Fal" not in findings[0].detail + findings[0].proof  # no content in a report


def test_a_content_that_was_taken_away_is_found(node: RegisterNode) -> None:
    at = (log_part.c.idx == 2) & (log_part.c.part == 1)
    alter(node, log_part, at, salt=None, body=None, absent="withheld")
    assert [(f.index, f.part, f.what) for f in verified(node).findings] == [(2, 1, Altered.PART)]


@pytest.mark.parametrize("column", ["subject", "event_id", "entry_type"])
def test_a_column_beside_the_signed_bytes_is_found(node: RegisterNode, column: str) -> None:
    alter(node, log_entry, log_entry.c.idx == 8, **{column: "denial.revoked"})
    found = {(f.index, f.what) for f in verified(node).findings}
    assert (8, Altered.COLUMN) in found


def test_a_node_is_found(node: RegisterNode) -> None:
    at = (log_node.c.level == 2) & (log_node.c.idx == 1)
    alter(node, log_node, at, hash=b"\0" * 32)
    [finding] = verified(node).findings
    assert finding.what is Altered.NODE
    assert "entries 4 to 7" in finding.detail


def test_head_and_checkpoint_are_held_against_the_entries(node: RegisterNode) -> None:
    alter(node, log_head, log_head.c.origin == "FR", root=b"\2" * 32)
    assert {f.what for f in verified(node).findings} == {Altered.CHECKPOINT}


def test_a_forged_note_is_found(node: RegisterNode) -> None:
    note = value(node, checkpoint.c.note, checkpoint.c.size == ENTRIES)
    forged = note.replace(b"/FR\n9\n", b"/FR\n8\n")
    assert forged != note
    alter(node, checkpoint, checkpoint.c.size == ENTRIES, note=forged)
    assert [f.what for f in verified(node).findings] == [Altered.CHECKPOINT]


def test_a_truncated_log_is_found(node: RegisterNode) -> None:
    def cut(conn: Any) -> None:
        conn.execute(log_part.delete().where(log_part.c.idx == ENTRIES - 1))
        conn.execute(log_entry.delete().where(log_entry.c.idx == ENTRIES - 1))

    node.db.write_sync(cut)
    found = {(f.index, f.what) for f in verified(node).findings}
    assert (ENTRIES - 1, Altered.ENTRY) in found


@pytest.mark.parametrize(
    ("table", "values"),
    [
        (denial_table, {"state": "revoked"}),
        (denial_table, {"destination": "XX"}),
        (denial_event, {"note": "ignored"}),
    ],
)
def test_a_derived_row_is_found_and_rebuilt(
    node: RegisterNode, table: Table, values: dict[str, Any]
) -> None:
    alter(node, table, table.c.denial_id == "FR-2026-00004", **values)
    findings = verified(node).findings
    assert [(f.index, f.what) for f in findings] == [(3, Altered.PROJECTION)]
    assert len(node.db.write_sync(lambda conn: rebuild(conn, "FR", ENTRIES))) == 1
    assert verified(node).sound


def test_a_denial_that_was_deleted_or_invented_is_found(node: RegisterNode) -> None:
    node.db.write_sync(
        lambda conn: conn.execute(
            denial_table.delete().where(denial_table.c.denial_id == "FR-2026-00001")
        )
    )
    alter(
        node,
        denial_table,
        denial_table.c.denial_id == "FR-2026-00002",
        denial_id="FR-2026-00099",
    )
    details = sorted(f.detail for f in verified(node).findings)
    assert details == [
        "row of table denial is missing",
        "row of table denial is missing",
        "row of table denial is superfluous",
    ]
