"""The page of a task: it leads to what it is about, and is closed with a note on record."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from gateway.casework.acts.journal import Journal
from gateway.casework.handlers.tasks import CLOSED_BY_THEIR_ACT
from gateway.casework.permissions import OfficerRole
from gateway.domain.acts import Task, TaskKind, Verb
from gateway.domain.saying import says
from gateway.store.tables_casework import act
from tests.node.console.conftest import ConsoleDoor, open_console
from tests.support.federation_case import Where
from tests.support.our_cases import whole_office

NOTE = "Told the customs desk by telephone. <b>"


@pytest.fixture
async def desk(where: Where) -> AsyncIterator[ConsoleDoor]:
    async with open_console(*where, ("DE", "FR")) as door:
        await whole_office(door)
        yield door


async def task_of(door: ConsoleDoor, kind: TaskKind) -> Task:
    found = await door.desk.tasks()
    assert kind in {each.kind for each in found}, found
    return next(each for each in found if each.kind == kind)


async def test_it_leads_to_the_notice_and_is_closed_with_a_note(desk: ConsoleDoor) -> None:
    task = await task_of(desk, TaskKind.NOTICE_CUSTOMS)
    path, form = f"/desk/tasks/{task.id}", f"/desk/tasks/{task.id}/acts/close"
    browser = await desk.signed_in()
    shown = await browser.open(path)
    assert {f"/desk/notices/{task.subject}", form} <= set(shown.links)
    assert "comity " not in shown.words  # she has pages, and no command line
    await browser.open(form)
    refused = await browser.submit(form, step="read", note="")
    assert (refused.status, "What was done" in refused.words) == (422, True)
    done = await browser.submit(form, step="read", note=NOTE)
    assert (done.path, "the task is closed" in done.words) == ("/desk/tasks", True)
    assert path not in done.links
    assert (await browser.open(path)).status == 404
    closed = select(act.c.text).where(act.c.verb == Verb.TASK_CLOSED)
    (said,) = desk.desk.node.db.read_sync(lambda conn: conn.scalars(closed).all())
    assert NOTE in said


async def test_a_consultation_by_hand_is_gone_without_by_two(desk: ConsoleDoor) -> None:
    task = await task_of(desk, TaskKind.CONSULT_BY_HAND)
    path, form = f"/desk/tasks/{task.id}", f"/desk/tasks/{task.id}/acts/close"
    first = await desk.signed_in()
    assert "a second officer who closes the task" in (await first.open(form)).words
    done = await first.submit(form, step="read", note="Nobody is there in August.")
    assert (done.path, "another officer closes it" in done.words) == (path, True)
    await first.open(form)
    again = await first.submit(form, step="read", note="Nobody is there in August.")
    assert (again.status, "the task is closed" in again.words) == (403, False)
    second = await desk.signed_in(OfficerRole.DECIDER)
    await second.open(form)
    over = await second.submit(form, step="read", note="I agree; we ask them in September.")
    assert (over.path, "the task is closed" in over.words) == ("/desk/tasks", True)


async def test_what_only_its_act_closes_is_not_offered_and_not_closed(desk: ConsoleDoor) -> None:
    kind = TaskKind.LICENCE_MATCHED
    assert kind in CLOSED_BY_THEIR_ACT
    desk.desk.node.db.write_sync(
        lambda conn: Journal(conn, desk.desk.clock.now()).open_task(
            kind,
            "DE-L-2026-00001",
            says("licence {licence} is like a denial", licence="DE-L-2026-00001"),
        )
    )
    task = await task_of(desk, kind)
    form = f"/desk/tasks/{task.id}/acts/close"
    browser = await desk.signed_in()
    shown = await browser.open(f"/desk/tasks/{task.id}")
    assert ("/desk/licences/DE-L-2026-00001" in shown.links, form in shown.links) == (True, False)
    await browser.open(form)
    assert (await browser.submit(form, step="read", note=NOTE)).status == 409
    assert (await browser.open(f"/desk/tasks/{task.id}")).status == 200


async def test_who_runs_the_gateway_is_named_to_the_officer_in_her_language(
    desk: ConsoleDoor,
) -> None:
    desk.desk.node.db.write_sync(
        lambda conn: Journal(conn, desk.desk.clock.now()).open_task(
            TaskKind.SCANNER_AWAY, "scanner", says("the scanner does not answer")
        )
    )
    task = await task_of(desk, TaskKind.SCANNER_AWAY)
    browser = await desk.signed_in()
    shown = await browser.open(f"/desk/tasks/{task.id}")
    assert "Who runs this gateway comity doctor" in shown.words
    await browser.submit("/desk/language", language="de")
    shown = await browser.open(f"/desk/tasks/{task.id}")
    assert ("Worum es geht" in shown.words, "Wer es wissen muss" in shown.words) == (True, True)
