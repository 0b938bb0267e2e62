"""The preparation of a submission: count, validate, look, mark, answer.

Everything is computed from the records each time; kept is only what officers have said. What
is proposed is frozen (`gateway.casework.annual.signing`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pydantic import TypeAdapter
from sqlalchemy import Connection

from gateway.casework.acts.journal import journal_of
from gateway.casework.annual.records import (
    Gathered,
    Year,
    changed_work,
    gather,
    save_work,
    subject_of,
    work_of,
    year_of,
)
from gateway.casework.annual.versions import (
    AuthorityPart,
    get_version,
    newest_parts,
    standing,
    versions,
)
from gateway.casework.permissions import Officer, Permission
from gateway.casework.records.correspondence_rows import content_of
from gateway.casework.services import Office, Work
from gateway.domain.acts import Verb
from gateway.domain.annual.cells import CellBlock, Figures
from gateway.domain.annual.codes import TOTAL
from gateway.domain.annual.submission import AnnualCall, MergedPart, RemarkAnswer
from gateway.domain.annual.template import Template
from gateway.domain.authority import COMMISSION, Role
from gateway.domain.saying import says
from gateway.errors import InputError, Reason
from gateway.reports.annual_work import (
    AnnualWork,
    AnsweredRemark,
    MarkedCell,
    PreparedYear,
    WorkChange,
    YearTable,
)
from gateway.reports.counting import count
from gateway.reports.marking import check_mark, with_marks
from gateway.reports.rates import shipped_rates
from gateway.reports.remarks import ANSWERS, Remark, Severity
from gateway.reports.validating import ToValidate, validate
from gateway.store import held_versions
from gateway.store.held_versions import HeldVersion
from gateway.trust.members import Member

_COMPETENT = frozenset({Role.LICENSING, Role.BROKERING, Role.TRANSIT})
_NOT_AVAILABLE = "not_available"
_YEAR: Final = TypeAdapter(int)


@dataclass(frozen=True, slots=True)
class YearMaterial:
    """What a preparation is made from, read in one go."""

    year: Year
    gathered: Gathered
    work: AnnualWork
    parts: Mapping[str, AuthorityPart]
    earlier: tuple[CellBlock, ...] | None


@dataclass(frozen=True, slots=True)
class CountedFigures:
    """The own figures with their remarks.

    Attributes:
        records: Records that count in some table of the year.
        without: Tables that are not available.
    """

    blocks: tuple[CellBlock, ...]
    records: int
    remarks: tuple[AnsweredRemark, ...]
    without: frozenset[str]

    @property
    def open(self) -> tuple[Remark, ...]:
        """What is left to put right or to answer."""
        return tuple(
            each.remark
            for each in self.remarks
            if each.remark.severity is Severity.ERROR or each.answer is None
        )


async def see_year(office: Office, officer: Officer, year: int) -> PreparedYear:
    """Show where the preparation of a year stands.

    Raises:
        LawError: There is no template for the year.
    """
    sight = office.sight(officer, Permission.READ_REPORT)
    material = await office.read(lambda work: material_of(work, year))
    counted = await asyncio.to_thread(count_own, material)
    lines = await office.db.read(lambda conn: versions(conn, material.year.collection))
    hidden = await office.db.read(sight.hidden_references)
    held = await office.db.read(lambda conn: held_year(conn, str(year)))
    template, call = material.year.template, material.year.call
    parts = tuple(
        MergedPart(authority=each.authority, version=each.version, digest=each.digest)
        for each in material.parts.values()
    )
    missing = tuple(sorted(set(others(office)) - set(material.parts)))
    return PreparedYear(
        year=year,
        collection=material.year.collection,
        template=template.version,
        template_digest=template.digest,
        submit_by=None if call is None else content_of(call, AnnualCall).submit_by,
        to=receiver(office),
        rates=shipped_rates().version,
        records=material.gathered.counted(),
        unread=material.gathered.unread_but(hidden),
        tables=tuple(_lines(template, counted)),
        remarks=counted.remarks,
        work=material.work,
        parts=parts,
        parts_missing=missing if coordinates(office) else (),
        versions=lines,
        ready=not counted.open and not (coordinates(office) and missing),
        version=held.version,
    )


async def change_year(
    office: Office, officer: Officer, year: int, change: WorkChange
) -> PreparedYear:
    """Keep what an officer says: marks, answers, tables without data, indicators, texts.

    Raises:
        InputError: A table, cell, group, indicator or answer is not known; names it.
    """
    officer.require(Permission.REPORT)

    def write(work: Work) -> None:
        template = year_of(work.conn, year).template
        _check_change(template, change, office.code)
        save_work(work.conn, year, changed_work(work_of(work.conn, year), change))
        said = [name for name in WorkChange.model_fields if getattr(change, name)]
        journal_of(work, officer.name).act(
            Verb.ANNUAL_CHANGED, subject_of(year), says("{changed}", changed=said)
        )

    await office.write(write)
    return await see_year(office, officer, year)


def held_year(conn: Connection, year: str) -> HeldVersion:
    """Return which version of a year's preparation is held: it moves with each act about it.

    Args:
        conn: A transaction.
        year: As an address names it.
    """
    subject = subject_of(_YEAR.validate_python(year))
    return HeldVersion(held_versions.of_acts(conn, 0, [subject]), (subject,))


def replaces(conn: Connection, year: str, body: bytes) -> bool:
    """Say whether a change would take away something that was said of the year, or put another.

    Args:
        conn: A transaction.
        year: As an address names it.
        body: The change, as it was sent.
    """
    work = work_of(conn, _YEAR.validate_python(year))
    after = changed_work(work, WorkChange.model_validate_json(body))
    return any(
        said not in getattr(after, name)
        for name in WorkChange.model_fields
        for said in getattr(work, name)
    )


def material_of(work: Work, year: int) -> YearMaterial:
    """Read what a preparation is made from."""
    found = year_of(work.conn, year)
    return YearMaterial(
        year=found,
        gathered=gather(work, found),
        work=work_of(work.conn, year),
        parts=newest_parts(work.conn, found.collection) if coordinates(work.office) else {},
        earlier=_earlier(work.conn, year),
    )


def count_own(material: YearMaterial) -> CountedFigures:
    """Count and validate the authority's own records; seconds for a hundred thousand."""
    template, work = material.year.template, material.work
    answers = {each.remark: each for each in work.answers}
    without = frozenset(work.without) | {
        key.removeprefix("zero:")
        for key, each in answers.items()
        if key.startswith("zero:") and each.answer == _NOT_AVAILABLE
    }
    counting = count(template, material.gathered.records, shipped_rates(), without=without)
    blocks = with_marks(
        counting.blocks, ((each.about, each.mark) for each in work.marks if each.mark is not None)
    )
    remarks = validate(
        template,
        ToValidate(
            blocks,
            material.gathered.records,
            denials=material.gathered.denials,
            indicators=work.indicators,
            narratives=work.narratives,
            without=without,
            earlier=material.earlier,
        ),
    )
    answered = tuple(
        AnsweredRemark(remark=each, answer=_fitting(each, answers)) for each in remarks
    )
    return CountedFigures(blocks, counting.records, answered, without)


