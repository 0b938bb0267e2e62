"""Write the vectors of receipts that contradict each other, for any implementation.

``python -m tests.vectors.trust.contradictions`` writes ``contradictions.json`` beside it; a test
makes it again and compares. The encodings are written here by hand from docs/protocol/receipts.md
and docs/protocol/envelope.md: nothing in this module uses `gateway`.
"""

from __future__ import annotations

import hashlib
import json
from base64 import b64encode
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from comity.v1 import envelope_pb2, receipt_pb2
from tests.vectors.trust.generate import OTHER, SECRET

FILE = Path(__file__).parent / "contradictions.json"

RECEIPT = "application/vnd.comity.receipt.v1+protobuf"
FEDERATION = bytes([0xAB]) * 32
RECEIVED = 1_772_445_600  # 2 March 2026, 10:00 UTC
LETTER, FURTHER = bytes([0x11]) * 32, bytes([0x22]) * 32
IDS = {
    LETTER: "01890a5d-ac96-774b-bcce-b302099a8057",
    FURTHER: "01890a5d-ac96-774b-bcce-b302099a8058",
}


def _receipt(letter: bytes = LETTER, **changes: Any) -> bytes:
    """FR's receipt for a letter of DE."""
    pb = receipt_pb2.Receipt(
        federation_id=FEDERATION,
        receiver="FR",
        sender="DE",
        message_id=IDS[letter],
        message_digest=letter,
        outcome=receipt_pb2.RECEIPT_OUTCOME_ACCEPTED,
        journal_position=17,
        epoch="019326c5-0000-4000-8000-000000000002",
        contiguous_sequence=4,
        tls_group="X25519MLKEM768",
    )
    pb.receive_time.seconds = changes.pop("received", RECEIVED)
    pb.last_instant_time.seconds = changes.pop("last_instant", RECEIVED + 14 * 86_400)
    for name, value in changes.items():
        setattr(pb, name, value)
    return pb.SerializeToString(deterministic=True)


REFUSED: dict[str, Any] = {
    "outcome": receipt_pb2.RECEIPT_OUTCOME_REFUSED,
    "reason": "NOT_AUTHORISED",
    "step": 9,
}


def _signed(payload: bytes, *, secret: bytes = SECRET, kind: str = RECEIPT) -> bytes:
    pae = f"DSSEv1 {len(kind)} {kind} {len(payload)} ".encode() + payload
    sig = Ed25519PrivateKey.from_private_bytes(secret).sign(pae)
    return envelope_pb2.Envelope(
        payload=payload, payload_type=kind, signatures=[envelope_pb2.Signature(sig=sig)]
    ).SerializeToString(deterministic=True)


def _file(one: bytes, other: bytes, **changes: Any) -> dict[str, Any]:
    first, second = sorted((one, other), key=lambda raw: hashlib.sha256(raw).digest())
    return {
        "format": "comity-receipt-contradiction/1",
        "receiver": "FR",
        "first": b64encode(first).decode(),
        "second": b64encode(second).decode(),
        "found": "2026-03-02T10:05:00Z",
        **changes,
    }


def _cases() -> list[dict[str, Any]]:
    good, refused = _signed(_receipt()), _signed(_receipt(**REFUSED))
    flipped = good[:-1] + bytes([good[-1] ^ 1])
    pairs: list[tuple[str, dict[str, Any], str]] = [
        ("accepted and refused", _file(good, refused), "one_letter"),
        ("in the other order", _file(good, refused, first="", second=""), "one_letter"),
        ("two positions", _file(good, _signed(_receipt(journal_position=18))), "one_letter"),
        ("two last instants", _file(good, _signed(_receipt(last_instant=RECEIVED))), "one_letter"),
        ("two instants", _file(good, _signed(_receipt(received=RECEIVED - 1))), "one_letter"),
        ("two letters at one position", _file(good, _signed(_receipt(FURTHER))), "one_position"),
        ("the same receipt", _file(good, good), "PROOF_INVALID"),
        (
            "another group of TLS",
            _file(good, _signed(_receipt(tls_group="X25519"))),
            "PROOF_INVALID",
        ),
        (
            "two letters at two positions",
            _file(good, _signed(_receipt(FURTHER, journal_position=18))),
            "PROOF_INVALID",
        ),
        (
            "a refusal of what another had brought",
            _file(good, _signed(_receipt(**{**REFUSED, "reason": "SENDER_MISMATCH", "step": 6}))),
            "PROOF_INVALID",
        ),
        (
            "another federation's",
            _file(*(_signed(_receipt(federation_id=bytes(32), **x)) for x in ({}, REFUSED))),
            "PROOF_INVALID",
        ),
        ("another recipient's", _file(good, _signed(_receipt(receiver="NL"))), "PROOF_INVALID"),
        (
            "another has signed one",
            _file(good, _signed(_receipt(**REFUSED), secret=OTHER)),
            "SIGNATURE_INVALID",
        ),
        ("an altered signature", _file(flipped, refused), "SIGNATURE_INVALID"),
        ("said to be another member's", _file(good, refused, receiver="DE"), "SIGNATURE_INVALID"),
        ("said to be nobody's", _file(good, refused, receiver="NL"), "PEER_UNKNOWN"),
        (
            "a letter in the place of one",
            _file(good, _signed(_receipt(**REFUSED), kind=RECEIPT.replace("receipt", "letter"))),
            "MESSAGE_MALFORMED",
        ),
        ("octets in the place of one", _file(good, b"octets"), "MESSAGE_MALFORMED"),
        (
            "an acceptance with a reason",
            _file(good, _signed(_receipt(reason="NOT_AUTHORISED"))),
            "RECEIPT_INVALID",
        ),
        ("half of it", _file(good, refused, second=None), "MESSAGE_MALFORMED"),
        ("base64 with a space", _file(good, refused, first=" YQ=="), "MESSAGE_MALFORMED"),
        ("a further field", _file(good, refused, contents="aa"), "MESSAGE_MALFORMED"),
        ("another format", _file(good, refused, format="1"), "MESSAGE_MALFORMED"),
    ]
    swapped = pairs[1][1]
    swapped["first"], swapped["second"] = pairs[0][1]["second"], pairs[0][1]["first"]
    return [
        {
            "comment": comment,
            "file": file,
            "result": "invalid" if came.isupper() else "valid",
            "kind" if came.islower() else "reason": came,
        }
        for comment, file, came in pairs
    ]


def vectors() -> str:
    """Return the file's text."""
    public = Ed25519PrivateKey.from_private_bytes(SECRET).public_key().public_bytes_raw()
    whole = {
        "about": "Two receipts of one member that cannot both be true",
        "generator": "tests/vectors/trust/contradictions.py",
        "suite": "ED25519",
        "federation_id": FEDERATION.hex(),
        "receiver": "FR",
        "public_key": public.hex(),
        "cases": _cases(),
    }
    return json.dumps(whole, indent=1) + "\n"


if __name__ == "__main__":
    FILE.write_text(vectors(), encoding="utf-8")
