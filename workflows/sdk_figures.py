"""What Temporal's SDK measures of itself in this process, as figures for Prometheus.

The SDK writes every change into a buffer; it is read once a second, and at each scrape. So there
is no further port, which anybody on the machine could read. A buffer that is full loses changes
and says so in the log; it holds those of ten times the work that one process does in a second.

Labels are bounded: names of our workflows and queues, and words of the SDK's, of which more than
`WORDS_MOST` of one label are `OTHER`. Whoever reaches the engine so cannot make series at will.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from prometheus_client import Counter, Gauge, Histogram
from prometheus_client.core import Metric
from prometheus_client.registry import Collector, CollectorRegistry
from temporalio.runtime import BufferedMetricUpdate, MetricBuffer, MetricBufferDurationFormat

from workflows.ids import TASK_QUEUE, deliveries_of, syncs_of
from workflows.worker import WORKFLOWS

BUFFERED = 16_384
"""Changes; measured: thirty for each task of a workflow, of which a process does 50 a second."""
READ_EVERY_S = 1.0
WORDS_MOST = 128
"""Words of one label; the SDK calls fewer operations of the server than that."""
OTHER = "other"
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 600.0, 3600.0)

_KNOWN = {
    "task_queue": {TASK_QUEUE, deliveries_of(TASK_QUEUE), syncs_of(TASK_QUEUE)},
    "workflow_type": {each.__name__.removesuffix("Workflow") for each in WORKFLOWS},
}


class SdkFigure(NamedTuple):
    """One figure of the SDK that is shown.

    Attributes:
        name: As the SDK calls it; a counter is shown with ``_total`` behind it.
        kind: Counter, gauge or histogram of seconds.
        labels: Those of its labels that are kept.
        meaning: What it says.
    """

    name: str
    kind: type[Counter | Gauge | Histogram]
    labels: tuple[str, ...]
    meaning: str


FIGURES = (
    SdkFigure(
        "temporal_workflow_task_schedule_to_start_latency",
        Histogram,
        ("task_queue",),
        "How long a task of a workflow waited for a worker.",
    ),
    SdkFigure(
        "temporal_activity_schedule_to_start_latency",
        Histogram,
        ("task_queue",),
        "How long a long step, a delivery or a round waited for a worker.",
    ),
    SdkFigure(
        "temporal_workflow_task_execution_latency",
        Histogram,
        ("workflow_type",),
        "How long a task of a workflow took, short steps included.",
    ),
    SdkFigure(
        "temporal_workflow_task_execution_failed",
        Counter,
        ("workflow_type", "failure_reason"),
        "Tasks of workflows that failed; one that fails again and again is a sick run.",
    ),
    SdkFigure("temporal_workflow_completed", Counter, ("workflow_type",), "Runs that completed."),
    SdkFigure(
        "temporal_workflow_failed",
        Counter,
        ("workflow_type",),
        "Runs that failed, and are begun anew from the journal.",
    ),
    SdkFigure(
        "temporal_activity_execution_failed",
        Counter,
        ("activity_type",),
        "Long steps that failed in a way that is not daily business; a peer that is away is.",
    ),
    SdkFigure(
        "temporal_local_activity_execution_failed",
        Counter,
        ("activity_type",),
        "Short steps that failed so.",
    ),
    SdkFigure(
        "temporal_worker_task_slots_available",
        Gauge,
        ("task_queue", "worker_type"),
        "Places for work that are free in this process.",
    ),
    SdkFigure(
        "temporal_worker_task_slots_used",
        Gauge,
        ("task_queue", "worker_type"),
        "Places for work that are taken.",
    ),
    SdkFigure(
        "temporal_num_pollers",
        Gauge,
        ("task_queue", "poller_type"),
        "Requests for work that are open at the server.",
    ),
    SdkFigure("temporal_sticky_cache_size", Gauge, (), "Waiting runs that are kept in memory."),
    SdkFigure("temporal_sticky_cache_hit", Counter, (), "Tasks whose run was in memory."),
    SdkFigure("temporal_sticky_cache_miss", Counter, (), "Tasks whose run had gone from memory."),
    SdkFigure(
        "temporal_sticky_cache_total_forced_eviction", Counter, (), "Runs that left the memory."
    ),
    SdkFigure(
        "temporal_request", Counter, ("operation",), "Calls of the server that were answered."
    ),
    SdkFigure(
        "temporal_request_failure",
        Counter,
        ("operation", "status_code"),
        "Calls of the server that failed.",
    ),
    SdkFigure(
        "temporal_long_request_failure",
        Counter,
        ("operation", "status_code"),
        "Requests for work that failed.",
    ),
    SdkFigure("temporal_request_latency", Histogram, ("operation",), "How long a call took."),
)


class SdkFigures(Collector):
    """Collects what the SDK measures.

    Attributes:
        buffer: To be given to the runtime, before anything is read of it.
    """

    def __init__(self) -> None:
        self.buffer = MetricBuffer(BUFFERED, MetricBufferDurationFormat.SECONDS)
        self._registry = CollectorRegistry(auto_describe=False)
        self._shown = {each.name: (each, self._made(each)) for each in FIGURES}
        self._words: dict[str, set[str]] = {}
        self._reading = threading.Lock()

    def _made(self, figure: SdkFigure) -> Counter | Gauge | Histogram:
        if figure.kind is Histogram:
            return Histogram(
                figure.name,
                figure.meaning,
                figure.labels,
                registry=self._registry,
                buckets=SECONDS,
            )
        return figure.kind(figure.name, figure.meaning, figure.labels, registry=self._registry)

    def follow(self) -> None:
        """Read the buffer regularly from now on, as long as the process lives."""
        stop = threading.Event()  # nobody sets it: a process that ends takes the thread with it

        def reading() -> None:
            while not stop.wait(READ_EVERY_S):
                self.read()

        threading.Thread(target=reading, name="sdk figures", daemon=True).start()

    def read(self) -> None:
        """Take what has come into the buffer."""
        with self._reading:
            self.take(self.buffer.retrieve_updates())

    def collect(self) -> Iterator[Metric]:
        """Give every figure as it stands."""
        self.read()
        yield from self._registry.collect()

    def take(self, updates: Iterable[BufferedMetricUpdate]) -> None:
        """Count changes; those of figures that are not shown are passed over."""
        for update in updates:
            shown = self._shown.get(update.metric.name)
            if shown is None:
                continue
            figure, metric = shown
            given = update.attributes
            words = [self._word(label, str(given.get(label, ""))) for label in figure.labels]
            counted = metric.labels(*words) if words else metric
            if isinstance(counted, Counter):
                counted.inc(update.value)
            elif isinstance(counted, Gauge):
                counted.set(update.value)
            else:
                counted.observe(update.value)

    def _word(self, label: str, word: str) -> str:
        if (known := _KNOWN.get(label)) is not None:
            return word if word in known else OTHER
        seen = self._words.setdefault(label, set())
        if word not in seen and len(seen) >= WORDS_MOST:
            return OTHER
        seen.add(word)
        return word
