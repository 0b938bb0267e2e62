"""Passwords of local accounts: Argon2id, beside the loop and two at a time.

Parameters are RFC 9106's second recommended option (section 4: t=3, 64 MiB, p=4), which took 0.4 s
on two busy cores. Two at once take 128 MiB and both cores; more would keep the node's own work
waiting, so the others queue, and when the queue is long whoever comes next is told so.
"""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Final

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from gateway.errors import InputError, Reason

AT_ONCE: Final = 2
MOST_WAITING: Final = 20
"""Who wait: some four seconds of work."""

SHORTEST, LONGEST = 12, 128
"""Characters; no rule says which (NIST SP 800-63B, section 5.1.1.2)."""


def check_new_password(given: str, name: str) -> None:
    """Check that a password may be taken.

    Raises:
        InputError: It is too short or too long, or holds the account's name.
    """
    if not SHORTEST <= len(given) <= LONGEST:
        raise InputError(
            "password: it has fewer than 12 or more than 128 characters",
            remedy="Take four or five words that nobody would put together.",
        )
    if name.casefold() in given.casefold() or len(set(given)) < SHORTEST // 2:
        raise InputError(
            "password: it holds the account's name, or few different characters",
            remedy="Take four or five words that nobody would put together.",
        )


class Passwords:
    """Hashes passwords and compares them.

    Args:
        hasher: With the parameters of new hashes; one that is kept says its own.
    """

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher(
            time_cost=3, memory_cost=65536, parallelism=4, type=Type.ID
        )
        self._places = asyncio.Semaphore(AT_ONCE)
        self._waiting = 0
        self._nobodys = ""

    async def hashed(self, given: str) -> str:
        """Return what is kept of a password.

        Raises:
            UnavailableError: NODE_BUSY.
        """
        return str(await self._beside(partial(self._hasher.hash, given)))

    async def matches(self, kept: str, given: str) -> bool:
        """Say whether a password is the one that is kept.

        Where none is kept it takes as long: by no difference does anybody learn which accounts
        there are.

        Raises:
            UnavailableError: NODE_BUSY.
        """
        if not self._nobodys:
            self._nobodys = await self.hashed("of nobody")
        found = await self._beside(partial(self._compare, kept or self._nobodys, given))
        return bool(found) and bool(kept)

    def _compare(self, kept: str, given: str) -> bool:
        try:
            return self._hasher.verify(kept, given)
        except (VerificationError, InvalidHashError):
            return False

    async def _beside(self, work: partial[str] | partial[bool]) -> str | bool:
        if self._waiting >= MOST_WAITING:
            raise Reason.NODE_BUSY.error(
                "more people sign in at this moment than the node answers in time",
                remedy="Try again in a few seconds; nothing was counted against you.",
                retry_after_s="5",
            )
        self._waiting += 1
        try:
            async with self._places:
                return await asyncio.to_thread(work)
        finally:
            self._waiting -= 1
