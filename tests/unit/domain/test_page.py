from base64 import urlsafe_b64encode
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from gateway.domain.page import (
    MAX_LIMIT,
    MAX_NUMBER,
    ListOrder,
    PageRequest,
    page_of,
    page_of_fixed,
)
from gateway.errors import InputError, Reason
from tests.support.pages import walked
from tests.support.raising import refuses

ORDER = ListOrder("cases", (datetime, str))
AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


held = st.characters(codec="utf-8", exclude_characters="\0")  # what databases hold


@given(st.sets(st.integers(-MAX_NUMBER, MAX_NUMBER)), st.integers(1, 7), st.booleans())
def test_pages_of_any_size_are_the_whole_list(all_of: set[int], limit: int, down: bool) -> None:
    order, held = ListOrder("list", (int,), descending=down), sorted(all_of, reverse=down)
    assert walked(lambda page: page_of(held, order, page, lambda each: (each,)), limit) == held


@given(st.lists(st.integers()), st.integers(1, 7))
def test_pages_of_a_list_that_law_fixes_are_the_whole_list(all_of: list[int], limit: int) -> None:
    assert walked(lambda page: page_of_fixed(all_of, "kinds", page), limit) == all_of


@given(st.datetimes(timezones=st.just(UTC)), st.text(held), st.dates(), st.integers(0, 2**31 - 1))
def test_a_cursor_is_read_as_it_was_written(
    at: datetime, name: str, day: date, number: int
) -> None:
    order = ListOrder("list", (datetime, str, date, int))
    try:
        cursor = order.cursor((at, name, day, number))
    except UnicodeEncodeError:  # half of a surrogate pair is no text
        return
    if "\0" not in name and len(cursor) <= 1000:
        assert order.place(PageRequest(after=cursor)) == (at, name, day, number)


def encoded(text: str) -> str:
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "x",
        "käse",
        "5",
        encoded("5"),
        encoded("null"),
        encoded("[]"),
        encoded("[" * 700),
        encoded('["cases"]'),
        encoded('["cases","2026-03-01T12:00:00","DE"]'),
        encoded('["cases",5,"DE"]'),
        encoded('["cases","2026-03-01T12:00:00+00:00",5]'),
        encoded('["cases","2026-03-01T12:00:00+00:00","\\u0000"]'),
        encoded('["cases","2026-03-01T12:00:00+00:00","\\ud800"]'),
        encoded('["cases", "2026-03-01T12:00:00+00:00", "DE"]'),
        ORDER.cursor((AT, "DE")) + "=",
        ORDER.cursor((AT, "DE", "more")),
        ListOrder("tasks", (datetime, str)).cursor((AT, "DE")),
    ],
)
def test_what_is_no_cursor_of_the_list_is_refused(cursor: str) -> None:
    with refuses(InputError, Reason.INPUT_INVALID) as caught:
        ORDER.place(PageRequest(after=cursor))
    assert caught.value.metadata == {"field": "after"}


@pytest.mark.parametrize("number", [2**31, -(2**31), 2**70])
def test_no_cursor_holds_a_number_that_no_column_holds(number: int) -> None:
    order = ListOrder("tasks", (int,))
    with pytest.raises(InputError, match="this is no cursor of this list"):
        order.place(PageRequest(after=order.cursor((number,))))


@pytest.mark.parametrize("limit", [0, -1, MAX_LIMIT + 1])
def test_a_page_has_bounds(limit: int) -> None:
    with pytest.raises(ValidationError):
        PageRequest(limit=limit)
