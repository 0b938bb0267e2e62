"""A server of ClamAV's protocol, as a test has it answer."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
"""The harmless text that every scanner finds."""

Answer = Callable[[bytes], bytes]


def by_eicar(contents: bytes) -> bytes:
    """As a scanner answers that knows one signature."""
    return b"stream: Eicar-Test-Signature FOUND\0" if EICAR in contents else b"stream: OK\0"


class Clamd(socketserver.ThreadingUnixStreamServer):
    """Listens at a Unix socket; what it answers may be changed while it runs."""

    daemon_threads = True

    def __init__(self, path: Path) -> None:
        self.path = path
        self.answer: Answer = by_eicar
        self.silent = threading.Event()  # while set, nothing is answered
        self.seen: list[bytes] = []
        super().__init__(str(path), _Session)

    @property
    def address(self) -> str:
        return f"unix:{self.path}"


class _Session(socketserver.StreamRequestHandler):
    server: Clamd

    def handle(self) -> None:
        assert self.rfile.read(10) == b"zINSTREAM\0"
        contents = bytearray()
        while length := int.from_bytes(self.rfile.read(4), "big"):
            contents += self.rfile.read(length)
        self.server.seen.append(bytes(contents))
        if not self.server.silent.is_set():
            with suppress(BrokenPipeError, ConnectionResetError):  # who asked was killed
                self.wfile.write(self.server.answer(bytes(contents)))
        else:
            self.rfile.read(1)  # until the other side has had enough


@contextmanager
def clamd(path: Path) -> Iterator[Clamd]:
    """Run one until the end of the block."""
    path.unlink(missing_ok=True)
    with Clamd(path) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
            path.unlink(missing_ok=True)
