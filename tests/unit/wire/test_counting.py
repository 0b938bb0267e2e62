"""What is counted before it is built: bounds total and agreed, and nothing large for little."""

from __future__ import annotations

import importlib
import pkgutil
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from annotated_types import MaxLen
from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import DecodeError, Message
from hypothesis import example, given
from hypothesis import strategies as st

import comity.v1
from comity.v1 import annual_cells_pb2, envelope_pb2, letter_pb2, register_service_pb2
from comity.v1.bounds_pb2 import most
from gateway.domain.base import Model
from gateway.errors import ComityError, InputError, Reason, TrustError
from gateway.trust.dsse import SignedBytes
from gateway.wire.annual_cells import CellBlocks
from gateway.wire.annual_tables import PublishedTables
from gateway.wire.content import CODECS, content_from_bytes
from gateway.wire.counting import SMALL_BYTES, TooManyError, decode, most_of
from gateway.wire.entries import entry_from_bytes
from gateway.wire.letters import letter_from_bytes
from gateway.wire.limits import MAX_BODY_BYTES, MAX_MESSAGES, MAX_OTHERS
from gateway.wire.packages import package_from_bytes
from tests.support.measured import memory_below
from tests.support.raising import refuses

PROTO = Path(__file__).parents[3] / "proto" / "comity" / "v1"
MIB = 2**20
# An unknown field that makes a message larger than those that are not walked.
PADDING = b"\xfa\x3f" + bytes([0x80 | (SMALL_BYTES & 0x7F), SMALL_BYTES >> 7]) + bytes(SMALL_BYTES)
DICTIONARIES = {"CellDimension", "CellBlock", "PublishedTable", "TableLine", "SaidBy"}


def messages() -> Iterator[Descriptor]:
    for module in pkgutil.iter_modules(comity.v1.__path__, "comity.v1."):
        if module.name.endswith("_pb2"):
            file = importlib.import_module(module.name).DESCRIPTOR
            yield from file.message_types_by_name.values()


BOUNDS = {
    (message.name, field.name): most_of(field)
    for message in messages()
    for field in message.fields
    if field.is_repeated
}


def models() -> Iterator[type[Model]]:
    found = list(Model.__subclasses__())
    while found:
        model = found.pop()
        found += model.__subclasses__()
        if model.__module__.startswith("gateway.domain."):
            yield model


def is_message(field: FieldDescriptor) -> bool:
    return field.type == FieldDescriptor.TYPE_MESSAGE


def element(field: FieldDescriptor, body: bytes = b"") -> bytes:
    """One element of a field as it travels."""
    return tag(field) + length(len(body)) + body


def tag(field: FieldDescriptor) -> bytes:
    return length(field.number << 3 | 2)


def length(number: int) -> bytes:
    out = b""
    while number > 0x7F:
        out += bytes([0x80 | number & 0x7F])
        number >>= 7
    return out + bytes([number])


def repeated(
    descriptor: Any, to: tuple[FieldDescriptor, ...] = ()
) -> Iterator[tuple[FieldDescriptor, ...]]:
    """Every way to a repeated field within a message."""
    for field in descriptor.fields:
        if field.is_repeated:
            yield (*to, field)
        if is_message(field):
            yield from repeated(field.message_type, (*to, field))


def filled(way: tuple[FieldDescriptor, ...], count: int) -> bytes:
    """A message with so many empty elements in the field at the end of a way."""
    field = way[-1]
    if is_message(field) or field.type in {FieldDescriptor.TYPE_STRING, FieldDescriptor.TYPE_BYTES}:
        raw = element(field) * count
    else:
        raw = element(field, bytes(count))  # packed
    for outer in reversed(way[:-1]):
        raw = element(outer, raw)
    return PADDING + raw


def named(way: tuple[FieldDescriptor, ...]) -> str:
    return ".".join(field.name for field in way)


def test_every_repeated_field_has_a_bound_and_no_other() -> None:
    fields = [each for message in messages() for each in message.fields]
    bounds_of = [each for each in fields if each.GetOptions().HasExtension(most)]

    assert bounds_of == [each for each in fields if each.is_repeated]
    assert len(bounds_of) == len(BOUNDS) > 100


