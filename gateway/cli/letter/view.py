"""A letter as a person reads it in a terminal, and what is printed of it after an act."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gateway.cli.output import print_json

if TYPE_CHECKING:
    from gateway.cli.client import NodeClient


def show_or_print(client: NodeClient, letter: dict[str, Any], *, as_json: bool) -> None:
    """Print a letter after an act: as JSON, or for a person how it stands now."""
    if as_json:
        print_json(letter)
        return
    from gateway.cli.client import path_of
    from gateway.cli.view import show_head

    named = letter["message_id"]
    show_head(client.get(path_of("letters", named, "view")), f"comity letter show {named}")
