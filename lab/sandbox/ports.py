"""Free ports on loopback for what a sandbox starts.

They are taken below the range from which the system serves outgoing connections (32768 on
Linux), since a member's address is signed into the directory and must still be free when
the member is started again.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from itertools import islice
from random import SystemRandom

from gateway.errors import UnavailableError

LOOPBACK = "127.0.0.1"
LOWEST, HIGHEST = 20_000, 32_000


def free_ports(count: int) -> list[int]:
    """Return ports that nobody listens on now, all different.

    Raises:
        UnavailableError: There are not so many.
    """
    found = list(islice(_free(), count))
    if len(found) < count:
        raise UnavailableError(
            f"there are not {count} free ports on this machine between {LOWEST} and {HIGHEST}",
            remedy="End what takes them; `comity sandbox down` ends a sandbox.",
        )
    return found


def is_free(port: int) -> bool:
    """Say whether a port on loopback can be listened on."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def _free() -> Iterator[int]:
    # From a random place, so that two sandboxes that start together rarely meet.
    start = SystemRandom().randrange(LOWEST, HIGHEST)
    span = HIGHEST - LOWEST
    for step in range(span):
        port = LOWEST + (start - LOWEST + step) % span
        if is_free(port):
            yield port
