"""A page of a list in words: what columns it has, and what stands in them, in one language."""

from __future__ import annotations

from gateway.domain.base import Model


class ListView(Model):
    """A page of a list as a person reads it.

    Attributes:
        heading: What is listed.
        columns: Names of the columns; of instants with the zone.
        rows: What stands in each, a row for each element.
        next: What to ask for the elements that follow with; null where the list ends here.
    """

    heading: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    next: str | None = None
