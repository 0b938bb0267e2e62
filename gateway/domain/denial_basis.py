"""Says how the items of a transaction stand to the lists, for the articles of a denial.

Which articles follow is the rulebook's (`[[notification.basis]]`): a refusal for an item that
is not listed rests on other articles than one for an item of Annex I (docs/domain.md 2.1).
"""

from __future__ import annotations

from gateway.domain.authority import AuthorityCode, member_state
from gateway.domain.rulebook.general import ItemsAre
from gateway.domain.states import shipped_states
from gateway.domain.transaction import Classification, ListSource, Transaction


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
