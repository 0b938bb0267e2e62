"""Reviews by every Member State (Article 5): how many have notified, and each with its tally."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import StringConstraints
from starlette.responses import Response

from gateway.casework.notices.collective_acts import (
    list_reviews,
    may_do,
    show_review,
)
from gateway.console.languages import marked
from gateway.console.listing import listing
from gateway.console.noun_page import Acts, noun_page
from gateway.console.pages.review_acts import ACTS, REVIEW, possible
from gateway.console.pages.review_acts import ROUTES as ACT_ROUTES
from gateway.console.sections import NOTICES, tabs
from gateway.console.visit import PageRoute, Visit
from gateway.domain.base import Model
from gateway.domain.collective.review import ReviewLine
from gateway.domain.lists.filters import ReviewFilter
from gateway.nouns import notice

PATH: Final = "/desk/reviews"


class ReviewsAsked(Model):
    """Which reviews are shown: all, or those in which we have yet to say what we found."""

    which: Annotated[str, StringConstraints(pattern=r"^(all|open)$")] = "all"


WHICH: Final = {"all": marked("All"), "open": marked("Awaiting us")}


async def show(visit: Visit) -> Response:
    """Show a page of reviews, the oldest first."""
    asked = listing(visit, PATH, ReviewsAsked)
    chosen = ReviewFilter(open_only=asked.chosen.which == "open")
    found = await list_reviews(visit.office, visit.who, chosen, page=asked.request)
    choices = asked.choices(visit, "which", WHICH)
    return asked.page(
        visit, "reviews.html", found, _row, tabs=tabs(visit, NOTICES), choices=choices
    )


def _row(visit: Visit, line: ReviewLine) -> dict[str, object]:
    if line.complete:
        state, kind = visit.says("all needed have notified"), "good"
    elif line.missed:
        state, kind = visit.says("its day is past"), "stop"
    else:
        state, kind = visit.says("under review"), "wait"
    return {"line": line, "state": state, "kind": kind}


async def show_one(visit: Visit) -> Response:
    """Show a review: the word of each State and its proof, and what is still needed."""
    number = visit.asked("number")
    shown = await show_review(visit.office, visit.who, number)
    around = await may_do(visit.office, visit.who, number)
    return await noun_page(
        visit,
        notice.REVIEW,
        back=(PATH, visit.says("Reviews by all States")),
        template="review.html",
        review=shown,
        acts=Acts(REVIEW, number, possible(shown, around), ACTS),
    )


ROUTES: Final = (PageRoute(PATH, show), PageRoute(f"{PATH}/{{number}}", show_one), *ACT_ROUTES)
