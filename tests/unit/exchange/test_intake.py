"""Each numbered step of docs/protocol/intake.md, with letters that are wrong in one thing."""

import tracemalloc
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection

from gateway.domain.letter import LetterHeader, LetterType, PartBody, Receipt, ReceiptOutcome
from gateway.errors import ComityError, InputError, IntakeError, Reason, UnavailableError
from gateway.exchange.arrivals import Arrival
from gateway.exchange.conversations import find_conversation
from gateway.exchange.ids import new_id
from gateway.exchange.intake import Intake
from gateway.store.tables_exchange import (
    conversation,
    dispatch,
    journal,
    journal_part,
    sequence_event,
)
from gateway.trust import (
    LETTER,
    KeyRing,
    SignedBytes,
    Suite,
    commit,
    new_salt,
    sign,
    verify_receipt,
)
from gateway.wire.deliveries import (
    delivery_from_bytes,
    delivery_to_bytes,
    response_from_bytes,
)
from gateway.wire.limits import MAX_BODY_BYTES, MAX_DELIVERY_BYTES
from tests.support.stations import (
    BODY,
    NOW,
    Draft,
    Federation,
    Station,
    period_for,
    receipt_in,
)


async def refused_plainly(
    station: Station, raw: bytes, sender: Station | None, step: int, reason: Reason
) -> IntakeError:
    """The intake raises, and nothing at all is kept."""
    before = station.rows(journal)
    context = {} if sender is None else sender.auth_context
    with pytest.raises(IntakeError) as caught:
        await station.intake.receive(raw, context)
    assert (caught.value.step, caught.value.reason) == (step, reason)
    assert caught.value.remedy
    assert station.rows(journal) == before
    assert station.rows(dispatch) == []
    return caught.value


async def refused_signed(station: Station, raw: bytes, sender: Station, reason: Reason) -> Receipt:
    """The receipt is a signed refusal, journalled; nothing is dispatched, no period starts."""
    response = await station.intake.receive(raw, sender.auth_context)
    receipt = receipt_in(response)
    assert (receipt.outcome, receipt.reason) == (ReceiptOutcome.REFUSED, reason.value)
    assert receipt.last_instant is None
    row = station.rows(journal)[-1]
    assert (row.refused, row.reason) == (True, reason.value)
    assert row.receipt == response_from_bytes(response)
    assert row.position == receipt.journal_position
    assert row.position not in {each.position for each in station.rows(dispatch)}
    return receipt


# --- a good letter -----------------------------------------------------------------------


async def test_a_good_letter_is_journalled_receipted_and_queued(de: Station, fr: Station) -> None:
    draft = Draft.request(de, "FR")
    signed = draft.signed(de.me.ring)
    response = await fr.intake.receive(draft.delivery(de, fr, signed=signed), de.auth_context)
    receipt = verify_receipt(
        response_from_bytes(response),
        directory=de.directory,
        letter_digest=signed.digest,
        message_id=draft.header.message_id,
        receiver="FR",
        sender="DE",
        sent_at=de.clock.now(),
        received_reply_at=de.clock.now(),
    )
    assert receipt.outcome is ReceiptOutcome.ACCEPTED
    assert receipt.received == fr.clock.now()
    assert receipt.journal_position == 1
    assert receipt.last_instant == fr.clock.now() + timedelta(days=10)
    assert (receipt.rulebook, receipt.calendar_digest) == ("2026-1", "ab" * 32)
    assert (receipt.contiguous_epoch, receipt.contiguous_sequence) == (draft.header.epoch, 1)
    (row,) = fr.rows(journal)
    assert SignedBytes.from_bytes(row.envelope) == signed
    assert row.digest == signed.digest
    (part,) = fr.rows(journal_part)
    assert (part.part, part.body) == (0, BODY)
    (held,) = fr.rows(conversation)
    assert (held.peer, held.ours, held.procedure, held.closed) == ("DE", False, "16(5)", None)
    (queued,) = fr.rows(dispatch)
    assert (queued.position, queued.state) == (1, "waiting")


async def test_a_hybrid_letter_is_accepted(de: Station, fr: Station) -> None:
    draft = replace(Draft.request(de, "FR"), suite=Suite.ED25519_MLDSA65)
    response = await fr.intake.receive(draft.delivery(de, fr), de.auth_context)
    assert receipt_in(response).outcome is ReceiptOutcome.ACCEPTED


