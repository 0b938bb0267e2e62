"""Small submissions of the annual report."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from gateway.domain.annual.cells import Cell, CellBlock, Figures
from gateway.domain.annual.edition import Source
from gateway.domain.annual.records import AnnualRecord
from gateway.domain.annual.submission import Submission, SubmissionHeader
from gateway.domain.annual.template import Template
from gateway.reports.consolidation import Consolidation, consolidate, merge_parts
from gateway.reports.counting import count
from gateway.reports.rates import Rates

PREPARED = datetime(2026, 3, 2, 9, tzinfo=UTC)


def figures(number: int, cents: int, exporters: int) -> Figures:
    """Return a cell's figures at one authority, the value divided by halves."""
    top1 = cents if exporters == 1 else cents // 2
    top2 = cents if exporters <= 2 else top1 + cents // 4
    return Figures(
        number=number,
        value_cents=cents,
        exporters_min=exporters,
        exporters_max=exporters,
        top1_cents=top1,
        top2_cents=top2,
    )


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def source_of(state: str, version: int = 1) -> Source:
    return Source(state=state, version=version, digest=digest(f"{state}/{version}"))


def submission(
    template: Template,
    authority: str,
    cells: Iterable[Cell],
    *,
    without: Iterable[str] = (),
    version: int = 1,
) -> Submission:
    """Return a submission of cells: a block for each table, but for those `without`."""
    by_table: dict[str, list[Cell]] = {}
    for each in cells:
        by_table.setdefault(each.table, []).append(each)
    return Submission(
        header=SubmissionHeader(
            collection=f"EU-R-{template.year}",
            year=template.year,
            template=template.version,
            template_digest=template.digest or digest("template"),
            authority=authority,
            version=version,
            supersedes=digest("before") if version > 1 else None,
            prepared_at=PREPARED,
        ),
        blocks=tuple(
            CellBlock.of(table.key, len(table.dimensions), by_table.get(table.key, ()))
            for table in template.table
            if table.key not in set(without)
        ),
    )


def consolidated(
    template: Template, years: Mapping[str, Sequence[AnnualRecord]], rates: Rates
) -> Consolidation:
    """Count the authorities' records, merge the parts of a State, and add the States up."""
    parts: dict[str, list[Submission]] = {}
    for authority, records in years.items():
        blocks = count(template, records, rates).blocks
        empty = submission(template, authority, ())
        parts.setdefault(authority[:2], []).append(empty.model_copy(update={"blocks": blocks}))
    sent = []
    for state, each in parts.items():
        whole = each[0]
        if len(each) > 1:
            merged = merge_parts(template, each)
            whole = submission(template, state, ()).model_copy(update={"blocks": merged})
        sent.append((source_of(state), whole))
    return consolidate(template, sent)
