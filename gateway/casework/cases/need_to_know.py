"""Need to know within an authority: restrict a case, name who sees it, open it on record.

What is restricted is not there for who is not named (`office.sight`). A decider who is
not named may open it for a bounded time, and all who are named are told at once; an auditor
reads it, and each of his reads is an act. Clocks, letters and sweeps know nothing of any of it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from functools import partial

from sqlalchemy import Connection

from gateway.casework.accounts.officers import find_officer
from gateway.casework.acts.journal import Concern, Journal, keep_found
from gateway.casework.consultations.same_transaction import hide_twins, show_twins_again
from gateway.casework.permissions import Officer, Permission
from gateway.casework.records import (
    case_rows,
    consultation_rows,
    restriction_rows,
)
from gateway.casework.services import Office, Work
from gateway.domain.acts import OF_DECIDERS, TaskKind, Verb
from gateway.domain.case import ENDED_STATES
from gateway.domain.case.restriction import (
    MOST_NAMED,
    OPEN_FOR,
    NamedAccount,
    Naming,
    Restriction,
    RestrictionDraft,
    RestrictionNote,
)
from gateway.domain.consultation import OPEN_STATES
from gateway.domain.denial import FreeText
from gateway.domain.page import FIRST_PAGE, Page, PageRequest
from gateway.domain.saying import Saying, says
from gateway.errors import InputError, NotFoundError, StateError
from gateway.exchange.journal import no_such_letter

# --- before every use case -----------------------------------------------------------------

_ABSENT = {
    "case_id": case_rows.no_such_case,
    "conversation_id": consultation_rows.no_such_consultation,
    "message_id": no_such_letter,
}
NAMING = frozenset(_ABSENT)
"""What the parameters and fields are called by which a request names something restricted."""


async def admitted(
    office: Office, officer: Officer, named: Mapping[str, Collection[str]], deed: str
) -> Officer:
    """Return the officer, as far as what his request names is there for him.

    What there is not, and what is not for him, are answered in the same words, before the use
    case looks at anything else: by no difference does he learn that there is something. It is
    looked at in a transaction of its own: who is not named in the very moment in which a mark is
    made is refused from the next request on.

    Args:
        office: This authority.
        officer: Who sends the request.
        named: Numbers and ids that it names, by what their parameter is called (`NAMING`).
        deed: What is read, for the record of an auditor's read; empty where nothing is.
    """
    sight = office.sight_of(officer)
    names = {each for found in named.values() for each in found}
    absent = await office.db.read(lambda conn: _not_there(partial(sight.finds, conn), named))
    if absent is not None:
        noun, name = absent
        return officer.asking_for(lambda: _ABSENT[noun](name))
    if officer.may(Permission.READ_RESTRICTED):
        roots = await office.db.read(lambda conn: sight.restricted_among(conn, names))
        if roots and deed:
            await office.db.write(lambda conn: _note_reading(conn, officer, roots, deed, sight.at))
    return officer


def _not_there(
    finds: Callable[[str, str], bool], named: Mapping[str, Collection[str]]
) -> tuple[str, str] | None:
    """Return the first of what is named that is not there for the account, and what it is."""
    for noun, found in named.items():
        for name in found:
            if not finds(noun, name):
                return noun, name
    return None


def _note_reading(
    conn: Connection, officer: Officer, roots: Iterable[str], deed: str, at: datetime
) -> None:
    account = officer.name
    for subject in sorted(roots):
        said = says("{account} read what is restricted: {deed}", account=account, deed=deed)
        _record(conn, Verb.RESTRICTION_READ, subject, account, said, at)


# --- what nobody would see in time -----------------------------------------------------------


async def keep_tasks_of_deciders(office: Office) -> None:
    """Tell deciders what is restricted and near its end, or seen by nobody: number and day alone.

    Who is named may be on leave, or gone: a period that ends unseen is an answer nobody gave.
    """

    def found(conn: Connection) -> list[Concern]:
        if not restriction_rows.every(conn):  # the sweep asks often, and mostly there is none
            return []
        at = office.clock.now()
        soon = at + office.law.remind_before_most(office.code, at)
        zone = office.law.calendar(office.code, at).zone
        concerns = []
        for subject in restriction_rows.seen_by_nobody(conn):
            said = says("{subject} is restricted, and nobody is left who sees it", subject=subject)
            concerns.append(Concern(TaskKind.RESTRICTED_UNSEEN, subject, said))
        for subject, due in restriction_rows.running_out(conn, soon):
            said = says(
                "{subject} is restricted, and a period in it ends on {day}",
                subject=subject,
                day=due.astimezone(zone).date(),
            )
            concerns.append(Concern(TaskKind.RESTRICTED_DUE, subject, said))
        return concerns

    await keep_found(office, OF_DECIDERS, found)


# --- the mark ------------------------------------------------------------------------------


async def restrict(
    office: Office, officer: Officer, subject: str, draft: RestrictionDraft
) -> Restriction:
    """Restrict a case, or a consultation that others ask of us, to those who need to know.

    Args:
        office: This authority.
        officer: Who marks it; he is named as well.
        subject: Number of the case, or id of the consultation.
        draft: Why, and who else is named.

    Raises:
        NotFoundError: There is nothing of the kind, or it is not there for the officer.
        StateError: It is restricted already, or follows the case in which we ask.
        InputError: There is no such account, or it could not read it; names the field.
    """
    officer.require(Permission.RESTRICT)
    at = office.clock.now()

    def write(work: Work) -> Restriction:
        _check_subject(work.conn, subject)
        _check_unmarked(work.conn, officer, subject, at)
        _check_accounts(work.conn, draft.to, "to")
        names = dict.fromkeys((officer.name, *draft.to))
        _check_few(names, "to")
        made = Restriction(
            subject=subject,
            reason_class=draft.reason_class,
            reason=draft.reason,
            by=officer.name,
            at=at,
            named=tuple(NamedAccount(account=each, by=officer.name, at=at) for each in names),
        )
        _check_hands(work.conn, subject, lambda name: name not in names, "to")
        restriction_rows.add(work.conn, made)
        case_rows.spread_mark(work.conn, made)
        hide_twins(work, subject)
        said = says(
            "restricted to {named} ({reason_class}): {reason}",
            named=list(names),
            reason_class=made.reason_class,
            reason=made.reason.text,
        )
        _record(work.conn, Verb.RESTRICTION_MADE, subject, officer.name, said, at)
        return made

    return await office.write(write)


async def let_in(office: Office, officer: Officer, subject: str, naming: Naming) -> Restriction:
    """Name who needs to know from now on, and who does not any more.

    Raises:
        NotFoundError: It is not restricted, or it is not there for the officer.
        InputError: There is no such account, or it could not read it; one is taken out that
            is not in, or nobody would be left; names the field.
    """
    officer.require(Permission.RESTRICT)
    at = office.clock.now()

    def write(conn: Connection) -> Restriction:
        mark = _changeable(conn, officer, subject, at)
        _check_naming(conn, mark, naming)
        _check_hands(conn, subject, lambda name: name in naming.take, "take")
        said = says(
            "who sees it: added {added}, taken out {taken}: {reason}",
            added=naming.add or ("-",),
            taken=naming.take or ("-",),
            reason=naming.reason.text,
        )
        for each in case_rows.same_marks(conn, mark):
            _name(conn, each.subject, officer, naming, at)
            _record(conn, Verb.RESTRICTION_NAMED, each.subject, officer.name, said, at)
        if not mark.names(officer.name, at):
            _tell(conn, subject, officer.name, said, at)
        return _held(conn, subject)

    return await office.db.write(write)


async def lift(office: Office, officer: Officer, subject: str, reason: FreeText) -> RestrictionNote:
    """Take the mark off: every officer sees it again.

    Raises:
        NotFoundError: It is not restricted, or it is not there for the officer.
    """
    officer.require(Permission.RESTRICT)
    at = office.clock.now()

    def write(work: Work) -> RestrictionNote:
        mark = _changeable(work.conn, officer, subject, at)
        said = says("not restricted any more: {reason}", reason=reason.text)
        for each in case_rows.same_marks(work.conn, mark):
            restriction_rows.lift(work.conn, each.subject)
            _record(work.conn, Verb.RESTRICTION_LIFTED, each.subject, officer.name, said, at)
            show_twins_again(work, each.subject)
        if not mark.names(officer.name, at):
            _tell(work.conn, subject, officer.name, said, at)
        return mark

    return await office.write(write)


async def open_restricted(
    office: Office, officer: Officer, subject: str, reason: FreeText
) -> Restriction:
    """Open what is restricted for three days, on record; all who are named are told.

    Raises:
        NotFoundError: It is not restricted.
        StateError: The officer sees it already.
    """
    officer.require(Permission.OPEN_RESTRICTED)
    at = office.clock.now()

    def write(conn: Connection) -> Restriction:
        mark = _held(conn, subject)
        if mark.names(officer.name, at):
            raise StateError(
                "{name} sees {subject} already",
                remedy="{getCase} shows it.",
                subject=subject,
                name=officer.name,
            )
        until = at + OPEN_FOR
        named = NamedAccount(
            account=officer.name, by=officer.name, at=at, until=until, reason=reason
        )
        restriction_rows.put_account(conn, subject, named)
        said = says(
            "{account} opened it and sees it until {until}: {reason}",
            account=officer.name,
            until=until,
            reason=reason.text,
        )
        _record(conn, Verb.RESTRICTION_OPENED, subject, officer.name, said, at)
        _tell(conn, subject, officer.name, said, at)
        return _held(conn, subject)

    return await office.db.write(write)


async def get_restriction(office: Office, officer: Officer, subject: str) -> Restriction:
    """Show who sees a restricted case or consultation, and why not everybody.

    Raises:
        NotFoundError: It is not restricted, or it is not there for the officer.
    """
    officer.require(Permission.READ_EVIDENCE)
    at = office.clock.now()
    mark = await office.db.read(lambda conn: _held(conn, subject))
    if not (officer.may(Permission.READ_RESTRICTED) or mark.names(officer.name, at)):
        raise _absent(subject)
    return mark


async def list_restricted(
    office: Office, officer: Officer, *, page: PageRequest = FIRST_PAGE
) -> Page[RestrictionNote]:
    """List what is restricted, by number alone, newest first: for who may open it."""
    officer.require(Permission.READ_RESTRICTIONS)
    return await office.db.read(lambda conn: restriction_rows.listed(conn, page))


def _absent(subject: str) -> NotFoundError:
    return NotFoundError(
        "nothing is restricted under {subject}",
        remedy="{listRestrictions} lists what is, for deciders.",
        subject=subject[:60],
    )


def _held(conn: Connection, subject: str) -> Restriction:
    mark = restriction_rows.find(conn, subject)
    if mark is None:
        raise _absent(subject)
    return mark


def _changeable(conn: Connection, officer: Officer, subject: str, at: datetime) -> Restriction:
    """Return a mark that the officer may change: he is named, or decides."""
    mark = _held(conn, subject)
    if not (mark.names(officer.name, at) or officer.may(Permission.OPEN_RESTRICTED)):
        raise _absent(subject)
    return mark


def _check_subject(conn: Connection, subject: str) -> None:
    talk = consultation_rows.find(conn, subject)
    if talk is None:
        case_rows.get(conn, subject)
    elif talk.consultation.case_id is not None:
        raise StateError(
            "the consultation belongs to case {case_id}",
            remedy="Restrict the case; what hangs on it follows it.",
            subject=subject,
            case_id=talk.consultation.case_id,
        )


def _check_unmarked(conn: Connection, officer: Officer, subject: str, at: datetime) -> None:
    mark = restriction_rows.find(conn, subject)
    if mark is None:
        return
    if not mark.names(officer.name, at):
        raise case_rows.no_such_case(subject)  # as of what is not there at all
    raise StateError(
        "{subject} is restricted already",
        remedy="Name who else needs to know: {changeAccess}.",
        subject=subject,
    )


def _check_accounts(conn: Connection, names: Iterable[str], field: str) -> None:
    for name in names:
        found = find_officer(conn, name)
        if found is None or not found.may(Permission.READ_CASES):
            raise InputError(
                "{field}: there is no account {name} that reads cases",
                remedy="An administrator lists the accounts: {listOfficers}.",
                field=field,
                name=name,
            )


def _check_naming(conn: Connection, mark: Restriction, naming: Naming) -> None:
    _check_accounts(conn, naming.add, "add")
    held = {each.account for each in mark.named}
    left = {each.account for each in mark.named if each.until is None}
    left = (left - {*naming.take}) | {*naming.add}
    if not {*naming.take} <= held:
        raise InputError("take: the account is not named")
    if not left:
        raise InputError(
            "take: nobody would be left who sees it",
            remedy="Name somebody else with it, or take the mark off: {liftRestriction}.",
        )
    _check_few(left, "add")


def _check_few(names: Collection[str], field: str) -> None:
    if len(names) > MOST_NAMED:
        raise InputError(
            "{field}: more than {most_named} accounts would see it",
            remedy="Name at most {most_named}, with those who are named already.",
            field=field,
            most_named=MOST_NAMED,
        )


def _name(conn: Connection, subject: str, officer: Officer, naming: Naming, at: datetime) -> None:
    """Let accounts in, then take out, as long as one is left."""
    for account in naming.add:
        named = NamedAccount(account=account, by=officer.name, at=at, reason=naming.reason)
        restriction_rows.put_account(conn, subject, named)
    left = {each.account for each in _held(conn, subject).named if each.until is None}
    if left - {*naming.take}:
        for account in naming.take:
            restriction_rows.take_account(conn, subject, account)


def _check_hands(
    conn: Connection, subject: str, hidden_from: Callable[[str], bool], field: str
) -> None:
    """Check that nobody has something in hand that would not be there for him any more."""
    case, talk = case_rows.find(conn, subject), consultation_rows.find(conn, subject, lock=False)
    is_open = case is not None and case.state not in ENDED_STATES
    if case is not None and is_open and case.assigned_to and hidden_from(case.assigned_to):
        raise InputError(
            "{field}: {assigned_to} has the case {case_id} in hand",
            remedy="Name {assigned_to}, or give it to who is named: {assignCase}.",
            field=field,
            assigned_to=case.assigned_to,
            case_id=subject,
        )
    for row in consultation_rows.about_case(conn, subject) if talk is None else (talk,):
        holder = row.consultation.assigned_to
        if row.state in OPEN_STATES and holder and hidden_from(holder):
            raise InputError(
                "{field}: {holder} has the consultation {conversation_id} in hand",
                remedy="Name {holder}, or give it to who is named: {assignConsultation}.",
                field=field,
                holder=holder,
                conversation_id=row.id,
            )


def _tell(conn: Connection, subject: str, account: str, said: Saying, at: datetime) -> None:
    """Make it a task of those who are named that somebody else came in."""
    Journal(conn, at).open_task(
        TaskKind.RESTRICTED_OPENED, subject, said, key=f"{account} {at.isoformat()}"
    )


def _record(
    conn: Connection, verb: Verb, subject: str, actor: str, said: Saying, at: datetime
) -> None:
    """Write an act that the evidence of the case, or of the consultation, has."""
    Journal(conn, at, actor).act(verb, subject, said, subject)
