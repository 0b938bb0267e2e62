"""A standing answer is gone on which consultations had relied: they are open questions again."""

from __future__ import annotations

from sqlalchemy import Connection

from gateway.casework.consultations.reconsultation import note_owed
from gateway.casework.office.journal import open_task, record_act
from gateway.casework.office.services import Office
from gateway.casework.records import case_rows
from gateway.casework.records import consultation_rows as rows
from gateway.domain.acts import TaskKind, Verb
from gateway.domain.case import ENDED_STATES
from gateway.domain.saying import says
from gateway.exchange.engine_calls import Wake, poke_case


def drop_reliance(
    conn: Connection,
    office: Office,
    standing_id: str,
    *,
    recalled: bool,
    alarm: TaskKind,
) -> list[Wake]:
    """Take a standing answer out of every consultation that relies on it.

    It counts no more in a case that is not decided, and whoever gave it is asked again. A
    decision that rested on it stands and is a person's alarm.

    Args:
        conn: Of the transaction.
        office: This authority.
        standing_id: Of the standing answer, whose giver recalled or corrected it.
        recalled: Whether its contents are sealed, so that they are not shown here either.
        alarm: Kind of task where a decision rested on it.
    """
    wakes: list[Wake] = []
    for row in rows.relying_on(conn, standing_id):
        decided = _decided(conn, row)
        if recalled or not decided:
            dropped = row.consultation.reliance_dropped(sealed=recalled)
            row = rows.save(conn, row.holding(dropped))  # noqa: PLW2901 - as it stands now
        case_id, at = row.consultation.case_id, office.clock.now()
        what = "recalled" if recalled else "corrected"
        text = says(
            "{peer} {what} the standing answer on which the consultation relied",
            peer=row.peer,
            what=what,
        )
        record_act(
            conn,
            at=at,
            actor=row.peer,
            verb=Verb(f"standing.{what}"),
            saying=text,
            subject=case_id or row.id,
            reference=row.id,
        )
        if decided or case_id is None:
            open_task(conn, at=at, kind=alarm, subject=case_id or row.id, saying=text)
            continue
        case_rows.let_proposal_fall(conn, case_id)
        note_owed(conn, office, case_id)
        wakes.append(poke_case(case_id))
    return wakes


def _decided(conn: Connection, row: rows.Row) -> bool:
    case_id = row.consultation.case_id
    return case_id is not None and case_rows.get(conn, case_id).state in ENDED_STATES
