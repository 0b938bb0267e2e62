"""A line between two authorities of one State is dead: that is no consent of their State."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from certs.layout import FederationFiles
from gateway.casework.consultations.incoming_request import answer_consultation
from gateway.casework.letters.forwarding import forward, reply_forwarded
from gateway.casework.letters.letters import list_letters
from gateway.casework.letters.recall import recall
from gateway.domain.case import Case
from gateway.domain.consultation import ConsultationAnswer, LateOrInTime
from gateway.domain.letter import LetterType
from gateway.errors import InputError, StateError
from tests.support.consultations import GRANT, State
from tests.support.federation_case import ANNA, GRACE, CaseFederation, Where, case_federation, text
from tests.support.morning import waiting
from tests.support.one_state import BRUSSELS, FLANDERS, WALLONIA, answers, belgian_files, goods_in
from tests.support.proofs import detail, proved
from tests.support.raising import present

OBJECTION = ConsultationAnswer(answer="objection")


@pytest.fixture(scope="module")
def case_files(tmp_path_factory: pytest.TempPathFactory) -> FederationFiles:
    return belgian_files(tmp_path_factory.mktemp("belgium") / "federation")


@pytest.fixture
async def belgium(where: Where) -> AsyncIterator[CaseFederation]:
    async with case_federation(*where) as running:
        yield running


async def forwarded(federation: CaseFederation) -> tuple[Case, str, str, datetime]:
    """Flanders forwarded to Brussels: the case, the consultation, the letter, the last instant."""
    case = await goods_in(federation, "BE")
    await answers(federation, case, WALLONIA, "no_objection")
    inside = (await federation.of(case, FLANDERS)).conversation_id
    due = await federation.due(case, FLANDERS)
    sent = await forward(federation[FLANDERS].node.office, ANNA, inside, BRUSSELS)
    await federation.settle()
    return case, inside, sent.message_id, due


async def objects(federation: CaseFederation, message_id: str, at: datetime) -> None:
    """Brussels seals an objection while nobody reaches it."""
    await federation.at(at)
    await federation.cut_off(BRUSSELS)
    await reply_forwarded(federation[BRUSSELS].node.office, ANNA, message_id, OBJECTION)


async def test_silence_is_not_stated_while_a_reply_inside_the_state_is_open(
    belgium: CaseFederation, tmp_path: Path
) -> None:
    """Brussels objected in time, its line is dead: Flanders knows of nothing and says so."""
    case, inside, letter, due = await forwarded(belgium)
    await objects(belgium, letter, due - timedelta(hours=2))
    await belgium.at(due + GRACE)
    ours = await belgium.of(case, FLANDERS)
    assert (ours.state, ours.silence_meaning) == (State.UNCONFIRMED, "")
    with pytest.raises(StateError, match="unconfirmed"):
        await belgium["DE"].propose(case.case_id, GRANT)

    await belgium.connect(BRUSSELS)
    await belgium.settle()
    ours, theirs = await belgium.of(case, FLANDERS), await belgium[FLANDERS].consultation(inside)
    for each in (ours, theirs):
        assert (each.state, present(each.answer).answer) == (State.ANSWERED, "objection")
        assert each.answer_timing is LateOrInTime.SEALED_IN_TIME
    with pytest.raises(StateError, match="answered differently"):
        await belgium["DE"].propose(case.case_id, GRANT)
    report = await proved(belgium["DE"], case.case_id, tmp_path)
    assert ours.answer is not None
    assert ours.answer.given_in is not None
    assert ours.answer.given_in in detail(report, f"{FLANDERS} under 14(1): outcome")
    await proved(belgium[FLANDERS], inside, tmp_path)


async def test_what_was_taken_back_ends_in_silence(belgium: CaseFederation) -> None:
    case, _, letter, due = await forwarded(belgium)
    await recall(belgium[FLANDERS].node.office, ANNA, letter, (text("It is ours."),))
    await belgium.settle()
    await belgium.at(due + GRACE)
    assert (await belgium.of(case, FLANDERS)).state is State.SILENT


async def test_an_officer_dates_no_answer_back(belgium: CaseFederation) -> None:
    case, inside, _, due = await forwarded(belgium)
    backdated = OBJECTION.model_copy(update={"given_by": BRUSSELS, "given_at": due})
    with pytest.raises(InputError, match="given_at"):
        await answer_consultation(belgium[FLANDERS].node.office, ANNA, inside, backdated)
    foreign = OBJECTION.model_copy(update={"given_by": "DE"})
    with pytest.raises(InputError, match="no authority of the State"):
        await answer_consultation(belgium[FLANDERS].node.office, ANNA, inside, foreign)
    assert (await belgium.of(case, FLANDERS)).state is State.RUNNING


async def test_the_reply_is_shown_at_the_one_that_forwarded(belgium: CaseFederation) -> None:
    case, _, letter, due = await forwarded(belgium)
    await belgium.at(due - timedelta(hours=2))
    await reply_forwarded(belgium[BRUSSELS].node.office, ANNA, letter, OBJECTION)
    await belgium.settle()
    office = belgium[FLANDERS].node.office
    replies = [
        each
        for each in (await list_letters(office, ANNA)).items
        if each.letter_type is LetterType.FORWARDING_REPLY
    ]
    assert len(replies) == 1
    assert any("passed on to DE" in each for each in await waiting(belgium[FLANDERS]))
    assert (await belgium.of(case, FLANDERS)).state is State.ANSWERED
