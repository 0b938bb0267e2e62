"""A member's minimum suite holds from an instant on, and what it signed before stays valid."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from gateway.errors import Reason, TrustError
from gateway.trust.directory import load_directory
from gateway.trust.directory_form import build_directory, parse_directory
from gateway.trust.dsse import ENTRY, LETTER, require_suite, sign, verify_signed
from gateway.trust.federation import Directory
from gateway.trust.suites import Suite
from tests.support.house import House
from tests.support.raising import refuses

PAYLOAD = b"\x0a\x03abc"
HYBRID = Suite.ED25519_MLDSA65
DAY = timedelta(days=1)


def refused(house: House, suite: Suite, *, age: timedelta, kind: str = ENTRY) -> Reason | None:
    """Why what DE signed is refused, if its minimum rose `age` before now; None where it is not."""
    member = house.with_member("DE", minimum_suite=HYBRID, minimum_since=house.now - age).member(
        "DE"
    )
    signed = sign(PAYLOAD, kind, ring=house.rings["DE"], suite=suite)
    try:
        verify_signed(signed, expected_type=kind, member=member, at=house.now)
    except TrustError as exc:
        return exc.reason
    return None


def test_from_the_instant_on_the_suite_is_asked(house: House) -> None:
    assert refused(house, Suite.ED25519, age=timedelta(0)) is Reason.SUITE_REFUSED
    assert refused(house, Suite.ED25519, age=-timedelta(seconds=1)) is None
    assert refused(house, HYBRID, age=DAY) is None


def test_what_was_under_way_is_taken_and_judged_by_what_it_states(house: House) -> None:
    assert refused(house, Suite.ED25519, age=59 * DAY, kind=LETTER) is None
    assert refused(house, Suite.ED25519, age=61 * DAY, kind=LETTER) is Reason.SUITE_REFUSED
    since = house.now - DAY
    member = house.with_member("DE", minimum_suite=HYBRID, minimum_since=since).member("DE")
    letter = sign(PAYLOAD, LETTER, ring=house.rings["DE"], suite=Suite.ED25519)
    require_suite(letter, member=member, at=since - timedelta(seconds=1))
    with refuses(TrustError, Reason.SUITE_REFUSED):
        require_suite(letter, member=member, at=since)


def test_a_suite_with_as_many_signatures_is_not_taken_for_the_stronger_one(house: House) -> None:
    member = house.with_member("DE", minimum_suite=Suite.ECDSA_P256).member("DE")
    classic = sign(PAYLOAD, ENTRY, ring=house.rings["DE"], suite=Suite.ED25519)
    with pytest.raises(TrustError, match="the signatures are not those of DE over"):
        require_suite(classic, member=member, at=house.now)
    sealed = sign(PAYLOAD, ENTRY, ring=house.rings["DE"], suite=Suite.ECDSA_P256)
    require_suite(sealed, member=member, at=house.now)


def test_it_is_read_back_from_the_directory(house: House) -> None:
    risen = house.with_member("DE", minimum_suite=HYBRID, minimum_since=house.now)
    back = parse_directory(build_directory(risen)).member("DE")
    assert (back.minimum_suite, back.minimum_since) == (HYBRID, house.now)
    assert back.minimum_at(house.now - DAY) is Suite.ED25519
    assert parse_directory(build_directory(house.directory)).member("DE").minimum_since is None


def next_version(house: House, held: Directory, **changes: object) -> Directory:
    member = replace(held.member("DE"), **changes)  # type: ignore[arg-type]
    raw = house.version(
        lambda _: replace(
            held,
            version=held.version + 1,
            created=house.now,
            members={**held.members, "DE": member},
        )
    )
    return load_directory(raw, at=house.now, held=held)


def test_a_minimum_does_not_rise_over_what_was_signed(house: House) -> None:
    """Else operators make a log unreadable with one careless version."""
    for since in (None, house.now - timedelta(seconds=1)):
        with refuses(TrustError, Reason.DIRECTORY_INVALID):
            next_version(house, house.directory, minimum_suite=HYBRID, minimum_since=since)
    risen = next_version(house, house.directory, minimum_suite=HYBRID, minimum_since=house.now)
    with refuses(TrustError, Reason.DIRECTORY_INVALID):
        next_version(house, risen, minimum_since=house.now + DAY)
    assert next_version(house, risen).member("DE").minimum_at(house.now) is HYBRID
