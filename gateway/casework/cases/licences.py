"""Licences by their number: for officers, for the system that filed the case, for customs.

What has left under one is told by them. It has happened, and so it is kept: where the licence
did not allow it, a person gets a task. What is left of each line follows from it.

Customs read a licence in the terms of Regulation (EU) 2022/2399, as far as the authority's
policy gives it: off by default. The national eLicensing system asks with a system's token;
customs ask that system through CERTEX (docs/domain.md 9.2).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import StringConstraints
from sqlalchemy import Connection

from gateway.casework.acts.journal import Journal, journal_of
from gateway.casework.permissions import Officer, Permission
from gateway.casework.records import case_rows, licence_rows
from gateway.casework.services import Office, Work, reader_of
from gateway.domain.acts import TaskKind, Verb
from gateway.domain.authority import AuthorityCode
from gateway.domain.base import Day
from gateway.domain.case import (
    Application,
    Licence,
    LicenceSummary,
    LicenceUse,
    LicensedLine,
    RecordedUse,
    ReversedUse,
    StandingLicence,
)
from gateway.domain.case.licence_statement import (
    CustomsItem,
    LicenceAnswer,
    LicenceQuestion,
    LicenceStatement,
)
from gateway.domain.denial import FreeText
from gateway.domain.lists.filters import EVERY_LICENCE, LicenceFilter, check_days
from gateway.domain.openness import Customs, CustomsLicence, LicenceAnswers, ToldField
from gateway.domain.page import FIRST_PAGE, Page, PageRequest
from gateway.domain.saying import says
from gateway.errors import (
    ComityError,
    InputError,
    NotFoundError,
    PermissionRefusedError,
    StateError,
)
from gateway.views.frame import NounView
from gateway.views.licence_view import licence_view


async def get_licence(office: Office, officer: Officer, number: str) -> StandingLicence:
    """Show a licence as it stands today: what may leave under it, for whom, until when.

    Raises:
        NotFoundError: There is none of that number, or it is not for this account.
    """
    officer.require(Permission.READ_CASES)

    def read(work: Work) -> StandingLicence:
        found = _seen(work, officer, number)
        return found.standing(
            office.today, case_rows.get(work.conn, found.case_id, lock=False).licence
        )

    return await office.read(read)


async def list_licences(
    office: Office,
    officer: Officer,
    chosen: LicenceFilter = EVERY_LICENCE,
    *,
    page: PageRequest = FIRST_PAGE,
) -> Page[LicenceSummary]:
    """List licences, newest first; with filters those that fit all, e.g. a declaration (MRN).

    Args:
        office: This authority.
        officer: Who reads.
        chosen: Which of them.
        page: Which part.

    Raises:
        InputError: The cursor is none of this list, or no such days are there.
    """
    theirs, day = office.sight(officer, Permission.READ_CASES).case, office.today
    check_days("ends", chosen.ends_from, chosen.ends_until)
    return await office.db.read(
        lambda conn: licence_rows.listed(conn, page, chosen, on=day, among=theirs)
    )


async def renewal_of(
    office: Office,
    officer: Officer,
    number: str,
    reference: Annotated[str, StringConstraints(max_length=120)],
) -> Application:
    """Draft an application to renew a licence: for what it was granted; nothing is filed.

    Args:
        office: This authority.
        officer: Who reads.
        number: The licence.
        reference: Of the new application.

    Raises:
        NotFoundError: There is no such licence, or it is not for this account.
    """
    officer.require(Permission.READ_CASES)

    def read(work: Work) -> Application:
        licence = _seen(work, officer, number)
        granted = case_rows.get(work.conn, licence.case_id, lock=False).application
        return licence.renewal(granted, reference)

    return await office.read(read)


async def view_of_licence(office: Office, officer: Officer, number: str) -> NounView:
    """Return a licence in words.

    Raises:
        NotFoundError: There is none of that number, or it is not for this account.
    """
    licence = await get_licence(office, officer, number)
    uses = await list_uses(office, officer, number)
    return licence_view(reader_of(office), licence, uses)


def _seen(work: Work, officer: Officer, number: str) -> Licence:
    found = licence_rows.find(work.conn, number)
    if found is None or not work.office.sight_of(officer).sees(work.conn, found.case_id):
        raise licence_rows.no_such_licence(number)
    return found


async def customs_licence(
    office: Office, officer: Officer, reference: str, *, on: Day | None = None
) -> CustomsLicence:
    """Return a licence in the terms of Regulation (EU) 2022/2399.

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
    policy = office.settings.openness().customs
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
                remedy="Give its number, as {listLicences} shows it.",
            )
        day = on or office.today
        return _record(office, policy, licence.standing(day, case.licence), day)

    return await office.db.read(read)


