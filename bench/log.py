"""Durable append of already signed entries, in batches: stored, hashed, projected, committed.

`peak_mib` is the process's whole memory, of which `entries_mib` were taken by the signed
entries before the first was appended.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.registers import BATCH, arguments, cpu_s, database, peak_mib, report, signed_entries
from gateway.register.own_log import append_signed
from tests.support.register_nodes import make_nodes

ENTRIES = 20_000


def main() -> None:
    """Append, and say how many a second were durable."""
    args = arguments(__doc__ or "", entries=ENTRIES)
    with tempfile.TemporaryDirectory() as folder:
        db = database(Path(folder), "FR")
        node = make_nodes(Path(folder) / "federation", {"FR": db})["FR"]
        entries = signed_entries(node, args.entries)
        before_mib, before_s = peak_mib(), cpu_s()
        began = time.perf_counter()
        for start in range(0, len(entries), BATCH):
            batch = entries[start : start + BATCH]
            db.write_sync(
                lambda conn, batch=batch: append_signed(  # type: ignore[misc]
                    conn, node.me, batch, node.clock.now()
                )
            )
        seconds = time.perf_counter() - began
        cpu_us = (cpu_s() - before_s) / args.entries * 1e6
        db.close()
    report(
        {
            "entries": args.entries,
            "batch": BATCH,
            "seconds": round(seconds, 3),
            "entries_per_s": round(args.entries / seconds, 1),
            "cpu_us_an_entry": round(cpu_us, 1),
            "entries_mib": before_mib,
            "peak_mib": peak_mib(),
        },
        as_json=args.json,
    )


if __name__ == "__main__":
    main()
