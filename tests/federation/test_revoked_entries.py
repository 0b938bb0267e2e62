"""An entry signed in the minute between a revocation and its owner's hearing of it: no effect."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from gateway.casework.denials.register_troubles import tell_troubles
from gateway.domain.letter import EntryType, ErasureGround
from gateway.errors import InputError, Reason, RegisterError, TrustError
from gateway.register.denials.rebuilding import rebuild
from gateway.register.log.log_store import Effect, read_head
from gateway.register.log.proof_file import verify_proof
from gateway.register.log.proof_writing import write_proof
from gateway.register.own_log import append_signed, sign_entry
from gateway.register.rewriting import write_again
from gateway.register.sync.log_verification import verify_log
from gateway.register.sync.revoked_entries import follow_revocations
from gateway.register.sync.troubles import TroubleKind
from gateway.store.tables_casework import act
from gateway.trust.keys import KeyRing
from gateway.trust.suites import KeyUse
from tests.support.cases import french_denial
from tests.support.federation_case import CaseFederation
from tests.support.raising import present, refuses
from tests.support.register_nodes import (
    RegisterNode,
    StandingClock,
    denial,
    draft_of,
    erase_entry,
    served_nodes,
)
from tests.support.revoked_seals import Register, Revocation
from tests.support.served import served

CODES = ("DE", "FR", "NL")


@dataclass
class Scene:
    nodes: dict[str, RegisterNode]
    clock: StandingClock

    def of(self, code: str) -> Register:
        """What a member has of FR's log."""
        return Register(self.nodes[code], "FR")

    def notify(self, number: int) -> str:
        """FR notifies a denial."""
        self.nodes["FR"].notify(number)
        return denial("FR", number).denial_id

    async def sync(self, code: str, peer: str = "FR") -> int:
        syncer = self.nodes[code].syncer or self.nodes[code].make_syncer()
        return (await syncer.sync_peer(peer)).entries

    def revoke(self) -> Revocation:
        """The operators revoke FR's seal key as of now; nobody has heard of it yet."""
        self.clock.advance(minutes=1)
        found = Revocation.of(self.nodes["FR"], self.clock.now())
        self.clock.advance(minutes=1)
        return found

    def write_again(self, *indices: int) -> int:
        fr = self.nodes["FR"]
        return len(
            fr.db.write_sync(lambda conn: write_again(conn, fr.me, indices, at=self.clock.now()))
        )


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    clock = StandingClock()
    async with served_nodes(tmp_path, CODES, visits=None, clock=clock) as nodes:
        yield Scene(nodes, clock)


LIVE, IDLE = Effect.IN_FORCE, Effect.KEY_REVOKED


async def test_whoever_hears_first_all_come_to_one_state_and_the_owner_writes_it_again(
    scene: Scene,
) -> None:
    first = scene.notify(1)
    await scene.sync("DE")
    revocation = scene.revoke()
    revocation.hear(scene.nodes["DE"])
    second = scene.notify(2)  # FR has not heard
    assert await scene.sync("DE") == 1
    assert await scene.sync("NL") == 2  # NL has not, either
    assert scene.of("DE").effects() == [LIVE, IDLE]
    assert scene.of("DE").denials() == [first]
    assert scene.of("NL").denials() == [first, second]
    [told] = scene.of("DE").troubles()
    assert (told.origin, told.kind) == ("FR", TroubleKind.NO_EFFECT)
    assert "entries 1 of log FR" in told.text
    assert scene.of("NL").troubles() == []

    third = scene.notify(3)  # the log is not stopped by it
    scene.clock.advance(minutes=1)
    assert await scene.sync("DE") == 1
    assert await scene.sync("NL") == 1
    revocation.hear(scene.nodes["NL"], scene.nodes["FR"])
    assert scene.of("FR").follow() == ["FR"]
    assert scene.of("FR").follow() == []
    assert await scene.sync("NL") == 0  # it hears, and finds the effects again by itself
    states = [scene.of(code).state() for code in CODES]
    assert states[0] == states[1] == states[2]
    assert scene.of("NL").effects() == [LIVE, IDLE, IDLE]
    assert {each.kind for code in CODES for each in scene.of(code).troubles()} == {
        TroubleKind.NO_EFFECT
    }
    for code in CODES:
        check_sound(scene.nodes[code])

    scene.clock.advance(minutes=1)
    with refuses(TrustError, Reason.KEY_INVALID):
        scene.write_again(1, 2)
    revocation.take_new_key(scene.nodes["FR"])
    assert scene.write_again(1, 2) == 2
    assert scene.write_again(2, 1) == 0  # once is enough
    for code in ("DE", "NL"):
        assert await scene.sync(code) == 2
    for code in CODES:
        assert scene.of(code).denials() == [first, second, third]
        assert scene.of(code).effects() == [LIVE, IDLE, IDLE, LIVE, LIVE]
        assert scene.of(code).troubles() == []
        check_sound(scene.nodes[code])
    states = [scene.of(code).state() for code in CODES]
    assert states[0] == states[1] == states[2]


