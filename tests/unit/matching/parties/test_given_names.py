"""A name is analysed as rigour analyses it, without rigour's automaton of given names."""

from __future__ import annotations

import random
from importlib.metadata import version

import pytest
from rigour.names import NamePartTag, NameTypeTag

from gateway.matching.parties.given_names import HEADER, PATH, analysed

WORDS = ("GmbH", "Ltd", "No. 2", "III", "12", "4294967299", "Dr.", "Trading", "van", "2nd", "II")


def _spans(kind: NameTypeTag, text: str) -> list[tuple[str, str, str]]:
    name = analysed(kind, text)
    assert name is not None
    return [(span.comparable, span.symbol.category.value, span.symbol.id) for span in name.spans]


def test_the_table_is_that_of_the_installed_rigour() -> None:
    """Else each process makes rigour's automaton: run `python -m tools.given_names`."""
    head = HEADER.format(version=version("rigour")).encode()

    assert PATH.read_bytes()[: len(head)] == head


def test_a_name_of_a_person_has_rigours_symbols_in_rigours_order() -> None:
    """Recorded from rigour 2.6.1."""
    assert _spans(NameTypeTag.PER, "Ovsej Abu al Ata 12") == [
        ("ovsej", "NAME", "Q10000006"),
        ("abu", "SYMBOL", "ABU"),
        ("abu", "NAME", "Q20160527"),
        ("abu", "NAME", "Q27157476"),
        ("abu", "NAME", "Q27166957"),
        ("abu al", "SYMBOL", "ABU"),
        ("abu al", "SYMBOL", "ABUL"),
        ("al", "NAME", "Q18916867"),
        ("al", "NAME", "Q37526065"),
        ("al", "NAME", "Q69523577"),
        ("abu al ata", "NAME", "Q74817254"),
        ("ata", "NAME", "Q127324643"),
        ("ata", "NAME", "Q520762"),
        ("12", "NUM", "12"),
    ]


def test_a_company_form_tells_a_name_of_unknown_kind_from_a_persons() -> None:
    company = analysed(NameTypeTag.ENT, "Ovsej Limited")
    unknown = analysed(NameTypeTag.ENT, "Ovsej")

    assert company is not None
    assert company.tag == NameTypeTag.ORG
    assert [part.tag for part in company.parts] == [NamePartTag.UNSET, NamePartTag.LEGAL]
    assert not [span for span in company.spans if span.symbol.category.value == "NAME"]
    assert unknown is not None
    assert unknown.tag == NameTypeTag.ENT
    assert _spans(NameTypeTag.ENT, "Ovsej") == [("ovsej", "NAME", "Q10000006")]


def test_a_text_without_a_word_has_no_name() -> None:
    assert analysed(NameTypeTag.PER, "...") is None


@pytest.mark.long
def test_rigour_says_the_same_of_each_spelling_and_of_many_names() -> None:
    from tools.given_names import spellings, wrong  # noqa: PLC0415 - it loads polars

    drawn, known = random.Random(34), spellings()
    keys = list(known)
    names = [
        " ".join(drawn.sample(keys, drawn.randint(1, 3)) + drawn.sample(WORDS, drawn.randint(0, 2)))
        for _ in range(30_000)
    ]

    assert wrong([*drawn.sample(keys, 100_000), *names]) == []
