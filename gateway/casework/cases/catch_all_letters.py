"""Letters that inform somebody of a requirement: made by a decision, read, ended.

It is made in the decision's transaction (Articles 4(1), 5(1), 10(1) and their kin). It ends by its
last day, by a letter that takes its place, or by two officers who lift it: the wish of the first
waits (`gateway.casework.acts.waiting_acts`). What other authorities
were told of it is theirs to know has ended, which is then a task.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection

from gateway.casework.acts.due_dates import Due, DueKind, clear_due, set_due
from gateway.casework.acts.journal import Journal, acts_of, journal_of, next_number
from gateway.casework.acts.waiting_acts import Proposed, hold
from gateway.casework.permissions import Officer, Permission
from gateway.casework.records import case_rows, licence_rows
from gateway.casework.rules.outcomes import two_officers
from gateway.casework.services import Office, Work, reader_of
from gateway.domain.acts import TaskKind, Verb
from gateway.domain.case import Case, Decision, DecisionProposal, InformedTerms, Outcome
from gateway.domain.case.catch_all_letter import (
    InformedLetter,
    InformedState,
    InformedSummary,
    Lifting,
    StandingInformed,
    WantedLifting,
)
from gateway.domain.denial import FreeText
from gateway.domain.page import FIRST_PAGE, Page, PageRequest
from gateway.domain.rulebook.acts import CaseOutcome
from gateway.domain.saying import Saying, says
from gateway.domain.transaction import Party
from gateway.domain.waiting_act import WaitingAct, WaitingKind
from gateway.errors import InputError, StateError
from gateway.views.frame import NounView
from gateway.views.informed_view import informed_view


def check_informed(
    work: Work,
    case: Case,
    proposal: DecisionProposal,
    outcome: CaseOutcome,
    sees: Callable[[str], bool],
) -> None:
    """Check what a proposal says of the letter that it makes.

    Args:
        work: The transaction, with the services of the node.
        case: The case.
        proposal: What is proposed.
        outcome: What the rulebook says of its outcome.
        sees: Says of a case whether it is there for the officer: nor is its letter otherwise.

    Raises:
        InputError: Its outcome informs nobody, nobody is named to be informed, the number is
            another letter's, its last day is past, or it replaces none that is in force; names
            the field.
    """
    terms = proposal.informed
    if not outcome.informs:
        if terms is not None:
            raise _wrong(
                "informed",
                "the outcome {outcome} informs nobody",
                "Leave it out.",
                outcome=outcome.outcome,
            )
        return
    if _informed(case, terms) is None:
        raise _wrong(
            "informed.addressee",
            "{informs} holds for whom the authority has informed, and nobody is named",
            "Give the exporter in the application, or the addressee here.",
            informs=outcome.informs,
        )
    if outcome.exporter_first:
        _check_first(work.office, case, outcome, terms)
    if terms is None:
        return
    if terms.number is not None and licence_rows.find_informed(work.conn, terms.number) is not None:
        raise _wrong(
            "informed.number",
            "{number} is the number of another letter",
            "Give another number, or none: the gateway makes one.",
            number=terms.number,
        )
    if terms.valid_until is not None and terms.valid_until < work.today:
        raise _wrong(
            "informed.valid_until",
            "{valid_until} is past",
            "Give a last day from today on, or none.",
            valid_until=terms.valid_until,
        )
    if terms.replaces is not None and not _stands(work, terms.replaces, sees):
        raise _wrong(
            "informed.replaces",
            "{replaces} is no letter that is in force",
            "{listCatchAllLetters} lists them.",
            replaces=terms.replaces,
        )


def _check_first(
    office: Office, case: Case, outcome: CaseOutcome, terms: InformedTerms | None
) -> None:
    """Refuse another addressee than an exporter who is established in the Union (Article 7)."""
    exporter = case.application.transaction.exporter.value
    named = None if terms is None else terms.addressee
    states = office.law.member_states(office.clock.now())
    if exporter is None or exporter.country is None:
        return
    within = states.of_country(exporter.country) is not None
    if within and named not in (None, exporter):
        raise _wrong(
            "informed.addressee",
            "{informs} has the exporter informed, who holds the contract with the consignee and "
            "is established in the Union",
            "Leave the addressee out.",
            informs=outcome.informs,
        )
    if not within and named is None:
        raise _wrong(
            "informed.addressee",
            "the exporter is not established in the Union, so {informs} has somebody else informed",
            "Give the declarant, the carrier or the traveller.",
            informs=outcome.informs,
        )


def _wrong(field: str, what: str, remedy: str, **values: Any) -> InputError:
    return InputError("{field}: ", what, remedy=remedy, field=field, **values)


def _informed(case: Case, terms: InformedTerms | None) -> Party | None:
    named = None if terms is None else terms.addressee
    return named or case.application.transaction.exporter.value


def _stands(work: Work, number: str, sees: Callable[[str], bool]) -> bool:
    found = licence_rows.find_informed(work.conn, number)
    if found is None or not sees(found.case_id):
        return False
    return found.state_on(work.today) is InformedState.IN_FORCE


def check_letter(work: Work, number: str, sees: Callable[[str], bool]) -> None:
    """Check that a letter which an application names is in force, and there for who files it.

    Raises:
        InputError: It is not; names the field.
    """
    if not _stands(work, number, sees):
        raise _wrong(
            "under_letter",
            "{number} is no letter that is in force",
            "Give the number of the letter by which the applicant was informed, or none.",
            number=number[:60],
        )


def keep_informed(work: Work, case: Case, decision: Decision, outcome: CaseOutcome) -> None:
    """Write the letter that a decision makes, where it makes one."""
    terms = decision.proposal.informed
    informed = _informed(case, terms)
    if not outcome.informs or informed is None:
        return
    asked, day = case.application.transaction, work.today
    end_user = asked.end_user.value
    letter = InformedLetter.made_from(
        asked,
        number=(terms.number if terms else None) or _number(work, day.year),
        authority=work.code,
        case_id=case.case_id,
        reference=case.application.reference,
        article=outcome.informs,
        informed=informed,
        end_users=() if end_user is None else (end_user,),
        consignee=asked.consignee.value,
        decided_at=decision.decided_at,
        valid_from=(terms.valid_from if terms else None) or day,
        valid_until=terms.valid_until if terms else None,
        replaces=terms.replaces if terms else None,
    )
    licence_rows.add_informed(work.conn, letter)
    _set_date(work, letter)
    earlier = licence_rows.find_informed(work.conn, letter.replaces) if letter.replaces else None
    if earlier is not None:
        earlier = earlier.replaced(letter)
        licence_rows.save_informed(work.conn, earlier)
        _take_place(work, earlier, by=decision.decided_by)


def _number(work: Work, year: int) -> str:
    """Return the next number of our own that no letter has."""
    while True:
        number = f"{work.code}-I-{year}-{next_number(work.conn, f'informed/{year}'):05d}"
        if (
            licence_rows.find_informed(work.conn, number) is None
        ):  # a national system may have given it
            return number


# --- how it ends ---------------------------------------------------------------------------


def _set_date(work: Work, letter: InformedLetter) -> None:
    """Write when its last day is to be reminded of, as the rulebook of its case says."""
    case = case_rows.find(work.conn, letter.case_id)
    rule = None if case is None else work.law.rulebook(case.rulebook).informed
    if letter.valid_until is None or rule is None:
        return
    at = work.office.end_of(letter.valid_until)
    soon = max(at - timedelta(days=rule.remind_before_days), work.now)
    set_due(work, kind=DueKind.INFORMED_ENDS, subject=letter.number, at=soon)


def _take_place(work: Work, earlier: InformedLetter, *, by: str) -> None:
    """End a letter whose place another takes, now or on the first day of that one."""
    if earlier.state_on(work.today) is InformedState.REPLACED:
        tell_of_end(work, earlier, by=by)
    elif earlier.last_day is not None:
        at = work.office.end_of(earlier.last_day)
        set_due(work, kind=DueKind.INFORMED_ENDS, subject=earlier.number, at=at)


def informed_ends(work: Work, due: Due) -> Due | None:
    """Remind of the last day of a letter; once it is over, say what else has ended with it."""
    letter = licence_rows.find_informed(work.conn, due.subject)
    if letter is None or letter.last_day is None:
        return None
    state, now = letter.state_on(work.today), work.now
    if state is InformedState.IN_FORCE:
        Journal(work.conn, now).open_task(
            TaskKind.INFORMED_ENDS,
            letter.case_id,
            says(
                "{number}, under {article}, ends on {day}: a letter that replaces it is another "
                "case",
                number=letter.number,
                article=letter.article,
                day=letter.last_day,
            ),
            key=letter.number,
        )
        over = work.office.end_of(letter.last_day)
        return Due(DueKind.INFORMED_ENDS, letter.number, over)
    if state is InformedState.EXPIRED:
        said = says("{number}", number=letter.number)
        _record(work.conn, Verb.INFORMED_EXPIRED, letter, "gateway", now, said)
    if state in (InformedState.EXPIRED, InformedState.REPLACED):
        tell_of_end(work, letter, by="gateway")
    return None


def tell_of_end(work: Work, letter: InformedLetter, *, by: str) -> None:
    """Close what waits about a letter that has ended; what others were told of it is a task."""
    journal = journal_of(work, by)
    clear_due(work.conn, kind=DueKind.INFORMED_ENDS, subject=letter.number)
    journal.close_tasks(TaskKind.INFORMED_ENDS, letter.case_id, key=letter.number)
    notices = notices_of(work.conn, letter)
    if notices:
        journal.open_task(
            TaskKind.INFORMED_ENDED,
            letter.case_id,
            says(
                "{number} has ended, and others were told of it by {notices}: withdraw that, or "
                "say what holds now",
                number=letter.number,
                notices=notices,
            ),
            key=letter.number,
        )


def notices_of(conn: Connection, letter: InformedLetter) -> tuple[str, ...]:
    """Return the numbers of the notices by which others were told of a letter."""
    acts = acts_of(conn, letter.case_id)
    found = (act.reference for act in acts if act.verb == Verb.NOTICE_GIVEN)
    return tuple(dict.fromkeys(found))


# --- by its number -------------------------------------------------------------------------


async def get_informed(office: Office, officer: Officer, number: str) -> StandingInformed:
    """Show a letter as it stands today: of what, to whom, under which article, until when.

    Raises:
        NotFoundError: There is none of that number, or it is not for this account.
    """
    officer.require(Permission.READ_CASES)
    return await office.read(lambda work: _standing(work, officer, number))


async def list_informed(
    office: Office, officer: Officer, *, page: PageRequest = FIRST_PAGE
) -> Page[InformedSummary]:
    """List letters by which somebody was informed of a requirement, newest first.

    Raises:
        InputError: INPUT_INVALID; the cursor is none of this list.
    """
    theirs, day = office.sight(officer, Permission.READ_CASES).case, office.today
    return await office.db.read(
        lambda conn: licence_rows.listed_informed(conn, page, on=day, among=theirs)
    )


async def view_of_informed(office: Office, officer: Officer, number: str) -> NounView:
    """Return a letter in words.

    Raises:
        NotFoundError: There is none of that number, or it is not for this account.
    """
    return informed_view(reader_of(office), await get_informed(office, officer, number))


def _standing(work: Work, officer: Officer, number: str) -> StandingInformed:
    found = licence_rows.find_informed(work.conn, number)
    if found is None or not work.office.sight_of(officer).sees(work.conn, found.case_id):
        raise licence_rows.no_such_letter(number)
    # By which notices others were told of it is not for who may not read notices.
    told = notices_of(work.conn, found) if officer.may(Permission.READ_DENIALS) else ()
    return found.standing(work.today, told)


def _in_force(work: Work, officer: Officer, number: str) -> InformedLetter:
    state = _standing(work, officer, number).state
    found = licence_rows.find_informed(work.conn, number)
    if found is None or state is not InformedState.IN_FORCE:
        raise StateError(
            "{number} is {state}; nothing more changes it",
            remedy="{getCatchAllLetter} says what became of it.",
            number=number,
            state=state,
        )
    return found


# --- lifted by two officers ----------------------------------------------------------------


async def propose_lifting(
    office: Office, officer: Officer, number: str, reason: FreeText
) -> StandingInformed | WaitingAct:
    """Say that a letter is to be lifted, and why; it waits for a second officer.

    Returns:
        The letter, lifted, where one officer decides such a case and this one may; else what
        waits for a second officer.

    Raises:
        NotFoundError: There is none of that number, or it is not for this account.
        StateError: It has ended, or another wish to lift it waits; names that one.
    """
    officer.require(Permission.PROPOSE)
    wanted = WantedLifting(reason=reason)

    def write(work: Work) -> StandingInformed | WaitingAct:
        letter = _in_force(work, officer, number)
        case = case_rows.get(work.conn, letter.case_id)
        needed = two_officers(office, case, Outcome.REQUIREMENT_IMPOSED)
        if not needed and officer.may(Permission.DECIDE):
            lift_in(work, officer, number, wanted.by(officer.name, office.clock.now()))
            return _standing(work, officer, number)
        proposed = Proposed(
            WaitingKind.INFORMED_LIFT,
            wanted,
            f"{number}, {letter.article}",
            number,
            stands_on=held_letter(work.conn, number),
            belongs_to=letter.case_id,
        )
        rule = office.law.rulebook(case.rulebook).four_eyes
        return hold(work, officer.name, proposed, rule)

    return await office.write(write)


def check_lifting(work: Work, officer: Officer, number: str) -> StandingInformed:
    """Return a letter that may be lifted now.

    Raises:
        NotFoundError: There is none of that number, or it is not for this account.
        StateError: It has ended.
    """
    _in_force(work, officer, number)
    return _standing(work, officer, number)


def held_letter(conn: Connection, number: str) -> str:
    """Return how a letter stands, as far as an act that waits must know."""
    found = licence_rows.find_informed(conn, number)
    return "" if found is None else sha256(found.model_dump_json().encode()).hexdigest()


def lift_in(work: Work, officer: Officer, number: str, lifting: Lifting) -> str:
    """Lift a letter inside a transaction of the caller; return its number.

    Args:
        work: The transaction, with the services of the node.
        officer: Who decides it.
        number: Of the letter.
        lifting: Who proposed it, and why.

    Raises:
        NotFoundError: There is none of that number, or it is not for this account.
        StateError: It has ended.
    """
    letter, at = _in_force(work, officer, number), work.now
    licence_rows.save_informed(work.conn, letter.lifted(lifting, by=officer.name, at=at))
    said = says("{number}", number=number)
    _record(work.conn, Verb.INFORMED_LIFTED, letter, officer.name, at, said)
    tell_of_end(work, letter, by=officer.name)
    return number


def _record(
    conn: Connection, verb: Verb, letter: InformedLetter, actor: str, at: datetime, said: Saying
) -> None:
    Journal(conn, at, actor).act(verb, letter.case_id, said, letter.number)
