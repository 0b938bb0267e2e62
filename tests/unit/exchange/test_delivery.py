import asyncio
import itertools
from dataclasses import replace
from datetime import timedelta

import grpc
import pytest
from sqlalchemy import Connection

from gateway.domain.letter import LetterType, OutboxState, ReceiptOutcome
from gateway.errors import ComityError, Reason, TrustError, UnavailableError
from gateway.exchange.delivery import PER_PEER
from gateway.exchange.outbox import QueuedLetter
from gateway.exchange.outbox_rows import MOST_DISPUTED, OutboxRow, disputed_receipts
from gateway.ports import MessageRef
from gateway.store.tables_exchange import journal, outbox, wake
from gateway.trust.dsse import RECEIPT, SignedBytes, verify_signed
from gateway.trust.keys import DEFAULT_USES, KeyRing
from gateway.trust.proofs.receipt_contradiction import (
    ContradictionKind,
    ReceiptContradiction,
    verify_contradiction,
)
from gateway.trust.receipts import make_receipt, receipt_from_bytes
from gateway.wire.deliveries import response_from_bytes, response_to_bytes
from tests.support.raising import refuses
from tests.support.stations import Federation, Station


def broken(code: grpc.StatusCode = grpc.StatusCode.UNAVAILABLE) -> grpc.aio.AioRpcError:
    details = "socket closed"
    return grpc.aio.AioRpcError(code, grpc.aio.Metadata(), grpc.aio.Metadata(), details)


async def test_a_letter_is_delivered_and_its_receipt_kept(
    federation: Federation, de: Station, fr: Station
) -> None:
    letter = de.queue("FR")
    result = await federation.deliver("DE", letter)
    assert (result.settled, result.refused, result.reason) == (True, False, "")
    row = de.row(letter.message_id)
    assert (row.state, row.attempts, row.first_sent) == (OutboxState.ACCEPTED, 1, de.clock.now())
    assert row.receipt == fr.rows(journal)[0].receipt
    ((message_id, receipt),) = de.receipts
    assert (message_id, receipt.outcome) == (letter.message_id, ReceiptOutcome.ACCEPTED)
    assert [(each.kind, each.subject) for each in de.rows(wake)] == [
        ("start_delivery", letter.message_id),
        ("poke_consultation", letter.conversation_id),
    ]


async def test_what_was_signed_is_what_arrives(
    federation: Federation, de: Station, fr: Station
) -> None:
    letter = de.queue("FR")
    await federation.deliver("DE", letter)
    (sent,), (came,) = de.rows(journal), fr.rows(journal)
    assert came.envelope == sent.envelope
    assert came.digest == letter.digest


async def test_a_settled_letter_is_not_sent_again(
    federation: Federation, de: Station, fr: Station
) -> None:
    letter = de.queue("FR")
    first = await federation.deliver("DE", letter)
    assert await federation.deliver("DE", letter) == first
    assert len(federation.links["DE"].sent) == 1
    assert len(de.receipts) == 1


async def test_a_lost_reply_brings_the_original_receipt_and_one_journal_row(
    federation: Federation, de: Station, fr: Station
) -> None:
    letter = de.queue("FR")
    federation.links["DE"].fails = [broken()]
    result = await federation.deliver("DE", letter)
    assert (result.settled, result.reason) == (False, Reason.PEER_UNAVAILABLE)
    assert de.row(letter.message_id).last_reason == Reason.PEER_UNAVAILABLE
    received = fr.clock.now()
    federation.clock.advance(days=3)
    assert (await federation.deliver("DE", letter)).settled
    assert de.receipts[0][1].received == received  # not the instant of the repeat
    assert len(fr.rows(journal)) == 1
    assert de.row(letter.message_id).attempts == 2
    one, two = federation.links["DE"].sent
    assert one != two  # sealed anew each time


