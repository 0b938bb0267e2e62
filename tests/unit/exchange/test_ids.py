from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import RFC_4122, UUID

from hypothesis import given
from hypothesis import strategies as st

from gateway.exchange.identity import new_id

INSTANTS = st.integers(0, 7_258_118_400_000).map(
    lambda ms: datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=ms)
)


@given(INSTANTS)
def test_an_id_is_a_uuid_of_version_7_that_says_when(at: datetime) -> None:
    drawn = UUID(new_id(at))

    assert (drawn.version, drawn.variant) == (7, RFC_4122)
    assert drawn.int >> 80 == int(at.timestamp() * 1000)


@given(INSTANTS, st.integers(2, 200))
def test_ids_of_one_instant_sort_as_they_were_drawn(at: datetime, count: int) -> None:
    drawn = [new_id(at) for _ in range(count)]

    assert drawn == sorted(set(drawn))
    assert new_id(at + timedelta(milliseconds=1)) > drawn[-1]
