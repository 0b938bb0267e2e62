"""The form of proofs as files: JSON whose signed octets stand in canonical Base64."""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import Annotated, TypeVar

from pydantic import Base64Bytes, BeforeValidator, ValidationError

from gateway.domain.base import Model
from gateway.errors import Reason

M = TypeVar("M", bound=Model)


def _one_form(given: object) -> object:
    """Refuse what Base64Bytes passes over: other characters, and another form of the same."""
    octets = given.encode() if isinstance(given, str) else given
    if not isinstance(octets, bytes):
        return given  # which the type refuses
    if b64encode(b64decode(octets, validate=True)) != octets:
        raise ValueError("it is not canonical base64")
    return octets


CanonicalBase64 = Annotated[Base64Bytes, BeforeValidator(_one_form)]
"""Octets that a file has in Base64; no two texts stand for the same ones (RFC 4648, 3.5)."""


def read_proof(raw: bytes, model: type[M], most: int) -> M:
    """Read a proof; nothing of it is verified.

    Args:
        raw: The file.
        model: What it is to be.
        most: Octets that it may have.

    Raises:
        InputError: MESSAGE_TOO_LARGE; or MESSAGE_MALFORMED, naming the field.
    """
    if len(raw) > most:
        raise Reason.MESSAGE_TOO_LARGE.error("file: the proof is too large")
    try:
        return model.model_validate_json(raw)
    except ValidationError as exc:
        first = exc.errors(include_url=False, include_input=False, include_context=False)[0]
        field = ".".join(str(part) for part in first["loc"]) or "file"
        raise Reason.MESSAGE_MALFORMED.error(
            "{field}: it is not as it should be in a proof",
            remedy="Give the file as a node has written it.",
            field=field,
        ) from exc
