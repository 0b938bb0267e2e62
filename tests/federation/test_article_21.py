"""Article 21(3) and (4): customs stop goods and ask the authority that licensed them.

Who: the State of export. What: whether the licence is maintained. When: ten working days of
the consulted authority. Silence: the goods are released. Extension: at its request, to thirty
in total, and nobody need agree. Effect: the stop ends with the period whatever the case does;
measures of the consulted authority prevail. Notices: it tells the others how the stop ended.
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from gateway.casework.consultations.officer_consultations import end_named_consultation
from gateway.casework.consultations.silence import confirm_silence
from gateway.domain.case import OralNote
from gateway.domain.consultation import ConsultationState as State
from gateway.domain.consultation import Stop, StopState
from gateway.errors import InputError
from tests.support.consultations import MINUTE, ask, duties, last_instant
from tests.support.federation_case import ANNA, GRACE, SECOND, CaseFederation, Desk, text
from tests.support.notices import publish


async def stop(desk: Desk, conversation: str) -> Stop:
    found = (await desk.consultation(conversation)).stop
    assert found is not None
    return found


@pytest.fixture
async def three(three: CaseFederation) -> CaseFederation:
    """20 April 2026: the answer is due on 5 May; the stop itself ends a day later (King's Day)."""
    await three.at(datetime(2026, 4, 20, 9, tzinfo=UTC))
    return three


async def stopped(three: CaseFederation) -> str:
    """Dutch customs stop goods that DE has licensed."""
    asked = await ask(three, "NL", "DE", "21(4)", asked_for=("review_licence",))
    held = asked.stop
    assert held is not None
    assert (held.state, held.at) == (StopState.HELD, last_instant(asked))
    return asked.conversation_id


async def test_the_licence_is_maintained_and_the_goods_go(three: CaseFederation) -> None:
    talk = await stopped(three)
    await three.answers("DE", "release")
    for desk in (three["NL"], three["DE"]):
        ended = await stop(desk, talk)
        assert (ended.state, ended.by) == (StopState.RELEASED, "answer")
    assert [each.partition(":")[0] for each in await duties(three["DE"])] == ["21(4)"]
    assert await duties(three["NL"]) == []


async def test_silence_releases_the_goods(three: CaseFederation) -> None:
    talk = await stopped(three)
    due = last_instant(await three["NL"].consultation(talk))
    await three.at(due - SECOND)
    assert (await stop(three["NL"], talk)).state is StopState.HELD
    await three.at(due + GRACE)
    for desk in (three["NL"], three["DE"]):
        closed = await desk.consultation(talk)
        assert (closed.state, closed.closed_by) == (State.SILENT, "both")
        assert "goods are released at once" in closed.silence_meaning
        ended = await stop(desk, talk)
        assert (ended.state, ended.by, ended.at) == (StopState.RELEASED, "silence", due)
    assert [each.partition(":")[0] for each in await duties(three["DE"])] == ["21(4)"]
    await publish(three["DE"], "21(4)", outcome="released_by_silence", duty=talk)
    assert await duties(three["DE"]) == []


async def test_an_outage_releases_nothing_by_itself(three: CaseFederation) -> None:
    """What is due by law is said; a person acts on it, on record."""
    talk = await stopped(three)
    due = last_instant(await three["NL"].consultation(talk))
    await three.cut_off("DE")
    await three.at(due + GRACE)
    await three.at(three.clock.now() + MINUTE)
    assert (await three["NL"].consultation(talk)).state is State.UNCONFIRMED
    shown = await stop(three["NL"], talk)
    assert (shown.state, shown.by, shown.at) == (StopState.RELEASE_DUE, "", due)
    assert "by law (Article 21(4)) the goods are due for release" in shown.sentence
    note = OralNote(text="Bonn says by telephone that it has nothing to add.")
    await confirm_silence(three["NL"].node.office, ANNA, talk, note)
    ended = await stop(three["NL"], talk)
    assert (ended.state, ended.by) == (StopState.RELEASED, "silence")
    assert (await three["NL"].consultation(talk)).closed_by == "officer:anna"


async def test_more_time_to_thirty_days_in_total_and_nobody_need_agree(
    three: CaseFederation,
) -> None:
    talk = await stopped(three)
    before = last_instant(await three["NL"].consultation(talk))
    with pytest.raises(InputError, match="not within 0 to 20"):
        await three["DE"].extend(21)
    await three["DE"].extend(15)
    await three.settle()
    assert await three["NL"].task_kinds() == []  # no officer is asked
    await three["DE"].extend(5)
    await three.settle()
    ours, theirs = await three["NL"].consultation(talk), await three["DE"].asked()
    assert ours.deadline == theirs.deadline
    assert ours.deadline is not None
    assert len(ours.deadline.counted) == 30
    with pytest.raises(InputError):
        await three["DE"].extend(1)
    await three.at(before + GRACE)
    assert (await stop(three["NL"], talk)).state is StopState.HELD
    await three.at(ours.deadline.last_instant + GRACE)
    assert (await stop(three["NL"], talk)).state is StopState.RELEASED


async def test_a_wish_for_time_counts_though_the_receipt_came_later(three: CaseFederation) -> None:
    """DE asks for time before NL has the receipt of its request."""
    opened = await ask(three, "NL", "DE", "21(4)", asked_for=("review_licence",))
    await three.cut_off("NL")
    await three["DE"].extend(10)
    await three.at(last_instant(opened) + GRACE)
    assert (await stop(three["NL"], opened.conversation_id)).state is StopState.RELEASE_DUE
    await three.connect("NL")
    await three.settle()
    held = await stop(three["NL"], opened.conversation_id)
    assert held.state is StopState.HELD  # sealed in time: the outage of NL takes nothing from DE


async def test_customs_lift_the_stop(three: CaseFederation) -> None:
    talk = await stopped(three)
    await end_named_consultation(
        three["NL"].node.office, ANNA, talk, text("The papers were found.")
    )
    await three.settle()
    for desk in (three["NL"], three["DE"]):
        assert (await stop(desk, talk)).state is StopState.LIFTED
    assert await three["DE"].task_kinds() == ["consultation.ended", "notice.due"]


async def test_an_answer_after_the_period_holds_nothing(three: CaseFederation) -> None:
    talk = await stopped(three)
    due = last_instant(await three["NL"].consultation(talk))
    await three.at(due + MINUTE)
    await three.answers("DE", "measures")
    assert (await stop(three["NL"], talk)).state is StopState.RELEASE_DUE
    await three.at(due + GRACE)
    kept = await three["NL"].consultation(talk)
    assert [each.answer for each in kept.late_answers] == ["measures"]
    assert (await stop(three["NL"], talk)).state is StopState.RELEASED
