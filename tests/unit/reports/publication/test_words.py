from __future__ import annotations

import pytest

from gateway.domain.annual.cells import CellState
from gateway.domain.annual.edition import Shown
from gateway.domain.annual.template import Measure
from gateway.reports.publication.words import (
    NO_SUM,
    STATES,
    exact_euro,
    explained,
    grouped,
    in_table,
    regrouped,
    round_euro,
    share,
    state_of,
)

THIN = "\u202f"


@pytest.mark.parametrize(
    ("cents", "said"),
    [
        (0, "EUR\u00a00"),
        (99_999_999, f"EUR\u00a0999{THIN}999"),
        (100_000_000, "EUR\u00a01.0\u00a0million"),
        (98_000_000_000, "EUR\u00a0980.0\u00a0million"),
        (5_730_000_000_000, "EUR\u00a057.3\u00a0billion"),
        (123_456_000_000_000, f"EUR\u00a01{THIN}234.6\u00a0billion"),
    ],
)
def test_an_amount_in_a_sentence_is_rounded_to_million_or_billion(cents: int, said: str) -> None:
    assert round_euro(cents) == said


def test_an_amount_in_a_table_is_exact_to_the_cent() -> None:
    assert exact_euro(5_731_244_590_137, with_cents=True) == f"57{THIN}312{THIN}445{THIN}901.37"
    assert exact_euro(100, with_cents=False) == "1"
    assert grouped(19_412) == f"19{THIN}412"


def test_a_small_share_is_not_called_nothing() -> None:
    assert share(1, 1000) == "less than 1\u00a0%"
    assert share(654, 1000) == "65\u00a0%"


@pytest.mark.parametrize(
    ("frozen", "printed"),
    [
        ("3,929", f"3{THIN}929"),
        ("EUR 1,203,456.00", f"EUR 1{THIN}203{THIN}456.00"),
        ("12,345 (25 of 27 Member States)", f"12{THIN}345 (25 of 27 Member States)"),
        ("yes", "yes"),
        ("In 2025, 1,200 visits", "In 2025, 1,200 visits"),
        ("Suppressed", "Suppressed"),
    ],
)
def test_an_indicator_is_grouped_as_figures_of_tables_are(frozen: str, printed: str) -> None:
    """Found in use: officer m14."""
    assert regrouped(frozen) == printed


def test_every_state_of_a_cell_has_words_of_its_own() -> None:
    shorts = [words.short for words in (*STATES.values(), NO_SUM)]
    assert set(STATES) == set(CellState)
    assert len(set(shorts)) == len(shorts)
    assert all(words.meaning for words in STATES.values())


def test_a_held_back_cell_says_why_and_who_said_so() -> None:
    marked = Shown(state=CellState.CONFIDENTIAL, why="mark:security", said_by=("FR", "DE"))
    assert explained(marked, Measure.NUMBER) == "Confidential: security, said by FR, DE"
    held = Shown(state=CellState.SUPPRESSED, why="few")
    assert explained(held, Measure.VALUE) == "Suppressed: fewer exporters than the rule asks for"
    assert in_table(held, Measure.VALUE, with_cents=True) == "supp."


def test_an_unknown_rule_is_named_by_its_key() -> None:
    assert explained(Shown(state=CellState.SUPPRESSED, why="new_rule"), Measure.NUMBER) == (
        "Suppressed: new_rule"
    )


def test_a_measure_that_does_not_add_up_is_neither_zero_nor_missing() -> None:
    merged = Shown(state=CellState.VALUE, value_cents=5)
    assert state_of(merged, Measure.NUMBER) is NO_SUM
    assert in_table(merged, Measure.NUMBER, with_cents=False) == "–"
    assert in_table(merged, Measure.VALUE, with_cents=True) == "0.05"


def test_where_there_was_none_every_measure_is_zero() -> None:
    merged = Shown(state=CellState.ZERO, value_cents=0)
    assert in_table(merged, Measure.NUMBER, with_cents=False) == "0"
    assert explained(merged, Measure.NUMBER) == ""
