"""The REST interface, in this process: every route that takes JSON, with bodies of its schema."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any

import httpx2

from gateway.api.app import PREFIX, create_app
from gateway.app.node import Node
from gateway.casework.accounts.officers import make_officer
from gateway.casework.permissions import OfficerRole
from gateway.errors import InputError
from tools.fuzz import changes
from tools.fuzz.ground import ROOT
from tools.fuzz.target import Target

_DEEP = 12
_FORMATS = {"date": "2027-05-03", "date-time": "2027-05-03T10:00:00Z", "binary": ""}


class Interface:
    """Calls the routes of a node as an officer who may decide.

    Args:
        node: Whose.
        loop: On which it was made.
        at: Now.
    """

    def __init__(self, node: Node, loop: asyncio.AbstractEventLoop, at: datetime) -> None:
        nobody: Any = None  # no round of synchronisation is asked for here
        self._app = create_app(node.office, probes={}, sync_now=nobody)
        self._loop = loop
        made = node.db.write_sync(
            lambda conn: make_officer(conn, name="fuzz", role=OfficerRole.DECIDER, at=at)
        )
        transport = httpx2.ASGITransport(app=self._app, raise_app_exceptions=False)
        self._client = httpx2.AsyncClient(
            transport=transport,
            base_url="http://node",
            headers={"Authorization": f"Bearer {made.token}", "Content-Type": "application/json"},
        )

    def targets(self) -> Iterator[Target]:
        """Return a target for each route that takes JSON."""
        document = self._app.openapi()
        for path, methods in document["paths"].items():
            for method, asked in methods.items():
                content = asked.get("requestBody", {}).get("content", {})
                if "application/json" not in content:
                    continue
                body = sample(content["application/json"]["schema"], document)
                seeds = [json.dumps(body).encode()]
                if path == f"{PREFIX}/applications":
                    seeds.append((ROOT / "examples" / "application.json").read_bytes())
                place = path.replace("{", "").replace("}", "")
                call = partial(self.call, method.upper(), place)
                yield Target(f"REST {method} {path}", seeds, changes.json_text, call)

    def call(self, method: str, path: str, body: bytes) -> None:
        """Call a route.

        Raises:
            InputError: It refused the body, with a reason and a remedy.
            RuntimeError: It did not answer as it promises.
        """
        answer = self._loop.run_until_complete(self._client.request(method, path, content=body))
        if answer.status_code >= 500:  # noqa: PLR2004
            raise RuntimeError(f"{answer.status_code} of {method} {path}")
        if answer.status_code >= 400:  # noqa: PLR2004
            problem = answer.json()
            if not (problem["reason"] and problem["remedy"]):
                raise RuntimeError(f"{answer.status_code} without reason or remedy")
            raise InputError(problem["message"])


def sample(schema: dict[str, Any], document: dict[str, Any], depth: int = 0) -> Any:
    """Return a value that a schema describes, with all its properties; `changes` do the rest."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return sample(document["components"]["schemas"][name], document, depth + 1)
    said = [schema[key] for key in ("const", "default", "example") if schema.get(key) is not None]
    if said or "enum" in schema:
        return (said or schema["enum"])[0]
    if several := [schema[key] for key in ("anyOf", "oneOf", "allOf") if key in schema]:
        return sample(several[0][0], document, depth + 1)
    kind = schema.get("type")
    if kind == "object" and depth < _DEEP:
        properties = schema.get("properties", {})
        return {name: sample(each, document, depth + 1) for name, each in properties.items()}
    if kind == "array" and depth < _DEEP:
        return [sample(schema.get("items", {}), document, depth + 1)]
    simple = {"string": _FORMATS.get(schema.get("format", ""), "DE"), "boolean": True}
    return simple.get(str(kind), schema.get("minimum", 1))
