"""What changes between two versions of a law: value by value, by the names of the blocks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gateway.domain.base import Model
from gateway.domain.extending import name_of
from gateway.domain.rulebook.book import LawBook


class RulebookChange(Model):
    """One value that differs.

    Attributes:
        where: Path of names, e.g. ``procedure 14(1) / period / working_days``.
        before: The value in the first version, or None where it has no such place.
        after: The value in the second, or None.
    """

    where: str
    before: str | None
    after: str | None


def compare(first: LawBook, second: LawBook) -> tuple[RulebookChange, ...]:
    """Return every value that differs, in the order of the files; moves are no change."""
    before, after = values_of(first), values_of(second)
    places = dict.fromkeys((*before, *after))
    return tuple(
        RulebookChange(where=" / ".join(place), before=before.get(place), after=after.get(place))
        for place in places
        if before.get(place) != after.get(place)
    )


def values_of(book: LawBook) -> dict[tuple[str, ...], str]:
    """Return every value of a law file by its path of names."""
    data = book.model_dump(mode="json", by_alias=True, exclude={"digest"}, exclude_none=True)
    return dict(_flat(data, ()))


def _flat(value: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield every value below a place with its path."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flat(inner, (*path, key))
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        seen: dict[str, int] = {}
        for inner in value:
            name = name_of(inner)
            seen[name] = seen.get(name, 0) + 1
            number = f" {seen[name]}" if seen[name] > 1 else ""
            yield from _flat(inner, (*path[:-1], f"{path[-1]} {name}{number}".strip()))
    else:
        yield path, ", ".join(map(str, value)) if isinstance(value, list) else _said(value)


def _said(value: object) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
