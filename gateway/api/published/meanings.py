"""What each field and each parameter of the contract means, in the words of our models.

A model says it under *Attributes* in its docstring, or a model that it is made from does; that
comes first. What a name says by itself, wherever it stands, is said once in `fields.toml`: a
client's author sees it beside the field, our reader need not see it in forty docstrings.
"""

from __future__ import annotations

import inspect
import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import BaseModel

from gateway.api.published.forms import SENT

_FIELDS = Path(__file__).with_name("fields.toml")

_SECTION = re.compile(r"^Attributes:\n((?:(?: .*)?\n)*)", re.MULTILINE)
_ENTRY = re.compile(r"^    (\w[\w, ]*): ((?:.*\n)(?: {5,}.*\n)*)", re.MULTILINE)


class FieldWords(NamedTuple):
    """What names say where no model does.

    Attributes:
        everywhere: Of a field, by its name.
        of: Of one field or parameter, as ``Schema.field`` or ``operationId.parameter``.
        parameters: Of a parameter, by its name.
    """

    everywhere: Mapping[str, str]
    of: Mapping[str, str]
    parameters: Mapping[str, str]


@cache
def words() -> FieldWords:
    """Return what names say where no model does."""
    return FieldWords(**tomllib.loads(_FIELDS.read_text("utf-8")))


def attributes_of(docstring: str) -> dict[str, str]:
    """Return what a docstring says of each attribute, on one line each.

    Args:
        docstring: Without indentation, in Google's style.
    """
    found: dict[str, str] = {}
    for section in _SECTION.findall(f"{docstring}\n"):
        for names, said in _ENTRY.findall(section):
            text = " ".join(said.replace("``", "`").split())
            found |= dict.fromkeys(re.split(r", *", names), text)
    return found


def with_meanings(document: dict[str, Any]) -> None:
    """Write into an OpenAPI document what each field and each parameter means.

    Args:
        document: Its schemas and operations have their pinned names.
    """
    said, models = words(), _docstrings()
    for name, schema in document["components"]["schemas"].items():
        docstring = schema.get("description", "")
        own: dict[str, str] = {}
        for each in models.get(docstring, (docstring,)):
            own = attributes_of(each) | own
        for field, described in schema.get("properties", {}).items():
            meaning = own.get(field) or said.of.get(f"{name.removesuffix(SENT)}.{field}")
            meaning = meaning or described.get("description") or said.everywhere.get(field)
            if meaning:
                described["description"] = meaning
        if docstring and "properties" in schema:
            schema["description"] = _SECTION.sub("", f"{docstring}\n").strip()
    for operation in _operations(document):
        for parameter in operation.get("parameters", ()):
            of = f"{operation['operationId']}.{parameter['name']}"
            meaning = said.of.get(of) or parameter.get("description")
            if meaning := meaning or said.parameters.get(parameter["name"]):
                parameter["description"] = meaning


def undescribed(document: dict[str, Any]) -> Iterator[str]:
    """Yield each field and each parameter of which an OpenAPI document says nothing."""
    for name, schema in document["components"]["schemas"].items():
        for field, described in schema.get("properties", {}).items():
            if not described.get("description"):
                yield f"{name}.{field}"
    for operation in _operations(document):
        for parameter in operation.get("parameters", ()):
            if not parameter.get("description"):
                yield f"{operation['operationId']}.{parameter['name']}"


def _operations(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for operations in document["paths"].values():
        yield from operations.values()


def _docstrings() -> dict[str, tuple[str, ...]]:
    """Return the docstrings of each model and of what it is made from, nearest first, by its own.

    The document has a model's docstring and not its class.
    """
    found: dict[str, tuple[str, ...]] = {}
    for model in _below(BaseModel):
        if model.__doc__:
            line = [each for each in model.__mro__ if issubclass(each, BaseModel)]
            said = tuple(inspect.cleandoc(each.__doc__ or "") for each in line)
            found.setdefault(inspect.cleandoc(model.__doc__), said)
    return found


def _below(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for each in model.__subclasses__():
        yield each
        yield from _below(each)
