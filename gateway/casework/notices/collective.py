"""Reviews by every Member State: begun where a notice arrives, tallied everywhere.

At a Member State a notice under review starts a period on its own calendar, with a task
and a reminder; its officers say what they found by a notice of their own. Silence is shown
as "no answer" and has no effect. At the Commission the tally of all Member States makes a
publication due, which an officer publishes; every publication is reviewed again each year,
and a missed review is flagged and ends nothing. Which kinds of notice these are is the
rulebook's (Article 5(4) to (7)).
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from gateway.casework.acts.due_dates import Due, DueKind, clear_due, get_due, set_due
from gateway.casework.acts.journal import Journal, journal_of, open_tasks
from gateway.casework.denials.denial_reviews import Stages, stages
from gateway.casework.notices.collective_rows import (
    UnderReview,
    extensions_of,
    findings_of,
    get_review,
    has_act,
    last_act,
    publication_of,
    received_here,
    states_here,
    tally_of,
    under_review,
)
from gateway.casework.services import Office, Work
from gateway.domain.acts import TaskKind, Verb
from gateway.domain.authority import member_state
from gateway.domain.collective.tally import Tally, extension_days, next_review, review_period
from gateway.domain.consultation import DeadlineDerivation
from gateway.domain.deadline import printed_last_instant
from gateway.domain.saying import in_words, says
from gateway.errors import LawError, NotFoundError
from gateway.register.notice_entries import notices_by_content


class Follower:
    """Follows notices and members as they come and go, after each round of synchronisation.

    Args:
        office: This authority.
    """

    def __init__(self, office: Office) -> None:
        self._office = office
        self._seen: TallyFacts | None = None

    async def look(self) -> None:
        """Follow what is new; a quiet round counts and does nothing else."""
        office = self._office
        seen = TallyFacts(
            await office.db.read(notices_by_content),
            office.me.directory().version,
            states_here(office),
            office.today,
        )
        if seen != self._seen:
            await office.write(follow)
            self._seen = seen


class TallyFacts(NamedTuple):
    """All that a tally follows from: notices, members, and the day on which notices end.

    Attributes:
        notices: How many entries there are, by how their content is held: it may come later.
    """

    notices: tuple[tuple[str, int], ...]
    directory: int
    states: frozenset[str]
    day: date


def follow(work: Work) -> None:
    """Begin, extend, tally and end reviews as the notices say; repeating it does nothing."""
    reviews = under_review(work)
    for review in reviews:
        count = tally_of(work.office, review)
        if review.rule.working_days is not None:
            _follow_period(work, review)
        else:
            _follow_yearly(work, review)
        _follow_contradiction(work, review, count)
        if publishes(work.office, review):
            _follow_publication(work, review, count)
    _close_what_is_over(work, {review.held.number for review in reviews})


def _close_what_is_over(work: Work, numbers: set[str]) -> None:
    """Close the tasks of notices that are under review no more, such as withdrawn ones."""
    for kind in _OF_A_REVIEW:
        for task in open_tasks(work.conn, kind=kind):
            if task.subject not in numbers:
                journal_of(work).close_tasks(kind, task.subject)


_NO_DAY = "no day"
"""Key of the task about a yearly review whose day no calendar gives."""

_OF_A_REVIEW = (
    TaskKind.COLLECTIVE_REVIEW,
    TaskKind.COLLECTIVE_PUBLISH,
    TaskKind.COLLECTIVE_CONTRADICTION,
    TaskKind.PUBLICATION_MISSED,
)
"""Tasks about a notice that is under review."""


def publishes(office: Office, review: UnderReview) -> bool:
    """Say whether this authority sends the notice to which unanimity leads."""
    return review.rule.leads_to is not None and sends(office, review, review.rule.leads_to)


def sends(office: Office, review: UnderReview, kind: str) -> bool:
    """Say whether a role of this authority sends a kind of notice of the review's rulebook."""
    roles = {role.value for role in review.rulebook.notice(kind).sent_by}
    return bool(office.me.directory().member(office.code).roles & roles)


def reviews_here(office: Office, review: UnderReview) -> bool:
    """Say whether this authority is one of those that must review the notice."""
    return member_state(office.code) in states_here(office) and (
        review.rule.implied is None or review.held.origin != office.code
    )


def has_found(office: Office, review: UnderReview) -> bool:
    """Say whether this authority has said what it found."""
    return any(
        each.authority == office.code and not each.implied for each in findings_of(office, review)
    )


