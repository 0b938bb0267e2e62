from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.transaction import PartyKind
from gateway.matching.parties.names import name_form
from gateway.matching.parties.similarity import compare_names, quick_score
from gateway.matching.transaction import PARTY_EXACT, PARTY_LIKELY, PARTY_POSSIBLE

# Written by us: no list holds these.
SAME_ORGANISATION = [
    ("ООО Сигнал", "Signal LLC"),
    ("Siemens", "Siemens AG"),
    ("Deutsche Bank AG", "Deutsche Bank Aktiengesellschaft"),
    ("Huawei Technologies", "Hua Wei Technologies Co., Ltd."),
    ("Ελληνική Τεχνική ΑΕ", "Elliniki Techniki S.A."),
    ("Aleph Zero Trading FZE", "Alef Zero Trading FZE"),
    ("NordStar Optics", "Nord Star Optics Ltd"),
    ("北京天宇科技有限公司", "Beijing Tianyu Technology Co., Ltd."),
    ("Ижевский механический завод", "Izhevsk Mechanical Plant"),
    ("دانشگاه صنعتی شریف", "Sharif University of Technology"),
    ("Gulf Eng. & Const. Co.", "Gulf Engineering and Construction Company"),
    ("Plant No. 7", "Plant 7"),
    # In another language.
    ("Technische Universität München", "Technical University of Munich"),
    ("Εθνική Τράπεζα της Ελλάδος", "National Bank of Greece"),
    ("Harbin Inst. of Tech.", "Harbin Institute of Technology"),
]
SAME_PERSON = [
    ("محمد عبدالله", "Mohammed Abdullah"),
    ("Mohamed Abdallah", "Muhammad Abdullah"),
    ("习近平", "Xi Jinping"),
    ("Иванов Пётр Сергеевич", "Pyotr Sergeevich Ivanov"),
    ("IVANOV, Pyotr", "Pyotr Ivanov"),
    ("Volodymyr Hrytsenko", "Vladimir Gritsenko"),
    ("Yuri Zhukov", "Jurij Schukow"),
    ("김영수", "Kim Young-soo"),
    ("Abd al-Aziz al-Hakim", "Abdulaziz Hakeem"),
    ("Sasha Volkov", "Aleksandr Volkov"),
    ("J. R. Thornton", "John Robert Thornton"),
    # Written in other ways.
    ("Usama bin Muhammad bin Awad bin Ladin", "Osama bin Laden"),
    ("Bill Gates", "William Henry Gates III"),
    ("Mikhail Khodorkovsky", "Michail Chodorkowski"),
    ("김정은", "Kim Jong Un"),
    ("Pak Kwang-hun", "Pak Gwang Hun"),
    ("Katranji, Mohammed", "Alkatranji, Mohammed"),
    ("Anna Yurievna Todorova / Hanna Yuriyivna Todorova", "Todorova Anna Yurievna"),
]
DIFFERENT = [
    ("Bank", "Bank Rossiya"),
    ("Vessel 1", "Vessel 2"),
    ("Mahan Air", "Mahan Travel"),
    ("Gazprom Neft", "Gazprom Bank"),
    ("Institute of Physics", "Institute of Chemistry"),
    ("LLC", "GmbH"),
    ("Alpha Import Export Co", "Beta Import Export Co"),
    ("АО «Уралэлектромаш»", "JSC Uralkhimmash"),
    ("Northern Shipping Company", "Southern Shipping Company"),
    ("Bank of China", "Bank of India"),
    # A branch, or a place, parts bodies with one word in common.
    ("Gazprom", "Gazprom Neft"),
    ("Gazprom", "Gazprombank"),
    ("Shenyang Aircraft Manufacturing", "Shanghai Aircraft Manufacturing"),
    ("North Korea Trading", "South Korea Trading"),
]
DIFFERENT_PERSONS = [
    ("Viktor Orlov", "Viktoria Orlova"),
    ("Ali Hassan", "Ali Hasani"),
    ("Wang Jianguo", "Wang Jianhua"),
    ("Sergei Ivanovich Morozov", "Sergei Petrovich Morozov"),
    ("Robert Kearney Jr.", "Robert Kearney Sr."),
    ("Ana Torrealdea Lizaso", "Ana Lizaso Torrealdea"),
    ("Kim Young-soo", "Kim Young-ho"),
    # Known names that are two.
    ("Hassan Ali", "Hussein Ali"),
    ("Anna Volkova", "Inna Volkova"),
    ("Alexander Petrov", "Alexandra Petrova"),
    ("Oleg Tinkov", "Olga Tinkova"),
    ("Umm Khalid", "Abu Khalid"),
]


def score(a: str, b: str, kind: PartyKind = PartyKind.UNKNOWN) -> Any:
    return compare_names(name_form(a, kind), name_form(b, kind)).score


