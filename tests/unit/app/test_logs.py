"""The node's log: one JSON line an event, and no text of a library or of an error in it."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import os
import subprocess
import sys
import threading
import warnings
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from gateway.app.logs import catch_the_rest, on_loop_error, own_error_output
from gateway.app.process import log_to_stderr
from gateway.errors import Reason, UnavailableError

SECRET = "Geheime Endverwenderin AG"


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What a node says to its standard error."""
    heard = io.StringIO()
    monkeypatch.setattr(sys, "stderr", heard)
    hooks = (threading.excepthook, sys.unraisablehook, warnings.showwarning)
    log_to_stderr("info", as_json=True)
    catch_the_rest()
    yield heard
    threading.excepthook, sys.unraisablehook, warnings.showwarning = hooks
    structlog.reset_defaults()
    logging.basicConfig(force=True)


def lines(said: io.StringIO) -> list[dict[str, Any]]:
    printed = said.getvalue()
    assert SECRET not in printed
    assert "\x1b" not in printed
    return [json.loads(line) for line in printed.splitlines()]


def fail() -> None:
    raise ValueError(SECRET)


def test_a_librarys_words_stay_behind(said: io.StringIO) -> None:
    """Found in use: integrator A3."""
    library = logging.getLogger("uvicorn.error")
    library.warning("Invalid request: %s", SECRET)
    library.error(f"it said {SECRET}\nand more")
    try:
        fail()
    except ValueError:
        library.exception("Exception in ASGI application\n")
    first, second, third = lines(said)
    assert (first["logger"], first["level"]) == ("uvicorn.error", "warning")
    assert first["at"].startswith("test_logs.py:")
    assert second["level"] == "error"
    assert third["reason"] == "ValueError"
    assert third["where"].startswith("test_logs.py:")


def test_an_error_of_ours_is_kind_and_place(said: io.StringIO) -> None:
    try:
        fail()
    except ValueError:
        structlog.get_logger().exception("x.failed")
    [line] = lines(said)
    assert (line["event"], line["reason"]) == ("x.failed", "ValueError")


def test_what_escapes_a_thread_is_told_so(said: io.StringIO) -> None:
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    [line] = lines(said)
    assert (line["event"], line["reason"]) == ("thread.defect", "ValueError")


def test_a_warning_is_kind_and_place(said: io.StringIO) -> None:
    kept = warnings.showwarning
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.showwarning = kept
        warnings.warn(SECRET, DeprecationWarning, stacklevel=1)
    [line] = lines(said)
    assert (line["event"], line["reason"]) == ("library.warned", "DeprecationWarning")
    assert line["at"].startswith("test_logs.py:")


def test_what_is_written_past_the_log_is_one_line_of_ours(said: io.StringIO) -> None:
    """Found in use: integrator A16."""
    with own_error_output() as ours:
        os.write(2, f"{SECRET}\n\nand half a line".encode())
        subprocess.run(["/bin/sh", "-c", f"echo {SECRET} >&2"], check=True)
    ours.close()
    found = lines(said)
    assert [each["event"] for each in found] == ["foreign.said"] * 2
    assert found[0]["octets"] == len(SECRET) + 1


def test_a_flood_of_what_is_written_past_the_log_is_counted(said: io.StringIO) -> None:
    """2,058 lines in the log for the connections of one attack (attack2 C1)."""
    with own_error_output() as ours:
        os.write(2, b"handshake failed\n" * 3000)
    ours.close()
    found = lines(said)
    each = [line for line in found if line["event"] == "foreign.said"]
    assert 60 <= len(each) <= 120  # a minute may begin meanwhile
    more = sum(line["lines"] for line in found if line["event"] == "foreign.said_more")
    assert len(each) + more == 3000


async def test_work_that_was_given_up_before_it_was_refused_is_no_defect(said: io.StringIO) -> None:
    """As of a process that hung: its duty was taken over, and nobody waits for what it began."""
    refused = UnavailableError("no", reason=Reason.DUTY_TAKEN_OVER)
    on_loop_error(asyncio.get_running_loop(), {"message": SECRET, "exception": refused})
    (told,) = lines(said)
    assert (told["event"], told["level"]) == ("loop.refused", "warning")
    assert told["reason"] == Reason.DUTY_TAKEN_OVER.value


async def test_what_escapes_a_callback_is_told_so(said: io.StringIO) -> None:
    """Found in use: integrator A3."""
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(on_loop_error)
    loop.call_soon(fail)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    on_loop_error(loop, {"message": SECRET})
    first, second = lines(said)
    assert (first["event"], first["reason"]) == ("loop.defect", "ValueError")
    assert "reason" not in second
