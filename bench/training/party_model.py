"""Learns what signs of organisations' names count and writes the points: `make model`.

Logistic loss over the steps of each sign, good or bad, so that no point can go the wrong way; then
whole numbers. Each source of pairs is left out once (`--folds`): its F1 under points that never saw
it is printed. Pairs that a rule decides (an abbreviation, a branch more, bodies) teach nothing.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize

sys.path.insert(0, str(Path(__file__).parents[2]))

from gateway.domain.transaction import Party
from gateway.matching.parties.analysed_name import NameForm
from gateway.matching.parties.party import common_kind, party_forms, presumed_kind
from gateway.matching.parties.signs import signs_of
from gateway.matching.parties.similarity import CARDS, aligned, compare_names, quick_score
from gateway.matching.scorecard import digest_of
from lab.match_evaluation import LabelledPair

_SHARES = (300, 400, 500, 550, 600, 650, 700, 740, 780, 820, 850, 880, 910, 940, 970, 1000)
_GRADED = ("likeness", "share", "whole share", "letters", "telling letters", "consonants")
STEPS: dict[str, tuple[int, tuple[int, ...]]] = {
    **dict.fromkeys(_GRADED, (1, _SHARES)),
    "letters in common": (1, (3, 5, 7, 9, 11, 13, 16, 20)),
    "own of each": (-1, (20, 40, 55, 75, 90, 130, 180, 230, 280, 380)),
    **dict.fromkeys(("clash", "clash of places", "clash of branches", "numbers differ",
                     "forms differ"), (-1, (1, 2, 3))),
}  # fmt: skip
"""Of each sign: whether more of it is good (1) or bad (-1), and at which values it counts more."""

_GRAIN = dict.fromkeys(_GRADED, 10) | {"own of each": 5}
"""Between two steps points grow with the value, by so many at a time."""

POINTS = 1000  # of one unit of log odds
OTHERS = "other organisations"
_MUCH_OF_OTHERS = 3  # names that have little in common are what a register is full of
_RIDGE = 0.0003
_LEAST = 0.01  # log odds that a step of a graded sign gives at least, so that order has no gaps
_LEAST_LIKENESS = (0.5, 0.1)  # of likeness, up to and from `_UNLIKE`
_UNLIKE = 700
_FULL = 6  # pairs of names of two parties that are looked at
_ROUNDS = 2  # the second takes, of a party's names, the pair that the first thinks best
_MUCH = 1000  # pairs from which a source counts no more
# Log odds above the threshold, and the score in ten thousandths that they stand for.
_TABLE = ((-6, 0), (-3, 4000), (-0.5, 7000), (0, 8000), (1, 8800), (3, 9300), (8, 9600))
_RULES = ("the one states", "the one is made", "the one has a branch", "the names say other bodies")
_COLUMNS = [(name, step) for name, (_, steps) in STEPS.items() for step in steps]
_FIRST = np.array([float(name == "likeness") for name, _ in _COLUMNS])
Row = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True, slots=True)
class Example:
    """A labelled pair of organisations.

    Attributes:
        rows: How far each pair of their names has come to each step.
        is_match: Whether they are one party.
    """

    rows: Row
    is_match: bool


@dataclass(frozen=True, slots=True)
class Learned:
    """Log odds of each step and of no step, and from which sum names are likely one party's."""

    steps: Row
    base: float
    likely: float = 0.0

    def odds(self, example: Example) -> float:
        """Return the log odds above the threshold."""
        return float((example.rows @ self.steps).max() + self.base - self.likely)


Sources = Mapping[str, Sequence[Example]]


def examples(pairs: Sequence[LabelledPair]) -> list[Example]:
    """Return the signs of organisations, without pairs that the points do not decide."""
    found = []
    for pair in pairs:
        forms = [(a, b) for a, b in _nearest(pair.ours, pair.theirs)
                 if not (a.is_person and b.is_person)]  # fmt: skip
        scores = [compare_names(a, b) for a, b in forms]
        ruled = any(
            s.same or s.unnamed or n.startswith(_RULES) for s in scores for n in (*s.notes, "")
        )
        if forms and not ruled:
            rows = [reached(signs_of(a, b, aligned(a, b), [])) for a, b in forms]
            found.append(Example(np.array(rows), pair.is_match))
    return found


def reached(signs: Mapping[str, int]) -> list[float]:
    """Return how much of the way to each step the signs have come from the step before."""
    row = []
    for name, (_, steps) in STEPS.items():
        grain = _GRAIN.get(name, 1)
        value = signs.get(name, 0) // grain * grain
        before = (2 * steps[0] - steps[1], *steps)
        row += [min(max((value - a) / (b - a), 0.0), 1.0) for a, b in pairwise(before)]
    return row


def _nearest(ours: Party, theirs: Party) -> list[tuple[NameForm, NameForm]]:
    kind = common_kind(ours.kind, theirs.kind) or presumed_kind(ours, theirs.kind, theirs.names)
    pairs = [
        (a, b) if (a.core, a.original) <= (b.core, b.original) else (b, a)
        for a in party_forms(ours, kind)
        for b in party_forms(theirs, kind)
        if not (a.is_empty or b.is_empty)
    ]
    return sorted(pairs, key=lambda pair: -quick_score(*pair))[:_FULL]


