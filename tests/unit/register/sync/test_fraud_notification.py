"""What is told of a fraud, what is taken, and who is told."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from comity.v1 import register_service_pb2 as pb
from gateway.errors import InputError, ProofError, Reason, StateError
from gateway.exchange.identity import NodeIdentity
from gateway.register.log.fraud import FraudKind, FraudProof
from gateway.register.log.log_store import LogState, read_head
from gateway.register.log.notes import SignedNote
from gateway.register.sync.comparison import Doubt
from gateway.register.sync.fraud_notification import (
    MAX_NOTE_BYTES,
    FraudListener,
    audience,
    from_message,
    keep_fraud,
    prove_fraud,
    report_doubt,
    to_message,
)
from gateway.register.sync.troubles import (
    MAX_FRAUDS,
    ProvenFraud,
    TroubleKind,
    close_trouble,
    list_troubles,
    mark_told,
    put_off,
    told_of,
    untold,
)
from tests.support.empty_database import open_empty
from tests.support.raising import refuses
from tests.support.register_nodes import RegisterNode, make_nodes
from tests.unit.register.log.test_checkpoints import newest

PROOFS = [
    FraudProof(kind=FraudKind.SPLIT, origin="FR", older="YQ==", newer="Yg=="),
    FraudProof(
        kind=FraudKind.REWRITTEN,
        origin="BE-VLG",
        older="YQ==",
        newer="Yg==",
        path=("00" * 32, "11" * 32),
        seed="22" * 32,
    ),
    FraudProof(
        kind=FraudKind.BACKDATED, origin="FR", older="YQ==", newer="Yg==", entry="Yw==", index=0
    ),
]


@pytest.fixture
def nodes(tmp_path: Path) -> Iterator[dict[str, RegisterNode]]:
    codes = ("DE", "FR", "NL")
    opened = {c: open_empty(tmp_path / f"{c}.db") for c in codes}
    yield make_nodes(tmp_path / "federation", opened)
    for each in opened.values():
        each.close()


def splits(fr: RegisterNode, folder: Path, count: int) -> list[FraudProof]:
    """Prove that FR has signed many logs of one entry."""
    fr.notify(1)
    first, proofs = newest(fr), []
    for number in range(2, count + 2):
        database = open_empty(folder / f"other-{number}.db")
        double = RegisterNode(fr.me, fr.clock, database, fr.files, fr.held, fr.addresses)
        double.notify(number)
        proofs.append(FraudProof.of(first, newest(double)))
        database.close()
    return proofs


@pytest.mark.parametrize("proof", PROOFS)
def test_a_proof_is_told_as_it_was_found(proof: FraudProof) -> None:
    raw = to_message(proof).SerializeToString()
    assert from_message(pb.FraudProof.FromString(raw)) == proof


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"older": b"x" * (MAX_NOTE_BYTES + 1)}, Reason.MESSAGE_TOO_LARGE),
        ({"path": [b"x" * 32] * 65}, Reason.MESSAGE_TOO_LARGE),
        ({"path": [b"x" * 33]}, Reason.MESSAGE_TOO_LARGE),
        ({"seed": b"x" * 33}, Reason.MESSAGE_TOO_LARGE),
        ({"entry": b"x" * (2**20 + 1)}, Reason.MESSAGE_TOO_LARGE),
        ({"kind": 0}, Reason.MESSAGE_MALFORMED),
        ({"kind": 99}, Reason.MESSAGE_MALFORMED),
        ({"origin": "nobody"}, Reason.MESSAGE_MALFORMED),
    ],
)
def test_what_is_too_large_or_no_proof_is_not_read(
    change: dict[str, object], reason: Reason
) -> None:
    fields = {"kind": pb.FRAUD_KIND_SPLIT, "origin": "FR", "older": b"a", "newer": b"b"}
    with refuses(InputError, reason):
        from_message(pb.FraudProof(**(fields | change)))  # type: ignore[arg-type]


def test_all_readers_and_the_accused_are_told(nodes: dict[str, RegisterNode]) -> None:
    directory, at = nodes["DE"].me.directory(), nodes["DE"].clock.now()
    assert audience(directory, "DE", "FR", at) == ["FR", "NL"]
    members = {
        code: replace(member, roles=frozenset({"customs"})) if code != "DE" else member
        for code, member in directory.members.items()
    }
    assert audience(replace(directory, members=members), "DE", "FR", at) == ["FR"]
    assert audience(directory, "DE", "BE-VLG", at) == ["FR", "NL"]


def test_a_fraud_is_told_until_it_was_told(nodes: dict[str, RegisterNode], tmp_path: Path) -> None:
    de, at = nodes["DE"], nodes["DE"].clock.now()
    [proof] = splits(nodes["FR"], tmp_path, 1)

    def keep(peer: str, *, told: bool = False) -> bool:
        found = prove_fraud(de.me, proof)
        return de.db.write_sync(lambda conn: keep_fraud(conn, de.me, found, peer, told=told))

    assert keep("NL", told=True)
    assert not keep("FR")
    assert de.db.read_sync(lambda conn: untold(conn, "NL", at)) == []
    [(digest, evidence)] = de.db.read_sync(lambda conn: untold(conn, "FR", at))
    assert FraudProof.model_validate_json(evidence).kind is FraudKind.SPLIT
    [trouble] = de.db.read_sync(list_troubles)
    shown = de.db.read_sync(lambda conn: told_of(conn, trouble.id, ["FR", "NL"]))
    assert shown == {"FR": None, "NL": at}
    de.db.write_sync(lambda conn: close_trouble(conn, trouble.id, officer="karin", at=at))
    assert len(de.db.read_sync(lambda conn: untold(conn, "FR", at))) == 1  # it binds nobody else
    de.db.write_sync(lambda conn: mark_told(conn, digest, "FR", at))
    assert de.db.read_sync(lambda conn: untold(conn, "FR", at)) == []


def test_who_is_accused_itself_is_not_stopped(
    nodes: dict[str, RegisterNode], tmp_path: Path
) -> None:
    fr = nodes["FR"]
    [proof] = splits(fr, tmp_path, 1)
    found = prove_fraud(fr.me, proof)
    assert fr.db.write_sync(lambda conn: keep_fraud(conn, fr.me, found, "DE", told=True))
    [trouble] = fr.db.read_sync(list_troubles)
    assert "others have stopped to follow our log" in trouble.text
    assert fr.db.read_sync(lambda conn: read_head(conn, "FR")).state is LogState.FOLLOWING
    fr.notify(50)


def test_so_many_proofs_are_kept_and_no_more(
    nodes: dict[str, RegisterNode], tmp_path: Path
) -> None:
    de = nodes["DE"]
    proofs = [prove_fraud(de.me, each) for each in splits(nodes["FR"], tmp_path, MAX_FRAUDS + 1)]
    for proof in proofs[:-1]:
        assert de.db.write_sync(lambda conn, p=proof: keep_fraud(conn, de.me, p, "NL"))  # type: ignore[misc]
    with pytest.raises(StateError, match="are open here already"):
        de.db.write_sync(lambda conn: keep_fraud(conn, de.me, proofs[-1], "NL"))
    assert len(de.db.read_sync(list_troubles)) == MAX_FRAUDS


def test_a_doubt_whose_proof_does_not_hold_is_a_suspicion(
    nodes: dict[str, RegisterNode], tmp_path: Path
) -> None:
    de = nodes["DE"]
    [proof] = splits(nodes["FR"], tmp_path, 1)
    nothing = proof.model_copy(update={"newer": proof.older})
    with pytest.raises(ProofError, match="The two checkpoints do not contradict each"):
        prove_fraud(de.me, nothing)

    def report(found: FraudProof) -> bool:
        doubt = Doubt(TroubleKind.FRAUD, "two logs", found)
        return de.db.write_sync(lambda conn: report_doubt(conn, de.me, doubt, "FR", "FR"))

    assert not report(nothing)
    assert [t.kind for t in de.db.read_sync(list_troubles)] == [TroubleKind.SUSPICION]
    assert de.db.read_sync(lambda conn: read_head(conn, "FR")).state is LogState.FOLLOWING
    assert report(proof)  # what was suspected is proven
    assert [t.kind for t in de.db.read_sync(list_troubles)] == [TroubleKind.FRAUD]


async def test_a_proof_that_is_known_is_not_verified_again_and_a_fat_one_not_at_all(
    nodes: dict[str, RegisterNode], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    de, verified = nodes["DE"], []

    def count(me: NodeIdentity, told: FraudProof) -> ProvenFraud:
        assert threading.current_thread() is not threading.main_thread()
        verified.append(told)
        return prove_fraud(me, told)

    monkeypatch.setattr("gateway.register.sync.fraud_notification.prove_fraud", count)
    [proof] = splits(nodes["FR"], tmp_path, 1)
    listener, told = FraudListener(de.db, de.me), to_message(proof)
    note = SignedNote.parse(told.older)
    foreign = replace(note.lines[1], name=note.lines[1].name.replace("FR", "XX"))
    for more in (note.lines[0], replace(foreign, key_id=b"1234")):
        fat = pb.FraudProof()
        fat.CopyFrom(told)
        fat.older = SignedNote(note.body, (*note.lines, more)).to_bytes()
        with pytest.raises(ProofError, match="two lines by one key"):
            await listener.take(fat, "NL")
    assert verified == []
    assert await listener.take(told, "NL")
    assert not await listener.take(told, "FR")
    assert len(verified) == 1
    [trouble] = de.db.read_sync(list_troubles)
    knows = de.db.read_sync(lambda conn: told_of(conn, trouble.id))
    assert knows == dict.fromkeys(("FR", "NL"), de.clock.now())


async def test_who_refuses_is_told_again_after_a_rest_that_grows(
    nodes: dict[str, RegisterNode], tmp_path: Path
) -> None:
    de, clock = nodes["DE"], nodes["DE"].clock
    found = prove_fraud(de.me, splits(nodes["FR"], tmp_path, 1)[0])
    de.db.write_sync(lambda conn: keep_fraud(conn, de.me, found, "FR"))

    def waits() -> bool:
        return not de.db.read_sync(lambda conn: untold(conn, "NL", clock.now()))

    for hours in (1, 2, 4, 8, 16, 32, 64, 128, 168, 168):
        assert not waits()
        at = clock.now()
        de.db.write_sync(lambda conn, at=at: put_off(conn, found.digest, "NL", at))  # type: ignore[misc]
        clock.advance(hours=hours, seconds=-1)
        assert waits()
        clock.advance(seconds=1)
    assert de.db.read_sync(lambda conn: untold(conn, "FR", clock.now()))
