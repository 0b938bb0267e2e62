"""What the rulebook has a decision tell everybody: a denial under its articles, or why it grants.

Which articles follow is the rulebook's (`[[notification.basis]]`): a refusal for an item that
is not listed rests on other articles than one for an item of Annex I (docs/domain.md 2.1). A node
makes a denial by this, and evidence is compared with it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from gateway.domain.authority import AuthorityCode, member_state
from gateway.domain.base import Stated, Withholding
from gateway.domain.case import Case, DecisionProposal
from gateway.domain.consultation import Consultation, EndReason
from gateway.domain.denial import DecisionType, Denial, Ground
from gateway.domain.letter import EntryType
from gateway.domain.rulebook import Rulebook
from gateway.domain.rulebook.general import ItemsAre
from gateway.domain.states import shipped_states
from gateway.domain.transaction import (
    Classification,
    ListSource,
    Party,
    PartyRole,
    Transaction,
)


def denial_of(
    case: Case,
    proposal: DecisionProposal,
    decision: DecisionType,
    rulebook: Rulebook,
    authority: AuthorityCode,
    *,
    denial_id: str,
    day: date,
) -> Denial:
    """Return the denial that everybody is told of a decision.

    Args:
        case: What was decided.
        proposal: As it was decided.
        decision: As which its rulebook has it notified.
        rulebook: That of the case.
        authority: Who decided.
        denial_id: Number of the denial.
        day: On which it is told.
    """
    rule = rulebook.notification
    refused = proposal.refused_of(case.application.transaction)
    basis = rule.basis_of(decision, refused.activity, items_are(refused, authority))
    return Denial(
        denial_id=denial_id,
        authority=authority,
        national_reference=case.application.reference,
        decision=(basis.notified_as if basis is not None else None) or decision,
        articles=basis.articles if basis is not None else (),
        legal_base=rule.legal_base,
        decision_date=day,
        first_notified=day,
        transaction=told_to_all(refused).with_assessment(case.released_assessment),
        grounds=Stated[tuple[Ground, ...]].given(proposal.grounds),
        explanation=proposal.told,
        documents=case.application.documents,
        references=case.application.references,
    )


def told_to_all(transaction: Transaction) -> Transaction:
    """Return what is shown of a transaction to those who were not asked about it.

    The exporter is left out: it is not needed for matching and commercially sensitive.
    """
    exporter = Stated[Party].withheld(Withholding.COMMERCIAL)
    return transaction.with_party(PartyRole.EXPORTER, exporter).without_national_data()


def explained_to_all(
    consultations: Iterable[Consultation], rulebook: Rulebook
) -> tuple[Consultation, ...]:
    """Return the consultations after which letting go is to be explained to all by an entry.

    A request that was recalled was never validly asked; any other consultation counts,
    whatever came of it.
    """
    return tuple(
        each
        for each in consultations
        if each.ended_because is not EndReason.RECALLED
        and rulebook.procedure(each.procedure).after_grant.entry
        is EntryType.GRANT_AFTER_CONSULTATION
    )


def to_be_considered(
    consultations: Iterable[Consultation], rulebook: Rulebook
) -> set[tuple[str, AuthorityCode]]:
    """Return under which procedure whose answer a decision says it considered."""
    return {
        (each.procedure, each.consulted)
        for each in consultations
        if each.stands
        and (answer := each.counting_answer) is not None
        and rulebook.procedure(each.procedure).option(answer.answer).considered
    }


def items_are(transaction: Transaction, authority: AuthorityCode) -> ItemsAre:
    """Return how the items stand to the lists; the strictest list that holds one counts.

    Args:
        transaction: What was decided about.
        authority: Who decided: whose Member State's list is the own one.
    """
    items = transaction.items
    if any(c.source is ListSource.ANNEX_I for item in items for c in item.classifications):
        return ItemsAre.ANNEX_I
    own = member_state(authority)
    if any(_on_list_of(c, own) for item in items for c in item.classifications):
        return ItemsAre.OWN_LIST
    unlisted = [
        item
        for item in items
        if all(c.source is ListSource.NON_LISTED for c in item.classifications)
    ]
    if any(item.cyber_surveillance for item in unlisted):
        return ItemsAre.CYBER_NON_LISTED
    return ItemsAre.NON_LISTED if unlisted else ItemsAre.OTHER_LIST


def _on_list_of(classification: Classification, own: str) -> bool:
    """Return whether a national list is the own State's; without a State it is taken so."""
    if classification.source is not ListSource.NATIONAL:
        return False
    return classification.state is None or shipped_states().code_of(classification.state) == own
