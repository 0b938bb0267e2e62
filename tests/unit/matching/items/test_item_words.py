from __future__ import annotations

import pytest

from gateway.matching.items.descriptions import compare_descriptions
from gateway.matching.items.item_words import description_words, read_words

THERMAL = (
    "Uncooled thermal imaging camera",
    "Wärmebildkamera, ungekühlt",
    "Caméra thermique non refroidie",
    "Тепловизионная камера, неохлаждаемая",
    "Kamera termowizyjna niechłodzona",
)


@pytest.mark.parametrize("text", THERMAL[1:])
def test_trade_words_are_compared_across_languages(text: str) -> None:
    found = compare_descriptions(THERMAL[0], text)

    assert found.score > 0.8
    assert found.translated


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Gasturbinenschaufeln aus Titanlegierung", {"gas", "turbin", "blad", "titanium", "alloy"}),
        ("Digitaloszilloskop", {"digital", "oscilloscop"}),
        ("五轴数控铣床", {"axis", "numerically", "control", "mill"}),
        ("four à induction sous vide", {"furnac", "induction", "vacuum"}),
        ("four valves of red steel", {"four", "valv", "red", "steel"}),
        ("vidéosurveillance", {"video", "surveillanc"}),
        ("RDM-4000X router", {"rdm", "4000x", "router"}),
        ("laser 1070 nm, CAS 111-48-8", {"laser", "cas"}),
        ("—", set()),
    ],
)
def test_words_are_those_that_say_something(text: str, words: set[str]) -> None:
    assert words <= set(description_words(text))
    assert not {"1070", "aus", "of"} & set(description_words(text))


def test_words_that_stand_everywhere_and_type_numbers_weigh_differently() -> None:
    weights = read_words("System RDM4000 oscilloscope").weights

    assert weights["system"] < weights["oscilloscop"] < weights["rdm4000"]


def test_a_misspelt_word_is_found_and_an_other_one_is_not() -> None:
    assert compare_descriptions("centrifuge rotors", "centrifugge rotor").score > 0.9
    assert compare_descriptions("centrifuge rotors", "refrigerator motors").score == 0


def test_languages_without_a_known_word_in_common_cannot_be_compared() -> None:
    found = compare_descriptions("Zubehör für die Herstellung von Brot", "Accessoires pour le pain")

    assert not found.comparable
    assert "different languages" in found.why_not


def test_the_same_language_without_a_word_in_common_is_unlike() -> None:
    found = compare_descriptions("Ball bearings for the mill", "Software for reading of faces")

    assert found.comparable
    assert found.score == 0
