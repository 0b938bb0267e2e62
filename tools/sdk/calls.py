"""One operation of the contract: what it takes, and what comes back by status."""

from __future__ import annotations

import re

from tools.sdk.contract import PREFIX, Contract, Schema
from tools.sdk.nouns import noun_of
from tools.sdk.python_types import Types
from tools.sdk.spelling import snake, written

MODELS = "models."
"""What stands before the name of a model where an operation names it."""

JOB = {"$ref": "#/components/schemas/Job"}


def _without_job(schema: Schema) -> Schema | None:
    """Return what an operation answers without the job: who asks for one calls comity_sdk.jobs."""
    left = [one for one in schema.get("anyOf", [schema]) if one != JOB]
    if len(left) > 1:
        return {"anyOf": left}
    return left[0] if left else None


class Call:
    """One operation.

    Args:
        types: Of the contract.
        path: Where it is called.
        method: Of HTTP.
        operation: As the contract has it.
    """

    def __init__(self, types: Types, path: str, method: str, operation: Schema) -> None:
        self.types, self.path, self.verb = types, path, method.upper()
        self.operation = operation
        self.noun = noun_of(operation["tags"][0], path)
        self.name = snake(operation["operationId"])
        self.body: Schema = operation.get("requestBody", {}).get("content", {})
        parameters = operation.get("parameters", [])
        self.places = [p for p in parameters if p["in"] == "path"]
        self.queries = [p for p in parameters if p["in"] == "query"]
        self.headers = {p["name"].lower() for p in parameters if p["in"] == "header"}
        self.aliases: dict[str, str] = {}  # answers that are no model of their own
        self.answers = self._answers()

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
                found[int(status)] = self._named(self.types.type_of(schema, MODELS))
            elif status == "204":
                found[int(status)] = "None"
            else:
                found[int(status)] = "str" if "text/html" in content else "bytes"
        return found

    def _named(self, kind: str) -> str:
        """Return an answer's type as one name; what is no model of its own is given one."""
        if re.fullmatch(rf"{re.escape(MODELS)}\w+", kind):
            return kind
        operation: str = self.operation["operationId"]
        alias = f"{operation[0].upper()}{operation[1:]}Answer"
        self.aliases[alias] = kind.replace(MODELS, "")
        return MODELS + alias

    @property
    def streams(self) -> bool:
        """Whether it carries octets of a document, for which comity_sdk.documents is made."""
        return "application/partial-upload" in self.body or "206" in self.operation["responses"]

    @property
    def page(self) -> Schema:
        """The schema of what it answers with status 200, where that is a model."""
        return self.types.schemas.get(self.answers.get(200, "").removeprefix(MODELS), {})

    @property
    def pages(self) -> bool:
        """Whether it answers with a page of a list."""
        asked = {query["name"] for query in self.queries}
        return {"items", "next"} <= set(self.page.get("properties", {})) and "after" in asked

    def rows(self) -> list[str]:
        """Return its rows of the table of operations, by name."""
        path, verb = written(self.path.removeprefix(PREFIX)), written(self.verb)
        answers = {status: kind.replace(MODELS, "") for status, kind in self.answers.items()}
        return [f"{written(self.name)}: Operation({verb}, {path}, {written(answers)})"]


def calls_of(contract: Contract, types: Types) -> list[Call]:
    """Return the operations of a contract, in its order."""
    return [
        Call(types, path, method, operation) for path, method, operation in contract.operations()
    ]
