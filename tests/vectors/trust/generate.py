"""Write the vectors of envelopes, commitments and seal labels, for any implementation.

``python -m tests.vectors.trust.generate`` writes ``envelopes.json`` beside it; a test makes
it again and compares. Everything is hexadecimal but names and types. The encodings are
written here by hand from docs/protocol/envelope.md: nothing in this module uses `gateway`.
Ed25519 signatures are deterministic (RFC 8032), so the bytes are the same in every run;
ML-DSA and HPKE draw at random and have no vectors here.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from comity.v1 import envelope_pb2

FILE = Path(__file__).parent / "envelopes.json"
Case = dict[str, Any]

LETTER = "application/vnd.comity.letter.v1+protobuf"
ENTRY = "application/vnd.comity.entry.v1+protobuf"
PAYLOAD = bytes.fromhex("0a0361626312020102")
# The secret keys of tests 1 and 2 of RFC 8032, section 7.1.
SECRET = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
OTHER = bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")


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
    return [
        {
            "comment": comment,
            "bytes": raw.hex(),
            "result": "invalid" if reason else "valid",
            "reason": reason,
        }
        for comment, raw, reason in rows
    ]


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
        "commitments": [_commitment(b""), _commitment(b"body")],
        "seal_infos": [_seal_info("DE", "FR"), _seal_info("BE-VLG", "EU")],
    }
    return json.dumps(whole, indent=1) + "\n"


if __name__ == "__main__":
    FILE.write_text(vectors(), encoding="utf-8")
