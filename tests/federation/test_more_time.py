"""More time: asked for, given, refused, unanswered, too late, and beside an answer."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.casework.consultations.consultations import reply_extension
from gateway.domain.acts import TaskKind
from gateway.domain.case import Case, CaseState
from gateway.domain.consultation import ExtensionReply, LateOrInTime
from gateway.errors import InputError, StateError
from tests.support.consultations import (
    MINUTE,
    State,
    open_case,
)
from tests.support.federation_case import (
    ANNA,
    GRACE,
    SECOND,
    CaseFederation,
    text,
)
from tests.support.reforms import asking_agrees


@pytest.fixture
def three(three: CaseFederation) -> CaseFederation:
    """The wishes go to the asking authority, which agrees or refuses: doubt D2."""
    return asking_agrees(three)


async def reply(federation: CaseFederation, case: Case, consulted: str, **fields: Any) -> None:
    conversation = (await federation.of(case, consulted)).conversation_id
    content = ExtensionReply(**fields)
    await reply_extension(federation["DE"].node.office, ANNA, conversation, content)
    await federation.settle()


async def test_more_time_is_asked_for_and_given(three: CaseFederation) -> None:
    case = await open_case(three)
    before = await three.due(case, "NL")
    await three["NL"].extend(10)
    await three.settle()
    assert await three["DE"].task_kinds() == ["extension.asked"]
    await reply(three, case, "NL", accepted=True, working_days=5)
    ours, theirs = await three.of(case, "NL"), await three["NL"].asked()
    assert ours.deadline == theirs.deadline
    assert ours.deadline is not None
    assert len(ours.deadline.counted) == 15
    assert await three["DE"].task_kinds() == []
    await three.at(before + GRACE)
    assert (await three.of(case, "NL")).state is State.RUNNING
    await three["NL"].answer("objection")
    await three.settle()
    assert (await three.of(case, "NL")).answer_timing is LateOrInTime.RECEIVED_IN_TIME


async def test_more_time_is_refused(three: CaseFederation) -> None:
    case = await open_case(three)
    before = await three.due(case, "NL")
    await three["NL"].extend(10)
    await three.settle()
    await reply(three, case, "NL", accepted=False, working_days=0)
    theirs = await three["NL"].asked()
    assert theirs.extension_pending is None
    await three.at(before + GRACE)
    assert (await three.of(case, "NL")).closed_by == "both"


async def test_a_wish_that_nobody_answered_in_time_is_accepted(three: CaseFederation) -> None:
    case = await open_case(three)
    before = await three.due(case, "NL")
    await three["NL"].extend(10)
    await three.settle()
    await three.at(before)
    with pytest.raises(StateError, match="the rulebook's"):
        await reply(three, case, "NL", accepted=False, working_days=0)
    await three.at(before + GRACE)
    ours, theirs = await three.of(case, "NL"), await three["NL"].asked()
    assert (ours.state, theirs.state) == (State.RUNNING, State.RUNNING)
    assert ours.deadline == theirs.deadline
    assert ours.deadline is not None
    assert len(ours.deadline.counted) == 20
    shown = await three["DE"].case(case.case_id)
    assert ("extension.accepted", "rulebook") in [(act.verb, act.actor) for act in shown.acts]


async def test_a_wish_sealed_in_time_counts_though_we_were_down(three: CaseFederation) -> None:
    """Found in use: protocol M5."""
    case = await open_case(three)
    due = await three.due(case, "NL")
    await three.cut_off("NL")
    await three.at(due - SECOND)
    await three["NL"].extend(5)
    await three.at(due + GRACE)
    await three.at(three.clock.now() + MINUTE)
    assert (await three.of(case, "NL")).state is State.UNCONFIRMED
    await three.connect("NL")
    await three.settle()
    ours, theirs = await three.of(case, "NL"), await three["NL"].asked()
    assert (ours.state, theirs.state) == (State.RUNNING, State.RUNNING)
    assert ours.deadline == theirs.deadline
    (task,) = await three["DE"].tasks()
    assert task.kind == TaskKind.ANSWER_SEALED
    assert "NL asked for more time after the last instant" in task.text
    assert "so it counts" in task.text


async def test_a_wish_that_came_too_late_has_no_effect(three: CaseFederation) -> None:
    case = await open_case(three)
    due = await three.due(case, "NL")
    await three.cut_off("NL")
    await three.at(due + SECOND)
    await three["NL"].extend(5)
    await three.connect("NL")
    await three.settle()
    ours = await three.of(case, "NL")
    assert (ours.state, ours.extension_pending) == (State.RUNNING, None)
    shown = await three["DE"].case(case.case_id)
    assert next(act for act in shown.acts if act.verb == "extension.asked").text.endswith(
        "after the last instant; it has no effect"
    )


async def test_more_days_than_the_law_allows_are_not_asked_for(three: CaseFederation) -> None:
    case = await open_case(three)
    with pytest.raises(InputError):
        await three["NL"].extend(31)
    await three["NL"].extend(30)
    await three.settle()
    with pytest.raises(StateError, match="pending already"):
        await three["NL"].extend(5)
    with pytest.raises(InputError):
        await reply(three, case, "NL", accepted=True, working_days=31)
    with pytest.raises(InputError):
        await reply(three, case, "NL", accepted=True, working_days=0)


async def test_an_answer_settles_a_wish_for_more_time(three: CaseFederation) -> None:
    case = await open_case(three)
    await three["NL"].extend(5)
    await three["NL"].answer("objection")
    await three.settle()
    assert await three["DE"].task_kinds() == []
    with pytest.raises(StateError):
        await reply(three, case, "NL", accepted=True, working_days=5)
    assert (await three.of(case, "NL")).state is State.ANSWERED


async def test_more_information_with_more_time(three: CaseFederation) -> None:
    """A reaction that settles nothing, and time agreed to: the period runs on."""
    case = await three.consulting()
    await three["NL"].answer("no_objection")
    need = text("Quelle est la capacité du système ?", "fr")
    await three["FR"].answer("more_information", information_needed=(need,))
    await three["FR"].extend(10)
    await three.settle()
    before = await three.due(case, "FR")
    await three.at(before + GRACE)
    ours = await three.of(case, "FR")
    assert ours.state is State.RUNNING
    assert await three.due(case, "FR") > before
    await three["FR"].answer("identical")
    await three.settle()
    ours = await three.of(case, "FR")
    assert ours.answer is not None
    assert (ours.state, ours.answer.answer) == (State.ANSWERED, "identical")


async def test_a_reaction_is_no_silence(three: CaseFederation) -> None:
    case = await three.consulting()
    await three["NL"].answer("no_objection")
    need = text("Quelle est la capacité du système ?", "fr")
    await three["FR"].answer("more_information", information_needed=(need,))
    await three.settle()
    assert await three["FR"].task_kinds() == ["answer.due"]  # the real answer still is
    await three.at(await three.due(case, "FR") + GRACE)
    ours, theirs = await three.of(case, "FR"), await three["FR"].asked()
    assert (ours.state, ours.silence_meaning, ours.closed_by) == (State.ANSWERED, "", "")
    assert theirs.state is State.ANSWERED
    assert await three["FR"].task_kinds() == []
    assert (await three["DE"].case(case.case_id)).state is CaseState.ASSESSMENT
