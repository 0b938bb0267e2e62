"""Channels to the other members, one each, over mTLS, at the directory's address.

TLS proves the address; the directory says whose it is. That the right member answered is
proved by its signature on the receipt, and only it can open what was sealed to it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import grpc

from gateway.domain.authority import Role
from gateway.errors import Reason, TrustError
from gateway.exchange.identity import NodeIdentity
from gateway.trust.members import Member
from gateway.wire.limits import MAX_DELIVERY_BYTES

DELIVER_TIMEOUT_S = 30.0
"""Deadline of one delivery, in seconds: 4 MiB over a slow line and a commit."""

DELIVER = "/comity.v1.ExchangeService/Deliver"
"""Full name of the call (proto/comity/v1/exchange_service.proto)."""

_ROOM = 64 * 1024  # so that a letter that is just too large is refused by us, with a reason

MESSAGE_OPTIONS: Sequence[tuple[str, int]] = (
    ("grpc.max_receive_message_length", MAX_DELIVERY_BYTES + _ROOM),
    ("grpc.max_send_message_length", MAX_DELIVERY_BYTES + _ROOM),
)

_CHANNEL_OPTIONS: Sequence[tuple[str, int]] = (
    *MESSAGE_OPTIONS,
    # A peer that was restarted is found again soon; gRPC's own limit is two minutes.
    ("grpc.initial_reconnect_backoff_ms", 200),
    ("grpc.max_reconnect_backoff_ms", 5_000),
    # A dead line is noticed between letters, not by the next one.
    ("grpc.keepalive_time_ms", 60_000),
    ("grpc.keepalive_timeout_ms", 10_000),
)


class Peers:
    """Opens, keeps and closes channels.

    Args:
        me: This node.
        credentials: Gives the client credentials (`gateway.trust.tls.channel_credentials`);
            asked again for each new channel, so that a new certificate is used.
    """

    def __init__(
        self, me: NodeIdentity, credentials: Callable[[], grpc.ChannelCredentials]
    ) -> None:
        self._me = me
        self._credentials = credentials
        self._channels: dict[str, tuple[str, grpc.aio.Channel]] = {}

    def codes(self) -> tuple[str, ...]:
        """Return the codes of all other members that have not left."""
        at = self._me.clock.now()
        members = self._me.directory().members.values()
        return tuple(
            sorted(
                member.code
                for member in members
                if member.code != self._me.code and not member.withdrawn(at)
            )
        )

    def member(self, code: str) -> Member:
        """Return a member that can be called now.

        Raises:
            TrustError: PEER_UNKNOWN, PEER_REVOKED when it has left, NOT_AUTHORISED for an
                observer, which has no gateway.
        """
        member = self._me.directory().member(code)
        if member.withdrawn(self._me.clock.now()):
            raise TrustError("the member has left the federation", reason=Reason.PEER_REVOKED)
        if not member.address and Role.OBSERVER.value in member.roles:
            raise TrustError("an observer has no gateway", reason=Reason.NOT_AUTHORISED)
        return member

    def channel(self, code: str) -> grpc.aio.Channel:
        """Return the channel to a member; a new one when its address has changed."""
        address = self.member(code).address
        held = self._channels.get(code)
        if held is not None and held[0] == address:
            return held[1]
        channel = grpc.aio.secure_channel(address, self._credentials(), options=_CHANNEL_OPTIONS)
        self._channels[code] = (address, channel)
        return channel

    def try_again(self, code: str) -> None:
        """Have the next call to a member that was away connect at once.

        gRPC answers for some seconds that it is still away, without looking. Whoever calls
        because of something new, as that the member has just called us, asks for a look.
        Calls that are under way on the old channel go on: it closes when nobody holds it.
        """
        held = self._channels.get(code)
        if held is not None and held[1].get_state() is grpc.ChannelConnectivity.TRANSIENT_FAILURE:
            del self._channels[code]

    async def deliver(self, code: str, request: bytes) -> bytes:
        """Send one delivery and return the response, both as bytes.

        Raises:
            grpc.aio.AioRpcError: The call failed; see `gateway.exchange.status.describe`.
            TrustError: As `member`.
        """
        call: grpc.aio.UnaryUnaryMultiCallable[bytes, bytes] = self.channel(code).unary_unary(
            DELIVER
        )
        return await call(request, timeout=DELIVER_TIMEOUT_S)

    async def renew(self) -> None:
        """Close every channel; the next call opens one with the present certificate."""
        channels = [channel for _, channel in self._channels.values()]
        self._channels.clear()
        for channel in channels:
            await channel.close()

    async def close(self) -> None:
        """Close every channel."""
        await self.renew()
