"""Cases: file an application, read, assess the human-rights risk, withdraw."""

from __future__ import annotations

from sqlalchemy import Connection

from gateway.casework import case_rows
from gateway.casework.coding import check_codes
from gateway.casework.journal import (
    Change,
    Task,
    changes_since,
    close_tasks,
    get_open_task,
    next_number,
    open_tasks,
    record_act,
)
from gateway.casework.office import Office
from gateway.casework.permissions import Officer, Permission
from gateway.domain.case import (
    ENDED_STATES,
    Application,
    Case,
    CaseState,
    CaseSummary,
    Decision,
    DecisionProposal,
    Outcome,
)
from gateway.domain.denial import FreeText
from gateway.domain.transaction import HumanRightsAssessment, Party, Transaction
from gateway.domain.triggers import assessment_required
from gateway.errors import InputError, Reason, StateError
from gateway.exchange.wakes import add_wakes, poke_case, start_case

APPLICATION = "application"
"""The one way of beginning a case in this release; others come with their issue."""


async def file_application(office: Office, officer: Officer, application: Application) -> Case:
    """File an application; filing the same one again returns the same case.

    Raises:
        InputError: An unknown procedure, country or control code; names the field.
        StateError: Another application was filed under this reference.
    """
    officer.require(Permission.FILE)
    if application.procedure != APPLICATION:
        raise InputError(
            f"procedure: {application.procedure[:40]!r} is not known",
            reason=Reason.PROCEDURE_UNKNOWN,
            remedy=f"Give {APPLICATION!r}.",
            field="procedure",
        )
    check_transaction(office, application.transaction)
    now = office.clock.now()
    rulebook = office.law.in_force(now)

    def write(conn: Connection) -> Case:
        earlier = case_rows.by_reference(conn, application.reference)
        if earlier is not None:
            if earlier.application != application:
                raise StateError(
                    f"another application was filed under {application.reference}",
                    remedy="Use a new reference; an amendment is an act of its own.",
                    reference=application.reference,
                )
            return earlier
        number = next_number(conn, f"case/{now.year}")
        case = Case(
            case_id=f"{office.code}-C-{now.year}-{number:05d}",
            state=CaseState.FILED,
            application=application,
            assessment=application.transaction.human_rights,
            assessment_required=assessment_required(
                application.transaction, office.law.controls, rulebook
            ),
            rulebook=rulebook.version,
            annex_i=office.law.lists().version_in_force(now.date()),
            filed_at=now,
        )
        case_rows.add(conn, case)
        record_act(
            conn,
            at=now,
            actor=officer.name,
            verb="case.filed",
            text=f"application {application.reference}",
            subject=case.case_id,
        )
        add_wakes(conn, [start_case(case.case_id)])
        return case

    case = await office.db.write(write)
    office.tell()
    return await office.db.read(lambda conn: case_rows.shown(conn, case.case_id))


def check_transaction(office: Office, transaction: Transaction) -> None:
    """Check every country that a transaction names, wherever it stands.

    Raises:
        InputError: COUNTRY_UNKNOWN with the field's path.
    """
    check_codes(office, transaction)
    named: list[tuple[str, str | None]] = [("destination", transaction.destination)]
    single = ("country_of_consignment", "state_of_declaration", "third_country_of_location")
    named += [(field, getattr(transaction, field)) for field in single]
    for field in ("goods_located_in", "transit_countries"):
        named += [(f"{field}[{i}]", code) for i, code in enumerate(getattr(transaction, field))]
    for role in ("exporter", "consignee", "end_user"):
        named += _countries_of(role, getattr(transaction, role).value)
    for i, party in enumerate(transaction.intermediaries):
        named += _countries_of(f"intermediaries[{i}]", party)
    for i, item in enumerate(transaction.items):
        named.append((f"items[{i}].country_of_origin", item.country_of_origin))
        named += [
            (f"items[{i}].classifications[{k}].state", each.state)
            for k, each in enumerate(item.classifications)
        ]
    for field, country in named:
        if country is not None:
            office.law.check_country(country, field=f"transaction.{field}")


def _countries_of(path: str, party: Party | None) -> list[tuple[str, str | None]]:
    if party is None:
        return []
    addresses = [
        (f"{path}.addresses[{i}].country", each.country) for i, each in enumerate(party.addresses)
    ]
    return [(f"{path}.country", party.country), *addresses]


async def get_case(office: Office, officer: Officer, case_id: str) -> Case:
    """Return a case with everything that counts.

    Raises:
        NotFoundError: There is no such case.
    """
    officer.require(Permission.READ)
    return await office.db.read(lambda conn: case_rows.shown(conn, case_id))