def period_of(work: Work, review: UnderReview) -> DeadlineDerivation | None:
    """Derive this authority's own period, extensions included; None where there is none.

    There is none before the notice has come, nor where the review was over when it came: a
    State that has joined since has nothing to find.
    """
    received = received_here(work, review)
    if (
        received is None
        or review.rule.working_days is None
        or not reviews_here(work.office, review)
    ):
        return None
    if is_published(work.office, review) and not has_act(
        work.conn, Verb.COLLECTIVE_BEGUN, review.held.number
    ):
        return None
    return review_period(
        review.rule,
        authority=work.code,
        received=received,
        calendar=work.law.calendar(work.code, received),
        rulebook=review.rulebook.version,
        extension=extension_days(review.rule, extensions_of(work.office, review), work.code),
    )


def _follow_period(work: Work, review: UnderReview) -> None:
    number, now = review.held.number, work.now
    journal = Journal(work.conn, now)
    if not reviews_here(work.office, review):
        return
    if has_found(work.office, review) or is_published(work.office, review):
        _end_here(work, number, work.code)
        return
    period = period_of(work, review)
    if period is None:
        return
    practice = work.law.practice(work.code, review.rulebook.version, period.received)
    remind = period.last_instant - timedelta(seconds=practice.remind_before_s)
    known = get_due(work.conn, kind=DueKind.COLLECTIVE_REVIEW, subject=number)
    last = period.last_instant.isoformat()
    if not has_act(work.conn, Verb.COLLECTIVE_BEGUN, number):
        text = says(
            "{title}: this authority reviews {number} until {printed_last_instant}",
            title=review.rule.title,
            number=number,
            printed_last_instant=printed_last_instant(period),
        )
        journal.act(Verb.COLLECTIVE_BEGUN, number, text)
        journal.open_task(TaskKind.COLLECTIVE_REVIEW, number, text)
    elif known is None or known.note == last:
        return  # ended here, or nothing has moved
    at = remind if remind > now else period.last_instant
    set_due(work, kind=DueKind.COLLECTIVE_REVIEW, subject=number, at=at, note=last)


def collective_review_due(work: Work, due: Due) -> Due | None:
    """Remind of a review, or record that its period has ended without an answer."""
    try:
        review = get_review(work, due.subject)
    except NotFoundError:
        return None  # withdrawn meanwhile
    period, now = period_of(work, review), work.now
    journal = Journal(work.conn, now)
    if period is None or has_found(work.office, review):
        return None
    if now < period.last_instant:
        text = says(
            "the review of {subject} ends on {printed_last_instant}",
            subject=due.subject,
            printed_last_instant=printed_last_instant(period),
        )
        journal.open_task(TaskKind.COLLECTIVE_REVIEW, due.subject, text)
        return Due(due.kind, due.subject, period.last_instant, due.note)
    # Nothing follows from silence here; officers may still answer, and the tally waits.
    journal.act(Verb.COLLECTIVE_ENDED, due.subject, in_words(review.rule.silence))
    return None


def yearly_stages(office: Office, review: UnderReview) -> Stages | None:
    """Return when the yearly review of a publication is looked at, by our own calendar.

    None while the calendar does not reach so far: that of the Commission is published for a
    year or two ahead. The publication stands, a task says so, and the date is found once the
    calendar is there.
    """
    published = review.held.acts[0].at
    calendar = office.law.calendar(office.code, published)
    try:
        day = next_review(review.rule, published.astimezone(calendar.zone).date(), calendar)
        return stages(day, review.rulebook.review, calendar)
    except LawError:
        return None


def _follow_yearly(work: Work, review: UnderReview) -> None:
    number, kind = review.held.number, DueKind.PUBLICATION_REVIEW
    if is_published(work.office, review):
        clear_due(work.conn, kind=kind, subject=number)
        journal_of(work).close_tasks(TaskKind.PUBLICATION_MISSED, number)
        _end_here(work, number, "gateway")
        return
    flagged = has_act(work.conn, TaskKind.PUBLICATION_MISSED, number)
    # Also where a date was taken away by a renewal that has been withdrawn since.
    if get_due(work.conn, kind=kind, subject=number) is None and not flagged:
        plan, now = yearly_stages(work.office, review), work.now
        journal = Journal(work.conn, now)
        if plan is None:
            text = says(
                "{title}: the day on which {number} is to be reviewed is not known, since the "
                "calendar of {authority} ends before. Ask the operators for the next one",
                title=review.rule.title,
                number=number,
                authority=work.code,
            )
            journal.open_task(TaskKind.COLLECTIVE_REVIEW, number, text, key=_NO_DAY)
            return
        journal.close_tasks(TaskKind.COLLECTIVE_REVIEW, number, key=_NO_DAY)
        if not has_act(work.conn, Verb.COLLECTIVE_BEGUN, number):
            text = says(
                "{title}: {number} is reviewed until {missed}",
                title=review.rule.title,
                number=number,
                missed=plan.missed.date(),
            )
            journal.act(Verb.COLLECTIVE_BEGUN, number, text)
        at = plan.after(now) or now
        set_due(work, kind=kind, subject=number, at=at)


