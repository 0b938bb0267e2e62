"""Goods that are stopped for the length of a consultation, as they are shown."""

from __future__ import annotations

from gateway.domain.base import Instant, Model, Worded


class StopState(Worded):
    """Where goods stand that were stopped until the consulted authority answers."""

    HELD = "held", "held"  # the period runs
    # the period is over; both sides have not closed it yet
    RELEASE_DUE = "release_due", "due for release"
    RELEASED = "released", "released"
    MEASURES = "measures", "kept under the consulted authority's own decision"
    LIFTED = "lifted", "the stop was lifted"  # by the authority that had stopped them


class StopEnd(Worded):
    """Which of two periods ends first, and so bounds a stop."""

    STOP = "stop", "the stop's own period"  # the stop's own, from its beginning
    # the one for an answer, from the receipt of the question
    QUESTION = "question", "the period for an answer"


class Stop(Model):
    """Goods stopped for the length of a consultation, and what is due to them by law.

    Attributes:
        by: What ended it, ``answer``, ``silence``, ``stop`` (its own period) or ``end``;
            empty while nothing did.
        at: Since when it is so, or until when the goods are held at most.
        governed_by: Which period bounds it; None where the stop has none of its own.
    """

    state: StopState
    by: str = ""
    at: Instant | None = None
    governed_by: StopEnd | None = None
    sentence: str
