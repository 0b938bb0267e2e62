"""Accepts the other members' connections before gRPC does, and bounds them.

gRPC's server in Python says nothing of a connection before its first call, and has one limit for
everybody. So connections are accepted here, and their octets are passed on to gRPC over a Unix
socket; TLS is gRPC's. All of it runs on the event loop of the server: another thread would take
Python's lock from it several times for each letter. `callers` says which certificate is behind a
connection as soon as a call has shown it. Until then it is a stranger's: it ends after some
seconds, and where there are too many of one address its oldest ends. A newcomer is not refused for
those that are there, and a member's connection gives way to others of its certificate alone.
"""

from __future__ import annotations

import asyncio
import math
import resource
import socket
import tempfile
from collections import defaultdict
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, field
from ipaddress import IPv4Address, ip_address, ip_network
from typing import Any, Final, NamedTuple, cast

import structlog
from prometheus_client import Counter, Gauge

log = structlog.get_logger(__name__)

STRANGE_S: Final = 10.0
"""Seconds that a connection may be open without a call of a member."""

CROWD: Final = 256
"""Strangers' connections of one address that reach gRPC at a time; more of them are told. A
member's is identified within some milliseconds, and is a stranger's no more."""

PACE, STRANGE_PACE = 512, 64
"""Handshakes a second of an address that a member has used, and of another: each takes a
millisecond or two of the processor. Beyond it the newest is next."""

HELD: Final = 16
"""Identified connections of one certificate; as many as may have calls (`callers.CONNECTIONS`)."""

MOST: Final = 8192
"""Strangers' connections at a time, of one address three quarters of them; fewer where the process
may open fewer files. One takes a file, one that reaches gRPC three."""

_FILES, _FILES_OF_OTHERS = 65_536, 4096
_AT_ONCE = 2**17  # octets of a read
_TICK_S, _TELL_S, _ANSWER_S = 0.25, 60.0, 1.0
_ACCEPTED, _BACKLOG = 500, 1024  # in a tick, and waiting for it: what a flood of them costs
_ADDRESSES = 1024  # that are remembered as a member's
_TOLD = 16  # bounds that are told at a time
_HANDSHAKE = b"\x16"  # the first octet of TLS (RFC 8446, section 5.1)

_ENDED = Counter(
    "comity_connections_ended",
    "Connections to the address for other members that this node has ended, by cause.",
    ["cause"],
)
_OPEN = Gauge("comity_connections", "Connections of other members, and of strangers.", ["of"])


class Holder(NamedTuple):
    """Who is behind a connection: a member's code, and the fingerprint of its certificate."""

    code: str
    fingerprint: bytes


class Bound(NamedTuple):
    """A bound that was met: of an ``address`` or ``certificate``, and whose; or of ``all``."""

    of: str
    whose: str = ""


class _Side(asyncio.BufferedProtocol):
    """One side of a connection: what comes is written to the other.

    All read into one buffer, which is empty again after each: a new one of the size that asyncio
    takes for each read costs more than the read.
    """

    other: _Side

    def __init__(self, lost: Callable[[], None], buffer: memoryview, all_sides: set[_Side]) -> None:
        self._lost, self._buffer, self._all = lost, buffer, all_sides
        self.transport = cast("asyncio.Transport", None)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        self._all.add(self)

    def get_buffer(self, sizehint: int) -> memoryview:
        return self._buffer

    def buffer_updated(self, nbytes: int) -> None:
        self.other.transport.write(bytes(self._buffer[:nbytes]))

    def pause_writing(self) -> None:
        self.other.transport.pause_reading()

    def resume_writing(self) -> None:
        self.other.transport.resume_reading()

    def connection_lost(self, exc: Exception | None) -> None:
        self._all.discard(self)
        if self.other.transport is not None:
            self.other.transport.close()  # once what came is written
        self._lost()


@dataclass(eq=False, slots=True)
class _Connection:
    """A connection: when and why it ends, gRPC's name of it once it is passed on, whose it is."""

    outer: socket.socket
    address: str
    end: float
    cause: str = "stranger"
    name: str = ""
    holder: Holder | None = None
    sides: tuple[_Side, ...] = ()
    passing: asyncio.Task[None] | None = None


@dataclass(slots=True)
class _Address:
    """The strangers' connections of an address, oldest first; which of them gRPC has, and waits."""

    strangers: dict[_Connection, None] = field(default_factory=dict)
    passed: dict[_Connection, None] = field(default_factory=dict)
    waiting: list[_Connection] = field(default_factory=list)
    pace: float = STRANGE_PACE
    may: float = STRANGE_PACE
    at: float = 0.0


