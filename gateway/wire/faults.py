"""Faults found while reading, and the one place where they become errors.

A reader that finds a fault puts a `WireFault` where the value would be. The domain model then
refuses it, and pydantic says where it lay: so the path costs nothing while all is well.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from google.protobuf.message import DecodeError, Message
from pydantic import ValidationError

from gateway.domain.base import Model
from gateway.errors import ComityError, Reason
from gateway.field_faults import faults_of
from gateway.wire.counting import TooManyError, decode

M = TypeVar("M", bound=Model)
P = TypeVar("P", bound=Message)

Fields = dict[str, Any]
"""Values for the fields of a domain model, not yet validated."""

REMEDY = "The sender must correct the named field and send it again."


@dataclass(frozen=True, slots=True)
class WireFault:
    """Stands where a value should be, and says what is wrong with what was there."""

    what: str


MISSING = WireFault("is missing")


def refused(
    noun: str, path: str, what: str, reason: Reason = Reason.MESSAGE_MALFORMED, **values: Any
) -> ComityError:
    """Return the error for one fault.

    Args:
        noun: What was read, e.g. "letter".
        path: Path of the field, e.g. "header.sender"; may be empty.
        what: What is wrong, without the value: it may be a person's name.
        reason: MESSAGE_MALFORMED for letters, entries and packages, CONTENT_INVALID for
            contents of parts, MESSAGE_TOO_LARGE for either. It decides the class.
    """
    where = f"{noun}.{path}" if path else noun
    return reason.error("{field}: ", what, remedy=REMEDY, field=where, **values)


def check_forms(noun: str, forms: Mapping[str, object]) -> None:
    """Check of fields by name whether each is of its form.

    Raises:
        InputError: MESSAGE_MALFORMED, naming the first that is not.
    """
    for name, holds in forms.items():
        if not holds:
            raise refused(noun, name, "not of the right form")


def parsed(
    kind: type[P], raw: bytes, *, noun: str, limit: int, reason: Reason = Reason.MESSAGE_MALFORMED
) -> P:
    """Parse bytes as a protobuf message.

    Args:
        kind: Class of the message.
        raw: Bytes as received.
        noun: What they should be, for the error.
        limit: Most octets that are looked at.
        reason: Reason code where they cannot be parsed.

    Raises:
        InputError: MESSAGE_TOO_LARGE, or `reason` for bytes that are no such message, hold a
            string that is not UTF-8, or have more elements than the contract allows; names the
            field.
    """
    if len(raw) > limit:
        raise refused(noun, "", "larger than {limit} octets", Reason.MESSAGE_TOO_LARGE, limit=limit)
    try:
        return decode(kind, raw)
    except TooManyError as exc:
        raise refused(noun, ".".join(exc.path), "{why}", reason, why=exc.what) from exc
    except DecodeError as exc:
        raise refused(noun, "", "the bytes are no such message", reason) from exc


def validated(
    model: type[M], fields: Fields, *, noun: str, reason: Reason = Reason.MESSAGE_MALFORMED
) -> M:
    """Validate what was read into a domain model.

    Raises:
        InputError: With `reason`, naming the first field that does not hold.
    """
    try:
        return model.model_validate(fields)
    except ValidationError as exc:
        first = exc.errors(include_url=False)[0]
        fault = first["input"]
        what = fault.what if isinstance(fault, WireFault) else faults_of([first])[0].what
        raise refused(noun, path_of(first["loc"]), "{why}", reason, why=what) from exc


def path_of(location: tuple[int | str, ...]) -> str:
    """Return pydantic's location as a path: ``items[0].classifications[1].code``."""
    path = ""
    for step in location:
        if isinstance(step, int):
            path += f"[{step}]"
        else:
            path += f".{step}" if path else step
    return path


def serialised(message: Message, *, noun: str, limit: int) -> bytes:
    """Serialise a message that this node wrote.

    Fields are written in the order of their numbers, so equal models give equal bytes with
    one version of the library; nobody relies on it, since signed bytes are kept.

    Raises:
        InputError: MESSAGE_TOO_LARGE.
    """
    raw = message.SerializeToString(deterministic=True)
    if len(raw) > limit:
        raise refused(noun, "", "larger than {limit} octets", Reason.MESSAGE_TOO_LARGE, limit=limit)
    return raw


# --- what carries one message or one envelope --------------------------------------------------


def carried(message: Message, name: str, *, noun: str) -> Any:
    """Return the message that another carries in a field.

    Raises:
        InputError: MESSAGE_MALFORMED; it is missing.
    """
    if not message.HasField(name):
        raise refused(noun, name, "is missing")
    return getattr(message, name)


def put_envelope(into: Message, envelope: bytes, noun: str, path: str) -> None:
    """Write a serialised envelope into the field that carries it.

    Raises:
        InputError: MESSAGE_MALFORMED for bytes that are no envelope; names `noun` and `path`.
    """
    try:
        into.ParseFromString(envelope)
    except DecodeError as exc:
        raise refused(noun, path, "the bytes are no envelope") from exc
    into.SetInParent()


def octets_of(message: Message) -> bytes:
    """Return a message that another carried as its sender wrote it.

    What is signed inside an envelope is a bytes field, which this leaves as it came.
    """
    octets: bytes = message.SerializeToString(deterministic=True)
    return octets
