"""The contract for national systems, as docs/openapi.json holds it: operations and schemas."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "openapi.json"
PREFIX = "/api/v1"
METHODS = frozenset({"get", "post", "put", "patch", "delete"})
AS_SENT = "Input"
"""How the name of a schema ends that is the form of another in which a client sends it."""

Schema = dict[str, Any]


def referred(part: object) -> Iterator[str]:
    """Yield the names of the schemas that a part of the document refers to."""
    if isinstance(part, list):
        for each in part:
            yield from referred(each)
    elif isinstance(part, dict):
        for key, value in part.items():
            if key == "$ref" and value.startswith("#/components/schemas/"):
                yield value.rsplit("/", 1)[-1]
            else:
                yield from referred(value)


class Contract:
    """The document.

    Args:
        document: As JSON.
    """

    def __init__(self, document: Schema) -> None:
        components = document["components"]
        self.schemas: dict[str, Schema] = components["schemas"]
        self.problems: Schema = components.get("responses", {})
        self._paths: dict[str, dict[str, Schema]] = document["paths"]
        self._neighbours = {name: set(referred(its)) for name, its in self.schemas.items()}
        for name in self.schemas:
            as_sent = f"{name}{AS_SENT}"
            if as_sent in self.schemas:  # they belong together: whoever reaches one, reaches both
                self._neighbours[name].add(as_sent)
                self._neighbours[as_sent].add(name)

    @classmethod
    def read(cls, path: Path = DOCUMENT) -> Contract:
        """Return the contract that a file holds."""
        return cls(json.loads(path.read_text("utf-8")))

    def operations(self) -> Iterator[tuple[str, str, Schema]]:
        """Yield path, method and operation, in the order of the contract."""
        for path, methods in self._paths.items():
            for method, operation in methods.items():
                if method in METHODS:
                    yield path, method, operation

    def reached(self, names: Iterable[str]) -> set[str]:
        """Return the schemas of these names, and all that they refer to."""
        found, left = set[str](), [*names]
        while left:
            name = left.pop()
            if name not in found:
                found.add(name)
                left += self._neighbours[name]
        return found
