"""How long a piece of work lets nothing else of the process have its turn."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable
from types import FrameType


def longest_step(work: Callable[[], object]) -> float:
    """Return the processor seconds of the longest step of some work.

    Python gives another thread a turn between two calls, and not while a library written in C
    works. Looks for garbage are left out.
    """
    longest, before = 0.0, time.thread_time()

    def look(_frame: FrameType, _event: str, _arg: object) -> None:
        nonlocal longest, before
        longest = max(longest, time.thread_time() - before)
        before = time.thread_time()

    gc.disable()
    sys.setprofile(look)
    try:
        work()
    finally:
        sys.setprofile(None)
        gc.enable()
    return longest
