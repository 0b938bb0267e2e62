"""The second officer: what waits is looked at, agreed to and carried out, or refused.

The rulebook says what one officer of this authority may not tell every member alone. Such an
act waits (`gateway.casework.acts.waiting_acts`); here is the table of what each kind does
once a second officer agrees. It is checked again then: what stands on something that has changed
since lapses, what cannot be done now goes on waiting, and who proposed it is told.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from gateway.casework.acts.waiting_acts import (
    beside,
    check_waits,
    decide_waiting,
    get_waiting,
    list_waiting,
    no_such_act,
    tell_proposer,
)
from gateway.casework.cases.catch_all_letters import check_lifting, held_letter, lift_in
from gateway.casework.denials.denials import check_review, review_in
from gateway.casework.denials.own_denials import check_erratum, entries_on, erratum_in
from gateway.casework.denials.setting_aside import check_set_aside, set_aside_in
from gateway.casework.imports.waiting import (
    DENIALS_SHOWN,
    FileOfDenials,
    KeptFile,
    new_denials,
    read_kept,
    result_of,
    write_agreed,
    write_rest,
)
from gateway.casework.law.notice_rules import rule_of
from gateway.casework.notices.collective import follow
from gateway.casework.notices.collective_publishing import (
    Publication,
    check_ready,
    publish_reviewed,
)
from gateway.casework.notices.notice_acts import (
    NoticeDraft,
    NoticeWithdrawal,
    amend_in,
    check_amendment,
    check_publication,
    check_withdrawal,
    publish_in,
    versions_of,
    withdraw_in,
)
from gateway.casework.permissions import Officer, Permission
from gateway.casework.services import Office, Work, reader_of
from gateway.domain.case.catch_all_letter import WantedLifting
from gateway.domain.denial import Denial, FreeText
from gateway.domain.lists.filters import WHAT_WAITS, WaitingFilter
from gateway.domain.notice import DenialReview, Notice, SetAside
from gateway.domain.page import FIRST_PAGE, Page, PageRequest
from gateway.domain.waiting_act import WaitingAct, WaitingKind, WaitingLine, WaitingState
from gateway.errors import ComityError, StateError
from gateway.views.frame import NounView
from gateway.views.waiting_view import (
    ActPreview,
    AroundWaiting,
    ShownFault,
    ShownFile,
    waiting_view,
)


class _Context(NamedTuple):
    """Where an act is looked at or carried out.

    Attributes:
        work: The transaction, with the services of the node.
        officer: Who looks at it, or agrees.
        parsed: What its file says, where it has one.
    """

    work: Work
    officer: Officer
    parsed: KeptFile | None = None


class _ActKind(NamedTuple):
    """What a kind of act needs and does.

    Attributes:
        needs: What an account must be allowed to that proposes, agrees to or refuses one.
        act: Carries it out; returns what came of it, empty where the rest takes longer.
        would_say: Checks it and returns what it would tell everybody now.
        stands_on: Returns how its subject stands; None: the check says all.
    """

    needs: Permission
    act: Callable[[_Context, WaitingAct], str]
    would_say: Callable[[_Context, WaitingAct], ActPreview]
    stands_on: Callable[[_Context, WaitingAct], str] | None = None


# --- notices and reviews by all States -----------------------------------------------------


def _followed(at: _Context, number: str) -> str:
    follow(at.work)  # a finding, or what is reviewed, counts at once
    return number


def _publish(at: _Context, act: WaitingAct) -> str:
    draft = NoticeDraft.model_validate(act.draft)
    return _followed(at, publish_in(at.work, at.officer.name, draft))


def _amend(at: _Context, act: WaitingAct) -> str:
    draft = NoticeDraft.model_validate(act.draft)
    number = amend_in(at.work, at.officer.name, act.subject, draft)
    return _followed(at, number)


def _withdraw(at: _Context, act: WaitingAct) -> str:
    withdrawal = NoticeWithdrawal.model_validate(act.draft)
    number = withdraw_in(at.work, at.officer.name, act.subject, withdrawal)
    return _followed(at, number)


def _publish_reviewed(at: _Context, act: WaitingAct) -> str:
    publication = Publication.model_validate(act.draft)
    return publish_reviewed(at.work, at.officer.name, act.subject, publication)


def _would_publish(at: _Context, act: WaitingAct) -> ActPreview:
    draft = NoticeDraft.model_validate(act.draft)
    return _notice(at, check_publication(at.work, draft).notice)


def _would_amend(at: _Context, act: WaitingAct) -> ActPreview:
    draft = NoticeDraft.model_validate(act.draft)
    return _notice(at, check_amendment(at.work, act.subject, draft).notice)


def _would_withdraw(at: _Context, act: WaitingAct) -> ActPreview:
    withdrawal = NoticeWithdrawal.model_validate(act.draft)
    return _notice(at, check_withdrawal(at.work, act.subject, withdrawal))


def _would_publish_reviewed(at: _Context, act: WaitingAct) -> ActPreview:
    publication = Publication.model_validate(act.draft)
    return _notice(at, check_ready(at.work, act.subject, publication).notice)


def _notice(at: _Context, notice: Notice) -> ActPreview:
    return ActPreview(notice=notice, rule=rule_of(at.work.office.law, notice))


def _versions(at: _Context, act: WaitingAct) -> str:
    return versions_of(at.work.conn, act.subject)


# --- own denials ---------------------------------------------------------------------------


def _review(at: _Context, act: WaitingAct) -> str:
    return review_in(at.work, at.officer.name, DenialReview.model_validate(act.draft))


def _would_review(at: _Context, act: WaitingAct) -> ActPreview:
    review = DenialReview.model_validate(act.draft)
    check_review(at.work, review)
    return ActPreview(words=(*review.grounds, *review.third_review_grounds))


def _erratum(at: _Context, act: WaitingAct) -> str:
    return erratum_in(at.work, at.officer.name, Denial.model_validate(act.draft))


def _would_amend_denial(at: _Context, act: WaitingAct) -> ActPreview:
    denial = Denial.model_validate(act.draft)
    before = check_erratum(at.work, denial).denial
    return ActPreview(denial=denial, before=before)


def _set_aside(at: _Context, act: WaitingAct) -> str:
    return set_aside_in(at.work, at.officer.name, SetAside.model_validate(act.draft))


def _would_set_aside(at: _Context, act: WaitingAct) -> ActPreview:
    said = SetAside.model_validate(act.draft)
    check_set_aside(at.work, said)
    return ActPreview(court=said)


def _entries(at: _Context, act: WaitingAct) -> str:
    return entries_on(at.work.conn, act.subject)


def _import(at: _Context, act: WaitingAct) -> str:
    return write_agreed(at.work, at.officer.name, act, _parsed(at, act))


def _would_import(at: _Context, act: WaitingAct) -> ActPreview:
    file = FileOfDenials.model_validate(act.draft)
    denials = new_denials(at.work, _parsed(at, act))
    return ActPreview(
        file=ShownFile(
            name=file.filename,
            way=file.way,
            digest=file.sha256,
            size=file.size,
            all_or_none=file.all_or_none,
            rows=file.rows,
            new=file.new,
            unchanged=file.unchanged,
            refused=file.refused,
            faults=tuple(ShownFault(each.row, each.column, each.message) for each in file.errors),
            denials=tuple(denials[:DENIALS_SHOWN]),
        )
    )


def _result(at: _Context, act: WaitingAct) -> str:
    return result_of(at.work, _parsed(at, act))


def _parsed(at: _Context, act: WaitingAct) -> KeptFile:
    if at.parsed is None:
        raise StateError(
            "the file of {number} is not here any more",
            remedy="Propose it anew: {importDenials}.",
            number=act.number,
        )
    return at.parsed


# --- letters that inform -------------------------------------------------------------------


def _lift(at: _Context, act: WaitingAct) -> str:
    lifting = WantedLifting.model_validate(act.draft).by(act.by, act.at)
    return lift_in(at.work, at.officer, act.subject, lifting)


def _would_lift(at: _Context, act: WaitingAct) -> ActPreview:
    letter = check_lifting(at.work, at.officer, act.subject)
    return ActPreview(letter=letter, words=(WantedLifting.model_validate(act.draft).reason,))


def _letter(at: _Context, act: WaitingAct) -> str:
    return held_letter(at.work.conn, act.subject)


_ACTS: Mapping[WaitingKind, _ActKind] = {
    WaitingKind.NOTICE_PUBLISH: _ActKind(Permission.NOTIFY, _publish, _would_publish),
    WaitingKind.NOTICE_AMEND: _ActKind(Permission.NOTIFY, _amend, _would_amend, _versions),
    WaitingKind.NOTICE_WITHDRAW: _ActKind(Permission.NOTIFY, _withdraw, _would_withdraw, _versions),
    WaitingKind.DENIAL_REVIEW: _ActKind(Permission.KEEP_DENIALS, _review, _would_review, _entries),
    WaitingKind.DENIAL_AMEND: _ActKind(
        Permission.KEEP_DENIALS, _erratum, _would_amend_denial, _entries
    ),
    WaitingKind.DENIAL_SET_ASIDE: _ActKind(
        Permission.KEEP_DENIALS, _set_aside, _would_set_aside, _entries
    ),
    WaitingKind.DENIAL_IMPORT: _ActKind(Permission.IMPORT, _import, _would_import, _result),
    WaitingKind.REVIEW_PUBLISH: _ActKind(
        Permission.NOTIFY, _publish_reviewed, _would_publish_reviewed
    ),
    WaitingKind.INFORMED_LIFT: _ActKind(Permission.PROPOSE, _lift, _would_lift, _letter),
}
"""What each kind does; total, as a test proves."""


# --- who sees what -------------------------------------------------------------------------


def _there(work: Work, officer: Officer) -> Callable[[WaitingAct], bool]:
    """Return what says of an act whether it is there for an account.

    Who keeps accounts and imports sees what he proposed himself, and no other; an act of a
    restricted case is for those whom its mark names.
    """
    sight = work.office.sight(officer, Permission.READ_WAITING)
    hidden = frozenset(work.conn.scalars(sight.hidden()))
    return lambda act: (
        (act.by == officer.name or not sight.only_own)
        and (not act.belongs_to or act.belongs_to not in hidden)
    )


def _get(work: Work, officer: Officer, number: str) -> WaitingAct:
    act = get_waiting(work.conn, number)
    if not _there(work, officer)(act):
        raise no_such_act(number)
    return act


async def list_acts(
    office: Office,
    officer: Officer,
    chosen: WaitingFilter = WHAT_WAITS,
    *,
    page: PageRequest = FIRST_PAGE,
) -> Page[WaitingLine]:
    """List what waits for a second officer, the newest first; what was decided, if asked for.

    Args:
        office: The office.
        officer: Who asks.
        chosen: Which of them.
        page: Which part.

    Raises:
        InputError: The cursor is none of this list, or no such days are there.
    """
    officer.require(Permission.READ_WAITING)
    days = office.days("at", chosen.at_from, chosen.at_until)
    return await office.read(
        lambda work: list_waiting(work.conn, page, chosen, days, sees=_there(work, officer))
    )


async def show_act(office: Office, officer: Officer, number: str) -> WaitingAct:
    """Show an act that waits, or did, with what was given.

    Raises:
        NotFoundError: There is none of that number, or it is not for this account.
    """
    officer.require(Permission.READ_WAITING)
    return await office.read(lambda work: _get(work, officer, number))


async def view_of_act(office: Office, officer: Officer, number: str) -> NounView:
    """Return an act that waits, or did, as a person reads it: what would be sent to whom.

    Raises:
        NotFoundError: There is none of that number, or it is not for this account.
    """
    parsed = await _file_of(office, await show_act(office, officer, number))

    def read(work: Work) -> tuple[WaitingAct, AroundWaiting]:
        act = _get(work, officer, number)
        return act, _around(_Context(work, officer, parsed), act)

    return waiting_view(reader_of(office), *await office.read(read))


async def _file_of(office: Office, act: WaitingAct) -> KeptFile | None:
    """Read the file of an act that waits, beside everything else that the node does."""
    if not act.waits or act.kind is not WaitingKind.DENIAL_IMPORT:
        return None
    return await read_kept(office, act)


def _around(at: _Context, act: WaitingAct) -> AroundWaiting:
    """Find what would be sent, and say why it could not be any more."""
    may = at.officer.may(_ACTS[act.kind].needs)
    try:
        would_say = _checked(at, act) if act.waits else ActPreview()
        why_not = ""
    except ComityError as exc:
        would_say, why_not = ActPreview(), str(exc)
    sees = _there(at.work, at.officer)
    return AroundWaiting(
        would_say=would_say,
        why_not=why_not,
        beside=tuple(each for each in beside(at.work.conn, act) if act.waits and sees(each)),
        may_agree=may and at.officer.may(Permission.DECIDE) and at.officer.name != act.by,
        may_refuse=may,
    )


def _checked(at: _Context, act: WaitingAct) -> ActPreview:
    """Return what an act would tell everybody now.

    Raises:
        StateError: It stands on what has changed since it was proposed.
        ComityError: As the act itself.
    """
    if (changed := _changed(at, act)) is not None:
        raise changed
    return _ACTS[act.kind].would_say(at, act)


def _changed(at: _Context, act: WaitingAct) -> StateError | None:
    """Return the error for what has changed since an act was proposed; None: nothing has."""
    now = _ACTS[act.kind].stands_on
    if now is None or not act.stands_on or now(at, act) == act.stands_on:
        return None
    if act.kind is WaitingKind.DENIAL_IMPORT:
        return StateError(
            "the file of {number} would write something else now than when it was proposed: "
            "denials have come since, or the law or a list has changed",
            remedy="See what it would write: {importDenials}. Propose it anew.",
            number=act.number,
        )
    return StateError(
        "{subject} has changed since {number} was proposed",
        remedy="Look at it as it stands now, and propose anew what is still wanted.",
        number=act.number,
        subject=act.subject,
    )


# --- agreed to, or refused -----------------------------------------------------------------


async def agree(office: Office, officer: Officer, number: str) -> WaitingAct:
    """Agree as the second officer; it is carried out, and the answer says what came of it.

    What stands on something that has changed lapses; what cannot be done now goes on waiting. Of
    both who proposed it is told, and nothing is done.

    Raises:
        NotFoundError: There is none of that number, or it is not for this account.
        StateError: SECOND_OFFICER_NEEDED; it was decided; or it cannot be done any more.
        ComityError: As the act itself.
    """
    officer.require(Permission.DECIDE)
    parsed = await _file_of(office, await show_act(office, officer, number))

    def write(work: Work) -> WaitingAct | ComityError:
        act = _get(work, officer, number)
        officer.require(_ACTS[act.kind].needs)
        check_waits(act)
        officer.require_second(act.by, "the officer who proposed an act does not agree to it")
        at = _Context(work, officer, parsed)
        if (changed := _changed(at, act)) is not None:
            why = FreeText(language="en", text=str(changed))
            decide_waiting(work, act, WaitingState.LAPSED, by=officer.name, why=why)
            return changed
        try:
            _checked(at, act)
        except ComityError as exc:  # it may be possible again: it goes on waiting
            tell_proposer(work, act, officer.name, str(exc))
            return exc
        result = _ACTS[act.kind].act(at, act)
        state = WaitingState.AGREED if result else WaitingState.WRITING
        return decide_waiting(work, act, state, by=officer.name, result=result)

    agreed = await office.write(write)
    if isinstance(agreed, ComityError):
        raise agreed
    return await write_rest(office, number) if agreed.state is WaitingState.WRITING else agreed


async def refuse(office: Office, officer: Officer, number: str, why: FreeText) -> WaitingAct:
    """Refuse an act, or take the own one back; nothing was done.

    Raises:
        NotFoundError: There is none of that number, or it is not for this account.
        StateError: It was decided before.
    """
    officer.require(Permission.READ_WAITING)

    def write(work: Work) -> WaitingAct:
        act = _get(work, officer, number)
        officer.require(_ACTS[act.kind].needs)
        return decide_waiting(work, act, WaitingState.REFUSED, by=officer.name, why=why)

    return await office.write(write)
