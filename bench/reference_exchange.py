"""The straight-line program: the same steps as the exchange, and nothing around them.

Same messages, same crypto, mTLS over gRPC; raw sqlite3 with one transaction a letter; no
layers, no domain models, no threads, no group commit. What `bench/exchange.py` divides by.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import time
import uuid
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ed25519, mldsa
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from bench.exchange_ground import Ground
from comity.v1 import envelope_pb2, exchange_service_pb2, letter_pb2, receipt_pb2
from gateway.trust.suites import KeyUse

LETTER = b"application/vnd.comity.letter.v1+protobuf"
RECEIPT = b"application/vnd.comity.receipt.v1+protobuf"
EPOCH = str(uuid.uuid4())

SCHEMA = """
CREATE TABLE journal (position INTEGER PRIMARY KEY, peer TEXT NOT NULL, message_id TEXT NOT NULL,
  digest BLOB NOT NULL, conversation_id TEXT NOT NULL, conversation_number INTEGER NOT NULL,
  letter_type INTEGER NOT NULL, epoch TEXT NOT NULL, sequence INTEGER NOT NULL,
  at INTEGER NOT NULL, envelope BLOB NOT NULL, receipt BLOB NOT NULL,
  UNIQUE (peer, message_id, digest));
CREATE INDEX journal_conversation ON journal (conversation_id, position);
CREATE INDEX journal_sequence ON journal (peer, epoch, sequence);
CREATE TABLE part (position INTEGER, part INTEGER, salt BLOB, body BLOB,
  PRIMARY KEY (position, part));
CREATE TABLE conversation (conversation_id TEXT PRIMARY KEY, peer TEXT, procedure TEXT,
  opened INTEGER);
CREATE TABLE sequence_seen (peer TEXT, epoch TEXT, contiguous INTEGER, highest INTEGER,
  PRIMARY KEY (peer, epoch));
CREATE TABLE dispatch (position INTEGER PRIMARY KEY, peer TEXT, message_id TEXT, state TEXT,
  UNIQUE (peer, message_id));
CREATE INDEX dispatch_state ON dispatch (state, position);
"""


SUITE, CONTEXT = b";suite=ed25519-mldsa65", b"comity/ed25519-mldsa65"


def pae(kind: bytes, payload: bytes) -> bytes:
    """DSSE's pre-authentication encoding."""
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)


