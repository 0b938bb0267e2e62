"""How a notice of ours is published, amended or withdrawn, and whether two officers do it.

Each act has a draft, a check that says what the draft lacks, and the act itself, inside a
transaction of the caller. Where the kind of notice asks for two officers, what one proposes is
checked and waits (`gateway.casework.acts.waiting_acts`); a second one agrees.
"""

from __future__ import annotations

import operator
from typing import Literal, NamedTuple

from pydantic import Field
from sqlalchemy import Connection

from gateway.casework.acts.journal import next_number
from gateway.casework.acts.waiting_acts import Proposed, hold
from gateway.casework.consultations.notification_duties import NO_DUTY, check_duty, close_duty
from gateway.casework.law import notice_rules
from gateway.casework.law.notice_rules import NoticeKind, chosen_of, find_kind, release_of
from gateway.casework.notices import notice_traffic
from gateway.casework.notices.notice_references import keep_reference, sent_before
from gateway.casework.records.notice_rows import find_notice
from gateway.casework.services import Office, Work
from gateway.domain.authority import AuthorityCode
from gateway.domain.base import Model
from gateway.domain.denial import FreeText
from gateway.domain.letter import Marking
from gateway.domain.notice import HeldNotice, Notice, NoticeAction, NoticeNumber, NoticeState
from gateway.domain.rulebook.acts import Audience, NoticeRule
from gateway.domain.rulebook.two_officers import TwoOfficers
from gateway.domain.waiting_act import WaitingAct, WaitingKind
from gateway.errors import (
    InputError,
    LawError,
    NotFoundError,
    PermissionRefusedError,
    StateError,
)
from gateway.register.denials import denial_queries


class NoticeDraft(Notice):
    """A notice as an officer gives it: this authority numbers it.

    Attributes:
        law: Version of the rulebook that knows the kind; the one in force if absent.
        recipients: Members that are to read it, for a kind whose readers are chosen or may
            be fewer than its audience.
        to_all: All of those among whom the readers of its kind are chosen, in their place.
        marking: Above the node's ceiling nothing leaves.
        duty: Our case or conversation after which this notice was due; its task is closed.
            ``none``: this notice is another than the one that is due. It stays here.
        reference: The sender's own; what is given again under it is sent once.
    """

    number: NoticeNumber | Literal[""] = ""  # as its form has it: this authority numbers it
    law: str = Field(default="", max_length=100)
    recipients: tuple[AuthorityCode, ...] = Field(default=(), max_length=60)
    to_all: bool = Field(default=False, exclude_if=operator.not_)
    marking: Marking = Marking.UNMARKED
    duty: str = Field(default="", max_length=60)
    reference: str = Field(default="", max_length=120)

    def under(self, conditions: tuple[FreeText, ...]) -> NoticeDraft:
        """Return the draft under the conditions for use that its kind brings."""
        return self._with(conditions=conditions)


class NoticeWithdrawal(Model):
    """That a notice of ours does not count any more, and why."""

    why: tuple[FreeText, ...]


class NoticeRecall(Model):
    """That a notice of ours which went by letter was not meant for a member.

    Attributes:
        member: Who seals it, with every version that it has.
        reason: Why, one text a language; the member is told.
    """

    member: AuthorityCode
    reason: tuple[FreeText, ...] = Field(min_length=1, max_length=6)


class CheckedNotice(NamedTuple):
    """A draft that holds: the notice as it would be sent, under the rule of its kind.

    Attributes:
        release: Who may hold a new one that goes into the log, or gets it by letter.
    """

    kind: NoticeKind
    notice: Notice
    release: tuple[str, ...] = ()


def publish_or_wait(work: Work, actor: str, draft: NoticeDraft) -> str | WaitingAct:
    """Publish a notice, or have it wait where its kind asks for two officers.

    Returns:
        The number of the notice, or what waits.

    Raises:
        ComityError: As `publish_in`.
    """
    rule = find_kind(work.law, draft.kind, work.now, version=draft.law).rule
    two = two_officers_for(work.office, rule)
    if two is None or sent_before(work.conn, draft.reference, draft, alone=rule.sight is not None):
        return publish_in(work, actor, draft)
    check_publication(work, draft)
    wanted = Proposed(WaitingKind.NOTICE_PUBLISH, draft, rule.title, belongs_to=_after_what(draft))
    return hold(work, actor, wanted, two)


