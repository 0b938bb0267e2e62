"""How well names are matched: ours at the shipped threshold beside every baseline at its best.

F1 on labelled pairs (bench/quality_pairs.py), recall of held-out aliases of real lists through
the index and the scorer, and false alarms. `-- --quick` leaves the searches out.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.quality_pairs import (
    DATA,
    Record,
    blind,
    cross_script,
    derived,
    own,
    records,
    two_authorities,
)
from bench.quality_scorers import SCORERS, Scorer
from gateway.domain.transaction import Party, PartyKind
from gateway.matching.index.denial_index import DenialIndex, Entry
from gateway.matching.parties.names import latin
from gateway.matching.parties.party import compare_parties, party_forms
from gateway.matching.transaction import PARTY_LIKELY
from lab.match_evaluation import LabelledPair, alarms, evaluate, read_parties

NEAREST = 40  # candidate records, as docs/matching.md says of held-out aliases
_HOLDOUT_LISTS = ("EU-OJ", "METI", "MOFCOM", "UN SC")
_MOST_NAMES = 60  # of a party in the domain


def best_f1(scorer: Scorer, pairs: Sequence[LabelledPair]) -> tuple[float, float]:
    """Return a baseline's F1 at the threshold that suits the pairs best, and that threshold."""
    scored = sorted(((_score(scorer, pair), pair.is_match) for pair in pairs), reverse=True)
    matches = sum(pair.is_match for pair in pairs)
    best, at, hits = 0.0, 1.0, 0
    for number, (score, truth) in enumerate(scored, start=1):
        hits += truth
        if number == len(scored) or scored[number][0] < score:
            f1 = 2 * hits / (number + matches)
            if f1 > best:
                best, at = f1, score
    return best, at


def on_pairs(pairs: Sequence[LabelledPair]) -> dict[str, Any]:
    """Measure one set of pairs."""
    ours = evaluate(pairs)
    baselines = {name: best_f1(scorer, pairs) for name, scorer in SCORERS.items()}
    top = max(baselines, key=lambda name: baselines[name][0])
    return {
        "pairs": ours.pairs,
        "f1": round(ours.f1, 3),
        "precision": round(ours.precision, 3),
        "recall": round(ours.recall, 3),
        "best_baseline": top,
        "best_baseline_f1": round(baselines[top][0], 3),
        "baselines": {
            name: {"f1": round(f1, 3), "threshold": round(at, 2)}
            for name, (f1, at) in baselines.items()
        },
    }


def holdout() -> dict[str, dict[str, float]]:
    """Search every held-out alias in the lists without it (docs/matching.md, Measured).

    Returns:
        Recall at 1, 5, 10 and among the candidates, for each kind of query.
    """
    with (DATA / "bench" / "derived_alias_holdout.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    register = _without_held_out(list(records(*_HOLDOUT_LISTS)), rows)
    same = _groups(register)
    parties = {
        record.key: Party(names=record.names[:_MOST_NAMES], kind=record.kind)
        for record in register
        if record.names
    }
    by_id: dict[str, set[str]] = defaultdict(set)
    for record in register:
        by_id[record.key.rsplit("#", 1)[0]].add(same[record.key])
    index = DenialIndex.open()
    index.apply_entries(
        ((key, Entry(names=party_forms(party))) for key, party in parties.items()), position=1
    )
    found: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        query = Party(names=(row["query"].strip()[:400],), kind=PartyKind.UNKNOWN)
        near = index.by_names(party_forms(query), limit=NEAREST)
        near.sort(key=lambda key: -compare_parties(query, parties[key]).score)
        wanted = set().union(*(by_id[key] for key in row["record_ids"].split()))
        ranks = list(dict.fromkeys(same[key] for key in near))
        place = next((n for n, group in enumerate(ranks, start=1) if group in wanted), 10**6)
        found[row["kind"]].append(place)
    return {
        kind: {
            "queries": len(places),
            **{f"R@{k}": round(sum(p <= k for p in places) / len(places), 3) for k in (1, 5, 10)},
            "candidates": round(sum(p <= NEAREST for p in places) / len(places), 3),
        }
        for kind, places in found.items()
    }


def false_alarms() -> dict[str, Any]:
    """Search listed persons for uninvolved ones, and for themselves, some of them damaged."""
    register = [
        Party(names=record.names[:_MOST_NAMES], kind=record.kind)
        for record in records("UN SC", "EU-OJ", "OFAC SDN")
        if record.kind is PartyKind.PERSON
    ]
    uninvolved = read_parties(DATA / "bench" / "yente_negatives_global.csv")[::33][:1500]
    listed = read_parties(DATA / "bench" / "yente_positives_un_treated.csv")
    none, some = alarms(register, uninvolved), alarms(register, listed)
    return {
        "persons": len(register),
        "uninvolved": none.searches,
        "false_alarms": round(none.alarms_per_search, 4),
        "listed": some.searches,
        "found": round(some.alarms_per_search, 4),
    }


def _score(scorer: Scorer, pair: LabelledPair) -> float:
    person = PartyKind.PERSON in (pair.ours.kind, pair.theirs.kind)
    return max(scorer(a, b, person) for a in pair.ours.names for b in pair.theirs.names)


def _plain(name: str) -> str:
    return " ".join(sorted(latin(name).split()))


def _without_held_out(register: list[Record], rows: Sequence[dict[str, str]]) -> list[Record]:
    """Take the held-out alias, and every equal form, out of the records that have it."""
    removed: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row["kind"] != "perturbed":
            for key in row["record_ids"].split():
                removed[key].add(_plain(row["query"]))
    return [
        Record(r.key, r.source, r.kind, tuple(n for n in r.names if _plain(n) not in gone), r.ids)
        for r in register
        for gone in (removed.get(r.key.rsplit("#", 1)[0], set()),)
    ]


def _groups(register: Sequence[Record]) -> dict[str, str]:
    """Give records that share an id or a name one number: they are one party listed twice."""
    parent: dict[str, str] = {}

    def root(node: str) -> str:
        while parent.setdefault(node, node) != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for record in register:
        for mark in (
            *(f"id {i}" for i in record.ids),
            *(f"name {_plain(n)}" for n in record.names),
        ):
            parent[root(mark)] = root(record.key)
    return {record.key: root(record.key) for record in register}


def main() -> None:
    """Measure everything and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--quick", action="store_true", help="labelled pairs only")
    args = parser.parse_args()
    sets = {"own pairs": own(), **blind()}
    if DATA.is_dir():
        sets |= {
            **derived(), "two scripts": cross_script(), "two authorities": two_authorities()
        }  # fmt: skip
    result: dict[str, Any] = {
        "threshold": PARTY_LIKELY, "pairs": {name: on_pairs(sets[name]) for name in sets}
    }  # fmt: skip
    if DATA.is_dir() and not args.quick:
        result |= {"holdout": holdout(), "alarms": false_alarms()}
    if args.json:
        print(json.dumps(result, ensure_ascii=False))
        return
    for name, found in result["pairs"].items():
        print(
            f"{name:22} {found['pairs']:6} F1 {found['f1']:.3f} P {found['precision']:.3f}"
            f" R {found['recall']:.3f}  best baseline {found['best_baseline_f1']:.3f}"
            f" ({found['best_baseline']})"
        )
    for kind, recall in result.get("holdout", {}).items():
        print(f"{kind:22} {recall}")
    print(result.get("alarms", ""))


if __name__ == "__main__":
    main()
