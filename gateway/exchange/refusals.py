"""Refusals of the intake: any error that a step raises, with the number of that step."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from gateway.errors import ComityError, IntakeError, Reason


def refusal(message: str, step: int, reason: Reason) -> IntakeError:
    """Return the refusal of a step that judges by itself."""
    return IntakeError(message, step=step, reason=reason)


@contextmanager
def at_step(step: int) -> Iterator[None]:
    """Turn what the rooms below raise into a refusal at a step, reason and remedy kept."""
    try:
        yield
    except IntakeError:
        raise
    except ComityError as exc:
        refused = IntakeError(str(exc), step=step, reason=exc.reason)
        refused.metadata = {**exc.metadata, **refused.metadata}
        refused.remedy = exc.remedy or refused.remedy
        raise refused from exc
