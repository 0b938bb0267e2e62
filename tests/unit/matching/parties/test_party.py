from __future__ import annotations

from typing import Any

import pytest

from gateway.domain.transaction import Address, Identifier, Party
from gateway.matching.parties.party import compare_parties, identifier_keys, is_called, sought_keys
from gateway.matching.transaction import PARTY_EXACT, PARTY_LIKELY, PARTY_POSSIBLE
from tests.unit.matching.cases import organisation, person


def lei(value: Any, scheme: str = "LEI") -> Any:
    return (Identifier(scheme=scheme, value=value),)


def test_the_reason_can_go_into_a_file() -> None:
    found = compare_parties(organisation("Сигнал Ltd"), organisation("SIGNAL LLC"))

    assert found.reasoned.reasons == (
        "'Сигнал Ltd' and 'SIGNAL LLC': same name in Latin letters, company form equal (LLC)",
    )
    assert (found.ours, found.theirs) == ("Сигнал Ltd", "SIGNAL LLC")


def test_aligned_and_left_over_words_are_named() -> None:
    found = compare_parties(organisation("Signal Orbitaal"), organisation("Signal Orbital Kontor"))

    assert "signal, orbitaal ~ orbital (spelling)" in found.reasoned.reasons[0]
    assert "only theirs: kontor" in found.reasoned.reasons[0]


def test_the_best_pair_of_many_names_is_found() -> None:
    found = compare_parties(
        organisation("Beijing Tianyu Technology Co., Ltd."),
        organisation("Sky Cosmos Sci-Tech", "天宇科技", "Tianyu Technology Beijing"),
    )

    assert found.score >= PARTY_LIKELY
    assert found.theirs == "Tianyu Technology Beijing"


def test_a_native_alias_matches_the_native_name() -> None:
    ours = organisation("北京天宇科技有限公司")
    theirs = organisation("Sky Cosmos Technology", "北京天宇科技有限公司")

    assert compare_parties(ours, theirs).score >= PARTY_EXACT


def test_a_party_is_found_by_a_number_or_by_beginnings_of_its_words() -> None:
    eori = (Identifier(scheme="EORI", value="DE 000012"),)
    firm = organisation("Hüttel Präzision GmbH", "Сигнал", identifiers=eori)
    for asked in ("de000012", "praz hutt", "HÜTTEL", "signal"):
        assert is_called(firm, asked), asked
    for asked in ("DE00001", "hutt signal", "zision", "", " - "):
        assert not is_called(firm, asked), asked


def test_a_different_identifier_of_the_same_scheme_speaks_against() -> None:
    same, other = (organisation("Alpha Optics", identifiers=lei(each)) for each in ("A1", "B2"))
    against = compare_parties(same, other).score
    assert PARTY_POSSIBLE <= against < PARTY_LIKELY < compare_parties(same, same).score


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (("INN", "7701234567"), ("ИНН", "ИНН 7701234567")),
        (("OGRN", "1027700132195"), ("ОГРН", "1027700132195")),
        (("IMO", "IMO 9187629"), ("IMO number", "9187629")),
        (("D-U-N-S", "01-234-5678"), ("DUNS Number", "12345678")),
        (("USCC", "91110108MA01ABCD2X"), ("统一社会信用代码", "91110108ma01abcd2x")),
        (("VAT ID", "DE 123456789"), ("VAT", "DE123456789")),
        (("LEI", "5299 00T8-BM49"), ("LEI", "529900T8BM49")),
        (("VAT", "FI21839476"), ("Y-tunnus", "2183947-6")),  # the State stands before it
        (("UID", "CHE-284.017.563"), ("MWST", "CHE-284.017.563 MWST")),
    ],
)
def test_an_equal_identifier_decides_however_it_is_written(ours: Any, theirs: Any) -> None:
    mine = organisation("Alpha", identifiers=lei(ours[1], ours[0]))
    their = organisation("Zeta", identifiers=lei(theirs[1], theirs[0]))
    found = compare_parties(mine, their)
    assert sought_keys(mine) & identifier_keys(their)
    assert found.reasoned.reasons[0] == f"identifier equal: {ours[0]} {ours[1]}"
    assert found.score == 1


def test_an_address_in_two_scripts_is_alike_and_its_numbers_are_said() -> None:
    here = Address(text="220005, Минск, Платонова 20Б", country="BY")
    there = Address(text="Minsk 220005, Platonova 20B", country="BY")
    other = Address(text="Minsk 220040, Platonova 99", country="BY")
    ours = organisation("Alpha Optics", addresses=(here,))
    near = compare_parties(ours, organisation("Alpha Optics", addresses=(there,)))
    far = compare_parties(ours, organisation("Alpha Optics", addresses=(other,)))

    assert near.bonus > far.bonus
    assert any("numbers in common: 20, 220005" in reason for reason in near.reasoned.reasons)


def test_numbers_that_two_states_gave_say_nothing() -> None:
    ours = organisation("Alpha", identifiers=(Identifier(scheme="VAT", value="DE123"),))
    theirs = organisation("Alpha", identifiers=(Identifier(scheme="vat", value="FR999"),))

    assert compare_parties(ours, theirs).score == 1


