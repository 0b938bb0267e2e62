"""Runs that began with an earlier version of a workflow must go on with this one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from temporalio.client import WorkflowHistory
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import Replayer
from temporalio.workflow import NondeterminismError

from tests.workflows import fingerprint
from tests.workflows.record import FOLDER
from workflows.worker import RUNNER, WORKFLOWS

HISTORIES = sorted(FOLDER.glob("*.json"))


def replayer() -> Replayer:
    return Replayer(
        workflows=WORKFLOWS, workflow_runner=RUNNER, data_converter=pydantic_data_converter
    )


def recorded(path: Path) -> WorkflowHistory:
    return WorkflowHistory.from_json(path.stem, path.read_text("utf-8"))


@pytest.mark.parametrize("path", HISTORIES, ids=lambda path: path.stem)
async def test_a_recorded_run_replays(path: Path) -> None:
    await replayer().replay_workflow(recorded(path))


async def test_a_run_that_did_something_else_does_not_replay() -> None:
    path = FOLDER / "date-reminded.json"
    events = json.loads(path.read_text("utf-8"))
    for event in events["events"]:
        if "timerStartedEventAttributes" in event:
            event["timerStartedEventAttributes"]["timerId"] = "99"
        if "timerFiredEventAttributes" in event:
            event["timerFiredEventAttributes"]["timerId"] = "99"
    history = WorkflowHistory.from_json(path.stem, json.dumps(events))
    with pytest.raises(NondeterminismError):
        await replayer().replay_workflow(history)


def test_every_workflow_has_a_recorded_run() -> None:
    found = set()
    for path in HISTORIES:
        first = json.loads(path.read_text("utf-8"))["events"][0]
        found.add(first["workflowExecutionStartedEventAttributes"]["workflowType"]["name"])
    assert found == {each.__name__.removesuffix("Workflow") for each in WORKFLOWS}


def test_the_commands_of_the_workflows_have_not_changed_unawares() -> None:
    committed = json.loads(fingerprint.FILE.read_text("utf-8"))
    assert fingerprint.fingerprints() == committed, (
        "A workflow's commands changed. Runs that began with the old ones still wait: guard "
        "the change with workflow.patched, name the patch at the top of the file, keep every "
        "recorded history, then run `python -m tests.workflows.fingerprint`."
    )
