"""A model that changes itself names fields that it has: `_with` would take any word."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator

from pydantic import BaseModel

from tools.house import rules


def _updates(node: ast.ClassDef) -> Iterator[ast.expr]:
    """Yield what the methods of a class change: the keywords of `_with` and `_changed`."""
    for call in ast.walk(node):
        if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)):
            continue
        if call.func.attr not in {"_with", "_changed"}:
            continue  # quicker than writing each call out
        if ast.unparse(call.func) in {"self._with", "self._changed"}:
            yield from map(_named, call.keywords)


def _named(word: ast.keyword) -> ast.Dict:
    return ast.Dict([None if word.arg is None else ast.Constant(word.arg)], [word.value])


def test_a_change_names_fields_of_its_model() -> None:
    changing = [
        (module.name, node.name, update)
        for module in rules.read().modules
        if "self._with(" in module.text
        for node in module.tree.body
        if isinstance(node, ast.ClassDef)
        for update in _updates(node)
    ]
    wrong = [
        f"{module}.{name}: {ast.unparse(update)}"
        for module, name, update in changing
        if not _names_fields(getattr(importlib.import_module(module), name), update)
    ]
    assert wrong == []
    assert len(changing) > 20


def _names_fields(model: type, update: ast.expr) -> bool:
    """Say whether each field of a change is one of the model's."""
    assert issubclass(model, BaseModel)
    assert isinstance(update, ast.Dict)
    return all(
        _is_named(model, key, value) for key, value in zip(update.keys, update.values, strict=True)
    )


def _is_named(model: type[BaseModel], key: ast.expr | None, value: ast.expr) -> bool:
    if key is None:  # the part of a party is a field by its name
        return _is_move(value) or ast.unparse(value) in {"fields", "{role.value: party}"}
    assert isinstance(key, ast.Constant)
    # A case goes where its table says.
    return key.value in model.model_fields and (model.__name__, key.value) != ("Case", "state")


def _is_move(value: ast.expr) -> bool:
    """Say whether fields come from `Case._at`, which looks the state up in the table."""
    return ast.unparse(value).startswith("self._at(")