def publication_review_due(work: Work, due: Due) -> Due | None:
    """Ask for the yearly review of a publication, or flag that it was missed."""
    try:
        review = get_review(work, due.subject)
    except NotFoundError:
        return None
    if is_published(work.office, review):
        return None
    plan, now = yearly_stages(work.office, review), work.now
    journal = Journal(work.conn, now)
    if plan is None:
        return None
    if now < plan.missed:
        if not has_found(work.office, review):
            text = says(
                "{title}: due by {missed} ({article})",
                title=review.rule.title,
                missed=plan.missed.date(),
                article=review.rule.article,
            )
            journal.open_task(TaskKind.COLLECTIVE_REVIEW, due.subject, text)
    else:
        text = says(
            "missed, it was due by {missed}. {silence}",
            missed=plan.missed.date(),
            silence=review.rule.silence,
        )
        journal.open_task(TaskKind.PUBLICATION_MISSED, due.subject, text)
        journal.act(Verb.PUBLICATION_MISSED, due.subject, text)
    following = plan.after(now)
    if following is None:
        return None  # flagged once; what is published stays as it is
    return Due(due.kind, due.subject, following, due.note)


def is_published(office: Office, review: UnderReview) -> bool:
    """Say whether what unanimity leads to has been published about this notice, and stands."""
    return publication_of(office, review) is not None


def _follow_contradiction(work: Work, review: UnderReview, count: Tally) -> None:
    own = [each for each in count.states if each.state == member_state(work.code)]
    number = review.held.number
    journal = journal_of(work)
    if any(each.contradicting for each in own):
        text = says(
            "authorities of {state} have found differently about {number}; the State counts as "
            "not having notified until they agree",
            state=own[0].state,
            number=number,
        )
        journal.open_task(TaskKind.COLLECTIVE_CONTRADICTION, number, text)
    else:
        journal.close_tasks(TaskKind.COLLECTIVE_CONTRADICTION, number)


def _follow_publication(work: Work, review: UnderReview, count: Tally) -> None:
    """Ask once for the publication while it can be made, and no longer than that."""
    number = review.held.number
    journal = journal_of(work)
    published = publication_of(work.office, review)
    asked = (
        last_act(work.conn, (Verb.COLLECTIVE_READY, Verb.COLLECTIVE_NOT_READY), number)
        == Verb.COLLECTIVE_READY
    )
    if count.complete and published is None:
        if not asked:
            _ask_to_publish(work, number, count)
    elif asked:
        text = (
            says("not notified by {missing} any more", missing=count.missing)
            if published is None
            else says("published as {number}", number=published.number)
        )
        journal.act(Verb.COLLECTIVE_NOT_READY, number, text)
        journal.close_tasks(TaskKind.COLLECTIVE_PUBLISH, number)


def _ask_to_publish(work: Work, number: str, count: Tally) -> None:
    journal = journal_of(work)
    asked = set(count.outside) - {each.state for each in count.states}
    outside = f"; without a gateway: {', '.join(sorted(asked))}" if asked else ""
    text = says(
        "as many Member States as must have notified about {number}{outside}; "
        "the publication is prepared",
        number=number,
        outside=outside,
    )
    journal.act(Verb.COLLECTIVE_READY, number, text)
    journal.open_task(TaskKind.COLLECTIVE_PUBLISH, number, text)


def _end_here(work: Work, number: str, by: str) -> None:
    clear_due(work.conn, kind=DueKind.COLLECTIVE_REVIEW, subject=number)
    journal_of(work, by).close_tasks(TaskKind.COLLECTIVE_REVIEW, number)


class ReviewStanding(NamedTuple):
    """A review as it is shown; see `gateway.casework.notices.collective_acts`."""

    review: UnderReview
    tally: Tally
    period: DeadlineDerivation | None
    no_answer: bool


def standing(work: Work, review: UnderReview) -> ReviewStanding:
    """Say where a review stands, as this authority sees it."""
    period = period_of(work, review)
    over = period is not None and work.now >= period.last_instant
    return ReviewStanding(
        review, tally_of(work.office, review), period, over and not has_found(work.office, review)
    )
