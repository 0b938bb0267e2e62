"""Consultations of another system, in and out: read as records of the past, written as rows.

All or nothing: one wrong row, or one that would change what is held, and none is kept. Nothing
is sent and no period begins (`gateway.domain.consultation.past`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection

from gateway.casework.acts.journal import Journal
from gateway.casework.consultations.consultations import list_consultations
from gateway.casework.imports.exporting import note_export
from gateway.casework.imports.sheet import SheetRow, read_rows
from gateway.casework.jobs.progress import tell_rows
from gateway.casework.permissions import Officer, Permission
from gateway.casework.services import Office, reader_of
from gateway.domain.acts import Verb
from gateway.domain.base import Model, differing
from gateway.domain.consultation import Consultation, ConsultationState
from gateway.domain.consultation.past import HeldPastConsultation, PastConsultation, PastOutcome
from gateway.domain.page import Page, PageRequest
from gateway.domain.rulebook import Rulebook
from gateway.domain.saying import says
from gateway.errors import ComityError, InputError, NotFoundError, Reason, StateError
from gateway.register.sync.collector import make_unseen
from gateway.store.records import Records, in_columns
from gateway.store.tables_casework import past_consultation as table
from gateway.tabular import cells
from gateway.tabular.form_mapping import BETWEEN
from gateway.tabular.import_report import RowError, Way
from gateway.tabular.importer import Column, ReadRecords, RowReader, read_records
from gateway.views.consultation_view import past_view
from gateway.views.frame import NounView

_NEEDED = frozenset(Way)

PAST_COLUMNS = (
    Column("system", "System that carried it.", "DUeS", needed=_NEEDED, parse=str),
    Column("reference", "How that system calls it.", "C-2025-118", needed=_NEEDED, parse=str),
    Column("procedure", "Article of the procedure.", "16(5)", needed=_NEEDED),
    Column("asking", "Authority that asked.", "DE", needed=_NEEDED, parse=str),
    Column("consulted", "Authority that was asked.", "FR", needed=_NEEDED, parse=str),
    Column("asked_on", "Day on which it was asked.", "2025-11-03", needed=_NEEDED, parse=cells.day),
    Column("answered_on", "Day of the answer.", "2025-11-12", parse=cells.day),
    Column(
        "ended_on", "Day on which it ended. Empty: it is open there.", "2025-11-12", parse=cells.day
    ),
    Column(
        "outcome",
        "Key of the answer as the procedure has it, e.g. `no_objection`, or `silence`, "
        "`withdrawn`, `unknown`. Empty: it is open there.",
        "not_identical",
    ),
    Column("case_reference", "The asking authority's reference.", "AG-2025-118822", parse=str),
    Column(
        "denials",
        "Denials that it was about, `SYSTEM:value`.",
        "DUeS:2024-77",
        parse=cells.references,
    ),
    Column(
        "destination", "Country of final destination, by code or name.", "AE", parse=cells.country
    ),
    Column(
        "end_user_names",
        "Names of the end-user.",
        "Sirius Optik A.Ş.",
        parse=cells.pieces,
        field="end_user",
    ),
    Column("description", "What the goods are.", "Thermal camera", parse=str),
    Column(
        "control_codes",
        "Codes of Annex I.",
        "6A003.b.4.b",
        parse=lambda cell: tuple(map(cells.control_code, cells.pieces(cell))),
        field="codes",
    ),
    Column("remarks", "Anything else, in words.", "Asked again by telephone", parse=str),
)
"""Columns of a file of past consultations, in the order of docs/imports.md."""

_NAMES = tuple(column.name for column in PAST_COLUMNS)
_COLUMN_OF = {column.field: column.name for column in PAST_COLUMNS if column.field}
"""Columns of the model's fields that a file calls otherwise."""

_HELD = Records(
    table,
    in_columns(HeldPastConsultation, json=["body"], named={"body": "consultation"}),
    named="past consultations",
    order=["number"],
    descending=True,
    key=("system", "reference"),
)


class PastImport(Model):
    """What became of a file of past consultations.

    Attributes:
        replaced: Of those written, how many took an older word's place.
        unchanged: Consultations that are held and say the same.
    """

    rows: int
    written: int = 0
    replaced: int = 0
    unchanged: int = 0
    errors: tuple[RowError, ...] = ()


class ExportedConsultation(Model):
    """A consultation of ours as a row of `PAST_COLUMNS`."""

    row: dict[str, str]