async def test_the_nudge_comes_after_the_commit(de: Station, fr: Station) -> None:
    seen: list[int] = []
    intake = Intake(
        fr.db,
        fr.me,
        check_content=lambda _header, bodies: bodies,
        period_for=period_for,
        nudge=lambda: seen.append(len(fr.rows(dispatch))),
    )
    await intake.receive(Draft.request(de, "FR").delivery(de, fr), de.auth_context)
    intake.close()
    assert seen == [1]


# --- (1) size and form -------------------------------------------------------------------


async def test_step_01_oversized(de: Station, fr: Station) -> None:
    raw = b"\x00" * (MAX_DELIVERY_BYTES + 1)
    await refused_plainly(fr, raw, de, 1, Reason.MESSAGE_TOO_LARGE)


@pytest.mark.parametrize("raw", [b"", b"not a letter", b"\x0a\x00", b"\xff" * 300])
async def test_step_01_malformed(de: Station, fr: Station, raw: bytes) -> None:
    await refused_plainly(fr, raw, de, 1, Reason.MESSAGE_MALFORMED)


async def test_step_01_a_body_above_its_limit_cannot_even_be_sent(de: Station, fr: Station) -> None:
    draft = Draft.request(de, "FR")
    draft.bodies = [PartBody(index=0, salt=new_salt(), body=b"x" * (MAX_BODY_BYTES + 1))]
    with pytest.raises(ComityError) as caught:
        draft.delivery(de, fr)
    assert caught.value.reason in {Reason.MESSAGE_TOO_LARGE, Reason.MESSAGE_MALFORMED}


# --- (2) the peer's certificate ----------------------------------------------------------


async def test_step_02_no_certificate(de: Station, fr: Station) -> None:
    raw = Draft.request(de, "FR").delivery(de, fr)
    await refused_plainly(fr, raw, None, 2, Reason.PEER_UNKNOWN)


async def test_step_02_unknown_peer(de: Station, fr: Station) -> None:
    raw = Draft.request(de, "FR").delivery(de, fr)
    fr.change_member("DE", certificates={})
    await refused_plainly(fr, raw, de, 2, Reason.PEER_UNKNOWN)


async def test_step_02_revoked_peer(de: Station, fr: Station) -> None:
    raw = Draft.request(de, "FR").delivery(de, fr)
    certificates = dict.fromkeys(fr.directory.member("DE").certificates, fr.clock.now())
    fr.change_member("DE", certificates=certificates)
    await refused_plainly(fr, raw, de, 2, Reason.PEER_REVOKED)


async def test_step_02_withdrawn_peer(de: Station, fr: Station) -> None:
    raw = Draft.request(de, "FR").delivery(de, fr)
    fr.change_member("DE", withdrawn_at=fr.clock.now())
    await refused_plainly(fr, raw, de, 2, Reason.PEER_REVOKED)


async def test_step_02_an_expired_directory_goes_on_for_its_grace(de: Station, fr: Station) -> None:
    fr.held["now"] = replace(fr.directory, expires=fr.clock.now() - timedelta(days=3))
    response = await fr.intake.receive(Draft.request(de, "FR").delivery(de, fr), de.auth_context)
    assert receipt_in(response).outcome is ReceiptOutcome.ACCEPTED


async def test_step_02_a_directory_past_its_grace(de: Station, fr: Station) -> None:
    fr.held["now"] = replace(fr.directory, expires=fr.clock.now() - timedelta(days=15))
    raw = Draft.request(de, "FR").delivery(de, fr)
    await refused_plainly(fr, raw, de, 2, Reason.DIRECTORY_EXPIRED)


# --- (3) decryption ----------------------------------------------------------------------


async def test_step_03_sealed_to_another(de: Station, fr: Station, federation: Federation) -> None:
    raw = Draft.request(de, "FR").delivery(de, federation["NL"], outside={"recipient": "FR"})
    await refused_plainly(fr, raw, de, 3, Reason.DECRYPTION_FAILED)


async def test_step_03_tampered_ciphertext(de: Station, fr: Station) -> None:
    sealed = delivery_from_bytes(Draft.request(de, "FR").delivery(de, fr))
    spoilt = sealed.ciphertext[:-1] + bytes([sealed.ciphertext[-1] ^ 1])
    raw = delivery_to_bytes(replace(sealed, ciphertext=spoilt))
    await refused_plainly(fr, raw, de, 3, Reason.DECRYPTION_FAILED)


