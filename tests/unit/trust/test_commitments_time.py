"""From when on evidence must cover its letters is the directory's to say, and stays then."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from gateway.errors import Reason, TrustError
from gateway.trust.directory import load_directory
from gateway.trust.directory_changes import DirectoryChange, changed, differences
from gateway.trust.directory_form import build_directory, parse_directory
from gateway.trust.federation import COMMITMENTS_FROM, Directory
from tests.support.house import House
from tests.support.raising import refuses

DAY = timedelta(days=1)


def following(house: House, held: Directory, since: datetime | None, *, at: datetime) -> Directory:
    raw = house.version(
        lambda _: replace(held, version=held.version + 1, created=at, commitments_since=since)
    )
    return load_directory(raw, at=at, held=held)


def test_a_directory_of_before_has_the_default_and_its_octets_stay(house: House) -> None:
    assert house.directory.commitments_since is None
    assert house.directory.commitments_from == COMMITMENTS_FROM
    first = replace(house.directory, federation_id=b"", digest=b"")
    assert parse_directory(build_directory(first)).digest == house.directory.digest


def test_it_is_read_as_it_was_signed_and_shown_to_who_signs(house: House) -> None:
    since = house.now + 30 * DAY
    fresh = following(house, house.directory, since, at=house.now)
    assert fresh.commitments_from == since
    [told] = [each for each in differences(house.directory, fresh) if "commitments" in each.what]
    assert since.isoformat()[:10] in told.after


def test_a_change_file_sets_it(house: House) -> None:
    since = house.now + 30 * DAY
    change = DirectoryChange(commitments_since=since)
    assert changed(house.directory, change, at=house.now).commitments_from == since
    held = replace(house.directory, commitments_since=since)
    assert changed(held, DirectoryChange(), at=house.now).commitments_from == since


def test_it_is_put_off_or_brought_forward_as_long_as_it_has_not_come(house: House) -> None:
    one = following(house, house.directory, house.now + DAY, at=house.now)
    later = following(house, one, house.now + 2 * DAY, at=house.now + timedelta(hours=1))
    assert later.commitments_from == house.now + 2 * DAY


@pytest.mark.parametrize("since", [None, timedelta(days=9), timedelta(hours=23)])
def test_once_it_has_come_it_stays(house: House, since: timedelta | None) -> None:
    """Else evidence that did not hold yesterday would hold today."""
    one = following(house, house.directory, house.now + DAY, at=house.now)
    other = None if since is None else house.now + since
    with refuses(TrustError, Reason.DIRECTORY_INVALID) as caught:
        following(house, one, other, at=house.now + 2 * DAY)
    assert "commitments_time" in str(caught.value)
    assert following(house, one, house.now + DAY, at=house.now + 2 * DAY).version == 3


def test_nothing_is_asked_of_what_was_exported_before(house: House) -> None:
    with refuses(TrustError, Reason.DIRECTORY_INVALID):
        following(house, house.directory, house.now - timedelta(seconds=1), at=house.now)
    assert following(house, house.directory, house.now, at=house.now).version == 2
