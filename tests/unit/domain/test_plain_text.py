"""Which characters are text: those that act on a screen are refused, and every script is kept."""

from __future__ import annotations

import json
import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markupsafe import escape

from gateway.domain import plain_text
from gateway.domain.denial import FreeText
from gateway.domain.plain_text import (
    check_content,
    check_json,
    check_texts,
    escaped,
    fault_in,
    shown,
    visible,
)
from gateway.domain.transaction import Party
from gateway.errors import InputError, Reason
from tests.support.raising import refuses

REFUSED = [
    *(chr(code) for code in range(0x20) if chr(code) not in "\t\n\r"),
    *(chr(code) for code in range(0x7F, 0xA0)),
    *"\r\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u206a\u206f",
    *"\ud800\udfff\ufdd0\ufffe\uffff\U0001fffe\U0010ffff",
]
KEPT = (
    "می‌خواهم",  # Persian with ZWNJ
    "क्‍ष",  # Hindi with ZWJ
    "חברת\u200f ABC",  # RLM
    "شركة\u200e 12",  # LRM
    "ООО «Каспий»",
    "北辰通信设备贸易有限公司",
    "Zoë n\u0303",
    "👩‍🔬",
    "first line\n\tsecond line\r\nthird",
)
KEPT_ON_ONE_LINE = (
    *KEPT[:-1],
    "ไทย\u200bภาษา",  # words of Thai
    "葛\U000e0100城 辻\ufe00",  # variants of Han letters
    "ᠮᠣᠩᠭᠣᠯ\u180b",  # Mongolian
    "⚠\ufe0f",
    unicodedata.normalize("NFD", "Nguyễn Thị Ngọc Ánh"),
    "א\u05b8\u05c1\u05bc",
)
UNSAFE = frozenset(REFUSED)

# What no reader sees, of each kind (protocol2 P3 and P8.2).
UNSEEN = frozenset(
    "\u00ad\u034f\u115f\u1160\u17b4\u180e\u200b\u200c\u200d\u2060\u2061\u2062\u2063\u2064\u2065\u2800\u3164\ufe00"
    "\ufe0f\ufeff\uffa0\ufff0\U0001bca0\U0001d173\U000e0001\U000e0061\U000e007f\U000e0100\U000e0fff"
)


