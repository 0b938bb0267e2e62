"""Uses, states and elements that exclude each other tell two things apart."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from gateway.matching.items import characteristics
from gateway.matching.items.characteristics import other_characteristics, read_characteristics
from gateway.matching.items.item import CONTRADICTED, compare_items
from gateway.matching.transaction import ITEM_LIKELY
from tests.unit.matching.cases import item


@pytest.mark.parametrize(
    ("ours", "theirs", "why"),
    [
        ("Night vision goggles", "Night vision goggles, toy", "play"),
        ("Mikroskop", "Mikroskop für den Unterricht", "school"),
        ("Sonar", "Sonar para pesca", "fishing"),
        ("无人机", "农用无人机", "garden"),
        ("Uncooled thermal camera", "Gekühlte Wärmebildkamera", "cooling"),
        ("Bore enrichi en B-10", "Natural boron", "enrichment"),
        ("Soufflerie subsonique", "Сверхзвуковая аэродинамическая труба", "speed"),
        ("CO2-Laser", "Fibre laser", "medium"),
        ("Zirconium powder", "Poudre de hafnium", "elements"),
    ],
)
def test_what_excludes_each_other_lowers_a_likely_pair(ours: str, theirs: str, why: str) -> None:
    said = list(other_characteristics(ours, theirs))
    found = compare_items(item("6A003", description=ours), item("6A003", description=theirs))

    assert any(why in each for each in said)
    assert list(other_characteristics(theirs, ours))
    assert found.score <= CONTRADICTED < ITEM_LIKELY
    assert set(said) <= set(found.reasons)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Cooled thermal camera", "Thermal camera"),
        ("Analogue-to-digital converter", "Digital converter"),
        ("Carbon fibre", "CO2 absorber of carbon"),
        ("Titanium alloy with aluminium", "Titanlegierung"),
        ("Transportkoffer", "Sport"),
        ("Medición de presión", "Messung des Drucks"),
    ],
)
def test_what_one_side_says_and_what_both_may_be_excludes_nothing(ours: str, theirs: str) -> None:
    found = [each for each in other_characteristics(ours, theirs) if "another use" not in each]

    assert not found


def test_words_that_only_begin_alike_say_no_use() -> None:
    for text in (
        "Transport",
        "Medición",
        "Oțel inoxidabil",
        "Jagdflugzeug",
        "Okular",
        "Konserwacja",
    ):
        assert not read_characteristics(text).uses, text


def test_no_spelling_stands_on_two_sides_of_a_state() -> None:
    table = tomllib.loads(Path(characteristics.__file__).with_suffix(".toml").read_text("utf-8"))
    for state, sides in table["state"].items():
        said = [
            word for side, words in sides.items() if side != "of" for word in set(words.split())
        ]
        assert len(said) == len(set(said)), state


@pytest.mark.parametrize(
    "text",
    [
        "Μαγνητόμετρο ροής",
        "магнитный подшипник",
        "magnetron",
        "Γερμανικός τόρνος",
        "Γαλλικό πλοίο",
        "gallon drum",
        "хроматограф",
        "cromatografo",
        "boroscopio",
    ],
)
def test_a_word_that_begins_like_an_element_is_none(text: str) -> None:
    """Words are held in Latin letters: магнит and магний, Γερμανία and γερμάνιο begin alike."""
    assert not read_characteristics(text).elements


@pytest.mark.parametrize(
    ("text", "element"),
    [
        ("магниевый сплав", "magnesium"),
        ("κράμα μαγνησίου", "magnesium"),
        ("германиев прозорец", "germanium"),
        ("παράθυρο γερμανίου", "germanium"),
        ("galliumarsenid", "gallium"),
        ("литиевая батарея", "lithium"),
        ("μπαταρία λιθίου", "lithium"),
    ],
)
def test_an_element_is_known_in_its_cases(text: str, element: str) -> None:
    assert read_characteristics(text).elements == {element}
