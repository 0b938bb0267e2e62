"""A gateway of several processes on PostgreSQL: what becomes of it under kills, and its rates.

The run (`lab.scale.run`): two of each kind of process, each killed in its turn under load,
workers held still as well, the primary of PostgreSQL killed and its standby promoted, every process
replaced by one of a next version with a newer schema, and back. It is judged by the members'
databases and by a reader of the feed.

The rates: letters of 2 KiB from one sender to one and to two processes that share an address and
a database with fsync, as `bench/exchange.py` sends them: the whole intake, a durable journal, the
receipt verified by the sender. Processor seconds are those of the processes and of PostgreSQL.

    comity bench scale --json
    comity bench scale --json -- --minutes 1 --every 8 --no-rates
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.exchange import measure
from bench.exchange_ground import Ground, identity, lay, stand_on
from bench.exchange_senders import node
from gateway.exchange.intake import Intake
from gateway.exchange.server import NodeServer, exchange_handler
from gateway.store.database import Database
from gateway.store.writer_lock import Hold
from gateway.trust.tls import server_credentials
from lab.postgres.server import PostgresServer, server_folder
from lab.sandbox.ports import free_ports
from lab.scale.run import ScalePlan, passed, run

LETTERS, ROUNDS = 600, 3
PROCESSES = (1, 2)
_TICKS = os.sysconf("SC_CLK_TCK")


async def serve(folder: Path, suite: str, url: str, port: int) -> None:
    """Take letters on an address that others may share, until standard input is closed."""
    ground = stand_on(folder, suite)
    me = identity(ground, "FR")
    db = Database.open(url, create=True, hold=Hold.TOGETHER)
    db.let_others_in()
    intake = Intake(
        db,
        me,
        check_content=lambda _header, bodies: bodies,
        period_for=lambda _header, _content, _received: None,
    )
    credentials = server_credentials(ground.files.members["FR"].tls)
    server = NodeServer(me, credentials, [exchange_handler(intake)], shared=True)
    await server.start(f"127.0.0.1:{port}")
    print("up", flush=True)
    await asyncio.to_thread(sys.stdin.read)
    await server.stop(0)
    db.close()


@contextmanager
def served(folder: Path, suite: str, url: str, port: int) -> Iterator[int]:
    """Run a process that takes letters; give its id."""
    words = ["--serve", str(folder), suite, url, str(port)]
    process = subprocess.Popen(
        [sys.executable, __file__, *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("no pipes")
    try:
        if process.stdout.readline() != "up\n":
            raise RuntimeError("a process does not come up")
        yield process.pid
    finally:
        process.stdin.close()
        process.stdout.close()
        process.wait()


def processor_s(*pids: int) -> float:
    """Return the processor seconds of processes and of the children that they have."""
    total = 0
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
            children = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
        except OSError:
            continue
        total += sum(map(int, fields[11:15]))
        total += int(processor_s(*map(int, children)) * _TICKS)
    return total / _TICKS


async def send_to(ground: Ground, address: str, count: int, letters: int) -> list[float]:
    """Send letters over one channel for each process; return what each round had a second."""
    rates = []
    async with node(ground, address) as one, node(ground, address) as other:
        ways = itertools.cycle((one, other)[:count])
        numbers = itertools.count(1)

        async def send(number: int) -> None:
            await next(ways)(number)

        for turn in range(ROUNDS + 1):
            rate, _ = await measure(send, numbers, letters if turn else letters // 4)
            if turn:  # the first is to warm up
                rates.append(rate)
    return rates


def rates(folder: Path, suite: str, letters: int) -> dict[str, dict[str, float]]:
    """Measure one and two processes."""
    found: dict[str, dict[str, float]] = {"per_s": {}, "cpu_s_per_letter": {}}
    ground = stand_on(folder, suite)
    with server_folder() as base:
        server = PostgresServer(base)
        server.create({"listen_addresses": "''", "max_connections": "40"})
        server.start()
        try:
            for count in PROCESSES:
                (port,) = free_ports(1)
                name = f"of_{count}"
                _make_database(server.url, name)
                url = server.url.replace("/postgres?", f"/{name}?")
                with ExitStack() as stack:
                    pids = [
                        stack.enter_context(served(folder, suite, url, port)) for _ in range(count)
                    ]
                    before = processor_s(*pids, server.pid)
                    each = asyncio.run(send_to(ground, f"127.0.0.1:{port}", count, letters))
                    used = processor_s(*pids, server.pid) - before
                sent = letters // 4 + letters * ROUNDS
                found["per_s"][str(count)] = round(statistics.median(each), 1)
                found["cpu_s_per_letter"][str(count)] = round(used / sent, 5)
        finally:
            server.stop()
    return found


def _make_database(url: str, name: str) -> None:
    from sqlalchemy import create_engine  # noqa: PLC0415

    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as conn:
        conn.exec_driver_sql(f'CREATE DATABASE "{name}"')
    engine.dispose()


def main() -> int:
    """Run, measure, and print what came out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--minutes", type=float, default=10.0, help="of kills under load")
    parser.add_argument("--every", type=float, default=20.0, help="seconds from kill to kill")
    parser.add_argument("--per-s", type=float, default=1.0, help="applications a second")
    parser.add_argument("--roles", nargs="*", help="of the processes, one word each")
    parser.add_argument("--no-rates", action="store_true")
    parser.add_argument("--only-rates", action="store_true")
    parser.add_argument("--letters", type=int, default=LETTERS, help="letters in a round")
    parser.add_argument("--serve", nargs=4, metavar=("FOLDER", "SUITE", "URL", "PORT"))
    args = parser.parse_args()
    if args.serve:
        folder, suite, url, port = args.serve
        asyncio.run(serve(Path(folder), suite, url, int(port)))
        return 0
    result: dict[str, Any] = {}
    if not args.only_rates:
        plan = ScalePlan(minutes=args.minutes, kill_every_s=args.every, per_s=args.per_s)
        if args.roles:
            plan = ScalePlan(args.minutes, args.every, args.per_s, tuple(args.roles))
        began = time.monotonic()
        result |= run(plan, lambda said: _say(time.monotonic() - began, said))
    well = args.only_rates or passed(result)
    if not args.no_rates:
        with tempfile.TemporaryDirectory() as name:
            lay(Path(name))
            result |= rates(Path(name), "hybrid", args.letters)
    if args.json:
        print(json.dumps(result))
    else:
        for name, value in result.items():
            print(f"{name}={value}")
    return 0 if well else 1


def _say(after_s: float, said: str) -> None:
    print(f"{after_s:6.0f} s  {said}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
