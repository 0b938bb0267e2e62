"""The decision: proposed by one officer, decided by a second, written to the own log.

Before it the law wants: every consultation ended (Arts 14(1), 16(5)), no binding
objection against a grant, the human-rights assessment of a cyber-surveillance item, and
the examination of all valid denials **at the moment of decision**. The decision, the
denial that a refusal creates (Art 16(1)) and the notice of a grant after a consultation
(Art 16(5), last subparagraph) are one transaction.
"""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import Connection

from gateway.casework import case_rows, consultation_rows
from gateway.casework.asking import BY_HAND
from gateway.casework.cases import open_case
from gateway.casework.examining import take_examination
from gateway.casework.journal import (
    close_tasks,
    next_number,
    open_task,
    open_tasks,
    record_act,
)
from gateway.casework.office import Office
from gateway.casework.permissions import Officer, Permission
from gateway.domain.base import Stated, Withholding
from gateway.domain.case import (
    Case,
    CaseState,
    Decision,
    DecisionProposal,
    Examination,
    Outcome,
)
from gateway.domain.consultation import OPEN_STATES, Consultation, ConsultationState
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
_GRANTS = frozenset(_KIND)


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
        _check_ready(conn, office, case, proposal)
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


def _check_ready(conn: Connection, office: Office, case: Case, proposal: DecisionProposal) -> None:
    """Refuse what the law does not yet allow to be decided; each with its own reason."""
    found = [row.consultation for row in consultation_rows.of_case(conn, case.case_id)]
    for consultation in found:
        if consultation.state is ConsultationState.UNCONFIRMED:
            raise StateError(
                f"no answer of {consultation.consulted}, unconfirmed",
                reason=Reason.SILENCE_UNCONFIRMED,
                remedy="Wait until its gateway is back, or confirm the silence on record.",
                authority=consultation.consulted,
            )
        if consultation.state in OPEN_STATES:
            raise StateError(
                f"the consultation of {consultation.consulted} under "
                f"{consultation.procedure} has not ended",
                reason=Reason.CONSULTATION_OPEN,
                remedy="Wait for the answer or the end of the period.",
                authority=consultation.consulted,
            )
    by_hand = [t for t in open_tasks(conn, subject=case.case_id) if t.kind == BY_HAND]
    if by_hand:
        raise StateError(
            by_hand[0].text,
            reason=Reason.CONSULTATION_OPEN,
            remedy=f"Consult it by hand, then close task {by_hand[0].id} with what came of it.",
            task=str(by_hand[0].id),
        )
    if case.examination is None or case.state not in (CaseState.ASSESSMENT, CaseState.PROPOSED):
        raise StateError(f"the case is {case.state}; it cannot be decided yet", case=case.case_id)
    if case.assessment_required and case.assessment is None:
        raise StateError(
            "a cyber-surveillance item is not decided without its human-rights assessment",
            reason=Reason.ASSESSMENT_MISSING,
            remedy=f"Record it first: comity case assess {case.case_id}",
            case=case.case_id,
        )
    if proposal.outcome in _GRANTS:
        _check_binding(office, case, found, proposal)


def _check_binding(
    office: Office, case: Case, found: list[Consultation], proposal: DecisionProposal
) -> None:
    for consultation in found:
        if consultation.answer is None:
            continue
        rule = office.law.procedure(case.rulebook, consultation.procedure)
        option = rule.option(consultation.answer.answer)
        if option.binds and option.blocks:
            raise StateError(
                f"{consultation.consulted} objected under {rule.article}; that binds",
                reason=Reason.OBJECTION_BINDS,
                remedy="Refuse, or agree with the authority that it withdraws its objection.",
                authority=consultation.consulted,
            )
        wanted = {text.text for text in consultation.answer.conditions}
        if option.binds and not wanted <= {text.text for text in proposal.conditions}:
            raise StateError(
                f"{consultation.consulted} does not object if its conditions are met",
                reason=Reason.OBJECTION_BINDS,
                remedy="Take over its conditions word for word, or refuse.",
                authority=consultation.consulted,
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
        _check_ready(conn, office, fresh, fresh.proposal)
        _check_four_eyes(office, officer, fresh, fresh.proposal)
        if register_position_now(conn) != examination.register_position:
            return None
        _check_fresh(office, fresh, fresh.proposal, examination)
        unseen = _unseen(office, fresh, examination)
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
    if _stale(office, case, examination):
        await office.syncer.sync_all()


def _stale(office: Office, case: Case, examination: Examination) -> tuple[str, ...]:
    """Return the authorities whose register was not found complete recently enough."""
    rule = office.law.rulebook(case.rulebook).examination
    oldest = examination.examined_at - timedelta(seconds=rule.register_fresh_for_s)
    return tuple(
        position.origin
        for position in examination.registers
        if position.origin != office.code
        and (position.synced_at is None or position.synced_at < oldest)
    )


def _check_fresh(
    office: Office, case: Case, proposal: DecisionProposal, examination: Examination
) -> None:
    stale = set(_stale(office, case, examination)) - set(proposal.stale_registers)
    if stale:
        raise StateError(
            f"the register of {', '.join(sorted(stale))} is older than the rulebook allows",
            reason=Reason.REGISTER_STALE,
            remedy="Synchronise: comity register sync. Or propose with stale_registers, on record.",
            authorities=", ".join(sorted(stale)),
        )


def _check_four_eyes(
    office: Office, officer: Officer, case: Case, proposal: DecisionProposal
) -> None:
    needed = office.law.rulebook(case.rulebook).four_eyes_needed(office.code, proposal.outcome)
    if needed and officer.name == case.proposed_by:
        raise StateError(
            "the officer who proposed does not decide",
            reason=Reason.SECOND_OFFICER_NEEDED,
            remedy="Ask a second officer with the role decider.",
        )


def _unseen(office: Office, case: Case, examination: Examination) -> tuple[str, ...]:
    if not office.law.rulebook(case.rulebook).examination.new_denial_blocks:
        return ()
    seen = {hit.denial_id for hit in case.examination.hits} if case.examination else set()
    return tuple(hit.denial_id for hit in examination.hits if hit.denial_id not in seen)


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
    elif proposal.outcome in _GRANTS:
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
