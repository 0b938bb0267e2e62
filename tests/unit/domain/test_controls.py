"""Control codes, Annex IV, destinations and cyber-surveillance groups."""

from __future__ import annotations

import json
import re
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.controls import (
    ControlList,
    ancestors,
    category,
    entry,
    group,
    is_within,
    normalise_code,
    read_controls,
    shipped_controls,
)
from gateway.errors import InputError, LawError, Reason
from tests.support.needs import shared_file
from tests.support.raising import refuses

CONTROLS = shipped_controls()
SHIPPED = files("gateway.domain.controls") / "controls-2025-11-15.toml"

STEPS = st.lists(
    st.one_of(st.sampled_from("abcdefghijklmnop"), st.integers(1, 99).map(str)), max_size=6
)
CODES = st.builds(
    lambda start, steps: ".".join([start, *steps]),
    st.from_regex(r"\A[0-9][A-E][0-9]{3}\Z"),
    STEPS,
)


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("5A001.j.1.a.", "5A001.j.1.a"),
        ("5a001f", "5A001.f"),
        ("5A001.f", "5A001.f"),
        ("5A001 j 1 a", "5A001.j.1.a"),
        ("5A001j1a", "5A001.j.1.a"),
        ("6A001.a(2)(a)", "6A001.a.2.a"),
        ("1C351d14", "1C351.d.14"),
        ("1C350.1", "1C350.1"),
        ("  5D002 ", "5D002"),
        ("５Ａ００１．ｆ", "5A001.f"),
    ],
)
def test_one_spelling(written: str, normal: str) -> None:
    assert normalise_code(written) == normal


@pytest.mark.parametrize(
    "written",
    [
        *["", "5A01", "5F001", "XA001", "5A0011", "5A001.ab", "5A001.a123", "5A001;5A002"],
        *["5А001", "5A001é", "5A001." + "a." * 60],
    ],
)
def test_what_is_no_code_is_refused(written: str) -> None:
    with refuses(InputError, Reason.CODE_UNKNOWN, field="code"):
        normalise_code(written)


@given(CODES)
def test_normalising_is_idempotent_and_ignores_the_official_dot_and_case(code: str) -> None:
    assert normalise_code(code) == code
    assert normalise_code(f"{code.upper()}.") == code


@given(CODES)
def test_a_code_lies_within_itself_its_ancestors_its_group_and_category(code: str) -> None:
    for above in (code, *ancestors(code), code[:2], category(code)):
        assert is_within(code, above)
    assert not any(is_within(above, code) for above in ancestors(code))
    assert entry(code) == (*ancestors(code), code)[-1 if not ancestors(code) else -2]
    assert group(code) == code[1]


def test_a_longer_number_is_not_within_a_shorter_one() -> None:
    assert not is_within("1C351.d.14", "1C351.d.1")
    assert not is_within("5A001", "5A001.j")


@pytest.mark.parametrize(
    ("code", "rule", "in_part"),
    [
        ("5A004.a", "5A004.a", False),
        ("5A004.a.2", "5A004.a", False),
        ("0B001.c", "0", False),
        ("0C002", "0C002", True),
        ("0C003", "0C003", True),
        ("0D001", "0D001", True),
        ("5D002.c.3.a", "5D002.c.3.a", True),
        ("6A001.a.2.a.6", "6A001.a.2.a.6", False),
        ("1C351.d.4", "1C351.d.4", False),
        ("1E102", "1E102", True),
    ],
)
def test_annex_iv_covers(code: str, rule: str, in_part: bool) -> None:
    found = CONTROLS.in_annex_iv(code)
    assert found is not None
    assert (found.code, found.in_part) == (rule, in_part)
    assert bool(found.note) == in_part


@pytest.mark.parametrize(
    "code", ["5A001.j", "5A004.b", "5A004", "0C001", "1C351.d.41", "6A001.a.1.a", "9A012"]
)
def test_annex_iv_does_not_cover(code: str) -> None:
    assert CONTROLS.in_annex_iv(code) is None


def test_a_code_that_is_too_short_shows_what_lies_below() -> None:
    annex_iv = CONTROLS.code_list("annex_iv")
    assert [rule.code for rule in annex_iv.below("5A004")] == ["5A004.a"]
    assert annex_iv.below("5A004.a.1") == ()
    assert annex_iv.below("5A001") == ()


def test_what_stands_in_both_parts_says_so() -> None:
    rule = CONTROLS.in_annex_iv("1E201")
    assert rule is not None
    assert rule.parts == ("I", "II")


