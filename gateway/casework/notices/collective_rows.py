"""What the journal and the notices say of a review by every Member State (Article 5(5)-(7)).

Nothing is kept beside them but acts and dates: which notice is under review, since when it
is held here, who has found what, who has asked for more time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from gateway.casework.law.notice_rules import objections, rule_of
from gateway.casework.records.notice_rows import all_notices
from gateway.casework.services import Office, Work
from gateway.domain.acts import Verb, received_verb
from gateway.domain.authority import Role, member_state
from gateway.domain.collective.hand_word import HandWord
from gateway.domain.collective.tally import (
    ExtensionAsked,
    People,
    ReviewFinding,
    Tally,
    extension_days,
    review_period,
    tally,
)
from gateway.domain.deadline import printed_last_instant
from gateway.domain.letter import LetterType
from gateway.domain.notice import HeldNotice, Notice, NoticeState
from gateway.domain.rulebook import Rulebook
from gateway.domain.rulebook.collective import CollectiveReview, CountedStates
from gateway.domain.transaction import Reference
from gateway.errors import LawError, NotFoundError
from gateway.register.log.checkpoints import first_cosigned
from gateway.store import held_versions
from gateway.store.held_versions import HeldVersion
from gateway.store.tables_casework import act as act_table


@dataclass(frozen=True, slots=True)
class UnderReview:
    """A notice that every Member State reviews, with what was said of it.

    Attributes:
        rule: The review, by the rulebook that the notice names.
        others: Every notice held here that its sender may send; those about this one are
            looked up in it.
    """

    held: HeldNotice
    notice: Notice
    rule: CollectiveReview
    rulebook: Rulebook
    others: Sequence[HeldNotice]

    def about(self, kind: str | None) -> Iterable[tuple[HeldNotice, Notice]]:
        """Yield the notices of a kind that refer to this one, with what they say."""
        for each in self.others:
            content = each.current
            if content is not None and content.kind == kind and content.about == self.held.number:
                yield each, content


def under_review(work: Work) -> tuple[UnderReview, ...]:
    """Return every notice under review that is valid and held here."""
    every = tuple(each for each in all_notices(work.conn) if _is_of_its_kind(work.office, each))
    day = work.today
    found = []
    for held in every:
        notice = held.current
        if notice is None or held.state(day) is not NoticeState.VALID:
            continue
        try:
            rulebook = work.law.rulebook(notice.law)
        except LawError:
            continue  # a notice of a rulebook that knows notices only, or is not held
        rule = next((each for each in rulebook.collective_reviews if each.of == notice.kind), None)
        if rule is not None:
            found.append(UnderReview(held, notice, rule, rulebook, every))
    return tuple(found)


def _is_of_its_kind(office: Office, held: HeldNotice) -> bool:
    """Whether its sender may send such a notice: what another role sends counts for nothing."""
    notice, sender = held.current, office.me.directory().members.get(held.origin)
    rule = None if notice is None else rule_of(office.law, notice)
    if notice is None or rule is None or sender is None:
        return False
    return not objections(office.law, rule, sender, notice, sent=held.newest.at)


def get_review(work: Work, number: str) -> UnderReview:
    """Return one notice under review.

    Raises:
        NotFoundError: There is none of that number, or it is not reviewed by all.
    """
    for each in under_review(work):
        if each.held.number == number:
            return each
    raise NotFoundError(
        "Notice {number} is not under review by every Member State.",
        remedy="See {listReviews}.",
        number=number[:60],
    )


def version_of_review(conn: Connection, number: str) -> HeldVersion | None:
    """Return the version of a review, None where no notice of that number is held.

    It is made of the notice that is under review and of those about it: findings, requests for
    more time, the publication.
    """
    every = all_notices(conn)
    told = [
        held
        for held in every
        if held.number == number or (held.current is not None and held.current.about == number)
    ]
    names = tuple(held.number for held in told)
    if number not in names:
        return None
    version = held_versions.of_acts(conn, sum(len(held.acts) for held in told), names)
    return HeldVersion(version, names)


def states_here(office: Office) -> frozenset[str]:
    """Return the Member States that have a licensing authority in the directory."""
    now = office.clock.now()
    states = office.law.member_states(now).codes
    return frozenset(
        member_state(code)
        for code, member in office.me.directory().members.items()
        if member_state(code) in states
        and str(Role.LICENSING) in member.roles
        and not member.withdrawn(now)
    )


def publication_of(office: Office, review: UnderReview) -> HeldNotice | None:
    """Return the newest notice to which unanimity led, where one stands; not a withdrawn one."""
    day = office.today
    standing = [
        held
        for held, _ in review.about(review.rule.leads_to)
        if held.state(day) is NoticeState.VALID
    ]
    return max(standing, key=lambda held: held.newest.at, default=None)


def tally_of(office: Office, review: UnderReview) -> Tally:
    """Count who has notified what; who is a Member State, and how many live there, is today's."""
    rule, now = review.rule, office.clock.now()
    counted = office.law.population(now)
    return tally(
        findings_of(office, review),
        states=states_here(office),
        all_states=office.law.member_states(now).codes,
        unanimous=rule.unanimous,
        or_unanimous=rule.or_unanimous,
        every_state=rule.counts is CountedStates.EVERY_STATE,
        majority=rule.majority,
        people=None
        if counted is None
        else People(persons=counted.persons, confirmed=counted.confirmed),
    )


