"""Counts what a serialised message holds before anything is built of it.

An empty element takes two octets, and a message, a dictionary and a fault are made of each:
a megabyte of them became two gigabytes. So the octets are walked first (protobuf's encoding,
https://protobuf.dev/programming-guides/encoding/), and the walk ends at the first field that
has more elements than the contract allows. Only messages that can hold a repeated field are
entered: of the others nothing is built that is larger than their octets.

The walk is on the path of every letter and of every entry that is synchronised: hence the
tuples and the one long loop.
"""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple, TypeVar

from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import DecodeError, Message

from comity.v1.bounds_pb2 import most
from gateway.wire.limits import MAX_MESSAGES, MAX_OTHERS

P = TypeVar("P", bound=Message)

SMALL_BYTES = 1024
"""Octets of a message that is not walked: it has 512 elements at most, and the domain model
refuses them within milliseconds. Most entries and headers of letters are smaller."""

_VARINT, _FIXED64, _LENGTH, _FIXED32 = 0, 1, 2, 5
_MORE, _LOW = 0x80, 0x7F  # of an octet of a varint: another follows; what it says
_MOST_BITS = 35  # of a tag or a length: five octets
_CONTINUED = bytes(range(_MORE, 256))
_MESSAGE = FieldDescriptor.TYPE_MESSAGE
_OCTETS = (FieldDescriptor.TYPE_STRING, FieldDescriptor.TYPE_BYTES)


class TooManyError(DecodeError):
    """A message has more elements than the contract allows.

    Args:
        what: How many there may be.
        path: Names of the fields that lead there, the outermost first.
    """

    def __init__(self, what: str, *path: str) -> None:
        super().__init__(what)
        self.what = what
        self.path = path


class _Field(NamedTuple):
    """What the walk has to know of one field: where it is counted or entered."""

    name: str
    bound: int  # 0: not repeated
    message: bool
    packed: bool
    within: dict[int, _Field] | None  # the fields of its messages, where one is counted


_Plan = dict[int, _Field]  # by tag: the number of the field, and its kind on the wire
_Counts = dict[int, Any]  # by tag: elements so far; of a message in pieces, its own counts


def decode(kind: type[P], raw: bytes) -> P:
    """Parse a message whose elements have been counted.

    Args:
        kind: Class of the message.
        raw: Bytes as received, of a size that the caller has bounded.

    Raises:
        TooManyError: A `DecodeError`: a field has more elements than `most_of` allows.
        DecodeError: The bytes are no such message, or hold a string that is not UTF-8.
    """
    plan = _plan(kind.DESCRIPTOR) if len(raw) > SMALL_BYTES else None
    if plan is not None:
        try:
            _walk(raw, 0, len(raw), plan, {}, [MAX_MESSAGES])
        except IndexError as exc:
            raise DecodeError("the message ends within a field") from exc
    return kind.FromString(raw)


def most_of(field: FieldDescriptor) -> int:
    """Return how many elements a repeated field may have, as the contract says (`most`).

    Raises:
        KeyError: The contract says nothing of it.
    """
    bound: int = field.GetOptions().Extensions[most]
    if not bound:
        raise KeyError(field.full_name)
    return bound


@cache
def _plan(descriptor: Descriptor) -> _Plan | None:
    """Return how to walk a message; None where it can hold no repeated field.

    Raises:
        KeyError: A repeated field has no bound: so a forgotten one stops its first reader.
    """
    plan: _Plan = {}
    for each in descriptor.fields:
        message = each.type == _MESSAGE
        within = _plan(each.message_type) if message else None
        if each.is_repeated or within is not None:
            bound = most_of(each) if each.is_repeated else 0
            # All our packed fields are varints; each may come in either way.
            packed = not message and each.type not in _OCTETS
            known = _Field(each.name, bound, message, packed, within)
            plan[each.number << 3 | _LENGTH] = known
            if packed:
                plan[each.number << 3 | _VARINT] = known
    return plan or None


def _walk(raw: bytes, at: int, end: int, plan: _Plan, counts: _Counts, left: list[int]) -> None:
    """Count the elements of one message.

    Args:
        raw: The octets of the whole.
        at: Where the message begins.
        end: Where it ends.
        plan: Its fields.
        counts: What was counted of it before: a message that comes in pieces is one.
        left: How many messages there may still be in the whole; one number, counted down.

    Raises:
        TooManyError: Naming the field.
        DecodeError: An element is longer than what holds it, or of no kind.
        IndexError: The octets end within a field.
    """
    others = counts.get(0, 0)
    while at < end:
        tag = raw[at]
        at += 1
        if tag >= _MORE:
            tag, at = _varint(raw, at - 1)
        known = plan.get(tag)
        if known is None:
            others += 1
            if others > MAX_OTHERS:
                raise TooManyError(f"more than {MAX_OTHERS} fields that are not repeated")
        if tag & 7 == _LENGTH:
            size = raw[at]
            at += 1
            if size >= _MORE:
                size, at = _varint(raw, at - 1)
            stop = at + size
            if stop > end:
                raise DecodeError("an element is longer than what holds it")
            if known is not None:
                _element(raw, at, stop, tag, known, counts, left)
            at = stop
        else:
            if known is not None:
                _count(tag | _LENGTH, known, counts, 1)
            at = _after_scalar(raw, at, tag & 7)
    if at != end:
        raise DecodeError("an element is longer than what holds it")
    counts[0] = others


def _element(
    raw: bytes, at: int, stop: int, tag: int, known: _Field, counts: _Counts, left: list[int]
) -> None:
    """Count one element, or those of a packed field; walk a message."""
    name, bound, message, packed, within = known
    if packed:
        # Each varint has one octet that says that it is the last.
        _count(tag, known, counts, len(raw[at:stop].translate(None, _CONTINUED)))
        return
    if bound:
        _count(tag, known, counts, 1)
        if not message:
            return
        inner: _Counts = {}
    else:
        inner = counts.setdefault(tag, {})
    left[0] -= 1
    if left[0] < 0:
        raise TooManyError(f"together more than {MAX_MESSAGES} messages", name)
    if within is not None:
        try:
            _walk(raw, at, stop, within, inner, left)
        except TooManyError as exc:
            raise TooManyError(exc.what, name, *exc.path) from None


def _count(tag: int, known: _Field, counts: _Counts, more: int) -> None:
    count = counts.get(tag, 0) + more
    if count > known.bound:
        raise TooManyError(f"more than {known.bound}", known.name)
    counts[tag] = count


def _after_scalar(raw: bytes, at: int, wire: int) -> int:
    """Return where a number ends that begins at a place."""
    if wire == _VARINT:
        while raw[at] >= _MORE:
            at += 1
        return at + 1
    if wire == _FIXED32:
        return at + 4
    if wire == _FIXED64:
        return at + 8
    raise DecodeError("a field is of a kind that nobody writes")


def _varint(raw: bytes, at: int) -> tuple[int, int]:
    """Return the number that begins at a place, and where it ends."""
    value = shift = 0
    while shift < _MOST_BITS:
        octet = raw[at]
        at += 1
        value |= (octet & _LOW) << shift
        if octet < _MORE:
            return value, at
        shift += 7
    raise DecodeError("a length or a field's number is impossible")
