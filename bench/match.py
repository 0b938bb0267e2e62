"""Search of a register of denials: a whole examination, with the hits and their reasons.

Each figure is of `RegisterSearch.examine` on a SQLite database: follow, candidates from the
index, contents of the denials from SQL, comparison, meanings (those of denied goods were read
ahead, as a node does), the record. `p50_ms` and `p95_ms` are
by the clock, `cpu_*` by the time that the process itself used: on a busy machine they part.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import resource
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import quantiles
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import structlog

from bench.match_ground import ALIAS, DAMAGED, UNINVOLVED, fill, megabytes, queries, register
from bench.registers import report
from gateway.app.process import GARBAGE_LOOKED_FOR
from gateway.casework.search.register_search import RegisterSearch
from gateway.domain.denial import Denial
from gateway.domain.meanings import MeaningAbsence
from gateway.domain.transaction import Party, Transaction
from gateway.matching.index.denial_index import DenialIndex
from gateway.matching.index_warmup import warm_up
from gateway.matching.meaning.comparison import MeaningReader, shared_model
from gateway.matching.meaning.encoder import readable
from gateway.matching.meaning.keeping import RememberedMeanings, key_of
from gateway.store.database import Database
from lab.match_evaluation import read_parties
from lab.synthetic_denials import uninvolved_organisations
from tests.support.needs import SHARED

PARTIES = SHARED / "data" / "registers" / "combined_parties.jsonl"
AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
TOP = 10
SAMPLE = 20_000  # denials of the register that searches are made of


def main() -> None:
    """Measure at each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, nargs="+", default=[100_000])
    parser.add_argument("--searches", type=int, default=600)
    parser.add_argument("--parties", type=Path, default=PARTIES)
    parser.add_argument("--keep", type=Path, help="Folder for the databases; they are used again.")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    # The index says how it fills; what is printed may be JSON.
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    parties, source = parties_of(given.parties)
    warm_up()
    results = []
    for count in given.records:
        with tempfile.TemporaryDirectory(prefix="comity-bench-") as temporary:
            folder = given.keep or Path(temporary)
            folder.mkdir(parents=True, exist_ok=True)
            results.append(measure(folder, parties, count, given.searches, source))
    report(results[0] if len(results) == 1 else {"sizes": results}, as_json=given.json)


def measure(
    folder: Path, parties: list[Party], count: int, searches: int, source: str
) -> dict[str, Any]:
    """Fill a database, build the index, search."""
    file, index_folder = folder / f"match-{count}.db", folder / f"match-{count}-index"
    filled = file.exists()
    db = Database.open(f"sqlite:///{file}", create=not filled)
    sample: list[Denial] = []
    denials = _sampled(register(parties, count), max(count // SAMPLE, 1), sample)
    if filled:
        deque(denials, maxlen=0)
    else:
        fill(db, denials)
    asked = queries(parties, sample, searches // 3)
    del sample, denials
    gc.collect()
    index = DenialIndex.open(index_folder)
    read = RememberedMeanings()
    reader = MeaningReader(read, shared_model)
    search = RegisterSearch(db, index, code="DE", reader=reader)
    started = time.process_time()
    asyncio.run(search.follow())
    built = time.process_time() - started
    gc.collect()
    gc.freeze()  # as a node does (gateway/app/work/loops.py, gateway/app/process.py)
    gc.set_threshold(*GARBAGE_LOOKED_FOR)
    figures = asyncio.run(_searched(search, asked, read))
    result = {
        "records": count,
        **figures,
        "build_cpu_s": round(built, 1),
        "meanings": len(read),
        "index_mib": round(megabytes(index_folder), 1),
        "database_mib": round(file.stat().st_size / 2**20, 1),
        "rss_mib": round(_rss(), 1),
        "peak_rss_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        "parties": source,
    }
    gc.unfreeze()
    index.close()
    db.close()
    return result


def _sampled(denials: Iterable[Denial], step: int, into: list[Denial]) -> Iterator[Denial]:
    """Pass denials on and keep some of them: a million would fill the memory."""
    for number, each in enumerate(denials):
        if number % step == 0:
            into.append(each)
        yield each


async def _searched(
    search: RegisterSearch, asked: list[Any], read: RememberedMeanings
) -> dict[str, Any]:
    # The caches of a node that has been up for a minute; and the meanings of the denied goods, as
    # a node has read them ahead. Those of the goods that are asked about are read in the search.
    for query in asked:
        await search.examine(query.transaction, at=AT)
    wall: dict[str, list[float]] = {}
    cpu: list[float] = []
    found = {ALIAS: 0, DAMAGED: 0}
    shown = 0
    for query in asked[20:]:
        forget(query.transaction, read)
        began, used = time.perf_counter(), time.process_time()
        examination = await search.examine(query.transaction, at=AT)
        wall.setdefault(query.kind, []).append((time.perf_counter() - began) * 1000)
        cpu.append((time.process_time() - used) * 1000)
        top = examination.hits[:TOP]
        shown += len(examination.hits)
        if query.expected:
            found[query.kind] += any(hit.denial_id == query.expected for hit in top)
    everything = [ms for times in wall.values() for ms in times]
    return {
        "searches": len(everything),
        "p50_ms": _at(everything, 50),
        "p95_ms": _at(everything, 95),
        "cpu_p50_ms": _at(cpu, 50),
        "cpu_p95_ms": _at(cpu, 95),
        **{f"p95_ms_{kind}": _at(wall[kind], 95) for kind in (ALIAS, DAMAGED, UNINVOLVED)},
        **{f"in_top_{TOP}_{kind}": round(n / len(wall[kind]), 3) for kind, n in found.items()},
        "hits_per_search": round(shown / len(everything), 1),
    }


def forget(transaction: Transaction, read: RememberedMeanings) -> None:
    """Forget the meanings of a transaction's own goods."""
    model = shared_model()
    if not isinstance(model, MeaningAbsence):
        for item in transaction.items:
            read.forget(key_of(model.model_id, readable(item.description)))


def _at(times: list[float], percent: int) -> float:
    return round(quantiles(times, n=100)[percent - 1], 2)


def parties_of(path: Path) -> tuple[list[Party], str]:
    """Return the parties of a file, or made ones where it is not here, and which they are."""
    if path.exists():
        return read_parties(path), path.name
    return uninvolved_organisations(20_000), "generated names: the lists are not here"


def _rss() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 2**20


if __name__ == "__main__":
    main()
