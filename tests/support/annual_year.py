"""A year's report between real nodes: the call, records, two officers, what comes back."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from gateway.casework.annual import signing
from gateway.casework.annual.collection import call_for_data
from gateway.casework.annual.preparing import change_year, see_year
from gateway.casework.annual.records import import_year
from gateway.casework.permissions import OfficerRole
from gateway.casework.records.correspondence_rows import LetterRow, listed
from gateway.domain.annual.cells import CellBlock
from gateway.domain.annual.collection import CollectionCall
from gateway.domain.annual.submission import (
    RemarkAnswer,
    Submission,
    SubmissionHeader,
)
from gateway.domain.annual.templates import read_template, shipped_file
from gateway.domain.denial import FreeText
from gateway.domain.letter import LetterType
from gateway.exchange.journal import bodies_at, find_row
from gateway.reports.annual_work import Proposal, Release, ShownVersion, VersionLine, WorkChange
from gateway.reports.importing import Format
from gateway.wire.annual_cells import blocks_from_parts
from tests.support.annual_files import DENIAL, LICENCE, VERSION, workbook
from tests.support.desk import Desk, officer

YEAR, COLLECTION = 2025, "EU-R-2025"
ANNA, BERT = officer("anna", OfficerRole.OFFICER), officer("bert")
TEMPLATE = read_template(VERSION, shipped_file(VERSION))


async def call(commission: Desk, *authorities: str, submit_by: date = date(2026, 5, 29)) -> None:
    """The Commission services call for the data of 2025."""
    wanted = CollectionCall(template=VERSION, submit_by=submit_by, authorities=authorities)
    await call_for_data(commission.node.office, ANNA, wanted)


async def import_rows(desk: Desk, *licences: dict[str, object], template: str = VERSION) -> None:
    rows = {"authorisation": licences or [LICENCE], "denial": [DENIAL]}
    raw = workbook(rows, version=template)
    found = await import_year(desk.node.office, ANNA, YEAR, raw, Format.XLSX, filename="y.xlsx")
    assert found.faults == ()


async def answer_all(desk: Desk) -> None:
    """Give each question the first of its standard answers."""
    office = desk.node.office
    seen = await see_year(office, ANNA, YEAR)
    answers = tuple(
        RemarkAnswer(remark=each.remark.key, answer=each.remark.answers[0])
        for each in seen.remarks
        if each.answer is None
    )
    await change_year(office, ANNA, YEAR, WorkChange(answers=answers))


async def proposed(desk: Desk, reason: str = "", **more: object) -> ShownVersion:
    await answer_all(desk)
    why = (FreeText(language="en", text=reason),) if reason else ()
    proposal = Proposal.model_validate({"reason": why, **more})
    return await signing.propose(desk.node.office, ANNA, YEAR, proposal)


async def sent(desk: Desk, reason: str = "", **more: object) -> VersionLine:
    """Two officers sign off, and it goes."""
    shown = await proposed(desk, reason, **more)
    return await signing.release(desk.node.office, BERT, YEAR, Release(digest=shown.line.digest))


async def received(desk: Desk, letter_type: LetterType) -> list[LetterRow]:
    """The letters of a type that came, oldest first."""
    found = await desk.node.office.db.read(lambda conn: listed(conn, letter_type=letter_type))
    return [row for row in found if not row.ours]


async def submission_in(desk: Desk, row: LetterRow) -> Submission:
    """What a letter with figures says, at its receiver."""

    def read(conn: Connection) -> tuple[CellBlock, ...]:
        held = find_row(conn, row.message_id, peer=row.peer)
        assert held is not None
        return blocks_from_parts(bodies_at(conn, held.position))

    blocks = await desk.node.office.db.read(read)
    assert isinstance(row.content, SubmissionHeader)
    return Submission(header=row.content, blocks=blocks)
