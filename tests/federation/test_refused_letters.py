"""What becomes of a consultation whose letters are refused, given up, or kept from closing."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select

from gateway.casework.consultations.outgoing_request import take_request_receipt
from gateway.casework.services import Work
from gateway.domain.letter import LetterType, Receipt, ReceiptOutcome
from gateway.errors import ComityError, Reason
from gateway.exchange.engine_calls import Wake
from gateway.exchange.outbox_rows import mark_given_up, note_failure, waiting_for
from gateway.store.tables_exchange import outbox
from tests.support.cases import application
from tests.support.consultations import GRANT, State
from tests.support.federation_case import CaseFederation, Desk
from tests.support.raising import refuses


async def letter_of(desk: Desk, kind: LetterType, recipient: str) -> tuple[str, str]:
    """Message and conversation of the newest letter of a kind in a desk's outbox."""
    query = (
        select(outbox.c.message_id, outbox.c.conversation_id)
        .where(outbox.c.letter_type == kind.value, outbox.c.recipient == recipient)
        .order_by(outbox.c.position.desc())
    )
    row = await desk.node.db.read(lambda conn: conn.execute(query).first())
    assert row is not None
    return row[0], row[1]


async def refuse(desk: Desk, kind: LetterType, by: str) -> None:
    """Let a desk take a receipt by which the other side refuses its newest letter."""
    office = desk.node.office
    message, conversation = await letter_of(desk, kind, by)
    receipt = Receipt(
        federation_id=office.me.directory().federation_id.hex(),
        receiver=by,
        sender=desk.code,
        message_id=message,
        message_digest="00" * 32,
        outcome=ReceiptOutcome.REFUSED,
        reason=Reason.VERSION_UNKNOWN.value,
        received=desk.clock.now(),
        journal_position=1,
    )

    def take(work: Work) -> Sequence[Wake]:
        return take_request_receipt(work, message, conversation, receipt)

    await office.write(take)


async def test_a_refused_answer_can_be_sealed_anew(three: CaseFederation) -> None:
    case = await three.consulting()
    await three.cut_off("DE")
    await three["NL"].answer("objection")
    await refuse(three["NL"], LetterType.ANSWER, "DE")
    again = await three["NL"].asked()
    assert (again.state, again.answer) == (State.RUNNING, None)
    assert "letter.refused" in await three["NL"].task_kinds()
    await three["NL"].answer("no_objection")
    assert (await three["NL"].asked()).state is State.ANSWERED
    assert (await three.of(case, "NL")).state is State.RUNNING


async def test_a_refused_request_is_carried_by_hand_and_blocks_until_then(
    three: CaseFederation,
) -> None:
    await three.cut_off("NL")
    case = await three["DE"].file(application())
    await three.settle()
    await refuse(three["DE"], LetterType.REQUEST, "NL")
    assert (await three.of(case, "NL")).state is State.SUPERSEDED
    assert "consult.by_hand" in await three["DE"].task_kinds()
    await three.settle()
    with refuses(ComityError, Reason.CONSULTATION_OPEN):
        await three["DE"].propose(case.case_id, GRANT)


async def test_letters_given_up_wait_for_their_peer(three: CaseFederation) -> None:
    await three.cut_off("NL")
    await three["DE"].file(application())
    await three.settle()
    message, _ = await letter_of(three["DE"], LetterType.REQUEST, "NL")
    db = three["DE"].node.db

    def give_up(conn: Connection) -> None:
        note_failure(conn, message, Reason.PEER_UNAVAILABLE.value)
        assert mark_given_up(conn, message)

    await db.write(give_up)
    assert await db.read(lambda conn: waiting_for(conn, frozenset({"NL"}))) == [message]
    assert await db.read(lambda conn: waiting_for(conn, frozenset({"FR"}))) == []
