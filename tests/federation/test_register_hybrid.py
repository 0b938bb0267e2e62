"""A federation in the hybrid suite: its logs carry ML-DSA-44 signatures beside Ed25519."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from gateway.errors import CheckpointError, Reason, RegisterError
from gateway.exchange.identity import NodeIdentity
from gateway.register.denials.denial_projection import project
from gateway.register.log.checkpoints import cosignatures, newest_checkpoint, who_has_not_received
from gateway.register.log.entries import payload_of
from gateway.register.log.log_store import extend, lock_head, read_entry, read_head
from gateway.register.log.merkle import leaf_hash, verify_inclusion
from gateway.register.log.note_lines import signers_of
from gateway.register.log.notes import SignatureType, SignedNote
from gateway.register.log.proofs import inclusion_proof
from gateway.register.log.signing import publish_checkpoint, renew_checkpoint
from gateway.register.own_log import sign_entry
from gateway.register.sync.log_verification import verify_log
from gateway.register.sync.troubles import TroubleKind, list_troubles
from gateway.store.tables_register import checkpoint, log_entry
from gateway.trust.dsse import SignedBytes
from gateway.trust.federation import Directory
from gateway.trust.suites import KeyUse, Suite
from tests.support.raising import present, refuses
from tests.support.register_nodes import NOW, RegisterNode, denial, draft_of, served_nodes

CODES = ("DE", "FR", "NL")


def hybrid(directory: Directory) -> Directory:
    """The directory with a hybrid minimum for every member."""
    members = {
        code: replace(member, minimum_suite=Suite.ED25519_MLDSA65)
        for code, member in directory.members.items()
    }
    return replace(directory, members=members)


@pytest.fixture
async def nodes(tmp_path: Path) -> AsyncIterator[dict[str, RegisterNode]]:
    suite = Suite.ED25519_MLDSA65
    async with served_nodes(tmp_path, CODES, visits=None, suite=suite, change=hybrid) as made:
        yield made


def types(note: SignedNote) -> list[int]:
    """The types of a note's lines, by what their signatures are long."""
    length = {64: SignatureType.ED25519, 72: SignatureType.COSIGNATURE_ED25519}
    return [
        length.get(len(line.signature), SignatureType.COSIGNATURE_ML_DSA_44) for line in note.lines
    ]


def rewrite(node: RegisterNode, keep: slice) -> None:
    """Have a node show its newest checkpoint with some of its lines only."""
    held = node.db.read_sync(lambda conn: newest_checkpoint(conn, "FR"))
    assert held is not None
    note = SignedNote.parse(held.note)
    raw = SignedNote(note.body, note.lines[keep]).to_bytes()
    node.db.write_sync(
        lambda conn: conn.execute(
            update(checkpoint).where(checkpoint.c.size == held.size).values(note=raw)
        )
    )


async def test_it_synchronises_cosigns_and_proves(nodes: dict[str, RegisterNode]) -> None:
    fr, directory = nodes["FR"], nodes["FR"].me.directory()
    for number in range(1, 4):
        fr.notify(number)
    for code in ("DE", "NL"):
        assert (await nodes[code].make_syncer(batch_size=2).sync_peer("FR")).entries == 3
        before = fr.service.calls
        assert (await nodes[code].make_syncer().sync_peer("FR")).entries == 0
        assert fr.service.calls == before + 1  # nothing new is one round trip here, too
    missing = fr.db.read_sync(lambda conn: who_has_not_received(conn, "FR", 2, directory))
    assert missing == []
    kept = fr.db.read_sync(lambda conn: cosignatures(conn, "FR", 3))
    assert {each.cosigner: len(each.lines) for each in kept} == {"DE": 2, "FR": 1, "NL": 2}
    # Whoever has the directory alone verifies the entry under all six lines.
    de = nodes["DE"].db
    held = de.read_sync(lambda conn: newest_checkpoint(conn, "FR"))
    note = SignedNote.parse(present(held).note)
    lines = (*note.lines, *(line for each in kept if each.cosigner != "FR" for line in each.lines))
    assert types(SignedNote(note.body, lines)) == [0x01, 0x06, 0x04, 0x04, 0x06, 0x04, 0x06]
    raw = SignedNote(note.body, lines).to_bytes()
    found, members = signers_of(raw, origin="FR", directory=directory, at=NOW)
    assert members == {"DE", "FR", "NL"}
    envelope = de.read_sync(
        lambda conn: conn.execute(
            select(log_entry.c.envelope).where(log_entry.c.origin == "FR", log_entry.c.idx == 1)
        ).scalar_one()
    )
    verify_inclusion(
        index=1,
        size=3,
        leaf_hash=leaf_hash(payload_of(envelope)),
        proof=de.read_sync(lambda conn: inclusion_proof(conn, "FR", 1, 3)),
        root=found.root,
    )
    report = de.read_sync(lambda conn: verify_log(conn, directory, "FR", NOW, reader="DE"))
    assert report.sound


async def test_a_checkpoint_without_its_ml_dsa_44_line_is_not_taken(
    nodes: dict[str, RegisterNode],
) -> None:
    fr, de = nodes["FR"], nodes["DE"]
    fr.notify(1)
    rewrite(fr, slice(0, 3, 2))  # as who has broken Ed25519 could have signed it
    with pytest.raises(CheckpointError, match="missing"):
        await de.make_syncer().sync_peer("FR")
    assert de.db.read_sync(lambda conn: read_head(conn, "FR")).size == 0


