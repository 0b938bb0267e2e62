"""A node as a process of its own: where its log goes, and how it ends."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import sys
import threading
import time
from collections.abc import Callable
from contextlib import nullcontext
from typing import NoReturn, TextIO

import structlog
from prometheus_client import REGISTRY

from gateway.app.logs import OneLine, catch_the_rest, own_error_output, without_text
from gateway.app.running import run_node
from gateway.app.watching.supervisor import Supervisor
from gateway.app.watching.tracing import tracing
from gateway.errors import ComityError
from gateway.exchange.defects import log_defect
from gateway.settings import Settings
from workflows.client import leave, say_through
from workflows.sdk_figures import SdkFigures

log = structlog.get_logger(__name__)

FAILED = 1

GARBAGE_LOOKED_FOR = (700, 10, 200)
"""When a node looks for garbage: as Python does by itself, but at all objects only after 1.4
million more of them. A body of 8 MiB makes 500,000; each such look stopped the node for 0.2 s."""

TURN_S = 0.001
"""How long a thread works while another waits for Python's lock. The event loop needs the lock
some 20 times for one request: by Python's own 5 ms it waited 0.1 s beside one busy thread."""

PHASE_WITHIN_S = 180.0
"""How long the next phase of a start may take, in seconds: a large database is brought to this
release, the logs of the others are read after a restore."""

STOP_WITHIN_S = 8.0
"""How long a node takes to stop at most, in seconds. A killed node loses nothing either."""


def run_process(
    settings: Settings,
    *,
    as_json: bool,
    ready: Callable[[], None] | None = None,
    begun: float | None = None,
) -> NoReturn:
    """Run a node until it is told to stop, and end the process with it.

    Args:
        settings: The node's settings.
        as_json: Log JSON lines, and nothing else, rather than lines for people.
        ready: Called once the node serves.
        begun: When the process began to load modules (`time.monotonic`); absent: now.

    Raises:
        ComityError: A part cannot be started; names the part and the remedy.
    """
    # Whatever a node writes is its own: keys, letters, names of parties.
    os.umask(0o077)
    settings.narrow()
    supervisor = Supervisor.of_process()
    whole = as_json and not os.environ.get("COMITY_TRACEBACK")  # which shows what libraries say
    with own_error_output() if whole else nullcontext(sys.stderr) as sink:
        log_to_stderr(settings.log_level, as_json=as_json, sink=sink)
        catch_the_rest()
        measure(logging.getLogger("temporal"))
        phases = Phases(supervisor, time.monotonic() if begun is None else begun)
        phases.reached("modules loaded")
        with tracing(settings):
            code = _run(settings, ready, supervisor, phases)
    # Not by the interpreter's shutdown, in which Temporal's runtime can crash.
    leave(code)


def measure(logger: logging.Logger) -> None:
    """Have the SDK of the engine speak to a logger, and show what it measures in `/metrics`."""
    figures = SdkFigures()
    say_through(logger, figures.buffer)
    figures.follow()
    REGISTRY.register(figures)


class Phases:
    """Says how far a start has come: in the log, and to who waits for it.

    Args:
        supervisor: Is asked for more time with each phase.
        begun: When the first phase began (`time.monotonic`), in seconds.
    """

    def __init__(self, supervisor: Supervisor, begun: float) -> None:
        self._supervisor, self._at, self._cpu = supervisor, begun, 0.0

    def reached(self, phase: str) -> None:
        """Log the end of a phase, with its seconds by the clock and of the processor."""
        at, cpu = time.monotonic(), time.process_time()
        took = {"seconds": round(at - self._at, 2), "cpu_s": round(cpu - self._cpu, 2)}
        log.info("node.phase", phase=phase, **took)
        self._at, self._cpu = at, cpu
        self._supervisor.starting(PHASE_WITHIN_S)


def _run(
    settings: Settings,
    ready: Callable[[], None] | None,
    supervisor: Supervisor,
    phases: Phases,
) -> int:
    def serves() -> None:
        gc.set_threshold(*GARBAGE_LOOKED_FOR)
        sys.setswitchinterval(TURN_S)
        supervisor.ready()
        if ready is not None:
            ready()

    def stops() -> None:
        supervisor.stopping()
        _end_in_time()

    code = 0
    try:
        asyncio.run(run_node(settings, reached=phases.reached, ready=serves, stopping=stops))
    except* ComityError as group:
        raise _first_of(group) from group
    except* Exception as group:
        if os.environ.get("COMITY_TRACEBACK"):
            raise
        log_defect(log, "node.defect", _first_of(group))
        code = FAILED
    return code


def _end_in_time() -> None:
    """End the process after `STOP_WITHIN_S`, whatever still runs; what was acknowledged is kept."""
    timer = threading.Timer(STOP_WITHIN_S, _cut_off)
    timer.daemon = True
    timer.start()


def _cut_off() -> None:
    log.warning("node.cut_off", after_s=STOP_WITHIN_S)
    leave(0)


def log_to_stderr(level: str, *, as_json: bool, sink: TextIO | None = None) -> None:
    """Send the log to the standard error, from the given level on.

    Args:
        level: The least that is logged.
        as_json: One JSON line an event, rather than lines for people.
        sink: The standard error, where it is not that of the process.
    """
    stream = sink or sys.stderr
    number = logging.getLevelNamesMapping()[level.upper()]
    # Of the libraries only what a person should look at.
    logging.basicConfig(level=max(number, logging.WARNING), handlers=[OneLine()], force=True)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            without_text,
            structlog.processors.JSONRenderer()
            if as_json
            else structlog.dev.ConsoleRenderer(colors=stream.isatty()),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(stream),
        cache_logger_on_first_use=False,
    )


def _first_of(group: BaseException) -> BaseException:
    while isinstance(group, BaseExceptionGroup):
        group = group.exceptions[0]
    return group
