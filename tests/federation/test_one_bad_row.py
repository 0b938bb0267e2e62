"""One row that cannot be followed holds up no other: it is a task and is tried again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Connection

from gateway.casework.acts.due_dates import Due, DueKind, get_due, set_due
from gateway.casework.denials.denials import review_denial
from gateway.casework.handlers import workflow_steps
from gateway.casework.handlers.reconciliation import sweep_deadlines
from gateway.casework.handlers.tasks import list_tasks
from gateway.casework.handlers.workflow_steps import (
    AGAIN_S,
    CaseSteps,
    ConsultationSteps,
    DailySweep,
    SyncSteps,
)
from gateway.casework.notices.collective import Follower
from gateway.casework.records import case_rows, consultation_rows
from gateway.casework.services import Work
from gateway.domain.case import Case
from gateway.domain.denial import FreeText, ReviewOutcome
from gateway.domain.notice import DenialReview
from gateway.domain.rulebook import Rulebook
from gateway.errors import LawError
from gateway.ports import CaseRef, ConversationRef
from tests.support.cases import application, french_denial
from tests.support.federation_case import ANNA, GRACE, CaseFederation, Desk

DAY, KIND = timedelta(days=1), DueKind.NOTICE_EXPIRES
FIRST, SECOND = "DE-N-2026-00001", "DE-N-2026-00002"


async def failed(desk: Desk) -> list[tuple[str, str]]:
    tasks = (await list_tasks(desk.node.office, ANNA)).items
    return [(each.subject, each.text) for each in tasks if each.kind == "round.failed"]


async def test_a_date_that_fails_lets_the_later_ones_go_on(
    three: CaseFederation, monkeypatch: pytest.MonkeyPatch
) -> None:
    de = three["DE"]
    office, seen, broken = de.node.office, list[str](), [FIRST]

    def expire(work: Work, due: Due) -> Due | None:
        set_due(work, kind=DueKind.REPLY_WANTED, subject=due.subject, at=due.at + 9 * DAY)
        if due.subject in broken:
            raise KeyError(due.subject)
        seen.append(due.subject)
        return None

    monkeypatch.setattr(workflow_steps, "HANDLERS", {**workflow_steps.HANDLERS, KIND: expire})

    def dates(conn: Connection) -> None:
        for hours, subject in enumerate((FIRST, SECOND)):
            at = three.clock.at + timedelta(hours=hours)
            set_due(Work(conn, office), kind=KIND, subject=subject, at=at)

    await de.node.db.write(dates)
    three.clock.at += DAY
    daily = DailySweep(office)
    await daily.look()
    assert seen == [SECOND]
    [(subject, text)] = await failed(de)
    assert subject == FIRST
    assert str(KIND) in text
    wanted = DueKind.REPLY_WANTED
    left = await de.node.db.read(lambda conn: get_due(conn, kind=wanted, subject=FIRST))
    assert left is None  # rolled back with what failed

    broken.clear()
    three.clock.at += DAY
    await daily.look()
    assert seen == [SECOND, FIRST]
    assert await failed(de) == []


async def test_a_consultation_whose_law_is_gone_lets_the_others_be_asked_about(
    three: CaseFederation, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = await three.consulting()
    de, law = three["DE"], three["DE"].node.office.law
    three.clock.at = max([await three.due(case, code) for code in ("FR", "NL")]) + GRACE
    known, asked = law.rulebook, list[str]()

    def rulebook(version: str) -> Rulebook:
        asked.append(version)
        if len(asked) == 1:
            raise LawError(f"{version} is gone")
        return known(version)

    monkeypatch.setattr(law, "rulebook", rulebook)
    assert await sweep_deadlines(de.node.office) == len(case.consultations) - 1 > 0
    assert len(await failed(de)) == 1
    assert await sweep_deadlines(de.node.office) == len(case.consultations)
    assert await failed(de) == []


async def open_two(three: CaseFederation) -> Case:
    """A case in which FR is asked about two denials."""
    await three["FR"].deny(french_denial(18))
    return await three.consulting()


async def test_a_tally_that_fails_lets_ended_denials_be_followed(
    three: CaseFederation, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = await open_two(three)
    de, fr = three["DE"], three["FR"]

    async def fails(_self: Follower) -> None:
        raise RuntimeError("a notice that no tally can take")

    monkeypatch.setattr(Follower, "look", fails)
    review = DenialReview(
        denial_id="FR-2024-00017",
        outcome=ReviewOutcome.REVOKED,
        at=three.clock.at.date(),
        grounds=(FreeText(language="en", text="It was another."),),
    )
    await review_denial(fr.node.office, ANNA, review.denial_id, review)
    await three.sync()
    await SyncSteps(de.node.office).sync_all()
    await three.settle()
    assert (await three.of(case, "FR")).denials_left == ("FR-2024-00018",)
    assert [subject for subject, _ in await failed(de)] == ["DE"]


async def test_t8_a_step_that_fails_for_good_is_a_task_and_its_run_waits(
    three: CaseFederation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Found in use: temporal T8."""
    case = await three.consulting()
    de = three["DE"]
    conversation = (await three.of(case, "FR")).conversation_id
    steps, ref = ConsultationSteps(de.node.office), ConversationRef(conversation_id=conversation)

    def gone(version: str) -> Rulebook:
        raise LawError(f"{version} is gone")

    with monkeypatch.context() as broken:
        broken.setattr(de.node.office.law, "rulebook", gone)
        step = await steps.consultation_step(ref)
    assert (step.closed, step.due_in_s) == (False, AGAIN_S)
    assert [subject for subject, _ in await failed(de)] == [conversation]
    assert (await steps.consultation_step(ref)).state == "running"
    assert await failed(de) == []


