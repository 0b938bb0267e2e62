"""All real registers of ../shared/data: imported, synchronised to all, found by own aliases.

Four members each import their share of the lists from CSV, every other member pulls and
proves all of it over mTLS, and one of them searches for entities of all members by a random
alias that the entity lists itself. Recall at 10 counts an entity's own denial (`own`), and
that or another denial which lists exactly this alias (`listed`: one party on several lists).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import structlog

from tests.support.federation_case import case_federation, make_files
from tests.support.real_registers import (
    MEMBERS,
    MISSING,
    REGISTERS,
    imported,
    real_parties,
    recall,
    shared_out,
)


async def measure(searches: int) -> dict[str, Any]:
    """Run it once, at one member of four."""
    parties = shared_out(real_parties())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = make_files(folder / "federation", MEMBERS)
        async with case_federation(
            files, folder / "nodes", lambda each: f"sqlite:///{folder / each}.db"
        ) as federation:
            began = time.perf_counter()
            for code, listed in parties.items():
                await imported(federation[code], listed)
            came = time.perf_counter()
            await federation.sync()
            synced = time.perf_counter()
            await federation["NL"].node.search.follow()
            indexed = time.perf_counter()
            found = await recall(federation, "NL", parties, searches)
            done = time.perf_counter()
    return {
        "denials": sum(len(listed) for listed in parties.values()),
        "by_member": {code: len(listed) for code, listed in parties.items()},
        "import_s": round(came - began, 1),
        "sync_to_all_s": round(synced - came, 1),
        "index_s": round(indexed - synced, 1),
        "searches": found.searches,
        "recall_at_10_own": round(found.own / found.searches, 4),
        "recall_at_10_listed": round(found.listed / found.searches, 4),
        "search_mean_ms": round((done - indexed) / found.searches * 1000, 1),
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--searches", type=int, default=2000)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    # The index says how it fills; what is printed may be JSON.
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    if not (REGISTERS / "combined_parties.jsonl").is_file():
        print(json.dumps({"skipped": MISSING}) if given.json else MISSING)
        return
    result = asyncio.run(measure(given.searches))
    if given.json:
        print(json.dumps(result))
        return
    for key, value in result.items():
        print(f"{key:22} {value}")


if __name__ == "__main__":
    main()