@pytest.mark.parametrize(("a", "b"), SAME_ORGANISATION)
def test_spellings_of_an_organisation_are_likely(a: str, b: str) -> None:
    assert score(a, b, PartyKind.ORGANISATION) >= PARTY_LIKELY


@pytest.mark.parametrize(("a", "b"), SAME_PERSON)
def test_spellings_of_a_person_are_likely(a: str, b: str) -> None:
    assert score(a, b, PartyKind.PERSON) >= PARTY_LIKELY


@pytest.mark.parametrize(("a", "b"), DIFFERENT)
def test_names_that_share_a_word_are_not_likely(a: str, b: str) -> None:
    assert score(a, b, PartyKind.ORGANISATION) < PARTY_LIKELY


@pytest.mark.parametrize(("a", "b"), DIFFERENT_PERSONS)
def test_persons_who_differ_in_one_word_are_not_likely(a: str, b: str) -> None:
    assert score(a, b, PartyKind.PERSON) < PARTY_LIKELY


def test_three_initials_are_possible_four_likely_and_what_a_name_states_more() -> None:
    few = score("ISL", "Iran Shipping Lines", PartyKind.ORGANISATION)
    many = score("NIOC", "National Iranian Oil Company", PartyKind.ORGANISATION)
    stated = score("SBIG", "Shahid Bagheri Industrial Group (SBIG)", PartyKind.ORGANISATION)

    assert PARTY_POSSIBLE <= few < PARTY_LIKELY <= many < stated


def test_what_was_read_as_something_else_is_said() -> None:
    found = compare_names(
        name_form("Rubikon Zavod Nord", PartyKind.ORGANISATION),
        name_form("Rubikon Plant", PartyKind.ORGANISATION),
    )

    assert any("Zavod = plant" in note for note in found.notes)


def test_a_joined_name_and_a_damaged_one_are_found() -> None:
    assert score("Nordstar Optics", "NordstarOptics", PartyKind.ORGANISATION) >= PARTY_EXACT
    assert score("Nordstar Optics", "Nordtsar Optics", PartyKind.ORGANISATION) >= PARTY_LIKELY


def test_an_initial_is_at_least_possible() -> None:
    assert score("J. Smithson", "John Smithson", PartyKind.PERSON) >= PARTY_POSSIBLE


def test_names_without_letters_are_alike_only_when_written_the_same() -> None:
    assert score("!!!", "...") == 0
    assert score("!!!", "!!!") == 1


def test_an_empty_form_is_not_like_everything() -> None:
    assert score("!!!", "Signal") == 0
    assert quick_score(name_form("!!!"), name_form("...")) == 0


def test_different_company_forms_speak_against_but_do_not_rule_out() -> None:
    found = compare_names(
        name_form("Deutsche Bank AG", PartyKind.ORGANISATION),
        name_form("Deutsche Bank GmbH", PartyKind.ORGANISATION),
    )

    assert PARTY_LIKELY <= found.score < PARTY_EXACT
    assert any("company forms differ" in note for note in found.notes)


def test_the_explanation_keeps_the_order_of_the_arguments() -> None:
    a, b = name_form("Zeta Optics Trading"), name_form("Alpha Optics")

    assert [(w.theirs, w.ours) for w in compare_names(a, b).words] == [
        (w.ours, w.theirs) for w in compare_names(b, a).words
    ]
    assert compare_names(a, b).ours == "Zeta Optics Trading"


NAMES = st.text(
    alphabet=st.sampled_from("abcdeiorst AB.-12жинокабд北京天مدنل"), min_size=1, max_size=24
)


@given(NAMES, NAMES, st.sampled_from(PartyKind))
def test_the_score_is_symmetric_and_within_bounds(a: str, b: str, kind: PartyKind) -> None:
    there, back = score(a, b, kind), score(b, a, kind)

    assert there == back
    assert 0 <= there <= 1


@given(NAMES)
def test_a_name_is_itself(name: str) -> None:
    assert score(name, name) == 1


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("RT-Inform Limited LiabilityCompany", "RT-Inform Limited Liability Company"),
        ("Office of theC hief of MilitarySecurity", "Office of the Chief of Military Security"),
        ("KalaNaft", "Kala Naft"),
    ],
)  # fmt: skip
def test_a_name_whose_spaces_stand_elsewhere_is_the_same_name(ours: str, theirs: str) -> None:
    assert score(ours, theirs) == 1.0


def test_consonants_of_an_arabic_word_are_no_word_in_latin_letters() -> None:
    """أمن, security, is "mn" in Latin letters; MN is an abbreviation."""
    assert name_form("International MN").readings == ()
    assert name_form("أمن").readings == ("أمن = security",)
