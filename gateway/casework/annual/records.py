"""Records of a year: those that are drawn from own cases and denials, and those imported.

An import is taken whole or not at all. An imported record takes the place of a drawn one of
the same kind and reference, and of an earlier import. Nothing of a record leaves this node.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import Connection, func, select

from gateway.casework.acts.journal import journal_of
from gateway.casework.permissions import Officer, Permission
from gateway.casework.records import correspondence_rows as letters
from gateway.casework.services import Office, Work
from gateway.domain.acts import Verb
from gateway.domain.annual.records import AnnualRecord
from gateway.domain.annual.submission import AnnualCall
from gateway.domain.annual.template import RecordKind, Template
from gateway.domain.annual.templates import read_template, shipped_templates
from gateway.domain.base import Model
from gateway.domain.case import Case
from gateway.domain.denial import Denial
from gateway.domain.letter import LetterType
from gateway.domain.saying import Saying, says
from gateway.errors import InputError, Reason
from gateway.exchange.journal import bodies_at, find_row
from gateway.register.denials.denial_queries import load_denials
from gateway.register.register_queries import denials_of
from gateway.register.sync.collector import make_unseen
from gateway.reports.annual_work import AnnualWork, RecordCount, WorkChange
from gateway.reports.classifying import Classifier
from gateway.reports.counting import counts
from gateway.reports.drawing import Drawer
from gateway.reports.importing import Fault, Format, Imported, read_records
from gateway.reports.importing.form import blank_form
from gateway.reports.rates import shipped_rates
from gateway.reports.validating import OwnDenial
from gateway.store.records import Records, RowForm, in_body, matching
from gateway.store.tables_annual_records import annual_record, annual_work
from gateway.store.tables_casework import act, licence, licence_case

CHUNK = 500
"""Rows in one statement."""


class ImportedYear(Model):
    """What became of an import; with a fault, nothing of it was taken.

    Attributes:
        replaced: Records that stood there before under the same kind and reference.
        more: Faults beyond those that are named.
    """

    year: int
    filename: str = ""
    dry_run: bool = False
    records: int = 0
    replaced: int = 0
    indicators: int = 0
    narratives: int = 0
    faults: tuple[Fault, ...] = ()
    more: int = 0


@dataclass(frozen=True, slots=True)
class Year:
    """The template that counts for a year here, and the call that brought it.

    Attributes:
        call: The letter of the call; None: none has come, the shipped template counts.
    """

    template: Template
    call: letters.LetterRow | None

    @property
    def collection(self) -> str:
        """The Commission services' collection."""
        if self.call is not None:
            return letters.content_of(self.call, AnnualCall).collection
        return f"EU-R-{self.template.year}"


@dataclass(frozen=True, slots=True)
class Gathered:
    """Everything that a submission is counted from.

    Attributes:
        unread: References of drawn records that cannot be counted, each with why.
    """

    records: tuple[AnnualRecord, ...]
    denials: tuple[OwnDenial, ...]
    unread: tuple[tuple[str, str], ...]

    def unread_but(self, references: Collection[str]) -> tuple[str, ...]:
        """Say what cannot be counted, but of some records, which not everybody may know of."""
        return tuple(why for each, why in self.unread if each not in references)

    def counted(self) -> tuple[RecordCount, ...]:
        """Say how many there are of each kind, from where."""
        found: dict[tuple[RecordKind, str], int] = {}
        for record in self.records:
            key = (record.kind, str(record.source))
            found[key] = found.get(key, 0) + 1
        return tuple(
            RecordCount(kind=kind, source=source, records=number)
            for (kind, source), number in sorted(found.items())
        )


def year_of(conn: Connection, year: int) -> Year:
    """Return the template of the newest call for a year, or the newest shipped one.

    Raises:
        LawError: TEMPLATE_INVALID; there is none for that year.
    """
    for row in reversed(letters.listed(conn, letter_type=LetterType.ANNUAL_CALL)):
        if row.ours or row.content is None:
            continue
        call = letters.content_of(row, AnnualCall)
        held = find_row(conn, row.message_id, peer=row.peer)
        if call.year == year and held is not None:
            return Year(read_template(call.template, bodies_at(conn, held.position)[1]), row)
    shipped = [each for each in shipped_templates() if each.year == year]
    if not shipped:
        known = ", ".join(sorted({str(each.year) for each in shipped_templates()}))
        raise Reason.TEMPLATE_INVALID.error(
            "no template for the year {year} has come with a call or is shipped",
            remedy="Wait for the call, or name a year that there is one for: {known}.",
            year=year,
            known=known,
        )
    return Year(max(shipped, key=lambda each: each.published), None)


