"""Peers that tell what they cannot prove, and registers after the directory's last day."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from comity.v1.register_service_pb2 import LogHead
from gateway.errors import ComityError, Reason, TrustError
from gateway.register.log.log_store import LogState, read_head
from gateway.register.sync.source import MAX_SEEN
from gateway.register.sync.troubles import TroubleKind, close_trouble, list_troubles, report_trouble
from gateway.store.tables_register import trouble
from tests.support.raising import present, refuses
from tests.support.register_nodes import CountedService, RegisterNode, served_nodes


@pytest.fixture
async def nodes(tmp_path: Path) -> AsyncIterator[dict[str, RegisterNode]]:
    async with served_nodes(tmp_path, ("DE", "FR"), visits={}) as made:
        yield made


async def test_a_size_of_our_own_log_that_nobody_signed_is_not_believed(
    nodes: dict[str, RegisterNode], monkeypatch: pytest.MonkeyPatch
) -> None:
    de, fr = nodes["DE"], nodes["FR"]
    fr.notify(1)
    real = CountedService.GetHead
    lie = LogHead(origin="DE", size=9, root=b"9" * 32)

    async def get_head(self: Any, request: Any, context: Any) -> Any:
        answer = await real(self, request, context)
        del answer.seen[:]
        answer.seen.extend([lie] * MAX_SEEN)  # with more nothing of it is read
        return answer

    with monkeypatch.context() as patch:
        patch.setattr(CountedService, "GetHead", get_head)
        await fr.stop()
        await fr.serve()
    pulled = await present(de.syncer).sync_peer("FR")
    assert (pulled.entries, len(pulled.seen)) == (1, MAX_SEEN)
    assert de.db.read_sync(list_troubles) == []


def test_one_trouble_of_a_kind_is_open(nodes: dict[str, RegisterNode]) -> None:
    de = nodes["DE"]
    at = de.clock.now()

    def report(kind: TroubleKind, text: str) -> bool:
        return de.db.write_sync(
            lambda conn: report_trouble(conn, origin="FR", peer="FR", kind=kind, text=text, at=at)
        )

    told = [report(TroubleKind.SUSPICION, f"a log of {size} entries") for size in range(5)]
    assert told == [True, False, False, False, False]
    assert report(TroubleKind.ROLLBACK, "a log of 1 entry")
    assert de.db.read_sync(lambda conn: read_head(conn, "FR")).state is LogState.FOLLOWING
    [first, _] = de.db.read_sync(list_troubles)
    de.db.write_sync(lambda conn: close_trouble(conn, first.id, officer="karin", at=at))
    assert report(TroubleKind.SUSPICION, "a log of 0 entries")  # open again, not a second row
    count = select(func.count()).select_from(trouble)
    assert de.db.read_sync(lambda conn: conn.execute(count).scalar()) == 2


async def test_nothing_is_given_or_taken_after_the_grace_period(
    nodes: dict[str, RegisterNode],
) -> None:
    de, fr = nodes["DE"], nodes["FR"]
    fr.notify(1)
    directory = fr.me.directory()
    over = (directory.expires - de.clock.now()).days + directory.grace_days + 2
    late = de.clock.at
    de.clock.advance(days=over)
    assert de.syncer is not None
    with refuses(TrustError, Reason.DIRECTORY_EXPIRED):
        await de.syncer.sync_log("FR")
    with refuses(ComityError, Reason.DIRECTORY_EXPIRED):
        await (await de.syncer._source("FR")).head("FR", None)
    de.clock.at = late
    assert (await de.syncer.sync_log("FR")).entries == 1
