"""What one written name holds: a former name, a translation, a person of no recorded kind."""

from __future__ import annotations

import pytest

from gateway.domain.transaction import Party, PartyKind
from gateway.matching.index.denial_index import DenialIndex
from gateway.matching.parties.party import compare_parties
from gateway.matching.parties.written_names import looks_personal, names_within
from gateway.matching.search import examine
from gateway.matching.transaction import PARTY_LIKELY, PARTY_POSSIBLE, KnownDenial
from tests.unit.matching.cases import denial, item, transaction


def score(ours: str, theirs: str) -> float:
    there = compare_parties(Party(names=(ours,)), Party(names=(theirs,))).score
    back = compare_parties(Party(names=(theirs,)), Party(names=(ours,))).score
    assert there == pytest.approx(back)
    return there


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("Krutoyar JSC (until 2024: Stepnoy Motor JSC)", ("Krutoyar JSC", "Stepnoy Motor JSC")),
        ("Yenibahçe A.Ş. (eski unvan: Sarıçam Boya)", ("Yenibahçe A.Ş.", "Sarıçam Boya")),
        ("ООО Вектор (ранее: Прибой)", ("ООО Вектор", "Прибой")),
        ("Nordwerk GmbH (vormals Südwerk GmbH)", ("Nordwerk GmbH", "Südwerk GmbH")),
        ("海风厂 (原名：星光厂)", ("海风厂", "星光厂")),
        ("Xưởng Hải Đăng (Eastern Lighthouse Yard)", ("Xưởng Hải Đăng", "Eastern Lighthouse Yard")),
        ("Krutoyar JSC, formerly Stepnoy Motor", ("Krutoyar JSC", "Stepnoy Motor")),
        ("Krutoyar JSC d/b/a Stepnoy Motor", ("Krutoyar JSC", "Stepnoy Motor")),
        ("Krutoyar, do Brasil", ()),
        ("Anna Quell (née Marek)", ("Anna Quell", "Anna Quell Marek")),
        ("Анна Квель, урожд. Марек", ("Анна Квель", "Анна Квель Марек")),
        (
            "Ministry of Ports (until 2023 Ministry of Transport)",
            ("Ministry of Ports", "Ministry of Transport"),
        ),
        ("Kim Sung-min (金成民)", ("Kim Sung-min", "金成民")),
        ("Bagheri Industrial Group (BIG)", ()),
        ("Dalimar Chemicals (Sharjah)", ()),
        ("Dalimar (Hong Kong) Limited", ()),
        ("Dalimar Chemicals", ()),
    ],
)
def test_names_that_stand_in_brackets_are_names(text: str, more: tuple[str, ...]) -> None:
    assert names_within(text) == (text, *more)


@pytest.mark.parametrize(
    ("text", "personal"),
    [
        ("Karim Benhalima", True),
        ("Pankratov S.I.", True),
        ("Chen Guohua", True),
        ("Amina Zerrouki-Belmadi", True),
        ("Hacı Mehmet Karlibel", True),
        ("Roman Dovhal", True),
        ("Hayk A. Tigranyan", True),
        ("김성민", True),
        ("한결푸드", False),
        ("Karim Trading", False),
        ("Karim Benhalima LLC", False),
        ("Karim & Sons", False),
        ("Halcyon Reef", False),
        ("Chen Optics", False),
        ("Plant 12 Karim", False),
    ],
)
def test_a_party_of_no_recorded_kind_is_a_person_where_nothing_else_fits(
    text: str, personal: bool
) -> None:
    assert looks_personal(text) is personal


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Karim Benhalima", "Karima Benhalima"),
        ("Amina Zerrouki-Belmadi", "Amine Zerrouki-Belmadi"),
        ("Mohammed Salim Naqvi", "Mahmud Salim Naqvi"),
        ("Chen Guohua", "Chen Guohai"),
        ("Zhang Leiming", "Zhang Leimin"),
        ("Hassan Derebas", "Hussein Derebas"),
        # What many names have makes no party even possible.
        ("Dalimar Chemicals FZE", "Dalimar Shipping FZE"),  # sisters
        ("Red Poppy Machine Tool Works", "Red Peony Machine Tool Works"),  # words of many
        ("شركة الأفق الجديد للاستيراد والتصدير", "شركة الفجر الجديد للاستيراد والتصدير"),
        ("Plant 709", "国营第七〇八厂"),
    ],
)
def test_neither_a_sound_nor_what_many_names_have_makes_a_party_possible(
    ours: str, theirs: str
) -> None:
    assert score(ours, theirs) < PARTY_POSSIBLE


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Sergey Ivanovich Pankratov", "Pankratov S.I."),
        ("Mohammed Salim Naqvi", "Muhammad Saleem Naqvi"),
        ("Chen Guohua", "CHEN Guo-hua"),
        ("3ABOД MEXAHOTEPM", "Zavod Mekhanoterm"),  # Latin letters that look like Cyrillic ones
        ("Grnfld Vlvs Ltd", "Greenfeld Valves Ltd"),
        ("Krutoyar JSC (until 2024: Stepnoy Motor JSC)", "Stepnoy Motor AO"),
        ("Chongqing Lvye Guangdian", "Chungking Lüye Guangdian"),
        ("国营第七〇九星光器材厂", "State-owned Starlight Equipment Factory No. 709"),
        ("Karagöl Makina San. ve Tic. A.Ş.", "Karagol Makina Sanayi ve Ticaret Anonim Sirketi"),
        ("Blue Mountain Aircraft Repair Plant", "Завод по ремонту самолётов «Голубая гора»"),
    ],
)
def test_one_party_under_two_ways_of_writing(ours: str, theirs: str) -> None:
    assert score(ours, theirs) >= PARTY_LIKELY


@pytest.mark.parametrize("kind", [PartyKind.UNKNOWN, PartyKind.PERSON])
def test_the_index_finds_a_person_of_no_recorded_kind_by_initials(kind: PartyKind) -> None:
    theirs = denial(transaction(item("2B001.b"), end_user=Party(names=("Pankratov S.I.",))))
    index = DenialIndex.open()
    index.apply([(theirs.denial_id, theirs)], position=1)
    ours = Party(names=("Sergey Ivanovich Pankratov",), kind=kind)
    [hit] = examine(
        transaction(item("2B001.b"), end_user=ours),
        index=index,
        load=lambda ids: {each: KnownDenial(theirs) for each in ids},
    )

    assert hit.party.score >= PARTY_LIKELY