async def test_a_receipt_without_its_ml_dsa_44_line_is_not_taken(
    nodes: dict[str, RegisterNode],
) -> None:
    fr, de = nodes["FR"], nodes["DE"]
    fr.notify(1)
    # DE believes that it may go on in Ed25519; the directory that FR holds says otherwise.
    de.held["now"] = replace(
        de.held["now"],
        members={
            **de.held["now"].members,
            "DE": replace(de.held["now"].member("DE"), minimum_suite=Suite.ED25519),
        },
    )
    with pytest.raises(RegisterError, match="missing"):
        await de.make_syncer().sync_peer("FR")
    directory = fr.me.directory()
    missing = fr.db.read_sync(lambda conn: who_has_not_received(conn, "FR", 0, directory))
    assert missing == ["DE", "NL"]


async def test_a_federation_rises_to_the_hybrid_suite(nodes: dict[str, RegisterNode]) -> None:
    fr, de = nodes["FR"], nodes["DE"]
    rising = {code: node.held["now"] for code, node in nodes.items()}
    later = {KeyUse.LOG_MLDSA44, KeyUse.COSIGN_MLDSA44}
    for node in nodes.values():
        node.held["now"] = replace(
            node.held["now"],
            members={
                code: replace(member, keys=tuple(k for k in member.keys if k.use not in later))
                for code, member in node.held["now"].members.items()
            },
        )
    fr.notify(1)
    await de.make_syncer().sync_peer("FR")
    for code, node in nodes.items():  # the operators' next directory names the new keys
        node.held["now"] = rising[code]
    fr.db.write_sync(lambda conn: renew_checkpoint(conn, fr.me, NOW))  # as a node does then
    await de.make_syncer().sync_peer("FR")
    held = de.db.read_sync(lambda conn: newest_checkpoint(conn, "FR"))
    assert types(SignedNote.parse(present(held).note)) == [0x01, 0x06, 0x04]
    kept = fr.db.read_sync(lambda conn: cosignatures(conn, "FR", 1))
    assert {each.cosigner: len(each.lines) for each in kept} == {"DE": 2, "FR": 1}
    before = fr.service.calls
    await de.make_syncer().sync_peer("FR")
    assert fr.service.calls == before + 1


def risen(directory: Directory, since: datetime) -> Directory:
    """The directory with a hybrid minimum for every member from an instant on."""
    members = {
        code: replace(member, minimum_suite=Suite.ED25519_MLDSA65, minimum_since=since)
        for code, member in directory.members.items()
    }
    return replace(directory, members=members)


class Classic(NodeIdentity):
    """A member that goes on in Ed25519: its own key, or one that somebody has computed."""

    def suite_at(self, at: datetime) -> Suite:
        return Suite.ED25519


async def test_m3_a_new_entry_of_a_hybrid_member_has_both_signatures(
    nodes: dict[str, RegisterNode],
) -> None:
    """What it signed before stays valid; a node signs as it must, whatever its setting says.

    Found in use: protocol m3.
    """
    fr, de = nodes["FR"], nodes["DE"]
    rising = {code: node.held["now"] for code, node in nodes.items()}
    honest = replace(fr.me, suite=Suite.ED25519)
    for node in nodes.values():
        node.held["now"] = risen(rising[node.code], NOW + timedelta(hours=1))
    fr.me = honest
    fr.notify(1)
    await de.make_syncer().sync_peer("FR")
    fr.clock.advance(hours=1)
    fr.notify(2)
    await de.make_syncer().sync_peer("FR")
    counts = [_signatures(de, index) for index in (0, 1)]
    assert counts == [1, 2]
    fr.me = Classic(**vars(honest))
    fr.notify(3)
    with refuses(RegisterError, Reason.SUITE_REFUSED):
        await de.make_syncer().sync_peer("FR")
    assert de.db.read_sync(lambda conn: read_head(conn, "FR")).size == 2


async def test_an_entry_that_is_dated_back_to_before_is_a_fraud(
    nodes: dict[str, RegisterNode],
) -> None:
    """One signature is enough for an instant of before, which a signed checkpoint contradicts.

    Found in use: protocol m3.
    """
    fr, de = nodes["FR"], nodes["DE"]
    for node in nodes.values():
        node.held["now"] = risen(node.held["now"], NOW + timedelta(hours=1))
    fr.clock.advance(hours=2)
    fr.notify(1)
    await de.make_syncer().sync_peer("FR")
    forged = sign_entry(Classic(**vars(fr.me)), draft_of(denial("FR", 2)), NOW)

    def write(conn: Any) -> None:
        head = lock_head(conn, "FR")
        extend(conn, head, [forged])
        project(conn, "FR", head.size, [forged], law=fr.me.reviews)
        publish_checkpoint(conn, fr.me, fr.clock.now())

    fr.db.write_sync(write)
    with refuses(RegisterError, Reason.ORIGIN_STOPPED):
        await de.make_syncer().sync_peer("FR")
    [trouble] = de.db.read_sync(list_troubles)
    assert trouble.kind is TroubleKind.FRAUD


def _signatures(node: RegisterNode, index: int) -> int:
    entry = node.db.read_sync(lambda conn: read_entry(conn, "FR", index))
    return len(SignedBytes.from_bytes(entry.entry.envelope).signatures)
