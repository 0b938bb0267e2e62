"""Hands members the directory and the law files that it names.

Nothing here is believed on our word: the directory carries the operators' signatures, and
a file is the one whose digest it names. So any member may serve any other, and a member
that was away, or whose operators forgot it, catches up from whoever is there.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeAlias, TypeVar

import grpc

from comity.v1 import law_service_pb2 as pb
from comity.v1.law_service_pb2_grpc import (
    LawServiceServicer,
    add_LawServiceServicer_to_server,
)
from gateway.errors import NotFoundError
from gateway.exchange.calls import errors_as_status
from gateway.exchange.identity import NodeIdentity
from gateway.trust.federation import DirectoryHead
from gateway.trust.tls import identify_peer

LAW_SERVICE = pb.DESCRIPTOR.services_by_name["LawService"].full_name
"""Full name of the service, for health and reflection."""

MAX_FILE_BYTES = 3 * 2**20
"""Octets of a law file, or of the directories of one answer, that are served or taken; a
message has 4 MiB."""

MOST_VERSIONS = 64
"""Versions of the directory in one answer."""

Context: TypeAlias = grpc.aio.ServicerContext[Any, Any]
T = TypeVar("T")


class LawService(LawServiceServicer):
    """The servicer of ``comity.v1.LawService``.

    Args:
        me: This node.
        law_file: Gives the bytes of a law file that the directory names by a digest.
        directories: Gives the versions of the directory after the caller's, up to the one that
            is held, exactly as they were signed; as many as fit into one answer. It begins with
            the one of the caller's number where that is another here.
    """

    def __init__(
        self,
        me: NodeIdentity,
        *,
        law_file: Callable[[bytes], bytes | None],
        directories: Callable[[DirectoryHead, int], Sequence[bytes]],
    ) -> None:
        self._me = me
        self._law_file = law_file
        self._directories = directories

    async def GetDirectory(
        self, request: pb.GetDirectoryRequest, context: Context
    ) -> pb.GetDirectoryResponse:
        """Give the next versions of the directory, where we hold one that is newer."""

        async def answer() -> pb.GetDirectoryResponse:
            held, theirs = self._me.directory().head, _held(request)
            if held == theirs or held.version < theirs.version:
                return pb.GetDirectoryResponse()
            found = await asyncio.to_thread(self._directories, theirs, held.version)
            return pb.GetDirectoryResponse(directories=found)

        return await self._answered(context, answer)

    async def GetLawFile(
        self, request: pb.GetLawFileRequest, context: Context
    ) -> pb.GetLawFileResponse:
        """Give a file that the directory names, by its digest; nothing else lies open."""

        async def answer() -> pb.GetLawFileResponse:
            found = await asyncio.to_thread(self._law_file, request.digest)
            if found is None or len(found) > MAX_FILE_BYTES:
                raise NotFoundError("no such law file is held here")
            return pb.GetLawFileResponse(content=found)

        return await self._answered(context, answer)

    async def _answered(self, context: Context, answer: Callable[[], Awaitable[T]]) -> T:
        """Answer members only; a directory that has expired still says who is one."""
        async with errors_as_status(context):
            identify_peer(context.auth_context(), self._me.directory(), self._me.clock.now())
            return await answer()


def _held(request: pb.GetDirectoryRequest) -> DirectoryHead:
    return DirectoryHead(request.held_version, request.held_digest)


def serve_law(server: grpc.aio.Server, service: LawService) -> None:
    """Have a server answer for the law; before it is started."""
    add_LawServiceServicer_to_server(service, server)