async def import_year(
    office: Office,
    officer: Officer,
    year: int,
    raw: bytes,
    form: Format,
    *,
    filename: str = "",
    dry_run: bool = False,
) -> ImportedYear:
    """Import records, indicators and texts of a year: all of a file, or nothing.

    Args:
        office: This authority.
        officer: Who imports; a national licensing system may.
        year: The year that is reported on.
        raw: The file.
        form: Its format.
        filename: For the journal.
        dry_run: Read and report, write nothing.

    Raises:
        InputError: The file cannot be read at all; nothing was written.
        LawError: There is no template for the year.
    """
    officer.require(Permission.SEND_RECORDS)
    template = (await office.db.read(lambda conn: year_of(conn, year))).template
    found = await asyncio.to_thread(
        make_unseen, lambda: read_records(template, raw, form, shipped_rates())
    )
    if found.faults:
        return ImportedYear(
            year=year, filename=filename, dry_run=dry_run, faults=found.faults, more=found.more
        )
    write = partial(_write, office, officer, year, found, filename)
    replaced = (
        await office.db.read(lambda conn: len(_held(conn, year, found.records)))
        if dry_run
        else await office.db.write(write)
    )
    return ImportedYear(
        year=year,
        filename=filename,
        dry_run=dry_run,
        records=len(found.records),
        replaced=replaced,
        indicators=len(found.indicators),
        narratives=len(found.narratives),
        more=found.more,
    )


async def blank_workbook(office: Office, officer: Officer, year: int) -> bytes:
    """Return the workbook to fill in for a year.

    Raises:
        LawError: There is no template for the year.
    """
    officer.require(Permission.READ_REPORT)
    template = (await office.db.read(lambda conn: year_of(conn, year))).template
    return await asyncio.to_thread(blank_form, template)


async def drop_imported(
    office: Office, officer: Officer, year: int, kind: RecordKind | None = None
) -> int:
    """Remove the imported records of a year, or of one kind; return how many there were."""
    officer.require(Permission.REPORT)

    def write(work: Work) -> int:
        wanted = matching((annual_record.c.year, year), (annual_record.c.kind, kind))
        gone = _IMPORTED.remove(work.conn, *wanted)
        _note(work, officer, year, Verb.ANNUAL_DROPPED, says("{gone} imported records", gone=gone))
        return gone

    return await office.write(write)


def gather(work: Work, year: Year) -> Gathered:
    """Return the records of a year: drawn ones, and imported ones in their place."""
    template, classifier = year.template, Classifier(year.template)
    cases = tuple(
        Case.model_validate_json(b) for b in work.conn.scalars(select(licence_case.c.body))
    )
    denials = _own_denials(work)
    at = work.now
    drawer = Drawer(
        classifier,
        work.law.controls,
        work.law.calendar(work.code, at).zone,
        template.counting.pending,
    )
    by_denial = {c.decision.denial_id: c for c in cases if c.decision and c.decision.denial_id}
    imported = {(each.kind, each.reference): each for each in _imported(work.conn, template.year)}
    found, unread = list(imported.values()), list[tuple[str, str]]()
    drawn = (
        *drawer.of_cases(cases, _withdrawn(work.conn), _licences(work.conn)),
        *drawer.of_denials(denials, by_denial),
    )
    for record in drawn:
        if (record.kind, record.reference) in imported or not counts(template, record):
            continue
        try:
            done = classifier.complete(record)
            for line in done.lines:
                if line.value is not None:
                    shipped_rates().cents(line.value, line.currency, done.decided)
        except InputError as exc:
            why = f"{record.kind} {record.reference}: {exc}"
            unread.append((record.reference, why))
        else:
            found.append(done)
    own = tuple(
        OwnDenial(d.denial_id, d.national_reference, d.decision_date, d.first_notified)
        for d in denials
    )
    return Gathered(tuple(found), own, tuple(unread))


