"""A letter says which letter of ours its sender had received: what does not hold is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection

from gateway.domain.acts import TaskKind
from gateway.domain.letter import LetterHeader, LetterType, NewestReceived
from gateway.exchange import conversations, outbox
from gateway.exchange.intake import Arrival
from gateway.exchange.journal import Direction, header_of
from gateway.exchange.outbox_rows import disputed_receipts
from gateway.store.tables_exchange import journal
from tests.support.consultations import State, open_case
from tests.support.federation_case import CaseFederation, Desk
from tests.support.reforms import asking_agrees


async def headers(desk: Desk, conversation: str) -> list[tuple[LetterHeader, bytes]]:
    """The letters of a conversation at a node, in its journal's order, with their digests."""
    query = (
        journal.select()
        .where(journal.c.conversation_id == conversation)
        .order_by(journal.c.position)
    )
    rows = await desk.node.db.read(lambda conn: conn.execute(query).all())
    return [(header_of(row.envelope), bytes(row.digest)) for row in rows]


def says_received(monkeypatch: pytest.MonkeyPatch, named: NewestReceived | None) -> None:
    """Have whoever writes a letter into an open conversation lie about what it had received."""

    def lie(conn: Connection, conversation: str, peer: str) -> NewestReceived | None:
        found = conversations.newest_received(conn, conversation, peer)
        return found and named

    monkeypatch.setattr(outbox, "newest_received", lie)


async def test_each_letter_names_the_newest_that_came(three: CaseFederation) -> None:
    case = await open_case(asking_agrees(three))
    conversation = (await three.of(case, "NL")).conversation_id
    await three["NL"].extend(5)
    await three.settle()
    await three.answers("NL", "objection")
    (request, first), (wish, _), (answer, _) = await headers(three["DE"], conversation)
    assert [each.letter_type for each in (request, wish, answer)] == [
        LetterType.REQUEST,
        LetterType.EXTENSION_REQUEST,
        LetterType.ANSWER,
    ]
    assert request.newest_received is None
    expected = NewestReceived(number=1, digest=first.hex())
    assert wish.newest_received == answer.newest_received == expected
    assert TaskKind.LETTER_DOUBTFUL not in await three["DE"].task_kinds()
    assert TaskKind.LETTER_DOUBTFUL not in await three["NL"].task_kinds()


@pytest.mark.parametrize("number", [1, 2])
async def test_a_letter_that_we_did_not_send_is_told_and_stops_nothing(
    three: CaseFederation, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    case = await open_case(three)
    says_received(monkeypatch, NewestReceived(number=number, digest="ab" * 32))
    await three.answers("NL", "objection")
    assert (await three.of(case, "NL")).state is State.ANSWERED
    (task,) = [each for each in await three["DE"].tasks() if each.kind == TaskKind.LETTER_DOUBTFUL]
    assert f"it names letter {number} of ours as received" in task.text


async def test_what_was_received_does_not_go_back(
    three: CaseFederation, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = await open_case(three)
    await three["NL"].extend(5)
    await three.settle()
    says_received(monkeypatch, None)
    await three.answers("NL", "objection")
    assert (await three.of(case, "NL")).state is State.ANSWERED
    (task,) = [each for each in await three["DE"].tasks() if each.kind == TaskKind.LETTER_DOUBTFUL]
    assert "it says that nothing of ours was received" in task.text


async def test_what_we_sent_is_never_what_we_had_received(three: CaseFederation) -> None:
    """What we sent ourselves is never what we had received."""
    case = await open_case(three)
    conversation = (await three.of(case, "NL")).conversation_id

    def read(conn: Connection) -> NewestReceived | None:
        return conversations.newest_received(conn, conversation, "NL")

    assert await three["DE"].node.db.read(read) is None
    sent = journal.c.direction == Direction.OUT.value
    rows = await three["DE"].node.db.read(
        lambda conn: conn.execute(
            journal.select().where(sent, journal.c.conversation_id == conversation)
        ).all()
    )
    assert len(rows) == 1


async def test_a_receipt_that_does_not_hold_is_told(
    three: CaseFederation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """NL signs that DE's request came a day later than it did, once; then it is honest."""
    intake = three["NL"].node.intake
    honest = intake._signed_receipt
    lied: list[str] = []

    def put_off(arrival: Arrival, *rest: Any) -> bytes:
        if lied:
            return honest(arrival, *rest)
        lied.append(arrival.header.message_id)
        later = replace(arrival, received=arrival.received + timedelta(days=1))
        return honest(later, *rest)

    monkeypatch.setattr(intake, "_signed_receipt", put_off)
    await open_case(three)
    (task,) = [each for each in await three["DE"].tasks() if each.kind == TaskKind.LETTER_DOUBTFUL]
    assert "what NL gave as a receipt for our letter 1 does not hold" in task.text
    kept = await three["DE"].node.db.read(lambda conn: disputed_receipts(conn, lied[0]))
    assert len(kept) == 1
