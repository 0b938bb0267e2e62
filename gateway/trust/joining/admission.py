"""What a candidate gets back from the operators, and whether it is an admission of just it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from cryptography import x509

from comity.v1 import joining_pb2
from gateway.errors import Reason
from gateway.trust.directory_chain import load_over
from gateway.trust.federation import Anchor, Directory
from gateway.trust.joining.armour import armoured, read_armour
from gateway.trust.keys import KeyRing
from gateway.trust.tls import fingerprint_of
from gateway.wire.faults import parsed, refused, serialised

LABEL = "COMITY ADMISSION"
"""How the text begins in which an admission is sent."""

MAX_ADMISSION_BYTES = 8 * 2**20
"""Octets of an admission: a directory of 30 members has 300 KiB."""

_NOUN = "admission"
_LIMITS = {
    "directory": 2 * 2**20,
    "certificate": 2**16,
    "authorities": 2**16,
    "state": 2**13,
}


@dataclass(frozen=True, slots=True)
class AdmissionFile:
    """The files of an admission; nothing of them is verified.

    Attributes:
        directory: The version that names the candidate, or a later one, as it was signed.
        certificate: Its TLS certificate, PEM.
        authorities: Certificates of the TLS authority, PEM.
        earlier: Versions before in which the operators changed, the oldest first.
        state: Statement that the version is the newest; empty where none is made.
    """

    directory: bytes = field(repr=False)
    certificate: bytes = field(repr=False)
    authorities: bytes = field(repr=False)
    earlier: tuple[bytes, ...] = field(default=(), repr=False)
    state: bytes = field(default=b"", repr=False)

    def to_text(self) -> str:
        """Write the text that is sent.

        Raises:
            InputError: MESSAGE_TOO_LARGE.
        """
        pb = joining_pb2.Admission(
            directory=self.directory,
            certificate=self.certificate,
            authorities=self.authorities,
            earlier=self.earlier,
            state=self.state,
        )
        return armoured(LABEL, serialised(pb, noun=_NOUN, limit=MAX_ADMISSION_BYTES))


def read_admission(text: bytes) -> AdmissionFile:
    """Read the text that an operator sent; nothing of it is verified.

    Raises:
        InputError: MESSAGE_MALFORMED, naming the field; MESSAGE_TOO_LARGE.
    """
    octets = read_armour(text, LABEL, most=MAX_ADMISSION_BYTES)
    pb = parsed(joining_pb2.Admission, octets, noun=_NOUN, limit=MAX_ADMISSION_BYTES)
    for name, most in _LIMITS.items():
        held = len(getattr(pb, name))
        if held > most or (not held and name != "state"):
            raise refused(_NOUN, name, "missing or too long")
    return AdmissionFile(
        directory=pb.directory,
        certificate=pb.certificate,
        authorities=pb.authorities,
        earlier=tuple(pb.earlier),
        state=pb.state,
    )


def check_admission(
    admission: AdmissionFile, ring: KeyRing, *, anchor: Anchor, tls_public: object, at: datetime
) -> Directory:
    """Check that an admission is one of the holder of a ring, by the anchor that it was given.

    Args:
        admission: What came back.
        ring: The candidate's keys.
        anchor: Of the federation, as the candidate holds it.
        tls_public: Public half of the candidate's TLS key.
        at: Aware instant.

    Returns:
        The directory, verified.

    Raises:
        InputError: MESSAGE_MALFORMED; a file in it is none.
        TrustError: The directory does not hold by the anchor; PEER_UNKNOWN, it does not name the
            candidate; KEY_INVALID, with other keys; CERTIFICATE_INVALID, the certificate is of
            another key, or the directory does not name it.
    """
    directory = load_over(admission.directory, admission.earlier, at=at, anchor=anchor)
    member = directory.member(ring.code)
    missing = {key.public for key in ring.keys} - {key.public for key in member.keys}
    if missing:
        raise Reason.KEY_INVALID.error(
            "the directory names {code} with other keys than those of this folder",
            remedy="Ask the operators by telephone whose request they have admitted.",
            code=ring.code,
        )
    try:
        certificate = x509.load_pem_x509_certificates(admission.certificate)[0]
        x509.load_pem_x509_certificates(admission.authorities)
        public = certificate.public_key()
    except ValueError as exc:
        raise Reason.MESSAGE_MALFORMED.error(
            "certificate: it is no certificate in PEM",
            remedy="Ask the operators for the admission again.",
        ) from exc
    if public != tls_public or not member.shows(fingerprint_of(certificate), at):
        raise Reason.CERTIFICATE_INVALID.error(
            "the certificate is of another key than ours, or the directory does not name it",
            remedy="Ask the operators for the admission that belongs to our newest request.",
        )
    return directory