def valid_findings(office: Office, review: UnderReview) -> list[tuple[HeldNotice, Notice]]:
    """Return the notices in which authorities say what they found; a withdrawn one is none."""
    day = office.today
    found = review.about(review.rule.outcome_notice)
    return [(held, notice) for held, notice in found if held.state(day) is NoticeState.VALID]


def findings_of(office: Office, review: UnderReview) -> tuple[ReviewFinding, ...]:
    """Return every finding that counts, those recorded by hand among them; no withdrawn one."""
    found = [_finding(held, notice) for held, notice in valid_findings(office, review)]
    day = office.today
    for held, notice in review.about(review.rule.by_hand_notice):
        word = HandWord.of(notice)
        if word is not None and held.state(day) is NoticeState.VALID:
            found.append(_finding(held, notice, word))
    if review.rule.implied is None:
        return tuple(found)
    implied = ReviewFinding(
        authority=review.held.origin,
        outcome=review.rule.implied,
        at=review.held.acts[0].at,
        number=review.held.number,
        implied=True,
    )
    return (implied, *found)


def _finding(held: HeldNotice, notice: Notice, by_hand: HandWord | None = None) -> ReviewFinding:
    return ReviewFinding(
        authority=held.origin,
        outcome=notice.outcome,
        at=held.newest.at,
        number=held.number,
        by_hand=by_hand,
    )


def received_here(work: Work, review: UnderReview) -> datetime | None:
    """Return when the notice had come here; None before that.

    That is the instant of our first cosignature that covers its entry, which its sender has as
    our receipt: the one instant that both sides can prove. A cosignature may be made anew, with
    another key; what was told of the notice then says that it was here before.
    """
    table, entry = act_table, review.held.acts[0]
    told = select(func.min(table.c.at)).where(
        table.c.subject == review.held.number,
        table.c.verb.in_([received_verb(LetterType.NOTICE), Verb.COLLECTIVE_BEGUN]),
    )
    found = [work.conn.scalar(told)]
    if entry.index is not None:
        found.append(first_cosigned(work.conn, work.code, entry.origin, entry.index))
    return min((each for each in found if each is not None), default=None)


def has_act(conn: Connection, verb: str, number: str) -> bool:
    """Say whether an act about a notice has been recorded."""
    return last_act(conn, (verb,), number) == verb


def last_act(conn: Connection, verbs: Sequence[str], number: str) -> str:
    """Return which of some acts about a notice was recorded last; empty: none of them."""
    table = act_table
    query = select(table.c.verb).where(table.c.subject == number, table.c.verb.in_(verbs))
    found: str | None = conn.scalar(query.order_by(table.c.id.desc()).limit(1))
    return found or ""


WORKING_DAYS = "working_days"
"""Code of the figure by which a request for more time says how many working days."""

_RECEIVED = "comity:received"


def received_as(received: datetime) -> Reference:
    """Say in a request when the notice under review had come in, by the asker's clock."""
    return Reference(system=_RECEIVED, value=received.isoformat())


def extensions_of(office: Office, review: UnderReview) -> tuple[ExtensionAsked, ...]:
    """Return who has asked for more working days, the oldest first.

    One that was asked after the asker's own last instant has a note and changes nothing.
    """
    day = office.today
    asked = sorted(
        (
            (held, notice)
            for held, notice in review.about(review.rule.extension_notice)
            if held.state(day) is NoticeState.VALID and _days(notice)
        ),
        key=lambda each: (each[0].newest.at, each[0].number),
    )
    found: list[ExtensionAsked] = []
    for held, notice in asked:
        found.append(
            ExtensionAsked(
                authority=held.origin,
                working_days=_days(notice),
                at=held.newest.at,
                number=held.number,
                note=_late(office, review, held, notice, found),
            )
        )
    return tuple(found)


def _days(notice: Notice) -> int:
    return next((each.number or 0 for each in notice.figures if each.code == WORKING_DAYS), 0)


def _late(
    office: Office,
    review: UnderReview,
    held: HeldNotice,
    notice: Notice,
    before: list[ExtensionAsked],
) -> str:
    """Say that a request came after the asker's period, extended by those before it."""
    if review.rule.working_days is None:
        return ""
    received = _received(review, held, notice)
    try:
        period = review_period(
            review.rule,
            authority=held.origin,
            received=received,
            calendar=office.law.calendar(held.origin, received),
            rulebook=review.rulebook.version,
            extension=extension_days(review.rule, before, held.origin),
        )
    except LawError:
        return ""  # its calendar does not reach so far: nobody can call it late
    if held.newest.at < period.last_instant:
        return ""
    return f"asked after {printed_last_instant(period)}, the end of its own period: no effect"


def _received(review: UnderReview, held: HeldNotice, notice: Notice) -> datetime:
    """Return when the notice under review had come to the asker, as far as that can be."""
    sent, asked = review.held.acts[0].at, held.newest.at
    said = next((each.value for each in notice.references if each.system == _RECEIVED), "")
    try:
        received = datetime.fromisoformat(said)
    except ValueError:
        return sent
    if received.tzinfo is None or not sent <= received <= asked:
        return sent
    return received
