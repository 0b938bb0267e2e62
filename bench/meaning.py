"""Likeness of meaning, on labelled pairs of bench/strangers.

How well it alone parts the open pairs (area under the curve, best F1 and where), in all and by how
far apart they are written; in how many languages it finds one thing again
(tests/assets/matching/one_thing.toml); time and memory. Rows of the half `kept` are never read.
"""

from __future__ import annotations

import argparse
import sys
import time
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import product
from pathlib import Path
from statistics import median, quantiles
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.registers import report
from gateway.domain.meanings import MeaningAbsence
from gateway.matching.meaning.encoder import (
    ABSENCE_WORDS,
    load_encoder,
    readable,
)
from gateway.matching.meaning.vectors import MeaningVector, likeness
from lab.labelled_goods import GoodsPair, Reach, read_goods

ROOT = Path(__file__).parents[1]
STRANGERS = ROOT / "bench" / "strangers" / "goods.csv"
ONE_THING = ROOT / "tests" / "assets" / "matching" / "one_thing.toml"
_PAGE = 4096

Encode = Callable[[str], MeaningVector | None]
"""Gives the meaning of a description; None of one that says nothing."""


class Scored(NamedTuple):
    """A pair with its likeness."""

    likeness: float
    same: bool


def main() -> None:
    """Measure what is installed, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    pairs = read_goods(STRANGERS, half="open")
    result: dict[str, Any] = {"pairs": len(pairs), "same": sum(pair.same for pair in pairs)}
    before, began = _resident_mb(), time.perf_counter()
    if (encode := _shipped()) is None:
        raise SystemExit(1)
    encode("vacuum pump")
    result["load_ms"] = round((time.perf_counter() - began) * 1000, 1)
    result |= quality(pairs, encode) | languages(encode)
    result["memory_mb"] = round(_resident_mb() - before, 1)
    report(result, as_json=given.json)


def quality(pairs: Sequence[GoodsPair], encode: Encode) -> dict[str, Any]:
    """Return how well the likeness parts the pairs, and how long a description takes.

    A description that says nothing has the likeness -1: such a pair is never the same.
    """
    texts = sorted({text for pair in pairs for text in _descriptions(pair)})
    meanings: dict[str, MeaningVector | None] = {}
    wall, cpu = [], []
    for text in texts:
        began, used = time.perf_counter(), time.thread_time()
        meanings[text] = encode(text)
        cpu.append((time.thread_time() - used) * 1000)
        wall.append((time.perf_counter() - began) * 1000)
    by_reach: dict[str, list[Scored]] = defaultdict(list)
    for pair in pairs:
        scored = Scored(_near(*(meanings[text] for text in _descriptions(pair))), pair.same)
        by_reach["all"].append(scored)
        by_reach[pair.reach].append(scored)
    found: dict[str, Any] = {
        "descriptions": len(texts),
        "cpu_ms_median": round(median(cpu), 1),
        "cpu_ms_p95": round(quantiles(cpu, n=20)[-1], 1),
        "wall_ms_median": round(median(wall), 1),
    }
    for reach in ("all", *Reach):
        scored_pairs = by_reach[reach]
        f1, at = best_f1(scored_pairs)
        found[reach] = {
            "pairs": len(scored_pairs),
            "auc": round(area(scored_pairs), 3),
            "f1_best": round(f1, 3),
            "at": round(at, 3),
        }
    return found


def languages(encode: Encode) -> dict[str, Any]:
    """Return in which languages one thing is not nearer to itself than to each of the others."""
    thing = tomllib.loads(ONE_THING.read_text("utf-8"))
    english = encode(thing["english"])
    others = [encode(text) for text in thing["others"]]
    found: dict[str, Any] = {}
    for group in ("union", "destinations"):
        missed = [
            language
            for language, text in thing[group].items()
            if _near(mine := encode(text), english) <= max(_near(mine, each) for each in others)
        ]
        found[group] = {"languages": len(thing[group]), "not_found": missed}
    return found


def area(scored: Iterable[Scored]) -> float:
    """Return how often a pair of one thing is nearer than a pair of two (area under the curve)."""
    kept = list(scored)
    same = [each.likeness for each in kept if each.same]
    other = [each.likeness for each in kept if not each.same]
    won = sum((a > b) + (a == b) / 2 for a, b in product(same, other))
    return won / max(len(same) * len(other), 1)


def best_f1(scored: Iterable[Scored]) -> tuple[float, float]:
    """Return the best F1 of any threshold, and the highest threshold that gives it."""
    kept = sorted(scored, reverse=True)
    total, best, at = sum(each.same for each in kept), 0.0, 1.0
    right = 0
    for taken, each in enumerate(kept, start=1):
        right += each.same
        last = taken == len(kept) or kept[taken].likeness < each.likeness
        if last and (f1 := 2 * right / (taken + total)) > best:
            best, at = f1, each.likeness
    return best, at


def _shipped() -> Encode | None:
    model = load_encoder()
    if isinstance(model, MeaningAbsence):
        print(f"meaning: {ABSENCE_WORDS[model]}", file=sys.stderr)
        return None

    def encode(text: str) -> MeaningVector | None:
        found = model.encode(readable(text))
        return found if isinstance(found, MeaningVector) else None

    return encode


def _near(a: MeaningVector | None, b: MeaningVector | None) -> float:
    near = likeness(a, b) if a is not None and b is not None else None
    return -1.0 if near is None else near


def _descriptions(pair: GoodsPair) -> tuple[str, str]:
    return pair.ours.description, pair.theirs.description


def _resident_mb() -> float:
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * _PAGE / 1e6


if __name__ == "__main__":
    main()
