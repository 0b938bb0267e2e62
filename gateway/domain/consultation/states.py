"""The states of a consultation, and the one table of how it passes from one to another.

Both sides keep to it, each in its own copy: the asking authority passes through all of
them, the consulted one begins with a running period and neither asks to close nor waits
for a confirmation. What is closed stays closed, but for what the table names.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from gateway.domain.base import Worded
from gateway.errors import StateError


class ConsultationState(Worded):
    """State of a conversation under a procedure, the same names on both sides."""

    # in the outbox, no receipt yet
    REQUESTED = "requested", "Requested; not received yet, so that no period runs"
    RUNNING = "running", "The period runs"
    CLOSING = "closing", "The period is over; the other gateway is asked to close"
    UNCONFIRMED = (
        "unconfirmed",
        (
            "No answer, unconfirmed: the other gateway could not be reached, so nothing follows "
            "from its silence"
        ),
    )
    ANSWERED = "answered", "Ended with an answer"
    SILENT = "silent", "Ended without an answer"
    SUPERSEDED = "superseded", "No longer needed"  # denial no longer valid, withdrawn, amended


OPEN_STATES = frozenset(
    {
        ConsultationState.REQUESTED,
        ConsultationState.RUNNING,
        ConsultationState.CLOSING,
        ConsultationState.UNCONFIRMED,
    }
)


_State = ConsultationState
_ENDED = "nothing more is asked: ended, or recalled"

TRANSITIONS: Mapping[_State, Mapping[_State, str]] = MappingProxyType(
    {
        _State.REQUESTED: {
            _State.REQUESTED: "a wish or a reaction is here before the receipt",
            _State.RUNNING: "the receipt came, and the period runs",
            _State.ANSWERED: "the answer is here before the receipt",
            _State.SUPERSEDED: "the request was refused, recalled, or is not needed any more",
        },
        _State.RUNNING: {
            _State.RUNNING: "more time was given, or a reaction came that settles nothing",
            _State.CLOSING: "the period is over, and the consulted gateway is asked to close",
            _State.UNCONFIRMED: "the period is over, and something speaks against silence",
            _State.ANSWERED: "an answer counts, or the period ended with a reaction",
            _State.SILENT: "the consulted gateway stated that nothing is under way with it",
            _State.SUPERSEDED: _ENDED,
        },
        _State.CLOSING: {
            _State.RUNNING: "a wish, a reaction or a later last instant counts",
            _State.CLOSING: "a period that had a reaction is asked about once more",
            _State.UNCONFIRMED: "the consulted gateway does not reply, or has something under way",
            _State.ANSWERED: "an answer counts, or the period ended with a reaction",
            _State.SILENT: "the consulted gateway stated that nothing is under way",
            _State.SUPERSEDED: _ENDED,
        },
        _State.UNCONFIRMED: {
            _State.RUNNING: "a wish, a reaction or a later last instant counts",
            _State.CLOSING: "the consulted gateway is asked again",
            _State.UNCONFIRMED: "something still speaks against silence, or nobody replies",
            _State.ANSWERED: "an answer counts, or the period ended with a reaction",
            _State.SILENT: "the statement came after all, or an officer goes on, on record",
            _State.SUPERSEDED: _ENDED,
        },
        _State.ANSWERED: {
            _State.RUNNING: "the answer was refused, recalled, or corrected to one that is no end",
            _State.ANSWERED: "the answer was corrected, or given again where it may be",
            _State.SUPERSEDED: "amended, recalled, or ended before the answer had come there",
        },
        _State.SILENT: {
            _State.ANSWERED: "an answer sealed in time counts after all",
            _State.SILENT: "the consulted gateway is asked to close a second time",
            _State.SUPERSEDED: "the application was amended, or the request recalled",
        },
        _State.SUPERSEDED: {
            _State.ANSWERED: "an answer takes a standing one's place, or replies to a correction",
            _State.SUPERSEDED: "what had ended already is recalled",
        },
    }
)
"""Why a consultation may pass from a state to a state; to one that is not named it never does."""


def check_transition(before: ConsultationState, after: ConsultationState) -> None:
    """Check that a consultation may pass from one state to another.

    Raises:
        StateError: STATE_CONFLICT; the table says that it never does.
    """
    if after not in TRANSITIONS[before]:
        raise StateError(
            "a consultation that is {state} does not become {wanted}",
            remedy="{getConsultation} says where it stands.",
            state=before,
            wanted=after,
        )
