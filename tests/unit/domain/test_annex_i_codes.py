"""The codes of Annex I that come with Comity: all of them, and labels that are our own words."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest

from gateway.domain.controls import entry, shipped_controls, shipped_label, shipped_lists
from gateway.domain.controls.importing import ReadList, read_list
from gateway.domain.controls.listfile import ListFile
from tests.support.needs import shared_file

MOST_WORDS = 3
"""In a row that a label and the annex may share: names of things, no clause of it."""


@pytest.fixture(scope="module")
def shipped() -> ListFile:
    (held,) = shipped_lists()
    return held


@pytest.fixture(scope="module")
def annex() -> ReadList:
    path = shared_file("data/controls/annex-i-2025-11-15.json")
    return read_list(path.read_bytes(), path.name)


def words_of(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.casefold())


def runs(words: list[str], length: int) -> Iterable[tuple[str, ...]]:
    return zip(*(words[start:] for start in range(length)), strict=False)


def test_none_is_missing_and_none_invented(shipped: ListFile, annex: ReadList) -> None:
    """Found in use: officer M9."""
    held = set(annex.texts)
    assert {*shipped.codes, *shipped.not_used} == held
    assert set(shipped.not_used) == set(annex.not_used)
    assert shipped.version == annex.version
    assert shipped.in_force_from.isoformat() == annex.in_force_from


def test_there_are_384_entries_and_16_of_them_are_of_the_500_series(shipped: ListFile) -> None:
    entries = {entry(code) for code in (*shipped.codes, *shipped.not_used)}
    assert len(entries) == 384
    union = {code for code in entries if code[2] == "5"}
    assert union == {rule.code for rule in shipped_controls().code_list("union_500").rule}
    assert len(union) == 16


def test_every_entry_that_is_used_has_a_label(shipped: ListFile) -> None:
    entries = {code for code in shipped.codes if "." not in code}
    assert entries - shipped.labels.keys() == set()
    for code in ("5A002.a.1", "5A004.a", "5D002.c.3.b"):
        assert shipped_label(code)
    assert shipped_label("5A001.b.3.a") == ""


def test_what_other_lists_refer_to_is_there_and_has_a_label(shipped: ListFile) -> None:
    controls = shipped_controls()
    named = {rule.code for each in controls.lists for rule in each.rule if len(rule.code) > 1}
    named |= {code for group in controls.cyber_groups for code in (*group.codes, *group.related)}
    assert named - set(shipped.codes) == set()
    assert named - shipped.labels.keys() == set()


def test_a_label_is_short_and_says_what_it_is_without_a_value(shipped: ListFile) -> None:
    for code, label in shipped.labels.items():
        assert re.fullmatch(r"[A-Z][^.;]{2,59}", label), (code, label)
        without_codes = re.sub(
            r"[0-9][A-E][0-9]{3}\S*|-[0-9]+|category [0-9]|UF6|P3 and P4", "", label
        )
        assert not re.search(r"[0-9]{2}|[0-9] ?(?:mm|GHz|kHz|%|K|kg|km)\b", without_codes), label


def test_no_label_has_the_words_of_the_annex(shipped: ListFile, annex: ReadList) -> None:
    taken: set[tuple[str, ...]] = set()
    for text in annex.texts.values():
        taken |= set(runs(words_of(text), MOST_WORDS + 1))
    copied = {
        code: label
        for code, label in shipped.labels.items()
        if taken.intersection(runs(words_of(label), MOST_WORDS + 1))
    }
    assert copied == {}
    assert shipped.texts == {}
