"""mTLS over loopback: who the peer is, as gRPC's authentication context says."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import grpc
import pytest

from certs.dev import make_federation
from certs.layout import FederationFiles
from certs.operators import (
    issue_next_version,
    read_directory,
    renew_certificate,
    revoke_certificates,
    withdraw_member,
)
from gateway.errors import Reason, TrustError
from gateway.trust.federation import Directory
from gateway.trust.tls import (
    POST_QUANTUM_GROUPS,
    PeerCertificate,
    channel_credentials,
    identify_peer,
    server_credentials,
)
from tests.support.raising import refuses

# TLS looks at the machine's clock, so these certificates must count today.
NOW = datetime.now(UTC)

AuthContext = Mapping[str, Iterable[bytes]]
TLS = {"ssl_tls_version": [b"TLSv1.3"]}


class Door:
    """A gRPC server that remembers the authentication context of its last call."""

    def __init__(self) -> None:
        self.seen: AuthContext = {}

    async def knock(self, request: bytes, context: grpc.aio.ServicerContext) -> bytes:
        self.seen = context.auth_context()
        return request


@pytest.fixture(scope="module")
def federation(tmp_path_factory: pytest.TempPathFactory) -> FederationFiles:
    return make_federation(["DE", "FR"], tmp_path_factory.mktemp("tls") / "federation", now=NOW)


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> FederationFiles:
    return make_federation(["DE", "FR"], tmp_path_factory.mktemp("tls") / "other", now=NOW)


@pytest.fixture
async def door(federation: FederationFiles) -> AsyncIterator[tuple[Door, int]]:
    door = Door()
    server = grpc.aio.server()
    server.add_generic_rpc_handlers(
        [
            grpc.method_handlers_generic_handler(
                "test.Door", {"Knock": grpc.unary_unary_rpc_method_handler(door.knock)}
            )
        ]
    )
    credentials = server_credentials(federation.members["FR"].tls)
    port = server.add_secure_port("127.0.0.1:0", credentials)
    await server.start()
    yield door, port
    await server.stop(None)


async def _knock(port: int, credentials: grpc.ChannelCredentials) -> bytes:
    async with grpc.aio.secure_channel(f"127.0.0.1:{port}", credentials) as channel:
        knock: Any = channel.unary_unary("/test.Door/Knock")
        answer: bytes = await knock(b"hello", timeout=10)
        return answer


async def _seen(federation: FederationFiles, door: tuple[Door, int]) -> AuthContext:
    trusted = federation.members["FR"].tls.certificate.read_bytes()
    credentials = channel_credentials(federation.members["DE"].tls.read(), trusted=trusted)
    assert await _knock(door[1], credentials) == b"hello"
    return door[0].seen


def _refused(context: AuthContext, directory: Directory, at: datetime = NOW) -> Reason:
    with pytest.raises(TrustError) as caught:
        identify_peer(context, directory, at)
    return caught.value.reason


async def test_peer_is_known_by_its_certificate(
    federation: FederationFiles, door: tuple[Door, int]
) -> None:
    directory = read_directory(federation, at=NOW)
    context = await _seen(federation, door)
    peer = identify_peer(context, directory, NOW)
    (fingerprint,) = directory.member("DE").certificates
    assert peer == PeerCertificate("DE", fingerprint, "X25519MLKEM768")
    assert peer.group in POST_QUANTUM_GROUPS


async def test_client_without_a_certificate_gets_nowhere(
    federation: FederationFiles, door: tuple[Door, int]
) -> None:
    credentials = grpc.ssl_channel_credentials(federation.ca_certificate.read_bytes())
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await _knock(door[1], credentials)
    assert caught.value.code() is grpc.StatusCode.UNAVAILABLE


async def test_client_of_another_federation_gets_nowhere(
    federation: FederationFiles, other: FederationFiles, door: tuple[Door, int]
) -> None:
    trusted = federation.members["FR"].tls.certificate.read_bytes()
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await _knock(door[1], channel_credentials(other.members["DE"].tls.read(), trusted=trusted))
    assert caught.value.code() is grpc.StatusCode.UNAVAILABLE


async def test_certificate_that_the_directory_does_not_pin(
    federation: FederationFiles, other: FederationFiles, door: tuple[Door, int]
) -> None:
    context = await _seen(federation, door)
    assert _refused(context, read_directory(other, at=NOW)) is Reason.PEER_UNKNOWN


def test_revoked_certificate_and_its_successor(
    tmp_path: Path,
) -> None:
    own = make_federation(["DE", "FR"], tmp_path / "federation", now=NOW)
    before = read_directory(own, at=NOW)
    (old,) = before.member("DE").certificates
    old_context = {**TLS, "x509_pem_cert": [own.members["DE"].tls.certificate.read_bytes()]}
    later, revoked = NOW + timedelta(hours=1), NOW + timedelta(hours=2)
    renew_certificate(own, "DE", now=later)
    after = issue_next_version(own, revoke_certificates("DE", [old], at=revoked), now=revoked)
    assert identify_peer(old_context, after, revoked - timedelta(seconds=1)).fingerprint == old
    assert _refused(old_context, after, revoked) is Reason.PEER_REVOKED
    new_context = {**TLS, "x509_pem_cert": [own.members["DE"].tls.certificate.read_bytes()]}
    assert identify_peer(new_context, after, revoked).code == "DE"


def test_peer_that_has_left(tmp_path: Path) -> None:
    own = make_federation(["DE", "FR"], tmp_path / "federation", now=NOW)
    left = issue_next_version(
        own, withdraw_member("DE", at=NOW, log_size=3, log_root=b"r" * 32), now=NOW
    )
    context = {**TLS, "x509_pem_cert": [own.members["DE"].tls.certificate.read_bytes()]}
    assert _refused(context, left) is Reason.PEER_REVOKED


def test_certificate_whose_uri_names_another_authority(federation: FederationFiles) -> None:
    # The directory gives DE's certificate to FR: fingerprint and URI disagree.
    directory = read_directory(federation, at=NOW)
    german, french = directory.member("DE"), directory.member("FR")
    swapped = replace(
        directory,
        members={
            "DE": replace(german, certificates=french.certificates),
            "FR": replace(french, certificates=german.certificates),
        },
    )
    context = {**TLS, "x509_pem_cert": [federation.members["DE"].tls.certificate.read_bytes()]}
    assert _refused(context, swapped) is Reason.PEER_UNKNOWN


@pytest.mark.parametrize(
    "context",
    [
        {},
        {**TLS, "x509_pem_cert": []},
        {**TLS, "x509_pem_cert": [b"no certificate"]},
        {
            **TLS,
            "x509_pem_cert": [b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"],
        },
    ],
    ids=["no_tls", "no_certificate", "no_pem", "garbled"],
)
def test_context_without_a_usable_certificate(
    federation: FederationFiles, context: AuthContext
) -> None:
    assert _refused(context, read_directory(federation, at=NOW)) is Reason.PEER_UNKNOWN


def test_files_that_are_missing_or_wrong(tmp_path: Path) -> None:
    own = make_federation(["DE"], tmp_path / "federation", now=NOW)
    tls = own.members["DE"].tls
    tls.authorities.write_bytes(b"no certificate")
    with refuses(TrustError, Reason.CERTIFICATE_INVALID) as caught:
        server_credentials(tls)
    assert caught.value.metadata["file"] == "ca.pem"
    tls.certificate.unlink()
    with pytest.raises(TrustError) as caught:
        channel_credentials(tls.read(), trusted=b"")
    assert caught.value.metadata["file"] == "tls-cert.pem"
    tls.key.chmod(0o644)
    with refuses(TrustError, Reason.KEY_INVALID):
        channel_credentials(tls.read(), trusted=b"")


@pytest.mark.parametrize("version", [b"TLSv1.2", b"TLSv1.1", b""])
def test_who_calls_over_an_older_tls_is_not_known(
    federation: FederationFiles, version: bytes
) -> None:
    pem = federation.members["DE"].tls.certificate.read_bytes()
    context = {"x509_pem_cert": [pem], "ssl_tls_version": [version]}
    directory = read_directory(federation, at=NOW)
    assert identify_peer({**context, **TLS}, directory, NOW).code == "DE"
    assert _refused(context, directory) is Reason.PEER_UNKNOWN
