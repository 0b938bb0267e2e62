"""Tables: lists in words, and whole as files.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. Words come first, then
models, each in the order of their names.
"""

from __future__ import annotations

from comity_sdk.base import Model


class ListView(Model):
    """A page of a list as a person reads it."""

    heading: str
    """What is listed."""
    columns: list[str]
    """Names of the columns; of instants with the zone."""
    rows: list[list[str]]
    """What stands in each, a row for each element."""
    next: str | None = None
    """What to ask for the elements that follow with; null where the list ends here."""
