"""Makes the pages of a reference from the contract, which is their only source.

A page has no script and asks no other host; it is found by its operation's name, read with the
keyboard alone, and by a program that reads aloud. `gateway.api.reference.routes` shows them,
`tools/reference.py` writes them into a folder.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined

STYLE: Final = "style.css"
_HERE: Final = Path(__file__).resolve().parent
POLICY: Final = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'"
_SCHEMA: Final = "#/components/schemas/"
_BOUNDS: Final = (
    "minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems", "pattern", "default",
)  # fmt: skip

Type = list[tuple[str, str]]
"""Pieces of a type: each a text, and the schema that it leads to, or nothing."""


@dataclass(frozen=True, slots=True)
class DescribedRow:
    """A line of a table: a parameter, a property, a body or an answer."""

    name: str
    type: Type
    text: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class OperationEntry:
    """What a page says of one operation."""

    id: str
    method: str
    path: str
    summary: str
    description: str
    parameters: list[DescribedRow]
    body: list[DescribedRow]
    answers: list[DescribedRow]
    examples: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Schema:
    """What a page says of one schema."""

    name: str
    text: str
    rows: list[DescribedRow]
    type: Type


def pages_of(contract: Mapping[str, Any]) -> dict[str, str]:
    """Return the pages, by the names of their files."""
    operations = _operations(contract)
    schemas = [
        Schema(name, each.get("description", ""), _properties(each), type_of(each))
        for name, each in contract["components"]["schemas"].items()
    ]
    files = [("Overview", "index.html"), *((tag, _file_of(tag)) for tag in operations)]
    files.append(("Schemas", "schemas.html"))
    loader = PackageLoader("gateway.api.reference", "")
    template = Environment(loader=loader, autoescape=True, undefined=StrictUndefined).get_template(
        "page.html.j2"
    )
    info = contract["info"]

    def page(here: str, title: str, intro: str, **more: Any) -> str:
        empty: dict[str, Any] = {"operations": [], "schemas": [], "index": []}
        shown = empty | more | {"here": here, "title": title, "intro": intro, "pages": files}
        return template.render(policy=POLICY, **shown)

    made = {
        "index.html": page(
            "index.html",
            f"{info['title']}, version {info['version']}",
            info["description"],
            index=[(tag, _file_of(tag), lines) for tag, lines in operations.items()],
        ),
        "schemas.html": page(
            "schemas.html", "Schemas", "What operations take and answer.", schemas=schemas
        ),
    }
    for tag, lines in operations.items():
        intro = f"{len(lines)} operations under this heading."
        made[_file_of(tag)] = page(_file_of(tag), tag, intro, operations=lines)
    return made


def _file_of(tag: str) -> str:
    return f"{tag.replace(' ', '-')}.html"


def type_of(schema: Mapping[str, Any]) -> Type:
    """Return what a schema takes, in words, with the schemas that it names."""
    if name := schema.get("$ref", "").removeprefix(_SCHEMA):
        return [(name, name)]
    for key, word in (("anyOf", " or "), ("oneOf", " or "), ("allOf", " and ")):
        if key in schema:
            found: Type = []
            for number, each in enumerate(schema[key]):
                found += ([(word, "")] if number else []) + type_of(each)
            return found
    if "enum" in schema or "const" in schema:
        words = schema.get("enum", [schema.get("const")])
        return [("one of " + ", ".join(json.dumps(each) for each in words), "")]
    if schema.get("type") == "array":
        return [("list of ", ""), *type_of(schema.get("items", {}))]
    named = " ".join(filter(None, (str(schema.get("type", "any value")), schema.get("format", ""))))
    bounds = [f"{key} {json.dumps(schema[key])}" for key in _BOUNDS if key in schema]
    return [(", ".join([named, *bounds]), "")]


def _operations(contract: Mapping[str, Any]) -> dict[str, list[OperationEntry]]:
    found: defaultdict[str, list[OperationEntry]] = defaultdict(list)
    for path, methods in contract["paths"].items():
        for method, each in methods.items():
            bodies = each.get("requestBody", {}).get("content", {})
            found[each["tags"][0]].append(
                OperationEntry(
                    id=each["operationId"],
                    method=method.upper(),
                    path=path,
                    summary=each["summary"],
                    description=each.get("description", ""),
                    parameters=[_parameter(one) for one in each.get("parameters", ())],
                    body=[
                        DescribedRow(media, type_of(one.get("schema", {})), "")
                        for media, one in bodies.items()
                    ],
                    answers=list(_answers(contract, each["responses"])),
                    examples=[
                        *_examples(bodies, "Example of a body"),
                        *_examples_of_answers(each["responses"]),
                    ],
                )
            )
    return dict(sorted(found.items()))


def _parameter(given: Mapping[str, Any]) -> DescribedRow:
    name = f"{given['name']} ({given['in']})"
    required = given.get("required", False)
    return DescribedRow(name, type_of(given["schema"]), given.get("description", ""), required)


def _answers(contract: Mapping[str, Any], answers: Mapping[str, Any]) -> Iterator[DescribedRow]:
    shared = contract["components"].get("responses", {})
    for status, given in answers.items():
        each = shared.get(given.get("$ref", "").rpartition("/")[2], given)
        contents = each.get("content", {})
        kind: Type = []
        for number, (media, one) in enumerate(contents.items()):
            kind += [("; ", "")] if number else []
            kind += (
                [*type_of(one["schema"]), (f" as {media}", "")]
                if "schema" in one
                else [(media, "")]
            )
        yield DescribedRow(status, kind or [("nothing", "")], each.get("description", ""))


def _examples(contents: Mapping[str, Any], name: str) -> Iterator[tuple[str, str]]:
    """Yield each example by what it is of; a text, e.g. of a file, is shown as it is."""
    for media, each in contents.items():
        given = [one.get("value") for one in each.get("examples", {}).values()]
        given += [each["example"]] if "example" in each else []
        given += list(each.get("schema", {}).get("examples", ()))
        for value in given:
            as_it_is = isinstance(value, str) and not media.endswith("json")
            text = value if as_it_is else json.dumps(value, indent=2, ensure_ascii=False)
            yield (f"{name} as {media}" if as_it_is else name), text


def _examples_of_answers(answers: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for status, given in answers.items():
        yield from _examples(given.get("content", {}), f"Example of an answer {status}")


def _properties(schema: Mapping[str, Any]) -> list[DescribedRow]:
    required = set(schema.get("required", ()))
    return [
        DescribedRow(name, type_of(each), each.get("description", ""), name in required)
        for name, each in schema.get("properties", {}).items()
    ]


def style() -> str:
    """Return the sheet of styles that the pages name as `STYLE`."""
    return (_HERE / STYLE).read_text("utf-8")
