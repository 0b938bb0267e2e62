"""Denials of the same goods and destination whose party is alike only from afar are shown."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.domain.examination import Hit, MatchClass
from gateway.domain.transaction import Address, Identifier, Party
from gateway.matching.far_parties import FAR_MOST
from gateway.matching.search import examine, examine_all
from gateway.matching.transaction import KnownDenial
from tests.unit.matching.cases import denial, item, organisation, transaction
from tests.unit.matching.test_search import indexed, loader

ORIENT = organisation("Brightmoor Scientific Ltd")
OTHER = "Hazara Minerals Analytical"
GYRO = item("7A002", description="Fibre optic gyro, bias drift 0.3 degrees an hour")


def mailbox(text: str, scheme: str = "contact") -> Any:
    return (Identifier(scheme=scheme, value=text),)


def found(ours: Party, theirs: Party, **deal: Any) -> tuple[Hit, ...]:
    key = "FR-2026-00001"
    known = {key: KnownDenial(denial(transaction(GYRO, end_user=theirs), denial_id=key))}
    asked = transaction(*deal.pop("items", (GYRO,)), end_user=ours, **deal)
    hits = examine(asked, index=indexed(known), load=loader(known))
    assert hits == examine_all(asked, known.values())
    return hits


def _at(name: str, address: str) -> Party:
    return organisation(name, addresses=(Address(text=address),))


@pytest.mark.parametrize(
    ("ours", "theirs", "reason"),
    [
        (
            organisation(OTHER, identifiers=mailbox("PURCHASE@BRIGHTMOOR.EXAMPLE", "mail")),
            organisation("Brightmoor Ltd", identifiers=mailbox("purchase@brightmoor.example")),
            "in common: mailbox purchase@brightmoor.example",
        ),
        (
            organisation(OTHER, identifiers=(Identifier(scheme="agent", value="IX-0441-19"),)),
            organisation("Vega Ltd", identifiers=(Identifier(scheme="permit", value="0441/19"),)),
            "in common: number 044119",
        ),
        *(
            (_at(OTHER, ours), _at("Vega Ltd", theirs), f"in common: {reason}")
            for ours, theirs, reason in (
                ("ул. Портовая 8, Ош", "Portovaya 8, Osh", "address with 8 (ул. Портовая 8, Ош)"),
                ("Fax +221 33 800 12 98", "fax 00221 338001298", "number 338001298"),
                ("Director, Reisepass BA4471902", "паспорт АМ BA4471902", "number 4471902"),
                (
                    "PF 417, A-1200",
                    "1200, Postfach 417",
                    "address with 1200 and 417 (PF 417, A-1200)",
                ),
            )
        ),
    ],
)
def test_what_a_front_keeps_of_its_owner_shows_the_denial(
    ours: Party, theirs: Party, reason: str
) -> None:
    [hit] = found(ours, theirs)
    assert (hit.match_class, hit.consult) == (MatchClass.SAME_GOODS, False)
    assert hit.party.reasons[0] == reason


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("شركة كويلرموتو للتجهيز", "Quillermotto Hydraulics Pte Ltd"),
        ("Awlad Shaykh Hydraulics Co.", "SARL Ouled Cheikh Hydraulique"),
        ("Zyvarin Digital Solutions Ltd", "Zaivarin Trading House"),
    ],
)
def test_names_that_sound_alike_show_the_denial(ours: str, theirs: str) -> None:
    hits = found(organisation(ours), organisation(theirs))
    assert [hit.match_class for hit in hits] == [MatchClass.SAME_GOODS]


def test_another_party_other_goods_or_another_place_shows_nothing() -> None:
    ours = organisation(OTHER, identifiers=mailbox("purchase@brightmoor.example"))
    theirs = organisation("Vega", identifiers=mailbox("purchase@brightmoor.example", "mail"))
    assert len(found(ours, theirs)) == 1
    assert found(ours, theirs, destination="OM") == ()
    assert found(ours, theirs, items=(item("1C350.1", description="Thiodiglycol"),)) == ()


def test_what_names_of_many_have_in_common_shows_nothing() -> None:
    for theirs in ("Vega", "Falcon Import LLC", "Ministry of Finance"):  # by chance; a body
        assert found(organisation("Ministry of Fisheries"), organisation(theirs)) == ()


def test_the_nearest_few_are_shown() -> None:
    box = mailbox("purchase@brightmoor.example", "mail")
    known = {}
    for number in range(1, 12):
        key = f"FR-2026-{number:05d}"
        party = organisation(f"Vega {'abcdefghijkl'[number]}", identifiers=box)
        known[key] = KnownDenial(denial(transaction(GYRO, end_user=party), denial_id=key))
    ours = organisation(OTHER, identifiers=mailbox("purchase@brightmoor.example"))
    asked = transaction(GYRO, end_user=ours)
    hits = examine(asked, index=indexed(known), load=loader(known))
    assert len(hits) == FAR_MOST
    assert hits == examine_all(asked, known.values())