@pytest.mark.parametrize(
    "label", [{"sender": "NL"}, {"recipient": "NL"}, {"message_id": new_id(NOW)}]
)
async def test_step_03_relabelled_outside(de: Station, fr: Station, label: dict[str, Any]) -> None:
    sealed = delivery_from_bytes(Draft.request(de, "FR").delivery(de, fr))
    raw = delivery_to_bytes(replace(sealed, **label))
    await refused_plainly(fr, raw, de, 3, Reason.DECRYPTION_FAILED)


# --- (4) suite and signatures ------------------------------------------------------------


async def test_step_04_tampered_payload(de: Station, fr: Station) -> None:
    draft = Draft.request(de, "FR")
    good = draft.signed(de.me.ring)
    spoilt = replace(good, payload=good.payload.replace(b"16(5)", b"14(1)"))
    assert spoilt.payload != good.payload
    raw = draft.delivery(de, fr, signed=spoilt)
    await refused_plainly(fr, raw, de, 4, Reason.SIGNATURE_INVALID)


async def test_step_04_signed_by_another(de: Station, fr: Station, federation: Federation) -> None:
    draft = Draft.request(de, "FR")
    raw = draft.delivery(de, fr, signed=draft.signed(federation["NL"].me.ring))
    await refused_plainly(fr, raw, de, 4, Reason.SIGNATURE_INVALID)


async def test_step_04_signed_with_a_stranger_key(de: Station, fr: Station) -> None:
    draft = Draft.request(de, "FR")
    raw = draft.delivery(de, fr, signed=draft.signed(KeyRing.generate("DE")))
    await refused_plainly(fr, raw, de, 4, Reason.SIGNATURE_INVALID)


async def test_step_04_unsigned(de: Station, fr: Station) -> None:
    draft = Draft.request(de, "FR")
    raw = draft.delivery(de, fr, signed=replace(draft.signed(de.me.ring), signatures=()))
    await refused_plainly(fr, raw, de, 4, Reason.MESSAGE_MALFORMED)


async def test_step_04_suite_below_the_minimum(de: Station, fr: Station) -> None:
    fr.change_member("DE", minimum_suite=Suite.ED25519_MLDSA65)
    raw = Draft.request(de, "FR").delivery(de, fr)
    await refused_plainly(fr, raw, de, 4, Reason.SUITE_REFUSED)


async def test_step_04_one_of_two_signatures_is_bad(de: Station, fr: Station) -> None:
    draft = replace(Draft.request(de, "FR"), suite=Suite.ED25519_MLDSA65)
    good = draft.signed(de.me.ring)
    (first, (key_id, second)) = good.signatures
    spoilt = replace(good, signatures=(first, (key_id, bytes([second[0] ^ 1]) + second[1:])))
    raw = draft.delivery(de, fr, signed=spoilt)
    await refused_plainly(fr, raw, de, 4, Reason.SIGNATURE_INVALID)


async def test_step_04_revoked_key(de: Station, fr: Station) -> None:
    raw = Draft.request(de, "FR").delivery(de, fr)
    keys = tuple(replace(key, revoked_at=fr.clock.now()) for key in fr.directory.member("DE").keys)
    fr.change_member("DE", keys=keys)
    await refused_plainly(fr, raw, de, 4, Reason.KEY_INVALID)


async def test_step_04_a_key_that_retired_while_the_letter_was_under_way_counts(
    de: Station, fr: Station
) -> None:
    raw = Draft.request(de, "FR").delivery(de, fr)
    keys = tuple(replace(key, retired_at=fr.clock.now()) for key in fr.directory.member("DE").keys)
    fr.change_member("DE", keys=keys)
    fr.clock.advance(days=20)
    response = await fr.intake.receive(raw, de.auth_context)
    assert receipt_in(response).outcome is ReceiptOutcome.ACCEPTED


# --- (5) parse ---------------------------------------------------------------------------


async def test_step_05_signed_but_no_letter(de: Station, fr: Station) -> None:
    draft = Draft.request(de, "FR")
    signed = sign(b"\xff\xff\xff", LETTER, ring=de.me.ring, suite=Suite.ED25519)
    raw = draft.delivery(de, fr, signed=signed)
    await refused_plainly(fr, raw, de, 5, Reason.MESSAGE_MALFORMED)


