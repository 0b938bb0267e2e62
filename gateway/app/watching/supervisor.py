"""What a process tells the supervisor that started it: it starts, serves, lives, stops.

The protocol is that of systemd (sd_notify(3)): datagrams of lines to the socket that the variable
`NOTIFY_SOCKET` names. Where there is none, nothing is sent and nothing costs anything.

That it lives is said by the event loop, half as often as the supervisor wants to hear it. A loop
that hangs says nothing, and the supervisor ends the process and starts it again: who holds what it
had acknowledged is the database.
"""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import MutableMapping
from contextlib import suppress

SOCKET, EVERY, WHOSE = "NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"


class Supervisor:
    """Who started this process and wants to hear of it.

    Args:
        address: Path of its socket; one that begins with `@` has no file. Empty: there is none.
        within_s: How often it wants to hear that the process lives, in seconds; 0: not at all.
    """

    def __init__(self, address: str, within_s: float = 0.0) -> None:
        self._address = f"\0{address[1:]}" if address.startswith("@") else address
        self._within_s = within_s if address else 0.0

    @classmethod
    def of_process(cls, environ: MutableMapping[str, str] | None = None) -> Supervisor:
        """Return that of this process, and take its variables away: what we start is not it."""
        found = os.environ if environ is None else environ
        address, every, whose = (found.pop(name, "") for name in (SOCKET, EVERY, WHOSE))
        ours = every.isdigit() and whose in {"", str(os.getpid())}
        return cls(address, int(every) / 1e6 if ours else 0.0)

    def starting(self, within_s: float) -> None:
        """Ask for so many seconds from now on, in which the start goes on or serves."""
        self._say(f"EXTEND_TIMEOUT_USEC={int(within_s * 1e6)}")

    def ready(self) -> None:
        """Say that the node serves, and from now on that it lives; called within the loop."""
        self._say(f"READY=1\nMAINPID={os.getpid()}")
        if self._within_s > 0:
            self._lives(asyncio.get_running_loop())

    def stopping(self) -> None:
        """Say that the node has been told to stop."""
        self._say("STOPPING=1")

    def _lives(self, loop: asyncio.AbstractEventLoop) -> None:
        self._say("WATCHDOG=1")
        loop.call_later(self._within_s / 2, self._lives, loop)

    def _say(self, lines: str) -> None:
        if not self._address:
            return
        # It may be gone, or have no room: the node goes on, and the next word may come through.
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ours:
            ours.setblocking(False)  # noqa: FBT003 - the library's own form
            ours.sendto(lines.encode(), self._address)
