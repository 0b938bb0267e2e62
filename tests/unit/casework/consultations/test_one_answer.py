"""An authority answers once; a second answer is a correction (tests2, 10)."""

from __future__ import annotations

import pytest

from gateway.casework.consultations.incoming_request import check_unsettled
from gateway.domain.consultation import ConsultationAnswer, ConsultationState, LateOrInTime
from gateway.errors import StateError
from tests.support.quiet_office import QuietOffice

IN_TIME, LATE = LateOrInTime.RECEIVED_IN_TIME, LateOrInTime.LATE


@pytest.mark.parametrize(
    ("answer", "timing", "again", "late", "settled"),
    [
        ("no_objection", IN_TIME, False, False, True),
        ("no_objection", IN_TIME, False, True, True),
        ("no_objection", LATE, False, True, True),
        ("no_objection", LATE, False, False, False),  # forwarded late, and given in time
        ("no_objection", IN_TIME, True, False, False),  # asked to answer a second time
        ("more_information", IN_TIME, False, False, False),  # does not settle the question
        ("", None, False, False, False),
    ],
)
def test_a_second_answer_is_refused(
    de: QuietOffice, answer: str, timing: LateOrInTime, again: bool, late: bool, settled: bool
) -> None:
    given = ConsultationAnswer(answer=answer) if answer else None
    said = {"answer": given, "answer_timing": timing, "answer_again": again}
    procedure = "16(5)" if answer == "more_information" else "14(1)"
    row = de.theirs("NL", procedure, state=ConsultationState.RUNNING, **said)
    rule = de.office.law.rule_of(row.consultation)
    if not settled:
        check_unsettled(row, rule, late=late)
        return
    with pytest.raises(StateError, match="has answered already") as found:
        check_unsettled(row, rule, late=late)
    assert found.value.metadata["state"] == "running"
