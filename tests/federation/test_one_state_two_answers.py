"""One State, two answers: the law consults the Member State, and Belgium has three authorities.

Contradicting answers of two of them block the case, with a reason of its own, until the
authority that the directory names as coordinator has settled which is the State's.
"""

from __future__ import annotations

import pytest

from gateway.casework.letters.settlement import settle
from gateway.domain.acts import TaskKind
from gateway.domain.case import Case, CaseState
from gateway.domain.consultation import ConsultationState as State
from gateway.domain.consultation import EndReason
from gateway.domain.correspondence import Settlement
from gateway.errors import InputError, PermissionRefusedError, Reason, StateError
from tests.support.consultations import GRANT, REFUSAL
from tests.support.federation_case import ANNA, CaseFederation, text
from tests.support.one_state import (
    BRUSSELS,
    FLANDERS,
    WALLONIA,
    answers,
    goods_in,
    settles,
)
from tests.support.raising import present

NOBODYS = "0190c2a4-0000-7000-8000-000000000000"


async def contradicting(belgium: CaseFederation) -> Case:
    """Flanders does not object, and then Wallonia does."""
    case = await goods_in(belgium, "BE")
    assert {each.consulted for each in case.consultations} == {FLANDERS, WALLONIA}
    await answers(belgium, case, FLANDERS, "no_objection")
    await answers(belgium, case, WALLONIA, "objection")
    return await belgium["DE"].case(case.case_id)


async def why_not(belgium: CaseFederation, case: Case) -> Reason | None:
    try:
        await belgium["DE"].propose(case.case_id, GRANT)
    except StateError as exc:
        return exc.reason
    return None


async def test_a_contradiction_names_the_region_where_the_goods_lie(
    belgium: CaseFederation,
) -> None:
    """All three are asked (the law consults the State); the officer sees whose goods they are."""
    case = await goods_in(belgium, "BE", regions=("BE-WAL",))
    assert {each.consulted for each in case.consultations} == {FLANDERS, WALLONIA}
    asked = await belgium[FLANDERS].asked()
    assert asked.request.transaction.goods_regions == ("BE-WAL",)  # it came over the wire
    await answers(belgium, case, FLANDERS, "no_objection")
    await answers(belgium, case, WALLONIA, "objection")
    [task] = [
        each for each in await belgium["DE"].tasks() if each.kind == TaskKind.ANSWERS_CONTRADICT
    ]
    assert task.text.endswith("; the goods lie in BE-WAL")
    assert task.data["regions"] == ["BE-WAL"]
    with pytest.raises(StateError, match="the goods lie in BE-WAL") as refused:
        await belgium["DE"].propose(case.case_id, GRANT)
    assert refused.value.metadata["regions"] == "BE-WAL"


async def test_a_region_lies_in_a_country_in_which_the_goods_are(belgium: CaseFederation) -> None:
    with pytest.raises(InputError, match="BE-WAL lies in no country") as refused:
        await goods_in(belgium, "NL", regions=("BE-WAL",))
    assert refused.value.metadata["field"] == "transaction.goods_regions[0]"
    case = await contradicting(belgium)
    with pytest.raises(StateError, match="does not say in which region of BE the goods lie"):
        await belgium["DE"].propose(case.case_id, GRANT)


async def test_a_contradiction_is_a_task_at_once_whoever_has_yet_to_answer(
    belgium: CaseFederation,
) -> None:
    """The Netherlands still look at it (M14); the task goes when the coordinator has settled.

    Found in use: officer M14.
    """
    case = await goods_in(belgium, "BE", "NL")
    await answers(belgium, case, FLANDERS, "no_objection")
    assert TaskKind.ANSWERS_CONTRADICT not in await belgium["DE"].task_kinds()
    await answers(belgium, case, WALLONIA, "no_objection_if", conditions=[text("Not by road.")])
    [task] = [
        each for each in await belgium["DE"].tasks() if each.kind == TaskKind.ANSWERS_CONTRADICT
    ]
    assert (task.subject, task.key) == (case.case_id, "14(1) BE-VLG BE-WAL")
    assert "until BE-BRU settles it" in task.text
    assert (await belgium["DE"].case(case.case_id)).state is CaseState.CONSULTING
    belgian = [await belgium.of(case, code) for code in (FLANDERS, WALLONIA)]
    await settles(belgium, belgian, "no_objection")
    assert TaskKind.ANSWERS_CONTRADICT not in await belgium["DE"].task_kinds()


