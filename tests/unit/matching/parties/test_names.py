from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.transaction import PartyKind
from gateway.matching.parties.names import index_keys, latin, name_form, skeleton


@pytest.mark.parametrize(
    ("written", "core", "forms"),
    [
        ("ООО «Сигнал»", "signal", ("LLC",)),
        ("SIGNAL L.L.C.", "signal", ("LLC",)),
        ("Signal GmbH", "signal", ("LLC",)),
        ("北京天宇科技有限公司", "beijing tianyu technology", ("LLC",)),
        ("شركة النور", "company al nwr", ()),
        ("Ελληνική Τεχνική", "greece technology", ()),
    ],
)
def test_a_name_comes_to_latin_letters_without_its_company_form(
    written: str, core: str, forms: Any
) -> None:
    form = name_form(written, PartyKind.ORGANISATION)

    assert form.core == core
    assert form.forms == forms


@pytest.mark.parametrize("written", ["LLC", "ООО", "有限公司", "GmbH & Co. KG"])
def test_a_name_that_is_only_a_company_form_keeps_a_core(written: str) -> None:
    assert not name_form(written, PartyKind.ORGANISATION).is_empty


@pytest.mark.parametrize("written", ["!!!", "...", "—"])
def test_a_name_without_letters_is_empty(written: str) -> None:
    form = name_form(written)

    assert form.is_empty
    assert index_keys(form) == ()


@pytest.mark.parametrize(
    ("arabic", "spelt"), [("محمد", "mohammed"), ("محمد", "Mouhamed"), ("النور", "Al-Noor")]
)
def test_skeletons_bring_arabic_and_its_transcriptions_together(arabic: str, spelt: str) -> None:
    assert name_form(arabic).skeleton == name_form(spelt).skeleton


def test_names_of_two_scripts_share_keys() -> None:
    shared = set(index_keys(name_form("Сигнал Электроникс"))) & set(
        index_keys(name_form("Signal Electronics"))
    )

    assert {"t:signal", "m:SNL", "p:sign", "s:sgnl"} <= shared


def test_names_in_one_native_script_share_pairs_of_letters() -> None:
    assert "n:北京" in index_keys(name_form("北京天宇科技有限公司", PartyKind.ORGANISATION))


@given(st.text(max_size=60))
def test_anything_can_be_analysed(text: str) -> None:
    form = name_form(text)

    assert form.core.isascii()
    assert form.joined == form.core.replace(" ", "")
    assert form.plain.isascii()
    assert latin(latin(text)) == latin(text)
    assert skeleton(form.joined).isascii()


def test_a_long_run_of_greek_vowels_takes_time_by_its_length() -> None:
    """It grew with the square: 18 s for 16,000 characters, with Python's lock held (attack2 M1)."""
    began = time.process_time()

    for unit in ("α", "α\u0316", "αι"):
        assert latin(unit * 16_000)

    assert time.process_time() - began < 4.0