async def import_past(
    office: Office,
    officer: Officer,
    raw: bytes,
    *,
    filename: str,
    replace: bool = False,
    dry_run: bool = False,
) -> PastImport:
    """Keep the consultations of a file as records of the past, all of them or none.

    Args:
        office: This authority.
        officer: Who imports; the act is on record.
        raw: CSV with the columns of `PAST_COLUMNS`.
        filename: For the record.
        replace: What is held and said otherwise takes the newer word; without it such a row is
            refused, and the fields that it would change are named.
        dry_run: Read, compare and report, but write nothing.

    Raises:
        PermissionRefusedError: The role may not import.
        InputError: The file as a whole cannot be read.
    """
    officer.require(Permission.IMPORT)
    at = office.clock.now()
    today = at.astimezone(office.law.calendar(office.code).zone).date()
    outcomes = _outcomes(office.law.in_force(at))
    rows, told = await asyncio.to_thread(make_unseen, read_past, raw, office.code, outcomes)

    def write(conn: Connection) -> PastImport:
        new: list[PastConsultation] = []
        replaced = 0
        wrong = list(told.errors)
        for number, each in told.records:
            held = _HELD.find(conn, each.system, each.reference)
            if held is None or held.consultation != each:
                new.append(each)
                replaced += held is not None
            if held is not None and held.consultation != each and not replace:
                wrong.append(RowError.of(number, "reference", _would_change(held, each)))
        unchanged = len(told.records) - len(new)
        if wrong:
            return PastImport(rows=rows, unchanged=unchanged, errors=tuple(wrong))
        if new and not dry_run:
            for each in new:
                _put(conn, each, today)
            Journal(conn, at, officer.name).act(
                Verb.CONSULTATIONS_RECORDED,
                "import",
                says("{number} from {filename}", number=len(new), filename=filename[:200]),
            )
        return PastImport(rows=rows, written=len(new), replaced=replaced, unchanged=unchanged)

    return await office.db.write(write)


def _put(conn: Connection, told: PastConsultation, read_on: date) -> None:
    """Keep a consultation under its system and reference; a newer word takes an older's place."""
    words = {"read_on": read_on, "body": told.model_dump_json()}
    if not _HELD.change(conn, told.system, told.reference, **words):
        _HELD.insert(conn, system=told.system, reference=told.reference, **words)


def _outcomes(law: Rulebook) -> dict[str, set[str]]:
    """Return by procedure how a consultation under it may have ended."""
    ends = set(map(str, PastOutcome))
    return {each.code: ends | {answer.code for answer in each.answer} for each in law.procedures}


def read_past(
    raw: bytes, us: str, outcomes: Mapping[str, set[str]]
) -> tuple[int, ReadRecords[tuple[int, PastConsultation]]]:
    """Read a file of past consultations; pure, without database, clock or network.

    Args:
        raw: CSV with the columns of `PAST_COLUMNS`.
        us: The importing authority.
        outcomes: By procedure, how a consultation under it may have ended.

    Returns:
        The number of rows, and the consultations that are right, each with its row.

    Raises:
        InputError: The file as a whole cannot be read.
    """
    needed = [column.name for column in PAST_COLUMNS if column.needed]
    _, rows = read_rows(raw, known=_NAMES, needed=needed)
    read = partial(_read, us=us, outcomes=outcomes)
    return len(rows), read_records(rows, ("system", "reference"), read, tell=tell_rows)


def _would_change(held: HeldPastConsultation, told: PastConsultation) -> StateError:
    fields = (path.partition("[")[0] for path in differing(held.consultation, told))
    changed = dict.fromkeys(_COLUMN_OF.get(field.partition(".")[0], field) for field in fields)
    return StateError(
        "{system}:{reference} is held as number {number}; the row would change its {changed}",
        remedy="Import with `replace` to take the newer word, or remove the row.",
        system=told.system,
        reference=told.reference,
        number=held.number,
        changed=changed,
    )


def _read(
    rows: Sequence[SheetRow], us: str, outcomes: Mapping[str, set[str]]
) -> tuple[int, PastConsultation] | list[RowError]:
    """Read a row, or say what is wrong with each of its cells."""
    reader = RowReader(rows[0])

    def procedure(cell: str) -> str:
        if cell not in outcomes:
            raise InputError(
                "the rulebook has no such procedure",
                remedy="Write one of: {outcomes}.",
                outcomes=outcomes,
            )
        return cell

    def outcome(cell: str) -> str:
        word = cell.lower().replace(" ", "_")
        known = outcomes.get(reader.text("procedure"), set())
        if known and word not in known:
            raise InputError(
                "it is no answer of that procedure, and no other end",
                remedy="Write one of: {known}.",
                known=sorted(known),
            )
        return word

    own = {"procedure": procedure, "outcome": outcome}
    said = reader.values(PAST_COLUMNS, Way.OWN, own=own)
    if not reader.errors:
        _check_sense(reader, said, us)
    if reader.errors:
        return reader.errors
    told = reader.make("", lambda: PastConsultation.model_validate(said), columns=_COLUMN_OF)
    return reader.errors if told is None else (rows[0].number, told)


