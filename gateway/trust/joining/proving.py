"""That a candidate has the private half of each key that its request names.

Each key that signs has signed the request itself: federation, nonce and end are in it, so a
signature of one request serves for no other. The key of the TLS certificate signs it as well. An
encryption key signs nothing: a seal key signs for it, and the candidate has opened with it what
it sealed to it before the request was written (docs/adr/0041 says why that suffices).
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from gateway.errors import ComityError, Reason
from gateway.trust.algorithms import (
    VerifyingKey,
    check_order,
    encryption_key,
    hpke_suite,
    sign_with,
    signature_holds,
    verifying_key,
)
from gateway.trust.directory import CLOCK_SKEW
from gateway.trust.dsse import JOIN_REQUEST, SignedBytes, pae
from gateway.trust.joining.armour import armoured, read_armour
from gateway.trust.joining.request import (
    LABEL,
    MAX_LIFE,
    MAX_REQUEST_BYTES,
    Candidate,
    JoinKey,
    JoinRequest,
    request_from_bytes,
    request_to_bytes,
)
from gateway.trust.joining.tls_request import key_of_request
from gateway.trust.keys import KeyRing
from gateway.trust.possession import SEAL_USES, claim, proven_keys
from gateway.trust.suites import ENCRYPTION_USES, KeyUse

TLS = "tls"
"""Names the signature of the key of the TLS request."""

_NEEDED = (KeyUse.LOG_ED25519, KeyUse.COSIGN_ED25519)
_OWN_PROBE = b"comity/join/own-encryption-key"
_NONCE_BYTES = 32


@dataclass(frozen=True, slots=True)
class ProvenRequest:
    """A request whose proofs hold.

    Attributes:
        request: What it says.
        digest: SHA-256 of what was signed: what the telephone compares.
        tls_key: SHA-256 of the public key (SubjectPublicKeyInfo) of the TLS request.
    """

    request: JoinRequest
    digest: bytes
    tls_key: bytes


def write_request(
    candidate: Candidate,
    ring: KeyRing,
    *,
    federation_id: bytes,
    tls: tuple[ec.EllipticCurvePrivateKey, bytes],
    at: datetime,
    life: timedelta,
) -> str:
    """Sign a request with every key that it names.

    Args:
        candidate: Who asks.
        ring: Its keys; the current one of each use is named.
        federation_id: Of the federation that is to be joined, 32 octets.
        tls: The key for TLS, and the request for its certificate in PEM.
        at: Aware instant.
        life: For how long somebody may be admitted by it.

    Returns:
        The text that is sent.

    Raises:
        TrustError: KEY_INVALID; the ring lacks a key, or does not open what is sealed to it.
        UnavailableError: A key is in a token, which does not sign now.
    """
    known = {key.key_id for key in ring.keys if ring.is_current(key)}
    own = [key for key in proven_keys(ring, federation_id, not_before=at) if key.key_id in known]
    for key in own:
        if key.use in ENCRYPTION_USES:
            _open_own(ring, key.use, key.key_id, key.public)
    payload = request_to_bytes(
        JoinRequest(
            federation_id=federation_id,
            nonce=secrets.token_bytes(_NONCE_BYTES),
            created=at,
            expires=at + life,
            candidate=candidate,
            keys=tuple(
                JoinKey(use=key.use, public=key.public, possession=key.possession) for key in own
            ),
            tls_request=tls[1],
        )
    )
    said = pae(JOIN_REQUEST, payload)
    signatures = [
        (key.key_id, ring.sign_possession(key, said))
        for key in own
        if key.use not in ENCRYPTION_USES
    ]
    signed = SignedBytes(JOIN_REQUEST, payload, (*signatures, (TLS, sign_with(tls[0], said))))
    return armoured(LABEL, signed.to_bytes())


def _open_own(ring: KeyRing, use: KeyUse, key_id: str, public: bytes) -> None:
    """Open with a key what is sealed to its public half; the rehearsal of every letter."""
    sealed = hpke_suite(use).encrypt(_OWN_PROBE, encryption_key(use, public))
    _, private = ring.hpke_private(key_id)
    try:
        opened = hpke_suite(use).decrypt(sealed, private)
    except (InvalidTag, ValueError):
        opened = b""
    if opened != _OWN_PROBE:
        raise Reason.KEY_INVALID.error(
            "the encryption key {key_id} does not open what is sealed to it",
            remedy="Restore the key file from its backup, or make the folder again.",
            key_id=key_id,
        )


def read_request(text: bytes, *, federation_id: bytes, at: datetime) -> ProvenRequest:
    """Read a request and verify every proof in it, as docs/protocol/joining.md numbers them.

    Args:
        text: The file, as it came by mail.
        federation_id: Of the federation in which it is asked to join, 32 octets.
        at: Aware instant.

    Raises:
        InputError: MESSAGE_MALFORMED, MESSAGE_TOO_LARGE; SETTING_INVALID, the TLS request.
        TrustError: FEDERATION_MISMATCH, KEY_INVALID, SIGNATURE_INVALID.
        StateError: JOIN_EXPIRED.
    """
    signed = SignedBytes.from_bytes(read_armour(text, LABEL, most=MAX_REQUEST_BYTES))  # (1)
    if signed.payload_type != JOIN_REQUEST:
        raise Reason.MESSAGE_MALFORMED.error("file: the envelope is not that of a join request")
    request = request_from_bytes(signed.payload)  # (2)
    if request.federation_id != federation_id:  # (3)
        raise Reason.FEDERATION_MISMATCH.error(
            "the request of {code} is for another federation",
            remedy="The candidate writes a new one with our anchor: {joinFederation}.",
            code=request.candidate.code,
        )
    _check_life(request, at)  # (4)
    keys = _verifiers(request)  # (5)
    tls = key_of_request(request.tls_request, request.candidate.code)
    _check_signatures(signed, {**keys, TLS: tls})  # (6)
    _check_claims(request, keys)  # (7)
    spki = tls.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return ProvenRequest(request, signed.digest, hashlib.sha256(spki).digest())


def _check_life(request: JoinRequest, at: datetime) -> None:
    if request.expires - request.created > MAX_LIFE:
        what = "the request of {code} asks for more than {days} days"
    elif request.created > at + CLOCK_SKEW:
        what = "the request of {code} was signed in the future, at {created}"
    elif request.expires <= at:
        what = "the request of {code} is over since {expires}"
    else:
        return
    raise Reason.JOIN_EXPIRED.error(
        what,
        remedy="The candidate sets its clock and writes a new one: {joinFederation}.",
        code=request.candidate.code,
        days=MAX_LIFE.days,
        created=request.created.isoformat(),
        expires=request.expires.isoformat(),
    )


def _verifiers(request: JoinRequest) -> Mapping[str, VerifyingKey]:
    """Return the keys that sign, by id; refuse what could not be a member's keys."""
    uses = [key.use for key in request.keys]
    if len(set(uses)) != len(uses) or len({key.key_id for key in request.keys}) != len(uses):
        raise _unfit("two of its keys are for one use, or the same")
    if not set(_NEEDED) <= set(uses) or set(uses).isdisjoint(SEAL_USES):
        raise _unfit("a key to seal letters, to sign the log or to cosign is missing")
    if set(uses).isdisjoint(ENCRYPTION_USES):
        raise _unfit("there is no key to which letters could be encrypted")
    found: dict[str, VerifyingKey] = {}
    for key in request.keys:
        check_order(key.use, key.public)
        if key.use in ENCRYPTION_USES:
            encryption_key(key.use, key.public)
        else:
            found[key.key_id] = verifying_key(key.use, key.public)
    return found


