"""Something was sent in error: recalled, sealed at its receiver, and answered for."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.casework.letters.information_request import ask_information, supplement
from gateway.casework.letters.letters import get_letter, list_letters
from gateway.casework.letters.recall import ask_again, recall
from gateway.casework.permissions import OfficerRole
from gateway.domain.case import CaseState
from gateway.domain.consultation import EndReason
from gateway.domain.correspondence import InformationRequest, Supplement
from gateway.domain.letter import LetterType
from gateway.errors import PermissionRefusedError, Reason, StateError
from tests.support.consultations import GRANT, State
from tests.support.federation_case import ANNA, GRACE, CaseFederation, Desk, officer, text
from tests.support.morning import content, conversation, the_letter, waiting
from tests.support.raising import present, refuses

WHY = (text("It was meant for another authority."),)


async def recall_the(desk: Desk, conversation_id: str, letter_type: LetterType) -> None:
    letter = await the_letter(desk, conversation_id, letter_type)
    await recall(desk.node.office, ANNA, letter.message_id, WHY)


async def statement(federation: CaseFederation, conversation_id: str) -> dict[str, Any]:
    """What the receiver stated, signed."""
    letter = await the_letter(federation["DE"], conversation_id, LetterType.RECALL_STATEMENT)
    return content(letter)


async def test_a_request_that_was_sent_in_error(three: CaseFederation) -> None:
    """Berlin has asked The Hague about the wrong file, and rings up: please do not read it."""
    case = await three.consulting()
    due = await three.due(case, "NL")
    inside = (await three.of(case, "NL")).conversation_id
    await three["NL"].asked()  # somebody there has read it already
    await recall_the(three["DE"], inside, LetterType.REQUEST)
    await three.settle()

    ours, theirs = await three.of(case, "NL"), await three["NL"].consultation(inside)
    for each in (ours, theirs):
        assert each.state is State.SUPERSEDED
        assert each.ended_because is EndReason.RECALLED
        assert each.deadline is None  # the period never ran
    said = await statement(three, inside)
    assert [each["role"] for each in said["opened"]] == ["decider"]
    assert said["answered"] is False
    assert any(
        "read by decider" in each for each in (await three["DE"].case(case.case_id)).attention
    )

    await three.at(due + GRACE)  # nothing is closed, and nothing is silent
    await three.sweep()
    assert (await three.of(case, "NL")).state is State.SUPERSEDED
    silent = [a for a in (await three["DE"].case(case.case_id)).acts if a.reference == inside]
    assert "consultation.silent" not in [each.verb for each in silent]


async def test_nobody_reads_what_is_sealed(three: CaseFederation) -> None:
    case = await three.consulting()
    inside = (await three.of(case, "NL")).conversation_id
    sent = await the_letter(three["DE"], inside, LetterType.REQUEST)
    await recall_the(three["DE"], inside, LetterType.REQUEST)
    await three.settle()
    office = three["NL"].node.office
    sealed = await get_letter(office, ANNA, sent.message_id)
    assert sealed.sealed
    assert sealed.content is None
    shown = await three["NL"].consultation(inside)
    names = case.application.transaction.end_user.value
    assert names is not None
    everything = shown.model_dump_json() + "".join(
        each.model_dump_json() for each in await conversation(three["NL"], inside)
    )
    assert names.names[0] not in everything
    assert case.case_id not in everything
    administrator = officer("root", OfficerRole.ADMINISTRATOR)
    with pytest.raises(PermissionRefusedError):
        await get_letter(office, administrator, sent.message_id)
    # At its sender it stands as it was signed.
    assert content(await the_letter(three["DE"], inside, LetterType.REQUEST))


async def test_the_case_shows_whom_it_must_ask_again(three: CaseFederation) -> None:
    case = await three.consulting()
    inside = (await three.of(case, "NL")).conversation_id
    await recall_the(three["DE"], inside, LetterType.REQUEST)
    await three.answers("FR", "not_identical")
    with refuses(StateError, Reason.CONSULTATION_OPEN, match="NL must be asked again"):
        await three["DE"].propose(case.case_id, GRANT)
    fresh = await ask_again(three["DE"].node.office, ANNA, inside)
    await three.settle()
    assert fresh.conversation_id != inside
    shown = await three["DE"].case(case.case_id)
    assert shown.state is CaseState.CONSULTING
    assert not any("asked again" in each for each in shown.attention)
    running = next(c for c in shown.consultations if c.conversation_id == fresh.conversation_id)
    assert running.state is State.RUNNING
    assert running.deadline is not None


async def test_an_answer_that_was_sent_in_error(three: CaseFederation) -> None:
    """The Hague objected in the wrong case. Its answer is as if it had not been given."""
    case = await three.consulting()
    await three["NL"].answer("objection")
    await three.answers("FR", "not_identical")
    inside = (await three.of(case, "NL")).conversation_id
    await recall_the(three["NL"], inside, LetterType.ANSWER)
    await three.settle()
    ours = await three.of(case, "NL")
    assert (ours.state, ours.answer) == (State.RUNNING, None)
    assert "our answer to DE was recalled; it is due again" in await waiting(three["NL"])
    assert (await three["DE"].case(case.case_id)).state is CaseState.CONSULTING
    await three.answers("NL", "no_objection")
    ours = await three.of(case, "NL")
    assert (ours.state, present(ours.answer).answer) == (State.ANSWERED, "no_objection")
    assert (await three["DE"].case(case.case_id)).state is CaseState.ASSESSMENT


async def test_a_supplement_that_was_sent_in_error(three: CaseFederation) -> None:
    case = await three.consulting()
    inside = (await three.of(case, "NL")).conversation_id
    added = Supplement(text=(text("The price list of a competitor."),))
    sent = await supplement(three["DE"].node.office, ANNA, inside, added)
    await three.settle()
    await recall(three["DE"].node.office, ANNA, sent.message_id, WHY)
    await three.settle()
    said = await statement(three, inside)
    assert said["opened"] == []  # nobody had looked
    theirs = await get_letter(three["NL"].node.office, ANNA, sent.message_id)
    assert (theirs.content, str(theirs.state)) == (None, "sealed")
    assert (await three.of(case, "NL")).state is State.RUNNING
    with pytest.raises(StateError, match="recalled already"):
        await recall(three["DE"].node.office, ANNA, sent.message_id, WHY)


async def test_a_question_that_was_sent_in_error_is_not_answered(three: CaseFederation) -> None:
    request = InformationRequest(text=(text("About Mr X."),))
    sent = await ask_information(three["DE"].node.office, ANNA, request, peer="FR")
    await three.settle()
    await recall(three["DE"].node.office, ANNA, sent.message_id, WHY)
    await three.settle()
    assert await three["FR"].task_kinds() == ["letter.recalled"]
    everything = (await list_letters(three["FR"].node.office, ANNA)).items
    assert "Mr X" not in "".join(each.model_dump_json() for each in everything)


async def test_what_only_keeps_the_clock_is_not_recalled(three: CaseFederation) -> None:
    case = await three.consulting()
    await three["NL"].extend(5)
    await three.settle()
    inside = (await three.of(case, "NL")).conversation_id
    wish = await the_letter(three["NL"], inside, LetterType.EXTENSION_REQUEST)
    with pytest.raises(StateError, match="is not recalled"):
        await recall(three["NL"].node.office, ANNA, wish.message_id, WHY)


async def test_an_answer_to_a_recalled_request_counts_for_nothing(three: CaseFederation) -> None:
    case = await three.consulting()
    await three.answers("NL", "objection")
    inside = (await three.of(case, "NL")).conversation_id
    await recall_the(three["DE"], inside, LetterType.REQUEST)
    await three.settle()
    assert (await statement(three, inside))["answered"] is True
    ours = await three.of(case, "NL")
    assert ours.answer is None
    assert [each.answer for each in ours.late_answers] == ["objection"]  # kept, and shown


async def test_a_recall_and_an_answer_that_cross(three: CaseFederation) -> None:
    """The Hague answers while its line is dead; Berlin recalls at the same hour."""
    case = await three.consulting()
    inside = (await three.of(case, "NL")).conversation_id
    await three.cut_off("NL")
    await three["NL"].answer("objection")
    await recall_the(three["DE"], inside, LetterType.REQUEST)
    await three.settle()
    await three.connect("NL")
    await three.settle()
    ours, theirs = await three.of(case, "NL"), await three["NL"].consultation(inside)
    for each in (ours, theirs):
        assert (each.state, each.ended_because) == (State.SUPERSEDED, EndReason.RECALLED)
    assert ours.answer is None
    assert len(ours.late_answers) == 1
    assert (await statement(three, inside))["answered"] is True


async def test_with_a_request_everything_goes_that_was_written_around_it(
    three: CaseFederation,
) -> None:
    """Berlin had added a price list to the request, and recalls the request."""
    case = await three.consulting()
    inside = (await three.of(case, "NL")).conversation_id
    added = Supplement(text=(text("The price list."),), transaction=case.application.transaction)
    await supplement(three["DE"].node.office, ANNA, inside, added)
    asked = InformationRequest(text=(text("Do you know the trader?"),))
    await ask_information(three["DE"].node.office, ANNA, asked, conversation_id=inside)
    await three.settle()
    assert "information.asked" in await three["NL"].task_kinds()
    await recall_the(three["DE"], inside, LetterType.REQUEST)
    await three.settle()
    assert "information.asked" not in await three["NL"].task_kinds()
    theirs = [each for each in await conversation(three["NL"], inside) if not each.ours]
    shown = {each.letter_type for each in theirs if each.content is not None}
    assert shown == {LetterType.RECALL}
    everything = "".join(each.model_dump_json() for each in theirs)
    assert "price list" not in everything