class Connections:
    """Accepts, bounds and passes on the connections of a server.

    Args:
        counts: Says whether a certificate is still a member's.
        strange_s: Seconds without a call of a member after which a connection ends.
    """

    def __init__(self, counts: Callable[[Holder], bool], strange_s: float = STRANGE_S) -> None:
        self._counts, self._strange_s, self._most = counts, strange_s, _places()
        self._listening: list[socket.socket] = []
        self._open: dict[_Connection, None] = {}
        self._named: dict[str, _Connection] = {}
        self._passed: dict[_Connection, None] = {}
        self._addresses: defaultdict[str, _Address] = defaultdict(_Address)
        self._held: defaultdict[Holder, dict[_Connection, None]] = defaultdict(dict)
        self._met: dict[Bound, None] = {}
        self._logged: dict[str, float] = {}
        self._sides: set[_Side] = set()
        self._buffer = memoryview(bytearray(_AT_ONCE))
        self._may_accept = 0
        self._ticking: asyncio.TimerHandle | None = None

    def prepare(self) -> str:
        """Return the path of the socket to which connections will be passed on."""
        self._folder = tempfile.TemporaryDirectory(prefix="comity-")  # others may not enter it
        self._loop = asyncio.get_running_loop()
        self._inner = f"{self._folder.name}/grpc"
        return self._inner

    def listen(self, address: str, *, shared: bool) -> int:
        """Take an address and begin.

        Args:
            address: ``host:port``; port 0 takes a free one.
            shared: Whether other processes listen there too.

        Returns:
            The port.

        Raises:
            OSError: It cannot be taken.
            ValueError: It is none.
        """
        host, _, port = address.rpartition(":")
        # As gRPC does: all addresses of this machine are those of both families.
        both = host in ("", "0.0.0.0", "[::]") and socket.has_dualstack_ipv6()  # noqa: S104
        host = "::" if both else host.strip("[]")
        for family, _, _, _, at in socket.getaddrinfo(host, int(port), type=socket.SOCK_STREAM):
            if not self._listening or int(port):
                made = socket.create_server(
                    at[:2], family=family, backlog=_BACKLOG, reuse_port=shared, dualstack_ipv6=both
                )
                made.settimeout(0)
                self._listening.append(made)
        self._tick()
        return int(self._listening[0].getsockname()[1])

    def stop_accepting(self) -> None:
        """Take no more; what is open goes on."""
        while self._listening:
            each = self._listening.pop()
            self._loop.remove_reader(each)
            each.close()

    async def close(self) -> None:
        """End everything; once, after `prepare`."""
        if self._ticking is not None:
            self._ticking.cancel()
        self.stop_accepting()
        passing = [each.passing for each in self._open if each.passing is not None]
        for conn in list(self._open):
            self._end(conn, "stopped")
        await asyncio.gather(*passing, return_exceptions=True)
        for side in list(self._sides):  # what still has something to write included
            side.transport.abort()
        await asyncio.sleep(0)  # sockets are closed by the loop
        self._folder.cleanup()

    def identified(self, name: str, holder: Holder, busy: Collection[str]) -> None:
        """Note whose a connection is; beyond `HELD`, another of its own ends.

        Args:
            name: gRPC's name of it.
            holder: Whose it is.
            busy: Names of those that have calls of the member: they do not end.
        """
        conn = self._named.get(name)
        if conn is not None and conn.holder != holder:
            self._hold(conn, holder, (name, *busy))

    def refused(self, name: str) -> None:
        """Note that who is behind a connection is no member."""
        conn = self._named.get(name)
        if conn is not None:
            self._refuse(conn)

    def met(self) -> list[Bound]:
        """Return which bounds were met since this was asked last."""
        met, self._met = self._met, {}
        return list(met)

    def _tick(self) -> None:
        now = self._loop.time()
        self._ticking = self._loop.call_later(_TICK_S, self._tick)
        self._may_accept = _ACCEPTED
        for each in self._listening:
            self._loop.add_reader(each, self._accept, each)
        for conn in [each for each in self._open if each.end <= now]:
            self._end(conn, conn.cause)
        for holder in [each for each in self._held if not self._counts(each)]:
            for conn in list(self._held[holder]):
                self._end(conn, "refused")
        for address, here in list(self._addresses.items()):
            self._pass(here)
            known = here.pace == PACE and len(self._addresses) < _ADDRESSES
            if not here.strangers and here.may >= here.pace and not known:
                del self._addresses[address]
        members = sum(map(len, self._held.values()))
        _OPEN.labels("member").set(members)
        _OPEN.labels("stranger").set(len(self._open) - members)

    def _accept(self, listening: socket.socket) -> None:
        try:
            while self._may_accept:
                outer, at = listening.accept()
                self._may_accept -= 1
                self._arrived(outer, _network(at[0]))
        except (BlockingIOError, ConnectionError):
            return  # there are no more, or one is gone already
        except OSError:  # no files are left
            pass
        self._loop.remove_reader(listening)  # until the next tick

    def _arrived(self, outer: socket.socket, address: str) -> None:
        outer.settimeout(0)
        here, conn = (
            self._addresses[address],
            _Connection(outer, address, self._loop.time() + self._strange_s),
        )
        here.strangers[conn] = self._open[conn] = None
        self._loop.add_reader(outer, self._knocked, conn)
        if len(here.strangers) > CROWD:
            self._tell(Bound("address", address))
        if len(here.strangers) > self._most * 3 // 4:
            self._end(next(iter(here.strangers)), "crowd")
        elif len(self._open) > self._most:
            self._tell(Bound("all"))
            strangers = (each for each in self._open if each.holder is None)
            self._end(next(strangers), "crowd")

    def _knocked(self, conn: _Connection) -> None:
        """Let who begins TLS wait for its turn; its octets wait in the system."""
        try:
            first = conn.outer.recv(1, socket.MSG_PEEK)
        except OSError:
            first = b""
        if first != _HANDSHAKE:
            self._end(conn, "stranger")
            return
        self._loop.remove_reader(conn.outer)
        here = self._addresses[conn.address]
        here.waiting.append(conn)
        self._pass(here)

    def _pass(self, here: _Address) -> None:
        now = self._loop.time()
        here.may, here.at = min(here.pace, here.may + here.pace * (now - here.at)), now
        while here.waiting and here.may >= 1:
            conn = here.waiting.pop()
            if conn in here.strangers:
                here.may -= 1
                here.passed[conn] = self._passed[conn] = None
                conn.passing = self._loop.create_task(self._pass_on(conn))
        if len(here.passed) > CROWD:
            self._end(next(iter(here.passed)), "crowd")
        if len(self._passed) > self._most // 4:
            self._end(next(iter(self._passed)), "crowd")

    async def _pass_on(self, conn: _Connection) -> None:
        inner = socket.socket(socket.AF_UNIX)
        inner.settimeout(0)
        outside, inside = (
            _Side(lambda: self._end(conn, ""), self._buffer, self._sides) for _ in range(2)
        )
        outside.other, inside.other = inside, outside
        try:
            inner.bind("")  # the system gives it a name of its own (unix(7), autobind)
            inner.connect(self._inner)
            conn.name = f"unix-abstract:{inner.getsockname()[1:].decode()}"
            self._named[conn.name] = conn
            # gRPC speaks after the client: nothing comes before both sides are there.
            await self._loop.connect_accepted_socket(lambda: inside, inner)
            await self._loop.connect_accepted_socket(lambda: outside, conn.outer)
        except OSError:
            inner.close()
            conn.outer.close()
            self._end(conn, "stranger")
            return
        conn.sides = (outside, inside)
        if conn not in self._open:  # it has ended meanwhile
            for side in conn.sides:
                side.transport.abort()

    def _hold(self, conn: _Connection, holder: Holder, kept: Collection[str]) -> None:
        if conn in self._open and conn.cause != "refused":
            self._forget(conn)
            conn.holder, conn.end = holder, math.inf
            held = self._held[holder]
            held[conn] = None
            self._addresses[conn.address].pace = PACE if len(held) <= HELD else STRANGE_PACE
            if len(held) > HELD:
                self._tell(Bound("certificate", holder.code))
                self._end(next(each for each in held if each.name not in kept), "certificate")

    def _refuse(self, conn: _Connection) -> None:
        if conn in self._open:
            self._forget(conn)  # its answer is under way
            conn.cause, conn.end = "refused", min(conn.end, self._loop.time() + _ANSWER_S)

    def _forget(self, conn: _Connection) -> None:
        """Take a connection from the strangers, or from who holds it."""
        here = self._addresses[conn.address]
        for each in (here.strangers, here.passed, self._passed):
            each.pop(conn, None)
        if conn.holder is not None:
            self._held[conn.holder].pop(conn)
            if not self._held[conn.holder]:
                del self._held[conn.holder]
            conn.holder = None

    def _end(self, conn: _Connection, cause: str) -> None:
        """End a connection, if it has not; without a cause it has ended by itself."""
        if conn not in self._open:
            return
        del self._open[conn]
        self._forget(conn)
        self._named.pop(conn.name, None)
        if cause:
            _ENDED.labels(cause).inc()
            for side in conn.sides:
                side.transport.abort()
        if conn.passing is None:
            self._loop.remove_reader(conn.outer)
            conn.outer.close()

    def _tell(self, bound: Bound) -> None:
        if len(self._met) < _TOLD:
            self._met[bound] = None
        now = self._loop.time()
        if now >= self._logged.get(bound.of, 0.0):
            self._logged[bound.of] = now + _TELL_S
            log.warning("connections.bound_met", **bound._asdict(), open=len(self._open))


def _network(address: str) -> str:
    """Return the address as which a host counts: in IPv6 its network of 64 bits."""
    ip: Any = ip_address(address.partition("%")[0])
    ip = getattr(ip, "ipv4_mapped", None) or ip
    return str(ip) if isinstance(ip, IPv4Address) else str(ip_network((ip, 64), strict=False))


def _places() -> int:
    """Return how many connections strangers may have, by the files that the process may open."""
    soft, hard = (min(each % 2**63, _FILES) for each in resource.getrlimit(resource.RLIMIT_NOFILE))
    if soft < hard:
        with suppress(ValueError, OSError):
            resource.setrlimit(
                resource.RLIMIT_NOFILE, (hard, resource.getrlimit(resource.RLIMIT_NOFILE)[1])
            )
            soft = hard
    return min(MOST, max(CROWD, (soft - _FILES_OF_OTHERS) // 2))
