"""More time: asked for, given, refused, unanswered, too late, and beside an answer."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.casework.consultations.consultations import reply_extension
from gateway.domain.acts import TaskKind
from gateway.domain.case import Case
from gateway.domain.consultation import ExtensionReply, LateOrInTime
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
)
from tests.support.raising import present
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
    assert len(present(ours.deadline).counted) == 15
    assert await three["DE"].task_kinds() == []
    await three.at(before + GRACE)
    assert (await three.of(case, "NL")).state is State.RUNNING
    await three.answers("NL", "objection")
    assert (await three.of(case, "NL")).answer_timing is LateOrInTime.RECEIVED_IN_TIME


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
