"""Channels to the other members, one each, over mTLS, at the directory's address.

The directory says who is at an address, and by which certificate: no other is accepted, and
one that it revokes is dropped. That the right member answered a letter is proved by its
signature on the receipt too, and only it can open what was sealed to it; of what a register
answers the channel is the only proof that it is as fresh as it seems.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import grpc

from gateway.domain.authority import Role
from gateway.errors import Reason
from gateway.exchange.identity import NodeIdentity
from gateway.trust.members import Member
from gateway.trust.tls import channel_credentials, fingerprint_of_pem, look_at_peer
from gateway.trust.tls_files import TlsFiles, TlsMaterial
from gateway.wire.limits import MAX_DELIVERY_BYTES

DELIVER_TIMEOUT_S = 30.0
"""Deadline of one delivery, in seconds: 4 MiB over a slow line and a commit."""

DELIVER = "/comity.v1.ExchangeService/Deliver"
"""Full name of the call (proto/comity/v1/exchange_service.proto)."""

RETURN_LETTERS = "/comity.v1.ExchangeService/ReturnLetters"

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


_CONNECTED = (grpc.ChannelConnectivity.READY, grpc.ChannelConnectivity.CONNECTING)
"""A channel in another state would connect anew: by then its peer may have a new certificate."""


@dataclass(frozen=True)
class _Held:
    """A channel, the address that it goes to, the certificate that it trusts, and what it shows."""

    address: str
    fingerprint: bytes
    shown: TlsMaterial
    channel: grpc.aio.Channel

    def fits(self, member: Member, shown: TlsMaterial, at: datetime) -> bool:
        """Say whether it would still be opened like this, by the directory and our own files."""
        ours = self.shown is shown and self.address == member.address
        return ours and member.shows(self.fingerprint, at)


class Peers:
    """Opens, keeps and closes channels.

    Args:
        me: This node.
        files: Its TLS files; after they have changed each next call opens a new channel.
    """

    def __init__(self, me: NodeIdentity, files: TlsFiles) -> None:
        self._me = me
        self._files = files
        self._channels: dict[str, _Held] = {}
        self._opening: dict[str, asyncio.Task[grpc.aio.Channel]] = {}

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
            TrustError: PEER_UNKNOWN, PEER_REVOKED when it has left.
            PermissionRefusedError: NOT_AUTHORISED; an observer has no gateway.
        """
        member = self._me.directory().member(code)
        if member.withdrawn(self._me.clock.now()):
            raise Reason.PEER_REVOKED.error("the member has left the federation")
        if not member.address and Role.OBSERVER.value in member.roles:
            raise Reason.NOT_AUTHORISED.error(
                "an observer has no gateway", remedy="Reach the observer outside Comity."
            )
        return member

    async def channel(self, code: str) -> grpc.aio.Channel:
        """Return the channel to a member; a new one when its address or a certificate changed.

        A member that was away is looked at anew, and at once, not when gRPC would next try.
        Calls that are under way on the old channel go on: it closes when nobody holds it.

        Raises:
            UnavailableError: PEER_UNAVAILABLE, it does not show its certificate.
            TrustError: As `member`; PEER_UNKNOWN or PEER_REVOKED where somebody else, or a
                revoked certificate, is at its address.
            PermissionRefusedError: As `member`.
        """
        await self.drop_revoked()
        member = self.member(code)
        held = self._channels.get(code)
        if held is not None and held.fits(member, self._files.read(), self._me.clock.now()):
            if held.channel.get_state() in _CONNECTED:
                return held.channel
            del self._channels[code]
        opening = self._opening.get(code)
        if opening is None:  # those who come meanwhile wait for the same look
            opening = asyncio.ensure_future(self._open(member))
            self._opening[code] = opening
            opening.add_done_callback(lambda done: self._opened(code, done))
        return await asyncio.shield(opening)

    async def _open(self, member: Member) -> grpc.aio.Channel:
        ours = self._files.read()
        shown = await look_at_peer(ours, member, self._me.clock.now())
        credentials = channel_credentials(ours, trusted=shown)
        channel = grpc.aio.secure_channel(member.address, credentials, options=_CHANNEL_OPTIONS)
        channel.get_state(try_to_connect=True)
        fingerprint = fingerprint_of_pem(shown)
        self._channels[member.code] = _Held(member.address, fingerprint, ours, channel)
        return channel

    def _opened(self, code: str, done: asyncio.Task[grpc.aio.Channel]) -> None:
        del self._opening[code]
        if not done.cancelled():
            done.exception()  # told to whoever waited; nobody may have

    async def drop_revoked(self) -> None:
        """Close the channels that the directory would not have opened any more, calls and all.

        Asked at each call; whoever takes a new directory asks too, for calls that run long.
        """
        members, at = self._me.directory().members, self._me.clock.now()
        for code, held in tuple(self._channels.items()):
            member = members.get(code)
            if member is None or member.withdrawn(at) or not member.shows(held.fingerprint, at):
                del self._channels[code]
                await held.channel.close()

    async def deliver(self, code: str, request: bytes) -> bytes:
        """Send one delivery and return the response, both as bytes.

        Raises:
            grpc.aio.AioRpcError: The call failed; see `gateway.exchange.calls.describe`.
            UnavailableError, TrustError, PermissionRefusedError: As `channel`.
        """
        channel = await self.channel(code)
        call: grpc.aio.UnaryUnaryMultiCallable[bytes, bytes] = channel.unary_unary(DELIVER)
        return await call(request, timeout=DELIVER_TIMEOUT_S)

    async def return_letters(self, code: str, request: bytes) -> bytes:
        """Ask a member for letters between us; request and response are bytes.

        Raises:
            grpc.aio.AioRpcError: The call failed.
            UnavailableError, TrustError, PermissionRefusedError: As `channel`.
        """
        channel = await self.channel(code)
        call: grpc.aio.UnaryUnaryMultiCallable[bytes, bytes] = channel.unary_unary(RETURN_LETTERS)
        return await call(request, timeout=DELIVER_TIMEOUT_S)

    async def renew(self) -> None:
        """Close every channel; the next call opens one with the present certificate."""
        for look in self._opening.values():
            look.cancel()
        channels = [held.channel for held in self._channels.values()]
        self._channels.clear()
        for channel in channels:
            await channel.close()

    async def close(self) -> None:
        """Close every channel."""
        await self.renew()
