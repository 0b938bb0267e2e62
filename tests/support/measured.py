"""What a piece of work takes of memory, by Python's own count."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def memory_below(most: float, what: str = "") -> Iterator[None]:
    """Fail where the work within takes as many octets at its peak.

    Args:
        most: The bound.
        what: Names the work where there are several.
    """
    tracemalloc.start()
    try:
        yield
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < most, what