def acts(character: str) -> bool:
    """Whether a character is one that a terminal or browser acts upon, by Unicode's own tables."""
    bidi = unicodedata.bidirectional(character)
    category = unicodedata.category(character)
    return (
        (category in {"Cc", "Zl", "Zp", "Cs"} and character not in "\t\n")
        or bidi in {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
        or (ord(character) & 0xFFFE) == 0xFFFE
        or 0xFDD0 <= ord(character) <= 0xFDEF
        or 0x206A <= ord(character) <= 0x206F
    )


def test_what_is_refused_is_what_unicode_says_acts() -> None:
    every = [chr(code) for code in range(0x110000)]
    assert [each for each in every if fault_in(each)] == [each for each in every if acts(each)]


@pytest.mark.parametrize("character", REFUSED, ids=lambda each: f"U+{ord(each):04X}")
def test_each_is_refused_with_its_code_and_shown_by_it(character: str) -> None:
    code = f"U+{ord(character):04X}"
    text = f"fine{character}[2J"
    assert code in fault_in(text)
    assert visible(text) == f"fine<{code}>[2J"


@pytest.mark.parametrize("text", KEPT)
def test_every_script_is_kept(text: str) -> None:
    assert fault_in(text) == ""
    assert visible(text) == text.replace("\r\n", "\n")


@given(st.text(st.characters() | st.sampled_from(sorted(UNSAFE) + sorted(UNSEEN)), max_size=40))
@example("\x1b[2J\x1b[31mRED")
@example("\u3164\ufe0f\u180b\u200d\u2800\u200d")
def test_what_is_shown_acts_on_nothing_and_stays_as_it_is(text: str) -> None:
    printed = visible(text)
    assert not [each for each in printed if acts(each)]
    assert visible(printed) == printed
    assert not fault_in(printed, unseen=False)
    if not fault_in(text, unseen=False):
        assert printed == text.replace("\r\n", "\n")


@given(st.text(st.characters() | st.sampled_from(sorted(UNSAFE)), max_size=40))
def test_json_is_escaped_and_means_the_same(text: str) -> None:
    written = escaped(json.dumps({"text": text}, ensure_ascii=False))
    assert not [each for each in written if acts(each)]
    assert json.loads(written) == {"text": text}


@pytest.mark.parametrize("character", sorted(UNSEEN), ids=lambda each: f"U+{ord(each):04X}")
def test_what_cannot_be_seen_is_refused_on_one_line_and_shown(character: str) -> None:
    """Four blanks hid a denial from every search, and no page showed them (protocol2 P3, P8.2)."""
    code = f"U+{ord(character):04X}"
    name = f"Nordlicht{character}Netzwerktechnik"
    assert code in fault_in(name, lines=False)
    assert fault_in(name) == ""
    assert visible(name) == f"Nordlicht<{code}>Netzwerktechnik"
    assert shown(escape(name)) == f"Nordlicht&lt;{code}&gt;Netzwerktechnik"
    for names in ([name], [f"{name} \u00e9"]):
        body = {"end_user": {"names": names}}
        for ascii_only in (True, False):
            raw = json.dumps(body, ensure_ascii=ascii_only).encode()
            with pytest.raises(InputError) as refused:
                check_json(raw, body)
            assert refused.value.metadata["field"] == "end_user.names.0"


@pytest.mark.parametrize("marks", [9, 60])
def test_a_heap_of_marks_is_refused_on_one_line_and_shown(marks: int) -> None:
    """Sixty marks upon a letter cover the lines around it (protocol2 P8.2)."""
    name = "No" + "\u0336" * marks + "rdlicht"
    body = {"names": [name]}
    with pytest.raises(InputError, match=r"it holds the character U\+"):
        check_json(json.dumps(body, ensure_ascii=False).encode(), body)
    assert visible(name) == "No" + "\u0336" * 8 + "<U+0336>" * (marks - 8) + "rdlicht"


@pytest.mark.parametrize("text", KEPT_ON_ONE_LINE)
def test_what_a_script_needs_is_kept_on_one_line(text: str) -> None:
    assert fault_in(text, lines=False) == ""
    assert visible(text) == text


def test_of_a_peer_it_is_taken() -> None:
    """A denial with a soft hyphen in it is a denial, and is found (protocol2 P3)."""
    party = Party(names=("Nord\u00adlicht\u3164Netzwerktechnik",))
    check_content(party)
    assert visible(party.names[0]) == "Nord<U+00AD>licht<U+3164>Netzwerktechnik"


JSON = st.recursive(
    st.none() | st.integers() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab", max_size=2), inner),
    max_leaves=8,
)


@given(JSON, st.sampled_from(sorted(UNSAFE)), st.booleans())
def test_one_anywhere_in_a_body_is_found_however_it_is_written(
    value: object, character: str, ascii_only: bool
) -> None:
    body = {"around": value, "parties": [{"aliases": ["x", f"Orchid{character}Ltd"]}]}
    raw = json.dumps(body, ensure_ascii=ascii_only).encode(errors="surrogatepass")
    with refuses(InputError, Reason.INPUT_INVALID) as refused:
        check_json(raw, body)
    assert "Orchid" not in str(refused.value)


def test_the_field_is_named_and_a_name_has_one_line() -> None:
    body = {"transaction": {"end_user": {"names": ["Kaspiy", "two\nlines"]}, "text": "two\nlines"}}
    with pytest.raises(InputError) as refused:
        check_texts(body)
    assert refused.value.metadata["field"] == "transaction.end_user.names.1"
    assert str(refused.value).startswith("transaction.end_user.names.1: ")
    assert "U+000A" in str(refused.value)
    with pytest.raises(InputError) as key:
        check_texts({"a\x1b": 1})
    assert key.value.metadata["field"] == "a<U+001B>"


def test_a_deep_body_is_gone_through() -> None:
    value: object = "\x1b"
    for _ in range(100_000):
        value = [value]
    with pytest.raises(InputError, match=r"U\+001B"):
        check_texts(value)


def test_a_content_of_another_authority_is_refused_by_its_field() -> None:
    check_content(FreeText(language="en", text='Quote " and \\ and\nlines'))
    with refuses(InputError, Reason.CONTENT_INVALID, field="text"):
        check_content(FreeText(language="en", text="fine \u202egnp.exe"))


def test_a_text_is_searched_the_same_wherever_it_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ["ab\rcd", "ab\r\ncd", "ab\r", "\u0645\u200c\u0646", "m\u200cn", "a\u2028b"]
    texts.append("e" + "\u0301" * 9)
    whole = [fault_in(each) + fault_in(each, unseen=False) for each in texts]
    for octets in range(1, 9):
        monkeypatch.setattr(plain_text, "_PIECE", octets)
        assert [fault_in(each) + fault_in(each, unseen=False) for each in texts] == whole
        for each in texts:
            raw = json.dumps([each], ensure_ascii=False).encode()
            if fault_in(each, unseen=False):
                with pytest.raises(InputError, match="it holds the"):
                    check_json(raw, {"name": each})


@pytest.mark.parametrize(
    "wanted", [plain_text._UNSHOWN, plain_text._UNSHOWN_IN_MARKUP], ids=["text", "markup"]
)
def test_each_character_that_is_not_shown_is_looked_at(wanted: re.Pattern[str]) -> None:
    behind_marks = "a" + "\u0301" * 8
    codes = (*range(0x10000), *range(0xE0000, 0xE1000), *range(0x10000, 0x110000, 0x3FFF))
    missed = [
        f"{code:04X}"
        for code in codes
        if wanted.search(behind_marks + chr(code), len(behind_marks))
        and plain_text._coded(wanted, behind_marks + chr(code), lambda _: "!")[-1] != "!"
    ]
    assert missed == []


def test_what_stands_around_a_character_is_looked_at_where_one_may_be_hidden() -> None:
    """34.5: a page is made of parts within parts, and each was searched with what stands around."""
    looked: list[str] = []

    class Counted:
        def match(self, text: str, at: int) -> None:
            looked.append(text[at])

    page = "<td>Nordlicht Müller – ООО «Каспий» 北辰 شركة</td>\n" * 100
    assert plain_text._coded(Counted(), page + "a\u200bb", str) == page + "a\u200bb"  # type: ignore[arg-type]
    assert looked == ["\u200b"]
