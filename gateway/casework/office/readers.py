"""Who reads a view at this authority, and what stands on its pages; for every noun's room."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from gateway.casework.office.services import Office
from gateway.domain.calendars import zone_of
from gateway.evidence import Letterhead
from gateway.views.reader import ViewReader


def reader_of(office: Office) -> ViewReader:
    """Return who reads at this authority: its people are where it is."""
    return ViewReader(ZoneInfo(zone_of(office.code)), label=office.law.lists().label)


def letterhead(office: Office, rulebook: str, *, evidence: bool = True) -> Letterhead:
    """Return what stands on a page of this authority.

    Args:
        office: Services of the node.
        rulebook: Version by which the page goes.
        evidence: Whether an evidence file can be had that proves what the page says.
    """
    directory = office.me.directory()
    book = office.law.rulebook(rulebook)
    return Letterhead(
        authority=directory.member(office.code).name,
        code=office.code,
        rehearsal=directory.rehearsal,
        rulebook=f"{book.version}: {book.title}",
        shown_at=office.clock.now(),
        evidence=evidence,
    )
