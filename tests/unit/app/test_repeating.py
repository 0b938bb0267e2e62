"""What repeats goes on, whatever fails; a defect is told once, without its text."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from structlog.testing import capture_logs

from gateway.app.work.repeating import repeat, until_done
from gateway.errors import Reason, UnavailableError

SECRET = "Geheime Endverwenderin AG"


async def _until_cancelled(outcomes: list[Exception | None]) -> None:
    """Have `_every` call until the outcomes are used up."""
    done = asyncio.Event()
    turns = iter(outcomes)

    async def call() -> None:
        try:
            outcome = next(turns)
        except StopIteration:
            done.set()
            return
        if outcome is not None:
            raise outcome

    running = asyncio.create_task(repeat(0, call))
    await done.wait()
    assert not running.done()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


def full() -> OSError:
    return OSError(28, SECRET)


@pytest.mark.parametrize(
    ("outcomes", "times"),
    [
        ([full(), full(), full()], 1),
        ([full(), None, full()], 2),
        ([full(), ValueError(SECRET), full()], 3),
        ([UnavailableError("FR does not answer")], 0),
    ],
)
async def test_a_foreign_error_ends_nothing_and_is_told_once(
    capsys: pytest.CaptureFixture[str], outcomes: list[Exception | None], times: int
) -> None:
    """Found in use: attack m9."""
    await _until_cancelled(outcomes)
    printed = capsys.readouterr()
    told = printed.out + printed.err
    assert told.count("node.defect") == times
    assert SECRET not in told
    assert "Traceback" not in told


async def test_a_plain_function_is_called_too() -> None:
    called = asyncio.Event()
    call: Callable[[], object] = called.set
    running = asyncio.create_task(repeat(0, call))
    await called.wait()
    running.cancel()


async def test_what_a_database_that_fails_over_refused_is_tried_again() -> None:
    """A process that was starting ended for it, and nobody was there for the next that hung."""
    tried = 0

    async def follow() -> None:
        nonlocal tried
        tried += 1
        if tried < 3:
            raise UnavailableError("away", reason=Reason.DATABASE_UNAVAILABLE)

    await until_done(0.0, follow)
    assert tried == 3


async def test_a_defect_is_told_once_and_ends_no_node() -> None:
    """As a full disk: what must succeed is tried until there is room."""
    tried = 0

    def fails() -> None:
        nonlocal tried
        tried += 1
        if tried < 4:
            raise OSError("no room")

    with capture_logs() as said:
        await until_done(0.0, fails)
    assert tried == 4
    assert [each["event"] for each in said] == ["node.defect"]
