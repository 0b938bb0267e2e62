"""Statements of the hot path: compiled by SQLAlchemy Core once, run on the driver's cursor.

Core's execution of a compiled statement costs some 17 µs beside the 2 µs of SQLite; a
letter needs nine of them, and that was half of what the writer did for it
(`bench/exchange.py`). What is written is still Core's, for both databases, with the types
of its columns. Everything that is not on the way of every letter runs through Core.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Delete, Insert, Select, Update
from sqlalchemy.exc import DBAPIError

Processor = Callable[[Any], Any] | None
Statement = Select[*tuple[Any, ...]] | Insert | Update | Delete


@dataclass(frozen=True, slots=True)
class _Form:
    """A statement as one kind of database takes it."""

    sql: str
    pick: Callable[[Mapping[str, Any]], Any]  # the driver's parameters, positional or named
    fixed: Mapping[str, Any]  # parameters that the statement brings itself
    bind: tuple[tuple[str, Callable[[Any], Any]], ...]
    result: tuple[Processor, ...] | None  # None where no column needs one


class Prepared:
    """One statement; its parameters are named by `bindparam`, an insert's by its columns.

    Args:
        statement: Without IN lists and without defaults of columns.
    """

    def __init__(self, statement: Statement) -> None:
        self._statement = statement
        self._forms: dict[str, _Form] = {}

    def rows(self, conn: Connection, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Run it and return its rows.

        Raises:
            DBAPIError: As Core would raise it.
        """
        form = self._form(conn)
        cursor = _execute(conn, form.sql, _arguments(form, parameters))
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        cursor.close()
        if form.result is None:
            return rows
        return [
            tuple(
                value if process is None else process(value)
                for process, value in zip(form.result, row, strict=True)
            )
            for row in rows
        ]

    def first(self, conn: Connection, parameters: Mapping[str, Any]) -> tuple[Any, ...] | None:
        """Run it and return its first row, or None."""
        rows = self.rows(conn, parameters)
        return rows[0] if rows else None

    def run(self, conn: Connection, *parameters: Mapping[str, Any]) -> None:
        """Run it once for each set of parameters; it returns no rows."""
        form = self._form(conn)
        for each in parameters:
            _execute(conn, form.sql, _arguments(form, each)).close()

    def _form(self, conn: Connection) -> _Form:
        form = self._forms.get(conn.dialect.name)
        if form is None:
            form = self._forms[conn.dialect.name] = _compile(self._statement, conn)
        return form


def run_text(conn: Connection, sql: str) -> None:
    """Run a statement without parameters and rows on the driver's cursor."""
    _execute(conn, sql, ()).close()


def _execute(conn: Connection, sql: str, arguments: Any) -> Any:
    dbapi = conn.dialect.dbapi
    cursor = conn.connection.cursor()
    try:
        cursor.execute(sql, arguments)
    except dbapi.Error as exc:  # type: ignore[union-attr]
        cursor.close()
        error = dbapi.Error  # type: ignore[union-attr]
        raise DBAPIError.instance(sql, None, exc, error, hide_parameters=True) from exc
    return cursor


def _compile(statement: Statement, conn: Connection) -> _Form:
    dialect = conn.dialect
    compiled: Any = statement.compile(dialect=dialect)
    processors = {
        name: parameter.type.dialect_impl(dialect).bind_processor(dialect)
        for parameter, name in compiled.bind_names.items()
    }
    columns: Iterable[Any] = getattr(statement, "exported_columns", ())
    result = tuple(
        column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns
    )
    return _Form(
        sql=compiled.string,
        pick=_picking(compiled.positiontup) if compiled.positional else dict,
        fixed={name: value for name, value in compiled.params.items() if value is not None},
        bind=tuple((name, process) for name, process in processors.items() if process is not None),
        result=result if any(result) else None,
    )


def _picking(names: Sequence[str]) -> Callable[[Mapping[str, Any]], Sequence[Any]]:
    """Return what takes values out of a mapping in an order."""
    if len(names) > 1:
        return itemgetter(*names)
    return lambda values: [values[name] for name in names]


def _arguments(form: _Form, parameters: Mapping[str, Any]) -> Any:
    if not form.fixed and not form.bind:
        return form.pick(parameters)
    values = {**form.fixed, **parameters}
    for name, process in form.bind:
        values[name] = process(values[name])
    return form.pick(values)
