"""What this node holds longer than the periods say, and its deletion, on record.

The periods are data (`gateway.domain.retention`). No envelope, receipt, act or entry of a register
is deleted; a deletion is an act with its counts, and a rehearsal counts the same and deletes
nothing. The file of a case goes when nothing holds it back (`gateway.casework.cases.case_files`);
a decider holds one for proceedings, an audit or an archive, and releases it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Column, Connection, Table, delete, func, select

from gateway.casework.acts.failure_guard import guarded
from gateway.casework.acts.journal import Journal, journal_of, open_tasks
from gateway.casework.cases.case_files import delete_file, files
from gateway.casework.contents.content_gate import sweep_contents
from gateway.casework.permissions import Officer, Permission
from gateway.casework.records import case_rows
from gateway.casework.services import Office, Work
from gateway.domain.acts import Task, TaskKind, Verb
from gateway.domain.denial import FreeText
from gateway.domain.page import FIRST_PAGE, ListOrder, Page, PageRequest, page_of
from gateway.domain.retention import (
    Deleted,
    HeldFile,
    HoldDraft,
    HoldReason,
    KeptFile,
    RetentionClass,
    RetentionLine,
    RetentionShown,
    shipped_retention,
)
from gateway.domain.saying import says
from gateway.errors import NotFoundError, StateError
from gateway.store.tables_casework import officer_token, restriction_account, task


class _Held(NamedTuple):
    """Rows of one class, and the column that says since when they serve nothing."""

    table: Table
    ended: Column[datetime | None]


_ROWS: Mapping[Deleted, _Held] = {
    Deleted.CLOSED_TASKS: _Held(task, task.c.closed),
    Deleted.ENDED_TOKENS: _Held(officer_token, officer_token.c.until),
    Deleted.ENDED_ACCESSES: _Held(restriction_account, restriction_account.c.until),
}
"""With files of cases total, as a test proves. A row whose column is empty has not ended."""

MOST_NAMED = 50
"""Of the files that are held back so many are named, each with why; the others are counted."""


async def show(office: Office, officer: Officer) -> RetentionShown:
    """Show what is kept how long, and how much of it is older."""
    sight = office.sight(officer, Permission.ADMINISTER)
    return await office.read(lambda work: _shown(work, sight.hidden_names(work.conn)))


async def run(office: Office, officer: Officer, *, dry_run: bool = False) -> RetentionShown:
    """Delete what is older than its period, on record; with `dry_run` only say what.

    Contents of documents that nothing names any more go with it.

    Args:
        office: This authority.
        officer: An administrator.
        dry_run: Count it, and delete nothing.
    """
    sight = office.sight(officer, Permission.ADMINISTER)
    if dry_run:
        return await show(office, officer)

    def write(work: Work) -> RetentionShown:

        found = _shown(work, sight.hidden_names(work.conn))
        for line in found.lines:
            if line.due:
                _delete(work, line.rule, officer.name)
        counts = [f"{line.rule.code} {line.due}" for line in found.lines if line.due]
        journal_of(work, officer.name).act(
            Verb.RETENTION_RUN,
            "retention",
            says(
                "deleted by {version}: {counts}", version=found.version, counts=counts or ["none"]
            ),
        )
        return found.carried_out()

    done = await office.write(write)
    await guarded(office, lambda: sweep_contents(office), kind="documents", subject=office.code)
    return done


async def hold(office: Office, officer: Officer, case_id: str, draft: HoldDraft) -> HeldFile:
    """Hold the file of a case back from deletion: for proceedings, an audit, an archive.

    Raises:
        NotFoundError: There is no such case, or it is not there for the officer.
        StateError: It is held already.
    """
    sight = office.sight(officer, Permission.DECIDE)

    def write(conn: Connection) -> HeldFile:
        case_rows.get_seen(conn, sight, case_id)
        if open_tasks(conn, subject=case_id, kind=TaskKind.FILE_HELD):
            raise StateError(
                "the file of {case_id} is held already",
                remedy="Release it first, to hold it for another reason: {releaseFile}.",
                case_id=case_id,
            )
        at = office.clock.now()
        journal = Journal(conn, at, officer.name)
        said = says(
            "held by {officer} ({reason_class}): {words}",
            officer=officer.name,
            reason_class=draft.reason_class,
            words=draft.text,
        )
        kind, verb = TaskKind.FILE_HELD, Verb.FILE_HELD
        journal.open_task(kind, case_id, said)
        journal.act(verb, case_id, said)
        return HeldFile(case_id=case_id, reason_class=draft.reason_class, by=officer.name, since=at)

    return await office.db.write(write)


async def release(office: Office, officer: Officer, case_id: str, reason: FreeText) -> HeldFile:
    """Say that nothing holds the file of a case back any more; return who held it, and why.

    Raises:
        NotFoundError: There is no such case, or it is not there for the officer.
        StateError: Nobody holds it.
    """
    sight = office.sight(officer, Permission.DECIDE)

    def write(work: Work) -> HeldFile:
        case_rows.get_seen(work.conn, sight, case_id)
        kind = TaskKind.FILE_HELD
        held = open_tasks(work.conn, subject=case_id, kind=kind)
        if not held:
            raise StateError(
                "nobody holds the file of {case_id}", remedy=_WHICH_ARE_HELD, case_id=case_id
            )
        by = officer.name
        journal = journal_of(work, by)
        journal.close_tasks(kind, case_id)
        said = says("released: {words}", words=reason.text)
        journal.act(Verb.FILE_RELEASED, case_id, said)
        return _held_file(held[0])

    return await office.write(write)


async def list_held(
    office: Office, officer: Officer, *, page: PageRequest = FIRST_PAGE
) -> Page[HeldFile]:
    """List the files of cases that officers hold back from deletion, and why."""
    sight = office.sight(officer, Permission.DECIDE)

    def read(conn: Connection) -> Page[HeldFile]:
        hidden = sight.hidden_names(conn)
        found = [
            _held_file(each)
            for each in open_tasks(conn, kind=TaskKind.FILE_HELD)
            if each.subject not in hidden
        ]
        found.sort(key=lambda each: each.case_id)
        return page_of(found, _BY_CASE, page, lambda each: (each.case_id,))

    return await office.db.read(read)


_BY_CASE = ListOrder("held files", (str,))


async def get_held(office: Office, officer: Officer, case_id: str) -> HeldFile:
    """Show who holds the file of a case back from deletion, and why.

    Raises:
        NotFoundError: There is no such case, it is not there for the officer, or nobody holds it.
    """
    sight = office.sight(officer, Permission.DECIDE)

    def read(conn: Connection) -> HeldFile:
        case_rows.get_seen(conn, sight, case_id)
        held = open_tasks(conn, subject=case_id, kind=TaskKind.FILE_HELD)
        if not held:
            raise NotFoundError(
                "nobody holds the file of {case_id}", remedy=_WHICH_ARE_HELD, case_id=case_id
            )
        return _held_file(held[0])

    return await office.db.read(read)


_WHICH_ARE_HELD = "{listHeldFiles} lists those that are."


def _held_file(task: Task) -> HeldFile:
    reason, by = HoldReason(str(task.data["reason_class"])), str(task.data["officer"])
    return HeldFile(case_id=task.subject, reason_class=reason, by=by, since=task.opened)


def _shown(work: Work, hidden: Collection[str]) -> RetentionShown:
    periods, now = shipped_retention(), work.now
    lines = tuple(_line(work, hidden, each) for each in periods.classes)
    return RetentionShown(version=periods.version, at=now, lines=lines)


def _line(work: Work, hidden: Collection[str], rule: RetentionClass) -> RetentionLine:
    if rule.keep_days is None:
        return RetentionLine(rule=rule)
    keep, what = timedelta(days=rule.keep_days), Deleted(rule.code)
    if what is Deleted.CASE_FILES:
        return _line_of_files(work, hidden, rule, keep)
    ended, before = _ROWS[what].ended, work.now - keep
    due = work.conn.scalar(select(func.count()).where(ended < before)) or 0
    oldest = work.conn.scalar(select(func.min(ended)).where(ended >= before))
    return RetentionLine(rule=rule, due=due, next_due=None if oldest is None else oldest + keep)


def _line_of_files(
    work: Work, hidden: Collection[str], rule: RetentionClass, keep: timedelta
) -> RetentionLine:
    found = list(files(work, keep))
    kept = [KeptFile(case_id=case.case_id, why=why) for case, why in found if why is not None]
    return RetentionLine(
        rule=rule,
        due=len(found) - len(kept),
        held_back=len(kept),
        kept=tuple(each for each in kept if each.case_id not in hidden)[:MOST_NAMED],
    )


def _delete(work: Work, rule: RetentionClass, by: str) -> None:
    keep, what = timedelta(days=rule.keep_days or 0), Deleted(rule.code)
    if what is Deleted.CASE_FILES:
        for case, why in files(work, keep):
            if why is None:
                delete_file(work, case, by=by)
        return
    table, ended = _ROWS[what]
    work.conn.execute(delete(table).where(ended < work.now - keep))
