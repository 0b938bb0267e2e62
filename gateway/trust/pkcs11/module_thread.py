"""Runs calls of a PKCS#11 module one after another, in a thread that nothing waits for at the end.

The module is initialised as for one thread (`C_Initialize` without arguments; PKCS#11 2.40,
section 5.4), so this thread is the lock under which all of its calls are made. Who calls waits for
so long and no longer: a token that hangs holds up this thread alone, and it is no reason for the
process not to end.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from typing import Any, TypeVar

T = TypeVar("T")


class TokenThread:
    """One thread; it begins with the first call."""

    def __init__(self) -> None:
        self._waiting: SimpleQueue[tuple[Future[Any], Callable[[], Any]]] = SimpleQueue()
        self._begun: float | None = None
        """Since when the present call runs, by the monotonic clock in seconds."""
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()

    def call(self, do: Callable[[], T], *, within_s: float) -> T:
        """Run a call in the thread and return what it returns; what it raises is raised here.

        Args:
            do: The call.
            within_s: For how many seconds to wait. Where the call before has taken longer already,
                it is not waited at all.

        Raises:
            TimeoutError: It did not end in time. One that had not begun is not made any more.
        """
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="pkcs11", daemon=True)
                self._thread.start()
        begun = self._begun
        if begun is not None and time.monotonic() - begun > within_s:
            raise TimeoutError
        future: Future[T] = Future()
        self._waiting.put((future, do))
        try:
            return future.result(within_s)
        except TimeoutError:
            future.cancel()
            raise

    def _run(self) -> None:
        while True:
            future, do = self._waiting.get()
            if not future.set_running_or_notify_cancel():
                continue
            self._begun = time.monotonic()
            try:
                future.set_result(do())
            except BaseException as exc:  # noqa: BLE001 - raised where it is waited for
                future.set_exception(exc)
            finally:
                self._begun = None
            del future, do  # neither keeps what it holds until the next call
