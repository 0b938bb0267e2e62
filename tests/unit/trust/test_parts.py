"""Commitments to parts."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.errors import Reason, TrustError
from gateway.trust.parts import check_commitment, commit, new_salt
from tests.support.raising import refuses

SALT = bytes(range(32))


def test_commitment_is_the_one_of_the_protocol() -> None:
    expected = hashlib.sha256(b"comity/part/v1" + b"\x00" + SALT + b"body").digest()
    assert commit(SALT, b"body") == expected
    check_commitment(expected, SALT, b"body")


@given(st.binary(max_size=100), st.binary(max_size=100))
def test_another_body_does_not_match(body: bytes, other: bytes) -> None:
    if body == other:
        check_commitment(commit(SALT, body), SALT, other)
        return
    with refuses(TrustError, Reason.COMMITMENT_MISMATCH):
        check_commitment(commit(SALT, body), SALT, other)


@pytest.mark.parametrize(
    ("commitment", "salt"),
    [
        pytest.param(commit(SALT, b"body"), SALT[:-1], id="short_salt"),
        # The body's first octet moved into the salt: the same octets in all.
        pytest.param(commit(SALT, b"body"), SALT + b"b", id="long_salt"),
        pytest.param(commit(SALT, b"body"), bytes(32), id="other_salt"),
        pytest.param(commit(SALT, b"body")[:31], SALT, id="short_commitment"),
        pytest.param(b"", SALT, id="no_commitment"),
    ],
)
def test_bad_commitment(commitment: bytes, salt: bytes) -> None:
    body = b"ody" if len(salt) == 33 else b"body"
    with refuses(TrustError, Reason.COMMITMENT_MISMATCH):
        check_commitment(commitment, salt, body)


def test_salts_are_fresh_and_of_full_length() -> None:
    salts = {new_salt() for _ in range(100)}
    assert len(salts) == 100
    assert {len(salt) for salt in salts} == {32}


def test_commitment_wants_a_whole_salt() -> None:
    with pytest.raises(ValueError, match="32 octets"):
        commit(b"short", b"body")
