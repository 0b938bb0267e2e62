"""Rows of cases: read with a lock, change as a model, write back, show whole."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select, update

from gateway.casework import consultation_rows
from gateway.casework.journal import acts_of, open_tasks
from gateway.domain.case import Case, CaseState, CaseSummary
from gateway.errors import NotFoundError
from gateway.store.tables_casework import licence_case as table

_JOINED = {"consultations", "acts", "attention"}
"""Fields of a case that live in tables of their own and are joined when it is shown."""


def add(conn: Connection, case: Case) -> None:
    """Insert a new case."""
    conn.execute(
        insert(table),
        [
            {
                "case_id": case.case_id,
                "reference": case.application.reference,
                "state": str(case.state),
                "destination": case.application.transaction.destination,
                "filed": case.filed_at,
                "settled": False,
                "body": case.model_dump_json(exclude=_JOINED),
            }
        ],
    )


def save(conn: Connection, case: Case) -> Case:
    """Write a changed case back and return it."""
    conn.execute(
        update(table)
        .where(table.c.case_id == case.case_id)
        .values(state=str(case.state), body=case.model_dump_json(exclude=_JOINED))
    )
    return case


def get(conn: Connection, case_id: str, *, lock: bool = True) -> Case:
    """Return a case without what is joined, its row locked unless it is only shown.

    Raises:
        NotFoundError: There is no such case.
    """
    query = select(table.c.body).where(table.c.case_id == case_id)
    if lock:
        query = query.with_for_update()
    body = conn.execute(query).scalar_one_or_none()
    if body is None:
        raise NotFoundError(f"there is no case {case_id[:40]}", case=case_id[:40])
    return Case.model_validate_json(body)


def by_reference(conn: Connection, reference: str) -> Case | None:
    """Return the case that was filed under a national reference, or None."""
    body = conn.execute(
        select(table.c.body).where(table.c.reference == reference)
    ).scalar_one_or_none()
    return Case.model_validate_json(body) if body is not None else None


def shown(conn: Connection, case_id: str) -> Case:
    """Return a case whole: with consultations, acts and what needs a person's attention."""
    case = get(conn, case_id, lock=False)
    found = consultation_rows.of_case(conn, case_id)
    ids = [row.id for row in found]
    attention = [
        item.text for subject in (case_id, *ids) for item in open_tasks(conn, subject=subject)
    ]
    return case.model_copy(
        update={
            "consultations": tuple(row.consultation for row in found),
            "acts": acts_of(conn, case_id, *ids),
            "attention": tuple(attention),
        }
    )


def listed(conn: Connection, *, state: CaseState | None = None) -> tuple[CaseSummary, ...]:
    """Return cases, newest first."""
    query = select(table).order_by(table.c.filed.desc(), table.c.case_id.desc())
    if state is not None:
        query = query.where(table.c.state == str(state))
    return tuple(
        CaseSummary(
            case_id=row["case_id"],
            reference=row["reference"],
            state=CaseState(row["state"]),
            destination=row["destination"],
            filed_at=row["filed"],
            attention=len(open_tasks(conn, subject=row["case_id"])),
        )
        for row in conn.execute(query).mappings()
    )


def unsettled(conn: Connection) -> tuple[str, ...]:
    """Return the ids of cases that must have a running workflow."""
    rows = conn.execute(select(table.c.case_id).where(table.c.settled.is_(False)))
    return tuple(rows.scalars())


def settle(conn: Connection, case_id: str) -> None:
    """Mark that nothing of the case is left to carry."""
    conn.execute(update(table).where(table.c.case_id == case_id).values(settled=True))
