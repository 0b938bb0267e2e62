"""Article 21(3): the stop has its own beginning and end, whatever becomes of the question.

Who: the State of export, which stops goods and must let them go. What: "for a period not exceeding
the periods referred to in paragraph 4". When: ten working days of the stopping State from the
instant of the stop, or thirty in total where more time was asked for and received before the stop
ended. Effect: the earlier of that end and the end of the period for an answer governs, and both
sides read both. Rulebook 2026-2, for questions from 1 June 2026 on.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from gateway.casework.consultations.officer_consultations import end_named_consultation
from gateway.domain.acts import TaskKind
from gateway.domain.consultation import Consultation, Stop, StopEnd, StopState
from gateway.errors import InputError, Reason
from gateway.nouns.consultation import CONSULTATION
from tests.support.consultations import last_instant, open_named
from tests.support.federation_case import ANNA, GRACE, SECOND, CaseFederation, Desk, text
from tests.support.proofs import detail, forged, proved
from tests.support.raising import refuses

STOPPED = datetime(2026, 6, 1, 8, tzinfo=UTC)  # a Monday, 10:00 in The Hague
DELIVERED = datetime(2026, 6, 8, 8, tzinfo=UTC)
OWN_END = datetime(2026, 6, 15, 22, tzinfo=UTC)  # the midnight after Monday 15 June there
ANSWER_END = datetime(2026, 6, 22, 22, tzinfo=UTC)  # in Bonn, from the delivery
THIRTY = datetime(2026, 7, 13, 22, tzinfo=UTC)  # the midnight after the thirtieth working day


@pytest.fixture
async def june(three: CaseFederation) -> CaseFederation:
    """Dutch customs have stopped goods that DE has licensed, on 1 June 2026."""
    await three.at(STOPPED)
    return three


async def stop(desk: Desk, conversation: str) -> Stop:
    found = (await desk.consultation(conversation)).stop
    assert found is not None
    return found


async def asks(desk: Desk) -> Consultation:
    return await open_named(desk, "DE", "21(4)", asked_for=("review_licence",), stopped_at=STOPPED)


async def delivered_a_week_later(june: CaseFederation) -> str:
    await june.cut_off("DE")
    talk = (await asks(june["NL"])).conversation_id
    await june.settle()
    await june.at(DELIVERED)
    await june.connect("DE")
    await june.settle()
    return talk


async def test_a_stop_ends_by_its_own_clock_and_the_page_says_when(june: CaseFederation) -> None:
    """ "... for a period not exceeding the periods referred to in paragraph 4"."""
    talk = await delivered_a_week_later(june)
    for desk in (june["NL"], june["DE"]):
        model = await desk.consultation(talk)
        assert last_instant(model) == ANSWER_END
        held = await stop(desk, talk)
        assert (held.state, held.at) == (StopState.HELD, OWN_END)
        assert held.governed_by is StopEnd.STOP
        page = await CONSULTATION.printed(desk.node.office, ANNA, talk)
        own, answer = "15 June 2026, 23:59:59 (Europe/Amsterdam)", "22 June 2026, 23:59:59"
        assert page.count(own) >= 3  # the goods, both ends, and how it was counted
        assert answer in page
        assert "1 June 2026, 10:00:00 (Europe/Amsterdam)" in page
    await june.at(OWN_END - SECOND)
    assert (await stop(june["NL"], talk)).state is StopState.HELD
    await june.at(OWN_END)
    for desk in (june["NL"], june["DE"]):
        due = await stop(desk, talk)
        assert (due.state, due.at) == (StopState.RELEASE_DUE, OWN_END)
        assert "ended by its own period" in due.sentence
    await june.at(ANSWER_END + GRACE)
    for desk in (june["NL"], june["DE"]):
        gone = await stop(desk, talk)
        assert (gone.state, gone.by, gone.at) == (StopState.RELEASED, "stop", OWN_END)


async def test_a_stop_ends_though_its_question_never_arrives(june: CaseFederation) -> None:
    await june.cut_off("DE")
    talk = (await asks(june["NL"])).conversation_id
    await june.settle()
    held = await stop(june["NL"], talk)
    assert (held.state, held.at, held.governed_by) == (StopState.HELD, OWN_END, StopEnd.STOP)
    page = await CONSULTATION.printed(june["NL"].node.office, ANNA, talk)
    assert "15 June 2026, 23:59:59 (Europe/Amsterdam), though no period for an answer runs" in page
    await june.at(OWN_END)
    assert (await stop(june["NL"], talk)).state is StopState.RELEASE_DUE


async def test_an_undelivered_question_is_a_task_at_once_and_so_is_the_end_of_the_stop(
    june: CaseFederation,
) -> None:
    await june.cut_off("DE")
    talk = (await asks(june["NL"])).conversation_id
    (task,) = await june["NL"].tasks()
    assert (task.kind, task.subject) == (TaskKind.STOP_UNASKED, talk)
    assert "ends by its own period at 2026-06-15T23:59:59+02:00" in task.text
    await june.at(OWN_END - SECOND)
    assert TaskKind.STOP_ENDED not in await june["NL"].task_kinds()
    await june.at(OWN_END)
    assert {TaskKind.STOP_UNASKED, TaskKind.STOP_ENDED} <= set(await june["NL"].task_kinds())
    await june.connect("DE")
    await june.settle()
    assert await june["NL"].task_kinds() == [TaskKind.STOP_ENDED]
    assert TaskKind.STOP_ENDED not in await june["DE"].task_kinds()
    text_ = text("The papers were found; the goods have left.")
    await end_named_consultation(june["NL"].node.office, ANNA, talk, text_)
    assert await june["NL"].task_kinds() == []


async def test_a_stop_that_was_prolonged_is_due_for_release_at_its_later_end(
    june: CaseFederation,
) -> None:
    talk = (await asks(june["NL"])).conversation_id
    await june.settle()
    assert await june["NL"].task_kinds() == []
    await june["DE"].extend(20)
    await june.settle()
    await june.at(OWN_END)
    assert await june["NL"].task_kinds() == []
    await june.at(THIRTY)
    assert (await stop(june["NL"], talk)).state is StopState.RELEASE_DUE
    assert TaskKind.STOP_ENDED in await june["NL"].task_kinds()


async def test_a_question_that_does_not_say_when_is_refused(june: CaseFederation) -> None:
    for fields, words in (
        ({"stopped_at": None}, "begins with it"),
        ({"stopped_at": DELIVERED}, "not stopped yet"),
    ):
        with refuses(InputError, Reason.CONTENT_INVALID, field="stopped_at", match=words):
            await open_named(june["NL"], "DE", "21(4)", asked_for=("review_licence",), **fields)
    with pytest.raises(InputError, match="no goods are stopped"):
        await open_named(
            june["NL"],
            "DE",
            "14(2)",
            asked_for=("not_grant",),
            concerns="AG-1",
            stopped_at=STOPPED,
        )


async def test_more_time_after_the_stop_has_ended_begins_no_second_stop(
    june: CaseFederation,
) -> None:
    talk = await delivered_a_week_later(june)
    await june.at(OWN_END)
    await june["DE"].extend(20)
    await june.settle()
    for desk in (june["NL"], june["DE"]):
        assert last_instant(await desk.consultation(talk)) > ANSWER_END
        due = await stop(desk, talk)
        assert (due.state, due.at) == (StopState.RELEASE_DUE, OWN_END)


async def test_a_licence_maintained_after_the_stop_changes_no_end(june: CaseFederation) -> None:
    talk = await delivered_a_week_later(june)
    await june.at(OWN_END)
    await june.answers("DE", "release")
    for desk in (june["NL"], june["DE"]):
        gone = await stop(desk, talk)
        assert (gone.state, gone.by, gone.at) == (StopState.RELEASED, "stop", OWN_END)


async def test_the_evidence_knows_the_clock_of_the_stop(
    june: CaseFederation, tmp_path: Path
) -> None:
    talk = await delivered_a_week_later(june)
    await june["DE"].extend(5)
    await june.settle()
    for code in ("NL", "DE"):
        report = await proved(june[code], talk, tmp_path)
        told = detail(report, "21(4): stop")
        assert told.startswith("15 working days from 2026-06-01: 2026-06-22T23:59:59+02:00")
        assert await forged(june[code], talk, tmp_path, stop_clock=None) >= {"stop"}
