"""Write the SDK's models and operations from docs/openapi.json, or fail on drift (--check).

A generator of ours, and not datamodel-code-generator: that writes models alone, closed
enums and every limit of the contract as it stands, so that a client of today fails on the
first word that a newer node adds. Here a limit stays with the node, which says what it
refuses; an enum takes words that are not known yet; and each operation is a typed method,
once to wait for and once to await.
"""

import json
import keyword
import re
import sys
import textwrap
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "docs" / "openapi.json"
PACKAGE = ROOT / "sdk" / "comity_sdk"
PREFIX = "/api/v1"
WIDTH = 99
JSON, OCTETS = "application/json", "application/octet-stream"
FORMAT = "format"  # of a list: as a page, or whole as a file
JOB = {"$ref": "#/components/schemas/Job"}
DEFAULT = "x-comity-default"  # of a field that a node of before does not send
SCALARS = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}
FORMATS = {"date": "datetime.date", "date-time": "datetime.datetime"}
TAKEN = frozenset({"etag", "copy", "json", "dict", "schema", "construct", "validate"})
"""Names of the models' own base class."""

Schema = dict[str, Any]

MODELS_HEAD = '''"""What the interface of a node takes and answers; made from docs/openapi.json.

Written by tools/sdk_models.py: not to be edited, and to be looked up by name, not read through.
Words come first, then models, each in the order of their names; which operation takes or gives
one says `operations.py`. Fields and words that a newer node adds are kept as they come.
"""

from __future__ import annotations

import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Field

from comity_sdk.base import Model
'''

OPERATIONS_HEAD = '''"""Every operation of a node's interface as a typed method.

Written by tools/sdk_models.py from docs/openapi.json: not to be edited. `key` is the
`Idempotency-Key` of an act; each call makes its own where none is given, and sends it with each
try. `of` is what is changed, as it was read (or its version): it is changed as it was read or
not at all.

First stands the table of all operations, in the order of the contract; then `Operations`, which
wait for an answer, and `AsyncOperations`, the same ones to be awaited.
"""

from __future__ import annotations

import datetime
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Literal

from comity_sdk.calls import AsyncCaller, Caller, File, Json, Operation

if TYPE_CHECKING:
    from comity_sdk import models
    from comity_sdk.base import Model
'''


def snake(name: str) -> str:
    """Return a name of the contract as Python spells it."""
    spaced = re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", re.sub(r"\W+", "_", name)).lower()
    spaced = spaced.lstrip("_")
    taken = keyword.iskeyword(spaced) or spaced in TAKEN or spaced.startswith("model_")
    return f"{spaced}_" if taken else spaced


def written(value: object) -> str:
    """Return a value as it is written in Python, words in double quotes."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        return "[" + ", ".join(written(one) for one in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{written(k)}: {written(v)}" for k, v in value.items()) + "}"
    return repr(value)


def class_name(reference: str) -> str:
    """Return the class of a schema that is referred to."""
    return re.sub(r"\W+", "_", reference.rsplit("/", 1)[-1])


def docstring(text: str, indent: str) -> list[str]:
    """Return the lines of a docstring."""
    text = " ".join(text.replace("\\", "\\\\").replace('"""', "'''").split()) or "As it says."
    if text.endswith('"'):
        text += " "
    one = f'{indent}"""{text}"""'
    if len(one) <= WIDTH:
        return [one]
    lines = textwrap.wrap(text, WIDTH - len(indent) - 3, break_on_hyphens=False)
    first, rest = lines[0], [indent + line for line in lines[1:]]
    return [f'{indent}"""{first}', *rest, f'{indent}"""']


def _words(schema: Schema) -> bool:
    """Whether a schema is a list of words, which is what becomes an enum."""
    return "enum" in schema and all(isinstance(word, str) for word in schema["enum"])


