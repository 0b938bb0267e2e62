from __future__ import annotations

import pytest

from gateway.matching.parties.transliteration import latin, skeleton, skeletons, syllables


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("tsvetkov", "cwietkow"),
        ("shcherbakov", "schtscherbakow"),
        ("davydov", "davydau"),
        ("hrytsenko", "gritsenko"),
        ("qaddafi", "gadhafi"),
        ("mohammed", "mhmd"),
    ],
)
def test_spellings_of_one_name_share_a_skeleton(a: str, b: str) -> None:
    assert skeletons(a) & skeletons(b)


def test_other_consonants_are_another_skeleton() -> None:
    assert skeleton("petrov") != skeleton("pavlov")
    assert not skeletons("morozov") & skeletons("pavlov")


@pytest.mark.parametrize(
    ("a", "b"), [("youngsoo", "yeongsu"), ("chol", "jol"), ("kwon", "gwon"), ("jiseong", "jisung")]
)
def test_spellings_of_korean_syllables_are_one(a: str, b: str) -> None:
    assert syllables(a) == syllables(b)


def test_a_text_comes_to_latin_letters() -> None:
    assert latin("O'Brien & Søn") == "obrien son"
    assert latin("Сигнал-Электро") == "signal elektro"