def check_publication(work: Work, draft: NoticeDraft) -> CheckedNotice:
    """Check a draft of a new notice, and return it as it would be sent, without its number.

    Raises:
        PermissionRefusedError: This authority may not send it.
        InputError: It is not what its kind asks for, or a recipient is no other member.
    """
    now = work.now
    kind = find_kind(work.law, draft.kind, now, version=draft.law)
    if not draft.conditions and kind.rule.conditions:
        draft = draft.under(_conditions(kind))
    unnumbered = f"{work.code}-N-{now.year}-00000"
    action = NoticeAction.PUBLISHED
    notice = _notice(draft, number=unnumbered, law=kind.law, action=action)
    _check(work, kind, notice)
    _check_duty(work.conn, kind.rule, draft.duty)
    notice_traffic.check_members(work.office, draft.recipients)
    members = work.me.directory().members
    if kind.rule.audience is not Audience.CHOSEN and not draft.to_all:
        return CheckedNotice(kind, notice, release_of(kind.rule, draft.recipients, members))
    others = {code: members[code] for code in notice_traffic.present(work.office, members)}
    others.pop(work.code, None)
    chosen = chosen_of(kind.rule, draft.recipients, others, whole=draft.to_all)
    return CheckedNotice(kind, notice, chosen)


def publish_in(work: Work, actor: str, draft: NoticeDraft) -> str:
    """Publish a notice inside a transaction of the caller; return its number.

    The caller has peers nudged and the dispatcher told after its commit.

    Raises:
        PermissionRefusedError: This authority may not send it; MARKING_TOO_HIGH.
        InputError: It is not what its kind asks for, or a recipient is no other member.
        StateError: Another notice was sent under its reference.
    """
    asked = find_kind(work.law, draft.kind, work.now, version=draft.law).rule
    before = sent_before(work.conn, draft.reference, draft, alone=asked.sight is not None)
    if before:
        return before
    kind, checked, release = check_publication(work, draft)
    notice = checked.numbered(_next_number(work, kind.rule))
    if kind.rule.audience is Audience.CHOSEN:
        notice_traffic.by_letter(work, notice, dict.fromkeys(release), draft.marking)
    else:
        notice_traffic.by_entry(work, notice, release, draft.marking)
    notice_traffic.record(work, actor, notice)
    _close(work, actor, draft, notice)
    return notice.number


_ALONE_FROM = 9_000_000
"""Above this are the numbers of notices that accounts of one role alone see: in the series of all
others none is missing, which would say that there is one. No authority sends so many a year."""


def _next_number(work: Work, rule: NoticeRule) -> str:
    """Take the next number of this year for a notice of a kind."""
    year = work.now.year
    if rule.sight is None:
        taken = next_number(work.conn, f"notice-{year}")
    else:
        taken = _ALONE_FROM + next_number(work.conn, f"notice-{rule.sight}-{year}")
    return f"{work.code}-N-{year}-{taken:05d}"


def amend_or_wait(work: Work, actor: str, number: str, draft: NoticeDraft) -> WaitingAct | None:
    """Send a notice of ours anew, or have that wait; return what waits.

    Raises:
        ComityError: As `amend_in`.
    """
    if sent_before(work.conn, draft.reference, draft, number):
        return None
    checked = check_amendment(work, number, draft)
    rule = checked.kind.rule
    two = two_officers_for(work.office, rule)
    if two is None:
        amend_in(work, actor, number, draft)
        return None
    wanted = Proposed(
        WaitingKind.NOTICE_AMEND,
        draft,
        rule.title,
        number,
        versions_of(work.conn, number),
        _after_what(draft),
    )
    return hold(work, actor, wanted, two)


def check_amendment(work: Work, number: str, draft: NoticeDraft) -> CheckedNotice:
    """Check another version of a notice of ours, and return it as it would be sent.

    Raises:
        StateError: It was withdrawn.
        InputError: The kind is another, or it is not what its kind asks for.
    """
    _, before = _own(work, number)
    if draft.kind != before.kind or draft.recipients or draft.to_all:
        raise InputError("kind: an amendment changes neither kind nor recipients")
    law = draft.law or before.law
    notice = _notice(draft, number=number, law=law, action=NoticeAction.AMENDED)
    kind = find_kind(work.law, notice.kind, work.now, version=law)
    _check(work, kind, notice)
    if draft.duty:
        _check_duty(work.conn, kind.rule, draft.duty)
    return CheckedNotice(kind, notice)


def amend_in(work: Work, actor: str, number: str, draft: NoticeDraft) -> str:
    """Send a notice of ours anew, inside a transaction of the caller; return its number.

    Raises:
        StateError: It was withdrawn, or another was sent under the reference.
        InputError: The kind is another, or it is not what its kind asks for.
    """
    if sent_before(work.conn, draft.reference, draft, number):
        return number
    notice = check_amendment(work, number, draft).notice
    notice_traffic.again(work, actor, find_notice(work.conn, number), notice, draft.marking)
    _close(work, actor, draft, notice, amends=True)
    return number


def withdraw_or_wait(
    work: Work, actor: str, number: str, withdrawal: NoticeWithdrawal
) -> WaitingAct | None:
    """Withdraw a notice of ours, or have that wait; return what waits.

    Raises:
        ComityError: As `withdraw_in`.
    """
    _, before = _own(work, number)
    rule = notice_rules.rule_of(work.law, before)
    two = None if rule is None else two_officers_for(work.office, rule)
    if rule is None or two is None:
        withdraw_in(work, actor, number, withdrawal)
        return None
    stands_on = versions_of(work.conn, number)
    wanted = Proposed(WaitingKind.NOTICE_WITHDRAW, withdrawal, rule.title, number, stands_on)
    return hold(work, actor, wanted, two)