def learn(sources: Sources) -> Learned:
    """Learn the points of organisations' names."""
    steps, base = _FIRST, 0.0
    for _ in range(_ROUNDS):
        steps, base = _fit(*_matrix(sources, steps))
    return Learned(steps, base, _threshold(sources, Learned(steps, base)))


def _matrix(sources: Sources, steps: Row) -> tuple[Row, Row, Row]:
    rows, truth, weights = [], [], []
    for name, found in sources.items():
        classes = Counter(each.is_match for each in found)
        much = min(len(found), _MUCH) ** 0.5 * (_MUCH_OF_OTHERS if name == OTHERS else 1)
        for each in found:
            rows.append(each.rows[np.argmax(each.rows @ steps)])
            truth.append(float(each.is_match))
            weights.append(much / classes[each.is_match])
    return np.array(rows), np.array(truth), np.array(weights) / sum(weights)


def _fit(table: Row, truth: Row, weights: Row) -> tuple[Row, float]:
    def loss(values: Row) -> tuple[float, Row]:
        odds = table @ values[:-1] + values[-1]
        wrong = weights * (1 / (1 + np.exp(-odds)) - truth)
        slope = np.append(table.T @ wrong + _RIDGE * values[:-1], wrong.sum())
        cost = weights @ (np.logaddexp(0, odds) - truth * odds)
        return float(cost + _RIDGE * (values[:-1] @ values[:-1]) / 2), slope

    bounds = [_bounds(name, step) for name, step in _COLUMNS]
    found = minimize(loss, np.zeros(len(_COLUMNS) + 1), jac=True, method="L-BFGS-B",
                     bounds=[*bounds, (None, None)],
                     options={"maxiter": 3000, "ftol": 1e-12, "gtol": 1e-8})  # fmt: skip
    return found.x[:-1], float(found.x[-1])


def _bounds(name: str, step: int) -> tuple[float | None, float | None]:
    if STEPS[name][0] < 0:
        return None, 0
    least = _LEAST_LIKENESS[step > _UNLIKE] if name == "likeness" else _LEAST
    return (least if name in _GRADED else 0), None


def _threshold(sources: Sources, learned: Learned) -> float:
    """Return where F1 is best on average over the sources that somebody wrote."""
    odds = [[(learned.odds(each), each.is_match) for each in found]
            for name, found in sources.items()
            if name != OTHERS and not name.startswith("made")]  # fmt: skip
    places = np.arange(-2, 2.5, 0.05)
    mean = [np.mean([_balanced(each, at) for each in odds]) for at in places]
    return float(places[int(np.convolve(mean, np.ones(9) / 9, mode="same").argmax())])


def _balanced(odds: Sequence[tuple[float, bool]], at: float) -> float:
    """Return F1 as it would be if one pair in three were a match."""
    found = {truth: [value >= at for value, is_match in odds if is_match is truth]
             for truth in (True, False)}  # fmt: skip
    hits, alarms = (sum(each) / max(len(each), 1) for each in (found[True], found[False]))
    return 2 * hits / (1 + hits + 2 * alarms)


def _f1(odds: Sequence[tuple[float, bool]]) -> float:
    hits = sum(value >= 0 and truth for value, truth in odds)
    shown = sum(value >= 0 for value, _ in odds)
    matches = sum(truth for _, truth in odds)
    return 2 * hits / (shown + matches) if shown + matches else 1.0


def card(learned: Learned) -> dict[str, Any]:
    """Return what was learned in whole points."""
    signs = {name: _points(name, learned.steps) for name in STEPS}
    table = [[round(POINTS * (learned.likely + odds)), score] for odds, score in _TABLE]
    return {"base": round(POINTS * learned.base), "signs": signs, "table": table}


def _points(name: str, steps: Row) -> list[list[int]]:
    """Return the points that each grain of a sign's values adds."""
    grain = _GRAIN.get(name, 1)
    values = range(0, STEPS[name][1][-1] + grain, grain)
    sums = [round(POINTS * float(np.array(reached({name: value})) @ _only(name, steps)))
            for value in values]  # fmt: skip
    gains = zip(values[1:], pairwise(sums), strict=True)
    return [[value, after - before] for value, (before, after) in gains if after != before]


def _only(name: str, steps: Row) -> Row:
    return np.where([sign == name for sign, _ in _COLUMNS], steps, 0.0)


def folds(sources: Sources) -> Iterator[tuple[str, float]]:
    """Give, for each source, its F1 under points that were learned without it."""
    for left_out, found in sources.items():
        learned = learn({name: each for name, each in sources.items() if name != left_out})
        yield left_out, _f1([(learned.odds(each), each.is_match) for each in found])


def main() -> None:
    """Learn, report and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folds", action="store_true", help="F1 of each source, left out")
    args = parser.parse_args()
    # What makes pairs needs packages that `make model` alone installs.
    from bench.training.party_pairs import made, others, written  # noqa: PLC0415

    pairs = {**written(), **made(), OTHERS: others()}
    sources = {name: found for name, each in pairs.items() if (found := examples(each))}
    cards = {"organisations": card(learn(sources))}
    CARDS.write_text(
        _a_sign_a_line(json.dumps({"digest": digest_of(cards), **cards})) + "\n", "utf-8"
    )
    for name, f1 in folds(sources) if args.folds else ():
        print(f"{name:24} {f1:.3f}")


def _a_sign_a_line(text: str) -> str:
    return text.replace("]], ", "]],\n").replace("{", "{\n").replace("[], ", "[],\n")


if __name__ == "__main__":
    main()
