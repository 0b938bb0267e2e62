"""Kill -9 of a real process anywhere in an append or a synchronisation, again and again.

`test_register_kill` names the steps; here the instant is drawn, between any two calls that
the process makes, also of the database's driver.
"""

from __future__ import annotations

import asyncio
import random
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select

from certs.dev import make_federation
from certs.layout import FederationFiles
from gateway.register.denials.rebuilding import rebuild
from gateway.register.log.checkpoints import newest_checkpoint, received_up_to, verify_checkpoint
from gateway.register.log.frontier import Frontier
from gateway.register.log.log_store import read_head
from gateway.register.log.proofs import root_at
from gateway.register.sync.log_verification import verify_log
from gateway.store.database import Database
from gateway.store.tables_register import denial as denial_row
from gateway.store.tables_register import log_entry
from tests.support.empty_database import open_empty
from tests.support.needs import sampled
from tests.support.raising import present
from tests.support.register_nodes import NOW, RegisterNode, denial, draft_of, open_nodes

ROOT = Path(__file__).parents[2]
LIVES = pytest.mark.parametrize("many", sampled([12], 25))
NEW_ENTRIES = 11  # before each synchronisation: three batches of four, the last one short


class Mortal:
    """The process whose children are killed."""

    def __init__(self, process: Process) -> None:
        self._process = process

    async def live(self, what: str, seed: int, last: int) -> tuple[int, int, int]:
        """Lead one life; return its status, what it told to hold, and its calls."""
        writer, reader = self._process.stdin, self._process.stdout
        assert writer is not None
        assert reader is not None
        writer.write(f"{what} {seed} {last}\n".encode())
        await writer.drain()
        told = {"held": 0, "calls": 0}
        while True:
            word, number = (await reader.readline()).decode().split()
            if word == "ended":
                return int(number), told["held"], told["calls"]
            told[word] = int(number)

    async def end(self) -> None:
        present(self._process.stdin).close()
        await self._process.wait()


async def born(folder: Path, address: str) -> Mortal:
    command = ("-m", "tests.support.dying_log", str(folder), address)
    return Mortal(
        await asyncio.create_subprocess_exec(
            sys.executable, *command, cwd=ROOT, stdin=PIPE, stdout=PIPE
        )
    )


@pytest.fixture
def files(tmp_path: Path) -> FederationFiles:
    made = make_federation(["DE", "FR"], tmp_path / "federation", now=NOW)
    for code in ("DE", "FR"):
        open_empty(tmp_path / f"{code}.db").close()
    return made


@pytest.fixture
async def fr(files: FederationFiles, tmp_path: Path) -> AsyncIterator[RegisterNode]:
    database = Database.open(f"sqlite:///{tmp_path}/FR.db")
    node = open_nodes(files, {"FR": database})["FR"]
    await node.serve()
    yield node
    await node.close()
    database.close()


def whole(node: RegisterNode) -> int:
    """Check that what is held of the log of FR is one state of it; return its size."""

    def check(conn: Connection) -> int:
        head = read_head(conn, "FR")
        query = select(log_entry.c.leaf_hash).where(log_entry.c.origin == "FR")
        leaves = conn.execute(query.order_by(log_entry.c.idx)).scalars().all()
        frontier, _ = Frontier().extend(leaves)
        assert (frontier.size, frontier.root()) == (head.size, head.root)
        assert root_at(conn, "FR", head.size) == head.root
        assert conn.scalar(select(func.count()).select_from(denial_row)) == head.size
        return head.size

    return node.db.read_sync(check)


def sound(node: RegisterNode) -> None:
    directory = node.me.directory()
    report = node.db.read_sync(
        lambda conn: verify_log(conn, directory, "FR", node.clock.now(), reader=node.code)
    )
    assert report.sound
    size = node.db.read_sync(lambda conn: read_head(conn, "FR").size)
    assert node.db.write_sync(lambda conn: rebuild(conn, "FR", size)) == []


def lives(calls: int, many: int) -> Iterator[tuple[int, int]]:
    """Draw when each life ends: at any of so many calls."""
    draw = random.Random(2021)
    for seed in range(many):
        yield seed, draw.randint(1, calls)


@LIVES
async def test_an_append_is_whole_or_not_at_all(
    files: FederationFiles, tmp_path: Path, many: int
) -> None:
    mortal = await born(tmp_path, "127.0.0.1:1")
    status, told, calls = await mortal.live("append", 0, 0)
    assert (status, told > 0, calls > 0) == (0, True, True)
    before, killed = told, 0
    for seed, last in lives(calls, many):
        status, told, _ = await mortal.live("append", seed, last)
        assert status in {0, -signal.SIGKILL}
        killed += status != 0
        database = Database.open(f"sqlite:///{tmp_path}/FR.db")
        node = open_nodes(files, {"FR": database})["FR"]
        size = whole(node)
        assert size >= max(before, told)  # what was told to be durable is there
        signed = database.read_sync(lambda conn: newest_checkpoint(conn, "FR"))
        assert signed is not None
        found = verify_checkpoint(
            signed.note, origin="FR", directory=node.me.directory(), at=node.clock.now()
        )
        assert (found.size, found.root) == (size, signed.root)
        before = size
        database.close()
    await mortal.end()
    assert killed > many // 2
    database = Database.open(f"sqlite:///{tmp_path}/FR.db")
    sound(open_nodes(files, {"FR": database})["FR"])
    database.close()


@LIVES
async def test_a_synchronisation_goes_on_where_it_was(
    fr: RegisterNode, files: FederationFiles, tmp_path: Path, many: int
) -> None:
    fr.append_many([draft_of(denial("FR", number + 1)) for number in range(NEW_ENTRIES)])
    mortal = await born(tmp_path, fr.addresses["FR"])
    status, _, calls = await mortal.live("sync", 0, 0)
    assert (status, calls > 0) == (0, True)
    before, killed = NEW_ENTRIES, 0
    for seed, last in lives(calls, many):
        size = fr.db.read_sync(lambda conn: read_head(conn, "FR").size)
        fr.append_many([draft_of(denial("FR", size + i + 1)) for i in range(NEW_ENTRIES)])
        status, _, _ = await mortal.live("sync", seed, last)
        assert status in {0, -signal.SIGKILL}
        killed += status != 0
        database = Database.open(f"sqlite:///{tmp_path}/DE.db")
        held = whole(open_nodes(files, {"DE": database})["DE"])
        assert held >= before
        # A proven prefix of what the origin has signed, and no receipt for more.
        root = fr.db.read_sync(lambda conn, held=held: root_at(conn, "FR", held))  # type: ignore[misc]
        assert database.read_sync(lambda conn: read_head(conn, "FR")).root == root
        received = fr.db.read_sync(lambda conn: received_up_to(conn, "FR"))
        assert received["DE"][0] <= held
        before = held
        database.close()
    await mortal.end()
    assert killed > many // 2
    database = Database.open(f"sqlite:///{tmp_path}/DE.db")
    de = open_nodes(files, {"DE": database}, addresses=fr.addresses)["DE"]
    await de.make_syncer().sync_peer("FR")
    assert whole(de) == whole(fr)
    sound(de)
    await de.close()
    database.close()