_IMPORTED = Records(
    annual_record,
    RowForm(
        ("body",),
        AnnualRecord.model_validate_json,
        lambda it: {"body": it.model_dump_json(exclude_defaults=True)},
        once=lambda it: {"kind": it.kind, "reference": it.reference},
    ),
    order=("kind", "reference"),
)
_WORK = Records(annual_work, in_body(AnnualWork))


def subject_of(year: int) -> str:
    """Return what the acts are about that change the preparation of a year."""
    return f"annual-{year}"


def work_of(conn: Connection, year: int) -> AnnualWork:
    """Return what officers have said of a year."""
    return _WORK.find(conn, year) or AnnualWork()


def save_work(conn: Connection, year: int, work: AnnualWork) -> None:
    """Write what officers have said of a year."""
    _WORK.put(conn, work, year=year)


def changed_work(work: AnnualWork, change: WorkChange) -> AnnualWork:
    """Return the work with each entry of a change in place of the one of the same key."""
    marks = {each.about: each for each in work.marks} | {e.about: e for e in change.marks}
    return AnnualWork(
        marks=tuple(each for each in marks.values() if each.mark is not None),
        without=work.without if change.without is None else change.without,
        answers=tuple(
            ({e.remark: e for e in work.answers} | {e.remark: e for e in change.answers}).values()
        ),
        indicators=tuple(
            ({e.key: e for e in work.indicators} | {e.key: e for e in change.indicators}).values()
        ),
        narratives=tuple(
            ({e.key: e for e in work.narratives} | {e.key: e for e in change.narratives}).values()
        ),
    )


def _write(
    office: Office,
    officer: Officer,
    year: int,
    found: Imported,
    filename: str,
    conn: Connection,
) -> int:
    held = _held(conn, year, found.records)
    for kind in RecordKind:
        gone = [reference for each, reference in held if each is kind]
        for start in range(0, len(gone), CHUNK):
            same = matching((annual_record.c.year, year), (annual_record.c.kind, kind))
            some = annual_record.c.reference.in_(gone[start : start + CHUNK])
            _IMPORTED.remove(conn, *same, some)
    at = office.clock.now()
    _IMPORTED.add_all(conn, (each.imported() for each in found.records), year=year, imported=at)
    change = WorkChange(indicators=found.indicators, narratives=found.narratives)
    save_work(conn, year, changed_work(work_of(conn, year), change))
    said = says(
        "{records} records from {filename}",
        records=len(found.records),
        filename=filename[:200] or "a system",
    )
    _note(Work(conn, office), officer, year, Verb.ANNUAL_IMPORTED, said)
    return len(held)


def _note(work: Work, officer: Officer, year: int, verb: Verb, saying: Saying) -> None:
    journal_of(work, officer.name).act(verb, subject_of(year), saying)


def _held(
    conn: Connection, year: int, records: Iterable[AnnualRecord]
) -> set[tuple[RecordKind, str]]:
    """Return which of some records stand there already."""
    query = select(annual_record.c.kind, annual_record.c.reference).where(
        annual_record.c.year == year
    )
    there = {(RecordKind(kind), reference) for kind, reference in conn.execute(query)}
    return there & {(record.kind, record.reference) for record in records}


def _imported(conn: Connection, year: int) -> Iterator[AnnualRecord]:
    return _IMPORTED.each(conn, annual_record.c.year == year)


def _own_denials(work: Work) -> tuple[Denial, ...]:
    found = load_denials(work.conn, denials_of(work.conn, work.code))
    return tuple(found[each].denial for each in sorted(found))


def _licences(conn: Connection) -> dict[str, str]:
    rows = conn.execute(select(licence.c.case_id, licence.c.number))
    return {row.case_id: row.number for row in rows}


def _withdrawn(conn: Connection) -> dict[str, datetime]:
    query = (
        select(act.c.subject, func.max(act.c.at))
        .where(act.c.verb == Verb.CASE_WITHDRAWN)
        .group_by(act.c.subject)
    )
    return {row[0]: row[1] for row in conn.execute(query)}
