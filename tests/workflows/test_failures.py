"""The one mapping from our errors to Temporal's."""

from __future__ import annotations

import inspect

import pytest
from temporalio.exceptions import ActivityError, ApplicationError, RetryState

from gateway import errors
from gateway.errors import ComityError, IntakeError, Reason, UnavailableError
from workflows.failures import MESSAGE_MAX_CHARS, reason_of, to_failure, translated_errors

FAMILIES = [
    each
    for _, each in inspect.getmembers(errors, inspect.isclass)
    if issubclass(each, ComityError) and each is not IntakeError
]


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_keeps_its_reason_and_whether_it_is_retried(family: type[ComityError]) -> None:
    failure = to_failure(family("what happened"))
    assert failure.type == str(family.reason)
    assert failure.non_retryable is not family.reason.family.retried


def test_a_message_is_bounded() -> None:
    assert len(to_failure(ComityError("x" * 10_000)).message) == MESSAGE_MAX_CHARS


def test_what_is_no_error_of_ours_passes_as_it_is() -> None:
    with pytest.raises(ZeroDivisionError), translated_errors():
        _ = 1 / 0


def test_the_cause_is_kept() -> None:
    cause = UnavailableError("away", reason=Reason.PEER_UNAVAILABLE)
    with pytest.raises(ApplicationError) as caught, translated_errors():
        raise cause
    assert caught.value.__cause__ is cause


def activity_error(cause: BaseException | None) -> ActivityError:
    error = ActivityError(
        "failed",
        scheduled_event_id=1,
        started_event_id=2,
        identity="",
        activity_type="deliver",
        activity_id="1",
        retry_state=RetryState.TIMEOUT,
    )
    error.__cause__ = cause
    return error


def test_the_reason_is_that_of_the_last_attempt() -> None:
    assert reason_of(activity_error(ApplicationError("away", type="PEER_UNAVAILABLE"))) == (
        Reason.PEER_UNAVAILABLE
    )


def test_without_an_attempt_that_ended_the_node_itself_was_away() -> None:
    assert reason_of(activity_error(None)) == Reason.NODE_UNAVAILABLE
