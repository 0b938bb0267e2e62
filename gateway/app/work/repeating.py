"""What a node does again and again, whatever fails."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from gateway.errors import ComityError
from gateway.exchange.defects import log_defect, place_of, reason_of

log = structlog.get_logger(__name__)


async def repeat(seconds: float, call: Callable[[], object]) -> None:
    """Call something at once and then regularly, whatever fails; a defect is told once."""
    told = ""
    while True:
        try:
            result = call()
            if asyncio.iscoroutine(result):
                await result
            told = ""
        except ComityError as exc:
            log.warning("node.waits", reason=str(exc.reason), detail=str(exc))
        except Exception as exc:  # noqa: BLE001 - a full disk must not end the node
            this = f"{reason_of(exc)} {place_of(exc)}"
            if this != told:
                log_defect(log, "node.defect", exc)
            told = this
        await asyncio.sleep(seconds)


async def until_done(seconds: float, call: Callable[[], Awaitable[object]]) -> None:
    """Call something until it succeeds; an error on purpose is logged, and it is called again.

    Args:
        seconds: From one call to the next.
        call: What has to succeed once.

    Raises:
        Exception: What is none of our errors, from the call.
    """
    while True:
        try:
            await call()
        except ComityError as exc:
            log.warning("node.waits", reason=str(exc.reason), detail=str(exc))
            await asyncio.sleep(seconds)
        else:
            return
