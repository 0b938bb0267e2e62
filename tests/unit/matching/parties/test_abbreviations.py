"""Abbreviations: beside a place, of initials and of syllables, and never misspelt."""

from __future__ import annotations

import pytest

from gateway.domain.transaction import Party
from gateway.matching.parties.party import PartyMatch, compare_parties
from gateway.matching.transaction import PARTY_LIKELY, PARTY_POSSIBLE


def compared(ours: str, theirs: str) -> PartyMatch:
    there = compare_parties(Party(names=(ours,)), Party(names=(theirs,)))
    back = compare_parties(Party(names=(theirs,)), Party(names=(ours,)))
    assert there.score == pytest.approx(back.score)
    return there


@pytest.mark.parametrize(
    ("ours", "theirs", "why"),
    [
        ("KMRI Tabriz", "Khavaran Metallurgical Research Institute, Tabriz (KMRI)", "states"),
        ("KMRI Tabriz", "Khavaran Metallurgical Research Institute, Tabriz", "made of"),
        ("НИИВПГ, Пермь", "Nauchno-issledovatelsky institut vikhrevykh potokov gaza, Perm", "made"),
        ("IBLR Rawalta", "Institute for Biological and Livestock Research, Rawalta", "made of"),
        ("CEMAT-Bizerk", "Centre des matériaux et technologies, Bizerk", "made of"),
    ],
)
def test_an_abbreviation_beside_a_place_is_likely_the_name(
    ours: str, theirs: str, why: str
) -> None:
    found = compared(ours, theirs)

    assert found.score >= PARTY_LIKELY
    assert why in found.reasoned.reasons[0]


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("CEMAT-Bizerk", "CEMAR, chantier naval, Bizerk"),  # one letter, another body
        ("SKAP Ankara", "Şark Kauçuk Plastik, Ankara"),  # neither initials nor syllables
        ("KMRI Tabriz", "KMRI Shiraz (Kavir Maritime Registry Institute)"),  # another place
        ("KMRI Tabriz", "Khavaran Metallurgical Institute, Tabriz"),
        ("HIT Hefei", "Hefei Toy Optics"),
    ],
)
def test_what_only_looks_like_it_is_none(ours: str, theirs: str) -> None:
    assert compared(ours, theirs).score < PARTY_POSSIBLE


def test_a_name_in_capitals_throughout_may_be_misspelt() -> None:
    assert compared("ORLAN TRADING", "ORLEN TRADING").score >= PARTY_POSSIBLE
