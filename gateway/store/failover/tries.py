"""Whether what the database failed is tried again, and how long before it is."""

from __future__ import annotations

import threading
import time
from typing import Final

from gateway.store.failover.failures import Failure

CONFLICTS: Final = 5
"""How often a group that another transaction was in the way of is tried, in all."""

_FIRST_S: Final = 0.05
_LONGEST_S: Final = 1.0


class Tries:
    """Of one writer, on its thread.

    An outage has one time, not each group of its own: what comes after that has passed fails at its
    first try, so that nobody waits behind what waits in vain.

    Args:
        within_s: For how long a lost connection is tried again, in seconds.
    """

    def __init__(self, within_s: float) -> None:
        self._within_s = within_s
        self._since: float | None = None
        self._ending = threading.Event()
        self.again = 0
        """How often something was tried again."""

    def end(self) -> None:
        """Try nothing again from now on; from any thread."""
        self._ending.set()

    def worked(self) -> None:
        """Note that the database answers."""
        self._since = None

    def wait(self, failure: Failure | None, number: int) -> bool:
        """Wait a little, and say whether to try again.

        Args:
            failure: What the failure was; None: one that is not tried again.
            number: How often it was tried, from 1.
        """
        if failure is None or (failure is Failure.CONFLICT and number >= CONFLICTS):
            return False
        if failure is Failure.LOST:
            now = time.monotonic()
            self._since = now if self._since is None else self._since
            if now - self._since >= self._within_s:
                return False
        pause = min(_FIRST_S * 2 ** (number - 1), _LONGEST_S)
        if number == 1 and failure is Failure.LOST:
            pause = 0.0  # most often the next connection works: the server was started again
        if self._ending.wait(pause):
            return False
        self.again += 1
        return True
