"""Runs the workflow engine alone, for several nodes of one machine (the sandbox)."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Sequence
from pathlib import Path

from workflows.server import TemporalServer


async def run_engine(
    folder: Path,
    namespaces: Sequence[str],
    *,
    port: int,
    ready: Callable[[], None] | None = None,
) -> None:
    """Run an embedded Temporal server until it is told to stop (SIGTERM, SIGINT).

    Args:
        folder: Where its file, log and marker lie.
        namespaces: One for each node.
        port: Port on loopback.
        ready: Called once every namespace answers.

    Raises:
        UnavailableError: It does not come up; the message names its log.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    async with TemporalServer(folder, namespaces, port=port) as server:
        if ready is not None:
            ready()
        stopping, watching = (
            asyncio.ensure_future(each) for each in (stop.wait(), server.watched())
        )
        await asyncio.wait((stopping, watching), return_when=asyncio.FIRST_COMPLETED)
        if not stopping.done():
            watching.result()  # its watch ended: say why, rather than run on without one
