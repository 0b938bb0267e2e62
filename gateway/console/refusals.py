"""Errors as pages: what happened, in words, and what the officer can do; a defect says nothing."""

from __future__ import annotations

from typing import Final

import structlog
from starlette.responses import Response

from gateway.console.languages import marked
from gateway.console.visit import Visit
from gateway.errors import ComityError, Family, NotFoundError, Reason
from gateway.exchange.defects import log_defect

log = structlog.get_logger(__name__)

HEADINGS: Final = {
    Family.INPUT: marked("Something in what you sent is not right"),
    Family.NOT_FOUND: marked("There is nothing here for you"),
    Family.STATE: marked("This cannot be done as things stand"),
    Family.PERMISSION: marked("This is not yours to do"),
    Family.TRUST: marked("A signature or key does not hold"),
    Family.EXCHANGE: marked("A letter was refused"),
    Family.REGISTER: marked("A register does not hold"),
    Family.LAW: marked("A law file is missing or wrong"),
    Family.UNAVAILABLE: marked("Something does not answer at this moment"),
    Family.COMITY: marked("The gateway has made a mistake"),
}
"""What is said first of each family of reasons; below it stand the error's own words."""

_LOST: Final = marked("What was stored here is missing")

_TOO_MUCH: Final = marked("Too much at once")

_NOWHERE: Final = (
    marked("This page does not exist, or what it shows is not for your account."),
    marked("Look for it from the inbox; ask who gave you the address."),
)
"""The same words for both: by no difference does anybody learn that there is something."""

_DEFECT: Final = (
    marked("Nothing is said of it here; the node's log names the place."),
    marked("Tell who runs the gateway when it happened. What you sent was not carried out."),
)


def refused(visit: Visit, error: ComityError) -> Response:
    """Return the page of an error of ours, with its remedy."""
    lost = error.reason is Reason.CONTENTS_LOST  # said only to who may read the document
    if isinstance(error, NotFoundError) and not lost:
        return not_here(visit)
    response = _page(
        visit,
        error.reason,
        visit.refusal(error),
        heading=_LOST if lost else "",
        foreign=not all(visit.language.knows(each) for each, _ in error.clauses),
    )
    if wait := error.metadata.get("retry_after_s"):
        response.headers["Retry-After"] = wait
    return response


def _page(
    visit: Visit,
    reason: Reason,
    said: tuple[str, str],
    *,
    heading: str = "",
    foreign: bool = False,
) -> Response:
    what, remedy = said
    return visit.page(
        "refused.html",
        status=reason.http,
        heading=heading or HEADINGS[reason.family],
        what=what,
        remedy=remedy,
        foreign=foreign,
        reason=reason,
    )


def too_much(visit: Visit, error: ComityError) -> Response:
    """Return the page for an account that asked for more than its share."""
    wait = error.metadata["retry_after_s"]
    what = visit.language.counted(
        "More pages were asked for with your account than it may; go on in one second",
        "More pages were asked for with your account than it may; go on in {number} seconds",
        int(wait),
    )
    remedy = visit.says("Wait, then load the page again. What you sent was not carried out.")
    response = _page(visit, error.reason, (what, remedy), heading=_TOO_MUCH)
    response.headers["Retry-After"] = wait
    return response


def not_here(visit: Visit) -> Response:
    """Return the page of what does not exist, and of what is not for the officer."""
    what, remedy = map(visit.language.text, _NOWHERE)
    return _page(visit, Reason.NOT_FOUND, (what, remedy))


def defect(visit: Visit, error: Exception) -> Response:
    """Log a fault of ours by kind and place, and return a page that says that there was one."""
    log_defect(log, "console.defect", error, path=visit.request.scope.get("path_pattern", ""))
    what, remedy = map(visit.language.text, _DEFECT)
    return _page(visit, Reason.DEFECT, (what, remedy))
