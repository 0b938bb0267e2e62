"""The frontier against the whole tree that it stands for."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.errors import ProofError, Reason
from gateway.register.log import merkle
from gateway.register.log.frontier import CompletedNode, Frontier
from tests.support.raising import refuses
from tests.vectors.merkle.reference import EMPTY, MANY, leaf, mth

quick = settings(max_examples=60)
HASHES = [leaf(data) for data in MANY]


class TestGrowing:
    def test_root_and_nodes_at_every_size(self) -> None:
        frontier = Frontier()
        seen: dict[merkle.Node, bytes] = {}
        assert frontier.root() == EMPTY
        for size, leaf_hash in enumerate(HASHES, start=1):
            frontier, completed = frontier.append(leaf_hash)
            seen |= {(level, index): value for level, index, value in completed}
            assert completed[0] == (0, size - 1, leaf_hash)
            assert frontier.size == size
            assert frontier.root() == mth(MANY[:size])
        perfect = {
            (level, index): mth(MANY[index << level : (index + 1) << level])
            for level in range(8)
            for index in range(len(MANY) >> level)
        }
        assert seen == perfect

    @quick
    @given(st.lists(st.integers(0, 40), max_size=6))
    def test_batches_make_no_difference(self, batches: list[int]) -> None:
        frontier, start = Frontier(), 0
        nodes: list[CompletedNode] = []
        for batch in batches:
            frontier, completed = frontier.extend(HASHES[start : start + batch])
            nodes += completed
            start = min(start + batch, len(HASHES))
        assert (frontier, nodes) == Frontier().extend(HASHES[:start])
        assert frontier.root() == mth(MANY[:start])

    @quick
    @given(st.integers(0, 100), st.integers(0, 30))
    def test_stored_nodes_serve_proofs_and_older_frontiers(self, old: int, more: int) -> None:
        new = old + more
        frontier, completed = Frontier().extend(HASHES[:new])
        stored = {(level, index): value for level, index, value in completed}

        def subtree(level: int, index: int) -> bytes:
            return stored[level, index]

        merkle.verify_consistency(
            old_size=old,
            new_size=new,
            old_root=Frontier.from_subtrees(old, subtree).root(),
            new_root=frontier.root(),
            proof=merkle.consistency_path(old, new, subtree),
        )

    def test_appending_leaves_the_old_frontier_as_it_was(self) -> None:
        old, _ = Frontier().extend(HASHES[:7])
        before = old.to_bytes()
        old.extend(HASHES[7:20])
        assert old.to_bytes() == before

    def test_leaf_data_is_not_taken_for_a_leaf_hash(self) -> None:
        with pytest.raises(ValueError, match="32 bytes"):
            Frontier().append(b"an act")

    def test_a_full_tree_takes_no_leaf(self) -> None:
        full = Frontier(2**63 - 1, tuple(HASHES[:63]))
        with pytest.raises(ValueError, match="leaves"):
            full.append(HASHES[0])


class TestStored:
    @quick
    @given(st.integers(0, len(HASHES)))
    def test_round_trip(self, size: int) -> None:
        frontier, _ = Frontier().extend(HASHES[:size])
        raw = frontier.to_bytes()
        assert len(raw) == 8 + 32 * size.bit_count()
        assert Frontier.from_bytes(raw) == frontier

    @pytest.mark.parametrize(
        "raw",
        [
            pytest.param(b"", id="nothing"),
            pytest.param(bytes(7), id="seven bytes"),
            pytest.param(bytes(9), id="a byte too many"),
            pytest.param(bytes(8) + bytes(32), id="a hash too many"),
            pytest.param((3).to_bytes(8, "big") + bytes(32), id="a hash too few"),
            pytest.param((3).to_bytes(8, "big") + bytes(63), id="a byte too few"),
            pytest.param((2**63).to_bytes(8, "big") + bytes(32), id="size out of range"),
        ],
    )
    def test_other_bytes_are_refused(self, raw: bytes) -> None:
        with refuses(ProofError, Reason.PROOF_INVALID):
            Frontier.from_bytes(raw)

    @pytest.mark.parametrize(
        ("size", "hashes"),
        [(-1, ()), (1, ()), (2, tuple(HASHES[:2])), (3, (HASHES[0], b"short"))],
    )
    def test_hashes_that_are_not_of_that_size(self, size: int, hashes: tuple[bytes, ...]) -> None:
        with pytest.raises(ProofError, match="frontier"):
            Frontier(size, hashes)
