"""Pages of lists that are tables: each statement reads what the page shows, and one row more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import (
    ColumnElement,
    Connection,
    Date,
    Integer,
    Row,
    Select,
    and_,
    bindparam,
    literal,
    or_,
    tuple_,
)

from gateway.domain.lists.filters import Within
from gateway.domain.page import ListOrder, Page, PageRequest, Part, Place, filled
from gateway.store.tables import InstantType

T = TypeVar("T")

Among: TypeAlias = Callable[[ColumnElement[Any]], ColumnElement[bool]]
"""Says for a column that names what rows are about which of them are on a list."""


def during(column: ColumnElement[datetime], stretch: Within) -> Iterator[ColumnElement[bool]]:
    """Yield the conditions by which an instant lies within a stretch of time.

    Args:
        column: Holds the instant.
        stretch: None: a side on which it has no end.
    """
    if stretch.begin is not None:
        yield column >= stretch.begin
    if stretch.end is not None:
        yield column < stretch.end


@dataclass(frozen=True, slots=True)
class Keyset:
    """The columns that a list is sorted by; together they are never twice the same.

    Args:
        name: The list's name.
        columns: Without NULL, an id last.
        descending: For each column, whether the greatest comes first; one word for all.
    """

    name: str
    columns: tuple[ColumnElement[Any], ...]
    descending: bool | tuple[bool, ...] = False

    @property
    def order(self) -> ListOrder:
        """The order that cursors are written and read by."""
        return ListOrder(self.name, tuple(_kind(each) for each in self.columns), self.descending)

    @property
    def sorting(self) -> list[ColumnElement[Any]]:
        """The columns as a statement sorts by them."""
        ways = zip(self.columns, self.order.directions, strict=True)
        return [column.desc() if down else column.asc() for column, down in ways]


def _kind(column: ColumnElement[Any]) -> type[Part]:
    if isinstance(column.type, InstantType):
        return datetime
    if isinstance(column.type, Date):
        return date
    return int if isinstance(column.type, Integer) else str


def read_page(
    conn: Connection,
    query: Select[*tuple[Any, ...]],
    keyset: Keyset,
    asked: PageRequest,
    show: Callable[[Row[*tuple[Any, ...]]], T | None],
) -> Page[T]:
    """Return a page of the rows that a query finds, by keyset and not by counting.

    Args:
        conn: A transaction.
        query: Finds the rows of the list; without order and limit.
        keyset: The order.
        asked: Which part.
        show: Returns what is shown of a row, None where it is not on the list. The row has the
            columns of the keyset behind those of the query.

    Raises:
        InputError: INPUT_INVALID; the cursor is none of this list.
    """
    order = keyset.order
    return filled(_following(conn, query, keyset, asked, show), order, asked)


def _following(
    conn: Connection,
    query: Select[*tuple[Any, ...]],
    keyset: Keyset,
    asked: PageRequest,
    show: Callable[[Row[*tuple[Any, ...]]], T | None],
) -> Iterator[tuple[T, Place]]:
    """Yield what follows the cursor; where rows are not on the list, more of them are read."""
    place = keyset.order.place(asked)
    columns, most = keyset.columns, asked.limit + 1
    wanted = _sorted(query, keyset)
    while True:
        part = wanted
        if place is not None:
            part = part.where(_behind(columns, keyset.order.directions, place))
        rows = conn.execute(part, {_MOST: most}).all()
        for row in rows:
            place = tuple(row)[-len(columns) :]
            if (shown := show(row)) is not None:
                yield shown, place
        if len(rows) < most:
            return


_MOST = "page_most"


@lru_cache(128)
def _sorted(query: Select[*tuple[Any, ...]], keyset: Keyset) -> Select[*tuple[Any, ...]]:
    """Return a query in the order of its list, with as many rows as `_MOST` says.

    Kept for the lists whose query is one and the same each time: to put a statement together, and
    to find its text again, costs more than to run it.
    """
    places = (each.label(f"place_{number}") for number, each in enumerate(keyset.columns))
    return query.add_columns(*places).order_by(*keyset.sorting).limit(bindparam(_MOST))


def _behind(
    columns: tuple[ColumnElement[Any], ...], down: tuple[bool, ...], place: Place
) -> ColumnElement[bool]:
    seen = [literal(value, c.type) for value, c in zip(place, columns, strict=True)]
    if len(set(down)) == 1:  # a comparison of rows, for which an index serves
        here, there = tuple_(*columns), tuple_(*seen)
        return here < there if down[0] else here > there
    alike: list[ColumnElement[bool]] = []
    ways: list[ColumnElement[bool]] = []
    for column, value, descending in zip(columns, seen, down, strict=True):
        ways.append(and_(*alike, column < value if descending else column > value))
        alike.append(column == value)
    return or_(*ways)