def check_sound(node: RegisterNode) -> None:
    """Rebuilding changes nothing, and the log is found as it was signed."""

    def check(conn: object) -> None:
        size = read_head(conn, "FR").size  # type: ignore[arg-type]
        assert rebuild(conn, "FR", size) == []  # type: ignore[arg-type]
        found = verify_log(
            conn,  # type: ignore[arg-type]
            node.me.directory(),
            "FR",
            node.clock.now(),
            reader=node.code,
        )
        assert found.findings == ()
        assert found.size == size

    node.db.write_sync(check)


async def test_a_mirror_gives_the_leaf_on_as_it_is(scene: Scene) -> None:
    scene.notify(1)
    revocation = scene.revoke()
    scene.notify(2)
    await scene.sync("NL")
    revocation.hear(scene.nodes["DE"], scene.nodes["NL"])
    syncer = scene.nodes["DE"].make_syncer()
    assert (await syncer.sync_log("FR", "NL")).entries == 2
    assert scene.of("DE").effects() == [LIVE, IDLE]
    heads = [scene.nodes[c].db.read_sync(lambda conn: read_head(conn, "FR")) for c in ("DE", "FR")]
    assert heads[0].root == heads[1].root


async def test_an_erasure_without_effect_erases_nothing_and_gives_back_what_it_erased(
    scene: Scene,
) -> None:
    kept = scene.notify(1)
    await scene.sync("DE")
    await scene.sync("NL")
    revocation = scene.revoke()
    revocation.hear(scene.nodes["DE"])
    fr = scene.nodes["FR"]
    fr.db.write_sync(lambda conn: erase_entry(conn, fr.me, ground=ErasureGround.RETENTION_OVER))
    await scene.sync("DE")
    await scene.sync("NL")
    assert scene.of("DE").denials() == [kept]
    assert scene.of("NL").denials() == []
    assert scene.of("DE").state()["erasure"] == []
    assert len(scene.of("NL").state()["erasure"]) == 1
    revocation.hear(scene.nodes["NL"])
    await scene.sync("NL")  # FR has erased it and gives it to nobody
    assert scene.of("NL").denials() == []
    syncer = scene.nodes["NL"].syncer
    await present(syncer).sync_log("FR", "DE")
    assert scene.of("NL").state() == scene.of("DE").state()
    assert scene.of("NL").denials() == [kept]


async def test_other_signatures_stop_the_log_as_before(scene: Scene) -> None:
    """A stranger's key, and one of the owner's that was never revoked and is in no directory."""
    scene.notify(1)
    await scene.sync("DE")
    revocation = scene.revoke()
    revocation.hear(*scene.nodes.values())
    fr = scene.nodes["FR"]
    stranger = fr.me.ring.renewed([KeyUse.SEAL_ED25519])
    forge(fr, stranger, 2)
    with pytest.raises(RegisterError) as refused:
        await scene.sync("DE")
    assert refused.value.reason in {Reason.SIGNATURE_INVALID, Reason.KEY_INVALID}
    assert scene.of("DE").effects() == [LIVE]


async def test_a_revoked_key_adds_dead_leaves_and_nothing_else(scene: Scene) -> None:
    """Who has stolen seal and log key: his acts revoke, erase and notify nothing."""
    first = scene.notify(1)
    await scene.sync("DE")
    revocation = scene.revoke()
    revocation.hear(*scene.nodes.values())
    fr = scene.nodes["FR"]
    forge(fr, fr.me.ring, 2)
    forge(fr, fr.me.ring, 1, EntryType.DENIAL_REVOKED)
    assert await scene.sync("DE") == 2
    assert scene.of("DE").denials() == [first]
    assert [row[4] for row in scene.of("DE").state()["denial"]] == ["valid"]
    assert scene.of("DE").effects() == [LIVE, IDLE, IDLE]
    # FR does not write again what is not its own: a person closes the trouble.
    assert {each.kind for each in scene.of("DE").troubles()} == {TroubleKind.NO_EFFECT}


