r"""A scanner that is asked about contents, in the protocol of ClamAV's `clamd` (INSTREAM).

    "zINSTREAM\0", then for each block its length (4 octets, big-endian) and the block, then a
    length of 0; the answer is "stream: OK\0", "stream: NAME FOUND\0" or something "ERROR\0"

Contents are released only after the first of these. Whatever else comes, or does not come, means
that nothing is known of them.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from time import monotonic
from typing import NamedTuple

_HELLO = b"zINSTREAM\0"
_LENGTH = 4
_ANSWER_MOST = 4096
_FOUND = re.compile(r"stream: (.{1,200}) FOUND")
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9._:/ -]")
_UNIX = "unix:"


class Verdict(NamedTuple):
    """What a scanner said of contents.

    Attributes:
        infected: What was found, by the scanner's name of it; empty where they are clean.
    """

    infected: str


class ScannerTroubleError(Exception):
    """A scanner is away, is slow, or said something else; its text says what, in our words.

    Args:
        what: What is the matter, in our words.
        of_all: Whether it will be the same for every document.
    """

    def __init__(self, what: str, *, of_all: bool = True) -> None:
        super().__init__(what)
        self.of_all = of_all


class ContentScanner:
    """Asks a scanner; each call waits for a network: call it in a thread.

    Args:
        address: `unix:/path` or `tcp:host:port`.
        within_s: Seconds for connecting, and for each step on which nothing moves; and ten times
            as long for one document in all.
    """

    def __init__(self, address: str, within_s: float) -> None:
        self.address = address
        self._within_s = within_s

    def scan(self, contents: Iterator[bytes]) -> Verdict:
        """Ask about contents.

        Args:
            contents: Their octets, in blocks.

        Raises:
            ScannerTroubleError: Nothing is known of them.
        """
        end = monotonic() + 10 * self._within_s
        try:
            with self._connected() as connection:
                connection.sendall(_HELLO)
                early = self._send(connection, contents, end)
                return verdict_of(early or self._answer(connection, end))
        except TimeoutError as exc:
            raise ScannerTroubleError(f"does not answer within {self._within_s:g} s") from exc
        except OSError as exc:
            raise ScannerTroubleError(f"cannot be reached ({exc.strerror or 'closed'})") from exc

    def _connected(self) -> socket.socket:
        if self.address.startswith(_UNIX):
            connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            try:
                connection.settimeout(self._within_s)
                connection.connect(self.address.removeprefix(_UNIX))
            except BaseException:
                connection.close()
                raise
            return connection
        host, _, port = self.address.removeprefix("tcp:").rpartition(":")
        return socket.create_connection((host.strip("[]"), int(port)), timeout=self._within_s)

    def _send(self, connection: socket.socket, contents: Iterator[bytes], end: float) -> bytes:
        """Send contents; return what the scanner said before their end, e.g. of their size."""
        try:
            for block in contents:
                if monotonic() > end:
                    raise TimeoutError
                if block:
                    connection.sendall(len(block).to_bytes(_LENGTH, "big") + block)
            connection.sendall(bytes(_LENGTH))
        except (BrokenPipeError, ConnectionResetError):
            return self._answer(connection, end)
        return b""

    def _answer(self, connection: socket.socket, end: float) -> bytes:
        said = b""
        while b"\0" not in said and len(said) < _ANSWER_MOST:
            if monotonic() > end:
                raise TimeoutError
            more = connection.recv(_ANSWER_MOST)
            if not more:
                break
            said += more
        return said


def verdict_of(answer: bytes) -> Verdict:
    """Return what a scanner said.

    Args:
        answer: All that it has sent.

    Raises:
        ScannerTroubleError: It is no answer.
    """
    said, mark, rest = answer.partition(b"\0")
    text = said.decode("utf-8", "replace").strip()
    if not mark or rest:
        raise ScannerTroubleError("said nothing that is an answer", of_all=False)
    if text == "stream: OK":
        return Verdict("")
    found = _FOUND.fullmatch(text)
    if found is not None:
        return Verdict(_NOT_IN_NAMES.sub("?", found[1]))
    if "size limit exceeded" in text:
        raise ScannerTroubleError(
            "takes no contents of this size (StreamMaxLength of clamd)", of_all=False
        )
    raise ScannerTroubleError("said nothing that is an answer", of_all=False)
