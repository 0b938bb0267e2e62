"""What the annual report adds to a node where its libraries are installed.

Found by `gateway.parts` and by nobody's import, so that a node runs without them: it is told
what its letters do, what its dates mean, how their further parts are read, and what of it may
wait.
"""

from __future__ import annotations

from collections.abc import Mapping

from gateway.casework.annual.arrivals import (
    annual_owed,
    take_annual_call,
    take_annual_question,
    take_annual_tables,
)
from gateway.casework.annual.confidentiality_round import take_clearance
from gateway.casework.annual.dates import (
    clearance_due,
    collection_due,
    embargo_due,
    question_due,
)
from gateway.casework.annual.intake import take_submission
from gateway.casework.annual.merging import take_outcome, take_part
from gateway.casework.annual.questions import take_answer_to_us
from gateway.casework.annual.versions import versions_unanswered, versions_unsigned
from gateway.casework.office.due import DueKind, Handler
from gateway.casework.records.correspondence import Take
from gateway.domain.letter import LetterType
from gateway.reports.letter_parts import check_further_parts
from gateway.store.waits import Waits

__all__ = ["DATES", "LETTERS", "WAITS", "check_further_parts"]

LETTERS: Mapping[LetterType, Take] = {
    LetterType.ANNUAL_CALL: take_annual_call,
    LetterType.ANNUAL_SUBMISSION: take_submission,
    LetterType.ANNUAL_PART: take_part,
    LetterType.ANNUAL_OUTCOME: take_outcome,
    LetterType.ANNUAL_QUESTION: take_annual_question,
    LetterType.ANNUAL_ANSWER: take_answer_to_us,
    LetterType.ANNUAL_TABLES: take_annual_tables,
    LetterType.ANNUAL_CLEARANCE: take_clearance,
}

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
