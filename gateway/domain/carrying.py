"""Carries the codes of a transaction to the places where they stand in later lists.

A code that moved between versions of its list is found under both. For searching and
comparing only: what was classified stays as it was.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Annotated, Self

from pydantic import Field, StringConstraints

from gateway.domain.base import Model
from gateway.domain.controls import ControlLists, Known, ListVersion, Moved
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
    return transaction.with_items(tuple(items))


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
    return item.also_classified(added)


_AS_RECORDED = "as recorded"
"""In the place of the act that moved a code, which changes nothing of where it stands."""

_Code = Annotated[str, StringConstraints(min_length=1, max_length=40)]
_Version = Annotated[str, StringConstraints(min_length=1, max_length=40)]


class CodeMove(Model):
    """A code that was put elsewhere, and since when."""

    old: _Code
    new: _Code
    since: date


class CodePlaces(Model):
    """All that codes are carried by, so that a comparison can be made again without the lists.

    Attributes:
        versions: First day of each version of a list that is known.
        moved: Codes that were put elsewhere.
    """

    versions: dict[_Version, date] = Field(default_factory=dict, max_length=1000)
    moved: tuple[CodeMove, ...] = Field(default=(), max_length=10_000)

    @classmethod
    def of(cls, lists: ControlLists) -> Self:
        """Return what some lists carry codes by."""
        moves = (CodeMove(old=each.old, new=each.new, since=each.since) for each in lists.moved)
        return cls(
            versions=lists.dates,
            moved=tuple(sorted(moves, key=lambda move: (move.since, move.old, move.new))),
        )

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical JSON, in hexadecimal."""
        told = json.dumps(self.model_dump(mode="json"), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(told.encode()).hexdigest()

    @property
    def lists(self) -> ControlLists:
        """Lists that carry codes so, and hold none themselves."""
        versions = tuple(
            ListVersion(version=version, act=_AS_RECORDED, in_force_from=begins)
            for version, begins in self.versions.items()
        )
        moved = tuple(
            Moved(old=each.old, new=each.new, act=_AS_RECORDED, since=each.since)
            for each in self.moved
        )
        return ControlLists((), known=Known(versions=versions, moved=moved))
