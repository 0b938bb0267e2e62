"""Forms of values in the contract that generators of clients understand.

`gateway.domain.base.Model` says itself what is written apart from what is read, and what a
decimal is. Two more forms are said here by what they mean: a field in one of its four states
(`gateway.domain.base.Stated`), and a default of what may be left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from gateway.api.published.closed_words import REFERENCE
from gateway.domain.base import Statement

SENT: Final = "Input"
"""The end of the name of a schema that is sent to us, where another of that name comes from us."""

DEFAULT: Final = "x-comity-default"
"""What the contract calls the value of a field that is not there: it was left out of what is sent,
or a node of before does not know it."""

_NAMED: Final = re.compile(rf'"{REFERENCE}([^"]+)"')
_STATED: Final = "Stated"
_NULL: Final = {"type": "null", "description": "There is none."}


def split_name(name: str) -> tuple[str, str]:
    """Return what the framework calls a schema, and what is put behind its pinned name.

    Args:
        name: As the framework makes it; it marks the two forms of one model.
    """
    for mark, end in (("-Input", SENT), ("-Output", "")):
        if name.endswith(mark):
            return name.removesuffix(mark), end
    return name, ""


def with_forms(document: dict[str, Any]) -> None:
    """Write stated values and defaults into an OpenAPI document in their own form.

    Args:
        document: Its schemas have their pinned names and their meanings.
    """
    schemas = document["components"]["schemas"]
    for name in [each for each in schemas if each.startswith(_STATED)]:
        if {"state", "value", "reason"} == schemas[name].get("properties", {}).keys():
            _state_apart(schemas, name)
    for schema in schemas.values():
        for field, said in schema.get("properties", {}).items():
            schema["properties"][field] = _without_default(said)
    while unused := schemas.keys() - set(_NAMED.findall(json.dumps(document))):
        for name in unused:
            del schemas[name]


def _state_apart(schemas: dict[str, Any], name: str) -> None:
    """Write a stated value as one of four, told apart by `state`; sent, the bare value will do."""
    stated = schemas[name]
    end = SENT if name.endswith(SENT) else ""
    value, reason = (
        next(each for each in stated["properties"][part]["anyOf"] if each.get("type") != "null")
        for part in ("value", "reason")
    )
    because = reason | {"description": "Why it is not shown."}
    what = value | {"description": "What is stated."}
    four = (
        (Statement.GIVEN, f"Given{name.removeprefix(_STATED)}", "It is stated.", what, None),
        (Statement.WITHHELD, f"WithheldValue{end}", "There is one, not shown.", None, because),
        (Statement.UNKNOWN, f"UnknownValue{end}", "It is not known.", None, None),
        (Statement.NOT_APPLICABLE, f"NotApplicableValue{end}", "There is none.", None, None),
    )
    for state, one, said, *rest in four:
        payload = dict(zip(("value", "reason"), rest, strict=True))
        schemas[one] = _one_state(one, state, said, payload, sent=bool(end))
    references = [{"$ref": f"{REFERENCE}{one}"} for _, one, *_ in four]
    described = {"title": name, "description": _SAID[bool(end)]}
    if end:
        schemas[name] = {"anyOf": [value, *references], **described}
        return
    mapping = {str(state): f"{REFERENCE}{one}" for state, one, *_ in four}
    told = {"propertyName": "state", "mapping": mapping}
    schemas[name] = {"oneOf": references, "discriminator": told, **described}


_SAID: Final[Mapping[bool, str]] = {
    False: "A value in one of four states; `state` says which.",
    True: "A value in one of four states, or a bare one, which is taken as given.",
}


def _one_state(
    name: str, state: Statement, said: str, payload: Mapping[str, Any], *, sent: bool
) -> dict[str, Any]:
    """Return one of the four; what it has not comes as null, and is not sent."""
    properties = {"state": {"type": "string", "const": str(state), "description": said}}
    for part, schema in payload.items():
        if schema is not None:
            properties[part] = schema
        elif not sent:
            properties[part] = _NULL
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        **({"additionalProperties": False} if sent else {}),
        "title": name,
        "description": said,
    }


def _without_default(said: dict[str, Any]) -> dict[str, Any]:
    """Return what is said of a field, its default beside it.

    Generators read a default as a field that is always there, or send it though nobody gave it.
    """
    if "default" not in said:
        return said
    rest = {key: each for key, each in said.items() if key != "default"}
    return rest | {DEFAULT: said["default"]}
