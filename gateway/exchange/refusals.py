"""Refusals of the intake: any error that a step raises, with the number of that step.

A refused letter is journalled whole, as evidence of what was refused; so there is a bound to
how much of it one member can fill a journal with that is kept for ever.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from gateway.errors import ComityError, IntakeError, Reason, UnavailableError

REFUSED_OCTETS = 16 * 2**20
"""Octets of refused letters of one member that are journalled in `REFUSED_WITHIN`: a thousand
ordinary letters, six gigabytes in a year of a member that sends nothing else."""

REFUSED_WITHIN = timedelta(days=1)


class RefusedOctets:
    """What each member may still have journalled of refused letters; it grows with time.

    Kept in memory: a restart, which is rare, gives each its whole bound again.
    """

    def __init__(self) -> None:
        self._left: dict[str, tuple[float, datetime]] = {}

    def take(self, member: str, octets: int, at: datetime) -> None:
        """Note a refused letter that is about to be journalled.

        Args:
            member: Whose certificate brought it.
            octets: Of its envelope and of the bodies that are kept.
            at: The instant of receipt.

        Raises:
            UnavailableError: CALLS_EXCEEDED; its sender tries again, as after any failure.
        """
        left, since = self._left.get(member, (float(REFUSED_OCTETS), at))
        left += max(0.0, (at - since) / REFUSED_WITHIN) * REFUSED_OCTETS
        left = min(left, float(REFUSED_OCTETS))
        if octets > left:
            raise UnavailableError(
                f"of {member} so much was refused today that no more of it is journalled",
                reason=Reason.CALLS_EXCEEDED,
                remedy="Correct what the receipts of the last refusals name; nothing was lost.",
                member=member,
            )
        self._left[member] = (left - octets, at)


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
