"""What a node does again and again, whatever fails."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import structlog

from gateway.errors import ComityError
from gateway.exchange.defects import log_defect, place_of, reason_of

log = structlog.get_logger(__name__)


async def repeat(seconds: float, call: Callable[[], object]) -> None:
    """Call something at once and then regularly, whatever fails; a defect is told once."""
    tried = _Tried()
    while True:
        await tried.call(call)
        await asyncio.sleep(seconds)


async def until_done(seconds: float, call: Callable[[], object]) -> None:
    """Call something until it succeeds, whatever fails; a defect is told once.

    Args:
        seconds: From one call to the next.
        call: What has to succeed once.
    """
    tried = _Tried()
    while True:
        if await tried.call(call):
            return
        await asyncio.sleep(seconds)


class _Tried:
    """Calls something, and remembers of which defect it has told."""

    def __init__(self) -> None:
        self._told = ""

    async def call(self, call: Callable[[], object]) -> bool:
        """Call it; say whether it succeeded."""
        try:
            result = call()
            if asyncio.iscoroutine(result):
                await result
        except ComityError as exc:
            log.warning("node.waits", reason=str(exc.reason), detail=str(exc))
        except Exception as exc:  # noqa: BLE001 - a full disk must not end the node
            this = f"{reason_of(exc)} {place_of(exc)}"
            if this != self._told:
                log_defect(log, "node.defect", exc)
            self._told = this
        else:
            self._told = ""
            return True
        return False
