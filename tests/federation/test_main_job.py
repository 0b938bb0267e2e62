"""The main job, as it goes on a morning at the office; over real mTLS, with real stores."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.casework.cases.cases import assess
from gateway.casework.denials.denials import get_denial
from gateway.casework.handlers.tasks import close_task
from gateway.domain.case import Application, CaseState
from gateway.domain.consultation import ConsultationState
from gateway.domain.denial import Ground
from gateway.domain.transaction import Classification, ListSource
from gateway.errors import ComityError, Reason, StateError
from tests.support.cases import application
from tests.support.consultations import REFUSAL
from tests.support.federation_case import (
    ANNA,
    GRACE,
    CaseFederation,
    Where,
    case_federation,
    text,
)


def variant(code: str | None = None, **changes: Any) -> Application:
    """The application with another transaction; `code` classifies its one item."""
    filed = application()
    if code is not None:
        listed = Classification(source=ListSource.ANNEX_I, code=code, list_version="2025-11-15")
        item = filed.transaction.items[0].model_copy(update={"classifications": (listed,)})
        changes["items"] = (item,)
    return filed.model_copy(
        update={"transaction": filed.transaction.model_copy(update=changes), "reference": "V-1"}
    )


async def answered(federation: CaseFederation, french: str = "identical") -> str:
    """A case whose consultations were all answered; NL does not object."""
    case = await federation.consulting()
    await federation["FR"].answer(french)
    await federation.answers("NL", "no_objection")
    assert (await federation["DE"].case(case.case_id)).state is CaseState.ASSESSMENT
    return case.case_id


async def reason_of(attempt: Any) -> Reason:
    with pytest.raises(ComityError) as refused:
        await attempt
    return refused.value.reason


# --- from the application to a refusal -------------------------------------------------


async def _refused(federation: CaseFederation) -> None:
    case_id = await answered(federation)
    de = federation["DE"]
    decided = await de.decided(case_id, REFUSAL)
    assert decided.state is CaseState.DECIDED
    assert decided.decision is not None
    assert (decided.decision.proposed_by, decided.decision.decided_by) == ("anna", "bert")
    assert decided.decision.four_eyes
    denial_id = decided.decision.denial_id
    assert denial_id == "DE-2026-00001"
    assert (await get_denial(de.node.office, ANNA, denial_id)).not_yet_received == (
        "EU",
        "FR",
        "NL",
    )
    await federation.sync()
    roots = set()
    for desk in federation.desks.values():
        shown = await get_denial(desk.node.office, ANNA, denial_id)
        assert shown.denial.grounds.value == (Ground.HUMAN_RIGHTS,)
        assert shown.denial.transaction.exporter.value is None  # commercially sensitive
        assert shown.denial.transaction.human_rights is not None
        roots.add((await desk.registers())["DE"].root)
    assert len(roots) == 1
    assert (await get_denial(de.node.office, ANNA, denial_id)).not_yet_received == ()


async def test_the_main_job_on_either_database(either_where: Where) -> None:
    async with case_federation(*either_where) as federation:
        await _refused(federation)


async def test_a_case_shows_what_was_found_and_who_is_asked(federation: CaseFederation) -> None:
    case = await federation.consulting()
    assert case.state is CaseState.CONSULTING
    assert case.examination is not None
    hit = case.examination.hits[0]
    assert (hit.denial_id, hit.consult) == ("FR-2024-00017", True)
    assert hit.party.reasons
    assert hit.item.reasons
    assert case.examination.index_position == case.examination.register_position > 0
    assert {(c.consulted, c.procedure, c.state) for c in case.consultations} == {
        ("FR", "16(5)", ConsultationState.RUNNING),
        ("NL", "14(1)", ConsultationState.RUNNING),
    }
    for each in case.consultations:
        assert each.deadline is not None
        assert each.deadline.last_instant == each.peer_last_instant
        assert len(each.deadline.counted) == 10


# --- what must come before the decision ---------------------------------------------


async def test_a_cyber_case_needs_its_assessment(federation: CaseFederation) -> None:
    case = await federation.consulting(variant(human_rights=None))
    assert case.assessment_required
    await federation["FR"].answer("identical")
    await federation.answers("NL", "no_objection")
    de = federation["DE"]
    assert await reason_of(de.propose(case.case_id, REFUSAL)) is Reason.ASSESSMENT_MISSING
    assessment = application().transaction.human_rights
    assert assessment is not None
    await assess(de.node.office, ANNA, case.case_id, assessment)
    await de.propose(case.case_id, REFUSAL)
    await assess(de.node.office, ANNA, case.case_id, assessment)
    assert (await de.case(case.case_id)).proposal is None  # it no longer stands


# --- tasks ---------------------------------------------------------------------------


async def test_tasks_open_and_close_with_the_work(federation: CaseFederation) -> None:
    case = await federation.consulting()
    fr, de = federation["FR"], federation["DE"]
    assert await fr.task_kinds() == ["answer.due"]
    due_task = (await fr.tasks())[0]
    with pytest.raises(StateError, match="closes when it is done"):
        await close_task(fr.node.office, ANNA, due_task.id, text("Later."))
    await fr.answer("not_identical")
    assert await fr.task_kinds() == []
    await federation.settle()  # what came after the end would be a task (answer.sealed)
    await federation.at(await federation.due(case, "NL") + GRACE)
    assert await federation["NL"].task_kinds() == []
    assert await de.task_kinds() == []


async def test_an_officer_is_reminded_once(federation: CaseFederation) -> None:
    case = await federation.consulting()
    due = await federation.due(case, "FR")
    await federation.at(due.replace(day=due.day - 1))
    await federation.settle()
    assert await federation["FR"].task_kinds() == ["answer.due", "answer.soon"]
    await federation["FR"].answer("identical")
    assert await federation["FR"].task_kinds() == []
