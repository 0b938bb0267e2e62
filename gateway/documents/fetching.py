"""Fetches the contents of a document from the member whose letter names it.

What comes is decrypted chunk by chunk and kept in pieces, encrypted as everything in the folder;
so a stream that breaks goes on where it ended, after a restart as well. Nothing is released here:
whoever asked makes the pieces the contents of a document once the whole digest is right.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import grpc
from cryptography.cobblestone import Cobblestone256Decryptor
from cryptography.exceptions import InvalidTag

from comity.v1 import document_service_pb2 as pb
from comity.v1.document_service_pb2_grpc import DocumentServiceStub
from gateway.documents.content_folder import ContentFolder, UploadPiece
from gateway.domain.transaction import Document
from gateway.errors import ComityError, Reason, TrustError, UnavailableError
from gateway.exchange.calls import describe
from gateway.exchange.identity import NodeIdentity
from gateway.exchange.peers import Peers
from gateway.trust.sealing import contents_info, open_key

PIECE = 16 * 2**20
"""Octets after which what came is kept; a node that is killed loses less of it."""

IDLE_S = 30.0
"""How long a member may send nothing before it counts as away."""

OFFER_S = 5.0
"""How long a member may take to hear that contents are here; it asks by itself otherwise."""


@dataclass(frozen=True, slots=True)
class WantedContents:
    """Contents that are to be fetched.

    Attributes:
        peer: Authority code of who named the document.
        message_id: Its letter that does.
        document: As the letter names it.
        upload: Under which name pieces lie in the folder.
    """

    peer: str
    message_id: str
    document: Document
    upload: str


def upload_name(subject: str, sha256: str) -> str:
    """Return under which name pieces of a document lie; a case's number is no name of a file."""
    return hashlib.sha256(f"{subject}\n{sha256}".encode()).hexdigest()[:32]


class ContentsFetcher:
    """Fetches contents, one stream at a time for each document.

    Args:
        me: This node.
        peers: Channels to the members.
        contents: The folder of contents.
        idle_s: See `IDLE_S`.
    """

    def __init__(
        self, me: NodeIdentity, peers: Peers, contents: ContentFolder, idle_s: float = IDLE_S
    ) -> None:
        self._me = me
        self._peers = peers
        self._contents = contents
        self._idle_s = idle_s

    async def fetch(self, wanted: WantedContents) -> None:
        """Fetch what is missing of a document, into pieces; return once all octets are there.

        Raises:
            UnavailableError: The member is away, stands still or ended the stream early; what
                came is kept.
            NotFoundError: It says that it has no such letter to us, or not the contents.
            TrustError: DECRYPTION_FAILED or CONTENTS_DIFFER; what it sends is not encrypted to
                us for this document, has another size, or is more than the document.
            StateError: Another stream of this document is under way.
        """
        received = await asyncio.to_thread(self._contents.received, wanted.upload)
        if received >= wanted.document.size_bytes:
            return
        channel = await self._peers.channel(wanted.peer)
        call = DocumentServiceStub(channel).GetContents(
            pb.GetContentsRequest(
                message_id=wanted.message_id,
                sha256=bytes.fromhex(wanted.document.sha256),
                offset=received,
            )
        )
        try:
            with _refusals_of(wanted.peer):
                await self._take(wanted, call, received)
        finally:
            call.cancel()

    async def hand_over(self, peer: str, signed: bytes) -> None:
        """Hand over a receipt for contents that came from a member.

        Args:
            peer: Who gave the contents.
            signed: Serialised envelope of the receipt.

        Raises:
            ComityError: It does not take it, or is away.
        """
        channel = await self._peers.channel(peer)
        request = pb.TellContentsRequest()
        request.receipt.ParseFromString(signed)
        with _refusals_of(peer):
            await DocumentServiceStub(channel).TellContents(request, timeout=self._idle_s)

    async def offer(self, peer: str, message_id: str, sha256: str) -> None:
        """Tell a member that contents which a letter to it names are here now.

        Raises:
            ComityError: It is away, or of a version that does not hear it.
        """
        channel = await self._peers.channel(peer)
        request = pb.OfferContentsRequest(message_id=message_id, sha256=bytes.fromhex(sha256))
        with _refusals_of(peer):
            await DocumentServiceStub(channel).OfferContents(request, timeout=OFFER_S)

    async def _take(self, wanted: WantedContents, call: Any, received: int) -> None:
        """Take one stream off the line into pieces."""
        first = await self._next(call)
        if first is None or not first.HasField("head"):
            raise _other(wanted, "its stream has no head")
        decryptor = await asyncio.to_thread(self._opened, wanted, first.head, received)
        piece = await asyncio.to_thread(self._contents.piece, wanted.upload, received)
        written = 0
        try:
            while (answer := await self._next(call)) is not None:
                octets = await asyncio.to_thread(_written, decryptor, answer.sealed, piece, wanted)
                received, written = received + octets, written + octets
                if received > wanted.document.size_bytes:
                    raise _other(wanted, "it sends more octets than the document has")
                if written >= PIECE:
                    await asyncio.to_thread(_kept, piece)
                    piece = await asyncio.to_thread(self._contents.piece, wanted.upload, received)
                    written = 0
            received += await asyncio.to_thread(_finished, decryptor, piece, wanted)
            if received != wanted.document.size_bytes:
                raise _other(wanted, "it ended in order after {received} octets", received=received)
            await asyncio.to_thread(piece.keep)
        except (UnavailableError, grpc.aio.AioRpcError, asyncio.CancelledError):
            if written:
                await asyncio.to_thread(piece.keep)  # each chunk of it was verified
            raise
        finally:
            await asyncio.to_thread(piece.end)

    def _opened(
        self, wanted: WantedContents, head: pb.ContentsHead, offset: int
    ) -> Cobblestone256Decryptor:
        if head.size_bytes != wanted.document.size_bytes:
            raise _other(
                wanted,
                "it has {size_bytes} octets there, and {named_bytes} in the letter",
                size_bytes=head.size_bytes,
                named_bytes=wanted.document.size_bytes,
            )
        info = contents_info(
            federation_id=self._me.directory().federation_id,
            sender=wanted.peer,
            recipient=self._me.code,
            message_id=wanted.message_id,
            sha256=bytes.fromhex(wanted.document.sha256),
            size=head.size_bytes,
            offset=offset,
        )
        try:
            key = open_key(
                head.wrapped_key, ring=self._me.ring, key_id=head.recipient_key_id, info=info
            )
            return Cobblestone256Decryptor(key, info)
        except (TrustError, ValueError) as exc:
            raise _other(wanted, "it is not encrypted to us for this document") from exc

    async def _next(self, call: Any) -> pb.GetContentsResponse | None:
        """Return the next message of a stream, None at its end."""
        try:
            async with asyncio.timeout(self._idle_s):
                answer = await call.read()
        except TimeoutError as exc:
            raise _away("nothing came for {idle_s} s", idle_s=f"{self._idle_s:g}") from exc
        if answer is not grpc.aio.EOF:
            found: pb.GetContentsResponse = answer
            return found
        await _ended(call)
        return None