class Contract:
    """The document, and how its schemas are written as types of Python."""

    def __init__(self, document: Schema) -> None:
        self.paths: dict[str, dict[str, Schema]] = document["paths"]
        self.schemas: dict[str, Schema] = document["components"]["schemas"]
        self.aliases: dict[str, str] = {}  # answers that are no model of their own
        self.enums = {class_name(n) for n, s in self.schemas.items() if _words(s)}

    def type_of(self, schema: Schema, prefix: str = "") -> str:
        """Return the type of a value; ``prefix`` stands before names of models."""
        if "$ref" in schema:
            name = class_name(schema["$ref"])
            return f"{prefix}Any{name}" if name in self.enums else f"{prefix}{name}"
        for choice in ("anyOf", "oneOf"):
            if choice in schema:
                return self._choice(schema[choice], prefix, tagged="discriminator" in schema)
        if "allOf" in schema and len(schema["allOf"]) == 1:
            return self.type_of(schema["allOf"][0], prefix)
        if "const" in schema:
            return "Any" if prefix else f"Literal[{written(schema['const'])}]"
        if _words(schema):
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

    def models(self) -> str:
        """Return the module of models."""
        enums = [n for n in self.schemas if class_name(n) in self.enums]
        others = [n for n in self.schemas if class_name(n) not in self.enums]
        lines = [MODELS_HEAD]
        for name in enums:
            lines += self._enum(name)
        # What is no class of its own stands behind the classes that it is made from.
        for name in sorted(others, key=self._is_union):
            lines += self._model(name)
        for name, kind in self.aliases.items():
            lines += ["", f"{name} = {kind}"]
        return "\n".join(lines).rstrip() + "\n"

    def _enum(self, name: str) -> list[str]:
        schema, used = self.schemas[name], set[str]()
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

    def _is_union(self, name: str) -> bool:
        schema = self.schemas[name]
        return "properties" not in schema and schema.get("type") != "object"

    def _model(self, name: str) -> list[str]:
        schema = self.schemas[name]
        described = docstring(schema.get("description") or f"{name} of the interface.", "    ")
        if self._is_union(name):
            return ["", f"{class_name(name)} = {self.type_of(schema)}", ""]
        lines = ["", f"class {class_name(name)}(Model):", *described, ""]
        required = set(schema.get("required", ()))
        for prop, its in schema.get("properties", {}).items():
            lines += self._field(prop, its, required=prop in required)
        return [*lines, ""]

    def _field(self, prop: str, schema: Schema, *, required: bool) -> list[str]:
        name, kind = snake(prop), self.type_of(schema)
        given = [] if name == prop else [f"alias={written(prop)}"]
        # What may be null is not missed where a node of before does not send it.
        if required and DEFAULT not in schema and "None" not in kind.split(" | "):
            default = f" = Field({given[0]})" if given else ""
        else:
            value = schema.get("default", schema.get(DEFAULT))
            if value is None and "None" not in kind.split(" | "):
                kind += " | None"
            if isinstance(value, list | dict):
                factory = f"lambda: {written(value)}" if value else type(value).__name__
                if isinstance(value, dict) and not kind.startswith("dict["):
                    made = self._made(schema, kind.split(" | ")[0], value)
                    factory = f"lambda: {made}.model_validate({written(value)})"
                given.append(f"default_factory={factory}")
            elif given:
                given.append(f"default={written(value)}")
            default = f" = Field({', '.join(given)})" if given else f" = {written(value)}"
        text = schema.get("description")
        return [f"    {name}: {kind}{default}", *(docstring(text, "    ") if text else [])]

    def _made(self, schema: Schema, kind: str, value: Schema) -> str:
        """Return the class that a default is of; of a union, the one with its fixed words."""
        union: Schema = self.schemas.get(str(schema.get("$ref", "")).rsplit("/", 1)[-1], {})
        for one in [*union.get("oneOf", ()), *union.get("anyOf", ())]:
            name = one.get("$ref", "").rsplit("/", 1)[-1]
            fixed = {
                prop: its["const"]
                for prop, its in self.schemas.get(name, {}).get("properties", {}).items()
                if "const" in its
            }
            if fixed and fixed.items() <= value.items():
                return class_name(name)
        return kind

    def operations(self) -> str:
        """Return the module of operations."""
        found = [
            Call(self, path, method, operation)
            for path, methods in self.paths.items()
            for method, operation in methods.items()
            if method in {"get", "post", "put", "patch", "delete"}
        ]
        calls = [call for call in found if not call.streams]
        table = ["", "OPERATIONS: dict[str, Operation] = {"]
        table += [f"    {row}," for call in calls for row in call.entries()]
        lines = [OPERATIONS_HEAD, *table, "}"]
        for sync in (True, False):
            kind = "Operations" if sync else "AsyncOperations"
            base = "Caller" if sync else "AsyncCaller"
            way = "waited for" if sync else "awaited"
            lines += ["", "", f"class {kind}({base}):"]
            lines += [f'    """Every operation, to be {way}."""']
            for call in calls:
                lines += ["", *call.method_lines(sync=sync)]
        return "\n".join(lines) + "\n"


