"""The decision: proposed by one officer, decided by a second, written to the own log.

Before it the law wants: every consultation ended (Arts 14(1), 16(5)), no binding
objection against a grant, the human-rights assessment of a cyber-surveillance item, and
the examination of all valid denials **at the moment of decision**. The decision, the
denial that a refusal creates (Art 16(1)) and the notice of a grant after a consultation
(Art 16(5), last subparagraph) are one transaction.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from gateway.casework import case_rows, consultation_rows
from gateway.casework.cases import open_case
from gateway.casework.examining import take_examination
from gateway.casework.journal import (
    close_tasks,
    next_number,
    open_task,
    record_act,
)
from gateway.casework.office import Office
from gateway.casework.permissions import Officer, Permission
from gateway.casework.readiness import (
    GRANTS,
    check_four_eyes,
    check_fresh,
    check_ready,
    stale_registers,
    unseen_denials,
)
from gateway.domain.base import Stated, Withholding
from gateway.domain.case import (
    Case,
    CaseState,
    Decision,
    DecisionProposal,
    Examination,
    Outcome,
)
from gateway.domain.denial import DecisionType, Denial, Ground
from gateway.domain.letter import EntryType, PartKind
from gateway.domain.notice import GrantKind, GrantNotice
from gateway.domain.rulebook import NotifyScope, Rulebook
from gateway.domain.transaction import Party
from gateway.errors import InputError, Reason, StateError
from gateway.exchange.outbox import PartDraft
from gateway.exchange.wakes import add_wakes, poke_case
from gateway.register.changes import register_position_now
from gateway.register.log import append
from gateway.wire.content import content_to_bytes
from gateway.wire.denials import denial_to_parts

_KIND = {
    Outcome.GRANTED: GrantKind.AUTHORISATION,
    Outcome.GRANTED_WITH_CONDITIONS: GrantKind.AUTHORISATION_WITH_CONDITIONS,
}


async def propose(
    office: Office, officer: Officer, case_id: str, proposal: DecisionProposal
) -> Case:
    """Propose a decision; it stands until the case changes or a second officer decides.

    Raises:
        StateError: CONSULTATION_OPEN, SILENCE_UNCONFIRMED, ASSESSMENT_MISSING,
            OBJECTION_BINDS, or the case is not at assessment.
        InputError: A refusal without grounds, or conditions that do not fit the outcome.
    """
    officer.require(Permission.PROPOSE)
    _check_proposal(proposal)

    def write(conn: Connection) -> None:
        case = open_case(conn, case_id)
        check_ready(conn, office, case, proposal)
        # Who proposes has looked at what came meanwhile.
        now = office.clock.now()
        close_tasks(conn, at=now, kind="denial.unseen", subject=case_id, by=officer.name)
        case_rows.save(
            conn,
            case.model_copy(
                update={
                    "proposal": proposal,
                    "proposed_by": officer.name,
                    "proposed_at": now,
                    "state": CaseState.PROPOSED,
                }
            ),
        )
        record_act(
            conn,
            at=now,
            actor=officer.name,
            verb="decision.proposed",
            text=str(proposal.outcome),
            subject=case_id,
        )

    await office.db.write(write)
    return await office.db.read(lambda conn: case_rows.shown(conn, case_id))


def _check_proposal(proposal: DecisionProposal) -> None:
    if proposal.outcome is Outcome.WITHDRAWN:
        raise InputError("outcome: a withdrawal is not decided, it is recorded", field="outcome")
    if proposal.outcome is Outcome.REFUSED and not proposal.grounds:
        raise InputError(
            "grounds: a refusal states its grounds (Art 15)",
            remedy="Give at least one ground.",
            field="grounds",
        )
    if (proposal.outcome is Outcome.GRANTED_WITH_CONDITIONS) != bool(proposal.conditions):
        raise InputError(
            "conditions: a grant with conditions names them, and only such a grant does",
            field="conditions",
        )


async def decide(office: Office, officer: Officer, case_id: str) -> Case:
    """Decide what was proposed, as the second officer.

    The examination is run again now; a denial that came meanwhile blocks the decision,
    opens what it asks for, and the proposal falls.

    Raises:
        StateError: SECOND_OFFICER_NEEDED, DENIAL_UNSEEN, or as for `propose`.
    """
    officer.require(Permission.DECIDE)
    case = await office.db.read(lambda conn: case_rows.get(conn, case_id, lock=False))
    await _refresh(office, case)
    unseen: tuple[str, ...] | None = None
    while unseen is None:  # until no denial slips in between the search and the decision
        examination = await office.search.examine(
            case.application.transaction, at=office.clock.now()
        )
        unseen = await _decide_on(office, officer, case_id, examination)
    office.tell()
    if unseen:
        raise StateError(
            f"a denial came meanwhile and must be looked at first: {', '.join(unseen)}",
            reason=Reason.DENIAL_UNSEEN,
            remedy="Look at the new hits, wait for what they open, then propose again.",
            denials=", ".join(unseen),
        )
    office.nudge()
    return await office.db.read(lambda conn: case_rows.shown(conn, case_id))


async def _decide_on(
    office: Office, officer: Officer, case_id: str, examination: Examination
) -> tuple[str, ...] | None:
    """Decide on an examination; return what it found unseen, None if it is out of date."""

    def write(conn: Connection) -> tuple[str, ...] | None:
        fresh = open_case(conn, case_id)
        if fresh.proposal is None:
            raise StateError("nothing is proposed", remedy="Propose a decision first.")
        check_ready(conn, office, fresh, fresh.proposal)
        check_four_eyes(office, officer, fresh, fresh.proposal)
        if register_position_now(conn) != examination.register_position:
            return None
        check_fresh(office, fresh, fresh.proposal, examination)
        unseen = unseen_denials(office, fresh, examination)
        if unseen:
            _block(conn, office, fresh, examination, unseen)
        else:
            _decide(conn, office, officer, fresh, examination)
        event = f"decide-{examination.examined_at.isoformat()}"
        add_wakes(conn, [poke_case(case_id, event)])
        return unseen

    return await office.db.write(write)


async def _refresh(office: Office, case: Case) -> None:
    """Visit the peers once if a register is older than the rulebook allows."""
    examination = await office.search.examine(case.application.transaction, at=office.clock.now())
    if stale_registers(office, case, examination):
        await office.syncer.sync_all()


def _block(
    conn: Connection,
    office: Office,
    case: Case,
    examination: Examination,
    unseen: tuple[str, ...],
) -> None:
    take_examination(conn, office, case, examination)
    open_task(
        conn,
        at=examination.examined_at,
        kind="denial.unseen",
        subject=case.case_id,
        text=f"a denial came before the decision: {', '.join(unseen)}",
    )


def _decide(
    conn: Connection, office: Office, officer: Officer, case: Case, examination: Examination
) -> None:
    proposal, rulebook = case.proposal, office.law.rulebook(case.rulebook)
    if proposal is None:
        raise StateError("nothing is proposed")
    needed = rulebook.four_eyes_needed(office.code, proposal.outcome)
    now = office.clock.now()
    denial = _denial(conn, office, case, proposal) if proposal.outcome is Outcome.REFUSED else None
    decision = Decision(
        proposal=proposal,
        proposed_by=case.proposed_by,
        proposed_at=case.proposed_at or now,
        decided_by=officer.name,
        decided_at=now,
        four_eyes=officer.name != case.proposed_by,
        denial_id=denial.denial_id if denial is not None else None,
    )
    case = case_rows.save(
        conn,
        case.model_copy(
            update={
                "decision": decision,
                "state": CaseState.DECIDED,
                "examination": examination,
            }
        ),
    )
    record_act(
        conn,
        at=now,
        actor=officer.name,
        verb="decision.made",
        text=str(proposal.outcome) + ("" if needed else "; one officer, by the rulebook"),
        subject=case.case_id,
        reference=decision.denial_id or "",
    )
    if denial is not None:
        _notify_denial(conn, office, denial)
    elif proposal.outcome in GRANTS:
        _notify_grant(conn, office, case, rulebook)


def _denial(conn: Connection, office: Office, case: Case, proposal: DecisionProposal) -> Denial:
    """Make the denial of a refusal; the exporter is left out (domain.md 2.5)."""
    today = _today(office)
    number = next_number(conn, f"denial/{today.year}")
    transaction = case.application.transaction.model_copy(
        update={
            "exporter": Stated[Party].withheld(Withholding.COMMERCIAL),
            "national_data": "",
            "human_rights": case.assessment,
        }
    )
    return Denial(
        denial_id=f"{office.code}-{today.year}-{number:05d}",
        authority=office.code,
        national_reference=case.application.reference,
        decision=DecisionType.REFUSE,
        decision_date=today,
        first_notified=today,
        transaction=transaction,
        grounds=Stated[tuple[Ground, ...]].given(proposal.grounds),
        explanation=proposal.explanation,
        documents=case.application.documents,
        references=case.application.references,
    )


def _today(office: Office) -> date:
    return office.clock.now().astimezone(office.law.calendar(office.code).zone).date()


def _notify_denial(conn: Connection, office: Office, denial: Denial) -> None:
    append(
        conn,
        office.me,
        entry_type=EntryType.DENIAL_NOTIFIED,
        subject=denial.denial_id,
        parts=[PartDraft(kind=kind, body=body) for kind, body in denial_to_parts(denial)],
        at=office.clock.now(),
    )


def _notify_grant(conn: Connection, office: Office, case: Case, rulebook: Rulebook) -> None:
    """Explain a grant to everybody where a consultation's rule asks for it."""
    found = [row.consultation for row in consultation_rows.of_case(conn, case.case_id)]
    told = [
        c
        for c in found
        if rulebook.procedure(c.procedure).after_grant.notify is NotifyScope.ALL_MEMBERS
    ]
    if not told or case.decision is None:
        return
    proposal = case.decision.proposal
    notice = GrantNotice(
        authority=office.code,
        case_reference=case.case_id,
        kind=_KIND[proposal.outcome],
        decision_date=_today(office),
        consulted=tuple(dict.fromkeys(c.consulted for c in told)),
        transaction=case.application.transaction.model_copy(
            update={
                "exporter": Stated[Party].withheld(Withholding.COMMERCIAL),
                "national_data": "",
            }
        ),
        denials=tuple(dict.fromkeys(d for c in told for d in c.request.denials)),
        explanation=proposal.explanation,
        conditions=proposal.conditions,
    )
    append(
        conn,
        office.me,
        entry_type=EntryType.GRANT_AFTER_CONSULTATION,
        subject=case.case_id,
        parts=[PartDraft(kind=PartKind.GROUNDS, body=content_to_bytes(notice))],
        at=office.clock.now(),
    )
