"""What officers do in a review by every Member State: list, find, ask for time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated

from pydantic import Field, StringConstraints
from sqlalchemy import Connection

from gateway.casework.notices.collective import (
    ReviewStanding,
    follow,
    has_found,
    is_published,
    reviews_here,
    standing,
    yearly_stages,
)
from gateway.casework.notices.collective_rows import (
    UnderReview,
    get_review,
    under_review,
    version_of_review,
)
from gateway.casework.notices.collective_time import WORKING_DAYS, extensions_of, received_as
from gateway.casework.notices.notices import NoticeDraft, publish_in
from gateway.casework.office.permissions import Officer, Permission
from gateway.casework.office.services import Office
from gateway.domain.authority import AuthorityCode, CountryCode
from gateway.domain.base import Instant, Model
from gateway.domain.consultation import DeadlineDerivation
from gateway.domain.denial import FreeText
from gateway.domain.notice import Figure
from gateway.domain.page import FIRST_PAGE, ListOrder, Page, PageRequest, page_of
from gateway.domain.tally import ExtensionAsked, Tally, check_review_extension
from gateway.domain.transaction import Item, Transaction
from gateway.errors import InputError, NotFoundError, StateError


class ReviewLine(Model):
    """A review in a list.

    Attributes:
        number: Number of the notice that is reviewed.
        received: When it came into this gateway.
        last_instant: Until when this authority reviews, exclusive; None: it does not.
        due: Of a yearly review, the day by which it is due.
        found: What this authority's State has notified; empty: nothing.
        no_answer: Its period has ended and it has said nothing; nothing follows from that.
        missed: The day of a yearly review has passed; nothing lapses by itself.
    """

    number: str
    procedure: str
    title: str
    article: str
    origin: AuthorityCode
    received: Instant | None = None
    last_instant: Instant | None = None
    due: date | None = None
    found: str = ""
    no_answer: bool = False
    missed: bool = False
    notified: int
    of_states: int
    complete: bool


class ShownReview(ReviewLine):
    """A review whole: tally, derivation of the own period, what silence means.

    Attributes:
        version: Which version this is, with every notice about it: its ETag.
    """

    period: DeadlineDerivation | None = None
    extensions: tuple[ExtensionAsked, ...] = ()
    tally: Tally
    silence: str
    version: str = ""


class FindingDraft(Model):
    """What an authority has found.

    Attributes:
        outcome: One of the outcomes of the rulebook.
        transaction: The essentially identical transaction, where it names one.
        items: Items that the publication should name, where the outcome is to amend it.
        destinations: Destinations that it should name.
    """

    outcome: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    text: tuple[FreeText, ...] = Field(default=(), max_length=6)
    transaction: Transaction | None = None
    items: tuple[Item, ...] = Field(default=(), max_length=400)
    destinations: tuple[CountryCode, ...] = Field(default=(), max_length=250)


class MoreTime(Model):
    """A request for more working days, and why the case is exceptional."""

    working_days: int = Field(ge=1, le=365)
    reason: FreeText


async def list_reviews(
    office: Office,
    officer: Officer,
    *,
    open_only: bool = False,
    page: PageRequest = FIRST_PAGE,
) -> Page[ReviewLine]:
    """List the reviews by every Member State, the oldest first.

    Args:
        office: The office.
        officer: Who asks.
        open_only: Only those in which this authority has yet to say what it found.
        page: Which part.

    Raises:
        InputError: INPUT_INVALID; the cursor is none of this list.
    """
    officer.require(Permission.READ_DENIALS)

    def read(conn: Connection) -> Page[ReviewLine]:
        every = under_review(conn, office)
        found = (each for each in every if not open_only or _awaited(office, each))
        order = ListOrder("reviews", (datetime, str))
        reviews = page_of(found, order, page, lambda each: each.held.place)
        return reviews.of(
            lambda each: ReviewLine.model_validate(_line(office, standing(conn, office, each)))
        )

    return await office.db.read(read)


def _awaited(office: Office, review: UnderReview) -> bool:
    """Say whether this authority has yet to say what it found."""
    over = has_found(office, review) or is_published(office, review)
    return reviews_here(office, review) and not over


async def show_review(office: Office, officer: Officer, number: str) -> ShownReview:
    """Return a review with its tally and the derivation of the own period.

    Raises:
        NotFoundError: There is no such review.
    """
    officer.require(Permission.READ_DENIALS)

    def read(conn: Connection) -> ShownReview:
        review = get_review(conn, office, number)
        stands, held = standing(conn, office, review), version_of_review(conn, number)
        return ShownReview.model_validate(
            {
                **_line(office, stands),
                "period": stands.period,
                "extensions": extensions_of(office, review),
                "tally": stands.tally,
                "silence": review.rule.silence,
                "version": "" if held is None else held.version,
            }
        )

    return await office.db.read(read)


async def find(office: Office, officer: Officer, number: str, finding: FindingDraft) -> ShownReview:
    """Notify all of what this authority has found; a later one takes its place.

    Raises:
        PermissionRefusedError: This authority does not review it.
        InputError: The rulebook has no such outcome.
    """
    officer.require(Permission.NOTIFY)

    def write(conn: Connection) -> None:
        review = get_review(conn, office, number)
        draft = NoticeDraft(
            kind=review.rule.outcome_notice,
            law=review.notice.law,
            about=review.held.number,
            outcome=finding.outcome,
            at=office.today,
            transaction=finding.transaction,
            items=finding.items,
            destinations=finding.destinations,
            text=finding.text,
        )
        publish_in(conn, office, officer.name, draft)
        follow(conn, office)

    return await _told(office, officer, number, write)


def has_finding(conn: Connection, office: Office, number: str) -> bool:
    """Say whether this authority has said what it found, which a later finding replaces."""
    try:
        return has_found(office, get_review(conn, office, number))
    except NotFoundError:
        return False


async def ask_for_time(
    office: Office, officer: Officer, number: str, wanted: MoreTime
) -> ShownReview:
    """Ask for more working days; the rulebook says whose period becomes longer.

    Raises:
        StateError: The own period is over, or this authority does not review.
        InputError: More than the rulebook allows.
    """
    officer.require(Permission.NOTIFY)

    def write(conn: Connection) -> None:
        review = get_review(conn, office, number)
        check_review_extension(review.rule, wanted.working_days)
        period = standing(conn, office, review).period
        if period is None or office.clock.now() >= period.last_instant:
            raise StateError(
                "more time is asked within the period, by an authority that reviews",
                remedy="A finding is still taken into account; notify it when it is made.",
                number=number,
            )
        kind = review.rule.extension_notice
        if kind is None:
            raise InputError(f"{review.rule.code} has no notice for it", field="working_days")
        figures = (Figure(code=WORKING_DAYS, number=wanted.working_days),)
        draft = NoticeDraft(
            kind=kind,
            law=review.notice.law,
            about=review.held.number,
            at=office.today,
            figures=figures,
            text=(wanted.reason,),
            references=(received_as(period.received),),
        )
        publish_in(conn, office, officer.name, draft)
        follow(conn, office)

    return await _told(office, officer, number, write)


def _line(office: Office, stands: ReviewStanding) -> dict[str, object]:
    review, count = stands.review, stands.tally
    yearly = review.rule.working_days is None
    plan = yearly_stages(office, review) if yearly else None
    own = next((s.outcome for s in count.states if office.code.startswith(s.state)), "")
    zone = office.law.calendar(office.code, office.clock.now()).zone
    return {
        "number": review.held.number,
        "procedure": review.rule.code,
        "title": review.rule.title,
        "article": review.rule.article,
        "origin": review.held.origin,
        "received": None if stands.period is None else stands.period.received,
        "last_instant": None if stands.period is None else stands.period.last_instant,
        "due": None if plan is None else plan.due.astimezone(zone).date(),
        "found": own,
        "no_answer": stands.no_answer,
        "missed": plan is not None
        and office.clock.now() >= plan.missed
        and not is_published(office, review),
        "notified": len(count.states) - len(count.missing),
        "of_states": len(count.states),
        "complete": count.complete,
    }


async def _told(
    office: Office, officer: Officer, number: str, write: Callable[[Connection], None]
) -> ShownReview:
    await office.db.write(write)
    return await show_review(office, officer, number)
