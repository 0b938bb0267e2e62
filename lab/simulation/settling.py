"""Waits until nothing goes on by itself any more at any of the simulated members."""

from __future__ import annotations

import asyncio

from lab.simulation.members import Federation

_POLL_S = 0.002
_LONGEST_POLL_S = 0.05
_PATIENT_AFTER = 25
"""Looks in a row that found something on its way, after which it is not a matter of moments."""


class NotQuietError(AssertionError):
    """Something that goes on by itself did not come to its end."""


async def settle(federation: Federation, touched: set[str], *, within_s: float) -> None:
    """Return when every letter, effect and closing that is on its way at this instant has come.

    Args:
        federation: The members.
        touched: Those at which something may be on its way; emptied at the end.
        within_s: Seconds of pauses between looks after which what does not come to rest is a
            defect. A busy machine takes longer for as many looks.

    Raises:
        NotQuietError: Something did not; says what, at whom.
    """
    paused_s, clean, looks = 0.0, False, 0
    board, at = federation.board, federation.time.clock.now()
    while True:
        # Never cleared in between: a letter that passes while we wait must be looked after.
        touched |= board.called
        why = ""
        for code in sorted(touched):
            why = federation[code].waits_for(at, board.away)
            if why:
                break
        if not why and clean and board.called <= touched:
            break
        clean = not why
        if paused_s > within_s:
            raise NotQuietError(f"{at.isoformat()}, {code}: {why}")
        looks = looks + 1 if why else 0
        pause_s = _pause_s(looks) if why else 0.0
        paused_s += pause_s
        await asyncio.sleep(pause_s)
    touched.clear()
    board.called.clear()


def _pause_s(looks: int) -> float:
    """Return how long until the next look: what takes seconds is not asked for 500 times each."""
    return min(_POLL_S * max(1.0, looks / _PATIENT_AFTER), _LONGEST_POLL_S)
