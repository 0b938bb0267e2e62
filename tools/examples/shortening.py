"""Makes an example short, and says how much it tells.

Lists keep their first elements, texts of many lines their first ones. What a reader needs of an
example is which fields there are and what stands in them, not how many there may be.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from tools.examples.exchange import Exchange

LONGEST: Final = 3
"""Most elements of a list."""

ENOUGH: Final = 2_400
"""Characters of an answer in one line from which on its lists are cut shorter."""

_LINES = 3
_LETTER: Final = 1
_FAR: Final = 60
_TEMPORARY: Final = ("/tmp/", "pytest", "\u202e", "<script")  # noqa: S108 - looked for, not used


def shortened(value: Any, *, enough: int = ENOUGH) -> Any:
    """Return a value whose lists are as short as it takes.

    Args:
        value: As read from JSON, or the text of a file with lines.
        enough: Characters from which on lists are cut shorter.
    """
    if isinstance(value, str):
        return "".join(value.splitlines(keepends=True)[:_LINES])
    made = value
    for most in range(LONGEST, 0, -1):
        made = _cut(value, most)
        if size(made) <= enough:
            break
    return made


def size(value: Any) -> int:
    """Return how many characters a value has on one line."""
    return len(json.dumps(value, ensure_ascii=False))


def worth(exchange: Exchange) -> float:
    """Return how much an exchange tells: the more fields have something in them, the more."""
    body, content = exchange.body, shortened(exchange.content)
    fields = 2 * len(set(told(body))) + len(set(told(content)))
    whole = [exchange.path, exchange.query, body, content]
    text = json.dumps(whole, ensure_ascii=False)
    letters = sum(isinstance(each, str) and len(each) == _LETTER for each in _leaves(whole))
    long = max(0, len(text) - 2 * ENOUGH) / _FAR
    never = 1_000 * sum(each in text for each in _TEMPORARY)
    return fields - letters - long - never - 0.1 * len(exchange.query)


def _cut(value: Any, most: int) -> Any:
    if isinstance(value, dict):
        return {key: _cut(each, most) for key, each in value.items()}
    if isinstance(value, list):
        # What has the most in it says the most, e.g. an act with its data.
        first = sorted(range(len(value)), key=lambda at: -len(set(told(value[at]))))[:most]
        return [_cut(value[at], most) for at in sorted(first)]
    return value


def told(value: Any, place: str = "") -> Iterator[str]:
    """Yield the place of each field that has something in it."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from told(each, f"{place}.{key}")
    elif isinstance(value, list):
        for each in value:
            yield from told(each, f"{place}[]")
    elif value not in (None, ""):
        yield place


def _leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        for each in value.values():
            yield from _leaves(each)
    elif isinstance(value, list):
        for each in value:
            yield from _leaves(each)
    else:
        yield value
