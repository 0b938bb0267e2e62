"""Contents of documents, up and down: in pieces, gone on with where a line was cut.

A file of any size takes the memory of one piece. What comes down has its name only once its
whole digest is right.
"""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, Final

import httpx2

from comity_sdk.calls import PREFIX, Operation
from comity_sdk.errors import DigestMismatch, NoAnswer, SettingError, problem_of
from comity_sdk.exchange import Asked, Retries
from comity_sdk.paths import path_of

PIECE_OCTETS: Final = 4 * 2**20  # what a cut line costs at most
PIECE_TYPE: Final = "application/partial-upload"
OFFSET, COMPLETE = "Upload-Offset", "Upload-Complete"
ADDED: Final = Operation("PATCH", "/.../documents/SHA256/upload", {200: "HeldDocument"})
PART: Final = ".part"
_BEHIND_THE_END: Final = 416

Steps = Generator[Asked | float, "httpx2.Response | NoAnswer | None", httpx2.Response]


def upload(source: io.BufferedReader, noun: str, number: str, rules: Retries) -> Steps:
    """Say what to send, piece by piece, and return the answer to the last one.

    Where no answer comes the node is asked how far it is, and it goes on from there.

    Args:
        source: The contents.
        noun: What names the document, e.g. ``cases``.
        number: Its number or id.
        rules: How often it is tried without getting on, and with which pauses.

    Raises:
        Problem: The node refuses.
        NoAnswer: It does not answer.
    """
    digest = hashlib.file_digest(source, "sha256").hexdigest()
    size, path = source.seek(0, os.SEEK_END), _path(noun, number, digest, "upload")
    failed = 0
    while True:
        said = yield Asked("HEAD", path)
        if isinstance(said, httpx2.Response) and said.is_error:
            # An answer to HEAD has no body: this one says why.
            contents = _path(noun, number, digest, "contents")
            said = yield Asked("GET", contents, headers={"Range": "bytes=0-0"})
            _sound(said)
        offset = int(_sound(said).headers.get(OFFSET, "0"))
        answer: httpx2.Response | NoAnswer | None = None
        while not isinstance(answer, NoAnswer):
            source.seek(offset)
            piece = source.read(PIECE_OCTETS)
            whole = offset + len(piece) >= size
            headers = {
                "Content-Type": PIECE_TYPE,
                OFFSET: str(offset),
                COMPLETE: f"?{int(whole)}",
            }
            answer = yield Asked("PATCH", path, headers=headers, content=piece)
            if isinstance(answer, httpx2.Response):
                last, failed = _sound(answer), 0
                if whole:
                    return last
                offset += len(piece)
        failed += 1
        if failed >= rules.tries:
            raise answer
        yield rules.pause_s(failed)


def _path(noun: str, number: str, digest: str, end: str) -> str:
    return PREFIX + path_of(noun, number, "documents", digest, end)


def _sound(answer: httpx2.Response | NoAnswer | None) -> httpx2.Response:
    if isinstance(answer, httpx2.Response) and answer.is_success:
        return answer
    if isinstance(answer, httpx2.Response):
        raise problem_of(answer)
    raise answer or NoAnswer("the node does not answer")


def open_source(file: Path) -> io.BufferedReader:
    """Open contents to be sent.

    Raises:
        SettingError: They cannot be read.
    """
    try:
        return file.open("rb")
    except OSError as exc:
        raise SettingError(
            f"file: {file} cannot be read", "Name a file that you may read."
        ) from exc


class Part:
    """Contents on their way into a file; what has come lies beside it.

    Args:
        noun: What names the document, e.g. ``cases``.
        number: Its number or id.
        digest: SHA-256 of the contents.
        to: Where to; a folder takes them under their digest.
    """

    def __init__(self, noun: str, number: str, digest: str, to: Path) -> None:
        self._to = to / digest if to.is_dir() else to
        self._lies = self._to.with_name(self._to.name + PART)
        self._digest = digest
        self._asked = Asked("GET", _path(noun, number, digest, "contents"))
        self._hash = hashlib.sha256()
        self.octets = 0
        if self._lies.exists():
            with self._lies.open("rb") as earlier:
                while block := earlier.read(2**20):
                    self._hash.update(block)
                    self.octets += len(block)

    def asked(self) -> Asked:
        """Return the request for what is missing."""
        if not self.octets:
            return self._asked
        return replace(self._asked, headers={"Range": f"bytes={self.octets}-"})

    def open(self, answer: httpx2.Response) -> BinaryIO | None:
        """Open the file for what comes; None where all had come before.

        Raises:
            Problem: The node refuses; the body of the answer has been read.
        """
        if answer.status_code == _BEHIND_THE_END:
            return None
        if not answer.is_success:
            raise problem_of(answer)
        if answer.status_code != httpx2.codes.PARTIAL_CONTENT:
            self._begin_again()
        return self._lies.open("ab")

    def _begin_again(self) -> None:
        self._lies.unlink(missing_ok=True)
        self._hash, self.octets = hashlib.sha256(), 0

    def take(self, sink: BinaryIO, block: bytes) -> None:
        """Write a block."""
        sink.write(block)
        self._hash.update(block)
        self.octets += len(block)

    def finish(self) -> Path:
        """Give the file its name.

        Raises:
            DigestMismatch: Its digest is another; what came is removed.
        """
        if self._hash.hexdigest() != self._digest:
            self._begin_again()
            raise DigestMismatch(
                f"what came is not the document {self._digest}",
                "Fetch it again; where it stays so, tell the operator of the node.",
            )
        if not self._lies.exists():  # of no octets
            self._lies.touch()
        self._lies.replace(self._to)
        return self._to
