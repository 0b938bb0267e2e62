"""The daily sweep of dates, and the handler of each kind.

One function that the node calls daily, and a test by hand: it does what is due and starts
the workflows of what is near. A workflow that rings asks for the same through `look`, so
whoever comes second finds nothing to do.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial

from sqlalchemy import Connection

from gateway.casework.cases.informing import informed_ends
from gateway.casework.consultations.outgoing_request import stop_ends
from gateway.casework.denials.reviewing import denial_review_due, keep_dates
from gateway.casework.letters.information_request import reply_wanted
from gateway.casework.letters.standing import standing_expires
from gateway.casework.notices.collective import collective_review_due, publication_review_due
from gateway.casework.notices.notice_arrivals import expire
from gateway.casework.office.due import NEAR, Due, Handler, clear_due, get_due, listed_due, set_due
from gateway.casework.office.guarding import guarded
from gateway.casework.office.services import Office
from gateway.casework.office.tokens import keep_token_tasks
from gateway.domain.acts import DueKind
from gateway.errors import UnavailableError
from gateway.exchange.engine_calls import add_wakes, start_due
from gateway.parts import ANNUAL, part

_REPORT = part(ANNUAL)

HANDLERS: Mapping[DueKind, Handler] = {
    **({} if _REPORT is None else _REPORT.DATES),
    DueKind.REPLY_WANTED: reply_wanted,
    DueKind.DENIAL_REVIEW: denial_review_due,
    DueKind.COLLECTIVE_REVIEW: collective_review_due,
    DueKind.PUBLICATION_REVIEW: publication_review_due,
    DueKind.NOTICE_EXPIRES: expire,
    DueKind.INFORMED_ENDS: informed_ends,
    DueKind.STANDING_EXPIRES: standing_expires,
    DueKind.STOP_ENDS: stop_ends,
}
"""The handler of each kind; a test proves that none is missing where all is installed."""


KEEPING = "denial_dates"
"""What a sweep does first: the dates of reviews, from the register."""


async def sweep(office: Office) -> int:
    """Do what is due now, each in a transaction of its own; return how many there were.

    What is near gets its workflow; starting one that runs does nothing. A date whose handler
    fails is a task and is looked at again at the next sweep; the others go on.
    """
    now = office.clock.now()
    await guarded(office, lambda: keep_dates(office), kind=KEEPING, subject=office.code)
    await guarded(office, lambda: keep_token_tasks(office), kind="tokens", subject=office.code)
    near = await office.db.read(lambda conn: listed_due(conn, until=now + NEAR))
    found = [each for each in near if each.at <= now]
    for each in found:
        doing = partial(look, office=office, kind=each.kind, subject=each.subject)
        await guarded(
            office, partial(office.db.write, doing), kind=str(each.kind), subject=each.subject
        )
    wakes = [start_due(each.kind, each.subject) for each in near if each.at > now]
    if wakes:
        await office.db.write(lambda conn: add_wakes(conn, wakes))
    return len(found)


def look(conn: Connection, office: Office, kind: DueKind, subject: str) -> None:
    """Do what is due under a date, if it still is."""
    due = get_due(conn, kind=kind, subject=subject)
    if due is None or due.at > office.clock.now():
        return
    if kind not in HANDLERS:
        raise UnavailableError(
            f"dates of {kind} are of the annual report, which is not installed at this node",
            remedy="Install comity[report] and start the node again.",
        )
    following: Due | None = HANDLERS[kind](conn, office, due)
    if following is None:
        clear_due(conn, kind=kind, subject=subject)
    else:
        set_due(
            conn,
            office,
            kind=following.kind,
            subject=following.subject,
            at=following.at,
            note=following.note,
        )


class DailySweep:
    """Calls `sweep` once a day of the node's clock, whenever that day comes.

    Asked often and cheap: a rehearsal that moves its clock by weeks is swept at once.
    """

    def __init__(self, office: Office) -> None:
        self._office = office
        self._swept: date | None = None

    async def look(self) -> None:
        """Sweep if the day has changed since the last sweep, or at the first call."""
        today = self._office.clock.now().date()
        if today != self._swept:
            await sweep(self._office)
            self._swept = today
