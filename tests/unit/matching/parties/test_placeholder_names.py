"""A party whose name only says that there is none to see is compared with nobody."""

from __future__ import annotations

import pytest

from gateway.domain.base import Stated
from gateway.domain.transaction import Party
from gateway.matching.index.denial_index import DenialIndex
from gateway.matching.parties.placeholder_names import NoName, no_name
from gateway.matching.search import examine, examine_all
from gateway.matching.transaction import KnownDenial, compare
from tests.unit.matching.cases import denial, item, organisation, transaction

GOODS = item("5A001.j", description="Internet surveillance system")
OURS = transaction(GOODS, end_user=organisation("Signal Elektronik"))
WITHHELD = ("Withheld", "NAME WITHHELD (Art. 16(7))", "confidential", "vertraulich",
            "[redacted]", "Confidentiel", "не разглашается", "Firma: geheim", "not disclosed",
            "poufne")  # fmt: skip
UNKNOWN = ("Unknown", "n/a", "N.A.", "-", "???", "unbekannt", "inconnu", "неизвестно", "xxx",
           "TBD", "To be confirmed", "not known", "άγνωστος", "不明")  # fmt: skip
NAMES = ("Unknown Pleasures Ltd", "Confidential Printing House", "Geheim Verlag GmbH", "NA Li",
         "No, Young Chul", "X", "None Bakery", "Anonymous Content LLC", "XXX Lutz KG")  # fmt: skip


@pytest.mark.parametrize("name", WITHHELD)
def test_words_that_withhold_a_name(name: str) -> None:
    assert no_name(organisation(name)) is NoName.WITHHELD


@pytest.mark.parametrize("name", UNKNOWN)
def test_words_that_say_that_no_name_is_known(name: str) -> None:
    assert no_name(organisation(name)) is NoName.UNKNOWN


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_has_such_a_word_is_a_name(name: str) -> None:
    assert no_name(organisation(name)) is None
    assert no_name(organisation("Unknown", name)) is None  # one name is enough


@pytest.mark.parametrize("name", WITHHELD)
def test_such_a_denial_is_found_by_item_and_destination_as_a_withheld_one(name: str) -> None:
    theirs = denial(transaction(GOODS, end_user=organisation(name)))
    hit = compare(OURS, theirs, asking="DE")

    assert hit is not None
    assert hit.match_class == "possible"
    assert hit.theirs == ""
    assert hit.consult
    assert hit.note == "end-user withheld: ask the issuing authority"
    assert hit.party.reasons[0] == f"end-user withheld by the issuer (its name says '{name}')"


def test_one_beside_a_consignee_that_differs_is_no_mismatch() -> None:
    theirs = transaction(
        GOODS, end_user=organisation("Withheld"), consignee=organisation("Vega Optics")
    )

    assert compare(OURS, denial(theirs)) is not None


def test_unknown_is_found_by_item_and_destination_and_an_officer_judges() -> None:
    hit = compare(OURS, denial(transaction(GOODS, end_user=organisation("Unknown"))))

    assert hit is not None
    assert (hit.match_class, hit.consult) == ("possible", False)
    assert hit.note == "no party to compare: an officer judges by item and destination"


@pytest.mark.parametrize("name", ["Unknown", "Withheld"])
def test_two_parties_without_a_name_are_not_one_party(name: str) -> None:
    ours = transaction(GOODS, end_user=organisation(name))
    hit = compare(ours, denial(transaction(GOODS, end_user=organisation(name))))

    assert hit is not None
    assert hit.match_class == "possible"


def test_the_index_finds_what_the_comparison_does() -> None:
    names = [*WITHHELD, *UNKNOWN, "Vega Optics"]
    known = {
        each.denial_id: KnownDenial(each)
        for number, name in enumerate(names, start=1)
        for each in (
            denial(
                transaction(GOODS, end_user=organisation(name)), denial_id=f"FR-2026-{number:05}"
            ),
        )
    }
    index = DenialIndex.open()
    index.apply(((key, each.denial) for key, each in known.items()), position=1)
    found = examine(OURS, index=index, load=lambda ids: {key: known[key] for key in ids})

    assert len(found) == len(names) - 1
    assert found == examine_all(OURS, known.values())


def test_a_party_of_ours_without_a_name_still_says_where() -> None:
    nowhere = Party(names=("Unknown",), country="KZ")
    theirs = transaction(GOODS, end_user=Stated[Party].unknown(), destination="KZ")
    ours = transaction(GOODS, end_user=nowhere, destination="AE")

    assert compare(ours, denial(theirs)) is not None
