"""From the anchor of the first day to the newest version, whoever the operators were between."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from gateway.errors import ComityError, Reason
from gateway.trust.directory import load_directory
from gateway.trust.directory_chain import changeovers, load_over, version_of
from tests.support.house import House, fixed_key, operator
from tests.support.raising import refuses

# Who signs from which version on: all three are other persons twice.
TERMS = {1: (1, 2, 3), 3: (4, 5, 6), 6: (7, 8, 9)}


def chain(house: House) -> list[bytes]:
    """Versions 1 to 7; in 3 and in 6 all operators are others, and those of before sign too."""
    found, before = [house.raw], TERMS[1]
    for number in range(2, 8):
        now = TERMS.get(number, before)
        operators = tuple(operator(each, house.directory.federation_id) for each in now)
        signers = [fixed_key(each) for each in dict.fromkeys((*before[:2], *now[:2]))]
        found.append(
            house.version(
                lambda held, operators=operators: replace(held, operators=operators),  # type: ignore[misc]
                number=number,
                signers=signers,
            )
        )
        before = now
    return found


def test_two_complete_rotations_are_climbed_and_not_jumped(house: House) -> None:
    versions = chain(house)
    newest = load_over(versions[-1], versions[:-1], at=house.now, anchor=house.anchor)
    assert newest.version == 7
    with refuses(ComityError, Reason.SIGNATURE_INVALID):
        load_directory(versions[-1], at=house.now, anchor=house.anchor)


def test_changeovers_alone_lead_from_every_anchor_to_the_newest(house: House) -> None:
    versions = chain(house)
    needed = list(changeovers(versions[:-1], house.anchor))
    assert [version_of(each) for each in needed] == [3, 6]
    anchors, held = [house.anchor], None
    for raw in versions:
        held = load_directory(
            raw, at=None, held=held, anchor=None if held is not None else house.anchor
        )
        anchors.append(held.anchor)
    for anchor in anchors:
        assert load_over(versions[-1], needed, at=house.now, anchor=anchor).version == 7
    for gone in needed:  # each of them is needed
        rest = [each for each in needed if each != gone]
        with pytest.raises(ComityError, match="signature on the directory is good"):
            load_over(versions[-1], rest, at=house.now, anchor=house.anchor)


def test_each_version_is_judged_by_the_one_before_it(house: House) -> None:
    """Who holds the keys of the last term alone cannot make the way to it."""
    versions = chain(house)
    mine = tuple(operator(each, house.directory.federation_id) for each in TERMS[6])
    forged = house.version(
        lambda held: replace(held, operators=mine),
        number=3,
        signers=[fixed_key(each) for each in TERMS[6]],
    )
    with refuses(ComityError, Reason.SIGNATURE_INVALID):
        load_over(versions[-1], [forged], at=house.now, anchor=house.anchor)


def test_versions_on_the_way_may_have_expired_and_the_last_may_not(house: House) -> None:
    versions = chain(house)
    late = house.directory.expires.replace(year=house.directory.expires.year + 1)
    for raw, nxt in pairwise(versions):
        assert version_of(raw) < version_of(nxt)
    with refuses(ComityError, Reason.DIRECTORY_EXPIRED):
        load_over(versions[-1], versions[:-1], at=late, anchor=house.anchor)
    assert load_over(versions[-1], versions[:-1], at=None, anchor=house.anchor).version == 7


def test_a_newer_anchor_does_not_open_what_was_before_it(house: House) -> None:
    versions = chain(house)
    third = load_over(versions[2], versions[:2], at=house.now, anchor=house.anchor)
    with refuses(ComityError, Reason.SIGNATURE_INVALID):
        load_over(versions[1], versions[:1], at=house.now, anchor=third.anchor)
    # Operators of before are nobody to it; where they are the same, the number is too low.


@pytest.mark.parametrize("raw", [b"", b"\xff", b"nothing"])
def test_octets_that_are_no_version(raw: bytes) -> None:
    with refuses(ComityError, Reason.MESSAGE_MALFORMED):
        version_of(raw)
