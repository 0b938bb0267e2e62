"""What is said in place of a chart, a block, a table or a chapter in which no figure is shown.

A year with few records is held back nearly whole. A reader is told so in one sentence, with
how many cells say what, and is not led through pages of the same word. A zero is no figure
here: it says that there was none, and a bar of nothing shows nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from gateway.domain.annual.cells import CellState
from gateway.domain.annual.edition import PublishedTable, Shown
from gateway.domain.annual.template import Measure
from gateway.reports.publication.words import NO_SUM, amount_of, grouped, state_of
from gateway.reports.published_tables import NOT_CLEARED

Tally = Counter[str]
"""How many cells say what: the value of a state, or one of the words below."""

_NO_SUM = "no_sum"
_ZERO = CellState.ZERO.value
_PHRASES = {
    CellState.SUPPRESSED.value: (
        "is held back by a rule of disclosure control",
        "are held back by a rule of disclosure control",
    ),
    NOT_CLEARED: (
        "is not cleared by its Member State in time",
        "are not cleared by their Member States in time",
    ),
    CellState.CONFIDENTIAL.value: (
        "is confidential, as a Member State has said",
        "are confidential, as Member States have said",
    ),
    CellState.NOT_AVAILABLE.value: ("is not available", "are not available"),
    _NO_SUM: ("is of codes over which it does not add up", "are of codes over which it does not"),
    _ZERO: ("is zero", "are zero"),
    CellState.VALUE.value: ("shows a figure", "show a figure"),
}
"""What is said of one cell and of several, in the order in which it is said."""


def tally(cells: Iterable[Shown], measure: Measure | None = None) -> Tally:
    """Count what cells say.

    Args:
        cells: The cells.
        measure: Of which measure; None: by their state alone.
    """
    return Counter(_said(cell, measure) for cell in cells)


def _said(cell: Shown, measure: Measure | None) -> str:
    if cell.why == NOT_CLEARED:
        return NOT_CLEARED
    if measure is not None and state_of(cell, measure) is NO_SUM:
        return _NO_SUM
    return cell.state.value


def any_figure(cells: Iterable[Shown], measures: Sequence[Measure]) -> bool:
    """Say whether some cell shows a figure of a measure that is more than nothing."""
    return any(amount_of(cell, measure) for cell in cells for measure in measures)


def in_place(found: Tally, begin: str = "No figure is shown") -> str:
    """Return the sentence that stands where no figure does.

    Args:
        found: What the cells say.
        begin: How it begins where not all of them are zero.
    """
    if not set(found) - {_ZERO}:
        return "There was none: the authorities counted, and found nothing to count."
    told = [
        f"{grouped(found[said])} {words[found[said] > 1]}"
        for said, words in _PHRASES.items()
        if found[said]
    ]
    return f"{begin}: {listed(told)}."


def of_chapter(tables: Sequence[PublishedTable]) -> str:
    """Return the sentence that stands in place of all charts of a chapter, when none is drawn.

    Args:
        tables: The tables whose charts they are.
    """
    cells = [cell for table in tables for row in table.cells for cell in row]
    numbers = listed([table.number for table in tables])
    word = "table" if len(tables) == 1 else "tables"
    return in_place(
        tally(cells),
        f"No chart of this chapter can be drawn. Of the {grouped(len(cells))} cells of "
        f"{word} {numbers}",
    )


def listed(texts: Sequence[str]) -> str:
    """Name several things in a sentence: ``a, b and c``."""
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} and {texts[-1]}"
