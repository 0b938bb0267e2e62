"""A national system reads the feed of a gateway of several processes, by the SDK's own rules."""

from __future__ import annotations

import threading
import time
from collections import Counter
from pathlib import Path

from comity_sdk.client import Client
from comity_sdk.errors import SdkError
from comity_sdk.feed import follow
from gateway.errors import UnavailableError

_PAUSE_S = 0.05
_END_WITHIN_S = 60.0


class EventReader:
    """Reads every event, on a thread of its own, from whichever process answers.

    Args:
        socket: The path that leads to one of them.
        token: Of the system.
        memory: File with the place where it is.
    """

    def __init__(self, socket: Path, token: str, memory: Path) -> None:
        self._address, self._token, self._memory = f"unix:{socket}", token, memory
        self.seen: Counter[str] = Counter()
        self.types: dict[str, str] = {}
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while True:
            is_last = self._ending.is_set()
            try:
                with Client(self._address, token=self._token) as client:
                    for event in follow(client, self._memory, wait_s=1, until_idle=True):
                        self.seen[event.id] += 1
                        self.types[event.id] = event.type
            except SdkError:
                time.sleep(_PAUSE_S)
                continue
            if is_last:
                return
            self._ending.wait(_PAUSE_S)

    def end(self) -> None:
        """Read what there is by now, and stop.

        Raises:
            UnavailableError: Nobody answers.
        """
        self._ending.set()
        self._thread.join(_END_WITHIN_S)
        if self._thread.is_alive():
            raise UnavailableError("the feed of events is not read to its end")


class SteadyCaller:
    """Sends one request after the other by the SDK, and counts those that failed after its tries.

    Args:
        socket: The path that leads to one of the processes.
        token: Of an officer.
    """

    def __init__(self, socket: Path, token: str) -> None:
        self._address, self._token = f"unix:{socket}", token
        self.sent = 0
        self.failed: list[str] = []
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        with Client(self._address, token=self._token) as client:
            while not self._ending.is_set():
                self.sent += 1
                try:
                    client.list_cases(limit=5)
                except SdkError as error:
                    self.failed.append(str(error))
                self._ending.wait(_PAUSE_S)

    def end(self) -> None:
        """Stop."""
        self._ending.set()
        self._thread.join(timeout=60)
