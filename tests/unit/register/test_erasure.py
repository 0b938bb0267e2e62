"""Erasure: contents go, at the origin at once; signatures, proofs and derived rows hold."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from gateway.domain.letter import EntryType, Erasure, PartKind
from gateway.errors import InputError, NotFoundError
from gateway.exchange.outbox import PartDraft
from gateway.register.denials.denial_queries import get_denial, list_denials
from gateway.register.denials.history import list_notices
from gateway.register.denials.rebuilding import rebuild
from gateway.register.log.log_store import Absent, read_entry, read_head
from gateway.register.own_log import AppendedEntry
from gateway.register.sync.log_verification import verify_log
from gateway.store.database import Database
from gateway.store.tables_register import erasure, log_part
from gateway.wire.content import content_from_bytes
from tests.support.register_nodes import RegisterNode, erase_entry, make_nodes


@pytest.fixture
def node(tmp_path: Path, database: Database) -> RegisterNode:
    return make_nodes(tmp_path / "federation", {"FR": database})["FR"]


def erased(node: RegisterNode, index: int) -> AppendedEntry:
    return node.db.write_sync(lambda conn: erase_entry(conn, node.me, index=index))


def test_salt_and_body_are_gone_and_everything_else_holds(node: RegisterNode) -> None:
    for number in (1, 2, 3):
        node.notify(number)
    root = node.db.read_sync(lambda conn: read_head(conn, "FR")).root
    appended = erased(node, 1)
    assert appended.index == 3
    held = node.db.read_sync(lambda conn: read_entry(conn, "FR", 1)).entry
    assert [(part.salt, part.body, part.absent) for part in held.parts] == [
        (None, None, Absent.ERASED)
    ] * 2
    assert b"Falcon" not in held.envelope
    directory, at = node.me.directory(), node.clock.now()
    report = node.db.read_sync(lambda conn: verify_log(conn, directory, "FR", at, reader="FR"))
    assert report.sound
    assert node.db.write_sync(lambda conn: rebuild(conn, "FR", 4)) == []
    shown = [line.denial_id for line in node.db.read_sync(list_denials).items]
    assert shown == ["FR-2026-00001", "FR-2026-00003"]
    assert root != node.db.read_sync(lambda conn: read_head(conn, "FR")).root


def test_the_order_names_ground_and_article_and_no_person(node: RegisterNode) -> None:
    node.notify(1)
    order = node.db.read_sync(lambda conn: read_entry(conn, "FR", erased(node, 0).index))
    assert order.entry.subject == "0"
    content = content_from_bytes(Erasure, order.entry.parts[0].body or b"")
    assert (content.index, content.article) == (0, "17(1)(d) 2016/679")


def test_a_notice_is_erased_like_a_denial(node: RegisterNode) -> None:
    part = PartDraft(PartKind.MATCHING, b"a notice with names")
    node.append(EntryType.GRANT_AFTER_CONSULTATION, "FR-C-2026-00001", [part])
    erased(node, 0)
    [line] = node.db.read_sync(list_notices)
    assert line.content == Absent.ERASED
    assert node.db.write_sync(lambda conn: rebuild(conn, "FR", 2)) == []


def test_only_what_is_there_and_not_an_erasure_can_be_erased(node: RegisterNode) -> None:
    node.notify(1)
    with pytest.raises(NotFoundError):
        erased(node, 7)
    erased(node, 0)
    with pytest.raises(InputError, match="an erasure or a commitment to a journal is"):
        erased(node, 1)


def test_a_restored_content_is_erased_again_before_it_is_served(node: RegisterNode) -> None:
    node.notify(1)
    parts = node.db.read_sync(lambda conn: conn.execute(select(log_part)).all())
    erased(node, 0)

    def restore(conn: Connection) -> None:
        conn.execute(log_part.delete().where(log_part.c.idx == 0))
        conn.execute(log_part.insert(), [row._asdict() for row in parts])

    node.db.write_sync(restore)
    directory, at = node.me.directory(), node.clock.now()
    report = node.db.read_sync(lambda conn: verify_log(conn, directory, "FR", at))
    assert any("should be erased" in finding.detail for finding in report.findings)
    node.db.write_sync(lambda conn: rebuild(conn, "FR", 2))
    report = node.db.read_sync(lambda conn: verify_log(conn, directory, "FR", at))
    assert report.sound
    with pytest.raises(NotFoundError):
        node.db.read_sync(lambda conn: get_denial(conn, "FR-2026-00001"))


def test_an_erasure_of_something_later_or_malformed_erases_nothing(node: RegisterNode) -> None:
    node.notify(1)
    for subject in ("1", "-1", "٠", "99999999999999999999"):
        node.append(EntryType.ERASED, subject, [])
    rows = node.db.read_sync(lambda conn: conn.execute(select(erasure.c.target)).scalars().all())
    assert set(rows) == {-1}
    found = node.db.read_sync(lambda conn: get_denial(conn, "FR-2026-00001"))
    assert found.index == 0