def check_withdrawal(work: Work, number: str, withdrawal: NoticeWithdrawal) -> Notice:
    """Return the withdrawal of a notice of ours as it would be sent.

    Raises:
        StateError: It was withdrawn before.
    """
    _, before = _own(work, number)
    return Notice(
        kind=before.kind,
        number=number,
        law=before.law,
        action=NoticeAction.WITHDRAWN,
        about=before.about,
        at=work.today,
        text=withdrawal.why,
    )


def withdraw_in(work: Work, actor: str, number: str, withdrawal: NoticeWithdrawal) -> str:
    """Withdraw a notice of ours, inside a transaction of the caller; return its number.

    Raises:
        StateError: It was withdrawn before.
    """
    notice = check_withdrawal(work, number, withdrawal)
    held = find_notice(work.conn, number)
    notice_traffic.again(work, actor, held, notice, Marking.UNMARKED)
    return number


def _after_what(draft: NoticeDraft) -> str:
    """Return the case or consultation after which a notice is due; empty where none is named."""
    return "" if draft.duty == NO_DUTY else draft.duty


def versions_of(conn: Connection, number: str) -> str:
    """Return how a notice stands, as far as an act that waits must know: by its versions."""
    return str(len(find_notice(conn, number).acts))


def two_officers_for(office: Office, rule: NoticeRule) -> TwoOfficers | None:
    """Return why this authority needs two officers for a notice of a kind; None: it does not.

    The law of today says it, so that naming an older version is no way round it.
    """
    try:
        two = find_kind(office.law, rule.code, office.clock.now()).rule.two_officers
    except LawError:
        two = rule.two_officers  # a kind of before
    return two if two is not None and two.needed(office.code) else None


def _close(
    work: Work,
    actor: str,
    draft: NoticeDraft,
    notice: Notice,
    *,
    amends: bool = False,
) -> None:
    """Keep under which reference it was sent, and close the duty that it fulfils."""
    at = work.now
    keep_reference(
        work.conn,
        at=at,
        actor=actor,
        reference=draft.reference,
        draft=draft,
        number=notice.number,
        amends=amends,
    )
    close_duty(work.conn, at=at, by=actor, kind=notice.kind, duty=draft.duty, number=notice.number)


def _conditions(kind: NoticeKind) -> tuple[FreeText, ...]:
    """Return the originator's conditions that the law itself sets, in its rulebook's language."""
    return tuple(FreeText(language="en", text=each) for each in kind.rule.conditions)


def _notice(draft: NoticeDraft, **changes: object) -> Notice:
    return Notice.made_from(draft, **changes)


def _check(work: Work, kind: NoticeKind, notice: Notice) -> None:
    notice_rules.check_sender(kind.rule, work.me.directory().member(work.code))
    notice_rules.check_content(kind.rule, notice)
    notice_rules.check_about(kind.rule, notice.about, _kind_of(work.conn, notice.about))
    if notice.expires is not None and notice.expires < work.today:
        raise InputError("expires: that day has passed")


def _check_duty(conn: Connection, rule: NoticeRule, duty: str) -> None:
    """Check that a notice names what it was due after; one for a role alone names no case.

    Raises:
        InputError: It names none and one is due, or one after which none is due.
    """
    if rule.sight is None:
        check_duty(conn, rule.code, duty)
    elif duty:
        raise InputError(
            "duty: stays empty: no notice under {code} is due after a case",
            remedy="Leave it out; the act of a case would tell its officers of the notice.",
            code=rule.code,
        )


def _kind_of(conn: Connection, about: str) -> str | None:
    """Return the kind of what is held here under a number."""
    if not about:
        return None
    try:
        current = find_notice(conn, about).current
    except NotFoundError:
        found = denial_queries.load_denials(conn, [about])
        return notice_rules.ABOUT_DENIAL if found else None
    return None if current is None else current.kind


def _own(work: Work, number: str) -> tuple[HeldNotice, Notice]:
    """Return a notice of ours that can still be changed.

    Raises:
        PermissionRefusedError: It is another authority's.
        StateError: It was withdrawn, or its content was erased.
    """
    held = find_notice(work.conn, number)
    if held.origin != work.code:
        raise PermissionRefusedError(
            "{number} is not a notice of {code}",
            remedy="Only the authority that sent it changes it.",
            number=number,
            code=work.code,
        )
    current, state = held.current, held.state(work.today)
    if current is None or state in {NoticeState.WITHDRAWN, NoticeState.NOT_HELD}:
        raise StateError(
            "{number} was withdrawn or erased", remedy="Publish a new notice.", number=number
        )
    return held, current
