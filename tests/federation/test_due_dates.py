"""What is due in years is a row; near its date a workflow carries it; nothing is done twice."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import partial

from gateway.casework.acts.due_dates import NEAR, DueKind, get_due, set_due
from gateway.casework.handlers.reconciliation import reconcile
from gateway.casework.handlers.workflow_steps import DailySweep, DueSteps, sweep
from gateway.casework.services import Work
from gateway.domain.acts import TaskKind
from gateway.ports import DueRef
from tests.support.cases import french_denial
from tests.support.federation_case import CaseFederation, Desk

KIND = DueKind.DENIAL_REVIEW
DAY = timedelta(days=1)


async def denied(desk: Desk, first_notified: date) -> str:
    content = french_denial(17, decision_date=first_notified, first_notified=first_notified)
    await desk.deny(content)
    return content.denial_id


def expires_at(work: Work, at: datetime) -> None:
    number = "FR-N-2026-00001"
    set_due(work, kind=DueKind.NOTICE_EXPIRES, subject=number, at=at)


def carried(desk: Desk) -> list[str]:
    return [key for kind, key in desk.engine.running if kind == "due"]


async def test_the_daily_sweep_looks_once_a_day_whenever_the_day_comes(
    three: CaseFederation,
) -> None:
    fr = three["FR"]
    number = await denied(fr, date(2023, 12, 1))  # due on 1 December 2026
    daily = DailySweep(fr.node.office)
    await daily.look()
    await three.settle()
    assert carried(fr) == []
    row = await fr.node.db.read(lambda conn: get_due(conn, kind=KIND, subject=number))
    assert row is not None  # the first reminder, on 2 September
    three.clock.at = row.at - NEAR - DAY
    await daily.look()
    await three.settle()
    assert carried(fr) == []
    three.clock.at += 8 * DAY  # a rehearsal moves its clock, or the node was off for a week
    await daily.look()
    await three.settle()
    assert carried(fr) == [f"{KIND}/{number}"]
    fr.engine.running.clear()
    await daily.look()  # the same day: nothing is swept again
    await three.settle()
    assert carried(fr) == []
    await reconcile(fr.node.office)
    await three.at(row.at)
    assert TaskKind.REVIEW_SOON in await fr.task_kinds()


async def test_a_lost_engine_gets_its_dates_back_and_nothing_is_done_twice(
    three: CaseFederation,
) -> None:
    fr = three["FR"]
    number = await denied(fr, date(2023, 6, 15))
    await sweep(fr.node.office)
    await three.settle()
    assert carried(fr) == [f"{KIND}/{number}"]
    fr.engine.running.clear()
    assert (await reconcile(fr.node.office)).dates == 1
    await three.settle()
    assert carried(fr) == [f"{KIND}/{number}"]
    await three.at(datetime(2026, 3, 17, 0, 30, tzinfo=UTC))
    assert await sweep(fr.node.office) == 0  # the workflow was first
    ref = DueRef(kind=KIND, subject=number)
    again = await DueSteps(fr.node.office).due_over(ref)
    assert again.due_in_s is not None
    assert (await fr.task_kinds()).count(TaskKind.REVIEW_SOON) == 1


async def test_a_date_that_moves_pokes_and_one_that_is_far_is_left_alone(
    three: CaseFederation,
) -> None:
    fr = three["FR"]
    office, now = fr.node.office, three.clock.now()
    await sweep(office)
    await office.write(partial(expires_at, at=now + 91 * DAY))
    await three.settle()
    assert carried(fr) == []
    await office.write(partial(expires_at, at=now + 89 * DAY))
    await three.settle()
    assert carried(fr) == ["notice.expires/FR-N-2026-00001"]
    await three.at(now + 90 * DAY)
    assert carried(fr) == []