async def test_a_repeat_is_sealed_to_the_recipients_present_key(
    federation: Federation, de: Station, fr: Station
) -> None:
    letter = de.queue("FR")
    federation.links["DE"].down = broken()
    await federation.deliver("DE", letter)
    federation.links["DE"].down = None
    ring = fr.me.ring.renewed(DEFAULT_USES)
    object.__setattr__(fr.me, "ring", ring)
    at = fr.clock.now()
    keys = tuple(replace(key, retired_at=at) for key in fr.directory.member("FR").keys)
    federation.clock.advance(days=1)
    fresh = ring.public_keys(not_before=federation.clock.now())
    known = {key.key_id for key in keys}
    all_keys = (*keys, *(key for key in fresh if key.key_id not in known))
    for station in (de, fr):
        station.change_member("FR", keys=all_keys)
    assert (await federation.deliver("DE", letter)).settled


async def test_a_refusal_settles_as_refused(
    federation: Federation, de: Station, fr: Station
) -> None:
    fr.change_member("DE", roles=frozenset({"observer"}))
    letter = de.queue("FR")
    result = await federation.deliver("DE", letter)
    assert (result.settled, result.refused) == (True, True)
    assert result.reason == Reason.NOT_AUTHORISED
    assert de.row(letter.message_id).state is OutboxState.REFUSED
    assert await federation.deliver("DE", letter) == result


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (broken(), Reason.PEER_UNAVAILABLE),
        (broken(grpc.StatusCode.DEADLINE_EXCEEDED), Reason.PEER_UNAVAILABLE),
        (TrustError("left", reason=Reason.PEER_REVOKED), Reason.PEER_REVOKED),
    ],
)
async def test_a_failed_attempt_says_why_and_keeps_the_letter(
    federation: Federation, de: Station, error: Exception, reason: Reason
) -> None:
    letter = de.queue("FR")
    federation.links["DE"].down = error
    result = await federation.deliver("DE", letter)
    assert (result.settled, result.reason) == (False, reason)
    assert de.row(letter.message_id).state is OutboxState.QUEUED
    assert de.receipts == []


async def replayed(federation: Federation, de: Station, fr: Station) -> tuple[QueuedLetter, bytes]:
    """Queue a letter of DE to which FR answers what it answered to the one before."""
    one, other = de.queue("FR"), de.queue("FR")
    link = federation.links["DE"]
    await federation.deliver("DE", one)
    reply = await fr.intake.receive(link.sent[0][1], de.auth_context)

    async def replays(code: str, request: bytes) -> bytes:
        return reply

    link.deliver = replays  # type: ignore[method-assign]
    return other, reply


async def test_a_receipt_of_another_letter_is_not_believed(
    federation: Federation, de: Station, fr: Station
) -> None:
    other, _ = await replayed(federation, de, fr)
    result = await federation.deliver("DE", other)
    assert (result.settled, result.reason) == (False, Reason.RECEIPT_INVALID)
    assert de.row(other.message_id).receipt is None


async def test_a_receipt_signed_by_a_stranger_is_not_believed(
    federation: Federation, de: Station, fr: Station
) -> None:
    letter = de.queue("FR")
    object.__setattr__(fr.me, "ring", _mixed(fr.me.ring))
    result = await federation.deliver("DE", letter)
    assert (result.settled, result.reason) == (False, Reason.SIGNATURE_INVALID)


def _mixed(ring: KeyRing) -> KeyRing:
    """The same decryption keys, but a signing key that no directory knows."""
    return ring.renewed([use for use in DEFAULT_USES if use.name.startswith("SEAL")])


@pytest.mark.parametrize("minutes", [-6, 6])
async def test_a_receipt_outside_its_time_is_not_believed(
    federation: Federation, de: Station, fr: Station, minutes: int
) -> None:
    letter = de.queue("FR")
    original = federation.links["DE"].deliver

    async def shifted(code: str, request: bytes) -> bytes:
        fr.clock.advance(minutes=minutes)
        try:
            return await original(code, request)
        finally:
            fr.clock.advance(minutes=-minutes)

    federation.links["DE"].deliver = shifted  # type: ignore[method-assign]
    result = await federation.deliver("DE", letter)
    assert (result.settled, result.reason) == (False, Reason.RECEIPT_INVALID)


