"""The process of a sandbox's workflow engine: ``python -m lab.sandbox.engine``."""

from __future__ import annotations

import asyncio
import signal
import sys
from pathlib import Path

from gateway.errors import ComityError
from workflows.server import TemporalServer

READY = "ready"


async def run_engine(folder: Path, port: int, namespaces: list[str]) -> None:
    """Run an embedded Temporal server until it is told to stop; a file says that it is ready.

    Raises:
        UnavailableError: It does not come up; the message names its log.
    """
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    async with TemporalServer(folder, namespaces, port=port) as server:
        (folder / READY).touch()
        stopping, watching = map(asyncio.ensure_future, (stop.wait(), server.watched()))
        await asyncio.wait((stopping, watching), return_when=asyncio.FIRST_COMPLETED)
        if not stopping.done():
            watching.result()  # its watch ended: say why, rather than run on without one


def main(folder: Path, port: int, namespaces: list[str]) -> None:
    """Run the engine until it is told to stop."""
    mark = folder / READY
    mark.unlink(missing_ok=True)
    try:
        asyncio.run(run_engine(folder, port, namespaces))
    except ComityError as error:
        sys.exit(f"error {error}\nremedy {error.remedy}")
    finally:
        mark.unlink(missing_ok=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])