def _without_job(schema: Schema) -> Schema | None:
    """Return what an operation answers without the job: who asks for one calls comity_sdk.jobs."""
    left = [one for one in schema.get("anyOf", [schema]) if one != JOB]
    if len(left) > 1:
        return {"anyOf": left}
    return left[0] if left else None


class Call:
    """One operation and the method that it becomes."""

    def __init__(self, contract: Contract, path: str, method: str, operation: Schema) -> None:
        self.contract, self.path, self.verb = contract, path, method.upper()
        self.operation = operation
        self.name = snake(operation["operationId"])
        self.body: Schema = operation.get("requestBody", {}).get("content", {})
        parameters = operation.get("parameters", [])
        self.places = [p for p in parameters if p["in"] == "path"]
        self.queries = [p for p in parameters if p["in"] == "query"]
        self.headers = {p["name"].lower() for p in parameters if p["in"] == "header"}
        self.answers = self._answers()

    @property
    def streams(self) -> bool:
        """Whether it carries octets of a document, for which comity_sdk.documents is made."""
        return "application/partial-upload" in self.body or "206" in self.operation["responses"]

    def _answers(self) -> dict[int, str]:
        """Return the type of what comes, by status."""
        found = {}
        for status, answer in self.operation["responses"].items():
            if not status.startswith("2"):
                continue
            content = answer.get("content") or {}
            as_json = next((kind for kind in content if kind.endswith("json")), None)
            if as_json is not None:
                schema = content[as_json].get("schema", {})
                if "prefer" in self.headers and (schema := _without_job(schema)) is None:
                    continue
                kind = self.contract.type_of(schema, "models.")
                if not re.fullmatch(r"models\.\w+", kind):
                    alias = (
                        self.operation["operationId"][0].upper() + self.operation["operationId"][1:]
                    )
                    self.contract.aliases[f"{alias}Answer"] = kind.replace("models.", "")
                    kind = f"models.{alias}Answer"
                found[int(status)] = kind
            elif status == "204":
                found[int(status)] = "None"
            else:
                found[int(status)] = "str" if "text/html" in content else "bytes"
        return found

    @property
    def pages(self) -> bool:
        """Whether it answers with a page of a list."""
        schema = self.contract.schemas.get(self.answers.get(200, "").removeprefix("models."), {})
        asked = {query["name"] for query in self.queries}
        return {"items", "next"} <= set(schema.get("properties", {})) and "after" in asked

    @property
    def files(self) -> list[str]:
        """The words of `format` under which it answers the whole list as a file."""
        asked = next((query for query in self.queries if query["name"] == FORMAT), None)
        if asked is None or not self.pages:
            return []
        name = asked["schema"]["$ref"].rsplit("/", 1)[-1]
        words: list[str] = self.contract.schemas[name]["enum"]
        return [word for word in words if word != asked["schema"]["default"]]

    def entries(self) -> list[str]:
        """Return its rows of the table of operations, by name."""
        path, verb = written(self.path.removeprefix(PREFIX)), written(self.verb)
        answers = {status: kind.replace("models.", "") for status, kind in self.answers.items()}
        rows = [f"{written(self.name)}: Operation({verb}, {path}, {written(answers)})"]
        if self.files:
            as_file = written({200: "bytes"})
            rows.append(f"{written(self.download)}: Operation({verb}, {path}, {as_file})")
        return rows

    @property
    def download(self) -> str:
        """Name of the method that answers the whole list as a file."""
        return "download_" + self.name.removeprefix("list_")

    def _signature(self, *, without: frozenset[str]) -> tuple[list[str], list[str]]:
        """Return the parameters of the method, and what it hands on."""
        given, handed = ["self"], []
        places = [snake(place["name"]) for place in self.places]
        for place, name in zip(self.places, places, strict=True):
            given.append(f"{name}: {self.contract.type_of(place['schema'], 'models.')}")
        if places:
            handed.append(
                "places={"
                + ", ".join(f"{written(p['name'])}: {snake(p['name'])}" for p in self.places)
                + "}"
            )
        if JSON in self.body:
            kind = self.contract.type_of(self.body[JSON]["schema"], "models.")
            optional = not self.operation["requestBody"].get("required", False)
            loose = "Sequence[Model | Json]" if kind.startswith("list[") else f"{kind} | Json"
            given.append(f"body: {loose}" + (" | None = None" if optional else ""))
            handed.append("body=body")
        elif "multipart/form-data" in self.body:
            given.append("file: File")
            handed.append("file=file")
        named = self._queries(without=without)
        extra = []
        if "idempotency-key" in self.headers:
            extra.append(("key: str | None = None", "key=key"))
        if "if-match" in self.headers:
            extra.append(("of: Model | str | None = None", "of=of"))
        keywords = [text for text, _ in named] + [text for text, _ in extra]
        if named:
            handed.append("query={" + ", ".join(pair for _, pair in named) + "}")
        handed += [pair for _, pair in extra]
        return given + (["*", *keywords] if keywords else []), handed

    def _queries(self, *, without: frozenset[str]) -> list[tuple[str, str]]:
        found = []
        if self.files and FORMAT not in without:
            words = ", ".join(written(word) for word in self.files)
            found.append((f"{FORMAT}: Literal[{words}]", f"{written(FORMAT)}: {FORMAT}"))
        for query in sorted(self.queries, key=lambda one: not one.get("required", False)):
            if query["name"] in without or (self.files and query["name"] == FORMAT):
                continue
            name = snake(query["name"])
            kind = self.contract.type_of(query["schema"], "models.").replace("list[", "Sequence[")
            if not query.get("required", False):
                kind = kind.removesuffix(" | None") + " | None = None"
            found.append((f"{name}: {kind}", f"{written(query['name'])}: {name}"))
        return found

    def method_lines(self, *, sync: bool) -> list[str]:
        """Return its method, and for a list those that walk it and have it as a file."""
        kinds = " | ".join(dict.fromkeys(self.answers.values()))
        said = str(self.operation.get("description") or self.operation.get("summary") or "")
        said = said.split("\n\n", 1)[0]
        left = frozenset({FORMAT} if self.files else ())
        lines = self._method(self.name, said, kinds, sync=sync, without=left)
        if self.pages:
            lines += ["", *self._walk_lines(said, sync=sync)]
        if self.files:
            said = f"Return the whole list as a file. {said}"
            left = frozenset({"limit", "after"})
            lines += ["", *self._method(self.download, said, "bytes", sync=sync, without=left)]
        return lines

    def _method(
        self, name: str, said: str, kinds: str, *, sync: bool, without: frozenset[str]
    ) -> list[str]:
        given, handed = self._signature(without=without)
        lines = _header("def" if sync else "async def", name, given, kinds)
        lines += docstring(said, "        ")
        wait = "" if sync else "await "
        call = _called(f"{wait}self._call", [written(name), *handed], len(kinds))
        return [*lines, f"        answer: {kinds} = {call}", "        return answer"]

    def _walk_lines(self, said: str, *, sync: bool) -> list[str]:
        page = self.contract.schemas[self.answers[200].removeprefix("models.")]
        item = self.contract.type_of(page["properties"]["items"]["items"], "models.")
        given, handed = self._signature(
            without=frozenset({"after", *((FORMAT,) if self.files else ())})
        )
        iterator = f"{'' if sync else 'Async'}Iterator[{item}]"
        lines = _header("def", "walk_" + self.name.removeprefix("list_"), given, iterator)
        lines += docstring(f"Walk every element, page by page. {said}", "        ")
        call = _called("self._walk", [written(self.name), *handed], len(iterator))
        return [*lines, f"        answer: {iterator} = {call}", "        return answer"]


