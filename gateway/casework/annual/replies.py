"""Answers of an authority: to questions on its submission, and in the confidentiality round.

A question on a cell is answered from what lies behind it: the records stay here, and an
officer sees which they are. In the round an officer sees the tables exactly as they would
appear, and clears, marks or merges; what is not cleared is not published.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import TypeVar

from pydantic import Field
from sqlalchemy import Connection

from gateway.casework.acts.due_dates import DueKind, clear_due
from gateway.casework.annual.preparing import material_of
from gateway.casework.annual.records import year_of
from gateway.casework.annual.signing import close_annual_tasks
from gateway.casework.permissions import Officer, Permission
from gateway.casework.records import correspondence_rows as rows
from gateway.casework.records.correspondence import Draft, place_beside, send
from gateway.casework.services import Office, Work
from gateway.domain.acts import TaskKind
from gateway.domain.annual.cells import At
from gateway.domain.annual.codes import Key
from gateway.domain.annual.records import AnnualRecord
from gateway.domain.annual.submission import (
    AnnualAnswer,
    AnnualQuestion,
    AppearingTables,
    Clearance,
    ClearedCell,
)
from gateway.domain.authority import AuthorityCode
from gateway.domain.base import Instant, Model
from gateway.domain.correspondence import LetterState
from gateway.domain.denial import FreeText
from gateway.domain.letter import LetterType, MessageId
from gateway.domain.page import FIRST_PAGE, ListOrder, Page, PageRequest, page_of
from gateway.errors import Reason, StateError
from gateway.exchange.journal import bodies_at, find_row
from gateway.reports.marking import check_mark
from gateway.reports.records_of_cell import records_behind
from gateway.wire.annual_tables import tables_from_parts

Asked = TypeVar("Asked", AnnualQuestion, AppearingTables)

STANDARD_ANSWERS = frozenset({"confirmed", "corrected", "explained"})
"""Standard answers to a question: the figure is right; a correction follows; it is right, for
the reason in the text."""


class QuestionLine(Model):
    """A question on our submission, with where it stands."""

    message_id: MessageId
    asked_by: AuthorityCode
    at: Instant
    question: AnnualQuestion
    answered: bool


class AnswerDraft(Model):
    """An officer's answer."""

    answer: Key | None = None
    text: tuple[FreeText, ...] = Field(min_length=1, max_length=6)


class RoundLine(Model):
    """Tables that wait to be cleared, or were."""

    message_id: MessageId
    at: Instant
    appearing: AppearingTables
    answered: bool


class ClearanceDraft(Model):
    """What an officer says of the tables.

    Attributes:
        all_else: Everything that is not named is cleared.
    """

    all_else: bool
    cells: tuple[ClearedCell, ...] = Field(default=(), max_length=5000)


async def list_questions(
    office: Office, officer: Officer, *, page: PageRequest = FIRST_PAGE
) -> Page[QuestionLine]:
    """List the questions on our submissions."""
    officer.require(Permission.READ_REPORT)

    def show(row: rows.LetterRow) -> QuestionLine | None:
        if row.ours or not isinstance(row.content, AnnualQuestion) or row.content.closed:
            return None
        return QuestionLine(
            message_id=row.message_id,
            asked_by=row.peer,
            at=row.at,
            question=row.content,
            answered=row.state is LetterState.ANSWERED,
        )

    return await office.db.read(
        lambda conn: rows.page_of_type(conn, LetterType.ANNUAL_QUESTION, page, show)
    )


async def answer_question(
    office: Office, officer: Officer, message_id: str, draft: AnswerDraft
) -> str:
    """Answer a question on our submission; return the id of the letter.

    Raises:
        NotFoundError: There is no such question here.
        StateError: It was answered already.
        InputError: There is no such standard answer.
    """
    officer.require(Permission.REPORT)
    if draft.answer is not None and draft.answer not in STANDARD_ANSWERS:
        raise Reason.CODE_UNKNOWN.error(
            "answer: there is no standard answer {answer}",
            remedy="Give one of {standard_answers}, or none.",
            field="answer",
            answer=draft.answer,
            standard_answers=sorted(STANDARD_ANSWERS),
        )

    def write(work: Work) -> str:
        row, question = _open(work.conn, message_id, AnnualQuestion)
        content = AnnualAnswer(
            collection=question.collection,
            thread=question.thread,
            answer=draft.answer,
            text=draft.text,
        )
        letter = Draft(content=content)
        return _reply(work, officer, row, letter, (TaskKind.ANNUAL_ASKED, TaskKind.ANNUAL_OWED))

    return await office.write(write)