async def list_cases(
    office: Office, officer: Officer, *, state: CaseState | None = None
) -> tuple[CaseSummary, ...]:
    """Return cases, newest first."""
    officer.require(Permission.READ)
    return await office.db.read(lambda conn: case_rows.listed(conn, state=state))


async def list_tasks(office: Office, officer: Officer) -> tuple[Task, ...]:
    """Return what a person must look at, oldest first."""
    officer.require(Permission.READ)
    return await office.db.read(open_tasks)


async def close_task(office: Office, officer: Officer, task_id: int, note: FreeText) -> Task:
    """Close a task by hand, on record; the note says what was done.

    Raises:
        NotFoundError: There is no such open task.
        StateError: It closes by the act that it asks for, and by nothing else.
    """
    officer.require(Permission.ASSESS)

    def write(conn: Connection) -> Task:
        task = get_open_task(conn, task_id)
        if task.kind in CLOSED_BY_THEIR_ACT:
            raise StateError(
                "the task closes when it is done", remedy=f"Do it: {task.text}", kind=task.kind
            )
        at = office.clock.now()
        close_tasks(
            conn, at=at, kind=task.kind, subject=task.subject, text=task.text, by=officer.name
        )
        record_act(
            conn,
            at=at,
            actor=officer.name,
            verb="task.closed",
            text=f"{task.text}: {note.text}",
            subject=task.subject,
        )
        return task.model_copy(update={"closed": at})

    return await office.db.write(write)


CLOSED_BY_THEIR_ACT = frozenset(
    {"answer.due", "extension.asked", "silence.unconfirmed", "register.tampered", "denial.unseen"}
)
"""Kinds of task that no note can close: only the answer, the reply, the decision can."""


async def changes(office: Office, officer: Officer, *, cursor: int) -> tuple[Change, ...]:
    """Return what changed since a cursor, for national systems."""
    officer.require(Permission.READ)
    return await office.db.read(lambda conn: changes_since(conn, cursor))


async def assess(
    office: Office, officer: Officer, case_id: str, assessment: HumanRightsAssessment
) -> Case:
    """Record the human-rights assessment, or replace it by a newer one before the decision.

    Raises:
        StateError: The case has ended.
    """
    officer.require(Permission.ASSESS)

    def write(conn: Connection) -> None:
        case = open_case(conn, case_id)
        case_rows.save(
            conn,
            case.model_copy(
                update={
                    "assessment": assessment,
                    "proposal": None,
                    "proposed_by": "",
                    "state": back_to_assessment(case.state),
                }
            ),
        )
        record_act(
            conn,
            at=office.clock.now(),
            actor=officer.name,
            verb="case.assessed",
            text=f"human-rights risk: {assessment.risk}",
            subject=case_id,
        )

    await office.db.write(write)
    return await office.db.read(lambda conn: case_rows.shown(conn, case_id))


def back_to_assessment(state: CaseState) -> CaseState:
    """Return the state after a change under a proposal: the proposal no longer stands."""
    return CaseState.ASSESSMENT if state is CaseState.PROPOSED else state


def open_case(conn: Connection, case_id: str) -> Case:
    """Return a case that has not ended.

    Raises:
        NotFoundError: There is no such case.
        StateError: It has ended.
    """
    case = case_rows.get(conn, case_id)
    if case.state in ENDED_STATES:
        raise StateError(f"the case is {case.state}; nothing more changes it", case=case_id)
    return case


async def withdraw(office: Office, officer: Officer, case_id: str, reason: FreeText) -> Case:
    """Record that the applicant withdrew the application.

    Raises:
        StateError: The case has ended, or a refusal was already determined: then the
            determination is notified by a decision, not undone by a withdrawal (16(1)).
    """
    officer.require(Permission.ASSESS)

    def write(conn: Connection) -> None:
        case = open_case(conn, case_id)
        if case.proposal is not None and case.proposal.outcome is Outcome.REFUSED:
            raise StateError(
                "a refusal is proposed; decide it or record a new assessment first", case=case_id
            )
        now = office.clock.now()
        proposal = DecisionProposal(outcome=Outcome.WITHDRAWN, explanation=(reason,))
        decision = Decision(
            proposal=proposal,
            proposed_by=officer.name,
            proposed_at=now,
            decided_by=officer.name,
            decided_at=now,
            four_eyes=False,
        )
        case_rows.save(
            conn, case.model_copy(update={"state": CaseState.WITHDRAWN, "decision": decision})
        )
        record_act(
            conn, at=now, actor=officer.name, verb="case.withdrawn", text="", subject=case_id
        )
        add_wakes(conn, [poke_case(case_id, "withdrawn")])

    await office.db.write(write)
    office.tell()
    return await office.db.read(lambda conn: case_rows.shown(conn, case_id))