async def test_a_letter_waits_for_its_predecessor_and_brings_it_along(
    federation: Federation, de: Station, fr: Station
) -> None:
    first = de.queue("FR")
    second = de.queue(
        "FR", letter_type=LetterType.CLOSING_REQUEST, conversation_id=first.conversation_id
    )
    link = federation.links["DE"]
    link.down = broken()
    result = await federation.deliver("DE", second)
    assert (result.settled, result.reason) == (False, "predecessor: PEER_UNAVAILABLE")
    link.down = None
    assert (await federation.deliver("DE", second)).settled
    assert [row.conversation_number for row in fr.rows(journal)] == [1, 2]
    assert [message_id for message_id, _ in de.receipts] == [first.message_id, second.message_id]
    assert (await federation.deliver("DE", first)).settled
    assert len(link.sent) == 2


async def test_many_callers_send_a_conversation_in_order_and_each_letter_once(
    federation: Federation, de: Station, fr: Station
) -> None:
    first = de.queue("FR")
    letters = [first] + [
        de.queue(
            "FR", letter_type=LetterType.CLOSING_REQUEST, conversation_id=first.conversation_id
        )
        for _ in range(4)
    ]
    calls = [federation.deliver("DE", letter) for letter in reversed(letters)]
    calls += [federation.deliver("DE", letter) for letter in letters]
    results = await asyncio.gather(*calls)
    assert all(result.settled and not result.refused for result in results)
    assert [row.conversation_number for row in fr.rows(journal)] == [1, 2, 3, 4, 5]
    assert len(federation.links["DE"].sent) == 5
    assert federation.deliverers["DE"]._conversations._held == {}


async def test_a_slow_conversation_does_not_hold_up_another(
    federation: Federation, de: Station, fr: Station
) -> None:
    slow, quick = de.queue("FR"), de.queue("FR")
    link, gate, started = federation.links["DE"], asyncio.Event(), asyncio.Event()
    original, calls = link.deliver, []

    async def first_waits(code: str, request: bytes) -> bytes:
        calls.append(code)
        if len(calls) == 1:
            started.set()
            await gate.wait()
        return await original(code, request)

    link.deliver = first_waits  # type: ignore[method-assign]
    waiting = asyncio.create_task(federation.deliver("DE", slow))
    await started.wait()
    assert (await federation.deliver("DE", quick)).settled
    assert not waiting.done()
    gate.set()
    assert (await waiting).settled


async def test_given_up_is_a_persons_task_and_may_still_succeed(
    federation: Federation, de: Station, fr: Station
) -> None:
    told: list[str] = []

    def on_given_up(conn: Connection, row: OutboxRow) -> tuple[()]:
        told.append(row.message_id)
        return ()

    deliverer = federation.deliverer("DE", on_given_up=on_given_up)
    letter = de.queue("FR")
    ref = MessageRef(message_id=letter.message_id)
    for _ in range(2):
        await deliverer.give_up(ref)
    assert told == [letter.message_id]
    assert de.row(letter.message_id).state is OutboxState.GIVEN_UP
    assert (await deliverer.deliver(ref)).settled
    await deliverer.give_up(ref)
    assert de.row(letter.message_id).state is OutboxState.ACCEPTED
    deliverer.close()


async def test_a_receipt_whose_effect_fails_is_asked_for_again(
    federation: Federation, de: Station, fr: Station
) -> None:
    def fails(*_: object) -> tuple[()]:
        raise UnavailableError("full", reason=Reason.DATABASE_UNAVAILABLE)

    letter = de.queue("FR")
    deliverer = federation.deliverer("DE", on_receipt=fails)
    with pytest.raises(UnavailableError):
        await deliverer.deliver(MessageRef(message_id=letter.message_id))
    deliverer.close()
    assert de.row(letter.message_id).state is OutboxState.QUEUED
    assert (await federation.deliver("DE", letter)).settled
    assert len(fr.rows(journal)) == 1


