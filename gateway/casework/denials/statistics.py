"""Counts of denials by item group and destination, for who may read denials.

A first look at what the registers hold; the annual report has its own issue.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from sqlalchemy import Connection

from gateway.casework.permissions import Officer, Permission
from gateway.casework.services import Office
from gateway.domain.base import Model
from gateway.domain.controls import Controls, entry
from gateway.domain.page import FIRST_PAGE, ListOrder, Page, PageRequest, page_of
from gateway.register.register_queries import valid_goods

NON_LISTED = "non-listed"


class DenialCount(Model):
    """How many valid denials there are of one item group to one destination."""

    item_group: str
    destination: str
    denials: int


async def count_denials(
    office: Office, officer: Officer, *, page: PageRequest = FIRST_PAGE
) -> Page[DenialCount]:
    """Count valid denials by item group and destination.

    A denial of several item groups counts once in each.
    """
    officer.require(Permission.READ_DENIALS)
    counts = await office.db.read(lambda conn: _count(conn, office.law.controls))
    order = ListOrder("counts of denials", (str, str))
    return page_of(counts, order, page, lambda each: (each.item_group, each.destination))


def _count(conn: Connection, controls: Controls) -> tuple[DenialCount, ...]:
    counts: Counter[tuple[str, str]] = Counter()
    for codes, destination in valid_goods(conn):
        for name in groups_of(codes.split(), controls):
            counts[name, destination] += 1
    return tuple(
        DenialCount(item_group=name, destination=destination, denials=number)
        for (name, destination), number in sorted(counts.items())
    )


def groups_of(codes: Iterable[str], controls: Controls) -> frozenset[str]:
    """Return the item groups of a transaction's codes; of none: that it is not listed."""
    return frozenset(_group(code, controls) for code in codes) or frozenset({NON_LISTED})


def _group(code: str, controls: Controls) -> str:
    """Return the cyber-surveillance group of a code, or its category and group (5A)."""
    cyber = controls.cyber_group(code)
    heading = entry(code)[:2]
    return f"{heading} ({cyber.label})" if cyber is not None else heading
