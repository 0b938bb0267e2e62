"""Days and instants lie where calendars can count; a correction names what differs."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from pydantic import TypeAdapter, ValidationError

from gateway.domain.base import Day, Instant, Stated, Withholding, differing
from gateway.domain.correspondence import InformationRequest, StandingAnswer
from gateway.domain.transaction import Party, PartyRole
from tests.support.cases import transaction
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


def test_nothing_differs_from_itself() -> None:
    assert differing(transaction(), transaction()) == ()


def test_a_field_is_named_by_its_path() -> None:
    before = transaction()
    item = before.items[0].model_copy(update={"description": "another item"})
    after = before.model_copy(update={"items": (item, *before.items[1:]), "destination": "KZ"})
    assert differing(before, after) == ("items[0].description", "destination")


def test_a_list_of_another_length_is_named_whole() -> None:
    before = transaction()
    after = before.model_copy(update={"items": (*before.items, before.items[0])})
    assert differing(before, after) == ("items",)


def test_a_party_is_said_of_one_part_and_of_no_intermediary() -> None:
    withheld = Stated[Party].withheld(Withholding.SECURITY)
    for role in set(PartyRole) - {PartyRole.INTERMEDIARY}:
        before, after = transaction(), transaction().with_party(role, withheld)
        assert getattr(after, role.value) == withheld
        assert after.with_party(role, getattr(before, role.value)) == before
    with pytest.raises(ValueError, match="several"):
        transaction().with_party(PartyRole.INTERMEDIARY, withheld)
