"""What a new version may not take away from the one before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from gateway.errors import Reason, TrustError
from gateway.trust.directory import load_directory
from gateway.trust.federation import Directory
from tests.support.house import House

DAY = timedelta(days=1)


def _refused(house: House, raw: bytes, held: Directory | None = None) -> TrustError:
    with pytest.raises(TrustError) as caught:
        load_directory(raw, at=house.now, held=held or house.directory)
    return caught.value


def _accepted(house: House, raw: bytes) -> Directory:
    return load_directory(raw, at=house.now, held=house.directory)


def _changed(house: House, code: str = "DE", **changes: Any) -> Callable[[Directory], Directory]:
    def change(held: Directory) -> Directory:
        member = replace(held.member(code), **changes)
        return replace(held, members={**held.members, code: member})

    return change


def test_dropped_key(house: House) -> None:
    keys = house.directory.member("DE").keys[1:]
    error = _refused(house, house.version(_changed(house, keys=keys)))
    assert error.reason is Reason.DIRECTORY_INVALID
    assert "gone" in str(error)


def test_dropped_member(house: House) -> None:
    raw = house.version(lambda held: replace(held, members={"FR": held.member("FR")}))
    assert _refused(house, raw).reason is Reason.DIRECTORY_INVALID


def test_dropped_certificate(house: House) -> None:
    raw = house.version(_changed(house, certificates={}))
    assert _refused(house, raw).reason is Reason.DIRECTORY_INVALID


@pytest.mark.parametrize("end", ["retired_at", "revoked_at"])
@pytest.mark.parametrize("later", [None, DAY])
def test_end_of_a_key_is_neither_undone_nor_put_off(
    house: House, end: str, later: timedelta | None
) -> None:
    def keys(instant: Any) -> Any:
        first, *others = house.directory.member("DE").keys
        return (replace(first, **{end: instant}), *others)

    second = _accepted(house, house.version(_changed(house, keys=keys(house.now))))
    instant = None if later is None else house.now + later
    raw = house.version(_changed(house, keys=keys(instant)), number=3)
    assert _refused(house, raw, held=second).reason is Reason.DIRECTORY_INVALID
    earlier = house.version(_changed(house, keys=keys(house.now - DAY)), number=3)
    assert load_directory(earlier, at=house.now, held=second).version == 3


def test_key_does_not_begin_earlier_than_it_was_said(house: House) -> None:
    first, *others = house.directory.member("DE").keys
    moved = (replace(first, not_before=first.not_before - DAY), *others)
    raw = house.version(_changed(house, keys=moved))
    assert _refused(house, raw).reason is Reason.DIRECTORY_INVALID


def test_revocation_of_a_certificate_is_not_undone(house: House) -> None:
    (fingerprint,) = house.directory.member("DE").certificates
    second = _accepted(house, house.version(_changed(house, certificates={fingerprint: house.now})))
    raw = house.version(number=3)
    assert _refused(house, raw, held=second).reason is Reason.DIRECTORY_INVALID


def test_withdrawal_is_not_undone(house: House) -> None:
    second = _accepted(
        house,
        house.version(
            _changed(house, withdrawn_at=house.now, final_log_size=7, final_log_root=b"r" * 32)
        ),
    )
    assert second.member("DE").withdrawn(house.now)
    assert not second.member("DE").withdrawn(house.now - DAY)
    assert _refused(house, house.version(number=3), held=second).reason is (
        Reason.DIRECTORY_INVALID
    )


def test_rehearsal_stays_a_rehearsal(house: House) -> None:
    raw = house.version(lambda held: replace(held, rehearsal=True))
    assert _refused(house, raw).reason is Reason.DIRECTORY_INVALID
