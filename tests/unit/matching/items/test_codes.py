from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any

import pytest

from gateway.domain.transaction import Classification, Item, ListSource
from gateway.matching.items.codes import (
    CODE_ANCESTOR,
    CODE_ENTRY,
    CODE_GROUP,
    CODE_TWIN,
    code_closeness,
    compare_codes,
    twins_of,
)
from gateway.matching.items.item import ITEM_POSSIBLE, compare_items
from gateway.matching.transaction import ITEM_LIKELY
from tests.unit.matching.cases import item, parameter

LISTS, TWINS = files("gateway.domain.controls"), files("gateway.matching.items")


def classified(*classifications: Classification, **fields: Any) -> Item:
    return item(**fields).model_copy(update={"classifications": classifications})


def annex(code: str, version: str = "") -> Classification:
    return Classification(source=ListSource.ANNEX_I, code=code, list_version=version)


def national(code: str, state: str | None) -> Classification:
    return Classification(source=ListSource.NATIONAL, code=code, state=state)


def test_codes_are_nearer_the_more_they_share() -> None:
    ours = "5A001.j.1"
    order = ["5A001.j.1", "5A001.j", "5A001.j.2", "5A001.f", "5D001", "5A002", "5B001.a", "6A003"]
    scores = [code_closeness(ours, other)[0] for other in order]

    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == len(scores)


def test_a_deeper_common_branch_is_nearer() -> None:
    deep = code_closeness("6A001.a.1.a.2", "6A001.a.1.a.3")[0]
    shallow = code_closeness("6A001.a.1", "6A001.a.2")[0]

    assert CODE_ENTRY < shallow < deep < CODE_ANCESTOR


def test_a_code_is_not_within_a_code_that_only_begins_alike() -> None:
    assert code_closeness("1C350.1", "1C350.11")[1] == "1C350.1 and 1C350.11 lie under 1C350"


@pytest.mark.parametrize(
    ("a", "b", "words"),
    [
        ("5D001.a", "5A001.j", "software or technology of the same entry"),
        ("6E001", "6A003.b.4", "software or technology for the whole category"),
        ("5A001", "5A002", "same category and group only"),
        ("5A001", "5B001", "same category only"),
        ("1C350", "5A001", "different categories"),
    ],
)
def test_distant_codes_say_what_they_share(a: str, b: str, words: str) -> None:
    assert words in code_closeness(a, b)[1]
    assert code_closeness(a, b)[0] == code_closeness(b, a)[0] < CODE_ENTRY


def test_two_sub_entries_alone_are_no_likely_match() -> None:
    """5A001.f jams and 5A001.j intercepts: it takes a description or parameters more."""
    alone = compare_items(item("5A001.f"), item("5A001.j"))
    probe = "Network probe with deep packet inspection for lawful interception"
    described = compare_items(
        item("5A001.f", description=probe), item("5A001.j", description=probe)
    )

    assert alone.score < ITEM_LIKELY <= described.score


def test_a_code_that_moved_is_the_same_and_the_reasons_say_so() -> None:
    """A denial of 2016 under 5A002.a.2 and an application of today under 5A004.a."""
    old = classified(annex("5A002.a.2", "20160101"), annex("5A004.a", "moved from 5A002.a.2"))
    new = classified(annex("5A004.a", "02021R0821-20251115"))
    found = compare_items(new, old)

    assert found.score >= ITEM_LIKELY
    assert found.reasons[:3] == (
        "same control code 5A004.a",
        "5A002.a.2 of the list of 2016-01-01 stands as 5A004.a now (the entry moved)",
        "list versions 2025-11-15 and 2016-01-01",
    )


def test_a_national_code_stands_beside_an_annex_code_for_the_same_parameters() -> None:
    fields: dict[str, Any] = {
        "description": "Interception equipment for mobile networks",
        "parameters": (parameter("frequency_max", 3, "GHz"), parameter("output_power", 100, "W")),
    }
    ours = classified(annex("5A001.f"), **fields)
    theirs = classified(national("5A901", "DE"), **fields)
    found = compare_items(ours, theirs)

    assert found.score >= ITEM_LIKELY
    assert any("(Annex I and national list of DE)" in each for each in found.reasons)


def test_a_national_code_of_another_state_is_not_the_same_code() -> None:
    german, french = national("5A901", "DE"), national("5A901", "FR")

    assert compare_items(classified(german), classified(german)).score >= ITEM_POSSIBLE
    found = compare_items(classified(german), classified(french))
    assert found.score < ITEM_LIKELY
    assert "numbers alike mean little" in found.reasons[0]


def test_a_whole_entry_does_not_outvote_descriptions_of_two_things() -> None:
    camera, lens = "Thermal imaging camera, uncooled", "Germanium lens blank, coated"
    unlike = compare_items(item("6A003", description=camera), item("6A003", description=lens))
    within = compare_items(item("6A003", description=camera), item("6A003.a", description=lens))
    alike = compare_items(item("6A003", description=camera), item("6A003", description=camera))

    assert within.score <= unlike.score < 0.4 < alike.score
    assert unlike.score >= ITEM_POSSIBLE


def test_a_whole_entry_stands_where_the_words_cannot_be_compared() -> None:
    found = compare_items(
        item("6A003", description="Камера тепловизионная"), item("6A003", description="see annex")
    )

    assert found.score >= ITEM_LIKELY


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("2B104", "2B204.a"), ("2B009", "2B209"), ("9A012", "9A112.a"), ("1C210.a", "1C010.a"),
        ("1C107", "0C004"), ("3A232", "1A007.b"), ("3A001.a.1", "4A001"),
    ],
)  # fmt: skip
def test_twin_entries_of_the_regimes_are_one_branch(ours: str, theirs: str) -> None:
    score, words = code_closeness(ours, theirs)

    assert (score, code_closeness(theirs, ours)[0]) == (CODE_TWIN, CODE_TWIN)
    assert CODE_ENTRY < score < CODE_ANCESTOR
    assert words.endswith("entries of two regimes for one kind of thing")


@pytest.mark.parametrize(("ours", "theirs"), [("3A002", "3A102"), ("9A002", "9A102")])
def test_equal_digits_alone_make_no_twins(ours: str, theirs: str) -> None:
    assert code_closeness(ours, theirs)[0] == CODE_GROUP


def test_every_twin_is_an_entry_of_the_list() -> None:
    annex = tomllib.loads((LISTS / "annex-i-2025-11-15.toml").read_text("utf-8"))
    lines = tomllib.loads((TWINS / "twin_entries.toml").read_text("utf-8"))["twins"]
    twins = {code for line in lines for code in line.split()}

    assert len(twins) > 80
    assert twins <= {code[:5] for code in annex["codes"]}
    assert twins_of("2B104") == {"2B004", "2B104", "2B204"}


def test_an_equal_value_beside_twin_entries_makes_them_possible() -> None:
    ours = item("2B104", description="Presse isostatique, 69 MPa")
    theirs = item("2B204", description="See annex, 690 bar")
    other = item("2B204", description="See annex, 69 bar")

    assert compare_items(ours, theirs).score >= ITEM_POSSIBLE
    assert compare_items(ours, other).score < ITEM_LIKELY


def test_an_item_without_a_code_cannot_be_compared_by_codes() -> None:
    found = compare_codes(item(), item("5A001"))

    assert not found.comparable
    assert found.reasons == ("only theirs is listed (5A001): compared by what it is",)
