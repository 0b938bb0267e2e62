"""Doors of a node: one port for REST and console, sockets of this machine and of networks."""

from __future__ import annotations

import asyncio
import errno
import os
import socket
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from gateway.api.answers.compression import PAGES, Compressed
from gateway.api.published.operations import PREFIX
from gateway.app.api_tls import ApiTls
from gateway.app.http_timeouts import Server
from gateway.app.several.roles import EVERY_ROLE, ProcessRole
from gateway.app.temporal.cluster import LOOPBACK
from gateway.app.work.repeating import repeat
from gateway.console.app import ROOT
from gateway.errors import Reason, UnavailableError
from gateway.settings import Settings

LINK_EVERY_S: Final = 2.0
"""How often a process looks whether commands still reach one at the path of the socket."""
ANSWER_S: Final = 3.0
"""How long the process at the path may take for an answer; another one answers instead then."""
LEFT_AFTER_S: Final = 60.0
"""Age of a socket without a process before it is removed: one that begins is bound, then served."""


class Doors:
    """One port, two siblings: what begins with `/desk` is the console's, all else is REST's.

    Args:
        rest: The interface for national systems, and what is shown to who runs the node.
        console: The officers' pages.
    """

    def __init__(self, rest: ASGIApp, console: ASGIApp) -> None:
        self._rest = rest
        self._console = Compressed(console, PAGES)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Carry out one request; what is no request (the server's own beginning) is REST's."""
        await self._of(scope)(scope, receive, send)

    def _of(self, scope: Scope) -> ASGIApp:
        path = scope.get("path", "")
        theirs = scope["type"] == "http" and (path in {"/", ROOT} or path.startswith(f"{ROOT}/"))
        return self._console if theirs else self._rest


class WithoutInterface:
    """What stands beside the console of a process that serves no REST interface.

    Args:
        rest: The whole interface; what is shown to who runs the node is served of it, and no more.
    """

    def __init__(self, rest: ASGIApp) -> None:
        self._rest = rest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Carry out one request."""
        if scope["type"] == "http" and scope["path"].startswith(f"{PREFIX}/"):
            await _NOT_HERE(scope, receive, send)
        else:
            await self._rest(scope, receive, send)


_NOT_HERE = PlainTextResponse("This address serves the console.\n", status_code=404)


@dataclass(frozen=True, slots=True)
class ServedApps:
    """What a process serves over HTTP.

    Attributes:
        rest: The interface for national systems.
        console: The officers' pages.
        roles: Of which of them it is reached from outside; both are on the Unix socket.
        shared: Whether other processes of the gateway listen on the same addresses.
    """

    rest: ASGIApp
    console: ASGIApp
    roles: frozenset[ProcessRole] = EVERY_ROLE
    shared: bool = False


@asynccontextmanager
async def open_doors(
    served: ServedApps, settings: Settings, tls: ApiTls | None
) -> AsyncIterator[None]:
    """Serve REST and console on the Unix socket (mode 0600) and, where set, on TCP addresses.

    Raises:
        InputError: SETTING_INVALID; an address without TLS is not on this machine.
        UnavailableError: An address is taken.
    """
    app, roles, shared = Doors(served.rest, served.console), served.roles, served.shared
    api, console = ProcessRole.API in roles, ProcessRole.CONSOLE in roles
    outer: ASGIApp = app if console else served.rest
    async with AsyncExitStack() as stack:

        def again(seconds: float, look: Callable[[], None]) -> None:
            looks = asyncio.create_task(repeat(seconds, lambda: asyncio.to_thread(look)))
            stack.callback(looks.cancel)

        path = settings.path(settings.api_socket)
        sockets = [
            stack.enter_context(shared_unix_socket(path) if shared else own_unix_socket(path))
        ]
        await stack.enter_async_context(accepting(Server(app), sockets))
        if settings.api_listen and api:
            bound = [loopback_socket(settings.api_listen, shared=shared)]
            await stack.enter_async_context(accepting(Server(outer), bound))
        if settings.console_listen and console:
            bound = [loopback_socket(settings.console_listen, "console_listen", shared=shared)]
            alone = Doors(WithoutInterface(served.rest), served.console)
            await stack.enter_async_context(accepting(Server(alone), bound))
        if tls is not None and api:
            bound = [tcp_socket(settings.api_tls_listen, "api_tls_listen", shared=shared)]
            await stack.enter_async_context(accepting(Server(outer, tls), bound))
            again(settings.api_tls_reload_s, tls.look)
        if shared:
            await asyncio.to_thread(link_where_dead, path)
            again(LINK_EVERY_S, partial(link_where_dead, path))
        yield


@asynccontextmanager
async def accepting(server: Server, sockets: list[socket.socket]) -> AsyncIterator[None]:
    """Accept requests within a block; what has begun at its end is answered.

    Raises:
        UnavailableError: The server does not begin.
    """
    task = asyncio.create_task(server.serve(sockets=sockets))
    try:
        # uvicorn has no event for it; the socket accepts before this, so nobody is refused.
        while not server.started and not task.done():  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        if task.done():
            raise UnavailableError("the REST interface cannot be started")
        yield
    finally:
        server.should_exit = True
        with suppress(asyncio.CancelledError):
            await task


@contextmanager
def own_unix_socket(path: Path) -> Iterator[socket.socket]:
    """Have a Unix socket at a path within a block.

    Raises:
        UnavailableError: As `unix_socket`.
    """
    bound = unix_socket(path)
    try:
        yield bound
    finally:
        bound.close()
        path.unlink(missing_ok=True)


@contextmanager
def shared_unix_socket(path: Path) -> Iterator[socket.socket]:
    """Have a Unix socket of this process within a block, at a name of its own beside a path.

    `link_where_dead` gives it the path where no other process is reached by that.

    Raises:
        UnavailableError: The path is too long for the system.
    """
    own = _own_name(path)
    own.unlink(missing_ok=True)  # of a process of the same number that has ended
    bound = unix_socket(own)
    try:
        yield bound
    finally:
        bound.close()
        mine = own.exists() and path.exists() and path.samefile(own)
        own.unlink(missing_ok=True)
        if mine:  # the next look of another process takes its place
            path.unlink(missing_ok=True)


def link_where_dead(path: Path) -> None:
    """Take over a path of a Unix socket at which no process answers, with our own.

    Sockets that processes have left behind are removed.
    """
    own = _own_name(path)
    with suppress(FileNotFoundError):  # another process has just removed it too
        for left in path.parent.glob(f"{path.name}.*"):
            old = time.time() - left.stat().st_mtime > LEFT_AFTER_S
            if old and left.is_socket() and not is_bound(left):
                left.unlink()
    with suppress(FileNotFoundError):
        if path.samefile(own) or answers(path):
            return
    new = path.with_name(f"{own.name}.link")
    new.unlink(missing_ok=True)
    new.hardlink_to(own)
    new.replace(path)


def _own_name(path: Path) -> Path:
    return path.with_name(f"{path.name}.{os.getpid()}")


def is_bound(path: Path) -> bool:
    """Say whether a process has the Unix socket at a path, be it a stopped one."""
    with socket.socket(socket.AF_UNIX) as probe:
        probe.settimeout(0)  # one that accepts nobody any more has it all the same
        return probe.connect_ex(str(path)) not in {errno.ECONNREFUSED, errno.ENOENT}


def answers(path: Path) -> bool:
    """Say whether a process answers at the path of a Unix socket; a stopped one only accepts."""
    with socket.socket(socket.AF_UNIX) as probe, suppress(OSError):
        probe.settimeout(ANSWER_S)
        probe.connect(str(path))
        probe.sendall(b"GET /live HTTP/1.0\r\n\r\n")
        return bool(probe.recv(1))
    return False


def unix_socket(path: Path) -> socket.socket:
    """Bind a Unix socket that only this user may use; a dead one in its place is removed.

    Raises:
        UnavailableError: Another node serves it, or the path is too long for the system.
    """
    if path.exists():
        if is_bound(path):
            raise UnavailableError("another node serves {path}", remedy="Stop it first.", path=path)
        path.unlink()
    bound = socket.socket(socket.AF_UNIX)
    before = os.umask(0o177)
    try:
        bound.bind(str(path))
    except OSError as exc:
        bound.close()
        raise UnavailableError(
            "the socket {path} cannot be made: {strerror}",
            remedy="Choose a folder with a shorter path, or set api_socket.",
            path=path,
            strerror=exc.strerror or exc,
        ) from exc
    finally:
        os.umask(before)
    return bound


def loopback_socket(
    address: str, setting: str = "api_listen", *, shared: bool = False
) -> socket.socket:
    """Bind an address of this machine, where nothing is encrypted.

    Raises:
        InputError: SETTING_INVALID; it is an address of another machine or of all networks.
        UnavailableError: It is taken.
    """
    if address.rpartition(":")[0] not in LOOPBACK:
        raise Reason.SETTING_INVALID.error(
            "{field}: {address} is not on this machine, and this address has no TLS",
            remedy="Set api_tls_listen, or listen on 127.0.0.1 with a TLS proxy before it.",
            field=setting,
            address=address,
        )
    return tcp_socket(address, setting, shared=shared)


def tcp_socket(address: str, setting: str, *, shared: bool = False) -> socket.socket:
    """Bind an address.

    Args:
        address: ``host:port``.
        setting: Where it is said.
        shared: Whether other processes of the gateway listen there too; the system gives each new
            connection to one of them.

    Raises:
        UnavailableError: It is taken, or is none.
    """
    host, _, port = address.rpartition(":")
    bound = socket.socket()
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if shared:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    try:
        bound.bind((host, int(port)))
    except (OSError, ValueError) as exc:
        bound.close()
        raise UnavailableError(
            "the address {address} cannot be taken",
            remedy="Set another {setting}.",
            address=address,
            setting=setting,
        ) from exc
    return bound
