"""What tests say of an error or of what may be missing, in one line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

import pytest

from gateway.errors import ComityError, Reason

T = TypeVar("T")
E = TypeVar("E", bound=ComityError)


def present(value: T | None) -> T:
    """Return what is there; it is a failure where nothing is."""
    assert value is not None
    return value


@contextmanager
def refuses(
    kind: type[E] | tuple[type[E], ...],
    reason: Reason | None = None,
    *,
    field: str | None = None,
    match: str | None = None,
) -> Iterator[pytest.ExceptionInfo[E]]:
    """Expect an error of a class, with its reason, the field that it names, and its words.

    Args:
        kind: Its class.
        reason: Its reason; none: that is not compared.
        field: The field that its metadata name; none: that is not compared.
        match: What its words match, as for `pytest.raises`.
    """
    with pytest.raises(kind, match=match) as caught:
        yield caught
    assert reason in (None, caught.value.reason)
    assert field in (None, caught.value.metadata.get("field"))
