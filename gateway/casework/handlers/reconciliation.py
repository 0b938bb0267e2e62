"""Reconciliation and the deadline sweep: the engine may be lost, the journal may not.

Every open case, every consultation of ours whose period runs, every letter without a receipt
and every date that is near must have a workflow that goes on. One that is missing, or has ended
before its row, is started from the row; one that is under way and sick is begun anew (the engine
looks, when it is told to start it); one whose row should have moved long ago is poked. Both are
one function that the node calls at start and regularly, and a test calls by hand. They write
wakes; dispatch has them carried out. The officers of a consulted authority are reminded by the
sweep itself, so that a rehearsal which moves its clock reminds them at once.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection

from gateway.casework.acts.due_dates import NEAR, listed_due
from gateway.casework.acts.failure_guard import guarded
from gateway.casework.acts.journal import Journal
from gateway.casework.cases.need_to_know import keep_tasks_of_deciders
from gateway.casework.imports.waiting import write_all_rest
from gateway.casework.open_work import rebuilding
from gateway.casework.open_work.examination_queue import waiting_cases
from gateway.casework.records import case_rows, consultation_rows
from gateway.casework.services import Office
from gateway.domain.acts import TaskKind, Verb
from gateway.domain.base import Model
from gateway.domain.case import CaseState
from gateway.domain.consultation import ConsultationState
from gateway.domain.saying import says
from gateway.exchange.engine_calls import (
    Wake,
    add_wakes,
    poke_case,
    poke_consultation,
    retry_delivery,
    start_case,
    start_consultation,
    start_delivery,
    start_due,
)
from gateway.exchange.outbox_rows import all_undelivered, untried_since

FORGOTTEN_AFTER = timedelta(hours=1)
"""No pause between two attempts at a letter is so long (`workflows.policies.DELIVER`)."""


class Reconciled(Model):
    """What a round of reconciliation asked the engine to carry."""

    cases: int
    conversations: int
    deliveries: int
    dates: int = 0


async def reconcile(office: Office) -> Reconciled:
    """Start what must run and does not; starting what runs and is well does nothing.

    A case that waits for consultations which have all ended has missed the news, and is told;
    so has one that is not examined.
    A letter that nobody has tried for longer than any pause is tried. Open work of which some is
    missing, as after a migration, is made anew.
    """

    def write(conn: Connection) -> Reconciled:
        if not rebuilding.is_whole(conn):
            rebuilding.rebuild(conn)
        waiting = waiting_cases(conn)
        cases = [each for each in case_rows.unsettled(conn) if each not in waiting]
        conversations = consultation_rows.carried(conn)
        letters = all_undelivered(conn)
        wakes: list[Wake] = [start_case(case_id) for case_id in cases]
        missed = (*case_rows.stranded(conn), *case_rows.every_id(conn, state=CaseState.FILED))
        wakes += [poke_case(case_id) for case_id in missed if case_id not in waiting]
        wakes += [start_consultation(conversation) for conversation in conversations]
        wakes += [start_delivery(message_id) for message_id in letters]
        forgotten = untried_since(conn, office.clock.now() - FORGOTTEN_AFTER)
        wakes += [retry_delivery(message_id) for message_id in forgotten]
        dates = listed_due(conn, until=office.clock.now() + NEAR)
        wakes += [start_due(each.kind, each.subject) for each in dates]
        add_wakes(conn, wakes)
        return Reconciled(
            cases=len(cases),
            conversations=len(conversations),
            deliveries=len(letters),
            dates=len(dates),
        )

    return await office.db.write(write)


async def sweep_deadlines(office: Office) -> int:
    """Poke every conversation of ours that is due to be asked about, and remind of theirs.

    Returns how many there were of both. One of which that cannot be said, e.g. since its
    rulebook is gone, is a task.
    """
    at = office.clock.now()
    found: list[str] = []

    async def ask(row: consultation_rows.Row) -> None:
        rulebook = office.law.rulebook(row.consultation.rulebook)
        if consultation_rows.is_due(row, rulebook, at):
            found.append(row.id)

    for row in await office.db.read(lambda conn: consultation_rows.overdue(conn, at)):
        await guarded(office, partial(ask, row), kind="deadline", subject=row.id)
    if found:
        # Started as well: a run that has ended or is sick would not hear it.
        wakes = [start_consultation(conversation) for conversation in found]
        wakes += [poke_consultation(conversation) for conversation in found]
        await office.db.write(lambda conn: add_wakes(conn, wakes))
    await guarded(
        office, lambda: keep_tasks_of_deciders(office), kind="restricted", subject=office.code
    )
    await guarded(office, lambda: write_all_rest(office), kind="imports", subject=office.code)
    return len(found) + await _remind_of_answers(office)


async def _remind_of_answers(office: Office) -> int:
    """Remind the officers of every answer that is due soon, once; return of how many."""
    at = office.clock.now()
    soon = at + office.law.remind_before_most(office.code, at)
    found = await office.db.read(lambda conn: consultation_rows.not_reminded(conn, due_by=soon))
    reminded = 0

    async def look(row: consultation_rows.Row) -> None:
        nonlocal reminded
        if _remind_at(office, row, at) <= at:
            await office.db.write(lambda conn: _remind(conn, row.id, at))
            reminded += 1

    for row in found:
        await guarded(office, partial(look, row), kind="reminder", subject=row.id)
    return reminded


def _remind_at(office: Office, row: consultation_rows.Row, at: datetime) -> datetime:
    if row.due is None:
        return at
    practice = office.law.practice(office.code, row.consultation.rulebook, at)
    return row.due - timedelta(seconds=practice.remind_before_s)


def _remind(conn: Connection, conversation_id: str, at: datetime) -> None:
    journal = Journal(conn, at)
    row = consultation_rows.get(conn, conversation_id)
    if row.state is not ConsultationState.RUNNING:
        return  # answered meanwhile
    text = says(
        "the period of {peer}'s consultation under {procedure}",
        peer=row.peer,
        procedure=row.consultation.procedure,
    )
    journal.open_task(TaskKind.ANSWER_SOON, row.id, text + says(" ends soon"))
    journal.act(Verb.CONSULTATION_REMINDED, row.id, text)
    consultation_rows.note_reminder(conn, row.id, at)
