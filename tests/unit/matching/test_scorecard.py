"""Points of signs add up to one score; a file that somebody changed is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.matching.scorecard import Scorecard, digest_of, read_scorecards

CARDS: dict[str, Any] = {
    "party": {
        "base": -10,
        "signs": {"letters": [[500, 5], [800, 20]], "clash": [[1, -30]], "unused": []},
        "table": [[-40, 0], [0, 7000], [15, 9700]],
    }
}


def read(folder: Path, cards: dict[str, Any], digest: str = "") -> Scorecard:
    path = folder / "cards.json"
    path.write_text(json.dumps({"digest": digest or digest_of(cards), **cards}))
    return read_scorecards(path)["party"]


@pytest.fixture(scope="module")
def card(tmp_path_factory: pytest.TempPathFactory) -> Scorecard:
    return read(tmp_path_factory.mktemp("cards"), CARDS)


def test_points_of_signs_add_up_to_a_score(card: Scorecard) -> None:
    assert card.points({"letters": 800, "clash": 0, "unused": 9}) == {
        "letters": 25, "clash": 0, "unused": 0
    }  # fmt: skip
    scores = [card.score({"letters": n, "clash": c}) for n, c in ((999, 0), (499, 0), (0, 1))]
    assert scores == [0.97, 0.525, 0.0]
    assert card.score({"letters": 500}) == 0.6125
    with pytest.raises(KeyError, match="another"):
        card.score({"another": 1})


@given(st.integers(0, 999), st.integers(0, 999), st.integers(0, 1))
def test_more_of_a_good_sign_never_lowers_a_score(
    card: Scorecard, one: int, more: int, clash: int
) -> None:
    low, high = sorted((one, more))
    score = card.score({"letters": low, "clash": clash})
    assert score <= card.score({"letters": high, "clash": clash})
    assert score >= card.score({"letters": low, "clash": 1})


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"signs": {"letters": [[500, 5], [800, -1]]}}, "letters do not go one way"),
        ({"signs": {"letters": [[800, 5], [500, 1]]}}, "letters do not go one way"),
        ({"table": [[0, 7000], [15, 6000]]}, "does not ascend"),
    ],
)
def test_points_that_go_both_ways_are_refused(
    tmp_path: Path, change: dict[str, Any], complaint: str
) -> None:
    with pytest.raises(ValueError, match=complaint):
        read(tmp_path, {"party": CARDS["party"] | change})


def test_a_changed_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not as it was made"):
        read(tmp_path, CARDS, digest_of({"party": CARDS["party"] | {"base": 0}}))
