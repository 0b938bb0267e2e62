"""Numbers as writers of many languages write them; an ambiguous one never lowers a score."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.matching.items.item import compare_items
from gateway.matching.items.measures import read_measures
from gateway.matching.items.parameters import compare_parameters
from gateway.matching.transaction import ITEM_LIKELY
from tests.unit.matching.cases import item, parameter

THOUSANDS = (",", ".", " ", "\u00a0", "\u2009", "\u202f", "'", "\u2019", "\u066c")
DECIMALS = (",", ".", "\u066b")


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("0,003 mm", {"0.003"}),
        ("0.003 mm", {"0.003"}),
        ("1,064 µm", {"1.064", "1064"}),
        ("1.125 µm", {"1.125", "1125"}),
        ("12.000 kg", {"12", "12000"}),
        ("999,999 Hz", {"999.999", "999999"}),
        ("1 125 nm", {"1125"}),
        ("0 125 nm", {"125"}),
        ("1'064 nm", {"1064"}),
        ("1.064,5 nm", {"1064.5"}),
        ("1,064.5 nm", {"1064.5"}),
        ("1'064,5 nm", {"1064.5"}),
        ("1.234.567,8 kg", {"1234567.8"}),
        ("1,234,567 kg", {"1234567"}),
        ("1,0645 µm", {"1.0645"}),
        ("1064,125 nm", {"1064.125"}),
        ("1,064 x 10^3 nm", {"1064"}),
        ("٠٫٠٠٣ mm", {"0.003"}),
    ],
)
def test_a_number_is_read_in_each_way_that_it_may_be_meant(text: str, readings: set[str]) -> None:
    """A decimal comma with three digits is no thousand, and may be one (matching2 C1)."""
    (found,) = read_measures(f"Laser {text}")

    values = {found.value, *(value for value, _ in found.others)}
    assert values == {Decimal(each) for each in readings}


@given(
    st.integers(1, 999),
    st.lists(st.integers(0, 999), max_size=3),
    st.sampled_from(THOUSANDS),
    st.text("0123456789", min_size=0, max_size=5),
    st.sampled_from(DECIMALS),
)
def test_what_a_writer_meant_is_among_the_readings(
    first: int, groups: list[int], mark: str, decimals: str, point: str
) -> None:
    if mark == point:
        return
    rest = [f"{each:03d}" for each in groups]
    written = mark.join([str(first), *rest]) + (f"{point}{decimals}" if decimals else "")
    meant = Decimal(f"{first}{''.join(rest)}.{decimals or 0}")

    (found,) = read_measures(f"{written} mm")

    assert meant in {found.value, *(value for value, _ in found.others)}


@pytest.mark.parametrize(
    ("code", "ours", "theirs"),
    [
        (
            "2B201",
            "Fräsmaschine, Positioniergenauigkeit 0,003 mm",
            "Milling machine, positioning accuracy 3 µm",
        ),
        ("6A005.b", "Laser, Wellenlänge 1,064 µm", "Laser, wavelength 1064 nm"),
        ("6A005.b", "Laser, Wellenlänge 1,125 µm", "Laser, wavelength 1.125 µm"),
        ("6A005.b", "Laser, 1'064 nm", "Laser, 1,064 µm"),
        ("6A005.b", "Laser, 1.064,0 nm", "Laser, 1 064 nm"),
        ("6A005.b", "Laser, 1,030-1,064 µm", "Laser, 1030 to 1064 nm"),
    ],
)
def test_one_value_in_two_writings_is_one(code: str, ours: str, theirs: str) -> None:
    """Two equal things were "1000 times, another grade" (matching2 C1)."""
    mine, their = item(code, description=ours), item(code, description=theirs)

    assert compare_parameters(mine, their).degree == 1
    assert compare_parameters(their, mine).degree == 1
    assert compare_items(mine, their).score >= ITEM_LIKELY


@pytest.mark.parametrize("number", ["1,064", "1.064", "12,500", "2.000", "1,030-1,064"])
@pytest.mark.parametrize("theirs", ["7 µm", "31 nm", "7 to 9 µm", "at least 90 cm", "8,125 mm"])
def test_an_ambiguous_number_never_speaks_against(number: str, theirs: str) -> None:
    """Whatever the other side states, no value of it is of another grade (matching2 C1)."""
    stated = item("6A005.b", description=f"Laser, wavelength {number} µm, pumped")
    for their in (
        item("6A005.b", description=f"Laser, wavelength {theirs}, pumped"),
        item(
            "6A005.b",
            description="Laser, wavelength, pumped",
            parameters=(parameter("wavelength", "31", "nm"),),
        ),
    ):
        assert (found := compare_parameters(stated, their)).degree in {None, 1}, found


def test_a_number_that_has_one_reading_still_tells_grades_apart() -> None:
    ours = item("6A005.b", description="Laser, wavelength 31 nm")

    assert compare_parameters(ours, item(description="Laser, wavelength 1,55 µm")).degree == 0


def test_the_reason_names_both_readings() -> None:
    mine, their = item(description="Laser 1,064 µm"), item(description="Laser 1064 nm")

    (reason,) = compare_parameters(mine, their).reasons

    assert "1064 µm or 1.064 µm and 1064 nm" in reason
