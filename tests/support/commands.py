"""Every command that `comity` has, whatever it lies in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gateway.cli.lazy import load
from gateway.cli.main import ComityGroup


def commands_of_all() -> Iterator[tuple[str, Any]]:
    """Yield each command by its words, e.g. ``letter standing list``."""
    for name, place in ComityGroup.places.items():
        yield from _within(name, load(name, place))


def _within(name: str, found: Any) -> Iterator[tuple[str, Any]]:
    inside = getattr(found, "commands", None)
    if inside is None:
        yield name, found
        return
    for inner, command in inside.items():
        yield from _within(f"{name} {inner}", command)
