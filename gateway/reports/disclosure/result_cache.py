"""What was protected already is not protected again: a draft, its round and its freeze.

Protecting a large table takes a minute of a processor, and what it comes to depends on nothing
but what it starts from. A table is known again by a digest of all of that: the template with
its rules, its cells, marks, what is not cleared, and the earlier editions.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Iterable
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")

MOST = 48
"""So many tables are kept: those of the last few drafts. The largest takes some 20 MB."""


class Remembered(Generic[T]):
    """Results of the process that made them, the least used of which are forgotten."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._lock = Lock()
        self._found: OrderedDict[str, T] = OrderedDict()

    def of(self, parts: Iterable[bytes], make: Callable[[], T]) -> T:
        """Return what was made from the same, or make it.

        Args:
            parts: All that the result depends on, each part by itself.
            make: Makes it; two at once may both make it, and come to the same.
        """
        key = _digest(parts)
        with self._lock:
            if key in self._found:
                self._found.move_to_end(key)
                return self._found[key]
        made = make()
        with self._lock:
            self._found[key] = made
            while len(self._found) > self._most:
                self._found.popitem(last=False)
        return made


def _digest(parts: Iterable[bytes]) -> str:
    whole = hashlib.sha256()
    for part in parts:
        whole.update(len(part).to_bytes(8, "big"))
        whole.update(part)
    return whole.hexdigest()
