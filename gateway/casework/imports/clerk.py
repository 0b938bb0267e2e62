"""Writes drafts of denials: what is new, under numbers, with its references; nothing twice.

Own denials become entries in the own log, ``denial.notified`` for new ones and
``denial.loaded`` for those that were notified elsewhere before; relayed ones go into the
list of the authority that transcribed them, which is no log. What was written before is
recognised by its national reference and never written twice or changed here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime

from sqlalchemy import Connection, insert

from gateway.casework.acts.journal import Journal, next_number
from gateway.casework.denials.denial_reviews import set_dates
from gateway.casework.imports.draft import DenialDraft, Parsed, Setting
from gateway.casework.imports.known_denials import (
    KnownReference,
    OtherNames,
    key_of,
    known_references,
    names_of,
    would_change,
)
from gateway.casework.imports.lite import read_lite
from gateway.casework.imports.rows import read_denial
from gateway.casework.imports.sheet import read_sheet
from gateway.casework.jobs.progress import tell_rows
from gateway.casework.services import Office, Work
from gateway.domain.acts import Verb
from gateway.domain.controls import CodeCheck
from gateway.domain.denial import Denial
from gateway.domain.letter import EntryType, Marking
from gateway.domain.saying import says
from gateway.errors import ComityError
from gateway.exchange.outbox import PartDraft
from gateway.register.denials.denial_queries import put_relayed
from gateway.register.own_log import EntryDraft, append_many
from gateway.register.sync.collector import make_unseen
from gateway.store.tables_casework import import_reference
from gateway.tabular.import_report import Form, ImportReport, OnError, RowError, Way
from gateway.tabular.importer import read_records, used_before
from gateway.wire.denials import denial_to_parts

# From bytes to drafts of denials: pure, without database, clock or network.


def parse_denials(raw: bytes, setting: Setting) -> Parsed:
    """Read a file of denials.

    Args:
        raw: The file: CSV in UTF-8, a comma or a semicolon between the cells.
        setting: Way of import, importing authority, present day, members, control list.

    Returns:
        The denials that are right, in the order of the file, and the errors of the others,
        each with row, column, reason and remedy.

    Raises:
        InputError: The file as a whole cannot be read; see `read_sheet`.
    """
    sheet = read_sheet(raw, way=setting.way)
    lite = sheet.form is Form.LITE
    column, read = ("regime_reg_ref", read_lite) if lite else ("national_reference", read_denial)
    found = read_records(sheet.rows, (column,), lambda rows: read(rows, setting))
    return Parsed(
        sheet.form,
        len(sheet.rows),
        tuple(found.records),
        tuple(found.errors),
        found.rows_refused,
        found.refused,
    )


CHUNK = 250
"""Denials in one transaction when the valid ones are kept: a fraction of a second of the
writer, so that letters are not held up while a large file is read."""

RELAYED_FROM_NUMBER = 90_000
"""Relayed denials are numbered from 90001, so that the State's own numbers stay free."""

_IN_NO_LOG = frozenset({Way.RELAYED, Way.PARTNER})
_ENTRY_TYPES = {Way.OWN: EntryType.DENIAL_NOTIFIED, Way.INITIAL: EntryType.DENIAL_LOADED}
_VERBS = {
    Way.OWN: Verb.DENIALS_NOTIFIED,
    Way.INITIAL: Verb.DENIALS_LOADED,
    Way.RELAYED: Verb.DENIALS_RELAYED,
    Way.PARTNER: Verb.DENIALS_RELAYED,
}


@dataclass(slots=True)
class WrittenDenials:
    """What became of some drafts."""

    ids: list[str] = field(default_factory=list)
    unchanged: int = 0
    rows_unchanged: int = 0
    errors: list[RowError] = field(default_factory=list)
    refused: int = 0
    rows_refused: int = 0

    def refuse(self, draft: DenialDraft, error: ComityError, column: str) -> None:
        self.errors.append(RowError.of(draft.rows[0], column, error))
        self.refused += 1
        self.rows_refused += len(draft.rows)

    def add(self, other: WrittenDenials) -> None:
        for each in fields(self):
            setattr(self, each.name, getattr(self, each.name) + getattr(other, each.name))


