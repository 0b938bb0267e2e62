"""A proven fraud is told to everybody; nobody believes a teller, and a person's word stands."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, func, select

from comity.v1 import register_service_pb2 as pb
from gateway.errors import ComityError, InputError, Reason, RegisterError
from gateway.register.denials.denial_queries import list_denials
from gateway.register.log.checkpoints import (
    HeldCheckpoint,
    checkpoint_at,
    newest_checkpoint,
    replace_note,
)
from gateway.register.log.fraud import FraudProof
from gateway.register.log.log_store import LogState, read_head
from gateway.register.log.notes import SignatureLine, SignedNote
from gateway.register.sync.fraud_notification import (
    MAX_NOTE_BYTES,
    audience,
    from_message,
    to_message,
)
from gateway.register.sync.troubles import (
    TroubleKind,
    follow_again,
    list_troubles,
    told_of,
)
from gateway.store.tables_register import trouble
from tests.support.hostile import History, Liar, beside_a_liar
from tests.support.raising import present, refuses
from tests.support.register_nodes import RegisterNode, StandingClock

HONEST = ("BE", "DE", "NL")


class Scene:
    """Three honest members, and FR, which has signed two logs of one size."""

    def __init__(self, nodes: dict[str, RegisterNode], fr: Liar, clock: StandingClock) -> None:
        self.nodes, self.fr, self.clock = nodes, fr, clock

    async def sync(self, code: str, peer: str) -> None:
        syncer = self.nodes[code].syncer
        assert syncer is not None
        await syncer.sync_peer(peer)

    def state(self, code: str) -> LogState:
        return self.nodes[code].db.read_sync(lambda conn: read_head(conn, "FR")).state

    def told(self, code: str) -> dict[str, bool]:
        """Who has been told, by what a member knows."""
        node = self.nodes[code]
        members = audience(node.me.directory(), code, "FR", self.clock.now())
        [open_one] = node.db.read_sync(list_troubles)
        found = node.db.read_sync(lambda conn: told_of(conn, open_one.id, members))
        return {member: at is not None for member, at in found.items()}

    def proof(self) -> FraudProof:
        [open_one] = self.nodes["DE"].db.read_sync(list_troubles)
        return FraudProof.model_validate_json(open_one.evidence or "")

    async def tell(self, proof: pb.FraudProof, *, teller: str = "BE", to: str = "NL") -> None:
        syncer = self.nodes[teller].syncer
        await (await present(syncer)._source(to)).tell_fraud(proof)

    def decide(self, code: str) -> None:
        """An officer has looked at it, and has the log followed again."""
        db = self.nodes[code].db
        db.write_sync(lambda conn: follow_again(conn, "FR", officer="karin", at=self.clock.now()))


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    clock = StandingClock()
    async with beside_a_liar(tmp_path, *HONEST, clock=clock) as (nodes, fr):
        common = fr.sign(2)
        for name in ("one", "two"):
            fr.history(name).append([*common, *fr.sign(1)])
        fr.show("one", *HONEST)
        await Scene(nodes, fr, clock).sync("DE", "FR")
        fr.show("two", "DE")
        yield Scene(nodes, fr, clock)


async def test_all_are_told_at_once_and_who_is_away_at_the_next_visit(scene: Scene) -> None:
    await scene.nodes["NL"].stop()
    with pytest.raises(RegisterError):
        await scene.sync("DE", "FR")
    assert scene.told("DE") == {"BE": True, "FR": True, "NL": False}
    assert scene.state("BE") is LogState.STOPPED
    [at_be] = scene.nodes["BE"].db.read_sync(list_troubles)
    assert (at_be.origin, at_be.peer, at_be.kind) == ("FR", "DE", TroubleKind.FRAUD)
    # The accused knows that it is stopped, and goes on to write its log.
    for code in ("one", "two"):
        history: History = scene.fr.histories[code]
        heard = history.db.read_sync(list_troubles)
        # What it shows to DE is what DE has told it to; BE, which tells on, may have told it too.
        assert len(heard) == 1 or code == "one"
        head = history.db.read_sync(lambda conn: read_head(conn, "FR"))
        assert head.state is LogState.FOLLOWING
    await scene.nodes["NL"].serve()
    assert scene.state("NL") is LogState.FOLLOWING
    await scene.sync("DE", "NL")
    assert scene.state("NL") is LogState.STOPPED
    assert scene.told("DE") == {"BE": True, "FR": True, "NL": True}


async def test_who_is_told_tells_on(scene: Scene) -> None:
    await scene.nodes["NL"].stop()
    with pytest.raises(RegisterError):
        await scene.sync("DE", "FR")
    await scene.nodes["NL"].serve()
    await scene.nodes["DE"].stop()
    await scene.sync("BE", "NL")  # BE was told by DE, and meets NL first
    assert scene.state("NL") is LogState.STOPPED
    assert scene.told("BE") == {"DE": True, "FR": True, "NL": True}


async def test_a_stopped_log_stays_stopped_after_a_restart_and_its_denials_in_force(
    scene: Scene, tmp_path: Path
) -> None:
    with pytest.raises(RegisterError):
        await scene.sync("DE", "FR")
    de = scene.nodes["DE"]
    scene.fr.show("one", "DE")  # back to the log that was held
    again = RegisterNode(de.me, de.clock, de.db, de.files, de.held, de.addresses)
    syncer = again.make_syncer()
    result = await syncer.sync_all()
    assert (result.reached, result.peers) == (2, 3)
    assert scene.state("DE") is LogState.STOPPED
    shown = [line.denial_id for line in de.db.read_sync(list_denials).items]
    assert shown == ["FR-2026-00001", "FR-2026-00002", "FR-2026-00003"]
    await again.close()


def spoiled(told: Any) -> Iterator[str]:
    """Spoil a proof in each way, and put it back."""
    whole = type(told).FromString(told.SerializeToString())
    for change in ("same", "body", "root", "size", "kind", "origin", "long"):
        told.CopyFrom(whole)
        if change == "same":
            told.newer = told.older
        elif change == "body":
            told.newer = told.newer.replace(b"\n3\n", b"\n4\n")
        elif change == "root":
            told.newer = told.newer[:-20]
        elif change == "size":
            told.path.extend([b"x" * 31])
            told.kind = pb.FRAUD_KIND_REWRITTEN
        elif change == "kind":
            told.kind = pb.FRAUD_KIND_UNSPECIFIED
        elif change == "origin":
            told.origin = "DE"
        else:
            told.older = b"x" * (MAX_NOTE_BYTES + 1)
        yield change


async def test_a_proof_that_does_not_hold_is_refused_and_leaves_nothing(scene: Scene) -> None:
    with pytest.raises(RegisterError):
        await scene.sync("DE", "FR")
    told = to_message(scene.proof())
    nl = scene.nodes["NL"]
    scene.decide("NL")
    count = select(func.count()).select_from(trouble)
    before = nl.db.read_sync(lambda conn: conn.execute(count).scalar())
    for change in spoiled(told):
        with pytest.raises(ComityError):
            await scene.tell(told)
        assert nl.db.read_sync(lambda conn: conn.execute(count).scalar()) == before, change
        assert scene.state("NL") is LogState.FOLLOWING


async def test_what_a_person_has_decided_on_is_not_opened_again_by_telling_it(
    scene: Scene,
) -> None:
    with pytest.raises(RegisterError):
        await scene.sync("DE", "FR")
    proof = scene.proof()
    scene.decide("NL")
    await scene.tell(to_message(proof))
    swapped = proof.model_copy(update={"older": proof.newer, "newer": proof.older})
    await scene.tell(to_message(swapped))  # it is the same contradiction
    assert scene.nodes["NL"].db.read_sync(list_troubles) == []
    assert scene.state("NL") is LogState.FOLLOWING
    # NL meets DE, which holds the same log; and FR, which goes on with it.
    await scene.sync("NL", "DE")
    await scene.sync("NL", "FR")
    assert scene.state("NL") is LogState.FOLLOWING
    # Another contradiction is another trouble.
    scene.clock.advance(minutes=10)
    for name in ("one", "two"):
        scene.fr.histories[name].append(scene.fr.sign(1))
    scene.decide("DE")
    with pytest.raises(RegisterError):
        await scene.sync("DE", "FR")
    assert scene.state("NL") is LogState.STOPPED
    [open_one] = scene.nodes["NL"].db.read_sync(list_troubles)
    assert open_one.peer == "DE"


async def test_the_origin_that_shows_its_other_log_again_is_stopped_again(scene: Scene) -> None:
    for _ in range(2):
        with refuses(RegisterError, Reason.ORIGIN_STOPPED):
            await scene.sync("DE", "FR")
        assert len(scene.nodes["DE"].db.read_sync(list_troubles)) == 1
        scene.decide("DE")


async def test_junk_beside_the_signature_does_not_keep_a_fraud_from_being_told(
    scene: Scene,
) -> None:
    """A guilty origin fills its note with lines under its own name, by keys that are nobody's."""
    two = scene.fr.histories["two"].db

    def fill(conn: Connection) -> None:
        held = newest_checkpoint(conn, "FR")
        assert held is not None
        note = SignedNote.parse(held.note)
        name = note.lines[0].name
        junk = tuple(SignatureLine(name, bytes([n] * 4), bytes(2000)) for n in range(20))
        fat = SignedNote(note.body, note.lines + junk).to_bytes()
        assert len(fat) > MAX_NOTE_BYTES
        replace_note(conn, replace(held, note=fat))

    two.write_sync(fill)
    with pytest.raises(RegisterError):
        await scene.sync("DE", "FR")
    assert scene.told("DE") == {"BE": True, "FR": True, "NL": True}
    assert [scene.state(code) for code in HONEST] == [LogState.STOPPED] * 3


