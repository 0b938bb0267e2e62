"""A model that changes itself names fields that it has: `model_copy` would take any word."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator

import pytest
from pydantic import BaseModel

from tools.house import rules


def _updates(node: ast.ClassDef) -> Iterator[ast.expr]:
    """Yield what the methods of a class change: a dictionary, or the keywords of `_changed`."""
    for call in ast.walk(node):
        if not isinstance(call, ast.Call):
            continue
        if ast.unparse(call.func) == "self.model_copy":
            yield from (word.value for word in call.keywords if word.arg == "update")
        elif ast.unparse(call.func) == "self._changed":
            yield from map(_named, call.keywords)


def _named(word: ast.keyword) -> ast.Dict:
    return ast.Dict([None if word.arg is None else ast.Constant(word.arg)], [word.value])


CHANGING = [
    (module.name, node.name, update)
    for module in rules.read().modules
    if "self.model_copy" in module.text
    for node in module.tree.body
    if isinstance(node, ast.ClassDef)
    for update in _updates(node)
]


def test_many_models_change_themselves() -> None:
    assert len(CHANGING) > 20


@pytest.mark.parametrize(
    ("module", "name", "update"),
    CHANGING,
    ids=[f"{name}-{place}" for place, (_, name, _) in enumerate(CHANGING)],
)
def test_a_change_names_fields_of_its_model(module: str, name: str, update: ast.expr) -> None:
    model = getattr(importlib.import_module(module), name)
    assert issubclass(model, BaseModel)
    if not isinstance(update, ast.Dict):
        assert _is_move(update) or ast.unparse(update) == "fields", "say which fields change"
        return
    for key, value in zip(update.keys, update.values, strict=True):
        if key is None:
            assert _is_move(value)
        elif isinstance(key, ast.Constant):
            assert key.value in model.model_fields
            assert (name, key.value) != ("Case", "state"), "a case goes where its table says"
        else:  # the part of a party, which is a field by its name
            assert ast.unparse(key) == "role.value"


def _is_move(value: ast.expr) -> bool:
    """Say whether fields come from `Case._at`, which looks the state up in the table."""
    return ast.unparse(value).startswith("self._at(")
