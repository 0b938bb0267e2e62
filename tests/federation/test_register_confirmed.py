"""Who has confirmed to hold a log is known to others as well, once its next head comes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from gateway.register.log.checkpoints import received_up_to
from gateway.register.log.proof_file import verify_proof
from gateway.register.log.proof_writing import write_proof
from tests.support.raising import present
from tests.support.register_nodes import RegisterNode, served_nodes

CODES = ("BE", "DE", "FR", "NL")


@pytest.fixture
async def nodes(tmp_path: Path) -> AsyncIterator[dict[str, RegisterNode]]:
    async with served_nodes(tmp_path, CODES, visits={}) as made:
        yield made


async def pull(nodes: dict[str, RegisterNode], *codes: str) -> None:
    for code in codes:
        syncer = nodes[code].syncer
        await present(syncer).sync_peer("FR")


def confirmed(node: RegisterNode) -> dict[str, int]:
    found = node.db.read_sync(lambda conn: received_up_to(conn, "FR"))
    return {code: size for code, (size, _) in found.items()}


async def test_the_next_head_says_who_has_confirmed_the_one_before(
    nodes: dict[str, RegisterNode],
) -> None:
    fr, de = nodes["FR"], nodes["DE"]
    fr.notify(1)
    await pull(nodes, "DE", "BE", "NL")
    assert confirmed(de) == {"DE": 1}
    fr.notify(2)
    await pull(nodes, "DE")
    assert confirmed(de) == {"BE": 1, "DE": 2, "NL": 1}
    assert confirmed(fr) == {"BE": 1, "DE": 2, "FR": 2, "NL": 1}
    # And DE's own node proves it to anybody.
    directory, at = de.held["now"], de.clock.now()
    raw = de.db.read_sync(lambda conn: write_proof(conn, directory, "FR", 0, at))
    found = verify_proof(raw, directory, at)
    assert {each.member for each in found.confirmed} == set(CODES)


async def test_a_head_that_has_not_changed_brings_nothing_and_stays_small(
    nodes: dict[str, RegisterNode], monkeypatch: pytest.MonkeyPatch
) -> None:
    fr, answers = nodes["FR"], []
    real = type(fr.service).GetHead

    async def get_head(self: Any, request: Any, context: Any) -> Any:
        answers.append(await real(self, request, context))
        return answers[-1]

    monkeypatch.setattr(type(fr.service), "GetHead", get_head)
    await fr.stop()
    await fr.serve()
    fr.notify(1)
    await pull(nodes, "DE", "BE", "NL")
    before = fr.service.calls
    await pull(nodes, "DE")
    assert fr.service.calls == before + 1
    assert not answers[-1].confirmed
    assert answers[-1].ByteSize() < 2048
