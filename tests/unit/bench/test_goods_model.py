"""What is learned goes one way, and is what the gateway reads."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from bench.training.goods_model import STEPS, Learned, Taught, card_of, chance, learn
from bench.training.goods_pairs import copied, drawn, statements, written
from gateway.matching.scorecard import digest_of, read_scorecards


def test_pairs_are_of_one_thing_or_of_what_is_near_it() -> None:
    things = statements()
    pairs = list(written())

    assert {each.source for each in pairs} == things.keys()
    assert all(each.same is (each.relation == "same") for each in pairs)
    assert all(each.ours.description == each.theirs.description for each in copied())
    assert list(drawn(20)) == list(drawn(20))
    assert not any(each.same for each in drawn(20))


def test_more_of_a_good_sign_never_counts_against(tmp_path: Path) -> None:
    examples = [replace(each, source="goods.csv") for each in islice(written(), 60)]
    taught = Taught(examples)
    learned = learn(taught, np.arange(len(examples)))
    card = card_of(learned.read)

    for name, (sense, _) in STEPS.items():
        assert all(sense * points >= 0 for _, points in card["signs"][name])
    assert learned.weights.min() >= 0
    path = tmp_path / "cards.json"
    path.write_text(json.dumps({"card": card, "digest": digest_of({"card": card})}))
    read = read_scorecards(path)["card"]
    found = chance(taught.with_meaning(learned.weights, learned.unlike), learned.read)
    again = [read.score(values) for values in _with_meaning(taught, learned)]
    assert again == pytest.approx(list(found), abs=0.05)


def _with_meaning(taught: Taught, learned: Learned) -> list[dict[str, int]]:
    apart = (taught.apart @ learned.weights).astype(int)
    alike = np.maximum(0, 100 - 100 * apart // learned.unlike)
    pairs = zip(taught.values, taught.tongues, alike, strict=True)
    return [{**each, f"meaning in {t}": int(a)} for each, t, a in pairs]
