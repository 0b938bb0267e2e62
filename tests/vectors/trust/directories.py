"""Write the vectors of directories: who has signed them, and who has the keys that are new in one.

``python -m tests.vectors.trust.directories`` writes ``directories.json`` beside it; a test makes it
again and compares. The encodings are written here by hand from docs/protocol/directory.md and
docs/protocol/envelope.md: nothing in this module uses `gateway`. ML-DSA draws at random: its
signatures were drawn once and lie in ``mldsa65-directories.json``, by key and by what was signed.

A signature of a hybrid operator is two signatures, one behind the other; so each stands in a case
as the names of its parts.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA65PrivateKey

from comity.v1 import directory_pb2

FILE = Path(__file__).parent / "directories.json"
DRAWN = Path(__file__).parent / "mldsa65-directories.json"

DIRECTORY = "application/vnd.comity.directory.v1+protobuf"
POSSESSION = "application/vnd.comity.possession.v1+json"
SUFFIX, CONTEXT = ";suite=ed25519-mldsa65", b"comity/ed25519-mldsa65"
CREATED = 1_772_445_600  # 2 March 2026, 10:00 UTC
DAY = 86_400
REFUSED = "DIRECTORY_INVALID"
FORGED = "SIGNATURE_INVALID"


def _pae(kind: str, payload: bytes) -> bytes:
    return f"DSSEv1 {len(kind.encode())} {kind} {len(payload)} ".encode() + payload


class _Drawn:
    """Signatures of ML-DSA-65 that were drawn before."""

    def __init__(self) -> None:
        text = DRAWN.read_text(encoding="utf-8") if DRAWN.exists() else "{}"
        self.known: dict[str, str] = json.loads(text)
        self.drawing = False

    def sign(self, name: str, key: MLDSA65PrivateKey, signed: bytes, context: bytes) -> bytes:
        place = f"{name}/{hashlib.sha256(context + signed).hexdigest()[:16]}"
        if place not in self.known and self.drawing:
            self.known[place] = key.sign(signed, context).hex()
        return bytes.fromhex(self.known[place])


drawn = _Drawn()


@dataclass(frozen=True)
class Key:
    """An operator's key, of which the second half is there where it is hybrid."""

    name: str
    number: int
    hybrid: bool

    @property
    def classic(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(bytes([self.number]) * 32)

    @property
    def lattice(self) -> MLDSA65PrivateKey:
        return MLDSA65PrivateKey.from_seed_bytes(bytes([self.number]) * 32)

    @property
    def public(self) -> bytes:
        first = self.classic.public_key().public_bytes_raw()
        return first + self.lattice.public_key().public_bytes_raw() if self.hybrid else first

    @property
    def key_id(self) -> str:
        return hashlib.sha256(self.public).digest()[:8].hex()

    def halves(self, kind: str, payload: bytes) -> list[bytes]:
        """Sign as an operator: one signature, or both halves over the type with the label."""
        if not self.hybrid:
            return [self.classic.sign(_pae(kind, payload))]
        signed = _pae(kind + SUFFIX, payload)
        second = drawn.sign(self.name, self.lattice, signed, CONTEXT)
        return [self.classic.sign(signed), second]


ANNA, BERT, CARL, STRANGER = (
    Key(name, number, hybrid=True)
    for number, name in enumerate(("anna", "bert", "carl", "stranger"), start=0x41)
)
DORA, EMIL, FRED = (
    Key(name, number, hybrid=False) for number, name in enumerate(("dora", "emil", "fred"), 0x51)
)
SEAL, NEW, FOREIGN = (Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32) for n in (97, 98, 99))


def _said(federation: bytes, holder: str, role: str, public: bytes) -> bytes:
    said = [federation.hex(), holder, role, public.hex()]
    return json.dumps(said, separators=(",", ":")).encode()


def _seal_key(key: Ed25519PrivateKey, possession: bytes = b"") -> directory_pb2.MemberKey:
    public = key.public_key().public_bytes_raw()
    pb = directory_pb2.MemberKey(
        key_id=hashlib.sha256(public).digest()[:8].hex(),
        use=directory_pb2.KEY_USE_SEAL_ED25519,
        public_key=public,
        possession=possession,
    )
    pb.not_before_time.seconds = CREATED
    return pb


