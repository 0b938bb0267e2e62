"""Checkpoints and cosignatures: whose, on what, and who has received."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from gateway.errors import CheckpointError, NotFoundError, ProofError, Reason
from gateway.register.log.checkpoints import (
    HeldCheckpoint,
    cosignatures,
    newest_checkpoint,
    readers,
    received_up_to,
    undelivered,
    verify_checkpoint,
    who_has_not_received,
)
from gateway.register.log.fraud import FraudProof, verify_fraud_proof
from gateway.register.log.notes import SignedNote
from gateway.register.log.signing import cosign_log, publish_checkpoint
from gateway.trust.note_ids import origin_line
from tests.support.confirming import accept_cosignature
from tests.support.empty_database import open_empty
from tests.support.raising import refuses
from tests.support.register_nodes import RegisterNode, make_nodes


@pytest.fixture
def nodes(tmp_path: Path) -> Iterator[dict[str, RegisterNode]]:
    databases = {code: open_empty(tmp_path / f"{code}.db") for code in ("DE", "FR", "NL")}
    yield make_nodes(tmp_path / "federation", databases)
    for each in databases.values():
        each.close()


def newest(node: RegisterNode) -> HeldCheckpoint:
    held = node.db.read_sync(lambda conn: newest_checkpoint(conn, "FR"))
    assert held is not None
    return held


def accept(node: RegisterNode, line: str, cosigner: str, held: HeldCheckpoint) -> None:
    node.db.write_sync(
        lambda conn: accept_cosignature(
            conn,
            origin="FR",
            size=held.size,
            root=held.root,
            line=line,
            cosigner=cosigner,
            directory=node.me.directory(),
            at=node.clock.now(),
        )
    )


def test_the_note_has_the_documented_form(nodes: dict[str, RegisterNode]) -> None:
    nodes["FR"].notify(1)
    note = SignedNote.parse(newest(nodes["FR"]).note)
    federation = nodes["FR"].me.directory().federation_id
    name = f"comity/{federation.hex()[:16]}/FR"
    assert note.body.decode().splitlines()[:2] == [name, "1"]
    assert [line.name for line in note.lines] == [name, name]
    assert len(note.lines[1].signature) == 8 + 64  # 0x04 carries the time


def test_the_same_size_is_signed_once(nodes: dict[str, RegisterNode]) -> None:
    fr = nodes["FR"]
    fr.notify(1)
    first = newest(fr)
    fr.clock.advance(hours=1)
    fr.db.write_sync(lambda conn: publish_checkpoint(conn, fr.me, fr.clock.now()))
    assert newest(fr) == first


def test_only_the_origins_log_key_signs(nodes: dict[str, RegisterNode]) -> None:
    nodes["FR"].notify(1)
    held, directory = newest(nodes["FR"]), nodes["DE"].me.directory()
    at = nodes["DE"].clock.now()
    found = verify_checkpoint(held.note, origin="FR", directory=directory, at=at)
    assert (found.size, found.root) == (1, held.root)
    with pytest.raises(CheckpointError, match="None of the keys of its origin"):
        verify_checkpoint(held.note, origin="DE", directory=directory, at=at)
    with pytest.raises(CheckpointError, match="The signature does not hold"):
        verify_checkpoint(
            held.note.replace(b"\n1\n", b"\n2\n"), origin="FR", directory=directory, at=at
        )
    # Without its first line only the cosignature is left, which is not the origin's word.
    note = SignedNote.parse(held.note)
    only = SignedNote(note.body, note.lines[1:]).to_bytes()
    with pytest.raises(CheckpointError, match="A signature that the origin"):
        verify_checkpoint(only, origin="FR", directory=directory, at=at)


def test_a_revoked_log_key_is_not_believed(nodes: dict[str, RegisterNode]) -> None:
    nodes["FR"].notify(1)
    held, directory = newest(nodes["FR"]), nodes["DE"].me.directory()
    at = nodes["DE"].clock.now()
    member = directory.member("FR")
    keys = tuple(replace(key, revoked_at=at) for key in member.keys)
    revoked = replace(directory, members={"FR": replace(member, keys=keys)})
    with pytest.raises(CheckpointError, match="no log key"):
        verify_checkpoint(held.note, origin="FR", directory=revoked, at=at)


def test_a_cosignature_counts_for_its_cosigner_only(nodes: dict[str, RegisterNode]) -> None:
    fr, de = nodes["FR"], nodes["DE"]
    fr.notify(1)
    held = newest(fr)
    made = de.db.write_sync(lambda conn: cosign_log(conn, de.me, held, de.clock.now()))
    with refuses(CheckpointError, Reason.CHECKPOINT_INVALID):
        accept(fr, made.line, "NL", held)
    other = replace(held, root=b"\0" * 32)
    with pytest.raises(NotFoundError):
        accept(fr, made.line, "DE", other)
    fr.notify(2)
    with pytest.raises(
        CheckpointError, match="The signature does not hold"
    ):  # a cosignature on another size
        accept(fr, made.line, "DE", newest(fr))
    accept(fr, made.line, "DE", held)
    accept(fr, made.line, "DE", held)  # handed over twice is handed over once
    lines = fr.db.read_sync(lambda conn: cosignatures(conn, "FR", 1))
    assert [line.cosigner for line in lines] == ["DE", "FR"]


def test_who_has_not_received_an_entry(nodes: dict[str, RegisterNode]) -> None:
    fr, de = nodes["FR"], nodes["DE"]
    fr.notify(1)
    directory, held = fr.me.directory(), newest(fr)
    made = de.db.write_sync(lambda conn: cosign_log(conn, de.me, held, de.clock.now()))
    assert de.db.read_sync(lambda conn: undelivered(conn, "DE", "FR")) == [made]
    accept(fr, made.line, "DE", held)
    fr.notify(2)

    def missing(index: int) -> list[str]:
        return fr.db.read_sync(lambda conn: who_has_not_received(conn, "FR", index, directory))

    assert missing(0) == ["NL"]
    assert missing(1) == ["DE", "NL"]
    received = fr.db.read_sync(lambda conn: received_up_to(conn, "FR"))
    assert {code: size for code, (size, _) in received.items()} == {"DE": 1, "FR": 2}


def test_customs_and_who_has_left_do_not_count_as_readers(
    nodes: dict[str, RegisterNode],
) -> None:
    directory, at = nodes["FR"].me.directory(), nodes["FR"].clock.now()
    members = {
        **directory.members,
        "DE": replace(directory.member("DE"), roles=frozenset({"customs"})),
        "NL": replace(directory.member("NL"), withdrawn_at=at),
    }
    assert readers(replace(directory, members=members), at) == ["FR"]


def test_two_checkpoints_of_one_size_prove_a_fraud(
    nodes: dict[str, RegisterNode], tmp_path: Path
) -> None:
    fr = nodes["FR"]
    fr.notify(1)
    first = newest(fr)
    second_db = open_empty(tmp_path / "second.db")
    double = RegisterNode(fr.me, fr.clock, second_db, fr.files, fr.held, fr.addresses)
    double.notify(2)
    second = newest(double)
    second_db.close()
    directory, at = nodes["DE"].me.directory(), nodes["DE"].clock.now()
    proof = FraudProof.of(first, second)
    found = verify_fraud_proof(proof, directory, at)
    assert {found.older.root, found.newer.root} == {first.root, second.root}
    again = FraudProof.model_validate_json(proof.model_dump_json())
    assert verify_fraud_proof(again, directory, at) == found
    forged = replace(second, note=first.note.replace(b"\n1\n", b"\n3\n"))
    with pytest.raises(CheckpointError, match="The signature does not hold"):
        verify_fraud_proof(FraudProof.of(first, forged), directory, at)
    with pytest.raises(
        ProofError, match="The two checkpoints do not contradict each"
    ):  # the same twice proves nothing
        verify_fraud_proof(FraudProof.of(first, first), directory, at)


def test_an_origin_line_is_told_apart_by_federation(nodes: dict[str, RegisterNode]) -> None:
    assert origin_line(b"\xab" * 32, "BE-VLG") == "comity/abababababababab/BE-VLG"
