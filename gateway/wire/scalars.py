"""Values that are not a protobuf type of their own: decimals, dates, instants, digests, codes.

Readers return the value or a `WireFault`. Writers get values that a domain model has checked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any, Generic, TypeVar

from google.protobuf.descriptor import EnumDescriptor
from google.protobuf.timestamp_pb2 import Timestamp

from gateway.errors import Reason
from gateway.wire.faults import MISSING, WireFault
from gateway.wire.limits import DIGEST_BYTES, MAX_DECIMAL_DIGITS

D = TypeVar("D")

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# 9999-12-31T23:59:59Z, the last second of google.protobuf.Timestamp and of datetime.
MAX_SECONDS = 253_402_300_799
SECONDS_A_DAY = 86_400
NANOS_A_SECOND, NANOS_A_MICROSECOND = 1_000_000_000, 1_000
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
DECIMAL = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]*[1-9])?")


class EnumTable(Generic[D]):
    """The numbers of one protobuf enum and what they mean in the domain; total both ways.

    Args:
        numbers: Number for each domain value.
        wire: The generated enum, or its descriptor; every number but 0 must be in the table.

    Raises:
        ValueError: When it is not total, so that a forgotten value stops the start.
    """

    def __init__(self, numbers: Mapping[D, int], wire: Any) -> None:
        # The stubs have a type of its own for the numbers of each enum.
        self.number: dict[D, Any] = dict(numbers)
        self.value = {number: value for value, number in numbers.items()}
        described = getattr(wire, "DESCRIPTOR", wire)
        if set(self.value) != {each.number for each in described.values} - {0}:
            raise ValueError(f"the table of {described.name} is not total")

    def read(self, number: int) -> D | WireFault:
        """Return the domain value of a number; 0 is UNSPECIFIED and refused."""
        value = self.value.get(number)
        if value is not None:
            return value
        return WireFault(f"unknown enum number {number}" if number else "is unspecified")

    def read_or_number(self, number: int) -> D | str | WireFault:
        """Return the domain value, or the number as text for a `letter.Numbered`."""
        return str(number) if number > 0 and number not in self.value else self.read(number)


E = TypeVar("E", bound=Enum)


def same_names(domain: type[E], wire: Any, **named: str) -> EnumTable[E]:
    """Return the table of two enums whose names agree but for the prefix that buf asks for.

    Args:
        domain: The domain's enum.
        wire: The generated enum, or its descriptor.
        named: What the contract calls a value of the domain that it names otherwise.
    """
    described = getattr(wire, "DESCRIPTOR", wire)
    prefix, values = prefix_of(described), described.values_by_name
    names = {each: prefix + named.get(each.name, each.name) for each in domain}
    if missing := [each for each in names.values() if each not in values]:
        raise ValueError(f"{described.name} lacks {', '.join(missing)}")
    return EnumTable({each: values[name].number for each, name in names.items()}, wire)


def prefix_of(wire: EnumDescriptor) -> str:
    """Return what the names of an enum's values begin with: ``LETTER_TYPE_``."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", wire.name).upper() + "_"


def exact(text: str) -> str | WireFault:
    """Refuse space around a text that is compared: the domain would strip it."""
    return text if text == text.strip() else WireFault("has space around it")


def needed(text: str) -> str | WireFault:
    """Refuse a text that is not there, or has space around it."""
    return exact(text) if text else MISSING


def read_digest(raw: bytes) -> str | WireFault:
    """Return 32 octets as lower-case hex."""
    return raw.hex() if len(raw) == DIGEST_BYTES else WireFault(f"{DIGEST_BYTES} octets expected")


def read_date(text: str) -> date | WireFault:
    """Return the date of ``YYYY-MM-DD``; other forms of ISO 8601 are refused."""
    if not text:
        return MISSING
    if not DATE.fullmatch(text):
        return WireFault("a date is YYYY-MM-DD")
    try:
        return date.fromisoformat(text)
    except ValueError:
        return WireFault("there is no such day")


def read_instant(stamp: Timestamp) -> datetime | WireFault:
    """Return an instant in UTC, from 1970 on.

    What is finer than a microsecond is cut off, never rounded up: an answer sealed before
    the last instant stays before it.
    """
    seconds, nanos = stamp.seconds, stamp.nanos
    if not 0 <= seconds <= MAX_SECONDS or not 0 <= nanos < NANOS_A_SECOND:
        return WireFault("an instant lies in 1970 to 9999, with 0 to 999999999 nanoseconds")
    return EPOCH + timedelta(seconds=seconds, microseconds=nanos // NANOS_A_MICROSECOND)


def write_instant(at: datetime) -> Timestamp:
    """Write an aware instant."""
    since = at - EPOCH
    return Timestamp(
        seconds=since.days * SECONDS_A_DAY + since.seconds,
        nanos=since.microseconds * NANOS_A_MICROSECOND,
    )


def read_decimal(text: str) -> Decimal | WireFault:
    """Return the value of a decimal in its canonical form (item.proto)."""
    if not text:
        return MISSING
    if not DECIMAL.fullmatch(text) or text == "-0":
        return WireFault("not a decimal in canonical form, e.g. 1250.5")
    if len(text) - text.count(".") - text.count("-") > MAX_DECIMAL_DIGITS:
        return WireFault(f"more than {MAX_DECIMAL_DIGITS} digits")
    return Decimal(text)


def write_decimal(value: Decimal | None) -> str:
    """Write the canonical form, or an empty text for None.

    Raises:
        InputError: CONTENT_INVALID for more digits than the contract allows.
    """
    if value is None:
        return ""
    if not value:
        return "0"
    # Before the digits are written out: 1E+999999 would be a text of a megabyte.
    if value.is_finite() and abs(value.adjusted()) <= MAX_DECIMAL_DIGITS:
        text = format(value, "f")
        if "." in text:
            text = text.rstrip("0").rstrip(".")
        if len(text) - text.count(".") - text.count("-") <= MAX_DECIMAL_DIGITS:
            return text
    raise Reason.CONTENT_INVALID.error(
        "a decimal has more than {max_decimal_digits} digits", max_decimal_digits=MAX_DECIMAL_DIGITS
    )
