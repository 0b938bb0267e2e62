"""Kill -9 of either end before every step of a document's way, with real processes.

The steps are found by a walk that nobody disturbs (`tests.support.dying_papers`): whatever changes
the disk, every commit before and after, every message of a stream. Each is then the last of some
life. The way goes on by itself, and at its end nothing is lost, nothing is there twice, and nothing
is left over.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from queue import Queue
from typing import Any

import pytest

from gateway.documents import content_rows
from gateway.documents.content_folder import DEAD_AFTER, ContentFolder
from gateway.documents.fetching import upload_name
from gateway.domain.consultation.document_fetch import FetchState
from gateway.domain.transaction import Document, DocumentKind
from gateway.store.database import Database
from gateway.store.tables_casework import contents_receipt, document_fetch
from gateway.trust.keys import KeyRing
from tests.support.cases import application, french_denial
from tests.support.clamd import Clamd, clamd
from tests.support.federation_case import START, case_federation, make_files
from tests.support.needs import sampled
from tests.support.ports import free_ports

ROOT = Path(__file__).parents[2]
PDF = b"%PDF-1.7\n" + bytes(index % 251 for index in range(3 * 2**20 + 1000))  # four pieces
SHA256 = hashlib.sha256(PDF).hexdigest()
WITHIN_S = 240.0  # a very busy machine; a walk that is not disturbed takes a second or two
WALKS = 7
"""Over so many walks the steps are spread: each step is the last of one life."""

WALKS_MORE = 2
"""What the others' deaths have kept a life from, e.g. from hearing what was not said twice."""

TAKEN = "callbacks.RoomCallbacks.take_contents_receipt.<locals>.<lambda>"
MILESTONES = {
    "DE": {
        "write content_folder.ContentFolder.piece": "the first piece of the upload",
        "rename content_folder.ContentFolder.piece.<locals>.<lambda>": "a piece has come",
        "write content_folder.ContentFolder._new": "the digest is checked",
        "rename content_folder.ContentFolder._new.<locals>.<lambda>": "the contents are whole",
        "commit content_gate._keep.<locals>.keep": "a row says whose they are",
        "send to scanner": "the scanner is asked",
        "hear scanner": "the scanner has seen all",
        "commit content_gate._scanned.<locals>.write": "they are released",
        "give message 0": "the receiver asks",
        "give message 2": "half was given",
        "end stream": "all was given",
        f"commit {TAKEN}": "the receipt comes",
        f"answer {TAKEN}": "it is kept",
    },
    "FR": {
        "commit grouped_work.GroupedWork._submit.<locals>.record": "the letter comes",
        "write content_folder.ContentFolder.piece": "the first piece is pulled",
        "rename content_folder.ContentFolder.piece.<locals>.<lambda>": "a piece has come",
        "write content_folder.ContentFolder._new": "the digest is checked",
        "rename content_folder.ContentFolder._new.<locals>.<lambda>": "the contents are whole",
        "commit content_gate._scanned.<locals>.write": "before they are released",
        "answer content_gate._scanned.<locals>.write": "released, and no receipt",
        "commit fetching.Fetching._came.<locals>.write": "the receipt is signed",
        "answer fetching.Fetching._came.<locals>.write": "it is signed, and not handed over",
        "commit fetching.Fetching._tell.<locals>.<lambda>": "handed over, and not noted",
    },
}
"""What the walk must pass, so that the steps that are found are those of the whole way."""


@dataclass
class Mortals:
    """The process whose children lead the lives, and what it tells of them."""

    process: subprocess.Popen[str]
    ended: dict[int, int] = field(default_factory=dict)
    lives: set[int] = field(default_factory=set)
    begun: Queue[int] = field(default_factory=Queue)

    def listen(self) -> None:
        """Take down what it tells, until it ends."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            word, *numbers = line.split()
            if word == "begun":
                self.begun.put(int(numbers[0]))
            else:
                self.ended[int(numbers[0])] = int(numbers[1])

    def begin(self, home: Path, code: str, last: set[str]) -> int:
        """Begin a life that ends before the first of some steps; return its number."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps([str(home), code, *last]) + "\n")
        self.process.stdin.flush()
        pid = self.begun.get(timeout=WITHIN_S)
        self.lives.add(pid)
        return pid

    def kill(self, pid: int) -> None:
        """End a life, and wait until it has ended."""
        if pid not in self.ended:
            os.kill(pid, signal.SIGKILL)
        while pid not in self.ended:
            time.sleep(0.01)


@pytest.fixture
def mortals() -> Iterator[Mortals]:
    command = (sys.executable, "-m", "tests.support.dying_papers")
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        made = Mortals(process)
        thread = threading.Thread(target=made.listen)
        thread.start()
        yield made
        for pid in made.lives - set(made.ended):
            os.kill(pid, signal.SIGKILL)
        process.kill()
        thread.join()


@pytest.fixture
def scanner(tmp_path: Path) -> Iterator[Clamd]:
    with clamd(tmp_path / "scanner.sock") as server:
        yield server


@pytest.fixture
async def filed(tmp_path: Path) -> tuple[Path, str]:
    """The folder of both authorities when DE has written to FR, and nothing was delivered."""
    files, folder = make_files(tmp_path / "f", ("DE", "FR")), tmp_path / "filed"
    folder.mkdir()

    def new_database(name: str) -> str:
        url = f"sqlite:///{folder}/{name}.db"
        Database.open(url, create=True).close()
        return url

    document = Document(
        kind=DocumentKind.END_USE_STATEMENT,
        title="End-use certificate",
        language="en",
        sha256=SHA256,
        size_bytes=len(PDF),
        media_type="application/pdf",
    )
    (tmp_path / "paper.pdf").write_bytes(PDF)
    async with case_federation(files, folder, new_database) as federation:
        await federation["FR"].deny(french_denial(17))
        await federation.sync()
        wanted = application().model_copy(update={"documents": (document,)})
        case = await federation["DE"].file(wanted)
        while await federation["DE"].step():
            pass
    return folder, case.case_id


