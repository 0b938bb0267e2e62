"""The licence that a decision grants: its number, its days, its conditions, what it follows.

It is made in the decision's transaction. What later cases decide about it is written here as
well: an end-user more, further conditions, another licence in its place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta

from gateway.casework.acts.journal import Journal, next_number
from gateway.casework.cases.catch_all_letters import check_informed, keep_informed
from gateway.casework.cases.licences import keep_exceeded
from gateway.casework.records import case_rows, licence_rows
from gateway.casework.rules.outcomes import case_rule
from gateway.casework.services import Office, Work
from gateway.domain.acts import TaskKind
from gateway.domain.case import (
    Case,
    Decision,
    DecisionParts,
    DecisionProposal,
    Licence,
    LicenceChange,
    LicenceCondition,
    LicenceState,
    LicensedLine,
)
from gateway.domain.consultation import Consultation
from gateway.domain.denial import FreeText
from gateway.domain.relation import RelationKind
from gateway.domain.rulebook.acts import CaseOutcome
from gateway.domain.saying import says
from gateway.errors import InputError

_MOST_TEXTS = 6
"""Texts that explain a denial, as its notice holds them."""

_FOLLOWING = (RelationKind.REPLACES, RelationKind.AMENDS, RelationKind.RENEWS)


def check_terms(
    work: Work,
    case: Case,
    proposal: DecisionProposal,
    outcome: CaseOutcome,
    sees: Callable[[str], bool],
) -> None:
    """Check what a proposal says of the licence that it grants, or of the letter that it makes.

    Args:
        work: The transaction, with the services of the node.
        case: The case.
        proposal: What is proposed.
        outcome: What the rulebook says of its outcome.
        sees: Says of a case whether it is there for the officer.

    Raises:
        InputError: Its outcome grants none, the number is another licence's, or its last day
            is past; or what it says of the letter is wrong (`check_informed`); names the field.
    """
    check_informed(work, case, proposal, outcome, sees)
    terms, parts = proposal.licence, proposal.parts
    if parts is not None:
        _check_parts(case, proposal, parts)
    if terms is None:
        return
    # A case that widens a licence may give it another last day; number and first day stay.
    longer = terms.number is None and terms.valid_from is None
    more = bool(case_rule(work.office, case).widens) and outcome.lets_go and longer
    if not (_grants(case, outcome) or more):
        raise InputError(
            "licence: the outcome {outcome} grants no licence",
            remedy="Leave it out.",
            outcome=outcome.outcome,
        )
    if terms.number is not None and licence_rows.find(work.conn, terms.number) is not None:
        raise InputError(
            "licence.number: {number} is the number of another licence",
            remedy="Give another number, or none: the gateway makes one.",
            number=terms.number,
        )
    if terms.valid_until is not None and terms.valid_until < work.today:
        raise InputError(
            "licence.valid_until: {valid_until} is past",
            remedy="Give a last day from today on, or none.",
            valid_until=terms.valid_until,
        )


def _check_parts(case: Case, proposal: DecisionProposal, parts: DecisionParts) -> None:
    parts.check(case.application.transaction)
    until = proposal.licence.valid_until if proposal.licence is not None else None
    if parts.refused_from is not None and until != parts.refused_from - timedelta(days=1):
        raise InputError(
            "licence.valid_until: the licence ends on the day before the one from which on the "
            "rest is refused",
            remedy="Give {refused_from}.",
            refused_from=parts.refused_from - timedelta(days=1),
        )
    if len(proposal.told) > _MOST_TEXTS:
        raise InputError(
            "explanation: a denial has {most_texts} at most, and one says that it is of a part",
            remedy="Give fewer.",
            most_texts=_MOST_TEXTS,
        )


def _grants(case: Case, outcome: CaseOutcome) -> bool:
    """Say whether an outcome makes a licence: it changes one where the case is about one."""
    return outcome.licence is not None and not case.application.concerns


def keep_licence(
    work: Work,
    case: Case,
    decision: Decision,
    outcome: CaseOutcome,
    asked: Iterable[Consultation],
) -> None:
    """Write what a decision makes of a licence: a new one, or more of the one it is about.

    So is the letter written by which it informs of a requirement.

    Args:
        work: The transaction, with the services of the node.
        case: The case as decided.
        decision: Its decision.
        outcome: What that brings.
        asked: The consultations of the case: whose answer a condition is.
    """
    keep_informed(work, case, decision, outcome)
    conditions = tuple(_conditions(work.office, case, decision, asked))
    if _grants(case, outcome):
        _make(work, case, decision, conditions)
    elif outcome.lets_go or conditions:
        _add_to(work, case, decision, conditions)
    if outcome.licence is not None:
        _change(work, case, decision, outcome.licence)


def _add_to(
    work: Work,
    case: Case,
    decision: Decision,
    conditions: tuple[LicenceCondition, ...],
) -> None:
    """Add to the licence that a case is about what was decided to add to it."""
    held = licence_rows.of_case(work.conn, case.application.concerns, lock=True)
    if held is None:
        return
    end_user = case.application.transaction.end_user.value
    rule, terms = case_rule(work.office, case), decision.proposal.licence
    if rule.gives_more and end_user is not None:
        held = held.with_end_user(end_user)
    if rule.widens:
        asked = case.application.transaction
        until = terms.valid_until if terms is not None else None
        held = held.widened(asked, until, case.case_id)
    held = held.with_conditions(conditions)
    licence_rows.save(work.conn, held)
    keep_exceeded(work, held, by=decision.decided_by)


def _change(work: Work, case: Case, decision: Decision, state: LicenceState) -> None:
    """Note on the case of a licence how it stands after a decision."""
    concerned = case.application.concerns
    held = case_rows.get(work.conn, concerned) if concerned else case
    change = LicenceChange(
        state=state,
        at=decision.decided_at,
        by_case=case.case_id,
        denial_id=decision.denial_id,
    )
    case_rows.save(work.conn, held.licence_changed(change))
    if state is LicenceState.SUSPENDED:
        Journal(work.conn, decision.decided_at).open_task(
            TaskKind.SUSPENSION_OPEN,
            held.case_id,
            says(
                "the licence is suspended ({denial_id}); its final assessment is to be notified "
                "when the suspension ends ({article})",
                denial_id=decision.denial_id,
                article=case_rule(work.office, case).article,
            ),
        )


def _make(
    work: Work,
    case: Case,
    decision: Decision,
    conditions: tuple[LicenceCondition, ...],
) -> None:
    asked, terms, day = case.application.transaction, decision.proposal.licence, work.today
    end_user = asked.end_user.value
    before = _before(work, case)
    licence = Licence.made_from(
        asked,
        number=(terms.number if terms else None) or _number(work, day.year),
        authority=work.code,
        case_id=case.case_id,
        reference=case.application.reference,
        kind=case.application.kind,
        lines=tuple(
            LicensedLine(line=line, item=item)
            for line, item in decision.proposal.granted_lines(asked)
        ),
        end_users=() if end_user is None else (end_user,),
        not_for=decision.proposal.not_for,
        conditions=conditions,
        granted_at=decision.decided_at,
        valid_from=(terms.valid_from if terms else None) or day,
        valid_until=terms.valid_until if terms else None,
        follows=None if before is None else before[1].number,
    )
    licence_rows.add(work.conn, licence)
    if before is not None and before[0] is RelationKind.REPLACES:
        licence_rows.save(work.conn, before[1].replaced(licence))


def _number(work: Work, year: int) -> str:
    """Return the next number of our own that no licence has."""
    while True:
        counted = next_number(work.conn, f"licence/{year}")
        number = f"{work.code}-L-{year}-{counted:05d}"
        if licence_rows.find(work.conn, number) is None:  # a national system may have given it
            return number


def _before(work: Work, case: Case) -> tuple[RelationKind, Licence] | None:
    """Return the licence of ours that the application replaces, amends or renews, and how."""
    for relation in case.application.relations:
        if relation.kind in _FOLLOWING and relation.system == work.code:
            earlier = case_rows.meant_by(work.conn, relation.reference)
            found = (
                None
                if earlier is None
                else licence_rows.of_case(work.conn, earlier.case_id, lock=True)
            )
            if found is not None and earlier != case:
                return relation.kind, found
    return None


def _conditions(
    office: Office, case: Case, decision: Decision, asked: Iterable[Consultation]
) -> Iterator[LicenceCondition]:
    """Yield the conditions of a decision, each with the authorities whose answer it is."""
    wanted = dict[str, list[str]]()
    for each in asked:
        answer = each.counting_answer
        rule = office.law.procedure(case.rulebook, each.procedure)
        if answer is not None and rule.option(answer.answer).binds:
            _note(wanted, each.consulted, answer.conditions)
    for relied in case.relied_on:
        _note(wanted, office.code, relied.conditions)
    for said in decision.proposal.conditions:
        by = tuple(dict.fromkeys(wanted.get(said.text, ())))
        yield LicenceCondition(**dict(said), wanted_by=by)


def _note(wanted: dict[str, list[str]], authority: str, conditions: tuple[FreeText, ...]) -> None:
    for each in conditions:
        wanted.setdefault(each.text, []).append(authority)
