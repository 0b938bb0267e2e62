"""Checkpoints of a hybrid federation: what the directory asks for, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from gateway.errors import CheckpointError, Reason, TrustError
from gateway.register.log.checkpoints import (
    Cosigned,
    HeldCheckpoint,
    cosignatures,
    verify_checkpoint,
)
from gateway.register.log.fraud import FraudProof, verify_fraud_proof
from gateway.register.log.note_lines import required_uses, signers_of
from gateway.register.log.notes import SignatureLine, SignedNote, cosign
from gateway.register.log.signing import cosign_log, publish_checkpoint, renew_checkpoint
from gateway.trust.federation import Directory
from gateway.trust.keys import KeyRing
from gateway.trust.suites import COSIGN_USES, LOG_USES, KeyUse, Suite
from tests.support.confirming import accept_cosignature
from tests.support.empty_database import open_empty
from tests.support.raising import refuses
from tests.support.register_nodes import NOW, RegisterNode, make_nodes
from tests.unit.register.log.test_checkpoints import newest

ML_DSA_44 = 4 + 8 + 2420  # key id, instant, signature


def hybrid(directory: Directory) -> Directory:
    """The directory with a hybrid minimum for every member."""
    members = {
        code: replace(member, minimum_suite=Suite.ED25519_MLDSA65)
        for code, member in directory.members.items()
    }
    return replace(directory, members=members)


def with_keys(directory: Directory, use: KeyUse, **changes: datetime) -> Directory:
    """The directory with something changed about every key of a use."""
    members = {
        code: replace(
            member,
            keys=tuple(
                replace(key, **changes) if key.use is use else key  # type: ignore[arg-type]
                for key in member.keys
            ),
        )
        for code, member in directory.members.items()
    }
    return replace(directory, members=members)


def without_keys(directory: Directory) -> Directory:
    """The directory of a federation that has no ML-DSA-44 key yet."""
    later = {KeyUse.LOG_MLDSA44, KeyUse.COSIGN_MLDSA44}
    members = {
        code: replace(member, keys=tuple(key for key in member.keys if key.use not in later))
        for code, member in directory.members.items()
    }
    return replace(directory, members=members)


@pytest.fixture
def nodes(tmp_path: Path) -> Iterator[dict[str, RegisterNode]]:
    databases = {code: open_empty(tmp_path / f"{code}.db") for code in ("DE", "FR")}
    yield make_nodes(tmp_path / "federation", databases, change=hybrid)
    for each in databases.values():
        each.close()


def sizes(lines: tuple[SignatureLine, ...]) -> list[int]:
    return [len(line.key_id + line.signature) for line in lines]


def without(note: bytes, number: int) -> bytes:
    """The note with one line stripped."""
    parsed = SignedNote.parse(note)
    left = tuple(line for at, line in enumerate(parsed.lines) if at != number)
    return SignedNote(parsed.body, left).to_bytes()


def flipped(line: SignatureLine) -> SignatureLine:
    """The line with the last bit of its signature turned over."""
    octets = bytearray(line.signature)
    octets[-1] ^= 1
    return replace(line, signature=bytes(octets))


def verified(note: bytes, directory: Directory, at: datetime = NOW) -> HeldCheckpoint:
    return verify_checkpoint(note, origin="FR", directory=directory, at=at)


def accept(fr: RegisterNode, line: str, directory: Directory | None = None) -> Cosigned:
    held = newest(fr)
    return fr.db.write_sync(
        lambda conn: accept_cosignature(
            conn,
            origin="FR",
            size=held.size,
            root=held.root,
            line=line,
            cosigner="DE",
            directory=directory or fr.me.directory(),
            at=NOW,
        )
    )


def receipt(de: RegisterNode, held: HeldCheckpoint) -> Cosigned:
    return de.db.write_sync(lambda conn: cosign_log(conn, de.me, held, NOW))


class TestTheOriginsLines:
    def test_ed25519_then_ml_dsa_44_then_its_own_cosignature(
        self, nodes: dict[str, RegisterNode]
    ) -> None:
        nodes["FR"].notify(1)
        lines = SignedNote.parse(newest(nodes["FR"]).note).lines
        assert sizes(lines) == [4 + 64, ML_DSA_44, 4 + 8 + 64]
        assert lines[1].signature[:8] == bytes(8)  # it states no instant
        assert verified(newest(nodes["FR"]).note, nodes["DE"].me.directory()).size == 1

    @pytest.mark.parametrize("number", [0, 1])
    def test_none_may_be_stripped(self, nodes: dict[str, RegisterNode], number: int) -> None:
        nodes["FR"].notify(1)
        with refuses(CheckpointError, Reason.CHECKPOINT_INVALID):
            verified(without(newest(nodes["FR"]).note, number), nodes["DE"].me.directory())

    @pytest.mark.parametrize("number", [0, 1])
    def test_none_may_be_false(self, nodes: dict[str, RegisterNode], number: int) -> None:
        nodes["FR"].notify(1)
        note = SignedNote.parse(newest(nodes["FR"]).note)
        lines = list(note.lines)
        lines[number] = flipped(lines[number])
        with pytest.raises(CheckpointError, match="does not hold"):
            verified(SignedNote(note.body, tuple(lines)).to_bytes(), nodes["DE"].me.directory())

    def test_the_cosigning_key_does_not_stand_for_the_log_key(
        self, nodes: dict[str, RegisterNode]
    ) -> None:
        fr = nodes["FR"]
        fr.notify(1)
        note = SignedNote.parse(newest(fr).note)
        other = cosign(note.body, note.lines[1].name, fr.me.ring.hybrid_cosign_key, None)
        forged = SignedNote(note.body, (note.lines[0], other, note.lines[2])).to_bytes()
        with pytest.raises(CheckpointError, match="missing"):
            verified(forged, fr.me.directory())

    def test_a_log_key_states_no_instant(self, nodes: dict[str, RegisterNode]) -> None:
        fr = nodes["FR"]
        fr.notify(1)
        note = SignedNote.parse(newest(fr).note)
        other = cosign(note.body, note.lines[1].name, fr.me.ring.hybrid_log_key, NOW)
        forged = SignedNote(note.body, (note.lines[0], other, note.lines[2])).to_bytes()
        with pytest.raises(CheckpointError, match="instant"):
            verified(forged, fr.me.directory())

    def test_a_revoked_ml_dsa_44_key_is_not_done_without(
        self, nodes: dict[str, RegisterNode]
    ) -> None:
        nodes["FR"].notify(1)
        directory = with_keys(nodes["DE"].me.directory(), KeyUse.LOG_MLDSA44, revoked_at=NOW)
        note = newest(nodes["FR"]).note
        with pytest.raises(CheckpointError, match="LOG_MLDSA44"):
            verified(note, directory)
        with pytest.raises(CheckpointError, match="LOG_MLDSA44"):
            verified(without(note, 1), directory)

    def test_a_fraud_is_proven_by_notes_with_all_their_lines(
        self, nodes: dict[str, RegisterNode], tmp_path: Path
    ) -> None:
        fr, directory = nodes["FR"], nodes["DE"].me.directory()
        fr.notify(1)
        db = open_empty(tmp_path / "second.db")
        double = RegisterNode(fr.me, fr.clock, db, fr.files, fr.held, fr.addresses)
        double.notify(2)
        first, second = newest(fr), newest(double)
        db.close()
        assert verify_fraud_proof(FraudProof.of(first, second), directory, NOW).older.size == 1
        stripped = replace(second, note=without(second.note, 1))
        with pytest.raises(CheckpointError, match="A signature that the origin"):
            verify_fraud_proof(FraudProof.of(first, stripped), directory, NOW)


class TestWhatIsAskedFor:
    def test_nothing_of_a_classic_member(self, nodes: dict[str, RegisterNode]) -> None:
        fr = nodes["FR"]
        member = fr.held["now"].member("FR")
        classic = replace(member, minimum_suite=Suite.ED25519)
        for uses in (LOG_USES, COSIGN_USES):
            assert required_uses(member, uses, NOW) == uses
            assert required_uses(classic, uses, NOW) == uses[:1]

    def test_nothing_before_its_key_begins_or_without_one(
        self, nodes: dict[str, RegisterNode]
    ) -> None:
        directory = nodes["FR"].held["now"]
        later = with_keys(directory, KeyUse.LOG_MLDSA44, not_before=NOW + timedelta(days=1))
        assert required_uses(later.member("FR"), LOG_USES, NOW) == LOG_USES[:1]
        old = without_keys(directory).member("FR")
        assert required_uses(old, LOG_USES, NOW) == LOG_USES[:1]

    def test_a_federation_with_old_keys_goes_on(self, nodes: dict[str, RegisterNode]) -> None:
        fr, de = nodes["FR"], nodes["DE"]
        for node in (fr, de):
            node.held["now"] = without_keys(node.held["now"])
        fr.notify(1)
        held = newest(fr)
        assert sizes(SignedNote.parse(held.note).lines) == [4 + 64, 4 + 8 + 64]
        assert verified(held.note, de.me.directory()).size == 1
        made = receipt(de, held)
        assert len(made.lines) == 1
        assert accept(fr, made.line).cosigner == "DE"

    def test_a_ring_without_the_key_signs_nothing(self, nodes: dict[str, RegisterNode]) -> None:
        fr = nodes["FR"]
        fr.me = replace(fr.me, ring=KeyRing.generate("FR", [KeyUse.LOG_ED25519]))
        with refuses(TrustError, Reason.KEY_INVALID):
            fr.db.write_sync(lambda conn: publish_checkpoint(conn, fr.me, NOW))

    def test_the_own_log_is_signed_anew_when_the_suite_rises(
        self, nodes: dict[str, RegisterNode]
    ) -> None:
        fr = nodes["FR"]
        rising = fr.held["now"]
        fr.held["now"] = without_keys(rising)
        fr.notify(1)
        before = newest(fr)
        fr.db.write_sync(lambda conn: renew_checkpoint(conn, fr.me, NOW))
        assert newest(fr) == before  # nothing more is asked for yet
        fr.held["now"] = rising
        with pytest.raises(CheckpointError, match="A signature that the origin"):
            verified(before.note, rising)
        fr.db.write_sync(lambda conn: renew_checkpoint(conn, fr.me, NOW))
        after = newest(fr)
        assert (after.size, after.root) == (before.size, before.root)
        assert verified(after.note, rising).root == before.root


class TestCosignatures:
    def test_both_lines_state_the_same_instant(self, nodes: dict[str, RegisterNode]) -> None:
        nodes["FR"].notify(1)
        made = receipt(nodes["DE"], newest(nodes["FR"]))
        assert sizes(made.lines) == [4 + 8 + 64, ML_DSA_44]
        taken = accept(nodes["FR"], made.line)
        assert taken.at == NOW.replace(microsecond=0)
        kept = nodes["FR"].db.read_sync(lambda conn: cosignatures(conn, "FR", 1))
        assert [len(each.lines) for each in kept] == [2, 1]

    def test_neither_may_be_missing_or_false(self, nodes: dict[str, RegisterNode]) -> None:
        nodes["FR"].notify(1)
        classic, beside = receipt(nodes["DE"], newest(nodes["FR"])).lines
        for lines, why in (
            ((classic,), "missing"),
            ((beside,), "missing"),
            ((classic, flipped(beside)), "does not hold"),
            ((flipped(classic), beside), "does not hold"),
        ):
            with pytest.raises(CheckpointError, match=why):
                accept(nodes["FR"], "\n".join(line.to_text() for line in lines))

    def test_two_instants_are_refused(self, nodes: dict[str, RegisterNode]) -> None:
        de, held = nodes["DE"], None
        nodes["FR"].notify(1)
        held = newest(nodes["FR"])
        classic, _ = receipt(de, held).lines
        for at in (NOW + timedelta(seconds=1), None):
            body = SignedNote.parse(held.note).body
            beside = cosign(body, classic.name, de.me.ring.hybrid_cosign_key, at)
            with pytest.raises(CheckpointError, match="instants"):
                accept(nodes["FR"], f"{classic.to_text()}\n{beside.to_text()}")

    def test_the_second_line_is_added_when_the_suite_rises(
        self, nodes: dict[str, RegisterNode]
    ) -> None:
        fr, de = nodes["FR"], nodes["DE"]
        rising = de.held["now"]
        fr.notify(1)
        de.held["now"] = without_keys(rising)
        first = receipt(de, newest(fr))
        accept(fr, first.line, without_keys(fr.me.directory()))
        de.held["now"] = rising
        second = receipt(de, newest(fr))
        assert len(second.lines) == 2
        accept(fr, second.line)
        for node in (fr, de):
            kept = node.db.read_sync(lambda conn: cosignatures(conn, "FR", 1))
            assert next(each for each in kept if each.cosigner == "DE").line == second.line


class TestEveryLineUnderANote:
    """What evidence and proof files ask."""

    def gathered(self, nodes: dict[str, RegisterNode]) -> SignedNote:
        nodes["FR"].notify(1)
        held = newest(nodes["FR"])
        note = SignedNote.parse(held.note)
        return SignedNote(note.body, (*note.lines, *receipt(nodes["DE"], held).lines))

    def test_whole_cosignatures_are_named(self, nodes: dict[str, RegisterNode]) -> None:
        directory = nodes["FR"].me.directory()
        note = self.gathered(nodes)
        found, members = signers_of(note.to_bytes(), origin="FR", directory=directory, at=NOW)
        assert found.size == 1
        assert members == {"DE", "FR"}
        stripped = SignedNote(note.body, note.lines[:-1]).to_bytes()
        _, members = signers_of(stripped, origin="FR", directory=directory, at=NOW)
        assert members == {"FR"}

    def test_a_false_or_foreign_line_refuses_it(self, nodes: dict[str, RegisterNode]) -> None:
        directory = nodes["FR"].me.directory()
        note = self.gathered(nodes)
        for number, line in enumerate(note.lines):
            lines = list(note.lines)
            lines[number] = flipped(line)
            forged = SignedNote(note.body, tuple(lines)).to_bytes()
            with pytest.raises(CheckpointError, match="The signature does not hold"):
                signers_of(forged, origin="FR", directory=directory, at=NOW)
        stranger = replace(note.lines[-1], name="nobody")
        forged = SignedNote(note.body, (*note.lines, stranger)).to_bytes()
        with pytest.raises(CheckpointError, match="nobody"):
            signers_of(forged, origin="FR", directory=directory, at=NOW)
