"""Contents are looked at once, as the register grows; what cannot be read is told by log."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import update

from gateway.casework.denials.register_unread import unread_by_log
from gateway.register.denials import unreadable
from gateway.register.denials.unreadable import defects_of_log, look_on
from gateway.store.database import Database
from gateway.store.tables_register import log_part
from tests.support.register_nodes import RegisterNode, denial, draft_of, make_nodes

ENTRIES = 9


@pytest.fixture
def node(tmp_path: Path, database: Database) -> RegisterNode:
    made = make_nodes(tmp_path / "federation", {"FR": database})["FR"]
    made.append_many([draft_of(denial("FR", i + 1)) for i in range(ENTRIES)])
    return made


def break_parts(node: RegisterNode, *entries: int, part: int = 0, **values: object) -> None:
    of = log_part.c.idx.in_(entries) & (log_part.c.part == part)
    node.db.write_sync(lambda conn: conn.execute(update(log_part).where(of).values(**values)))


def test_all_that_can_be_read_is_nobodys_task(node: RegisterNode) -> None:
    node.db.write_sync(look_on)
    assert node.db.read_sync(unread_by_log) == {}
    assert node.db.read_sync(lambda conn: defects_of_log(conn, "FR")) == []


def test_what_cannot_be_read_is_named_by_log(node: RegisterNode) -> None:
    break_parts(node, 2, 5, body=b"\xff")
    node.db.write_sync(look_on)
    (said,) = node.db.read_sync(unread_by_log).values()
    assert "FR-2026-00003, FR-2026-00006; ask FR" in said.sentence()


def test_a_task_names_the_first_and_counts_the_rest(node: RegisterNode) -> None:
    break_parts(node, *range(ENTRIES), body=b"\xff")
    node.db.write_sync(look_on)
    assert "FR-2026-00005 and 4 more;" in node.db.read_sync(unread_by_log)["FR"].sentence()


def test_they_are_looked_at_in_turns(node: RegisterNode, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unreadable, "DENIALS_A_LOOK", 4)
    break_parts(node, 8, body=b"\xff")
    for found in (0, 0, 1, 1):
        node.db.write_sync(look_on)
        assert len(node.db.read_sync(unread_by_log)) == found


def test_a_part_that_has_not_come_is_told_apart(node: RegisterNode) -> None:
    break_parts(node, 4, part=1, salt=None, body=None, absent="missing")
    (defect,) = node.db.read_sync(lambda conn: defects_of_log(conn, "FR"))
    assert (defect.denial_id, defect.part, defect.why) == (
        "FR-2026-00005",
        1,
        "grounds has not come yet",
    )
    node.db.write_sync(look_on)
    assert node.db.read_sync(unread_by_log) == {}  # its trouble is told by the register