async def test_a_letter_that_does_not_exist(federation: Federation, de: Station) -> None:
    with refuses(ComityError, Reason.NOT_FOUND):
        await federation.deliverers["DE"].deliver(MessageRef(message_id="none"))
    assert de.rows(outbox) == []


async def test_the_receipt_kept_is_the_bytes_that_came(
    federation: Federation, de: Station, fr: Station
) -> None:
    letter = de.queue("FR")
    await federation.deliver("DE", letter)
    reply = await fr.intake.receive(federation.links["DE"].sent[0][1], de.auth_context)
    assert de.row(letter.message_id).receipt == response_from_bytes(reply)


async def test_a_member_that_calls_is_tried_again_at_once_but_not_again_and_again(
    federation: Federation, de: Station, fr: Station
) -> None:
    letter, deliverer = de.queue("FR"), federation.deliverers["DE"]
    deliverer.heard("FR")  # nothing has failed: nothing is done
    federation.links["DE"].down = broken()
    await federation.deliver("DE", letter)
    for _ in range(3):
        deliverer.heard("NL")
        deliverer.heard("FR")
        await asyncio.gather(*deliverer._trying)
    assert [(each.kind, each.subject, each.version) for each in de.rows(wake)] == [
        ("start_delivery", letter.message_id, 1),
        ("retry_delivery", letter.message_id, 1),
    ]


