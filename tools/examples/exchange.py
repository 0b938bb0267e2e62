"""One request of an operation, and what answered it."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel


class Exchange(BaseModel):
    """What was sent to an operation, and what it answered.

    Attributes:
        operation: Name of the operation in the contract.
        path: Parameters that stand in the address.
        query: Parameters behind it, each with its values.
        body: What was sent, read from JSON; none: nothing, or a file.
        status: Status of the answer.
        media: Media type of the answer; empty: it has no content.
        content: The answer, read from JSON, or its text; none: octets, or nothing.
    """

    operation: str
    path: dict[str, str]
    query: dict[str, list[str]]
    body: Any
    status: int
    media: str
    content: Any
