"""What a decision writes: its denial, its notice to all, the licence, the notice that is due.

A decision that says no is a denial that every member gets, the Commission included (Art
16(1), (3), (4), 10(2), 4(6), 5(8)); letting go after a consultation is explained to all (Art
16(5), last subparagraph). Which of them, and under which articles, is the rulebook's.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from gateway.casework.cases.cases import licence_concerned
from gateway.casework.consultations.duties import duties_of_decision, open_duty
from gateway.casework.consultations.ended_consultations import end_open
from gateway.casework.denials.reviewing import set_dates
from gateway.casework.office.journal import next_number, open_task
from gateway.casework.office.outcomes import case_rule
from gateway.casework.office.services import Office
from gateway.casework.records import case_rows, consultation_rows
from gateway.domain.acts import TaskKind
from gateway.domain.base import Stated, Withholding
from gateway.domain.case import (
    Case,
    Decision,
    DecisionProposal,
    LicenceChange,
    LicenceState,
)
from gateway.domain.consultation import Consultation, EndReason
from gateway.domain.denial import DecisionType, Denial, Ground
from gateway.domain.denial_basis import items_are
from gateway.domain.letter import EntryType, PartKind
from gateway.domain.notice import GrantKind, GrantNotice
from gateway.domain.rulebook.acts import CaseOutcome
from gateway.domain.saying import says
from gateway.domain.transaction import Party, PartyRole, Transaction
from gateway.exchange.outbox import PartDraft
from gateway.register.own_log import append
from gateway.wire.content import content_to_bytes
from gateway.wire.denials import denial_to_parts


def make_denial(
    conn: Connection,
    office: Office,
    case: Case,
    proposal: DecisionProposal,
    outcome: CaseOutcome,
) -> Denial | None:
    """Make the denial of a decision that is notified as one; None for any other decision.

    The exporter is left out: it is not needed for matching and commercially sensitive.
    """
    rule = office.law.rulebook(case.rulebook).notification
    if outcome.denial is None or outcome.denial not in rule.decisions:
        return None
    today = _today(office)
    number = next_number(conn, f"denial/{today.year}")
    transaction = case.application.transaction
    basis = rule.basis_of(outcome.denial, transaction.activity, items_are(transaction, office.code))
    decision: DecisionType = outcome.denial
    if basis is not None and basis.notified_as is not None:
        decision = basis.notified_as
    return Denial(
        denial_id=f"{office.code}-{today.year}-{number:05d}",
        authority=office.code,
        national_reference=case.application.reference,
        decision=decision,
        articles=basis.articles if basis is not None else (),
        decision_date=today,
        first_notified=today,
        transaction=_told(transaction).with_assessment(case.released_assessment),
        grounds=Stated[tuple[Ground, ...]].given(proposal.grounds),
        explanation=proposal.explanation,
        documents=case.application.documents,
        references=case.application.references,
    )


def tell(
    conn: Connection,
    office: Office,
    case: Case,
    decision: Decision,
    outcome: CaseOutcome,
    denial: Denial | None,
) -> None:
    """Write everything that follows from a decision, in its transaction."""
    end_open(conn, office, case.case_id, EndReason.DECIDED)
    if denial is not None:
        append(
            conn,
            office.me,
            entry_type=EntryType.DENIAL_NOTIFIED,
            subject=denial.denial_id,
            parts=[PartDraft(kind=kind, body=body) for kind, body in denial_to_parts(denial)],
            at=office.clock.now(),
        )
        set_dates(conn, office, [denial.denial_id])
    if outcome.lets_go:
        if outcome.after_consultation is not None:
            _explain(conn, office, case, decision, outcome.after_consultation)
        duties_of_decision(conn, office, case.case_id)
    if outcome.notice:
        title = office.law.rulebook(case.rulebook).notice(outcome.notice).title
        open_duty(
            conn,
            at=decision.decided_at,
            subject=case.case_id,
            kind=outcome.notice,
            sentence=title,
        )
    if outcome.licence is not None:
        _change_licence(conn, office, case, decision, outcome.licence)


def _change_licence(
    conn: Connection, office: Office, case: Case, decision: Decision, state: LicenceState
) -> None:
    rule = case_rule(office, case)
    held = licence_concerned(conn, case.application.concerns) if rule.concerns_case else case
    change = LicenceChange(
        state=state,
        at=decision.decided_at,
        by_case=case.case_id,
        denial_id=decision.denial_id,
    )
    case_rows.save(conn, held.licence_changed(change))
    if state is LicenceState.SUSPENDED:
        open_task(
            conn,
            at=decision.decided_at,
            kind=TaskKind.SUSPENSION_OPEN,
            subject=held.case_id,
            saying=says(
                "the licence is suspended ({denial_id}); its final assessment is to be notified "
                "when the suspension ends ({article})",
                denial_id=decision.denial_id,
                article=rule.article,
            ),
        )


def _today(office: Office) -> date:
    return office.clock.now().astimezone(office.law.calendar(office.code).zone).date()


def _told(transaction: Transaction) -> Transaction:
    """Return what is shown of a transaction to those who were not asked about it."""
    exporter = Stated[Party].withheld(Withholding.COMMERCIAL)
    return transaction.with_party(PartyRole.EXPORTER, exporter).without_national_data()


def explained_to_all(office: Office, case: Case, found: Consultation) -> bool:
    """Return whether letting go after a consultation is to be explained to all by its entry.

    A request that was recalled was never validly asked; any other consultation counts,
    whatever came of it.
    """
    if found.ended_because is EndReason.RECALLED:
        return False
    rule = office.law.procedure(case.rulebook, found.procedure).after_grant
    return rule.entry is EntryType.GRANT_AFTER_CONSULTATION


def _explain(
    conn: Connection, office: Office, case: Case, decision: Decision, kind: GrantKind
) -> None:
    """Explain to everybody why goods may go, where a consultation's rule asks for it."""
    found = [row.consultation for row in consultation_rows.of_case(conn, case.case_id)]
    told = [each for each in found if explained_to_all(office, case, each)]
    if not told:
        return
    proposal = decision.proposal
    notice = GrantNotice(
        authority=office.code,
        case_reference=case.case_id,
        kind=kind,
        decision_date=_today(office),
        consulted=tuple(dict.fromkeys(c.consulted for c in told)),
        transaction=_told(case.asked_transaction),
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
