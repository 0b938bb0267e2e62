"""Whoever calls a node is a member, and takes no more of it than a member may have."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Any

import grpc
import pytest
from cryptography import x509
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection_pb2

from certs.layout import FederationFiles
from comity.v1 import exchange_service_pb2, law_service_pb2, register_service_pb2
from gateway.domain.letter import LetterType, PartKind
from gateway.errors import Reason
from gateway.exchange.admission import callers
from gateway.exchange.calls import describe
from gateway.exchange.delivery import Deliverer
from gateway.exchange.identity import NodeIdentity
from gateway.exchange.intake import Intake
from gateway.exchange.law_service import LAW_SERVICE, LawService, serve_law
from gateway.exchange.letter_return import LetterReturner
from gateway.exchange.outbox import PartDraft, queue_letter
from gateway.exchange.peers import DELIVER, MESSAGE_OPTIONS, Peers
from gateway.exchange.server import EXCHANGE_SERVICE, NodeServer, exchange_handler
from gateway.ports import DeliveryResult, MessageRef
from gateway.register.sync.service import REGISTER_SERVICE, RegisterService, serve_register
from gateway.store.database import Database
from gateway.trust.federation import Directory
from gateway.trust.tls import channel_credentials, fingerprint_of, server_credentials
from gateway.wire.limits import MAX_DELIVERY_BYTES
from tests.support.live_node import identity
from tests.support.stations import accept_all, period_for

SERVICES = [
    (exchange_service_pb2.DESCRIPTOR, "ExchangeService"),
    (register_service_pb2.DESCRIPTOR, "RegisterService"),
    (law_service_pb2.DESCRIPTOR, "LawService"),
    (health_pb2.DESCRIPTOR, "Health"),
    (reflection_pb2.DESCRIPTOR, "ServerReflection"),
]
METHODS = [
    f"/{file.services_by_name[name].full_name}/{method.name}"
    for file, name in SERVICES
    for method in file.services_by_name[name].methods
]
WATCH = "/grpc.health.v1.Health/Watch"
REFLECTION = "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo"
GARBAGE = b"\x0b\x0b\x0b"


@dataclass
class Members:
    """FR serves; DE and NL call."""

    files: FederationFiles
    me: NodeIdentity
    held: list[Directory]
    address: str
    callers: dict[str, Deliverer]
    databases: dict[str, Database]

    def revoke(self, code: str) -> None:
        """Have FR hold a directory that no longer counts a member's certificate."""
        directory, at = self.held[0], self.me.clock.now() - timedelta(seconds=1)
        member = directory.member(code)
        gone = replace(member, certificates=dict.fromkeys(member.certificates, at))
        self.held[0] = replace(directory, members={**directory.members, code: gone})

    def forget(self, code: str) -> None:
        """Have FR hold a directory that does not name a member's certificate."""
        directory = self.held[0]
        member = directory.member(code)
        raw = self.files.members["FR"].tls.certificate.read_bytes()
        other = fingerprint_of(x509.load_pem_x509_certificate(raw))
        absent = replace(member, certificates={other[::-1]: None})
        self.held[0] = replace(directory, members={**directory.members, code: absent})

    @asynccontextmanager
    async def channel(self, code: str) -> AsyncIterator[grpc.aio.Channel]:
        """A connection of its own, with a member's certificate."""
        credentials = channel_credentials(
            self.files.members[code].tls.read(),
            trusted=self.files.members[code].tls.authorities.read_bytes(),
        )
        options = [*MESSAGE_OPTIONS, ("grpc.use_local_subchannel_pool", 1)]
        async with grpc.aio.secure_channel(self.address, credentials, options=options) as made:
            yield made

    async def letter(self, sender: str) -> DeliveryResult:
        """Send a letter to FR."""
        db = self.databases[sender]
        queued = db.write_sync(
            lambda conn: queue_letter(
                conn,
                identity(self.files.members[sender]),
                recipient="FR",
                letter_type=LetterType.REQUEST,
                parts=[PartDraft(PartKind.MATCHING, b"content")],
                procedure="16(5)",
            )
        )
        return await self.callers[sender].deliver(MessageRef(message_id=queued.message_id))


