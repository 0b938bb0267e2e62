"""A standing answer that was relied on gives way: to what was said since, and to its recall."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from gateway.casework.consultations import incoming_answer
from gateway.casework.consultations.silence import note_call
from gateway.casework.letters import correction
from gateway.casework.letters.correction import correct
from gateway.casework.letters.recall import ask_again, recall
from gateway.casework.letters.standing_answers import give_standing, list_standing, rely_on_standing
from gateway.domain.case import Case, CaseState, OralNote, Outcome
from gateway.domain.consultation import EndReason, LateOrInTime, StopState
from gateway.domain.correspondence import StandingAnswer, StandingScope
from gateway.errors import ComityError, StateError
from tests.support.consultations import GRANT, State, ask, duties
from tests.support.federation_case import ANNA, START, CaseFederation, text
from tests.support.one_state import goods_in
from tests.support.proofs import proved
from tests.support.raising import present

WHY = (text("It was meant for another authority."),)
ANSWER = StandingAnswer(
    procedure="14(1)",
    answer="no_objection_if",
    conditions=(text("Only for the hospital of Sharjah."),),
    scope=StandingScope(everything=True),
    until=(START + timedelta(days=60)).date(),
)
TAKEN_OVER = GRANT.model_copy(
    update={"outcome": Outcome.GRANTED_WITH_CONDITIONS, "conditions": ANSWER.conditions}
)


async def asked(three: CaseFederation) -> tuple[Case, str, str]:
    """NL has answered in advance and is asked: the case, the consultation, the standing answer."""
    given = await give_standing(three["NL"].node.office, ANNA, "DE", ANSWER)
    await three.settle()
    case = await goods_in(three, "NL")
    return case, (await three.of(case, "NL")).conversation_id, given.standing_id


async def relied(three: CaseFederation) -> tuple[Case, str, str]:
    case, inside, standing = await asked(three)
    await rely_on_standing(three["DE"].node.office, ANNA, inside, standing)
    await three.settle()
    return case, inside, standing


async def test_nobody_relies_on_it_while_an_oral_objection_is_noted(three: CaseFederation) -> None:
    case, inside, standing = await asked(three)
    note = OralNote(text="They object this time.", objection=True)
    await note_call(three["DE"].node.office, ANNA, inside, note)
    with pytest.raises(StateError, match="oral objection"):
        await rely_on_standing(three["DE"].node.office, ANNA, inside, standing)
    assert (await three.of(case, "NL")).state is State.RUNNING


async def test_nobody_relies_on_it_while_a_letter_waits_or_cannot_be_used(
    three: CaseFederation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The Hague has answered, and a defect of ours keeps the answer from its effect."""
    _, inside, standing = await asked(three)

    def fails(*_: Any, **__: Any) -> None:
        raise KeyError("a defect")

    monkeypatch.setattr(incoming_answer, "check_answer", fails)
    await three.answers("NL", "objection")
    office = three["DE"].node.office
    with pytest.raises(StateError, match="waits for its effect"):
        await rely_on_standing(office, ANNA, inside, standing)
    for _ in range(20):
        await three["DE"].node.dispatcher.drain()
    with pytest.raises(StateError, match="may be its answer"):
        await rely_on_standing(office, ANNA, inside, standing)


async def test_an_objection_that_crosses_the_reliance_counts(
    three: CaseFederation, tmp_path: Path
) -> None:
    """The Hague objects while its line is dead; Berlin relies on what it had said before."""
    case, inside, standing = await asked(three)
    await three.cut_off("DE")
    await three.answers("NL", "objection")
    await rely_on_standing(three["DE"].node.office, ANNA, inside, standing)
    await three.connect("DE")
    await three.settle()
    for each in (await three.of(case, "NL"), await three["NL"].consultation(inside)):
        assert (each.state, present(each.answer).answer) == (State.ANSWERED, "objection")
        assert each.answer_timing is not LateOrInTime.LATE
    with pytest.raises(StateError, match="objected"):
        await three["DE"].propose(case.case_id, TAKEN_OVER)
    await proved(three["DE"], case.case_id, tmp_path)
    await proved(three["NL"], inside, tmp_path)


async def test_a_recalled_standing_answer_carries_no_case(
    three: CaseFederation, tmp_path: Path
) -> None:
    case, inside, standing = await relied(three)
    await three["DE"].propose(case.case_id, TAKEN_OVER)
    await recall(three["NL"].node.office, ANNA, standing, WHY)
    await three.settle()
    ours = await three.of(case, "NL")
    assert (ours.answer, ours.sealed) == (None, True)
    everything = ours.model_dump_json()
    assert "Sharjah" not in everything
    assert "no_objection_if" not in everything
    assert (await three["DE"].case(case.case_id)).state is CaseState.ASSESSMENT
    with pytest.raises(StateError, match="NL must be asked again"):
        await three["DE"].propose(case.case_id, TAKEN_OVER)
    await proved(three["DE"], case.case_id, tmp_path)
    await ask_again(three["DE"].node.office, ANNA, inside)
    await three.settle()
    assert (await three["DE"].case(case.case_id)).state is CaseState.CONSULTING


