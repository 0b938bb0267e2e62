"""Learns what signs of goods count, and how meanings are compared: `make model`.

First each number of a vector gets a weight, so that the weighted distance tells one thing from
what is near it; no weight is below zero. Then each step of each sign gets points by a logistic
loss, none of them the wrong way. All is rounded to whole numbers. The things of `goods.csv` are
parted in five; each part is judged once by what the other four teach.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, TypeAlias

import numpy as np
from scipy.optimize import minimize

sys.path.insert(0, str(Path(__file__).parents[2]))

from bench.training.goods_pairs import Example, copied, drawn, strangers, written
from gateway.domain.meanings import MeaningAbsence
from gateway.matching.items import item as goods
from gateway.matching.items.codes import compare_codes
from gateway.matching.items.descriptions import compare_descriptions
from gateway.matching.meaning import table
from gateway.matching.meaning.comparison import SHARED_READER
from gateway.matching.scorecard import digest_of

Matrix: TypeAlias = "np.ndarray[Any, np.dtype[np.float64]]"
Rows: TypeAlias = "np.ndarray[Any, np.dtype[np.intp]]"

TONGUES: Final = ("one language", "two languages", "two scripts")
STEPS: Final[Mapping[str, tuple[int, tuple[int, ...]]]] = {
    "code": (1, (55, 62, 66, 70, 90, 100)),
    "parameters": (1, (25, 50, 75, 90, 100)),
    "equal": (1, (50, 100, 150, 200)),
    "words": (1, (10, 20, 30, 40, 50, 60, 70, 80, 90)),
    "figures": (1, (30, 60, 80, 120, 160, 200, 280, 360)),
    "figure share": (1, (20, 40, 60)),
    "tariff": (1, (4, 6, 8, 10)),
    "same substance": (1, (1, 2)),
    "other substance": (-1, (1, 2)),
    "serves": (-1, (1,)),
    **{f"meaning in {each}": (1, tuple(range(30, 100, 4))) for each in TONGUES},
    **dict.fromkeys(
        (
            "no code",
            "whole entry",
            "no parameter",
            "no words",
            "no figure",
            "no tariff code",
            *TONGUES,
        ),
        (0, (1,)),
    ),
}
"""Of each sign: whether more of it speaks for one thing (1), against (-1) or either way (0), and
the values at which it counts more."""

_DRAWN: Final = 0.2  # what a pair counts that was drawn from two things
POINTS: Final = 100  # of one unit of log odds
_SIGN_RIDGE, _WEIGHT_RIDGE = 3.0, 8.0
_WRITTEN: Final = 0.3  # what a pair of the statements counts: one thing has fifty of them
_APART: Final = 0.5  # and by how much less one that is not the same: there are more of them
_PARTS: Final = 5
_LARGEST: Final = 1000  # weight of a number of a vector
_STRETCH: Final = 100.0
_UNLIKE: Final = 99  # per cent of the pairs that are nearer than `DistanceWeights.unlike`
_ODDS: Final = tuple(half / 2 for half in range(-12, 13))
_COLUMNS: Final = [(name, step) for name, (_, steps) in STEPS.items() for step in steps]


@dataclass(frozen=True, slots=True)
class Learned:
    """What was learned.

    Attributes:
        weights: Of each number of a vector.
        unlike: Weighted distance from which nothing is alike.
        read: Log odds of each column, and of none, where meanings were read.
        described: The same where none was.
    """

    weights: Matrix
    unlike: int
    read: Matrix
    described: Matrix


class Taught:
    """Pairs as numbers.

    Args:
        examples: The pairs.
    """

    def __init__(self, examples: Sequence[Example]) -> None:
        self.sources = np.array([each.source for each in examples])
        self.own = np.array([each.source.rpartition("-")[2].isdigit() for each in examples])
        self.same = np.array([float(each.same) for each in examples])
        self.counts = np.where(self.own, np.where(self.same > 0, _WRITTEN, _WRITTEN * _APART), 1.0)
        self.counts[self.sources == "drawn"] = _DRAWN
        self.values = [_values(each) for each in examples]
        self.tongues = [next(t for t in TONGUES if t in each) for each in self.values]
        self.signs = np.array([_steps(each) for each in self.values])
        self.apart = np.array([_apart(each) for each in examples])

    def with_meaning(self, weights: Matrix, unlike: int) -> Matrix:
        """Return the signs, those of a meaning by the weights among them."""
        alike = np.maximum(0, 100 - 100 * (self.apart @ weights).astype(int) // unlike)
        pairs = zip(self.values, self.tongues, alike, strict=True)
        return np.array([_steps({**each, f"meaning in {t}": int(a)}) for each, t, a in pairs])


def _values(example: Example) -> dict[str, int]:
    codes = compare_codes(example.ours, example.theirs)
    words = compare_descriptions(example.ours.description, example.theirs.description)
    signs = goods.item_signs(example.ours, example.theirs, codes, words, None)
    return {name: value for sign in signs for name, value in sign.values.items()}


def _steps(values: Mapping[str, int]) -> list[float]:
    return [float(values.get(name, -1) >= step) for name, step in _COLUMNS]


def _apart(example: Example) -> Matrix:
    one, two = (_vector(each.description) for each in (example.ours, example.theirs))
    return (one - two) ** 2


def _vector(text: str) -> Matrix:
    found = SHARED_READER.read(text)
    if isinstance(found, MeaningAbsence):
        raise SystemExit(f"the model of meaning is needed: {found}")
    return np.array(found.numbers, dtype=np.float64)


def learn(taught: Taught, rows: Rows) -> Learned:
    """Learn from some of the pairs.

    Args:
        taught: All pairs.
        rows: Numbers of those that teach.
    """
    truth, counts = taught.same[rows], taught.counts[rows]
    stretched = taught.apart[rows] * (_STRETCH / table.meaning_table().model.steps ** 2)
    both = np.hstack([taught.signs[rows], stretched])
    senses = [STEPS[name][0] for name, _ in _COLUMNS] + [-1] * stretched.shape[1]
    ridges = np.repeat([_SIGN_RIDGE, _WEIGHT_RIDGE], [len(_COLUMNS), stretched.shape[1]])
    found = -_fit(both, truth, counts, senses, ridges)[len(_COLUMNS) : -1]
    weights = np.round(found * _LARGEST / found.max())
    unlike = int(np.percentile(taught.apart[rows] @ weights, _UNLIKE))
    senses, ridges = senses[: len(_COLUMNS)], ridges[: len(_COLUMNS)]
    read = _fit(taught.with_meaning(weights, unlike)[rows], truth, counts, senses, ridges)
    described = _fit(taught.signs[rows], truth, counts, senses, ridges)
    return Learned(weights, unlike, read, described)


def _fit(
    table: Matrix, truth: Matrix, counts: Matrix, senses: Sequence[int], ridges: Matrix
) -> Matrix:
    def loss(values: Matrix) -> tuple[float, Matrix]:
        odds = table @ values[:-1] + values[-1]
        wrong = counts * (1 / (1 + np.exp(-odds)) - truth)
        slope = np.append(table.T @ wrong + ridges * values[:-1], wrong.sum())
        cost = counts @ (np.logaddexp(0, odds) - truth * odds)
        return float(cost + ridges @ values[:-1] ** 2 / 2), slope

    bounds = [{1: (0, None), -1: (None, 0), 0: (None, None)}[each] for each in senses]
    start = np.zeros(table.shape[1] + 1)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[*bounds, (None, None)],
                     options={"maxiter": 600})  # fmt: skip
    result: Matrix = found.x
    return result


def chance(table: Matrix, learned: Matrix) -> Matrix:
    """Return the probability of each pair."""
    odds: Matrix = table @ learned[:-1] + learned[-1]
    return 1 / (1 + np.exp(-odds))


def judged(taught: Taught) -> dict[str, float]:
    """Judge the pairs of things that were written, each part by what the others teach."""
    own = taught.own
    part = np.array([sha256(each.encode()).digest()[0] % _PARTS for each in taught.sources])
    by_read, by_signs = np.zeros(len(part)), np.zeros(len(part))
    for each in range(_PARTS):
        learned = learn(taught, np.flatnonzero(~own | (part != each)))
        left = np.flatnonzero(own & (part == each))
        signs = taught.with_meaning(learned.weights, learned.unlike)[left]
        by_read[left] = chance(signs, learned.read)
        by_signs[left] = chance(taught.signs[left], learned.described)
    truth = taught.same[own]
    return {
        "pairs": len(truth),
        "f1": figure(by_read[own], truth),
        "brier": round(float(np.mean((by_read[own] - truth) ** 2)), 3),
        "f1_without_meaning": figure(by_signs[own], truth),
    }


def figure(found: Matrix, truth: Matrix) -> float:
    """Return F1 at the threshold from which goods are likely the same."""
    told = found >= goods.ITEM_ALIKE
    return round(float(2 * (told * truth).sum() / (told.sum() + truth.sum())), 3)


def card_of(learned: Matrix) -> dict[str, Any]:
    """Return a scorecard as it stands in its file, in whole numbers."""
    signs: dict[str, list[list[int]]] = {name: [] for name in STEPS}
    for (name, step), worth in zip(_COLUMNS, learned[:-1], strict=True):
        points = round(POINTS * float(worth))
        if points:
            signs[name].append([step, points])
    rows = [[round(POINTS * odds), round(10_000 / (1 + np.exp(-odds)))] for odds in _ODDS]
    return {"base": round(POINTS * float(learned[-1])), "signs": signs, "table": rows}


def write(learned: Learned) -> None:
    """Write the scorecards and the weights where the gateway reads them."""
    cards = {"described": card_of(learned.described), "read": card_of(learned.read)}
    _write(Path(goods.__file__).with_name("goods_points.json"), cards)
    weights = {"numbers": learned.weights.astype(int).tolist(), "unlike": learned.unlike}
    _write(Path(table.__file__).with_name("distance.json"), weights)


def _write(path: Path, said: Mapping[str, Any]) -> None:
    path.write_text(json.dumps({**said, "digest": digest_of(said)}, indent=None) + "\n", "utf-8")


def main(arguments: Iterable[str] | None = None) -> None:
    """Learn, judge and write."""
    parser = argparse.ArgumentParser(description="Learn what signs of goods count")
    parser.add_argument("--judge", action="store_true", help="only print how well it does")
    judge = parser.parse_args(None if arguments is None else list(arguments)).judge
    examples = [*written(), *copied(), *strangers(), *drawn()]
    taught = Taught(examples)
    print(json.dumps(judged(taught)))
    if not judge:
        write(learn(taught, np.arange(len(examples))))


if __name__ == "__main__":
    main()
