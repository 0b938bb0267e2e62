"""Fraud proofs: what proves one, what does not, and which are the same."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection

from gateway.errors import CheckpointError, ProofError
from gateway.register import own_log
from gateway.register.log.checkpoints import HeldCheckpoint, checkpoint_at
from gateway.register.log.fraud import (
    MAX_PROOF_BYTES,
    SKEW,
    Contradiction,
    FraudKind,
    FraudProof,
    read_fraud_proof,
    signed_at,
    verify_fraud_proof,
)
from gateway.register.log.log_store import CheckedEntry, extend, lock_head
from gateway.register.log.notes import SignatureLine, SignedNote, cosign
from gateway.register.log.proofs import inclusion_proof
from gateway.register.log.signing import publish_checkpoint
from gateway.register.own_log import append_signed, sign_entry
from gateway.register.sync.comparison import contradicted
from gateway.store.database import Database
from gateway.trust.dsse import SignedBytes
from tests.support.empty_database import open_empty
from tests.support.register_nodes import RegisterNode, denial, draft_of, make_nodes


class Origin:
    """FR with two databases: two histories signed by the same keys."""

    def __init__(self, nodes: dict[str, RegisterNode], other: Database) -> None:
        self.fr, self.other = nodes["FR"], other
        self.judge = nodes["DE"].me

    def sign(self, number: int, back: timedelta = timedelta()) -> CheckedEntry:
        at = self.fr.clock.now() - back
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(own_log, "_check_in_force", lambda *_: None)  # an honest node looks
            return sign_entry(self.fr.me, draft_of(denial("FR", number)), at)

    def write(self, database: Database, entries: list[CheckedEntry]) -> HeldCheckpoint:
        database.write_sync(
            lambda conn: append_signed(conn, self.fr.me, entries, self.fr.clock.now())
        )
        return self.newest(database)

    def newest(self, database: Database) -> HeldCheckpoint:
        found = database.read_sync(
            lambda conn: [checkpoint_at(conn, "FR", size) for size in range(20)]
        )
        return next(each for each in reversed(found) if each is not None)

    def verify(self, proof: FraudProof) -> Contradiction:
        return verify_fraud_proof(proof, self.judge.directory(), self.judge.clock.now())


@pytest.fixture
def origin(tmp_path: Path) -> Iterator[Origin]:
    opened = {code: open_empty(tmp_path / f"{code}.db") for code in ("DE", "FR", "other")}
    nodes = make_nodes(tmp_path / "federation", {code: opened[code] for code in ("DE", "FR")})
    yield Origin(nodes, opened["other"])
    for each in opened.values():
        each.close()


@pytest.fixture
def two(origin: Origin) -> tuple[HeldCheckpoint, HeldCheckpoint]:
    """Two logs of three entries that have the first two in common."""
    first, second = origin.sign(1), origin.sign(2)
    one = origin.write(origin.fr.db, [first, second, origin.sign(3)])
    return one, origin.write(origin.other, [first, second, origin.sign(4)])


def test_two_roots_of_one_size_are_a_split_in_either_order(
    origin: Origin, two: tuple[HeldCheckpoint, HeldCheckpoint]
) -> None:
    one, other = two
    proof = FraudProof.of(one, other)
    found = origin.verify(proof)
    assert (proof.kind, found.text) == (FraudKind.SPLIT, "FR has signed two logs of 3 entries")
    assert proof == FraudProof.of(other, one)
    swapped = proof.model_copy(update={"older": proof.newer, "newer": proof.older})
    assert origin.verify(swapped).digest == found.digest


@pytest.mark.parametrize("size", [3, 4, 5])
def test_a_log_that_does_not_extend_an_older_one_was_rewritten(
    origin: Origin, two: tuple[HeldCheckpoint, HeldCheckpoint], size: int
) -> None:
    later = [origin.sign(10 + n) for n in range(size - 3)]
    shown = origin.write(origin.other, later) if later else two[1]
    origin.write(origin.fr.db, [origin.sign(20 + n) for n in range(4)])
    proof = origin.fr.db.read_sync(lambda conn: contradicted(conn, shown))
    assert proof.kind is (FraudKind.SPLIT if size == 3 else FraudKind.REWRITTEN)
    assert (proof.seed is not None) == (size == 4)  # a power of two
    origin.verify(proof)
    if proof.path:
        for broken in (
            {"path": proof.path[:-1]},
            {"path": (*proof.path[:-1], "00" * 32)},
            {"path": ("zz",)},
            {"older": proof.newer, "newer": proof.older},
            {"kind": FraudKind.SPLIT},
            {"kind": FraudKind.BACKDATED},
        ):
            with pytest.raises(ProofError, match=r"fraud proof| path |contradict"):
                origin.verify(proof.model_copy(update=broken))


def backdated(origin: Origin, back: timedelta) -> FraudProof:
    older = origin.write(origin.other, [origin.sign(1)])
    late = origin.sign(2, back)

    def write(conn: Connection) -> None:  # as no honest node would
        extend(conn, lock_head(conn, "FR"), [late, origin.sign(3)])
        publish_checkpoint(conn, origin.fr.me, origin.fr.clock.now())

    origin.other.write_sync(write)
    newer = origin.newest(origin.other)
    return FraudProof.of_backdated(
        older,
        newer,
        index=1,
        payload=SignedBytes.from_bytes(late.envelope).payload,
        path=tuple(origin.other.read_sync(lambda conn: inclusion_proof(conn, "FR", 1, newer.size))),
    )


def test_an_entry_dated_before_a_checkpoint_without_it_is_proven(origin: Origin) -> None:
    proof = backdated(origin, timedelta(days=2))
    found = origin.verify(proof)
    assert (found.older.size, found.newer.size) == (1, 3)
    assert "has dated entry 1 of its log back to 2026-02-28" in found.text
    for broken in (
        {"index": 0},
        {"index": 2},
        {"index": 3},
        {"index": None},
        {"entry": None},
        {"entry": b64encode(b"x").decode()},
        {"path": ()},
        {"newer": proof.older},
    ):
        with pytest.raises(ProofError, match=r"fraud proof|(consistency|inclusion) path|older"):
            origin.verify(proof.model_copy(update=broken))


def test_a_clock_set_back_within_the_skew_proves_nothing(origin: Origin) -> None:
    with pytest.raises(ProofError, match="not dated before"):
        origin.verify(backdated(origin, SKEW))


def test_a_checkpoint_that_states_no_instant_dates_nothing(origin: Origin) -> None:
    proof = backdated(origin, timedelta(days=2))
    note = SignedNote.parse(b64decode(proof.older))
    bare = SignedNote(note.body, note.lines[:1]).to_bytes()
    with pytest.raises(ProofError, match="not dated before"):
        origin.verify(proof.model_copy(update={"older": b64encode(bare).decode()}))
    with pytest.raises(CheckpointError, match="A note has an empty line and"):
        origin.verify(proof.model_copy(update={"older": b64encode(b"x\n").decode()}))


def test_lines_of_others_and_repetitions_are_left_out(
    origin: Origin, two: tuple[HeldCheckpoint, HeldCheckpoint]
) -> None:
    one, other = two
    note, fr, de = SignedNote.parse(one.note), origin.fr.me, origin.judge
    name = note.lines[0].name
    later = fr.clock.now() + timedelta(days=1)
    junk = [SignatureLine(name, bytes([n] * 4), bytes(3000)) for n in range(20)]
    lines = (
        *note.lines,
        *junk,
        cosign(note.body, name, fr.ring.cosign_key, later),
        cosign(note.body, name.replace("FR", "DE"), de.ring.cosign_key, later),
    )
    fat = replace(one, note=SignedNote(note.body, lines).to_bytes())
    proof = FraudProof.of(fat, other)
    kept = proof.slim(origin.verify(proof))
    assert len(b64decode(kept.older) + b64decode(kept.newer)) <= len(one.note + other.note)
    assert origin.verify(kept).digest == origin.verify(FraudProof.of(one, other)).digest
    notes = [b64decode(kept.older), b64decode(kept.newer)]
    stated = {
        signed_at(raw, origin="FR", directory=de.directory(), at=de.clock.now()) for raw in notes
    }
    assert later.replace(microsecond=0) in stated


def test_a_file_that_is_no_proof_is_refused() -> None:
    for raw in (b"", b"{}", b"\xff", b"x" * (MAX_PROOF_BYTES + 1)):
        with pytest.raises(ProofError, match="no fraud proof"):
            read_fraud_proof(raw)
