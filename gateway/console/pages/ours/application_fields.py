"""Fields of a form that says what is applied for: parties, places, end-use, goods.

Codes and countries are typed as an officer knows them; a last look shows them in words.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from gateway.console.acts.declared import ActField
from gateway.console.languages import marked
from gateway.console.visit import Visit

ITEMS: Final = 3
"""Items that the form of a new application has room for."""

MOST_ITEMS: Final = 60
"""Items that a form shows: a form has at most 500 fields, four an item; further ones stay."""


def rows_for(items: int) -> int:
    """Return how many items a form has room for, where so many stand already."""
    return min(max(ITEMS, items + 1), MOST_ITEMS)


def application_fields(visit: Visit, rows: int, *, at_least: int = 1) -> Iterator[ActField]:
    """Yield the fields of what is applied for.

    Args:
        visit: Who fills them in.
        rows: Items that there is room for.
        at_least: Items that are not under the line for what is seldom needed.
    """
    yield from _parties()
    yield from _PLACES
    for place in range(1, rows + 1):
        yield from _goods(visit, place, folded=place > max(1, at_least))


def as_said(field: ActField, value: str) -> ActField:
    """Return a field that may be empty where nothing stands: such an application was taken so."""
    return field if value else replace(field, required=False)


def _parties() -> Iterator[ActField]:
    yield ActField("exporter_name", "Exporter: name", also=("transaction.exporter",))
    yield ActField("exporter_country", "Exporter: country", "Name or code.")
    yield ActField("exporter_address", "Exporter: address", required=False)
    yield ActField(
        "consignee_name",
        "Consignee: names",
        "Every spelling that is known, with a semicolon between two. Left empty: not known.",
        required=False,
        also=("transaction.consignee",),
    )
    yield ActField("consignee_country", "Consignee: country", required=False)
    yield ActField("consignee_address", "Consignee: address", required=False)
    yield ActField(
        "end_user_name",
        "End-user: names",
        "Every spelling that is known, with a semicolon between two, in any script. Left "
        "empty: not known.",
        required=False,
        also=("transaction.end_user",),
    )
    yield ActField("end_user_country", "End-user: country", required=False)
    yield ActField("end_user_address", "End-user: address", required=False)


_PLACES: Final = (
    ActField(
        "destination", "Country of destination", "Name or code.", also=("transaction.destination",)
    ),
    ActField(
        "goods_located_in",
        "Where the goods are",
        "Member States with a comma between two: those of another State are asked there "
        "(Article 14(1)).",
        required=False,
        also=("transaction.goods_located_in",),
    ),
    ActField(
        "stated_end_use",
        "Stated end-use",
        "As the applicant states it. Left empty: not known.",
        required=False,
        also=("transaction.stated_end_use",),
    ),
)


_OF_ITEM: Final = {
    "description": (marked("Item {number}: goods"), marked("In words (box 13).")),
    "code": (
        marked("Item {number}: code of Annex I"),
        marked("In any spelling; left empty: not listed. The last look says what it means."),
    ),
    "quantity": (
        marked("Item {number}: quantity"),
        marked("A number and its unit: 2 pieces."),
    ),
    "value": (
        marked("Item {number}: value"),
        marked("A number and its currency: 1250000.50 EUR."),
    ),
}
"""What is asked of each item, by the end of the field's name."""

_CALLED: Final = {
    "description": ("", ".description"),
    "code": (".classifications",),
    "quantity": (".quantity",),
    "value": (".value", ".currency"),
}
"""What errors call the same, behind the item."""


def _goods(visit: Visit, place: int, *, folded: bool) -> Iterator[ActField]:
    items = (f"transaction.items.{place - 1}", f"transaction.items[{place - 1}]")
    for name, (label, hint) in _OF_ITEM.items():
        yield ActField(
            f"item{place}_{name}",
            visit.says(label, number=place),
            hint,
            required=place == 1 and name == "description",
            folded=folded,
            also=tuple(f"{each}{end}" for each in items for end in _CALLED[name]),
        )
