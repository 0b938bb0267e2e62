"""JSON read element by element, so that what else the process does goes on meanwhile.

Python's reader takes a text whole and gives nothing else a turn until it is done: a third
of a second for 32 MiB, in whichever thread. Here a list is left as soon as it has too many
elements, and each of them is read by itself.
"""

from __future__ import annotations

import json
import re
from typing import Any

_SPACE = re.compile(r"[ \t\n\r]*")


def loads_in_pieces(text: str, *, most: int) -> Any:
    """Read JSON; equal to ``json.loads`` but for long lists.

    Args:
        text: The whole.
        most: Elements that the list of the whole, or a list that is a value of the object of
            the whole, may have.

    Raises:
        JSONDecodeError: It is no JSON, such a list has more elements, it is nested too
            deeply, or a number has too many digits.
    """
    reader = _Reader(text, most)
    try:
        value, at = reader.whole(reader.space(0))
    except json.JSONDecodeError:
        raise
    except (ValueError, RecursionError) as exc:  # digits, depth
        raise json.JSONDecodeError("Out of measure", text[:1], 0) from exc
    if at != len(text):
        raise json.JSONDecodeError("Extra data", text, at)
    return value


class _Reader:
    def __init__(self, text: str, most: int) -> None:
        self._text = text
        self._most = most
        self._decode = json.JSONDecoder().raw_decode

    def space(self, at: int) -> int:
        """Return the first place that is no white space."""
        found = _SPACE.match(self._text, at)
        return at if found is None else found.end()

    def whole(self, at: int) -> tuple[Any, int]:
        """Read the value of the whole."""
        if not self._text.startswith("{", at):
            return self._value(at)
        found: dict[str, Any] = {}
        at = self.space(at + 1)
        if self._text.startswith("}", at):
            return found, self.space(at + 1)
        while True:
            if not self._text.startswith('"', at):
                raise json.JSONDecodeError(
                    "Expecting property name enclosed in double quotes", self._text, at
                )
            key, at = self._decode(self._text, at)
            at = self._after(":", self.space(at))
            found[key], at = self._value(at)
            if self._text.startswith("}", at):
                return found, self.space(at + 1)
            at = self._after(",", at)

    def _value(self, at: int) -> tuple[Any, int]:
        """Read a value, a list element by element; return it and the next place behind it."""
        if not self._text.startswith("[", at):
            value, at = self._decode(self._text, at)
            return value, self.space(at)
        found: list[Any] = []
        at = self.space(at + 1)
        if self._text.startswith("]", at):
            return found, self.space(at + 1)
        while True:
            if len(found) == self._most:
                raise json.JSONDecodeError(f"More than {self._most} elements", self._text, at)
            value, at = self._decode(self._text, at)
            found.append(value)
            at = self.space(at)
            if self._text.startswith("]", at):
                return found, self.space(at + 1)
            at = self._after(",", at)

    def _after(self, mark: str, at: int) -> int:
        if not self._text.startswith(mark, at):
            raise json.JSONDecodeError(f"Expecting '{mark}' delimiter", self._text, at)
        return self.space(at + 1)
