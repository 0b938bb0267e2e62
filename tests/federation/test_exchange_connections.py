"""A connection takes nothing from others: no stranger's, no revoked one, and no member's."""

from __future__ import annotations

import asyncio
import socket
import ssl
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc

from certs.layout import FederationFiles
from gateway.errors import Reason, UnavailableError
from gateway.exchange.admission import connections
from gateway.exchange.admission.connections import Bound, Connections
from gateway.exchange.calls import describe
from gateway.exchange.server import NodeServer
from gateway.trust.federation import Directory
from gateway.trust.tls import channel_credentials, server_credentials
from tests.support.live_node import identity
from tests.support.ports import free_ports
from tests.support.raising import refuses

STRANGE_S = 1.0
WITHIN_S = 20.0  # a very busy machine
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes((0, 0, 0, 4, 0, 0, 0, 0, 0))


@dataclass
class Served:
    """FR serves; DE and NL, and whoever else, connect."""

    files: FederationFiles
    server: NodeServer
    held: list[Directory]
    address: str

    def revoke(self, code: str) -> None:
        directory, at = self.held[0], self.held[0].created - timedelta(seconds=1)
        member = directory.member(code)
        gone = replace(member, certificates=dict.fromkeys(member.certificates, at))
        self.held[0] = replace(directory, members={**directory.members, code: gone})

    @asynccontextmanager
    async def member(self, code: str) -> AsyncIterator[health_pb2_grpc.HealthStub]:
        """A connection of its own."""
        tls = self.files.members[code].tls
        trusted = tls.authorities.read_bytes()
        credentials = channel_credentials(tls.read(), trusted=trusted)
        options = [("grpc.use_local_subchannel_pool", 1), ("grpc.enable_retries", 0)]
        async with grpc.aio.secure_channel(self.address, credentials, options=options) as made:
            yield health_pb2_grpc.HealthStub(made)

    async def call(self, code: str) -> float:
        """Call over a new connection; return the seconds that it took."""
        began = time.perf_counter()
        async with self.member(code) as stub:
            await check(stub)
        return time.perf_counter() - began

    async def stranger(self, kind: str) -> None:
        """Open a connection, say nothing more, and wait for its end."""
        tls: ssl.SSLContext | None = None
        if kind == "without certificate":
            tls = ssl.create_default_context(cafile=self.files.members["DE"].tls.authorities)
        elif kind != "bare":
            tls = self.files.members["DE"].tls.read().client
        host, _, port = self.address.rpartition(":")
        try:
            reader, writer = await asyncio.open_connection(host, int(port), ssl=tls)
        except OSError:
            return  # it was ended before
        try:
            if tls is not None:
                writer.write(PREFACE)
            while await reader.read(65536):
                pass
        except OSError:
            return
        finally:
            writer.transport.abort()


async def check(stub: health_pb2_grpc.HealthStub) -> None:
    await stub.Check(health_pb2.HealthCheckRequest(), timeout=WITHIN_S)


async def until(holds: Callable[[], bool]) -> None:
    for _ in range(int(WITHIN_S / 0.01)):
        if holds():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it did not come")


@pytest.fixture
async def served(live_files: Callable[..., FederationFiles]) -> AsyncIterator[Served]:
    files = live_files("DE", "FR", "NL")
    me = identity(files.members["FR"])
    held = [me.directory()]
    me = replace(me, directory=lambda: held[0])
    credentials = server_credentials(files.members["FR"].tls)
    server = NodeServer(me, credentials, [], strange_s=STRANGE_S)
    address = me.directory().member("FR").address
    await server.start(address)
    yield Served(files, server, held, address)
    await server.stop(0)


@pytest.mark.parametrize("kind", ["bare", "without certificate", "member", "revoked"])
async def test_connections_without_a_call_end_and_keep_nobody_out(
    served: Served, kind: str
) -> None:
    """More of them than a gRPC server takes in all, of the caller's own address (attack2 C1)."""
    await served.call("NL")
    if kind == "revoked":
        served.revoke("DE")
    opening = [asyncio.ensure_future(served.stranger(kind)) for _ in range(600)]
    await asyncio.sleep(STRANGE_S / 4)
    assert await served.call("NL") < WITHIN_S / 4
    async with asyncio.timeout(STRANGE_S + WITHIN_S):
        await asyncio.gather(*opening)
    await served.call("NL")
    if kind != "without certificate":  # of these gRPC ends each at once
        assert Bound("address", "127.0.0.1") in served.server.connections.met()


