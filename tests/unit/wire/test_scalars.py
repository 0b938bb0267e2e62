"""Tables of enums are total; scalars agree with their domain values."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.v1 import relation_pb2
from gateway.domain.relation import RelationKind
from gateway.wire.faults import WireFault, path_of
from gateway.wire.scalars import (
    EnumTable,
    read_decimal,
    read_instant,
    same_names,
    write_decimal,
    write_instant,
)

quick = settings(max_examples=200)


def test_a_forgotten_value_stops_the_start() -> None:
    few = {RelationKind.AMENDS: relation_pb2.RELATION_KIND_AMENDS}
    with pytest.raises(ValueError, match="RelationKind is not total"):
        EnumTable(few, relation_pb2.RelationKind)


def test_a_value_that_the_wire_does_not_know_stops_the_start() -> None:
    more = StrEnum("more", ["AMENDS", "SPLITS"])
    with pytest.raises(ValueError, match="RELATION_KIND_SPLITS"):
        same_names(more, relation_pb2.RelationKind)


@quick
@given(st.decimals(min_value=-(10**19), max_value=10**19, places=18, allow_nan=False))
def test_a_decimal_has_one_form(value: Decimal) -> None:
    text = write_decimal(value)
    assert read_decimal(text) == value


@pytest.mark.parametrize(
    ("value", "text"),
    [("0E+5", "0"), ("-0.00", "0"), ("1E+3", "1000"), ("1250.50", "1250.5"), ("-1E-3", "-0.001")],
)
def test_a_decimal_is_written_in_canonical_form(value: str, text: str) -> None:
    assert write_decimal(Decimal(value)) == text


@quick
@given(st.datetimes(datetime(1970, 1, 1), datetime(9999, 12, 31), timezones=st.just(UTC)))  # noqa: DTZ001
def test_an_instant_comes_back_as_it_was(at: datetime) -> None:
    assert read_instant(write_instant(at)) == at


def test_a_fault_says_what_and_a_path_says_where() -> None:
    assert WireFault("is missing").what == "is missing"
    assert path_of(("items", 0, "classifications", 1, "code")) == "items[0].classifications[1].code"
