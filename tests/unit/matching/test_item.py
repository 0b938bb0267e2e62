from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.domain.transaction import Classification, ListSource
from gateway.matching.codes import code_closeness
from gateway.matching.item import compare_items, match_items
from gateway.matching.transaction import ITEM_EXACT, ITEM_LIKELY, ITEM_POSSIBLE
from gateway.matching.units import to_base
from tests.unit.matching.cases import item, parameter


def test_codes_are_nearer_the_more_they_share() -> None:
    ours = "5A001.j.1"
    order = [
        "5A001.j.1",
        "5A001.j",
        "5A001.j.2",
        "5A001.f",
        "5D001",
        "5A002",
        "5B001.a",
        "6A003",
    ]
    scores = [code_closeness(ours, other)[0] for other in order if other != "5B001.a"]

    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == len(scores)


def test_a_code_is_not_the_ancestor_of_a_code_that_only_begins_alike() -> None:
    assert code_closeness("1C350.1", "1C350.11")[1] == "1C350.1 and 1C350.11 lie under 1C350"


def test_the_nearest_of_several_classifications_counts() -> None:
    found = compare_items(item("4A003.b", "5A001.j"), item("5A001.j", "3A001"))

    assert found.score == 1
    assert found.reasons[0] == "same control code 5A001.j"


def test_list_versions_are_said() -> None:
    def listed(version: str) -> Any:
        return item().model_copy(
            update={
                "classifications": (
                    Classification(source=ListSource.ANNEX_I, code="3A001", list_version=version),
                )
            }
        )

    found = compare_items(listed("2025-11-15"), listed("2022-10-24"))

    assert "list versions 2025-11-15 and 2022-10-24" in found.reasons


def test_a_national_code_of_another_state_is_not_the_same_code() -> None:
    def national(state: str) -> Any:
        code = Classification(source=ListSource.NATIONAL, code="5A901", state=state)
        return item().model_copy(update={"classifications": (code,)})

    assert compare_items(national("DE"), national("FR")).score < ITEM_EXACT
    assert compare_items(national("DE"), national("DE")).score == 1


def test_an_equal_cas_number_decides_and_a_different_one_rules_out() -> None:
    sarin_precursor, other = "676-99-3", "7783-07-5"
    equal = compare_items(
        item("1C350.4", cas_number=sarin_precursor), item(cas_number=sarin_precursor)
    )
    different = compare_items(
        item("1C350", cas_number=sarin_precursor), item("1C350", cas_number=other)
    )

    assert equal.score == 1
    assert equal.reasons[0] == "same CAS number 676-99-3"
    assert different.score < ITEM_POSSIBLE


@pytest.mark.parametrize(
    ("value", "unit", "base"),
    [
        ("2.4", "GHz", (Decimal("2.4e9"), "Hz")),
        ("2400", "MHz", (Decimal("2.4e9"), "Hz")),
        ("10", "µm", (Decimal("1e-5"), "m")),  # U+00B5
        ("10", "μm", (Decimal("1e-5"), "m")),  # U+03BC
        ("1", "mW", (Decimal("0.001"), "W")),
        ("1", "MW", (Decimal("1e6"), "W")),
        ("10", "Gbps", (Decimal("1e10"), "bit/s")),
        ("10", "Gbit/s", (Decimal("1e10"), "bit/s")),
        ("1", "KB", (Decimal(1000), "B")),
        ("1", "GiB", (Decimal(2**30), "B")),
        ("5", "cm", (Decimal("0.05"), "m")),
        ("7", "furlong", (Decimal(7), "furlong")),
        ("7", "1", (Decimal(7), "1")),
        ("7", "", (Decimal(7), "1")),
    ],
)
def test_units_come_to_their_base(value: Any, unit: str, base: Any) -> None:
    measure = to_base(Decimal(value), unit)

    assert (measure.value, measure.kind.base) == base


def test_equal_parameters_match_in_other_units_and_under_other_codes() -> None:
    ours = item(
        "5A001.j", parameters=(parameter("bandwidth", 10, "Gbit/s"), parameter("lines", 4000))
    )
    theirs = item(
        "5A002", parameters=(parameter("Bandwidth", "10200", "Mbps"), parameter("lines", 4000))
    )
    found = compare_items(ours, theirs)

    assert found.score >= ITEM_LIKELY
    assert (
        "bandwidth 10 Gbit/s and 10200 Mbps: the same within 5 % (2 % apart;"
        " line rate and net rate; powers of 1000 and 1024)"
    ) in found.reasons
    assert "lines 4000 and 4000: equal" in found.reasons


def test_another_grade_lowers_the_same_code() -> None:
    ours = item("6A003", parameters=(parameter("frame_rate", 1000, "Hz"),))
    theirs = item("6A003", parameters=(parameter("frame_rate", 25, "Hz"),))
    found = compare_items(ours, theirs)

    assert ITEM_POSSIBLE <= found.score < ITEM_EXACT
    assert "frame_rate 1000 Hz and 25 Hz: 40.0 times, another grade" in found.reasons


def test_units_that_cannot_be_compared_say_nothing() -> None:
    found = compare_items(
        item("6A003", parameters=(parameter("size", 5, "m"),)),
        item("6A003", parameters=(parameter("size", 5, "kg"),)),
    )

    assert found.score == 1
    assert "size 5 m and 5 kg: units cannot be compared" in found.reasons


def test_non_listed_items_match_by_description() -> None:
    ours = item(description="Face recognition software for video surveillance, 64 channels")
    theirs = item(description="Video surveillance system with face recognition")
    other = item(description="Ball bearings of stainless steel")

    assert compare_items(ours, theirs).score >= ITEM_LIKELY
    assert compare_items(ours, other).score < ITEM_POSSIBLE


def test_a_listed_and_a_non_listed_item_are_compared_by_what_they_are() -> None:
    description = "Internet surveillance probe with deep packet inspection"
    found = compare_items(item("5A001.j", description=description), item(description=description))

    assert found.score >= ITEM_LIKELY
    assert "only ours is listed (5A001.j): compared by what it is" in found.reasons


def test_items_that_say_nothing_are_neither_like_nor_unlike() -> None:
    found = match_items(item(description="—"), item(description="..."))

    assert found.unknown
    assert found.score == ITEM_POSSIBLE
    assert "an officer judges, or asks the issuer" in found.reasoned.reasons[-1]


CODES = st.sampled_from(
    ["5A001.j", "5A001.j.1", "5A001", "5D001", "5A002.a", "1C350.1", "6A003.b.4", None]
)
ITEMS = st.builds(
    lambda code, text, value, unit: item(
        *([code] if code else []),
        description=text,
        parameters=(parameter("p", value, unit),),
    ),
    CODES,
    st.sampled_from(["optical sensor", "optical sensors, cooled", "pump", "насос"]),
    st.decimals(-1000, 1000, places=3),
    st.sampled_from(["Hz", "kHz", "m", ""]),
)


@settings(deadline=None)
@given(ITEMS, ITEMS)
def test_the_score_is_symmetric_and_within_bounds(a: Any, b: Any) -> None:
    there, back = compare_items(a, b).score, compare_items(b, a).score

    assert there == pytest.approx(back)
    assert 0 <= there <= 1
