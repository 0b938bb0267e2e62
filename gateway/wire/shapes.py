"""Models to messages and back, by the fields of both.

A field of a model is the field of the message that has its name, or the one that `NAMES`
says. How a value is written follows from the two types: an instant, a day, a decimal, a digest, an
enum, a field in one of four states, another model. What does not follow is a `Special`. Both sides
are held to be total when a shape is made, so a field that is forgotten stops the start.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum, StrEnum
from functools import cache, partial
from operator import attrgetter
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin

from google.protobuf.descriptor import Descriptor, EnumDescriptor, FieldDescriptor
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass

from gateway.domain.base import Model, Stated, Statement
from gateway.domain.letter import Numbered
from gateway.wire.exceptions import EXACT, NAMES, NEEDED, SPECIAL, VALUES, Special, Values
from gateway.wire.faults import MISSING, Fields
from gateway.wire.scalars import (
    EnumTable,
    exact,
    needed,
    prefix_of,
    read_date,
    read_decimal,
    read_digest,
    read_instant,
    same_names,
    write_decimal,
    write_instant,
)
from gateway.wire.statements import read_absences, read_stated, write_absence

Convert = Callable[[Any], Any]
_ABSENCES = "absences"


@dataclass(frozen=True, slots=True)
class WireShape:
    """How one model is written as a message, and read.

    Attributes:
        message: The class of the message.
        values: Writes the model as values for the fields of the message; raises InputError
            (CONTENT_INVALID) for a decimal.
        fields: Reads the fields of the model, not yet validated.
    """

    message: type[Message]
    values: Callable[[Any], Values]
    fields: Callable[[Any], Fields]

    def to_pb(self, content: Model) -> Any:
        """Write the model; raises ValueError for a number that the contract does not hold."""
        return self.message(**self.values(content))


class _Way(NamedTuple):
    """How one value passes: None as a conversion leaves it as it is."""

    write: Convert | None = None
    read: Convert | None = None


class _FieldPair(NamedTuple):
    """A field of both sides, its conversion if it has one, and what is read where it is absent."""

    wire: str
    key: str
    convert: Convert | None
    absent: Any = None


@cache
def shape_of(model: type[Model], message: Descriptor) -> WireShape:
    """Return how a model is written as a message of a descriptor.

    Raises:
        ValueError: A field of one has none of the other.
    """
    special = SPECIAL.get(message.name)
    left = {each.name: each for each in message.fields}
    for wire in special.wire if special else ():
        del left[wire]
    writes: list[_FieldPair] = []
    reads: dict[str, list[_FieldPair]] = {}
    stated: list[_FieldPair] = []
    for key, info in model.model_fields.items():
        if special and key in special.fields:
            continue
        bare, optional = _bare(info.annotation)
        field = left.pop(_wire_name(message.name, key, bare, left))
        if isinstance(bare, type) and issubclass(bare, Stated):
            bare, optional = _bare(bare.model_fields["value"].annotation)
            way = _way(bare, field)
            stated.append(_FieldPair(field.name, key, way.write))
        else:
            way = _way(bare, field)
            writes.append(_FieldPair(field.name, key, way.write))
        absent = None if optional else _absent(way, field)
        pair = _FieldPair(field.name, key, way.read, absent)
        reads.setdefault(_how_read(field, way, optional=optional), []).append(pair)
    if stated:
        del left[_ABSENCES]
    if left:
        raise ValueError(f"{message.name}: no field of {model.__name__} is {', '.join(left)}")
    values, fields = _writer(writes, stated, special), _reader(reads, stated, special)
    return WireShape(GetMessageClass(message), values, fields)


def _how_read(field: FieldDescriptor, way: _Way, *, optional: bool) -> str:
    """Return by what it is seen that a field is absent; most loops of a reader see nothing."""
    if field.has_presence:
        return "present"
    if way.read is None:
        return "or_none" if optional else "plain"
    return "filled" if optional or field.is_repeated else "read"


def _writer(
    pairs: list[_FieldPair], stated: list[_FieldPair], special: Special | None
) -> Callable[[Any], Values]:
    converted = [each[:3] for each in pairs if each.convert is not None]
    if not (converted or stated or special) and all(each.wire == each.key for each in pairs):
        return attrgetter("__dict__")
    plain = [each[:2] for each in pairs if each.convert is None]
    either = [each[:3] for each in stated]

    def to_values(content: Any) -> Values:
        held = content.__dict__
        values: Values = {}
        for wire, key in plain:
            values[wire] = held[key]
        for wire, key, write in converted:
            value = held[key]
            if value is not None:
                values[wire] = write(value)  # type: ignore[misc]
        if either:
            absences = values[_ABSENCES] = []
            for wire, key, write in either:
                value = held[key]
                if value.value is not None:
                    values[wire] = value.value if write is None else write(value.value)
                elif value.state is not Statement.UNKNOWN:
                    absences.append(write_absence(wire, value.state, value.reason))
        if special is not None:
            special.write(content, values)
        return values

    return to_values


def _reader(
    pairs: Mapping[str, list[_FieldPair]], stated: list[_FieldPair], special: Special | None
) -> Callable[[Any], Fields]:
    plain, or_none, read_always, filled, present = (
        pairs.get(each, []) for each in ("plain", "or_none", "read", "filled", "present")
    )

    def fields(found: Any) -> Fields:
        values: Fields = {}
        for wire, key, _, _ in plain:
            values[key] = getattr(found, wire)
        for wire, key, _, _ in or_none:
            values[key] = getattr(found, wire) or None
        for wire, key, read, _ in read_always:
            values[key] = read(getattr(found, wire))  # type: ignore[misc]
        for wire, key, read, absent in filled:
            value = getattr(found, wire)
            values[key] = read(value) if value else absent  # type: ignore[misc]
        if present:
            has = found.HasField
            for wire, key, read, absent in present:
                if has(wire):
                    value = getattr(found, wire)
                    values[key] = value if read is None else read(value)
                else:
                    values[key] = absent
        if stated:
            absences = read_absences(found.absences)
            for wire, key, _, _ in stated:
                values[key] = read_stated(values[key], wire, absences)
        return values if special is None else values | special.read(found)

    if plain and not (stated or special) and [len(each) for each in pairs.values()] == [2]:
        return partial(_two, *plain[0][:2], *plain[1][:2])
    return fields


def _two(wire: str, key: str, second_wire: str, second: str, found: Any) -> Fields:
    """Read a text with its language, or its like: a letter has more of them than of all else."""
    return {key: getattr(found, wire), second: getattr(found, second_wire)}


def _bare(annotation: Any) -> tuple[Any, bool]:
    """Return a type without what only narrows it, and whether it may be None."""
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0])
    if get_origin(annotation) in (Union, types.UnionType):
        (inner,) = (each for each in get_args(annotation) if each is not types.NoneType)
        return _bare(inner)[0], True
    return annotation, False


def _wire_name(message: str, key: str, bare: Any, left: Mapping[str, FieldDescriptor]) -> str:
    suffix = "_time" if bare is datetime else "_date" if bare is date else ""
    for each in (NAMES.get(message, {}).get(key, key), key + suffix):
        if each in left:
            return each
    raise ValueError(f"{message}: nothing of it is {key}")


def _way(bare: Any, field: FieldDescriptor) -> _Way:
    """Return how a value, or each of several, passes through a field."""
    if get_origin(bare) is not tuple:
        return _one(bare, field)
    if not field.is_repeated:  # a list in a message of its own: none is not the same as empty
        described: Any = field.message_type
        (listed,) = described.fields
        way = _way(bare, listed)
        return _Way(partial(_wrapped, listed.name, way), partial(_opened, listed.name, way))
    way = _one(_bare(get_args(bare)[0])[0], field)
    return _Way(_each(way.write), _each(way.read) or list)


def _wrapped(name: str, way: _Way, values: Any) -> Values:
    return {name: values if way.write is None else way.write(values)}


def _opened(name: str, way: _Way, message: Message) -> Any:
    return (way.read or list)(getattr(message, name))


def _each(convert: Convert | None) -> Convert | None:
    return None if convert is None else lambda values: list(map(convert, values))


def _one(bare: Any, field: FieldDescriptor) -> _Way:
    if field.enum_type is not None:
        table = table_of(bare, field.enum_type)
        grows = isinstance(bare, type) and issubclass(bare, Numbered)
        return _Way(table.number.__getitem__, table.read_or_number if grows else table.read)
    if field.message_type is not None and bare is not datetime:
        shape = shape_of(bare, field.message_type)
        return _Way(shape.values, shape.fields)
    if field.type == FieldDescriptor.TYPE_BYTES and bare is not bytes:
        return _Way(bytes.fromhex, read_digest)
    named = f"{getattr(field.containing_type, 'name', '')}.{field.name}"
    if named in EXACT | NEEDED:
        return _Way(None, exact if named in EXACT else needed)
    if isinstance(bare, type) and issubclass(bare, StrEnum):
        return _Way(str)
    return _SCALARS.get(bare, _Way())


_SCALARS = {
    date: _Way(date.isoformat, read_date),
    datetime: _Way(write_instant, read_instant),
    Decimal: _Way(write_decimal, read_decimal),
}


def _absent(way: _Way, field: FieldDescriptor) -> Any:
    """Return what is read where a field that is needed, or a list, is not there."""
    if field.is_repeated:
        return ()
    if field.message_type is not None:
        return MISSING
    return field.default_value if way.read is None else way.read(field.default_value)


@cache
def table_of(domain: Any, wire: EnumDescriptor) -> EnumTable[Any]:
    """Return the table of an enum and the codes of the domain that have its names."""
    if isinstance(domain, type) and issubclass(domain, Enum):
        return same_names(domain, wire, **VALUES.get(wire.name, {}))
    prefix = prefix_of(wire)
    numbers = {each.name.removeprefix(prefix).lower(): each.number for each in wire.values}
    return EnumTable({code: number for code, number in numbers.items() if number}, wire)