def test_the_bounds_are_those_of_the_domain_models() -> None:
    stated = {
        (model.__name__, name): each.max_length
        for model in models()
        for name, field in model.model_fields.items()
        for each in field.metadata
        if isinstance(each, MaxLen) and (model.__name__, name) in BOUNDS
    }

    assert len(stated) > 60
    assert stated == {key: BOUNDS[key] for key in stated}


def test_the_bounds_are_those_of_the_comments_of_the_contract() -> None:
    stated: dict[tuple[str, str], int] = {}
    for path in sorted(PROTO.glob("*.proto")):
        message, comment = "", ""
        for line in path.read_text(encoding="utf-8").splitlines():
            if found := re.match(r"message (\w+)", line):
                message = found.group(1)
            if found := re.match(r"\s+// (.*)", line):
                comment += found.group(1) + " "
                continue
            if found := re.match(r"\s+repeated \S+ (\w+) =", line):
                # Of "1 to 200, each 1 to 4000 characters" the first is the count.
                said = re.search(r"(?:At most|\b\d+ to) (\d+)", comment)
                if said:
                    stated[message, found.group(1)] = int(said.group(1))
            comment = ""
    stated.pop(("Envelope", "signatures"))  # that of a suite; a directory has more signers

    assert len(stated) > 60
    assert stated == {key: BOUNDS[key] for key in stated}


COUNTED: tuple[type[Message], ...] = (
    *(codec.message for codec in CODECS.values()),
    letter_pb2.Letter,
    letter_pb2.Entry,
    envelope_pb2.Package,
    register_service_pb2.GetHeadRequest,
    register_service_pb2.StreamEntriesResponse,
    register_service_pb2.TellFraudRequest,
)


def refused(
    kind: type[Message], way: tuple[FieldDescriptor, ...], count: int
) -> TooManyError | None:
    """Return the refusal of a message with so many elements at the end of a way."""
    try:
        decode(kind, filled(way, count))
    except TooManyError as exc:
        return exc
    return None


def test_one_element_too_many_anywhere_is_refused_and_named() -> None:
    ways = [(kind, way) for kind in COUNTED for way in repeated(kind.DESCRIPTOR)]
    wrong = []
    for kind, way in ways:
        bound = most_of(way[-1])
        caught = refused(kind, way, bound + 1)
        said = caught and (caught.path, caught.what)
        wanted = tuple(each.name for each in way), f"more than {bound}"
        if refused(kind, way, bound) is not None or said != wanted:
            wrong.append(f"{kind.DESCRIPTOR.name}-{named(way)}: {said}")

    assert wrong == []
    assert len(ways) > 300


def test_a_message_that_comes_in_pieces_is_counted_as_the_one_that_it_becomes() -> None:
    way = next(
        way
        for way in repeated(CODECS_BY_NAME["ConsultationRequest"].DESCRIPTOR)
        if named(way) == "transaction.items"
    )
    outer, items = way
    piece = element(outer, element(items) * 150)

    with pytest.raises(TooManyError) as caught:
        decode(CODECS_BY_NAME["ConsultationRequest"], PADDING + piece + piece)

    assert caught.value.path == ("transaction", "items")


def test_fields_that_nobody_knows_are_bounded() -> None:
    unknown = b"\xf8\x3f\x00"

    assert decode(letter_pb2.Letter, PADDING + unknown * (MAX_OTHERS - 1)).parts == []
    with pytest.raises(TooManyError):
        decode(letter_pb2.Letter, PADDING + unknown * MAX_OTHERS)


