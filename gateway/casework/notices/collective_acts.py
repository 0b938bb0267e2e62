"""What officers do in a review by every Member State: list, find, ask for time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Annotated

from pydantic import Field, StringConstraints

from gateway.casework.acts.journal import open_tasks
from gateway.casework.notices.collective import (
    ReviewStanding,
    follow,
    has_found,
    is_published,
    publishes,
    reviews_here,
    sends,
    standing,
    yearly_stages,
)
from gateway.casework.notices.collective_rows import (
    WORKING_DAYS,
    UnderReview,
    extensions_of,
    get_review,
    publication_of,
    received_as,
    states_here,
    under_review,
    version_of_review,
)
from gateway.casework.notices.notice_acts import NoticeDraft, publish_or_wait
from gateway.casework.permissions import Officer, Permission
from gateway.casework.services import Office, Work, reader_of
from gateway.domain.authority import CountryCode
from gateway.domain.base import Model
from gateway.domain.collective.hand_word import MOST_PROOFS, HandWord
from gateway.domain.collective.review import OutcomeWord, ReviewLine, ShownReview
from gateway.domain.collective.tally import check_review_extension
from gateway.domain.consultation import Means
from gateway.domain.denial import FreeText
from gateway.domain.lists.filters import ALWAYS, EVERY_REVIEW, ReviewFilter, Within
from gateway.domain.notice import Figure
from gateway.domain.page import FIRST_PAGE, ListOrder, Page, PageRequest, page_of
from gateway.domain.rulebook.collective import CountedStates
from gateway.domain.rulebook.shelf import ZONE_OF_THE_UNION
from gateway.domain.transaction import Document, Item, Transaction
from gateway.domain.waiting_act import WaitingAct
from gateway.errors import InputError, NotFoundError, Reason, StateError
from gateway.views.frame import NounView
from gateway.views.review_view import AroundReview, review_view


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
    chosen: ReviewFilter = EVERY_REVIEW,
    *,
    page: PageRequest = FIRST_PAGE,
) -> Page[ReviewLine]:
    """List what every Member State reviews, with the own period and what is found so far.

    Args:
        office: The office.
        officer: Who asks.
        chosen: Which of them.
        page: Which part.

    Raises:
        InputError: The cursor is none of this list, or no such days are there.
    """
    officer.require(Permission.READ_DENIALS)
    days = office.days("due", chosen.due_from, chosen.due_until)

    def read(work: Work) -> Page[ReviewLine]:
        def line(each: UnderReview) -> ReviewLine:
            return ReviewLine.model_validate(_line(office, standing(work, each)))

        def is_due(each: UnderReview) -> bool:
            return days == ALWAYS or _is_due(office, line(each), days)

        found = (
            each
            for each in under_review(work)
            if chosen.origin in {None, each.held.origin}
            and chosen.procedure in {None, each.rule.code}
            and (not chosen.open_only or _awaited(office, each))
            and is_due(each)
        )
        order = ListOrder("reviews", (datetime, str))
        return page_of(found, order, page, lambda each: each.held.place).of(line)

    return await office.read(read)


def _is_due(office: Office, line: ReviewLine, days: Within) -> bool:
    """Say whether the own period ends within some days; one that has no end does not."""
    if line.due is not None:  # of a yearly review, a day where this authority is
        return days.has(office.end_of(line.due) - timedelta(microseconds=1))
    # The last instant is exclusive: a period that ends as a day does ends on that day.
    last = line.last_instant
    return last is not None and days.has(last - timedelta(microseconds=1))


def _awaited(office: Office, review: UnderReview) -> bool:
    """Say whether this authority has yet to say what it found."""
    over = has_found(office, review) or is_published(office, review)
    return reviews_here(office, review) and not over


async def show_review(office: Office, officer: Officer, number: str) -> ShownReview:
    """Show a review: the tally by Member State, and how the own period was counted.

    Raises:
        NotFoundError: There is no such review.
    """
    officer.require(Permission.READ_DENIALS)

    def read(work: Work) -> ShownReview:
        review = get_review(work, number)
        stands, held = standing(work, review), version_of_review(work.conn, number)
        return ShownReview.model_validate(
            {
                **_line(office, stands),
                **_outcomes(office, review),
                "period": stands.period,
                "extensions": extensions_of(office, review),
                "tally": stands.tally,
                "silence": review.rule.silence,
                "version": "" if held is None else held.version,
            }
        )

    return await office.read(read)


async def view_of_review(office: Office, officer: Officer, number: str) -> NounView:
    """Return a review as a person reads it: each State's word and its proof.

    Raises:
        NotFoundError: There is no such review.
    """
    shown = await show_review(office, officer, number)
    around = await may_do(office, officer, number)
    return review_view(reader_of(office), shown, around)


async def may_do(office: Office, officer: Officer, number: str) -> AroundReview:
    """Return what this authority and an officer may do in a review.

    Raises:
        NotFoundError: There is no such review.
    """
    officer.require(Permission.READ_DENIALS)
    return await office.read(lambda work: _around(work, officer, number))


def _around(work: Work, officer: Officer, number: str) -> AroundReview:
    review = get_review(work, number)
    may, publisher = officer.may(Permission.NOTIFY), publishes(work.office, review)
    return AroundReview(
        us=work.code,
        may_find=may
        and reviews_here(work.office, review)
        and not is_published(work.office, review),
        may_say=may and sends(work.office, review, review.rule.outcome_notice),
        may_extend=may and review.rule.extension_notice is not None,
        may_record=may and publisher and review.rule.by_hand_notice is not None,
        may_publish=may and publisher,
        tasks=tuple((each.id, each.text) for each in open_tasks(work.conn, subject=number))
        if officer.may(Permission.READ_TASKS)
        else (),
    )


async def find(
    office: Office, officer: Officer, number: str, finding: FindingDraft
) -> ShownReview | WaitingAct:
    """Notify all of what this authority has found, or have it wait for a second officer.

    Returns:
        The review; or what waits for a second officer, where its kind of notice asks for two.

    Raises:
        PermissionRefusedError: This authority does not review it.
        InputError: The rulebook has no such outcome.
    """
    officer.require(Permission.NOTIFY)

    def draft(work: Work) -> NoticeDraft:
        review = get_review(work, number)
        return NoticeDraft.made_from(
            finding,
            kind=review.rule.outcome_notice,
            law=review.notice.law,
            about=review.held.number,
            at=office.today,
        )

    return await _told(office, officer, number, draft)


def has_finding(work: Work, number: str) -> bool:
    """Say whether this authority has said what it found, which a later finding replaces."""
    try:
        return has_found(work.office, get_review(work, number))
    except NotFoundError:
        return False


async def ask_for_time(
    office: Office, officer: Officer, number: str, wanted: MoreTime
) -> ShownReview | WaitingAct:
    """Ask for more working days, or have it wait for a second officer.

    Returns:
        The review; or what waits for a second officer, where its kind of notice asks for two.

    Raises:
        StateError: The own period is over, or this authority does not review.
        InputError: More than the rulebook allows.
    """
    officer.require(Permission.NOTIFY)

    def draft(work: Work) -> NoticeDraft:
        review = get_review(work, number)
        check_review_extension(review.rule, wanted.working_days)
        period = standing(work, review).period
        if period is None or office.clock.now() >= period.last_instant:
            raise StateError(
                "more time is asked within the period, by an authority that reviews",
                remedy="A finding is still taken into account; notify it when it is made.",
                number=number,
            )
        kind = review.rule.extension_notice
        if kind is None:
            raise InputError(
                "{code} has no notice for it", field="working_days", code=review.rule.code
            )
        figures = (Figure(code=WORKING_DAYS, number=wanted.working_days),)
        return NoticeDraft(
            kind=kind,
            law=review.notice.law,
            about=review.held.number,
            at=office.today,
            figures=figures,
            text=(wanted.reason,),
            references=(received_as(period.received),),
        )

    return await _told(office, officer, number, draft)


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


def _outcomes(office: Office, review: UnderReview) -> dict[str, object]:
    """Say what a State may notify, and what is published in the end."""
    published = publication_of(office, review)
    return {
        "leads_to": review.rule.leads_to or "",
        "published": "" if published is None else published.number,
        "counts_all": review.rule.counts is CountedStates.EVERY_STATE,
        "outcomes": tuple(
            OutcomeWord(code=each.code, label=each.label)
            for each in review.rulebook.notice(review.rule.outcome_notice).outcome
        ),
    }


async def _told(
    office: Office, officer: Officer, number: str, draft: Callable[[Work], NoticeDraft]
) -> ShownReview | WaitingAct:
    """Publish a notice of a review, or have it wait; what it says counts at once."""

    def write(work: Work) -> str | WaitingAct:
        sent = publish_or_wait(work, officer.name, draft(work))
        follow(work)
        return sent

    sent = await office.write(write)
    return sent if isinstance(sent, WaitingAct) else await show_review(office, officer, number)


class WordByHand(Model):
    """What a State without a gateway has notified, and what shows it.

    Attributes:
        state: The Member State, e.g. ``AT``.
        outcome: One of the outcomes of the rulebook.
        on: Day on which it notified.
        given_by: Who notified it there.
        means: By what it came.
        proof: The papers, by their digests; they stay with this authority.
        text: What it said, in words.
    """

    state: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
    outcome: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    on: date
    given_by: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    means: Means
    proof: tuple[Document, ...] = Field(min_length=1, max_length=MOST_PROOFS)
    text: tuple[FreeText, ...] = Field(default=(), max_length=24)


async def record_word(
    office: Office, officer: Officer, number: str, word: WordByHand
) -> ShownReview | WaitingAct:
    """Record, with its proof, what a State without a gateway has notified by other means.

    Returns:
        The review; or what waits for a second officer, where the kind of notice asks for two.

    Raises:
        PermissionRefusedError: This authority does not record it.
        InputError: It is no Member State, the day is wrong, or no such outcome is known.
        StateError: The law of this review counts no word by hand, or the State has a gateway.
    """
    officer.require(Permission.NOTIFY)

    return await _told(
        office,
        officer,
        number,
        lambda work: _draft(office, get_review(work, number), word),
    )


def _draft(office: Office, review: UnderReview, word: WordByHand) -> NoticeDraft:
    kind = review.rule.by_hand_notice
    if kind is None:
        raise StateError(
            "{version}, under which this review began, counts no word by hand",
            remedy="Ask the State to join; nothing else counts for it.",
            number=review.held.number,
            version=review.rulebook.version,
        )
    _check(office, review, word)
    said = HandWord(
        state=word.state, on=word.on, given_by=word.given_by, means=word.means, proof=word.proof
    )
    return NoticeDraft(
        kind=kind,
        law=review.notice.law,
        about=review.held.number,
        outcome=word.outcome,
        at=word.on,
        text=word.text,
        documents=word.proof,
        references=said.references,
    )


def _check(office: Office, review: UnderReview, word: WordByHand) -> None:
    now = office.clock.now()
    if word.state not in office.law.member_states(now).codes:
        raise InputError(
            "state: {state} is no Member State today",
            remedy="{showStates} lists them.",
            state=word.state,
        )
    if word.state in states_here(office):
        raise StateError(
            "{state} has a gateway, and speaks for itself",
            remedy="Ask its authority to notify: {giveFinding}.",
            state=word.state,
            number=review.held.number,
        )
    if not review.held.acts[0].at.astimezone(ZONE_OF_THE_UNION).date() <= word.on <= office.today:
        raise Reason.DATE_IMPOSSIBLE.error(
            "on: no State notified its finding before the notice under review, or tomorrow",
            remedy="Give the day on which it notified.",
        )