def test_country_and_address_move_the_rank_only() -> None:
    here = Address(text="5 Lenina str., Moskva", country="RU")
    there = Address(text="ul. Lenina 5, Moscow", country="RU")
    far = Address(text="12 Harbour Road, Dubai", country="AE")
    ours = organisation("Alpha Optics", addresses=(here,))
    near = compare_parties(ours, organisation("Alpha Optics", addresses=(there,)))
    away = compare_parties(ours, organisation("Alpha Optics", addresses=(far,)))

    assert near.score == away.score
    assert near.bonus > away.bonus == 0
    assert any("does not rule the party out" in reason for reason in away.reasoned.reasons)


def test_a_person_and_an_organisation_of_one_name_are_less_than_likely() -> None:
    found = compare_parties(person("Ali Hassan"), organisation("Ali Hassan"))

    assert found.score < PARTY_LIKELY
    assert "ours is recorded as a person, theirs as an organisation" in found.reasoned.reasons


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Nour Trading LLC", "شركة نور للتجارة ذ.م.م"),
        ("Nour Trading SAE", "شركة نور للتجارة ش.م.م."),
        ("Siam Electronics Co., Ltd.", "บริษัท สยาม อิเล็กทรอนิกส์ จำกัด"),
    ],
)
def test_forms_with_dots_in_arabic_and_forms_in_thai_are_forms(ours: str, theirs: str) -> None:
    found = compare_parties(organisation(ours), organisation(theirs))

    assert any("company form equal" in reason for reason in found.reasoned.reasons)
    assert found.score >= 0.79


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("وزارة الزراعة، مديرية التخطيط", "Ministry of Agriculture, Planning Directorate"),
        ("Ministère de la Justice, Service des archives", "Министерство юстиции, служба архивов"),
        ("Министерство связи Таджикистана", "Ministry of Communications"),
        ("Institut für Halbleiterphysik Kranzdorf", "Институт физики полупроводников Кранздорф"),
        ("Odlewnia Precyzyjna Wierzbowo", "Precision Foundry Wierzbowo"),
    ],
)
def test_a_name_is_the_same_that_was_translated_word_by_word(ours: str, theirs: str) -> None:
    found = compare_parties(organisation(ours, country="TJ"), organisation(theirs, country="TJ"))

    assert PARTY_LIKELY <= found.score < PARTY_EXACT


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Ministry of Agriculture, Planning Directorate", "وزارة الزراعة، مديرية البحوث"),
        ("Academy of Sciences, Institute of Acoustics", "Академия наук, Институт оптики"),
        ("Institute of Plasma Physics, Tomsk", "Институт физики плазмы, Самара"),
        ("Third Office of Supply", "Cinquième bureau des approvisionnements"),
    ],
)
def test_two_bodies_that_do_other_things_or_stand_elsewhere_are_two(ours: str, theirs: str) -> None:
    found = compare_parties(organisation(ours, country="RU"), organisation(theirs, country="RU"))

    assert found.score < PARTY_POSSIBLE


def test_a_ministry_of_another_state_is_another_and_one_of_a_state_that_is_not_known_may_be() -> (
    None
):
    ours = organisation("Ministerstwo Rolnictwa, Departament Planowania", country="PL")
    there = organisation("Ministry of Agriculture, Planning Department", country="JO")
    open_ = organisation("Ministry of Agriculture, Planning Department")

    found = compare_parties(ours, there)

    assert found.score < PARTY_POSSIBLE
    assert any("and not whose" in reason for reason in found.reasoned.reasons)
    assert compare_parties(ours, open_).score >= PARTY_LIKELY
    assert compare_parties(there, organisation(*there.names, country="PL")).score >= PARTY_POSSIBLE


def test_firms_of_one_name_with_another_form_in_another_country_are_possible() -> None:
    ours = organisation("Karamat Optik A.Ş.", country="TR")
    there = organisation("Karamat Optik GmbH", country="DE")

    found = compare_parties(ours, there)

    assert PARTY_POSSIBLE <= found.score < PARTY_LIKELY
    assert "company form and country both differ: at most possible" in found.reasoned.reasons
    assert compare_parties(ours, organisation(*there.names, country="TR")).score >= PARTY_LIKELY
    assert compare_parties(ours, organisation(*ours.names, country="DE")).score >= PARTY_EXACT


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Hadji Mehmet Karlibel", "Hacı Mehmet KARLIBEL"),
        ("Տիգրանյան Հայկ Արամի", "Hayk A. Tigranyan"),
        ("Sheikh Salim b. Rashid Al Qutbi", "سالم بن راشد القطبي"),
        ("Kim, Sung-min (金成民)", "김성민"),
        ("Sz. Nurlanow", "Нұрланов Шерхан Ерболұлы"),
        ("Ю. Гордеев", "Juri Gordejew"),
        ("Ju. Gordejew", "Гордеев Юрий"),
        ("Anna Marek", "Anna Quell, geb. Marek"),
    ],
)
def test_a_party_of_no_recorded_kind_is_a_person_if_one_name_can_be_nothing_else(
    ours: str, theirs: str
) -> None:
    found = compare_parties(Party(names=(ours,)), Party(names=(theirs,)))

    assert found.score >= PARTY_LIKELY
