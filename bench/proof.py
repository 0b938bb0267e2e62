"""Inclusion and consistency proofs from a large log: read from the database and computed.

The log is built as every log is, batch after batch from the right edge (`log_store.extend`),
of entries that have leaf hashes and nothing else: proofs look at nothing else, and so a
million (``--entries 1000000``) is there within minutes. `peak_mib` is the same for every
size: nothing of what lies before is held or read.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from sqlalchemy import Connection

from bench.registers import BATCH, arguments, database, peak_mib, report
from gateway.register.log.log_store import CheckedEntry, extend, lock_head
from gateway.register.log.merkle import leaf_hash
from gateway.register.log.proofs import consistency_proof, inclusion_proof
from gateway.store.database import Database

ENTRIES = 100_000
PROOFS = 2_000


def fill(db: Database, entries: int) -> None:
    """Store leaves; proofs look at nothing else of an entry."""
    for start in range(0, entries, BATCH):
        leaves = [leaf_hash(b"%d" % i) for i in range(start, min(start + BATCH, entries))]
        batch = [CheckedEntry(b"", leaf, leaf, "erased", "-", "-", 1, ()) for leaf in leaves]
        db.write_sync(
            lambda conn, batch=batch: extend(conn, lock_head(conn, "FR"), batch)  # type: ignore[misc]
        )


def p95_ms(db: Database, prove: Callable[[Connection], object], count: int) -> tuple[float, float]:
    """Time proofs, each in a reading transaction of its own, as the service makes them.

    Returns:
        95th percentiles of the time that passed and of the processor's time.
    """
    times, spent = [], []
    for _ in range(count):
        began, cpu = time.perf_counter(), time.thread_time()
        db.read_sync(prove)
        times.append(time.perf_counter() - began)
        spent.append(time.thread_time() - cpu)
    at = int(0.95 * count)
    return round(sorted(times)[at] * 1000, 3), round(sorted(spent)[at] * 1000, 3)


def main() -> None:
    """Measure proofs between sizes and indices drawn at random."""
    args = arguments(__doc__ or "", entries=ENTRIES)
    draw = random.Random(2021)  # noqa: S311 - which proofs are timed, the same in every run
    with tempfile.TemporaryDirectory() as folder:
        db = database(Path(folder), "FR")
        began = time.perf_counter()
        fill(db, args.entries)
        fill_s = time.perf_counter() - began
        size = args.entries
        inclusion = p95_ms(
            db, lambda conn: inclusion_proof(conn, "FR", draw.randrange(size), size), PROOFS
        )
        consistency = p95_ms(
            db, lambda conn: consistency_proof(conn, "FR", draw.randint(1, size), size), PROOFS
        )
        result = {
            "entries": size,
            "fill_s": round(fill_s, 1),
            "proofs": PROOFS,
            "inclusion_p95_ms": inclusion[0],
            "inclusion_cpu_p95_ms": inclusion[1],
            "consistency_p95_ms": consistency[0],
            "consistency_cpu_p95_ms": consistency[1],
            "peak_mib": peak_mib(),
        }
        db.close()
    report(result, as_json=args.json)


if __name__ == "__main__":
    main()