def test_destinations_of_eu001() -> None:
    assert CONTROLS.destination_group("EU001").countries == frozenset(
        {"AU", "CA", "CH", "GB", "IS", "JP", "LI", "NO", "NZ", "US"}
    )


@pytest.mark.parametrize(
    ("code", "key"),
    [
        ("5A001.f.1", "telecom_interception"),
        ("5A001.j.1.a", "internet_surveillance"),
        ("4A005", "intrusion_software"),
        ("4E001.c", "intrusion_software"),
        ("5D001.e", "communication_monitoring"),
        ("5A004.a", "cryptanalysis"),
        ("5D002.c.3.b", "forensic_tools"),
    ],
)
def test_cyber_surveillance_groups(code: str, key: str) -> None:
    found = CONTROLS.cyber_group(code)
    assert found is not None
    assert found.key == key
    assert CONTROLS.related_cyber_group(code) is None


def test_a_related_code_is_in_no_group() -> None:
    assert CONTROLS.cyber_group("5B001") is None
    related = CONTROLS.related_cyber_group("5B001.a")
    assert related is not None
    assert related.key == "telecom_interception"
    assert CONTROLS.related_cyber_group("9A012") is None


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ('code = "1C001"', 'code = "1c001."', "write 1C001"),
        ('code = "1C001"', 'code = "stealth"', "not a control code"),
        ('code = "1D103"\nparts = ["I"]\n', 'code = "1D103"\nin_part = true\n', "note"),
        ('"AU"', '"AUS"', "countries"),
        ('key = "cryptanalysis"', 'key = "forensic_tools"', "twice"),
    ],
)
def test_a_wrong_list_is_refused(tmp_path: Path, old: str, new: str, word: str) -> None:
    text = SHIPPED.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "wrong.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with refuses(LawError, Reason.LIST_INVALID, match=word) as caught:
        read_controls(path)
    assert int(caught.value.metadata["line"]) >= 1


def test_an_unknown_list_names_those_that_are_held() -> None:
    with refuses(LawError, Reason.LIST_INVALID) as caught:
        CONTROLS.code_list("annex_v")
    assert "annex_iv" in caught.value.remedy


def test_an_injected_list_checks_membership() -> None:
    listed = ControlList.of("2025", date(2025, 11, 15), ["5A001", "5A001.f.", "5A001f1"])
    assert listed.check("5a001f") == "5A001.f"
    with refuses(InputError, Reason.CODE_UNKNOWN) as caught:
        listed.check("5A001.f.9")
    assert "5A001.f." in caught.value.remedy
    with pytest.raises(InputError, match="4A005"):
        listed.check("4A005")


def test_every_code_of_our_lists_is_in_annex_i() -> None:
    annex_i = shared_file("data/controls/annex-i-2025-11-15.json")
    annex = json.loads(annex_i.read_text(encoding="utf-8"))
    text = "\n".join(item["verbatim_text"] for item in annex["entries"])
    held = set(re.findall(r"(?m)^([0-9][A-E][0-9]{3}(?:\.(?:[a-z]|[0-9]{1,2}))*)\b", text))
    ours = {rule.code for rule in CONTROLS.code_list("annex_iv").rule if len(rule.code) > 1}
    for cyber in CONTROLS.cyber_groups:
        ours |= {*cyber.codes, *cyber.related}
    assert sorted(ours - held) == []


@pytest.mark.parametrize("code", ["5B002", "5D002.a.3.a", "5D002.c.3.a", "5E002.a"])
def test_what_belongs_to_cryptanalysis_is_related_and_makes_no_cyber_item(code: str) -> None:
    """Recommendation (EU) 2024/2659: only 5A004.a is the item of the group."""
    controls = shipped_controls()
    assert controls.cyber_group(code) is None
    related = controls.related_cyber_group(code)
    assert related is not None
    assert related.key == "cryptanalysis"
    assert controls.cyber_group("5A004.a") == related


def test_eu003_and_eu004_have_their_twenty_one_destinations() -> None:
    """Annex II, Sections C and D: China with HK and MO, and the French overseas territories."""
    for key in ("EU003", "EU004"):
        countries = shipped_controls().destination_group(key).countries
        named = [
            "AL",
            "AR",
            "BA",
            "BR",
            "CL",
            "CN",
            "IN",
            "KZ",
            "ME",
            "MA",
            "MK",
            "MX",
            "RS",
            "SG",
            "ZA",
            "KR",
            "TN",
            "TR",
            "UA",
            "AE",
        ]
        assert countries >= {*named, "HK", "MO", "PF", "NC"}
        assert "RU" not in countries
