"""Which cases an account may see: all, or its own; what hangs on a case follows it.

Everything that is shown or changed by somebody who may not see every case asks here. A case
that is not one's own is not there: the answer is that of a case that does not exist.
"""

from __future__ import annotations

from sqlalchemy import CompoundSelect, Connection, Select, select, union

from gateway.casework.office.permissions import Officer, Permission, Scope
from gateway.casework.records import case_rows
from gateway.domain.case import Case
from gateway.store.tables_casework import consultation as talk
from gateway.store.tables_casework import licence_case as case


def own_cases(officer: Officer, permission: Permission) -> Select[tuple[str]] | None:
    """Select the ids of the cases of which an account may do something; None for all.

    Raises:
        PermissionRefusedError: The role may not do it.
    """
    if officer.scope(permission) is not Scope.OWN:
        return None
    return select(case.c.case_id).where(case.c.filed_by == officer.name)


def own_subjects(officer: Officer, permission: Permission) -> CompoundSelect[tuple[str]] | None:
    """Select what acts and tasks are about that an account may see; None for all.

    Those are its cases and the consultations that we opened for them.

    Raises:
        PermissionRefusedError: The role may not do it.
    """
    own = own_cases(officer, permission)
    if own is None:
        return None
    asked = talk.c.ours.is_(True) & talk.c.case_id.in_(own)
    return union(own, select(talk.c.conversation_id).where(asked))


def sees(conn: Connection, officer: Officer, permission: Permission, case_id: str | None) -> bool:
    """Say whether a case is among those of which an account may do something.

    Raises:
        PermissionRefusedError: The role may not do it.
    """
    own = own_cases(officer, permission)
    if own is None:
        return True
    return conn.execute(own.where(case.c.case_id == case_id)).first() is not None


def get(conn: Connection, officer: Officer, permission: Permission, case_id: str) -> Case:
    """Return a case without what is joined, of which an account may do something.

    Raises:
        PermissionRefusedError: The role may not do it.
        NotFoundError: There is no such case, or it is not for this account.
    """
    if not sees(conn, officer, permission, case_id):
        raise case_rows.no_such_case(case_id)
    return case_rows.get(conn, case_id, lock=False)


def shown_to(conn: Connection, officer: Officer, case_id: str) -> Case:
    """Return a case whole, or without what it says of denials, as the account may read it.

    Raises:
        PermissionRefusedError: The role may not read cases.
        NotFoundError: There is no such case, or it is not for this account.
    """
    if not sees(conn, officer, Permission.READ_CASES, case_id):
        raise case_rows.no_such_case(case_id)
    found = case_rows.shown(conn, case_id)
    return found if officer.may(Permission.READ_HITS) else found.without_denials()
