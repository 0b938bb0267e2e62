"""What commitments to journals cost: on the wire, on disk, and in the hour's round.

One member commits each hour; another one takes the entry in and cosigns it over mTLS. Octets
are counted by a forwarder, TLS and HTTP/2 included. For a federation of `MEMBERS` that is
multiplied: each member takes one entry an hour of each other one, in the worst case in which
each has written or received a letter in every hour of the day. `take_in_us` is the time in
which a letter is taken into the tree.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.registers import arguments, database, report
from bench.sync import Forwarder
from certs.dev import make_federation
from gateway.domain.letter import LetterType, PartKind
from gateway.exchange.outbox import PartDraft, queue_letter
from gateway.register.journal.committing import JournalCommitting, commit_to_journal
from gateway.register.journal.journal_tree import take_in
from gateway.register.log.log_store import read_entry
from tests.support.register_nodes import NOW, RegisterNode, open_nodes

MEMBERS = 30
HOURS = 24
LETTERS = 2_000


def write(node: RegisterNode, count: int) -> None:
    """Write letters that are never sent."""
    for _ in range(count):
        node.db.write_sync(
            lambda conn: queue_letter(
                conn,
                node.me,
                recipient="DE",
                letter_type=LetterType.REQUEST,
                parts=[PartDraft(PartKind.MATCHING, bytes(600))],
                procedure="16(5)",
            )
        )


async def measure(folder: Path, letters: int) -> dict[str, float | int]:
    """Commit each hour of a day, then take a large journal in at once."""
    files = make_federation(["DE", "FR"], folder / "federation", now=NOW)
    dbs = {code: database(folder, code) for code in ("DE", "FR")}
    nodes = open_nodes(files, dbs)
    fr, de = nodes["FR"], nodes["DE"]
    await fr.serve()
    forwarder = Forwarder(int(fr.addresses["FR"].rpartition(":")[2]))
    de.addresses["FR"] = f"127.0.0.1:{await forwarder.start()}"
    committing, syncer = JournalCommitting(fr.db, fr.me, timedelta(hours=1)), de.make_syncer()
    await syncer.sync_peer("FR")
    octets = []
    for _ in range(HOURS):
        write(fr, 1)
        fr.clock.advance(hours=1)
        await committing.look()
        before = forwarder.passed
        await syncer.sync_peer("FR")
        await asyncio.sleep(0.2)
        octets.append(forwarder.passed - before)
    before = forwarder.passed
    await syncer.sync_peer("FR")
    await asyncio.sleep(0.2)
    unchanged = forwarder.passed - before
    entry = fr.db.read_sync(lambda conn: read_entry(conn, "FR", HOURS - 1)).entry
    await de.close()
    await fr.close()
    taken = _take_in(fr, letters)
    each = sorted(octets)[len(octets) // 2]
    others = (MEMBERS - 1) * HOURS
    for db in dbs.values():
        db.close()
    return {
        "entry_octets": len(entry.envelope),
        "wire_octets_an_entry": each,
        "unchanged_octets": unchanged,
        "entries_a_day": MEMBERS * HOURS,
        "mib_a_day_a_member": round(each * others / 2**20, 2),
        **taken,
    }


def _take_in(node: RegisterNode, letters: int) -> dict[str, float | int]:
    write(node, letters)
    began = time.perf_counter()
    while node.db.write_sync(take_in):
        pass
    spent = time.perf_counter() - began
    began = time.perf_counter()
    node.db.write_sync(lambda conn: commit_to_journal(conn, node.me))
    return {
        "letters": letters,
        "take_in_us": round(spent / letters * 1e6, 1),
        "commit_ms": round((time.perf_counter() - began) * 1e3, 2),
    }


def main() -> None:
    """Measure."""
    args = arguments(__doc__ or "", entries=LETTERS)
    with tempfile.TemporaryDirectory() as folder:
        report(asyncio.run(measure(Path(folder), args.entries)), as_json=args.json)


if __name__ == "__main__":
    main()
