"""A cluster behind TLS: a front that demands certificates, before a server of life."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import grpc
import pytest
from temporalio.api.workflowservice.v1 import GetSystemInfoRequest, GetSystemInfoResponse
from temporalio.service import TLSConfig

from certs.dev import make_federation
from certs.layout import FederationFiles, MemberFiles
from gateway.app import engine_connection
from gateway.app.clock import SystemClock
from gateway.app.temporal.cluster import cluster_tls
from gateway.errors import Reason, UnavailableError
from gateway.settings import Settings
from tests.engine.test_supervising import carried, until_answers
from tests.engine.world import KEY, POLL_S, register
from tests.support.raising import refuses
from workflows.client import connect
from workflows.codec import PayloadKeys
from workflows.server import TemporalServer

NAMESPACE = "comity-behind-tls"


@pytest.fixture
def files(tmp_path: Path) -> FederationFiles:
    """Certificates: DE is our node, FR stands for the cluster."""
    return make_federation(("DE", "FR"), tmp_path / "dev", now=SystemClock().now())


def demanding(cluster: MemberFiles) -> ssl.SSLContext:
    """Speaks HTTP/2 over TLS to those alone who show a certificate of the same authority."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(cluster.tls.certificate, cluster.tls.key)
    context.load_verify_locations(cluster.tls.authorities)
    context.verify_mode = ssl.CERT_REQUIRED
    context.set_alpn_protocols(["h2"])
    return context


@asynccontextmanager
async def front(behind: str, context: ssl.SSLContext) -> AsyncIterator[str]:
    """A front that ends TLS and hands octets on; yields its address."""
    host, _, port = behind.rpartition(":")
    under_way: set[asyncio.Task[None]] = set()

    async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while octets := await reader.read(65536):
                writer.write(octets)
                await writer.drain()
        except OSError:
            pass  # either end may go at any time
        finally:
            writer.transport.abort()

    async def between(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            to_reader, to_writer = await asyncio.open_connection(host, int(port))
            await asyncio.gather(pass_on(reader, to_writer), pass_on(to_reader, writer))
        finally:
            writer.transport.abort()

    def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(between(reader, writer))
        under_way.add(task)
        task.add_done_callback(under_way.discard)

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    try:
        yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)
        await asyncio.sleep(0)  # the transports have their end


def shown(files: FederationFiles, address: str, **changes: str) -> Settings:
    """Settings of DE's node, which shows its certificate."""
    tls = files.members["DE"].tls
    return Settings.model_validate(
        {
            "home": files.members["DE"].folder,
            "authority": "DE",
            "suite": "classic",
            "temporal": address,
            "namespace": NAMESPACE,
            "temporal_tls_ca": str(tls.authorities),
            "temporal_tls_cert": str(tls.certificate),
            "temporal_tls_key": str(tls.key),
        }
        | changes
    )


async def test_a_node_works_behind_a_front_that_demands_certificates(
    server: TemporalServer, files: FederationFiles
) -> None:
    """Found in use: attack m6."""
    await register(server.address, NAMESPACE)
    async with (
        front(server.address, demanding(files.members["FR"])) as address,
        carried(shown(files, address)) as (_, engine),
    ):
        await until_answers(engine)
        await engine.start_case("c")


async def test_without_a_certificate_or_from_another_authority_it_is_not_reached(
    server: TemporalServer, files: FederationFiles, tmp_path: Path
) -> None:
    others = make_federation(("DE",), tmp_path / "others", now=SystemClock().now())
    wrong = str(others.members["DE"].tls.authorities)
    async with front(server.address, demanding(files.members["FR"])) as address:
        for changes in (
            {"temporal_tls_cert": "", "temporal_tls_key": ""},
            {"temporal_tls_ca": wrong},
        ):
            tls = cluster_tls(shown(files, address, **changes))
            with refuses(UnavailableError, Reason.ENGINE_UNAVAILABLE):
                async with connect(address, NAMESPACE, PayloadKeys(KEY), tls=tls):
                    pass


async def test_the_key_of_a_hosted_cluster_is_shown_and_followed(
    files: FederationFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_connection, "API_KEY_EVERY_S", POLL_S)
    heard: list[str] = []
    cluster, home = files.members["FR"].tls, files.members["DE"].folder

    class Hosted(grpc.GenericRpcHandler):
        def service(self, details: grpc.HandlerCallDetails) -> grpc.RpcMethodHandler:
            heard.append(str(dict(details.invocation_metadata).get("authorization")))
            return grpc.unary_unary_rpc_method_handler(answer)

    async def answer(_request: bytes, _context: object) -> bytes:
        return GetSystemInfoResponse(server_version="1").SerializeToString()

    serving = grpc.aio.server()
    serving.add_generic_rpc_handlers((Hosted(),))
    pair = (cluster.key.read_bytes(), cluster.certificate.read_bytes())
    port = serving.add_secure_port("127.0.0.1:0", grpc.ssl_server_credentials([pair]))
    await serving.start()
    secret = home / "api.key"
    secret.write_text("first\n")
    secret.chmod(0o600)
    address = f"127.0.0.1:{port}"
    settings = shown(files, address, temporal_api_key_file="api.key")
    tls = TLSConfig(server_root_ca_cert=files.members["DE"].tls.authorities.read_bytes())
    try:
        async with connect(
            address, NAMESPACE, PayloadKeys(KEY), tls=tls, api_key="first"
        ) as client:
            assert heard[-1] == "Bearer first"
            following = asyncio.create_task(engine_connection._follow_api_key(client, settings))
            await asyncio.sleep(0)
            secret.write_text("second\n")
            while client.api_key != "second":  # noqa: ASYNC110 - a property has no event
                await asyncio.sleep(POLL_S)
            following.cancel()
            await client.workflow_service.get_system_info(GetSystemInfoRequest())
            assert heard[-1] == "Bearer second"
    finally:
        await serving.stop(None)
