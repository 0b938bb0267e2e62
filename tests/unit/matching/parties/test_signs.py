"""Signs of organisations' names: more of a good one never lowers a score."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.transaction import PartyKind
from gateway.matching.parties.names import name_form
from gateway.matching.parties.signs import signs_of
from gateway.matching.parties.similarity import CARDS, aligned
from gateway.matching.scorecard import read_scorecards

GOOD = ("likeness", "share", "whole share", "letters", "telling letters", "consonants")
BAD = ("clash", "clash of places", "clash of branches", "numbers differ", "forms differ")
CARD = read_scorecards(CARDS)["organisations"]


def signs(ours: str, theirs: str) -> tuple[dict[str, int], list[str]]:
    a, b = (name_form(name, PartyKind.ORGANISATION) for name in (ours, theirs))
    notes: list[str] = []
    return signs_of(a, b, aligned(a, b), notes), notes


@given(
    st.dictionaries(st.sampled_from(GOOD), st.integers(0, 1000)),
    st.sampled_from(GOOD),
    st.sampled_from(BAD),
    st.integers(0, 1000),
)
def test_more_of_a_sign_moves_the_score_one_way(
    values: dict[str, int], good: str, bad: str, more: int
) -> None:
    better = values | {good: values.get(good, 0) + more}
    assert CARD.score(values) <= CARD.score(better)
    assert CARD.score(values | {bad: 1}) <= CARD.score(values)
    assert CARD.score(better) < 0.97


@pytest.mark.parametrize(
    ("ours", "theirs", "sign", "note"),
    [
        ("Alpha Works", "Beta Works", "clash", "each has a word of its own (alpha, beta)"),
        ("Valve Plant Kyiv", "Valve Plant Minsk", "clash of places", "the places in"),
        ("Alpha Chemicals", "Alpha Shipping", "clash of branches", "the names say different"),
        ("Alpha Plant 1", "Alpha Plant 2", "numbers differ", ""),
        ("Alpha GmbH", "Alphas AG", "forms differ", ""),
    ],
)
def test_what_contradicts_is_a_sign_and_is_said(
    ours: str, theirs: str, sign: str, note: str
) -> None:
    found, notes = signs(ours, theirs)
    assert found[sign] > 0
    assert "".join(notes).startswith(note)
    assert not (note and found["telling letters"])
    assert CARD.score(found) < CARD.score(found | {sign: 0})


def test_what_letters_forgive_is_damage() -> None:
    damaged, _ = signs("Ettehad Technical Group", "Ettehad TechniaclGroup")
    other, _ = signs("Ettehad Technical Group", "Applied Technologies Group")
    assert CARD.score(damaged) > CARD.score(other)
