"""A member that floods its log fills no other member's disk, and everybody sees that it does."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from gateway.errors import RegisterError
from gateway.register.log.log_store import read_head
from gateway.register.own_log import append_many
from gateway.register.sync.quota import Allowance, Quota
from gateway.register.sync.syncer import RegisterSyncer
from gateway.register.sync.troubles import TroubleKind, list_troubles
from tests.support.register_nodes import RegisterNode, draft_of, served_nodes
from tests.support.register_nodes import denial as make_denial

LARGE = 2**40


@pytest.fixture
async def nodes(tmp_path: Path) -> AsyncIterator[dict[str, RegisterNode]]:
    async with served_nodes(tmp_path, ("DE", "FR"), visits=None) as made:
        yield made


def append_some(node: RegisterNode, first: int, count: int) -> None:
    drafts = [draft_of(make_denial(node.code, first + i)) for i in range(count)]
    node.db.write_sync(lambda conn: append_many(conn, node.me, drafts, at=node.clock.now()))


def syncer_of(node: RegisterNode, quota: Quota) -> RegisterSyncer:
    syncer = node.make_syncer(batch_size=2)
    syncer._puller._quota = quota
    return syncer


def size(node: RegisterNode) -> int:
    return node.db.read_sync(lambda conn: read_head(conn, "DE")).size


@pytest.mark.parametrize(
    "a_day", [Allowance(4, LARGE), Allowance(1000, 1)], ids=["entries", "octets"]
)
async def test_a_flood_is_taken_a_share_a_day_and_is_a_trouble(
    nodes: dict[str, RegisterNode], a_day: Allowance
) -> None:
    """There was no quota for the entries of one log anywhere (protocol2 4)."""
    de, fr = nodes["DE"], nodes["FR"]
    syncer = syncer_of(fr, Quota(a_day, Allowance(100, LARGE)))
    append_some(de, 1, 6)
    assert (await syncer.sync_peer("DE")).entries == 6, "what there was is taken at once"
    fr.clock.advance(days=1)
    append_some(de, 7, 20)
    taken = a_day.entries if a_day.octets == LARGE else 2
    for _ in range(2):
        with pytest.raises(RegisterError, match="Log DE has grown by"):
            await syncer.sync_peer("DE")
        assert size(fr) == 6 + taken
        [trouble] = fr.db.read_sync(list_troubles)
        assert (trouble.kind, trouble.origin) == (TroubleKind.FLOOD, "DE")
    while size(fr) < 26:
        before = size(fr)
        fr.clock.advance(days=1)
        try:
            await syncer.sync_peer("DE")
        except RegisterError:
            assert size(fr) == before + taken
    await syncer.sync_peer("DE")
    assert list(fr.db.read_sync(list_troubles)) == []
