"""What a view says in its own words: without names, texts and identifiers that others wrote."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from gateway.views.frame import NounView

CODE = re.compile(r"\b[a-z0-9]+_[a-z0-9_]+\b|\b[A-Z]+_[A-Z_]+\b|\d\d:\d\d:\d\d(?:\.\d+)?Z")
"""A key of code, or an instant as machines write it."""

_FILLED = re.compile(r"(another )?\w+ in words")
"""What `tests.support.totality.filled` gives where somebody's text stands."""

_NO_TEXT = frozenset({"noun", "block", "language", "zone", "at", "name", "said_in"})


def own_words(view: NounView) -> Iterator[str]:
    """Yield each text of a view that is ours."""
    yield from _texts(view.model_dump(mode="json"))


def codes_in(text: str) -> list[str]:
    """Return the codes that stand in a text."""
    return CODE.findall(_FILLED.sub("", text))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
    elif isinstance(value, dict) and not (value.get("foreign") or value.get("digest")):
        for name, each in value.items():
            if name not in _NO_TEXT or ("values" in value and name == "name"):
                yield from _texts(each)
