"""Who stands behind each figure of a published year, with how much: the truth to judge by.

It goes through the records once and puts each line into every place that it lies in, by other
code than the count that was published.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import NamedTuple

from gateway.domain.annual.codes import TOTAL
from gateway.domain.annual.records import AnnualRecord, RecordLine
from gateway.domain.annual.template import CollectedTable, RecordKind, Template
from gateway.reports.counting import counts, outcome_at_year_end
from gateway.reports.rates import Rates
from tests.attacker.public import NUMBER, VALUE, Place

Part = dict[str, int]
"""By measure what somebody has of a figure."""

Parts = dict[Place, dict[str, Part]]
"""By place and exporter."""


class Licence(NamedTuple):
    """One record: the place of its authority and itself."""

    state: str
    record: AnnualRecord


def parts_of(template: Template, licences: Iterable[Licence], rates: Rates) -> Parts:
    """Return who has how much of every place, the Union's among them.

    Args:
        template: The template of the year.
        licences: Records of the year with their Member States.
        rates: Reference rates.
    """
    found: Parts = defaultdict(dict)
    for state, record in licences:
        name = f"{state}/{record.exporter or record.reference}"
        for table in template.table:
            if record.kind is table.records and counts(template, record):
                for at, cents in _places(template, table, record, rates).items():
                    for origin in (state, TOTAL):
                        part = found[Place(table.key, at, origin)].setdefault(
                            name, {NUMBER: 0, VALUE: 0}
                        )
                        user = record.kind is RecordKind.REGISTRATION  # counts once
                        part[NUMBER] = 1 if user else part[NUMBER] + 1
                        part[VALUE] += cents
    return dict(found)


def _places(
    template: Template, table: CollectedTable, record: AnnualRecord, rates: Rates
) -> Mapping[tuple[str, ...], int]:
    """Return the places in which a record lies, each with its cents there."""
    found: dict[tuple[str, ...], int] = defaultdict(int)
    for line in record.lines or (None,):
        if table.cyber_only and (line is None or line.cyber_group is None):
            continue
        axes = [list(_codes(template, record, line, each)) for each in table.dimensions]
        for at in product(*axes):
            found[at] += _cents(record, line, rates)
    return found


def _codes(
    template: Template, record: AnnualRecord, line: RecordLine | None, dimension: str
) -> Iterator[str]:
    """Yield the codes of a dimension under which a line stands."""
    said: Mapping[str, tuple[str | None, ...]] = {
        "decision": (
            (outcome_at_year_end(template, record),)
            if record.kind is RecordKind.APPLICATION
            else (record.decision,)
        ),
        "denial_kind": (record.decision,),
        "licence_kind": (record.licence_kind,),
        "ground": record.grounds,
        "item": (line.item_group if line else None,),
        "destination": (line.destination if line else None,),
        "cyber_group": (line.cyber_group if line else None,),
    }
    known = template.code_list(dimension)
    yield from dict.fromkeys(
        code for each in said[dimension] if each is not None for code in known.path(each)
    )


def _cents(record: AnnualRecord, line: RecordLine | None, rates: Rates) -> int:
    if line is None or line.value is None:
        return 0
    return rates.cents(line.value, line.currency, record.decided)
