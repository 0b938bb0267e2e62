from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.item_pairs import SAME, read_item_pairs
from gateway.domain.transaction import Classification, ListSource
from gateway.matching.items.item import ITEM_POSSIBLE, compare_items, match_items
from gateway.matching.items.units import to_base
from gateway.matching.transaction import ITEM_LIKELY
from tests.unit.matching.cases import item, parameter


def test_the_nearest_of_several_classifications_counts() -> None:
    found = compare_items(item("4A003.b", "5A001.j"), item("5A001.j", "3A001"))

    assert found.score >= ITEM_LIKELY
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
        "5A001.j",
        description="Network probe",
        parameters=(parameter("bandwidth", 10, "Gbit/s"), parameter("lines", 4000)),
    )
    theirs = item(
        "5A002",
        description="Probe of the network",
        parameters=(parameter("Bandwidth", "10200", "Mbps"), parameter("lines", 4000)),
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

    assert found.score < ITEM_LIKELY
    assert "frame_rate 1000 Hz and 25 Hz: 40.0 times, another grade" in found.reasons


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
    assert found.score >= ITEM_POSSIBLE
    assert "an officer judges, or asks the issuer" in found.reasoned.reasons[-1]


@pytest.mark.parametrize(
    ("ours", "theirs", "words"),
    [
        ("8471410000", "8471410000", "same goods code 8471410000"),
        ("84714100", "8471410000", "same CN code 84714100"),
        ("84714100", "84714900", "same HS heading 8471"),
        ("847141", "84714190", "same HS subheading 847141"),
        ("84714100", "90278110", "which does not rule the item out"),
    ],
)
def test_a_tariff_code_says_something_and_rules_nothing_out(
    ours: str, theirs: str, words: str
) -> None:
    match = match_items(item(cn_code=ours), item(cn_code=theirs))
    found = match.reasoned
    listed = compare_items(item("4A003.b", cn_code=ours), item("4A003.b", cn_code=theirs))

    assert words in " ".join(found.reasons)
    assert match.unknown
    assert found.score >= ITEM_POSSIBLE
    assert listed.score >= ITEM_LIKELY


def test_the_same_computer_is_found_as_listed_and_as_described() -> None:
    ours = item("4A003.b", description="Digital computer", parameters=(parameter("APP", 29, "WT"),))
    theirs = item(description="Server cluster, adjusted peak performance 29.5 WT")

    assert compare_items(ours, theirs).score >= ITEM_LIKELY


def test_a_telling_word_and_an_equal_value_support_each_other() -> None:
    ours = item("9A101", description="Turbojet engine, thrust 900 lbf")
    theirs = item(description="Турбореактивный двигатель, тяга 4 кН")
    alone = item(description="Каток асфальтовый, вальцы 3 кН")

    assert compare_items(ours, theirs).score >= ITEM_LIKELY
    assert compare_items(ours, alone).score < ITEM_LIKELY


def test_the_labelled_items_are_told_apart() -> None:
    pairs = [(compare_items(p.ours, p.theirs).score, p.kind) for p in read_item_pairs()]
    likely = [kind for score, kind in pairs if score >= ITEM_LIKELY]
    same = sum(kind == SAME for _, kind in pairs)

    assert likely.count(SAME) / len(likely) >= 0.74
    assert likely.count(SAME) / same >= 0.8


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
    st.sampled_from(
        ["optical sensor", "optical sensors, cooled", "pump", "насос", "—", "111-48-8"]
    ),
    st.decimals(-1000, 1000, places=3),
    st.sampled_from(["Hz", "kHz", "m", ""]),
)


@given(ITEMS, ITEMS)
def test_the_score_is_symmetric_and_within_bounds(a: Any, b: Any) -> None:
    there, back = compare_items(a, b).score, compare_items(b, a).score

    assert there == pytest.approx(back)
    assert 0 <= there <= 1
