"""One question for the last instant of a procedure or of a review by every State."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from gateway.domain.calendars import calendar_for
from gateway.domain.periods import derive_period
from gateway.domain.rulebook import shipped_rulebooks
from gateway.errors import ComityError, InputError

RECEIVED = datetime(2026, 3, 2, 9, tzinfo=UTC)  # a Monday
BOOK = shipped_rulebooks().in_force(RECEIVED)
GERMANY = calendar_for("DE")


def found(code: str, days: int = 0) -> tuple[date, str, str]:
    period, title = derive_period(
        BOOK,
        code,
        authority="DE",
        received=RECEIVED,
        calendar=GERMANY,
        extension_days=days,
    )
    assert (period.authority, period.received) == ("DE", RECEIVED)
    assert (period.rulebook, period.calendar) == (BOOK.version, GERMANY.version)
    return period.last_day, title, period.procedure


@pytest.mark.parametrize("spelling", ["14(1)", "14-1"])
def test_of_a_procedure(spelling: str) -> None:
    title = "Items located in another Member State"
    assert found(spelling) == (date(2026, 3, 16), title, "14(1)")
    assert found(spelling, 5) == (date(2026, 3, 23), title, "14(1)")


@pytest.mark.parametrize("spelling", ["5(5)", "5-5"])
def test_of_a_review_by_every_state(spelling: str) -> None:
    review = next(each for each in BOOK.collective_reviews if each.code == "5(5)")
    assert review.every_years is None
    assert found(spelling) == (date(2026, 4, 15), review.title, "5(5)")
    assert found(spelling, 30) == (date(2026, 6, 1), review.title, "5(5)")


def test_a_review_is_prolonged_by_so_many_days_and_no_more() -> None:
    with pytest.raises(ComityError, match="30"):
        found("5(5)", 31)


def test_one_that_counts_years_says_when_it_is_due() -> None:
    [code] = [each.code for each in BOOK.collective_reviews if each.every_years is not None]
    with pytest.raises(InputError, match="counts years, not working days") as refused:
        found(code)
    assert refused.value.metadata["field"] == "procedure"
    assert refused.value.metadata["due"] in refused.value.remedy
    year = next(e.every_years for e in BOOK.collective_reviews if e.code == code)
    assert year is not None
    assert refused.value.metadata["due"] == date(2026 + year, 3, 2).isoformat()


@pytest.mark.parametrize("code", ["14(1)", "5(5)"])
def test_nothing_is_added_unless_it_is_said(code: str) -> None:
    period, _ = derive_period(BOOK, code, authority="DE", received=RECEIVED, calendar=GERMANY)
    assert period.last_day == found(code)[0]


def test_one_that_nobody_knows_is_refused() -> None:
    with pytest.raises(ComityError, match="99"):
        found("99(9)")
