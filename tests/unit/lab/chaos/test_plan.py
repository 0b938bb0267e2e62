"""Every run has the faults that its minutes ask for, and the same seed the same ones."""

from __future__ import annotations

from collections import Counter

import pytest

from lab.chaos.plan import LONG_S, FaultKind, draw, least


def test_ten_minutes_have_all_that_was_asked_for() -> None:
    faults = draw(10, "1")
    kinds = Counter(each.kind for each in faults)
    long = [each for each in faults if each.kind is FaultKind.OUTAGE and each.seconds >= LONG_S]

    assert kinds[FaultKind.KILL] >= 20
    assert kinds[FaultKind.ENGINE_KILL] >= 4
    assert kinds[FaultKind.OUTAGE] >= 6
    assert kinds[FaultKind.PAUSE] >= 3
    assert kinds[FaultKind.FULL_DISK] == kinds[FaultKind.RESTORE] == 1
    assert len(long) >= 3
    assert least(10)["letters"] == 1500


def test_a_minute_has_one_of_each_kind() -> None:
    assert {each.kind for each in draw(1, "1")} == set(FaultKind)
    assert [each.kind for each in draw(0.3, "1", [FaultKind.OUTAGE])] == [FaultKind.OUTAGE]


@pytest.mark.parametrize("minutes", [1, 10])
def test_the_seed_decides(minutes: float) -> None:
    assert draw(minutes, "1") == draw(minutes, "1")
    assert draw(minutes, "1") != draw(minutes, "2")
