"""Has signatures verified by a process beside this one, while this one does the rest.

Threads of one interpreter hinder each other: each verification lets go of it and must get
it back. A long catch-up therefore starts `signature_worker`; a short one does not. If the
process dies, nothing is believed and everything is verified here.
"""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Self, TypeVar

import structlog

from gateway.register.log.signature_worker import Item, write_request

log = structlog.get_logger(__name__)

MODULE = "gateway.register.log.signature_worker"
T = TypeVar("T")


class SignatureProcess:
    """One helper process; use it as an asynchronous context manager.

    Requests are answered one after the other, in their order. One thread talks to it: it
    waits in the kernel, where an event loop would have to come back for each 64 KiB.
    """

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="signature-process")

    async def __aenter__(self) -> Self:
        await self._on_thread(self._start)
        return self

    async def __aexit__(self, *_exc: object) -> None:
        # From here, not on its thread, which may be waiting for it.
        if self._process is not None:
            self._process.terminate()
        await self._on_thread(self._end)
        self._thread.shutdown()

    async def holds(self, items: list[Item]) -> list[bool]:
        """Say of each item whether every signature that it claims holds.

        Where the process does not answer, none does: the caller verifies for itself.
        """
        return await self._on_thread(lambda: self._ask(items))

    async def _on_thread(self, call: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, call)

    def _start(self) -> None:
        command = [sys.executable, "-m", MODULE]
        try:
            self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        except OSError as exc:
            log.warning("signature_process.absent", cause=type(exc).__name__)

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):  # what was not read by a process that is gone
                    pipe.close()
        process.wait()

    def _ask(self, items: list[Item]) -> list[bool]:
        process, answer = self._process, b""
        if process is None or process.stdin is None or process.stdout is None:
            return [False] * len(items)
        try:
            process.stdin.write(write_request(items))
            process.stdin.flush()
            answer = process.stdout.read(len(items))
        except (OSError, ValueError) as exc:
            log.warning("signature_process.died", cause=type(exc).__name__)
        if len(answer) != len(items):
            return [False] * len(items)
        return [each == 1 for each in answer]
