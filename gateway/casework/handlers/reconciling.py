"""Reconciliation and the deadline sweep: the engine may be lost, the journal may not.

Every open case and consultation, every letter without a receipt and every date that is near
must have a workflow that goes on. One that is missing, or has ended before its row, is started
from the row; one that is under way and sick is begun anew (the engine looks, when it is told
to start it); one whose row should have moved long ago is poked. Both are one function that the
node calls at start and regularly, and a test calls by hand. They write wakes; dispatch has
them carried out.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from sqlalchemy import Connection

from gateway.casework.office.due import NEAR, listed_due
from gateway.casework.office.guarding import guarded
from gateway.casework.office.services import Office
from gateway.casework.records import case_rows, consultation_rows
from gateway.domain.base import Model
from gateway.domain.case import CaseState
from gateway.exchange.engine_calls import (
    Wake,
    add_wakes,
    poke_case,
    poke_conversation,
    retry_delivery,
    start_case,
    start_consultation,
    start_consulted,
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
    A letter that nobody has tried for longer than any pause is tried.
    """

    def write(conn: Connection) -> Reconciled:
        cases = case_rows.unsettled(conn)
        conversations = consultation_rows.open_ones(conn)
        letters = all_undelivered(conn)
        wakes: list[Wake] = [start_case(case_id) for case_id in cases]
        missed = (*case_rows.stranded(conn), *case_rows.every_id(conn, state=CaseState.FILED))
        wakes += [poke_case(case_id) for case_id in missed]
        wakes += [
            start_consultation(row.id) if row.ours else start_consulted(row.id)
            for row in conversations
        ]
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
    """Poke every conversation of ours that is due to be asked about; return how many.

    One of which that cannot be said, e.g. since its rulebook is gone, is a task.
    """
    at = office.clock.now()
    found: list[str] = []

    async def ask(row: consultation_rows.Row) -> None:
        rulebook = office.law.rulebook(row.consultation.rulebook)
        if consultation_rows.ask_at(row, rulebook, at) <= at:
            found.append(row.id)

    for row in await office.db.read(lambda conn: consultation_rows.overdue(conn, at)):
        await guarded(office, partial(ask, row), kind="deadline", subject=row.id)
    if found:
        # Started as well: a run that has ended or is sick would not hear it.
        wakes = [start_consultation(conversation) for conversation in found]
        wakes += [poke_conversation(conversation, ours=True) for conversation in found]
        await office.db.write(lambda conn: add_wakes(conn, wakes))
    return len(found)
