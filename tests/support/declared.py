"""Holds answers of the interface against the contract that it publishes."""

from __future__ import annotations

import re
from typing import Any

import httpx2

from gateway.api.problems import MEDIA_TYPE
from gateway.api.published.problems_declared import REASONS
from tests.support.declared_content import DeclaredContent

_PROBLEMS = 400
_NOT_MODIFIED = 304


class Declared:
    """What a contract declares of each operation.

    Args:
        document: The OpenAPI document.
    """

    def __init__(self, document: dict[str, Any]) -> None:
        self._shared = document["components"]["responses"]
        self._content = DeclaredContent(document)
        # What is written out comes before what has a part in braces.
        paths = sorted(document["paths"].items(), key=lambda each: (each[0].count("{"), each[0]))
        self._paths = [
            (re.compile(re.sub(r"\{[^}]+\}", "[^/]+", path)), operations)
            for path, operations in paths
        ]

    def fault(self, answer: httpx2.Response) -> str:
        """Say what of an answer the contract does not declare; empty: all of it is declared."""
        request = answer.request
        operation = self.operation(request.method.lower(), request.url.path)
        if operation is None:
            return ""  # an address, or a method, that is no operation
        said = f"{operation['operationId']} answered {answer.status_code}"
        declared = operation["responses"].get(str(answer.status_code))
        if declared is None:
            return f"{said}, which is not declared: {answer.text}"
        if answer.status_code < _PROBLEMS:
            fault = self._fault_of_content(operation, declared, answer)
        elif request.method == "HEAD":  # which has no content
            fault = ""
        else:
            declared = self._shared[declared["$ref"].rpartition("/")[2]]
            fault = _fault_of_problem(declared, answer)
        if not fault and (missing := _missing(declared, answer)):
            fault = f"without {', '.join(missing)}"
        return f"{said} {fault}" if fault else ""

    def _fault_of_content(
        self, operation: dict[str, Any], declared: dict[str, Any], answer: httpx2.Response
    ) -> str:
        """Say what of an accepted body, or of what answered it, its schema does not allow."""
        request = answer.request
        fault = self._content.fault_of_body(operation, request)
        if fault or request.method == "HEAD" or answer.status_code == _NOT_MODIFIED:
            return f"to a body that it should refuse: {fault}" if fault else ""
        media = answer.headers.get("content-type", "")
        fault = self._content.fault_of_answer(declared, media, answer.content)
        return f"with content {fault}" if fault else ""

    def operation(self, method: str, path: str) -> dict[str, Any] | None:
        """Return the operation of an address; none: it is none of the contract's."""
        return next(
            (
                operations[method]
                for address, operations in self._paths
                if method in operations and address.fullmatch(path)
            ),
            None,
        )


def _fault_of_problem(declared: dict[str, Any], answer: httpx2.Response) -> str:
    if answer.headers["content-type"] != MEDIA_TYPE:
        return f"as {answer.headers['content-type']}"
    reason = answer.json()["reason"]
    return "" if reason in declared[REASONS] else f"with {reason}, which is not declared"


def _missing(declared: dict[str, Any], answer: httpx2.Response) -> list[str]:
    """Return the headers that an answer has always, and this one has not."""
    return [
        name
        for name, header in declared.get("headers", {}).items()
        if header.get("required") and name not in answer.headers
    ]
