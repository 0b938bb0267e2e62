"""Codes that may have been meant by one that is not there, and codes by words."""

from __future__ import annotations

import pytest

from gateway.domain.controls import shipped_lists
from gateway.domain.controls.finding import find_codes, near_codes

HELD = frozenset(shipped_lists()[-1].codes)


@pytest.mark.parametrize(
    ("slip", "first"),
    [
        ("5A001.k", ["5A001", "5A001.j"]),
        ("5A002.a.5", ["5A002.a", "5A002.a.4"]),
        ("5A010.f", ["5A001.f"]),  # two characters changed places
        ("6A003.b.44", ["6A003.b", "6A003.b.4"]),
    ],
)
def test_the_code_above_comes_first_and_then_what_is_spelt_alike(
    slip: str, first: list[str]
) -> None:
    near = near_codes(slip, HELD)
    assert list(near[: len(first)]) == first
    assert len(near) <= 5
    assert set(near) <= HELD


def test_where_the_entry_is_not_there_entries_that_are_spelt_like_it_are_offered() -> None:
    near = near_codes("2B999.z", HELD)
    assert "2B009" in near
    assert all(code.startswith("2B") and "." not in code for code in near)
    assert near_codes("7C999.q.1", frozenset({"0A001"})) == ()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("night vision", "6A002.c"),
        ("IMSI catcher", "5A001.f"),
        ("encrpytion software", "5D002"),  # a slip
        ("gpu", "3A501.a.16"),  # another word than the label's
        ("drones", "9A012"),
        ("drone", "9A012"),
    ],
)
def test_words_find_a_code(words: str, code: str) -> None:
    assert code in [found.code for found in find_codes(words, shipped_lists())]


def test_codes_that_have_every_word_stand_alone() -> None:
    found = find_codes("carbon fibre", shipped_lists())
    assert [each.code for each in found] == ["1C010", "1C210"]
    assert {each.words for each in found} == {2}
    assert find_codes("zzzz", shipped_lists()) == ()
    assert find_codes("", shipped_lists()) == ()


def test_a_word_of_a_code_without_a_label_shows_the_label_above_it() -> None:
    (listed,) = shipped_lists()
    changed = listed.model_copy(update={"labels": {"5A001": "Telecoms"}, "words": {"5A001.f": "x"}})
    assert [(each.code, each.label) for each in find_codes("x", [changed])] == [
        ("5A001.f", "Telecoms")
    ]
