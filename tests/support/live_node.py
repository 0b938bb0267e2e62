"""A receiving node as a process of its own, which can be killed at a named step.

Nothing of this is in the product: the steps of the intake are wrapped from outside. Each process
is forked by one that has imported all of it already, which takes most of two seconds.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing.connection import Connection as Pipe
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from certs.layout import MemberFiles
from gateway.domain.letter import LetterType
from gateway.exchange import dispatch, engine_calls, intake
from gateway.exchange.dispatch import Dispatcher, ReceivedLetter
from gateway.exchange.engine_calls import Wake, start_consultation
from gateway.exchange.identity import NodeIdentity
from gateway.exchange.intake import Intake
from gateway.exchange.server import NodeServer, exchange_handler
from gateway.store import writer
from gateway.store.database import Database
from gateway.store.writer import Written
from gateway.trust.directory import load_directory
from gateway.trust.federation import Anchor, Directory
from gateway.trust.keys import KeyRing
from gateway.trust.suites import Suite
from gateway.trust.tls import server_credentials
from tests.support.forked import FORKS, forked
from tests.support.stations import RecordingEngine, accept_all, period_for

STEPS = (
    "step_01_size_and_form",
    "step_02_peer",
    "step_03_decrypt",
    "step_04_signatures",
    "step_05_parse",
    "step_06_addressed",
    "step_07_in_time",
    "step_08_original",
    "step_08_id_is_new",
    "step_09_authorised",
    "step_10_content",
    "step_11_sequence",
    "step_12_journal",  # all is written, nothing is committed
    "commit",  # committed, nobody has been answered
    "step_13_answer",  # the receipt is about to leave
    "effect",  # inside the transaction of the effect
    "effect_commit",  # after it, before the engine was told
)
"""Where a node can be killed: after each of these, before whatever comes next."""


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


def load(files: MemberFiles, at: datetime) -> Directory:
    anchor = Anchor.from_json(files.anchor.read_text())
    return load_directory(files.directory.read_bytes(), at=at, anchor=anchor)


def identity(files: MemberFiles, suite: Suite = Suite.ED25519) -> NodeIdentity:
    """A member's identity from its folder, by the system's clock."""
    clock = SystemClock()
    directory = load(files, clock.now())
    return NodeIdentity(
        code=files.code,
        ring=KeyRing.load(files.keys),
        suite=suite,
        directory=lambda: directory,
        clock=clock,
        rulebook=lambda: "2026-1",
        calendar=lambda: f"{files.code}-2026",
    )


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def then_die(original: Callable[..., Any]) -> Callable[..., Any]:
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        original(*args, **kwargs)
        die()

    return wrapped


def kill_after(owner: object, name: str) -> None:
    dying = then_die(getattr(owner, name))
    alone = isinstance(vars(owner).get(name), staticmethod)
    setattr(owner, name, staticmethod(dying) if alone else dying)


def arrange(step: str) -> None:
    """Have this process killed right after a step."""
    if not step:
        return
    if step == "commit":
        dying = _dies_after_letter(writer.Writer._carry_out)
        setattr(writer.Writer, "_carry_out", dying)  # noqa: B010
    elif step == "step_13_answer":
        kill_after(intake, "response_to_bytes")
    elif step == "effect":
        kill_after(dispatch, "mark_done")
    elif step == "effect_commit":
        setattr(engine_calls, "carry_out", then_die(_nothing))  # noqa: B010
    else:
        kill_after(Intake, f"_{step}")


def _nothing(*_: Any) -> None:
    pass


def _dies_after_letter(original: Callable[..., None]) -> Callable[..., None]:
    def wrapped(self: writer.Writer, group: list[writer.QueuedWork]) -> None:
        original(self, group)
        if any(isinstance(work.result, list) and work.result for work in group):  # receipts
            die()

    return wrapped


def effect(conn: Connection, letter: ReceivedLetter) -> Sequence[Wake]:
    return [start_consultation(letter.header.conversation_id)]


async def serve(folder: Path, url: str, step: str, serves: Pipe) -> list[tuple[str, ...]]:
    files = MemberFiles(folder.name, folder)
    me, db = identity(files), Database.open(url, create=True)
    arrange(step)
    engine = RecordingEngine()
    dispatcher = Dispatcher(db, dict.fromkeys(LetterType, effect), engine=engine, interval_s=0.2)
    receiving = Intake(db, me, check_content=accept_all, period_for=period_for)
    loop = asyncio.get_running_loop()
    db.after_commit(Written.TO_DISPATCH, lambda: loop.call_soon_threadsafe(dispatcher.nudge))
    server = NodeServer(me, server_credentials(files.tls), [exchange_handler(receiving)])
    await server.start(me.directory().member(me.code).address)
    running = asyncio.create_task(dispatcher.run())
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    serves.send(True)  # last: who reads it may end us
    await stop.wait()
    await dispatcher.drain()
    running.cancel()
    await server.stop(0)
    receiving.close()
    db.close()
    return engine.calls


def run(folder: Path, url: str, step: str, serves: Pipe, out: Path) -> None:
    out.write_text(json.dumps(asyncio.run(serve(folder, url, step, serves))))


@dataclass
class LiveNode:
    """The process, from outside."""

    process: BaseProcess
    out: Path

    @classmethod
    def start(cls, files: MemberFiles, url: str, *, step: str = "", out: Path) -> LiveNode:
        hears, serves = FORKS.Pipe(duplex=False)
        process = forked(run, files.folder, url, step, serves, out)
        serves.close()
        with hears:
            hears.recv()
        return cls(process, out)

    def stop(self) -> list[list[str]]:
        """End it in good order; return what its engine was told."""
        self.process.terminate()
        self.process.join()
        calls: list[list[str]] = json.loads(self.out.read_text())
        return calls

    def wait_killed(self) -> None:
        """Wait until it has killed itself."""
        self.process.join()
        assert self.process.exitcode == -signal.SIGKILL
