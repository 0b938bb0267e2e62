"""Days and instants that somebody else writes lie where calendars can count."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from pydantic import TypeAdapter, ValidationError

from gateway.domain.base import Day, Instant
from gateway.domain.correspondence import InformationRequest, StandingAnswer
from tests.support.federation_case import text

FAR = date(9999, 12, 31)


@pytest.mark.parametrize("far", [FAR, date.min])
def test_a_far_day_is_refused(far: date) -> None:
    with pytest.raises(ValidationError, match="1900 to 2100"):
        TypeAdapter(Day).validate_python(far)
    assert TypeAdapter(Day).validate_python(date(2100, 12, 31)) == date(2100, 12, 31)


@pytest.mark.parametrize(
    "far", [datetime.max.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC)]
)
def test_a_far_instant_is_refused(far: datetime) -> None:
    with pytest.raises(ValidationError, match="1900 to 2100"):
        TypeAdapter(Instant).validate_python(far)


def test_no_letter_names_a_far_day() -> None:
    with pytest.raises(ValidationError, match="wanted_by"):
        InformationRequest.model_validate(
            {"text": [text("Who?").model_dump()], "wanted_by": "9999-12-31"}
        )
    with pytest.raises(ValidationError, match="until"):
        StandingAnswer.model_validate(
            {
                "procedure": "14(1)",
                "answer": "no_objection",
                "scope": {"everything": True},
                "until": "9999-12-31",
            }
        )
