"""Cases: file an application, read, assess the human-rights risk, withdraw."""

from __future__ import annotations

from sqlalchemy import Connection

from gateway.casework import case_rows
from gateway.casework.journal import (
    Change,
    Task,
    changes_since,
    next_number,
    open_tasks,
    record_act,
)
from gateway.casework.office import Office
from gateway.casework.permissions import Officer, Permission
from gateway.domain.case import (
    Application,
    Case,
    CaseState,
    CaseSummary,
    Decision,
    DecisionProposal,
    Outcome,
)
from gateway.domain.denial import FreeText
from gateway.domain.transaction import HumanRightsAssessment, Transaction
from gateway.domain.triggers import assessment_required
from gateway.errors import InputError, Reason, StateError
from gateway.exchange.wakes import add_wakes, poke_case, start_case

APPLICATION = "application"
"""The one way of beginning a case in this release; others come with their issue."""

_ENDED = frozenset({CaseState.DECIDED, CaseState.WITHDRAWN})


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
    """Check codes and countries of a transaction against the lists that this node holds.

    Raises:
        InputError: CODE_UNKNOWN or COUNTRY_UNKNOWN with the field's path.
    """
    named = [("destination", transaction.destination)]
    named += [(f"goods_located_in[{i}]", c) for i, c in enumerate(transaction.goods_located_in)]
    named += [(f"transit_countries[{i}]", c) for i, c in enumerate(transaction.transit_countries)]
    for role in ("exporter", "consignee", "end_user"):
        party = getattr(transaction, role).value
        if party is not None and party.country is not None:
            named.append((f"{role}.country", party.country))
    for field, country in named:
        office.law.check_country(country, field=f"transaction.{field}")


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
    if case.state in _ENDED:
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
