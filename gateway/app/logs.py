"""What a node's log says of errors and of libraries: kind and place, never a text.

A text that a library writes, or that an error carries, may quote a name of a party. So a
record of a library becomes one line with its logger and the place in its code, and whatever
escapes every handler becomes one line with the kind of the error and where it was raised.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import threading
from typing import Any

import structlog

from gateway.exchange.defects import place_of, reason_of

log = structlog.get_logger(__name__)

EventDict = structlog.typing.EventDict


class OneLine(logging.Handler):
    """Turns a record of a library into one line of ours."""

    def emit(self, record: logging.LogRecord) -> None:
        """Log logger, place and kind of error; the message and its arguments stay behind."""
        level = "error" if record.levelno >= logging.ERROR else "warning"
        fields: dict[str, object] = {"logger": record.name}
        if record.lineno:  # the engine's runtime has no lines of Python
            fields["at"] = f"{record.filename}:{record.lineno}"
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            fields |= {"reason": reason_of(error), "where": place_of(error)}
        getattr(log, level)("library.said", **fields)


def without_text(_: Any, __: str, event: EventDict) -> EventDict:
    """Put kind and place of an error where its traceback would stand (a structlog processor)."""
    given = event.pop("exc_info", None)
    if given is True:
        given = sys.exc_info()[1]
    error = given[1] if isinstance(given, tuple) else given
    if isinstance(error, BaseException):
        event.update(reason=reason_of(error), where=place_of(error))
    return event


def catch_the_rest() -> None:
    """Have what escapes from a thread, or from a finaliser, told in the same way."""
    threading.excepthook = lambda args: _told("thread.defect", args.exc_value)
    sys.unraisablehook = lambda args: _told("finaliser.defect", args.exc_value)


def on_loop_error(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Tell what no task has handled (`asyncio.loop.set_exception_handler`)."""
    _told("loop.defect", context.get("exception"))


def _told(event: str, error: BaseException | None) -> None:
    if error is None:
        log.error(event)
    else:
        log.error(event, reason=reason_of(error), where=place_of(error))
