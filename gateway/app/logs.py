"""What a node's log says of errors and of libraries: kind and place, never a text.

A text that a library writes, or that an error carries, may quote a name of a party. So a
record of a library becomes one line with its logger and the place in its code, and whatever
escapes every handler becomes one line with the kind of the error and where it was raised. What
is written past all that, by code that is not Python or by a bare `print`, becomes one line that
says how long it was.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import threading
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

import structlog

from gateway.errors import ComityError
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
    """Have what escapes from a thread or a finaliser, and warnings, told in the same way."""
    warnings.showwarning = _on_warning
    threading.excepthook = lambda args: _told("thread.defect", args.exc_value)
    sys.unraisablehook = lambda args: _told("finaliser.defect", args.exc_value)


def _on_warning(*said: Any, **_: object) -> None:
    """Tell kind and place of a warning; its text stays behind (`warnings.showwarning`)."""
    category, filename, number = said[1:4]
    at = f"{Path(filename).name}:{number}"
    log.warning("library.warned", reason=category.__name__, at=at)


STDERR = 2


@contextmanager
def own_error_output() -> Iterator[TextIO]:
    """Give a stream to the standard error that is ours alone while the block runs.

    Whatever else is written to it, by libraries that are not Python above all, is told in lines of
    ours (`foreign.said`): a log that is read by a program holds nothing else.
    """
    sys.stderr.flush()
    # Not closed at the end: a thread that is left may still have something to say.
    ours = os.fdopen(os.dup(STDERR), "w", buffering=1, encoding="utf-8")
    reading, writing = os.pipe()
    os.dup2(writing, STDERR)
    os.close(writing)
    teller = threading.Thread(target=_tell_foreign, args=(reading,), name="foreign-words")
    teller.daemon = True
    teller.start()
    try:
        yield ours
    finally:
        sys.stderr.flush()
        os.dup2(ours.fileno(), STDERR)  # the last end of the pipe: the teller comes to its end
        teller.join(_TOLD_WITHIN_S)


_TOLD_WITHIN_S = 1.0
"""How long the end waits for what was said last: a child that we left behind may hold the pipe."""


_TOLD_A_MINUTE = 60
"""Lines that are told each; of more only their number, with the next minute's first."""


def _tell_foreign(reading: int) -> None:
    minute = told = more = 0
    with os.fdopen(reading, "rb") as heard:
        for line in filter(bytes.strip, heard):
            now = int(time.monotonic() // 60)
            if now != minute:
                minute, told = now, 0
            told += 1
            if told > _TOLD_A_MINUTE:
                more += 1
                continue
            if more:
                log.warning("foreign.said_more", lines=more)
                more = 0
            log.warning("foreign.said", octets=len(line))
    if more:
        log.warning("foreign.said_more", lines=more)


def on_loop_error(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Tell what no task has handled (`asyncio.loop.set_exception_handler`).

    An error on purpose is none of a defect: a piece of work was given up before it was refused.
    """
    error = context.get("exception")
    if isinstance(error, ComityError):
        log.warning("loop.refused", reason=error.reason.value, where=place_of(error))
    else:
        _told("loop.defect", error)


def _told(event: str, error: BaseException | None) -> None:
    if error is None:
        log.error(event)
    else:
        log.error(event, reason=reason_of(error), where=place_of(error))
