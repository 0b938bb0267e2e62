from __future__ import annotations

import pytest

from gateway.domain.transaction import Party
from gateway.matching.parties.party import compare_parties
from gateway.matching.parties.transcriptions import sound_alike, sounds
from gateway.matching.transaction import PARTY_LIKELY


@pytest.mark.parametrize(
    "spelt",
    [
        "yushin jusin iouchine juschin juszyn",
        "shevchenko szewczenko schewtschenko chevtchenko sjevtsjenko sevcenko",
        "zhukov joukov schukow zukow zsukov zukov",
        "kharkov charkov charkow harkov",
        "chekhov tsjechov csehov tchekhov tschechow czechow",
        "dzhamil jamil djamil",
    ],
)
def test_spellings_of_one_name_under_other_ways_of_writing_sound_alike(spelt: str) -> None:
    first, *others = spelt.split()

    assert [other for other in others if not sound_alike(first, other)] == []


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("chaoyang", "shaoyang"),
        ("changsha", "shangsha"),
        ("hasan", "husain"),
        ("ivanov", "ivanova"),
        ("karim", "garim"),
        ("markov", "marzov"),
    ],
)
def test_words_of_other_sounds_and_of_one_way_of_writing_do_not(a: str, b: str) -> None:
    assert not sound_alike(a, b)


def test_a_word_of_one_syllable_says_nothing() -> None:
    assert sounds("chang") == frozenset()


@pytest.mark.parametrize("ours", ["Jušin Sergej", "Serge Iouchine"])
def test_a_name_is_likely_the_same_that_was_written_in_another_way(ours: str) -> None:
    found = compare_parties(Party(names=(ours,)), Party(names=("Юшин Сергей",)))

    assert found.score >= PARTY_LIKELY
