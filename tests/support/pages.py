"""Lists in tests: walked page by page, until they end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from gateway.domain.page import Page, PageRequest

T = TypeVar("T")


def walked(ask: Callable[[PageRequest], Page[T]], limit: int) -> list[T]:
    """Return the elements of all pages of a list; a page but the last is full."""
    found: list[T] = []
    asked = PageRequest(limit=limit)
    while True:
        page = ask(asked)
        found += page.items
        if page.next is None:
            return found
        assert len(page.items) == limit
        assert page.next != asked.after  # else the walk would never end
        asked = PageRequest(limit=limit, after=page.next)


def page(*items: Any, following: str | None = None) -> dict[str, Any]:
    """Return the page that a node answers with."""
    return {"items": list(items), "next": following}
