"""The gRPC server between states: mTLS, raw handlers, health and reflection, limits.

`Deliver` is registered without deserialisers: the handler gets bytes, so nothing is parsed
before it is verified. Other services (the register's) are added by whoever starts the node.
Connections and calls pass `gateway.exchange.admission` first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

import grpc
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection
from opentelemetry.trace import SpanKind

from comity.v1 import exchange_service_pb2
from gateway.errors import Reason, TrustError
from gateway.exchange import calls
from gateway.exchange.admission.callers import Callers
from gateway.exchange.admission.connections import STRANGE_S, Connections, Holder
from gateway.exchange.identity import NodeIdentity
from gateway.exchange.intake import Intake
from gateway.exchange.letter_return import LetterReturner
from gateway.exchange.peers import MESSAGE_OPTIONS
from gateway.trust.tls import check_certificate

EXCHANGE_SERVICE = exchange_service_pb2.DESCRIPTOR.services_by_name["ExchangeService"].full_name
"""Full name of the service."""

MAX_CONCURRENT_CALLS = 2048
"""Calls under way at a time, over all members: of each `callers.CALLS` at most, and of others
only for the moment in which they are refused."""

_LIMITS: Sequence[tuple[str, int]] = (
    ("grpc.max_concurrent_streams", 128),  # of one connection
    ("grpc.server_handshake_timeout_ms", 10_000),  # `connections` counts them
    # A connection that nobody uses, or whose other end is gone, is closed; any is at its age, once
    # its calls have ended or after an hour more. A client connects anew by itself.
    ("grpc.max_connection_idle_ms", 600_000),
    ("grpc.max_connection_age_grace_ms", 3_600_000),
    ("grpc.keepalive_time_ms", 60_000),
    ("grpc.keepalive_timeout_ms", 20_000),
    ("grpc.http2.min_ping_interval_without_data_ms", 30_000),  # members ask each minute
)

_AGE_MS, _AGE_SHARED_MS = 3_600_000, 300_000
"""Where several processes share an address, a connection stays with the one that took it: those
that do not grow old never find a process that is new."""

_STOP_GRACE_S = 5.0  # what is under way may end; its sender repeats it otherwise


def exchange_handler(
    intake: Intake, returner: LetterReturner | None = None
) -> grpc.GenericRpcHandler:
    """Return the handler of ``ExchangeService``.

    Args:
        intake: Takes letters.
        returner: Gives letters back; absent, that method is not served.
    """

    async def deliver(raw: bytes, context: grpc.aio.ServicerContext[Any, Any]) -> bytes:
        with calls.span("letter.intake", SpanKind.SERVER, alone=True) as made:
            calls.marked(made, raw)
            return await intake.receive(raw, context.auth_context())

    methods: dict[str, grpc.RpcMethodHandler[Any, Any]] = {
        "Deliver": grpc.unary_unary_rpc_method_handler(deliver)
    }
    if returner is not None:
        give = returner.answer

        async def return_letters(raw: bytes, context: grpc.aio.ServicerContext[Any, Any]) -> bytes:
            return await give(raw, context.auth_context())

        methods["ReturnLetters"] = grpc.unary_unary_rpc_method_handler(return_letters)
    return grpc.method_handlers_generic_handler(EXCHANGE_SERVICE, methods)


class NodeServer:
    """One node's server; only members are served, and reflection in a rehearsal only.

    Args:
        me: This node.
        credentials: `gateway.trust.tls.server_credentials`.
        handlers: Handlers of the services, `exchange_handler` among them.
        services: Full names of the services, for health and reflection.
        heard: Called with the code of every member that calls; must not block.
        shared: Whether other processes of the gateway listen on the same address.
        strange_s: Seconds without a call of a member after which a connection ends.
    """

    def __init__(
        self,
        me: NodeIdentity,
        credentials: grpc.ServerCredentials,
        handlers: Sequence[grpc.GenericRpcHandler],
        services: Sequence[str] = (EXCHANGE_SERVICE,),
        heard: Callable[[str], None] = lambda _code: None,
        *,
        shared: bool = False,
        strange_s: float = STRANGE_S,
    ) -> None:
        self._credentials, self._shared = credentials, shared
        self._services = tuple(services)
        self._health = health.aio.HealthServicer()
        self.connections = Connections(partial(_counts, me), strange_s)
        """What is accepted, and which of its bounds were met."""
        self._callers = Callers(me, self.connections, heard)
        age = ("grpc.max_connection_age_ms", _AGE_SHARED_MS if shared else _AGE_MS)
        self.grpc = grpc.aio.server(
            interceptors=[self._callers],
            options=[*MESSAGE_OPTIONS, *_LIMITS, age],
            maximum_concurrent_rpcs=MAX_CONCURRENT_CALLS,
        )
        """The server itself, for services that register through generated code."""
        self.grpc.add_generic_rpc_handlers(tuple(handlers))
        health_pb2_grpc.add_HealthServicer_to_server(self._health, self.grpc)
        if me.directory().rehearsal:
            reflection.enable_server_reflection(
                (*self._services, health.SERVICE_NAME, reflection.SERVICE_NAME), self.grpc
            )

    async def start(self, address: str) -> int:
        """Listen and serve.

        Args:
            address: ``host:port``; port 0 takes a free one.

        Returns:
            The port.

        Raises:
            UnavailableError: NODE_UNAVAILABLE, the address cannot be taken.
        """
        self.grpc.add_secure_port(f"unix:{self.connections.prepare()}", self._credentials)
        await self.grpc.start()
        try:
            port = self.connections.listen(address, shared=self._shared)
        except (OSError, ValueError) as exc:
            await self.stop(0)
            raise Reason.NODE_UNAVAILABLE.error(
                "the address {address} cannot be taken",
                remedy="Stop what else listens there, or set another port.",
                address=address,
            ) from exc
        for service in ("", *self._services):
            await self._health.set(service, health_pb2.HealthCheckResponse.SERVING)
        return port

    async def stop(self, grace_s: float = _STOP_GRACE_S) -> None:
        """Say that we go, let what is under way end, stop.

        Args:
            grace_s: Seconds to wait for calls under way.
        """
        self.connections.stop_accepting()
        await self._health.enter_graceful_shutdown()
        self._callers.leave()
        await self.grpc.stop(grace_s)
        await self.connections.close()


def _counts(me: NodeIdentity, holder: Holder) -> bool:
    """Say whether a certificate is a member's now."""
    with suppress(TrustError):
        check_certificate(holder.code, holder.fingerprint, me.directory(), me.clock.now())
        return True
    return False
