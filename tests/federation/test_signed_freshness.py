"""Who has an origin's TLS key and not its log keys cannot say that its log is whole and fresh.

Every server here completes the handshake as FR; what differs is what it can sign.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from gateway.errors import CheckpointError, Reason
from gateway.register.log.freshness import GIVEN_AGAIN_FOR, Speaker, has_no_more
from gateway.register.log.log_store import LogState, mark, read_head
from gateway.register.log.notes import cosign
from gateway.trust.keys import KeyRing
from gateway.trust.suites import KeyUse
from tests.support.raising import present, refuses
from tests.support.register_nodes import RegisterNode, served_nodes

CODES = ("DE", "FR", "NL")
Answer = Callable[[Any], None]


@pytest.fixture
async def nodes(tmp_path: Path) -> AsyncIterator[dict[str, RegisterNode]]:
    async with served_nodes(tmp_path) as made:
        yield made


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch, nodes: dict[str, RegisterNode]) -> list[Answer]:
    """What is done to each answer of FR to GetHead, in turn; grpc has taken the method before."""
    changes: list[Answer] = []
    service = nodes["FR"].service
    real = service._speaker.line

    def line(head: Any) -> str:
        held = type("Said", (), {"line": real(head), "head": head})()
        for change in changes:
            change(held)
        return str(held.line)

    monkeypatch.setattr(service._speaker, "line", line)
    return changes


async def pull(node: RegisterNode, origin: str = "FR", source: str | None = None) -> int:
    return (await present(node.syncer).sync_log(origin, source)).entries


def verified(node: RegisterNode, origin: str = "FR") -> datetime | None:
    return node.db.read_sync(lambda conn: read_head(conn, origin)).verified


def now(node: RegisterNode) -> datetime:
    return node.clock.now().replace(microsecond=0)


async def test_m2_a_server_with_the_tls_key_alone_serves_nothing_as_fresh(
    nodes: dict[str, RegisterNode], answers: list[Answer]
) -> None:
    """It shows the head that DE holds, and hides the second denial: DE sees the log grow old.

    Found in use: protocol M2.
    """
    de, fr = nodes["DE"], nodes["FR"]
    fr.notify(1)
    await pull(de)
    before = verified(de)
    assert before == now(de)
    de.clock.advance(days=1)
    answers.append(lambda said: setattr(said, "line", ""))
    assert await pull(de) == 0
    assert verified(de) == before
    answers.clear()
    assert await pull(de) == 0
    assert verified(de) == now(de)


async def test_an_empty_log_is_not_empty_and_fresh_by_tls_alone(
    nodes: dict[str, RegisterNode], answers: list[Answer]
) -> None:
    de = nodes["DE"]
    answers.append(lambda said: setattr(said, "line", ""))
    assert await pull(de) == 0
    assert verified(de) is None


async def test_what_was_said_before_is_not_said_again(
    nodes: dict[str, RegisterNode], answers: list[Answer]
) -> None:
    de, fr = nodes["DE"], nodes["FR"]
    fr.notify(1)
    recorded: list[str] = []
    answers.append(lambda said: recorded.append(said.line))
    await pull(de)
    before = verified(de)
    de.clock.advance(minutes=7)
    answers.append(lambda said: setattr(said, "line", recorded[0]))
    with refuses(CheckpointError, Reason.CHECKPOINT_INVALID) as caught:
        await pull(de)
    assert "clock" in caught.value.remedy
    assert verified(de) == before


async def test_what_is_dated_ahead_counts_no_more_than_what_is_old(
    nodes: dict[str, RegisterNode], answers: list[Answer]
) -> None:
    de, fr = nodes["DE"], nodes["FR"]
    fr.notify(1)

    def ahead(said: Any) -> None:
        clock = type("Clock", (), {"now": lambda _: fr.clock.now() + timedelta(minutes=6)})()
        said.line = Speaker(replace(fr.me, clock=clock)).line(said.head)

    woken: list[int] = []
    de.make_syncer(on_change=lambda: woken.append(1))
    answers.append(ahead)
    with pytest.raises(CheckpointError):
        await pull(de)
    assert verified(de) is None
    assert de.db.read_sync(lambda conn: read_head(conn, "FR")).size == 1  # hidden by no doubt
    assert woken == [1]


async def test_a_word_by_another_key_or_about_another_head_is_none(
    nodes: dict[str, RegisterNode], answers: list[Answer]
) -> None:
    de, fr, nl = (nodes[code] for code in CODES)
    fr.notify(1)

    def by_log_key(said: Any) -> None:
        ring = KeyRing(
            "FR",
            [
                replace(key, use=KeyUse.COSIGN_ED25519) if key.use is KeyUse.LOG_ED25519 else key
                for key in fr.me.ring.keys
                if key.use is not KeyUse.COSIGN_ED25519
            ],
        )
        said.line = Speaker(replace(fr.me, ring=ring)).line(said.head)

    def of_before(said: Any) -> None:
        said.line = Speaker(fr.me).line(replace(said.head, size=0, root=read_head_root(nl)))

    for cheat in (
        by_log_key,
        of_before,
        lambda said: setattr(said, "line", Speaker(nl.me).line(said.head)),
        lambda said: setattr(said, "line", "no line"),
    ):
        answers[:] = [cheat]
        with pytest.raises(CheckpointError):
            await pull(de)
        assert verified(de) is None
    answers.clear()
    await pull(de)
    assert verified(de) == now(de)


def read_head_root(node: RegisterNode) -> bytes:
    """The root of an empty log."""
    return node.db.read_sync(lambda conn: read_head(conn, "BE")).root


async def test_a_key_that_has_retired_says_nothing_new(nodes: dict[str, RegisterNode]) -> None:
    de, fr = nodes["DE"], nodes["FR"]
    fr.notify(1)
    await pull(de)
    before = verified(de)
    de.clock.advance(days=1)
    held = de.held["now"]
    member = held.member("FR")
    retired = tuple(
        replace(key, retired_at=de.clock.now() - timedelta(hours=1))
        if key.use is KeyUse.COSIGN_ED25519
        else key
        for key in member.keys
    )
    de.held["now"] = replace(held, members={**held.members, "FR": replace(member, keys=retired)})
    with pytest.raises(CheckpointError):
        await pull(de)
    assert verified(de) == before


async def test_a_node_that_knows_others_to_hold_more_says_nothing(
    nodes: dict[str, RegisterNode],
) -> None:
    fr = nodes["FR"]
    fr.notify(1)
    head = fr.db.read_sync(lambda conn: has_no_more(conn, "FR"))
    assert present(head).size == 1
    fr.db.write_sync(lambda conn: _behind(conn, "FR"))
    assert fr.db.read_sync(lambda conn: has_no_more(conn, "FR")) is None


def _behind(conn: Any, origin: str) -> None:
    mark(conn, origin, state=LogState.BEHIND.value)


async def test_a_head_costs_a_signature_a_minute_and_no_more(
    nodes: dict[str, RegisterNode],
) -> None:
    fr = nodes["FR"]
    signed: list[bytes] = []

    def counted(body: bytes, name: str, key: Any, at: datetime) -> Any:
        signed.append(body)
        return cosign(body, name, key, at)

    speaker = Speaker(fr.me, counted)
    head = fr.db.read_sync(lambda conn: read_head(conn, "FR"))
    lines = {speaker.line(head) for _ in range(100)}
    assert (len(lines), len(signed)) == (1, 1)
    fr.clock.advance(seconds=GIVEN_AGAIN_FOR.total_seconds())
    assert speaker.line(head) not in lines
    fr.notify(1)
    grown = fr.db.read_sync(lambda conn: read_head(conn, "FR"))
    speaker.line(grown)
    assert [body.split(b"\n")[1] for body in signed] == [b"0", b"0", b"1"]
