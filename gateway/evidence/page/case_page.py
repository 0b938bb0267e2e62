"""The page of a case: one self-contained HTML document that an officer puts into the file.

No script, no font, no picture from elsewhere: what is printed today looks the same in ten
years. Names and texts are escaped by the template engine; nothing of a case becomes markup.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined

from gateway.domain.calendars import zone_of
from gateway.domain.case import Case
from gateway.domain.denial import Denial
from gateway.domain.letter import LetterTrace
from gateway.domain.plain_text import shown
from gateway.domain.rulebook import Rulebook
from gateway.evidence.page import page_words as words
from gateway.evidence.page.page_view import consultation_views, hit_views, in_short

TEMPLATE = "case.html"


def case_page(
    case: Case,
    *,
    authority: str,
    rehearsal: bool,
    rulebook: Rulebook,
    shown_at: datetime,
    denials: Mapping[str, Denial],
    letters: Sequence[LetterTrace] = (),
    not_yet_received: Sequence[str] | None = None,
) -> str:
    """Write the page of a case.

    Args:
        case: The case whole, with consultations and acts.
        authority: Name of the authority whose case it is.
        rehearsal: Whether nothing of it is real; the page says so on every sheet.
        rulebook: The rulebook with which the case started.
        shown_at: Instant of the page, by the node's clock.
        denials: Those that the examination named, by id; one that is missing is shown by
            its hit alone.
        letters: What became of each letter of the consultations.
        not_yet_received: Members that have not confirmed to hold the denial; None where
            nothing was notified.

    Returns:
        An HTML document, to be served or written as UTF-8.
    """
    code = case.case_id.split("-C-", maxsplit=1)[0]
    zone = ZoneInfo(zone_of(code))
    return (
        _environment()
        .get_template(TEMPLATE)
        .render(
            case=case,
            asked=case.application.transaction,
            code=code,
            authority=authority,
            rehearsal=rehearsal,
            rulebook=rulebook,
            shown_at=shown_at,
            zone=zone,
            short=in_short(case, rulebook),
            hits=hit_views(case, denials),
            consultations=consultation_views(case, rulebook, letters, shown_at=shown_at),
            not_yet_received=not_yet_received,
        )
    )


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
    made.filters.update(
        country=words.country,
        day=words.day,
        short_day=words.short_day,
        moment=words.moment,
        label=words.label,
        number=words.number,
        brief=words.brief,
        percent=words.percent,
        nothing_given=words.nothing_given,
        tongue=words.tongue,
    )
    return made