async def test_step_05_another_protocol_version(de: Station, fr: Station) -> None:
    raw = Draft.request(de, "FR", protocol_version=2).delivery(de, fr)
    await refused_plainly(fr, raw, de, 5, Reason.VERSION_UNKNOWN)


# --- (6) federation, sender, recipient ---------------------------------------------------


async def test_step_06_wrong_federation(de: Station, fr: Station) -> None:
    raw = Draft.request(de, "FR", federation_id="cd" * 32).delivery(de, fr)
    await refused_signed(fr, raw, de, Reason.FEDERATION_MISMATCH)


async def test_step_06_wrong_federation_outside(de: Station, fr: Station) -> None:
    raw = Draft.request(de, "FR").delivery(de, fr, outside={"federation_id": b"\xcd" * 32})
    await refused_signed(fr, raw, de, Reason.FEDERATION_MISMATCH)


async def test_step_06_a_rehearsal_letter_in_earnest(de: Station, fr: Station) -> None:
    raw = Draft.request(de, "FR", rehearsal=True).delivery(de, fr)
    await refused_signed(fr, raw, de, Reason.FEDERATION_MISMATCH)


async def test_step_06_header_names_another_sender(de: Station, fr: Station) -> None:
    raw = Draft.request(de, "FR", sender="NL").delivery(de, fr)
    await refused_signed(fr, raw, de, Reason.SENDER_MISMATCH)


async def test_step_06_brought_under_another_certificate(
    de: Station, fr: Station, federation: Federation
) -> None:
    """It does not spoil the letter for its author, who brings it later."""
    raw = Draft.request(de, "FR").delivery(de, fr)
    await refused_signed(fr, raw, federation["NL"], Reason.SENDER_MISMATCH)
    response = await fr.intake.receive(raw, de.auth_context)
    assert receipt_in(response).outcome is ReceiptOutcome.ACCEPTED


async def test_step_06_misaddressed(de: Station, fr: Station) -> None:
    raw = Draft.request(de, "NL").delivery(de, fr)
    await refused_signed(fr, raw, de, Reason.RECIPIENT_MISMATCH)
    assert fr.rows(journal_part) == []  # contents for others are not kept


async def test_step_06_another_id_outside(de: Station, fr: Station) -> None:
    raw = Draft.request(de, "FR").delivery(de, fr, outside={"message_id": new_id(de.clock.now())})
    await refused_signed(fr, raw, de, Reason.MESSAGE_MALFORMED)


# --- (7) instants ------------------------------------------------------------------------


async def test_step_07_future_created(de: Station, fr: Station) -> None:
    at = fr.clock.now() + timedelta(minutes=5, microseconds=1)
    raw = Draft.request(de, "FR", created=at).delivery(de, fr)
    await refused_signed(fr, raw, de, Reason.CREATED_IN_FUTURE)


async def test_step_07_five_minutes_ahead_is_a_clock(de: Station, fr: Station) -> None:
    raw = Draft.request(de, "FR", created=fr.clock.now() + timedelta(minutes=5)).delivery(de, fr)
    assert receipt_in(await fr.intake.receive(raw, de.auth_context)).reason == ""


async def test_step_07_expired(de: Station, fr: Station) -> None:
    at = fr.clock.now()
    draft = Draft.request(de, "FR", created=at - timedelta(days=9), not_after=at)
    await refused_signed(fr, draft.delivery(de, fr), de, Reason.MESSAGE_EXPIRED)


async def test_step_07_age_alone_is_no_fault(de: Station, fr: Station) -> None:
    at = fr.clock.now()
    draft = Draft.request(
        de, "FR", created=at - timedelta(days=59), not_after=at + timedelta(days=1)
    )
    response = await fr.intake.receive(draft.delivery(de, fr), de.auth_context)
    assert receipt_in(response).outcome is ReceiptOutcome.ACCEPTED


@pytest.mark.parametrize("life", [timedelta(days=60, microseconds=1), timedelta(0)])
async def test_step_07_impossible_life(de: Station, fr: Station, life: timedelta) -> None:
    raw = Draft.request(de, "FR", not_after=fr.clock.now() + life).delivery(de, fr)
    await refused_signed(fr, raw, de, Reason.MESSAGE_MALFORMED)


# --- (8) repeats -------------------------------------------------------------------------


