"""The authority's own figures of human-rights accountability and of consultations, for a year.

Counted from its cases and conversations when asked; nothing is kept, and nothing leaves but
the sums that a template asks for (`gateway.domain.annual.accountability.INDICATORS`).
"""

from __future__ import annotations

from datetime import date, datetime

from gateway.casework.denials.statistics import groups_of
from gateway.casework.permissions import Officer, Permission
from gateway.casework.records import case_rows, consultation_rows
from gateway.casework.services import Office, Work
from gateway.domain.annual.accountability import Accountability, account
from gateway.domain.case import Case
from gateway.errors import InputError


async def own_accountability(office: Office, officer: Officer, year: int) -> Accountability:
    """Count what this authority assessed, decided, asked and was asked in a year.

    Raises:
        PermissionRefusedError: The role may not read cases.
        InputError: The year lies ahead of the node's clock, or before there was a gateway.
    """
    officer.require(Permission.READ_FIGURES)
    now = office.clock.now()
    this_year = _day(office, now).year
    if not this_year - 50 <= year <= this_year:
        raise InputError("year: {year} is no year of this register", field="year", year=year)
    return await office.read(lambda work: count_own(work, year))


def count_own(work: Work, year: int) -> Accountability:
    """Count as `own_accountability`, within a transaction."""

    def groups(case: Case) -> frozenset[str]:
        items = case.application.transaction.items
        return groups_of((code for item in items for code in item.codes), work.law.controls)

    cases = (case_rows.get(work.conn, each, lock=False) for each in case_rows.every_id(work.conn))
    return account(
        work.code,
        year,
        cases,
        (row.consultation for row in consultation_rows.every(work.conn)),
        groups_of=groups,
        day_of=lambda at: _day(work.office, at),
    )


def _day(office: Office, at: datetime) -> date:
    return at.astimezone(office.law.calendar(office.code, at).zone).date()
