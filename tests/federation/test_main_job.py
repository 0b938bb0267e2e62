"""The main job, as it goes on a morning at the office; over real mTLS, with real stores."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from certs.layout import FederationFiles
from gateway.casework.cases.cases import assess, withdraw
from gateway.casework.denials.denials import get_denial
from gateway.casework.handlers.tasks import close_task
from gateway.domain.case import Application, AuthorisationKind, CaseState, DecisionProposal, Outcome
from gateway.domain.consultation import ConsultationState
from gateway.domain.denial import Ground
from gateway.domain.rulebook.general import FourEyesException
from gateway.domain.transaction import Classification, ListSource
from gateway.errors import ComityError, Reason, StateError
from tests.support.cases import application, french_denial
from tests.support.federation_case import (
    ANNA,
    BERT,
    GRACE,
    CaseFederation,
    Desk,
    case_federation,
    text,
)

REFUSAL = DecisionProposal(
    outcome=Outcome.REFUSED,
    grounds=(Ground.HUMAN_RIGHTS,),
    explanation=(text("Risiko der internen Repression.", "de"),),
)
GRANT = DecisionProposal(
    outcome=Outcome.GRANTED, explanation=(text("Endverbleib gesichert.", "de"),)
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
    await federation["NL"].answer("no_objection")
    await federation.settle()
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
    await de.propose(case_id, REFUSAL)
    decided = await de.decide(case_id)
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


async def test_a_refusal_is_in_every_register(federation: CaseFederation) -> None:
    await _refused(federation)


async def test_the_main_job_on_either_database(
    case_files: FederationFiles, tmp_path: Path, new_database: Callable[[str], str]
) -> None:
    async with case_federation(case_files, tmp_path / "nodes", new_database) as federation:
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


async def test_an_application_filed_twice_is_one_case(federation: CaseFederation) -> None:
    de = federation["DE"]
    first, again = await de.file(application()), await de.file(application())
    assert first.case_id == again.case_id
    other = application().model_copy(update={"kind": AuthorisationKind.GLOBAL})
    assert await reason_of(de.file(other)) is Reason.STATE_CONFLICT


async def test_a_withdrawn_application_is_not_decided(federation: CaseFederation) -> None:
    case_id = await answered(federation)
    de = federation["DE"]
    case = await withdraw(de.node.office, ANNA, case_id, text("Auftrag storniert.", "de"))
    assert case.state is CaseState.WITHDRAWN
    await federation.settle()
    assert ("case", case_id) in de.engine.ended
    assert await reason_of(de.propose(case_id, REFUSAL)) is Reason.STATE_CONFLICT
    assert await de.entries("DE") == []


# --- a grant explains itself ----------------------------------------------------------


@pytest.mark.parametrize("answer", ["identical", "not_identical", "silence"])
async def test_a_grant_after_a_consultation_explains_itself_to_everybody(
    federation: CaseFederation, answer: str
) -> None:
    case = await federation.consulting()
    if answer == "silence":
        await federation.at(await federation.due(case, "FR") + GRACE)
        assert (await federation.of(case, "FR")).state is ConsultationState.SILENT
    else:
        await federation["FR"].answer(answer)
        await federation["NL"].answer("no_objection")
        await federation.settle()
    de = federation["DE"]
    await de.propose(case.case_id, GRANT)
    await de.decide(case.case_id)
    await federation.sync()
    for desk in federation.desks.values():
        assert await desk.entries("DE") == [("grant.after_consultation", case.case_id)]


async def test_a_grant_without_a_consultation_on_denials_tells_nobody(
    federation: CaseFederation,
) -> None:
    de = federation["DE"]
    case = await de.file(application())  # FR has denied nothing: only NL is asked
    await federation.settle()
    await federation["NL"].answer("no_objection")
    await federation.settle()
    await de.propose(case.case_id, GRANT)
    await de.decide(case.case_id)
    assert await de.entries("DE") == []


# --- what must come before the decision ---------------------------------------------


async def test_a_denial_that_came_meanwhile_blocks_the_decision(
    federation: CaseFederation,
) -> None:
    case_id = await answered(federation)
    de, fr = federation["DE"], federation["FR"]
    await de.propose(case_id, GRANT)
    await fr.deny(french_denial(18))
    await federation.sync()
    assert await reason_of(de.decide(case_id)) is Reason.DENIAL_UNSEEN
    await federation.settle()
    case = await de.case(case_id)
    assert (case.state, case.proposal) == (CaseState.CONSULTING, None)
    [newest] = [c for c in case.consultations if c.request.denials == ("FR-2024-00018",)]
    assert newest.consulted == "FR"
    assert newest.state is ConsultationState.RUNNING
    assert "denial.unseen" in await de.task_kinds()
    await federation.at(await _due(newest) + GRACE)
    assert await reason_of(de.only_propose(case_id, GRANT)) is Reason.DENIAL_UNSEEN
    await de.propose(case_id, GRANT.model_copy(update={"examination": case.examinations}))
    assert "denial.unseen" not in await de.task_kinds()
    assert (await de.decide(case_id)).state is CaseState.DECIDED


async def _due(consultation: Any) -> Any:
    return consultation.deadline.last_instant


async def test_a_cyber_case_needs_its_assessment(federation: CaseFederation) -> None:
    case = await federation.consulting(variant(human_rights=None))
    assert case.assessment_required
    await federation["FR"].answer("identical")
    await federation["NL"].answer("no_objection")
    await federation.settle()
    de = federation["DE"]
    assert await reason_of(de.propose(case.case_id, REFUSAL)) is Reason.ASSESSMENT_MISSING
    assessment = application().transaction.human_rights
    assert assessment is not None
    await assess(de.node.office, ANNA, case.case_id, assessment)
    await de.propose(case.case_id, REFUSAL)
    await assess(de.node.office, ANNA, case.case_id, assessment)
    assert (await de.case(case.case_id)).proposal is None  # it no longer stands


async def test_an_authority_of_one_officer_decides_alone_on_record(
    federation: CaseFederation, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = await answered(federation)
    de = federation["DE"]
    _allow_one_officer(de, monkeypatch)
    await de.propose(case_id, REFUSAL)
    decided = await de.decide(case_id, ANNA)
    assert decided.decision is not None
    assert not decided.decision.four_eyes
    act = next(act for act in decided.acts if act.verb == "decision.made")
    assert act.text == "refused; one officer, by the rulebook"


def _allow_one_officer(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    law = desk.node.office.law
    rulebook = law.in_force(desk.clock.now())
    exception = FourEyesException(authority=desk.code, outcomes=(Outcome.REFUSED,))
    four_eyes = rulebook.four_eyes.model_copy(update={"exceptions": (exception,)})
    changed = rulebook.model_copy(update={"four_eyes": four_eyes})
    monkeypatch.setattr(law, "rulebook", lambda _: changed)


async def test_who_is_not_in_the_federation_is_asked_by_hand_first(
    federation: CaseFederation,
) -> None:
    de = federation["DE"]
    case = await de.file(variant(goods_located_in=("ES", "IT")))
    await federation.settle()
    by_hand = [task for task in await de.tasks() if task.kind == "consult.by_hand"]
    assert len(by_hand) == 2
    for task in by_hand:
        assert await reason_of(de.propose(case.case_id, GRANT)) is Reason.CONSULTATION_OPEN
        await de.agree_without_record(task.id, text("By mail: no objection."))
    assert (await de.propose(case.case_id, GRANT)).state is CaseState.PROPOSED


# --- who is asked: Article 14(1) ------------------------------------------------------


async def test_article_14_1_asks_where_the_goods_lie(federation: CaseFederation) -> None:
    cases = (
        ("5A001.j", "AU", AuthorisationKind.INDIVIDUAL, False),
        ("5A004.a", "AU", AuthorisationKind.INDIVIDUAL, True),  # Annex IV
        ("5A001.j", "AE", AuthorisationKind.INDIVIDUAL, True),
        ("5A001.j", "AE", AuthorisationKind.GLOBAL, False),
    )
    for number, (code, destination, kind, asked) in enumerate(cases):
        filed = variant(code, destination=destination)
        update = {"kind": kind, "reference": f"V-{number}"}
        case = await federation["DE"].file(filed.model_copy(update=update))
        await federation.settle()
        case = await federation["DE"].case(case.case_id)
        trigger = next(each for each in case.triggers if each.procedure == "14(1)")
        assert trigger.applies is asked
        assert trigger.reasons
        assert [each.consulted for each in case.consultations] == (["NL"] if asked else [])
        assert case.state is (CaseState.CONSULTING if asked else CaseState.ASSESSMENT)


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


async def test_a_reader_of_the_case_sees_every_act_under_its_officer(
    federation: CaseFederation,
) -> None:
    case_id = await answered(federation)
    await federation["DE"].propose(case_id, REFUSAL)
    case = await federation["DE"].decide(case_id, BERT)
    by_whom = {(act.verb, act.actor) for act in case.acts}
    assert {
        ("case.filed", "anna"),
        ("case.examined", "gateway"),
        ("consultation.answered", "FR"),
        ("consultation.answered", "NL"),
        ("decision.proposed", "anna"),
        ("decision.made", "bert"),
    } <= by_whom
