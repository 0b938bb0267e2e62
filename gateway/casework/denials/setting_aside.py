"""Own denials that a court, or a body that hears appeals, sets aside or suspends (Article 16).

Such a denial is no longer valid, or not meanwhile, and every member must know: the act is an entry
in the own log. One that ends it is a revocation that names the court, so that a node of before
takes it as one. One that suspends it, or is the end of that, has a type of its own: a node of
before goes on asking about it, which is one question too many and none too few.
"""

from __future__ import annotations

from gateway.casework.acts.journal import journal_of
from gateway.casework.denials.denial_reviews import now_at, reviewed
from gateway.casework.denials.denials import (
    ShownDenial,
    do_or_wait,
)
from gateway.casework.denials.own_denials import enter, matched, own_denial
from gateway.casework.permissions import Officer
from gateway.casework.services import Office, Work
from gateway.domain.acts import Verb
from gateway.domain.base import Model
from gateway.domain.denial import DenialState, ReviewOutcome
from gateway.domain.letter import EntryType
from gateway.domain.notice import DenialReview, SetAside, SetAsideWay
from gateway.domain.rulebook.two_officers import FarReaching
from gateway.domain.saying import says
from gateway.domain.waiting_act import WaitingAct, WaitingKind
from gateway.errors import StateError
from gateway.register.denials.act_dates import check_not_ahead

_ENTRIES = {
    SetAsideWay.SET_ASIDE: EntryType.DENIAL_REVOKED,
    SetAsideWay.WITHDRAWN_ON_APPEAL: EntryType.DENIAL_REVOKED,
    SetAsideWay.SUSPENDED: EntryType.DENIAL_SUSPENDED,
    SetAsideWay.RESTORED: EntryType.DENIAL_RESTORED,
}


async def set_aside(
    office: Office, officer: Officer, denial_id: str, act: SetAside
) -> ShownDenial | WaitingAct:
    """Tell all members that a court acted on an own denial, or have that wait.

    Args:
        office: This authority.
        officer: Who writes it down.
        denial_id: The denial.
        act: What became of it, by whose decision, of which day, under which reference.

    Returns:
        The denial as it stands then; or what waits, where the law of today wants a second
        officer to agree.

    Raises:
        NotFoundError: It is in no register here.
        PermissionRefusedError: It is another authority's denial.
        StateError: It is revoked; it is suspended already, or was not; or another act about it
            waits for a second officer.
        InputError: The body is about another denial, or DATE_IMPOSSIBLE.
    """
    law = office.law.in_force(office.clock.now())
    two = law.two_officers(FarReaching.DENIAL_SET_ASIDE, office.code)
    wanted = (WaitingKind.DENIAL_SET_ASIDE, act, f"{act.denial_id}: {act.way}, {act.body}")
    return await do_or_wait(office, officer, denial_id, two, wanted, check_set_aside, set_aside_in)


def check_set_aside(work: Work, act: SetAside) -> None:
    """Refuse what cannot have become of a denial as it stands."""
    found = own_denial(work, act.denial_id)
    check_not_ahead(found, act.at, now_at(work.office, work.code))
    _check_fits(act, found.status.state)


def set_aside_in(work: Work, actor: str, act: SetAside) -> str:
    """Tell what a court did, inside a transaction of the caller; return the denial's id.

    Raises:
        ComityError: As `set_aside`.
    """
    check_set_aside(work, act)
    kind = _ENTRIES[act.way]
    enter(work, kind, act.denial_id, matched(_content(act)))
    journal_of(work, actor).act(
        Verb(kind),
        act.denial_id,
        says(
            "{deed}: {body}, {reference}, {day}",
            deed=act.way,
            body=act.body,
            reference=act.reference,
            day=act.at,
        ),
    )
    reviewed(work, act.denial_id, actor)
    return act.denial_id


def _content(act: SetAside) -> Model:
    """Return what the entry holds: of an end the revocation that nodes of before know."""
    if not act.way.ends:
        return act
    return DenialReview(
        denial_id=act.denial_id, outcome=ReviewOutcome.REVOKED, at=act.at, set_aside=act
    )


def _check_fits(act: SetAside, state: DenialState) -> None:
    suspended = state is DenialState.SUSPENDED
    if act.way is SetAsideWay.SUSPENDED and suspended:
        raise StateError(
            "{denial_id} is suspended already",
            remedy="Say what has become of it since: {setAsideDenial}, restored, set_aside or "
            "withdrawn_on_appeal.",
            denial_id=act.denial_id,
        )
    if act.way is SetAsideWay.RESTORED and not suspended:
        raise StateError(
            "{denial_id} is not suspended",
            remedy="{getDenial} says how it stands; only what was suspended is restored.",
            denial_id=act.denial_id,
        )
