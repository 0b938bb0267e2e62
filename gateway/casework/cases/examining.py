"""The examination before the decision: triggers, all valid denials, consultations.

Which kinds of case are examined, and which procedures' triggers are looked at, is the
rulebook's. The same examination is run again at the moment of decision
(`gateway.casework.cases.decision`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from sqlalchemy import Connection

from gateway.casework.acts.journal import Journal, journal_of
from gateway.casework.consultations.required_consultations import Found, consult
from gateway.casework.records import case_rows, consultation_rows, examination_rows
from gateway.casework.records.examination_rows import with_judgements
from gateway.casework.rules.outcomes import case_rule
from gateway.casework.services import Office, Work
from gateway.domain.acts import Verb
from gateway.domain.case import (
    ENDED_STATES,
    Application,
    Case,
    CaseState,
    Trigger,
)
from gateway.domain.consultation import OPEN_STATES
from gateway.domain.examination import Examination, Hit, MatchClass, Occasion
from gateway.domain.rulebook import Consults, Procedure
from gateway.domain.saying import Saying, says
from gateway.domain.triggers import consultation_triggers
from gateway.matching.requirements import Considering, requirements_met
from gateway.ports import CaseRef, CaseStep
from gateway.register.notice_entries import notice_entries


async def examine(office: Office, ref: CaseRef) -> CaseStep:
    """Examine a filed case and open its consultations; repeating it changes nothing."""
    done = False
    while not done:  # until no amendment slips in between the search and the transaction
        case = await office.db.read(lambda conn: case_rows.get(conn, ref.case_id, lock=False))
        if case.state is not CaseState.FILED:
            break
        examination = await search_for(office, case)
        done = await office.write(partial(_take, case=case, found=examination))
    return await office.db.read(lambda conn: case_step(conn, ref.case_id))


async def search_for(
    office: Office, case: Case, application: Application | None = None
) -> Examination | None:
    """Examine all valid denials for a case; None where the rulebook has such none examined.

    Args:
        office: This authority.
        case: The case.
        application: What it is about; as the case stands if absent.
    """
    if not case_rule(office, case).examined:
        return None
    application = application or case.application
    known = case.examination.hits if case.examination is not None else ()
    rule = office.law.rulebook(case.rulebook).examination
    found = await office.register.search.examine(
        application.transaction,
        at=office.clock.now(),
        fresh_for=timedelta(seconds=rule.register_fresh_for_s),
        keep={hit.denial_id for hit in known if hit.judgement is not None},
        opens=office.law.consulted_decisions(case.rulebook),
    )
    found = found.with_gaps(rule.gaps(application))
    said = partial(
        with_judgements,
        us=office.code,
        examination=found,
        case_id=case.case_id,
        transaction=application.transaction,
        opens=office.law.consulted_decisions(case.rulebook),
    )
    found = await office.db.read(said)
    return await office.read(lambda work: with_requirements(work, case, found, application))


def with_requirements(
    work: Work,
    case: Case,
    examination: Examination,
    application: Application | None = None,
) -> Examination:
    """Return an examination with what others have notified that is to be considered.

    Args:
        work: The transaction, with the services of the node.
        case: The case; its rulebook says which kinds of notice.
        examination: What was found of denials, in logs of which sizes.
        application: What the case is about; as it stands if absent.
    """
    rulebook = work.law.rulebook(case.rulebook)
    if not rulebook.considered:
        return examination
    by = Considering.of(rulebook, work.code, examination)
    transaction = (application or case.application).transaction
    return examination.with_requirements(
        requirements_met(transaction, notice_entries(work.conn), by)
    )


def _take(work: Work, case: Case, found: Examination | None) -> bool:
    """Take an examination unless the case has changed since; return whether it stands."""
    fresh = case_rows.get(work.conn, case.case_id)
    if fresh.state is not CaseState.FILED:
        return True
    if fresh.application != case.application:
        return False
    take_examination(work, fresh, found, occasion=_occasion(fresh))
    return True


def _occasion(case: Case) -> Occasion:
    """An application that was amended before its first examination was never examined as filed."""
    return Occasion.AMENDED if case.amendments else Occasion.FILED


def take_examination(
    work: Work,
    case: Case,
    examination: Examination | None,
    *,
    occasion: Occasion,
    changed: bool = False,
) -> tuple[str, ...]:
    """Keep an examination with its triggers, and open the consultations that it asks for.

    Consultations that are open or answered already are not opened a second time; a denial
    that no consultation has named yet opens a new one. Without an examination the triggers
    of the application alone are looked at.

    Args:
        work: The transaction, with the services of the node.
        case: The case, locked.
        examination: What was found; None where denials are not examined.
        occasion: Why the case was examined.
        changed: Whether the question has changed: what was asked before does not count.

    Returns:
        The conversations that were opened.
    """
    at = examination.examined_at if examination is not None else work.now
    hits = examination.hits if examination is not None else ()
    triggers = _triggers(work.office, case, hits)
    case = case.examined(triggers, examination)
    record_examination(work, case, examination, occasion)
    opened = tuple(
        conversation
        for trigger in triggers
        if trigger.applies
        for conversation in consult(work, case, trigger, Found(hits, at, changed))
    )
    waiting = any(
        row.state in OPEN_STATES for row in consultation_rows.of_case(work.conn, case.case_id)
    )
    case_rows.save(work.conn, case.consulting() if waiting else case.assessing())
    return opened


def record_examination(
    work: Work,
    case: Case,
    examination: Examination | None,
    occasion: Occasion,
) -> None:
    """Sign and keep an examination that is taken, with the act that names its digest."""
    kept = None
    if examination is not None:
        kept = examination_rows.keep(work, case, examination, occasion)
    Journal(work.conn, examination.examined_at if examination is not None else work.now).act(
        Verb.CASE_EXAMINED,
        case.case_id,
        _what_was_examined(examination),
        "" if kept is None else kept.digest,
    )


def _what_was_examined(examination: Examination | None) -> Saying:
    if examination is None:
        return says("no denials are examined for such a case")
    said = says(
        "{denials} denials in {registers} registers examined, {shown} shown",
        denials=examination.denials_in_scope,
        registers=len(examination.registers),
        shown=len(examination.matches),
    )
    if examination.of_party:
        said += says(
            ", and {of_party} of the same party for other goods", of_party=len(examination.of_party)
        )
    if examination.of_goods:
        said += says(
            ", and {of_goods} of the same goods and destination whose party is alike from afar",
            of_goods=len(examination.of_goods),
        )
    if examination.requirements:
        said += says(
            "; to be considered: {requirements}",
            requirements=tuple(each.number for each in examination.requirements),
        )
    if examination.stale:
        said += says("; not fresh: {stale}", stale=examination.stale)
    if examination.gaps:
        said += says("; not searched: {gaps}", gaps=tuple(gap.field for gap in examination.gaps))
    return said


def _triggers(office: Office, case: Case, hits: tuple[Hit, ...]) -> tuple[Trigger, ...]:
    """Look at the procedures that the rulebook names for such a case."""
    rulebook = office.law.rulebook(case.rulebook)
    rule = case_rule(office, case)
    by_denial = tuple(
        _denial_trigger(
            procedure, hits, [hit for hit in hits if rulebook.asks_about(rule, procedure, hit)]
        )
        for procedure in rulebook.procedures
        if procedure.trigger.consults is Consults.DENYING_AUTHORITIES
    )
    computed = consultation_triggers(
        case.application,
        office.code,
        rulebook,
        office.law.controls_on(case.filed_at),
        office.law.member_states(office.clock.now()),
        examined={each.procedure for each in by_denial if each.applies},
    )
    return tuple(each for each in (*computed, *by_denial) if each.procedure in rule.procedures)


def _denial_trigger(procedure: Procedure, found: tuple[Hit, ...], asked: Sequence[Hit]) -> Trigger:
    authorities = tuple(dict.fromkeys(hit.authority for hit in asked))
    reasons = tuple(
        f"{hit.denial_id}: {hit.match_class.within}, {procedure.article}" for hit in asked
    )
    return Trigger(
        procedure=procedure.code,
        applies=bool(authorities),
        consult=authorities,
        reasons=reasons or _none_matches(found),
    )


def _none_matches(found: tuple[Hit, ...]) -> tuple[str, ...]:
    """Say that a procedure does not apply, and which denials an officer should look at still."""
    halves = {
        half.within: ", ".join(hit.denial_id for hit in found if hit.match_class is half)
        for half in (MatchClass.SAME_PARTY, MatchClass.SAME_GOODS)
    }
    shown = (f"{half}: {named}" for half, named in halves.items() if named)
    return ("no valid denial of another Member State matches", *shown)


def case_step(conn: Connection, case_id: str) -> CaseStep:
    """Say what is next for a case, and move it on when its consultations have ended."""
    case = case_rows.get(conn, case_id, lock=False)
    done = case.state in ENDED_STATES
    return CaseStep(wait=not done, done=done)


def advance(work: Work, case_id: str) -> CaseStep:
    """Move a case from consulting to assessment when nothing is awaited any more."""
    case = case_rows.get(work.conn, case_id)
    asked = consultation_rows.of_case(work.conn, case_id)
    awaited = any(row.state in OPEN_STATES for row in asked)
    if case.state is CaseState.CONSULTING and not awaited:
        case_rows.save(work.conn, case.assessing())
        journal_of(work).act(
            Verb.CASE_READY,
            case_id,
            says("all consultations have ended; officers assess and decide"),
        )
    return case_step(work.conn, case_id)
