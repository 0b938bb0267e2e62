"""Codes in words: no table has a gap."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo

import pytest

from gateway.domain.base import Stated, Statement, Withholding
from gateway.domain.transaction import PartyKind
from gateway.views.frame import Piece
from gateway.views.reader import ViewReader
from gateway.views.wording.english import country, money, number
from gateway.views.wording.wording import Wording
from gateway.views.words import spelt_out, worded_kinds, words_of

BERLIN = ViewReader(ZoneInfo("Europe/Berlin"))


@pytest.mark.parametrize("kind", worded_kinds().values(), ids=lambda kind: kind.__name__)
def test_each_code_has_words(kind: type[StrEnum]) -> None:
    assert [code for code in kind if "_" in words_of(code)] == []
    assert {code for code in kind if not words_of(code)} <= {PartyKind.UNKNOWN, Statement.GIVEN}


def test_a_key_that_no_table_has_is_spelt_out() -> None:
    assert spelt_out("not_grant") == "Not grant"


def test_an_instant_is_shown_where_the_reader_is_with_its_zone() -> None:
    """23:20 in UTC is the next day in Berlin: the day of a decision is the reader's.

    Found in use: officer M15.
    """
    at = datetime(2026, 12, 11, 23, 20, 59, tzinfo=UTC)
    assert BERLIN.instant(at).text == "Sat 12 December 2026, 00:20:59 (Europe/Berlin)"
    assert BERLIN.instant(at, "Europe/Lisbon").text.endswith(
        "11 December 2026, 23:20:59 (Europe/Lisbon)"
    )
    assert BERLIN.instant(at).at == at
    assert BERLIN.moment(at).text == "12 Dec 2026, 00:20:59"
    assert BERLIN.when("When") == "When (Europe/Berlin)"


def test_words_come_from_the_catalogue_of_the_reader() -> None:
    said = {"{who} did not answer.": "{who} hat nicht geantwortet."}
    german = ViewReader(BERLIN.zone, Wording(translated=said.__getitem__))
    assert german.says("{who} did not answer.", who="FR") == "FR hat nicht geantwortet."


@pytest.mark.parametrize(
    ("field", "words"),
    [
        (Stated[str].given("a school"), "a school"),
        (Stated[str].withheld(Withholding.SECURITY), "withheld (security)"),
        (Stated[str].unknown(), "not known"),
        (Stated[str].not_applicable(), "not applicable"),
    ],
)
def test_four_states_of_a_field_are_four_things(field: Stated[str], words: str) -> None:
    assert [piece.text for piece in BERLIN.stated(field, lambda text: (Piece.theirs(text),))] == [
        words
    ]


def test_figures_and_countries() -> None:
    assert (number(Decimal("4000.500")), number(Decimal("4000.00"))) == ("4,000.5", "4,000")
    assert (money(Decimal("1250000.5")), money(Decimal(12))) == ("1,250,000.50", "12")
    assert (country("TR"), country("QQ"), country(None)) == ("Türkiye (TR)", "QQ", "")
