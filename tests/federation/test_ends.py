"""Ends: whoever asked says that no answer is needed any more, and why; nothing runs on alone."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select

from gateway.casework.cases.cases import withdraw
from gateway.casework.consultations.incoming_request import answer_consultation
from gateway.domain.case import CaseState
from gateway.domain.consultation import (
    Consultation,
    ConsultationAnswer,
    EndReason,
)
from gateway.domain.consultation import ConsultationState as State
from gateway.errors import StateError
from gateway.exchange.conversations import find_conversation
from gateway.exchange.outbox_rows import find_letter
from gateway.store.tables_casework import correspondence
from tests.support.consultations import open_case
from tests.support.federation_case import (
    ANNA,
    BERT,
    CaseFederation,
    Desk,
    Where,
    case_federation,
    text,
)
from tests.support.raising import present


async def closed(desk: Desk, conversation: str) -> bool:
    held = await desk.node.db.read(lambda conn: find_conversation(conn, conversation))
    return present(held).closed is not None


async def ends(desk: Desk) -> list[str]:
    """The reasons of the ends that were sent or received."""
    query = select(correspondence.c.type).where(correspondence.c.type == "consultation.end")
    return await desk.node.db.read(lambda conn: list(conn.scalars(query)))


# --- the case ends -----------------------------------------------------------------------


async def test_a_withdrawn_application_ends_what_is_still_asked(three: CaseFederation) -> None:
    """FR has answered; NL is at work on it when the applicant withdraws."""
    case = await open_case(three)
    de, nl = three["DE"], three["NL"]
    assert "answer.due" in await nl.task_kinds()
    talks = {code: (await three.of(case, code)).conversation_id for code in ("FR", "NL")}
    for desk in (de, three["FR"]):  # the answer has closed it on both sides
        assert await closed(desk, talks["FR"])
    assert not await closed(de, talks["NL"])
    await withdraw(de.node.office, ANNA, case.case_id, text("Auftrag storniert.", "de"))
    await three.settle()
    shown = await de.case(case.case_id)
    assert shown.state is CaseState.WITHDRAWN
    assert (await three.of(case, "FR")).state is State.ANSWERED  # what was said stays
    for side in (await three.of(case, "NL"), await nl.asked()):
        assert (side.state, side.ended_because) == (State.SUPERSEDED, EndReason.WITHDRAWN)
        assert side.ended_text == "what was asked about was withdrawn"
    assert await nl.task_kinds() == ["consultation.ended"]  # the officer is told, once
    assert await closed(de, talks["NL"])
    assert await closed(nl, talks["NL"])
    assert await ends(de) == await ends(nl) == ["consultation.end"]
    assert await ends(three["FR"]) == []
    with pytest.raises(StateError, match="superseded"):
        await nl.answer("objection")
    for desk in (de, nl):
        assert not [key for key in desk.engine.running if key[0] != "register"]


async def test_an_end_that_overtakes_nothing_follows_its_request(three: CaseFederation) -> None:
    """NL was away all the time: it gets the request and its end, and no period runs."""
    await three.cut_off("NL")
    case = await open_case(three)
    assert (await three.of(case, "NL")).state is State.REQUESTED
    await withdraw(three["DE"].node.office, ANNA, case.case_id, text("Auftrag storniert.", "de"))
    await three.connect("NL")
    await three.settle()
    ours, theirs = await three.of(case, "NL"), await three["NL"].asked()
    assert (ours.state, theirs.state) == (State.SUPERSEDED, State.SUPERSEDED)
    assert ours.deadline is None


# --- two officers at once ----------------------------------------------------------------


async def test_two_officers_answer_at_once_and_one_answer_is_sealed(either_where: Where) -> None:
    codes = ("DE", "FR", "NL")
    async with case_federation(*either_where, codes=codes) as three:
        case = await open_case(three)
        nl = three["NL"]
        conversation = (await nl.asked()).conversation_id
        given = await asyncio.gather(
            *(
                answer_consultation(
                    nl.node.office, who, conversation, ConsultationAnswer(answer=what)
                )
                for who, what in ((ANNA, "objection"), (BERT, "no_objection")) * 4
            ),
            return_exceptions=True,
        )
        sealed = [each for each in given if isinstance(each, Consultation)]
        refused = [each for each in given if isinstance(each, StateError)]
        assert (len(sealed), len(refused)) == (1, 7)
        assert "nothing more can be answered" in str(refused[0])
        await three.settle()
        ours = await three.of(case, "NL")
        assert (ours.answer, ours.late_answers) == (sealed[0].answer, ())


async def test_the_letter_of_an_end_is_delivered_by_itself(three: CaseFederation) -> None:
    """No workflow of the conversation runs any more when its end is written."""
    case = await open_case(three)
    await withdraw(three["DE"].node.office, ANNA, case.case_id, text("Auftrag storniert.", "de"))
    query = select(correspondence.c.message_id).where(correspondence.c.type == "consultation.end")
    de = three["DE"]
    message = await de.node.db.read(lambda conn: conn.scalars(query).one())
    de.engine.running.clear()
    await three.sweep()
    row = await de.node.db.read(lambda conn: find_letter(conn, message))
    assert row.settled