def forge(
    fr: RegisterNode, ring: KeyRing, number: int, entry_type: EntryType | None = None
) -> None:
    """Append an act that is signed with a ring, as one does who does not ask the directory."""
    believing = fr.held["now"]
    ever = replace(
        believing.member("FR"),
        keys=tuple(replace(key, revoked_at=None) for key in believing.member("FR").keys)
        + ring.public_keys(not_before=believing.created),
    )
    blind = replace(believing, members={**believing.members, "FR": ever})
    me = replace(fr.me, ring=ring, directory=lambda: blind)
    draft = draft_of(denial("FR", number))
    if entry_type is not None:
        draft = replace(draft, entry_type=entry_type)
    entry = sign_entry(me, draft, fr.clock.now())
    me = replace(me, ring=fr.me.ring)
    fr.db.write_sync(lambda conn: append_signed(conn, me, [entry], fr.clock.now()))


async def test_what_has_its_effect_is_not_written_again(scene: Scene) -> None:
    scene.notify(1)
    with refuses(InputError, field="write_again"):
        scene.write_again(0)
    with pytest.raises(InputError, match="none has the number 7"):
        scene.write_again(7)


async def test_a_proof_of_such_a_leaf_says_that_it_has_no_effect(scene: Scene) -> None:
    scene.notify(1)
    revocation = scene.revoke()
    scene.notify(2)
    await scene.sync("DE")
    revocation.hear(*scene.nodes.values())
    de = scene.nodes["DE"]
    scene.of("DE").follow()
    at, directory = scene.clock.now(), de.me.directory()
    for index, effect in ((0, LIVE), (1, IDLE)):
        raw = de.db.read_sync(
            lambda conn, index=index: write_proof(conn, directory, "FR", index, at)  # type: ignore[misc]
        )
        assert verify_proof(raw, directory, at).effect is effect


async def test_an_officer_has_own_acts_written_again(three: CaseFederation) -> None:
    fr = three["FR"]
    await fr.deny(french_denial(17))
    three.clock.at += timedelta(minutes=1)
    revocation = Revocation.of_ring(fr.node.office.me, three.clock.at - timedelta(minutes=2))
    fr.node.directory.held = revocation.said_by(fr.node.directory.held)
    assert fr.node.db.write_sync(lambda conn: follow_revocations(conn, fr.node.me)) == ["FR"]
    await fr.node.db.write(lambda conn: tell_troubles(conn, at=three.clock.at))
    keys = fr.node.settings.path("keys")
    async with served(fr) as node:
        page = json.loads((await node.run("register", "entries", "FR", "--json")).out)
        assert [entry["effect"] for entry in page["entries"]] == ["key_revoked"]
        table = await node.run("register", "entries", "FR")
        assert "Key revoked" in table.out
        (found,) = json.loads((await node.run("register", "troubles", "--json")).out)["items"]
        assert (found["kind"], found["origin"], found["peer"]) == ("no_effect", "FR", "FR")
        again = ["register", "follow", "FR", "--write-again", "0", "--reason", "It is ours."]
        early = await node.run(*again)
        assert "not in force" in early.err
        revocation.ring.save(keys)
        listed = fr.node.directory.held.member("FR")
        fr.node.me.ring.follow(keys, listed, three.clock.at)
        done = await node.run(*again)
        assert done.code == 0, done.err
        assert (await node.run(*again)).code == 0
        theirs = await node.run("register", "follow", "DE", "--write-again", "0", "--reason", "x")
        assert "only DE writes entries of its log again" in theirs.err
        has_effect = await node.run(*again[:4], "1", *again[5:])
        assert "entry 1 of our log has its effect" in has_effect.err
        page = json.loads((await node.run("register", "entries", "FR", "--json")).out)
        assert [entry["effect"] for entry in page["entries"]] == ["key_revoked", "in_force"]
        left = json.loads((await node.run("register", "troubles", "--json")).out)["items"]
        assert left == []
    query = select(act.c.actor, act.c.text).where(act.c.verb == "register.written_again")
    rows = await fr.node.db.read(lambda conn: [tuple(row) for row in conn.execute(query)])
    assert rows == [("vogel", "entries 0: It is ours.")]
