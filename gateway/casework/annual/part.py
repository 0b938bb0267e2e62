"""What the annual report adds to a node where its libraries are installed.

Found by `gateway.parts` and by nobody's import, so that a node runs without them: it is told
what its letters do, what its dates mean, how their further parts are read, and what of it may
wait.
"""

from __future__ import annotations

from collections.abc import Mapping

from gateway.casework.acts.due_dates import DueKind, Handler

# What is imported for its effects (`takes`) is used nowhere below.
from gateway.casework.annual import (  # noqa: F401
    confidentiality_round,
    intake,
    merging,
    questions,
)
from gateway.casework.annual.arrivals import annual_owed
from gateway.casework.annual.dates import (
    clearance_due,
    collection_due,
    embargo_due,
    question_due,
)
from gateway.casework.annual.versions import versions_unanswered, versions_unsigned
from gateway.reports.letter_parts import check_further_parts
from gateway.store.waits import Waits

__all__ = ["DATES", "WAITS", "check_further_parts"]

WAITS: Mapping[str, Waits] = {
    "submission_unsigned": versions_unsigned(),
    "submission_unanswered": versions_unanswered(),
}
"""What can stand still of a submission (`casework.handlers.greatest_ages.WaitKind`)."""

DATES: Mapping[DueKind, Handler] = {
    DueKind.ANNUAL_OWED: annual_owed,
    DueKind.ANNUAL_COLLECTION: collection_due,
    DueKind.ANNUAL_QUESTION: question_due,
    DueKind.ANNUAL_CLEARANCE: clearance_due,
    DueKind.ANNUAL_EMBARGO: embargo_due,
}
