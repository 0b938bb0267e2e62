"""What a record of a consultation by hand must say, and when it can be made (tests2, 11 and 12)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from gateway.casework.consultations.offline_rules import check_recording
from gateway.casework.records import consultation_rows as rows
from gateway.domain.consultation import (
    Channel,
    ConsultationAnswer,
    ConsultationState,
    HandKind,
    Means,
    Recording,
)
from gateway.errors import InputError, StateError
from tests.support.desk import START
from tests.support.quiet_office import QuietOffice

DAY = timedelta(days=1)
ANSWER = ConsultationAnswer(answer="no_objection")


def recording(kind: HandKind, **fields: Any) -> Recording:
    named: dict[str, Any] = {"at": START, "means": Means.POST, "reference": "B 12-26/1"}
    return Recording(kind=kind, **named | fields)


def by_hand(de: QuietOffice, **fields: Any) -> rows.Row:
    """A consultation that officers carry, whose period runs."""
    row = de.asked(received=True)
    return de.changed(row, channel=Channel.HAND, **fields)


def test_an_answer_is_given_before_it_comes_or_on_that_day(de: QuietOffice) -> None:
    row = by_hand(de)
    de.clock.advance(days=3)
    came = START + 2 * DAY
    for given in (None, START + DAY, came):
        check_recording(
            de.office, row, recording(HandKind.ANSWERED, at=came, given=given, answer=ANSWER)
        )
    late = recording(HandKind.ANSWERED, at=came, given=came + timedelta(seconds=1), answer=ANSWER)
    with pytest.raises(InputError, match="given: it lies after the day on which it came") as found:
        check_recording(de.office, row, late, before="recording.")
    assert found.value.metadata["field"] == "recording.given"


@pytest.mark.parametrize(
    "state",
    [
        ConsultationState.ANSWERED,
        ConsultationState.SILENT,
        ConsultationState.SUPERSEDED,
    ],
)
def test_a_question_is_recorded_only_while_the_consultation_is_open(
    de: QuietOffice, state: ConsultationState
) -> None:
    row = de.changed(de.asked(received=True), state=state)
    with pytest.raises(StateError, match="nothing is asked any more"):
        check_recording(de.office, row, recording(HandKind.ASKED))
