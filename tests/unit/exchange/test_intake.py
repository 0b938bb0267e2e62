"""Steps 1 to 7 of docs/protocol/intake.md, with letters that are wrong in one thing."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from gateway.domain.letter import PartBody, ReceiptOutcome
from gateway.errors import ComityError, Reason
from gateway.exchange.identity import new_id
from gateway.store.tables_exchange import (
    conversation,
    dispatch,
    journal,
    journal_part,
)
from gateway.store.writer import Written
from gateway.trust.dsse import LETTER, SignedBytes, sign
from gateway.trust.keys import KeyRing
from gateway.trust.parts import new_salt
from gateway.trust.receipts import verify_receipt
from gateway.trust.suites import Suite
from gateway.wire.deliveries import (
    delivery_from_bytes,
    delivery_to_bytes,
    response_from_bytes,
)
from gateway.wire.limits import MAX_BODY_BYTES, MAX_DELIVERY_BYTES
from tests.support.refusals import refused_plainly, refused_signed
from tests.support.stations import (
    BODY,
    NOW,
    Draft,
    Federation,
    Station,
    receipt_in,
)

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


async def test_who_dispatches_hears_of_a_letter_after_its_commit(de: Station, fr: Station) -> None:
    seen: list[int] = []
    fr.db.after_commit(Written.TO_DISPATCH, lambda: seen.append(len(fr.rows(dispatch))))
    await fr.intake.receive(Draft.request(de, "FR").delivery(de, fr), de.auth_context)
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


async def test_step_05_suite_of_the_letters_own_instant(de: Station, fr: Station) -> None:
    """What was under way when the minimum rose is taken; what was created since is not."""
    draft = Draft.request(de, "FR")
    created, hybrid = draft.header.created, Suite.ED25519_MLDSA65
    fr.change_member("DE", minimum_suite=hybrid, minimum_since=created)
    await refused_plainly(fr, draft.delivery(de, fr), de, 5, Reason.SUITE_REFUSED)
    fr.change_member("DE", minimum_since=created + timedelta(seconds=1))
    response = await fr.intake.receive(draft.delivery(de, fr), de.auth_context)
    assert receipt_in(response).outcome is ReceiptOutcome.ACCEPTED


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
    await refused_plainly(fr, raw, de, 6, Reason.SENDER_MISMATCH)


async def test_step_06_brought_under_another_certificate(
    de: Station, fr: Station, federation: Federation
) -> None:
    """It does not spoil the letter for its author, who brings it later.

    And nobody has two receipts of FR for one letter, whatever stands on the outside.

    Found in use: protocol M4.
    """
    draft = Draft.request(de, "FR")
    for outside in ({}, {"federation_id": b"\xcd" * 32}, {"sender": "DE"}):
        again = draft.delivery(de, fr, outside=outside)
        await refused_plainly(fr, again, federation["NL"], 6, Reason.SENDER_MISMATCH)
    raw = draft.delivery(de, fr)
    response = await fr.intake.receive(raw, de.auth_context)
    assert receipt_in(response).outcome is ReceiptOutcome.ACCEPTED


async def test_step_06_misaddressed(de: Station, fr: Station) -> None:
    raw = Draft.request(de, "NL").delivery(de, fr)
    await refused_signed(fr, raw, de, Reason.RECIPIENT_MISMATCH)
    assert fr.rows(journal_part) == []  # contents for others are not kept


async def test_step_06_another_id_outside(de: Station, fr: Station) -> None:
    raw = Draft.request(de, "FR").delivery(de, fr, outside={"message_id": new_id(de.clock.now())})
    await refused_signed(fr, raw, de, Reason.MESSAGE_MALFORMED)


@pytest.mark.parametrize(
    ("header", "outside"),
    [
        ({"federation_id": "cd" * 32}, {}),
        ({"rehearsal": True}, {}),
        ({}, {"message_id": "019cadc6-0000-7000-8000-000000000001"}),
    ],
)
async def test_step_06_what_is_not_the_senders_to_us_says_nothing_of_what_has_come(
    de: Station, fr: Station, header: dict[str, Any], outside: dict[str, Any]
) -> None:
    """Found in use: tests G21."""
    raw = Draft.request(de, "FR", sequence=7, **header).delivery(de, fr, outside=outside)
    response = await fr.intake.receive(raw, de.auth_context)
    receipt = receipt_in(response)
    assert receipt.outcome is ReceiptOutcome.REFUSED
    assert (receipt.contiguous_epoch, receipt.contiguous_sequence) == ("", 0)


async def test_step_07_a_letter_that_is_refused_later_has_come(de: Station, fr: Station) -> None:
    draft = Draft.request(de, "FR", created=NOW + timedelta(minutes=6))
    receipt = await refused_signed(fr, draft.delivery(de, fr), de, Reason.CREATED_IN_FUTURE)
    assert (receipt.contiguous_epoch, receipt.contiguous_sequence) == (draft.header.epoch, 1)


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