async def behind_cell(
    office: Office,
    officer: Officer,
    year: int,
    table: str,
    at: Sequence[At],
    *,
    page: PageRequest = FIRST_PAGE,
) -> Page[AnnualRecord]:
    """Return the own records behind a cell; they stay here.

    The cell counts what is restricted as well; its record is shown to who is named.

    Raises:
        InputError: There is no such table or cell.
    """
    sight = office.sight(officer, Permission.READ_REPORT)
    material = await office.read(lambda work: material_of(work, year))
    hidden = await office.db.read(sight.hidden_references)
    shown = [each for each in material.gathered.records if each.reference not in hidden]
    find = partial(records_behind, material.year.template, shown)
    found = sorted(await asyncio.to_thread(find, table, tuple(at)), key=_place)
    return page_of(found, _RECORDS, page, _place)


_RECORDS = ListOrder("records", (str, str))


def _place(record: AnnualRecord) -> tuple[str, str]:
    return str(record.kind), record.reference


async def list_rounds(
    office: Office, officer: Officer, *, page: PageRequest = FIRST_PAGE
) -> Page[RoundLine]:
    """List the tables that we are to clear, exactly as they would appear."""
    officer.require(Permission.READ_REPORT)

    def read(conn: Connection) -> Page[RoundLine]:
        def show(row: rows.LetterRow) -> RoundLine | None:
            if row.ours or not isinstance(row.content, AppearingTables):
                return None
            return RoundLine(
                message_id=row.message_id,
                at=row.at,
                appearing=_with_tables(conn, row, row.content),
                answered=row.state is LetterState.ANSWERED,
            )

        return rows.page_of_type(conn, LetterType.ANNUAL_TABLES, page, show)

    return await office.db.read(read)


async def clear_tables(
    office: Office, officer: Officer, message_id: str, draft: ClearanceDraft
) -> str:
    """Say of our tables, as they would appear, what may be published; return the letter's id.

    Args:
        office: This authority.
        officer: One who may release: what is cleared can be published.
        message_id: Of the letter with the tables.
        draft: What is cleared, marked, merged.

    Raises:
        NotFoundError: There are no such tables here.
        StateError: They were answered already.
        InputError: A cell, mark or group is not known; names it.
    """
    officer.require(Permission.RELEASE)

    def write(work: Work) -> str:
        row, appearing = _open(work.conn, message_id, AppearingTables)
        template = year_of(work.conn, int(appearing.collection.split("-")[2])).template
        for each in draft.cells:
            if each.mark is not None:
                check_mark(template, each.about, each.mark)
        content = Clearance(
            collection=appearing.collection,
            draft=appearing.draft,
            all_else=draft.all_else,
            cells=draft.cells,
        )
        letter = Draft(content=content)
        return _reply(work, officer, row, letter, (TaskKind.ANNUAL_TO_CLEAR, TaskKind.ANNUAL_OWED))

    return await office.write(write)


def _open(conn: Connection, message_id: str, kind: type[Asked]) -> tuple[rows.LetterRow, Asked]:
    row = rows.get(conn, message_id)
    content = rows.content_of(row, kind)
    if row.ours or row.state is not LetterState.OPEN:
        raise StateError(
            "it waits for no answer; it was answered or closed",
            remedy="{listReportQuestions} shows which do.",
        )
    return row, content


def _reply(
    work: Work,
    officer: Officer,
    row: rows.LetterRow,
    draft: Draft,
    tasks: Sequence[TaskKind],
) -> str:
    sent = send(work, place_beside(row), draft, actor=officer.name, answers=row)
    rows.set_state(work.conn, row.message_id, LetterState.ANSWERED)
    clear_due(work.conn, kind=DueKind.ANNUAL_OWED, subject=row.message_id)
    close_annual_tasks(work, officer, row.conversation_id, tasks)
    return sent.message_id


def _with_tables(
    conn: Connection, row: rows.LetterRow, appearing: AppearingTables
) -> AppearingTables:
    held = find_row(conn, row.message_id, peer=row.peer)
    bodies = bodies_at(conn, held.position) if held is not None else {}
    return appearing.with_tables(tables_from_parts(bodies))
