"""A proof file proves one entry to who knows only the directory, and no bit of it can change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from comity.v1 import proof_file_pb2
from gateway.errors import NotFoundError, ProofError, Reason, RegisterError
from gateway.register.log.notes import SignedNote, cosign
from gateway.register.log.proof_file import VerifiedProof, verify_proof
from gateway.register.log.proof_form import ProofForm
from gateway.store.tables_register import cosignature
from gateway.trust.federation import Directory
from gateway.trust.suites import Suite
from tests.support.needs import examples
from tests.support.proof_files import a_log, cosigned, directory_of, proof_of
from tests.support.raising import refuses
from tests.support.register_nodes import NOW, RegisterNode


@pytest.fixture(scope="module")
def nodes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, RegisterNode]]:
    with a_log(tmp_path_factory.mktemp("log")) as made:
        yield made


@pytest.fixture(scope="module")
def proofs(nodes: dict[str, RegisterNode]) -> list[bytes]:
    """The proof of each entry."""
    return [proof_of(nodes, index) for index in range(8)]


def verified(raw: bytes, nodes: dict[str, RegisterNode]) -> VerifiedProof:
    return verify_proof(raw, directory_of(nodes), NOW)


def content_of(raw: bytes) -> proof_file_pb2.ProofContent:
    return proof_file_pb2.ProofContent.FromString(ProofForm.parse(raw).extra)


def with_content(raw: bytes, content: proof_file_pb2.ProofContent) -> bytes:
    extra = content.SerializeToString(deterministic=True)
    return replace(ProofForm.parse(raw), extra=extra).to_bytes()


def test_it_says_what_is_proven_and_who_has_confirmed_to_hold_it(
    nodes: dict[str, RegisterNode],
) -> None:
    found = verified(proof_of(nodes, 2), nodes)
    assert (found.origin, found.index, found.subject) == ("FR", 2, "FR-2026-00003")
    assert (found.size, found.entry_type) == (8, "denial.notified")
    # NL has cosigned an older checkpoint over it: that one is in the file as well.
    assert [(each.member, each.size) for each in found.confirmed] == [
        ("DE", 8),
        ("FR", 8),
        ("NL", 5),
    ]
    assert all(each.at == NOW.replace(microsecond=0) for each in found.confirmed)
    assert found.unconfirmed == ("EU",)
    assert all(part.octets for part in found.parts)


def test_a_checkpoint_before_the_entry_confirms_nothing(nodes: dict[str, RegisterNode]) -> None:
    found = verified(proof_of(nodes, 6), nodes)
    assert [each.member for each in found.confirmed] == ["DE", "FR"]
    assert found.unconfirmed == ("EU", "NL")


@pytest.mark.parametrize("index", range(8))
def test_every_entry_is_proven(nodes: dict[str, RegisterNode], index: int) -> None:
    assert verified(proof_of(nodes, index), nodes).index == index


def test_the_proof_holds_without_the_contents(nodes: dict[str, RegisterNode]) -> None:
    whole, bare = proof_of(nodes, 2), proof_of(nodes, 2, contents=False)
    assert b"Falcon" in ProofForm.parse(whole).extra
    assert b"Falcon" not in ProofForm.parse(bare).extra
    found = verified(bare, nodes)
    assert [part.octets for part in found.parts] == [None, None]
    assert found.digest == verified(whole, nodes).digest


def test_one_part_may_be_taken_out_of_it(nodes: dict[str, RegisterNode]) -> None:
    raw = proof_of(nodes, 2)
    content = content_of(raw)
    del content.entry.bodies[1]
    found = verified(with_content(raw, content), nodes)
    assert [part.octets is None for part in found.parts] == [False, True]


@examples(500)
@given(data=st.data())
def test_no_bit_of_it_can_be_flipped(
    nodes: dict[str, RegisterNode], proofs: list[bytes], data: st.DataObject
) -> None:
    raw = bytearray(data.draw(st.sampled_from(proofs)))
    place = data.draw(st.integers(0, len(raw) - 1))
    raw[place] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(RegisterError) as caught:
        verified(bytes(raw), nodes)
    assert str(caught.value)
    assert caught.value.remedy


@examples(300)
@given(data=st.data())
def test_no_bit_of_what_the_extra_line_holds_can_be_flipped(
    nodes: dict[str, RegisterNode], proofs: list[bytes], data: st.DataObject
) -> None:
    """A flipped bit in base64 is refused as such; here the base64 is right."""
    form = ProofForm.parse(proofs[1])
    extra = bytearray(form.extra)
    place = data.draw(st.integers(0, len(extra) - 1))
    extra[place] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(RegisterError):
        verified(replace(form, extra=bytes(extra)).to_bytes(), nodes)


def test_the_entry_of_another_place_is_not_proven(nodes: dict[str, RegisterNode]) -> None:
    raw = proof_of(nodes, 2)
    for index in (0, 1, 3, 7):
        with pytest.raises(RegisterError, match="another root"):
            verified(replace(ProofForm.parse(raw), index=index).to_bytes(), nodes)
    with pytest.raises(RegisterError, match="not in a tree of that size"):
        verified(replace(ProofForm.parse(raw), index=8).to_bytes(), nodes)


def test_what_is_unknown_in_it_is_refused(nodes: dict[str, RegisterNode]) -> None:
    form = ProofForm.parse(proof_of(nodes, 2))
    more = form.extra + b"\x7a\x01x"  # field 15, which nobody knows
    with pytest.raises(RegisterError, match="canonical form"):
        verified(replace(form, extra=more).to_bytes(), nodes)


def test_a_signature_names_the_key_that_made_it(nodes: dict[str, RegisterNode]) -> None:
    raw = proof_of(nodes, 2)
    content = content_of(raw)
    content.entry.envelope.signatures[0].keyid = "0123456789abcdef"
    with pytest.raises(RegisterError, match="does not name the key"):
        verified(with_content(raw, content), nodes)


def test_lines_under_the_checkpoint_have_one_order(nodes: dict[str, RegisterNode]) -> None:
    form = ProofForm.parse(proof_of(nodes, 2))
    note = SignedNote.parse(form.note)
    for lines in (note.lines[::-1], (*note.lines, note.lines[-1])):
        other = SignedNote(note.body, lines).to_bytes()
        with pytest.raises(RegisterError, match="order"):
            verified(replace(form, note=other).to_bytes(), nodes)


def test_the_origins_own_signature_must_be_there(nodes: dict[str, RegisterNode]) -> None:
    form = ProofForm.parse(proof_of(nodes, 2))
    note = SignedNote.parse(form.note)
    only = SignedNote(note.body, note.lines[1:]).to_bytes()
    with refuses(RegisterError, Reason.CHECKPOINT_INVALID):
        verified(replace(form, note=only).to_bytes(), nodes)


def test_a_directory_of_another_federation_is_told(
    nodes: dict[str, RegisterNode],
) -> None:
    other = replace(directory_of(nodes), federation_id=b"\7" * 32)
    with refuses(RegisterError, Reason.FEDERATION_MISMATCH):
        verify_proof(proof_of(nodes, 2), other, NOW)


def test_a_cosignature_that_does_not_hold_is_not_written(tmp_path: Path) -> None:
    with a_log(tmp_path) as nodes:
        cosigned(nodes, "NL")
        of = (cosignature.c.cosigner == "DE") & (cosignature.c.size == 8)
        db = nodes["FR"].db
        line = str(db.read_sync(lambda c: c.scalar(select(cosignature.c.line).where(of))))
        forged = f"{line[:-6]}AAAAA="
        db.write_sync(lambda c: c.execute(update(cosignature).where(of).values(line=forged)))
        found = verified(proof_of(nodes, 6), nodes)
        assert [each.member for each in found.confirmed] == ["FR", "NL"]


def hybrid(directory: Directory) -> Directory:
    """The directory with a hybrid minimum for every member."""
    least = Suite.ED25519_MLDSA65
    members = {
        code: replace(member, minimum_suite=least) for code, member in directory.members.items()
    }
    return replace(directory, members=members)


@pytest.fixture(scope="module")
def hybrid_nodes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, RegisterNode]]:
    with a_log(tmp_path_factory.mktemp("hybrid"), change=hybrid) as made:
        yield made


def test_in_the_hybrid_suite_both_lines_of_each_stand_in_it(
    hybrid_nodes: dict[str, RegisterNode],
) -> None:
    raw = proof_of(hybrid_nodes, 2)
    lines = SignedNote.parse(ProofForm.parse(raw).note).lines
    by = Counter(line.name.rpartition("/")[2] for line in lines)
    assert by == {"FR": 3, "DE": 2}  # of FR two by its log keys
    assert [each.member for each in verified(raw, hybrid_nodes).confirmed] == ["DE", "FR", "NL"]


@pytest.fixture(scope="module")
def hybrid_proof(hybrid_nodes: dict[str, RegisterNode]) -> bytes:
    return proof_of(hybrid_nodes, 2)


@examples(200)
@given(data=st.data())
def test_no_bit_of_a_hybrid_proof_can_be_flipped(
    hybrid_nodes: dict[str, RegisterNode], hybrid_proof: bytes, data: st.DataObject
) -> None:
    raw = bytearray(hybrid_proof)
    place = data.draw(st.integers(0, len(raw) - 1))
    raw[place] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(RegisterError):
        verified(bytes(raw), hybrid_nodes)


def test_an_entry_that_is_not_there_cannot_be_proven(nodes: dict[str, RegisterNode]) -> None:
    with pytest.raises(NotFoundError):
        proof_of(nodes, 8)


@pytest.mark.parametrize(
    "stated", [datetime(2020, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)]
)
def test_a_cosignature_of_an_impossible_instant_is_left_out_and_refuses_a_file_that_has_it(
    tmp_path: Path, stated: datetime
) -> None:
    with a_log(tmp_path) as made:
        fr, de = made["FR"], made["DE"]
        form = ProofForm.parse(proof_of(made, 7))
        note = SignedNote.parse(form.note)
        [theirs] = [line for line in note.lines if line.name.endswith("/DE")]
        false = cosign(note.body, theirs.name, de.me.ring.cosign_key, stated)
        where = (cosignature.c.cosigner == "DE") & (cosignature.c.size == 8)
        fr.db.write_sync(
            lambda conn: conn.execute(
                update(cosignature).where(where).values(line=false.to_text(), at=stated)
            )
        )
        assert verified(proof_of(made, 7), made).unconfirmed == ("DE", "EU", "NL")
        lines = tuple(false if line is theirs else line for line in note.lines)
        bad = replace(form, note=SignedNote(note.body, lines).to_bytes())
        with pytest.raises(ProofError, match="cannot have been made"):
            verified(bad.to_bytes(), made)
