"""A view as a page: one self-contained HTML document that an officer reads, prints, files.

No script, no font, no picture from elsewhere: what is printed today looks the same in ten
years. Every piece of text is escaped by the template engine; nothing of a view becomes markup.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined

from gateway.domain.plain_text import shown
from gateway.views.frame import CountedDay, Days, NounView
from gateway.views.reader import ViewReader
from gateway.views.wording.english import short_day
from gateway.views.wording.wording import ENGLISH

TEMPLATE = "view.html"
_WEEK = 7


@dataclass(frozen=True)
class Letterhead:
    """What stands on every page of an authority.

    Attributes:
        authority: Its name.
        code: Its code.
        rehearsal: Whether nothing of it is real; the page says so on every sheet.
        rulebook: Version and title of the law that the page goes by.
        shown_at: Instant of the page, by the node's clock.
        evidence: Whether an evidence file can be had that proves what the page says.
    """

    authority: str
    code: str
    rehearsal: bool
    rulebook: str
    shown_at: datetime
    evidence: bool = True


def view_page(view: NounView, head: Letterhead) -> str:
    """Return a view as an HTML document, to be served or written as UTF-8.

    Args:
        view: What is shown.
        head: Whose page it is.
    """
    reader = ViewReader(ZoneInfo(view.zone))
    return (
        _environment()
        .get_template(TEMPLATE)
        .render(
            view=view, head=head, shown_at=reader.instant(head.shown_at), region=each_by_its_own()
        )
    )


def each_by_its_own() -> Callable[[str], str]:
    """Return what numbers the names of regions that come again: each is heard by its own."""
    heard: Counter[str] = Counter()

    def named(name: str) -> str:
        heard[name] += 1
        return name if heard[name] == 1 else f"{name} ({heard[name]})"

    return named


def weeks(block: Days) -> Iterator[tuple[CountedDay | None, ...]]:
    """Lay the days of a period out in weeks, from Monday to Sunday; None: outside of it."""
    days = {each.day: each for each in block.days}
    monday = _monday(min(days))
    while monday <= max(days):
        yield tuple(days.get(monday + timedelta(days=offset)) for offset in range(_WEEK))
        monday += timedelta(days=_WEEK)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


@cache
def _environment() -> Environment:
    """Make the template engine once; everything that it is given is escaped."""
    made = Environment(
        loader=PackageLoader("gateway.evidence"),
        autoescape=True,
        finalize=shown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(short_day=short_day, tongue=ENGLISH.tongue, weeks=weeks)
    return made
