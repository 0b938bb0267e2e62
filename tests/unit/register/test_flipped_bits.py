"""A single flipped bit in an entry, a proof or a checkpoint is refused, and says why.

What is under no signature cannot be refused (the hint which key signed): then what is
taken must be what was signed, to the byte.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from google.protobuf.message import DecodeError
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from comity.v1.register_service_pb2 import StreamEntriesResponse
from gateway.errors import CheckpointError, ComityError, ProofError, Reason
from gateway.register.log.checkpoints import HeldCheckpoint, newest_checkpoint, verify_checkpoint
from gateway.register.log.frontier import Frontier
from gateway.register.log.log_store import CheckedEntry
from gateway.register.log.merkle import verify_consistency, verify_inclusion
from gateway.register.log.proofs import consistency_proof, inclusion_proof, root_at
from gateway.register.sync.batches import BatchVerifier
from gateway.register.sync.service import read_batch
from gateway.trust.suites import Suite
from tests.support.empty_database import open_empty
from tests.support.needs import examples
from tests.support.raising import refuses
from tests.support.register_nodes import RegisterNode, make_nodes

ENTRIES = 5
FLIPS = examples(
    150,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture(scope="module", params=[Suite.ED25519, Suite.ED25519_MLDSA65])
def node(request: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RegisterNode]:
    folder: Path = tmp_path_factory.mktemp("flips")
    databases = {code: open_empty(folder / f"{code}.db") for code in ("FR", "DE")}
    made = make_nodes(folder / "federation", databases, suite=request.param)
    for number in range(1, ENTRIES + 1):
        made["FR"].notify(number)
    yield made["FR"]
    for each in databases.values():
        each.close()


def flipped(raw: bytes, bit: int) -> bytes:
    changed = bytearray(raw)
    changed[bit // 8 % len(raw)] ^= 1 << bit % 8
    return bytes(changed)


def batch_of(node: RegisterNode) -> StreamEntriesResponse:
    """The first three of five entries, with the proof that they are a part of the log."""
    caller = node.me.directory().member("DE")
    read = node.db.read_sync(lambda conn: read_batch(conn, "FR", 0, 3, ENTRIES, caller))
    return StreamEntriesResponse(start=0, entries=read.packages, consistency_proof=read.proof)


def checkpoint_of(node: RegisterNode) -> HeldCheckpoint:
    found = node.db.read_sync(lambda conn: newest_checkpoint(conn, "FR"))
    assert found is not None
    return found


def verified(node: RegisterNode, raw: bytes) -> list[Any]:
    """What DE would take of a batch; foreign errors are ours by then, or a defect."""
    verifier = BatchVerifier(checkpoint_of(node), node.me.directory(), "DE")
    opened = verifier.open(StreamEntriesResponse.FromString(raw))
    return [
        (entry.envelope, entry.leaf_hash, entry.parts)
        for entry in verifier.verify(opened, Frontier()).entries
    ]


def all_entries(node: RegisterNode) -> list[CheckedEntry]:
    caller = node.me.directory().member("DE")
    read = node.db.read_sync(lambda conn: read_batch(conn, "FR", 0, ENTRIES, ENTRIES, caller))
    batch = StreamEntriesResponse(start=0, entries=read.packages)
    verifier = BatchVerifier(checkpoint_of(node), node.me.directory(), "DE")
    return verifier.verify(verifier.open(batch), Frontier()).entries


@FLIPS
@given(bit=st.integers(0, 2**31))
def test_a_bit_of_a_batch_of_entries(node: RegisterNode, bit: int) -> None:
    raw = batch_of(node).SerializeToString()
    right = verified(node, raw)
    try:
        taken = verified(node, flipped(raw, bit))
    except DecodeError:
        return  # gRPC's to refuse, before anything of ours sees it
    except ComityError:
        return
    assert [(leaf, parts) for _, leaf, parts in taken] == [
        (leaf, parts) for _, leaf, parts in right
    ]


@FLIPS
@given(bit=st.integers(0, 2**31), number=st.integers(0, 2), data=st.data())
def test_a_bit_of_what_was_signed_or_committed_to(
    node: RegisterNode, bit: int, number: int, data: st.DataObject
) -> None:
    batch = batch_of(node)
    package = batch.entries[number]
    what = data.draw(st.sampled_from(["payload", "signature", "salt", "body", "proof"]))
    match what:
        case "payload":
            package.envelope.payload = flipped(package.envelope.payload, bit)
        case "signature":
            each = data.draw(st.integers(0, len(package.envelope.signatures) - 1))
            signature = package.envelope.signatures[each]
            signature.sig = flipped(signature.sig, bit)
        case "salt" | "body":
            part = package.bodies[data.draw(st.integers(0, len(package.bodies) - 1))]
            setattr(part, what, flipped(getattr(part, what), bit))
        case _:
            each = data.draw(st.integers(0, len(batch.consistency_proof) - 1))
            batch.consistency_proof[each] = flipped(batch.consistency_proof[each], bit)
    with pytest.raises(ComityError) as refused:
        verified(node, batch.SerializeToString())
    assert refused.value.reason


@FLIPS
@given(bit=st.integers(0, 2**31))
def test_a_bit_of_a_checkpoint(node: RegisterNode, bit: int) -> None:
    """Also in the lines that are not the origin's log key's: one form, or none."""
    held = checkpoint_of(node)
    directory, at = node.me.directory(), node.clock.now()
    assert verify_checkpoint(held.note, origin="FR", directory=directory, at=at).root == held.root
    text = held.note.partition(b"\n\n")[0] + b"\n\n"
    signed = len(text) + len(held.note[len(text) :].partition(b"\n")[0])
    with refuses(CheckpointError, Reason.CHECKPOINT_INVALID):
        verify_checkpoint(
            flipped(held.note, bit % (8 * signed)), origin="FR", directory=directory, at=at
        )


@FLIPS
@given(bit=st.integers(0, 2**31), index=st.integers(0, ENTRIES - 1), data=st.data())
def test_a_bit_of_an_inclusion_proof(
    node: RegisterNode, bit: int, index: int, data: st.DataObject
) -> None:
    path, root = node.db.read_sync(
        lambda conn: (inclusion_proof(conn, "FR", index, ENTRIES), root_at(conn, "FR", ENTRIES))
    )
    leaf = all_entries(node)[index].leaf_hash
    good: dict[str, Any] = {"index": index, "size": ENTRIES, "leaf_hash": leaf, "root": root}
    verify_inclusion(proof=path, **good)
    at = data.draw(st.integers(0, len(path) - 1))
    bad = [flipped(each, bit) if n == at else each for n, each in enumerate(path)]
    with pytest.raises(ProofError, match="The inclusion path leads to another root"):
        verify_inclusion(proof=bad, **good)
    for field in ("leaf_hash", "root"):
        with pytest.raises(ProofError, match="The inclusion path leads to another root"):
            verify_inclusion(proof=path, **(good | {field: flipped(good[field], bit)}))


@FLIPS
@given(bit=st.integers(0, 2**31), old=st.integers(1, ENTRIES - 1), data=st.data())
def test_a_bit_of_a_consistency_proof(
    node: RegisterNode, bit: int, old: int, data: st.DataObject
) -> None:
    path, before, after = node.db.read_sync(
        lambda conn: (
            consistency_proof(conn, "FR", old, ENTRIES),
            root_at(conn, "FR", old),
            root_at(conn, "FR", ENTRIES),
        )
    )
    sizes = {"old_size": old, "new_size": ENTRIES}
    verify_consistency(old_root=before, new_root=after, proof=path, **sizes)
    at = data.draw(st.integers(0, len(path) - 1))
    bad = [flipped(each, bit) if n == at else each for n, each in enumerate(path)]
    for roots, proof in (
        ((before, after), bad),
        ((flipped(before, bit), after), path),
        ((before, flipped(after, bit)), path),
    ):
        with pytest.raises(ProofError, match="The consistency path leads to another"):
            verify_consistency(old_root=roots[0], new_root=roots[1], proof=proof, **sizes)
