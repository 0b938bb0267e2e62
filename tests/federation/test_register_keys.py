"""Keys of a log are revoked: what they have signed is signed anew, and compared all the same."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from gateway.errors import CheckpointError, RegisterError
from gateway.register.log.checkpoints import cosignatures, newest_checkpoint
from gateway.register.log.fraud import (
    Contradiction,
    FraudProof,
    read_fraud_proof,
    verify_fraud_proof,
)
from gateway.register.log.log_store import LogState, read_head
from gateway.register.log.notes import SignedNote
from gateway.register.log.signing import renew_checkpoint
from gateway.register.sync.troubles import Trouble, TroubleKind, list_troubles
from gateway.trust.suites import KeyUse
from tests.support.hostile import Liar, beside_a_liar
from tests.support.raising import present
from tests.support.register_nodes import RegisterNode, StandingClock

CODES = ("DE", "NL", "FR")


class Ring:
    """A key ring in which one key is another."""

    def __init__(self, ring: Any, **keys: Ed25519PrivateKey) -> None:
        self._ring = ring
        self.__dict__.update(keys)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._ring, name)


@dataclass
class Scene:
    nodes: dict[str, RegisterNode]
    clock: StandingClock
    fr: Liar

    def revoke(self, code: str, use: KeyUse, name: str) -> None:
        """Everybody's directory revokes a key of a member, and gives it another."""
        new = Ed25519PrivateKey.generate()
        at = self.clock.now()
        for node in self.nodes.values():
            directory = node.held["now"]
            member = directory.member(code)
            keys = []
            for key in member.keys:
                if key.use is use and key.revoked_at is None:
                    public = new.public_key().public_bytes_raw()
                    keys += [replace(key, revoked_at=at), replace(key, public=public)]
                else:
                    keys.append(key)
            members = {**directory.members, code: replace(member, keys=tuple(keys))}
            node.held["now"] = replace(directory, members=members)
        node = self.nodes[code]
        node.me = replace(node.me, ring=Ring(node.me.ring, **{name: new}))  # type: ignore[arg-type]
        self.clock.advance(hours=1)

    async def sync(self, code: str, peer: str = "FR") -> int:
        syncer = self.nodes[code].syncer
        return (await present(syncer).sync_peer(peer)).entries

    def troubles(self, code: str) -> list[Trouble]:
        return self.nodes[code].db.read_sync(list_troubles)

    def held(self, code: str) -> tuple[LogState, int]:
        head = self.nodes[code].db.read_sync(lambda conn: read_head(conn, "FR"))
        return head.state, head.size


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    clock = StandingClock()
    async with beside_a_liar(tmp_path, "DE", "NL", clock=clock) as (nodes, fr):
        yield Scene(nodes, clock, fr)


def two_faces(scene: Scene) -> None:
    """FR signs one log with its old key and, when that is revoked, another with the new one."""
    common = scene.fr.sign(2)
    scene.fr.history("one").append([*common, *scene.fr.sign(1)])
    scene.fr.show("one", "DE", "NL")


def begin_again(scene: Scene, count: int) -> None:
    scene.revoke("FR", KeyUse.LOG_ED25519, "log_key")
    scene.fr.history("two").append(scene.fr.sign(count))
    scene.fr.show("two", "DE", "NL")


async def test_a_log_whose_key_was_revoked_is_signed_anew_and_pulled(scene: Scene) -> None:
    honest = scene.fr.history("honest")
    honest.append(scene.fr.sign(2))
    scene.fr.show("honest", "DE", "NL")
    assert await scene.sync("DE") == 2
    scene.revoke("FR", KeyUse.LOG_ED25519, "log_key")
    fr = scene.nodes["FR"]
    with pytest.raises(CheckpointError):
        await scene.sync("NL")  # by the revoked key it is nobody's word
    honest.db.write_sync(lambda conn: renew_checkpoint(conn, fr.me, scene.clock.now()))
    assert await scene.sync("NL") == 2
    assert await scene.sync("DE") == 0
    notes = {
        code: scene.nodes[code].db.read_sync(lambda conn: newest_checkpoint(conn, "FR"))
        for code in ("DE", "NL")
    }
    assert notes["DE"] is not None
    assert notes["DE"].note == present(notes["NL"]).note
    assert scene.troubles("DE") == scene.troubles("NL") == []


async def test_a_receipt_by_a_revoked_key_is_given_anew(scene: Scene) -> None:
    honest = scene.fr.history("honest")
    honest.append(scene.fr.sign(1))
    scene.fr.show("honest", "DE", "NL")
    await scene.sync("DE")
    before = honest.db.read_sync(lambda conn: cosignatures(conn, "FR", 1))
    scene.revoke("DE", KeyUse.COSIGN_ED25519, "cosign_key")
    de = scene.nodes["DE"]
    de.make_syncer()  # a node that was started with its new key
    de.syncer._puller._me = de.me  # type: ignore[union-attr]
    await scene.sync("DE")
    after = honest.db.read_sync(lambda conn: cosignatures(conn, "FR", 1))
    assert [each.cosigner for each in before] == [each.cosigner for each in after] == ["DE", "FR"]
    assert before[0].lines[0].key_id != after[0].lines[0].key_id
    assert before[1] == after[1]


