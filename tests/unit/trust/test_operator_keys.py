"""Operators whose keys are Ed25519 and ML-DSA-65 together: the root of trust in two algorithms."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from gateway.errors import Reason, TrustError
from gateway.trust.algorithms import key_id_of
from gateway.trust.directory import load_directory, sign_directory
from gateway.trust.directory_form import build_directory
from gateway.trust.dsse import DIRECTORY, SignedBytes
from gateway.trust.federation import Anchor, Directory, Operator
from gateway.trust.operator_keys import (
    HYBRID_OCTETS,
    HybridOperatorKey,
    OperatorSecret,
    check_operator_key,
    new_operator_key,
    operator_key_from_pem,
    operator_key_to_pem,
    operator_public,
    sign_as_operator,
)
from gateway.trust.possession import proven_operator
from tests.support.house import NOW, House, fixed_key
from tests.support.raising import refuses

KEYS = [new_operator_key(hybrid=True) for _ in range(3)]


def hybrid(house: House) -> tuple[Directory, Anchor]:
    """The house's federation, had its operators hybrid keys from the first version on."""
    operators = tuple(
        Operator(f"operator-{number}", operator_public(key))
        for number, key in enumerate(KEYS, start=1)
    )
    first = replace(house.directory, version=1, federation_id=b"", operators=operators)
    payload = build_directory(first)
    anchor = replace(first, federation_id=hashlib.sha256(payload).digest()).anchor
    return load_directory(sign_directory(payload, KEYS[:2]), at=NOW, anchor=anchor), anchor


def successor(
    held: Directory,
    change: Callable[[Directory], Directory] = lambda held: held,
    signers: Sequence[OperatorSecret] = KEYS[:2],
) -> bytes:
    return sign_directory(build_directory(change(replace(held, version=2))), signers)


def refused(raw: bytes, held: Directory) -> TrustError:
    with pytest.raises(TrustError) as caught:
        load_directory(raw, at=NOW, held=held)
    return caught.value


def test_a_directory_is_opened_by_an_anchor_that_a_person_brought(house: House) -> None:
    held, anchor = hybrid(house)
    again = Anchor.from_json(anchor.to_json())
    assert again == anchor
    assert {len(each.public) for each in again.operators} == {HYBRID_OCTETS}
    fresh = load_directory(successor(held), at=NOW, anchor=again)
    assert fresh.version == 2


@pytest.mark.parametrize("half", ["classic", "lattice", "swapped", "unbound"])
def test_no_half_counts_for_the_whole(house: House, half: str) -> None:
    """Found in use: protocol M7."""
    held, _ = hybrid(house)
    signed = SignedBytes.from_bytes(successor(held))
    (key_id, whole), *others = signed.signatures
    other = others[0][1]
    first = KEYS[0]
    assert isinstance(first, HybridOperatorKey)
    changed = {
        "classic": whole[:64],
        "lattice": whole[64:],
        "swapped": whole[:64] + other[64:],
        # Each half by itself, as a classic operator would sign.
        "unbound": sign_as_operator(first.classic, DIRECTORY, signed.payload) + whole[64:],
    }[half]
    raw = SignedBytes(DIRECTORY, signed.payload, ((key_id, changed), *others)).to_bytes()
    assert refused(raw, held).reason is Reason.SIGNATURE_INVALID


def test_the_classic_half_of_a_hybrid_key_is_no_operators_key(house: House) -> None:
    held, _ = hybrid(house)
    halves = [key.classic for key in KEYS if isinstance(key, HybridOperatorKey)]
    raw = successor(held, signers=halves[:2])
    assert refused(raw, held).reason is Reason.SIGNATURE_INVALID


def test_operators_become_hybrid_by_a_rotation_and_never_classic_again(house: House) -> None:
    """Found in use: protocol M7."""
    held, federation = house.directory, house.directory.federation_id
    proven = tuple(
        proven_operator(key, f"new-{number}", federation) for number, key in enumerate(KEYS)
    )
    fresh = load_directory(
        successor(
            held,
            lambda each: replace(each, operators=proven),
            [*house.operators[:2], *KEYS[:2]],
        ),
        at=NOW,
        held=held,
    )
    assert {len(each.public) for each in fresh.operators} == {HYBRID_OCTETS}
    back = tuple(proven_operator(fixed_key(n), f"old-{n}", federation) for n in (7, 8, 9))
    error = refused(
        successor(
            fresh,
            lambda each: replace(each, version=3, operators=back),
            [*KEYS[:2], fixed_key(7), fixed_key(8)],
        ),
        fresh,
    )
    assert "followed by such with classic ones" in str(error)


def test_possession_is_proved_by_both_halves(house: House) -> None:
    held = house.directory
    made = proven_operator(KEYS[0], "dora", held.federation_id)
    cut = replace(made, possession=made.possession[:64])
    error = refused(
        successor(
            held,
            lambda each: replace(each, operators=(*held.operators, cut)),
            house.operators[:2],
        ),
        held,
    )
    assert "without a proof" in str(error)


@pytest.mark.parametrize("hybrid_key", [True, False])
def test_a_key_file_holds_both_halves(*, hybrid_key: bool) -> None:
    key = new_operator_key(hybrid=hybrid_key)
    read = operator_key_from_pem(operator_key_to_pem(key))
    assert operator_public(read) == operator_public(key)
    assert key_id_of(operator_public(read)) == key_id_of(operator_public(key))


@pytest.mark.parametrize("octets", [0, 31, 33, 1952, HYBRID_OCTETS - 1, HYBRID_OCTETS + 1])
def test_what_is_no_key_is_refused(octets: int) -> None:
    with refuses(TrustError, Reason.KEY_INVALID):
        check_operator_key(b"\x01" * octets)


def test_a_hybrid_key_states_nothing_about_the_newest_version(house: House) -> None:
    """A statement goes with every head of a log: a state key of Ed25519 makes it."""
    held, federation = house.directory, house.directory.federation_id
    made = proven_operator(KEYS[0], "state", federation, "state")
    with pytest.raises(TrustError) as caught:
        build_directory(
            replace(
                held,
                version=2,
                state_keys=(made,),
                state_days=7,
                expires=held.expires + timedelta(days=1),
            )
        )
    assert "Ed25519 alone" in str(caught.value)
