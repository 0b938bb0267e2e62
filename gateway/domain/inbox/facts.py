"""What open work is about: what queues look at, and goods and parties in one line each."""

from __future__ import annotations

from typing import NamedTuple

from gateway.domain.base import Model
from gateway.domain.transaction import Transaction


class WorkFacts(Model):
    """What the rules of queues look at.

    Attributes:
        country: Of destination; empty where there is none.
        categories: Groups of Annex I of the goods, e.g. ``5A``.
        procedure: Of the consultation, or the kind of the case.
        authority: Who asks us; empty for a case of ours.
    """

    country: str = ""
    categories: frozenset[str] = frozenset()
    procedure: str = ""
    authority: str = ""

    def has_category(self, wanted: str) -> bool:
        """Say whether some of the goods are of a category of Annex I, or of one of its groups."""
        return any(each.startswith(wanted) for each in self.categories)

    def is_asked_by(self, wanted: str) -> bool:
        """Say whether an authority asks us, or one of a State."""
        return self.authority == wanted or self.authority.startswith(f"{wanted}-")


_LINE = 200
"""Characters that a line has; the column holds no more."""

_GROUPS = 400
"""Characters for groups of Annex I: each takes three, and there are fifty."""


class Described(NamedTuple):
    """Goods and party in one line each, and the groups of Annex I of all goods."""

    item: str = ""
    party: str = ""
    categories: frozenset[str] = frozenset()


def described(transaction: Transaction) -> Described:
    """Say what a transaction is about: the first item, how many more, and with whom it ends."""
    first, *more = transaction.items
    codes = list(dict.fromkeys(first.codes))
    head = f"{codes[0]} " if codes else ""
    tail = f" (+{len(more)})" if more else ""
    words = " ".join(first.description.split())
    item = f"{head}{_cut(words, _LINE - len(head) - len(tail))}{tail}"
    groups = {code[:2] for each in transaction.items for code in each.codes}
    return Described(item, _party(transaction), frozenset(groups))


def _party(transaction: Transaction) -> str:
    """Return the end-user, or where none is given the consignee, or the exporter."""
    for stated in (transaction.end_user, transaction.consignee, transaction.exporter):
        if stated.value is not None:
            country = f", {stated.value.country}" if stated.value.country else ""
            name = " ".join(stated.value.names[0].split())
            return f"{_cut(name, _LINE - len(country))}{country}"
    return ""


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def spelled(categories: frozenset[str]) -> str:
    """Return groups of Annex I as a column holds them: each between blanks, to be looked for."""
    return f" {' '.join(sorted(categories))} "[:_GROUPS] if categories else ""
