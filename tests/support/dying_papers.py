"""Nodes that are killed at a step of a document's way, each life a process of its own.

Started with no argument, it reads a line for each life: the folder of both nodes, the authority,
and the steps before which it is to be killed by SIGKILL, the first of them that comes; it answers
``begun PID``, and ``ended PID STATUS`` when a life is over. A life is forked, so that nothing need
be imported again.

A step is whatever changes the disk, asked of Python itself (`sys.addaudithook`): each file and
folder of documents that is opened to be written, renamed or removed; each commit of the database,
before and after; each message of a stream, and what is sent to the scanner. So none is forgotten.
What a life passes it writes into ``CODE.steps``, and ``CODE.done`` once its end of the way is over.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

from gateway.app.node import Node
from gateway.casework.contents.content_gate import scan_waiting
from gateway.casework.documents.held import DocumentNoun, HeldDocument, get_document
from gateway.casework.documents.moving import add_octets
from gateway.casework.handlers.reconciliation import reconcile
from gateway.documents import fetching
from gateway.documents.content_server import DOCUMENT_SERVICE, DocumentService, serve_documents
from gateway.documents.scanner import ContentScanner
from gateway.domain.lifecycle import shipped_law
from gateway.errors import ComityError
from gateway.exchange.server import EXCHANGE_SERVICE, NodeServer, exchange_handler
from gateway.settings import Settings
from gateway.store.tables_casework import contents_receipt
from gateway.store.writer import QueuedWork, Writer
from gateway.trust.tls import server_credentials
from tests.support.desk import ANNA, START, Desk
from tests.support.stations import StepClock
from tests.support.step_engine import StepEngine

PIECE = 2**20
"""Octets of a piece here, as a client sends and as a receiver keeps them."""

FASTER = 100
"""How much quicker than on this machine time passes: pauses are soon over."""


class Way:
    """Notes the steps that a life passes, and ends it before one of them."""

    def __init__(self, notes: Path, last: frozenset[str]) -> None:
        self._notes = os.open(notes, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self._last = last
        self.begun = False  # whether the node has started: what follows is of the way
        self._lock = threading.Lock()

    def step(self, name: str) -> None:
        """Pass a step, or be killed before it."""
        if not self.begun:
            return
        with self._lock:
            killed = name in self._last
            os.write(self._notes, f"{'killed before' if killed else 'passed'} {name}\n".encode())
            if killed:
                os.kill(os.getpid(), signal.SIGKILL)
                time.sleep(60)  # nothing more of this thread happens meanwhile

    def watch(self, documents: Path) -> None:
        """See what happens to files, in commits, on streams and at the scanner."""
        sys.addaudithook(partial(self._on_disk, f"{documents}/"))
        setattr(Writer, "_carry_out", self._commits(Writer._carry_out))  # noqa: B010
        setattr(DocumentService, "_given", self._giving(DocumentService._given))  # noqa: B010
        setattr(ContentScanner, "scan", self._scanning(ContentScanner.scan))  # noqa: B010

    def _on_disk(self, documents: str, event: str, args: tuple[Any, ...]) -> None:
        if event not in _CHANGES or not str(args[0]).startswith(documents):
            return
        if event == "open" and not set(str(args[1])) & set("wxa+"):
            return
        self.step(f"{_CHANGES[event]} {_who(sys._getframe(1))}")

    def _commits(self, original: Callable[..., None]) -> Callable[..., None]:
        def carry_out(writer: Writer, group: list[QueuedWork]) -> None:
            names = sorted({_name(work.fn) for work in group})
            for each in names:
                self.step(f"commit {each}")
            original(writer, group)
            for each in names:
                self.step(f"answer {each}")

        return carry_out

    def _giving(self, original: Callable[..., AsyncIterator[Any]]) -> Callable[..., Any]:
        async def given(service: DocumentService, *args: Any) -> AsyncIterator[Any]:
            number = 0
            async for each in original(service, *args):
                self.step(f"give message {number}")
                yield each
                number += 1
            self.step("end stream")

        return given

    def _scanning(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def blocks(contents: Iterator[bytes]) -> Iterator[bytes]:
            for each in contents:
                self.step("send to scanner")
                yield each
            self.step("hear scanner")

        return lambda scanner, contents: original(scanner, blocks(contents))


_CHANGES = {
    "open": "write",
    "os.rename": "rename",
    "os.remove": "remove",
    "os.mkdir": "make",
    "shutil.rmtree": "remove all",
}


def _who(frame: FrameType | None) -> str:
    """Return the function of the gateway that does it, past those that only wait for the disk."""
    while frame is not None:
        file, name = frame.f_code.co_filename, frame.f_code.co_qualname
        waits = file.endswith("content_store.py") or name.startswith("_NewFile")
        if "/gateway/" in file and not waits:
            return f"{Path(file).stem}.{name}"
        frame = frame.f_back
    return "?"


def _name(work: Callable[..., Any]) -> str:
    """Return what a commit is for: the function that a use case has given to the database."""
    cells = getattr(work, "__closure__", None) or ()
    given = dict(zip(getattr(work, "__code__", _name.__code__).co_freevars, cells, strict=False))
    inner = given["fn"].cell_contents if "fn" in given else work
    inner = inner.func if isinstance(inner, partial) else inner
    where = getattr(inner, "__module__", "?").rpartition(".")[2]
    return f"{where}.{getattr(inner, '__qualname__', '?')}"


class QuickClock(StepClock):
    """One clock for all lives of both nodes, quicker than this machine's."""

    def __init__(self, begun: float) -> None:
        super().__init__(START)
        self._begun = begun

    def now(self) -> datetime:
        """Return the present instant."""
        return START + timedelta(seconds=(time.time() - self._begun) * FASTER)


