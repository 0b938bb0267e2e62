from __future__ import annotations

import pytest

from gateway.domain.transaction import Party
from gateway.matching.parties.party import compare_parties
from gateway.matching.parties.transcriptions import sound_distance
from gateway.matching.transaction import PARTY_LIKELY

# What transcriptions of one sound are apart at most, and what one letter is that makes another.
NEAR = 0.4


@pytest.mark.parametrize(
    "spelt",
    [
        "yushin jusin iouchine juschin juszyn",
        "shevchenko szewczenko schewtschenko chevtchenko sjevtsjenko sevcenko",
        "zhukov joukov schukow zukow zsukov zukov",
        "kharkov charkov charkow harkov",
        "chekhov tsjechov csehov tchekhov tschechow czechow",
        "dzhamil jamil djamil",
        "shaykh cheikh sheikh",
        "awlad ouled",
        "jaya djaja",
        "jikurauli dzhikurauli",
        "tsvetkov cwietkow",
        "shcherbakov schtscherbakow",
        "davydov davydau",
        "hrytsenko gritsenko",
        "qaddafi gadhafi",
        "shchitarevo schtitarewo shtitarevo",
    ],
)
def test_spellings_of_one_name_under_other_ways_of_writing_sound_alike(spelt: str) -> None:
    first, *others = spelt.split()

    assert [other for other in others if sound_distance(first, other) > NEAR] == []


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("markov", "marzov"),
        ("rajendra", "ravindra"),
        ("morozov", "pavlov"),
        ("jianguo", "jianmin"),
        ("hasan", "hasani"),
        ("ivanov", "ivanova"),
    ],
)
def test_words_of_other_consonants_or_with_a_vowel_more_at_the_end_do_not(a: str, b: str) -> None:
    assert sound_distance(a, b) > NEAR


def test_vowels_that_a_script_leaves_out_part_no_words() -> None:
    assert sound_distance("mhmd", "mohammed", vowelless=True) == 0
    assert sound_distance("mhmd", "mohammed") > NEAR


@pytest.mark.parametrize("ours", ["Jušin Sergej", "Serge Iouchine"])
def test_a_name_is_likely_the_same_that_was_written_in_another_way(ours: str) -> None:
    found = compare_parties(Party(names=(ours,)), Party(names=("Юшин Сергей",)))

    assert found.score >= PARTY_LIKELY
