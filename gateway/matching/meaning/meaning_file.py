"""Meanings in a file of the node, so that each description is read once and not once a start.

Derived data like the index of denials: lost, it is read again. After a first line with the model's
id come records of one size, only ever appended: key, script, vector and a CRC-32 of all three. A
record that was not written to its end is cut off when the file is opened; one that is damaged
counts as not kept. A file of another model is begun anew: what it held is of no use to this one.
"""

from __future__ import annotations

import os
import struct
from pathlib import Path
from threading import Lock
from typing import Final
from zlib import crc32

from gateway.errors import Reason, StateError
from gateway.matching.meaning.keeping import KEY_OCTETS
from gateway.matching.meaning.table import ModelFacts, meaning_table
from gateway.matching.meaning.vectors import MeaningVector

MOST_IN_FILE: Final = 200_000
"""Meanings in a file: 427 octets each with what `meaning.toml` names, 85 MB."""

_FORM: Final = "comity-meanings-1"
_SCRIPT_OCTETS: Final = 23  # "Canadian_Aboriginal" is the longest name of a script that is written
_CRC_OCTETS: Final = 4


class MeaningFile:
    """Keeps meanings in a file; may be called by several threads of one process.

    Args:
        path: The file; made where it is not there, its folder is.
        most: How many meanings it holds; further ones are not kept.
        facts: Whose meanings; absent: of the model of `meaning.toml`.

    Raises:
        StateError: The file can be neither read nor made.
    """

    def __init__(
        self, path: Path, *, most: int = MOST_IN_FILE, facts: ModelFacts | None = None
    ) -> None:
        model = facts or meaning_table().model
        self._model_id, self._most = model.model_id, most
        self._record = struct.Struct(f">{KEY_OCTETS}s{_SCRIPT_OCTETS}s{model.dimensions}s")
        self._size = self._record.size + _CRC_OCTETS
        self._head = f"{_FORM} {model.model_id}\n".encode()
        self._lock = Lock()
        try:
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            self._places = self._opened()
        except OSError as exc:
            raise StateError(
                f"meanings cannot be kept in {path.name}: {exc.strerror}",
                reason=Reason.STATE_CONFLICT,
                remedy="Let the node write into its folder, and see that the disk is not full.",
            ) from exc

    def __len__(self) -> int:
        """How many meanings are kept."""
        return len(self._places)

    def close(self) -> None:
        """Close the file; what was kept stays in it."""
        os.close(self._file)

    def get(self, key: bytes) -> MeaningVector | None:
        """Return what is kept under a key, if it is there and whole."""
        place = self._places.get(key)
        if place is None:
            return None
        read = os.pread(self._file, self._size, place)
        body, crc = read[: self._record.size], read[self._record.size :]
        if crc32(body).to_bytes(_CRC_OCTETS, "big") != crc:
            return None
        kept, script, octets = self._record.unpack(body)
        if kept != key or not any(octets):
            return None
        return MeaningVector(self._model_id, script.rstrip(b"\0").decode("ascii"), octets)

    def put(self, key: bytes, meaning: MeaningVector) -> None:
        """Keep a meaning under a key, if it is of this file's model and there is room.

        A disk that is full keeps nothing and stops nobody: the meaning is read again.
        """
        script = meaning.script.encode("ascii", "replace")
        fits = len(script) <= _SCRIPT_OCTETS and meaning.model_id == self._model_id
        with self._lock:
            if not fits or len(self._places) >= self._most or self.get(key) is not None:
                return
            body = self._record.pack(key, script, meaning.octets)
            place = len(self._head) + self._count * self._size
            try:
                written = os.pwrite(
                    self._file, body + crc32(body).to_bytes(_CRC_OCTETS, "big"), place
                )
            except OSError:
                return
            if written == self._size:
                self._places[key] = place
                self._count += 1

    def _opened(self) -> dict[bytes, int]:
        """Return where each record stands; begin a file of another form or model anew."""
        length = os.fstat(self._file).st_size
        if os.pread(self._file, len(self._head), 0) != self._head:
            os.ftruncate(self._file, 0)
            os.pwrite(self._file, self._head, 0)
            length = len(self._head)
        self._count = (length - len(self._head)) // self._size
        os.ftruncate(self._file, len(self._head) + self._count * self._size)
        places = (len(self._head) + number * self._size for number in range(self._count))
        return {os.pread(self._file, KEY_OCTETS, place): place for place in places}
