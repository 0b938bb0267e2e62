"""How a schema of the contract is written as a type of Python.

A limit of the contract (length, pattern, range) stays with the node, which says what it refuses.
An enum takes words that are not known yet, and a choice takes kinds that are not known yet.
"""

from __future__ import annotations

from tools.sdk.contract import Schema
from tools.sdk.spelling import class_name, written

OCTETS = "application/octet-stream"
SCALARS = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}
FORMATS = {"date": "datetime.date", "date-time": "datetime.datetime"}


def is_words(schema: Schema) -> bool:
    """Whether a schema is a list of words, which is what becomes an enum."""
    return "enum" in schema and all(isinstance(word, str) for word in schema["enum"])


class Types:
    """The types of a contract.

    Args:
        schemas: By name.
    """

    def __init__(self, schemas: dict[str, Schema]) -> None:
        self.schemas = schemas
        self._enums = {class_name(n) for n, schema in schemas.items() if is_words(schema)}

    def type_of(self, schema: Schema, prefix: str = "") -> str:
        """Return the type of a value; ``prefix`` stands before names of models."""
        if "$ref" in schema:
            name = class_name(schema["$ref"])
            return f"{prefix}Any{name}" if name in self._enums else f"{prefix}{name}"
        for choice in ("anyOf", "oneOf"):
            if choice in schema:
                return self._choice(schema[choice], prefix, tagged="discriminator" in schema)
        if "allOf" in schema and len(schema["allOf"]) == 1:
            return self.type_of(schema["allOf"][0], prefix)
        if "const" in schema:
            return "Any" if prefix else f"Literal[{written(schema['const'])}]"
        if is_words(schema):
            return "str"
        return self._plain(schema, prefix)

    def _choice(self, schemas: list[Schema], prefix: str, *, tagged: bool) -> str:
        """Return a union; one that a tag decides takes tags of tomorrow as they come."""
        types = [self.type_of(one, prefix) for one in schemas]
        if tagged:
            types.append("dict[str, Any]")
        elif not prefix:
            # A word that is fixed today stands beside free text: the text is all there is to say.
            types = ["str" if one.startswith('Literal["') else one for one in types]
        unique = [*dict.fromkeys(types)]
        if "None" in unique:  # last, as people write it
            unique = [one for one in unique if one != "None"] + ["None"]
        union = " | ".join(unique)
        # In this order: what a model can read is no plain JSON.
        in_order = tagged and not prefix
        return f'Annotated[{union}, Field(union_mode="left_to_right")]' if in_order else union

    def _plain(self, schema: Schema, prefix: str) -> str:
        kind = schema.get("type")
        if isinstance(kind, list):
            return self._choice([{**schema, "type": one} for one in kind], prefix, tagged=False)
        if kind == "array":
            return f"list[{self.type_of(schema.get('items', {}), prefix)}]"
        if kind == "object":
            values = schema.get("additionalProperties")
            inner = self.type_of(values, prefix) if isinstance(values, dict) else "Any"
            return f"dict[str, {inner}]"
        if kind == "string" and (
            schema.get("format") == "binary" or schema.get("contentMediaType") == OCTETS
        ):
            return "bytes"
        return FORMATS.get(schema.get("format", ""), SCALARS.get(str(kind), "Any"))