class Side:
    """Keys of one side as objects of `cryptography`, and the other side's public ones."""

    def __init__(self, ground: Ground, own: str, other: str) -> None:
        self.own, self.other = own, other
        self.federation = ground.directory.federation_id
        ring, member = ground.rings[own], ground.directory.member(other)
        self.hybrid = ground.suite == "hybrid"
        held: dict[KeyUse, Any] = {key.use: key.secret for key in ring.keys}
        self.ed: ed25519.Ed25519PrivateKey = held[KeyUse.SEAL_ED25519]
        self.ml: mldsa.MLDSA65PrivateKey | None = held.get(KeyUse.SEAL_MLDSA65)
        use = KeyUse.ENCRYPT_MLKEM768_X25519 if self.hybrid else KeyUse.ENCRYPT_X25519
        kem = KEM.MLKEM768_X25519 if self.hybrid else KEM.X25519
        self.hpke = Suite(kem, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
        self.key_id = next(key.key_id for key in member.keys if key.use is use)
        own_id = next(key.key_id for key in ground.directory.member(own).keys if key.use is use)
        self.private = ring.hpke_private(own_id)[1]
        self.sealer = next(key for key in member.keys if key.use is use).encrypter
        self.their_ed: Any = self._verifier(member, KeyUse.SEAL_ED25519)
        self.their_ml: Any = self._verifier(member, KeyUse.SEAL_MLDSA65) if self.hybrid else None

    @staticmethod
    def _verifier(member: Any, use: KeyUse) -> Any:
        return next(key for key in member.keys if key.use is use).verifier

    def sign(self, kind: bytes, payload: bytes) -> tuple[envelope_pb2.Envelope, bytes]:
        """Return the envelope and the digest."""
        data = pae(kind, payload)
        signed = pae(kind + SUITE, payload) if self.ml is not None else data
        envelope = envelope_pb2.Envelope(payload=payload, payload_type=kind.decode())
        envelope.signatures.add(sig=self.ed.sign(signed))
        if self.ml is not None:
            envelope.signatures.add(sig=self.ml.sign(signed, CONTEXT))
        return envelope, hashlib.sha256(data).digest()

    def verify(self, kind: bytes, envelope: envelope_pb2.Envelope) -> bytes:
        """Verify all signatures and return the digest; raises where one fails."""
        data = pae(kind, envelope.payload)
        signed = pae(kind + SUITE, envelope.payload) if self.their_ml is not None else data
        self.their_ed.verify(envelope.signatures[0].sig, signed)
        if self.their_ml is not None:
            self.their_ml.verify(envelope.signatures[1].sig, signed, CONTEXT)
        return hashlib.sha256(data).digest()

    def info(self, sender: str, recipient: str, message_id: str) -> bytes:
        """HPKE's info: every label after its length."""
        fields = (b"comity/seal/v1", self.federation, sender.encode(), recipient.encode())
        return b"".join(
            len(field).to_bytes(4, "big") + field for field in (*fields, message_id.encode())
        )


def write_letter(side: Side, number: int, body: bytes) -> tuple[str, bytes, bytes]:
    """Write, sign and seal a letter; return its id, its digest and the request."""
    now, salt = time.time_ns(), os.urandom(32)
    message_id, conversation_id = str(uuid.uuid4()), str(uuid.uuid4())
    letter = letter_pb2.Letter(
        header=letter_pb2.LetterHeader(
            federation_id=side.federation,
            protocol_version=1,
            sender=side.own,
            recipient=side.other,
            message_id=message_id,
            conversation_id=conversation_id,
            conversation_number=1,
            letter_type=letter_pb2.LETTER_TYPE_CONSULTATION_REQUEST,
            procedure="16(5)",
            epoch=EPOCH,
            sequence=number,
            rulebook="2026-3",
            calendar="DE-2026",
        ),
        parts=[
            letter_pb2.PartCommitment(
                kind=letter_pb2.PART_KIND_MATCHING,
                release=[side.own, side.other],
                marking=letter_pb2.MARKING_UNMARKED,
                commitment=hashlib.sha256(b"comity/part/v1\x00" + salt + body).digest(),
            )
        ],
    )
    letter.header.create_time.FromNanoseconds(now)
    letter.header.not_after_time.FromNanoseconds(now + 60 * 86_400 * 10**9)
    envelope, digest = side.sign(LETTER, letter.SerializeToString())
    package = envelope_pb2.Package(
        envelope=envelope, bodies=[envelope_pb2.PartBody(index=0, salt=salt, body=body)]
    )
    request = exchange_service_pb2.DeliverRequest(
        letter=envelope_pb2.SealedLetter(
            federation_id=side.federation,
            sender=side.own,
            recipient=side.other,
            message_id=message_id,
            recipient_key_id=side.key_id,
            ciphertext=side.hpke.encrypt(
                package.SerializeToString(),
                side.sealer,
                info=side.info(side.own, side.other, message_id),
            ),
        )
    )
    return message_id, digest, request.SerializeToString()


def check_receipt(side: Side, message_id: str, digest: bytes, sent: int, response: bytes) -> None:
    """Verify a receipt and that it is about this letter, in its time."""
    envelope = exchange_service_pb2.DeliverResponse.FromString(response).receipt
    side.verify(RECEIPT, envelope)
    receipt = receipt_pb2.Receipt.FromString(envelope.payload)
    skew = 300 * 10**9
    if not (
        receipt.federation_id == side.federation
        and receipt.receiver == side.other
        and receipt.sender == side.own
        and receipt.message_id == message_id
        and receipt.message_digest == digest
        and receipt.outcome == receipt_pb2.RECEIPT_OUTCOME_ACCEPTED
        and sent - skew <= receipt.receive_time.ToNanoseconds() <= time.time_ns() + skew
    ):
        raise ValueError("the receipt does not hold")


class Receiver:
    """The receiving side: one function, one transaction a letter."""

    def __init__(self, ground: Ground, path: Path) -> None:
        self.side = Side(ground, "FR", "DE")
        self.members = {
            fingerprint: member.code
            for member in ground.directory.members.values()
            for fingerprint in member.certificates
        }
        self.known: dict[bytes, bytes] = {}
        self.db = sqlite3.connect(path, isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            self.db.execute(f"PRAGMA {pragma}")
        self.db.executescript(SCHEMA)

    def receive(self, raw: bytes, peer: str) -> bytes:
        """Take a letter through the same steps; return the response."""
        side, now = self.side, time.time_ns()
        if len(raw) > 4 * 2**20:  # (1)
            raise ValueError("too large")
        sealed = exchange_service_pb2.DeliverRequest.FromString(raw).letter
        package = envelope_pb2.Package.FromString(  # (3)
            side.hpke.decrypt(
                sealed.ciphertext,
                side.private,
                info=side.info(sealed.sender, sealed.recipient, sealed.message_id),
            )
        )
        digest = side.verify(LETTER, package.envelope)  # (4)
        letter = letter_pb2.Letter.FromString(package.envelope.payload)  # (5)
        header = letter.header
        if (  # (6)
            header.federation_id != side.federation
            or not header.sender == sealed.sender == peer
            or not header.recipient == sealed.recipient == side.own
            or header.message_id != sealed.message_id
        ):
            raise ValueError("not addressed to us")
        created, not_after = header.create_time, header.not_after_time
        if not (  # (7)
            created.ToNanoseconds() <= now + 300 * 10**9 and not_after.ToNanoseconds() > now
        ):
            raise ValueError("not in time")
        for part in package.bodies:  # (10)
            committed = letter.parts[part.index].commitment
            if hashlib.sha256(b"comity/part/v1\x00" + part.salt + part.body).digest() != committed:
                raise ValueError("not the part that was signed")
        db = self.db
        db.execute("BEGIN IMMEDIATE")
        try:
            row = db.execute(  # (8)
                "SELECT receipt FROM journal WHERE peer=? AND message_id=? AND digest=?",
                (peer, header.message_id, digest),
            ).fetchone()
            if row is not None:
                db.execute("ROLLBACK")
                return _response(row[0])
            if db.execute(
                "SELECT 1 FROM journal WHERE peer=? AND message_id=?", (peer, header.message_id)
            ).fetchone():
                raise ValueError("id reused")
            if db.execute(  # (9)
                "SELECT peer FROM conversation WHERE conversation_id=?", (header.conversation_id,)
            ).fetchone():
                raise ValueError("open already")
            contiguous = self._sequence(peer, header.epoch, header.sequence)  # (11)
            position = db.execute("SELECT coalesce(max(position), 0) + 1 FROM journal").fetchone()[
                0
            ]
            receipt = receipt_pb2.Receipt(
                federation_id=side.federation,
                receiver=side.own,
                sender=peer,
                message_id=header.message_id,
                message_digest=digest,
                outcome=receipt_pb2.RECEIPT_OUTCOME_ACCEPTED,
                journal_position=position,
                epoch=header.epoch,
                contiguous_sequence=contiguous,
            )
            receipt.receive_time.FromNanoseconds(now)
            signed = side.sign(RECEIPT, receipt.SerializeToString())[0].SerializeToString()
            db.execute(  # (12)
                "INSERT INTO journal VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
                (
                    position,
                    peer,
                    header.message_id,
                    digest,
                    header.conversation_id,
                    header.conversation_number,
                    header.letter_type,
                    header.epoch,
                    header.sequence,
                    now // 1000,
                    package.envelope.SerializeToString(),
                    signed,
                ),
            )
            for part in package.bodies:
                db.execute(
                    "INSERT INTO part VALUES (?,?,?,?)",
                    (position, part.index, part.salt, part.body),
                )
            db.execute(
                "INSERT INTO conversation VALUES (?,?,?,?)",
                (header.conversation_id, peer, header.procedure, now // 1000),
            )
            db.execute(
                "INSERT INTO dispatch VALUES (?,?,?,'waiting')", (position, peer, header.message_id)
            )
        except BaseException:
            if db.in_transaction:
                db.execute("ROLLBACK")
            raise
        db.execute("COMMIT")
        return _response(signed)  # (13)

    def _sequence(self, peer: str, epoch: str, number: int) -> int:
        row = self.db.execute(
            "SELECT contiguous, highest FROM sequence_seen WHERE peer=? AND epoch=?", (peer, epoch)
        ).fetchone()
        contiguous, highest = row or (0, 0)
        if number == contiguous + 1:
            contiguous = number
            while (
                contiguous < highest
                and self.db.execute(
                    "SELECT 1 FROM journal WHERE peer=? AND epoch=? AND sequence=?",
                    (peer, epoch, contiguous + 1),
                ).fetchone()
            ):
                contiguous += 1
        self.db.execute(
            "INSERT OR REPLACE INTO sequence_seen VALUES (?,?,?,?)",
            (peer, epoch, contiguous, max(highest, number)),
        )
        return int(contiguous)


def _response(signed: bytes) -> bytes:
    response = exchange_service_pb2.DeliverResponse()
    response.receipt.ParseFromString(signed)
    return response.SerializeToString()
