"""How near a denial is, at the edge of each class, and whose authority is asked about it."""

from __future__ import annotations

import pytest

from gateway.domain.denial import DecisionType, PartnerSource, Regime
from gateway.domain.examination import MatchClass, Reasoned
from gateway.domain.letter import Marking
from gateway.matching import MATCHER_VERSION
from gateway.matching import transaction as rules
from gateway.matching.items.item import ITEM_EXACT, ITEM_POSSIBLE, ItemMatch
from gateway.matching.transaction import KnownDenial, class_of, for_information
from gateway.matching.versions import classes_of
from tests.unit.matching.cases import denial, item, organisation, transaction

EXACT, LIKELY, POSSIBLE = rules.PARTY_EXACT, rules.PARTY_LIKELY, rules.PARTY_POSSIBLE
A_BIT = 0.001
SAME = MatchClass.SAME_PARTY


def items(score: float, *, unknown: bool = False) -> ItemMatch:
    return ItemMatch(Reasoned(score=score, reasons=()), unknown)


@pytest.mark.parametrize(
    ("party", "goods", "open_", "found"),
    [
        (EXACT, ITEM_EXACT, False, MatchClass.EXACT),
        (1.0, 1.0, False, MatchClass.EXACT),
        (EXACT - A_BIT, ITEM_EXACT, False, MatchClass.LIKELY),
        (EXACT, ITEM_EXACT - A_BIT, False, MatchClass.LIKELY),
        (LIKELY, rules.ITEM_LIKELY, False, MatchClass.LIKELY),
        (LIKELY - A_BIT, 1.0, False, MatchClass.POSSIBLE),
        (1.0, rules.ITEM_LIKELY - A_BIT, False, MatchClass.POSSIBLE),
        (POSSIBLE, ITEM_POSSIBLE, False, MatchClass.POSSIBLE),
        (LIKELY, ITEM_POSSIBLE - A_BIT, False, SAME),
        (1.0, 0.0, False, SAME),
        (LIKELY - A_BIT, ITEM_POSSIBLE - A_BIT, False, None),
        # A party that cannot be compared lets the goods speak, and never more than that.
        (rules.UNKNOWN_PARTY, 1.0, True, MatchClass.POSSIBLE),
        (1.0, 1.0, True, MatchClass.POSSIBLE),
        (1.0, ITEM_POSSIBLE, True, MatchClass.POSSIBLE),
        (1.0, ITEM_POSSIBLE - A_BIT, True, None),
    ],
)
def test_the_class_of_a_party_and_goods(
    party: float, goods: float, open_: bool, found: MatchClass | None
) -> None:
    assert class_of(party, items(goods), open_=open_) is found


def test_goods_that_cannot_be_compared_support_neither_a_destination_nor_a_name() -> None:
    unknown = items(ITEM_POSSIBLE, unknown=True)
    assert class_of(rules.UNKNOWN_PARTY, unknown, open_=True) is None
    assert class_of(LIKELY, unknown, open_=False) is MatchClass.POSSIBLE
    assert class_of(LIKELY - A_BIT, unknown, open_=False) is None


THEIRS = denial(transaction(item("5A001.j"), end_user=organisation("Signal Elektronik GmbH")))


def test_whose_denial_is_for_information_only() -> None:
    national = THEIRS.model_copy(update={"decision": DecisionType.NATIONAL_LIST_REFUSAL})
    ours = THEIRS.authority
    assert for_information(KnownDenial(THEIRS), None) == ""
    assert for_information(KnownDenial(THEIRS), "AT") == ""
    assert for_information(KnownDenial(THEIRS), ours) == "our own denial"
    words = "another authority of our State: national consultation"
    assert for_information(KnownDenial(THEIRS), f"{ours[:2]}-BW") == words
    words = "refusal of an item of a national list: for information"
    opens = frozenset(DecisionType) - {DecisionType.NATIONAL_LIST_REFUSAL}
    assert for_information(KnownDenial(national), "AT", opens) == words
    assert for_information(KnownDenial(national), "AT") == ""
    told = PartnerSource(regime=Regime.NSG, marking=Marking.SENSITIVE)
    assert for_information(KnownDenial(THEIRS, "US", "AT", told), "AT") == (
        "denial of US, told in the Nuclear Suppliers Group, marked SENSITIVE, transcribed by AT: "
        "for information, nobody is consulted"
    )
    relayed = KnownDenial(THEIRS, "CH", "AT")
    words = "denial of CH, not a member, transcribed by AT: for information"
    assert for_information(relayed, "AT") == words
    assert for_information(KnownDenial(THEIRS, "CH"), "AT") == words.replace(
        ", transcribed by AT", ""
    )


def test_the_classes_of_every_version_before_are_known() -> None:
    newest = int(MATCHER_VERSION[-2:])
    assert all(classes_of(f"comity-match-{number}") for number in range(5, newest + 1))