def lay(filed: tuple[Path, str], home: Path, scanner: Clamd) -> None:
    """Lay both authorities into a folder, for a walk of its own."""
    shutil.copytree(filed[0], home)
    addresses = {
        code: f"127.0.0.1:{port}" for code, port in zip(("DE", "FR"), free_ports(2), strict=True)
    }
    told = {
        "begun": time.time(),
        "scanner": scanner.address,
        "addresses": addresses,
        "case": filed[1],
        "sha256": SHA256,
        "contents": str(home.parent / "paper.pdf"),
    }
    (home / "way.json").write_text(json.dumps(told))


def walk(mortals: Mortals, home: Path, last: dict[str, set[str]]) -> None:
    """Have both ends go the way to its end; a life is ended before each of some steps."""
    lives = {code: mortals.begin(home, code, last[code]) for code in last}
    until = time.monotonic() + WITHIN_S
    while not all((home / f"{code}.done").exists() for code in lives):
        assert time.monotonic() < until, _steps(home)
        for code, pid in lives.items():
            if pid in mortals.ended:
                assert mortals.ended[pid] == -signal.SIGKILL, code
                assert_nothing_half(home, code)
                lives[code] = mortals.begin(home, code, last[code] - killed(home, code))
        time.sleep(0.02)
    for pid in lives.values():
        mortals.kill(pid)


def _steps(home: Path) -> dict[str, list[str]]:
    return {code: (home / f"{code}.steps").read_text().splitlines()[-40:] for code in ("DE", "FR")}


def passed(home: Path, code: str) -> list[str]:
    """What an end has passed, each step once, in their order."""
    lines = (home / f"{code}.steps").read_text().splitlines()
    steps = [line.removeprefix("passed ") for line in lines if line.startswith("passed ")]
    return list(dict.fromkeys(steps))


def killed(home: Path, code: str) -> set[str]:
    lines = (home / f"{code}.steps").read_text().splitlines()
    return {line.removeprefix("killed before ") for line in lines if line.startswith("killed ")}


def opened(home: Path, code: str) -> tuple[Database, ContentFolder]:
    ring = KeyRing.load(home / code / "keys")
    database = Database.open(f"sqlite:///{home / code}.db")
    return database, ContentFolder(home / code / "documents", ring)


def assert_nothing_half(home: Path, code: str) -> None:
    """Whoever has a row for contents has all of them; a receipt is signed for no others."""
    database, folder = opened(home, code)
    try:
        rows: list[Any] = database.read_sync(
            lambda conn: list(conn.execute(contents_receipt.select()))
        )
        held = database.read_sync(content_rows.digests)
        assert held <= {SHA256}
        for sha256 in held:
            with folder.open(sha256) as reader:
                assert hashlib.sha256(b"".join(reader.read())).hexdigest() == sha256
        if code == "FR":
            assert len(rows) <= len(held)
    finally:
        database.close()


def assert_whole(home: Path, case_id: str) -> None:
    """Check the end of the way at both ends."""
    signed = []
    for code in ("DE", "FR"):
        assert_nothing_half(home, code)
        database, folder = opened(home, code)
        held = database.read_sync(content_rows.digests)
        assert held == {SHA256}
        assert database.read_sync(content_rows.waiting) == []
        (receipt,) = database.read_sync(lambda conn: list(conn.execute(contents_receipt.select())))
        assert receipt.told is not None
        signed.append(receipt.receipt)
        fetches = database.read_sync(lambda conn: list(conn.execute(document_fetch.select())))
        assert [each.state for each in fetches] == [FetchState.COME][: code == "FR"]
        later = START + DEAD_AFTER * 60 + timedelta(days=1)
        folder.sweep(lambda held=held: held, later, alone=True)  # type: ignore[misc]
        left = [each for each in (home / code / "documents").rglob("*") if each.is_file()]
        assert [each.name for each in left] == [SHA256]
        assert folder.received(upload_name(case_id, SHA256)) == 0
        database.close()
    assert signed[0] == signed[1]


@pytest.mark.limit(900)
@pytest.mark.parametrize("at", sampled(["every third"], "milestones", "anywhere"))
def test_the_way_goes_on_wherever_either_end_is_killed(
    filed: tuple[Path, str], mortals: Mortals, scanner: Clamd, tmp_path: Path, at: str
) -> None:
    home = tmp_path / "undisturbed"
    lay(filed, home, scanner)
    walk(mortals, home, {"DE": set(), "FR": set()})
    assert_whole(home, filed[1])
    points = {code: passed(home, code) for code in ("DE", "FR")}
    for code, wanted in MILESTONES.items():
        assert set(wanted) <= set(points[code]), set(wanted) - set(points[code])
        if at != "anywhere":
            points[code] = list(wanted)[:: 3 if at == "every third" else 1]

    left = {code: set(steps) for code, steps in points.items()}
    walks = WALKS if at == "anywhere" else 2
    for number in range(walks + WALKS_MORE):
        home = tmp_path / f"walk-{number}"
        lay(filed, home, scanner)
        last = {code: set(steps[number::walks]) for code, steps in points.items()}
        walk(mortals, home, last if number < walks else left)
        assert_whole(home, filed[1])
        left = {code: steps - killed(home, code) for code, steps in left.items()}
        shutil.rmtree(home)
    assert left == {"DE": set(), "FR": set()}
