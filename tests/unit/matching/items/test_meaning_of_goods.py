"""The meaning of descriptions beside the other signs: where it is read, and what it changes."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.domain.meanings import MeaningAbsence
from gateway.matching.items.best_items import MOST_READ, best_item_match, match_goods
from gateway.matching.items.item import ITEM_ALIKE, match_items
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

    def compare(self, ours: str, theirs: str) -> MeaningLikeness:
        self.pairs.append((ours, theirs))
        return super().compare(ours, theirs)


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

    probe = item("5A001.j", description="Network probe, 40 Gbit/s", cn_code="85176200")
    match_goods(probe, probe, reader)

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


NEAR, FAR = MeaningLikeness(1.0, "much the same"), MeaningLikeness(0.0, "not alike")
UNKNOWN = MeaningLikeness(None, "cannot be compared")


def test_a_meaning_says_nothing_where_a_side_does_not_say_what_it_is() -> None:
    ours = item(description="Technical assistance")
    theirs = item("9E003", description="Technical assistance for repair of turbine blades")

    assert match_items(ours, theirs, meaning=NEAR).score < ITEM_ALIKE


NEAR, FAR = MeaningLikeness(1.0, "much the same"), MeaningLikeness(0.0, "not alike")


@pytest.mark.parametrize(
    "fields", [{"cas_number": "111-48-8"}, {"codes": ("6A006.a",)}], ids=["substance", "code"]
)
def test_what_says_what_a_thing_is_is_likely_whatever_the_meaning(fields: dict[str, Any]) -> None:
    codes = fields.pop("codes", ())
    ours = item(*codes, description="Magnetometer", **fields)
    theirs = item(*codes, description="Deflection coil", **fields)

    assert match_items(ours, theirs, meaning=FAR).score >= ITEM_ALIKE
    assert match_items(ours, theirs, meaning=NEAR).score > ITEM_ALIKE
