"""A register that answers what nobody can read, or more than anybody asked for."""

from __future__ import annotations

from collections.abc import Callable

import grpc
import pytest

from certs.layout import FederationFiles
from gateway.errors import Reason, UnavailableError
from gateway.exchange.server import NodeServer
from gateway.register.sync.service import REGISTER_SERVICE
from gateway.register.sync.source import LogSource
from gateway.trust.tls import channel_credentials, server_credentials
from tests.support.live_node import identity
from tests.support.measured import memory_below

MEBIBYTE = 2**20
ANSWERS = {
    "garbage": b"\x0b\x0b\x0b",
    "heads": b"\x1a\x00" * MEBIBYTE,
    "entries": b"\x12\x00" * MEBIBYTE,
    "bodies of an entry": b"\x12\x81\x80\x80\x01" + b"\x0a\x00" + b"\x12\x00" * MEBIBYTE,
}


async def ask(source: LogSource, method: str) -> None:
    if method == "GetHead":
        await source.head("FR", None)
        return
    async for _ in source.batches("FR", 0, 10, 10):
        pass


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
@pytest.mark.parametrize("method", ["GetHead", "StreamEntries"])
async def test_an_answer_that_cannot_be_read_is_that_of_a_peer_that_is_away(
    live_files: Callable[..., FederationFiles], method: str, answer: bytes
) -> None:
    files = live_files("DE", "FR")
    me = identity(files.members["FR"])

    async def answered(_request: bytes, _context: object) -> bytes:
        return answer

    handler = grpc.method_handlers_generic_handler(
        REGISTER_SERVICE, {method: grpc.unary_unary_rpc_method_handler(answered)}
    )
    server = NodeServer(me, server_credentials(files.members["FR"].tls), [handler])
    address = me.directory().member("FR").address
    await server.start(address)
    credentials = channel_credentials(
        files.members["DE"].tls.read(), trusted=files.members["DE"].tls.authorities.read_bytes()
    )
    async with grpc.aio.secure_channel(address, credentials) as channel:
        source = LogSource("FR", channel, me)
        most = 3 * len(answer) + MEBIBYTE  # gRPC holds it as bytes on both sides
        with memory_below(most), pytest.raises(UnavailableError) as caught:
            await ask(source, method)
    await server.stop(0)

    assert caught.value.reason is Reason.PEER_UNAVAILABLE
    assert "cannot be read" in str(caught.value)
