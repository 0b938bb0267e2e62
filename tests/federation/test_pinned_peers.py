"""A client accepts exactly the certificates of the member that it calls, and TLS 1.3 only.

Real servers on loopback, where every certificate of the federation is good for the address.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc

from certs.layout import FederationFiles, MemberFiles
from certs.operators import renew_certificate, revoke_certificates
from gateway.errors import ComityError, Reason, UnavailableError
from gateway.exchange.calls import describe
from gateway.exchange.identity import NodeIdentity
from gateway.exchange.intake import Intake
from gateway.exchange.peers import DELIVER, Peers
from gateway.exchange.server import EXCHANGE_SERVICE, NodeServer, exchange_handler
from gateway.store.database import Database
from gateway.trust.federation import Directory
from gateway.trust.tls import look_at_peer, server_credentials
from gateway.wire.deliveries import SealedLetter, delivery_to_bytes
from tests.support.live_node import identity
from tests.support.stations import accept_all, period_for


@dataclass
class World:
    """DE, who calls; FR and NL, who can both be at FR's address."""

    files: FederationFiles
    de: NodeIdentity
    fr: NodeIdentity
    peers: Peers
    intake: Intake
    held: Directory

    @asynccontextmanager
    async def at_address_of_fr(self, shown: MemberFiles) -> AsyncIterator[NodeServer]:
        credentials = server_credentials(shown.tls)
        server = NodeServer(self.fr, credentials, [exchange_handler(self.intake)])
        await server.start(self.held.member("FR").address)
        try:
            yield server
        finally:
            await server.stop(0)

    def revoke(self) -> None:
        """DE takes a directory in which every certificate of FR is revoked."""
        fr = self.held.member("FR")
        now = datetime.now(UTC) - timedelta(seconds=1)
        self.change(certificates=dict.fromkeys(fr.certificates, now))

    def change(self, **changes: object) -> None:
        fr = replace(self.held.member("FR"), **changes)  # type: ignore[arg-type]
        self.held = replace(self.held, members={**self.held.members, "FR": fr})

    async def refused(self) -> ComityError:
        with pytest.raises(ComityError) as caught:
            await self.peers.deliver("FR", b"a letter")
        return caught.value

    async def answered(self) -> Reason:
        """FR's intake is reached, and refuses what is no letter."""
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await self.peers.deliver("FR", b"no letter")
        return describe(caught.value).reason


@pytest.fixture
async def world(
    live_files: Callable[..., FederationFiles], new_database: Callable[[str], str]
) -> AsyncIterator[World]:
    files = live_files("DE", "FR", "NL")
    fr, db = identity(files.members["FR"]), Database.open(new_database("FR"))
    intake = Intake(db, fr, check_content=accept_all, period_for=period_for)
    de = identity(files.members["DE"])
    made = World(files, de, fr, Peers(de, files.members["DE"].tls), intake, de.directory())
    peers = Peers(replace(de, directory=lambda: made.held), files.members["DE"].tls)
    made.peers = peers
    yield made
    await peers.close()
    intake.close()
    db.close()


async def test_the_member_itself_is_reached(world: World) -> None:
    async with world.at_address_of_fr(world.files.members["FR"]):
        assert await world.answered() is Reason.MESSAGE_MALFORMED
        channel = await world.peers.channel("FR")
        assert await world.peers.channel("FR") is channel


async def test_another_members_certificate_is_not_believed(world: World) -> None:
    """NL's key, or one that the TLS authority gave to whomever, does not stand for FR.

    Found in use: protocol M2.
    """
    async with world.at_address_of_fr(world.files.members["NL"]):
        error = await world.refused()
    assert error.reason is Reason.PEER_UNKNOWN
    assert "none of FR" in str(error)


async def test_a_certificate_that_the_directory_revokes_is_not_believed(world: World) -> None:
    """Found in use: protocol M2."""
    world.revoke()
    async with world.at_address_of_fr(world.files.members["FR"]):
        assert (await world.refused()).reason is Reason.PEER_REVOKED


async def test_a_server_that_is_changed_behind_an_open_channel_is_not_believed(
    world: World,
) -> None:
    """The look was at FR; whoever takes its place does not complete the channel's handshake."""
    async with world.at_address_of_fr(world.files.members["FR"]):
        channel = await world.peers.channel("FR")
        assert await world.answered() is Reason.MESSAGE_MALFORMED
    async with world.at_address_of_fr(world.files.members["NL"]):
        method: grpc.aio.UnaryUnaryMultiCallable[bytes, bytes] = channel.unary_unary(DELIVER)
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await method(b"a letter", timeout=10)
        assert caught.value.code() is grpc.StatusCode.UNAVAILABLE
        assert (await world.refused()).reason is Reason.PEER_UNKNOWN


