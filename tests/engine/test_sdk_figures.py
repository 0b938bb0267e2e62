"""What the SDK measures on a server of life, among the figures of a node."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from prometheus_client import Counter, Gauge
from prometheus_client.exposition import generate_latest
from prometheus_client.registry import CollectorRegistry
from temporalio.runtime import Runtime, TelemetryConfig

from tests.engine.world import COMPLETED, KEY, World
from tests.support.journal import Peer
from workflows.client import connect
from workflows.codec import PayloadKeys
from workflows.engine import TemporalEngine
from workflows.ids import TASK_QUEUE
from workflows.sdk_figures import FIGURES, OTHER, WORDS_MOST, SdkFigures
from workflows.worker import WorkerLimits, build_worker

DOCUMENTED = Path(__file__).parents[2] / "docs" / "monitoring.md"
LIMITS = WorkerLimits(workflow_tasks=7, activities=6, local_activities=64, deliveries=9, pollers=3)


def values(text: str, name: str) -> dict[str, float]:
    """Every series of a figure, by its labels."""
    found = re.findall(rf"^{name}(\{{.*\}})? (\S+)$", text, re.MULTILINE)
    return {labels: float(value) for labels, value in found}


async def test_the_figures_of_the_sdk_are_shown_with_bounded_labels(world: World) -> None:
    figures = SdkFigures()
    runtime = Runtime(telemetry=TelemetryConfig(logging=None, metrics=figures.buffer))
    registry = CollectorRegistry()
    registry.register(figures)
    world.post("m", Peer())
    world.post("away", Peer(away=True))
    async with connect(world.address, world.namespace, PayloadKeys(KEY), runtime=runtime) as client:
        worker = build_worker(
            client,
            TASK_QUEUE,
            case_work=world.journal,
            consultation_work=world.journal,
            due_work=world.journal,
            delivery_work=world.journal,
            limits=LIMITS,
        )
        async with worker:
            engine = TemporalEngine(client, TASK_QUEUE)
            for letter in ("m", "away"):
                await engine.start_delivery(letter)
            await world.until_status("delivery/m", COMPLETED)
            # What no workflow of ours is called is no label.
            await client.start_workflow("NobodysWorkflow", id="forged", task_queue=TASK_QUEUE)
            await world.until_pauses("delivery/away")
            await client.start_workflow("Consultation", {"no": 1}, id="sick", task_queue=TASK_QUEUE)
            for failing in ("forged", "sick"):
                await world.until(
                    failing, lambda found: found.raw_description.pending_workflow_task.attempt > 1
                )
            text = generate_latest(registry).decode()
    completed = values(text, "temporal_workflow_completed_total")
    assert completed == {'{workflow_type="Delivery"}': 1.0}
    waited = values(text, "temporal_workflow_task_schedule_to_start_latency_count")
    assert waited['{task_queue="comity"}'] >= 3
    # The limits that a node sets have reached the SDK.
    free = values(text, "temporal_worker_task_slots_available")
    taken = values(text, "temporal_worker_task_slots_used")
    assert {where: free[where] + taken[where] for where in free} == {
        '{task_queue="comity",worker_type="WorkflowWorker"}': LIMITS.workflow_tasks,
        '{task_queue="comity",worker_type="ActivityWorker"}': LIMITS.activities,
        '{task_queue="comity",worker_type="LocalActivityWorker"}': LIMITS.local_activities,
        '{task_queue="comity-delivery",worker_type="ActivityWorker"}': LIMITS.deliveries,
    }
    polls = values(text, "temporal_num_pollers")
    assert 1 <= polls['{poller_type="activity_task",task_queue="comity-delivery"}'] <= 3
    assert values(text, "temporal_sticky_cache_size")[""] >= 1
    requests = values(text, "temporal_request_total")
    assert requests['{operation="StartWorkflowExecution"}'] >= 3
    attempts = values(text, "temporal_activity_schedule_to_start_latency_count")
    assert attempts['{task_queue="comity-delivery"}'] >= 1
    sick = values(text, "temporal_workflow_task_execution_failed_total")
    assert sick['{failure_reason="WorkflowError",workflow_type="Consultation"}'] >= 1
    assert sick[f'{{failure_reason="WorkflowError",workflow_type="{OTHER}"}}'] >= 1
    assert "Nobody" not in text
    assert world.namespace not in text


class Change:
    """One change, as the SDK's buffer gives it."""

    def __init__(self, name: str, value: float, **attributes: str) -> None:
        self.metric = type("Metric", (), {"name": name})()
        self.value, self.attributes = value, attributes


def test_a_label_has_no_more_words_than_it_may_and_the_rest_is_one() -> None:
    figures = SdkFigures()
    name = "temporal_request_failure"
    for number in range(2 * WORDS_MOST):
        figures.take([Change(name, 1, operation=f"o{number}", status_code="UNAVAILABLE")])
    figures.take([Change("temporal_of_another_version", 1)])
    text = generate_latest(figures._registry).decode()
    found = values(text, f"{name}_total")
    assert len(found) == WORDS_MOST + 1
    assert found[f'{{operation="{OTHER}",status_code="UNAVAILABLE"}}'] == WORDS_MOST


def test_every_figure_is_documented_with_its_labels_and_no_other_is() -> None:
    rows = re.findall(r"^\| `(temporal_\w+)` \| (.*?) \|", DOCUMENTED.read_text(), re.MULTILINE)
    documented = {name: tuple(re.findall(r"`(\w+)`", labels)) for name, labels in rows}
    assert documented == {
        each.name + ("_total" if each.kind is Counter else ""): each.labels for each in FIGURES
    }
    assert any(each.kind is Gauge for each in FIGURES)


def test_a_node_shows_them_beside_its_own_in_a_process_of_its_own() -> None:
    """The runtime of a process is made once, so this one has its own."""
    program = (
        "import logging\n"
        "from prometheus_client import REGISTRY, generate_latest\n"
        "from gateway.app.process import measure\n"
        "from workflows.client import leave\n"
        "measure(logging.getLogger('temporal'))\n"
        "print(generate_latest(REGISTRY).decode())\n"
        "leave(0)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    assert "# HELP temporal_sticky_cache_size Waiting runs that are kept in memory." in done.stdout
    assert "process_resident_memory_bytes" in done.stdout
