"""Belgium has three authorities: one is asked, another is competent, and one clock runs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from certs.layout import FederationFiles
from certs.operators import issue_next_version
from gateway.casework.cases.cases import withdraw
from gateway.casework.consultations.incoming_request import answer_consultation
from gateway.casework.letters.forwarding import forward, reply_forwarded
from gateway.casework.letters.letters import get_letter, list_letters
from gateway.casework.letters.recall import recall
from gateway.domain.case import Case
from gateway.domain.consultation import ConsultationAnswer
from gateway.domain.letter import LetterType
from gateway.domain.lists.filters import LetterFilter
from gateway.errors import InputError, StateError
from gateway.trust.federation import Directory
from tests.support.cases import application
from tests.support.consultations import State
from tests.support.federation_case import (
    ANNA,
    START,
    CaseFederation,
    Where,
    case_federation,
    make_files,
    text,
)
from tests.support.morning import content, newest, sweep_dates, the_letter, waiting
from tests.support.overlays import remind_earlier
from tests.support.raising import present
from tests.support.reforms import asking_agrees

NO_OBJECTION = ConsultationAnswer(answer="no_objection")


@pytest.fixture(scope="module")
def case_files(tmp_path_factory: pytest.TempPathFactory) -> FederationFiles:
    """Germany and two authorities of Belgium, of which Flanders answers under 14(1)."""
    folder = tmp_path_factory.mktemp("belgium") / "federation"
    files = make_files(folder, ("DE", "FR", "BE-VLG", "BE-WAL"))

    def change(held: Directory) -> Directory:
        wallonia = replace(held.members["BE-WAL"], procedures=("16(5)",))
        return replace(held, members={**held.members, "BE-WAL": wallonia})

    issue_next_version(files, change, now=START - timedelta(hours=12))
    return files


@pytest.fixture
async def belgium(where: Where) -> AsyncIterator[CaseFederation]:
    async with case_federation(*where) as made:
        yield made


async def asked_of_flanders(federation: CaseFederation) -> tuple[Case, str]:
    """A case whose goods are in Belgium; Flanders is asked."""
    filed = application()
    transaction = filed.transaction.model_copy(update={"goods_located_in": ("BE",)})
    case = await federation.consulting(filed.model_copy(update={"transaction": transaction}))
    return case, (await federation.of(case, "BE-VLG")).conversation_id


async def test_the_competent_authority_answers_inside_the_one_period(
    belgium: CaseFederation,
) -> None:
    """Brussels got the letter, Namur is competent: Namur answers, Berlin sees who did."""
    case, inside = await asked_of_flanders(belgium)
    due, flanders = await belgium.due(case, "BE-VLG"), belgium["BE-VLG"].node.office
    await forward(flanders, ANNA, inside, "BE-WAL", (text("The goods are in Liège."),))
    await belgium.settle()

    for each in (await belgium.of(case, "BE-VLG"), await belgium["BE-VLG"].consultation(inside)):
        assert (each.state, each.forwarded_to) == (State.RUNNING, "BE-WAL")
    came = await newest(belgium["BE-WAL"])
    assert content(came)["asking"] == "DE"
    assert content(came)["request"]["case_reference"] == case.case_id
    assert content(came)["last_instant"] == due.isoformat().replace("+00:00", "Z")
    assert any("DE consults our State" in each for each in await waiting(belgium["BE-WAL"]))

    await belgium.at(START + timedelta(days=3))
    wallonia = belgium["BE-WAL"].node.office
    await reply_forwarded(wallonia, ANNA, came.message_id, NO_OBJECTION)
    await belgium.settle()
    ours = await belgium.of(case, "BE-VLG")
    assert ours.state is State.ANSWERED
    assert ours.answer is not None
    assert (ours.answer.answer, ours.answer.given_by) == ("no_objection", "BE-WAL")
    assert await belgium.due(case, "BE-VLG") == due  # one clock
    assert "forwarding.answer" not in await belgium["BE-WAL"].task_kinds()
    with pytest.raises(StateError, match="answered"):
        await reply_forwarded(wallonia, ANNA, came.message_id, NO_OBJECTION)


async def test_more_time_is_asked_for_by_the_one_that_was_asked(belgium: CaseFederation) -> None:
    case, inside = await asked_of_flanders(asking_agrees(belgium))
    await forward(belgium["BE-VLG"].node.office, ANNA, inside, "BE-WAL")
    await belgium["BE-VLG"].extend(5)
    await belgium.settle()
    pending = (await belgium.of(case, "BE-VLG")).extension_pending
    assert present(pending).working_days == 5


async def test_what_is_handed_back_is_answered_by_the_one_that_was_asked(
    belgium: CaseFederation,
) -> None:
    case, inside = await asked_of_flanders(belgium)
    await forward(belgium["BE-VLG"].node.office, ANNA, inside, "BE-WAL")
    await belgium.settle()
    came, wallonia = await newest(belgium["BE-WAL"]), belgium["BE-WAL"].node.office
    with pytest.raises(InputError, match="a word why"):
        await reply_forwarded(wallonia, ANNA, came.message_id, None)
    await reply_forwarded(
        wallonia, ANNA, came.message_id, None, (text("The goods left Wallonia."),)
    )
    await belgium.settle()
    assert (await belgium.of(case, "BE-VLG")).forwarded_to is None
    flanders = belgium["BE-VLG"].node.office
    await answer_consultation(flanders, ANNA, inside, NO_OBJECTION)
    await belgium.settle()
    assert (await belgium.of(case, "BE-VLG")).state is State.ANSWERED


async def test_it_is_forwarded_inside_the_state_and_once(belgium: CaseFederation) -> None:
    case, inside = await asked_of_flanders(belgium)
    flanders = belgium["BE-VLG"].node.office
    with pytest.raises(InputError, match="no other authority of BE"):
        await forward(flanders, ANNA, inside, "FR")
    with pytest.raises(StateError, match="the other side forwards"):
        await forward(belgium["DE"].node.office, ANNA, inside, "BE-WAL")
    await forward(flanders, ANNA, inside, "BE-WAL")
    with pytest.raises(StateError, match="BE-WAL already"):
        await forward(flanders, ANNA, inside, "BE-WAL")
    assert (await belgium.of(case, "BE-VLG")).state is State.RUNNING


async def test_a_recall_goes_as_far_as_the_letter_went(belgium: CaseFederation) -> None:
    """Berlin recalls what Flanders had forwarded: Namur seals it too, and says so."""
    case, inside = await asked_of_flanders(belgium)
    await forward(belgium["BE-VLG"].node.office, ANNA, inside, "BE-WAL")
    await belgium.settle()
    came = await newest(belgium["BE-WAL"])
    request = await the_letter(belgium["DE"], inside, LetterType.REQUEST)
    why = (text("The wrong file."),)
    await recall(belgium["DE"].node.office, ANNA, request.message_id, why)
    await belgium.settle()
    for code in ("BE-WAL", "BE-VLG"):
        sealed = await get_letter(belgium[code].node.office, ANNA, came.message_id)
        assert (sealed.sealed, sealed.content, str(sealed.state)) == (True, None, "sealed")
    assert "forwarding.answer" not in await belgium["BE-WAL"].task_kinds()
    with pytest.raises(StateError):
        await reply_forwarded(belgium["BE-WAL"].node.office, ANNA, came.message_id, NO_OBJECTION)
    statement = await the_letter(
        belgium["BE-VLG"], came.conversation_id, LetterType.RECALL_STATEMENT
    )
    assert [each["role"] for each in content(statement)["opened"]] == ["decider"]
    assert (await belgium.of(case, "BE-VLG")).state is State.SUPERSEDED


async def test_what_was_forwarded_to_the_wrong_one_is_taken_back(belgium: CaseFederation) -> None:
    case, inside = await asked_of_flanders(belgium)
    flanders = belgium["BE-VLG"].node.office
    sent = await forward(flanders, ANNA, inside, "BE-WAL")
    await belgium.settle()
    await recall(flanders, ANNA, sent.message_id, (text("It is ours after all."),))
    await belgium.settle()
    assert (await belgium.of(case, "BE-VLG")).forwarded_to is None
    assert "forwarding.answer" not in await belgium["BE-WAL"].task_kinds()
    await answer_consultation(flanders, ANNA, inside, NO_OBJECTION)
    await belgium.settle()
    assert (await belgium.of(case, "BE-VLG")).state is State.ANSWERED


async def test_an_end_goes_as_far_as_the_request_went(belgium: CaseFederation) -> None:
    """The applicant withdraws in Berlin: Namur need not look any further."""
    case, inside = await asked_of_flanders(belgium)
    await forward(belgium["BE-VLG"].node.office, ANNA, inside, "BE-WAL")
    await belgium.settle()
    why = text("Auftrag storniert.", "de")
    await withdraw(belgium["DE"].node.office, ANNA, case.case_id, why)
    await belgium.settle()
    assert "forwarding.answer" not in await belgium["BE-WAL"].task_kinds()
    assert "BE-VLG needs no answer to what it forwarded" in await waiting(belgium["BE-WAL"])
    came = next(
        each
        for each in (await list_letters(belgium["BE-WAL"].node.office, ANNA)).items
        if each.letter_type is LetterType.FORWARDING
    )
    with pytest.raises(StateError, match="nothing to answer"):
        await reply_forwarded(belgium["BE-WAL"].node.office, ANNA, came.message_id, NO_OBJECTION)


async def test_the_competent_authority_is_reminded_before_the_period_ends(
    belgium: CaseFederation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As early as it has set for itself."""
    remind_earlier(monkeypatch, belgium["BE-WAL"], seconds=72 * 3600)
    case, inside = await asked_of_flanders(belgium)
    await forward(belgium["BE-VLG"].node.office, ANNA, inside, "BE-WAL")
    await belgium.settle()
    await belgium.at(await belgium.due(case, "BE-VLG") - timedelta(hours=71))
    await sweep_dates(belgium)
    reminder = "the period of what BE-VLG forwarded ends soon"
    assert reminder in await waiting(belgium["BE-WAL"])
    came = next(
        each
        for each in (
            await list_letters(belgium["BE-WAL"].node.office, ANNA, LetterFilter(wanted=True))
        ).items
        if each.letter_type is LetterType.FORWARDING
    )
    await reply_forwarded(belgium["BE-WAL"].node.office, ANNA, came.message_id, NO_OBJECTION)
    await belgium.settle()
    assert reminder not in await waiting(belgium["BE-WAL"])
    assert (await belgium.of(case, "BE-VLG")).state is State.ANSWERED


async def test_a_forwarded_copy_is_hidden_at_once(belgium: CaseFederation) -> None:
    """Berlin recalls while Namur's line is dead: Flanders' own copy is read by nobody."""
    _, inside = await asked_of_flanders(belgium)
    sent = await forward(belgium["BE-VLG"].node.office, ANNA, inside, "BE-WAL")
    await belgium.cut_off("BE-WAL")
    request = await the_letter(belgium["DE"], inside, LetterType.REQUEST)
    await recall(belgium["DE"].node.office, ANNA, request.message_id, (text("Not this one."),))
    await belgium.settle()
    copy = await get_letter(belgium["BE-VLG"].node.office, ANNA, sent.message_id)
    assert (copy.sealed, copy.content) == (True, None)