async def test_a_member_is_not_a_stranger_until_its_certificate_is_revoked(served: Served) -> None:
    async with served.member("DE") as stub:
        await check(stub)
        [(name, conn)] = served.server.connections._named.items()
        await asyncio.sleep(STRANGE_S * 1.5)
        await check(stub)
        assert served.server.connections._named == {name: conn}
        served.revoke("DE")  # and it does not call
        await until(lambda: not served.server.connections._named)


async def test_who_is_no_member_hears_it_and_its_connection_ends(served: Served) -> None:
    served.revoke("DE")
    async with served.member("DE") as stub:
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await check(stub)
        assert describe(refused.value).reason is Reason.PEER_REVOKED
        await until(lambda: not served.server.connections._named)


async def test_connections_beyond_those_of_a_certificate_end_its_oldest_without_call(
    served: Served,
) -> None:
    async with AsyncExitStack() as stack:
        nl = await stack.enter_async_context(served.member("NL"))
        await check(nl)
        known = set(served.server.connections._named)
        busy = await stack.enter_async_context(served.member("DE"))
        watching = busy.Watch(health_pb2.HealthCheckRequest())
        await watching.read()
        [kept] = set(served.server.connections._named) - known
        for _ in range(2 * connections.HELD):
            await check(await stack.enter_async_context(served.member("DE")))
        await until(lambda: len(served.server.connections._named) == connections.HELD + 1)
        assert {*known, kept} <= set(served.server.connections._named)
        assert served.server.connections.met() == [Bound("certificate", "DE")]
        await check(nl)
        watching.cancel()


async def test_an_address_that_is_taken_is_said(served: Served) -> None:
    other = NodeServer(
        replace(identity(served.files.members["FR"])),
        server_credentials(served.files.members["FR"].tls),
        [],
    )
    with refuses(UnavailableError, Reason.NODE_UNAVAILABLE):
        await other.start(served.address)


async def test_what_is_not_taken_waits_and_arrives_whole() -> None:
    """Neither side is read faster than the other takes it, and nothing of it is lost."""
    passing = Connections(lambda _: True)
    path = passing.prepare()
    octets = b"\x16" + bytes(range(256)) * 2**15  # 8 MiB

    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        got = await reader.readexactly(len(octets))
        writer.write(got)
        await writer.drain()
        writer.close()

    async with await asyncio.start_unix_server(echo, path):
        [port] = free_ports(1)
        passing.listen(f"127.0.0.1:{port}", shared=False)
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(octets)
        await writer.drain()
        await asyncio.sleep(0.2)  # it comes back meanwhile, and is not read
        assert await reader.read(-1) == octets
        writer.close()
        await passing.close()


async def test_who_does_not_begin_tls_is_closed_at_once() -> None:
    passing = Connections(lambda _: True)
    passing.prepare()
    port = passing.listen("localhost:0", shared=False)
    reader, writer = await asyncio.open_connection("localhost", port)
    writer.write(b"GET / HTTP/1.1\r\n")
    with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
        await reader.readexactly(1)
    writer.close()
    await passing.close()


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
    ],
)
def test_a_host_is_its_address_and_in_ipv6_its_network(address: str, counted: str) -> None:
    assert connections._network(address) == counted


async def test_all_addresses_are_those_of_both_families() -> None:
    passing = Connections(lambda _: True)
    passing.prepare()
    port = passing.listen("0.0.0.0:0", shared=False)
    families = [socket.AF_INET, *([socket.AF_INET6] if socket.has_ipv6 else [])]
    for family in families:
        host = "127.0.0.1" if family is socket.AF_INET else "::1"
        _, writer = await asyncio.open_connection(host, port, family=family)
        writer.close()
    await passing.close()
