from __future__ import annotations

import pytest

from gateway.domain.transaction import Identifier
from gateway.matching.index.denial_index import DenialIndex
from gateway.matching.parties.party import compare_parties, party_forms
from gateway.matching.parties.register_numbers import numbers_within, without_numbers
from gateway.matching.transaction import PARTY_EXACT, PARTY_LIKELY
from tests.unit.matching.cases import denial, organisation, transaction


@pytest.mark.parametrize(
    ("written", "bare", "numbers"),
    [
        ("ТОВ «Лугань», ЄДРПОУ 99220038", "ТОВ «Лугань»", {"99220038"}),
        ("Lugan LLC (USREOU code: 99220038)", "Lugan LLC", {"99220038"}),
        ("Kardelen A.Ş. vergi no 999 002 3456", "Kardelen A.Ş.", {"9990023456"}),
        ("Quebracho Ltda., NIT 900.800.777-4", "Quebracho Ltda.", {"9008007774", "900800777"}),
        ("Springhaas 2014/900456/07", "Springhaas", {"201490045607"}),
        ("Ashvin Ltd, CIN U24110MH2011PLC900333", "Ashvin Ltd", {"U24110MH2011PLC900333"}),
        ("Завод № 84", "Завод № 84", set()),
        ("Olexa, 12.05.1961", "Olexa, 12.05.1961", set()),
        ("Expo 2010-2020", "Expo 2010-2020", set()),
        ("Olexa (tel. 495 123 45 67)", "Olexa (tel. 495 123 45 67)", set()),
        ("ИНН 7701234567", "ИНН 7701234567", {"7701234567"}),
    ],
)
def test_a_number_of_a_register_is_no_word_of_a_name(
    written: str, bare: str, numbers: set[str]
) -> None:
    assert without_numbers(written) == bare
    assert numbers_within(written) == numbers
    assert not any(form.is_empty for form in party_forms(organisation(written)))


def test_an_equal_number_in_two_names_is_an_equal_identifier_whatever_it_is_called() -> None:
    found = compare_parties(
        organisation("Завод «Полынь», ЄДРПОУ 99220038"), organisation("Wormwood, reg. 99220038")
    )

    assert found.score >= PARTY_EXACT
    assert found.reasoned.reasons[0].startswith("identifier equal: number 99220038")


def test_a_number_that_differs_says_nothing_unless_both_call_it_the_same() -> None:
    ours = organisation("Rubikon, INN 7701234567")

    assert compare_parties(ours, organisation("Rubikon, KvK 12345678")).score >= PARTY_EXACT
    found = compare_parties(ours, organisation("Rubikon (ИНН 7709999999)"))
    assert found.score < PARTY_LIKELY
    assert any("differ under the same scheme" in reason for reason in found.reasoned.reasons)


@pytest.mark.parametrize("turned", [False, True])
def test_a_number_in_a_name_is_found_where_it_is_recorded_and_the_other_way_round(
    *, turned: bool
) -> None:
    named = organisation("Polyn Works, reg. 9922-0038")
    recorded = organisation("Absinth", identifiers=(Identifier(scheme="EDRPOU", value="99220038"),))
    ours, theirs = (recorded, named) if turned else (named, recorded)
    index = DenialIndex.open()
    denied = denial(transaction(end_user=theirs))
    index.apply([(denied.denial_id, denied)], position=1)

    assert index.by_identifier(transaction(end_user=ours)) == [denied.denial_id]
    assert compare_parties(ours, theirs).score >= PARTY_EXACT