def _check_signatures(signed: SignedBytes, keys: Mapping[str, VerifyingKey]) -> None:
    if sorted(name for name, _ in signed.signatures) != sorted(keys):
        raise _unproven("it is not signed once by each key that it names and that signs")
    for name, signature in signed.signatures:
        if not signature_holds(keys[name], signature, signed.pae):
            key = "of its TLS certificate" if name == TLS else name
            raise _unproven("the signature of key {key} is not over this request", key=key)


def _check_claims(request: JoinRequest, keys: Mapping[str, VerifyingKey]) -> None:
    """Check the proofs that the directory will carry, so that its operators sign no useless one."""
    code = request.candidate.code
    seals = [keys[key.key_id] for key in request.keys if key.use in SEAL_USES]
    for key in request.keys:
        said = claim(request.federation_id, code, key.use.name, key.public)
        signers = seals if key.use in ENCRYPTION_USES else [keys[key.key_id]]
        if not any(signature_holds(each, key.possession, said) for each in signers):
            raise _unproven(
                "the proof for the directory of key {key_id} does not hold", key_id=key.key_id
            )


def _unfit(what: str) -> ComityError:
    return Reason.KEY_INVALID.error(
        "the request's keys are not those of a member: ",
        what,
        remedy="The candidate makes its folder by {makeFolder}, and a new request.",
    )


def _unproven(what: str, **values: Any) -> ComityError:
    return Reason.SIGNATURE_INVALID.error(
        "the request does not prove its keys: ",
        what,
        remedy="Admit nobody by it. Ask the candidate by telephone for a new one.",
        **values,
    )