@dataclass(frozen=True, slots=True)
class Choice:
    """What the officer chose."""

    way: Way
    filename: str
    on_error: OnError
    dry_run: bool


async def read_drafts(
    office: Office, raw: bytes, way: Way, *, codes: CodeCheck | None = None
) -> Parsed:
    """Read a file of denials as of today, beside everything else that the node does.

    Args:
        office: This authority.
        raw: The file.
        way: Of import.
        codes: Checks codes; absent: the lists that the node holds, by the version that a row
            names, and of our own new denials that name none by the version in force.

    Raises:
        InputError: The file as a whole cannot be read.
    """
    at = office.clock.now()
    today = at.astimezone(office.law.calendar(office.code).zone).date()
    setting = Setting(
        way=way,
        authority=office.code,
        today=today,
        members=frozenset(
            member.state
            for member in office.me.directory().members.values()
            if member.withdrawn_at is None
        ),
        codes=codes or office.law.lists().by_day(today if way is Way.OWN else None),
        notification=office.law.in_force(at).notification,
        markings=frozenset(filter(office.me.may_leave, Marking)),
    )
    return await asyncio.to_thread(make_unseen, parse_denials, raw, setting)


@dataclass(frozen=True, slots=True)
class ImportClerk:
    """Writes drafts under one officer's name at one instant."""

    office: Office
    actor: str
    way: Way
    filename: str
    at: datetime
    names: OtherNames = field(default_factory=OtherNames)

    async def write_valid(
        self, parsed: Parsed, progress: Callable[[int, int], None] | None
    ) -> WrittenDenials:
        """Write what is right, chunk by chunk, each with its references and act or not at all."""
        total = WrittenDenials()
        drafts = parsed.drafts
        (progress or tell_rows)(0, len(drafts))
        for start in range(0, len(drafts), CHUNK):
            chunk = drafts[start : start + CHUNK]
            total.add(await self.office.db.write(lambda conn, c=chunk: self.write(conn, c)))  # type: ignore[misc]
            (progress or tell_rows)(start + len(chunk), len(drafts))
        return total

    async def write_all_or_none(
        self, parsed: Parsed, progress: Callable[[int, int], None] | None
    ) -> WrittenDenials:
        """Write everything in one transaction, or nothing when anything is wrong."""

        def write(conn: Connection) -> WrittenDenials:
            if parsed.errors:
                return compare(conn, self.office.code, parsed.drafts, self.names)[1]
            return self.write(conn, parsed.drafts, all_or_none=True)

        written = await self.office.db.write(write)
        (progress or tell_rows)(len(parsed.drafts), len(parsed.drafts))
        return written

    def write(
        self, conn: Connection, drafts: Sequence[DenialDraft], *, all_or_none: bool = False
    ) -> WrittenDenials:
        """Write those that are new, inside a transaction of the caller; return what was done."""
        new, written = compare(conn, self.office.code, drafts, self.names)
        if not new or (all_or_none and written.errors):
            return written
        numbered = self._number(conn, new)
        if self.way in _IN_NO_LOG:
            self._keep_relayed(conn, new, numbered)
        else:
            self._append(conn, numbered)
            set_dates(Work(conn, self.office), [denial.denial_id for denial in numbered])
        conn.execute(
            insert(import_reference),
            [
                {
                    "kind": draft.kind,
                    "national_reference": draft.reference,
                    "denial_id": denial.denial_id,
                    "digest": draft.digest,
                }
                for draft, denial in zip(new, numbered, strict=True)
            ],
        )
        written.ids = [denial.denial_id for denial in numbered]
        Journal(conn, self.at, self.actor).act(
            _VERBS[self.way],
            "import",
            says("{number} from {filename}", number=len(new), filename=self.filename[:200]),
            written.ids[0],
        )
        return written

    def _number(self, conn: Connection, new: Sequence[DenialDraft]) -> list[Denial]:
        """Give numbers, one series for each year and, for relayed ones, each State."""
        series: dict[str, list[int]] = {}
        names = [self._series(draft) for draft in new]
        for name in dict.fromkeys(names):
            count = names.count(name)
            first = next_number(conn, name, count=count)
            series[name] = list(range(first + count - 1, first - 1, -1))
        offset = RELAYED_FROM_NUMBER if self.way in _IN_NO_LOG else 0
        return [
            draft.numbered(offset + series[name].pop())
            for draft, name in zip(new, names, strict=True)
        ]

    def _series(self, draft: DenialDraft) -> str:
        if self.way in _IN_NO_LOG:
            return f"relayed/{draft.source}/{draft.year}"
        return f"denial/{draft.year}"

    def _append(self, conn: Connection, denials: Iterable[Denial]) -> None:
        append_many(
            conn,
            self.office.me,
            [
                EntryDraft(
                    _ENTRY_TYPES[self.way],
                    denial.denial_id,
                    tuple(PartDraft(kind=k, body=body) for k, body in denial_to_parts(denial)),
                )
                for denial in denials
            ],
            at=self.at,
        )

    def _keep_relayed(
        self, conn: Connection, new: Sequence[DenialDraft], numbered: Sequence[Denial]
    ) -> None:
        for draft, denial in zip(new, numbered, strict=True):
            put_relayed(
                conn,
                denial,
                relayed_from=draft.source,
                transcribed_by=self.office.code,
                at=self.at,
                law=self.office.law.reviews,
                partner=draft.partner,
            )


