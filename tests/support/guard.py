"""Ends a test that hangs: it fails, and the others go on.

At its limit the test is failed from inside, by a signal, and again after a while where
something swallowed that. Whatever cannot even be interrupted, as a loop outside Python's
reach, ends the process with a trace of every thread; under pytest-xdist that is one worker.
"""

from __future__ import annotations

import faulthandler
import os
import signal
import sys
import threading
from collections.abc import Generator
from types import FrameType

import pytest

LIMIT = "test_limit_s"
"""Setting of pytest: seconds that a test may take, with its fixtures; 0 for no limit."""

_AGAIN_S = 30.0
_LAST_S = 60.0


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the setting."""
    parser.addini(LIMIT, "seconds that a test may take, its fixtures included", default="240")


def pytest_configure(config: pytest.Config) -> None:
    """Declare the mark by which a test takes more, or less, time than others."""
    config.addinivalue_line("markers", "limit(seconds): how long this test may take")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Run a test within its limit."""
    limit = _limit_of(item)
    if not limit or threading.current_thread() is not threading.main_thread():
        return (yield)

    def fail(number: int, frame: FrameType | None) -> None:
        pytest.fail(f"it hangs: not over after {limit:g} s")

    held = signal.signal(signal.SIGALRM, fail)
    signal.setitimer(signal.ITIMER_REAL, limit, _AGAIN_S)
    # Of its own, since pytest puts a file in the place of this one.
    said = os.dup(sys.__stderr__.fileno()) if sys.__stderr__ is not None else None
    if said is not None:
        faulthandler.dump_traceback_later(limit + _LAST_S, exit=True, file=said)
    try:
        return (yield)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, held)
        if said is not None:
            faulthandler.cancel_dump_traceback_later()
            os.close(said)


def _limit_of(item: pytest.Item) -> float:
    mark = item.get_closest_marker("limit")
    return float(mark.args[0] if mark is not None else item.config.getini(LIMIT))
