"""Two nodes over real gRPC and mTLS on loopback: what only the network can show."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection_pb2, reflection_pb2_grpc

from certs.dev import make_federation
from certs.layout import FederationFiles, MemberFiles
from gateway.domain.letter import LetterType, PartKind
from gateway.errors import Reason, UnavailableError
from gateway.exchange.calls import describe
from gateway.exchange.delivery import Deliverer
from gateway.exchange.identity import NodeIdentity
from gateway.exchange.intake import Intake
from gateway.exchange.outbox import PartDraft, QueuedLetter, queue_letter
from gateway.exchange.peers import DELIVER, MESSAGE_OPTIONS, Peers
from gateway.exchange.server import EXCHANGE_SERVICE, NodeServer, exchange_handler
from gateway.ports import DeliveryResult, MessageRef
from gateway.store.database import Database
from gateway.store.tables_exchange import journal
from gateway.trust.dsse import SignedBytes
from gateway.trust.receipts import receipt_from_bytes
from gateway.trust.tls import channel_credentials, server_credentials
from gateway.wire.limits import MAX_DELIVERY_BYTES
from tests.support.live_node import identity
from tests.support.raising import refuses
from tests.support.stations import accept_all, period_for

BIG = 900 * 1024


@dataclass
class Node:
    files: MemberFiles
    me: NodeIdentity
    db: Database
    intake: Intake
    peers: Peers
    deliverer: Deliverer
    server: NodeServer | None = None

    @classmethod
    def of(cls, files: MemberFiles, url: str) -> "Node":
        me, db = identity(files), Database.open(url)
        peers = Peers(me, files.tls)
        intake = Intake(db, me, check_content=accept_all, period_for=period_for)
        return cls(files, me, db, intake, peers, Deliverer(db, me, peers))

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[str]:
        address = self.me.directory().member(self.me.code).address
        self.server = NodeServer(
            self.me, server_credentials(self.files.tls), [exchange_handler(self.intake)]
        )
        await self.server.start(address)
        try:
            yield address
        finally:
            await self.server.stop(0)

    def queue(self, recipient: str, body: bytes = b"content") -> QueuedLetter:
        return self.db.write_sync(
            lambda conn: queue_letter(
                conn,
                self.me,
                recipient=recipient,
                letter_type=LetterType.REQUEST,
                parts=[PartDraft(PartKind.MATCHING, body)],
                procedure="16(5)",
            )
        )

    async def close(self) -> None:
        await self.peers.close()
        self.intake.close()
        self.deliverer.close()
        self.db.close()


@pytest.fixture
async def nodes(
    live_files: Callable[..., FederationFiles], new_database: Callable[[str], str]
) -> AsyncIterator[dict[str, Node]]:
    files = live_files("DE", "FR")
    made = {code: Node.of(files.members[code], new_database(code)) for code in ("DE", "FR")}
    yield made
    for node in made.values():
        await node.close()


@pytest.fixture
def de(nodes: dict[str, Node]) -> Node:
    return nodes["DE"]


@pytest.fixture
def fr(nodes: dict[str, Node]) -> Node:
    return nodes["FR"]


async def deliver(node: Node, letter: QueuedLetter) -> DeliveryResult:
    return await node.deliverer.deliver(MessageRef(message_id=letter.message_id))


async def test_a_letter_goes_over_mtls_and_comes_back_as_a_receipt(de: Node, fr: Node) -> None:
    async with fr.serving():
        assert (await deliver(de, de.queue("FR"))).settled
        assert (await deliver(de, de.queue("FR", body=b"x" * BIG))).settled


async def test_the_receipt_says_which_group_tls_negotiated(de: Node, fr: Node) -> None:
    async with fr.serving():
        await deliver(de, de.queue("FR"))
    (row,) = fr.db.read_sync(lambda conn: conn.execute(journal.select()).all())
    receipt = receipt_from_bytes(SignedBytes.from_bytes(row.receipt).payload)
    assert receipt.tls_group in {"X25519MLKEM768", "X25519", ""}


async def test_a_peer_that_is_down_and_comes_back(de: Node, fr: Node) -> None:
    letter = de.queue("FR")
    result = await deliver(de, letter)
    assert (result.settled, result.reason) == (False, Reason.PEER_UNAVAILABLE)
    async with fr.serving():
        assert (await deliver(de, letter)).settled


async def test_a_peer_that_was_away_is_looked_for_at_once(de: Node, fr: Node) -> None:
    async with fr.serving():
        assert (await deliver(de, de.queue("FR"))).settled
        reached = await de.peers.channel("FR")
    letter = de.queue("FR")
    assert not (await deliver(de, letter)).settled
    with refuses(UnavailableError, Reason.PEER_UNAVAILABLE):
        await de.peers.channel("FR")
    async with fr.serving():
        assert (await deliver(de, letter)).settled
        again = await de.peers.channel("FR")
        assert again is not reached
        assert await de.peers.channel("FR") is again  # nothing was amiss: nothing is opened anew


async def test_a_full_database_at_the_peer_is_told_and_nothing_is_lost(
    de: Node, fr: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter = de.queue("FR")

    def full(*_: object, **__: object) -> None:
        raise UnavailableError("the disk is full", reason=Reason.DATABASE_UNAVAILABLE)

    async with fr.serving():
        with monkeypatch.context() as patch:
            patch.setattr("gateway.exchange.intake.queue_dispatch", full)
            result = await deliver(de, letter)
        assert (result.settled, result.reason) == (False, Reason.DATABASE_UNAVAILABLE)
        assert (await deliver(de, letter)).settled


@pytest.fixture
def strangers(tmp_path_factory: pytest.TempPathFactory) -> FederationFiles:
    """Another federation with members of the same codes and a TLS authority of its own."""
    folder = tmp_path_factory.mktemp("strangers") / "federation"
    at = datetime.now(UTC) - timedelta(minutes=1)
    return make_federation(("DE",), folder, now=at)


async def call(channel: grpc.aio.Channel, request: bytes) -> grpc.aio.AioRpcError:
    method: grpc.aio.UnaryUnaryMultiCallable[bytes, bytes] = channel.unary_unary(DELIVER)
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await method(request, timeout=10)
    return caught.value


async def test_no_client_certificate_is_explained(de: Node, fr: Node) -> None:
    roots = de.files.tls.authorities.read_bytes()
    async with fr.serving() as address:
        credentials = grpc.ssl_channel_credentials(root_certificates=roots)
        async with grpc.aio.secure_channel(address, credentials) as channel:
            error = await call(channel, b"x")
    assert error.code() is grpc.StatusCode.UNAVAILABLE
    assert "client certificate" in describe(error).remedy


async def test_a_certificate_of_another_federation_is_explained(
    fr: Node, strangers: FederationFiles
) -> None:
    stranger = strangers.members["DE"].tls
    async with fr.serving() as address:
        credentials = grpc.ssl_channel_credentials(
            root_certificates=fr.files.tls.authorities.read_bytes(),
            private_key=stranger.key.read_bytes(),
            certificate_chain=stranger.certificate.read_bytes(),
        )
        async with grpc.aio.secure_channel(address, credentials) as channel:
            error = await call(channel, b"x")
    assert error.code() is grpc.StatusCode.UNAVAILABLE
    assert "client certificate" in describe(error).remedy


async def test_a_server_of_another_federation_is_not_believed(
    de: Node, fr: Node, strangers: FederationFiles
) -> None:
    letter = de.queue("FR")
    address = de.me.directory().member("FR").address
    server = NodeServer(
        fr.me, server_credentials(strangers.members["DE"].tls), [exchange_handler(fr.intake)]
    )
    await server.start(address)
    result = await deliver(de, letter)
    await server.stop(0)
    assert (result.settled, result.reason) == (False, Reason.PEER_UNAVAILABLE)
    assert fr.db.read_sync(lambda conn: conn.execute(journal.select()).all()) == []


async def test_a_refusal_before_step_6_is_a_status_with_reason_and_step(de: Node, fr: Node) -> None:
    async with fr.serving():
        error = await call(await de.peers.channel("FR"), b"no letter at all")
    assert error.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert describe(error).reason is Reason.MESSAGE_MALFORMED


async def test_an_oversized_letter_is_refused_with_a_reason(de: Node, fr: Node) -> None:
    async with fr.serving():
        error = await call(await de.peers.channel("FR"), b"\x00" * (MAX_DELIVERY_BYTES + 1))
    assert error.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
    assert describe(error).reason is Reason.MESSAGE_TOO_LARGE


async def test_an_enormous_one_never_reaches_the_intake(de: Node, fr: Node) -> None:
    unlimited = [(name, -1) for name, _ in MESSAGE_OPTIONS]
    trusted = fr.files.tls.certificate.read_bytes()
    credentials = channel_credentials(de.files.tls.read(), trusted=trusted)
    async with (
        fr.serving() as address,
        grpc.aio.secure_channel(address, credentials, options=unlimited) as channel,
    ):
        error = await call(channel, b"\x00" * (16 * 2**20))
    assert error.code() is grpc.StatusCode.RESOURCE_EXHAUSTED


async def test_health_answers(de: Node, fr: Node) -> None:
    async with fr.serving():
        stub = health_pb2_grpc.HealthStub(await de.peers.channel("FR"))
        for service in ("", EXCHANGE_SERVICE):
            reply = await stub.Check(health_pb2.HealthCheckRequest(service=service), timeout=10)
            assert reply.status == health_pb2.HealthCheckResponse.SERVING


@pytest.mark.parametrize("rehearsal", [True, False])
async def test_reflection_answers_in_a_rehearsal_only(de: Node, fr: Node, rehearsal: bool) -> None:
    directory = replace(fr.me.directory(), rehearsal=rehearsal)
    fr.me = replace(fr.me, directory=lambda: directory)
    names: set[str] = set()
    async with fr.serving():
        asked = reflection_pb2.ServerReflectionRequest(list_services="")
        stub = reflection_pb2_grpc.ServerReflectionStub(await de.peers.channel("FR"))
        try:
            async for reply in stub.ServerReflectionInfo(iter([asked]), timeout=10):
                names |= {each.name for each in reply.list_services_response.service}
        except grpc.aio.AioRpcError as refused:
            assert refused.code() is grpc.StatusCode.UNIMPLEMENTED  # noqa: PT017
    assert (EXCHANGE_SERVICE in names) is rehearsal


async def test_an_address_that_is_taken_is_told(de: Node, fr: Node) -> None:
    async with fr.serving() as address:
        second = NodeServer(fr.me, server_credentials(fr.files.tls), [exchange_handler(fr.intake)])
        with pytest.raises(UnavailableError) as caught:
            await second.start(address)
        await second.stop(0)
    assert caught.value.reason is Reason.NODE_UNAVAILABLE
    assert caught.value.metadata["address"] == address
