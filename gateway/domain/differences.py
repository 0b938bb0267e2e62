"""Which fields of two models of the same kind differ, as paths."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gateway.domain.base import Model


def differing(before: Model, after: Model) -> tuple[str, ...]:
    """Return the paths at which two models differ, e.g. ``transaction.items[0].quantity``.

    A list that became longer or shorter is named whole.
    """
    return tuple(_paths("", before.model_dump(mode="json"), after.model_dump(mode="json")))


def _paths(path: str, before: Any, after: Any) -> Iterator[str]:
    if before == after:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        for name in dict.fromkeys((*before, *after)):
            yield from _paths(f"{path}.{name}" if path else name, before.get(name), after.get(name))
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for number, (old, new) in enumerate(zip(before, after, strict=True)):
            yield from _paths(f"{path}[{number}]", old, new)
    else:
        yield path
