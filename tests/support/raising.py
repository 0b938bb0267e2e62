"""What was refused is refused for its reason, and names its field: in one line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from gateway.errors import ComityError, Reason


@contextmanager
def refuses(
    kind: type[ComityError],
    reason: Reason | None = None,
    *,
    field: str | None = None,
    match: str | None = None,
) -> Iterator[None]:
    """Expect an error of a class, with its reason, the field that it names, and its words.

    Args:
        kind: Its class.
        reason: Its reason; none: that is not compared.
        field: The field that its metadata name; none: that is not compared.
        match: What its words match, as for `pytest.raises`.
    """
    with pytest.raises(kind, match=match) as caught:
        yield
    assert reason in (None, caught.value.reason)
    assert field in (None, caught.value.metadata.get("field"))
