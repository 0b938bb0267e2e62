"""Contents of documents go up and down in pieces, and are gone on with where a line was cut."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx2
import pytest

import comity_sdk.documents
from comity_sdk import AsyncClient, Client, DigestMismatch, NoAnswer, NotFound, Retries

CONTENTS = bytes(range(256)) * 40
DIGEST = hashlib.sha256(CONTENTS).hexdigest()
CASE = "DE-C-2026-00001"
AT_ONCE = Retries(tries=3, first_pause_s=0.0)
DOCUMENT = {"kind": "other", "title": "T", "language": "en", "sha256": DIGEST,
            "size_bytes": len(CONTENTS), "media_type": "application/pdf"}  # fmt: skip


class Cut(httpx2.SyncByteStream, httpx2.AsyncByteStream):
    """A body that breaks off."""

    def __init__(self, octets: bytes) -> None:
        self.octets = octets

    def __iter__(self) -> Iterator[bytes]:
        yield self.octets
        raise httpx2.ReadError("cut")

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self.octets
        raise httpx2.ReadError("cut")


class Node:
    """Keeps one document; its lines are cut as often as a test says."""

    def __init__(self, *, cuts: int = 0, held: bytes = b"") -> None:
        self.cuts, self.held = cuts, held
        self.asked: list[str] = []

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(request.method)
        if request.method == "HEAD":
            return httpx2.Response(204, headers={"Upload-Offset": str(len(self.held))})
        if request.method == "GET":
            return self._given(request)
        assert request.headers["upload-offset"] == str(len(self.held))
        assert "idempotency-key" not in request.headers  # its place says what it is
        if self.cuts:
            self.cuts -= 1
            self.held += request.content[: len(request.content) // 2]
            raise httpx2.WriteError("cut")
        self.held += request.content
        whole = request.headers["upload-complete"] == "?1"
        assert whole == (len(self.held) == len(CONTENTS))
        said = {"document": DOCUMENT, "held": whole, "named_by": "DE", "received": len(self.held)}
        return httpx2.Response(200, json=said)

    def _given(self, request: httpx2.Request) -> httpx2.Response:
        first = int(request.headers.get("range", "bytes=0-")[6:-1])
        if first >= len(self.held) > 0:
            return httpx2.Response(416)
        rest = self.held[first:]
        status = 206 if first else 200
        if self.cuts:
            self.cuts -= 1
            return httpx2.Response(status, stream=Cut(rest[: len(rest) // 2]))
        return httpx2.Response(status, stream=httpx2.ByteStream(rest))

    def client(self) -> Client:
        transport = httpx2.MockTransport(self)
        return Client("https://node.example", token="t", retries=AT_ONCE, transport=transport)

    def awaited(self) -> AsyncClient:
        transport = httpx2.MockTransport(self)
        return AsyncClient("https://node.example", token="t", retries=AT_ONCE, transport=transport)


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comity_sdk.documents, "PIECE_OCTETS", 4096)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "statement.pdf"
    path.write_bytes(CONTENTS)
    return path


def test_contents_go_up_piece_by_piece(file: Path) -> None:
    node = Node()
    assert node.client().put_document(CASE, file).held
    assert node.held == CONTENTS
    assert node.asked == ["HEAD", "PATCH", "PATCH", "PATCH"]


def test_a_cut_line_is_gone_on_with_from_what_has_come(file: Path) -> None:
    node = Node(cuts=2)
    assert node.client().put_document(CASE, file).held
    assert node.held == CONTENTS
    assert node.asked.count("HEAD") == 3


def test_a_program_that_died_goes_on_where_it_was(file: Path) -> None:
    node = Node(held=CONTENTS[:5000])
    assert node.client().put_document(CASE, file).held
    assert node.asked == ["HEAD", "PATCH", "PATCH"]


async def test_they_go_up_where_a_program_awaits(file: Path) -> None:
    node = Node(cuts=1)
    async with node.awaited() as client:
        assert (await client.put_document(CASE, file)).held
    assert node.held == CONTENTS


def test_a_node_that_is_gone_is_said_after_some_tries(file: Path) -> None:
    def gone(_: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("down")

    transport = httpx2.MockTransport(gone)
    client = Client("https://node.example", token="t", retries=AT_ONCE, transport=transport)
    with pytest.raises(NoAnswer):
        client.put_document(CASE, file)


def test_a_document_that_nothing_names_is_not_found(file: Path) -> None:
    def missing(request: httpx2.Request) -> httpx2.Response:
        if request.method == "HEAD":
            return httpx2.Response(404)
        said = {"family": "not_found", "reason": "NOT_FOUND", "message": "names no document"}
        headers = {"content-type": "application/problem+json"}
        return httpx2.Response(404, json=said, headers=headers)

    client = Client("https://node.example", token="t", transport=httpx2.MockTransport(missing))
    with pytest.raises(NotFound, match="names no document"):
        client.put_document(CASE, file)


def test_contents_come_down_and_have_their_name_once_they_are_whole(tmp_path: Path) -> None:
    node = Node(held=CONTENTS, cuts=2)
    path = node.client().get_document(CASE, DIGEST, tmp_path)
    assert path == tmp_path / DIGEST
    assert path.read_bytes() == CONTENTS
    assert [one.name for one in tmp_path.iterdir()] == [DIGEST]


async def test_they_come_down_where_a_program_awaits(tmp_path: Path) -> None:
    async with Node(held=CONTENTS, cuts=1).awaited() as client:
        path = await client.get_document(CASE, DIGEST, tmp_path / "in.pdf")
    assert await asyncio.to_thread(path.read_bytes) == CONTENTS


def test_a_download_goes_on_after_a_restart(tmp_path: Path) -> None:
    (tmp_path / "in.pdf.part").write_bytes(CONTENTS[:9000])
    node = Node(held=CONTENTS)
    assert node.client().get_document(CASE, DIGEST, tmp_path / "in.pdf").stat().st_size == 10240
    (tmp_path / "again.pdf.part").write_bytes(CONTENTS)
    assert node.client().get_document(CASE, DIGEST, tmp_path / "again.pdf").exists()


def test_other_octets_get_no_name(tmp_path: Path) -> None:
    node = Node(held=CONTENTS[:-1] + b"!")
    with pytest.raises(DigestMismatch):
        node.client().get_document(CASE, DIGEST, tmp_path / "in.pdf")
    assert not list(tmp_path.iterdir())


def test_a_line_that_is_cut_for_good_is_said_and_what_came_stays(tmp_path: Path) -> None:
    class Never(Node):
        def _given(self, request: httpx2.Request) -> httpx2.Response:
            return httpx2.Response(206, stream=Cut(b""))

    with pytest.raises(NoAnswer, match="does not answer"):
        Never().client().get_document(CASE, DIGEST, tmp_path / "in.pdf")
