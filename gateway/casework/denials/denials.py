"""Denials as officers see them: search, show, and the acts of their life cycle.

The own authority amends, reviews and revokes; each act is an entry in its log, so that
every member has it (Art 16(2), docs/domain.md 2.4).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import Connection

from gateway.casework.acts.journal import Journal, journal_of
from gateway.casework.acts.waiting_acts import Proposed, hold
from gateway.casework.denials.denial_reviews import now_at, reviewed, today_at
from gateway.casework.denials.own_denials import (
    check_erratum,
    enter,
    entries_on,
    erratum_in,
    matched,
    own_denial,
)
from gateway.casework.denials.register_entries import EntryReceipts, Receipts
from gateway.casework.permissions import Officer, Permission
from gateway.casework.services import Office, Work, reader_of
from gateway.domain.acts import Verb
from gateway.domain.base import Model
from gateway.domain.denial import (
    Denial,
    DenialEventType,
    DenialLine,
    DenialStatus,
    ReviewOutcome,
)
from gateway.domain.examination import Examination, SearchMode
from gateway.domain.letter import EntryType
from gateway.domain.lifecycle import overdue
from gateway.domain.lists.denial_search import DenialQuery, DenialsFound
from gateway.domain.lists.filters import check_days
from gateway.domain.notice import DenialReview, SetAside
from gateway.domain.page import FIRST_PAGE, Page, PageRequest
from gateway.domain.rulebook.two_officers import FarReaching, TwoOfficers
from gateway.domain.saying import says
from gateway.domain.transaction import Transaction
from gateway.domain.waiting_act import WaitingAct, WaitingKind
from gateway.errors import InputError
from gateway.register.denials import denial_queries
from gateway.register.denials.act_dates import check_act_date, check_no_repeat
from gateway.register.denials.court_acts import court_acts_of, why_revoked
from gateway.register.denials.denial_queries import DenialFilter
from gateway.register.denials.history import HistoryLine, denial_history
from gateway.register.denials.unreadable import defects_of
from gateway.register.release_sets import is_of_a_state
from gateway.store import held_versions
from gateway.store.held_versions import HeldVersion
from gateway.views.denial_view import AroundDenial, DenialEntry, denial_view
from gateway.views.frame import NounView

D = TypeVar("D", Denial, DenialReview, SetAside)


class ShownAct(HistoryLine):
    """One act on a denial, with who has confirmed to hold its entry."""

    receipts: EntryReceipts


class ShownDenial(Model):
    """A denial with its status, its acts, and who has not yet received the newest.

    Attributes:
        overdue: Whether its review was missed, by its authority's day; it stays valid.
        not_yet_received: Of the own denials; where another authority's entry has arrived is
            known at that authority's node.
        missing: Contents that were released to this authority and have not come yet: what is
            shown without them is not withheld.
        acts: Its entries in order; none of a relayed denial, which is in no log.
        set_aside: What courts and appeal bodies did to it, in order.
        version: Which version this is: its ETag.
    """

    denial: Denial
    status: DenialStatus
    overdue: bool = False
    relayed_from: str = ""
    not_yet_received: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    acts: tuple[ShownAct, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    version: str = ""


async def search_denials(
    office: Office,
    officer: Officer,
    transaction: Transaction,
    *,
    reason: str = "",
    mode: SearchMode = SearchMode.INDEX,
) -> Examination:
    """Search all valid denials for one like a transaction; the Commission gives a reason.

    Args:
        office: The office.
        officer: Who searches.
        transaction: What is searched for.
        reason: Why, kept with the act. The Commission decides no licence: it must say.
        mode: Through the index, or every valid denial compared (audit).

    Raises:
        InputError: This is the Commission's node and no reason is given.
    """
    reason = reason_given(office, officer, reason)
    at = office.clock.now()
    rulebook = office.law.in_force(at)
    found = await office.register.search.examine(
        transaction,
        at=at,
        fresh_for=timedelta(seconds=rulebook.examination.register_fresh_for_s),
        mode=mode,
        opens=rulebook.consulted_decisions,
    )
    await _note_search(office, officer, at, len(found.hits), found.denials_in_scope, reason)
    return found


async def find_denials(
    office: Office,
    officer: Officer,
    query: DenialQuery,
    *,
    reason: str = "",
    mode: SearchMode = SearchMode.INDEX,
) -> DenialsFound:
    """Look denials up by a name or a part of it, goods or a destination; at least one of them.

    Args:
        office: The office.
        officer: Who searches.
        query: What is searched for; what is not given is not compared.
        reason: Why, kept with the act. The Commission decides no licence: it must say.
        mode: Through the index, or every valid denial compared (audit).

    Raises:
        InputError: Nothing is given to search by, or this is the Commission's node and no
            reason is given.
    """
    reason = reason_given(office, officer, reason)
    if not query.given:
        raise InputError(
            "names, description, codes, destination: at least one is needed to search by",
            remedy="Give a name or a part of it, goods in words or by code, or a destination: "
            "{searchDenials}.",
            field="names",
        )
    at = office.clock.now()
    rule = office.law.in_force(at).examination
    found = await office.register.search.find(
        query, at=at, fresh_for=timedelta(seconds=rule.register_fresh_for_s), mode=mode
    )
    await _note_search(office, officer, at, len(found.found), found.denials_in_scope, reason)
    return found


def reason_given(office: Office, officer: Officer, reason: str) -> str:
    """Return why denials are searched or taken out; who decides no licence must say.

    Raises:
        PermissionRefusedError: The role may not read denials.
        InputError: This is the Commission's node and no reason is given.
    """
    officer.require(Permission.READ_DENIALS)
    reason = reason.strip()
    if not reason and not is_of_a_state(office.me.directory().member(office.code)):
        raise InputError(
            "reason: who decides no licence says why denials are searched",
            remedy="Give the reason in words; it is kept on record.",
        )
    return reason


async def _note_search(
    office: Office, officer: Officer, at: datetime, shown: int, scope: int, reason: str
) -> None:
    said = says("{shown} of {scope} shown", shown=shown, scope=scope)
    if reason:
        said += says("; reason: {reason}", reason=reason)
    await office.db.write(
        lambda conn: Journal(conn, at, officer.name).act(Verb.DENIALS_SEARCHED, "search", said)
    )


async def list_denials(
    office: Office,
    officer: Officer,
    chosen: DenialFilter | None = None,
    *,
    page: PageRequest = FIRST_PAGE,
) -> Page[DenialLine]:
    """Return the denials that are held here by their number, relayed ones among them.

    Args:
        office: This authority.
        officer: Who asks.
        chosen: Which; all if absent.
        page: Which part.

    Raises:
        InputError: The cursor is none of this list, or no such days are there.
    """
    officer.require(Permission.READ_DENIALS)
    if chosen is not None:
        check_days("notified", chosen.notified_from, chosen.notified_until)
    return await office.db.read(lambda conn: denial_queries.list_denials(conn, chosen, page))


async def count_denials(office: Office, officer: Officer, chosen: DenialFilter) -> int:
    """Count the denials that `list_denials` lists, on all its pages."""
    officer.require(Permission.READ_DENIALS)
    return await office.db.read(lambda conn: denial_queries.count_denials(conn, chosen))


async def get_denial(office: Office, officer: Officer, denial_id: str) -> ShownDenial:
    """Show a denial, its status, and who has not yet received it.

    Raises:
        NotFoundError: It is not in any register here.
    """
    officer.require(Permission.READ_DENIALS)

    def read(work: Work) -> ShownDenial:
        found = denial_queries.get_denial(work.conn, denial_id)
        acts = _acts(work, denial_id) if found.index is not None else ()
        newest = next((act.receipts for act in acts if act.index == found.index), None)
        missing = None if newest is None else newest.not_yet_confirmed
        return ShownDenial(
            denial=found.denial,
            status=found.status,
            overdue=overdue(found.status, today_at(office, found.denial.authority)),
            relayed_from=found.status.relayed_from,
            not_yet_received=missing or (),
            missing=tuple(
                each.why for each in defects_of(work.conn, [denial_id]) if each.part is not None
            ),
            acts=acts,
            set_aside=tuple(each.act for each in court_acts_of(work.conn, denial_id)),
            version=_version_of(work.conn, denial_id),
        )

    return await office.read(read)


def held_denial(conn: Connection, denial_id: str) -> HeldVersion | None:
    """Return which version of a denial is held, None where none is."""
    if denial_id not in denial_queries.load_denials(conn, [denial_id]):
        return None
    return HeldVersion(_version_of(conn, denial_id), (denial_id,))


def _version_of(conn: Connection, denial_id: str) -> str:
    written = len(denial_history(conn, denial_id))
    return held_versions.of_acts(conn, written, [denial_id])


def has_erratum(work: Work, denial_id: str) -> bool:
    """Say whether an erratum stands, so that one more undoes what that has put right."""
    acts = denial_history(work.conn, denial_id)
    return any(act.type is DenialEventType.AMENDED and not act.note for act in acts)


async def view_of_denial(office: Office, officer: Officer, denial_id: str) -> NounView:
    """Return a denial as a person reads it.

    Raises:
        NotFoundError: It is not held here.
    """
    shown = await get_denial(office, officer, denial_id)
    around = AroundDenial(
        status=shown.status,
        overdue=shown.overdue,
        missing=shown.missing,
        not_yet_received=shown.not_yet_received,
        set_aside=shown.set_aside,
        revoked_for=await office.db.read(lambda conn: why_revoked(conn, denial_id)),
        entries=tuple(
            DenialEntry(
                log=each.origin,
                index=each.index,
                kind=each.type,
                at=each.at,
                confirmed_by=each.receipts.confirmed_by,
                waiting=each.receipts.not_yet_confirmed,
                note=each.note,
            )
            for each in shown.acts
        ),
    )
    return denial_view(reader_of(office), shown.denial, around)


def _acts(work: Work, denial_id: str) -> tuple[ShownAct, ...]:
    at = work.now
    history = denial_history(work.conn, denial_id)
    receipts = {origin: Receipts(work, origin, at) for origin in {line.origin for line in history}}
    return tuple(
        ShownAct(**dict(line), receipts=receipts[line.origin].of(line.index)) for line in history
    )


async def do_or_wait(
    office: Office,
    officer: Officer,
    denial_id: str,
    rule: TwoOfficers | None,
    wanted: tuple[WaitingKind, D, str],
    check: Callable[[Work, D], object],
    act: Callable[[Work, str, D], str],
) -> ShownDenial | WaitingAct:
    """Act on an own denial, or have that wait for a second officer, as the denial stands now.

    Args:
        office: This authority.
        officer: Who acts, or proposes it.
        denial_id: The denial that the address names.
        rule: Why a second officer must agree; None: one suffices.
        wanted: The kind of act, what was given, and the same in a few words.
        check: Checks that the act can be done now.
        act: Carries it out.

    Raises:
        InputError: The body is about another denial than the address.
        StateError: Another act about the denial waits; names it.
    """
    officer.require(Permission.KEEP_DENIALS)
    kind, draft, what = wanted
    if denial_id != draft.denial_id:
        raise InputError(
            "denial_id: the body is about {body_id}, the address about {path_id}",
            body_id=draft.denial_id,
            path_id=denial_id,
        )

    def write(work: Work) -> WaitingAct | None:
        check(work, draft)
        if rule is None:
            act(work, officer.name, draft)
            return None
        proposed = Proposed(kind, draft, what, denial_id, entries_on(work.conn, denial_id))
        return hold(work, officer.name, proposed, rule)

    return await office.write(write) or await get_denial(office, officer, denial_id)


async def review_denial(
    office: Office, officer: Officer, denial_id: str, review: DenialReview
) -> ShownDenial | WaitingAct:
    """Write the outcome of a review, or a revocation, of an own denial, or have it wait.

    Returns:
        The denial; or what waits, where the law of today wants a second officer to agree.

    Raises:
        PermissionRefusedError: It is another authority's denial.
        StateError: It is revoked already, or was reviewed today.
        InputError: DATE_IMPOSSIBLE; or a renewal from the third review on states no grounds,
            a revocation no reason, or an amendment is its outcome and none was written.
    """
    rule = office.law.in_force(office.clock.now()).review.two_officers
    two = None if rule is None or not rule.needs(office.code, review.outcome) else rule
    wanted = (WaitingKind.DENIAL_REVIEW, review, f"{review.denial_id}: {review.outcome}")
    return await do_or_wait(office, officer, denial_id, two, wanted, check_review, review_in)


def review_in(work: Work, actor: str, review: DenialReview) -> str:
    """Write the outcome of a review inside a transaction of the caller; return the denial's id.

    Raises:
        ComityError: As `review_denial`.
    """
    keeps = review.outcome is not ReviewOutcome.REVOKED
    check_review(work, review)
    kind = EntryType.DENIAL_REVIEWED if keeps else EntryType.DENIAL_REVOKED
    enter(work, kind, review.denial_id, matched(review))
    journal_of(work, actor).act(
        Verb(kind), review.denial_id, says("{outcome}", outcome=review.outcome)
    )
    reviewed(work, review.denial_id, actor)
    return review.denial_id


def check_review(work: Work, review: DenialReview) -> None:
    """Refuse an outcome of a review that the denial cannot have."""
    found, now = own_denial(work, review.denial_id), now_at(work.office, work.code)
    check_act_date(found, review.at, now)
    if review.set_aside is not None:
        raise InputError(
            "set_aside: a review does not tell of a court",
            remedy="Tell it by itself: {setAsideDenial}.",
            denial_id=review.denial_id,
        )
    if review.outcome is ReviewOutcome.REVOKED:
        if not review.grounds:
            raise InputError(
                "grounds: a revocation says why the denial ends",
                remedy="Say it: {reviewDenial}, with the outcome revoked and a ground.",
            )
        return
    check_no_repeat(work.conn, review.denial_id, now)
    rule = work.law.in_force(work.now).review
    done = found.status.reviews_done or 0
    if done + 1 >= rule.grounds_from_review and not review.third_review_grounds:
        raise InputError(
            "third_review_grounds: review {done} needs stated grounds ({article})",
            remedy="Say them as third_review_grounds: {reviewDenial}.",
            done=done + 1,
            article=rule.article,
        )
    amended = found.status.last_event is DenialEventType.AMENDED
    if review.outcome is ReviewOutcome.AMENDED and not amended:
        raise InputError(
            "outcome: nothing was amended since the last act",
            remedy="Write the erratum first: {amendDenial}.",
            denial_id=review.denial_id,
        )


async def amend_denial(
    office: Office, officer: Officer, denial_id: str, denial: Denial
) -> ShownDenial | WaitingAct:
    """Write an erratum of an own denial, or have it wait.

    Returns:
        The denial; or what waits, where the law of today wants a second officer to agree.

    Raises:
        PermissionRefusedError: It is another authority's denial.
        InputError: The erratum changes when it was first notified.
        StateError: Another act about the denial waits for a second officer.
    """
    law = office.law.in_force(office.clock.now())
    two = law.two_officers(FarReaching.DENIAL_AMEND, office.code)
    wanted = (WaitingKind.DENIAL_AMEND, denial, f"{denial.denial_id}: erratum")
    return await do_or_wait(office, officer, denial_id, two, wanted, check_erratum, erratum_in)
