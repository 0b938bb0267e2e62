"""The rehearsal's clock: one offset for all, and never outside a rehearsal."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gateway.app.clock import RehearsalClock, SystemClock
from gateway.errors import InputError, Reason
from tests.support.raising import refuses

WEEK_S = 7 * 86_400


def clock(path: Path, *, rehearsal: bool = True) -> RehearsalClock:
    return RehearsalClock(path, lambda: rehearsal)


def is_about(found: datetime, offset: timedelta) -> bool:
    return abs(found - datetime.now(UTC) - offset) < timedelta(hours=1)


def test_the_system_clock_is_aware() -> None:
    assert is_about(SystemClock().now(), timedelta(0))
    assert SystemClock().now().tzinfo is UTC


def test_an_offset_is_followed_while_it_changes(tmp_path: Path) -> None:
    path = tmp_path / "clock.json"
    found = clock(path)
    assert is_about(found.now(), timedelta(0))
    for number, offset in enumerate((WEEK_S, 2 * WEEK_S)):
        fresh = tmp_path / f"fresh-{number}"
        fresh.write_text(f'{{"offset_s": {offset}}}')
        fresh.replace(path)
        assert is_about(found.now(), timedelta(seconds=offset))
    path.unlink()
    assert is_about(found.now(), timedelta(0))


def test_without_the_mark_of_a_rehearsal_an_offset_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "clock.json"
    path.write_text('{"offset_s": 1}')
    with refuses(InputError, Reason.SETTING_INVALID):
        clock(path, rehearsal=False).now()
    path.write_text('{"offset_s": 0}')
    assert is_about(clock(path, rehearsal=False).now(), timedelta(0))


@pytest.mark.parametrize(
    "content",
    ["", "{}", "[]", "7", '{"offset_s": "soon"}', '{"offset_s": NaN}', '{"offset_s": 1e300}', "{"],
)
def test_a_file_that_is_no_offset_is_named(tmp_path: Path, content: str) -> None:
    path = tmp_path / "clock.json"
    path.write_text(content)
    with refuses(InputError, Reason.SETTING_INVALID) as refused:
        clock(path).now()
    assert "clock.json" in str(refused.value)
    assert "offset_s" in refused.value.remedy
