"""Whoever starts a server of gRPC stops it: the test that did not fails.

What is left running is collected some time later, in another test, with a warning that names
neither. So each is kept with the test in which it began, and looked at when the file of that test,
and with it every fixture that may own it, has ended. Channels are no such thing: a node lets go of
one that has lost its peer, and it closes where nobody holds it (`gateway.exchange.peers`).
"""

from __future__ import annotations

import os
from collections.abc import Generator
from typing import Any

import pytest
from grpc.aio import _server  # the class has no public name

_start = _server.Server.start
_began: list[tuple[_server.Server, str]] = []


def left_running() -> list[str]:
    """Return the tests that left a server running; each is named once."""
    found = [test for server, test in _began if server._server.is_running()]
    _began.clear()
    return found


async def _remembered(self: _server.Server) -> Any:
    _began.append((self, os.environ.get("PYTEST_CURRENT_TEST", "no test")))
    return await _start(self)


def pytest_configure() -> None:
    """Remember each from now on."""
    _server.Server.start = _remembered  # type: ignore[method-assign]


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(
    item: pytest.Item, nextitem: pytest.Item | None
) -> Generator[None, None, None]:
    """Look at the end of each file."""
    yield
    if (nextitem is None or nextitem.path != item.path) and (found := left_running()):
        pytest.fail(f"servers of gRPC still run, begun in: {'; '.join(found)}", pytrace=False)
