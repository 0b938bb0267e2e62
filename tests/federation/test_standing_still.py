"""Between real nodes: what a peer or a lost engine holds up is told, and closes when it moves."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import insert

from gateway.casework.handlers.greatest_ages import GREATEST_AGES, WaitKind
from gateway.casework.handlers.stalled_work import StalledWork
from gateway.casework.handlers.workflow_steps import CaseSteps
from gateway.ports import CaseRef
from gateway.store.tables_register import peer_sync
from tests.support.cases import application, french_denial
from tests.support.federation_case import START, CaseFederation, Desk

MINUTE = timedelta(minutes=1)


async def looked(desk: Desk) -> list[tuple[str, str]]:
    """What a node tells of what stands still, after two looks: key and subject of each task.

    EU is a member that does not run here.
    """
    node = desk.node
    standing = StalledWork(node.db, node.me.code, node.clock)
    await standing.look()
    await standing.look()
    told = [(each.key, each.subject) for each in await desk.tasks() if each.key in set(WaitKind)]
    return [each for each in told if each != (WaitKind.PEER_SILENT, "EU")]


async def test_b5_letters_to_a_peer_that_is_away_are_told_and_go_when_it_is_back(
    three: CaseFederation,
) -> None:
    """Found in use: officer B5."""
    await three["FR"].deny(french_denial(17))
    await three.sync()
    await three.cut_off("FR")
    filed = await three["DE"].file(application())
    await three.settle()
    asked = (await three.of(filed, "FR")).conversation_id
    await three.at(three.clock.at + GREATEST_AGES[WaitKind.LETTER_QUEUED].age - MINUTE)
    assert await looked(three["DE"]) == []
    await three.at(three.clock.at + MINUTE)
    assert await looked(three["DE"]) == [(WaitKind.LETTER_QUEUED, asked)]
    assert any("FR" in each for each in (await three["DE"].case(filed.case_id)).attention)
    await three.connect("FR")
    await three.settle()
    assert await looked(three["DE"]) == []


async def test_b5_a_case_that_nobody_examines_is_told(three: CaseFederation) -> None:
    """Found in use: officer B5."""
    de = three["DE"]
    case = await de.file(application())
    await de.node.dispatcher.drain()  # it has its turn
    de.engine.running.clear()  # the engine is lost with all that it carried
    three.clock.at += GREATEST_AGES[WaitKind.CASE_UNEXAMINED].age + MINUTE
    assert (WaitKind.CASE_UNEXAMINED, case.case_id) in await looked(de)
    await CaseSteps(de.node.office).examine(CaseRef(case_id=case.case_id))
    assert (WaitKind.CASE_UNEXAMINED, case.case_id) not in await looked(de)


async def test_a_peer_that_cannot_be_visited_is_told_until_it_can_or_has_left(
    three: CaseFederation,
) -> None:
    await three.sync()
    await three.cut_off("FR")
    await three.sync()
    three.clock.at += GREATEST_AGES[WaitKind.PEER_SILENT].age + MINUTE
    assert (WaitKind.PEER_SILENT, "FR") in await looked(three["DE"])
    left = {"peer": "SE", "tried": START, "lag": 0, "trouble": "away", "failing_since": START}
    await three["DE"].node.db.write(lambda conn: conn.execute(insert(peer_sync), [left]))
    assert (WaitKind.PEER_SILENT, "SE") in await looked(three["DE"])
    await three.connect("FR")
    await three.sync()
    assert await looked(three["DE"]) == []
