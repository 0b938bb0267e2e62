"""Write the vectors of envelopes, commitments and seal labels, for any implementation.

``python -m tests.vectors.trust.generate`` writes ``envelopes.json`` beside it; a test makes
it again and compares. Everything is hexadecimal but names and types. The encodings are
written here by hand from docs/protocol/envelope.md: nothing in this module uses `gateway`.
Ed25519 signatures are deterministic (RFC 8032), and so are those of ECDSA here (RFC 6979), so
the bytes are the same in every run. ML-DSA draws at random: its one signature was drawn once and
lies in ``mldsa65.hex``. HPKE draws at random as well and has no vectors here.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA65PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)

from comity.v1 import envelope_pb2

FILE = Path(__file__).parent / "envelopes.json"
Case = dict[str, Any]

LETTER = "application/vnd.comity.letter.v1+protobuf"
ENTRY = "application/vnd.comity.entry.v1+protobuf"
PAYLOAD = bytes.fromhex("0a0361626312020102")
# The secret keys of tests 1 and 2 of RFC 8032, section 7.1.
SECRET = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
OTHER = bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")


DRAWN = Path(__file__).parent / "mldsa65.hex"
HYBRID_SUFFIX = ";suite=ed25519-mldsa65"
CONTEXT = b"comity/ed25519-mldsa65"
MLDSA_SECRET = MLDSA65PrivateKey.from_seed_bytes(bytes(range(32)))
P256_SECRET = ec.derive_private_key(int.from_bytes(SECRET, "big"), ec.SECP256R1())
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def _pae(kind: str, payload: bytes) -> bytes:
    head = f"DSSEv1 {len(kind.encode())} {kind} {len(payload)} "
    return head.encode() + payload


def _envelope(kind: str, payload: bytes, *signatures: bytes, keyid: str = "") -> bytes:
    return envelope_pb2.Envelope(
        payload=payload,
        payload_type=kind,
        signatures=[envelope_pb2.Signature(keyid=keyid, sig=sig) for sig in signatures],
    ).SerializeToString(deterministic=True)


def _envelopes() -> list[Case]:
    key, other = (Ed25519PrivateKey.from_private_bytes(seed) for seed in (SECRET, OTHER))
    good, foreign = (one.sign(_pae(LETTER, PAYLOAD)) for one in (key, other))
    flipped = bytes([good[0] ^ 1]) + good[1:]
    altered = PAYLOAD[:-1] + b"\x03"
    rows: list[tuple[str, bytes, str]] = [
        ("good", _envelope(LETTER, PAYLOAD, good), ""),
        ("the key id names another key", _envelope(LETTER, PAYLOAD, good, keyid="00" * 8), ""),
        ("altered payload", _envelope(LETTER, altered, good), "SIGNATURE_INVALID"),
        ("altered signature", _envelope(LETTER, PAYLOAD, flipped), "SIGNATURE_INVALID"),
        ("another's signature", _envelope(LETTER, PAYLOAD, foreign), "SIGNATURE_INVALID"),
        (
            "the payload alone was signed",
            _envelope(LETTER, PAYLOAD, key.sign(PAYLOAD)),
            "SIGNATURE_INVALID",
        ),
        (
            "signed as an entry",
            _envelope(LETTER, PAYLOAD, key.sign(_pae(ENTRY, PAYLOAD))),
            "SIGNATURE_INVALID",
        ),
        (
            "another type than expected",
            _envelope(ENTRY, PAYLOAD, key.sign(_pae(ENTRY, PAYLOAD))),
            "MESSAGE_MALFORMED",
        ),
        ("the same signature twice", _envelope(LETTER, PAYLOAD, good, good), "SIGNATURE_INVALID"),
        ("unsigned", _envelope(LETTER, PAYLOAD), "MESSAGE_MALFORMED"),
        ("no payload", _envelope(LETTER, b"", key.sign(_pae(LETTER, b""))), "MESSAGE_MALFORMED"),
    ]
    return _cases(rows)


def _cases(rows: list[tuple[str, bytes, str]]) -> list[Case]:
    return [
        {
            "comment": comment,
            "bytes": raw.hex(),
            "result": "invalid" if reason else "valid",
            "reason": reason,
        }
        for comment, raw, reason in rows
    ]


def hybrid_octets() -> bytes:
    """What both signatures of the hybrid suite are over."""
    return _pae(LETTER + HYBRID_SUFFIX, PAYLOAD)


def _hybrid() -> Case:
    """The suite of two signatures: both over the type with the suite's label."""
    key, other = (Ed25519PrivateKey.from_private_bytes(seed) for seed in (SECRET, OTHER))
    first, plain = key.sign(hybrid_octets()), key.sign(_pae(LETTER, PAYLOAD))
    second = bytes.fromhex(DRAWN.read_text(encoding="utf-8"))
    rows: list[tuple[str, bytes, str]] = [
        ("good", _envelope(LETTER, PAYLOAD, first, second), ""),
        ("its first half alone", _envelope(LETTER, PAYLOAD, first), "SIGNATURE_INVALID"),
        ("its second half alone", _envelope(LETTER, PAYLOAD, second), "SIGNATURE_INVALID"),
        (
            "its first half alone, under the type that was signed",
            _envelope(LETTER + HYBRID_SUFFIX, PAYLOAD, first),
            "MESSAGE_MALFORMED",
        ),
        (
            "a signature of the classic suite for its first half",
            _envelope(LETTER, PAYLOAD, plain, second),
            "SIGNATURE_INVALID",
        ),
        (
            "another's signature for its first half",
            _envelope(LETTER, PAYLOAD, other.sign(hybrid_octets()), second),
            "SIGNATURE_INVALID",
        ),
        ("halves exchanged", _envelope(LETTER, PAYLOAD, second, first), "SIGNATURE_INVALID"),
        (
            "a third signature",
            _envelope(LETTER, PAYLOAD, first, second, plain),
            "SIGNATURE_INVALID",
        ),
    ]
    return {
        "suite": "ED25519_MLDSA65",
        "public_keys": {
            "SEAL_ED25519": key.public_key().public_bytes_raw().hex(),
            "SEAL_MLDSA65": MLDSA_SECRET.public_key().public_bytes_raw().hex(),
        },
        "context": CONTEXT.hex(),
        "signed": hybrid_octets().hex(),
        "envelopes": _cases(rows),
    }


