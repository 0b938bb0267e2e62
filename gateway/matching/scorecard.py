"""Sums the points of signs into a score: whole numbers, so that every machine has the same bits.

A sign has steps. Each step that its value reaches adds the step's points, so more of a good sign
never lowers the score, and more of a bad one never raises it. A fixed table turns the sum into a
score. The points are learned by `make model`; the file that holds them carries its own digest.
"""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Scorecard:
    """What signs are worth, and which score their sum stands for.

    Attributes:
        base: Points of a pair without any sign.
        signs: Of each sign, by name: the values at which it gains points, ascending, and all the
            points that it then has; the first of those is 0, of a value below every step.
        table: Sums of points, ascending, and the score that each stands for, in ten thousandths.
    """

    base: int
    signs: Mapping[str, tuple[tuple[int, ...], tuple[int, ...]]]
    table: tuple[tuple[int, ...], tuple[int, ...]]

    def points(self, values: Mapping[str, int]) -> dict[str, int]:
        """Return the points that each sign has.

        Args:
            values: Of each sign that was looked at, its value in the unit of its steps.

        Raises:
            KeyError: The scorecard does not know a sign.
        """
        found = {}
        for name, value in values.items():
            steps, sums = self.signs[name]
            found[name] = sums[bisect_right(steps, value)]
        return found

    def score(self, values: Mapping[str, int]) -> float:
        """Return the score from 0 to 1 that the points of the signs stand for.

        Between two rows of the table the score is in proportion, rounded down.
        """
        total = self.base + sum(self.points(values).values())
        sums, scores = self.table
        at = bisect_right(sums, total)
        if at in (0, len(sums)):
            return scores[min(at, len(sums) - 1)] / 10_000
        left, rise = sums[at - 1], scores[at] - scores[at - 1]
        return (scores[at - 1] + rise * (total - left) // (sums[at] - left)) / 10_000


def read_scorecards(path: Path) -> dict[str, Scorecard]:
    """Read the scorecards of a file, by name.

    Raises:
        ValueError: The file is not as it was made, or a sign goes both ways.
    """
    raw = json.loads(path.read_text("utf-8"))
    if raw.pop("digest") != digest_of(raw):
        raise ValueError(f"{path.name} is not as it was made: its digest is another")
    return {name: _card(name, entry) for name, entry in raw.items()}


def digest_of(cards: Mapping[str, Any]) -> str:
    """Return the SHA-256 of scorecards as they stand in a file, without the digest itself."""
    text = json.dumps(cards, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _card(name: str, entry: Mapping[str, Any]) -> Scorecard:
    signs = {}
    for sign, rows in entry["signs"].items():
        steps, points = tuple(zip(*rows, strict=True)) or ((), ())
        if min(points, default=0) < 0 < max(points, default=0) or not _ascend(steps):
            raise ValueError(f"{name}: the steps of {sign} do not go one way")
        signs[sign] = steps, tuple(accumulate(points, initial=0))
    sums, scores = zip(*entry["table"], strict=True)
    if not (_ascend(sums) and _ascend(scores)):
        raise ValueError(f"{name}: the table does not ascend")
    return Scorecard(entry["base"], signs, (sums, scores))


def _ascend(numbers: tuple[int, ...]) -> bool:
    return all(one < next_one for one, next_one in pairwise(numbers))