async def test_step_08_replayed_gets_the_original_receipt(de: Station, fr: Station) -> None:
    draft = Draft.request(de, "FR")
    first = await fr.intake.receive(draft.delivery(de, fr), de.auth_context)
    fr.clock.advance(hours=1)
    again = await fr.intake.receive(draft.delivery(de, fr), de.auth_context)
    assert again == first
    assert len(fr.rows(journal)) == len(fr.rows(dispatch)) == 1


async def test_step_08_a_repeat_after_years_still_gets_it(de: Station, fr: Station) -> None:
    """Rules out a short deduplication window."""
    raw = Draft.request(de, "FR").delivery(de, fr)
    first = await fr.intake.receive(raw, de.auth_context)
    fr.clock.advance(days=3650)
    fr.held["now"] = replace(fr.directory, expires=fr.clock.now() + timedelta(days=1))
    assert await fr.intake.receive(raw, de.auth_context) == first
    assert len(fr.rows(journal)) == 1


async def test_step_08_id_reused(de: Station, fr: Station) -> None:
    first = Draft.request(de, "FR")
    other = Draft.request(de, "FR", message_id=first.header.message_id)
    await fr.intake.receive(first.delivery(de, fr), de.auth_context)
    raw = other.delivery(de, fr)
    await refused_signed(fr, raw, de, Reason.MESSAGE_ID_REUSED)
    assert len(fr.rows(journal)) == 2  # both are kept
    assert receipt_in(await fr.intake.receive(first.delivery(de, fr), de.auth_context)).reason == ""
    repeated = receipt_in(await fr.intake.receive(raw, de.auth_context))
    assert repeated.reason == Reason.MESSAGE_ID_REUSED
    assert len(fr.rows(journal)) == 2


async def test_step_08_two_members_may_have_the_same_id(
    de: Station, fr: Station, federation: Federation
) -> None:
    nl = federation["NL"]
    first = Draft.request(de, "FR")
    second = Draft.request(nl, "FR", message_id=first.header.message_id)
    for draft, sender in ((first, de), (second, nl)):
        response = await fr.intake.receive(draft.delivery(sender, fr), sender.auth_context)
        assert receipt_in(response).outcome is ReceiptOutcome.ACCEPTED


async def test_step_08_a_repeated_refusal_is_the_same_refusal(de: Station, fr: Station) -> None:
    raw = Draft.request(de, "NL").delivery(de, fr)
    first = await fr.intake.receive(raw, de.auth_context)
    assert await fr.intake.receive(raw, de.auth_context) == first
    assert len(fr.rows(journal)) == 1


# --- (9) authorised ----------------------------------------------------------------------


async def opened(sender: Station, recipient: Station) -> Draft:
    draft = Draft.request(sender, recipient.code)
    await recipient.intake.receive(draft.delivery(sender, recipient), sender.auth_context)
    return draft


def answer(station: Station, request: Any, **changes: Any) -> Draft:
    fields = {
        "letter_type": LetterType.ANSWER,
        "conversation_id": request.conversation_id,
        "in_reply_to": request.digest.hex(),
    } | changes
    return Draft.request(station, "DE", **fields)


async def test_step_09_role_not_allowed(fr: Station, federation: Federation) -> None:
    commission = federation["EU"]
    raw = Draft.request(commission, "FR").delivery(commission, fr)
    await refused_signed(fr, raw, commission, Reason.NOT_AUTHORISED)


async def test_step_09_unknown_conversation(de: Station, fr: Station) -> None:
    raw = Draft.request(
        de, "FR", letter_type=LetterType.CLOSING_REQUEST, conversation_number=2
    ).delivery(de, fr)
    await refused_signed(fr, raw, de, Reason.CONVERSATION_UNKNOWN)


async def test_step_09_an_answer_to_what_we_asked(de: Station, fr: Station) -> None:
    request = de.queue("FR")
    response = await de.intake.receive(answer(fr, request).delivery(fr, de), fr.auth_context)
    receipt = receipt_in(response)
    assert receipt.outcome is ReceiptOutcome.ACCEPTED
    assert receipt.last_instant is None


async def test_step_09_someone_else_answers(
    de: Station, fr: Station, federation: Federation
) -> None:
    nl, request = federation["NL"], de.queue("FR")
    await refused_signed(de, answer(nl, request).delivery(nl, de), nl, Reason.NOT_AUTHORISED)