@pytest.fixture
async def members(
    live_files: Callable[..., FederationFiles], new_sqlite: Callable[[str], str]
) -> AsyncIterator[Members]:
    files = live_files("DE", "FR", "NL")
    databases = {code: Database.open(new_sqlite(code)) for code in files.members}
    me = identity(files.members["FR"])
    held = [replace(me.directory(), rehearsal=True)]
    sending = {
        code: Peers(
            identity(files.members[code]),
            files.members[code].tls,
        )
        for code in ("DE", "NL")
    }
    # The letters say that it is no rehearsal; what the directory says is for reflection only.
    taking = replace(me, directory=lambda: replace(held[0], rehearsal=False))
    me = replace(me, directory=lambda: held[0])
    intake = Intake(databases["FR"], taking, check_content=accept_all, period_for=period_for)
    server = NodeServer(
        me,
        server_credentials(files.members["FR"].tls),
        [exchange_handler(intake, LetterReturner(databases["FR"], taking, lambda *_: None))],
        [EXCHANGE_SERVICE, REGISTER_SERVICE, LAW_SERVICE],
    )
    serve_register(server.grpc, RegisterService(databases["FR"], me))
    law = LawService(me, law_file=lambda _digest: None, directories=lambda _after, _held: ())
    serve_law(server.grpc, law)
    address = me.directory().member("FR").address
    await server.start(address)
    deliverers = {
        code: Deliverer(databases[code], identity(files.members[code]), peers)
        for code, peers in sending.items()
    }
    yield Members(files, me, held, address, deliverers, databases)
    for code, peers in sending.items():
        await peers.close()
        deliverers[code].close()
    await server.stop(0)
    intake.close()
    for db in databases.values():
        db.close()


async def never() -> AsyncIterator[bytes]:
    await asyncio.Event().wait()
    yield b""


def begin(channel: grpc.aio.Channel, method: str, requests: AsyncIterator[bytes]) -> Any:
    return channel.stream_stream(method)(requests, timeout=60)  # type: ignore[arg-type]


async def what_there_is() -> AsyncIterator[bytes]:
    """Ask which services there are, and stay on the line."""
    yield reflection_pb2.ServerReflectionRequest(list_services="").SerializeToString()
    await asyncio.Event().wait()


async def once(raw: bytes) -> AsyncIterator[bytes]:
    yield raw


async def refused(call: Any) -> grpc.aio.AioRpcError:
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        async for _ in call:
            pass
    return caught.value


async def answered(
    channel: grpc.aio.Channel, method: str, requests: Callable[[], AsyncIterator[bytes]]
) -> grpc.aio.AioRpcError:
    """Ask until it is the server that answers.

    Where the server has ended a call before the message went, gRPC's client now and then says
    that it could not send, and not what the server said.
    """
    while True:
        error = await refused(begin(channel, method, requests()))
        if "SendMessageOperation" not in str(error.debug_error_string()):
            return error


@pytest.mark.parametrize(
    ("change", "code", "reason"),
    [
        (Members.revoke, grpc.StatusCode.PERMISSION_DENIED, Reason.PEER_REVOKED),
        (Members.forget, grpc.StatusCode.UNAUTHENTICATED, Reason.PEER_UNKNOWN),
    ],
    ids=["revoked", "unknown"],
)
async def test_no_method_answers_who_is_no_member(
    members: Members,
    change: Callable[[Members, str], None],
    code: grpc.StatusCode,
    reason: Reason,
) -> None:
    """And none reads what is asked: with a message that never comes it is refused as well.

    Found in use: attack C3.
    """
    change(members, "DE")
    async with members.channel("DE") as channel:
        for method in METHODS:
            for requests in (partial(once, GARBAGE), never):
                error = await answered(channel, method, requests)
                assert error.code() is code, method
                assert describe(error).reason is reason, method


async def test_garbage_of_a_member_is_refused_with_a_reason(members: Members) -> None:
    """Found in use: integrator A16."""
    async with members.channel("DE") as channel:
        for method in METHODS:
            error = await refused(begin(channel, method, once(GARBAGE)))
            assert error.code() is grpc.StatusCode.INVALID_ARGUMENT, method
            assert describe(error).reason is Reason.MESSAGE_MALFORMED, method