async def test_t8_a_case_whose_examination_fails_is_a_task_and_is_examined_later(
    three: CaseFederation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Found in use: temporal T8."""
    de = three["DE"]
    case = await de.file(application())
    steps, ref = CaseSteps(de.node.office), CaseRef(case_id=case.case_id)

    def gone(version: str) -> Rulebook:
        raise LawError(f"{version} is gone")

    with monkeypatch.context() as broken:
        broken.setattr(de.node.office.law, "rulebook", gone)
        step = await steps.examine(ref)
    assert (step.closed, step.due_in_s) == (False, AGAIN_S)
    assert [subject for subject, _ in await failed(de)] == [case.case_id]
    assert not (await steps.case_step(ref)).done
    assert (await de.case(case.case_id)).consultations
    assert await failed(de) == []


async def test_a_case_that_cannot_be_settled_is_a_task_and_is_settled_later(
    three: CaseFederation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Found in use: temporal T8."""
    de = three["DE"]
    case = await de.file(application())
    ref = CaseRef(case_id=case.case_id)

    def fails(_conn: Connection, case_id: str) -> None:
        raise KeyError(case_id)

    with monkeypatch.context() as broken:
        broken.setattr(case_rows, "settle", fails)
        step = await CaseSteps(de.node.office).settle_case(ref)
    assert (step.done, step.due_in_s) == (False, AGAIN_S)
    assert [subject for subject, _ in await failed(de)] == [case.case_id]
    # The node was started again meanwhile: who asks now did not see it fail.
    assert (await CaseSteps(de.node.office).settle_case(ref)).done
    assert await failed(de) == []


async def test_a_reminder_that_fails_is_a_task_and_is_given_at_the_next_sweep(
    three: CaseFederation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Found in use: temporal T8."""
    case = await three.consulting()
    fr, asked = three["FR"], (await three.of(case, "FR")).conversation_id
    assert await sweep_deadlines(fr.node.office) == 0  # it is not yet time
    three.clock.at = await three.due(case, "FR") - timedelta(hours=1)  # as a rehearsal moves it
    with monkeypatch.context() as broken:
        broken.setattr(consultation_rows, "get", lambda *_, **__: 1 / 0)
        await sweep_deadlines(fr.node.office)
    assert [subject for subject, _ in await failed(fr)] == [asked]
    for _ in range(2):  # once, however often it is swept
        await sweep_deadlines(fr.node.office)
    assert await failed(fr) == []
    assert (await fr.task_kinds()).count("answer.soon") == 1
