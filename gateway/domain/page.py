"""Pages: the one form in which every list is asked for and answered.

A list has an **order** in which no two of its elements stand at the same place. A page ends
with the place of its last element, so the next page begins behind that element and not after a
number of elements: what is added or removed meanwhile neither repeats nor hides another. The
cursor is that place, written so that nobody is tempted to make one; it is checked when it is
read, for it comes back from outside.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Generic, TypeVar

from pydantic import Field

from gateway.domain.base import Model
from gateway.errors import InputError

S = TypeVar("S")
T = TypeVar("T")

DEFAULT_LIMIT: Final = 100  # what a person reads, and an answer of some 100 kB
MAX_LIMIT: Final = 1000
MAX_NUMBER: Final = 2**31 - 1  # the most that a column of numbers holds on PostgreSQL
MAX_CURSOR: Final = 1000  # characters; a place holds an instant and an id or two

Part = str | int | float | datetime | date
Place = tuple[Part, ...]
"""Where an element stands in its list: the values that the list is sorted by, its id last."""


class PageRequest(Model):
    """Which part of a list is wanted.

    Attributes:
        limit: Most elements.
        after: The `next` of the page before; None: the list from its beginning.
    """

    limit: int = Field(default=DEFAULT_LIMIT, ge=1, le=MAX_LIMIT)
    after: str | None = Field(default=None, max_length=MAX_CURSOR)


FIRST_PAGE: Final = PageRequest()


class Page(Model, Generic[T]):
    """A part of a list.

    Attributes:
        items: Elements in the order of the list.
        next: What to ask for the elements that follow with; null where the list ends here.
    """

    items: tuple[T, ...]
    next: str | None = None

    def only(self, shown: Callable[[T], bool]) -> Page[T]:
        """Return the page with those of its elements alone that are shown."""
        return Page(items=tuple(each for each in self.items if shown(each)), next=self.next)

    def of(self, show: Callable[[T], S]) -> Page[S]:
        """Return the page with its elements as they are shown."""
        return Page(items=tuple(show(each) for each in self.items), next=self.next)


@dataclass(frozen=True, slots=True)
class ListOrder:
    """The order of one list.

    Args:
        name: The list's name; a cursor of another list is refused.
        kinds: Type of each part of a place.
        descending: For each part, whether what is later comes first; one word for all parts.
    """

    name: str
    kinds: tuple[type[Part], ...]
    descending: bool | tuple[bool, ...] = False

    @property
    def directions(self) -> tuple[bool, ...]:
        """For each part, whether what is later comes first."""
        if isinstance(self.descending, bool):
            return (self.descending,) * len(self.kinds)
        return self.descending

    def cursor(self, place: Place) -> str:
        """Return a place as clients hand it back."""
        parts = [part.isoformat() if isinstance(part, date) else part for part in place]
        said = json.dumps([self.name, *parts], ensure_ascii=False, separators=(",", ":"))
        return urlsafe_b64encode(said.encode()).decode().rstrip("=")

    def place(self, asked: PageRequest) -> Place | None:
        """Return the place behind which a page begins, None for the beginning.

        Raises:
            InputError: INPUT_INVALID; the cursor is none of this list.
        """
        if asked.after is None:
            return None
        try:
            # Read as strictly as it is written: an alphabet, no padding, nothing else.
            raw = urlsafe_b64decode(asked.after + "=" * (-len(asked.after) % 4))
            name, *parts = json.loads(raw)
            found = tuple(_part(kind, part) for kind, part in zip(self.kinds, parts, strict=True))
            known = name == self.name and self.cursor(found) == asked.after
        except (ValueError, TypeError, RecursionError):
            known = False
        if not known:
            raise InputError(
                "after: this is no cursor of this list",
                remedy="Give the `next` of a page of the same list, or leave it out.",
            )
        return found

    def is_behind(self, place: Place, before: Place) -> bool:
        """Say whether an element at a place comes after another in this list."""
        for here, there, descending in zip(place, before, self.directions, strict=True):
            if here != there:
                # Parts of one kind: `place` has checked those that came from outside.
                return bool(here < there if descending else here > there)  # type: ignore[operator]
        return False


def _part(kind: type[Part], value: object) -> Part:
    if kind is int and isinstance(value, int) and abs(value) <= MAX_NUMBER:
        return value
    if kind is float and isinstance(value, float):
        return value
    if not isinstance(value, str) or kind in {int, float} or "\0" in value:
        raise TypeError  # no database holds U+0000 in a text
    if kind is str:
        return value
    if kind is date:
        return date.fromisoformat(value)
    found = datetime.fromisoformat(value)
    if found.tzinfo is None:
        raise ValueError
    return found


def page_of(
    elements: Iterable[T],
    order: ListOrder,
    asked: PageRequest,
    place_of: Callable[[T], Place],
) -> Page[T]:
    """Return a page of a list that is no table, or too short to be read in parts.

    Args:
        elements: The whole list, in its order; it is read as far as the page needs.
        order: Its order.
        asked: Which part.
        place_of: Returns where an element stands.

    Raises:
        InputError: INPUT_INVALID; the cursor is none of this list.
    """
    before = order.place(asked)
    placed = ((each, place_of(each)) for each in elements)
    return filled(
        (
            (each, place)
            for each, place in placed
            if before is None or order.is_behind(place, before)
        ),
        order,
        asked,
    )


def page_of_fixed(elements: Iterable[T], name: str, asked: PageRequest) -> Page[T]:
    """Return a page of a list that law or configuration fixes: nothing comes between two.

    Args:
        elements: The whole list, in its order.
        name: The list's name.
        asked: Which part.

    Raises:
        InputError: INPUT_INVALID; the cursor is none of this list.
    """
    order = ListOrder(name, (int,))
    before = order.place(asked)
    numbered = ((each, (number,)) for number, each in enumerate(elements))
    return filled(
        ((each, place) for each, place in numbered if before is None or place > before),
        order,
        asked,
    )


def filled(placed: Iterable[tuple[T, Place]], order: ListOrder, asked: PageRequest) -> Page[T]:
    """Return the page that elements with their places begin with.

    Args:
        placed: What follows the cursor, in the order of the list; one more than fits is read.
        order: The list's order.
        asked: Which part.
    """
    following: Iterator[tuple[T, Place]] = iter(placed)
    taken = [found for _, found in zip(range(asked.limit), following, strict=False)]
    more = next(following, None) is not None
    return Page(
        items=tuple(element for element, _ in taken),
        next=order.cursor(taken[-1][1]) if more else None,
    )


def number_in(given: str) -> int | None:
    """Return the number that an address or a form names; None where it is none of ours.

    Python reads no more than 4,300 digits, and raises for more.
    """
    fits = given.isascii() and given.isdecimal() and len(given) <= len(str(MAX_NUMBER))
    return int(given) if fits and int(given) <= MAX_NUMBER else None
