"""A request for information, a supplement (Art 23(2), (5))."""

from __future__ import annotations

from datetime import timedelta

import pytest

from gateway.casework.acts.due_dates import Due, DueKind
from gateway.casework.letters.information_request import (
    ask_information,
    reply_information,
    reply_wanted,
    supplement,
)
from gateway.casework.records.correspondence_rows import find
from gateway.domain.correspondence import (
    InformationReply,
    InformationRequest,
    StandardAnswer,
    Supplement,
)
from gateway.domain.letter import LetterType
from gateway.errors import InputError, StateError
from tests.support.consultations import State
from tests.support.federation_case import ANNA, START, CaseFederation, text
from tests.support.morning import conversation, newest, sweep_dates, the_letter, waiting

QUESTION = InformationRequest(
    questions=("end_user_known", "end_user_delivered_before"),
    wanted_by=(START + timedelta(days=3)).date(),
)
ANSWERS = (
    StandardAnswer(question="end_user_known", answer="other_name"),
    StandardAnswer(question="end_user_delivered_before", answer="refused_before"),
)


async def test_a_question_in_codes_is_answered_in_codes(three: CaseFederation) -> None:
    """Anna in Berlin asks Paris about an end-user; no word has to be translated."""
    berlin, paris = three["DE"].node.office, three["FR"].node.office
    asked = await ask_information(berlin, ANNA, QUESTION, peer="FR")
    await three.settle()

    came = await newest(three["FR"])
    assert [each.text for each in came.coded] == [
        "Do you know the end-user?",
        "Has the end-user been supplied from your State before?",
    ]
    assert await waiting(three["FR"]) == ["DE asks for information, by 2026-03-05"]
    await reply_information(paris, ANNA, came.message_id, InformationReply(answers=ANSWERS))
    await three.settle()

    answer = await newest(three["DE"])
    assert answer.replies_to == asked.message_id
    assert [each.label for each in answer.coded] == [
        "Yes, under another name",
        "No, it was refused",
    ]
    assert await three["FR"].tasks() == ()
    states = [str(each.state) for each in await conversation(three["DE"], asked.conversation_id)]
    assert states == ["answered", "recorded"]
    with pytest.raises(StateError, match="answered"):
        await reply_information(paris, ANNA, came.message_id, InformationReply(answers=ANSWERS))


async def test_a_request_that_comes_after_its_day_does_not_say_today(
    three: CaseFederation,
) -> None:
    """The way between the two was closed for a week; Paris reads what Berlin had asked."""
    paris = three["FR"].node.office
    asked = await ask_information(three["DE"].node.office, ANNA, QUESTION, peer="FR")
    await three.settle()
    row = await paris.db.read(lambda conn: find(conn, asked.message_id))
    assert row is not None
    await three.at(START + timedelta(days=7))
    due = Due(DueKind.REPLY_WANTED, asked.message_id, START + timedelta(days=7))
    await paris.write(lambda work: reply_wanted(work, due))
    assert "DE wanted an answer by 2026-03-05, which is past: information.request" in await waiting(
        three["FR"]
    )


async def test_the_day_that_was_named_reminds_and_nothing_else(three: CaseFederation) -> None:
    await ask_information(three["DE"].node.office, ANNA, QUESTION, peer="FR")
    await three.settle()
    await three.at(START + timedelta(days=3))
    await sweep_dates(three)
    assert "DE wants an answer today: information.request" in await waiting(three["FR"])
    assert await waiting(three["DE"]) == []
    await three.at(START + timedelta(days=4))
    await sweep_dates(three)
    assert await waiting(three["DE"]) == [
        "FR has not answered our request by the day that we named"
    ]
    came = await newest(three["FR"])
    await reply_information(
        three["FR"].node.office, ANNA, came.message_id, InformationReply(answers=ANSWERS)
    )
    await three.settle()
    assert await waiting(three["DE"]) == ["FR answered our request for information"]


async def test_a_question_that_the_rulebook_does_not_know_is_not_sent(
    three: CaseFederation,
) -> None:
    request = InformationRequest(questions=("favourite_colour",))
    with pytest.raises(InputError, match="favourite_colour") as caught:
        await ask_information(three["DE"].node.office, ANNA, request, peer="FR")
    assert "end_user_known" in caught.value.remedy


async def test_each_coded_question_needs_its_coded_answer(three: CaseFederation) -> None:
    await ask_information(three["DE"].node.office, ANNA, QUESTION, peer="FR")
    await three.settle()
    came, office = await newest(three["FR"]), three["FR"].node.office
    with pytest.raises(InputError, match="needs one answer"):
        await reply_information(
            office, ANNA, came.message_id, InformationReply(answers=ANSWERS[:1])
        )
    odd = StandardAnswer(question="end_user_known", answer="perhaps")
    with pytest.raises(InputError, match="perhaps"):
        await reply_information(
            office, ANNA, came.message_id, InformationReply(answers=(odd, ANSWERS[1]))
        )


async def test_a_question_inside_a_consultation_stands_in_its_case(three: CaseFederation) -> None:
    case = await three.consulting()
    inside = (await three.of(case, "NL")).conversation_id
    theirs = three["NL"].node.office
    request = InformationRequest(text=(text("Who installs it?"),))
    await ask_information(theirs, ANNA, request, conversation_id=inside)
    await three.settle()
    shown = await three["DE"].case(case.case_id)
    assert "NL asks for information" in shown.attention
    question = await the_letter(three["DE"], inside, LetterType.INFORMATION_REQUEST)
    assert question.case_id == case.case_id
    reply = InformationReply(text=(text("The manufacturer."),))
    await reply_information(three["DE"].node.office, ANNA, question.message_id, reply)
    await three.settle()
    answered = await the_letter(three["NL"], inside, LetterType.INFORMATION_REPLY)
    assert answered.replies_to == question.message_id
    assert (await three.of(case, "NL")).state is State.RUNNING  # the clock is not touched


async def test_the_consulted_may_add_to_its_answer(three: CaseFederation) -> None:
    case = await three.consulting()
    await three.answers("NL", "no_objection")
    inside = (await three.of(case, "NL")).conversation_id
    added = Supplement(text=(text("Our customs has seen the goods."),))
    await supplement(three["NL"].node.office, ANNA, inside, added)
    await three.settle()
    assert "NL adds to what it sent" in (await three["DE"].case(case.case_id)).attention