def _record(office: Office, policy: Customs, licence: StandingLicence, day: date) -> CustomsLicence:
    until = licence.valid_until or policy.last_day(licence.valid_from)
    exporter = licence.exporter.value
    numbers = () if exporter is None else exporter.identifiers
    return CustomsLicence.made_from(
        licence,
        reference=licence.case_id,
        national_reference=licence.reference,
        authority=office.code,
        kind=str(licence.kind),
        valid_until=until,
        usable=licence.allows_on(day) and day <= until,
        eori=next((each.value for each in numbers if each.scheme.upper() == "EORI"), None),
        items=tuple(_item(each) for each in licence.lines),
        conditions=len(licence.conditions),
        as_of=office.clock.now(),
    )


def _item(licensed: LicensedLine, *, left: bool = True) -> CustomsItem:
    item, is_left = licensed.item, licensed.left
    return CustomsItem.made_from(
        item,
        line=licensed.line,
        unit=item.quantity_unit,
        quantity_left=is_left.quantity if left else None,
        value_left=is_left.value if left else None,
    )


def case_asked_about(conn: Connection, question: LicenceQuestion) -> str | None:
    """Return the case of the licence that another authority asks about, or None."""
    found = licence_rows.find(conn, question.number)
    return None if found is None else found.case_id


def statement_for(
    work: Work, asking: AuthorityCode, question: LicenceQuestion
) -> LicenceStatement | None:
    """Return what the node says of a licence by itself to another authority.

    Never more than `openness.toml` lets it say to whom; of what not every officer here sees,
    nothing.

    Args:
        work: The transaction, with the services of the node.
        asking: Who asks.
        question: Of which licence, and of which day.

    Returns:
        None where an officer is to answer.
    """
    policy = _answers_by_itself(work.office)
    if policy is None or not policy.answers(asking):
        return None
    day = question.on or work.today
    licence = licence_rows.find(work.conn, question.number)
    if licence is None:
        return LicenceStatement(number=question.number, on=day, answer=LicenceAnswer.UNKNOWN)
    if case_rows.mark_on(work.conn, licence.case_id):
        return None
    standing = licence.standing(day, case_rows.get(work.conn, licence.case_id, lock=False).licence)
    until = _until(work.office, standing)
    stands = standing.allows_on(day) and (until is None or day <= until)
    told = set(policy.fields)
    days, lines = ToldField.DAYS in told, standing.lines if ToldField.LINES in told else ()
    return LicenceStatement(
        number=licence.number,
        on=day,
        answer=LicenceAnswer.STANDS if stands else LicenceAnswer.STANDS_NOT,
        state=standing.state if ToldField.STATE in told else None,
        valid_from=standing.valid_from if days else None,
        valid_until=until if days else None,
        lines=tuple(_item(each, left=ToldField.LEFT in told) for each in lines),
    )


def _answers_by_itself(office: Office) -> LicenceAnswers | None:
    try:
        return office.settings.openness().licence_answers
    except ComityError:  # a faulty file shows nothing, and holds no letter up
        return None


def _until(office: Office, licence: StandingLicence) -> date | None:
    """Return the last day of a licence; of one that says none, that of the policy for customs."""
    policy = office.settings.openness().customs
    if licence.valid_until is not None or policy is None:
        return licence.valid_until
    return policy.last_day(licence.valid_from)


async def use_licence(
    office: Office, officer: Officer, number: str, use: LicenceUse
) -> RecordedUse:
    """Tell what has left under a licence; the same reference again is the same use.

    A use that the licence did not allow is recorded as well, and a person is told.

    Args:
        office: This authority.
        officer: Who tells it: an officer, the licensing system, or customs by its system.
        number: The licence.
        use: What has left, and under which declaration.

    Raises:
        NotFoundError: There is none of that number, or it is not for this account.
        StateError: Another use was told under the same reference.
        InputError: A line, unit or currency is none of the licence, or the goods are to leave
            after today; names the field.
    """
    officer.require(Permission.TELL_USES)

    def write(work: Work) -> RecordedUse:
        licence = _for_who_tells(work, officer, number)
        known = licence_rows.find_use(work.conn, number, use.reference)
        if known is not None:
            return _the_same(known, use)
        licence.check_use(use)
        if _day(office, use) > office.today:
            raise InputError("at: that day is still to come")
        return _record_use(work, officer, licence, use)

    return await office.write(write)


async def reverse_use(
    office: Office, officer: Officer, number: str, reference: str, reason: FreeText
) -> RecordedUse:
    """Say that what a use told did not leave.

    Args:
        office: This authority.
        officer: Who says so; a system reverses only what it told itself.
        number: The licence.
        reference: Of the use.
        reason: Why.

    Raises:
        NotFoundError: There is no such licence or use, or it is not for this account.
        PermissionRefusedError: Another account told the use, and a system would reverse it.
    """
    officer.require(Permission.TELL_USES)

    def write(work: Work) -> RecordedUse:
        licence = _for_who_tells(work, officer, number)
        known = licence_rows.find_use(work.conn, number, reference)
        if known is None:
            raise NotFoundError(
                "no use of {number} was told under {use}",
                remedy="{listLicenceUses} lists them.",
                use=reference[:60],
                number=number,
            )
        if known.told_by != officer.name and not officer.may(Permission.ASSESS):
            raise PermissionRefusedError(
                "another account told this use",
                remedy="Ask that account, or an officer, to reverse it.",
                use=known.reference,
            )
        if known.reversal is not None:
            return known
        return _reverse_use(work, officer, licence, known, reason)

    return await office.write(write)


