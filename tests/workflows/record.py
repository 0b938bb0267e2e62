"""Record the histories that the replay tests replay: ``python -m tests.workflows.record``.

One run of each way through a workflow, in plain payloads so that a reader can follow it.
A new way gets a new file. An old file is never recorded anew because a workflow changed:
it stands for the runs of that time that still wait; the change needs `workflow.patched`.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from temporalio.client import WorkflowHistory
from temporalio.contrib.pydantic import pydantic_data_converter

from gateway.domain.acts import DueKind
from tests.support.journal import (
    GRACE,
    PERIOD,
    Case,
    Conversation,
    Date,
    Letter,
    Peer,
)
from tests.workflows.node import Node, running_node
from workflows.client import leave
from workflows.ids import TASK_QUEUE
from workflows.register_sync import RegisterSync
from workflows.trial import Trial

FOLDER = Path(__file__).with_name("histories")
DAY = timedelta(days=1)


async def answered(node: Node) -> dict[str, str]:
    journal = node.journal
    journal.cases["c"] = Case({"k": Peer(), "l": Peer()})
    await node.engine.start_case("c")
    for key in ("k", "l"):
        await journal.until_state(key, "running")
        await node.handle(f"delivery/request-{key}").result()
        await journal.answer(key)
    await journal.decide("c")
    await node.handle("case/c").result()
    return {
        "case-decided": "case/c",
        "consultation-answered": "consultation/k",
        "delivery-accepted": "delivery/request-k",
    }


async def silent(node: Node) -> dict[str, str]:
    await _running(node)
    await node.pass_time(PERIOD + GRACE, "consultation/k")
    await node.journal.sweep()
    await node.handle("consultation/k").result()
    return {"consultation-silent": "consultation/k"}


async def unconfirmed(node: Node) -> dict[str, str]:
    peer = await _running(node)
    peer.away = True
    await node.pass_time(PERIOD + GRACE, "consultation/k")
    await node.journal.sweep()
    await node.journal.until_state("k", "unconfirmed")
    await node.pass_time(DAY)
    peer.away = False
    await node.engine.retry_delivery("closing-k")
    await node.handle("consultation/k").result()
    return {
        "consultation-unconfirmed": "consultation/k",
        "delivery-cut-short": "delivery/closing-k",
    }


async def given_up(node: Node) -> dict[str, str]:
    node.journal.conversations["k"] = Conversation(Peer(away=True), case="c")
    node.journal.letters["m"] = Letter("k", "letter")
    await node.engine.start_delivery("m")
    await node.journal.until(lambda: node.journal.calls["deliver m"] > 0)
    await node.env.sleep(5 * DAY)
    await node.journal.until(lambda: node.journal.letters["m"].given_up)
    await node.idle("delivery/m")
    return {"delivery-given-up": "delivery/m"}


async def reviewed_late(node: Node) -> dict[str, str]:
    """Two reminders, then the officer's review makes the next one years away."""
    row = await _dated(node, DueKind.DENIAL_REVIEW, 30)
    row.every = 20 * DAY
    for steps in (1, 2):
        await node.pass_time(30 * DAY, "denial.review/s")
        await node.journal.until(partial(_done, row, steps))
        await node.idle("denial.review/s")
    row.at += 1000 * DAY
    await node.engine.poke_due(DueKind.DENIAL_REVIEW, "s")
    await node.handle("denial.review/s").result()
    return {"date-reminded": "denial.review/s"}


async def extended(node: Node) -> dict[str, str]:
    """An extension moves the date; then it is over."""
    row = await _dated(node, DueKind.COLLECTIVE_REVIEW, 40)
    row.at += 40 * DAY
    await node.engine.poke_due(DueKind.COLLECTIVE_REVIEW, "s")
    await node.pass_time(41 * DAY, "collective.review/s")
    await node.pass_time(40 * DAY, "collective.review/s")
    await node.handle("collective.review/s").result()
    return {"date-extended": "collective.review/s"}


async def replied(node: Node) -> dict[str, str]:
    """A reply removes the date."""
    await _dated(node, DueKind.REPLY_WANTED, 10)
    del node.journal.dates[DueKind.REPLY_WANTED, "s"]
    await node.engine.poke_due(DueKind.REPLY_WANTED, "s")
    await node.handle("reply.wanted/s").result()
    return {"date-removed": "reply.wanted/s"}


async def synchronised(node: Node) -> dict[str, str]:
    """A round; who starts it in life is a schedule, which this server has not."""
    run = await node.client.start_workflow(
        RegisterSync.run, id="register-sync", task_queue=TASK_QUEUE
    )
    await run.result()
    return {"register-synchronised": "register-sync"}


async def tried(node: Node) -> dict[str, str]:
    """What the doctor begins."""
    run = await node.client.start_workflow(Trial.run, id="trial", task_queue=TASK_QUEUE)
    await run.result()
    return {"trial": "trial"}


WAYS: tuple[Callable[[Node], Awaitable[dict[str, str]]], ...] = (
    answered,
    silent,
    unconfirmed,
    given_up,
    reviewed_late,
    extended,
    replied,
    synchronised,
    tried,
)


def _done(row: Date, steps: int) -> bool:
    return row.steps == steps


async def _dated(node: Node, kind: DueKind, in_days: int) -> Date:
    row = node.journal.dates[kind, "s"] = Date(await node.journal.now() + in_days * DAY)
    await node.engine.start_due(kind, "s")
    await node.journal.until(lambda: node.journal.calls["due_step"] > 0)
    await node.idle(f"{kind}/s")
    return row


async def _running(node: Node) -> Peer:
    peer = Peer()
    node.journal.conversations["k"] = Conversation(peer, case="c")
    await node.journal.post("request-k", Letter("k", "request"))
    await node.journal.until_state("k", "running")
    await node.handle("delivery/request-k").result()
    return peer


def _written(history: WorkflowHistory) -> str:
    """Return a history as text, without what is only of this machine."""

    def cleaned(value: Any) -> Any:
        if isinstance(value, dict):
            local = {"stackTrace", "identity"}
            return {key: cleaned(each) for key, each in value.items() if key not in local}
        return [cleaned(each) for each in value] if isinstance(value, list) else value

    return json.dumps(cleaned(json.loads(history.to_json())), indent=1) + "\n"


async def record(names: set[str]) -> None:
    for way in WAYS:
        async with running_node(pydantic_data_converter) as node, node.worker():
            for name, workflow_id in (await way(node)).items():
                path = FOLDER / f"{name}.json"
                if name in names or not path.exists():
                    path.write_text(_written(await node.history(workflow_id)), "utf-8")
                    print(f"recorded {path.name}")


if __name__ == "__main__":
    asyncio.run(record(set(sys.argv[1:])))
    leave(0)
