"""The publication to which a review by every Member State leads: prepared, then published.

All Member States, or as many as the rulebook asks for, have notified the same; the Commission
services look at what the gateway has drafted and publish it with its reference in the Official
Journal (Article 5(6)).
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints, field_validator

from gateway.casework.acts.journal import journal_of
from gateway.casework.acts.waiting_acts import Proposed, hold
from gateway.casework.notices.collective import follow, publishes, standing
from gateway.casework.notices.collective_rows import (
    UnderReview,
    get_review,
    publication_of,
    valid_findings,
)
from gateway.casework.notices.notice_acts import (
    CheckedNotice,
    NoticeDraft,
    check_publication,
    publish_in,
    two_officers_for,
)
from gateway.casework.notices.notices import get_notice
from gateway.casework.permissions import Officer, Permission
from gateway.casework.services import Office, Work
from gateway.domain.acts import TaskKind
from gateway.domain.authority import CountryCode
from gateway.domain.base import Model
from gateway.domain.collective.tally import Tally
from gateway.domain.denial import FreeText
from gateway.domain.notice import ShownNotice
from gateway.domain.transaction import Item, Reference
from gateway.domain.waiting_act import WaitingAct, WaitingKind
from gateway.errors import Reason, StateError


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


_OJ_REFERENCE = re.compile(r"C/[0-9]{4}/[0-9]{1,5}")


class Publication(Model):
    """What the officer publishes; what is left out is taken from the prepared one.

    Attributes:
        oj_reference: Reference in the Official Journal, C series.
    """

    oj_reference: Annotated[str, StringConstraints(min_length=1, max_length=120)]

    @field_validator("oj_reference")
    @classmethod
    def _of_the_c_series(cls, given: str) -> str:
        if not _OJ_REFERENCE.fullmatch(given):
            raise ValueError("a reference in the Official Journal, C series, is like C/2026/1234")
        return given

    items: tuple[Item, ...] = Field(default=(), max_length=400)
    destinations: tuple[CountryCode, ...] = Field(default=(), max_length=250)
    text: tuple[FreeText, ...] = Field(default=(), max_length=24)
    effective_from: date | None = None


async def prepare(office: Office, officer: Officer, number: str) -> PreparedPublication:
    """Prepare what is published once as many as must have notified, machine-readable.

    Raises:
        NotFoundError: There is no such review.
    """
    officer.require(Permission.READ_DENIALS)
    return await office.read(lambda work: _prepared(work, number))


async def publish(
    office: Office, officer: Officer, number: str, publication: Publication
) -> ShownNotice | WaitingAct:
    """Publish it with its reference in the Official Journal, or have that wait.

    Returns:
        The notice; or what waits for a second officer, where its kind asks for two.

    Raises:
        PermissionRefusedError: This authority does not publish.
        StateError: It is published, or not every Member State that must has notified.
    """
    officer.require(Permission.NOTIFY)

    def write(work: Work) -> str | WaitingAct:
        rule = check_ready(work, number, publication).kind.rule
        two = two_officers_for(office, rule)
        if two is None:
            return publish_reviewed(work, officer.name, number, publication)
        what = f"{rule.title}, {publication.oj_reference}"
        wanted = Proposed(WaitingKind.REVIEW_PUBLISH, publication, what, number)
        return hold(work, officer.name, wanted, two)

    sent = await office.write(write)
    return sent if isinstance(sent, WaitingAct) else await get_notice(office, officer, sent)


def check_ready(work: Work, number: str, publication: Publication) -> CheckedNotice:
    """Check that a review may be published now, and return the notice as it would be sent.

    Raises:
        PermissionRefusedError: This authority does not publish.
        StateError: It is published, or not every Member State that must has notified.
    """
    return check_publication(work, _draft(work, number, publication))


def publish_reviewed(work: Work, actor: str, number: str, publication: Publication) -> str:
    """Publish what a review leads to, inside a transaction of the caller; return its number.

    Raises:
        ComityError: As `check_ready`.
    """
    draft = _draft(work, number, publication)
    published = publish_in(work, actor, draft)

    journal_of(work, actor).close_tasks(TaskKind.COLLECTIVE_PUBLISH, number)
    follow(work)
    return published


def _draft(work: Work, number: str, publication: Publication) -> NoticeDraft:
    review = get_review(work, number)
    if not publishes(work.office, review) or review.rule.leads_to is None:
        raise Reason.NOT_AUTHORISED.error(
            "{code} does not publish under {leads_to}",
            remedy="The Commission services publish.",
            number=number,
            code=work.code,
            leads_to=review.rule.leads_to,
        )
    _check_unpublished(work.office, review)
    count = standing(work, review).tally
    if not count.complete:
        raise StateError(
            "{count} have not notified it: {missing}",
            remedy="Nothing is published before; see {getReview}, and record the word of a State "
            "without a gateway: {recordOfflineFinding}.",
            number=number,
            count=_lacking(count),
            missing=count.missing,
        )
    prepared = _prepared(work, number)
    return NoticeDraft(
        kind=review.rule.leads_to,
        law=review.notice.law,
        about=review.held.number,
        at=work.today,
        items=publication.items or prepared.items,
        destinations=publication.destinations or prepared.destinations,
        text=publication.text or prepared.text,
        effective_from=publication.effective_from,
        references=(Reference(system="OJ C", value=publication.oj_reference),),
    )


def _lacking(count: Tally) -> str:
    many = f"{len(count.missing)} Member States"
    enough = count.majority
    if enough is None:
        return many
    said = f"{enough.states} of {enough.of_states} States of {enough.states_needed} needed"
    if enough.persons is not None:
        said += f", {enough.persons} of {enough.of_persons} people of {enough.persons_needed}"
    return f"no majority ({said}): {many}"


def _check_unpublished(office: Office, review: UnderReview) -> None:
    """Check that nothing stands to which this review has led.

    Raises:
        StateError: It is published; names the notice.
    """
    earlier = publication_of(office, review)
    if earlier is not None:
        raise StateError(
            "{review} led to {number}, which is published and stands",
            remedy="Amend it: {amendNotice}.",
            review=review.held.number,
            number=earlier.number,
        )


def _prepared(work: Work, number: str) -> PreparedPublication:
    review = get_review(work, number)
    count, notice = standing(work, review).tally, review.notice
    remarks = [f"{each.field} were withheld by {review.held.origin}" for each in notice.withheld]
    if count.missing:
        yet = "" if count.complete else ": not to be published yet"
        remarks.append(f"not notified by {', '.join(count.missing)}{yet}")
    if count.majority is not None and not count.majority.confirmed:
        remarks.append("the populations were not compared with what was published")
    if count.outside:
        remarks.append(f"without a gateway, to be asked otherwise: {', '.join(count.outside)}")
    items, destinations = _amended(work.office, review, count, remarks)
    if not items:
        remarks.append("items must be given")
    states = tuple(each.state for each in count.states if each.outcome == count.unanimous)
    rule = review.rulebook.notice(review.rule.leads_to or review.rule.of)
    return PreparedPublication(
        about=number,
        kind=rule.code,
        article=rule.article,
        items=items,
        destinations=destinations,
        text=(FreeText(language="en", text=_words(review, count, rule.article)),),
        states=states,
        remarks=tuple(remarks),
    )


def _amended(
    office: Office, review: UnderReview, count: Tally, remarks: list[str]
) -> tuple[tuple[Item, ...], tuple[CountryCode, ...]]:
    """Return what to publish: as reviewed, or as those want it who would amend it alike."""
    asked = [
        (notice.items, notice.destinations or review.notice.destinations)
        for _, notice in valid_findings(office, review)
        if notice.outcome == count.unanimous and notice.items
    ]
    if not asked:
        return review.notice.items, review.notice.destinations
    if any(each != asked[0] for each in asked):
        remarks.append("the States would amend it differently: read their findings")
    return asked[0]


def _words(review: UnderReview, count: Tally, article: str) -> str:
    """Write the text of the publication from what was notified; an officer looks at it."""
    items = "; ".join(item.description for item in review.notice.items) or "[items]"
    where = ", ".join(review.notice.destinations)
    outcomes = review.rulebook.notice(review.rule.outcome_notice).outcome
    label = next(each.label for each in outcomes if each.code == count.unanimous)
    states = (each.state for each in count.states if each.outcome == count.unanimous)
    return (
        f"{article}. The Member States ({', '.join(states)}) have notified each other and the "
        f"Commission: {label}. Items: {items}." + (f" Destinations: {where}." if where else "")
    )[:4000]
