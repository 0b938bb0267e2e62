"""Pages that belong together: which of them an officer may open, for the tabs above each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from gateway.casework.permissions import Permission
from gateway.console.languages import marked
from gateway.console.visit import Destination, Visit

DENIALS: Final = (
    Destination("/desk/denials", marked("Search"), Permission.READ_DENIALS),
    Destination("/desk/denials/due", marked("Reviews due"), Permission.READ_DENIALS),
    Destination("/desk/sensitive", marked("Sensitive parties"), Permission.READ_SENSITIVE),
    Destination("/desk/imports", marked("Import"), Permission.IMPORT),
)
NOTICES: Final = (
    Destination("/desk/notices", marked("Notices"), Permission.READ_NOTICES),
    Destination("/desk/notices/kinds", marked("Write a notice"), Permission.WRITE_NOTICES),
    Destination("/desk/reviews", marked("Reviews by all States"), Permission.READ_DENIALS),
)
FEDERATION: Final = (
    Destination("/desk/federation", marked("Members and registers"), Permission.READ_DENIALS),
    Destination("/desk/federation/troubles", marked("Troubles"), Permission.READ_DENIALS),
)

Tab = tuple[str, str, bool]
"""Label, address, whether it is the page that is shown."""


def tabs(visit: Visit, pages: Iterable[Destination]) -> list[Tab]:
    """Return the pages of a section that the officer may open."""
    here, who = visit.request.url.path, visit.who
    return [
        (visit.language.text(each.label), each.path, each.path == here)
        for each in pages
        if each.needs is None or who.may(each.needs)
    ]
