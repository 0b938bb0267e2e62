"""A telephone call, noted by one side and confirmed by the other."""

from __future__ import annotations

from datetime import timedelta

import pytest

from gateway.casework.letters.contacts import confirm_contact, note_contact
from gateway.domain.correspondence import ContactNote, ContactReply
from gateway.domain.letter import LetterType
from gateway.errors import InputError, StateError
from tests.support.consultations import State, open_case
from tests.support.federation_case import ANNA, GRACE, START, CaseFederation, text
from tests.support.morning import newest, the_letter, waiting


def call(*, objection: bool = False) -> ContactNote:
    return ContactNote(at=START, text=(text("They will object."),), objection=objection)


async def test_an_objection_by_telephone_blocks_silence(three: CaseFederation) -> None:
    """The Hague rings Berlin: it will object. Berlin notes it, The Hague confirms."""
    case = await open_case(three)
    inside = (await three.of(case, "NL")).conversation_id
    noted = await note_contact(
        three["DE"].node.office, ANNA, call(objection=True), conversation_id=inside
    )
    await three.settle()
    theirs = await the_letter(three["NL"], inside, LetterType.CONTACT_NOTE)
    assert "DE noted a call on 2026-03-02: confirm it, or say otherwise" in (
        await waiting(three["NL"])
    )
    reply = ContactReply(confirmed=True)
    await confirm_contact(three["NL"].node.office, ANNA, theirs.message_id, reply)
    await three.settle()
    ours = await the_letter(three["DE"], inside, LetterType.CONTACT_NOTE)
    assert ours.message_id == noted.message_id
    assert str(ours.state) == "confirmed"
    assert "contact.confirm" not in await three["NL"].task_kinds()

    await three.at(await three.due(case, "NL") + GRACE)
    unconfirmed = await three.of(case, "NL")
    assert unconfirmed.state is State.UNCONFIRMED  # never silence
    assert unconfirmed.oral_objection


async def test_a_note_that_is_not_what_was_said_is_disputed(three: CaseFederation) -> None:
    case = await open_case(three)
    inside = (await three.of(case, "NL")).conversation_id
    await note_contact(three["DE"].node.office, ANNA, call(objection=True), conversation_id=inside)
    await three.settle()
    theirs, office = (
        await the_letter(three["NL"], inside, LetterType.CONTACT_NOTE),
        three["NL"].node.office,
    )
    words = (text("We said that we are still looking."),)
    reply = ContactReply(confirmed=False, text=words)
    await confirm_contact(office, ANNA, theirs.message_id, reply)
    await three.settle()
    assert str((await the_letter(three["DE"], inside, LetterType.CONTACT_NOTE)).state) == "disputed"
    assert "NL says that something else was said than we noted" in (
        (await three["DE"].case(case.case_id)).attention
    )
    assert (await three.of(case, "NL")).oral_objection  # only writing settles it
    with pytest.raises(StateError, match="disputed already"):
        await confirm_contact(office, ANNA, theirs.message_id, reply)


async def test_a_call_about_no_case_has_a_conversation_of_its_own(three: CaseFederation) -> None:
    office = three["DE"].node.office
    await note_contact(office, ANNA, call(), peer="FR")
    await three.settle()
    came = await newest(three["FR"])
    assert came.letter_type is LetterType.CONTACT_NOTE
    assert came.case_id is None
    with pytest.raises(StateError, match="our own"):
        await confirm_contact(
            office, ANNA, (await newest(three["DE"])).message_id, ContactReply(confirmed=True)
        )


async def test_nothing_is_noted_that_was_not_said_yet(three: CaseFederation) -> None:
    later = call().model_copy(update={"at": START + timedelta(days=1)})
    with pytest.raises(InputError, match="nothing was said yet"):
        await note_contact(three["DE"].node.office, ANNA, later, peer="FR")


async def test_an_objection_is_noted_where_it_is_about_something(three: CaseFederation) -> None:
    office = three["DE"].node.office
    with pytest.raises(InputError, match="outside a consultation") as refused:
        await note_contact(office, ANNA, call(objection=True), peer="NL")
    assert "conversation_id" in refused.value.remedy
    await note_contact(office, ANNA, call(), peer="NL")
    await three.settle()
    inside = (await newest(three["NL"])).conversation_id
    with pytest.raises(InputError, match="outside a consultation"):
        await note_contact(office, ANNA, call(objection=True), conversation_id=inside)


async def test_an_objection_that_the_consulted_side_noted_blocks_silence_on_both(
    three: CaseFederation,
) -> None:
    """The Hague writes down a minute before the end that it objects; its line to Berlin is dead."""
    case = await open_case(three)
    inside, due = (await three.of(case, "NL")).conversation_id, await three.due(case, "NL")
    await three.cut_off("DE")
    await three.at(due - timedelta(minutes=1))
    await note_contact(three["NL"].node.office, ANNA, call(objection=True), conversation_id=inside)
    assert (await three["NL"].consultation(inside)).oral_objection
    await three.connect("DE")
    await three.at(due + GRACE)
    await three.at(due + GRACE * 2)
    ours, theirs = await three.of(case, "NL"), await three["NL"].consultation(inside)
    assert ours.state is State.UNCONFIRMED
    assert (theirs.state, theirs.silence_meaning) == (State.RUNNING, "")
    await three.answers("NL", "objection")  # late, and said
    assert [each.answer for each in (await three.of(case, "NL")).late_answers] == ["objection"]
