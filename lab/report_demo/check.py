"""The demo's last step: what was published is counted again from what was made.

It reads the published CSV files, and counts the made records with a few lines of its own that
share nothing with the counting, the consolidation and the tables but the rates of the ECB.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from gateway.domain.annual.codes import TOTAL
from gateway.domain.annual.records import AnnualRecord
from gateway.domain.annual.template import Measure, RecordKind, Template, View
from gateway.domain.base import Model
from gateway.errors import Reason
from gateway.reports.rates import Rates

COMPARED = frozenset(
    {
        RecordKind.AUTHORISATION,
        RecordKind.APPLICATION,
        RecordKind.DENIAL,
        RecordKind.PROHIBITION,
        RecordKind.USE,
    }
)
"""Kinds of record whose tables count every record once: users and grounds do not."""

APART = frozenset({"denial_grounds", "cyber_applications"})
"""Tables that count some of them only."""

_CENT = Decimal("0.01")


class CheckedTotal(Model):
    """A published total beside what was made; None: it is not published, or not collected."""

    table: str
    title: str
    made_number: int | None
    number: int | None
    made_cents: int | None
    cents: int | None

    @property
    def equal(self) -> bool:
        """Whether all that is published is what was made."""
        return self.number in (None, self.made_number) and self.cents in (None, self.made_cents)

    @property
    def shown(self) -> bool:
        """Whether there is something to compare."""
        return self.number is not None or self.cents is not None


def check_totals(
    template: Template, records: Iterable[AnnualRecord], rates: Rates, site: Path
) -> tuple[CheckedTotal, ...]:
    """Compare the totals of a publication with the records that it was made from.

    Args:
        template: The template of the year.
        records: All records of all authorities that were reported.
        rates: Reference rates.
        site: Folder of the publication.

    Raises:
        StateError: A total differs by a cent, or there is none that could be compared.
    """
    found = []
    by_kind: dict[RecordKind, list[AnnualRecord]] = {}
    for record in records:
        by_kind.setdefault(record.kind, []).append(record)
    for view in template.view:
        table = template.collected(view.table)
        if table.records not in COMPARED or table.key in APART:
            continue
        counted = [
            record
            for record in by_kind.get(table.records, ())
            if _counts(template, record) and _lies_in(template, view, record)
        ]
        number = len(counted) if Measure.NUMBER in view.measures else None
        cents = (
            sum(cents_of(record, rates) for record in counted)
            if Measure.VALUE in view.measures
            else None
        )
        shown_number, shown_cents = _published(site / "data" / f"{view.key}.csv")
        found.append(
            CheckedTotal(
                table=view.number,
                title=view.title,
                made_number=number,
                number=shown_number,
                made_cents=cents,
                cents=shown_cents,
            )
        )
    wrong = [each for each in found if not each.equal]
    if wrong or not any(each.shown for each in found):
        named = ", ".join(f"table {each.table}" for each in wrong) or "no total is published"
        raise Reason.STATE_CONFLICT.error(
            f"the published totals are not what was made: {named}",
            remedy="Report this as a defect of Comity, with seed and scale.",
        )
    return tuple(found)


def _counts(template: Template, record: AnnualRecord) -> bool:
    days = {
        RecordKind.APPLICATION: record.received,
        RecordKind.DENIAL: record.notified,
        RecordKind.PROHIBITION: record.notified,
    }
    day = days.get(record.kind, record.decided)
    return day is not None and day.year == template.year and not record.annulled


def _lies_in(template: Template, view: View, record: AnnualRecord) -> bool:
    """Say whether a record is of the one kind of licence that a table is about."""
    wanted = view.fixed.get("licence_kind")
    if wanted is None:
        return True
    code, known = record.licence_kind, template.code_list("licence_kind")
    return code is not None and (code == wanted or code in known.children(wanted))


def cents_of(record: AnnualRecord, rates: Rates) -> int:
    """Return what a record is worth, in cents of euro; each line is rounded."""
    return sum(
        int(
            (line.value / rates.rate(line.currency, record.decided)).quantize(_CENT, ROUND_HALF_UP)
            * 100
        )
        for line in record.lines
        if line.value is not None
    )


def _published(file: Path) -> tuple[int | None, int | None]:
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["row_code"] == row["column_code"] == TOTAL:
                return _figures(row)
    return None, None


def _figures(row: Mapping[str, str]) -> tuple[int | None, int | None]:
    number, euro = row["number"], row["value_eur"]
    return (
        int(number) if number else None,
        int(Decimal(euro) * 100) if euro else None,
    )
