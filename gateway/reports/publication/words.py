"""How figures and the states of a cell are written: short in a table, whole in a sentence.

Numbers are grouped with narrow no-break spaces, as EU tables have them; amounts stand in
a table exactly, to the cent where there are cents, and in text in million or billion.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, Decimal
from typing import NamedTuple

from gateway.domain.annual.cells import CellState, MarkGround
from gateway.domain.annual.edition import Shown
from gateway.domain.annual.template import Measure

NARROW = "\u202f"
CENTS = 100
BILLION = 10**9 * CENTS
MILLION = 10**6 * CENTS

MEASURES = {Measure.NUMBER: "Number", Measure.VALUE: "Value in euro"}


class StateWords(NamedTuple):
    """How a state is called: in a cell, in a sentence, and what it means."""

    short: str
    name: str
    meaning: str


STATES: dict[CellState, StateWords] = {
    CellState.VALUE: StateWords("", "Figure", "The figure as the Member States reported it."),
    CellState.ZERO: StateWords(
        "0", "Zero", "There was none: the authorities counted, and found nothing to count."
    ),
    CellState.NOT_AVAILABLE: StateWords(
        "n/a",
        "Not available",
        "A Member State does not have the figure or has not sent it. It is not zero, and nothing "
        "is estimated for it.",
    ),
    CellState.CONFIDENTIAL: StateWords(
        "conf.",
        "Confidential",
        "A Member State has said that the figure is confidential, and on which ground.",
    ),
    CellState.SUPPRESSED: StateWords(
        "supp.",
        "Suppressed",
        "A disclosure rule holds the figure back: it would show, alone or by subtraction, what "
        "a single exporter does.",
    ),
}
"""Every state of a cell; each is a word, so that none is told by colour alone."""

NO_SUM = StateWords(
    "–",
    "No sum",
    "The row shows several codes together, and this measure does not add up over them.",
)
"""Of a measure that a cell does not have though it shows another one."""

TOGETHER = "Held back, together"
"""What a total is more than its parts that are shown: a line of its own, of no code."""

TOGETHER_MEANING = (
    "The total less those of its parts that are shown, where two parts or more are held back and "
    "the measure adds up over them. Every reader can subtract; it is no code of a list."
)

_WHY = {
    "disclosure": "by a rule of disclosure control",
    # In drafts:
    "few": "fewer exporters than the rule asks for",
    "dominance": "one exporter has nearly all of it",
    "p_percent": "exporters with the parts next to the largest could tell it",
    "complementary": "another held-back figure could be computed from it",
    "not_cleared": "the Member State did not clear it in time",
}
_GROUNDS = {
    MarkGround.STATISTICAL: "statistical confidentiality",
    MarkGround.PERSONAL: "personal data",
    MarkGround.COMMERCIAL: "commercially sensitive information",
    MarkGround.DEFENCE: "defence",
    MarkGround.FOREIGN_POLICY: "foreign policy",
    MarkGround.SECURITY: "security",
}


def why(shown: Shown) -> str:
    """Say in words why a cell is held back; empty where it is not."""
    key = shown.why.removeprefix("mark:")
    found = _WHY.get(key) or (_GROUNDS[MarkGround(key)] if key in set(MarkGround) else key)
    said = f", said by {', '.join(shown.said_by)}" if shown.said_by else ""
    return f"{found}{said}"


def grouped(number: int) -> str:
    """Write a whole number with its thousands apart."""
    return f"{number:,}".replace(",", NARROW)


_AS_FROZEN = re.compile(r"(EUR )?\d{1,3}(,\d{3})+(\.\d\d)?( \(\d+ of \d+ Member States\))?")


def regrouped(answer: str) -> str:
    """Write an indicator's figure as figures of tables are; what somebody wrote stays as it is."""
    return answer.replace(",", NARROW) if _AS_FROZEN.fullmatch(answer) else answer


def exact_euro(cents: int, *, with_cents: bool) -> str:
    """Write an amount exactly, in euro; the currency is named above the column.

    Args:
        cents: The amount in cents.
        with_cents: Whether any amount of the table has cents; then all show them.
    """
    whole, rest = divmod(cents, CENTS)
    return f"{grouped(whole)}.{rest:02}" if with_cents else grouped(whole)


def decimal_euro(cents: int) -> str:
    """Write an amount for programs: ``1234.50``."""
    return f"{cents // CENTS}.{cents % CENTS:02}"


def round_euro(cents: int) -> str:
    """Write an amount for a sentence: ``EUR 57.3 billion``."""
    for unit, name in ((BILLION, "billion"), (MILLION, "million")):
        if cents >= unit:
            found = (Decimal(cents) / unit).quantize(Decimal("0.1"), ROUND_HALF_EVEN)
            return f"EUR\u00a0{grouped(int(found))}.{int(found * 10) % 10}\u00a0{name}"
    return f"EUR\u00a0{grouped(cents // CENTS)}"


def share(part: int, whole: int) -> str:
    """Write a part of a whole in per cent."""
    percent = Decimal(part) * 100 / whole
    if 0 < percent < 1:
        return "less than 1\u00a0%"
    return f"{percent.quantize(Decimal(1), ROUND_HALF_EVEN)}\u00a0%"


def amount_of(shown: Shown, measure: Measure) -> int | None:
    """Return a cell's figure of a measure, None where it shows none.

    Where there was none at all, every measure is zero, also one that does not add up.
    """
    if shown.state is CellState.ZERO:
        return 0
    return shown.number if measure is Measure.NUMBER else shown.value_cents


def in_text(amount: int, measure: Measure) -> str:
    """Write a figure for a sentence."""
    return grouped(amount) if measure is Measure.NUMBER else round_euro(amount)


def in_table(shown: Shown, measure: Measure, *, with_cents: bool) -> str:
    """Write a cell for a table: the exact figure, or the short word of its state."""
    amount = amount_of(shown, measure)
    if amount is None:
        return state_of(shown, measure).short
    if measure is Measure.NUMBER:
        return grouped(amount)
    return exact_euro(amount, with_cents=with_cents and amount > 0)


def state_of(shown: Shown, measure: Measure) -> StateWords:
    """Return the words for what a cell says of a measure."""
    if shown.shows and amount_of(shown, measure) is None:
        return NO_SUM
    return STATES[shown.state]


def explained(shown: Shown, measure: Measure) -> str:
    """Say in one phrase why a cell shows no figure; empty where it shows one."""
    if amount_of(shown, measure) is not None:
        return ""
    words = state_of(shown, measure)
    if words is NO_SUM or shown.state is CellState.NOT_AVAILABLE:
        return words.name
    reason = why(shown)
    return f"{words.name}: {reason}" if reason else words.name
