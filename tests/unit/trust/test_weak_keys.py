"""Keys that cannot bind their owner are in no directory: of small order, or with another's id."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519, x25519

from gateway.errors import Reason, TrustError
from gateway.trust.algorithms import check_order, key_id_of, public_octets
from gateway.trust.directory import check_succession
from gateway.trust.directory_form import build_directory
from gateway.trust.federation import Directory, Operator
from gateway.trust.members import MemberKey
from gateway.trust.note_ids import note_key_id, origin_line
from gateway.trust.sealing import seal
from gateway.trust.suites import KeyUse
from tests.support.house import House, fixed_key
from tests.support.raising import refuses

P = 2**255 - 19
# By y, the eight points of small order and their other encodings: of order 1, 2, 4, 8, 8, and
# with y not reduced. The highest bit is the sign of x.
_EIGHTH = 2707385501144840649318225287225658788936804267575313519463743609750303402022
SMALL_Y = (0, 1, P - 1, P, P + 1, _EIGHTH, P - _EIGHTH)
SMALL_ED = [(y | sign << 255).to_bytes(32, "little") for y in SMALL_Y for sign in (0, 1)]
# RFC 7748 and curve25519's own page name these by u.
_U = (
    325606250916557431795983626356110631294008115727848805560023387167927233504,
    39382357235489614581723060781553021112529911719440698176882885853963445705823,
)
SMALL_X = [u.to_bytes(32, "little") for u in (0, 1, *_U, P - 1, P, P + 1)]
SIGNING = (KeyUse.SEAL_ED25519, KeyUse.LOG_ED25519, KeyUse.COSIGN_ED25519)


def numbered(number: int) -> bytes:
    """A public key that is the same in every run."""
    seed = sha256(b"%d" % number).digest()
    key = ed25519.Ed25519PrivateKey.from_private_bytes(seed)
    return key.public_key().public_bytes_raw()


ONE_ID = ((KeyUse.LOG_ED25519, 62620, 128672), (KeyUse.COSIGN_ED25519, 23600, 32144))
"""Pairs of keys, found in a second, that sign notes of FR in federation 0 under one id."""


def with_key(house: House, *keys: MemberKey) -> Directory:
    member = house.directory.member("FR")
    return replace(
        house.with_member("FR", keys=(*member.keys, *keys)), version=2, federation_id=bytes(32)
    )


def refused(directory: Directory) -> str:
    with refuses(TrustError, Reason.DIRECTORY_INVALID) as caught:
        build_directory(directory)
    return str(caught.value)


def test_a_key_of_small_order_signs_everything_at_once() -> None:
    """Why such a key is refused: one constant signature holds for every message."""
    identity = ed25519.Ed25519PublicKey.from_public_bytes((1).to_bytes(32, "little"))
    constant = (1).to_bytes(32, "little") + bytes(32)
    for message in (b"yes", b"no"):
        identity.verify(constant, message)


@pytest.mark.parametrize("use", SIGNING, ids=lambda use: use.name)
def test_no_directory_has_a_signing_key_of_small_order(house: House, use: KeyUse) -> None:
    """Found in use: protocol m1."""
    for public in SMALL_ED:
        key = MemberKey.of(use, public, not_before=house.since)
        assert "small order" in refused(with_key(house, key))


def test_no_directory_has_an_encryption_key_of_small_order(house: House) -> None:
    """Found in use: protocol m1."""
    for public in SMALL_X:
        key = MemberKey.of(KeyUse.ENCRYPT_X25519, public, not_before=house.since)
        assert "small order" in refused(with_key(house, key))
    (whole,) = (
        key.public
        for key in house.directory.member("FR").keys
        if key.use is KeyUse.ENCRYPT_MLKEM768_X25519
    )
    key = MemberKey.of(
        KeyUse.ENCRYPT_MLKEM768_X25519, whole[:-32] + SMALL_X[0], not_before=house.since
    )
    assert "small order" in refused(with_key(house, key))


def test_no_directory_has_an_operator_with_a_key_of_small_order(house: House) -> None:
    operators = (*house.directory.operators[:2], Operator("operator-3", SMALL_ED[2]))
    assert "small order" in refused(replace(house.directory, version=2, operators=operators))


def test_keys_as_they_are_drawn_pass() -> None:
    for number in range(100):
        for use in SIGNING:
            check_order(use, numbered(number))
        drawn = x25519.X25519PrivateKey.from_private_bytes(sha256(b"%d" % number).digest())
        check_order(KeyUse.ENCRYPT_X25519, public_octets(drawn))


def test_sealing_to_a_key_of_small_order_is_an_error_of_ours(house: House) -> None:
    """Found in use: protocol m1."""
    key = MemberKey.of(KeyUse.ENCRYPT_X25519, SMALL_X[0], not_before=house.since)
    member = replace(house.directory.member("FR"), keys=(key,))
    with refuses(TrustError, Reason.KEY_INVALID):
        seal(
            b"package",
            recipient=member,
            federation_id=bytes(32),
            sender="DE",
            message_id="0" * 32,
            at=house.now,
        )


@pytest.mark.parametrize(("use", "one", "other"), ONE_ID, ids=["log", "cosign"])
def test_two_keys_that_sign_notes_under_one_id_are_refused_though_one_has_retired(
    house: House, use: KeyUse, one: int, other: int
) -> None:
    """Found in use: protocol M3."""
    name, number = origin_line(bytes(32), "FR"), {6: 1, 7: 4}[int(use)]
    publics = numbered(one), numbered(other)
    assert note_key_id(name, number, publics[0]) == note_key_id(name, number, publics[1])
    first = MemberKey.of(use, publics[0], not_before=house.since)
    second = MemberKey.of(use, publics[1], not_before=house.now)
    build_directory(with_key(house, first))
    build_directory(with_key(house, second))
    gone = replace(first, retired_at=house.now, revoked_at=house.now)
    assert "under the id of another" in refused(with_key(house, gone, second))


def test_a_public_key_is_not_exchanged_under_its_id(house: House) -> None:
    """An id has 64 bits: who makes both keys can have two with one. (Found in use: protocol m2.)"""
    first, *others = house.directory.member("FR").keys
    assert first.key_id == key_id_of(first.public)
    exchanged = replace(first, public=numbered(0))  # its id stays, as if it were also this one's
    fresh = replace(house.with_member("FR", keys=(exchanged, *others)), version=2)
    with pytest.raises(TrustError) as caught:
        check_succession(house.directory, fresh)
    assert "public key" in str(caught.value)


def test_an_operators_key_is_no_members_key(house: House) -> None:
    """Found in use: protocol m2."""
    public = fixed_key(1).public_key().public_bytes_raw()
    key = MemberKey.of(KeyUse.SEAL_ED25519, public, not_before=house.since)
    assert "listed twice" in refused(with_key(house, key))
