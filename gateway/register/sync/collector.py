"""Holds Python's search for unreachable cycles back while a batch of a log is worked on.

What a batch makes (a hundred thousand small objects) has no cycles and is freed by counting
as soon as it is written; until then the collector would go through it, and through the rest
of the node, every few hundred objects: an eighth of what a long pull costs (bench/sync.py).
Held back for the tenth of a second that a step of a batch takes, it runs after each.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from threading import Lock
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class CollectorPause:
    """A context manager that may be entered by several threads at once."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._inside = 0
        self._was_on = False

    def __enter__(self) -> None:
        with self._lock:
            if not self._inside:
                self._was_on = gc.isenabled()
                gc.disable()
            self._inside += 1

    def __exit__(self, *_exc: object) -> None:
        with self._lock:
            self._inside -= 1
            if not self._inside and self._was_on:
                gc.enable()


COLLECTOR_PAUSED = CollectorPause()
"""The one of this process: the collector is the process's, too."""


def make_unseen(make: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Make very many objects, and keep the collector from ever looking at them.

    A file of 100,000 denials becomes some ten million objects. Each look at all of them stopped
    the node for a second. They have no cycles, so counting frees them. What was garbage in other
    threads at this moment is not freed either; the look before keeps that small.

    Args:
        make: Makes the objects, in a thread of its own.
        args: Of it.
        kwargs: Of it.
    """
    gc.collect(1)
    with COLLECTOR_PAUSED:
        made = make(*args, **kwargs)
        gc.freeze()
    return made
