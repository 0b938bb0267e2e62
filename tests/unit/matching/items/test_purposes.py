"""What serves a thing is not the thing, in whatever language it is said."""

from __future__ import annotations

import pytest

from gateway.matching.items.item import compare_items
from gateway.matching.items.purposes import HeadKind, own_words, read_purpose, serves
from gateway.matching.items.substances import substances
from gateway.matching.transaction import ITEM_LIKELY
from tests.unit.matching.cases import item


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Spare rotor for centrifuge", HeadKind.PART),
        ("Ersatzdichtung für Ventil", HeadKind.PART),
        ("Joint de rechange pour vanne", HeadKind.PART),
        ("Запасные лопатки для турбины", HeadKind.PART),
        ("Uszczelka do zaworu", HeadKind.PART),
        ("Santrifüj için yedek rotor", HeadKind.PART),
        ("Varaosasarja pumppua varten", HeadKind.PART),
        ("Pump with spare seals", HeadKind.THING),
        ("Transport case for a thermal camera", HeadKind.ACCESSORY),
        ("Schutzhülle für Radar", HeadKind.ACCESSORY),
        ("Чехол для тепловизора", HeadKind.ACCESSORY),
        ("Bedienerschulung für MOCVD-Anlage", HeadKind.TRAINING),
        ("Szkolenie operatorów frezarek", HeadKind.TRAINING),
        ("离心机操作培训", HeadKind.TRAINING),
        ("Wartungsvertrag Koordinatenmessmaschine", HeadKind.SERVICE),
        ("Repair manual of a turbofan", HeadKind.SERVICE),
        ("Thermal imaging camera", HeadKind.THING),
        ("Bellows-sealed valve", HeadKind.THING),
    ],
)
def test_the_head_says_what_it_is(text: str, kind: HeadKind) -> None:
    assert read_purpose(text).kind is kind


@pytest.mark.parametrize(
    ("ours", "theirs", "why"),
    [
        ("Valve DN25 in Hastelloy", "Spare seal set for valve DN25 in Hastelloy", "theirs a part"),
        ("Fermentor 500 l", "Uszczelka mieszadła do fermentora 500 l", "theirs a part"),
        ("Laser à fibre 3 kW", "Protective window kit for 3 kW fibre laser", "for such a thing"),
        ("35 kN titreşim test sistemi", "35 kN titreşim test sistemi için yedek bobin", "a part"),
        ("Side-scan sonar", "Training course on side-scan sonar", "theirs training"),
        ("Pompe à vide", "Drum drainer for vacuum pump", "theirs an accessory"),
        ("Operator training, press", "Maintenance contract, press", "ours is training"),
        ("光纤激光器", "光纤激光器用泵浦模块", "for such a thing"),
    ],
)
def test_what_serves_a_thing_is_not_the_thing(ours: str, theirs: str, why: str) -> None:
    assert why in serves(ours, theirs)
    assert serves(theirs, ours)
    found = compare_items(item("2B350.g", description=ours), item("2B350.g", description=theirs))
    assert found.score < ITEM_LIKELY
    assert any("what serves a thing is not the thing" in reason for reason in found.reasons)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Fibre laser", "Fibre laser for marking"),
        ("Spare rotor", "Rotor of titanium"),
        ("Machine for filament winding", "Filament winding machine"),
        ("VPN gateway with IPsec", "Verschlüsselungsgateway für VPN"),
        ("Pulse discharge capacitor", "Energy storage cap for fast discharge"),
        ("Software for face recognition", "Face recognition system"),
        ("Operator training for milling machines", "Szkolenie operatorów frezarek"),
        ("Équipement d'interception de téléphones", "Interception equipment for telephones"),
    ],
)
def test_a_use_that_is_stated_makes_no_other_thing(ours: str, theirs: str) -> None:
    assert serves(ours, theirs) == serves(theirs, ours) == ""


def test_a_substance_behind_for_is_none_of_the_item() -> None:
    assert own_words("Drum pump for thiodiglycol") == "Drum pump"
    assert substances(item(description="Drum pump for thiodiglycol")) == {}
    assert "111-48-8" in substances(item(description="Thiodiglycol for printing inks"))


@pytest.mark.parametrize(
    ("text", "head", "served"),
    [
        ("真空泵，适用于反应器", "真空泵", "反应器"),
        ("用于晶圆的检测设备", "检测设备", "晶圆"),
        ("光纤激光器用泵浦模块", "泵浦模块", "光纤激光器"),
    ],
)
def test_what_serves_is_parted_in_chinese(text: str, head: str, served: str) -> None:
    assert (read_purpose(text).head, read_purpose(text).served) == (head, served)
