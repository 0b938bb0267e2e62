from __future__ import annotations

import pytest

from gateway.matching.parties.alignment import LEAST
from gateway.matching.parties.word_likeness import (
    syllable_likeness,
    vowelless_likeness,
    word_likeness,
)


@pytest.mark.parametrize(
    ("a", "b"), [("zaretsky", "zartesky"), ("alef", "aleph"), ("belova", "belov"), ("j", "john")]
)
def test_one_word_of_persons_in_two_spellings_is_alike(a: str, b: str) -> None:
    assert word_likeness(a, b, True)[0] >= LEAST
    assert word_likeness(a, b, True) == word_likeness(b, a, True)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("viktor", "viktoria"),
        ("mario", "maria"),
        ("hassan", "hasani"),
        ("jianguo", "jianmin"),
        ("li", "lu"),
        ("7", "8"),
    ],
)
def test_words_that_name_two_persons_are_not(a: str, b: str) -> None:
    assert word_likeness(a, b, True)[0] < LEAST


def test_an_edit_at_the_beginning_makes_another_word() -> None:
    assert word_likeness("northern", "southern", False)[0] < LEAST
    assert word_likeness("winchester", "manchester", False)[0] < LEAST


def test_consonants_carry_a_name_that_was_written_without_vowels() -> None:
    assert vowelless_likeness("hsyn", "hossein")[0] >= LEAST
    assert vowelless_likeness("hmyd", "hamidi")[0] < LEAST


def test_syllables_are_forgiven_no_edit() -> None:
    assert syllable_likeness("yeongsu", "youngsoo")[0] >= LEAST
    assert syllable_likeness("yeongsu", "yongho")[0] < LEAST
