from __future__ import annotations

from typing import Any

import pytest

from gateway.domain.transaction import Activity
from gateway.matching.index.documents import item_words
from gateway.matching.items.best_items import MOST_PAIRS, best_item_match
from gateway.matching.items.item import ITEM_POSSIBLE, match_items
from gateway.matching.parties.ranking_hints import beside_the_definition
from gateway.matching.transaction import ITEM_LIKELY, compare
from tests.unit.matching.cases import denial, item, organisation, parameter, transaction

SIGNAL = organisation("Signal Elektronik GmbH")
FREIGHT = organisation("Levant Freight Forwarding LLC")


def test_the_best_pair_is_named_and_how_many_more_there_are() -> None:
    ours = transaction(item("1C350.1"), item("5A001.j"), item("6A003.b"))
    theirs = transaction(item("5A001.j"), item("6A003.b"))
    found = best_item_match(ours, theirs)

    assert found.score >= ITEM_LIKELY
    assert found.reasoned.reasons[:2] == (
        "our item 2 and their item 1",
        "2 of our 3 items are like one of theirs",
    )


def test_one_pair_needs_no_number() -> None:
    found = best_item_match(transaction(item("5A001.j")), transaction(item("5A001.j")))

    assert found.reasoned.reasons[0] == "same control code 5A001.j"


def test_of_very_many_pairs_the_right_one_is_compared() -> None:
    many = [item("2B350.g", description=f"Valve of size {n}") for n in range(60)]
    wanted = item(description="Fibre optic gyroscope FOG-300")
    ours = transaction(*many, item("7A002", description="Fibre optic gyroscope FOG-300"))
    theirs = transaction(*[item("1C350.2")] * 60, wanted)

    assert len(ours.items) * len(theirs.items) > MOST_PAIRS
    assert best_item_match(ours, theirs).reasoned.reasons[0] == "our item 61 and their item 61"


def test_a_shared_intermediary_is_said_and_ranks_and_makes_no_hit() -> None:
    deal = transaction(end_user=SIGNAL).model_copy(update={"intermediaries": (FREIGHT,)})
    plain = compare(transaction(end_user=SIGNAL), denial(transaction(end_user=SIGNAL)))
    shared = compare(deal, denial(deal))
    alone = compare(
        transaction(end_user=organisation("Harbour Dredging")).model_copy(
            update={"intermediaries": (FREIGHT,)}
        ),
        denial(deal),
    )

    assert plain is not None
    assert shared is not None
    assert alone is None
    assert shared.match_class is plain.match_class
    assert shared.party.score == plain.party.score
    assert any("our intermediary is their intermediary" in r for r in shared.party.reasons)
    assert any("not in the definition: ranks only" in r for r in shared.party.reasons)


def test_our_end_user_that_was_their_intermediary_is_said() -> None:
    ours = transaction(end_user=FREIGHT, consignee=SIGNAL)
    theirs = transaction(end_user=SIGNAL).model_copy(update={"intermediaries": (FREIGHT,)})
    bonus, reasons = beside_the_definition(ours, theirs)

    assert bonus > 0
    assert reasons[0].startswith("our end-user is their intermediary")


def test_another_activity_is_said_and_rules_nothing_out() -> None:
    theirs = transaction(end_user=SIGNAL).model_copy(update={"activity": Activity.BROKERING})
    hit = compare(transaction(end_user=SIGNAL), denial(theirs))

    assert hit is not None
    assert "ours is an export, theirs was brokering (ranks only)" in hit.party.reasons


def test_an_item_that_cannot_be_compared_is_possible_with_the_same_party_only() -> None:
    """The denial says "item withheld" in words; the same end-user is worth an officer's look."""
    nothing = item(description="—")
    named = compare(
        transaction(nothing, end_user=SIGNAL), denial(transaction(nothing, end_user=SIGNAL))
    )
    open_ = compare(transaction(nothing, end_user=SIGNAL), denial(transaction(nothing)))

    assert named is not None
    assert named.match_class == "possible"
    assert "an officer judges" in named.item.reasons[-1]
    assert open_ is None


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (item("1C350.1"), item(description="Thiodiglykol")),
        (item("4A003", parameters=(parameter("APP", 12, "WT"),)),
         item(description="computer, APP 12 WT")),
        (item("5A001.j.1"), item("5A001.j")),
        (item(description="Wärmebildkamera"), item(description="thermal imaging camera")),
        (item("6A003", cn_code="85258900"), item("6A003", cn_code="8525890000")),
        (item(description="centrifugge rotors"), item(description="centrifuge rotor")),
    ],
)  # fmt: skip
def test_items_that_are_alike_share_a_term_of_the_index(ours: Any, theirs: Any) -> None:
    assert match_items(ours, theirs).score >= ITEM_POSSIBLE
    assert item_words(ours) & item_words(theirs)
