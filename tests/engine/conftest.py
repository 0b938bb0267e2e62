"""One server of life for all tests of this folder, and a limit of time for each of them."""

from __future__ import annotations

import signal
from collections.abc import AsyncIterator, Iterator
from types import FrameType

import pytest

from tests.engine.world import World, embedded, new_world
from workflows.server import TemporalServer

LIMIT_S = 60
"""A run that stands still is what these tests look for; none may stand still itself."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TemporalServer]:
    """A server as `comity up` starts it; each test has a namespace of its own."""
    with embedded(tmp_path_factory.mktemp("engine") / "temporal") as running:
        yield running


@pytest.fixture(autouse=True)
def limit(request: pytest.FixtureRequest) -> Iterator[None]:
    """End a test that hangs."""
    limit_s = getattr(request.module, "LIMIT_S", LIMIT_S)

    def too_long(_signal: int, _frame: FrameType | None) -> None:
        raise TimeoutError(f"not done within {limit_s} s")

    before = signal.signal(signal.SIGALRM, too_long)
    signal.setitimer(signal.ITIMER_REAL, limit_s, 5)  # again, should cleaning up hang as well
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture
async def world(server: TemporalServer) -> AsyncIterator[World]:
    """A namespace, a journal in memory and the engine over them; no worker runs yet."""
    async with new_world(server.address) as made:
        yield made
