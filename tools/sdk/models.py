"""The definition of a model, an enum or a union, from its schema."""

from __future__ import annotations

import json
import re

from tools.sdk.contract import Schema
from tools.sdk.python_types import Types, is_words
from tools.sdk.spelling import class_name, docstring, snake, written

DEFAULT = "x-comity-default"  # of a field that a node of before does not send


class Definitions:
    """The definitions of a contract's schemas.

    Args:
        types: Of the same contract.
    """

    def __init__(self, types: Types) -> None:
        self._types, self._schemas = types, types.schemas

    def is_enum(self, name: str) -> bool:
        """Whether it becomes an enum."""
        return is_words(self._schemas[name])

    def is_union(self, name: str) -> bool:
        """Whether it becomes no class of its own, but a name for others."""
        schema = self._schemas[name]
        return "properties" not in schema and schema.get("type") != "object"

    def names(self, name: str) -> list[str]:
        """Return the names that its definition gives."""
        plain = class_name(name)
        return [plain, f"Any{plain}"] if self.is_enum(name) else [plain]

    def lines(self, name: str) -> list[str]:
        """Return its definition."""
        if self.is_enum(name):
            return self._enum(name)
        if self.is_union(name):
            return ["", f"{class_name(name)} = {self._types.type_of(self._schemas[name])}", ""]
        return self._model(name)

    def _enum(self, name: str) -> list[str]:
        schema, used = self._schemas[name], set[str]()
        lines = ["", f"class {class_name(name)}(StrEnum):"]
        lines += [*docstring(schema.get("description") or f"Words of {name}.", "    "), ""]
        for value in schema["enum"]:
            member = re.sub(r"\W+", "_", value).strip("_").upper() or "EMPTY"
            member = f"V{member}" if member[0].isdigit() else member
            while member in used:
                member += "_"
            used.add(member)
            lines.append(f"    {member} = {json.dumps(value, ensure_ascii=False)}")
        plain = class_name(name)
        union = f'Annotated[{plain} | str, Field(union_mode="left_to_right")]'
        return [*lines, "", "", f"Any{plain} = {union}", ""]

    def _model(self, name: str) -> list[str]:
        schema = self._schemas[name]
        described = docstring(schema.get("description") or f"{name} of the interface.", "    ")
        lines = ["", f"class {class_name(name)}(Model):", *described, ""]
        required = set(schema.get("required", ()))
        for prop, its in schema.get("properties", {}).items():
            lines += self._field(prop, its, required=prop in required)
        return [*lines, ""]

    def _field(self, prop: str, schema: Schema, *, required: bool) -> list[str]:
        name, kind = snake(prop), self._types.type_of(schema)
        given = [] if name == prop else [f"alias={written(prop)}"]
        # What may be null is not missed where a node of before does not send it.
        if required and DEFAULT not in schema and "None" not in kind.split(" | "):
            default = f" = Field({given[0]})" if given else ""
        else:
            value = schema.get("default", schema.get(DEFAULT))
            if value is None and "None" not in kind.split(" | "):
                kind += " | None"
            if isinstance(value, list | dict):
                given.append(f"default_factory={self._factory(schema, kind, value)}")
            elif given:
                given.append(f"default={written(value)}")
            default = f" = Field({', '.join(given)})" if given else f" = {written(value)}"
        text = schema.get("description")
        return [f"    {name}: {kind}{default}", *(docstring(text, "    ") if text else [])]

    def _factory(self, schema: Schema, kind: str, value: list[object] | Schema) -> str:
        """Return what makes a default that is no single value."""
        if isinstance(value, dict) and not kind.startswith("dict["):
            made = self._class_of_default(schema, kind.split(" | ", 1)[0], value)
            return f"lambda: {made}.model_validate({written(value)})"
        return f"lambda: {written(value)}" if value else type(value).__name__

    def _class_of_default(self, schema: Schema, kind: str, value: Schema) -> str:
        """Return the class that a default is of; of a union, the one with its fixed words."""
        union: Schema = self._schemas.get(str(schema.get("$ref", "")).rsplit("/", 1)[-1], {})
        for one in [*union.get("oneOf", ()), *union.get("anyOf", ())]:
            name = one.get("$ref", "").rsplit("/", 1)[-1]
            fixed = {
                prop: its["const"]
                for prop, its in self._schemas.get(name, {}).get("properties", {}).items()
                if "const" in its
            }
            if fixed and fixed.items() <= value.items():
                return class_name(name)
        return kind
