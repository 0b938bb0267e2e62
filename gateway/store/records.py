"""Records of one noun: a table whose rows each hold one model, declared once.

A module of rows declares its `Records` and keeps the queries that ask something of their own. How a
model is written, found, locked, changed and listed page by page is here. Codes (`StrEnum`) are
written as their text.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import Enum
from typing import Any, Final, Generic, NamedTuple, TypeVar, get_type_hints, overload

from pydantic import BaseModel, TypeAdapter
from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    Table,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)

from gateway.domain.page import Page, PageRequest
from gateway.errors import NotFoundError
from gateway.store.paging import Among, Keyset, read_page
from gateway.store.prepared import Prepared

M = TypeVar("M")
B = TypeVar("B", bound=BaseModel)
T = TypeVar("T")
Columns = Callable[[M], Mapping[str, object]]
Follower = Callable[[Connection, M], object]


def _none(_: object) -> Mapping[str, object]:
    return {}


@dataclasses.dataclass(frozen=True, slots=True)
class RowForm(Generic[M]):
    """How a model stands in the columns of its row.

    Args:
        names: Columns that are read.
        read: Returns the model of their values, in this order.
        write: Returns the columns that change with the model.
        once: Returns the columns that are written with a new row and then stay.
    """

    names: tuple[str, ...]
    read: Callable[..., M]
    write: Columns[M]
    once: Columns[M] = _none


def in_body(
    model: type[B],
    *,
    once: Columns[B] = _none,
    columns: Columns[B] = _none,
    without: set[str] | None = None,
) -> RowForm[B]:
    """Return the form of a model that is JSON in the column ``body``.

    Args:
        model: Its class.
        once: The key, and what never changes and is searched or sorted by.
        columns: What changes and is searched or sorted by.
        without: Fields that live elsewhere.
    """

    def write(thing: B) -> Mapping[str, object]:
        return {**columns(thing), "body": thing.model_dump_json(exclude=without)}

    return RowForm(("body",), model.model_validate_json, write, once)


def in_columns(
    model: type[M],
    *,
    json: Iterable[str] = (),
    named: Mapping[str, str] | None = None,
    columns: Columns[M] = _none,
) -> RowForm[M]:
    """Return the form of a model whose fields are columns.

    Args:
        model: A model, a dataclass or a named tuple.
        json: Columns that hold a field as JSON; an empty one stands for None.
        named: Field of each column that is not called as its field.
        columns: Further columns that a row is searched or sorted by.
    """
    hints = get_type_hints(model, include_extras=True)
    column = {field: name for name, field in (named or {}).items()}
    fields = model.model_fields if issubclass(model, BaseModel) else hints
    places = {column.get(field, field): field for field in fields}
    parsed = {name: TypeAdapter[Any](hints[places[name]]) for name in json}
    whole = TypeAdapter[Any](model)

    def read(*values: object) -> M:
        row = dict(zip(places, values, strict=True))
        for name, adapter in parsed.items():
            text: Any = row[name]
            row[name] = adapter.validate_json(text) if text else None
        found: M = whole.validate_python({places[name]: each for name, each in row.items()})
        return found

    def write(thing: M) -> Mapping[str, object]:
        row = {name: getattr(thing, field) for name, field in places.items()}
        for name, adapter in parsed.items():
            row[name] = "" if row[name] is None else adapter.dump_json(row[name]).decode()
        return {**row, **columns(thing)}

    return RowForm(tuple(places), read, write)


def in_rows(table: Table) -> Records[Any]:
    """Return the records of a table whose rows have no model: each is read as a named tuple."""
    row: Any = NamedTuple("row", [(column.name, Any) for column in table.c])  # type: ignore[misc]
    return Records(table, RowForm(row._fields, row, row._asdict))


class Records(Generic[M]):
    """The rows of one noun.

    A row that has a column ``version`` counts there how often `save` wrote it.

    Args:
        table: Where they are.
        form: How a model stands in a row.
        order: Columns that lists are sorted by; together never twice the same.
        descending: Whether the greatest comes first: for each column, or one word for all.
        named: Name of the list, which its cursors carry; that of the table if empty.
        key: Columns that find one row; the primary key if empty.
        no_such: Returns the error for a key that no row has.
        follow: What follows each change in the same transaction: words of lists, open work.
    """

    def __init__(
        self,
        table: Table,
        form: RowForm[M],
        *,
        order: Sequence[str] = (),
        descending: bool | tuple[bool, ...] = False,
        named: str = "",
        key: Sequence[str] = (),
        no_such: Callable[..., NotFoundError] | None = None,
        follow: Sequence[Follower[M]] = (),
    ) -> None:
        self.table: Final = table
        self._form = form
        self._key = tuple(key) or tuple(column.name for column in table.primary_key)
        sorted_by = tuple(table.c[name] for name in order or self._key)
        self.keyset: Final = Keyset(named or table.name, sorted_by, descending)
        self.query: Final[Select[*tuple[Any, ...]]] = select(*(table.c[n] for n in form.names))
        self._no_such = no_such
        self._follow = follow
        self._of_key = [table.c[name] == bindparam(f"held_{name}") for name in self._key]
        self._get = Prepared(self.query.where(*self._of_key))
        self._lock = Prepared(self.query.where(*self._of_key).with_for_update())
        self._save: Prepared | None = None

    def read(self, row: Sequence[Any]) -> M:
        """Return the model of a row of `query`; further columns behind those are left out."""
        return self._form.read(*row[: len(self._form.names)])

    # --- one row ------------------------------------------------------------------------------

    def find(self, conn: Connection, *key: object, lock: bool = False) -> M | None:
        """Return the model of a key, or None; its row locked to be changed."""
        row = (self._lock if lock else self._get).first(conn, self._held(key))
        return None if row is None else self.read(row)

    def get(self, conn: Connection, *key: object, lock: bool = False) -> M:
        """Return the model of a key; its row locked to be changed.

        Raises:
            NotFoundError: There is none.
        """
        found = self.find(conn, *key, lock=lock)
        if found is None:
            no_such = self._no_such or self._unknown
            raise no_such(*key)
        return found

    def lock(self, conn: Connection, *key: object) -> M:
        """Return the model of a key, its row locked to be changed.

        Raises:
            NotFoundError: There is none.
        """
        return self.get(conn, *key, lock=True)

    def add(self, conn: Connection, thing: M, **more: object) -> M:
        """Insert a new row and return its model.

        Args:
            conn: A writing transaction.
            thing: The model.
            more: Columns that the model does not know.
        """
        self._insert(conn, [{**self._form.once(thing), **self._form.write(thing), **more}])
        self._followed(conn, thing)
        return thing

    def add_all(self, conn: Connection, things: Iterable[M], **more: object) -> None:
        """Insert new rows by one statement.

        Args:
            conn: A writing transaction.
            things: Their models.
            more: Columns that no model knows, the same in each row.
        """
        told = list(things)
        if told:
            form = self._form
            self._insert(conn, [{**form.once(each), **form.write(each), **more} for each in told])
        for each in told:
            self._followed(conn, each)

    def save(self, conn: Connection, thing: M) -> M:
        """Write a changed model back and return it; where no row has its key nothing happens."""
        self._update(conn, thing)
        self._followed(conn, thing)
        return thing

    def put(self, conn: Connection, thing: M, **more: object) -> M:
        """Write a model in the place of what its key had before, or as a new row.

        Args:
            conn: A writing transaction.
            thing: The model.
            more: Columns that the model does not know, written in either case.
        """
        row = {**self._form.once(thing), **self._form.write(thing), **more}
        key = [row[name] for name in self._key]
        changed = {name: value for name, value in row.items() if name not in self._key}
        if not self.change(conn, *key, **changed):
            self._insert(conn, [row])
        self._followed(conn, thing)
        return thing

    def insert(self, conn: Connection, **values: object) -> int:
        """Insert a row of columns; return the number that the database gave it, or 0."""
        row = conn.execute(insert(self.table).values(_written(values)))
        number = row.inserted_primary_key
        return number[0] if number and isinstance(number[0], int) else 0

    def change(self, conn: Connection, *key: object, **values: object) -> int:
        """Write columns of a row beside its model; return whether there is one: 1 or 0."""
        stands = update(self.table).where(*self._of_key).values(_written(values))
        return conn.execute(stands, self._held(key)).rowcount

    def beside(self, conn: Connection, column: str, *key: object) -> Any:
        """Return what stands in a column of a row beside its model, None where there is none."""
        query = select(self.table.c[column]).where(*self._of_key)
        return conn.scalar(query, self._held(key))

    def drop(self, conn: Connection, *key: object) -> int:
        """Delete the row of a key; return whether there was one: 1 or 0."""
        return conn.execute(delete(self.table).where(*self._of_key), self._held(key)).rowcount

    # --- many rows ----------------------------------------------------------------------------

    def first(self, conn: Connection, *where: ColumnElement[bool], lock: bool = False) -> M | None:
        """Return the one model that fits, or None; its row locked to be changed."""
        query = self.query.where(*where).limit(1)
        row = conn.execute(query.with_for_update() if lock else query).first()
        return None if row is None else self.read(row)

    def each(
        self,
        conn: Connection,
        *where: ColumnElement[bool],
        by: Sequence[ColumnElement[Any]] | None = None,
        most: int | None = None,
    ) -> Iterator[M]:
        """Yield the models that fit; all are found before the first is given.

        Args:
            conn: A transaction.
            where: Which; all if absent.
            by: In which order; in that of the list if absent.
            most: How many at most.
        """
        order = self.keyset.sorting if by is None else by
        query = self.query.where(*where).order_by(*order).limit(most)
        return map(self.read, conn.execute(query).all())

    def every(
        self,
        conn: Connection,
        *where: ColumnElement[bool],
        by: Sequence[ColumnElement[Any]] | None = None,
        most: int | None = None,
    ) -> tuple[M, ...]:
        """Return what `each` yields."""
        return tuple(self.each(conn, *where, by=by, most=most))

    @overload
    def listed(
        self,
        conn: Connection,
        asked: PageRequest,
        *where: ColumnElement[bool],
        query: Select[*tuple[Any, ...]] | None = None,
    ) -> Page[M]: ...

    @overload
    def listed(
        self,
        conn: Connection,
        asked: PageRequest,
        *where: ColumnElement[bool],
        query: Select[*tuple[Any, ...]] | None = None,
        show: Callable[[M], T | None],
    ) -> Page[T]: ...

    def listed(
        self,
        conn: Connection,
        asked: PageRequest,
        *where: ColumnElement[bool],
        query: Select[*tuple[Any, ...]] | None = None,
        show: Callable[[Any], Any] | None = None,
    ) -> Page[Any]:
        """Return a page of the models that fit, in the order of the list.

        Args:
            conn: A transaction.
            asked: Which part.
            where: Which; all if absent.
            query: `query` with what it is joined to.
            show: Returns what is shown of a model, None where it is not on the list.

        Raises:
            InputError: INPUT_INVALID; the cursor is none of this list.
        """

        def shown(row: Row[*tuple[Any, ...]]) -> object:
            found = self.read(row)
            return found if show is None else show(found)

        return self.listed_rows(conn, asked, *where, query=query, show=shown)

    def listed_rows(
        self,
        conn: Connection,
        asked: PageRequest,
        *where: ColumnElement[bool],
        query: Select[*tuple[Any, ...]] | None = None,
        show: Callable[[Row[*tuple[Any, ...]]], T | None],
    ) -> Page[T]:
        """Return a page as `listed` does, of a query that reads other columns than a model.

        Raises:
            InputError: INPUT_INVALID; the cursor is none of this list.
        """
        wanted = self.query if query is None else query
        return read_page(conn, wanted.where(*where) if where else wanted, self.keyset, asked, show)

    def count(self, conn: Connection, *where: ColumnElement[bool]) -> int:
        """Return how many rows fit."""
        query = select(func.count()).select_from(self.table).where(*where)
        return int(conn.execute(query).scalar_one())

    def remove(self, conn: Connection, *where: ColumnElement[bool]) -> int:
        """Delete the rows that fit; return how many there were."""
        return conn.execute(delete(self.table).where(*where)).rowcount

    # --- within -------------------------------------------------------------------------------

    def _held(self, key: tuple[object, ...]) -> dict[str, object]:
        named = _written(dict(zip(self._key, key, strict=True)))
        return {f"held_{name}": value for name, value in named.items()}

    def _unknown(self, *key: object) -> NotFoundError:
        return NotFoundError(
            "{name}: there is no such record", key=str(key)[:60], name=self.keyset.name
        )

    def _insert(self, conn: Connection, rows: list[dict[str, object]]) -> None:
        conn.execute(insert(self.table), [_written(row) for row in rows])

    def _update(self, conn: Connection, thing: M) -> None:
        written = self._form.write(thing)
        row = {**self._form.once(thing), **written}
        changed = {name: value for name, value in written.items() if name not in self._key}
        if self._save is None:
            values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in changed}
            if "version" in self.table.c:
                values["version"] = self.table.c.version + 1
            self._save = Prepared(update(self.table).where(*self._of_key).values(values))
        new = {f"new_{name}": value for name, value in _written(changed).items()}
        self._save.run(conn, new | self._held(tuple(row[name] for name in self._key)))

    def _followed(self, conn: Connection, thing: M) -> None:
        for follow in self._follow:
            follow(conn, thing)


def matching(
    *wanted: tuple[ColumnElement[Any], object],
    among: tuple[Among | None, ColumnElement[Any]] | None = None,
) -> list[ColumnElement[bool]]:
    """Return the conditions by which rows are those that somebody wants.

    Args:
        wanted: Columns, each with the value that it must have; None: any.
        among: Says for a column which are shown; None: all.
    """
    found = [
        column == (value.value if isinstance(value, Enum) else value)
        for column, value in wanted
        if value is not None
    ]
    if among is not None and among[0] is not None:
        found.append(among[0](among[1]))
    return found


def _written(row: Mapping[str, object]) -> dict[str, object]:
    return {name: each.value if isinstance(each, Enum) else each for name, each in row.items()}
