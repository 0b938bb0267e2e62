from __future__ import annotations

import pytest

from gateway.matching.parties.transliteration import latin, skeleton, syllables


def test_other_consonants_are_another_skeleton() -> None:
    assert skeleton("petrov") != skeleton("pavlov")


@pytest.mark.parametrize(
    ("a", "b"), [("youngsoo", "yeongsu"), ("chol", "jol"), ("kwon", "gwon"), ("jiseong", "jisung")]
)
def test_spellings_of_korean_syllables_are_one(a: str, b: str) -> None:
    assert syllables(a) == syllables(b)


def test_a_text_comes_to_latin_letters() -> None:
    assert latin("O'Brien & Søn") == "obrien son"
    assert latin("Сигнал-Электро") == "signal elektro"