async def test_the_coordinator_settles_and_its_answer_is_the_states(
    belgium: CaseFederation,
) -> None:
    case = await contradicting(belgium)
    await settles(
        belgium, case.consultations, "no_objection", text=[text("The goods left Wallonia.")]
    )
    shown = await belgium["DE"].case(case.case_id)
    for each in shown.consultations:
        assert each.settled_by == BRUSSELS
        assert present(each.counting_answer).answer == "no_objection"
    wallonia = await belgium.of(case, WALLONIA)
    assert present(wallonia.answer).answer == "objection"  # what was said stays visible
    assert await why_not(belgium, case) is None
    assert (await belgium["DE"].decide(case.case_id)).state is CaseState.DECIDED


async def test_settled_conditions_bind(belgium: CaseFederation) -> None:
    case = await contradicting(belgium)
    with pytest.raises(InputError, match="conditions"):
        await settles(belgium, case.consultations, "no_objection_if")
    await settles(belgium, case.consultations, "no_objection_if", conditions=[text("Not by road.")])
    assert await why_not(belgium, case) is Reason.OBJECTION_BINDS


async def test_a_proposal_falls_when_the_coordinator_settles(belgium: CaseFederation) -> None:
    """Both had agreed, and were wrong: Brussels says so before the decision."""
    case = await goods_in(belgium, "BE")
    for code in (FLANDERS, WALLONIA):
        await answers(belgium, case, code, "no_objection")
    assert await why_not(belgium, case) is None
    await settles(belgium, case.consultations, "objection")
    shown = await belgium["DE"].case(case.case_id)
    assert (shown.state, shown.proposal) == (CaseState.ASSESSMENT, None)
    assert await why_not(belgium, case) is Reason.OBJECTION_BINDS


async def test_the_coordinator_may_settle_before_all_have_answered(
    belgium: CaseFederation,
) -> None:
    case = await goods_in(belgium, "BE")
    await answers(belgium, case, FLANDERS, "no_objection")
    await settles(belgium, case.consultations, "objection")
    wallonia = await belgium.of(case, WALLONIA)
    assert (wallonia.state, wallonia.ended_because) == (State.SUPERSEDED, EndReason.SETTLED)
    assert (await belgium[WALLONIA].asked()).ended_because is EndReason.SETTLED
    assert await why_not(belgium, case) is Reason.OBJECTION_BINDS


async def test_an_objection_ends_the_question_to_other_states_not_to_the_same(
    belgium: CaseFederation,
) -> None:
    case = await goods_in(belgium, "BE", "NL")
    await answers(belgium, case, FLANDERS, "objection")
    assert (await belgium.of(case, "NL")).ended_because is EndReason.BINDING_OBJECTION
    assert (await belgium.of(case, WALLONIA)).state is State.RUNNING
    await answers(belgium, case, WALLONIA, "no_objection")
    assert await why_not(belgium, case) is Reason.ANSWERS_CONTRADICT
    # To say no needs no settlement.
    await belgium["DE"].propose(case.case_id, REFUSAL)


async def test_only_the_coordinator_settles(belgium: CaseFederation) -> None:
    case = await contradicting(belgium)
    with pytest.raises(PermissionRefusedError, match="does not coordinate"):
        await settles(belgium, case.consultations, "no_objection", by=WALLONIA)


async def test_what_does_not_fit_has_no_effect_and_is_a_persons_task(
    belgium: CaseFederation,
) -> None:
    case = await goods_in(belgium, "BE", "NL")
    await answers(belgium, case, FLANDERS, "no_objection")
    await answers(belgium, case, WALLONIA, "objection")
    foreign = [await belgium.of(case, FLANDERS), await belgium.of(case, "NL")]
    await settles(belgium, foreign, "no_objection")
    kinds = await belgium["DE"].task_kinds()
    assert kinds == ["answers.contradict", "settlement.unusable"]
    assert (await belgium.of(case, FLANDERS)).settled_answer is None
    unknown = Settlement(
        procedure="14(1)",
        conversations=(case.consultations[0].conversation_id, NOBODYS),
        answer="no_objection",
    )
    await settle(belgium[BRUSSELS].node.office, ANNA, "DE", unknown)
    await belgium.settle()
    assert (await belgium.of(case, FLANDERS)).settled_answer is None