async def test_streams_of_a_revoked_certificate_take_nothing_from_the_others(
    members: Members,
) -> None:
    """Sixty-four of them held every other member off (attack C3)."""
    members.revoke("DE")
    async with members.channel("DE") as channel:
        watching = [
            asyncio.create_task(refused(health_pb2_grpc.HealthStub(channel).Watch(asked)))
            for asked in [health_pb2.HealthCheckRequest()] * 64
        ]
        assert (await members.letter("NL")).settled
        errors = await asyncio.gather(*watching)
        assert (await members.letter("NL")).settled
    assert {describe(error).reason for error in errors} == {Reason.PEER_REVOKED}


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow the machine is, no call that a test holds ends for want of its message."""
    monkeypatch.setattr(callers, "READ_S", 600)


@pytest.mark.usefixtures("patient")
async def test_a_member_that_holds_all_its_calls_takes_nothing_from_the_others(
    members: Members,
) -> None:
    async with members.channel("DE") as channel:
        held = [begin(channel, DELIVER, never()) for _ in range(callers.CALLS + 1)]
        ended, _ = await asyncio.wait(
            [asyncio.ensure_future(refused(call)) for call in held],
            return_when=asyncio.FIRST_COMPLETED,
        )
        (error,) = (each.result() for each in ended)
        assert error.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
        assert describe(error).reason is Reason.CALLS_EXCEEDED
        result = await members.letter("DE")  # over another connection: its calls are counted all
        assert (result.settled, result.reason) == (False, Reason.CALLS_EXCEEDED)
        assert (await members.letter("NL")).settled
        for call in held:
            call.cancel()
        await until_answered(channel)
    assert (await members.letter("DE")).settled


async def until_refused(channel: grpc.aio.Channel) -> grpc.aio.AioRpcError:
    """Ask after the health until a call is refused: those before it have then begun."""
    stub = health_pb2_grpc.HealthStub(channel)
    while True:
        try:
            await stub.Check(health_pb2.HealthCheckRequest(), timeout=10)
        except grpc.aio.AioRpcError as error:
            return error


async def until_answered(channel: grpc.aio.Channel) -> None:
    stub = health_pb2_grpc.HealthStub(channel)
    while True:
        with suppress(grpc.aio.AioRpcError):
            await stub.Check(health_pb2.HealthCheckRequest(), timeout=10)
            return


async def test_a_member_watches_health_a_few_times_only(members: Members) -> None:
    async with members.channel("DE") as channel:
        stub = health_pb2_grpc.HealthStub(channel)
        watching = [stub.Watch(health_pb2.HealthCheckRequest()) for _ in range(callers.STREAMS)]
        for each in watching:
            assert (await each.read()).status == health_pb2.HealthCheckResponse.SERVING
        error = await refused(stub.Watch(health_pb2.HealthCheckRequest()))
        assert describe(error).reason is Reason.CALLS_EXCEEDED
        await stub.Check(health_pb2.HealthCheckRequest(), timeout=10)


async def test_a_member_has_a_few_connections_only(members: Members) -> None:
    async with members.channel("DE") as last:
        opened = []
        for number in range(callers.CONNECTIONS):
            credentials = channel_credentials(
                members.files.members["DE"].tls.read(),
                trusted=members.files.members["DE"].tls.authorities.read_bytes(),
            )
            channel = grpc.aio.secure_channel(
                members.address, credentials, options=[("grpc.use_local_subchannel_pool", 1)]
            )
            # What answers and goes on; of one method a member may have few.
            if number < callers.STREAMS:
                stub = health_pb2_grpc.HealthStub(channel)
                call = stub.Watch(health_pb2.HealthCheckRequest())
            else:
                call = begin(channel, REFLECTION, what_there_is())
            await call.read()  # it has begun: a call of `last` could else take its place
            opened.append((channel, call))
        error = await until_refused(last)
        assert describe(error).reason is Reason.CALLS_EXCEEDED
        assert "connections" in describe(error).message
        for channel, _ in opened:
            await channel.close()
        await until_answered(last)


async def test_a_message_that_does_not_come_ends_its_call(
    members: Members, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(callers, "READ_S", 0.05)
    async with members.channel("DE") as channel:
        error = await refused(begin(channel, DELIVER, never()))
    assert describe(error).reason is Reason.CALLS_EXCEEDED


async def test_a_members_octets_wait_on_the_line(
    live_files: Callable[..., FederationFiles],
) -> None:
    """Of large messages only so many are in memory, and none is refused for it."""
    files = live_files("DE", "FR")
    me = identity(files.members["FR"])
    under_way: list[int] = []
    full, go_on = asyncio.Event(), asyncio.Event()
    most = callers.OCTETS // MAX_DELIVERY_BYTES + callers.READING

    async def slow(raw: bytes, _context: object) -> bytes:
        under_way.append(len(raw))
        if sum(under_way) >= callers.OCTETS:
            full.set()
        await go_on.wait()
        return b""

    handler = grpc.method_handlers_generic_handler(
        EXCHANGE_SERVICE, {"Deliver": grpc.unary_unary_rpc_method_handler(slow)}
    )
    server = NodeServer(me, server_credentials(files.members["FR"].tls), [handler])
    address = me.directory().member("FR").address
    await server.start(address)
    credentials = channel_credentials(
        files.members["DE"].tls.read(), trusted=files.members["DE"].tls.authorities.read_bytes()
    )
    async with grpc.aio.secure_channel(address, credentials, options=MESSAGE_OPTIONS) as channel:
        method: Any = channel.unary_unary(DELIVER)
        letters = [
            asyncio.ensure_future(method(bytes(MAX_DELIVERY_BYTES), timeout=60))
            for _ in range(most + 8)
        ]
        await full.wait()
        # What passes meanwhile is the small one of nobody else: DE's own waits as well.
        done, _ = await asyncio.wait(letters, timeout=0.5)
        assert not done
        assert callers.OCTETS // MAX_DELIVERY_BYTES <= len(under_way) <= most
        go_on.set()
        assert await asyncio.gather(*letters) == [b""] * len(letters)
    await server.stop(0)
