from __future__ import annotations

import json
import re

import pytest

from gateway.matching.items.item import compare_items
from gateway.matching.items.substances import (
    check_digit_holds,
    compare_substances,
    known_substances,
    substances,
)
from gateway.matching.transaction import ITEM_LIKELY
from tests.support.needs import SHARED, needs_shared
from tests.unit.matching.cases import item

SHARED_DATA = SHARED / "data"
THIODIGLYCOL, PHOSGENE = "111-48-8", "75-44-5"


@pytest.mark.parametrize(("cas", "holds"), [(THIODIGLYCOL, True), ("111-48-9", False)])
def test_the_last_digit_of_a_cas_number_checks_the_others(cas: str, holds: bool) -> None:
    assert check_digit_holds(cas) is holds


def test_an_equal_cas_number_decides_and_a_different_one_rules_out() -> None:
    equal = compare_items(item("1C350.1"), item(cas_number=THIODIGLYCOL))
    different = compare_items(
        item("1C350", cas_number=THIODIGLYCOL), item("1C350", cas_number=PHOSGENE)
    )

    assert equal.score >= ITEM_LIKELY
    assert "same CAS number 111-48-8 (by its code)" in equal.reasons
    assert different.score < ITEM_LIKELY
    assert any("other substances" in each for each in different.reasons)


@pytest.mark.parametrize(
    "text", ["Thiodiglykol für Druckfarben", "bis(2-hydroxyethyl)sulphide", "CAS 111-48-8, 5 drums"]
)
def test_a_substance_in_a_description_is_nearly_as_good(text: str) -> None:
    found = compare_items(item("1C350.1"), item(description=text))

    assert found.score >= ITEM_LIKELY
    assert any("in the description" in each for each in found.reasons)


def test_a_mistyped_number_rules_nothing_out() -> None:
    found = compare_items(
        item("1C350.1", cas_number=THIODIGLYCOL), item("1C350.1", cas_number="111-48-7")
    )

    assert found.score >= ITEM_LIKELY
    assert (
        compare_substances(item(cas_number="111-48-7"), item(cas_number=PHOSGENE)).differ is False
    )
    assert "last digit does not fit" in " ".join(
        compare_items(item("1C350", cas_number="111-48-7"), item("1C350")).reasons
    )


def test_the_longer_name_holds_the_shorter_one() -> None:
    assert set(substances(item(description="Dimethylamine hydrochloride, 25 kg"))) == {"506-59-2"}


def test_the_table_names_real_substances() -> None:
    assert all(check_digit_holds(cas) for cas in known_substances())


@needs_shared("data/controls")
def test_the_codes_of_the_table_are_those_of_annex_i() -> None:
    entries = json.loads((SHARED_DATA / "controls/annex-i-2025-11-15.json").read_text())["entries"]
    text = next(e["verbatim_text"] for e in entries if e["entry_code"] == "1C350")
    listed = {
        cas: code
        for code, line in re.findall(r"^(1C350\.\d+)\.? (.*)$", text, re.MULTILINE)
        for cas in re.findall(r"\d{2,7}-\d{2}-\d", line)
    }

    assert known_substances() == {cas: listed[cas] for cas in known_substances()}


@pytest.mark.parametrize(
    ("text", "cas"),
    [
        ("Dimetilamina, 40 %", "124-40-3"),
        ("Dimethylaminhydrochlorid", "506-59-2"),
        ("Диметиламин", "124-40-3"),
        ("二甲胺", "124-40-3"),
        ("POCl3, 4 drums", "10025-87-3"),
        ("Ammoniumperkloraatti", "7790-98-9"),
        ("Trimetil fosfit", "121-45-9"),
        ("trimethyl phosphate", "512-56-1"),
        ("Fosforoxychlorid", "10025-87-3"),
        ("tiodiglicol", THIODIGLYCOL),
    ],
)
def test_a_substance_is_known_by_its_name_in_any_spelling_and_by_its_formula(
    text: str, cas: str
) -> None:
    assert list(substances(item(description=text))) == [cas]


@pytest.mark.parametrize("text", ["Telefon", "TEA laser", "hf amplifier", "Ethan Olsen", "pocl3"])
def test_what_only_looks_like_a_name_is_none(text: str) -> None:
    assert not substances(item(description=text))


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Trimethyl phosphite", "Triméthyl phosphate"),
        ("Thiodiglycol", "Diethylene glycol"),
        ("NaCN", "Natriumcyanat"),
    ],
)
def test_other_names_of_substances_are_possible_under_one_code(ours: str, theirs: str) -> None:
    found = compare_items(item("1C350", description=ours), item("1C350", description=theirs))

    assert found.score < ITEM_LIKELY
    assert any("other substances by what they are called" in each for each in found.reasons)