def compare(
    conn: Connection, authority: str, drafts: Sequence[DenialDraft], names: OtherNames | None = None
) -> tuple[list[DenialDraft], WrittenDenials]:
    """Tell new drafts from those that are here already, the same or with other content.

    A denial is known by its national reference, and else by what another system calls it: the
    same denial under another number is not written a second time.
    """
    names = names or OtherNames()
    known = known_references(conn, authority, drafts)
    for source in {d.source for d in drafts if any(e.names_record for e in d.denial.references)}:
        names.look(conn, authority, source)
    new: list[DenialDraft] = []
    result = WrittenDenials()
    first: dict[tuple[str, str, str], int] = {}
    for draft in drafts:
        held, column = known.get(key_of(draft.source, draft.reference)), "national_reference"
        if held is None and (named := names.of(draft)) is not None:
            held, column = KnownReference(named[1], "log", None, named[0]), "references"
        before = [first[key] for key in names_of(draft) if key in first]
        first.update(dict.fromkeys(names_of(draft), draft.rows[0]))
        if held is None and before:
            result.refuse(draft, used_before(before[0]), "references")
        elif held is None:
            new.append(draft)
        elif (error := would_change(conn, draft, held)) is not None:
            result.refuse(draft, error, column)
        else:
            result.unchanged += 1
            result.rows_unchanged += len(draft.rows)
    return new, result


def report_of(parsed: Parsed, written: WrittenDenials, choice: Choice) -> ImportReport:
    """Count; when all are refused for the errors of some, what was right counts as refused."""
    errors = sorted((*parsed.errors, *written.errors), key=lambda error: error.row)
    denials = len(parsed.drafts) + parsed.refused
    refused = parsed.refused + written.refused
    rows_refused = parsed.rows_refused + written.rows_refused
    count = len(written.ids)
    if choice.on_error is OnError.REFUSE_ALL and errors:
        count = 0
        refused = denials - written.unchanged
        rows_refused = parsed.rows - written.rows_unchanged
    ids = written.ids if count and not choice.dry_run else [""]
    return ImportReport.made_from(
        choice,
        form=parsed.form,
        rows=parsed.rows,
        rows_refused=rows_refused,
        denials=denials,
        written=count,
        unchanged=written.unchanged,
        refused=refused,
        errors=tuple(errors),
        first_id=ids[0],
        last_id=ids[-1],
    )
