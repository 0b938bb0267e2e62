"""The statement that a version of the directory is the newest: whose, of what, for how long."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from gateway.errors import ComityError, Reason, TrustError
from gateway.trust.directory import load_directory
from gateway.trust.directory_state import sign_directory_state, verify_directory_state
from gateway.trust.dsse import SignedBytes
from gateway.trust.federation import Directory, Operator
from gateway.trust.possession import STATE, proven_operator
from tests.support.house import House, fixed_key
from tests.support.raising import refuses

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
STATING = fixed_key(7)


def stating(house: House, *, number: int = 2, grace_days: int = 14) -> Directory:
    """A version whose operators make statements of seven days, with a key for them."""
    key = proven_operator(STATING, "state", house.directory.federation_id, STATE)
    raw = house.version(
        lambda held: replace(held, state_keys=(key,), state_days=7, grace_days=grace_days),
        number=number,
    )
    return load_directory(raw, at=house.now, held=house.directory)


def refused(raw: bytes, directory: Directory, at: datetime) -> Reason:
    with pytest.raises(ComityError) as caught:
        verify_directory_state(raw, directory, at)
    return caught.value.reason


def test_state_key_and_operator_may_make_it_and_it_lives_for_its_days(house: House) -> None:
    directory = stating(house)
    for key in (STATING, house.operators[0]):
        raw = sign_directory_state(directory, key, at=house.now)
        told = verify_directory_state(raw, directory, house.now + 7 * DAY)
        assert (told.head, told.expires) == (directory.head, house.now + 7 * DAY)
        late = house.now + 7 * DAY + MINUTE
        assert refused(raw, directory, late) is Reason.DIRECTORY_EXPIRED
    assert len(raw) < 300


def test_nobody_else_may(house: House) -> None:
    directory = stating(house)
    with pytest.raises(TrustError, match="no operator's"):
        sign_directory_state(directory, fixed_key(9), at=house.now)
    mine = replace(
        directory, state_keys=(Operator("me", fixed_key(9).public_key().public_bytes_raw()),)
    )
    raw = sign_directory_state(mine, fixed_key(9), at=house.now)
    assert refused(raw, directory, house.now) is Reason.SIGNATURE_INVALID
    # One that says whose it is and is not by that key.
    signed = SignedBytes.from_bytes(sign_directory_state(directory, STATING, at=house.now))
    ((keyid, sig),) = signed.signatures
    broken = replace(signed, signatures=((keyid, bytes(len(sig))),)).to_bytes()
    assert refused(broken, directory, house.now) is Reason.SIGNATURE_INVALID


def test_none_where_the_directory_says_that_none_are_made(house: House) -> None:
    with pytest.raises(TrustError, match="no statements"):
        sign_directory_state(house.directory, house.operators[0], at=house.now)


def test_a_longer_life_one_from_the_future_and_another_federation_are_refused(
    house: House,
) -> None:
    directory = stating(house)
    for changed, at, reason in (
        (replace(directory, state_days=31), house.now, Reason.DIRECTORY_INVALID),
        (directory, house.now + 6 * MINUTE, Reason.DIRECTORY_INVALID),
        (replace(directory, federation_id=bytes(32)), house.now, Reason.FEDERATION_MISMATCH),
    ):
        raw = sign_directory_state(changed, STATING, at=at)
        assert refused(raw, directory, house.now) is reason


def test_of_the_number_that_is_held_it_names_the_digest_that_is_held(house: House) -> None:
    directory, other = stating(house), stating(house, grace_days=1)
    raw = sign_directory_state(other, STATING, at=house.now)
    assert refused(raw, directory, house.now) is Reason.DIRECTORY_INVALID
    # Of a newer number it says that there is one.
    raw = sign_directory_state(stating(house, number=3), STATING, at=house.now)
    assert verify_directory_state(raw, directory, house.now).head.version == 3


@pytest.mark.parametrize(
    "change",
    [
        {"state_days": 32},
        {"state_days": -1},
        {"state_days": 0},
        {"state_keys": (Operator("twice", fixed_key(1).public_key().public_bytes_raw()),)},
    ],
    ids=["too long", "negative", "keys and no days", "an operator's key"],
)
def test_a_directory_that_cannot_be_is_refused(house: House, change: dict[str, object]) -> None:
    with refuses(TrustError, Reason.DIRECTORY_INVALID):
        house.version(
            lambda _held: replace(stating(house), **change)  # type: ignore[arg-type]
        )
