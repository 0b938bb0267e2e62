"""Uploads in pieces, as draft-ietf-httpbis-resumable-upload says, for whatever noun.

`HEAD` answers how many octets have come, `PATCH` adds to them (`application/partial-upload`, or
`application/octet-stream`), `DELETE` gives up. A body passes through in blocks and is never held
whole.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Any, Final, Protocol

from fastapi import Header, Request, Response
from starlette.requests import ClientDisconnect

from gateway.errors import InputError

MAX_PIECE_BYTES: Final = 64 * 2**20
"""Octets of one piece of an upload; a client that dies loses less of it."""

PIECE_TYPE: Final = "application/partial-upload"
PIECE_TYPES: Final = (PIECE_TYPE, "application/octet-stream")
"""The draft's type, and octets of any kind: generators of clients know no more than that one."""

_BLOCK = 2**20  # what is written to the disk at a time
_IDLE_S = 60.0
"""How long a piece may stand still: after that its client is gone, and may come again."""

BINARY: Final[dict[str, Any]] = {"schema": {"type": "string", "format": "binary"}}
PIECE: Final[dict[str, Any]] = {
    "requestBody": {"required": True, "content": dict.fromkeys(PIECE_TYPES, BINARY)}
}
"""How the contract says the body of a piece."""

Offset = Annotated[int, Header(ge=0, le=2**50, description="Number of the piece's first octet.")]
Complete = Annotated[
    str, Header(pattern=r"^\?[01]$", description="`?1` where the document ends with this piece.")
]


class Uploaded(Protocol):
    """A document of which octets come."""

    @property
    def received(self) -> int:
        """How many have come."""
        ...

    @property
    def held(self) -> bool:
        """Whether its contents are here, whole."""
        ...


def progress(found: Uploaded) -> dict[str, str]:
    """Return the headers that say how far an upload is."""
    return {"Upload-Offset": str(found.received), "Upload-Complete": f"?{int(found.held)}"}


def offset_answer(found: Uploaded, most_octets: int) -> Response:
    """Answer how many octets have come, and how many are taken.

    Args:
        found: The document.
        most_octets: The largest that this node takes.
    """
    limit = f"max-size={most_octets}, max-append-size={MAX_PIECE_BYTES}"
    return Response(status_code=204, headers={**progress(found), "Upload-Limit": limit})


def piece_of(request: Request) -> AsyncIterator[bytes]:
    """Return the blocks of a piece; they end where its client has gone or stands still.

    Raises:
        InputError: INPUT_INVALID; the body says that it is something else.
    """
    if request.headers.get("content-type", "") not in PIECE_TYPES:
        raise InputError(
            "Content-Type: a piece of an upload is {piece_type}",
            remedy="Send the header Content-Type: {piece_type}.",
            field="content-type",
            piece_type=PIECE_TYPE,
        )
    return _blocks(request)


async def _blocks(request: Request) -> AsyncIterator[bytes]:
    """Yield a body in blocks; it ends where its client has gone or stands still."""
    stream, held = request.stream(), bytearray()
    while True:
        try:
            async with asyncio.timeout(_IDLE_S):
                more = await anext(stream, None)
        except (ClientDisconnect, TimeoutError):
            break
        if more is None:
            break
        held += more
        if len(held) >= _BLOCK:
            yield bytes(held)
            held.clear()
    if held:
        yield bytes(held)
