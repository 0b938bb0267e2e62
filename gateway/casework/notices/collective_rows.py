"""What the journal and the notices say of a review by every Member State (Article 5(5)-(7)).

Nothing is kept beside them but acts and dates: which notice is under review, since when it
is held here, who has found what, who has asked for more time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from gateway.casework.office.notice_rules import objections, rule_of
from gateway.casework.office.services import Office
from gateway.casework.records.notice_rows import HeldNotice, all_notices
from gateway.domain.acts import Verb
from gateway.domain.authority import Role, member_state
from gateway.domain.notice import Notice, NoticeState
from gateway.domain.rulebook import Rulebook
from gateway.domain.rulebook.acts import CollectiveReview
from gateway.domain.tally import Finding, Tally, tally
from gateway.errors import LawError, NotFoundError
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


def under_review(conn: Connection, office: Office) -> tuple[UnderReview, ...]:
    """Return every notice under review that is valid and held here."""
    every = tuple(each for each in all_notices(conn) if _is_of_its_kind(office, each))
    day = office.today
    found = []
    for held in every:
        notice = held.current
        if notice is None or held.state(day) is not NoticeState.VALID:
            continue
        try:
            rulebook = office.law.rulebook(notice.law)
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
    return not objections(rule, sender, notice)


def get_review(conn: Connection, office: Office, number: str) -> UnderReview:
    """Return one notice under review.

    Raises:
        NotFoundError: There is none of that number, or it is not reviewed by all.
    """
    for each in under_review(conn, office):
        if each.held.number == number:
            return each
    raise NotFoundError(
        "No notice of that number is under review by every Member State.",
        remedy="See `comity review list`.",
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
    """Count who has notified what."""
    return tally(
        findings_of(office, review),
        states=states_here(office),
        all_states=office.law.member_states(office.clock.now()).codes,
        unanimous=review.rule.unanimous,
        or_unanimous=review.rule.or_unanimous,
    )


def valid_findings(office: Office, review: UnderReview) -> list[tuple[HeldNotice, Notice]]:
    """Return the notices in which authorities say what they found; a withdrawn one is none."""
    day = office.today
    found = review.about(review.rule.outcome_notice)
    return [(held, notice) for held, notice in found if held.state(day) is NoticeState.VALID]


def findings_of(office: Office, review: UnderReview) -> tuple[Finding, ...]:
    """Return every finding that counts; a withdrawn one does not."""
    found = [
        Finding(
            authority=held.origin, outcome=notice.outcome, at=held.newest.at, number=held.number
        )
        for held, notice in valid_findings(office, review)
    ]
    if review.rule.implied is None:
        return tuple(found)
    implied = Finding(
        authority=review.held.origin,
        outcome=review.rule.implied,
        at=review.held.acts[0].at,
        number=review.held.number,
        implied=True,
    )
    return (implied, *found)


def received_here(conn: Connection, review: UnderReview) -> datetime | None:
    """Return when the notice was first told of here; None before that."""
    table = act_table
    query = select(func.min(table.c.at)).where(
        table.c.subject == review.held.number,
        table.c.verb.in_([Verb.NOTICE_RECEIVED, Verb.COLLECTIVE_BEGUN]),
    )
    found: datetime | None = conn.scalar(query)
    return found


def has_act(conn: Connection, verb: str, number: str) -> bool:
    """Say whether an act about a notice has been recorded."""
    return last_act(conn, (verb,), number) == verb


def last_act(conn: Connection, verbs: Sequence[str], number: str) -> str:
    """Return which of some acts about a notice was recorded last; empty: none of them."""
    table = act_table
    query = select(table.c.verb).where(table.c.subject == number, table.c.verb.in_(verbs))
    found: str | None = conn.scalar(query.order_by(table.c.id.desc()).limit(1))
    return found or ""
