"""What a thing is called tells it from what shares its words, in whatever language."""

from __future__ import annotations

import pytest

from gateway.matching.items.heads import other_heads, read_heads
from gateway.matching.items.item import CONTRADICTED, compare_items, match_items
from gateway.matching.meaning.comparison import MeaningLikeness
from gateway.matching.transaction import ITEM_LIKELY
from tests.unit.matching.cases import item


@pytest.mark.parametrize(
    ("text", "head"),
    [
        ("Cooled thermal camera, 640x480", "camera"),
        ("Laser power meter", "meter"),
        ("Mirror of a telescope", "mirror"),
        ("Vakuumpumpe mit Ventil", "pump"),
        ("Lasersteuerung", "control_unit"),
        ("Spiegel der Kamera", "mirror"),
        ("Capteur de pression pour pompe", "sensor"),
        ("Sistema radar de vigilancia", "radar"),
        ("Zawór kulowy do reaktora", "valve"),
        ("Ruční pumpa", "pump"),
        ("Импульсный лазер", "laser"),
        ("Датчик лазера", "sensor"),
        ("Αντλία κενού", "pump"),
        ("Kaasusentrifugi", "centrifuge"),
        ("Lazer için güç kaynağı", "power_supply"),
        ("كاميرا حرارية", "camera"),
        ("دوربین حرارتی", "camera"),
        ("红外热像仪", "camera"),
        ("激光器用电源", "power_supply"),
        ("Laserový interferometr", "interferometer"),
        ("Propulsante compuesto", "propellant"),
        ("Mezclador de propulsante", "mixer"),
        ("反应离子刻蚀机，适用于晶圆", "etcher"),
        ("Model QX-9, turbomolecular pump", "pump"),
    ],
)
def test_the_head_is_found_where_the_language_has_it(text: str, head: str) -> None:
    assert read_heads(text).first == {head}


@pytest.mark.parametrize("text", ["", "—", "Laser cutting gantry", "Alimentador de cable", "QX-9"])
def test_a_head_that_the_table_does_not_know_is_none(text: str) -> None:
    assert not read_heads(text).first


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Fibre laser 100 W", "Vermogensmeter voor vezellaser 100 W"),
        ("Radar antenna", "Amplificateur pour radar"),
        ("Насос вакуумный", "Vakuumventil"),
        ("Thermal camera", "Detector array without camera"),
    ],
)
def test_two_things_are_possible_and_never_likely(ours: str, theirs: str) -> None:
    said = other_heads(ours, theirs)
    alike = MeaningLikeness(1.0, "alike in meaning")
    match = match_items(item("6A005", description=ours), item(description=theirs), meaning=alike)
    coded = compare_items(item("6A005", description=ours), item("6A005", description=theirs))

    assert said
    assert other_heads(theirs, ours)
    for found in (match.reasoned, coded):
        assert found.score <= CONTRADICTED < ITEM_LIKELY
        assert said in found.reasons


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Turbomolecular pump", "Pumping station: turbomolecular pump, frame, valve"),
        ("Ferngelenkter Roboter", "Remotely operated vehicle"),
        ("Fermentor 300 l", "Bioreaktor 300 l"),
        ("Fermentor 300 l", "Vessel for cells, 300 l"),
        ("Fräsmaschine", "Centre d'usinage"),
    ],
)
def test_one_thing_under_two_names_is_not_two(ours: str, theirs: str) -> None:
    assert not other_heads(ours, theirs)


def test_an_equal_substance_stands_whatever_it_is_called() -> None:
    ours = item("1C350.1", description="Tank of thiodiglycol", cas_number="111-48-8")
    theirs = item(description="Thiodiglycol in a bottle, pump", cas_number="111-48-8")

    assert compare_items(ours, theirs).score == 1