async def test_what_has_no_turn_in_time_leaves_its_place_to_letters_of_others(
    federation: Federation, de: Station, fr: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert federation["NL"].code == "NL"
    monkeypatch.setattr("gateway.exchange.delivery.TURN_WITHIN_S", 0.05)
    link, hanging, full = federation.links["DE"], asyncio.Event(), asyncio.Event()
    answers, under_way = link.deliver, itertools.count(1)

    async def hangs(code: str, request: bytes) -> bytes:
        if code == "FR":
            if next(under_way) == PER_PEER:
                full.set()
            await hanging.wait()
        return await answers(code, request)

    link.deliver = hangs  # type: ignore[method-assign]
    held = [asyncio.create_task(federation.deliver("DE", de.queue("FR"))) for _ in range(PER_PEER)]
    await full.wait()
    late = await federation.deliver("DE", de.queue("FR"))
    assert (late.settled, late.reason) == (False, Reason.PEER_UNAVAILABLE)
    assert (await federation.deliver("DE", de.queue("NL"))).settled
    hanging.set()
    assert all(result.settled for result in await asyncio.gather(*held))


async def test_a_receipt_that_does_not_hold_is_kept_and_told(
    federation: Federation, de: Station, fr: Station
) -> None:
    """FR puts its clock off by a day in what it signs, at every attempt; DE has it in hand.

    Found in use: protocol m8.
    """
    letter = de.queue("FR")
    told: list[tuple[str, Reason]] = []
    deliverer = federation.deliverer(
        "DE", on_disputed=lambda _conn, row, exc: told.append((row.message_id, exc.reason))
    )
    gave: list[bytes] = []
    original = federation.links["DE"].deliver

    async def puts_off(code: str, request: bytes) -> bytes:
        reply = await original(code, request)
        signed = SignedBytes.from_bytes(response_from_bytes(reply))
        honest = receipt_from_bytes(signed.payload)
        lie = honest.model_copy(
            update={"received": honest.received + timedelta(days=1 + len(gave))}
        )
        gave.append(make_receipt(lie, ring=fr.me.ring, suite=fr.me.suite).to_bytes())
        return response_to_bytes(gave[-1])

    federation.links["DE"].deliver = puts_off  # type: ignore[method-assign]
    for _ in range(MOST_DISPUTED + 2):
        result = await deliverer.deliver(MessageRef(message_id=letter.message_id))
        assert (result.settled, result.reason) == (False, Reason.RECEIPT_INVALID)
    kept = de.db.read_sync(lambda conn: disputed_receipts(conn, letter.message_id))
    assert {each.octets for each in kept} == set(gave[:MOST_DISPUTED])
    assert {each.reason for each in kept} == {Reason.RECEIPT_INVALID}
    assert all("instant of receipt lies outside" in each.why for each in kept)
    assert told == [(letter.message_id, Reason.RECEIPT_INVALID)] * MOST_DISPUTED

    # FR's own signature stands under it, so a third party sees what it has signed.
    signed = SignedBytes.from_bytes(kept[0].octets)
    member, at = de.directory.member("FR"), de.clock.now()
    verify_signed(signed, expected_type=RECEIPT, member=member, at=at)
    assert receipt_from_bytes(signed.payload).message_digest == letter.digest.hex()
    deliverer.close()


async def test_a_receipt_that_comes_again_is_kept_once(
    federation: Federation, de: Station, fr: Station
) -> None:
    other, reply = await replayed(federation, de, fr)
    for _ in range(3):
        assert not (await federation.deliver("DE", other)).settled
    kept = de.db.read_sync(lambda conn: disputed_receipts(conn, other.message_id))
    assert [each.octets for each in kept] == [response_from_bytes(reply)]


async def test_receipts_that_contradict_each_other_are_proven_when_the_second_comes(
    federation: Federation, de: Station, fr: Station
) -> None:
    """FR first signs a receipt of the day after, then the one of today: both are its word.

    Found in use: protocol m8.
    """
    letter = de.queue("FR")
    found: list[tuple[str, ReceiptContradiction]] = []
    deliverer = federation.deliverer(
        "DE", on_contradiction=lambda _conn, row, proof: found.append((row.message_id, proof))
    )
    link, original = federation.links["DE"], federation.links["DE"].deliver
    lies: list[bytes] = []

    async def lies_once(code: str, request: bytes) -> bytes:
        reply = await original(code, request)
        if lies:
            return reply
        honest = receipt_from_bytes(SignedBytes.from_bytes(response_from_bytes(reply)).payload)
        lie = honest.model_copy(update={"received": honest.received + timedelta(days=1)})
        lies.append(make_receipt(lie, ring=fr.me.ring, suite=fr.me.suite).to_bytes())
        return response_to_bytes(lies[0])

    link.deliver = lies_once  # type: ignore[method-assign]
    ref = MessageRef(message_id=letter.message_id)
    assert (await deliverer.deliver(ref)).reason == Reason.RECEIPT_INVALID
    assert found == []  # one alone contradicts nothing
    assert (await deliverer.deliver(ref)).settled
    [(message_id, proof)] = found
    assert message_id == letter.message_id
    assert {proof.first, proof.second} == {lies[0], de.row(letter.message_id).receipt}
    judged = verify_contradiction(proof, de.directory, de.clock.now())
    assert judged.kind is ContradictionKind.ONE_LETTER
    assert judged.differing == ("received",)
    deliverer.close()


async def test_two_that_do_not_hold_and_differ_are_a_proof_as_well(
    federation: Federation, de: Station, fr: Station
) -> None:
    letter = de.queue("FR")
    found: list[ReceiptContradiction] = []
    deliverer = federation.deliverer(
        "DE", on_contradiction=lambda _conn, _row, proof: found.append(proof)
    )
    original, gave = federation.links["DE"].deliver, list[timedelta]()

    async def puts_off(code: str, request: bytes) -> bytes:
        reply = await original(code, request)
        honest = receipt_from_bytes(SignedBytes.from_bytes(response_from_bytes(reply)).payload)
        gave.append(timedelta(days=1 + len(gave) // 2))  # each of them twice
        lie = honest.model_copy(update={"received": honest.received + gave[-1]})
        return response_to_bytes(make_receipt(lie, ring=fr.me.ring, suite=fr.me.suite).to_bytes())

    federation.links["DE"].deliver = puts_off  # type: ignore[method-assign]
    for _ in range(4):
        await deliverer.deliver(MessageRef(message_id=letter.message_id))
    at = de.clock.now()
    assert len({verify_contradiction(each, de.directory, at).digest for each in found}) == 1
    deliverer.close()
