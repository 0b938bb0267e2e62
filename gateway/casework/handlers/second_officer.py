"""The second officer: what waits is looked at, agreed to and carried out, or refused.

The rulebook says what one officer of this authority may not tell every member alone. Such an
act waits (`gateway.casework.office.waiting_acts`); here is the table of what each kind does
once a second officer agrees. It is checked again then: what is so no longer is not done.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from sqlalchemy import Connection

from gateway.casework.denials.denials import check_review, review_in
from gateway.casework.notices.collective import follow
from gateway.casework.notices.collective_publishing import (
    Publication,
    check_ready,
    publish_reviewed,
)
from gateway.casework.notices.notice_acts import (
    CheckedNotice,
    NoticeDraft,
    NoticeWithdrawal,
    amend_in,
    check_amendment,
    check_publication,
    check_withdrawal,
    publish_in,
    withdraw_in,
)
from gateway.casework.office.notice_rules import rule_of
from gateway.casework.office.permissions import Officer, Permission
from gateway.casework.office.services import Office, letterhead, reader_of
from gateway.casework.office.waiting_acts import decide_waiting, get_waiting, list_waiting
from gateway.domain.denial import FreeText
from gateway.domain.notice import DenialReview, Notice
from gateway.domain.page import FIRST_PAGE, Page, PageRequest
from gateway.domain.waiting_act import WaitingAct, WaitingKind, WaitingLine, WaitingState
from gateway.errors import ComityError
from gateway.evidence import view_page
from gateway.views.frame import NounView
from gateway.views.notice_view import AroundWaiting, waiting_view


class _Done(NamedTuple):
    """What a kind of act needs and does.

    Attributes:
        needs: What an account must be allowed to that proposes, agrees to or refuses one.
        act: Carries it out; returns what came of it.
        seen: Returns the notice that it would send now, None where it sends another thing.
    """

    needs: Permission
    act: Callable[[Connection, Office, str, WaitingAct], str]
    seen: Callable[[Connection, Office, WaitingAct], Notice | None]


def _publish(conn: Connection, office: Office, actor: str, act: WaitingAct) -> str:
    number = publish_in(conn, office, actor, NoticeDraft.model_validate(act.draft))
    follow(conn, office)  # a finding, or what is reviewed, counts at once
    return number


def _amend(conn: Connection, office: Office, actor: str, act: WaitingAct) -> str:
    draft = NoticeDraft.model_validate(act.draft)
    number = amend_in(conn, office, actor, act.subject, draft)
    follow(conn, office)
    return number


def _withdraw(conn: Connection, office: Office, actor: str, act: WaitingAct) -> str:
    withdrawal = NoticeWithdrawal.model_validate(act.draft)
    number = withdraw_in(conn, office, actor, act.subject, withdrawal)
    follow(conn, office)
    return number


def _publish_reviewed(conn: Connection, office: Office, actor: str, act: WaitingAct) -> str:
    publication = Publication.model_validate(act.draft)
    return publish_reviewed(conn, office, actor, act.subject, publication)


def _seen_published(conn: Connection, office: Office, act: WaitingAct) -> Notice:
    return check_publication(conn, office, NoticeDraft.model_validate(act.draft)).notice


def _seen_amended(conn: Connection, office: Office, act: WaitingAct) -> Notice:
    found: CheckedNotice = check_amendment(
        conn, office, act.subject, NoticeDraft.model_validate(act.draft)
    )
    return found.notice


def _seen_withdrawn(conn: Connection, office: Office, act: WaitingAct) -> Notice:
    return check_withdrawal(conn, office, act.subject, NoticeWithdrawal.model_validate(act.draft))


def _seen_reviewed(conn: Connection, office: Office, act: WaitingAct) -> Notice:
    return check_ready(conn, office, act.subject, Publication.model_validate(act.draft)).notice


def _review(conn: Connection, office: Office, actor: str, act: WaitingAct) -> str:
    return review_in(conn, office, actor, DenialReview.model_validate(act.draft))


def _seen_reviewed_denial(conn: Connection, office: Office, act: WaitingAct) -> None:
    check_review(conn, office, DenialReview.model_validate(act.draft))


_ACTS: Mapping[WaitingKind, _Done] = {
    WaitingKind.NOTICE_PUBLISH: _Done(Permission.NOTIFY, _publish, _seen_published),
    WaitingKind.NOTICE_AMEND: _Done(Permission.NOTIFY, _amend, _seen_amended),
    WaitingKind.NOTICE_WITHDRAW: _Done(Permission.NOTIFY, _withdraw, _seen_withdrawn),
    WaitingKind.DENIAL_REVIEW: _Done(Permission.KEEP_DENIALS, _review, _seen_reviewed_denial),
    WaitingKind.REVIEW_PUBLISH: _Done(Permission.NOTIFY, _publish_reviewed, _seen_reviewed),
}
"""What each kind does; total, as a test proves."""


async def list_acts(
    office: Office, officer: Officer, *, every: bool = False, page: PageRequest = FIRST_PAGE
) -> Page[WaitingLine]:
    """List what waits for a second officer, the newest first.

    Args:
        office: The office.
        officer: Who asks.
        every: Whether what was agreed to or refused is listed too.
        page: Which part.

    Raises:
        InputError: INPUT_INVALID; the cursor is none of this list.
    """
    officer.require(Permission.READ_WAITING)
    return await office.db.read(lambda conn: list_waiting(conn, page, every=every))


async def show_act(office: Office, officer: Officer, number: str) -> WaitingAct:
    """Return an act that waits, or did.

    Raises:
        NotFoundError: There is none of that number.
    """
    officer.require(Permission.READ_WAITING)
    return await office.db.read(lambda conn: get_waiting(conn, number))


async def view_of_act(office: Office, officer: Officer, number: str) -> NounView:
    """Return an act that waits, or did, as a person reads it: what would be sent to whom.

    Raises:
        NotFoundError: There is none of that number.
    """
    officer.require(Permission.READ_WAITING)

    def read(conn: Connection) -> tuple[WaitingAct, AroundWaiting]:
        act = get_waiting(conn, number)
        return act, _around(conn, office, officer, act)

    return waiting_view(reader_of(office), *await office.db.read(read))


async def page_of_act(office: Office, officer: Officer, number: str) -> str:
    """Return an act that waits, or did, as one self-contained HTML document.

    Raises:
        NotFoundError: There is none of that number.
    """
    view = await view_of_act(office, officer, number)
    in_force = office.law.in_force(office.clock.now()).version
    return view_page(view, letterhead(office, in_force, evidence=False))


async def agree(office: Office, officer: Officer, number: str) -> WaitingAct:
    """Agree to an act as the second officer; it is carried out.

    Raises:
        NotFoundError: There is none of that number.
        StateError: SECOND_OFFICER_NEEDED; it was decided; or it cannot be done any more.
        ComityError: As the act itself.
    """
    officer.require(Permission.DECIDE)

    def write(conn: Connection) -> WaitingAct:
        act = get_waiting(conn, number)
        officer.require(_ACTS[act.kind].needs)
        if act.waits:
            officer.require_second(act.by, "the officer who proposed an act does not agree to it")
        result = _ACTS[act.kind].act(conn, office, officer.name, act) if act.waits else ""
        return decide_waiting(
            conn, office, act, WaitingState.AGREED, by=officer.name, result=result
        )

    return await office.db.write(write)


async def refuse(office: Office, officer: Officer, number: str, why: FreeText) -> WaitingAct:
    """Refuse an act, or take the own one back; nothing was done, and it stays on record.

    Raises:
        NotFoundError: There is none of that number.
        StateError: It was decided before.
    """
    officer.require(Permission.NOTIFY)

    def write(conn: Connection) -> WaitingAct:
        act = get_waiting(conn, number)
        officer.require(_ACTS[act.kind].needs)
        return decide_waiting(conn, office, act, WaitingState.REFUSED, by=officer.name, why=why)

    return await office.db.write(write)


def _grounds(act: WaitingAct) -> tuple[FreeText, ...]:
    if act.kind is not WaitingKind.DENIAL_REVIEW:
        return ()
    review = DenialReview.model_validate(act.draft)
    return (*review.grounds, *review.third_review_grounds)


def _around(conn: Connection, office: Office, officer: Officer, act: WaitingAct) -> AroundWaiting:
    """Find what would be sent, and say why it could not be any more."""
    done = _ACTS[act.kind]
    may = officer.may(done.needs)
    try:
        notice = done.seen(conn, office, act) if act.waits else None
        why_not = ""
    except ComityError as exc:
        notice, why_not = None, str(exc)
    return AroundWaiting(
        grounds=_grounds(act),
        notice=notice,
        rule=None if notice is None else rule_of(office.law, notice),
        why_not=why_not,
        may_agree=may and officer.may(Permission.DECIDE) and officer.name != act.by,
        may_refuse=may,
    )
