"""Notices: publish, amend, withdraw, read, comment. The rulebook says what each kind is.

One engine for every duty to tell others, of whichever law: a kind of notice is a block of
a rulebook. What goes to all, or to the competent authorities, is an entry in the own log,
and the release set of its content is computed from the audience; what goes to chosen
members is a letter to each.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from operator import itemgetter
from typing import Literal

from pydantic import Field
from sqlalchemy import Connection

from gateway.casework.consultations.duties import check_duty, close_duty
from gateway.casework.notices import notice_sending
from gateway.casework.office import notice_rules
from gateway.casework.office.journal import next_number, open_tasks, record_act
from gateway.casework.office.letter_access import record_openings
from gateway.casework.office.notice_references import keep_reference, sent_before
from gateway.casework.office.notice_rules import NoticeKind, find_kind, kinds_in_force
from gateway.casework.office.permissions import Officer, Permission
from gateway.casework.office.services import Office, letterhead, reader_of
from gateway.casework.records.notice_rows import (
    HeldNotice,
    all_notices,
    conversations_read,
    find_notice,
)
from gateway.casework.records.notice_view import line_of, shown, version_of
from gateway.domain.acts import Verb
from gateway.domain.authority import AuthorityCode
from gateway.domain.denial import FreeText
from gateway.domain.letter import Marking
from gateway.domain.notice import (
    Comment,
    Notice,
    NoticeAction,
    NoticeLine,
    NoticeNumber,
    NoticeState,
    ShownNotice,
)
from gateway.domain.page import FIRST_PAGE, ListOrder, Page, PageRequest, page_of, page_of_fixed
from gateway.domain.rulebook.acts import Audience
from gateway.errors import InputError, LawError, NotFoundError, PermissionRefusedError, StateError
from gateway.evidence import view_page
from gateway.register.denials import denial_queries
from gateway.store.held_versions import HeldVersion
from gateway.views.frame import NounView
from gateway.views.notice_view import AroundNotice, notice_view


class NoticeDraft(Notice):
    """A notice as an officer gives it: this authority numbers it.

    Attributes:
        law: Version of the rulebook that knows the kind; the one in force if absent.
        recipients: Members that are to read it, for a kind whose readers are chosen or may
            be fewer than its audience.
        marking: Above the node's ceiling nothing leaves.
        duty: Our case or conversation after which this notice was due; its task is closed.
            ``none``: this notice is another than the one that is due. It stays here.
        reference: The sender's own; what is given again under it is sent once.
    """

    number: NoticeNumber | Literal[""] = ""  # as its form has it: this authority numbers it
    law: str = Field(default="", max_length=100)
    recipients: tuple[AuthorityCode, ...] = Field(default=(), max_length=60)
    marking: Marking = Marking.UNMARKED
    duty: str = Field(default="", max_length=60)
    reference: str = Field(default="", max_length=120)

    def under(self, conditions: tuple[FreeText, ...]) -> NoticeDraft:
        """Return the draft under the conditions for use that its kind brings."""
        return self.model_copy(update={"conditions": conditions})


def kinds(office: Office, officer: Officer, page: PageRequest = FIRST_PAGE) -> Page[NoticeKind]:
    """List the kinds of notice that are in force, of every law that is held."""
    officer.require(Permission.READ_DENIALS)
    return page_of_fixed(kinds_in_force(office.law, office.clock.now()), "kinds", page)


async def publish_notice(office: Office, officer: Officer, draft: NoticeDraft) -> ShownNotice:
    """Send a notice to those whom its kind names.

    Raises:
        PermissionRefusedError: The officer, or this authority, may not send it;
            MARKING_TOO_HIGH.
        InputError: It is not what its kind asks for, or a recipient is no other member.
        StateError: Another notice was sent under its reference.
    """
    officer.require(Permission.NOTIFY)
    _check_outside_a_review(office, draft)
    number = await office.db.write(lambda conn: publish_in(conn, office, officer.name, draft))
    return await _sent(office, officer, number)


def publish_in(conn: Connection, office: Office, actor: str, draft: NoticeDraft) -> str:
    """Do what `publish_notice` does inside a transaction of the caller; return the number.

    The caller has the peers nudged and the dispatcher told after its commit.
    """
    before = sent_before(conn, draft.reference, draft)
    if before:
        return before
    now, given = office.clock.now(), draft
    kind = find_kind(office.law, draft.kind, now, version=draft.law)
    if not draft.conditions and kind.rule.conditions:
        draft = draft.under(_conditions(kind))
    year = now.year
    taken = next_number(conn, f"notice-{year}")
    notice = _notice(
        draft,
        number=f"{office.code}-N-{year}-{taken:05d}",
        law=kind.law,
        action=NoticeAction.PUBLISHED,
    )
    _check(conn, office, kind, notice)
    check_duty(conn, notice.kind, draft.duty)
    if kind.rule.audience is Audience.CHOSEN:
        notice_sending.by_letter(
            conn, office, notice, dict.fromkeys(draft.recipients), draft.marking
        )
    else:
        notice_sending.check_members(office, draft.recipients)
        members = office.me.directory().members
        release = notice_rules.release_of(kind.rule, draft.recipients, members)
        notice_sending.by_entry(conn, office, notice, release, draft.marking)
    notice_sending.record(conn, office, actor, notice)
    keep_reference(
        conn, at=now, actor=actor, reference=given.reference, draft=given, number=notice.number
    )
    close_duty(conn, at=now, by=actor, kind=notice.kind, duty=draft.duty, number=notice.number)
    return notice.number


async def amend_notice(
    office: Office, officer: Officer, number: str, draft: NoticeDraft
) -> ShownNotice:
    """Send a notice of ours anew, to the same readers; both versions stay.

    Raises:
        StateError: It was withdrawn, or another was sent under the reference.
        InputError: The kind is another, or it is not what its kind asks for.
    """
    officer.require(Permission.NOTIFY)

    def write(conn: Connection) -> None:
        if sent_before(conn, draft.reference, draft, number):
            return
        held, before = _own(conn, office, number)
        if draft.kind != before.kind or draft.recipients:
            raise InputError("kind: an amendment changes neither kind nor recipients", field="kind")
        law = draft.law or before.law
        notice = _notice(draft, number=number, law=law, action=NoticeAction.AMENDED)
        _check(
            conn,
            office,
            find_kind(office.law, notice.kind, office.clock.now(), version=law),
            notice,
        )
        if draft.duty:
            check_duty(conn, notice.kind, draft.duty)
        notice_sending.again(conn, office, officer.name, held, notice, draft.marking)
        now, by = office.clock.now(), officer.name
        keep_reference(
            conn,
            at=now,
            actor=by,
            reference=draft.reference,
            draft=draft,
            number=number,
            amends=True,
        )
        close_duty(conn, at=now, by=by, kind=notice.kind, duty=draft.duty, number=number)

    await office.db.write(write)
    return await _sent(office, officer, number)


async def withdraw_notice(
    office: Office, officer: Officer, number: str, why: Sequence[FreeText]
) -> ShownNotice:
    """Say to all readers of a notice of ours that it does not count any more, and why.

    Raises:
        StateError: It was withdrawn before.
    """
    officer.require(Permission.NOTIFY)

    def write(conn: Connection) -> None:
        held, before = _own(conn, office, number)
        notice = Notice(
            kind=before.kind,
            number=number,
            law=before.law,
            action=NoticeAction.WITHDRAWN,
            about=before.about,
            at=office.today,
            text=tuple(why),
        )
        notice_sending.again(conn, office, officer.name, held, notice, Marking.UNMARKED)

    await office.db.write(write)
    return await _sent(office, officer, number)


async def list_notices(
    office: Office,
    officer: Officer,
    *,
    kind: str | None = None,
    origin: str | None = None,
    about: str | None = None,
    state: NoticeState | None = None,
    page: PageRequest = FIRST_PAGE,
) -> Page[NoticeLine]:
    """List the notices that are held here, the newest act first.

    Args:
        office: The office.
        officer: Who asks.
        kind: Only those of this kind.
        origin: Only those of this authority.
        about: Only those that refer to this notice or denial.
        state: Only those in this state.
        page: Which part.

    Raises:
        InputError: INPUT_INVALID; the cursor is none of this list.
    """
    officer.require(Permission.READ_DENIALS)
    held = await office.db.read(all_notices)
    lines = ((line_of(office, each), each.place) for each in reversed(held))
    found = (
        (line, place)
        for line, place in lines
        if (kind is None or line.kind == kind)
        and (origin is None or line.origin == origin)
        and (about is None or line.about == about)
        and (state is None or line.state is state)
    )
    order = ListOrder("notices", (datetime, str), descending=True)
    return page_of(found, order, page, itemgetter(1)).of(itemgetter(0))


async def get_notice(office: Office, officer: Officer, number: str) -> ShownNotice:
    """Return a notice with its versions, receipts and comments.

    Raises:
        NotFoundError: Nothing of that number is held here.
    """
    officer.require(Permission.READ_DENIALS)

    def read(conn: Connection) -> tuple[ShownNotice, list[str]]:
        held = find_notice(conn, number)
        return shown(conn, office, held), conversations_read(conn, number)

    found, conversations = await office.db.read(read)
    # A letter may be recalled; its sender is then told by whom it had been read.
    await record_openings(office, officer, conversations)
    return found


def held_notice(conn: Connection, number: str) -> HeldVersion | None:
    """Return which version of a notice is held, None where none is."""
    try:
        return HeldVersion(version_of(conn, find_notice(conn, number)), (number,))
    except NotFoundError:
        return None


def was_amended(conn: Connection, _office: Office, number: str) -> bool:
    """Say whether a notice was amended, so that one more amendment undoes what that said."""
    try:
        acts = find_notice(conn, number).acts
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
    around = await office.db.read(lambda conn: _around(conn, office, officer, shown))
    return notice_view(reader_of(office), shown, around)


async def page_of_notice(office: Office, officer: Officer, number: str) -> str:
    """Return a notice as one self-contained HTML document.

    Raises:
        NotFoundError: Nothing of that number is held here.
    """
    view = await view_of_notice(office, officer, number)
    in_force = office.law.in_force(office.clock.now()).version
    return view_page(view, letterhead(office, in_force, evidence=False))


async def comment_on(
    office: Office, officer: Officer, number: str, comment: Comment
) -> ShownNotice:
    """Send a comment on another authority's notice to that authority.

    Raises:
        StateError: The notice is ours, takes no comments, or its day has passed.
    """
    officer.require(Permission.NOTIFY)

    def write(conn: Connection) -> None:
        held = find_notice(conn, number)
        notice = held.current
        rule = None if notice is None else notice_rules.rule_of(office.law, notice)
        open_until = None if notice is None else notice.reply_until
        if held.origin == office.code or rule is None or not rule.comments or open_until is None:
            raise StateError(
                "comments on this notice are not wanted",
                remedy="Ask its author for information instead.",
                number=number,
            )
        if office.today > open_until:
            raise StateError(
                f"comments were wanted until {open_until.isoformat()}",
                remedy="Ask its author for information instead.",
                number=number,
            )
        at = office.clock.now()
        notice_sending.queue(conn, office, held.origin, comment, None, Marking.UNMARKED, at)
        record_act(
            conn,
            at=at,
            actor=officer.name,
            verb=Verb.NOTICE_COMMENTED,
            saying=None,
            subject=number,
        )

    if comment.about != number:
        raise InputError("about: the comment is about another notice", field="about")
    await office.db.write(write)
    return await _sent(office, officer, number)


def _check_outside_a_review(office: Office, draft: NoticeDraft) -> None:
    """Check that a notice is not the one to which a review by all States leads.

    That is published from its review, which sees that all have notified and that nothing is
    published yet; `publish_in` is its way.

    Raises:
        InputError: It is; the remedy names the command.
    """
    kind = find_kind(office.law, draft.kind, office.clock.now(), version=draft.law)
    try:
        reviews = office.law.rulebook(kind.law).collective_reviews
    except LawError:
        return  # a law of notices only
    if any(review.leads_to == kind.rule.code for review in reviews):
        raise InputError(
            f"kind: {draft.kind} is published from the review that leads to it",
            remedy="Use comity review publish NUMBER --oj REFERENCE.",
            field="kind",
            kind=draft.kind,
        )


def _conditions(kind: NoticeKind) -> tuple[FreeText, ...]:
    """Return the originator's conditions that the law itself sets, in its rulebook's language."""
    return tuple(FreeText(language="en", text=each) for each in kind.rule.conditions)


def _notice(draft: NoticeDraft, **changes: object) -> Notice:
    fields = {name: getattr(draft, name) for name in Notice.model_fields}
    return Notice.model_validate(fields | changes)


def _check(conn: Connection, office: Office, kind: NoticeKind, notice: Notice) -> None:
    notice_rules.check_sender(kind.rule, office.me.directory().member(office.code))
    notice_rules.check_content(kind.rule, notice)
    notice_rules.check_about(kind.rule, notice.about, _kind_of(conn, notice.about))
    if notice.expires is not None and notice.expires < office.today:
        raise InputError("expires: that day has passed", field="expires")


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


def _own(conn: Connection, office: Office, number: str) -> tuple[HeldNotice, Notice]:
    """Return a notice of ours that can still be changed.

    Raises:
        PermissionRefusedError: It is another authority's.
        StateError: It was withdrawn, or its content was erased.
    """
    held = find_notice(conn, number)
    if held.origin != office.code:
        raise PermissionRefusedError(
            f"{number} is not a notice of {office.code}",
            remedy="Only the authority that sent it changes it.",
            number=number,
        )
    current, state = held.current, held.state(office.today)
    if current is None or state in {NoticeState.WITHDRAWN, NoticeState.NOT_HELD}:
        raise StateError(
            f"{number} was withdrawn or erased",
            remedy="Publish a new notice.",
            number=number,
        )
    return held, current


async def _sent(office: Office, officer: Officer, number: str) -> ShownNotice:
    return await get_notice(office, officer, number)


def _around(conn: Connection, office: Office, officer: Officer, shown: ShownNotice) -> AroundNotice:
    notice = shown.notice
    reads = officer.may(Permission.READ_TASKS)
    return AroundNotice(
        us=office.code,
        today=office.today,
        rule=None if notice is None else notice_rules.rule_of(office.law, notice),
        reviewed=notice is not None and _is_reviewed(office, notice),
        may_write=officer.may(Permission.NOTIFY),
        tasks=tuple((each.id, each.text) for each in open_tasks(conn, subject=shown.number))
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
