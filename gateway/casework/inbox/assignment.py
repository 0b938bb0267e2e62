"""In whose hands a case or a consultation is put, and what is said when it is handed over."""

from __future__ import annotations

from gateway.casework.accounts.officers import find_officer
from gateway.casework.acts.journal import journal_of
from gateway.casework.permissions import Officer, Permission
from gateway.casework.records import case_rows
from gateway.casework.services import Office, Work
from gateway.domain.acts import Verb
from gateway.domain.case import ENDED_STATES, Case
from gateway.domain.denial import FreeText
from gateway.domain.saying import Saying, says
from gateway.errors import InputError, StateError


async def assign_case(
    office: Office, officer: Officer, case_id: str, assignee: str, note: FreeText | None = None
) -> Case:
    """Put the case into an officer's hands.

    Args:
        office: Services of the node.
        officer: Who does it.
        case_id: The case.
        assignee: Account of the officer; empty: it is in nobody's hands.
        note: What who takes it over is to know.

    Raises:
        StateError: The case has ended.
        InputError: There is no such officer, the role may not assess, or the case is
            restricted and not for him.
    """
    sight = office.sight(officer, Permission.ASSESS)

    def write(work: Work) -> Case:
        case = case_rows.get(work.conn, case_id)
        if case.state in ENDED_STATES:
            raise StateError(
                "the case is {state}: nothing of it is left to do",
                remedy="{listInbox} shows what is open.",
                case_id=case_id,
                state=case.state,
            )
        check_assignee(work, assignee, case_id, Permission.ASSESS)
        case_rows.save(work.conn, case.assigned(assignee))
        journal_of(work, officer.name).act(
            Verb.CASE_ASSIGNED, case_id, handed_over(case.assigned_to, assignee, note)
        )
        return case_rows.shown_to(work.conn, sight, case_id)

    return await office.write(write)


def check_assignee(work: Work, assignee: str, subject: str, permission: Permission) -> None:
    """Check that an officer may have something in hand.

    Args:
        work: The transaction, with the services of the node.
        assignee: Account of the officer; empty: it is put into nobody's hands.
        subject: The case or consultation.
        permission: What he must be allowed to do of it.

    Raises:
        InputError: There is no such officer, the role may not do it, or it is restricted and
            not for him.
    """
    if not assignee:
        return
    chosen = find_officer(work.conn, assignee)
    if chosen is None or not chosen.may(permission):
        raise InputError(
            "assignee: there is no such officer here, or the role may not {permission}",
            remedy="Name an officer who may {permission}.",
            permission=permission,
        )
    if not work.office.sight_of(chosen).knows(work.conn, subject):
        raise InputError(
            "assignee: this is restricted, and {assignee} is not named",
            remedy="Name who needs to know first: {changeAccess}.",
            assignee=assignee,
        )


def handed_over(holder: str, assignee: str, note: FreeText | None) -> Saying:
    """Say from whose hands into whose something was put, and with which note."""
    said = says("to {assignee}", assignee=assignee or "nobody")
    if holder and holder != assignee:
        said += says(", from {holder}", holder=holder)
    return said if note is None else said + says(": {words}", words=note.text)