def _directory(
    operators: list[Key],
    *,
    version: int = 1,
    federation: bytes = b"",
    possessions: dict[str, bytes] | None = None,
    keys: list[directory_pb2.MemberKey] | None = None,
) -> bytes:
    proofs = possessions or {}
    pb = directory_pb2.Directory(
        name="Vectors",
        federation_id=federation,
        version=version,
        operators=[
            directory_pb2.OperatorKey(
                name=each.name, public_key=each.public, possession=proofs.get(each.name, b"")
            )
            for each in operators
        ],
        threshold=2,
        grace_days=14,
        marking_ceiling=3,
        members=[
            directory_pb2.Member(
                code="DE",
                name="Authority DE",
                state="DE",
                time_zone="Europe/Berlin",
                roles=["licensing"],
                address="127.0.0.1:7001",
                certificates=[directory_pb2.Certificate(fingerprint=bytes([0x5A]) * 32)],
                keys=[_seal_key(SEAL), *(keys or [])],
                minimum_suite=directory_pb2.SUITE_ED25519,
            )
        ],
    )
    pb.create_time.seconds = CREATED
    pb.expire_time.seconds = CREATED + 365 * DAY
    return pb.SerializeToString(deterministic=True)


@dataclass
class _Vectors:
    """Payloads and parts of signatures by name, and the cases that are made of them."""

    payloads: dict[str, str] = field(default_factory=dict)
    parts: dict[str, str] = field(default_factory=dict)
    cases: list[dict[str, Any]] = field(default_factory=list)

    def payload(self, name: str, payload: bytes) -> bytes:
        self.payloads[name] = payload.hex()
        return payload

    def part(self, raw: bytes) -> str:
        name = hashlib.sha256(raw).hexdigest()[:16]
        self.parts[name] = raw.hex()
        return name

    def case(
        self,
        comment: str,
        payload: str,
        held: str,
        signed: list[tuple[str, list[bytes]]],
        came: str,
    ) -> None:
        """Add a case.

        Args:
            comment: What it is.
            payload: Name of the payload.
            held: Name of the payload that is held, or whose anchor is given where it is the same.
            signed: Key id and parts of each signature.
            came: Why it is refused; empty where it is taken.
        """
        self.cases.append(
            {
                "comment": comment,
                "payload": payload,
                "by_anchor_of" if held == payload else "held": held,
                "signatures": [
                    {"keyid": keyid, "sig": [self.part(each) for each in halves]}
                    for keyid, halves in signed
                ],
                "result": "invalid" if came else "valid",
                "reason": came,
            }
        )


def _by(payload: bytes, *keys: Key) -> list[tuple[str, list[bytes]]]:
    return [(key.key_id, key.halves(DIRECTORY, payload)) for key in keys]


def _hybrid(made: _Vectors) -> bytes:
    """Operators with keys of both algorithms from the first version on."""
    first = made.payload("hybrid", _directory([ANNA, BERT, CARL]))
    (anna, [ed, ml]), (bert, [ed_bert, ml_bert]) = good = _by(first, ANNA, BERT)
    [(_, foreign)] = _by(first, STRANGER)
    plain = ANNA.classic.sign(_pae(DIRECTORY, first))
    unlabelled = drawn.sign("anna", ANNA.lattice, _pae(DIRECTORY, first), b"")
    alone = hashlib.sha256(ANNA.classic.public_key().public_bytes_raw()).digest()[:8].hex()
    for comment, signed, came in (
        ("two hybrid operators", good, ""),
        ("in the other order", good[::-1], ""),
        ("and one whom nobody knows", [*good, (STRANGER.key_id, foreign)], ""),
        ("the first half alone", [(anna, [ed]), good[1]], FORGED),
        ("the second half alone", [(anna, [ml]), good[1]], FORGED),
        ("halves exchanged", [(anna, [ml, ed]), good[1]], FORGED),
        ("a half of each", [(anna, [ed, ml_bert]), (bert, [ed_bert, ml])], FORGED),
        ("a half by another", [(anna, [foreign[0], ml]), good[1]], FORGED),
        ("the second half by another", [(anna, [ed, foreign[1]]), good[1]], FORGED),
        ("the first half over the type without the label", [(anna, [plain, ml]), good[1]], FORGED),
        ("the second half without label", [(anna, [ed, unlabelled]), good[1]], FORGED),
        ("another's under an operator's id", [(anna, foreign), good[1]], FORGED),
        ("classic signatures of the first halves", [(alone, [plain])], FORGED),
        ("one operator", good[:1], REFUSED),
        ("one operator twice", [good[0], good[0]], REFUSED),
        ("strangers alone", [(STRANGER.key_id, foreign)], FORGED),
    ):
        made.case(comment, "hybrid", "hybrid", signed, came)
    federation = hashlib.sha256(first).digest()
    back = [DORA, EMIL]
    proofs = {
        each.name: each.halves(POSSESSION, _said(federation, each.name, "operator", each.public))[0]
        for each in back
    }
    classic = made.payload(
        "classic after hybrid",
        _directory(back, version=2, federation=federation, possessions=proofs),
    )
    signed = _by(classic, ANNA, BERT, *back)
    made.case("classic ones after hybrid ones", "classic after hybrid", "hybrid", signed, REFUSED)
    return first


