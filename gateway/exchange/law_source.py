"""Fetches a newer directory and missing law files from the other members.

Whom we ask does not matter: what comes is verified like what a person puts into the folder.
One member is asked at each look, the next one at the next, so that nobody is asked by
everybody and one that hands out nothing delays nothing but itself.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable
from typing import TypeVar

import grpc
import structlog

from comity.v1 import law_service_pb2 as pb
from comity.v1.law_service_pb2_grpc import LawServiceStub
from gateway.errors import InputError, PermissionRefusedError, TrustError, UnavailableError
from gateway.exchange.calls import describe
from gateway.exchange.law_service import MAX_FILE_BYTES, MOST_VERSIONS
from gateway.exchange.peers import Peers
from gateway.trust.directory import load_directory
from gateway.trust.federation import Directory

log = structlog.get_logger(__name__)

CALL_TIMEOUT_S = 20.0
"""Seconds for one file; a member that needs longer is asked again another time."""

MOST_CALLS = 16
"""Calls for the versions between the held one and the newest, at one look."""

T = TypeVar("T")


class LawSource:
    """Asks one member after the other.

    Args:
        peers: The way to the other members.
    """

    def __init__(self, peers: Peers) -> None:
        self._peers = peers
        self._turn = 0

    async def after(self, code: str, version: int, digest: bytes) -> tuple[bytes, ...] | None:
        """Ask a member for the versions after one, as it gives them; nothing is verified.

        Args:
            code: The member.
            version: What is held; 0 for none.
            digest: SHA-256 of its payload; where the member has another, it begins with that.

        Returns:
            None where the member does not answer.
        """
        channel = await self._channel(code)
        if channel is None:
            return None
        request = pb.GetDirectoryRequest(held_version=version, held_digest=digest)
        call = LawServiceStub(channel).GetDirectory(request, timeout=CALL_TIMEOUT_S)
        answer = await _answer(call)
        return None if answer is None else tuple(answer.directories[:MOST_VERSIONS])

    async def directories(
        self, held: Directory, code: str | None = None
    ) -> list[tuple[Directory, bytes]]:
        """Ask a member for the versions after the held one, up to its newest.

        Each is judged by the operators of the one before it, so that a member that was away
        while all of them have changed comes back by itself.

        Args:
            held: The directory that is held; its operators judge the first.
            code: The member; None: whose turn it is.

        Returns:
            Those that verify, in order, with the bytes as they were signed. Whether the last one
            has expired is judged when it is taken.
        """
        found: list[tuple[Directory, bytes]] = []
        if (asked := code or self._turns()) is None:
            return found
        for _ in range(MOST_CALLS):
            given = await self.after(asked, held.version, held.digest) or ()
            for raw in given:
                fresh = await asyncio.to_thread(_newer, raw, held)
                if fresh is None:
                    return found
                found.append((fresh, raw))
                held = fresh
            if not given:
                break
        return found

    async def file(self, digest: bytes) -> bytes | None:
        """Ask the next member for a law file; return it where it is the one.

        Args:
            digest: SHA-256 of the file, as the directory names it.
        """
        code = self._turns()
        channel = None if code is None else await self._channel(code)
        if channel is None:
            return None
        request = pb.GetLawFileRequest(digest=digest)
        stub = LawServiceStub(channel)
        answer = await _answer(stub.GetLawFile(request, timeout=CALL_TIMEOUT_S))
        if answer is None:
            return None
        raw = answer.content
        if len(raw) > MAX_FILE_BYTES or hashlib.sha256(raw).digest() != digest:
            log.warning("law.other_file", digest=digest.hex())
            return None
        return raw

    def _turns(self) -> str | None:
        """Return the member whose turn it is, or None where there is no other."""
        codes = self._peers.codes()
        self._turn += 1
        return codes[self._turn % len(codes)] if codes else None

    async def _channel(self, code: str) -> grpc.aio.Channel | None:
        """Return the channel to a member, or None where it is away."""
        try:
            return await self._peers.channel(code)
        except (TrustError, PermissionRefusedError, UnavailableError):  # an observer, or away
            return None


async def _answer(call: Awaitable[T]) -> T | None:
    """Wait for an answer; a member that is away or has nothing is asked another time."""
    try:
        return await call
    except grpc.aio.AioRpcError as error:
        log.debug("law.unanswered", detail=str(describe(error)))
        return None


def _newer(raw: bytes, held: Directory) -> Directory | None:
    """Return a version that is newer than the held one and verifies by it, else None."""
    try:
        fresh = load_directory(raw, at=None, held=held)
    except (TrustError, InputError) as error:
        log.warning("directory.refused", detail=str(error))
        return None
    return fresh if fresh.version > held.version else None
