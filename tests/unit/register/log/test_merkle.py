"""Roots and proofs of RFC 9162 against known answers, vectors and the RFC's own recursion."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.errors import ProofError, Reason
from gateway.register import merkle as known_outside
from gateway.register.log import merkle
from tests.support.raising import refuses
from tests.vectors.merkle import generate, reference
from tests.vectors.merkle.reference import LEAVES, MANY

Arguments = dict[str, Any]

VECTORS = Path(generate.__file__).parent
quick = settings(max_examples=80)


def in_memory(leaves: list[bytes]) -> merkle.Subtree:
    return merkle.subtrees([merkle.leaf_hash(leaf) for leaf in leaves])


def verdict(verify: Callable[..., bytes], arguments: Arguments) -> str:
    try:
        verify(**arguments)
    except ProofError as error:
        return "invalid" if error.reason is Reason.PROOF_INVALID else str(error.reason)
    return "valid"


GOOD_INCLUSION: Arguments = {
    "index": 1,
    "size": 8,
    "leaf_hash": merkle.leaf_hash(LEAVES[1]),
    "proof": reference.path(1, LEAVES),
    "root": reference.mth(LEAVES),
}


class TestKnownAnswers:
    @pytest.mark.parametrize("size", range(9))
    def test_root(self, size: int) -> None:
        assert merkle.root(LEAVES[:size]).hex() == reference.KNOWN_ROOTS[size]

    @pytest.mark.parametrize(("old", "new"), reference.KNOWN_PATHS)
    def test_consistency_path(self, old: int, new: int) -> None:
        path = merkle.consistency_path(old, new, in_memory(LEAVES[:new]))
        assert tuple(step.hex() for step in path) == reference.KNOWN_PATHS[old, new]

    def test_prefixes_keep_leaves_and_nodes_apart(self) -> None:
        left, right = (merkle.leaf_hash(leaf) for leaf in LEAVES[:2])
        assert merkle.root([left + right]) != merkle.root(LEAVES[:2])


class TestVectors:
    @pytest.mark.parametrize("name", generate.documents())
    def test_files_are_what_the_generator_makes(self, name: str) -> None:
        assert (VECTORS / name).read_text("utf-8") == generate.documents()[name]

    def test_roots(self) -> None:
        for case in json.loads((VECTORS / "roots.json").read_text("utf-8"))["tests"]:
            leaves = [bytes.fromhex(leaf) for leaf in case["leaves"]]
            assert merkle.root(leaves).hex() == case["root"]

    @pytest.mark.parametrize(
        ("name", "verify"),
        [
            ("inclusion.json", merkle.verify_inclusion),
            ("consistency.json", merkle.verify_consistency),
        ],
    )
    def test_proofs(self, name: str, verify: Callable[..., bytes]) -> None:
        wrong = [
            comment
            for comment, result, arguments in generate.proof_cases(name)
            if verdict(verify, arguments) != result
        ]
        assert wrong == []


class TestAgainstTheDefinitions:
    @quick
    @given(st.lists(st.binary(max_size=40), max_size=70))
    def test_root(self, leaves: list[bytes]) -> None:
        assert merkle.root(leaves) == reference.mth(leaves)

    def test_every_inclusion_path_up_to_35_leaves(self) -> None:
        for size in range(1, 36):
            subtree, root = in_memory(MANY[:size]), reference.mth(MANY[:size])
            for index in range(size):
                path = merkle.inclusion_path(index, size, subtree)
                assert path == reference.path(index, MANY[:size])
                leaf = {"leaf_hash": merkle.leaf_hash(MANY[index]), "root": root}
                assert merkle.verify_inclusion(index=index, size=size, proof=path, **leaf) == root

    def test_every_consistency_path_up_to_35_leaves(self) -> None:
        subtree = in_memory(MANY)
        roots = [reference.mth(MANY[:size]) for size in range(36)]
        for new in range(36):
            for old in range(new + 1):
                path = merkle.consistency_path(old, new, subtree)
                assert path == (reference.proof(old, MANY[:new]) if 0 < old < new else [])
                both: Arguments = {"old_root": roots[old], "new_root": roots[new], "proof": path}
                assert merkle.verify_consistency(old_size=old, new_size=new, **both) == roots[new]

    @quick
    @given(st.data())
    def test_verdicts_on_damaged_inclusion_proofs(self, data: st.DataObject) -> None:
        size = data.draw(st.integers(1, 130))
        index = data.draw(st.integers(0, size - 1))
        arguments: Arguments = {
            "index": data.draw(st.sampled_from([index, index ^ 1, index + 1])),
            "size": data.draw(st.sampled_from([size, size + 1, size - 1])),
            "leaf_hash": merkle.leaf_hash(MANY[index]),
            "proof": damaged(data, reference.path(index, MANY[:size])),
            "root": reference.mth(MANY[:size]),
        }
        expected = "valid" if reference.included(**arguments) else "invalid"
        assert verdict(merkle.verify_inclusion, arguments) == expected

    @quick
    @given(st.data())
    def test_verdicts_on_damaged_consistency_proofs(self, data: st.DataObject) -> None:
        new = data.draw(st.integers(2, 130))
        old = data.draw(st.integers(1, new - 1))
        arguments: Arguments = {
            "old_size": data.draw(st.sampled_from([old, old, old + 1, old - 1])),
            "new_size": data.draw(st.sampled_from([new, new, new + 1, new - 1])),
            "old_root": reference.mth(MANY[:old]),
            "new_root": reference.mth(MANY[:new]),
            "proof": damaged(data, reference.proof(old, MANY[:new])),
        }
        expected = "valid" if reference.consistent(**arguments) else "invalid"
        assert verdict(merkle.verify_consistency, arguments) == expected


def damaged(data: st.DataObject, path: list[bytes]) -> list[bytes]:
    path = list(path)
    for kind in data.draw(st.lists(st.sampled_from(["move", "insert", "flip"]), max_size=2)):
        at = data.draw(st.integers(0, max(0, len(path) - 1)))
        if kind == "insert":
            path.insert(at, data.draw(st.binary(min_size=31, max_size=33)))
        elif path and kind == "flip":
            path[at] = bytes([path[at][0] ^ 1]) + path[at][1:]
        elif path:
            path.append(path.pop(at))
    return path[: data.draw(st.sampled_from([len(path), len(path), len(path) - 1]))]


class TestReadsOfTheStore:
    @quick
    @given(st.integers(1, 2**63 - 1), st.data())
    def test_paths_need_few_nodes_of_a_log_of_any_size(self, new: int, data: st.DataObject) -> None:
        index = data.draw(st.integers(0, new - 1))
        asked: list[merkle.Node] = []

        def subtree(level: int, at: int) -> bytes:
            asked.append((level, at))
            return merkle.leaf_hash(b"%d/%d" % (level, at))

        for path, nodes in (
            (merkle.inclusion_path, merkle.inclusion_nodes),
            (merkle.consistency_path, merkle.consistency_nodes),
        ):
            asked.clear()
            path(index, new, subtree)
            assert asked == nodes(index, new)
            assert len(set(asked)) == len(asked) <= 2 * new.bit_length()
            assert all((at + 1) << level <= new for level, at in asked)

    @pytest.mark.parametrize(
        ("path", "position", "size"),
        [(merkle.inclusion_path, *pair) for pair in ((0, 0), (3, 3), (-1, 3), (0, 2**63))]
        + [(merkle.consistency_path, *pair) for pair in ((4, 3), (-1, 3), (0, 2**63))],
    )
    def test_no_path_where_there_is_none(
        self, path: Callable[..., list[bytes]], position: int, size: int
    ) -> None:
        with pytest.raises(ValueError, match="tree of"):
            path(position, size, in_memory(LEAVES))


class TestWhatAPeerMaySend:
    """A proof is data from outside: another type is refused like another value."""

    @pytest.mark.parametrize(
        ("change", "message"),
        [
            ({"index": 8}, "not in a tree of that size"),
            ({"index": -1}, "not an integer"),
            ({"root": bytes(32)}, "another root"),
            ({"leaf_hash": bytes(33)}, "not 32 bytes"),
            ({"proof": reference.path(1, LEAVES)[1:]}, "too short"),
            ({"proof": [*reference.path(1, LEAVES), bytes(32)]}, "too long"),
            ({"proof": [bytes(32)] * 65}, "at most 64"),
        ],
    )
    def test_the_message_says_what_is_wrong_with_an_inclusion_proof(
        self, change: Arguments, message: str
    ) -> None:
        with pytest.raises(ProofError, match=message):
            merkle.verify_inclusion(**GOOD_INCLUSION | change)

    @pytest.mark.parametrize(
        "wrong",
        [
            {"index": True},
            {"index": 1.0},
            {"index": "1"},
            {"size": 8.0},
            {"leaf_hash": None},
            {"leaf_hash": "a" * 32},
            {"proof": None},
            {"proof": b"a" * 96},
            {"proof": "a" * 3},
            {"proof": iter([bytes(32)] * 3)},
            {"proof": [None, None, None]},
            {"proof": [bytes(32)] * 100_000},
        ],
        ids=lambda wrong: "-".join(f"{k}={str(v)[:20]}" for k, v in wrong.items()),
    )
    def test_types_of_an_inclusion_proof(self, wrong: Arguments) -> None:
        merkle.verify_inclusion(**GOOD_INCLUSION)
        with refuses(ProofError, Reason.PROOF_INVALID):
            merkle.verify_inclusion(**GOOD_INCLUSION | wrong)

    @pytest.mark.parametrize(
        ("change", "message"),
        [
            ({"old_size": 9}, "smaller than the old"),
            ({"old_size": 0, "proof": []}, "empty tree has the root"),
            ({"old_size": 8}, "too long"),
            ({"old_size": 8, "proof": []}, "same size have different roots"),
            ({"old_root": bytes(32)}, "another old root"),
            ({"new_root": bytes(32)}, "another new root"),
            ({"proof": []}, "too short"),
            ({"proof": reference.proof(6, LEAVES)[:-1]}, "too short"),
            ({"proof": [*reference.proof(6, LEAVES), bytes(32)]}, "too long"),
            ({"old_root": bytes(31)}, "not 32 bytes"),
            ({"new_size": True}, "not an integer"),
        ],
    )
    def test_the_message_says_what_is_wrong_with_a_consistency_proof(
        self, change: Arguments, message: str
    ) -> None:
        good: Arguments = {
            "old_size": 6,
            "new_size": 8,
            "old_root": reference.mth(LEAVES[:6]),
            "new_root": reference.mth(LEAVES),
            "proof": reference.proof(6, LEAVES),
        }
        merkle.verify_consistency(**good)
        with pytest.raises(ProofError, match=message):
            merkle.verify_consistency(**good | change)


class TestFraudProofs:
    """An origin that rewrites its log can be shown to have done so, by its own newer tree."""

    @pytest.mark.parametrize("old", range(1, 12))
    def test_a_rewritten_log_gives_another_old_root(self, old: int) -> None:
        signed_old = reference.mth(MANY[:old])
        rewritten = [b"another act", *MANY[1:12]]
        subtree = in_memory(rewritten)
        path = merkle.consistency_path(old, 12, subtree)
        seed = subtree(old.bit_length() - 1, 0) if old in {1, 2, 4, 8} else None
        old_root, new_root = merkle.consistent_roots(old, 12, path, seed=seed)
        assert new_root == reference.mth(rewritten)
        assert old_root == reference.mth(rewritten[:old]) != signed_old

    @pytest.mark.parametrize("old", range(1, 12))
    def test_an_honest_log_gives_the_signed_roots(self, old: int) -> None:
        path = merkle.consistency_path(old, 12, in_memory(MANY))
        seed = reference.mth(MANY[:old]) if old in {1, 2, 4, 8} else None
        roots = merkle.consistent_roots(old, 12, path, seed=seed)
        assert roots == (reference.mth(MANY[:old]), reference.mth(MANY[:12]))

    @pytest.mark.parametrize(
        ("old", "new", "seed", "message"),
        [
            (4, 12, None, "not 32 bytes"),
            (3, 12, bytes(32), "has no seed"),
            (0, 12, None, "smaller and not empty"),
            (12, 12, None, "smaller and not empty"),
            (13, 12, None, "smaller and not empty"),
        ],
    )
    def test_a_seed_is_given_exactly_where_the_path_lacks_it(
        self, old: int, new: int, seed: bytes | None, message: str
    ) -> None:
        with pytest.raises(ProofError, match=message):
            merkle.consistent_roots(old, new, [bytes(32)] * 4, seed=seed)


def test_the_name_that_others_know_is_the_same_code() -> None:
    for name in ("root", "verify_consistency", "verify_inclusion"):
        assert getattr(known_outside, name) is getattr(merkle, name)
