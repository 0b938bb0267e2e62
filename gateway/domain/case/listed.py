"""Says whether an item stands in a list that refers to codes of Annex I, and why.

An entry may mean only what keeps to its limits, and not what an exception takes out. What
cannot be told is said apart: what follows from a doubt is the rulebook's.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from gateway.domain.case.contents import Application
from gateway.domain.controls import CodeList, Controls, Limit, ListRule
from gateway.domain.transaction import Item, ListSource, Parameter


class OnList(NamedTuple):
    """Whether a code of an item stands in a list: yes, no, or None where it cannot be told."""

    listed: bool | None
    reason: str


def standings(listing: CodeList, application: Application, controls: Controls) -> list[OnList]:
    """Look up every code of Annex I that any authority gave to any item, each item once.

    Args:
        listing: The list.
        application: Its items, and the exceptions that it claims.
        controls: The lists to which that one belongs.

    Returns:
        What is to be said of each code that the list touches; nothing of the others.
    """
    claimed = {each.key: each.reason for each in application.exceptions}
    found = (
        _standing(listing, code, item, claimed, controls)
        for item in application.transaction.items
        for code in annex_i_codes(item)
    )
    return list(dict.fromkeys(each for each in found if each is not None))


def annex_i_codes(item: Item) -> tuple[str, ...]:
    """Return an item's codes of Annex I, without repeats; national lists use other numbers."""
    return tuple(
        dict.fromkeys(
            each.code
            for each in item.classifications
            if each.source is ListSource.ANNEX_I and each.code is not None
        )
    )


def _standing(
    listing: CodeList, code: str, item: Item, claimed: Mapping[str, str], controls: Controls
) -> OnList | None:
    rule = listing.find(code)
    if rule is None:
        below = ", ".join(each.code for each in listing.below(code))
        said = f"{code} is too short to tell: {below} below it is in {listing.title}"
        return OnList(None, f"{said}; classify the item further.") if below else None
    for key in rule.unless:
        if key in claimed:
            said = f"{code} is not in {listing.title}: exception {key} is claimed"
            return OnList(listed=False, reason=f"{said} ({claimed[key]}).")
    return _within_limits(listing, code, rule, item, controls)


def _within_limits(
    listing: CodeList, code: str, rule: ListRule, item: Item, controls: Controls
) -> OnList:
    open_limits = []
    for limit in rule.limit:
        values = _stated(limit, item.parameters, controls)
        if values and not any(limit.met(value) for value in values):
            said = f"{code} is in {listing.title} only with {limit.says}"
            return OnList(listed=False, reason=f"{said}; the item has {max(values):f}.")
        if not values:
            open_limits.append(limit.says)
    if open_limits:
        said = f"{code} is in {listing.title} with {' and '.join(open_limits)}"
        return OnList(None, f"{said}; the application does not say it. {rule.note}".rstrip())
    note = f" {rule.note}" if rule.in_part else ""
    return OnList(listed=True, reason=f"{code} is in {listing.title}.{note}")


def _stated(limit: Limit, parameters: tuple[Parameter, ...], controls: Controls) -> list[Decimal]:
    """Return the values of a limit's parameter, in its unit; other units are not guessed."""
    units = {limit.unit: Decimal(1), **controls.units.get(limit.unit, {})}
    return [
        each.value * units[each.unit]
        for each in parameters
        if each.unit in units and each.name.replace("_", " ").casefold().strip() in limit.names
    ]
