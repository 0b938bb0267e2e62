"""Denials of all registers: looked up by party, goods, place or issuer; listed where none is given.

A party or goods are compared, and the nearest denial comes first with its verdict in words; each
such search is on record, as that over REST is. Without them it is a list by number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Final

from pydantic import Field, StringConstraints
from starlette.responses import Response

from gateway.casework.denials import denials
from gateway.casework.denials.denial_reviews import DueDenial, list_due
from gateway.casework.services import reader_of
from gateway.console.languages import marked
from gateway.console.listing import ROWS, Listing, any_or, country, listing
from gateway.console.sections import DENIALS, tabs
from gateway.console.visit import PageRoute, Visit
from gateway.domain.authority import AuthorityCode, CountryCode
from gateway.domain.base import Day, Model
from gateway.domain.denial import DenialLine, DenialState
from gateway.domain.examination import MatchClass
from gateway.domain.lists.denial_search import DenialFound, DenialQuery, DenialsFound
from gateway.domain.transaction import ControlCode
from gateway.errors import InputError
from gateway.register.denials.denial_queries import DenialFilter
from gateway.register.release_sets import is_of_a_state
from gateway.views.words import words_of

PATH: Final = "/desk/denials"
DUE: Final = f"{PATH}/due"

_MOST_PAGES: Final = 1000 // ROWS
"""A query gives its thousand nearest denials at most."""

_SHOWN_REASONS: Final = 2

KINDS: Final = {
    MatchClass.EXACT: "stop",
    MatchClass.LIKELY: "warn",
    MatchClass.POSSIBLE: "wait",
    MatchClass.SAME_PARTY: "neutral",
    MatchClass.SAME_GOODS: "neutral",
}
STATE_KINDS: Final = {
    DenialState.VALID: "stop",
    DenialState.SUSPENDED: "warn",
    DenialState.REVOKED: "neutral",
}


class DenialAsked(Model):
    """What the page of denials is asked for.

    Attributes:
        name: A party, or a part of its name.
        goods: In words.
        reason: Why, where the law wants it on record.
        page: Which page of what a search found, from 1.
    """

    name: Annotated[str, StringConstraints(max_length=200)] = ""
    goods: Annotated[str, StringConstraints(max_length=4000)] = ""
    code: ControlCode | None = None
    destination: CountryCode | None = None
    issuer: AuthorityCode | None = None
    state: DenialState | None = None
    reason: Annotated[str, StringConstraints(max_length=400)] = ""
    page: int = Field(default=1, ge=1, le=_MOST_PAGES)

    @property
    def compares(self) -> bool:
        """Whether denials are compared with what is given, or only listed."""
        return bool(self.name or self.goods)


async def show(visit: Visit) -> Response:
    """Show what was found, or the list."""
    asked = listing(visit, PATH, DenialAsked)
    if asked.chosen.compares:
        return await _search(visit, asked)
    return await _list(visit, asked)


async def _search(visit: Visit, asked: Listing[DenialAsked]) -> Response:
    """Show the nearest denials; where nothing can be searched by it, say so at its field."""
    chosen = asked.chosen
    try:
        query = DenialQuery(
            names=(chosen.name,) if chosen.name else (),
            description=chosen.goods,
            codes=() if chosen.code is None else (chosen.code,),
            destination=chosen.destination,
            issuer=chosen.issuer,
            state=chosen.state,
            limit=chosen.page * ROWS,
        )
        found = await denials.find_denials(visit.office, visit.who, query, reason=chosen.reason)
    except InputError as exc:
        field = exc.metadata.get("field", "")
        form = asked.form.wrong(**{field if field == "reason" else "name": visit.refused(exc)})
        return _page(visit, replace(asked, form=form), status=exc.reason.http, lists={})
    shown = found.found[(chosen.page - 1) * ROWS :]
    more = found.total > chosen.page * ROWS and chosen.page < _MOST_PAGES
    return _page(
        visit,
        asked,
        status=asked.status,
        found=found,
        lists={
            "rows": [_found_row(visit, each) for each in shown],
            "first": asked.address(page="") if chosen.page > 1 else "",
            "following": asked.address(page=str(chosen.page + 1)) if more else "",
        },
    )


async def _list(visit: Visit, asked: Listing[DenialAsked]) -> Response:
    chosen = asked.chosen
    by = DenialFilter(
        issuer=chosen.issuer,
        state=chosen.state,
        destination=chosen.destination,
        code=chosen.code,
    )
    office, who = visit.office, visit.who
    found = await denials.list_denials(office, who, by, page=asked.request)
    return _page(
        visit,
        asked,
        status=asked.status,
        lists={
            "total": await denials.count_denials(office, who, by),
            "listed": [_listed_row(visit, each) for each in found.items],
            **asked.turning(found),
        },
    )


def _page(
    visit: Visit,
    asked: Listing[DenialAsked],
    *,
    status: int,
    found: DenialsFound | None = None,
    lists: Mapping[str, object],
) -> Response:
    office = visit.office
    empty = {"rows": [], "listed": [], "total": 0, "first": "", "following": ""}
    return visit.page(
        "denials.html",
        status=status,
        form=asked.form,
        tabs=tabs(visit, DENIALS),
        found=found,
        states=any_or(visit, DenialState),
        says_why=not is_of_a_state(office.me.directory().member(office.code)),
        plain=PATH,
        **{**empty, **lists},
    )


def _found_row(visit: Visit, found: DenialFound) -> dict[str, object]:
    reader = reader_of(visit.office)
    verdict = found.match_class
    said = visit.says("Part of a name") if found.part_of_name else visit.says("Destination")
    reasons = [each for by in (found.party, found.item) if by is not None for each in by.reasons]
    return {
        "found": found,
        "verdict": said if verdict is None else reader.word(verdict),
        "kind": "neutral" if verdict is None else KINDS[verdict],
        "score": None if found.score is None else round(found.score * 100),
        "destination": country(visit, found.destination),
        "decision": reader.word(found.decision),
        "why": reasons[:_SHOWN_REASONS],
        "state": reader.word(found.state),
        "state_kind": STATE_KINDS[found.state],
    }


def _listed_row(visit: Visit, line: DenialLine) -> dict[str, object]:
    return {
        "line": line,
        "state": reader_of(visit.office).word(line.state),
        "kind": STATE_KINDS[line.state],
        "marked": "" if line.partner is None else words_of(line.partner.marking),
        "destination": country(visit, line.destination),
    }


# --- own denials, and others', by the day of their next review ------------------------------


class DueAsked(Model):
    """Whose denials are listed by the day of their next review; ours where nobody is named."""

    whose: Annotated[str, StringConstraints(pattern=r"^(ours|all|missed)$")] = "ours"
    until: Day | None = None


WHOSE: Final = {"ours": marked("Ours"), "missed": marked("Missed"), "all": marked("All")}


async def show_due(visit: Visit) -> Response:
    """Show valid denials by the day of their next review."""
    asked = listing(visit, DUE, DueAsked)
    whose, office = asked.chosen.whose, visit.office
    found = await list_due(
        office,
        visit.who,
        origin=None if whose == "all" else office.code,
        overdue=whose == "missed",
        until=asked.chosen.until,
        page=asked.request,
    )
    choices = asked.choices(visit, "whose", WHOSE)
    return asked.page(
        visit, "denials_due.html", found, _due_row, tabs=tabs(visit, DENIALS), choices=choices
    )


def _due_row(_: Visit, due: DueDenial) -> dict[str, object]:
    return {"due": due}


ROUTES: Final = (PageRoute(PATH, show), PageRoute(DUE, show_due))
