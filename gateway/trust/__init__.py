"""Keys, directory, signatures, sealing and receipts: who is believed, and why.

Everything here either returns a verified value or raises `TrustError` with a reason. The
stable entry points are `seal` (a signed package to one member) and `open_envelope` (a
received letter: decrypt, then verify every signature). What signed bytes mean is for
`gateway.wire` and the rooms above.

    signed = sign(payload, LETTER, ring=ring, suite=Suite.ED25519_MLDSA65)
    key_id, ciphertext = seal(package, recipient=member, ...)
    opened = open_envelope(raw, ring=ring, directory=directory, at=clock.now())
"""

from gateway.trust.directory import (
    Anchor,
    Directory,
    LawVersion,
    Member,
    MemberKey,
    Operator,
    build_directory,
    load_directory,
    sign_directory,
)
from gateway.trust.dsse import (
    DIRECTORY,
    ENTRY,
    LETTER,
    RECEIPT,
    SignedBytes,
    pae,
    sign,
    verify_signed,
)
from gateway.trust.envelopes import OpenedEnvelope, open_envelope
from gateway.trust.keys import KeyRing
from gateway.trust.parts import check_commitment, commit, new_salt
from gateway.trust.receipts import make_receipt, receipt_from_bytes, verify_receipt
from gateway.trust.sealing import open_sealed, seal
from gateway.trust.suites import KeyUse, Suite
from gateway.trust.tls import (
    PeerCertificate,
    channel_credentials,
    identify_peer,
    server_credentials,
)
from gateway.trust.tls_files import TlsFiles

__all__ = [
    "DIRECTORY",
    "ENTRY",
    "LETTER",
    "RECEIPT",
    "Anchor",
    "Directory",
    "KeyRing",
    "KeyUse",
    "LawVersion",
    "Member",
    "MemberKey",
    "OpenedEnvelope",
    "Operator",
    "PeerCertificate",
    "SignedBytes",
    "Suite",
    "TlsFiles",
    "build_directory",
    "channel_credentials",
    "check_commitment",
    "commit",
    "identify_peer",
    "load_directory",
    "make_receipt",
    "new_salt",
    "open_envelope",
    "open_sealed",
    "pae",
    "receipt_from_bytes",
    "seal",
    "server_credentials",
    "sign",
    "sign_directory",
    "verify_receipt",
    "verify_signed",
]
