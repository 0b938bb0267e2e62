"""Holds answers of the interface against the contract that it publishes."""

from __future__ import annotations

import re
from typing import Any

import httpx2

from gateway.api.problems import MEDIA_TYPE
from gateway.api.published.problems_declared import REASONS

_PROBLEMS = 400
_MADE = (201, 202)


class Declared:
    """What a contract declares of each operation.

    Args:
        document: The OpenAPI document.
    """

    def __init__(self, document: dict[str, Any]) -> None:
        self._shared = document["components"]["responses"]
        # What is written out comes before what has a part in braces.
        paths = sorted(document["paths"].items(), key=lambda each: (each[0].count("{"), each[0]))
        self._paths = [
            (re.compile(re.sub(r"\{[^}]+\}", "[^/]+", path)), operations)
            for path, operations in paths
        ]

    def fault(self, answer: httpx2.Response) -> str:
        """Say what of an answer the contract does not declare; empty: all of it is declared."""
        request = answer.request
        operation = self._operation(request.method.lower(), request.url.path)
        if operation is None:
            return ""  # an address, or a method, that is no operation
        said = f"{operation['operationId']} answered {answer.status_code}"
        declared = operation["responses"].get(str(answer.status_code))
        if declared is None:
            return f"{said}, which is not declared: {answer.text}"
        if answer.status_code < _PROBLEMS or request.method == "HEAD":  # which has no content
            located = answer.status_code not in _MADE or "location" in answer.headers
            return "" if located else f"{said} without Location"
        problem = self._shared[declared["$ref"].rpartition("/")[2]]
        if answer.headers["content-type"] != MEDIA_TYPE:
            return f"{said} as {answer.headers['content-type']}"
        reason = answer.json()["reason"]
        if reason not in problem[REASONS]:
            return f"{said} with {reason}, which is not declared"
        headers = problem.get("headers", {})
        missing = [
            name
            for name, header in headers.items()
            if header.get("required") and name not in answer.headers
        ]
        return f"{said} without {', '.join(missing)}" if missing else ""

    def _operation(self, method: str, path: str) -> dict[str, Any] | None:
        return next(
            (
                operations[method]
                for address, operations in self._paths
                if method in operations and address.fullmatch(path)
            ),
            None,
        )
