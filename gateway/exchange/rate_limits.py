"""The share of each account: so many requests a second and so many under way, by any door.

REST and the console count against the same share (`gateway.api.admission`,
`gateway.console.app`): who hammers one finds the other closed as well, and nobody else does.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

from gateway.errors import ComityError, Reason

BY_TIME, AT_ONCE = "account", "account-at-once"
"""What the headers call the two parts of a share: an account has one of each."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The share of one account.

    Attributes:
        per_s: Requests a second, on the whole; as many may come at once after a pause.
        at_once: Requests under way at a time.
    """

    per_s: float
    at_once: int

    @property
    def burst(self) -> float:
        """Requests that may come at once after a pause: those of a second, one at least."""
        return max(self.per_s, 1.0)

    @property
    def policy(self) -> str:
        """The share as `RateLimit-Policy` says it (draft-ietf-httpapi-ratelimit-headers-11)."""
        window = math.ceil(self.burst / self.per_s)
        per_s = f'"{BY_TIME}";q={int(self.burst)};w={max(1, window)}'
        return f'{per_s}, "{AT_ONCE}";q={self.at_once};qu="concurrent-requests"'


NO_LIMITS = Limits(per_s=1e9, at_once=10**9)
"""For who asks his own application, not over a socket: more than any machine is asked."""


@dataclass(slots=True)
class Share:
    """What one account has used of its limits."""

    limits: Limits
    left: float
    at: float
    under_way: int = 0

    def begin(self, now: float) -> None:
        """Count one request more.

        Raises:
            UnavailableError: RATE_EXCEEDED; it says when to come again.
        """
        per_s = self.limits.per_s
        self.left = min(self.limits.burst, self.left + (now - self.at) * per_s)
        self.at = now
        if self.under_way >= self.limits.at_once:
            raise _too_much("under way at a time", f"{self.limits.at_once}", 1.0)
        if self.left < 1:
            raise _too_much("a second", f"{per_s:g}", (1 - self.left) / per_s)
        self.left -= 1
        self.under_way += 1

    def end(self) -> None:
        """Count one request less that is under way."""
        self.under_way -= 1

    def said(self, now: float) -> str:
        """Return what is left, as `RateLimit` says it: how many, and in how long it is whole."""
        left = min(self.limits.burst, self.left + (now - self.at) * self.limits.per_s)
        whole_s = max(1, math.ceil((self.limits.burst - left) / self.limits.per_s))
        at_once = max(0, self.limits.at_once - self.under_way)
        return f'"{BY_TIME}";r={int(left)};t={whole_s}, "{AT_ONCE}";r={at_once}'


class AccountShares:
    """The shares of all accounts of a node.

    Args:
        limits: Of each account.
        now: A clock that only goes on, in seconds.
    """

    def __init__(
        self, limits: Limits = NO_LIMITS, now: Callable[[], float] = time.monotonic
    ) -> None:
        self.limits = limits
        self.now = now
        self._held: dict[str, Share] = {}

    def of(self, name: str) -> Share:
        """Return the share of an account."""
        share = self._held.get(name)
        if share is None:
            share = self._held[name] = Share(self.limits, self.limits.burst, self.now())
        return share


def _too_much(what: str, limit: str, wait_s: float) -> ComityError:
    return Reason.RATE_EXCEEDED.error(
        "this account has more than {limit} requests ",
        what,
        remedy="Send the request again after the seconds of Retry-After; nothing was done.",
        retry_after_s=max(1, math.ceil(wait_s)),
        limit=limit,
    )