def _rotation(made: _Vectors) -> None:
    """Operators become hybrid, each with a proof by both halves."""
    held = made.payload("classic", _directory([DORA, EMIL, FRED]))
    made.case("two classic operators", "classic", "classic", _by(held, DORA, EMIL), "")
    federation = hashlib.sha256(held).digest()
    fresh = [ANNA, BERT]
    halves = {
        each.name: each.halves(POSSESSION, _said(federation, each.name, "operator", each.public))
        for each in fresh
    }
    whole = {name: b"".join(each) for name, each in halves.items()}
    cut = {**whole, "anna": halves["anna"][0]}
    swapped = {**whole, "anna": halves["anna"][0] + halves["bert"][1]}
    for name, proofs, came in (
        ("rotation", whole, ""),
        ("rotation, proof of half a key", cut, REFUSED),
        ("rotation, proof of which a half is another's", swapped, REFUSED),
        ("rotation without proofs", {}, REFUSED),
    ):
        payload = made.payload(
            name, _directory(fresh, version=2, federation=federation, possessions=proofs)
        )
        made.case(name, name, "classic", _by(payload, DORA, EMIL, ANNA, BERT), came)
    good = _by(bytes.fromhex(made.payloads["rotation"]), DORA, EMIL, ANNA, BERT)
    made.case("only those of before", "rotation", "classic", good[:2], FORGED)
    made.case("only those who are new", "rotation", "classic", good[2:], FORGED)


def _possession(made: _Vectors) -> None:
    """A member's new key, with proofs that hold and that do not."""
    held = bytes.fromhex(made.payloads["classic"])
    federation, public = hashlib.sha256(held).digest(), NEW.public_key().public_bytes_raw()

    def proof(
        key: Ed25519PrivateKey = NEW,
        *,
        of: bytes = federation,
        holder: str = "DE",
        role: str = "SEAL_ED25519",
        kind: str = POSSESSION,
    ) -> bytes:
        return key.sign(_pae(kind, _said(of, holder, role, public)))

    for name, possession, came in (
        ("new key, proven", proof(), ""),
        ("new key, not proven", b"", REFUSED),
        ("new key, proven by another", proof(FOREIGN), REFUSED),
        ("new key, proven by an older key of its member", proof(SEAL), REFUSED),
        ("new key, proven for another member", proof(holder="FR"), REFUSED),
        ("new key, proven for another use", proof(role="LOG_ED25519"), REFUSED),
        ("new key, proven for another federation", proof(of=bytes(32)), REFUSED),
        ("new key, proven under another type", proof(kind=DIRECTORY), REFUSED),
    ):
        keys = [_seal_key(NEW, possession)]
        payload = made.payload(
            name, _directory([DORA, EMIL, FRED], version=2, federation=federation, keys=keys)
        )
        made.case(name, name, "classic", _by(payload, DORA, EMIL), came)
    both = _seal_key(NEW, proof())
    claimed = _seal_key(SEAL)
    twice = made.payload(
        "key listed twice",
        _directory([DORA, EMIL, FRED], version=2, federation=federation, keys=[both, claimed]),
    )
    made.case("key listed twice", "key listed twice", "classic", _by(twice, DORA, EMIL), REFUSED)


def vectors() -> str:
    """Return the file's text."""
    made = _Vectors()
    _hybrid(made)
    _rotation(made)
    _possession(made)
    whole = {
        "about": "Directories: their operators' signatures, and proofs of keys that are new",
        "generator": "tests/vectors/trust/directories.py",
        "payload_type": DIRECTORY,
        "context": CONTEXT.hex(),
        "at": CREATED + DAY,
        "payloads": made.payloads,
        "parts": made.parts,
        "cases": made.cases,
    }
    return json.dumps(whole, indent=1) + "\n"


if __name__ == "__main__":
    drawn.drawing = True
    FILE.write_text(vectors(), encoding="utf-8")
    DRAWN.write_text(json.dumps(drawn.known, indent=1, sort_keys=True) + "\n", encoding="utf-8")
