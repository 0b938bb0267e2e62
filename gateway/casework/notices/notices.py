"""Notices: publish, amend, withdraw, read, comment. The rulebook says what each kind is.

One engine for every duty to tell others, of whichever law: a kind of notice is a block of
a rulebook. What goes to all, or to the competent authorities, is an entry in the own log,
and the release set of its content is computed from the audience; what goes to chosen
members is a letter to each.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from operator import itemgetter

from sqlalchemy import Connection

from gateway.casework.acts.journal import Journal, journal_of, open_tasks
from gateway.casework.law.notice_rules import NoticeKind, find_kind, kinds_in_force, rule_of
from gateway.casework.letters.recall import recall_letter
from gateway.casework.notices import notice_traffic
from gateway.casework.notices.notice_acts import (
    NoticeDraft,
    NoticeRecall,
    NoticeWithdrawal,
    amend_or_wait,
    publish_or_wait,
    withdraw_or_wait,
)
from gateway.casework.permissions import Officer, Permission
from gateway.casework.records import case_rows
from gateway.casework.records.letter_access import record_openings
from gateway.casework.records.notice_rows import (
    all_notices,
    conversations_read,
    find_notice,
    no_such_notice,
)
from gateway.casework.records.notice_view import line_of, shown, version_of
from gateway.casework.services import Office, Work, reader_of
from gateway.domain.acts import Verb, sent_verb
from gateway.domain.annual.records import Year
from gateway.domain.case import Case
from gateway.domain.denial import FreeText
from gateway.domain.letter import LetterType, Marking
from gateway.domain.lists.filters import EVERY_NOTICE, NoticeFilter
from gateway.domain.notice import (
    Comment,
    Figure,
    HeldNotice,
    Notice,
    NoticeAct,
    NoticeAction,
    NoticeLine,
    ShownNotice,
)
from gateway.domain.page import FIRST_PAGE, ListOrder, Page, PageRequest, page_of, page_of_fixed
from gateway.domain.saying import says
from gateway.domain.waiting_act import WaitingAct
from gateway.errors import InputError, LawError, NotFoundError, StateError
from gateway.store.held_versions import HeldVersion
from gateway.views.frame import NounView
from gateway.views.notice_view import AroundNotice, notice_view


def kinds(office: Office, officer: Officer, page: PageRequest = FIRST_PAGE) -> Page[NoticeKind]:
    """List the kinds of notice in force: who sends, who reads, what must be given."""
    officer.require(Permission.READ_NOTICES)
    known = kinds_in_force(office.law, office.clock.now())
    theirs = tuple(each for each in known if officer.reads_kind(each.rule))
    return page_of_fixed(theirs, "kinds", page)


async def publish_notice(
    office: Office, officer: Officer, draft: NoticeDraft
) -> ShownNotice | WaitingAct:
    """Send a notice to those whom its kind names, or have it wait for a second officer.

    Returns:
        The notice; or what waits for a second officer, where its kind asks for two.

    Raises:
        PermissionRefusedError: The officer, or this authority, may not send it, or the kind
            is for accounts of another role; MARKING_TOO_HIGH.
        InputError: It is not what its kind asks for, or a recipient is no other member.
        StateError: Another notice was sent under its reference.
    """
    officer.require(Permission.WRITE_NOTICES)
    kind = find_kind(office.law, draft.kind, office.clock.now(), version=draft.law)
    officer.require_kind(kind.rule)
    _check_outside_a_review(office, draft, kind)
    sent = await office.write(lambda work: publish_or_wait(work, officer.name, draft))
    return sent if isinstance(sent, WaitingAct) else await get_notice(office, officer, sent)


async def amend_notice(
    office: Office, officer: Officer, number: str, draft: NoticeDraft
) -> ShownNotice | WaitingAct:
    """Send a changed notice of ours to the same readers, or have that wait; both versions stay.

    Returns:
        The notice; or what waits for a second officer, where its kind asks for two.

    Raises:
        StateError: It was withdrawn, or another was sent under the reference.
        InputError: The kind is another, or it is not what its kind asks for.
    """
    officer.require(Permission.WRITE_NOTICES)

    def write(work: Work) -> WaitingAct | None:
        find_seen(work, officer, number)
        return amend_or_wait(work, officer.name, number, draft)

    return await office.write(write) or await get_notice(office, officer, number)


async def withdraw_notice(
    office: Office, officer: Officer, number: str, why: tuple[FreeText, ...]
) -> ShownNotice | WaitingAct:
    """Say that an own notice does not count any more, and why, or have that wait.

    Returns:
        The notice; or what waits for a second officer, where its kind asks for two.

    Raises:
        StateError: It was withdrawn before.
    """
    officer.require(Permission.WRITE_NOTICES)
    withdrawal = NoticeWithdrawal(why=why)

    def write(work: Work) -> WaitingAct | None:
        find_seen(work, officer, number)
        return withdraw_or_wait(work, officer.name, number, withdrawal)

    return await office.write(write) or await get_notice(office, officer, number)


async def recall_notice(
    office: Office, officer: Officer, number: str, wanted: NoticeRecall
) -> ShownNotice:
    """Recall an own notice from a member that got it by letter, which seals every version.

    Each version is sealed there at once, and the member states who had read it.

    Raises:
        NotFoundError: Nothing of that number is held here, or it is not there for the account.
        InputError: No letter of ours with it is at the member; names the field.
    """
    officer.require(Permission.WRITE_NOTICES)

    def write(work: Work) -> None:
        held = find_seen(work, officer, number)
        sent = [each for act in held.acts for each in act.letters if held.origin == office.code]
        there = [message_id for peer, message_id in sent if peer == wanted.member]
        if not there:
            raise InputError(
                "member: no letter of ours with {number} is at {member}",
                remedy="{getNotice} lists who has it; what stands in a log is withdrawn.",
                number=number,
                member=wanted.member,
            )
        for message_id in there:
            recall_letter(work, message_id, wanted.reason, actor=officer.name)
        journal_of(work, officer.name).act(
            sent_verb(LetterType.RECALL), number, says("{peer}", peer=wanted.member)
        )

    await office.write(write)
    return await get_notice(office, officer, number)


async def list_notices(
    office: Office,
    officer: Officer,
    chosen: NoticeFilter = EVERY_NOTICE,
    *,
    page: PageRequest = FIRST_PAGE,
) -> Page[NoticeLine]:
    """List the notices that are held here, the newest first.

    Args:
        office: The office.
        officer: Who asks.
        chosen: Which of them.
        page: Which part.

    Raises:
        InputError: The cursor is none of this list, or no such days are there.
    """
    officer.require(Permission.READ_NOTICES)
    days = office.days("at", chosen.at_from, chosen.at_until)
    held = await office.read(lambda work: seen_notices(work, officer))
    lines = ((line_of(office, each), each.place) for each in reversed(held))
    found = (
        (line, place)
        for line, place in lines
        if chosen.kind in {None, line.kind}
        and chosen.origin in {None, line.origin}
        and chosen.about in {None, line.about}
        and chosen.state in {None, line.state}
        and days.has(line.at)
    )
    order = ListOrder("notices", (datetime, str), descending=True)
    return page_of(found, order, page, itemgetter(1)).of(itemgetter(0))


async def get_notice(office: Office, officer: Officer, number: str) -> ShownNotice:
    """Show a notice, its versions and comments; of an own one who has not yet received it.

    Raises:
        NotFoundError: Nothing of that number is held here.
    """
    officer.require(Permission.READ_NOTICES)

    def read(work: Work) -> tuple[ShownNotice, list[str]]:
        held = find_seen(work, officer, number)
        return shown(work, held), conversations_read(work.conn, number)

    found, conversations = await office.read(read)
    # A letter may be recalled; its sender is then told by whom it had been read.
    await record_openings(office, officer, conversations)
    return found


def held_notice(conn: Connection, number: str) -> HeldVersion | None:
    """Return which version of a notice is held, None where none is."""
    try:
        return HeldVersion(version_of(conn, find_notice(conn, number)), (number,))
    except NotFoundError:
        return None


def was_amended(work: Work, number: str) -> bool:
    """Say whether a notice was amended, so that one more amendment undoes what that said."""
    try:
        acts = find_notice(work.conn, number).acts
    except NotFoundError:
        return False
    said = [act.content.action for act in acts if act.content is not None and not act.note]
    return NoticeAction.AMENDED in said


async def view_of_notice(office: Office, officer: Officer, number: str) -> NounView:
    """Return a notice as a person reads it.

    Raises:
        NotFoundError: Nothing of that number is held here.
    """
    shown = await get_notice(office, officer, number)
    around = await office.read(lambda work: _around(work, officer, shown))
    return notice_view(reader_of(office), shown, around)


async def comment_on(
    office: Office, officer: Officer, number: str, comment: Comment
) -> ShownNotice:
    """Send a comment on another authority's notice to that authority.

    Raises:
        StateError: The notice is ours, takes no comments, or its day has passed.
    """
    officer.require(Permission.WRITE_NOTICES)

    def write(work: Work) -> None:
        held = find_seen(work, officer, number)
        notice = held.current
        rule = None if notice is None else rule_of(office.law, notice)
        open_until = None if notice is None else notice.reply_until
        if held.origin == office.code or rule is None or not rule.comments or open_until is None:
            raise StateError(
                "comments on this notice are not wanted",
                remedy="Ask its author for information instead.",
                number=number,
            )
        if office.today > open_until:
            raise StateError(
                "comments were wanted until {open_until}",
                remedy="Ask its author for information instead.",
                number=number,
                open_until=open_until.isoformat(),
            )
        at = office.clock.now()
        notice_traffic.queue(work, held.origin, comment, None, Marking.UNMARKED, at)
        Journal(work.conn, at, officer.name).act(Verb.NOTICE_COMMENTED, number)

    if comment.about != number:
        raise InputError("about: the comment is about another notice")
    await office.write(write)
    return await get_notice(office, officer, number)


def seen_notices(work: Work, officer: Officer) -> tuple[HeldNotice, ...]:
    """Return every notice that is held here for an account, the newest act last."""
    return tuple(_seen(work, officer, all_notices(work.conn)))


def find_seen(work: Work, officer: Officer, number: str) -> HeldNotice:
    """Return one notice.

    Raises:
        NotFoundError: Nothing of that number is held here, or it is not there for the account.
    """
    for held in _seen(work, officer, [find_notice(work.conn, number)]):
        return held
    raise no_such_notice(number)


def _seen(work: Work, officer: Officer, notices: Iterable[HeldNotice]) -> Iterator[HeldNotice]:
    """Yield what of some notices is there for an account.

    Each act is looked at as well as the number, since an authority may send anything under one.
    """
    is_there = work.office.sight_of(officer, Permission.READ_NOTICES).notices(work.conn)

    def is_for(act: NoticeAct) -> bool:
        said = act.content
        return officer.reads_kind(None if said is None else rule_of(work.law, said))

    for held in notices:
        acts = tuple(filter(is_for, held.acts))
        if acts and is_there(held.number):
            yield replace(held, acts=acts)


def _check_outside_a_review(office: Office, draft: NoticeDraft, kind: NoticeKind) -> None:
    """Check that a notice is not one that is published from a review by all States.

    That sees that all have notified and nothing is published yet, or that a State whose word is
    recorded by hand has no gateway; `publish_in` is its way.

    Raises:
        InputError: It is; the remedy names the act.
    """
    try:
        reviews = office.law.rulebook(kind.law).collective_reviews
    except LawError:
        return  # a law of notices only
    led_to = kind.rule.code in {each.leads_to for each in reviews}
    if led_to or kind.rule.code in {each.by_hand_notice for each in reviews}:
        raise InputError(
            "kind: {kind} is published from the review that leads to it",
            remedy="Use {publishReview}." if led_to else "Use {recordOfflineFinding}.",
            kind=draft.kind,
        )


def _around(work: Work, officer: Officer, shown: ShownNotice) -> AroundNotice:
    notice = shown.notice
    reads = officer.may(Permission.READ_TASKS)
    return AroundNotice(
        us=work.code,
        today=work.today,
        rule=None if notice is None else rule_of(work.law, notice),
        reviewed=notice is not None and _is_reviewed(work.office, notice),
        may_write=officer.may(Permission.WRITE_NOTICES),
        tasks=tuple((each.id, each.text) for each in open_tasks(work.conn, subject=shown.number))
        if reads
        else (),
    )


def _is_reviewed(office: Office, notice: Notice) -> bool:
    """Say whether every Member State reviews a notice of this kind under its law."""
    try:
        reviews = office.law.rulebook(notice.law).collective_reviews
    except LawError:
        return False  # a law of notices only, or one that is not here
    return any(each.of == notice.kind for each in reviews)


NON_LISTED = "non-listed"

_Cell = tuple[str, str, str | None]
"""Code, destination, currency."""


async def licensing_draft(
    office: Office,
    officer: Officer,
    kind: str,
    *,
    year: Year | None = None,
    case_id: str | None = None,
) -> NoticeDraft:
    """Draft a notice with the figures of one licence, or of the licences of a year.

    Args:
        office: The office.
        officer: Who asks.
        kind: Kind of notice that is to hold them; it must ask for figures.
        year: Year of the grants, in the authority's own time zone.
        case_id: The case of the one licence.

    Raises:
        InputError: Neither or both are named, or the kind holds no figures.
        NotFoundError: There is no such case, or nothing was granted.
    """
    officer.require(Permission.READ_FIGURES)
    if (year is None) == (case_id is None):
        raise InputError("year: name a year or a case")
    rule = find_kind(office.law, kind, office.clock.now()).rule
    if "figures" not in rule.required:
        raise InputError("kind: {code} is no notice of licensing data", code=rule.code)
    cases = await office.read(lambda work: tuple(_granted(work, year, case_id)))
    if not cases:
        raise NotFoundError(
            "Nothing was granted there.",
            remedy="Name a case whose licence was granted, or another year.",
        )
    return NoticeDraft(kind=rule.code, at=office.today, figures=_figures(cases))


def _granted(work: Work, year: int | None, case_id: str | None) -> Iterator[Case]:
    known = case_rows.every_id(work.conn) if case_id is None else (case_id,)
    for each in known:
        case = case_rows.get(work.conn, each, lock=False)
        if case.licence and (year is None or _day_of_grant(work.office, case).year == year):
            yield case


def _day_of_grant(office: Office, case: Case) -> date:
    at = case.licence[0].at
    return at.astimezone(office.law.calendar(office.code, at).zone).date()


def _figures(cases: Iterable[Case]) -> tuple[Figure, ...]:
    """Count licences and add values by code, destination and currency."""
    licences: dict[_Cell, set[str]] = {}
    values: dict[_Cell, Decimal] = {}
    for case in cases:
        transaction = case.application.transaction
        if case.decision is not None:
            transaction = case.decision.proposal.granted_of(transaction)
        for item in transaction.items:
            cell = (next(iter(item.codes), NON_LISTED), transaction.destination, item.currency)
            licences.setdefault(cell, set()).add(case.case_id)
            if item.value is not None:
                values[cell] = values.get(cell, Decimal(0)) + item.value
    return tuple(
        Figure(
            code=cell[0],
            destination=cell[1],
            number=len(licences[cell]),
            value=values.get(cell),
            currency=cell[2],
        )
        for cell in sorted(licences, key=lambda cell: (cell[0], cell[1], cell[2] or ""))
    )
