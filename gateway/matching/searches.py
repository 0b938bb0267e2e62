"""What searches have found, for who asks the same again while the register stands as it stood."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import Final

from gateway.domain.lists.denial_search import DenialQuery
from gateway.matching.lookup import LookedUp

MOST_FOUND: Final = 10_000
"""Denials that all searches together have found, two kibibytes each."""

At = tuple[int, int, DenialQuery]
"""How far the register and its index had come, and what was searched for."""


class Searches:
    """Keeps what was found last; may be called by several threads.

    Args:
        most: How many found denials are kept in all; a search that found more is not.
    """

    def __init__(self, most: int = MOST_FOUND) -> None:
        self._most = most
        self._held = 0
        self._since = 0
        self._found: OrderedDict[At, LookedUp] = OrderedDict()
        self._lock = Lock()

    def get(self, at: At) -> LookedUp | None:
        """Return what was found by a search, if it is kept."""
        with self._lock:
            if (found := self._found.get(at)) is not None:
                self._found.move_to_end(at)
            return found

    def put(self, at: At, found: LookedUp) -> None:
        """Keep what a search has found, in the place of what was longest not asked for."""
        if (size := _size(found)) > self._most:
            return
        with self._lock:
            if at[1] < self._since:  # it searched while the index moved on
                return
            if (before := self._found.pop(at, None)) is not None:
                self._held -= _size(before)
            self._found[at] = found
            self._held += size
            while self._held > self._most:
                _, gone = self._found.popitem(last=False)
                self._held -= _size(gone)

    def clear(self, position: int) -> None:
        """Forget everything: what is erased in the register is not kept here.

        Args:
            position: How far the index has come; of what was searched before, nothing is kept.
        """
        with self._lock:
            self._since = position
            self._found.clear()
            self._held = 0


def _size(found: LookedUp) -> int:
    return len(found.found) + 1