async def test_a_revocation_ends_calls_that_are_under_way(world: World) -> None:
    """Found in use: protocol M2."""
    async with world.at_address_of_fr(world.files.members["FR"]):
        stub = health_pb2_grpc.HealthStub(await world.peers.channel("FR"))
        watching = stub.Watch(health_pb2.HealthCheckRequest(service=EXCHANGE_SERVICE))
        assert (await watching.read()).status == health_pb2.HealthCheckResponse.SERVING
        waiting = asyncio.ensure_future(watching.read())
        world.revoke()
        await world.peers.drop_revoked()  # as `DirectoryRefresh` does when it takes it
        with pytest.raises((grpc.aio.AioRpcError, asyncio.CancelledError)):
            async with asyncio.timeout(5):
                await waiting
        assert (await world.refused()).reason is Reason.PEER_REVOKED


async def test_a_renewed_certificate_is_accepted_and_the_old_one_no_more(world: World) -> None:
    fr = world.files.members["FR"]
    (old,) = world.held.member("FR").certificates
    async with world.at_address_of_fr(fr):
        assert await world.answered() is Reason.MESSAGE_MALFORMED
    now = datetime.now(UTC) - timedelta(seconds=1)
    world.held = renew_certificate(world.files, "FR", now=now)
    async with world.at_address_of_fr(fr):
        assert await world.answered() is Reason.MESSAGE_MALFORMED
        channel = await world.peers.channel("FR")
        world.held = revoke_certificates("FR", [old], at=now)(world.held)
        assert await world.peers.channel("FR") is channel
        assert await world.answered() is Reason.MESSAGE_MALFORMED


async def test_those_who_call_at_once_look_once(world: World) -> None:
    async with world.at_address_of_fr(world.files.members["FR"]):
        channels = await asyncio.gather(*(world.peers.channel("FR") for _ in range(20)))
    assert len(set(channels)) == 1


async def test_a_server_of_an_older_tls_is_not_called(world: World) -> None:
    """Found in use: protocol m6."""
    tls, fr = world.files.members["FR"].tls, world.held.member("FR")
    host, _, port = fr.address.rpartition(":")
    found: dict[ssl.TLSVersion, bytes | Reason] = {}
    callers: list[asyncio.StreamWriter] = []
    for version in (ssl.TLSVersion.TLSv1_3, ssl.TLSVersion.TLSv1_2):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(tls.certificate, tls.key)
        context.maximum_version = version
        server = await asyncio.start_server(
            lambda _, writer: callers.append(writer), host, int(port), ssl=context
        )
        async with server:
            try:
                found[version] = await look_at_peer(
                    world.files.members["DE"].tls.read(), fr, datetime.now(UTC)
                )
            except UnavailableError as exc:
                found[version] = exc.reason
    for writer in callers:
        writer.close()
    assert found == {
        ssl.TLSVersion.TLSv1_3: tls.certificate.read_bytes(),
        ssl.TLSVersion.TLSv1_2: Reason.PEER_UNAVAILABLE,
    }


@pytest.mark.parametrize(
    ("version", "reason"),
    [
        (ssl.TLSVersion.TLSv1_3, Reason.DECRYPTION_FAILED),
        (ssl.TLSVersion.TLSv1_2, Reason.PEER_UNKNOWN),
    ],
    ids=["1.3", "1.2"],
)
async def test_a_client_of_an_older_tls_is_not_served(
    world: World, version: ssl.TLSVersion, reason: Reason
) -> None:
    """Found in use: protocol m6."""
    tls = world.files.members["DE"].tls
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(tls.authorities)
    context.load_cert_chain(tls.certificate, tls.key)
    context.set_alpn_protocols(["h2"])
    context.minimum_version = context.maximum_version = version
    host, _, port = world.held.member("FR").address.rpartition(":")

    carried: list[asyncio.Task[None]] = []

    async def through(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry what gRPC says in plain over a connection of that version."""
        far_reader, far_writer = await asyncio.open_connection(
            host, int(port), ssl=context, server_hostname=host
        )
        ways = ((reader, far_writer), (far_reader, writer))
        carried.extend(asyncio.ensure_future(_carry(*way)) for way in ways)

    async with (
        world.at_address_of_fr(world.files.members["FR"]),
        await asyncio.start_server(through, "127.0.0.1", 0) as near,
    ):
        address = f"127.0.0.1:{near.sockets[0].getsockname()[1]}"
        async with grpc.aio.insecure_channel(address) as channel:
            method: grpc.aio.UnaryUnaryMultiCallable[bytes, bytes] = channel.unary_unary(DELIVER)
            with pytest.raises(grpc.aio.AioRpcError) as caught:
                await method(sealed(world), timeout=10)
        for each in carried:
            each.cancel()
        await asyncio.gather(*carried, return_exceptions=True)
    assert describe(caught.value).reason is reason


def sealed(world: World) -> bytes:
    """A letter of the right form; with which key it was sealed is looked at after the peer."""
    letter = SealedLetter(
        federation_id=world.held.federation_id,
        sender="DE",
        recipient="FR",
        message_id="0198f2a0-0000-7000-8000-000000000000",
        recipient_key_id="0" * 16,
        ciphertext=bytes(2000),
    )
    return delivery_to_bytes(letter)


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except OSError:
        pass
    finally:
        writer.close()
