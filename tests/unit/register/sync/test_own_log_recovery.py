"""A restored node fetches its own entries with their contents before it goes on (tests2, 7)."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Connection, update

from gateway.register.log.log_store import LogState, mark, read_head
from gateway.register.sync.missing_contents import missing_parts
from gateway.register.sync.own_log_recovery import Recovery
from gateway.register.sync.pulling import LogPuller
from gateway.store.database import Database
from gateway.store.tables_register import log_part
from tests.support.register_nodes import RegisterNode, denial, draft_of, make_nodes


@pytest.fixture
def fr(tmp_path: Path, sqlite_database: Database) -> RegisterNode:
    """FR after a restore: it holds each of its entries, and lacks the contents of one."""
    made = make_nodes(tmp_path / "federation", {"FR": sqlite_database})["FR"]
    made.append_many([draft_of(denial("FR", number)) for number in (1, 2)])

    def lose(conn: Connection) -> None:
        of = (log_part.c.idx == 1) & (log_part.c.part == 0)
        conn.execute(update(log_part).where(of).values(salt=None, body=None, absent="missing"))
        mark(conn, "FR", state=LogState.BEHIND.value, reason="restored")

    made.db.write_sync(lose)
    return made


async def settled(fr: RegisterNode, *, held_by: str) -> list[str]:
    """Let the recovery settle a round in which NL and DE told; return who was asked, in turn."""
    asked: list[str] = []

    async def pull_own(code: str) -> None:
        asked.append(code)
        if code == held_by:
            of = log_part.c.absent == "missing"
            fr.db.write_sync(
                lambda conn: conn.execute(
                    update(log_part).where(of).values(salt=b"s", body=b"b", absent=None)
                )
            )

    puller = LogPuller(fr.db, fr.me, batch_size=10)
    await Recovery(fr.db, fr.me, puller, pull_own).settle({"NL", "DE"}, set())
    return asked


@pytest.mark.parametrize(("held_by", "asked"), [("DE", ["DE"]), ("NL", ["DE", "NL"])])
async def test_members_are_asked_until_no_content_is_missing(
    fr: RegisterNode, held_by: str, asked: list[str]
) -> None:
    assert fr.db.read_sync(lambda conn: missing_parts(conn, "FR"))
    assert await settled(fr, held_by=held_by) == asked
    assert not fr.db.read_sync(lambda conn: missing_parts(conn, "FR"))
    assert fr.db.read_sync(lambda conn: read_head(conn, "FR")).state is LogState.FOLLOWING
