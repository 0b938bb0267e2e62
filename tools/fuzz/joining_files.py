"""Targets of the files by which an authority becomes a member: the request, and what comes back."""

from __future__ import annotations

from datetime import timedelta

from cryptography.hazmat.primitives.asymmetric import ec

from gateway.app.keys.making import tls_request
from gateway.domain.authority import Role
from gateway.trust.dsse import SignedBytes
from gateway.trust.joining.admission import (
    LABEL,
    MAX_ADMISSION_BYTES,
    AdmissionFile,
    check_admission,
    read_admission,
)
from gateway.trust.joining.armour import armoured, read_armour
from gateway.trust.joining.proving import read_request, write_request
from gateway.trust.joining.request import LABEL as REQUEST
from gateway.trust.joining.request import MAX_REQUEST_BYTES, Candidate, request_from_bytes
from gateway.trust.joining.tls_request import key_of_request
from gateway.trust.keys import KeyRing
from tools.fuzz import changes
from tools.fuzz.reader import Reader
from tools.fuzz.target import Target

_CODE = "AT"


def joining_files(reader: Reader, signed: bytes, certificate: bytes) -> list[Target]:
    """Return the targets.

    Args:
        reader: Who reads.
        signed: A signed directory.
        certificate: A certificate in PEM.
    """
    federation_id, ring = reader.directory.federation_id, KeyRing.generate(_CODE)
    key = ec.generate_private_key(ec.SECP256R1())
    tls = key, tls_request(key, _CODE)
    who = Candidate(
        code=_CODE,
        name="Authority",
        time_zone="Europe/Vienna",
        roles=(Role.LICENSING,),
        address="gateway.example:7001",
        contact_name="Duty officer",
        contact_telephone="+43 1 0000",
    )
    text = write_request(
        who, ring, federation_id=federation_id, tls=tls, at=reader.at, life=timedelta(days=7)
    ).encode()
    raw = read_armour(text, REQUEST, most=MAX_REQUEST_BYTES)
    got = AdmissionFile(signed, certificate, certificate).to_text().encode()
    inner = read_armour(got, LABEL, most=MAX_ADMISSION_BYTES)

    def request(given: bytes) -> object:
        return read_request(given, federation_id=federation_id, at=reader.at)

    def admission(given: bytes) -> object:
        found = read_admission(armoured(LABEL, given).encode())
        public = key.public_key()
        return check_admission(found, ring, anchor=reader.anchor, tls_public=public, at=reader.at)

    return [
        Target("armour", [text, got], changes.octets, request),
        Target(
            "join request",
            [raw],
            changes.message,
            lambda given: request(armoured(REQUEST, given).encode()),
        ),
        Target(
            "join request, signed",
            [SignedBytes.from_bytes(raw).payload],
            changes.message,
            request_from_bytes,
        ),
        Target(
            "request for a certificate",
            [tls[1]],
            changes.octets,
            lambda given: key_of_request(given, _CODE),
        ),
        Target("admission", [inner], changes.message, admission),
    ]
