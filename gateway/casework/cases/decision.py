"""The decision: proposed by one officer, decided by a second.

What must hold: (2) when a decision is proposed, (3) and (4) then and again when it is made, and
(5) to (9) when it is made, all that writes in one transaction. (3) to (5) are looked at before (6)
as well: nobody waits for other registers to hear that there is nothing to decide.

 1. The officer's role allows it.
 2. The outcome is one of such a case, and the proposal gives what the outcome asks for: grounds
    of a refusal (Article 15), conditions where it has some.
 3. Every consultation has ended (14(1), 16(5)), no binding objection stands against letting go
    (14(1)), the State's authorities have one answer, it is said how an answer was considered
    where the rulebook wants it said, and the human-rights assessment of a cyber-surveillance
    item is on record.
 4. An officer has looked at the notices of sensitive parties that the case reminds of
    (23(2)(e)), and has confirmed or dismissed each hit of which the rulebook asks it (16(5)).
 5. A second officer decides where the rulebook wants two.
 6. All valid denials are examined once more, **at the moment of decision** (16(5)): by registers
    that are as fresh as the rulebook wants, after a visit to those that are not.
 7. No denial came or changed between the search and the decision; else the search is repeated.
 8. A denial that no officer has looked at, or whose authority had to be consulted and was not,
    stops the decision (16(5)): what it asks for is opened, and the proposal falls. So does a
    requirement that another authority has notified meanwhile (4(5), 5(5), 10(3)).
 9. The decision, and all that the rulebook has follow from it, are written together: the denial
    that every member gets (16(1)), the explanation after a consultation (16(5)).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from gateway.casework.acts.journal import Journal
from gateway.casework.cases.cases import open_case
from gateway.casework.cases.changed_denials import still_holds
from gateway.casework.cases.decision_effects import make_denial, write_decision_effects
from gateway.casework.cases.examining import (
    record_examination,
    search_for,
    with_requirements,
)
from gateway.casework.cases.licensing import check_terms
from gateway.casework.cases.readiness import accepting, check_fresh, check_ready
from gateway.casework.cases.sensitive import check_looked_at
from gateway.casework.cases.unreviewed_denials import (
    blocks,
    check_judged,
    look_with_proposal,
    news_in,
    proposed_in,
    requirements_in,
    take_news,
    to_look_at,
    unjudged,
)
from gateway.casework.consultations.required_consultations import unasked
from gateway.casework.permissions import Officer, Permission
from gateway.casework.records import case_rows
from gateway.casework.records.examination_rows import with_judgements
from gateway.casework.rules.outcomes import (
    check_four_eyes,
    check_proposal,
    outcome_rule,
    two_officers,
)
from gateway.casework.services import Office, Work
from gateway.domain.acts import Verb
from gateway.domain.case import (
    Case,
    Decision,
    DecisionProposal,
)
from gateway.domain.examination import Examination, Occasion
from gateway.domain.saying import says
from gateway.errors import Reason, StateError
from gateway.exchange.engine_calls import add_wakes, poke_case


async def propose(
    office: Office, officer: Officer, case_id: str, proposal: DecisionProposal
) -> Case:
    """Propose a decision.

    A denial that came meanwhile was looked at if the proposal names the examination that
    shows it. A register is accepted as it stands now, if it is not fresh.

    Raises:
        StateError: CONSULTATION_OPEN, SILENCE_UNCONFIRMED, ASSESSMENT_MISSING,
            OBJECTION_BINDS, ANSWER_UNCONSIDERED, SENSITIVE_UNSEEN, DENIAL_UNSEEN,
            DENIAL_UNJUDGED, or the case is not at assessment.
        InputError: Such a case does not end so; a refusal without grounds, or conditions
            that do not fit the outcome; there is no such examination, or no such answer to
            consider.
    """
    officer.require(Permission.PROPOSE)
    found: Examination | None = None
    if proposal.stale_registers:
        known = await office.db.read(lambda conn: case_rows.get(conn, case_id, lock=False))
        found = await _search(office, known)
    proposal = accepting(proposal, found)

    def write(work: Work) -> None:
        case = open_case(work.conn, case_id)
        if case.withdrawal is not None:
            raise StateError(
                "the application was withdrawn; a second officer decides what was determined",
                remedy="Decide, or record the withdrawal anew.",
                case_id=case_id,
            )
        outcome = outcome_rule(office, case, proposal.outcome)
        check_proposal(outcome, proposal)  # (2)
        sees = partial(office.sight(officer, Permission.PROPOSE).sees, work.conn)
        check_terms(work, case, proposal, outcome, sees)
        check_ready(work, case, proposal)  # (3)
        check_looked_at(work, case)  # (4)
        look_with_proposal(work, case, proposal, officer.name)
        now = office.clock.now()
        proposed = case.proposed(proposal, by=officer.name, at=now, negative=outcome.negative)
        case_rows.save(work.conn, proposed)
        Journal(work.conn, now, officer.name).act(
            Verb.DECISION_PROPOSED, case_id, says("{outcome}", outcome=proposal.outcome)
        )

    await office.write(write)
    sight = office.sight_of(officer)
    return await office.db.read(lambda conn: case_rows.shown(conn, sight, case_id))


async def decide(office: Office, officer: Officer, case_id: str) -> Case:
    """Decide what was proposed, as the second officer.

    The examination is run again now; a denial that came meanwhile blocks the decision,
    opens what it asks for, and the proposal falls. So does one whose authority is to be
    consulted and was not.

    Raises:
        StateError: SECOND_OFFICER_NEEDED, DENIAL_UNSEEN, REQUIREMENT_UNSEEN, or as for
            `propose`.
    """
    case = await check_decidable(office, officer, case_id)
    examination = await _search(office, case)  # (6)
    if await _refreshed(office, examination):
        examination = await _search(office, case)
    unseen = await _decide_on(office, officer, case, examination)
    while unseen is None:  # until nothing slips in between the search and the decision
        case = await office.db.read(lambda conn: case_rows.get(conn, case_id, lock=False))
        unseen = await _decide_on(office, officer, case, await _search(office, case))
    unseen.refuse()
    sight = office.sight_of(officer)
    return await office.db.read(lambda conn: case_rows.shown(conn, sight, case_id))


async def check_decidable(office: Office, officer: Officer, case_id: str) -> Case:
    """Return a case that this officer may decide now, as far as no register is asked about it.

    Raises:
        StateError: As for `decide`, but what another examination would find.
    """
    officer.require(Permission.DECIDE)  # (1)

    def standing(work: Work) -> Case:
        case = open_case(work.conn, case_id, lock=False)
        _check_standing(work, officer, case)
        return case

    return await office.read(standing)


@dataclass(frozen=True, slots=True)
class _Unseen:
    """What stops a decision, as officers do not know it or nobody was asked about it."""

    denials: tuple[str, ...] = ()
    requirements: tuple[str, ...] = ()

    @property
    def nothing(self) -> bool:
        """Whether nothing does."""
        return not (self.denials or self.requirements)

    def refuse(self) -> None:
        """Refuse the decision where something stops it.

        Raises:
            StateError: DENIAL_UNSEEN or REQUIREMENT_UNSEEN.
        """
        if self.nothing:
            return
        named = ", ".join((*self.denials, *self.requirements))
        also = {"requirements": self.requirements} if self.requirements else {}
        raise StateError(
            "a denial came meanwhile and must be looked at first: {named}"
            if self.denials
            else "a requirement of another authority came meanwhile and must be looked at first: "
            "{named}",
            reason=Reason.DENIAL_UNSEEN if self.denials else Reason.REQUIREMENT_UNSEEN,
            remedy="Look at what is new, wait for what it opens, then propose again.",
            denials=self.denials,
            named=named,
            **also,
        )


async def _search(office: Office, case: Case) -> Examination | None:
    """Examine all valid denials once more; after a withdrawal nothing is granted any more."""
    return None if case.withdrawal is not None else await search_for(office, case)


async def _decide_on(
    office: Office, officer: Officer, case: Case, examination: Examination | None
) -> _Unseen | None:
    """Decide on an examination; return what it found unseen, None if it is out of date."""

    def write(work: Work) -> _Unseen | None:
        fresh = open_case(work.conn, case.case_id)
        proposal = _check_standing(work, officer, fresh)
        if (fresh.application, fresh.withdrawal) != (case.application, case.withdrawal):
            return None
        found = examination
        unseen = _Unseen()
        if found is not None:
            if not still_holds(work, fresh, found):  # (7)
                return None
            check_fresh(proposal, found)  # (6)
            transaction = fresh.application.transaction
            us, opens = office.code, office.law.consulted_decisions(case.rulebook)
            found = with_requirements(work, fresh, found)
            found = with_judgements(work.conn, us, found, case.case_id, transaction, opens=opens)
            unseen = _stop(work, fresh, proposal, found)  # (8)
        if unseen.nothing:
            _decide(work, officer, fresh, found)  # (9)
        add_wakes(work.conn, [poke_case(case.case_id)])
        return unseen

    return await office.write(write)


def _check_standing(work: Work, officer: Officer, case: Case) -> DecisionProposal:
    """Return what this officer may decide, as far as no other register is asked about it.

    Raises:
        StateError: Nothing is proposed, or as for `decide`.
    """
    proposal = proposed_in(work.conn, case)
    check_ready(work, case, proposal)  # (3)
    outcome = outcome_rule(work.office, case, proposal.outcome)
    sees = partial(work.office.sight(officer, Permission.DECIDE).sees, work.conn)
    check_terms(work, case, proposal, outcome, sees)
    check_looked_at(work, case)  # (4)
    check_judged(work.office, case)  # (4)
    check_four_eyes(work.office, officer, case, proposal.outcome)  # (5)
    return proposal


def _stop(work: Work, case: Case, proposal: DecisionProposal, found: Examination) -> _Unseen:
    """Stop a decision for what officers do not know or nobody was asked about; return what."""
    lets_go = outcome_rule(work.office, case, proposal.outcome).lets_go
    not_asked = unasked(work, case, found.hits, lets_go=lets_go)
    known = case.examination.hits if case.examination is not None else ()
    news = to_look_at(known, news_in(known, found.hits)) if blocks(work.office, case) else ()
    came = (
        requirements_in(case.examination, found.requirements) if blocks(work.office, case) else ()
    )
    if news or not_asked or came:
        take_news(work, case, found, occasion=Occasion.DECISION, unasked=not_asked)
    denials = dict.fromkeys(hit.denial_id for hit in (*news, *not_asked))
    return _Unseen(tuple(denials), tuple(each.number for each in came))


async def _refreshed(office: Office, examination: Examination | None) -> bool:
    """Visit once the peers whose register is older than the rulebook allows.

    Returns:
        Whether any was visited, so that the examination is to be run again.
    """
    stale = () if examination is None else examination.stale
    if stale:
        await office.register.syncer.sync_all(only=stale)
    return bool(stale)


def _decide(work: Work, officer: Officer, case: Case, examination: Examination | None) -> None:
    proposal = case.proposal
    if proposal is None:
        raise StateError("nothing is proposed", remedy="Propose first: {proposeDecision}.")
    needed = two_officers(work.office, case, proposal.outcome)
    now = work.now
    outcome = outcome_rule(work.office, case, proposal.outcome)
    denial = make_denial(work, case, proposal, outcome)
    decision = Decision(
        proposal=proposal,
        proposed_by=case.proposed_by,
        proposed_at=case.proposed_at or now,
        decided_by=officer.name,
        decided_at=now,
        four_eyes=officer.name != case.proposed_by,
        hits_judged=examination is not None and not unjudged(work.office, case, examination),
        denial_id=denial.denial_id if denial is not None else None,
    )
    case = case_rows.save(work.conn, case.decided(decision, examination))
    if examination is not None:
        record_examination(work, case, examination, Occasion.DECISION)
    Journal(work.conn, now, officer.name).act(
        Verb.DECISION_MADE,
        case.case_id,
        says("{outcome}", outcome=proposal.outcome)
        + says("" if needed else "; one officer, by the rulebook"),
        decision.denial_id or "",
    )
    write_decision_effects(work, case, decision, outcome, denial)
