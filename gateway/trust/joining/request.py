"""A candidate's request to become a member: what it says, as a model and as signed octets."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, StringConstraints

from comity.v1 import joining_pb2
from gateway.domain.authority import AuthorityCode, Role
from gateway.domain.base import Instant, Model
from gateway.trust.algorithms import key_id_of
from gateway.trust.directory_form import is_address
from gateway.trust.suites import KeyUse
from gateway.wire.faults import parsed, validated
from gateway.wire.limits import DIGEST_BYTES
from gateway.wire.shapes import shape_of

LABEL = "COMITY JOIN REQUEST"
"""How the text begins in which a request is sent."""

MAX_REQUEST_BYTES = 64 * 1024
"""Octets of a signed request; one of the hybrid suite has 23 KiB."""

MAX_LIFE = timedelta(days=30)
"""From the signing of a request to its end: nobody remembers older ones at the telephone."""

MAX_TLS_REQUEST = 8 * 1024
"""Octets of a PKCS#10 request in PEM; one of P-256 has 600."""

_NOUN = "join request"
_MOST_KEY = 4096


def _address(value: str) -> str:
    if not is_address(value):
        raise ValueError("an address is host:port, like gateway.example:7001 or [::1]:7001")
    return value


def _time_zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError) as exc:
        raise ValueError("a time zone is one of IANA's, like Europe/Vienna") from exc
    return value


def _each_once(roles: tuple[Role, ...]) -> tuple[Role, ...]:
    if len(set(roles)) != len(roles):
        raise ValueError("a role is named once")
    return roles


# Shown to people who decide by it: no line breaks or escapes of a terminal.
_Line = StringConstraints(pattern=r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+$")
Digest = Annotated[bytes, Field(min_length=DIGEST_BYTES, max_length=DIGEST_BYTES)]


class Candidate(Model):
    """Who asks to become a member, as the directory shall have it.

    Attributes:
        code: Authority code.
        name: Name of the authority in English.
        time_zone: IANA time zone in which its days end.
        roles: What it asks to be.
        address: ``host:port`` at which the others reach its gateway.
        contact_name: Whom to call.
        contact_telephone: Where to call.
    """

    code: AuthorityCode
    name: Annotated[str, _Line, Field(min_length=1, max_length=200)]
    time_zone: Annotated[str, Field(max_length=60), AfterValidator(_time_zone)]
    roles: Annotated[
        tuple[Role, ...], Field(min_length=1, max_length=6), AfterValidator(_each_once)
    ]
    address: Annotated[str, AfterValidator(_address)]
    contact_name: Annotated[str, _Line, Field(min_length=1, max_length=200)]
    contact_telephone: Annotated[str, _Line, Field(min_length=1, max_length=60)]


class JoinKey(Model):
    """A public key of a candidate.

    Attributes:
        use: What it is for.
        public: As the directory encodes it.
        possession: As the directory carries it; see `gateway.trust.possession`.
    """

    use: KeyUse
    public: Annotated[bytes, Field(min_length=1, max_length=_MOST_KEY)]
    possession: Annotated[bytes, Field(min_length=1, max_length=_MOST_KEY)]

    @property
    def key_id(self) -> str:
        """Its id, as in the directory."""
        return key_id_of(self.public)


class JoinRequest(Model):
    """What a candidate signs.

    Attributes:
        federation_id: Of the federation that is to be joined, 32 octets.
        nonce: Drawn for this request, 32 octets.
        created: When it was signed.
        expires: After it nobody is admitted by it.
        candidate: Who asks.
        keys: Its public keys, each use once.
        tls_request: PKCS#10 in PEM.
    """

    federation_id: Digest
    nonce: Digest
    created: Instant
    expires: Instant
    candidate: Candidate
    keys: Annotated[tuple[JoinKey, ...], Field(min_length=1, max_length=len(KeyUse))]
    tls_request: Annotated[bytes, Field(min_length=1, max_length=MAX_TLS_REQUEST)]


_SHAPE = shape_of(JoinRequest, joining_pb2.JoinRequest.DESCRIPTOR)


def request_to_bytes(request: JoinRequest) -> bytes:
    """Write what is signed."""
    written: bytes = _SHAPE.to_pb(request).SerializeToString(deterministic=True)
    return written


def request_from_bytes(payload: bytes) -> JoinRequest:
    """Read what is said to be signed; nothing of it is verified yet.

    Raises:
        InputError: MESSAGE_MALFORMED, naming the field; MESSAGE_TOO_LARGE.
    """
    pb = parsed(joining_pb2.JoinRequest, payload, noun=_NOUN, limit=MAX_REQUEST_BYTES)
    return validated(JoinRequest, _SHAPE.fields(pb), noun=_NOUN)