def test_the_messages_of_a_whole_are_bounded() -> None:
    block, marks = next(
        way[:2]
        for way in repeated(annual_cells_pb2.CellBlocks.DESCRIPTOR)
        if named(way) == "blocks.marks"
    )
    half = element(block, element(marks) * (MAX_MESSAGES // 2))

    with pytest.raises(TooManyError) as caught:
        decode(annual_cells_pb2.CellBlocks, half + half)

    assert caught.value.path[0] == "blocks"
    assert caught.value.what == f"together more than {MAX_MESSAGES} messages"


CODECS_BY_NAME = {codec.message.DESCRIPTOR.name: codec.message for codec in CODECS.values()}


def excess(message: Message) -> bool:
    """Whether a parsed message has more than it may anywhere."""
    for field, value in message.ListFields():
        if field.is_repeated and len(value) > most_of(field):
            return True
        if is_message(field) and any(map(excess, value if field.is_repeated else [value])):
            return True
    return False


pieces = st.sampled_from(
    [
        b"\x12\x00",  # an empty part
        b"\x12\x03\x12\x01x",  # a part with a release code
        b"\x12\x81\x00\x00",  # a length in two octets where one would do
        b"\x92\x00\x00",  # a tag in two octets
        b"\x0a\x00",  # an empty header
        b"\x0a\x02\x0a\x00",
        b"\x08\x01",  # the header's number as another kind of field
        b"\xf8\x3f\x05",
        b"\x1d\x00\x00\x00\x00",
        b"\x19" + bytes(8),
        b"\x12\x84\x01" + b"\x12\x00" * 66,  # too many release codes
    ]
)


@given(st.lists(pieces, max_size=80).map(b"".join) | st.binary(max_size=200))
@example(b"\x12\x00" * 33)
def test_the_walk_sees_what_the_parser_sees(raw: bytes) -> None:
    try:
        parsed = letter_pb2.Letter.FromString(PADDING + raw)
    except DecodeError:
        with pytest.raises(DecodeError):
            decode(letter_pb2.Letter, PADDING + raw)
        return

    try:
        assert decode(letter_pb2.Letter, PADDING + raw) == parsed
    except TooManyError:
        assert excess(parsed)
    except DecodeError:
        pass  # it has groups, which are older than proto3 and which nobody of us writes
    else:
        assert not excess(parsed)


HALF_A_MILLION = 500_000
ATTACKS = {
    "letter": (letter_from_bytes, b"\x12\x00" * HALF_A_MILLION),
    "letter-unknown": (letter_from_bytes, b"\xf8\x3f\x00" * (MIB // 3)),
    "entry": (entry_from_bytes, b"\x12\x00" * HALF_A_MILLION),
    "package": (package_from_bytes, b"\x0a\x00" + b"\x12\x00" * HALF_A_MILLION),
    "envelope": (SignedBytes.from_bytes, b"\x0a\x01x" + b"\x1a\x00" * HALF_A_MILLION),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_a_megabyte_of_empty_elements_is_refused_for_less_than_twice_its_octets(name: str) -> None:
    """Found in use: attack C2."""
    read, raw = ATTACKS[name]
    with memory_below(2 * len(raw)), refuses((InputError, TrustError), Reason.MESSAGE_MALFORMED):
        read(raw)


@pytest.mark.parametrize("model", CODECS, ids=lambda model: model.__name__)
def test_no_content_of_empty_elements_takes_more_than_twice_its_octets(model: type[Model]) -> None:
    for way in repeated(CODECS[model].message.DESCRIPTOR):
        if way[-1].full_name.split(".")[-2] in DICTIONARIES and not is_message(way[-1]):
            continue  # columns of plain numbers or codes: below
        raw = filled(way, HALF_A_MILLION)[:MAX_BODY_BYTES]
        with memory_below(2 * len(raw), named(way)), refuses(ComityError, Reason.CONTENT_INVALID):
            content_from_bytes(model, raw)


def test_the_memory_of_the_process_grows_by_less_than_twice_the_octets() -> None:
    """What the parser of protobuf takes is not Python's to trace: the system counts it."""
    program = """
from gateway.errors import ComityError
from gateway.wire.letters import letter_from_bytes

def highest():
    with open("/proc/self/status", encoding="ascii") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM"))

raw = b"\\x12\\x00" * 500_000
try:
    letter_from_bytes(raw[:2000])
except ComityError:
    pass
before = highest()
try:
    letter_from_bytes(raw)
except ComityError as refused:
    print(refused.reason, highest() - before < 2 * len(raw))
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert done.stdout.split() == [str(Reason.MESSAGE_MALFORMED), "True"]


@pytest.mark.parametrize(("model", "field"), [(CellBlocks, "blocks"), (PublishedTables, "tables")])
def test_columns_of_the_annual_report_are_bounded_by_its_rows(
    model: type[Model], field: str
) -> None:
    ways = [way for way in repeated(CODECS[model].message.DESCRIPTOR) if way[0].name == field]

    assert len(ways) > 8
    for way in ways:
        if len(way) > 1:
            with refuses(InputError, Reason.CONTENT_INVALID) as caught:
                content_from_bytes(model, filled(way, 70_000))
            assert caught.value.metadata["field"].endswith(named(way))