def _ecdsa() -> Case:
    """The suite of which a signature has the smaller S only, in DER."""
    algorithm = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)
    r, s = decode_dss_signature(P256_SECRET.sign(_pae(LETTER, PAYLOAD), algorithm))
    low, high = min(s, P256_ORDER - s), max(s, P256_ORDER - s)
    good = encode_dss_signature(r, low)
    long_form = b"\x30\x81" + good[1:]
    rows: list[tuple[str, bytes, str]] = [
        ("good", _envelope(LETTER, PAYLOAD, good), ""),
        (
            "the larger S",
            _envelope(LETTER, PAYLOAD, encode_dss_signature(r, high)),
            "SIGNATURE_INVALID",
        ),
        ("octets behind it", _envelope(LETTER, PAYLOAD, good + b"\x00"), "SIGNATURE_INVALID"),
        ("a length in the long form", _envelope(LETTER, PAYLOAD, long_form), "SIGNATURE_INVALID"),
        (
            "r and s without DER",
            _envelope(LETTER, PAYLOAD, r.to_bytes(32, "big") + low.to_bytes(32, "big")),
            "SIGNATURE_INVALID",
        ),
    ]
    public = P256_SECRET.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return {
        "suite": "ECDSA_P256",
        "public_keys": {"SEAL_P256": public.hex()},
        "context": "",
        "signed": _pae(LETTER, PAYLOAD).hex(),
        "envelopes": _cases(rows),
    }


def _commitment(body: bytes) -> Case:
    salt = bytes(range(32))
    digest = hashlib.sha256(b"comity/part/v1" + b"\x00" + salt + body).hexdigest()
    return {"salt": salt.hex(), "body": body.hex(), "commitment": digest}


def _seal_info(sender: str, recipient: str) -> Case:
    federation, message_id = bytes([0xAB]) * 32, "01890a5d-ac96-774b-bcce-b302099a8057"
    fields = (b"comity/seal/v1", federation, *(s.encode() for s in (sender, recipient, message_id)))
    info = b"".join(len(item).to_bytes(4, "big") + item for item in fields)
    return {
        "federation_id": federation.hex(),
        "sender": sender,
        "recipient": recipient,
        "message_id": message_id,
        "info": info.hex(),
    }


def vectors() -> str:
    """Return the file's text."""
    pae = _pae(LETTER, PAYLOAD)
    public = Ed25519PrivateKey.from_private_bytes(SECRET).public_key().public_bytes_raw()
    whole = {
        "about": "Signed envelopes, commitments to parts, labels of seals",
        "generator": "tests/vectors/trust/generate.py",
        "suite": "ED25519",
        "public_key": public.hex(),
        "key_id": hashlib.sha256(public).digest()[:8].hex(),
        "payload_type": LETTER,
        "payload": PAYLOAD.hex(),
        "pae": pae.hex(),
        "message_digest": hashlib.sha256(pae).hexdigest(),
        "envelopes": _envelopes(),
        "further_suites": [_ecdsa(), _hybrid()],
        "commitments": [_commitment(b""), _commitment(b"body")],
        "seal_infos": [_seal_info("DE", "FR"), _seal_info("BE-VLG", "EU")],
    }
    return json.dumps(whole, indent=1) + "\n"


if __name__ == "__main__":
    if not DRAWN.exists():
        drawn = MLDSA_SECRET.sign(hybrid_octets(), CONTEXT)
        DRAWN.write_text(drawn.hex() + "\n", encoding="utf-8")
    FILE.write_text(vectors(), encoding="utf-8")
