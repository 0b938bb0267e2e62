"""One call with its tries: what is sent, when it is sent again, and after which pause.

Nothing here reads or writes a socket: `tries` says what to do next, and a client that waits
or one that awaits does it. So both keep the same rules.
"""

from __future__ import annotations

import random
import time
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import Final

import httpx2

from comity_sdk.errors import TOO_MANY, NoAnswer, is_problem, retry_after

UNAVAILABLE: Final = 503
_OF_A_PROXY: Final = frozenset({502, 504})
_SAFE: Final = frozenset({"GET", "HEAD"})
KEY: Final = "Idempotency-Key"
_START = "Is the node up, and is this its address?"


@dataclass(frozen=True, slots=True)
class Retries:
    """How often a call is tried, and with which pauses.

    Attributes:
        tries: Most tries of one call; 1: none is repeated.
        first_pause_s: The first pause at most; each next is twice as long.
        longest_pause_s: No pause of its own is longer; one that the node asks for may be.
        give_up_s: After this long in all no further try begins.
    """

    tries: int = 5
    first_pause_s: float = 0.25
    longest_pause_s: float = 20.0
    give_up_s: float = 120.0

    def pause_s(self, number: int) -> float:
        """Return the pause after a try, at random in its upper half, so that many spread."""
        whole = min(self.longest_pause_s, self.first_pause_s * 2.0 ** min(number - 1, 30))
        return whole * random.uniform(0.5, 1.0)  # noqa: S311 - no secret


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as each of its tries sends it: the same octets under the same key.

    Attributes:
        method: Of HTTP.
        path: With the prefix of the interface.
        query: Without what is not given.
        headers: Without the token, which may change between two tries.
        content: Body.
        timeout_s: Longest wait for its answer; None: as the client has it.
    """

    method: str
    path: str
    query: Mapping[str, str | list[str]] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    content: bytes | None = None
    timeout_s: float | None = None

    @property
    def repeatable(self) -> bool:
        """Whether a second try does nothing that the first has done."""
        return self.method in _SAFE or KEY in self.headers


Tries = Generator[Asked | float, "httpx2.Response | httpx2.HTTPError | None", httpx2.Response]


def tries(asked: Asked, rules: Retries) -> Tries:
    """Say what to do, step by step, and return the answer that counts.

    Raises:
        NoAnswer: The last try had none.
    """
    until = time.monotonic() + rules.give_up_s
    number = 0
    while True:
        number += 1
        given = yield asked
        pause_s = _pause(asked, given, rules, number)
        last = number >= rules.tries or pause_s is None
        if last or time.monotonic() + (pause_s or 0.0) > until:
            if isinstance(given, httpx2.Response):
                return given
            raise NoAnswer(
                f"the node does not answer ({type(given).__name__}, tries: {number})", _START
            ) from given
        yield pause_s or 0.0


def _pause(
    asked: Asked, given: httpx2.Response | httpx2.HTTPError | None, rules: Retries, number: int
) -> float | None:
    """Return after which pause to try again, None: not at all."""
    if not isinstance(given, httpx2.Response):
        # Where no connection was made nothing was sent; else it may have been carried out.
        unsent = isinstance(given, httpx2.ConnectError | httpx2.ConnectTimeout | httpx2.PoolTimeout)
        return rules.pause_s(number) if unsent or asked.repeatable else None
    status = given.status_code
    again = (
        status == TOO_MANY
        or (status == UNAVAILABLE and asked.repeatable)
        or (status in _OF_A_PROXY and asked.repeatable and not is_problem(given))
    )
    if not again:
        return None
    said = retry_after(given)
    return rules.pause_s(number) if said is None else said + rules.pause_s(1)
