"""Carries the codes of a transaction to the places where they stand in later lists.

A code that moved between versions of its list is found under both. For searching and
comparing only: what was classified stays as it was.
"""

from __future__ import annotations

from gateway.domain.controls import ControlLists
from gateway.domain.transaction import Classification, Item, ListSource, Transaction


def carried(transaction: Transaction, lists: ControlLists) -> Transaction:
    """Return a transaction with the places where its codes stand in later versions.

    Args:
        transaction: As it was classified.
        lists: The control lists that are held, and what is known of them.

    Returns:
        The same object where no code moved.
    """
    items = [_carried(item, lists) for item in transaction.items]
    if all(new is old for new, old in zip(items, transaction.items, strict=True)):
        return transaction
    return transaction.model_copy(update={"items": tuple(items)})


def _carried(item: Item, lists: ControlLists) -> Item:
    """Return an item with a classification for each place to which one of its codes moved."""
    added = [
        Classification(
            source=each.source,
            code=code,
            list_version=f"moved from {each.code}",
            authority=each.authority,
        )
        for each in item.classifications
        if each.source is ListSource.ANNEX_I and each.code is not None
        for code in sorted(lists.same_code(each.code, each.list_version) - set(item.codes))
    ]
    if not added:
        return item
    return item.model_copy(update={"classifications": (*item.classifications, *added)})
