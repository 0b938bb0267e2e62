"""Substitutes: one officer's work shows in another's inbox, from one day to another.

Nothing else changes hands: what is restricted and not for who stands in stays out of his sight.
"""

from __future__ import annotations

from sqlalchemy import Connection

from gateway.casework.accounts.officers import find_officer
from gateway.casework.inbox import substitute_rows as rows
from gateway.casework.permissions import Officer, Permission
from gateway.casework.services import Office
from gateway.domain.inbox import Substitute, WantedSubstitute
from gateway.domain.page import FIRST_PAGE, Page, PageRequest
from gateway.errors import InputError, PermissionRefusedError, Reason


async def list_substitutes(
    office: Office, officer: Officer, *, page: PageRequest = FIRST_PAGE
) -> Page[Substitute]:
    """List who stands in for the account and for whom it does; all for administrators.

    Raises:
        PermissionRefusedError: The role neither has an inbox nor arranges substitutes.
        InputError: The cursor is none of this list.
    """
    every = officer.may(Permission.KEEP_QUEUES)
    if not every:
        officer.require(Permission.READ_INBOX)
    naming = None if every else officer.name
    return await office.db.read(lambda conn: rows.listed(conn, page, naming=naming))


async def name_substitute(office: Office, officer: Officer, wanted: WantedSubstitute) -> Substitute:
    """Have one officer stand in for another from a day to a day.

    Raises:
        PermissionRefusedError: It is for another, and the role does not arrange that.
        InputError: The days end before they begin or are over; one of both is no officer
            here; or they are the same.
    """
    _check_may(officer, wanted.absent)
    _check_days(office, wanted)

    def write(conn: Connection) -> Substitute:
        for field in ("absent", "stands_in"):
            found = find_officer(conn, getattr(wanted, field))
            if found is None or not found.may(Permission.KEEP_INBOX):
                raise InputError(
                    "{field}: there is no such officer here",
                    remedy="Name an account with the role officer or decider.",
                    field=field,
                )
        return rows.add(conn, wanted, by=officer.name, at=office.clock.now())

    return await office.db.write(write)


async def end_substitute(office: Office, officer: Officer, number: int) -> Substitute:
    """End that an officer stands in for another.

    Raises:
        PermissionRefusedError: The role neither has an inbox nor arranges substitutes.
        NotFoundError: There is none of this number, or it is not the account's to end.
    """
    every = officer.may(Permission.KEEP_QUEUES)
    if not every:
        officer.require(Permission.KEEP_INBOX)

    def write(conn: Connection) -> Substitute:
        found = rows.get(conn, number)
        if not every and found.absent != officer.name:
            raise rows.no_such_substitute(number)
        if found.ended is None:
            rows.end(conn, number, by=officer.name, at=office.clock.now())
        return rows.get(conn, number)

    return await office.db.write(write)


def _check_may(officer: Officer, absent: str) -> None:
    if officer.may(Permission.KEEP_QUEUES):
        return
    officer.require(Permission.KEEP_INBOX)
    if absent != officer.name:
        raise PermissionRefusedError(
            "an officer names who stands in for himself alone",
            remedy="Ask an administrator to name who stands in for another.",
            role=officer.role,
            permission=Permission.KEEP_QUEUES,
        )


def _check_days(office: Office, wanted: WantedSubstitute) -> None:
    if wanted.absent == wanted.stands_in:
        raise InputError("stands_in: nobody stands in for himself", remedy="Name another officer.")
    if wanted.last < max(wanted.first, office.today):
        raise Reason.DATE_IMPOSSIBLE.error(
            "last: {last} lies before the first day, or before today",
            remedy="Give the first day, then the last one.",
            last=wanted.last,
        )
