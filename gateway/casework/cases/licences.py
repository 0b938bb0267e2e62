"""Licences by their number: for officers, for the system that filed the case, for customs.

Customs read a licence in the terms of Regulation (EU) 2022/2399, as far as the authority's
policy gives it: off by default. The national eLicensing system asks with a system's token;
customs ask that system through CERTEX (docs/domain.md 9.2).
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from gateway.casework.office.permissions import Officer, Permission
from gateway.casework.office.readers import reader_of
from gateway.casework.office.services import Office
from gateway.casework.office.sight import Sight
from gateway.casework.records import case_rows, licence_rows
from gateway.domain.case import LicenceState, LicenceSummary, LicensedLine, StandingLicence
from gateway.domain.openness import Customs, CustomsItem, CustomsLicence
from gateway.domain.page import FIRST_PAGE, Page, PageRequest
from gateway.errors import NotFoundError, StateError
from gateway.views.frame import NounView
from gateway.views.licence_view import licence_view

_USABLE = frozenset({LicenceState.IN_FORCE, LicenceState.LIMITED})


async def get_licence(office: Office, officer: Officer, number: str) -> StandingLicence:
    """Return a licence as it stands today.

    Raises:
        NotFoundError: There is none of that number, or it is not for this account.
    """
    sight = office.sight(officer, Permission.READ_CASES)
    return await office.db.read(lambda conn: _standing(conn, office, sight, number))


async def list_licences(
    office: Office, officer: Officer, *, page: PageRequest = FIRST_PAGE
) -> Page[LicenceSummary]:
    """Return licences, newest first.

    Raises:
        InputError: INPUT_INVALID; the cursor is none of this list.
    """
    theirs, day = office.sight(officer, Permission.READ_CASES).case, office.today
    return await office.db.read(lambda conn: licence_rows.listed(conn, page, on=day, among=theirs))


async def view_of_licence(office: Office, officer: Officer, number: str) -> NounView:
    """Return a licence in words.

    Raises:
        NotFoundError: There is none of that number, or it is not for this account.
    """
    licence = await get_licence(office, officer, number)
    return licence_view(reader_of(office), licence)


def _standing(conn: Connection, office: Office, sight: Sight, number: str) -> StandingLicence:
    found = licence_rows.find(conn, number)
    if found is None or not sight.sees(conn, found.case_id):
        raise licence_rows.no_such_licence(number)
    case = case_rows.get(conn, found.case_id, lock=False)
    return found.standing(office.today, case.licence)


async def customs_licence(
    office: Office, officer: Officer, reference: str, *, on: date | None = None
) -> CustomsLicence:
    """Return a licence as customs need it.

    Args:
        office: This authority.
        officer: Who asks: the national eLicensing system, or an officer.
        reference: Number of the licence or its case, or the reference of its application.
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
        case = case_rows.meant_by(conn, reference)
        licence = None if case is None else licence_rows.of_case(conn, case.case_id)
        if case is None or licence is None or not sight.knows(conn, case.case_id):
            raise NotFoundError(
                "there is no licence under this reference",
                remedy="Give its number, as comity licence list shows it.",
            )
        day = on or office.today
        return _record(office, policy, licence.standing(day, case.licence), day)

    return await office.db.read(read)


def _record(office: Office, policy: Customs, licence: StandingLicence, day: date) -> CustomsLicence:
    until = licence.valid_until or policy.last_day(licence.valid_from)
    exporter = licence.exporter.value
    numbers = () if exporter is None else exporter.identifiers
    return CustomsLicence(
        reference=licence.case_id,
        number=licence.number,
        national_reference=licence.reference,
        authority=office.code,
        kind=str(licence.kind),
        state=licence.state,
        valid_from=licence.valid_from,
        valid_until=until,
        usable=licence.state in _USABLE and licence.valid_from <= day <= until,
        eori=next((each.value for each in numbers if each.scheme.upper() == "EORI"), None),
        destination=licence.destination,
        items=tuple(_item(each) for each in licence.lines),
        conditions=len(licence.conditions),
        as_of=office.clock.now(),
    )


def _item(licensed: LicensedLine) -> CustomsItem:
    item = licensed.item
    return CustomsItem(
        line=licensed.line,
        codes=item.codes,
        cn_code=item.cn_code,
        description=item.description,
        quantity=item.quantity,
        unit=item.quantity_unit,
        value=item.value,
        currency=item.currency,
    )
