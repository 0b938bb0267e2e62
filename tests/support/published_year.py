"""Both editions of the Union's made year, published into folders, and the truth to judge by.

Made with the product's own functions, as the demo's nodes do, without the nodes: what was
forgotten by one of the largest States comes with the second edition.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from gateway.domain.annual.cells import Mark
from gateway.domain.annual.codes import TOTAL
from gateway.domain.annual.edition import Edition
from gateway.domain.annual.records import AnnualRecord
from gateway.domain.annual.template import Template
from gateway.domain.annual.templates import shipped_file, shipped_templates
from gateway.domain.denial import FreeText
from gateway.reports.columns import parted
from gateway.reports.consolidation import CellKey, Consolidation
from gateway.reports.disclosure import audit, changed_between, links_of, protect
from gateway.reports.disclosure.protecting import Report
from gateway.reports.editions import EditionCorrigendum, Freeze, edition
from gateway.reports.publication.publishing import files_of
from gateway.reports.published_tables import appear
from gateway.reports.rates import shipped_rates
from gateway.reports.records_of_cell import records_behind
from lab.report_demo.year import DemoYear, demo_year
from tests.attacker.public import NUMBER, VALUE, Place
from tests.support.annual import consolidated, source_of
from tests.support.parts_of_year import Licence, Parts, parts_of

_FREEZE = Freeze("EU-R-2025", "Report", datetime(2026, 6, 1, tzinfo=UTC))
_REASON = (FreeText(language="en", text="Some licences had been left out."),)


@dataclass
class PublishedYear:
    """A published year.

    Attributes:
        folders: The published folders, the first edition's first.
        template: The public template's file.
        truth: By edition and place the number and the value.
        reports: What protecting each edition came to.
        protect_s: Seconds of protecting each.
        audit_s: Seconds of auditing each.
    """

    template: Path
    folders: list[Path] = field(default_factory=list)
    truth: list[dict[Place, dict[str, int]]] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    protect_s: list[float] = field(default_factory=list)
    audit_s: list[float] = field(default_factory=list)
    year: DemoYear | None = None

    @property
    def changed(self) -> set[Place]:
        """Places whose figures differ between the editions."""
        then, now = self.truth
        return {place for place in {*then, *now} if then.get(place) != now.get(place)}

    def amount(self, edition: int, place: Place, measure: str) -> int:
        """Return a figure; merged rows are added up."""
        for spot, code in enumerate(place.at):
            if "+" in code:
                parts = (
                    place._replace(at=(*place.at[:spot], each, *place.at[spot + 1 :]))
                    for each in code.split("+")
                )
                return sum(self.amount(edition, part, measure) for part in parts)
        return self.truth[edition].get(place, {}).get(measure, 0)

    def parts(self, edition: int) -> Parts:
        """Return who has how much of every figure of an edition."""
        assert self.year is not None
        there = [
            Licence(code[:2], each)
            for code, records in self.year.records.items()
            for each in records
            if edition or each.reference not in self.year.forgotten
        ]
        return parts_of(self.year.template, there, shipped_rates())

    def licences(self, edition: int, many: int) -> list[tuple[str, Parts]]:
        """Return licences that are alone in a State's figure of a destination, with exporters."""
        assert self.year is not None
        parts, template, found = self.parts(edition), self.year.template, []
        for code, records in self.year.records.items():
            for each in records:
                known = parts_of(template, [Licence(code[:2], each)], shipped_rates())
                name = f"{code[:2]}/{each.exporter or each.reference}"
                if any(
                    place.table == "authorisations"
                    and place.origin != TOTAL
                    and parts.get(place) == whose
                    for place, whose in known.items()
                ):
                    found.append((name, known))
                if len(found) == many:
                    return found
        return found

    def exporters(self, edition: int, place: Place) -> dict[str, int]:
        """Return who stands behind a place, with how many records."""
        assert self.year is not None
        found: dict[str, int] = {}
        for code, records in self.year.records.items():
            if place.origin in {TOTAL, code[:2]}:
                there = [r for r in records if edition or r.reference not in self.year.forgotten]
                for each in records_behind(self.year.template, there, place.table, place.at):
                    name = f"{code[:2]}/{each.exporter or each.reference}"
                    found[name] = found.get(name, 0) + 1
        return found


def publish_year(scale: float, out: Path, *, audited: bool = True) -> PublishedYear:
    """Make, protect, audit and publish a year.

    Args:
        scale: 1 is the whole Union's number of records.
        out: Folder of the published folders.
        audited: Whether the product looks over what it protected, as before each release.
    """
    law = shipped_templates()[-1]
    year = demo_year(law, shipped_rates(), seed=1, scale=scale)
    out.mkdir(parents=True, exist_ok=True)
    found = PublishedYear(template=out / "template.toml", year=year)
    found.template.write_bytes(shipped_file(law.version))
    before: _Before = []
    for number in (1, 2):
        union = _union(law, year, late=number > 1)
        made = _edition(found, union, before, audited=audited)
        folder = out / f"edition-{number}"
        _write(folder, files_of(made, documents=False).items())
        found.folders.append(folder)
        found.truth.append(_truth(union))
        before.append((union, made))
    return found


def _union(template: Template, year: DemoYear, *, late: bool) -> Consolidation:
    records: dict[str, list[AnnualRecord]] = {
        code: [each for each in found if late or each.reference not in year.forgotten]
        for code, found in year.records.items()
    }
    union = consolidated(template, records, shipped_rates())
    versions = {year.late: 2} if late else {}
    marks = dict(union.marks)
    for state in year.states:
        for about, ground in year.marks(state):
            for origin in (state, TOTAL):
                key = CellKey(about.table, about.at or (), origin)
                marks[key] = (*marks.get(key, ()), Mark(ground=ground, by=state))
    return replace(
        union,
        sources=tuple(source_of(each, versions.get(each, 1)) for each in union.states),
        marks={key: marks[key] for key in sorted(marks)},
    )


_Before = list[tuple[Consolidation, Edition]]


def _edition(
    found: PublishedYear, union: Consolidation, before: _Before, *, audited: bool
) -> Edition:
    earlier, sources = [made for _, made in before], [source for source, _ in before]
    begun = time.perf_counter()
    protection = protect(union, earlier=earlier, sources=sources)
    protected = time.perf_counter()
    tables = appear(union, protection.held, protection.merges)
    changed = [changed_between(each, union) for each in sources]
    behind = (*sources, union)
    if audited:
        audit(union.template, tables, earlier, changed, links=links_of(union), made=behind)
    found.protect_s.append(round(protected - begun, 1))
    found.audit_s.append(round(time.perf_counter() - protected, 1))
    found.reports.append(protection.report)
    corrects = None
    if earlier:
        digest = hashlib.sha256(earlier[-1].to_bytes()).hexdigest()
        corrects = EditionCorrigendum(earlier[-1], digest, _REASON)
    return edition(union, tables, _FREEZE, corrects)


def _write(folder: Path, files: Iterable[tuple[str, bytes]]) -> None:
    for path, content in files:
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)


def _truth(union: Consolidation) -> dict[Place, dict[str, int]]:
    rows = union.frame.select(
        pl.col("table").cast(pl.String),
        "at",
        pl.col("origin").cast(pl.String),
        "number",
        "value_cents",
    ).iter_rows()
    return {
        Place(table, parted(at), origin): {NUMBER: number, VALUE: cents}
        for table, at, origin, number, cents in rows
    }


Truth = Callable[[tuple[Place, int]], float | None]
