"""Reconciliation and the deadline sweep: the engine may be lost, the journal may not.

Every open case and consultation must have a running workflow; a missing one is started
from its row, an overdue deadline is poked. Both are one function that the node calls at
start and regularly, and a test calls by hand.
"""

from __future__ import annotations

from gateway.casework import case_rows, consultation_rows
from gateway.casework.office import Office
from gateway.casework.wakes import (
    Wake,
    poke_conversation,
    start_case,
    start_consulted,
    start_delivery,
)
from gateway.domain.base import Model
from gateway.exchange.outbox import all_undelivered


class Reconciled(Model):
    """What a round of reconciliation asked the engine to carry."""

    cases: int
    consulted: int
    deliveries: int
    overdue: int


async def reconcile(office: Office) -> Reconciled:
    """Start what must run and does not; starting what runs does nothing."""
    cases = await office.db.read(case_rows.unsettled)
    open_rows = await office.db.read(consultation_rows.open_ones)
    letters = await office.db.read(all_undelivered)
    consulted = [row for row in open_rows if not row.ours]
    wakes: list[Wake] = [start_case(case_id) for case_id in cases]
    wakes += [start_consulted(row.id) for row in consulted]
    wakes += [start_delivery(message_id) for message_id in letters]
    await office.carry(wakes)
    overdue = await sweep_deadlines(office)
    return Reconciled(
        cases=len(cases), consulted=len(consulted), deliveries=len(letters), overdue=overdue
    )


async def sweep_deadlines(office: Office) -> int:
    """Poke every conversation of ours whose last instant is past; return how many."""
    at = office.clock.now()
    rows = await office.db.read(lambda conn: consultation_rows.overdue(conn, at))
    await office.carry(
        poke_conversation(row.id, f"sweep-{at.isoformat()}", ours=True) for row in rows
    )
    return len(rows)
