"""Steps 8 to 13 of docs/protocol/intake.md: repeats, authorisation, contents, the journal."""

import tracemalloc
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection

from gateway.domain.letter import LetterHeader, LetterType, PartBody, ReceiptOutcome
from gateway.errors import ComityError, InputError, Reason, UnavailableError
from gateway.exchange.conversations import find_conversation
from gateway.exchange.intake import REFUSED_OCTETS, Arrival
from gateway.store.tables_exchange import (
    conversation,
    dispatch,
    journal,
    journal_part,
    outbox,
    sequence_event,
)
from gateway.trust.parts import commit, new_salt
from tests.support.measured import memory_below
from tests.support.raising import refuses
from tests.support.refusals import refused_signed
from tests.support.stations import (
    Draft,
    Federation,
    Station,
    receipt_in,
)

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


async def test_step_12_of_refused_letters_a_day_has_its_bound(
    de: Station, fr: Station, federation: Federation
) -> None:
    """Each is kept for ever: a member that sends nothing else must not fill the disk.

    Found in use: attack m11.
    """
    check, nl = fr.intake._check_content, federation["NL"]

    def reject(header: LetterHeader, bodies: Mapping[int, bytes]) -> object:
        if header.sender == "NL" or header.procedure == "14(1)":
            return check(header, bodies)
        raise InputError("request.items: none", reason=Reason.CONTENT_INVALID, field="items")

    fr.intake._check_content = reject

    def large() -> Draft:
        draft = Draft.request(de, "FR")
        body = PartBody(index=0, salt=new_salt(), body=bytes(2**20))
        commitment = commit(body.salt, body.body).hex()
        draft.bodies = [body]
        draft.commitments = [draft.commitments[0].model_copy(update={"commitment": commitment})]
        return draft

    for _ in range(REFUSED_OCTETS // 2**20 - 1):
        await refused_signed(fr, large().delivery(de, fr), de, Reason.CONTENT_INVALID)
    before, raw = fr.rows(journal), large().delivery(de, fr)
    for _ in range(3):
        with refuses(UnavailableError, Reason.CALLS_EXCEEDED):
            await fr.intake.receive(raw, de.auth_context)
    assert fr.rows(journal) == before
    # A good letter of the same member passes, and so does another member's refused one.
    good = Draft.request(de, "FR", procedure="14(1)").delivery(de, fr)
    assert receipt_in(await fr.intake.receive(good, de.auth_context)).reason == ""
    other = Draft.request(nl, "FR").delivery(nl, fr)
    assert receipt_in(await fr.intake.receive(other, nl.auth_context)).reason == ""
    fr.clock.advance(hours=2)
    await refused_signed(fr, raw, de, Reason.CONTENT_INVALID)


async def test_step_12_a_failing_database_keeps_nothing_and_answers_nothing(
    de: Station, fr: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rules out a receipt without delivery and a delivery without receipt."""
    raw = Draft.request(de, "FR").delivery(de, fr)

    def fail(*_: object, **__: object) -> None:
        raise UnavailableError("the disk is full", reason=Reason.DATABASE_UNAVAILABLE)

    with monkeypatch.context() as patch:
        patch.setattr("gateway.exchange.intake.queue_dispatch", fail)
        with pytest.raises(UnavailableError, match="the disk is full"):
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
    record = fr.intake._groups._record

    def measured(conn: Connection, arrival: Arrival) -> bytes:
        held.append(tracemalloc.get_traced_memory()[0])
        return record(conn, arrival)

    fr.intake._groups._record = measured
    with memory_below(4 * len(raw)):
        response = await fr.intake.receive(raw, de.auth_context)
    assert receipt_in(response).outcome is ReceiptOutcome.ACCEPTED
    assert held[0] < 1.2 * len(raw)  # while it waits for the writer: its contents, once


@pytest.mark.parametrize(
    ("letter_type", "sender", "recipient"),
    [
        (LetterType.ANNUAL_CALL, "DE", "FR"),  # only the Commission services call
        (LetterType.ANNUAL_PART, "DE", "FR"),  # a part stays inside its State
        (LetterType.ANNUAL_PART, "DE", "EU"),  # and goes to its coordinator
        (LetterType.ANNUAL_OUTCOME, "DE", "EU"),
    ],
)
async def test_step_09_figures_of_a_state_go_to_no_other(
    federation: Federation, letter_type: LetterType, sender: str, recipient: str
) -> None:
    origin, target = federation[sender], federation[recipient]
    raw = Draft.request(origin, recipient, letter_type=letter_type, procedure="").delivery(
        origin, target
    )
    await refused_signed(target, raw, origin, Reason.NOT_AUTHORISED)


def test_the_same_holds_before_a_letter_is_written(de: Station) -> None:
    for letter_type, recipient in ((LetterType.ANNUAL_PART, "FR"), (LetterType.ANNUAL_CALL, "EU")):
        with refuses(ComityError, Reason.NOT_AUTHORISED):
            de.queue(recipient, letter_type=letter_type, procedure="")
    assert de.rows(outbox) == []
