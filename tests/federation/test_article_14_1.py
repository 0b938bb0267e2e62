"""Article 14(1): items are or will be in other Member States.

Who: the authority that received the application. What: the authorities of the States where the
items are. When: ten working days there, from their receipt. Silence: no objection. Extension:
any of them asks, and nobody need agree; thirty working days on top. Effect:
an objection binds, and conditions do. Notices: none.
"""

from __future__ import annotations

from typing import Any

import pytest

from gateway.domain.case import Case, CaseState, DecisionProposal, Outcome
from gateway.domain.consultation import ConsultationState as State
from gateway.domain.consultation import EndReason
from gateway.errors import InputError, Reason, StateError
from tests.support.cases import application, transaction
from tests.support.consultations import GRANT, REFUSAL, duties
from tests.support.federation_case import GRACE, CaseFederation, text
from tests.support.raising import present

WITHIN = text("Only for the ministry's own network.")


def granted_if(*conditions: Any) -> DecisionProposal:
    return DecisionProposal(
        outcome=Outcome.GRANTED_WITH_CONDITIONS,
        explanation=(text("Unbedenklich unter Auflagen.", "de"),),
        conditions=conditions,
    )


async def goods_in(three: CaseFederation, *states: str) -> Case:
    """DE files; the items lie in other States; nobody has denied anything."""
    changed = transaction().model_copy(update={"goods_located_in": states})
    case = await three["DE"].file(application().model_copy(update={"transaction": changed}))
    await three.settle()
    return await three["DE"].case(case.case_id)


async def refused(attempt: Any) -> Reason:
    with pytest.raises(StateError) as caught:
        await attempt
    return caught.value.reason


# --- who is asked, what, until when -------------------------------------------------------


async def test_each_state_where_items_are_is_asked_within_ten_of_its_working_days(
    three: CaseFederation,
) -> None:
    case = await goods_in(three, "NL", "FR", "DE")
    assert {(each.consulted, each.procedure, each.state) for each in case.consultations} == {
        ("NL", "14(1)", State.RUNNING),
        ("FR", "14(1)", State.RUNNING),
    }
    for each in case.consultations:
        assert each.deadline is not None
        assert (each.deadline.authority, len(each.deadline.counted)) == (each.consulted, 10)
    assert await refused(three["DE"].propose(case.case_id, GRANT)) is Reason.CONSULTATION_OPEN


async def test_no_objection_and_nobody_is_to_be_told(three: CaseFederation) -> None:
    case = await goods_in(three, "NL")
    await three.answers("NL", "no_objection")
    de = three["DE"]
    assert (await de.decided(case.case_id, GRANT)).state is CaseState.DECIDED
    assert await de.entries("DE") == []
    assert await duties(de) == await duties(three["NL"]) == []


# --- silence ---------------------------------------------------------------------------


async def test_silence_is_no_objection(three: CaseFederation) -> None:
    case = await goods_in(three, "NL", "FR")
    await three.answers("FR", "no_objection")  # a partial answer lets nothing go
    assert (await three["DE"].case(case.case_id)).state is CaseState.CONSULTING
    await three.at(await three.due(case, "NL") + GRACE)
    silent = await three.of(case, "NL")
    assert (silent.state, silent.closed_by) == (State.SILENT, "both")
    assert "counts as no objection" in silent.silence_meaning
    with pytest.raises(StateError):  # it is closed there too
        await three["NL"].answer("objection")
    await three["DE"].propose(case.case_id, GRANT)


# --- an objection binds ------------------------------------------------------------------


async def test_one_objection_binds_and_ends_the_question_to_the_others(
    three: CaseFederation,
) -> None:
    case = await goods_in(three, "NL", "FR")
    await three.answers("NL", "objection", explanation=(text("Risico op omleiding.", "nl"),))
    needless, theirs = await three.of(case, "FR"), await three["FR"].asked()
    for side in (needless, theirs):
        assert (side.state, side.ended_because) == (
            State.SUPERSEDED,
            EndReason.BINDING_OBJECTION,
        )
        assert "NL: Objection (14(1))" in side.ended_text
    with pytest.raises(StateError):
        await three["FR"].answer("no_objection")
    de = three["DE"]
    assert await refused(de.propose(case.case_id, GRANT)) is Reason.OBJECTION_BINDS
    assert (await de.decided(case.case_id, REFUSAL)).state is CaseState.DECIDED


# --- conditions bind too -------------------------------------------------------------------


async def test_a_condition_binds_or_the_case_is_back_at_objection(three: CaseFederation) -> None:
    case = await goods_in(three, "NL")
    with pytest.raises(InputError, match="conditions"):
        await three["NL"].answer("no_objection_if")
    await three.answers("NL", "no_objection_if", conditions=(WITHIN,))
    de = three["DE"]
    assert await refused(de.propose(case.case_id, GRANT)) is Reason.OBJECTION_BINDS
    softer = granted_if(text("Preferably for the ministry's own network."))
    assert await refused(de.propose(case.case_id, softer)) is Reason.OBJECTION_BINDS
    await de.propose(case.case_id, granted_if(WITHIN, text("Annual report.")))
    assert (await de.decide(case.case_id)).state is CaseState.DECIDED


# --- more time -----------------------------------------------------------------------------


async def test_any_of_them_asks_for_more_time_and_each_has_its_own(three: CaseFederation) -> None:
    case = await goods_in(three, "NL", "FR")
    await three["NL"].extend(30)
    await three.settle()
    assert "extension.asked" not in await three["DE"].task_kinds()  # nobody need agree
    dutch, french = await three.of(case, "NL"), await three.of(case, "FR")
    assert dutch.deadline is not None
    assert (len(dutch.deadline.counted), len(present(french.deadline).counted)) == (40, 10)
    with pytest.raises(InputError):
        await three["NL"].extend(1)
