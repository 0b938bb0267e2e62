"""Points that are learned go one way, and find what their examples say."""

from __future__ import annotations

import numpy as np
import pytest

from bench.quality_pairs import own
from bench.training.party_model import (
    OTHERS,
    STEPS,
    Example,
    card,
    examples,
    folds,
    learn,
    reached,
)
from gateway.domain.transaction import Party, PartyKind
from gateway.matching.parties.similarity import CARDS
from gateway.matching.scorecard import read_scorecards
from lab.match_evaluation import LabelledPair


def example(likeness: int, clash: int, *, is_match: bool) -> Example:
    return Example(np.array([reached({"likeness": likeness, "clash": clash})]), is_match)


SOURCES = {
    "one": [
        *(example(n, 0, is_match=n > 800) for n in range(600, 1000, 10)),
        *(example(n, 1, is_match=False) for n in range(800, 1000, 10)),
    ],
    OTHERS: [example(n, 0, is_match=False) for n in range(100, 500, 10)],
}


def test_what_is_learned_goes_one_way_and_tells_the_examples_apart() -> None:
    learned = learn(SOURCES)
    for (_, (sense, _)), points in zip(STEPS.items(), card(learned)["signs"].values(), strict=True):
        assert all(gain * sense > 0 for _, gain in points)
    assert learned.odds(example(950, 0, is_match=True)) > 0
    assert learned.odds(example(950, 1, is_match=False)) < 0
    assert learned.odds(example(300, 0, is_match=False)) < learned.odds(SOURCES["one"][0]) < 0


def test_each_source_is_left_out_once() -> None:
    sources = {**SOURCES, "two": SOURCES["one"][::2]}
    assert [name for name, _ in folds(sources)] == list(sources)


@pytest.mark.parametrize(
    ("ours", "theirs", "kind"),
    [
        ("Alpha GmbH", "Alpha GmbH", PartyKind.ORGANISATION),  # the same
        ("TVCM", "Technical Vocational Centre Munich", PartyKind.ORGANISATION),  # a rule
        ("Anna Schmidt", "Ana Schmitt", PartyKind.PERSON),
    ],
)
def test_what_the_points_do_not_decide_teaches_nothing(
    ours: str, theirs: str, kind: PartyKind
) -> None:
    a, b = (Party(names=(name,), kind=kind) for name in (ours, theirs))
    assert examples([LabelledPair(a, b, is_match=True)]) == []


def test_the_points_in_git_know_the_signs_that_are_taught() -> None:
    assert list(read_scorecards(CARDS)["organisations"].signs) == list(STEPS)
    assert len(examples(own())) > 50
