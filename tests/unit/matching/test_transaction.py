from __future__ import annotations

from typing import Any

import pytest

from gateway.domain.base import Stated, Withholding
from gateway.domain.denial import DecisionType
from gateway.domain.examination import MatchClass
from gateway.domain.rulebook import load_rulebook
from gateway.domain.transaction import Party
from gateway.matching.items.item import ITEM_EXACT
from gateway.matching.transaction import compare, sort_key
from tests.unit.matching.cases import denial, item, organisation, transaction

WITHHELD = Stated[Party].withheld(Withholding.SECURITY)
SIGNAL = organisation("Signal Elektronik GmbH")
OURS = transaction(item("5A001.j"), end_user=organisation("ООО Сигнал Электроник"))


def test_same_end_user_and_item_under_another_spelling_is_exact() -> None:
    hit = compare(OURS, denial(transaction(item("5A001.j"), end_user=SIGNAL)), asking="DE")

    assert hit is not None
    assert hit.match_class is MatchClass.EXACT
    assert hit.consult
    assert (hit.ours, hit.theirs) == ("ООО Сигнал Электроник", "Signal Elektronik GmbH")
    assert hit.party.reasons[0] == "compared as end-user"
    assert hit.item.reasons[0] == "same control code 5A001.j"
    assert hit.note == ""


def test_both_are_needed_party_and_item() -> None:
    other_party = denial(transaction(item("5A001.j"), end_user=organisation("Harbour Dredging")))
    other_item = compare(OURS, denial(transaction(item("1C350.1"), end_user=SIGNAL)), asking="DE")

    assert compare(OURS, other_party) is None
    assert other_item is not None
    assert (other_item.match_class, other_item.consult) == (MatchClass.SAME_PARTY, False)


def test_our_consignee_is_their_end_user_and_the_reasons_say_so() -> None:
    ours = transaction(end_user=organisation("Harbour Dredging"), consignee=SIGNAL)
    hit = compare(ours, denial(transaction(end_user=SIGNAL)))

    assert hit is not None
    assert hit.party.reasons[0].startswith("across roles: our consignee is their end-user")


def test_the_destination_ranks_and_no_more() -> None:
    there = compare(OURS, denial(transaction(end_user=SIGNAL, destination="AE")))
    elsewhere = compare(OURS, denial(transaction(end_user=SIGNAL, destination="TR")))

    assert there is not None
    assert elsewhere is not None
    assert there.match_class is elsewhere.match_class
    assert there.party.score == elsewhere.party.score
    assert there.score > elsewhere.score or there.score == 1
    assert "destinations differ (ranks only)" in elsewhere.party.reasons


def test_a_withheld_end_user_is_found_by_item_and_destination() -> None:
    hit = compare(OURS, denial(transaction(item("5A001.j"), end_user=WITHHELD)), asking="DE")

    assert hit is not None
    assert hit.match_class is MatchClass.POSSIBLE
    assert hit.consult
    assert hit.theirs == ""
    assert hit.note == "end-user withheld: ask the issuing authority"


def test_a_withheld_end_user_elsewhere_or_of_another_item_is_no_hit() -> None:
    elsewhere = denial(transaction(item("5A001.j"), end_user=WITHHELD, destination="TR"))
    other_item = denial(transaction(item("1C350.1"), end_user=WITHHELD))

    assert compare(OURS, elsewhere) is None
    assert compare(OURS, other_item) is None


def test_a_consignee_that_differs_beside_a_withheld_end_user_is_no_mismatch() -> None:
    deal = transaction(end_user=WITHHELD, consignee=organisation("Harbour Dredging"))
    hit = compare(OURS, denial(deal))

    assert hit is not None
    assert hit.match_class is MatchClass.POSSIBLE


def test_a_consignee_that_matches_beside_a_withheld_end_user_is_an_ordinary_hit() -> None:
    hit = compare(OURS, denial(transaction(end_user=WITHHELD, consignee=SIGNAL)))

    assert hit is not None
    assert hit.match_class is MatchClass.EXACT


def test_a_withheld_party_with_a_merely_related_item_is_shown_but_not_consulted_on() -> None:
    hit = compare(OURS, denial(transaction(item("5D001.a"), end_user=WITHHELD)))

    assert hit is not None
    assert not hit.consult


def test_a_denial_without_any_party_is_for_an_officer() -> None:
    hit = compare(OURS, denial(transaction()))

    assert hit is not None
    assert hit.match_class is MatchClass.POSSIBLE
    assert not hit.consult
    assert "an officer judges" in hit.note


@pytest.mark.parametrize(
    ("fields", "asking", "note"),
    [
        ({"denial_id": "BE-VLG-2026-00001"}, "BE-WAL", "national consultation"),
        ({"denial_id": "DE-2026-00001"}, "DE", "our own denial"),
    ],
)
def test_what_opens_no_consultation_is_shown_with_a_note(
    fields: Any, asking: str, note: str
) -> None:
    opens = load_rulebook("EU-2021-821/2026-3").consulted_decisions
    denied = denial(transaction(end_user=SIGNAL), **fields)
    hit = compare(OURS, denied, asking=asking, opens=opens)

    assert hit is not None
    assert hit.match_class is MatchClass.EXACT
    assert not hit.consult
    assert note in hit.note


@pytest.mark.parametrize("decision", [DecisionType.REFUSE, DecisionType.TRANSIT_PROHIBITION])
def test_a_denial_of_another_state_under_what_the_rulebook_names_opens_one(
    decision: DecisionType,
) -> None:
    opens = load_rulebook("EU-2021-821/2026-3").consulted_decisions
    denied = denial(transaction(end_user=SIGNAL), decision=decision)
    hit = compare(OURS, denied, asking="BE-VLG", opens=opens)

    assert hit is not None
    assert (hit.consult, hit.note) == (True, "")


def test_a_relayed_denial_names_source_and_transcriber() -> None:
    hit = compare(
        OURS,
        denial(transaction(end_user=SIGNAL), denial_id="DE-2026-00009"),
        asking="FR",
        relayed_from="GB",
        transcribed_by="DE",
    )

    assert hit is not None
    assert not hit.consult
    assert hit.note == "denial of GB, not a member, transcribed by DE: for information"
    assert (hit.relayed_from, hit.transcribed_by) == ("GB", "DE")


def test_the_best_pair_of_items_counts_and_is_named() -> None:
    ours = transaction(item("1C350.1"), item("5A001.j"), end_user=SIGNAL)
    hit = compare(ours, denial(transaction(item("5A001.j"), end_user=SIGNAL)))

    assert hit is not None
    assert hit.item.score >= ITEM_EXACT
    assert hit.item.reasons[0] == "our item 2 and their item 1"


def test_hits_are_ordered_by_class_score_and_number() -> None:
    exact = compare(OURS, denial(transaction(end_user=SIGNAL), denial_id="FR-2026-00002"))
    same = compare(OURS, denial(transaction(end_user=SIGNAL), denial_id="FR-2026-00001"))
    open_ = compare(OURS, denial(transaction(end_user=WITHHELD), denial_id="AT-2026-00001"))

    assert exact is not None
    assert same is not None
    assert open_ is not None
    assert sorted([open_, exact, same], key=sort_key) == [same, exact, open_]
