"""Paths at which two models differ: what a correction names."""

from __future__ import annotations

from gateway.domain.differences import differing
from tests.support.cases import transaction


def test_nothing_differs_from_itself() -> None:
    assert differing(transaction(), transaction()) == ()


def test_a_field_is_named_by_its_path() -> None:
    before = transaction()
    item = before.items[0].model_copy(update={"description": "another item"})
    after = before.model_copy(update={"items": (item, *before.items[1:]), "destination": "KZ"})
    assert differing(before, after) == ("items[0].description", "destination")


def test_a_list_of_another_length_is_named_whole() -> None:
    before = transaction()
    after = before.model_copy(update={"items": (*before.items, before.items[0])})
    assert differing(before, after) == ("items",)