async def test_who_refuses_to_hear_of_a_fraud_is_visited_all_the_same_and_told_again_later(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusing = True

    def refuse(told: pb.FraudProof) -> FraudProof:
        if refusing:
            raise InputError("the fraud proof is too large", reason=Reason.MESSAGE_TOO_LARGE)
        return from_message(told)

    monkeypatch.setattr("gateway.register.sync.fraud_notification.from_message", refuse)
    with pytest.raises(RegisterError):
        await scene.sync("DE", "FR")
    assert scene.told("DE") == {"BE": False, "FR": False, "NL": False}
    be, de = scene.nodes["BE"], scene.nodes["DE"]
    be.notify(1)
    await scene.sync("DE", "BE")
    assert de.db.read_sync(lambda conn: read_head(conn, "BE")).size == 1
    # An unchanged peer costs one call again, not a refused telling with each.
    before = be.service.calls
    await scene.sync("DE", "BE")
    assert be.service.calls == before + 1
    refusing = False
    scene.clock.advance(hours=1)
    await scene.sync("DE", "BE")
    assert scene.told("DE")["BE"]
    assert scene.state("BE") is LogState.STOPPED


async def test_an_officers_decision_covers_every_size_of_the_fork_that_was_signed_by_then(
    scene: Scene,
) -> None:
    for name in ("one", "two"):
        for _ in range(5):
            scene.fr.histories[name].append(scene.fr.sign(1))

    def note(name: str, size: int) -> HeldCheckpoint:
        db = scene.fr.histories[name].db
        found = db.read_sync(lambda conn: checkpoint_at(conn, "FR", size))
        assert found is not None
        return found

    async def told(size: int) -> LogState:
        await scene.tell(to_message(FraudProof.of(note("one", size), note("two", size))))
        return scene.state("NL")

    scene.clock.advance(minutes=10)
    assert await told(3) is LogState.STOPPED
    scene.decide("NL")
    assert [await told(size) for size in range(4, 9)] == [LogState.FOLLOWING] * 5
    nl = scene.nodes["NL"]
    assert nl.db.read_sync(list_troubles) == []
    kept = nl.db.read_sync(lambda conn: list_troubles(conn, open_only=False))
    assert [(each.closed_by, each.closed) for each in kept] == [("karin", scene.clock.now())] * 6
    # What is signed afterwards is another matter.
    scene.clock.advance(minutes=10)
    for name in ("one", "two"):
        scene.fr.histories[name].append(scene.fr.sign(1))
    assert await told(9) is LogState.STOPPED


async def test_what_has_come_since_a_decision_is_not_covered_by_it_whatever_it_states(
    scene: Scene,
) -> None:
    with pytest.raises(RegisterError):
        await scene.sync("DE", "FR")
    scene.decide("NL")
    scene.clock.advance(hours=1)
    back = scene.clock.now() - timedelta(hours=2)
    entries = scene.fr.sign(2, back=timedelta(hours=2))
    for name, entry in zip(("one", "two"), entries, strict=True):
        scene.fr.histories[name].append([entry], at=back)
    await scene.sync("NL", "FR")
    found = [
        scene.fr.histories[name].db.read_sync(lambda conn: newest_checkpoint(conn, "FR"))
        for name in ("one", "two")
    ]
    assert found[0] is not None
    assert found[1] is not None
    await scene.tell(to_message(FraudProof.of(found[0], found[1])))
    assert scene.state("NL") is LogState.STOPPED
