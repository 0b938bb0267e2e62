"""Which registers an examination should have covered: those that the examiner must know of."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest

from gateway.domain.examination import Examination, RegisterPosition
from gateway.evidence.verify.register_coverage import left_out, named_twice
from gateway.trust.federation import Directory

BEGUN = datetime(2026, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)


def directory(**joined: datetime | None) -> Directory:
    """Members by code with the instant at which their key began to count, None: no key."""
    members: dict[str, Any] = {
        code: SimpleNamespace(keys=() if at is None else (SimpleNamespace(not_before=at),))
        for code, at in joined.items()
    }
    found = SimpleNamespace(members=members, keepers_of_registers=tuple(sorted(members)))
    return cast("Directory", found)


def examined(*origins: str, at: datetime) -> Examination:
    return Examination(
        examined_at=at,
        matcher_version="comity-match-0",
        registers=tuple(
            RegisterPosition(origin=each, size=0, root="", synced_at=None) for each in origins
        ),
        denials_in_scope=0,
        hits=(),
    )


@pytest.mark.parametrize(
    ("joined", "missing"),
    [
        (BEGUN, ("FR",)),  # with DE: in the first directory that DE had
        (BEGUN + 2 * DAY, ("FR",)),  # longer ago than a register is fresh
        (BEGUN + 4 * DAY, ()),  # today: the directory may not have come yet
        (BEGUN + 9 * DAY, ()),  # later
        (None, ()),
    ],
)
def test_a_member_is_looked_for_once_it_must_be_known(
    joined: datetime | None, missing: tuple[str, ...]
) -> None:
    held = directory(DE=BEGUN, FR=joined)
    found = examined("DE", at=BEGUN + 4 * DAY)
    assert left_out(found, "DE", held, DAY) == missing
    assert left_out(examined("DE", "FR", at=BEGUN + 4 * DAY), "DE", held, DAY) == ()


def test_a_register_is_named_once() -> None:
    assert named_twice(examined("DE", "FR", at=BEGUN)) == ()
    assert named_twice(examined("DE", "FR", "DE", at=BEGUN)) == ("DE",)
