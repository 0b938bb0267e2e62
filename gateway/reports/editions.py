"""An edition made from a consolidation, and what differs between two.

Everything that is published is made from an edition, so what is not to be published must not
get into one: contributors, held-back figures, indicators that are shown by no State.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from gateway.domain.annual.cells import CellState
from gateway.domain.annual.codes import ORIGIN, TOTAL
from gateway.domain.annual.edition import (
    ChangedCell,
    EarlierFigure,
    Edition,
    PublishedTable,
    Section,
    Shown,
    StateIndicator,
)
from gateway.domain.annual.submission import IndicatorValue, NarrativeText
from gateway.domain.annual.template import Indicator, IndicatorUnit, Template
from gateway.domain.denial import FreeText
from gateway.reports.consolidation import Consolidation
from gateway.reports.held_together import with_held_together


@dataclass(frozen=True)
class Freeze:
    """What is decided when an edition is frozen.

    Attributes:
        collection: Id of the collection.
        title: Title of the report.
        embargo_until: Nothing is published before it.
        published_on: Day of publication that stands in the edition.
        sections: What the Commission services write; the States' words are in their headers.
        earlier: Totals of earlier years (`Edition.as_earlier` of the year before); a corrigendum
            keeps those of the edition that it corrects where there are none.
    """

    collection: str
    title: str
    frozen_at: datetime
    embargo_until: datetime | None = None
    published_on: date | None = None
    sections: tuple[NarrativeText, ...] = ()
    earlier: tuple[EarlierFigure, ...] = ()


@dataclass(frozen=True)
class EditionCorrigendum:
    """What a corrigendum corrects: the edition before, its digest as it was frozen, and why."""

    before: Edition
    digest: str
    reason: tuple[FreeText, ...]


def edition(
    consolidation: Consolidation,
    tables: Sequence[PublishedTable],
    freeze: Freeze,
    corrigendum: EditionCorrigendum | None = None,
) -> Edition:
    """Return the edition of a consolidation; a corrigendum lists the cells that it changes.

    Args:
        consolidation: What was added up.
        tables: Its tables as they appear, after disclosure control.
        freeze: What was decided.
        corrigendum: What it corrects; None: it is the first edition.
    """
    template = consolidation.template
    kept = () if corrigendum is None else corrigendum.before.earlier
    found = Edition(
        collection=freeze.collection,
        year=template.year,
        number=1 if corrigendum is None else corrigendum.before.number + 1,
        template=template.version,
        template_digest=template.digest,
        title=freeze.title,
        frozen_at=freeze.frozen_at,
        embargo_until=freeze.embargo_until,
        published_on=freeze.published_on,
        states=consolidation.states,
        missing=consolidation.missing,
        sources=consolidation.sources,
        corrects=None if corrigendum is None else corrigendum.digest,
        reason=() if corrigendum is None else corrigendum.reason,
        tables=with_held_together(template, tables),
        indicators=tuple(
            indicators(consolidation, None if corrigendum is None else corrigendum.before)
        ),
        sections=tuple(_sections(consolidation, freeze.sections)),
        earlier=freeze.earlier or kept,
        counting=template.counting.rules,
        disclosure=template.disclosure.reasons,
    )
    if corrigendum is None:
        return found
    return found.correcting(differences(corrigendum.before, found))


def differences(before: Edition, after: Edition) -> tuple[ChangedCell, ...]:
    """List the cells that show something else than before, in the order of the tables.

    A cell that is held back in both shows nothing, whatever the reason is now: that its reason
    has changed would tell of the figure. A row that is there in one of them only, because
    others were merged, differs in all of its cells.
    """
    earlier = {table.key: table for table in before.tables}
    later = {table.key: table for table in after.tables}
    found: list[ChangedCell] = []
    for key in dict.fromkeys([*later, *earlier]):
        one, other = _cells(earlier.get(key)), _cells(later.get(key))
        found.extend(
            ChangedCell(
                table=key,
                row=row,
                column=column,
                before=one.get((row, column)),
                after=other.get((row, column)),
            )
            for row, column in dict.fromkeys([*other, *one])
            if _seen(one.get((row, column))) != _seen(other.get((row, column)))
        )
    return tuple(found)


def _seen(cell: Shown | None) -> tuple[CellState, int | None, int | None] | None:
    return None if cell is None else (cell.state, cell.number, cell.value_cents)


def indicators(
    consolidation: Consolidation, before: Edition | None = None
) -> Iterator[StateIndicator]:
    """Yield the Union's and the States' indicators, in the template's order.

    The Union's sum says how many States are in it. An indicator that is not shown by State
    is summed only when all of them have answered: the sum with one State more, in the next
    edition, would show that State's answer. What only the Coordination Group is told is not
    among them: see `group_totals`. Of amounts behind which few stand see `_few_behind`; their
    sum is not shown again when it has changed, for the difference is one State's.

    Args:
        consolidation: What was added up.
        before: Of a corrigendum the edition that it corrects.
    """
    earlier = {} if before is None else {(e.key, e.origin): e.shown for e in before.indicators}
    answers = {
        header.authority[:2]: {each.key: each for each in header.indicators}
        for header in consolidation.headers
    }
    for indicator in consolidation.template.indicator:
        if indicator.group_only:
            continue
        given = {
            state: known
            for state, values in answers.items()
            if (known := _amount(indicator, values.get(indicator.key))) is not None
        }
        states = consolidation.template.code_list(ORIGIN).children()
        whole = len(given) == len(states)
        held, told = _few_behind(consolidation.template, indicator, given, answers)
        late = _changed(indicator, given, earlier)
        if indicator.summed and given and (indicator.public or whole):
            shown = _printed(indicator, sum(given.values()))
            if not whole:
                shown = f"{shown} ({len(given)} of {len(states)} Member States)"
            again = not held or earlier.get((indicator.key, TOTAL), shown) == shown
            yield _indicator(indicator, TOTAL, shown if told and again and not late else HELD)
        if indicator.public:
            for state in states:
                value = answers.get(state, {}).get(indicator.key)
                answer = HELD if state in held | late else _answer(indicator, value)
                yield _indicator(indicator, state, answer)


def _changed(
    indicator: Indicator, given: Mapping[str, int], earlier: Mapping[tuple[str, str], str]
) -> frozenset[str]:
    """Return the States whose amount an edition showed and that is another one by now.

    What it has changed by may be one fine, so neither it nor the sum is shown again.
    """
    if indicator.behind is None:
        return frozenset()
    then = {state: earlier.get((indicator.key, state), "") for state in given}
    return frozenset(
        state
        for state, amount in given.items()
        if then[state] not in {"", HELD, _printed(indicator, amount)}
    )


HELD = "Suppressed"
"""In place of an amount that would show what one of a few has."""


def _few_behind(
    template: Template,
    indicator: Indicator,
    given: Mapping[str, int],
    answers: Mapping[str, Mapping[str, IndicatorValue]],
) -> tuple[frozenset[str], bool]:
    """Return the States whose amounts are held back, and whether the Union's sum is shown.

    Who subtracts the others from the sum learns what the held ones have together. So they are
    three States at least, since each of them knows its own, with enough behind them; where
    they are not, those with the fewest behind them are held back besides.
    """
    if indicator.behind is None:
        return frozenset(), True
    behind = {
        state: (said.count or 0) if (said := answers[state].get(indicator.behind)) else 0
        for state in given
    }
    least = template.disclosure.min_contributors
    order = sorted((state for state in given if given[state]), key=lambda s: (behind[s], s))
    held = [state for state in order if behind[state] < least]
    if not held:
        return frozenset(), True
    for state in order[len(held) :]:
        if len(held) >= least and sum(behind[each] for each in held) >= least:
            break
        held.append(state)
    enough = len(held) >= least and sum(behind[each] for each in held) >= least
    return frozenset(held), enough


def group_totals(consolidation: Consolidation) -> tuple[StateIndicator, ...]:
    """Return the Union's sums of what only the Coordination Group is told (Article 24).

    A sum says how many States are in it. One of fewer than two thirds of the States is not
    available: the Group sits State by State, and the rest would be easy to tell.
    """
    states = consolidation.template.code_list(ORIGIN).children()
    found = []
    for indicator in consolidation.template.indicator:
        if not indicator.group_only:
            continue
        given = [
            known
            for header in consolidation.headers
            for each in header.indicators
            if each.key == indicator.key and (known := _amount(indicator, each)) is not None
        ]
        enough = 3 * len(given) >= 2 * len(states)
        words = f"{_printed(indicator, sum(given))} ({len(given)} of {len(states)} Member States)"
        found.append(_indicator(indicator, TOTAL, words if enough else ""))
    return tuple(found)


def _indicator(indicator: Indicator, origin: str, shown: str) -> StateIndicator:
    return StateIndicator(
        key=indicator.key,
        title=indicator.title,
        section=indicator.section,
        origin=origin,
        shown=shown,
    )


def _amount(indicator: Indicator, value: IndicatorValue | None) -> int | None:
    if value is None:
        return None
    if indicator.unit is IndicatorUnit.EURO:
        return value.euro_cents
    if indicator.unit in {IndicatorUnit.COUNT, IndicatorUnit.PERSONS}:
        return value.count
    return None


def _printed(indicator: Indicator, amount: int) -> str:
    if indicator.unit is IndicatorUnit.EURO:
        return f"EUR {amount // 100:,}.{amount % 100:02}"
    return f"{amount:,}"


def _answer(indicator: Indicator, value: IndicatorValue | None) -> str:
    """Return an answer as it is printed; empty where it is not available."""
    amount = _amount(indicator, value)
    if amount is not None:
        return _printed(indicator, amount)
    if value is not None and indicator.unit is IndicatorUnit.YES_NO and value.yes is not None:
        return "yes" if value.yes else "no"
    if value is not None and indicator.unit is IndicatorUnit.TEXT and value.text:
        return value.text[0].text
    return ""


def _sections(consolidation: Consolidation, ours: Sequence[NarrativeText]) -> Iterator[Section]:
    written = {each.key: each.text for each in ours}
    for narrative in consolidation.template.narrative:
        if not narrative.by_states:
            texts = {TOTAL: written[narrative.key]} if narrative.key in written else {}
        else:
            texts = {
                header.authority[:2]: each.text
                for header in consolidation.headers
                for each in header.narratives
                if each.key == narrative.key
            }
        for origin, text in texts.items():
            yield Section(
                key=narrative.key,
                title=narrative.title,
                section=narrative.section,
                origin=origin,
                text=text,
            )


def _cells(table: PublishedTable | None) -> dict[tuple[str, str], Shown]:
    if table is None:
        return {}
    return {
        (row.code, column.code): cell
        for row, cells in zip(table.rows, table.cells, strict=True)
        for column, cell in zip(table.columns, cells, strict=True)
    }
