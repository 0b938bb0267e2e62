"""The operators' ceremony: one proposes, each signs on a machine of its own, one publishes.

What goes between them are files: the payload of the next version, unsigned, and from each
operator a detached signature over it. No key leaves its machine, and nobody needs to believe the
proposer: each sees in which things the proposal differs from the version that it holds itself,
and signs no version that a node would refuse as its successor.
"""

from __future__ import annotations

import hashlib
import json
from base64 import b64decode, b64encode
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal

from pydantic import StringConstraints, ValidationError

from gateway.domain.base import Model
from gateway.errors import ComityError, Reason
from gateway.trust.algorithms import key_id_of
from gateway.trust.directory import CLOCK_SKEW, check_succession, load_directory
from gateway.trust.directory_form import parse_directory
from gateway.trust.dsse import DIRECTORY, SignedBytes
from gateway.trust.federation import Directory, Operator, directory_invalid
from gateway.trust.operator_keys import (
    OperatorSecret,
    operator_public,
    operator_signature_holds,
    sign_as_operator,
)

Hex = Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{2})+$", max_length=128)]


class DetachedSignature(Model):
    """One operator's signature on a proposal.

    Attributes:
        version: Number of the proposal, for people.
        payload: SHA-256 of the proposal, in hexadecimal.
        operator: Its name in the version of before or in the proposal.
        key_id: Id of its key.
        signature: In Base64.
    """

    format: Literal["comity-directory-signature/1"] = "comity-directory-signature/1"
    version: int
    payload: Hex
    operator: str
    key_id: Hex
    signature: str


def check_proposal(payload: bytes, held: Directory, *, at: datetime) -> Directory:
    """Read a proposal and check that it may follow the version that is held.

    Args:
        payload: The next version, unsigned.
        held: The version of before, as this operator holds it.
        at: Aware instant.

    Raises:
        TrustError: DIRECTORY_INVALID, it makes no sense or is no successor; FEDERATION_MISMATCH.
    """
    fresh = parse_directory(payload)
    if fresh.federation_id != held.federation_id:
        raise Reason.FEDERATION_MISMATCH.error(
            "the proposal is for another federation", remedy="Ask the proposer for the right file."
        )
    if fresh.version != held.version + 1:
        raise directory_invalid(
            "the proposal has number {version}; after {held} comes {next_version}",
            version=fresh.version,
            held=held.version,
            next_version=held.version + 1,
        )
    if fresh.created > at + CLOCK_SKEW or fresh.expired(at):
        raise directory_invalid("the proposal was made in the future, or has expired already")
    check_succession(held, fresh)
    return fresh


def sign_proposal(
    payload: bytes, held: Directory, key: OperatorSecret, *, at: datetime
) -> DetachedSignature:
    """Sign a proposal as one operator.

    Args:
        payload: The next version, unsigned.
        held: The version of before, as this operator holds it.
        key: Of an operator of the one or the other.
        at: Aware instant.

    Raises:
        TrustError: As `check_proposal`; KEY_INVALID, the key is of no operator.
    """
    fresh = check_proposal(payload, held, at=at)
    public = operator_public(key)
    (name, *_) = [each.name for each in _operators(held, fresh) if each.public == public] or [""]
    if not name:
        raise Reason.KEY_INVALID.error(
            "the key is that of no operator of the version that is held, nor of the proposal",
            remedy="Sign with your operator's key.",
        )
    return DetachedSignature(
        version=fresh.version,
        payload=hashlib.sha256(payload).hexdigest(),
        operator=name,
        key_id=key_id_of(public),
        signature=b64encode(sign_as_operator(key, DIRECTORY, payload)).decode(),
    )


def join_signatures(
    payload: bytes, made: Sequence[DetachedSignature], held: Directory, *, at: datetime
) -> tuple[bytes, Directory]:
    """Join detached signatures to the next version, and check that nodes would take it.

    Args:
        payload: The next version, unsigned.
        made: Signatures of operators; the order does not matter, one twice counts once.
        held: The version of before.
        at: Aware instant.

    Returns:
        The signed version, a serialised comity.v1.Envelope, and what it says.

    Raises:
        TrustError: As `check_proposal`; SIGNATURE_INVALID, one does not hold, it names whose;
            DIRECTORY_INVALID, too few of the operators of before or of the new ones have signed.
    """
    fresh = check_proposal(payload, held, at=at)
    joined: dict[str, bytes] = {}
    for each in made:
        named = [o for o in _operators(held, fresh) if key_id_of(o.public) == each.key_id]
        sig = _octets(each)
        if each.payload != hashlib.sha256(payload).hexdigest() or not any(
            operator_signature_holds(o.public, sig, DIRECTORY, payload) for o in named
        ):
            raise Reason.SIGNATURE_INVALID.error(
                "the signature of {operator} is not one of an operator over this proposal",
                remedy="Have it signed again: the same file, by the operator's own key.",
                operator=each.operator,
            )
        joined[each.key_id] = sig
    if not joined:
        raise directory_invalid("nobody has signed the proposal")
    raw = SignedBytes(DIRECTORY, payload, tuple(joined.items())).to_bytes()
    return raw, load_directory(raw, at=at, held=held)


def read_detached_signature(raw: bytes) -> DetachedSignature:
    """Read a file that `sign_proposal` made; nothing of it is verified.

    Raises:
        InputError: MESSAGE_MALFORMED, naming the field.
    """
    try:
        return DetachedSignature.model_validate(json.loads(raw))
    except ValidationError as exc:
        first = exc.errors(include_url=False, include_input=False, include_context=False)[0]
        raise _malformed(".".join(map(str, first["loc"]))) from exc
    except (ValueError, RecursionError) as exc:
        raise _malformed("file") from exc


def _operators(held: Directory, fresh: Directory) -> tuple[Operator, ...]:
    return (*held.operators, *fresh.operators)


def _octets(made: DetachedSignature) -> bytes:
    try:
        return b64decode(made.signature, validate=True)
    except ValueError as exc:
        raise _malformed("signature") from exc


def _malformed(field: str) -> ComityError:
    return Reason.MESSAGE_MALFORMED.error(
        "{field}: it is not as it should be in an operator's signature",
        remedy="Give the file as {signDirectory} has written it.",
        field=field,
    )