async def _ended(call: Any) -> None:
    """Return at the end of a stream that its member ended in order.

    Raises:
        grpc.aio.AioRpcError: It ended with an error.
    """
    code = await call.code()
    if code is not grpc.StatusCode.OK:
        raise grpc.aio.AioRpcError(
            code,
            await call.initial_metadata(),
            await call.trailing_metadata(),
            details=await call.details(),
        )


def _written(
    decryptor: Cobblestone256Decryptor, sealed: bytes, piece: UploadPiece, wanted: WantedContents
) -> int:
    try:
        octets = bytes(decryptor.update(sealed))
    except (InvalidTag, ValueError) as exc:
        raise _other(wanted, "it is not encrypted to us for this document, or altered") from exc
    piece.write(octets)
    return len(octets)


def _finished(
    decryptor: Cobblestone256Decryptor, piece: UploadPiece, wanted: WantedContents
) -> int:
    try:
        octets = bytes(decryptor.finalize())
    except (InvalidTag, ValueError) as exc:
        raise _away(
            "{peer} ended the stream before the document had come", peer=wanted.peer
        ) from exc
    piece.write(octets)
    return len(octets)


def _kept(piece: UploadPiece) -> None:
    try:
        piece.keep()
    finally:
        piece.end()


@contextmanager
def _refusals_of(peer: str) -> Iterator[None]:
    """Raise what a member answers as the error that it names."""
    try:
        yield
    except grpc.aio.AioRpcError as exc:
        if exc.code() is grpc.StatusCode.UNIMPLEMENTED:
            raise _away("the gateway of {peer} is of a version without it", peer=peer) from exc
        remote = describe(exc)
        raise remote.reason.error("{text}", remedy=remote.remedy, text=remote.message) from exc


def _away(what: str, **values: Any) -> ComityError:
    return Reason.PEER_UNAVAILABLE.error(
        what,
        remedy="Nothing is lost: it is asked for again by itself, from where it ended.",
        **values,
    )


def _other(wanted: WantedContents, what: str, **values: Any) -> ComityError:
    return Reason.CONTENTS_DIFFER.error(
        "what {peer} sends is not the document {document}: ",
        what,
        remedy="Ask that authority to put the document that its letter names, then fetch it again.",
        sha256=wanted.document.sha256,
        **values,
        peer=wanted.peer,
        document=wanted.document.sha256[:12],
    )
