"""A group of commands that are loaded when they are called, so that help is quick.

Help lists names and one line each from a table; only the command that is called has its
module imported.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Any, NamedTuple

import typer
from typer.core import TyperCommand, TyperGroup


class CommandPlace(NamedTuple):
    """Where a command lives, and what it does in one line.

    Attributes:
        module: Where it lives.
        attribute: A function, a Typer application, or what makes the command.
        summary: What it does.
        given: Arguments of what makes the command; empty: the attribute is the command.
    """

    module: str
    attribute: str
    summary: str
    given: tuple[str, ...] = ()


def placed(where: str, summary: str) -> CommandPlace:
    """Return the place of a command of this room, named as ``module:attribute`` below it."""
    module, _, attribute = where.partition(":")
    return CommandPlace(f"gateway.cli.{module}", attribute, summary)


class LazyGroup(TyperGroup):
    """A group whose commands are named in ``places`` and imported when called."""

    places: Mapping[str, CommandPlace] = MappingProxyType({})

    def __init__(
        self, *args: Any, places: Mapping[str, CommandPlace] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.places = self.places if places is None else places
        for name, place in self.places.items():
            self.commands.setdefault(name, TyperCommand(name, help=place.summary))
        self._loaded: set[str] = set()

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Import the command that is called; then do as any group."""
        name = args[0] if args else ""
        if name in self.places and name not in self._loaded:
            self.commands[name] = load(name, self.places[name])
            self._loaded.add(name)
        return super().resolve_command(ctx, args)


def load(name: str, place: CommandPlace) -> Any:
    """Import a command: a Typer application of its own, or one function."""
    found = getattr(import_module(place.module), place.attribute)
    if place.given:
        return found(*place.given)
    if isinstance(found, typer.Typer):
        command: Any = typer.main.get_group(found)  # `comity` alone installs completion
    else:
        (single := typer.Typer(add_completion=False)).command(name)(found)
        command = typer.main.get_command(single)
    command.name = name
    return command
