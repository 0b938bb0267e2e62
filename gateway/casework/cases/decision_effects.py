"""What a decision writes: its denial, its notice to all, the licence, the notice that is due.

A decision that says no is a denial that every member gets, the Commission included (Art
16(1), (3), (4), 10(2), 4(6), 5(8)); letting go after a consultation is explained to all (Art
16(5), last subparagraph). Which of them, and under which articles, is the rulebook's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection

from gateway.casework.acts.journal import next_number
from gateway.casework.cases.licensing import keep_licence
from gateway.casework.consultations.effects import end_open
from gateway.casework.consultations.notification_duties import Duty, duties_of_decision, open_duty
from gateway.casework.denials.denial_reviews import set_dates
from gateway.casework.denials.own_denials import enter, of_denial
from gateway.casework.records import consultation_rows
from gateway.casework.services import Office, Work
from gateway.domain.authority import member_state
from gateway.domain.case import (
    Case,
    Decision,
    DecisionProposal,
)
from gateway.domain.consultation import Consultation, EndReason
from gateway.domain.denial import Denial
from gateway.domain.denial_basis import denial_of, explained_to_all, told_to_all
from gateway.domain.letter import EntryType, PartKind
from gateway.domain.notice import GrantKind, GrantNotice
from gateway.domain.rulebook.acts import CaseOutcome
from gateway.exchange.outbox import PartDraft
from gateway.wire.content import content_to_bytes


def make_denial(
    work: Work,
    case: Case,
    proposal: DecisionProposal,
    outcome: CaseOutcome,
) -> Denial | None:
    """Make the denial of a decision that is notified as one; None for any other decision."""
    rulebook, day, code = work.law.rulebook(case.rulebook), work.today, work.code
    if outcome.denial is None or outcome.denial not in rulebook.notification.decisions:
        return None
    number = f"{code}-{day.year}-{next_number(work.conn, f'denial/{day.year}'):05d}"
    return denial_of(case, proposal, outcome.denial, rulebook, code, denial_id=number, day=day)


def write_decision_effects(
    work: Work,
    case: Case,
    decision: Decision,
    outcome: CaseOutcome,
    denial: Denial | None,
) -> None:
    """Write everything that follows from a decision, in its transaction."""
    end_open(work, case.case_id, EndReason.DECIDED)
    asked = [row.consultation for row in consultation_rows.of_case(work.conn, case.case_id)]
    if denial is not None:
        enter(work, EntryType.DENIAL_NOTIFIED, denial.denial_id, *of_denial(denial))
        set_dates(work, [denial.denial_id])
    if outcome.lets_go and outcome.after_consultation is not None:
        _explain(work, case, decision, asked, outcome.after_consultation)
    for duty in duties_of(work, case, outcome):
        open_duty(work.conn, duty, at=decision.decided_at)
    keep_licence(work, case, decision, outcome, asked)


def duties_of(work: Work, case: Case, outcome: CaseOutcome) -> Iterator[Duty]:
    """Yield the notices that a decision makes due, beside the entries that it writes itself."""
    if outcome.lets_go:
        yield from duties_of_decision(work, case.case_id)
    rulebook = work.law.rulebook(case.rulebook)
    if outcome.notice:
        yield Duty(case.case_id, outcome.notice, rulebook.notice(outcome.notice).title)
    passed, asked = rulebook.passed_over, _validly_asked(work.conn, case)
    if passed is not None and outcome.outcome in passed.outcomes and asked:
        title = rulebook.notice(passed.notice).title
        yield Duty(case.case_id, passed.notice, f"{title}: {', '.join(asked)}")
    route = _states_on_the_route(work.office, case)
    if outcome.alerts and route:
        title = rulebook.notice(outcome.alerts).title
        yield Duty(case.case_id, outcome.alerts, f"{title}: {', '.join(route)}")


def _validly_asked(conn: Connection, case: Case) -> tuple[str, ...]:
    """Return whom a case asked, whatever came of it, but for questions that were recalled."""
    found = [row.consultation for row in consultation_rows.of_case(conn, case.case_id)]
    asked = (each.consulted for each in found if each.ended_because is not EndReason.RECALLED)
    return tuple(dict.fromkeys(asked))


def _states_on_the_route(office: Office, case: Case) -> tuple[str, ...]:
    """Return the other Member States through which the goods are to go."""
    states = office.law.member_states(office.clock.now())
    found = map(states.of_country, case.application.transaction.transit_countries)
    own = member_state(office.code)
    return tuple(dict.fromkeys(each for each in found if each is not None and each != own))


def _explain(
    work: Work,
    case: Case,
    decision: Decision,
    asked: Iterable[Consultation],
    kind: GrantKind,
) -> None:
    """Explain to everybody why goods may go, where a consultation's rule asks for it."""
    told = explained_to_all(asked, work.law.rulebook(case.rulebook))
    if not told:
        return
    proposal = decision.proposal
    notice = GrantNotice(
        authority=work.code,
        case_reference=case.case_id,
        kind=kind,
        decision_date=work.today,
        consulted=tuple(dict.fromkeys(c.consulted for c in told)),
        transaction=told_to_all(proposal.granted_of(case.asked_transaction)),
        denials=tuple(dict.fromkeys(d for c in told for d in c.request.denials)),
        explanation=proposal.explanation,
        conditions=proposal.conditions,
    )
    part = PartDraft(kind=PartKind.GROUNDS, body=content_to_bytes(notice))
    enter(work, EntryType.GRANT_AFTER_CONSULTATION, case.case_id, part)
