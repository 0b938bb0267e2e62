"""The page of a case in words: every step says what and why; a day's acts stand under the day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from gateway.console.languages import Languages
from gateway.console.pages.ours.countries import country_code
from gateway.domain.case import Act
from gateway.domain.case.steps import DecisionStep, StepKind, StepState
from gateway.errors import InputError
from gateway.views.case_page.history import history_of
from gateway.views.case_page.steps import step_in_words
from tests.support.totality import NOON
from tests.unit.views.test_totality import READER


def test_every_step_says_what_and_why_in_words_of_its_own() -> None:
    told = [
        step_in_words(READER, DecisionStep(kind=kind, state=StepState.OPEN, authority="FR"))
        for kind in StepKind
    ]
    assert len({each.what for each in told}) == len(StepKind)
    assert all(each.why.endswith((".", ". ")) for each in told)
    assert len({step_in_words(READER, _consult(state)).stands for state in StepState}) == 4


def _consult(state: StepState, **fields: object) -> DecisionStep:
    given = {"kind": StepKind.CONSULT, "state": state, "authority": "FR", **fields}
    return DecisionStep.model_validate(given)


def test_a_consultation_says_until_when_and_what_waits_for_it() -> None:
    running = _consult(StepState.WAITING, last_day=date(2026, 3, 16))
    assert step_in_words(READER, running).why.endswith("No decision is made before.")
    assert "16 Mar" in step_in_words(READER, running).why
    advisory = _consult(StepState.WAITING, binding=False)
    assert step_in_words(READER, advisory).why == (
        "No period runs yet. A refusal does not wait for it."
    )
    assert "its time is over" in step_in_words(READER, _consult(StepState.DONE)).why


def test_acts_stand_under_their_day_as_the_readers_clock_has_it() -> None:
    late = NOON.replace(hour=23, minute=30)  # the next day already, where the reader is
    acts = [
        Act(at=at, actor="anna", verb="case.filed", text="")
        for at in (NOON, NOON + timedelta(minutes=1), late)
    ]
    days = history_of(READER, acts)
    assert [len(each.acts) for each in days] == [1, 2]
    assert days[0].day == days[1].day + timedelta(days=1)
    first, second = (each.time for each in days[1].acts)
    assert first < second


@pytest.mark.parametrize("typed", ["tr", "TR ", "Türkiye", "türkei", "TÜRKEI"])
def test_a_country_is_typed_by_name_or_code(typed: str) -> None:
    german = Languages().get("de")
    assert german is not None
    assert country_code(german, "destination", typed) == "TR"


@pytest.mark.parametrize("typed", ["", "Nowhere", "XX", "419", "Europa"])
def test_what_is_no_country_names_its_field(typed: str) -> None:
    english = Languages().get("en")
    assert english is not None
    with pytest.raises(InputError, match="no such country") as raised:
        country_code(english, "destination", typed)
    assert raised.value.metadata["field"] == "destination"
