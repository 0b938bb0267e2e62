"""Denials that examinations have read of late, so that each is not read again every time.

Denials of the same goods to the same destination come up with every application for them.
What is kept here is bounded, lies in memory only, and is forgotten with every change of the
denial: what is erased in the register is not kept here.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from threading import Lock

from gateway.domain.denial import Denial

_MOST = 4096  # denials: some 40 MiB

Read = Callable[[bytes], Denial | None]


class ReadDenials:
    """Keeps denials by id, as long as their content is the same. Any thread may use it."""

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._kept: OrderedDict[str, tuple[bytes, Denial]] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def read(self, denial_id: str, body: bytes, read: Read) -> Denial | None:
        """Return a denial, read anew unless it was read from the same content before.

        Args:
            denial_id: The denial.
            body: Its content as the register holds it.
            read: Reads a content; None where it cannot be read.
        """
        with self._lock:
            kept = self._kept.get(denial_id)
            if kept is not None and kept[0] == body:
                self._kept.move_to_end(denial_id)
                return kept[1]
        denial = read(body)
        if denial is not None:
            with self._lock:
                self._kept[denial_id] = body, denial
                while len(self._kept) > self._most:
                    self._kept.popitem(last=False)
        return denial

    def forget(self, denial_ids: Iterable[str]) -> None:
        """Forget denials that have changed."""
        with self._lock:
            for denial_id in denial_ids:
                self._kept.pop(denial_id, None)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept.clear()
