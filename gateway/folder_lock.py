"""A lock that the processes of one machine share: a file that one of them holds at a time.

The system gives it back when its process ends, however it ends. It holds between machines only
where their file system says so; nobody relies on that.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gateway.errors import UnavailableError

WITHIN_S = 20.0
"""How long one waits for another process, in seconds."""

_LOOK_S = 0.02


@contextmanager
def folder_lock(path: Path, within_s: float = WITHIN_S) -> Iterator[None]:
    """Hold a lock file within a block; waits for the disk and for others: call it in a thread.

    Args:
        path: The file; made where it is not there, its folder too.
        within_s: How long to wait for another process.

    Raises:
        UnavailableError: Another process holds it for too long.
        OSError: The file cannot be made.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _take(descriptor, path, within_s)
        yield
    finally:
        os.close(descriptor)  # which gives it back


def _take(descriptor: int, path: Path, within_s: float) -> None:
    last = time.monotonic() + within_s
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= last:
                raise UnavailableError(
                    "another process of this machine holds {path} for too long",
                    remedy="See which it is (fuser) and end it where it hangs; nothing was lost.",
                    path=path,
                ) from None
            time.sleep(_LOOK_S)
        else:
            return