async def test_two_faces_are_found_although_the_first_key_was_revoked(scene: Scene) -> None:
    """DE holds the one face, NL the other; neither note holds by the other's key."""
    two_faces(scene)
    await scene.sync("DE")
    begin_again(scene, 3)
    assert await scene.sync("NL") == 3
    await scene.sync("NL", "DE")
    [found] = scene.troubles("NL")
    assert (found.origin, found.peer, found.kind) == ("FR", "DE", TroubleKind.SUSPICION)
    assert "revoked" in found.text
    assert found.evidence is not None  # both notes, for who has to ask FR
    assert scene.held("NL") == (LogState.FOLLOWING, 3)
    await scene.sync("NL", "DE")
    assert len(scene.troubles("NL")) == 1
    await scene.sync("DE", "NL")
    [found] = scene.troubles("DE")
    assert (found.origin, found.peer, found.kind) == ("FR", "NL", TroubleKind.SUSPICION)


@pytest.mark.parametrize("count", [2, 3, 5])
async def test_whoever_holds_the_old_face_takes_no_other(scene: Scene, count: int) -> None:
    """Whatever key has signed what is held: the next log has to extend it."""
    two_faces(scene)
    await scene.sync("DE")
    begin_again(scene, count)
    for _ in range(2):
        with pytest.raises(RegisterError):
            await scene.sync("DE")
    assert scene.held("DE")[1] == 3
    assert {each.kind for each in scene.troubles("DE")} == {TroubleKind.SUSPICION}


def proof_of(scene: Scene, code: str) -> FraudProof:
    [found] = scene.troubles(code)
    assert found.kind is TroubleKind.FRAUD
    return read_fraud_proof(present(found.evidence).encode())


def verified(scene: Scene, proof: FraudProof, code: str = "NL") -> Contradiction:
    """As anybody does with the directory of today."""
    return verify_fraud_proof(proof, scene.nodes[code].me.directory(), scene.clock.now())


async def test_m11_two_faces_are_proven_although_the_key_of_one_was_revoked(scene: Scene) -> None:
    """DE had cosigned the first face before FR had its key revoked.

    Found in use: protocol m11.
    """
    two_faces(scene)
    await scene.sync("DE")
    scene.clock.advance(minutes=10)
    begin_again(scene, 3)
    assert await scene.sync("NL") == 3
    await scene.sync("NL", "DE")
    assert verified(scene, proof_of(scene, "NL")).attested_by == ("DE",)
    assert scene.held("NL") == (LogState.STOPPED, 3)
    assert scene.held("DE")[0] is LogState.STOPPED  # NL has told it


async def test_m11_a_proof_outlives_the_keys_that_it_accuses(scene: Scene) -> None:
    """FR shows two faces by one key, is found, and has all its keys of the log revoked.

    Found in use: protocol m11.
    """
    common = scene.fr.sign(2)
    scene.fr.history("one").append([*common, *scene.fr.sign(1)])
    scene.fr.history("two").append([*common, *scene.fr.sign(1)])
    scene.fr.show("one", "DE")
    scene.fr.show("two", "NL")
    await scene.sync("DE")
    await scene.sync("NL")
    await scene.sync("NL", "DE")
    proof = proof_of(scene, "NL")
    assert verified(scene, proof).attested_by == ()
    scene.clock.advance(minutes=10)
    scene.revoke("FR", KeyUse.LOG_ED25519, "log_key")
    scene.revoke("FR", KeyUse.COSIGN_ED25519, "cosign_key")
    assert verified(scene, proof).attested_by == ("DE", "NL")
    assert verified(scene, proof, "DE").digest == verified(scene, proof).digest
    bare = without_witnesses(proof)
    with pytest.raises(CheckpointError, match="it is a suspicion"):
        verified(scene, bare)
    scene.revoke("DE", KeyUse.COSIGN_ED25519, "cosign_key")
    with pytest.raises(CheckpointError, match="it is a suspicion"):
        verified(scene, proof)  # nobody whose key counts has dated the one face


def without_witnesses(proof: FraudProof) -> FraudProof:
    """The proof with its origin's lines alone."""

    def own(note: str) -> str:
        parsed = SignedNote.parse(b64decode(note))
        name = parsed.body.split(b"\n", 1)[0].decode()
        lines = tuple(line for line in parsed.lines if line.name == name)
        return b64encode(SignedNote(parsed.body, lines).to_bytes()).decode()

    return proof.model_copy(update={"older": own(proof.older), "newer": own(proof.newer)})
