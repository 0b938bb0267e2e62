"""Runs a Temporal server in a network of its own, which only its owner's socket leads into.

``enclosed.py SOCKET PORT COMMAND...``, a program of its own that `workflows.server` starts. The
ports of a server on loopback are open to every account of the machine, and it asks nobody who he
is. Here it runs in a network namespace of Linux that holds a loopback and nothing else: no other
process can connect to any of its ports, and it reaches nothing. A Unix socket in a folder of mode
0700 is the one way in, spoken to by HTTP CONNECT, as Temporal's SDK does with a proxy.

The server dies with this process, and this process ends with the server.
"""

from __future__ import annotations

import asyncio
import ctypes
import fcntl
import os
import signal
import socket
import struct
import sys
from contextlib import suppress
from pathlib import Path

LOOPBACK = "127.0.0.1"
CANNOT = 75
"""How this program ends where the kernel does not allow a network of one's own (EX_TEMPFAIL)."""

_NEW_USER, _NEW_NET = 0x10000000, 0x40000000  # of unshare(2)
_DIE_WITH_PARENT = 1  # of prctl(2): PR_SET_PDEATHSIG
_GET_FLAGS, _SET_FLAGS, _UP = 0x8913, 0x8914, 0x1  # of netdevice(7): SIOC[GS]IFFLAGS, IFF_UP
_HEAD_MOST = 8192
_PIECE = 65536


def main(way: Path, port: int, command: list[str]) -> int:
    """Run a command in a network of its own until it or this process is told to end.

    Returns:
        As the command ended; `CANNOT` where the kernel does not allow it.
    """
    try:
        leave_the_network()
    except OSError as error:
        sys.stderr.write(f"a network of its own: {error}\n")
        return CANNOT
    way.unlink(missing_ok=True)
    os.umask(0o077)
    code = asyncio.run(_serve(way, port, command))
    way.unlink(missing_ok=True)
    return code


def leave_the_network() -> None:
    """Move this process into a new network namespace, whose loopback works.

    Raises:
        OSError: The kernel or its administrator does not allow it, or it is not Linux.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    user, group = os.geteuid(), os.getegid()
    if not hasattr(libc, "unshare"):
        raise OSError("only Linux has network namespaces")
    if libc.unshare(_NEW_USER | _NEW_NET):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    # The same account within: what the server writes is ours.
    Path("/proc/self/setgroups").write_text("deny", "ascii")
    Path("/proc/self/uid_map").write_text(f"{user} {user} 1", "ascii")
    Path("/proc/self/gid_map").write_text(f"{group} {group} 1", "ascii")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        request = struct.pack("16sH14x", b"lo", 0)
        found = fcntl.ioctl(any_socket, _GET_FLAGS, request)
        (flags,) = struct.unpack_from("H", found, 16)
        fcntl.ioctl(any_socket, _SET_FLAGS, struct.pack("16sH14x", b"lo", flags | _UP))


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)


async def _serve(way: Path, port: int, command: list[str]) -> int:
    server = await asyncio.create_subprocess_exec(*command, preexec_fn=_die_with_parent)
    for each in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(each, _end, server)
    async with await asyncio.start_unix_server(lambda r, w: _let_in(r, w, port), way):
        code = await server.wait()
    return code if code >= 0 else 128 - code


def _end(server: asyncio.subprocess.Process) -> None:
    with suppress(ProcessLookupError):
        server.terminate()


async def _let_in(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, port: int) -> None:
    """Join a caller, who has said CONNECT, with the server's one port."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"CONNECT ") or len(head) > _HEAD_MOST:
            writer.write(b"HTTP/1.1 405 Method Not Allowed\r\n\r\n")
            return
        from_server, to_server = await asyncio.open_connection(LOOPBACK, port)
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        await asyncio.gather(_pass_on(reader, to_server), _pass_on(from_server, writer))
    except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        pass  # either end may go at any time, and the server may not listen yet
    finally:
        writer.close()


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while octets := await reader.read(_PIECE):
            writer.write(octets)
            await writer.drain()
    finally:
        writer.close()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]))
