"""The customs side: a licence in the terms of Regulation (EU) 2022/2399. Off by default.

The national eLicensing system asks with a system's token; customs ask that system through
CERTEX. Quantities are written off there: the gateway says what was granted and whether it
still may be used (docs/domain.md 9.2).
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime

from sqlalchemy import Connection

from gateway.casework.office.permissions import Officer, Permission
from gateway.casework.office.services import Office
from gateway.casework.records import case_rows
from gateway.domain.case import Case, LicenceState
from gateway.domain.openness import Customs, CustomsItem, CustomsLicence
from gateway.domain.transaction import Item
from gateway.errors import NotFoundError, StateError

_USABLE = frozenset({LicenceState.IN_FORCE, LicenceState.LIMITED})


async def customs_licence(
    office: Office, officer: Officer, reference: str, *, on: date | None = None
) -> CustomsLicence:
    """Return a licence as customs need it.

    Args:
        office: This authority.
        officer: Who asks: the national eLicensing system, or an officer.
        reference: Number of the case, or the reference under which it was filed.
        on: The day on which goods are to leave; today if absent.

    Raises:
        StateError: The authority's policy gives customs nothing.
        NotFoundError: There is no such licence; a case that was not granted is none, and so is
            one that is restricted, unless the account is named.
    """
    sight = office.sight(officer, Permission.READ_LICENCES)
    policy = office.openness().customs
    if policy is None:
        raise StateError(
            "this authority answers no questions of customs",
            remedy="Write [customs] into openness.toml; docs/openness.md says how.",
        )

    def read(conn: Connection) -> CustomsLicence:
        case = case_rows.find(conn, reference) or case_rows.by_reference(conn, reference)
        hidden = case is None or not sight.knows(conn, case.case_id)
        if case is None or hidden or not case.licence:
            raise NotFoundError(
                "there is no licence under this reference",
                remedy="Give the application's reference, as comity case list shows it.",
            )
        return _record(office, policy, case, on or _day(office, office.clock.now()))

    return await office.db.read(read)


def _record(office: Office, policy: Customs, case: Case, on: date) -> CustomsLicence:
    transaction = case.application.transaction
    granted = _day(office, case.licence[0].at)
    until = months_later(granted, policy.validity_months)
    state = case.licence[-1].state
    exporter = transaction.exporter.value
    numbers = () if exporter is None else exporter.identifiers
    return CustomsLicence(
        reference=case.case_id,
        national_reference=case.application.reference,
        authority=office.code,
        kind=str(case.application.kind),
        state=state,
        valid_from=granted,
        valid_until=until,
        usable=state in _USABLE and granted <= on <= until,
        eori=next((each.value for each in numbers if each.scheme.upper() == "EORI"), None),
        destination=transaction.destination,
        items=tuple(_item(line, item) for line, item in enumerate(transaction.items, start=1)),
        conditions=len(case.decision.proposal.conditions) if case.decision is not None else 0,
        as_of=office.clock.now(),
    )


def _item(line: int, item: Item) -> CustomsItem:
    return CustomsItem(
        line=line,
        codes=item.codes,
        cn_code=item.cn_code,
        description=item.description,
        quantity=item.quantity,
        unit=item.quantity_unit,
        value=item.value,
        currency=item.currency,
    )


def _day(office: Office, at: datetime) -> date:
    return at.astimezone(office.law.calendar(office.code, at).zone).date()


def months_later(day: date, months: int) -> date:
    """Return the same date so many months on, or the month's last (1182/71, Art 3(2)(c))."""
    at = day.year * 12 + day.month - 1 + months
    year, month = at // 12, at % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
