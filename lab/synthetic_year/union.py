"""A whole year of the Union, made: records of every authority, with what they answer.

Seeded and always the same. The totals of individual licences, of authorised values and of
denials are those that were published (`union.toml` names them), to the cent after
conversion from several currencies; how they spread is invented. It is what the demo shows,
what is measured and what tests count.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from gateway.domain.annual.records import AnnualRecord, RecordLine
from gateway.domain.annual.submission import IndicatorValue, NarrativeText
from gateway.domain.annual.template import RecordKind, Template
from gateway.reports.rates import Rates
from lab.synthetic_year.answers import answers, words
from lab.synthetic_year.drawing import Drawing, DrawnRecord
from lab.synthetic_year.plan import YearPlan, shipped_plan
from lab.synthetic_year.sorts import sorts
from lab.synthetic_year.values import divide

_LETTERS = {
    RecordKind.AUTHORISATION: "L",
    RecordKind.APPLICATION: "A",
    RecordKind.REGISTRATION: "R",
    RecordKind.USE: "U",
    RecordKind.DENIAL: "D",
    RecordKind.PROHIBITION: "P",
}


@dataclass(frozen=True)
class MadeAuthority:
    """An authority's year.

    Attributes:
        records: Complete ones, in the order of their references.
        indicators: Its answers on administration and enforcement.
        narratives: Its sections in words.
    """

    authority: str
    records: tuple[AnnualRecord, ...]
    indicators: tuple[IndicatorValue, ...]
    narratives: tuple[NarrativeText, ...]


def made_union(
    template: Template,
    rates: Rates,
    *,
    seed: int = 1,
    scale: float = 1.0,
    plan: YearPlan | None = None,
) -> dict[str, MadeAuthority]:
    """Make a year of the Union.

    Args:
        template: The template of the year.
        rates: Reference rates of the year.
        seed: Which of the many years that could be.
        scale: 1 is the whole Union; 0.01 makes a hundredth of the licences and of their value.
        plan: Totals, and how they spread; the shipped one where it is left out.

    Returns:
        The year of each authority, by its code: of 27 Member States, 29 authorities.
    """
    drawing = Drawing(plan or shipped_plan(), template, seed, scale)
    records: dict[str, list[AnnualRecord]] = {}
    numbers: dict[tuple[str, RecordKind], int] = {}
    for planned, drafts in sorts(drawing):
        cents = round(planned.euro * scale) * 100
        fixed = {group: round(euro * scale) * 100 for group, euro in planned.items.items()}
        amounts = divide(drafts, cents, fixed, rates)
        for draft in drafts:
            key = (draft.authority, draft.kind)
            numbers[key] = numbers.get(key, 0) + 1
            record = _record(draft, amounts, f"{_LETTERS[draft.kind]}-{numbers[key]:05}")
            records.setdefault(draft.authority, []).append(record)
    return {
        code: MadeAuthority(
            authority=code,
            records=tuple(records.get(code, ())),
            indicators=answers(drawing, template, code),
            narratives=words(drawing, template, code),
        )
        for code in drawing.authorities
    }


def _record(draft: DrawnRecord, amounts: Mapping[int, Decimal], reference: str) -> AnnualRecord:
    return AnnualRecord(
        kind=draft.kind,
        reference=f"{draft.authority}-{reference}",
        exporter=draft.exporter,
        licence_kind=draft.licence_kind,
        decision=draft.decision,
        grounds=draft.grounds,
        received=draft.received,
        decided=draft.decided,
        notified=draft.notified,
        lines=tuple(
            RecordLine(
                code=line.code,
                item_group=line.group,
                destination=line.destination,
                value=amounts.get(id(line)),
                currency=line.currency,
                cyber_group=line.cyber,
            )
            for line in draft.lines
        ),
        amended=draft.amended,
        annulled=draft.annulled,
    )
