"""Has signatures verified by a process beside this one, while this one does the rest.

Threads of one interpreter hinder each other: each verification lets go of it and must get
it back. A long catch-up therefore starts `signature_worker`; a short one does not. If the
process dies, nothing is believed and everything is verified here.
"""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from typing import Self

import structlog

from gateway.register.signature_worker import Item, write_request

log = structlog.get_logger(__name__)

MODULE = "gateway.register.signature_worker"


class SignatureProcess:
    """One helper process; use it as an asynchronous context manager.

    Requests are answered one after the other, in their order.
    """

    def __init__(self) -> None:
        self._process: Process | None = None
        self._turn = asyncio.Lock()

    async def __aenter__(self) -> Self:
        try:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", MODULE, stdin=PIPE, stdout=PIPE
            )
        except OSError as exc:
            log.warning("signature_process.absent", cause=type(exc).__name__)
        return self

    async def __aexit__(self, *_exc: object) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if process.stdin is not None:
            process.stdin.close()
        if process.returncode is None:
            process.terminate()
        await process.wait()

    async def holds(self, items: list[Item]) -> list[bool]:
        """Say of each item whether every signature that it claims holds.

        Where the process does not answer, none does: the caller verifies for itself.
        """
        async with self._turn:
            process = self._process
            if process is None or process.stdin is None or process.stdout is None:
                return [False] * len(items)
            try:
                process.stdin.write(write_request(items))
                await process.stdin.drain()
                answer = await process.stdout.readexactly(len(items))
            except (OSError, asyncio.IncompleteReadError) as exc:
                log.warning("signature_process.died", cause=type(exc).__name__)
                return [False] * len(items)
        return [each == 1 for each in answer]
