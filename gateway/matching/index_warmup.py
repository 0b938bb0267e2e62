"""Loads what the matcher needs once in a process, before the first search has to wait for it."""

from __future__ import annotations

from decimal import Decimal

from gateway.domain.transaction import (
    Classification,
    Item,
    ListSource,
    Parameter,
    Party,
    PartyKind,
)
from gateway.matching.items.item import match_items
from gateway.matching.parties.party import compare_parties

_NAMES = ("Comity Works GmbH", "ООО Комити", "科米蒂公司", "كوميتي")


def warm_up() -> None:
    """Load rigour's tables and the matcher's own, which takes some seconds."""
    for kind in PartyKind:
        party = Party(names=_NAMES, kind=kind)
        compare_parties(party, Party(names=("Comity",), kind=kind))
    parameter = Parameter(name="frequency", value=Decimal(1), unit="GHz")
    described = "Преобразователь частоты, frequency changer, 600 Hz, 50-00-0"
    unlisted = (Classification(source=ListSource.NON_LISTED),)
    match_items(
        Item(description=described, classifications=unlisted, parameters=(parameter,)),
        Item(description=described, classifications=unlisted, cas_number="50-00-0"),
    )
