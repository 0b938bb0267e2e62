"""Whether a view shows every field of a noun: each is changed, and the view must change with it."""

from __future__ import annotations

import types
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal, TypeVar, Union, cast, get_args, get_origin

from gateway.domain.base import Model, Stated, Statement

M = TypeVar("M", bound=Model)
Given = Mapping[str, Any]
NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


def filled(kind: type[M], given: Given) -> M:
    """Return a model of which every field is filled, to any depth.

    Args:
        kind: Its class.
        given: Values that must make sense, by ``Class.field`` or by the field's name alone.
    """
    values = {}
    for name, field in kind.model_fields.items():
        for key in (f"{kind.__name__}.{name}", name):
            if key in given:
                values[name] = given[key]
                break
        else:
            values[name] = _value(field.annotation, name, given)
    return cast("M", kind.model_construct(**values))


def _value(kind: Any, name: str, given: Given) -> Any:  # noqa: PLR0911 - one for each kind
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return _value(inner[0], name, given)
    if origin in (Union, types.UnionType):
        return _value(next(each for each in inner if each is not type(None)), name, given)
    if origin is tuple:
        return (_value(inner[0], name, given),)
    if origin is Literal:
        return inner[0]
    if not isinstance(kind, type):
        return {}
    if issubclass(kind, Stated):
        value = _value(kind.model_fields["value"].annotation, name, given)
        return kind.model_construct(state=Statement.GIVEN, value=value, reason=None)
    if issubclass(kind, Model):
        return filled(kind, given)
    if issubclass(kind, StrEnum):
        return next(iter(kind))
    plain = {bool: True, int: 7, float: 0.5, Decimal: Decimal(3), datetime: NOON}
    return {**plain, date: NOON.date(), str: f"{name} in words"}.get(kind, {})


def fields_of(kind: type[Model]) -> set[str]:
    """Return ``Class.field`` for every field that can be reached from a model."""
    found: set[str] = set()
    waiting: list[Any] = [kind]
    seen: set[Any] = set()
    while waiting:
        each = waiting.pop()
        if each in seen:
            continue
        seen.add(each)
        waiting += [inner for inner in get_args(each) if inner is not Ellipsis]
        if not (isinstance(each, type) and issubclass(each, Model)):
            continue
        if not issubclass(each, Stated):
            found |= {f"{each.__name__}.{name}" for name in each.model_fields}
        waiting += [field.annotation for field in each.model_fields.values()]
    return found


def shown_fields(examples: Iterable[M], view: Callable[[M], object]) -> set[str]:
    """Return ``Class.field`` of what changes a view when it changes, in any of the examples."""
    found: set[str] = set()
    for example in examples:
        before = view(example)
        for path, changed in _changes(example, ()):
            if not set(path) <= found and view(changed) != before:
                found |= set(path)
    return found


def _changes(value: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Give each way to change one leaf of a value, with the fields that lie on the way to it."""
    if isinstance(value, Model):
        for name in type(value).model_fields:
            stated = isinstance(value, Stated)
            named = path if stated else (*path, f"{type(value).__name__}.{name}")
            for deeper, changed in _changes(getattr(value, name), named):
                yield deeper, value.model_copy(update={name: changed})
    elif isinstance(value, tuple):
        yield path, ()
        for place, each in enumerate(value):
            for deeper, changed in _changes(each, path):
                yield deeper, (*value[:place], changed, *value[place + 1 :])
    else:
        for changed in _others(value):
            yield path, changed


def _others(value: Any) -> Iterator[Any]:
    if isinstance(value, StrEnum):
        yield from (each for each in type(value) if each is not value)
    elif isinstance(value, bool):
        yield not value
    elif isinstance(value, str):
        yield _VALID.get(value, f"another {value}")
    elif isinstance(value, int | float | Decimal):
        yield type(value)(value / 2) if isinstance(value, float) else value + 1
    elif isinstance(value, date):
        yield value + timedelta(days=1)


_VALID = {"Europe/Paris": "Europe/Rome", "16(5)": "14(1)", "application": "transit"}
"""Where a value must make sense to be shown, another one that does."""
