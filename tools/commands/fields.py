"""What a command takes: fields of a schema and parameters of an operation, reduced to options."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tools.sdk.contract import Contract, Schema

_FORMATS = {"date": "day", "date-time": "instant"}
_TYPES = {"string": "text", "integer": "integer", "number": "number", "boolean": "flag"}
_SCALAR = frozenset({"text", "integer", "number", "day", "instant", "choice"})
_NAMED = {"FreeText": "words", "FreeTextInput": "words", "DocumentInput": "document"}
_DEFAULT = "x-comity-default"
_LONG = 1000  # characters of a text of which the help says how long it may be
NO = "no"
"""Of a flag: no is told too, by a name that its own gives."""


@dataclass(frozen=True, slots=True)
class FieldShape:
    """What a schema is to somebody at a terminal.

    Attributes:
        type: ``text``, ``integer``, ``number``, ``flag``, ``day``, ``instant``, ``choice``,
            ``words`` (a text with its language), ``document`` (a file of which the digest is sent),
            ``written`` (an object that is written in one word), or ``json``.
        is_many: Whether there may be several.
        choices: Words of a choice.
        keys: Fields of an object that is written as a pair, ``KEY=VALUE``.
        name: Name of the schema, where it has one.
    """

    type: str
    is_many: bool = False
    choices: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    name: str = ""


class FieldShapes:
    """Reads the schemas of a contract.

    Args:
        contract: The contract.
    """

    def __init__(self, contract: Contract) -> None:
        self._schemas = contract.schemas

    def resolved(self, schema: Schema) -> tuple[Schema, str]:
        """Return what a schema stands for, without null and the empty word, and its name."""
        name = ""
        while True:
            if "$ref" in schema:
                name = schema["$ref"].rsplit("/", 1)[-1]
                schema = self._schemas[name]
                continue
            ways = [
                each
                for each in schema.get("anyOf", ())
                if each.get("type") != "null" and "const" not in each
            ]
            if not ways:
                return schema, name
            schema = ways[0]

    def shape(self, schema: Schema) -> FieldShape:
        """Return what a schema is to somebody at a terminal."""
        found, name = self.resolved(schema)
        if name in _NAMED:
            return FieldShape(_NAMED[name], name=name)
        if "enum" in found:
            return FieldShape("choice", choices=tuple(found["enum"]), name=name)
        kind = found.get("type")
        if kind == "array" and "items" in found:
            inner = self.shape(found["items"])
            keys = self._pair(found["items"])
            if keys:
                return FieldShape("written", is_many=True, keys=keys, name=inner.name)
            return FieldShape(inner.type, is_many=True, choices=inner.choices, name=inner.name)
        if kind == "string":
            return FieldShape(_FORMATS.get(found.get("format", ""), "text"), name=name)
        return FieldShape(_TYPES.get(str(kind), "json"), name=name)

    def properties(self, schema: Schema) -> Mapping[str, Schema]:
        """Return the fields of a schema."""
        fields: Mapping[str, Schema] = self.resolved(schema)[0].get("properties", {})
        return fields

    def fields(
        self, schema: Schema, said: Mapping[str, Any], path: str = "", *, needed: bool = True
    ) -> Iterator[dict[str, Any]]:
        """Yield the options of a body, each with the place of its field in it.

        Fields of an object that must be given stand as options of their own; an object that may
        be left out is a file of JSON. ``parted`` and ``kept`` of the table say it otherwise.
        """
        shape = self.shape(schema)
        if path == "" and shape.is_many:
            yield {"name": "text", "to": "body:", **self.option(schema), "required": True}
            return
        found, _ = self.resolved(schema)
        required = set(found.get("required", ()))
        for name, each in found.get("properties", {}).items():
            place = f"{path}.{name}" if path else name
            must = needed and name in required
            parted = must and name not in said.get("kept", ()) and self._is_parted(each)
            if parted or (name in said.get("parted", ()) and self.properties(each)):
                yield from self.fields(each, said, place, needed=must)
                continue
            option = {"name": name, "to": f"body:{place}", **self.option(each), **meant(name)}
            if name == "language":
                option["default"] = "en"
            elif must:
                option["required"] = True
            yield option

    def option(self, schema: Schema) -> dict[str, Any]:
        """Return what an option says of its type, as the index has it."""
        shape = self.shape(schema)
        found: dict[str, Any] = {} if shape.type == "text" else {"type": shape.type}
        if shape.is_many:
            found["many"] = True
        if shape.choices:
            found["choices"] = list(shape.choices)
        if shape.keys:
            found["form"] = "=".join(each.removesuffix("_id").upper() for each in shape.keys)
            first, second = shape.keys
            found["pattern"] = f"(?P<{first}>[^=]*)=(?P<{second}>.+)"
        default = schema.get(_DEFAULT, schema.get("default"))
        said = schema.get("description", "")
        if default not in (None, "", [], False) and not isinstance(default, dict):
            said = f"{said} Else {default}."
        if shape.type == "flag" and default is not False:
            found["off"] = NO
        most = self.resolved(schema)[0].get("maxLength", 0)
        if shape.type == "text" and most >= _LONG:
            found["most"] = most
        if said:
            found["help"] = said.strip()
        return found

    def _is_parted(self, schema: Schema) -> bool:
        fields = self.properties(schema)
        return self.shape(schema).type == "json" and bool(fields) and "state" not in fields

    def _pair(self, schema: Schema) -> tuple[str, ...]:
        """Return the two fields of an object that is a pair; none where it is not one."""
        found, name = self.resolved(schema)
        needed = tuple(found.get("required", ()))
        fields = found.get("properties", {})
        if name in _NAMED or len(needed) != len(("key", "value")):
            return ()
        return needed if all(self.shape(fields[each]).type in _SCALAR for each in needed) else ()


def meant(name: str) -> dict[str, str]:
    """Return the type of a field that names a consultation, as officers may name it for short."""
    return {"type": "consultation"} if name in {"conversation_id", "conversations"} else {}
