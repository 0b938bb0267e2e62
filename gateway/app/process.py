"""A node as a process of its own: where its log goes, and how it ends."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Callable
from typing import NoReturn

import structlog

from gateway.app.running import run_node
from gateway.errors import ComityError
from gateway.settings import Settings
from workflows.client import leave

FAILED = 1


def serve(
    settings: Settings, *, as_json: bool, ready: Callable[[], None] | None = None
) -> NoReturn:
    """Run a node until it is told to stop, and end the process with it.

    Args:
        settings: The node's settings.
        as_json: Log JSON lines rather than lines for people.
        ready: Called once the node serves.

    Raises:
        ComityError: A part cannot be started; names the part and the remedy.
    """
    log_to_stderr(settings.log_level, as_json=as_json)
    try:
        asyncio.run(run_node(settings, ready=ready))
    except* ComityError as group:
        raise _first(group) from group
    # Not by the interpreter's shutdown, in which Temporal's runtime can crash.
    leave(0)


def log_to_stderr(level: str, *, as_json: bool) -> None:
    """Send the log to the standard error, from the given level on."""
    number = logging.getLevelNamesMapping()[level.upper()]
    # Of the libraries only what a person should look at.
    logging.basicConfig(level=max(number, logging.WARNING), stream=sys.stderr, force=True)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer()
            if as_json
            else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty()),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def _first(group: BaseExceptionGroup[ComityError]) -> ComityError:
    found: BaseException = group
    while isinstance(found, BaseExceptionGroup):
        found = found.exceptions[0]
    if not isinstance(found, ComityError):
        raise TypeError("a group of Comity's errors holds one of them")
    return found
