"""The end of a suspension: its final assessment, which every member gets (Art 16(1)).

A suspended licence is reinstated, or stays out of use: revoked, annulled or limited. Where
it is reinstated the denial of the suspension ends with it (docs/domain.md 2.4). Where a court, or
the authority itself, has ended that denial before, the suspension stands on nothing: the licence
is reinstated, and whatever else is to become of it is another decision.
"""

from __future__ import annotations

from sqlalchemy import Connection

from gateway.casework.acts.journal import Journal
from gateway.casework.denials.denial_reviews import now_at, set_dates
from gateway.casework.denials.own_denials import enter, matched
from gateway.casework.permissions import Officer, Permission
from gateway.casework.records import case_rows
from gateway.casework.rules.outcomes import check_four_eyes
from gateway.casework.services import Office, Work
from gateway.casework.visibility import Visibility
from gateway.domain.acts import TaskKind, Verb
from gateway.domain.case import AFTER_SUSPENSION, Case, LicenceChange, LicenceState
from gateway.domain.denial import DenialState
from gateway.domain.letter import EntryType
from gateway.domain.notice import FinalAssessment, SuspensionEnd
from gateway.domain.saying import says
from gateway.errors import InputError, NotFoundError, StateError
from gateway.register.denials.act_dates import check_act_date
from gateway.register.denials.denial_queries import FoundDenial, get_denial


async def final_assessment(
    office: Office, officer: Officer, denial_id: str, assessment: FinalAssessment
) -> Case:
    """End the suspension of a licence; every member gets its final assessment.

    Args:
        office: This authority.
        officer: A decider who did not propose the suspension, where two officers decide.
        denial_id: The denial that the suspension created.
        assessment: What became of the licence, and why.

    Returns:
        The case of the licence.

    Raises:
        NotFoundError: No licence here was suspended under this denial.
        StateError: That suspension has ended, its denial has and the licence is not to be
            reinstated, or SECOND_OFFICER_NEEDED.
        InputError: The body is about another denial, or DATE_IMPOSSIBLE: its date is after
            today or before the suspension.
    """
    sight = office.sight(officer, Permission.DECIDE)
    if assessment.denial_id != denial_id:
        raise InputError(
            "denial_id: the body is about {body_id}, the address about {path_id}",
            body_id=assessment.denial_id,
            path_id=denial_id,
        )

    def write(work: Work) -> str:
        licence, suspended_by = _suspended(work.conn, sight, denial_id)
        if (decision := suspended_by.decision) is not None:
            refusal = "the officer who proposed the suspension does not end it"
            check_four_eyes(office, officer, suspended_by, decision.proposal.outcome, refusal)
        here, denial = now_at(office, office.code), get_denial(work.conn, denial_id)
        check_act_date(denial, assessment.at, here)
        _check_stands(denial, assessment)
        now = office.clock.now()
        journal = Journal(work.conn, now, officer.name)
        change = LicenceChange(
            state=AFTER_SUSPENSION[assessment.outcome],
            at=now,
            by_case=suspended_by.case_id,
            denial_id=denial_id,
        )
        case_rows.save(work.conn, licence.licence_changed(change))
        enter(work, EntryType.FINAL_ASSESSMENT, denial_id, matched(assessment))
        set_dates(work, [denial_id])  # reinstated: nothing is denied any more
        journal.close_tasks(TaskKind.SUSPENSION_OPEN, licence.case_id)
        for subject in dict.fromkeys((licence.case_id, suspended_by.case_id)):
            journal.act(
                Verb.SUSPENSION_ENDED,
                subject,
                says("{outcome}", outcome=assessment.outcome),
                denial_id,
            )
        return licence.case_id

    case_id = await office.write(write)
    sight = office.sight_of(officer)
    return await office.db.read(lambda conn: case_rows.shown(conn, sight, case_id))


def _check_stands(denial: FoundDenial, assessment: FinalAssessment) -> None:
    """Refuse an end that says no where the denial of the suspension stands no more.

    Raises:
        StateError: It was set aside or revoked, and the licence is not to be reinstated.
    """
    ended = denial.status.state is DenialState.REVOKED
    if ended and assessment.outcome is not SuspensionEnd.REINSTATED:
        raise StateError(
            "{denial_id} was set aside or revoked: nothing keeps the licence suspended",
            remedy="Reinstate it, by the outcome reinstated; to limit, annul or revoke it then is "
            "another decision: file a case of the kind licence_in_force.",
            denial_id=assessment.denial_id,
        )


def _suspended(conn: Connection, sight: Visibility, denial_id: str) -> tuple[Case, Case]:
    """Return the case of the licence that a denial suspended, locked, and the case that did."""
    suspending = case_rows.by_denial(conn, denial_id)
    licence = (
        case_rows.get(conn, suspending.application.concerns)
        if suspending is not None and suspending.application.concerns
        else None
    )
    named = () if suspending is None or licence is None else (suspending, licence)
    hidden = not all(sight.knows(conn, each.case_id) for each in named)
    if suspending is None or licence is None or hidden:
        raise NotFoundError(
            "no licence here was suspended by {denial_id}",
            remedy="{listDenials} lists our own denials.",
            denial_id=denial_id[:40],
        )
    last = licence.licence[-1]
    if (last.state, last.denial_id) != (LicenceState.SUSPENDED, denial_id):
        raise StateError(
            "the licence of {case_id} is {state}",
            remedy="Only a suspended licence gets a final assessment.",
            denial_id=denial_id,
            case_id=licence.case_id,
            state=last.state,
        )
    return licence, suspending