async def test_a_recalled_standing_answer_on_which_a_decision_rested_is_an_alarm(
    three: CaseFederation, tmp_path: Path
) -> None:
    case, _, standing = await relied(three)
    await three["DE"].decided(case.case_id, TAKEN_OVER)
    await recall(three["NL"].node.office, ANNA, standing, WHY)
    await three.settle()
    assert "recall.alarm" in await three["DE"].task_kinds()
    assert (await three.of(case, "NL")).answer is None
    await proved(three["DE"], case.case_id, tmp_path)


async def test_a_corrected_standing_answer_carries_no_case(three: CaseFederation) -> None:
    case, _, standing = await relied(three)
    after = {**ANSWER.model_dump(mode="json"), "answer": "objection", "conditions": []}
    await correct(three["NL"].node.office, ANNA, standing, after, WHY)
    await three.settle()
    assert (await three.of(case, "NL")).answer is None
    with pytest.raises(StateError, match="NL must be asked again"):
        await three["DE"].propose(case.case_id, TAKEN_OVER)


async def test_a_corrected_day_is_when_it_ends(three: CaseFederation) -> None:
    """The Hague meant ninety days; after sixty-one both sides still hold it."""
    _, inside, standing = await asked(three)
    longer = START + timedelta(days=90)
    after = {**ANSWER.model_dump(mode="json"), "until": longer.date().isoformat()}
    await correct(three["NL"].node.office, ANNA, standing, after, WHY)
    await three.settle()
    await three.at(START + timedelta(days=61))
    await three.sweep()
    for code in ("DE", "NL"):
        (held,) = (await list_standing(three[code].node.office, ANNA)).items
        assert held.withdrawn is None
    await three.at(longer + timedelta(days=1))
    await three.sweep()
    for code in ("DE", "NL"):
        (held,) = (await list_standing(three[code].node.office, ANNA)).items
        assert held.withdrawn is not None
    assert (await list_standing(three["DE"].node.office, ANNA, conversation_id=inside)).items == ()


IMPOSSIBLE: tuple[tuple[dict[str, object], str], ...] = (
    ({"answer": "perhaps"}, "answer"),
    ({"conditions": []}, "conditions"),
    ({"procedure": "16(5)", "answer": "not_identical"}, "corrected.procedure"),
    ({"withdrawn": True}, "corrected.withdrawn"),
)


async def test_a_correction_makes_no_standing_answer_that_could_not_be_given(
    three: CaseFederation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor does one of a gateway that does not check what it sends."""
    nl, de = three["NL"].node.office, three["DE"]
    for number, (change, field) in enumerate(IMPOSSIBLE, start=1):
        standing = (await give_standing(nl, ANNA, "DE", ANSWER)).standing_id
        await three.settle()
        after = {**ANSWER.model_dump(mode="json"), **change}
        with pytest.raises(ComityError) as refused:
            await correct(nl, ANNA, standing, after, WHY)
        assert refused.value.metadata.get("field", field) == field
        with monkeypatch.context() as tampered:
            tampered.setattr(correction, "check_corrected", lambda *_: None)
            await correct(nl, ANNA, standing, after, WHY)
        await three.settle()
        assert (await de.task_kinds()).count("correction.unusable") == number
        held = (await list_standing(de.node.office, ANNA)).items
        assert {each.standing_id: each.content for each in held}[standing] == ANSWER


async def test_an_objection_in_advance_makes_the_other_answers_needless(
    three: CaseFederation,
) -> None:
    """The Hague objects to all of them; Paris, asked the same, is told that it need not answer."""
    content = ANSWER.model_copy(update={"answer": "objection", "conditions": ()})
    given = await give_standing(three["NL"].node.office, ANNA, "DE", content)
    await three.settle()
    case = await goods_in(three, "NL", "FR")
    inside = (await three.of(case, "NL")).conversation_id
    await rely_on_standing(three["DE"].node.office, ANNA, inside, given.standing_id)
    await three.settle()
    for each in (await three.of(case, "FR"), await three["FR"].asked()):
        assert (each.state, each.ended_because) == (State.SUPERSEDED, EndReason.BINDING_OBJECTION)
    assert (await three["DE"].case(case.case_id)).state is CaseState.ASSESSMENT
    with pytest.raises(StateError, match="objected"):
        await three["DE"].propose(case.case_id, GRANT)


async def test_goods_that_go_on_a_standing_answer_are_told_of(three: CaseFederation) -> None:
    """Bonn has said in advance that it maintains its licences; it still tells the others."""
    content = StandingAnswer(
        procedure="21(4)",
        answer="release",
        scope=StandingScope(everything=True),
        until=ANSWER.until,
    )
    given = await give_standing(three["DE"].node.office, ANNA, "NL", content)
    await three.settle()
    held = await ask(three, "NL", "DE", "21(4)", asked_for=("review_licence",))
    office = three["NL"].node.office
    relied_on = await rely_on_standing(office, ANNA, held.conversation_id, given.standing_id)
    assert present(relied_on.stop).state is StopState.RELEASED
    await three.settle()
    assert [each.partition(":")[0] for each in await duties(three["DE"])] == ["21(4)"]
