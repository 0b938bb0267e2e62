"""What had made a question needless is gone: whoever was not heard is asked again first."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from gateway.casework.handlers.tasks import close_task
from gateway.casework.letters.correction import correct
from gateway.casework.letters.recall import ask_again, recall
from gateway.domain.case import Case
from gateway.domain.consultation import EndReason
from gateway.domain.correspondence import LetterView
from gateway.domain.letter import LetterType
from gateway.errors import Reason, StateError
from tests.support.consultations import GRANT, State
from tests.support.federation_case import ANNA, CaseFederation, Desk, text
from tests.support.morning import content, the_letter
from tests.support.one_state import FLANDERS, WALLONIA, answers, goods_in, settles
from tests.support.raising import refuses

WHY = (text("A slip of the pen."),)


async def change(desk: Desk, inside: str, letter_type: LetterType, **fields: Any) -> LetterView:
    """Correct some fields of a letter of ours."""
    letter = await the_letter(desk, inside, letter_type)
    return await correct(
        desk.node.office, ANNA, letter.message_id, {**content(letter), **fields}, WHY
    )


async def objected(three: CaseFederation) -> tuple[Case, str]:
    """NL objects, which ends the question to FR; the case, and the consultation of NL."""
    case = await goods_in(three, "NL", "FR")
    await answers(three, case, "NL", "objection")
    assert (await three.of(case, "FR")).ended_because is EndReason.BINDING_OBJECTION
    return case, (await three.of(case, "NL")).conversation_id


async def refused(federation: CaseFederation, case: Case, peer: str) -> None:
    """Nothing lets go before the peer is asked again, and no note closes that task."""
    berlin = federation["DE"]
    with refuses(StateError, Reason.CONSULTATION_OPEN, match=f"{peer} must be asked again"):
        await berlin.propose(case.case_id, GRANT)
    task = next(each for each in await berlin.tasks() if each.kind == "consult.again")
    with pytest.raises(StateError, match="closes when it is done"):
        await close_task(berlin.node.office, ANNA, task.id, text("They do not mind."))


async def heard_again(federation: CaseFederation, case: Case, peer: str) -> None:
    """The peer is asked again, does not object, and the goods may go."""
    old = (await federation["DE"].case(case.case_id)).consultations
    ended = next(c for c in old if c.consulted == peer)
    await ask_again(federation["DE"].node.office, ANNA, ended.conversation_id)
    await federation.settle()
    assert "consult.again" not in await federation["DE"].task_kinds()
    with pytest.raises(StateError, match="nothing that is recalled"):
        await ask_again(federation["DE"].node.office, ANNA, ended.conversation_id)
    fresh = [
        c
        for c in (await federation["DE"].case(case.case_id)).consultations
        if c.consulted == peer and c.state is State.RUNNING
    ]
    assert len(fresh) == 1


async def test_an_objection_is_corrected_away(three: CaseFederation) -> None:
    case, inside = await objected(three)
    await change(three["NL"], inside, LetterType.ANSWER, answer="no_objection")
    await three.settle()
    await refused(three, case, "FR")
    await heard_again(three, case, "FR")


async def test_the_objection_comes_back_and_nobody_is_owed_anything(three: CaseFederation) -> None:
    case, inside = await objected(three)
    await change(three["NL"], inside, LetterType.ANSWER, answer="no_objection")
    await three.settle()
    assert "consult.again" in await three["DE"].task_kinds()
    await change(three["NL"], inside, LetterType.ANSWER, answer="objection")
    await three.settle()
    assert "consult.again" not in await three["DE"].task_kinds()
    with pytest.raises(StateError, match="objected"):
        await three["DE"].propose(case.case_id, GRANT)


async def test_an_objection_is_recalled(three: CaseFederation) -> None:
    case, inside = await objected(three)
    letter = await the_letter(three["NL"], inside, LetterType.ANSWER)
    await recall(three["NL"].node.office, ANNA, letter.message_id, WHY)
    await three.settle()
    await answers(three, case, "NL", "no_objection")
    await refused(three, case, "FR")


async def test_our_own_request_is_recalled_and_its_objection_is_not_got_round(
    three: CaseFederation,
) -> None:
    """Berlin recalls the question that The Hague had objected to: both are asked again."""
    case, inside = await objected(three)
    letter = await the_letter(three["DE"], inside, LetterType.REQUEST)
    await recall(three["DE"].node.office, ANNA, letter.message_id, WHY)
    await three.settle()
    kinds = await three["DE"].task_kinds()
    assert kinds.count("consult.again") == 2
    await refused(three, case, "(NL|FR)")
    fresh = await ask_again(three["DE"].node.office, ANNA, inside)
    await three.settle()
    assert (await three["NL"].consultation(fresh.conversation_id)).state is State.RUNNING
    assert (await three["DE"].task_kinds()).count("consult.again") == 1  # FR still is


async def test_an_objection_is_settled_otherwise_by_its_state(belgium: CaseFederation) -> None:
    """Wallonia objected, which ended the question to The Hague; Brussels settles: no objection."""
    case = await goods_in(belgium, "BE", "NL")
    await answers(belgium, case, FLANDERS, "no_objection")
    await answers(belgium, case, WALLONIA, "objection")
    assert (await belgium.of(case, "NL")).ended_because is EndReason.BINDING_OBJECTION
    shown = await belgium["DE"].case(case.case_id)
    two = [c for c in shown.consultations if c.consulted.startswith("BE")]
    await belgium.at(belgium.clock.now() + timedelta(hours=1))
    await settles(belgium, two, "no_objection")
    await refused(belgium, case, "NL")
    await heard_again(belgium, case, "NL")