async def live(home: Path, code: str, way: Way) -> None:
    """Lead a life: serve, and do whatever the way still asks of this end."""
    told = json.loads((home / "way.json").read_text())
    clock = QuickClock(told["begun"])
    settings = Settings(
        home=home / code,
        authority=code,
        database=f"sqlite:///{home / code}.db",
        suite="classic",
        scanner=told["scanner"],
        scanner_within_s=5,
        documents_with_letters_kib=2**14,
    )
    desk = Desk(code, settings, StepEngine(), clock)
    way.watch(settings.path(settings.documents))
    node = desk._node = Node(settings, desk.engine, clock=clock)
    _tell_addresses(node, told["addresses"])
    server = NodeServer(
        node.me,
        server_credentials(node.tls),
        [exchange_handler(node.intake, node.returner)],
        [EXCHANGE_SERVICE, DOCUMENT_SERVICE],
    )
    serve_documents(server.grpc, node.document_service)
    await server.start(told["addresses"][code])
    await reconcile(node.office)  # the engine has lost all
    way.begun = True
    while True:
        if code == "FR" or await _is_put(node, told):
            await _by_itself(desk)
        if await _is_over(node):
            (home / f"{code}.done").touch()
        await asyncio.sleep(0.02)


async def _by_itself(desk: Desk) -> None:
    try:
        await desk.step()
        await desk.deliver()
        await desk.node.fetching.look()
        await scan_waiting(desk.node.office)
    except ComityError as exc:
        print(desk.code, exc.reason, exc, file=sys.stderr)


def _tell_addresses(node: Node, addresses: dict[str, str]) -> None:
    held = node.directory.held
    members = {
        code: replace(member, address=addresses.get(code, "127.0.0.1:1"))
        for code, member in held.members.items()
    }
    node.directory.held = replace(held, members=members)


async def _is_put(node: Node, told: dict[str, Any]) -> bool:
    """Put the next piece, as a client does that asks how much has come; say whether all is here."""
    case_id, sha256 = told["case"], told["sha256"]
    of = DocumentNoun.CASE
    found: HeldDocument = await get_document(node.office, ANNA, of, case_id, sha256)
    if found.held:
        return True
    if not found.waits:
        contents = await asyncio.to_thread(Path(told["contents"]).read_bytes)
        end = min(found.received + PIECE, len(contents))
        await add_octets(
            node.office,
            ANNA,
            of,
            case_id,
            sha256,
            offset=found.received,
            last=end == len(contents),
            octets=_blocks(contents[found.received : end]),
        )
    else:
        await scan_waiting(node.office)
    return False


async def _blocks(piece: bytes) -> AsyncIterator[bytes]:
    for at in range(0, len(piece), 2**18):
        yield piece[at : at + 2**18]


async def _is_over(node: Node) -> bool:
    """Say whether the receipt is signed and, as far as this end knows, both ends have it."""
    rows = await node.db.read(lambda conn: conn.execute(contents_receipt.select()).all())
    return bool(rows) and all(row.told is not None for row in rows)


def main() -> None:
    """Lead one life after the other, several at a time."""
    shipped_law("FR", START)
    fetching.PIECE = PIECE
    threading.Thread(target=_reap, daemon=True).start()
    for line in sys.stdin:
        home, code, *last = json.loads(line)
        child = os.fork()
        if child == 0:
            os.dup2(2, 1)  # what a life logs is no answer of ours
            try:
                way = Way(Path(home) / f"{code}.steps", frozenset(last))
                asyncio.run(live(Path(home), code, way))
            except BaseException as exc:
                print(code, repr(exc), file=sys.stderr)
                raise
            finally:
                os._exit(1)
        _say(f"begun {child}")


def _reap() -> None:
    while True:
        try:
            pid, status = os.wait()
        except ChildProcessError:
            time.sleep(0.02)
            continue
        _say(f"ended {pid} {os.waitstatus_to_exitcode(status)}")


def _say(text: str) -> None:
    os.write(1, f"{text}\n".encode())


if __name__ == "__main__":
    main()
