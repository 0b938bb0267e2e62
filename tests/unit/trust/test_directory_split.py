"""The proof that operators have signed two directories of one number, by an anchor alone."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from gateway.errors import ComityError, Reason
from gateway.trust.proofs.directory_split import (
    DirectorySplit,
    SplitFiles,
    read_directory_split,
    verify_directory_split,
)
from tests.support.house import House, fixed_key
from tests.support.raising import refuses


def other(house: House) -> bytes:
    return house.version(lambda held: replace(held, grace_days=1), signers=house.operators[1:])


def proof(house: House, held: bytes, shown: bytes, *, version: int = 2) -> DirectorySplit:
    files = SplitFiles(held, shown, ())
    return DirectorySplit.of(files, version=version, peer="FR", found=house.now)


def test_it_verifies_by_the_anchor_and_survives_its_file(house: House) -> None:
    made = proof(house, house.version(), other(house))
    again = read_directory_split(made.model_dump_json().encode())
    assert again == made
    held, shown = verify_directory_split(again, house.anchor)
    assert (held.version, shown.version) == (2, 2)
    assert held.digest != shown.digest


def test_one_directory_twice_is_none(house: House) -> None:
    """Another set of operators has signed the same: nobody has contradicted himself."""
    same = house.version(signers=house.operators[1:])
    with refuses(ComityError, Reason.DIRECTORY_INVALID):
        verify_directory_split(proof(house, house.version(), same), house.anchor)


def test_two_numbers_are_none(house: House) -> None:
    for version, shown in ((2, house.version(number=3)), (3, other(house))):
        with refuses(ComityError, Reason.DIRECTORY_INVALID):
            verify_directory_split(
                proof(house, house.version(), shown, version=version), house.anchor
            )


def test_one_that_the_operators_have_not_signed_is_none(house: House) -> None:
    forged = house.version(
        lambda held: replace(held, grace_days=1), signers=[house.operators[0], fixed_key(9)]
    )
    with refuses(ComityError, Reason.DIRECTORY_INVALID) as refused:
        verify_directory_split(proof(house, house.version(), forged), house.anchor)
    assert "1 of at least 2" in str(refused.value)


@pytest.mark.parametrize("field", ["version", "peer", "format", "held", "other"])
def test_a_malformed_proof_names_the_field(house: House, field: str) -> None:
    data = json.loads(proof(house, house.version(), other(house)).model_dump_json())
    data[field] = "§"
    with refuses(ComityError, Reason.MESSAGE_MALFORMED) as refused:
        read_directory_split(json.dumps(data).encode())
    assert refused.value.metadata["field"] == field


def test_another_text_for_the_same_octets_is_refused(house: House) -> None:
    data = json.loads(proof(house, house.version(), other(house)).model_dump_json())
    data["held"] = f"\n{data['held']}"
    with pytest.raises(ComityError) as refused:
        read_directory_split(json.dumps(data).encode())
    assert refused.value.metadata["field"] == "held"


def test_octets_that_are_no_directory_are_none(house: House) -> None:
    with refuses(ComityError, Reason.MESSAGE_MALFORMED):
        verify_directory_split(proof(house, house.version(), b"no directory"), house.anchor)
