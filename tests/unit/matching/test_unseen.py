"""What no reader sees changes nothing in a comparison, and no search through the index."""

from __future__ import annotations

import pytest

from gateway.domain.plain_text import without_unseen
from gateway.domain.transaction import Identifier, Party, PartyKind
from gateway.matching.index.denial_index import DenialIndex, Entry
from gateway.matching.items.item import compare_items
from gateway.matching.parties.party import (
    compare_parties,
    identifier_keys,
    party_forms,
    sought_keys,
)
from tests.unit.matching.cases import item

NAME = "Nordlicht Netzwerktechnik GmbH"

# Each kind of Unicode's Default_Ignorable_Code_Point, the four Hangul fillers, the braille blank.
UNSEEN = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u180e\u200b\u200c\u200d\u200e\u200f\u2060\u2063\u2065\u206a"
    "\u2800\u3164\ufe0f\ufeff\uffa0\ufff0\U0001bca0\U0001d173\U000e0001\U000e0061\U000e0100\U000e0fff"
)
BLANKS = pytest.mark.parametrize("blank", UNSEEN, ids=lambda each: f"U+{ord(each):04X}")


def disguised(blank: str) -> list[str]:
    """Give the name with what is not seen between its words, within them and around."""
    return [
        NAME.replace(" ", blank),
        NAME.replace(" ", f" {blank} "),
        NAME.replace("licht", f"{blank}licht"),
        f"{blank}{NAME}{blank}{blank}",
        blank.join(NAME),
    ]


@BLANKS
@pytest.mark.parametrize("kind", [PartyKind.UNKNOWN, PartyKind.ORGANISATION])
def test_a_name_is_the_same_with_what_is_not_seen(blank: str, kind: PartyKind) -> None:
    """Four characters took a name out of matching: 0.06 (protocol2 P3)."""
    for name in disguised(blank):
        found = compare_parties(Party(names=(NAME,), kind=kind), Party(names=(name,), kind=kind))
        assert found.score == 1.0, name.encode("unicode_escape")


@BLANKS
def test_a_person_is_the_same_with_what_is_not_seen(blank: str) -> None:
    for name in (f"Ivan{blank}Petrovich{blank}Sidorov", f"Ivan Petro{blank}vich Sidorov"):
        parties = (Party(names=(each,), kind=PartyKind.PERSON) for each in
                   ("Ivan Petrovich Sidorov", name))  # fmt: skip
        assert compare_parties(*parties).score == 1.0


@BLANKS
def test_a_disguised_name_is_found_through_the_index(blank: str) -> None:
    """A denial that looks right to every officer was found by nobody (protocol2 P3)."""
    for name in disguised(blank):
        index = DenialIndex.open()
        entry = Entry(names=party_forms(Party(names=(name,))))
        index.apply_entries((("D", entry),), position=1)
        near = index.by_names(party_forms(Party(names=("Nordlicht Netzwerktechnik AG",))), limit=5)
        assert near == ["D"], name.encode("unicode_escape")


@BLANKS
def test_goods_are_the_same_with_what_is_not_seen(blank: str) -> None:
    plain = "Milling machine, positioning accuracy 3 µm, five axes, titanium"
    for text in (plain.replace(" ", blank), plain.replace(", ", f",{blank}{blank}")):
        assert compare_items(
            item("2B201", description=plain), item("2B201", description=text)
        ).score == pytest.approx(compare_items(*(item("2B201", description=plain),) * 2).score)


@BLANKS
def test_a_number_is_the_same_with_what_is_not_seen(blank: str) -> None:
    ours = Party(names=("A",), identifiers=(Identifier(scheme="INN", value="7701000001"),))
    theirs = Party(
        names=("B",), identifiers=(Identifier(scheme="INN", value=f"770{blank}1000001"),)
    )

    assert sought_keys(ours) & identifier_keys(theirs)
    assert compare_parties(ours, theirs).score == 1.0


def test_marks_upon_marks_hide_no_name() -> None:
    assert compare_parties(
        Party(names=(NAME,)), Party(names=(NAME.replace("o", "o" + "\u0336" * 60),))
    ).score == pytest.approx(1.0, abs=0.05)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("شرکت نرم\u200cافزار البرز", "شرکت نرم افزار البرز"),
        ("شرکت نرم\u200cافزار البرز", "شرکت نرمافزار البرز"),
        ("صنایع هواپیما\u200cسازی ایران", "صنایع هواپیماسازی ایران"),
        ("क्\u200dष उद्योग", "क्ष उद्योग"),
        ("葛\U000e0100城工業", "葛城工業"),
    ],
)
def test_joiners_of_a_script_are_no_other_letter(ours: str, theirs: str) -> None:
    assert compare_parties(Party(names=(ours,)), Party(names=(theirs,))).score >= 0.97


def test_a_blank_is_a_blank_and_all_else_stays() -> None:
    assert without_unseen(f"a{UNSEEN}b", "") == "ab"
    kept = "Zoë n\u0303 \u00a0\u202f北辰 хлеб قطر"
    assert without_unseen(kept, "") == kept
