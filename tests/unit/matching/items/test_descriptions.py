"""What is not understood is not different: when words of two descriptions are compared at all."""

from __future__ import annotations

import pytest

from gateway.domain.transaction import Item
from gateway.matching.items.descriptions import compare_descriptions
from gateway.matching.items.item import ITEM_UNKNOWN, match_items
from gateway.matching.meaning.comparison import MeaningLikeness
from gateway.matching.transaction import ITEM_LIKELY
from tests.unit.matching.cases import item

SAYS_NOTHING = (
    "Software", "see annex 3", "not described", "goods", "Technical assistance", "Spare parts",
    "siehe Anlage", "Waren laut Liste", "voir annexe", "marchandises diverses", "ver anexo",
    "vedi allegato", "merce", "zie bijlage", "zob. załącznik", "viz příloha", "lásd melléklet",
    "vezi anexa", "виж приложение", "βλέπε παράρτημα", "se bilaga", "katso liite", "vt lisa",
    "skatīt pielikumu", "žr. priedą", "pozri príloha", "glej prilogo", "vidi prilog", "se bilag",
    "ara anness", "féach iarscríbhinn", "em anexo", "см. приложение", "见附件", "انظر المرفق",
    "Waren gemäß Vertrag Nr. 17/2026", "Equipos varios", "Оборудване",
    "Обладнання згідно специфікації", "Согласно приложению № 1", "Confidenziale", "—", "1200",
)  # fmt: skip


@pytest.mark.parametrize("text", SAYS_NOTHING)
def test_a_side_that_says_nothing_is_compared_with_nothing(text: str) -> None:
    there = compare_descriptions("Turbomolecular vacuum pump", text)
    back = compare_descriptions(text, "Turbomolecular vacuum pump")

    assert not there.comparable
    assert not back.comparable
    assert there.why_not == f"their description does not say what it is ('{text}')"
    assert back.why_not.startswith("our description does not say")


@pytest.mark.parametrize(
    "text",
    ["Machine tool", "Software for jamming", "Spare rotor", "Wärmebildkamera laut Liste", "насос"],
)
def test_a_word_that_says_what_it_is_is_not_overheard(text: str) -> None:
    assert "does not say what" not in compare_descriptions("Turbomolecular pump", text).why_not


@pytest.mark.parametrize(
    ("ours", "theirs", "why"),
    [
        ("Zubehör für die Herstellung von Brot", "Accessoires pour le pain", "different languages"),
        ("Three-roller flow bender", "ماشین سه غلتکه", "different languages"),
        ("Folyatónyomó három görgővel", "Tokarka kłowa", "different languages"),
        ("Glove port isolator", "Radome mandrel", "too few of their words are known"),
    ],
)
def test_words_that_are_not_known_are_not_different(ours: str, theirs: str, why: str) -> None:
    found = compare_descriptions(ours, theirs)

    assert not found.comparable
    assert why in found.why_not


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Насос вакуумный", "Unmanned aerial vehicle"),  # both are known, and are not one
        ("Pompe à vide", "Hydrophon"),
        ("Ball bearings for the mill", "Reading of faces in the street"),  # one language
    ],
)
def test_what_is_understood_and_is_not_one_is_different(ours: str, theirs: str) -> None:
    found = compare_descriptions(ours, theirs)

    assert (found.comparable, found.score) == (True, 0)


def test_a_word_that_no_table_knows_lowers_less_across_languages() -> None:
    """Of the Polish words only the gyroscope is known; the English ones say the same."""
    foreign = compare_descriptions(
        "Żyroskop światłowodowy, stabilność", "Gyroscope with fibre coil"
    )
    native = compare_descriptions("Gyroscope quartz, stable", "Gyroscope with fibre coil")

    assert native.score < foreign.score < 1


def sides(ours: str, theirs: str, **fields: str) -> tuple[Item, Item]:
    return item(description=ours, **fields), item(description=theirs, **fields)


def test_words_that_cannot_be_compared_drop_out_and_the_reason_says_so() -> None:
    ours, theirs = sides("Software", "Logiciel de reconnaissance faciale")
    nothing = match_items(ours, theirs)
    assert nothing.unknown
    assert nothing.score == ITEM_UNKNOWN
    assert "words not weighed: our description does not say what it is ('Software')" in (
        nothing.reasoned.reasons
    )


def test_a_heading_of_the_tariff_says_no_less_than_nothing_would() -> None:
    ours = item(description="Accessoires pour le pain", cn_code="84141089")
    theirs = item(description="Zubehör für die Herstellung", cn_code="84149000")
    found = match_items(ours, theirs)

    assert found.unknown
    assert found.score == ITEM_UNKNOWN
    assert "same HS heading 8414" in found.reasoned.reasons


def test_a_likeness_of_meaning_stands_where_words_cannot_be_compared() -> None:
    ours, theirs = sides("Folyatónyomó három görgővel", "Three-roller flow bender")
    alike = match_items(ours, theirs, meaning=MeaningLikeness(0.9, "the meanings are alike"))
    unlike = match_items(ours, theirs, meaning=MeaningLikeness(0.1, "not found alike"))

    assert match_items(ours, theirs, meaning=None).unknown
    assert alike.score >= ITEM_LIKELY
    assert "the meanings are alike" in alike.reasoned.reasons
    assert unlike.score < ITEM_UNKNOWN
