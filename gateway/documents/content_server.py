"""Gives the contents of a document to the member to which a letter names it.

Who asks is said by TLS and the directory alone; what may be given is asked of the letters that
were sent (`MayHave`). Contents are read, encrypted and sent a block at a time, each stream under a
key of its own that only the caller opens (docs/protocol/documents.md). A stream that breaks is
asked for again from where it ended.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias

import grpc
from cryptography.cobblestone import Cobblestone256Encryptor

from comity.v1 import document_service_pb2 as pb
from comity.v1.document_service_pb2_grpc import (
    DocumentServiceServicer,
    add_DocumentServiceServicer_to_server,
)
from gateway.documents.content_folder import ContentFolder
from gateway.documents.sealed_content import ContentReader
from gateway.domain.consultation.document_fetch import ContentsReceipt
from gateway.domain.transaction import Document
from gateway.errors import InputError, Reason
from gateway.exchange.calls import errors_as_status
from gateway.exchange.identity import NodeIdentity
from gateway.trust.contents_receipts import verify_contents_receipt
from gateway.trust.members import Member
from gateway.trust.sealing import contents_info, seal_key
from gateway.trust.tls import identify_peer

DOCUMENT_SERVICE = pb.DESCRIPTOR.services_by_name["DocumentService"].full_name
"""Full name of the service, for health and reflection."""

STREAMS_A_PEER = 2
"""Streams that one member may have open: it asks for one document at a time, and once more where
it has not noticed that a line is gone."""

STREAMS = 32
"""Streams over all members; each holds a few MiB."""

_END = b""

Context: TypeAlias = "grpc.aio.ServicerContext[Any, Any]"
MayHave: TypeAlias = Callable[[str, str, str], Awaitable[Document]]
"""Returns the document that a letter of ours (by its id) names to a member by a digest; raises
NotFoundError where no such letter was sent to it, or the contents are not held for it."""

TakeReceipt: TypeAlias = Callable[[ContentsReceipt, bytes], Awaitable[None]]
"""Keeps a receipt whose signature holds, as it was signed; raises NotFoundError where it is about
no letter of ours to who signed it."""


HearOffer: TypeAlias = Callable[[str, str, str], Awaitable[None]]
"""Notes that a member says, of a letter of its (by its id), that contents by a digest are there."""


class DocumentService(DocumentServiceServicer):
    """The servicer of ``comity.v1.DocumentService``.

    Args:
        me: This node.
        contents: The folder of contents.
        may_have: See `MayHave`.
        take_receipt: See `TakeReceipt`.
        hear_offer: See `HearOffer`.
    """

    def __init__(
        self,
        me: NodeIdentity,
        contents: ContentFolder,
        may_have: MayHave,
        take_receipt: TakeReceipt,
        hear_offer: HearOffer,
    ) -> None:
        self._me = me
        self._contents = contents
        self._may_have = may_have
        self._take_receipt = take_receipt
        self._hear_offer = hear_offer
        self._streams: Counter[str] = Counter()

    async def GetContents(
        self, request: pb.GetContentsRequest, context: Context
    ) -> AsyncIterator[pb.GetContentsResponse]:
        """Give contents from an offset to their end, encrypted to the caller."""
        async with errors_as_status(context):
            caller = self._caller(context)
            with self._turn(caller.code):
                async for each in self._given(request, caller):
                    yield each

    async def TellContents(
        self, request: pb.TellContentsRequest, context: Context
    ) -> pb.TellContentsResponse:
        """Take the caller's receipt for contents that came to it whole."""
        async with errors_as_status(context):
            caller = self._caller(context)
            raw = request.receipt.SerializeToString()
            receipt = await asyncio.to_thread(
                verify_contents_receipt,
                raw,
                directory=self._me.directory(),
                receiver=caller.code,
                sender=self._me.code,
                at=self._me.clock.now(),
            )
            await self._take_receipt(receipt, raw)
            return pb.TellContentsResponse()

    async def OfferContents(
        self, request: pb.OfferContentsRequest, context: Context
    ) -> pb.OfferContentsResponse:
        """Hear that contents which a letter of the caller names are there now."""
        async with errors_as_status(context):
            caller = self._caller(context)
            await self._hear_offer(caller.code, request.message_id, request.sha256.hex())
            return pb.OfferContentsResponse()

    def _caller(self, context: Context) -> Member:
        directory, now = self._me.directory(), self._me.clock.now()
        remedy = "The authority that gives the contents must fetch the newest directory."
        directory.require_grace(now, remedy)
        return directory.member(identify_peer(context.auth_context(), directory, now).code)

    @contextmanager
    def _turn(self, code: str) -> Iterator[None]:
        for count, most in (
            (self._streams[code], STREAMS_A_PEER),
            (self._streams.total(), STREAMS),
        ):
            if count >= most:
                raise Reason.CALLS_EXCEEDED.error(
                    "{most} documents are being given already",
                    remedy="Nothing is lost: it is asked for again by itself.",
                    member=code,
                    most=most,
                )
        self._streams[code] += 1
        try:
            yield
        finally:
            self._streams[code] -= 1

    async def _given(
        self, request: pb.GetContentsRequest, caller: Member
    ) -> AsyncIterator[pb.GetContentsResponse]:
        sha256 = request.sha256.hex()
        await self._may_have(caller.code, request.message_id, sha256)
        reader = await asyncio.to_thread(self._contents.open, sha256)
        try:
            if not 0 <= request.offset <= reader.size:
                raise InputError(
                    "offset: the contents have {size} octets",
                    remedy="Ask from how many octets have come.",
                    size=reader.size,
                )
            head, encryptor = self._sealed(request, caller, reader.size)
            yield pb.GetContentsResponse(head=head)
            blocks = _encrypted(reader, request.offset, encryptor)
            while block := await asyncio.to_thread(next, blocks, _END):
                yield pb.GetContentsResponse(sealed=block)
        finally:
            reader.close()

    def _sealed(
        self, request: pb.GetContentsRequest, caller: Member, size: int
    ) -> tuple[pb.ContentsHead, Cobblestone256Encryptor]:
        """Return the head of a stream, and what encrypts it, both bound to what it is."""
        info = contents_info(
            federation_id=self._me.directory().federation_id,
            sender=self._me.code,
            recipient=caller.code,
            message_id=request.message_id,
            sha256=request.sha256,
            size=size,
            offset=request.offset,
        )
        key = Cobblestone256Encryptor.generate_key()
        key_id, wrapped = seal_key(key, recipient=caller, info=info, at=self._me.clock.now())
        head = pb.ContentsHead(recipient_key_id=key_id, wrapped_key=wrapped, size_bytes=size)
        return head, Cobblestone256Encryptor(key, info)


def _encrypted(
    reader: ContentReader, offset: int, encryptor: Cobblestone256Encryptor
) -> Iterator[bytes]:
    for octets in reader.read(offset):
        if sealed := bytes(encryptor.update(octets)):
            yield sealed
    yield bytes(encryptor.finalize())


def serve_documents(server: grpc.aio.Server, service: DocumentService) -> None:
    """Have a server answer for contents; before it is started."""
    add_DocumentServiceServicer_to_server(service, server)