async def list_uses(
    office: Office, officer: Officer, number: str, *, page: PageRequest = FIRST_PAGE
) -> Page[RecordedUse]:
    """List what has left under a licence, declaration by declaration; the last told first.

    Raises:
        NotFoundError: There is no such licence, or it is not for this account.
        InputError: INPUT_INVALID; the cursor is none of this list.
    """
    officer.require(Permission.READ_CASES)

    def read(work: Work) -> Page[RecordedUse]:
        _seen(work, officer, number)
        return licence_rows.listed_uses(work.conn, number, page)

    return await office.read(read)


def keep_exceeded(work: Work, licence: Licence, *, by: str) -> None:
    """Keep a person's task for each line of which more has left than is licensed.

    Args:
        work: The transaction, with the services of the node.
        licence: As it is now.
        by: Who changed it.
    """
    kind = TaskKind.LICENCE_EXCEEDED
    journal = journal_of(work, by)
    for line in licence.lines_left:
        key = f"{licence.number}/{line.line}"
        if line.exceeded:
            said = says(
                "more has left under line {line} of the licence {licence} than it allows",
                line=line.line,
                licence=licence.number,
            )
            journal.open_task(kind, licence.case_id, said, key=key)
        else:
            journal.close_tasks(kind, licence.case_id, key=key)


def _for_who_tells(work: Work, officer: Officer, number: str) -> Licence:
    """Return a licence of which an account may tell uses, locked.

    Customs tell them of each licence that policy shows them; others of those that they may read.
    """
    found = licence_rows.find(work.conn, number, lock=True)
    if found is None or not _is_there(work, officer, found.case_id):
        raise licence_rows.no_such_licence(number)
    return found


def _is_there(work: Work, officer: Officer, case_id: str) -> bool:
    reading = work.office.sight_of(officer)
    if officer.may(Permission.READ_CASES) and reading.sees(work.conn, case_id):
        return True
    return work.office.settings.openness().customs is not None and reading.knows(work.conn, case_id)


def _the_same(known: RecordedUse, told: LicenceUse) -> RecordedUse:
    if known.told != told:
        raise StateError(
            "another use was told under {use}",
            remedy="Reverse that one, and tell this one under a reference of its own.",
            use=told.reference,
        )
    return known


def _day(office: Office, use: LicenceUse) -> date:
    return use.at.astimezone(office.law.calendar(office.code).zone).date()


def _record_use(work: Work, officer: Officer, licence: Licence, told: LicenceUse) -> RecordedUse:
    day = _day(work.office, told)
    changes = case_rows.get(work.conn, licence.case_id, lock=False).licence
    before = tuple(each for each in changes if each.at <= told.at)
    now = licence.with_use(told)
    use = RecordedUse(
        **dict(told),
        told_by=officer.name,
        told_at=work.now,
        stood=licence.standing(day, before).allows_on(day),
        exceeded=tuple(
            each.line
            for each in now.lines_left
            if each.exceeded and each.line in {used.line for used in told.lines}
        ),
    )
    licence_rows.add_use(work.conn, licence.number, use)
    licence_rows.save(work.conn, now)
    keep_exceeded(work, now, by=officer.name)
    if not use.stood:
        Journal(work.conn, use.told_at).open_task(
            TaskKind.LICENCE_UNUSABLE,
            licence.case_id,
            says(
                "goods left under the licence {licence} on {day}, when it allowed nothing ({use})",
                licence=licence.number,
                day=day,
                use=use.reference,
            ),
            key=use.reference,
        )
    _note_use(work.conn, licence, use, verb=Verb.LICENCE_USED, at=use.told_at, by=officer.name)
    return use


def _reverse_use(
    work: Work,
    officer: Officer,
    licence: Licence,
    known: RecordedUse,
    reason: FreeText,
) -> RecordedUse:
    at = work.now
    use = known.reversed(ReversedUse(by=officer.name, at=at, reason=reason))
    licence_rows.save_use(work.conn, licence.number, use)
    now = licence.without_use(known)
    licence_rows.save(work.conn, now)
    keep_exceeded(work, now, by=officer.name)
    Journal(work.conn, at, officer.name).close_tasks(
        TaskKind.LICENCE_UNUSABLE, licence.case_id, key=use.reference
    )
    _note_use(work.conn, licence, use, verb=Verb.LICENCE_USE_REVERSED, at=at, by=officer.name)
    return use


def _note_use(
    conn: Connection, licence: Licence, use: RecordedUse, *, verb: Verb, at: datetime, by: str
) -> None:
    """Record an act about the licence; the case, which may have thousands, is not burdened."""
    lines = [str(each.line) for each in use.lines]
    Journal(conn, at, by).act(
        verb,
        licence.number,
        says("{use}: line {lines}", use=use.reference, lines=lines),
        use.reference,
    )