def receiver(office: Office) -> str:
    """Return who receives what this authority sends: the Commission, or its coordinator."""
    mine = [office.me.directory().member(office.code), *_other_members(office)]
    coordinator = next((each.code for each in mine if each.coordinates), office.code)
    return COMMISSION if coordinator == office.code else coordinator


def coordinates(office: Office) -> bool:
    """Say whether this authority merges the parts of its State's authorities."""
    return office.me.directory().member(office.code).coordinates


def others(office: Office) -> tuple[str, ...]:
    """Return the State's other authorities that have data for the report."""
    return tuple(each.code for each in _other_members(office))


def _other_members(office: Office) -> list[Member]:
    directory = office.me.directory()
    state = directory.member(office.code).state
    return [
        each
        for each in directory.members.values()
        if each.state == state
        and each.code != office.code
        and each.withdrawn_at is None
        and each.roles & {role.value for role in _COMPETENT}
    ]


def _earlier(conn: Connection, year: int) -> tuple[CellBlock, ...] | None:
    """Return the blocks that we sent for the year before, where we did."""
    line = standing(conn, f"EU-R-{year - 1}")
    if line is None:
        return None
    return get_version(conn, line.collection, line.number)[1].blocks


def _fitting(remark: Remark, answers: Mapping[str, RemarkAnswer]) -> RemarkAnswer | None:
    found = answers.get(remark.key)
    return found if found is not None and found.answer in remark.answers else None


def _lines(template: Template, counted: CountedFigures) -> list[YearTable]:
    held = {block.table: block for block in counted.blocks}
    found = []
    for table in template.table:
        block = held.get(table.key)
        total = None
        if block is not None:
            top = (TOTAL,) * len(table.dimensions)
            total = next((c.figures for c in block.cells() if c.at == top), Figures())
        found.append(
            YearTable(
                table=table.key,
                title=table.title,
                cells=0 if block is None else len(block),
                marked=0 if block is None else len(block.marks),
                total=total,
            )
        )
    return found


def _check_change(template: Template, change: WorkChange, code: str) -> None:
    for each in change.marks:
        if each.mark is not None:
            check_mark(template, each.about, each.mark)
            _check_ours(each, code)
    tables = {table.key for table in template.table}
    for key in change.without or ():
        _check_known("without", key, tables)
    for value in change.indicators:
        _check_known("indicators", value.key, {each.key for each in template.indicator})
    for text in change.narratives:
        keys = {each.key for each in template.narrative if each.by_states}
        _check_known("narratives", text.key, keys)
    for answer in change.answers:
        _check_known("answers", answer.answer, set(ANSWERS))


def _check_ours(marked: MarkedCell, code: str) -> None:
    if marked.mark is not None and marked.mark.by != code:
        raise InputError(
            "marks: a mark of {by} is not ours to set",
            remedy="Give by: {code}.",
            field="marks",
            by=marked.mark.by,
            code=code,
        )


def _check_known(field: str, key: str, known: set[str]) -> None:
    if key not in known:
        raise Reason.CODE_UNKNOWN.error(
            "{field}: there is no {key}",
            remedy="Give one of {known}.",
            field=field,
            key=key,
            known=sorted(known),
        )
