"""The lines of a form: JSON of a model with a comment above each field, from its JSON Schema."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from gateway.field_faults import form_words

Schema = Mapping[str, Any]

_WIDTH = 96
_STATED = "Stated_"
_CHOICE = re.compile(r"\^\(([a-z_]+(?:\|[a-z_]+)*)\)\$")


def form_lines(model: type[BaseModel]) -> Iterator[str]:
    """Yield the lines of a model's form: every field, what it takes, and a place for its value.

    What is needed is empty or null, which the model refuses by its name; all else is there as
    it is where nobody says anything, or shown by an example in its comment.

    Args:
        model: What the node reads.
    """
    schema = model.model_json_schema()
    inherited = {
        name: said
        for each in reversed(model.__mro__)
        for name, said in _attributes(inspect.cleandoc(each.__doc__ or "")).items()
    }
    yield from _Form(schema.get("$defs", {})).object_lines(schema, "", "", inherited)


class _Form:
    """Writes one form; a model inside it is written out once.

    Args:
        models: The schemas of its parts, by name.
    """

    def __init__(self, models: Mapping[str, Schema]) -> None:
        self._models = models
        self._written: dict[str, str] = {}

    def object_lines(
        self, schema: Schema, indent: str, tail: str, inherited: Mapping[str, str] | None = None
    ) -> Iterator[str]:
        """Yield an object, field by field."""
        yield "{"
        meant = inherited or _attributes(schema.get("description", ""))
        fields = list(schema["properties"].items())
        for number, (name, field) in enumerate(fields):
            needed = name in schema.get("required", ())
            yield from self._field(
                name, field, meant.get(name, ""), indent + "  ", needed, number + 1 < len(fields)
            )
        yield f"{indent}}}{tail}"

    def _field(
        self, name: str, field: Schema, meant: str, indent: str, needed: bool, more: bool
    ) -> Iterator[str]:
        comma = "," if more else ""
        inner, model, stated = self._resolved(field)
        is_list = inner.get("type") == "array"
        held, held_model, _ = self._resolved(inner["items"]) if is_list else (inner, model, False)
        said = [meant, "Needed." if needed else "", self._takes(inner, held)]
        if stated:
            said.append('Or {"state": "withheld", "reason": "commercial"}; null: not known.')
        above = self._written.get(held_model)
        open_it = "properties" in held and (needed or stated) and (needed or above is None)
        if above is not None and not open_it and "properties" in held:
            said.append(f"As {above}, above.")
        elif "properties" in held and not open_it:
            example = json.dumps(self._example(held))
            said.append(f"E.g. {f'[{example}]' if is_list else example}.")
        yield from _comment(" ".join(each for each in said if each), indent)
        if not open_it:
            yield f'{indent}"{name}": {_value(field, inner, needed)}{comma}'
            return
        self._written.setdefault(held_model, name)
        opening, closing = ("[", "]") if is_list else ("", "")
        first, *rest = self.object_lines(held, indent, f"{closing}{comma}")
        yield f'{indent}"{name}": {opening}{first}'
        yield from rest

    def _resolved(self, field: Schema) -> tuple[Schema, str, bool]:
        """Return what a field holds, the name of its model, and whether it may be withheld."""
        for each in field.get("anyOf", ()):
            if each.get("type") != "null":
                return self._resolved(each)
        name = str(field.get("$ref", "")).rpartition("/")[2]
        if not name:
            return field, "", False
        if name.startswith(_STATED):
            inner, model, _ = self._resolved(self._models[name]["properties"]["value"])
            return inner, model, True
        return self._models[name], name, False

    def _takes(self, inner: Schema, held: Schema) -> str:
        """Say which words, how many characters, how many entries a field takes."""
        said = []
        if "enum" in held:
            said.append(f"One of: {', '.join(map(str, held['enum']))}.")
        if pattern := held.get("pattern"):
            choice = _CHOICE.fullmatch(pattern)
            said.append(f"One of: {choice[1].replace('|', ', ')}." if choice else "")
            said.append("" if choice else form_words(pattern))
        each = "Each at most" if inner is not held else "At most"
        if limit := held.get("maxLength"):
            said.append(f"{each} {limit} characters.")
        if held.get("format") == "date":
            said.append("A day, like 2026-12-31.")
        if held.get("type") == "boolean":
            said.append("true or false.")
        if entries := inner.get("maxItems"):
            said.append(f"A list of at most {entries}.")
        return " ".join(each for each in said if each)

    def _example(self, schema: Schema) -> dict[str, Any]:
        """Return an entry with what it needs, and places for it."""
        needed = schema.get("required", list(schema["properties"]))
        return {name: _empty(self._resolved(schema["properties"][name])[0]) for name in needed}


def _value(field: Schema, inner: Schema, needed: bool) -> str:
    if needed:
        return json.dumps(_empty(inner))
    default = field.get("default")
    return json.dumps(None if isinstance(default, dict) else default)


def _empty(schema: Schema) -> Any:
    return {"string": "", "array": []}.get(str(schema.get("type")))


def _attributes(text: str) -> dict[str, str]:
    """Return what a model's docstring says of its fields, under *Attributes*."""
    _, _, listed = text.partition("Attributes:\n")
    found: dict[str, str] = {}
    name = ""
    for line in listed.splitlines():
        if begins := re.match(r" {4}(\w+): (.*)", line):
            name = begins[1]
            found[name] = begins[2]
        elif name and line.startswith(" " * 8):
            found[name] += " " + line.strip()
        else:
            name = ""
    return {name: said.replace("``", "").replace("`", "") for name, said in found.items()}


def _comment(text: str, indent: str) -> Iterator[str]:
    line = ""
    for word in text.split():
        if line and len(indent) + len(line) + len(word) + 4 > _WIDTH:
            yield f"{indent}// {line}"
            line = ""
        line = f"{line} {word}".strip()
    if line:
        yield f"{indent}// {line}"
