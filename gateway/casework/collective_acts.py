"""What officers do in a review by every Member State: list, find, ask for time, publish."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints
from sqlalchemy import Connection

from gateway.casework.collective import (
    PUBLISH,
    Standing,
    follow,
    has_found,
    publishes,
    reviews_here,
    standing,
    yearly_stages,
)
from gateway.casework.collective_rows import (
    WORKING_DAYS,
    UnderReview,
    extensions_of,
    get_review,
    under_review,
)
from gateway.casework.journal import close_tasks
from gateway.casework.notice_view import ShownNotice, today
from gateway.casework.notices import NoticeDraft, get_notice, publish_in
from gateway.casework.office import Office
from gateway.casework.permissions import Officer, Permission
from gateway.domain.authority import AuthorityCode, CountryCode
from gateway.domain.base import Instant, Model
from gateway.domain.consultation import DeadlineDerivation
from gateway.domain.denial import FreeText
from gateway.domain.notice import Figure
from gateway.domain.tally import ExtensionAsked, Tally, check_review_extension
from gateway.domain.transaction import Item, Reference, Transaction
from gateway.errors import InputError, PermissionRefusedError, Reason, StateError


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
    """A review whole: tally, derivation of the own period, what silence means."""

    period: DeadlineDerivation | None = None
    extensions: tuple[ExtensionAsked, ...] = ()
    tally: Tally
    silence: str


class FindingDraft(Model):
    """What an authority has found.

    Attributes:
        outcome: One of the outcomes of the rulebook.
        transaction: The essentially identical transaction, where it names one.
    """

    outcome: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    text: tuple[FreeText, ...] = Field(default=(), max_length=6)
    transaction: Transaction | None = None


class MoreTime(Model):
    """A request for more working days, and why the case is exceptional."""

    working_days: int = Field(ge=1, le=365)
    reason: FreeText


class PreparedPublication(Model):
    """What the Commission services publish once all Member States have notified.

    This model is the machine-readable form; `text` is the text for the Official Journal.

    Attributes:
        about: Number of the notice, or of the earlier publication.
        remarks: What an officer must look at before publishing, in words.
    """

    about: str
    kind: str
    article: str
    items: tuple[Item, ...] = ()
    destinations: tuple[CountryCode, ...] = ()
    text: tuple[FreeText, ...] = ()
    states: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


class Publication(Model):
    """What the officer publishes; what is left out is taken from the prepared one.

    Attributes:
        oj_reference: Reference in the Official Journal, C series.
    """

    oj_reference: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    items: tuple[Item, ...] = Field(default=(), max_length=400)
    destinations: tuple[CountryCode, ...] = Field(default=(), max_length=250)
    text: tuple[FreeText, ...] = Field(default=(), max_length=24)
    effective_from: date | None = None


async def list_reviews(
    office: Office, officer: Officer, *, open_only: bool = False
) -> tuple[ReviewLine, ...]:
    """List the reviews by every Member State, the oldest first.

    Args:
        office: The office.
        officer: Who asks.
        open_only: Only those in which this authority has yet to say what it found.
    """
    officer.require(Permission.READ_DENIALS)

    def read(conn: Connection) -> tuple[ReviewLine, ...]:
        found = []
        for review in under_review(conn, office):
            if open_only and (not reviews_here(office, review) or has_found(office, review)):
                continue
            found.append(ReviewLine.model_validate(_line(office, standing(conn, office, review))))
        return tuple(found)

    return await office.db.read(read)


async def show_review(office: Office, officer: Officer, number: str) -> ShownReview:
    """Return a review with its tally and the derivation of the own period.

    Raises:
        NotFoundError: There is no such review.
    """
    officer.require(Permission.READ_DENIALS)

    def read(conn: Connection) -> ShownReview:
        review = get_review(conn, office, number)
        stands = standing(conn, office, review)
        return ShownReview.model_validate(
            {
                **_line(office, stands),
                "period": stands.period,
                "extensions": extensions_of(office, review),
                "tally": stands.tally,
                "silence": review.rule.silence,
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
        draft = _draft(office, review, review.rule.outcome_notice).model_copy(
            update={
                "outcome": finding.outcome,
                "text": finding.text,
                "transaction": finding.transaction,
            }
        )
        publish_in(conn, office, officer.name, draft)
        follow(conn, office)

    return await _told(office, officer, number, write)


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
        draft = _draft(office, review, kind).model_copy(
            update={"figures": figures, "text": (wanted.reason,)}
        )
        publish_in(conn, office, officer.name, draft)
        follow(conn, office)

    return await _told(office, officer, number, write)


async def prepare(office: Office, officer: Officer, number: str) -> PreparedPublication:
    """Return the publication that follows once all Member States have notified.

    Raises:
        NotFoundError: There is no such review.
    """
    officer.require(Permission.READ_DENIALS)
    return await office.db.read(lambda conn: _prepared(conn, office, number))


async def publish(
    office: Office, officer: Officer, number: str, publication: Publication
) -> ShownNotice:
    """Publish what unanimity leads to, with its reference in the Official Journal.

    Raises:
        PermissionRefusedError: This authority does not publish.
        StateError: Not every Member State here has notified.
    """
    officer.require(Permission.NOTIFY)

    def write(conn: Connection) -> str:
        review = get_review(conn, office, number)
        if not publishes(office, review) or review.rule.leads_to is None:
            raise PermissionRefusedError(
                f"{office.code} does not publish under {review.rule.leads_to}",
                reason=Reason.NOT_AUTHORISED,
                remedy="The Commission services publish.",
                number=number,
            )
        count = standing(conn, office, review).tally
        if not count.complete:
            raise StateError(
                f"{len(count.missing)} Member States have not notified it: "
                f"{', '.join(count.missing)}",
                remedy="Nothing is published before all have; see `comity review tally`.",
                number=number,
            )
        prepared = _prepared(conn, office, number)
        draft = _draft(office, review, review.rule.leads_to).model_copy(
            update={
                "items": publication.items or prepared.items,
                "destinations": publication.destinations or prepared.destinations,
                "text": publication.text or prepared.text,
                "effective_from": publication.effective_from,
                "references": (Reference(system="OJ C", value=publication.oj_reference),),
            }
        )
        published = publish_in(conn, office, officer.name, draft)
        now = office.clock.now()
        close_tasks(conn, at=now, kind=PUBLISH, subject=number, by=officer.name)
        follow(conn, office)
        return published

    published = await office.db.write(write)
    office.tell()
    office.nudge()
    return await get_notice(office, officer, published)


def _line(office: Office, stands: Standing) -> dict[str, object]:
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
        and not any(True for _ in review.about(review.rule.leads_to)),
        "notified": len(count.states) - len(count.missing),
        "of_states": len(count.states),
        "complete": count.complete,
    }


def _draft(office: Office, review: UnderReview, kind: str) -> NoticeDraft:
    return NoticeDraft(kind=kind, law=review.notice.law, about=review.held.number, at=today(office))


def _prepared(conn: Connection, office: Office, number: str) -> PreparedPublication:
    review = get_review(conn, office, number)
    count, notice = standing(conn, office, review).tally, review.notice
    remarks = [f"{each.field} were withheld by {review.held.origin}" for each in notice.withheld]
    if count.missing:
        remarks.append(f"not notified by {', '.join(count.missing)}: not to be published yet")
    if count.outside:
        remarks.append(f"without a gateway, to be asked otherwise: {', '.join(count.outside)}")
    if not notice.items:
        remarks.append("items must be given")
    states = tuple(each.state for each in count.states if each.outcome == count.unanimous)
    rule = review.rulebook.notice(review.rule.leads_to or review.rule.of)
    return PreparedPublication(
        about=number,
        kind=rule.code,
        article=rule.article,
        items=notice.items,
        destinations=notice.destinations,
        text=(FreeText(language="en", text=_words(review, states, rule.article)),),
        states=states,
        remarks=tuple(remarks),
    )


def _words(review: UnderReview, states: tuple[str, ...], article: str) -> str:
    """Write the text of the publication from what was notified; an officer looks at it."""
    items = "; ".join(item.description for item in review.notice.items) or "[items]"
    where = ", ".join(review.notice.destinations)
    outcomes = review.rulebook.notice(review.rule.outcome_notice).outcome
    label = next(each.label for each in outcomes if each.code == review.rule.unanimous)
    return (
        f"{article}. The Member States ({', '.join(states)}) have notified each other and the "
        f"Commission: {label}. Items: {items}." + (f" Destinations: {where}." if where else "")
    )[:4000]


async def _told(
    office: Office, officer: Officer, number: str, write: Callable[[Connection], None]
) -> ShownReview:
    await office.db.write(write)
    office.tell()
    office.nudge()
    return await show_review(office, officer, number)
