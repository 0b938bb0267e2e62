"""The only mapping from our errors to Temporal's, and what to read from a failed activity.

An error of ours whose reason is retried (`gateway.errors.Family`) is, by the policy of the
activity; any other ends it. What is no error of ours is a defect: Temporal retries it until
the program has been mended.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from temporalio.exceptions import ActivityError, ApplicationError, ApplicationErrorCategory

from gateway.errors import ComityError, Reason

_BENIGN = ApplicationErrorCategory.BENIGN

MESSAGE_MAX_CHARS = 500
"""A failure is stored in every history that saw it and limited to 2 MiB in all."""


def to_failure(error: ComityError) -> ApplicationError:
    """Return the failure that carries the reason, as its type, and a bounded message.

    What is retried is daily business and not logged with a trace at every attempt.
    """
    retried = error.reason.family.retried
    return ApplicationError(
        str(error)[:MESSAGE_MAX_CHARS],
        type=str(error.reason),
        non_retryable=not retried,
        category=_BENIGN if retried else ApplicationErrorCategory.UNSPECIFIED,
    )


@contextmanager
def translated_errors() -> Iterator[None]:
    """Turn a `ComityError` raised inside into the `ApplicationError` that carries it."""
    try:
        yield
    except ComityError as error:
        raise to_failure(error) from error


def reason_of(error: ActivityError | ApplicationError) -> str:
    """Return the reason why an activity, or one that was a local step, ended without success.

    A time limit hides the failure of the last attempt in its own cause; that one is the
    reason which a person wants to know.
    """
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ApplicationError) and cause.type:
            return cause.type
        cause = cause.__cause__
    return str(Reason.NODE_UNAVAILABLE)  # no attempt came to an end: our worker was away
