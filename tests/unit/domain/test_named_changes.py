"""A model that changes itself names fields that it has: `model_copy` would take any word."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator

import pytest
from pydantic import BaseModel

from tools import house


def _updates(node: ast.ClassDef) -> Iterator[ast.expr]:
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "self.model_copy":
            yield from (word.value for word in call.keywords if word.arg == "update")


CHANGING = [
    (module.name, node.name, update)
    for module in house.read().modules
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
    ids=[f"{name}-{update.lineno}" for _, name, update in CHANGING],
)
def test_a_change_names_fields_of_its_model(module: str, name: str, update: ast.expr) -> None:
    model = getattr(importlib.import_module(module), name)
    assert issubclass(model, BaseModel)
    assert isinstance(update, ast.Dict), "say which fields change"
    for key in update.keys:
        assert key is not None
        if isinstance(key, ast.Constant):
            assert key.value in model.model_fields
        else:  # the part of a party, which is a field by its name
            assert ast.unparse(key) == "role.value"
