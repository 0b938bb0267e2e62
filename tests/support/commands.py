"""Every command that `comity` has, whatever it lies in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gateway.cli.lazy import load
from gateway.cli.main import ComityGroup


def commands_of_all() -> Iterator[tuple[str, Any]]:
    """Yield each command by its words, e.g. ``letter standing list``."""
    for name, place in ComityGroup.places.items():
        yield from commands_within(name, load(name, place))


def commands_within(name: str, found: Any) -> Iterator[tuple[str, Any]]:
    """Yield a command, or those of a group, each by its words."""
    inside = getattr(found, "commands", None)
    if inside is None:
        yield name, found
        return
    for inner, command in inside.items():
        yield from commands_within(f"{name} {inner}", command)
