"""Licensing data for other authorities: of one licence, or of a year, as a draft of a notice.

Whether an authority tells others licence by licence or once a year, and whom, is its own
policy: it publishes the one draft or the other, to the members that it chooses. Figures
name codes, destinations, numbers and values; never an exporter, never an end-user.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from sqlalchemy import Connection

from gateway.casework.notices.notices import NoticeDraft
from gateway.casework.office.notice_rules import find_kind
from gateway.casework.office.permissions import Officer, Permission
from gateway.casework.office.services import Office
from gateway.casework.records import case_rows
from gateway.domain.case import Case
from gateway.domain.notice import Figure
from gateway.errors import InputError, NotFoundError

NON_LISTED = "non-listed"

_Cell = tuple[str, str, str | None]
"""Code, destination, currency."""


async def licensing_draft(
    office: Office,
    officer: Officer,
    kind: str,
    *,
    year: int | None = None,
    case_id: str | None = None,
) -> NoticeDraft:
    """Draft a notice with the figures of one licence, or of the licences of a year.

    Args:
        office: The office.
        officer: Who asks.
        kind: Kind of notice that is to hold them; it must ask for figures.
        year: Year of the grants, in the authority's own time zone.
        case_id: The case of the one licence.

    Raises:
        InputError: Neither or both are named, or the kind holds no figures.
        NotFoundError: There is no such case, or nothing was granted.
    """
    officer.require(Permission.READ_FIGURES)
    if (year is None) == (case_id is None):
        raise InputError("year: name a year or a case", field="year")
    rule = find_kind(office.law, kind, office.clock.now()).rule
    if "figures" not in rule.required:
        raise InputError(f"kind: {rule.code} is no notice of licensing data", field="kind")
    cases = await office.db.read(lambda conn: tuple(_granted(conn, office, year, case_id)))
    if not cases:
        raise NotFoundError(
            "Nothing was granted there.",
            remedy="Name a case whose licence was granted, or another year.",
        )
    return NoticeDraft(kind=rule.code, at=office.today, figures=_figures(cases))


def _granted(
    conn: Connection, office: Office, year: int | None, case_id: str | None
) -> Iterator[Case]:
    known = case_rows.every_id(conn) if case_id is None else (case_id,)
    for each in known:
        case = case_rows.get(conn, each, lock=False)
        if case.licence and (year is None or _day_of_grant(office, case).year == year):
            yield case


def _day_of_grant(office: Office, case: Case) -> date:
    at = case.licence[0].at
    return at.astimezone(office.law.calendar(office.code, at).zone).date()


def _figures(cases: Iterable[Case]) -> tuple[Figure, ...]:
    """Count licences and add values by code, destination and currency."""
    licences: dict[_Cell, set[str]] = {}
    values: dict[_Cell, Decimal] = {}
    for case in cases:
        transaction = case.application.transaction
        if case.decision is not None:
            transaction = case.decision.proposal.granted_of(transaction)
        for item in transaction.items:
            cell = (next(iter(item.codes), NON_LISTED), transaction.destination, item.currency)
            licences.setdefault(cell, set()).add(case.case_id)
            if item.value is not None:
                values[cell] = values.get(cell, Decimal(0)) + item.value
    return tuple(
        Figure(
            code=cell[0],
            destination=cell[1],
            number=len(licences[cell]),
            value=values.get(cell),
            currency=cell[2],
        )
        for cell in sorted(licences, key=lambda cell: (cell[0], cell[1], cell[2] or ""))
    )
