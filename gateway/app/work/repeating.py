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
