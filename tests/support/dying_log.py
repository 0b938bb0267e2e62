"""Nodes that are killed at any instant: in the middle of an append, or of a synchronisation.

Started with the folder of a federation and its databases, and the address of FR, it reads a
line for each life that it shall lead: what to do, a seed, and after how many calls and
returns of the gateway's functions and of the database's driver it is to be killed by
SIGKILL; 0 for never.
Each life is a process of its own, forked, so that hundreds need not be started. It tells
``held N`` after each commit of its own log, ``calls N`` at the end of a life that was not cut
short, and ``ended STATUS`` after each.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
import threading
from functools import cache
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

from certs.layout import FederationFiles
from gateway.domain.lifecycle import shipped_law
from gateway.register.log.log_store import read_head
from gateway.register.own_log import append_many
from gateway.store.database import Database
from tests.support.register_nodes import NOW, RegisterNode, denial, draft_of, open_nodes

BATCH_SIZE = 4
APPENDS, MOST_ENTRIES = 3, 5


class Fate:
    """Counts what a process does, and kills it in the middle."""

    def __init__(self, last: int) -> None:
        self._last = last
        self._begun = False
        self.calls = 0

    def watch(self) -> None:
        """See what this thread does from now on, and all threads that begin."""
        threading.setprofile(self._count)
        sys.setprofile(self._count)

    def begin(self) -> None:
        """Count from now on: the node is open and begins its work."""
        self._begun = True

    def _count(self, frame: FrameType, event: str, arg: Any) -> None:
        if self._begun and (_is_ours(frame.f_code) or _is_drivers(event, arg)):
            self.calls += 1
            if self.calls == self._last:
                os.kill(os.getpid(), signal.SIGKILL)


@cache
def _is_ours(code: CodeType) -> bool:
    return "/gateway/" in code.co_filename


def _is_drivers(event: str, arg: Any) -> bool:
    """Say whether it is a call of the database's driver, or its end."""
    return event.startswith("c_") and type(getattr(arg, "__self__", None)).__module__ == "sqlite3"


def say(text: str) -> None:
    """Tell the test; in one write, so that nothing of it is lost or split."""
    os.write(1, f"{text}\n".encode())


def append_some(node: RegisterNode, draw: random.Random) -> None:
    """Append batches of the own log, and tell what was committed."""
    for _ in range(APPENDS):
        size = node.db.read_sync(lambda conn: read_head(conn, "FR").size)
        count = draw.randint(1, MOST_ENTRIES)
        drafts = [draft_of(denial("FR", size + 1 + number)) for number in range(count)]
        node.db.write_sync(
            lambda conn, drafts=drafts: append_many(  # type: ignore[misc]
                conn, node.me, drafts, at=node.clock.now()
            )
        )
        say(f"held {size + count}")


async def synchronise(node: RegisterNode) -> None:
    """Pull the log of FR once."""
    await node.make_syncer(batch_size=BATCH_SIZE).sync_peer("FR")
    await node.close()


def live(folder: Path, address: str, what: str, seed: int, last: int) -> None:
    """Lead one life, in a process of its own."""
    fate = Fate(last)
    fate.watch()
    code = "FR" if what == "append" else "DE"
    database = Database.open(f"sqlite:///{folder}/{code}.db")
    files = FederationFiles.at(folder / "federation")
    node = open_nodes(files, {code: database}, addresses={"FR": address})[code]
    fate.begin()
    if what == "append":
        append_some(node, random.Random(seed))
    else:
        asyncio.run(synchronise(node))
    database.close()
    say(f"calls {fate.calls}")


def main(folder: Path, address: str) -> None:
    """Lead one life after the other."""
    shipped_law("FR", NOW)  # reading the rulebook once is no work of theirs
    for line in sys.stdin:
        what, seed, last = line.split()
        child = os.fork()
        if child == 0:
            status = 1
            try:
                live(folder, address, what, int(seed), int(last))
                status = 0
            finally:
                os._exit(status)
        _, waited = os.waitpid(child, 0)
        say(f"ended {os.waitstatus_to_exitcode(waited)}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