async def test_step_09_someone_else_opens_under_a_known_id(
    de: Station, fr: Station, federation: Federation
) -> None:
    nl, first = federation["NL"], await opened(de, fr)
    raw = Draft.request(nl, "FR", conversation_id=first.header.conversation_id).delivery(nl, fr)
    await refused_signed(fr, raw, nl, Reason.NOT_AUTHORISED)
    held = fr.db.read_sync(lambda conn: find_conversation(conn, first.header.conversation_id))
    assert held is not None
    assert held.peer == "DE"


async def test_step_09_a_second_opening(de: Station, fr: Station) -> None:
    first = await opened(de, fr)
    raw = Draft.request(
        de, "FR", conversation_id=first.header.conversation_id, conversation_number=2
    ).delivery(de, fr)
    await refused_signed(fr, raw, de, Reason.NOT_AUTHORISED)


async def test_step_09_the_asker_answers_himself(de: Station, fr: Station) -> None:
    first = await opened(de, fr)
    raw = Draft.request(
        de,
        "FR",
        conversation_id=first.header.conversation_id,
        conversation_number=2,
        letter_type=LetterType.ANSWER,
        in_reply_to=first.signed(de.me.ring).digest.hex(),
    ).delivery(de, fr)
    await refused_signed(fr, raw, de, Reason.NOT_AUTHORISED)


async def test_step_09_another_procedure(de: Station, fr: Station) -> None:
    raw = answer(fr, de.queue("FR"), procedure="14(1)").delivery(fr, de)
    await refused_signed(de, raw, fr, Reason.NOT_AUTHORISED)


@pytest.mark.parametrize("digest", ["ee" * 32, None])
async def test_step_09_unrelated_reply(de: Station, fr: Station, digest: str | None) -> None:
    raw = answer(fr, de.queue("FR"), in_reply_to=digest).delivery(fr, de)
    await refused_signed(de, raw, fr, Reason.REPLY_UNRELATED)


async def test_step_09_a_reply_to_a_letter_of_another_conversation(
    de: Station, fr: Station
) -> None:
    one, other = de.queue("FR"), de.queue("FR")
    raw = answer(fr, one, in_reply_to=other.digest.hex()).delivery(fr, de)
    await refused_signed(de, raw, fr, Reason.REPLY_UNRELATED)


async def test_step_09_an_opening_that_answers(de: Station, fr: Station) -> None:
    raw = Draft.request(de, "FR", in_reply_to="ee" * 32).delivery(de, fr)
    await refused_signed(fr, raw, de, Reason.REPLY_UNRELATED)


async def test_step_09_an_opening_that_is_not_the_first(de: Station, fr: Station) -> None:
    raw = Draft.request(de, "FR", conversation_number=2).delivery(de, fr)
    await refused_signed(fr, raw, de, Reason.NOT_AUTHORISED)


# --- (10) parts and contents -------------------------------------------------------------


async def test_step_10_commitments_mismatch(de: Station, fr: Station) -> None:
    draft = Draft.request(de, "FR")
    draft.bodies = [PartBody(index=0, salt=draft.bodies[0].salt, body=b"another content")]
    await refused_signed(fr, draft.delivery(de, fr), de, Reason.COMMITMENT_MISMATCH)
    assert fr.rows(journal_part) == []
    assert fr.rows(conversation) == []


async def test_step_10_a_body_of_no_part(de: Station, fr: Station) -> None:
    draft = Draft.request(de, "FR")
    draft.bodies = [*draft.bodies, PartBody(index=1, salt=new_salt(), body=b"stowaway")]
    await refused_signed(fr, draft.delivery(de, fr), de, Reason.COMMITMENT_MISMATCH)


async def test_step_10_content_that_does_not_hold(de: Station, fr: Station) -> None:
    def check(header: LetterHeader, bodies: Mapping[int, bytes]) -> object:
        raise InputError("request.items: none", reason=Reason.CONTENT_INVALID, field="items")

    fr.intake._check_content = check
    raw = Draft.request(de, "FR").delivery(de, fr)
    await refused_signed(fr, raw, de, Reason.CONTENT_INVALID)
    assert len(fr.rows(journal_part)) == 1  # for the person who looks into it


