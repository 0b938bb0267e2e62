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
from gateway.exchange.law_service import MAX_FILE_BYTES, MOST_VERSIONS
from gateway.exchange.peers import Peers
from gateway.exchange.status import describe
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

    async def directories(self, held: Directory) -> list[tuple[Directory, bytes]]:
        """Ask the next member for the versions after the held one, up to its newest.

        Each is judged by the operators of the one before it, so that a member that was away
        while all of them have changed comes back by itself.

        Args:
            held: The directory that is held; its operators judge the first.

        Returns:
            Those that verify, in order, with the bytes as they were signed. Whether the last one
            has expired is judged when it is taken.
        """
        found: list[tuple[Directory, bytes]] = []
        channel = await self._next()
        if channel is None:
            return found
        for _ in range(MOST_CALLS):
            request = pb.GetDirectoryRequest(held_version=held.version)
            call = LawServiceStub(channel).GetDirectory(request, timeout=CALL_TIMEOUT_S)
            answer = await _answer(call)
            for raw in answer.directories[:MOST_VERSIONS] if answer is not None else ():
                fresh = await asyncio.to_thread(_newer, raw, held)
                if fresh is None:
                    return found
                found.append((fresh, raw))
                held = fresh
            if answer is None or not answer.directories:
                break
        return found

    async def file(self, digest: bytes) -> bytes | None:
        """Ask the next member for a law file; return it where it is the one.

        Args:
            digest: SHA-256 of the file, as the directory names it.
        """
        channel = await self._next()
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

    async def _next(self) -> grpc.aio.Channel | None:
        """Return the channel to the member whose turn it is, or None where nobody is there."""
        codes = self._peers.codes()
        if not codes:
            return None
        self._turn += 1
        try:
            return await self._peers.channel(codes[self._turn % len(codes)])
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
