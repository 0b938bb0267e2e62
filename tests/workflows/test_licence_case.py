"""`LicenceCase`: from examination to acts, starts, pokes, reconciliation."""

from __future__ import annotations

from temporalio.client import WorkflowExecutionStatus

from gateway.ports import CaseRef, CaseStep
from tests.support.journal import Case, Peer
from tests.workflows.node import Node
from workflows.licence_case import LicenceCase
from workflows.messages import CaseRun


async def ended(node: Node, case: str) -> CaseStep:
    handle = node.client.get_workflow_handle(f"case/{case}", result_type=CaseStep)
    return await handle.result()


async def test_from_examination_to_the_acts_after_the_decision(node: Node) -> None:
    journal = node.journal
    journal.cases["c"] = case = Case({"fr": Peer(), "nl": Peer()})
    await node.engine.start_case("c")
    await journal.until(lambda: case.opened)
    for key in case.to_consult:
        await journal.until_state(key, "running")
        await journal.answer(key)
    await journal.decide("c")
    assert (await ended(node, "c")).done
    assert (case.settled, journal.calls["examine"]) == (1, 1)


async def test_a_case_costs_twenty_two_events_and_five_for_each_poke(node: Node) -> None:
    node.journal.cases["c"] = case = Case()
    await node.engine.start_case("c")
    await node.journal.until(lambda: case.opened)
    await node.idle("case/c")
    await node.engine.poke_case("c")
    await node.journal.until(lambda: node.journal.calls["case_step"] > 0)
    await node.idle("case/c")
    await node.journal.decide("c")
    await ended(node, "c")
    assert len(await node.kinds("case/c")) == 22 + 5


async def test_consultations_that_appear_later_are_carried(node: Node) -> None:
    journal = node.journal
    journal.cases["c"] = case = Case({"fr": Peer()})
    await node.engine.start_case("c")
    case.to_consult["nl"] = Peer()
    case.opened = False  # the examination at the moment of decision finds one more
    await journal.examine(CaseRef(case_id="c"))
    await node.engine.poke_case("c")
    await journal.until_state("nl", "running")


async def test_starting_twice_makes_no_second(node: Node) -> None:
    node.journal.cases["c"] = case = Case()
    await node.engine.start_case("c")
    await node.engine.start_case("c")
    await node.journal.until(lambda: case.opened)
    await node.idle("case/c")
    assert node.journal.calls["examine"] == 1


async def test_a_poke_leaves_a_completed_case_alone(node: Node) -> None:
    node.journal.cases["c"] = case = Case(decided=True)
    await node.engine.start_case("c")
    await ended(node, "c")
    await node.engine.poke_case("c")
    description = await node.handle("case/c").describe()
    assert description.status is WorkflowExecutionStatus.COMPLETED
    assert case.settled == 1


async def test_reconciliation_starts_a_lost_case_and_its_consultations_are_still_there(
    node: Node,
) -> None:
    journal = node.journal
    journal.cases["c"] = Case({"fr": Peer()})
    await node.engine.start_case("c")
    await node.idle("case/c")
    await node.handle("case/c").terminate()
    await node.engine.start_case("c")
    await journal.answer("fr")
    await journal.decide("c")
    assert (await ended(node, "c")).done
    assert journal.calls["deliver request-fr"] == 1


async def test_poking_what_does_not_exist_does_nothing(node: Node) -> None:
    await node.engine.poke_case("nothing")


async def test_a_new_run_does_not_examine_again(node: Node) -> None:
    node.journal.cases["c"] = case = Case()
    first = await node.client.start_workflow(
        LicenceCase.run,
        CaseRun(case_id="c", renew_after=1),
        id="case/c",
        task_queue="comity",
    )
    await node.journal.until(lambda: case.opened)
    await node.engine.poke_case("c")
    while (await node.handle("case/c").describe()).run_id == first.first_execution_run_id:
        pass
    await node.idle("case/c")
    await node.journal.decide("c")
    await ended(node, "c")
    assert node.journal.calls["examine"] == 1
