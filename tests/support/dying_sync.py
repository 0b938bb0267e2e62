"""A node in a process of its own that synchronises once and is killed at a named step.

Arguments: folder with the federation and the databases, address of FR, the step.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from certs.layout import FederationFiles
from gateway.register.sync import pulling
from gateway.register.sync.batches import BatchVerifier
from gateway.register.sync.source import LogSource
from gateway.store.database import Database
from tests.support.register_nodes import open_nodes

BATCH_SIZE = 4

STEPS = (
    "head",
    "compare",
    "checkpoint",
    "batch-verified-1",
    "batch-written-0",
    "batch-written-1",
    "batch-committed-0",
    "last-written",
    "cosigned",
    "last-committed",
    "cosignature-delivered",
    "delivery-noted",
)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def dies_after(owner: Any, name: str, when: Callable[[int], bool] = lambda _call: True) -> None:
    """Kill the process after a call of a function, of the kind that `when` chooses."""
    original = getattr(owner, name)
    calls = [0]

    def count() -> None:
        calls[0] += 1
        if when(calls[0] - 1):
            die()

    async def awaited(*args: Any, **named: Any) -> Any:
        result = await original(*args, **named)
        count()
        return result

    def called(*args: Any, **named: Any) -> Any:
        result = original(*args, **named)
        count()
        return result

    setattr(owner, name, awaited if asyncio.iscoroutinefunction(original) else called)


def arrange(step: str) -> None:
    """Make the process die at a step of docs/protocol/register.md, section 4."""
    match step:
        case "head":
            dies_after(LogSource, "head")
        case "compare":
            dies_after(pulling.LogPuller, "compare")
        case "checkpoint":
            dies_after(pulling, "keep_checkpoint")
        case "batch-verified-1":
            dies_after(BatchVerifier, "verify", lambda call: call == 1)
        case "batch-written-0" | "batch-written-1":
            wanted = int(step[-1])
            dies_after(pulling, "store", lambda call: call == wanted)
        case "batch-committed-0":
            dies_after(pulling.LogPuller, "_committed", lambda call: call == 0)
        case "last-written":
            dies_after(pulling, "project", lambda call: call == 2)
        case "cosigned":
            dies_after(pulling, "cosign_log")
        case "last-committed":
            dies_after(pulling.LogPuller, "_take")
        case "cosignature-delivered":
            dies_after(LogSource, "add_cosignature")
        case "delivery-noted":
            dies_after(pulling, "mark_delivered")
        case _:
            raise ValueError(step)


async def run(folder: Path, address: str, step: str) -> None:
    arrange(step)
    pulling.BESIDE_FROM = 1  # with the helper process, which must end with this one
    database = Database.open(f"sqlite:///{folder}/DE.db")
    files = FederationFiles.at(folder / "federation")
    node = open_nodes(files, {"DE": database}, addresses={"FR": address})["DE"]
    await node.make_syncer(batch_size=BATCH_SIZE).sync_peer("FR")


if __name__ == "__main__":
    asyncio.run(run(Path(sys.argv[1]), sys.argv[2], sys.argv[3]))
