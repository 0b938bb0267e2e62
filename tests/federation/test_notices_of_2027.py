"""Kinds of notice of EU-2021-821/2026-3: national measures (4(3), 5(3), 11(8), 22(2) and (3)) and
acts of the Commission (5(7), 9(4), 23(1)); and who is reminded of a notice that is owed for days.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete

from gateway.casework.consultations.notification_duties import Duty, open_duty
from gateway.casework.handlers.tasks import close_task
from gateway.casework.notices.not_provided import confirm_no_notice, propose_no_notice
from gateway.domain.acts import Task, TaskKind
from gateway.domain.base import Withholding
from gateway.domain.case import Outcome
from gateway.domain.notice import NotProvided, ShownNotice
from gateway.errors import PermissionRefusedError, StateError
from gateway.store.tables_casework import task as task_table
from tests.support.federation_case import ANNA, BERT, CaseFederation, Desk, text
from tests.support.kinds import NON_LISTED, decided, filed, item, outcome
from tests.support.notices import exchange, listed, publish

IN_2027 = datetime(2027, 1, 11, 9, tzinfo=UTC)
CASE = "DE-C-2027-00001"


async def told(desk: Desk, kind: str, **fields: Any) -> ShownNotice:
    return await publish(desk, kind, expires=None, reply_until=None, **fields)


async def texts(desk: Desk, number: str) -> str:
    return " ".join(task.text for task in await desk.tasks() if task.subject == number)


async def test_a_national_measure_is_notified_and_the_commission_publishes_it(
    federation: CaseFederation,
) -> None:
    await federation.at(IN_2027)
    kinds = ("4(3)", "5(3)", "11(8)", "22(3)")
    sent = [await told(federation["DE"], kind, about="") for kind in kinds]
    await exchange(federation)
    for each in sent:
        assert "publish it in the Official Journal" in await texts(federation["EU"], each.number)
    assert sorted(each.kind for each in await listed(federation["FR"])) == sorted(kinds)
    for kind in kinds:
        with pytest.raises(PermissionRefusedError):
            await told(federation["EU"], kind, about="")


async def test_23_1_the_commission_forwards_what_a_state_notified(
    federation: CaseFederation,
) -> None:
    await federation.at(IN_2027)
    sent = await told(federation["DE"], "23(1)", about="")
    await exchange(federation)
    await told(federation["EU"], "23(1).forwarded", about=sent.number)
    await exchange(federation)
    about = [each.about for each in await listed(federation["FR"]) if each.origin == "EU"]
    assert about == [sent.number]


# --- what is owed for days ------------------------------------------------------------------


async def owed(federation: CaseFederation, begins: datetime) -> None:
    """Germany owes a notice under 14(2) since then."""
    await federation.at(IN_2027)
    office = federation["DE"].node.office
    await office.db.write(
        lambda conn: open_duty(conn, Duty(CASE, "14(2)", "without delay, to all"), at=begins)
    )


async def reminders(federation: CaseFederation, after: timedelta) -> list[Task]:
    await federation.at(federation.clock.at + after)
    await federation.sweep()
    return [t for t in await federation["DE"].tasks() if t.kind == TaskKind.NOTICE_OWED]


async def test_who_owes_a_notice_is_reminded_each_time_more_urgently(
    federation: CaseFederation,
) -> None:
    await owed(federation, IN_2027)
    assert await reminders(federation, timedelta(hours=12)) == []
    for days, number in ((1, 1), (2, 2), (4, 3)):
        [task] = await reminders(federation, timedelta(days=days))
        assert (task.subject, task.data["number"], task.data["all"]) == (CASE, number, 3)
        assert ("a decider sees to it" in task.text) == (number == 3)
    office = federation["DE"].node.office
    with pytest.raises(StateError):  # it closes when it is done, and by nothing else
        await close_task(office, ANNA, task.id, text("Später.", "de"))
    await told(federation["DE"], "14(2)", duty=CASE)
    assert await reminders(federation, timedelta(0)) == []


async def imposed(federation: CaseFederation) -> str:
    """A requirement is imposed, and the task of its notice is lost with a database."""
    await federation.at(IN_2027)
    wanted = filed("E-1", "exporter_notice_4_2", items=(item(NON_LISTED),))
    case = await decided(federation, wanted, outcome(Outcome.REQUIREMENT_IMPOSED))
    await lose_task(federation)
    return case.case_id


async def lose_task(federation: CaseFederation) -> None:
    lost = delete(task_table).where(task_table.c.kind == TaskKind.NOTICE_DUE)
    await federation["DE"].node.db.write(lambda conn: conn.execute(lost).rowcount)


async def test_a_notice_that_no_task_made_due_is_owed_by_what_was_decided(
    federation: CaseFederation,
) -> None:
    """4(4): "shall immediately inform"; the duty follows from the decision, not from a task."""
    case_id = await imposed(federation)
    assert await reminders(federation, timedelta(hours=12)) == []
    [task] = await reminders(federation, timedelta(days=3))
    assert (task.subject, task.data["kind"], task.data["number"]) == (case_id, "4(4)", 2)
    de = federation["DE"]
    [due] = [each for each in await de.tasks() if each.kind == TaskKind.NOTICE_DUE]
    assert (due.key, due.opened.date()) == ("4(4)", IN_2027.date())  # since the decision
    await told(de, "4(4)", about="", duty=case_id)
    for days in (1, 8):
        assert await reminders(federation, timedelta(days=days)) == []
    assert TaskKind.NOTICE_DUE not in await de.task_kinds()


async def test_what_two_officers_left_out_is_not_owed(federation: CaseFederation) -> None:
    await federation.at(IN_2027 + timedelta(days=10))
    wanted = filed("E-2", "exporter_notice_4_2", items=(item(NON_LISTED),))
    case = await decided(federation, wanted, outcome(Outcome.REQUIREMENT_IMPOSED))
    office, why = federation["DE"].node.office, {"language": "en", "text": "The source."}
    said = NotProvided(kind="4(4)", reason=Withholding.SECURITY, **why)
    await propose_no_notice(office, ANNA, case.case_id, said)
    await confirm_no_notice(office, BERT, case.case_id)
    assert await reminders(federation, timedelta(days=8)) == []
