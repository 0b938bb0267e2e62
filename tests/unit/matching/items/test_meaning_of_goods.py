"""The meaning of descriptions beside the other signs: where it is read, and what it changes."""

from __future__ import annotations

import pytest

from gateway.domain.meanings import MeaningAbsence
from gateway.matching.items.best_items import MOST_READ, best_item_match, match_goods
from gateway.matching.items.descriptions import MEANING_LEAST, beside_words, compare_descriptions
from gateway.matching.items.item import ITEM_ALIKE, ITEM_UNKNOWN, match_items
from gateway.matching.meaning.comparison import MeaningLikeness, MeaningReader
from gateway.matching.meaning.encoder import ABSENCE_WORDS
from tests.unit.matching.cases import item, transaction

IN_GERMAN = "Nachtsichtbrille"
IN_SLOVAK = "okuliare na nočné videnie"


class Asked(MeaningReader):
    """Notes which descriptions are compared."""

    def __init__(self) -> None:
        super().__init__()
        self.pairs: list[tuple[str, str]] = []
        self.in_one: list[bool] = []

    def compare(self, ours: str, theirs: str, *, one_language: bool = False) -> MeaningLikeness:
        self.pairs.append((ours, theirs))
        self.in_one.append(one_language)
        return super().compare(ours, theirs, one_language=one_language)


def without_model() -> MeaningReader:
    return MeaningReader(load=lambda: MeaningAbsence.NOT_INSTALLED)


def test_goods_in_other_words_are_found_and_the_reason_repeats_them() -> None:
    ours, theirs = item(description=IN_GERMAN), item(description=IN_SLOVAK)

    found = match_goods(ours, theirs)

    assert match_items(ours, theirs).score < ITEM_ALIKE
    assert found.score >= ITEM_ALIKE
    assert not found.unknown
    assert any(IN_GERMAN in reason and IN_SLOVAK in reason for reason in found.reasoned.reasons)


def test_without_a_model_the_score_is_that_of_the_other_signs_and_says_why() -> None:
    ours, theirs = item(description=IN_GERMAN), item(description=IN_SLOVAK)

    found = match_goods(ours, theirs, without_model())

    assert found.score == match_items(ours, theirs).score
    assert any(
        ABSENCE_WORDS[MeaningAbsence.NOT_INSTALLED] in each for each in found.reasoned.reasons
    )


def test_meanings_are_not_read_where_other_signs_suffice() -> None:
    reader = Asked()

    match_goods(item("5A001.j", description="one"), item("5A001.j", description="other"), reader)

    assert not reader.pairs


@pytest.mark.parametrize("empty", ["Software", "goods", "123"])
def test_a_description_that_says_nothing_is_not_alike_to_itself(empty: str) -> None:
    reader = Asked()

    found = match_goods(item(description=empty), item(description=empty), reader)

    assert not reader.pairs
    assert found.score < ITEM_ALIKE


def test_of_many_pairs_the_nearest_are_read() -> None:
    reader = Asked()
    ours = transaction(*[item(description=f"hand pump of type {n}AX") for n in range(5)])
    theirs = transaction(*[item(description=f"shield against riots {n}BY") for n in range(5)])

    best_item_match(ours, theirs, meanings=reader)

    assert len(reader.pairs) == MOST_READ


def test_a_meaning_lowers_nothing() -> None:
    words = compare_descriptions("fibre laser for welding", "fibre laser for welding")

    assert beside_words(words, MeaningLikeness(0.4, "")) == words
    assert beside_words(words, MeaningLikeness(None, "")) == words
    assert beside_words(words, None) == words


def test_what_the_model_does_not_know_stays_not_understood() -> None:
    """A meaning as far as chance is no proof of two things: the items cannot be compared."""
    words = compare_descriptions("αγωγός αποστάγματος", "беспилотник разведывательный")
    unread = MeaningLikeness(MEANING_LEAST - 0.01, "")

    assert not words.comparable
    assert not beside_words(words, unread).comparable
    assert match_items(
        item(description="αγωγός αποστάγματος"),
        item(description="беспилотник разведывательный"),
        meaning=unread,
    ).score == pytest.approx(ITEM_UNKNOWN)


NEAR, FAR = MeaningLikeness(1.0, "much the same"), MeaningLikeness(0.0, "not alike")
UNKNOWN = MeaningLikeness(None, "cannot be compared")


def test_an_equal_code_of_two_meanings_is_possible_and_no_more() -> None:
    ours = item("6A006", description="Fluxgate, tre akser")
    theirs = item("6A006", description="SQUID, flytende helium")

    plain = match_items(ours, theirs)

    assert plain.by_code
    assert plain.score == match_items(ours, theirs, meaning=NEAR).score == 1
    assert match_items(ours, theirs, meaning=UNKNOWN).score == 1
    assert match_items(ours, theirs, meaning=FAR).score < ITEM_ALIKE


def test_words_and_substances_that_agree_stand_whatever_the_meaning() -> None:
    worded = item("6A006", description="Caesium magnetometer, optically pumped")
    salt = item("1C350.1", description="Fluid A", cas_number="111-48-8")
    other = item("1C350.1", description="Drums of solvent", cas_number="111-48-8")

    for ours, theirs in ((worded, worded), (salt, other)):
        assert not match_items(ours, theirs).by_code
        assert match_items(ours, theirs, meaning=FAR).score == 1


def test_a_meaning_says_nothing_where_a_side_does_not_say_what_it_is() -> None:
    ours = item(description="Technical assistance")
    theirs = item("9E003", description="Technical assistance for repair of turbine blades")

    assert match_items(ours, theirs, meaning=NEAR).score < ITEM_ALIKE


@pytest.mark.parametrize(
    ("theirs", "one"), [("membrane for the pump", True), ("čerpadlo pro kapaliny", False)]
)
def test_descriptions_in_one_language_are_compared_as_such(theirs: str, one: bool) -> None:
    """There near things are nearer than one thing in two languages."""
    reader = Asked()

    match_goods(item(description="the pump for liquids"), item(description=theirs), reader)

    assert reader.in_one == [one]
