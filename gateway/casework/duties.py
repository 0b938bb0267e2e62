"""The duty to notify after a consultation, as a task of the authority whose duty it is.

The rulebook says whose it is, after what, and with which kind of notice; publishing that
notice closes the task (`gateway.casework.notices`). Acts that the decision itself writes
(`grant.after_consultation`) are no task: `gateway.casework.deciding` writes them.
"""

from __future__ import annotations

from sqlalchemy import Connection, select

from gateway.casework import consultation_rows as rows
from gateway.casework.journal import open_task
from gateway.casework.office import Office
from gateway.domain.case import ENDED_STATES, CaseState
from gateway.domain.consultation import ConsultationState
from gateway.domain.rulebook import Procedure
from gateway.domain.rulebook.procedure import ToldAfter, ToldBy
from gateway.store.tables_casework import licence_case

NOTICE_DUE = "notice.due"
"""Kind of task; its text begins with the kind of notice and a colon."""


def duty_at_end(conn: Connection, office: Office, row: rows.Row) -> None:
    """Open the duty that the end of a consultation brings, where it is ours.

    Where the notice follows a grant and the case that was asked about is not decided yet,
    its decision brings the duty (`duties_of_decision`). A licence in force is kept unless
    the strictest answer was given, which is a decision of its own.
    """
    rule = _rule(office, row)
    if not _ours(rule, row):
        return
    if rule.after_grant.told_after is ToldAfter.GRANT:
        if row.state is ConsultationState.SUPERSEDED:
            return  # what was asked is asked no more
        if _undecided(conn, row.consultation.case_id):
            return
        answer = row.consultation.counting_answer
        if answer is not None and answer.answer == rule.answer_codes[-1]:
            return
    _open(conn, office, row, rule)


def duties_of_decision(conn: Connection, office: Office, case_id: str) -> None:
    """Open the duties that a decision brings which lets goods go, on either side."""
    for row in (*rows.of_case(conn, case_id), *rows.about_case(conn, case_id)):
        if row.state is ConsultationState.SUPERSEDED:
            continue
        rule = _rule(office, row)
        if _ours(rule, row) and rule.after_grant.told_after is ToldAfter.GRANT:
            _open(conn, office, row, rule)


def _rule(office: Office, row: rows.Row) -> Procedure:
    return office.law.procedure(row.consultation.rulebook, row.consultation.procedure)


def _ours(rule: Procedure, row: rows.Row) -> bool:
    """Whether a notice of a kind is asked for, and by this side."""
    by = ToldBy.ASKING if row.ours else ToldBy.CONSULTED
    return bool(rule.after_grant.notice) and rule.after_grant.by is by


def _undecided(conn: Connection, case_id: str | None) -> bool:
    if case_id is None:
        return False
    table = licence_case
    state = conn.scalar(select(table.c.state).where(table.c.case_id == case_id))
    return state is not None and CaseState(state) not in ENDED_STATES


def _open(conn: Connection, office: Office, row: rows.Row, rule: Procedure) -> None:
    open_task(
        conn,
        at=office.clock.now(),
        kind=NOTICE_DUE,
        subject=row.consultation.case_id or row.id,
        text=f"{rule.after_grant.notice}: {rule.after_grant.sentence}",
    )