async def test_step_10_an_unauthorised_letter_is_refused_for_that(
    fr: Station, federation: Federation
) -> None:
    """The steps are judged in their order, whatever else is wrong."""
    commission = federation["EU"]
    draft = Draft.request(commission, "FR")
    draft.bodies = [PartBody(index=0, salt=new_salt(), body=b"another content")]
    await refused_signed(fr, draft.delivery(commission, fr), commission, Reason.NOT_AUTHORISED)


async def test_step_10_a_withheld_part_has_no_body(de: Station, fr: Station) -> None:
    draft = Draft.request(de, "FR")
    draft.commitments = [
        *draft.commitments,
        draft.commitments[0].model_copy(update={"commitment": commit(new_salt(), b"x").hex()}),
    ]
    response = await fr.intake.receive(draft.delivery(de, fr), de.auth_context)
    assert receipt_in(response).outcome is ReceiptOutcome.ACCEPTED


# --- (11) sequence -----------------------------------------------------------------------


async def test_step_11_gap_repeat_and_new_epoch_are_recorded(de: Station, fr: Station) -> None:
    other = "00000000-0000-4000-8000-000000000002"
    seen = []
    for number, epoch in ((1, None), (3, None), (3, None), (2, None), (1, other)):
        changes = {"sequence": number} | ({"epoch": epoch} if epoch else {})
        raw = Draft.request(de, "FR", **changes).delivery(de, fr)
        receipt = receipt_in(await fr.intake.receive(raw, de.auth_context))
        assert receipt.outcome is ReceiptOutcome.ACCEPTED
        seen.append(receipt.contiguous_sequence)
    assert seen == [1, 1, 1, 3, 1]
    events = [(row.kind, row.sequence) for row in fr.rows(sequence_event)]
    assert events == [("gap", 3), ("repeat", 3), ("new_epoch", 1)]


async def test_step_11_a_refused_letter_has_come(de: Station, fr: Station) -> None:
    at = fr.clock.now()
    late = Draft.request(de, "FR", created=at - timedelta(days=9), not_after=at)
    await refused_signed(fr, late.delivery(de, fr), de, Reason.MESSAGE_EXPIRED)
    raw = Draft.request(de, "FR", sequence=2).delivery(de, fr)
    receipt = receipt_in(await fr.intake.receive(raw, de.auth_context))
    assert receipt.contiguous_sequence == 2
    assert fr.rows(sequence_event) == []


# --- (12), (13) one transaction, then the answer -----------------------------------------


async def test_step_12_a_failing_database_keeps_nothing_and_answers_nothing(
    de: Station, fr: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rules out a receipt without delivery and a delivery without receipt."""
    raw = Draft.request(de, "FR").delivery(de, fr)

    def fail(*_: object, **__: object) -> None:
        raise UnavailableError("the disk is full", reason=Reason.DATABASE_UNAVAILABLE)

    with monkeypatch.context() as patch:
        patch.setattr("gateway.exchange.intake.queue_dispatch", fail)
        with pytest.raises(UnavailableError):
            await fr.intake.receive(raw, de.auth_context)
    assert fr.rows(journal) == fr.rows(journal_part) == fr.rows(conversation) == []
    receipt = receipt_in(await fr.intake.receive(raw, de.auth_context))
    assert (receipt.outcome, receipt.journal_position) == (ReceiptOutcome.ACCEPTED, 1)


async def test_a_large_letter_takes_a_small_multiple_of_its_size(de: Station, fr: Station) -> None:
    """Rules out memory of several times the message for each letter that waits."""
    draft = Draft.request(de, "FR")
    bodies = [PartBody(index=n, salt=new_salt(), body=bytes(950_000)) for n in range(3)]
    first = draft.commitments[0]
    draft.bodies = bodies
    draft.commitments = [
        first.model_copy(update={"commitment": commit(part.salt, part.body).hex()})
        for part in bodies
    ]
    raw = draft.delivery(de, fr)
    held: list[int] = []
    record = fr.intake._record

    def measured(conn: Connection, arrival: Arrival) -> bytes:
        held.append(tracemalloc.get_traced_memory()[0])
        return record(conn, arrival)

    fr.intake._record = measured  # type: ignore[method-assign]
    tracemalloc.start()
    try:
        response = await fr.intake.receive(raw, de.auth_context)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert receipt_in(response).outcome is ReceiptOutcome.ACCEPTED
    assert held[0] < 1.2 * len(raw)  # while it waits for the writer: its contents, once
    assert peak < 4 * len(raw)