def _header(word: str, name: str, given: list[str], kind: str) -> list[str]:
    one = f"    {word} {name}({', '.join(given)}) -> {kind}:"
    if len(one) <= WIDTH:
        return [one]
    inner = [f"        {parameter}," for parameter in given]
    return [f"    {word} {name}(", *inner, f"    ) -> {kind}:"]


def _called(name: str, handed: list[str], kind_width: int) -> str:
    one = f"{name}({', '.join(handed)})"
    if len(one) <= WIDTH - len("        answer:  = ") - kind_width:
        return one
    return f"{name}(\n" + "".join(f"            {part},\n" for part in handed) + "        )"


def made() -> dict[Path, str]:
    """Return each file that is made, with its text."""
    contract = Contract(json.loads(DOCUMENT.read_text("utf-8")))
    operations = contract.operations()  # first: it finds answers that have no name yet
    return {PACKAGE / "models.py": contract.models(), PACKAGE / "operations.py": operations}


def main() -> int:
    """Write the files, or compare with them."""
    check, drifted = "--check" in sys.argv[1:], False
    for path, text in made().items():
        if not check:
            path.write_text(text, "utf-8")
        elif not path.is_file() or path.read_text("utf-8") != text:
            print(f"{path.relative_to(ROOT)} is not what docs/openapi.json makes; `make sdk`")
            drifted = True
    return 1 if drifted else 0


if __name__ == "__main__":
    sys.exit(main())
