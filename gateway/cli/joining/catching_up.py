"""How far a new node's registers are, with a bar while it is waited for."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from gateway.cli.client import NodeClient
from gateway.cli.output import err

_LOOK_EVERY_S = 0.5


@dataclass(frozen=True, slots=True)
class CatchingUp:
    """How the registers stand.

    Attributes:
        registers: Of each other member: origin, entries held and known, whether it was found
            whole, and what was wrong at the last visit.
    """

    registers: tuple[dict[str, Any], ...]

    @property
    def done(self) -> bool:
        """Whether each was found whole."""
        return all(each["whole"] for each in self.registers)


def catch_up(
    client: NodeClient,
    wait_s: float,
    *,
    quiet: bool,
    clock: Callable[[], float] = time.monotonic,
    rest: Callable[[float], None] = time.sleep,
) -> CatchingUp:
    """Look at the registers until all are whole, or the time is over.

    Args:
        client: Of the node.
        wait_s: Seconds to wait at most; 0: one look.
        quiet: Show no bar.
        clock: Seconds that pass.
        rest: Waits so many seconds.
    """
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn

    from gateway.cli.bars import Bar

    until, found = clock() + wait_s, look(client)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Bar(*columns, console=err, quiet=quiet or not wait_s) as bar:
        tasks = {
            each["origin"]: bar.add_task(f"register of {each['origin']}", total=None)
            for each in found.registers
        }
        while True:
            for each in found.registers:
                if each["origin"] in tasks:
                    bar.update(
                        tasks[each["origin"]], completed=each["size"], total=max(each["known"], 1)
                    )
            if found.done or clock() >= until:
                return found
            rest(_LOOK_EVERY_S)
            found = look(client)


def look(client: NodeClient) -> CatchingUp:
    """Look at the registers once."""
    return CatchingUp(tuple(client.walk("/health/registers")))
