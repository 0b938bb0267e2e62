"""Where meanings are kept, so that each description is read once.

What is kept changes no score: a meaning follows from text and model alone. It saves the 20 ms that
reading takes. The memory is bounded; whatever can hold octets by a key may stand behind it.
"""

from __future__ import annotations

from collections import OrderedDict
from hashlib import blake2b
from threading import Lock
from typing import Final, Protocol

from gateway.matching.meaning.vectors import MeaningVector

MOST_REMEMBERED: Final = 20_000
"""Meanings in memory: about 700 octets each, 14 MB."""

KEY_OCTETS: Final = 16


class MeaningKeeper(Protocol):
    """Keeps meanings by the key of model and text; called by several threads."""

    def get(self, key: bytes) -> MeaningVector | None:
        """Return what is kept under a key, if anything is."""

    def put(self, key: bytes, meaning: MeaningVector) -> None:
        """Keep a meaning under a key; may forget others for it."""


def key_of(model_id: str, text: str) -> bytes:
    """Return the key of a text in the form that a model is given.

    Args:
        model_id: The model.
        text: As `encoder.readable` gives it.
    """
    return blake2b(f"{model_id}\0{text}".encode(), digest_size=KEY_OCTETS).digest()


class RememberedMeanings:
    """Keeps in memory, and forgets what was longest not asked for.

    Args:
        most: How many are kept.
    """

    def __init__(self, most: int = MOST_REMEMBERED) -> None:
        self._most = most
        self._kept: OrderedDict[bytes, MeaningVector] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        """How many are kept."""
        return len(self._kept)

    def get(self, key: bytes) -> MeaningVector | None:
        """Return what is kept under a key, if anything is."""
        with self._lock:
            if (found := self._kept.get(key)) is not None:
                self._kept.move_to_end(key)
            return found

    def put(self, key: bytes, meaning: MeaningVector) -> None:
        """Keep a meaning under a key."""
        with self._lock:
            self._kept[key] = meaning
            self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)

    def forget(self, key: bytes) -> None:
        """Keep nothing under a key."""
        with self._lock:
            self._kept.pop(key, None)
