from __future__ import annotations

import pytest

from gateway.matching.parties.person_names import given_name_symbols, is_particle, read_person


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("Zaitsev A.N.", ["Zaitsev", "A", "N"]),
        ("김영수", ["kim", "영수"]),
        ("王建国", ["王", "建国"]),
        ("欧阳建国", ["欧阳", "建国"]),
        ("Kim Young-soo", ["Kim", "Youngsoo"]),
        ("Abd al-Rahman Saleh", ["abdulrahman", "Saleh"]),
        ("Abdul Rahman Saleh", ["abdulrahman", "Saleh"]),
        ("Abdurrahman Saleh", ["abdulrahman", "Saleh"]),
        ("عبد الرحمن", ["عبدالرحمن"]),
    ],
)
def test_the_words_of_a_person_are_read(written: str, words: list[str]) -> None:
    assert [word.read for word in read_person(written).words] == words


def _known(name: str) -> set[tuple[str, str]]:
    return {symbol for symbol, _, _ in given_name_symbols(name)}


def test_one_name_of_several_languages_and_its_short_form_are_known() -> None:
    assert _known("mykola") & _known("nikolai")
    assert _known("dima") & _known("dmitry")
    assert not _known("dima") & _known("nikolai")


def test_two_names_with_one_short_form_are_two() -> None:
    assert not _known("alberto") & _known("roberto")


def test_particles_and_titles_are_minor() -> None:
    assert is_particle("bin")
    assert is_particle("dr")
    assert not is_particle("omar")