def _check_sense(reader: RowReader[str], said: Mapping[str, Any], us: str) -> None:
    """Keep what cannot be so of a row whose cells are each right, in the column to look at."""
    if us not in {said["asking"], said["consulted"]}:
        error: ComityError = InputError(
            "this authority neither asked nor was asked", remedy="Remove the row."
        )
        reader.fault("consulted", error)
    elif said["asking"] == said["consulted"]:
        error = InputError("it is the authority that asks", remedy="Correct one of the two.")
        reader.fault("consulted", error)
    days = [name for name in ("asked_on", "answered_on", "ended_on") if name in said]
    for before, after in pairwise(days):
        if said[after] < said[before]:
            error = Reason.DATE_IMPOSSIBLE.error(
                "it lies before {before}", remedy="Correct one of the two days.", before=before
            )
            reader.fault(after, error)
    if "ended_on" in said and "outcome" not in said:
        error = InputError(
            "what has ended has an outcome",
            remedy="Give it, or {unknown}.",
            unknown=PastOutcome.UNKNOWN,
        )
        reader.fault("outcome", error)


async def list_past(
    office: Office, officer: Officer, *, page: PageRequest
) -> Page[HeldPastConsultation]:
    """List the consultations that another system carried, as its lists had them.

    Raises:
        PermissionRefusedError: The role may not read what others asked of us.
    """
    officer.require(Permission.READ_REQUESTS)
    return await office.db.read(lambda conn: _HELD.listed(conn, page))


async def view_of_past(office: Office, officer: Officer, number: int) -> NounView:
    """Return a past consultation as a person reads it.

    Raises:
        NotFoundError: There is none of that number.
    """
    officer.require(Permission.READ_REQUESTS)
    held = await office.db.read(lambda conn: _HELD.first(conn, table.c.number == number))
    if held is None:
        raise NotFoundError(
            "there is no past consultation {number}",
            remedy="{listPastConsultations} lists them.",
            number=number,
        )
    return past_view(reader_of(office), held)


async def export_consultations(
    office: Office, officer: Officer, *, page: PageRequest
) -> Page[ExportedConsultation]:
    """Return our own consultations as rows of the same columns, as far as they may be read.

    Whoever may not see a restricted one finds it in no page.

    Raises:
        PermissionRefusedError: The role may not read consultations.
    """
    found = await list_consultations(office, officer, page=page)
    said = says("{number} consultations", number=len(found.items))
    await note_export(office, officer, Verb.CONSULTATIONS_EXPORTED, said)
    return found.of(lambda each: ExportedConsultation(row=past_row(_past_of(each))))


def past_row(told: PastConsultation) -> dict[str, str]:
    """Return a past consultation as a row of `PAST_COLUMNS`; what is empty is left out."""
    denials = BETWEEN.join(f"{each.system}:{each.value}" for each in told.denials)
    row = {
        **{name: str(getattr(told, name, "") or "") for name in _NAMES},
        "denials": denials,
        "end_user_names": BETWEEN.join(told.end_user),
        "control_codes": BETWEEN.join(told.codes),
    }
    return {name: cell for name, cell in row.items() if cell}


def _ending(talk: Consultation, asked: date | None) -> dict[str, object]:
    """Return when and how a consultation of ours ended, as far as it did."""
    answer = talk.settled_answer or talk.answer
    if talk.state is ConsultationState.SILENT:
        ended = talk.deadline.last_day if talk.deadline else None
        return {"ended_on": ended, "outcome": PastOutcome.SILENCE}
    if talk.state is ConsultationState.ANSWERED and answer is not None:
        answered = talk.answered_at.date() if talk.answered_at else None
        if answered is not None and asked is not None:  # days of two zones
            answered = max(asked, answered)
        return {"answered_on": answered, "ended_on": answered, "outcome": answer.answer}
    if talk.state is ConsultationState.SUPERSEDED:
        return {"outcome": PastOutcome.WITHDRAWN}
    return {}


def _past_of(talk: Consultation) -> PastConsultation:
    """Return a consultation of ours as another system would keep it."""
    deal = talk.request.transaction
    asked = talk.deadline.event_day if talk.deadline else None
    return PastConsultation.model_validate(
        {
            "system": "Comity",
            "reference": talk.conversation_id,
            "procedure": talk.procedure,
            "asking": talk.asking,
            "consulted": talk.consulted,
            "asked_on": asked,
            **_ending(talk, asked),
            "case_reference": talk.request.case_reference,
            "denials": [{"system": "Comity", "value": each} for each in talk.request.denials],
            "destination": deal.destination,
            "end_user": deal.end_user.value.names if deal.end_user.value else (),
            "description": "; ".join(item.description for item in deal.items)[:4000],
            "codes": tuple(dict.fromkeys(code for item in deal.items for code in item.codes)),
        }
    )
