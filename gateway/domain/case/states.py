"""The states of a case and of a licence, and from which to which a case may go.

The table has every pair, with why a case goes that way or why none does. It holds for any kind
of case; who may move a case, and what else must hold, is for the rooms above to say.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from gateway.domain.base import Worded
from gateway.domain.notice import SuspensionEnd
from gateway.errors import StateError


class CaseState(Worded):
    """State of a case."""

    FILED = "filed", "Filed"
    EXAMINED = "examined", "Examined"
    CONSULTING = "consulting", "Consulting"
    # consultations are over (or unconfirmed): officers assess
    ASSESSMENT = "assessment", "Assessment"
    PROPOSED = "proposed", "Proposed"
    DECIDED = "decided", "Decided"
    WITHDRAWN = "withdrawn", "Withdrawn"


_S = CaseState

ENDED_STATES = frozenset({_S.DECIDED, _S.WITHDRAWN})
"""States in which nothing more changes a case."""


class LicenceState(Worded):
    """How a licence stands after the decisions that followed its grant."""

    IN_FORCE = "in_force", "In force"
    LIMITED = "limited", "Limited"
    SUSPENDED = "suspended", "Suspended"
    ANNULLED = "annulled", "Annulled"
    REVOKED = "revoked", "Revoked"
    EXPIRED = "expired", "Expired: its last day is past"
    ENDED = "ended", "Ended: another licence took its place"


LICENCE_ENDED = frozenset(
    {
        LicenceState.ANNULLED,
        LicenceState.REVOKED,
        LicenceState.EXPIRED,
        LicenceState.ENDED,
    }
)
"""States of a licence in which nothing more can be done to it."""

LICENCE_USABLE = frozenset({LicenceState.IN_FORCE, LicenceState.LIMITED})
"""States in which goods may leave under a licence, within its days."""

AFTER_SUSPENSION: Mapping[SuspensionEnd, LicenceState] = {
    SuspensionEnd.REINSTATED: LicenceState.IN_FORCE,
    SuspensionEnd.REVOKED: LicenceState.REVOKED,
    SuspensionEnd.ANNULLED: LicenceState.ANNULLED,
    SuspensionEnd.LIMITED: LicenceState.LIMITED,
}
"""How the licence stands after each outcome of a final assessment (Article 16(1))."""


class Move(NamedTuple):
    """Whether a case may go from one state to another, and why, or why not."""

    allowed: bool
    why: str


def _may(why: str) -> Move:
    return Move(allowed=True, why=why)


def _never(why: str) -> Move:
    return Move(allowed=False, why=why)


_PASSED = _never("an examination leads at once to consultations or to assessment")
_WITHDRAWN = _may("the applicant withdraws, and nothing was determined")
_DETERMINED = _may("the applicant withdraws after a determination, which a second officer decides")
_AMENDED = _may("the application is amended, and examined anew")
_UNPROPOSED = _never("nothing is proposed that an officer could decide")
_NOT_BACK = _never("a decided case is not opened again; another act on it is another case")
_GONE = _never("a withdrawn application is not taken up again; another one is filed")

_BEFORE_EXAMINATION: Mapping[CaseState, Move] = {
    _S.FILED: _may("the application is amended before it was examined"),
    _S.EXAMINED: _PASSED,
    _S.CONSULTING: _may("it is examined, and others are to be consulted"),
    _S.ASSESSMENT: _may("it is examined, and nobody is to be consulted"),
    _S.PROPOSED: _DETERMINED,
    _S.DECIDED: _UNPROPOSED,
    _S.WITHDRAWN: _WITHDRAWN,
}

MOVES: Mapping[CaseState, Mapping[CaseState, Move]] = {
    _S.FILED: _BEFORE_EXAMINATION,
    _S.EXAMINED: _BEFORE_EXAMINATION,  # no case rests here; the word is in the contract
    _S.CONSULTING: {
        _S.FILED: _AMENDED,
        _S.EXAMINED: _PASSED,
        _S.CONSULTING: _may("one more is asked while others have not answered"),
        _S.ASSESSMENT: _may("nothing is awaited any more"),
        _S.PROPOSED: _may("what still runs is not needed to say no"),
        _S.DECIDED: _UNPROPOSED,
        _S.WITHDRAWN: _WITHDRAWN,
    },
    _S.ASSESSMENT: {
        _S.FILED: _AMENDED,
        _S.EXAMINED: _PASSED,
        _S.CONSULTING: _may("another question is asked, or an answer no longer counts"),
        _S.ASSESSMENT: _may("it is examined again, and nobody else is to be consulted"),
        _S.PROPOSED: _may("an officer proposes a decision"),
        _S.DECIDED: _UNPROPOSED,
        _S.WITHDRAWN: _WITHDRAWN,
    },
    _S.PROPOSED: {
        _S.FILED: _AMENDED,
        _S.EXAMINED: _PASSED,
        _S.CONSULTING: _may("the proposal falls; an answer is awaited again"),
        _S.ASSESSMENT: _may("the proposal falls; what it rested on has changed"),
        _S.PROPOSED: _may("another proposal takes its place, or the same one stands"),
        _S.DECIDED: _may("an officer decides what is proposed"),
        _S.WITHDRAWN: _may("the applicant withdraws, or a second officer decides after it"),
    },
    _S.DECIDED: dict.fromkeys(_S, _NOT_BACK),
    _S.WITHDRAWN: dict.fromkeys(_S, _GONE),
}
"""From which state (first) to which a case goes; every pair is in it."""


def check_move(before: CaseState, after: CaseState, case_id: str) -> None:
    """Check that a case may go from one state to another.

    Raises:
        StateError: It may not; says why.
    """
    move = MOVES[before][after]
    if not move.allowed:
        raise StateError(
            "the case is {before}: {why}",
            remedy="{getCase} says where it stands.",
            case_id=case_id,
            before=before,
            why=move.why,
        )
