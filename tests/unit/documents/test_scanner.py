"""The scanner's protocol: only "OK" means clean; all else means that nothing is known."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.documents.scanner import ContentScanner, ScannerTroubleError
from tests.support.clamd import EICAR, Clamd, by_eicar, clamd


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Clamd]:
    with clamd(tmp_path / "clamd") as running:
        yield running


def scan(address: str, *blocks: bytes, within_s: float = 5.0) -> str:
    return ContentScanner(address, within_s).scan(iter(blocks)).infected


def test_clean_contents_are_clean_and_were_seen_whole(server: Clamd) -> None:
    blocks = (bytes(2**20), b"", b"the end")
    assert scan(server.address, *blocks) == ""
    assert server.seen == [b"".join(blocks)]


def test_what_is_found_is_named_also_over_two_blocks(server: Clamd) -> None:
    assert scan(server.address, EICAR[:20], EICAR[20:]) == "Eicar-Test-Signature"


def test_the_name_of_what_is_found_is_text_of_others(server: Clamd) -> None:
    server.answer = lambda _: "stream: <b>\u202eE\x1b[1m FOUND\0".encode()
    assert scan(server.address, b"x") == "?b??E??1m"


@pytest.mark.parametrize(
    ("answer", "words", "of_all"),
    [
        (b"stream: OK", "no answer|nothing that is an answer", False),  # without its end
        (b"stream: OK\0stream: OK\0", "nothing that is an answer", False),
        (b"OK\0", "nothing that is an answer", False),
        (b"stream: OK FOUND OK\0", "nothing that is an answer", False),
        (b"", "nothing that is an answer", False),
        (b"x" * 10_000, "nothing that is an answer", False),
        (b"INSTREAM size limit exceeded. ERROR\0", "StreamMaxLength", False),
    ],
)
def test_whatever_else_it_says_nothing_is_known(
    server: Clamd, answer: bytes, words: str, of_all: bool
) -> None:
    server.answer = lambda _: answer
    with pytest.raises(ScannerTroubleError, match=words) as caught:
        scan(server.address, b"contents")
    assert caught.value.of_all is of_all


def test_one_that_does_not_answer_is_not_waited_for(server: Clamd) -> None:
    server.silent.set()
    with pytest.raises(ScannerTroubleError, match=r"does not answer within 0\.05 s"):
        scan(server.address, b"contents", within_s=0.05)


def test_one_that_is_away_is_away(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]  # nobody listens there
        for address in (f"unix:{tmp_path / 'none'}", f"tcp:127.0.0.1:{port}"):
            with pytest.raises(ScannerTroubleError, match="cannot be reached"):
                scan(address, b"contents")


def test_one_that_says_early_that_it_is_enough_is_heard() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def enough() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.recv(10)
                connection.sendall(b"INSTREAM size limit exceeded. ERROR\0")
                connection.shutdown(socket.SHUT_WR)
                while connection.recv(2**20):
                    pass

        thread = threading.Thread(target=enough)
        thread.start()
        address = f"tcp:127.0.0.1:{listening.getsockname()[1]}"
        with pytest.raises(ScannerTroubleError, match="StreamMaxLength"):
            scan(address, *[bytes(2**16)] * 20)
        thread.join()


def test_the_server_of_the_test_knows_one_signature() -> None:
    assert by_eicar(b"..." + EICAR) != by_eicar(b"...")
