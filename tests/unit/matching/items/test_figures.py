"""Figures are the same in every language."""

from __future__ import annotations

import pytest

from gateway.matching.items.figures import MOST_FIGURES, common_figures


@pytest.mark.parametrize(
    ("ours", "theirs", "shown"),
    [
        ("photocathode 46 cm², 20 pins", "४६ वर्ग सेमी, 20", ("20", "46")),
        ("500,000 voices", "500 000 hlasů", ("500 000",)),
        ("Laser, 1,064 µm", "Лазер 1064 нм", ("1,064",)),
        ("0.8 ns", "0,80 ns", ("0,80",)),
        ("37–40 GHz", "12 GHz", ()),
    ],
)
def test_a_figure_is_one_in_every_writing(ours: str, theirs: str, shown: tuple[str, ...]) -> None:
    there, back = common_figures(ours, theirs), common_figures(theirs, ours)

    assert there is not None
    assert there == back
    assert there.shown == shown


def test_more_digits_count_more_and_the_share_is_of_the_shorter_text() -> None:
    one, two = common_figures("type 7", "type 7"), common_figures("type 75 of 8", "type 75")

    assert one is not None
    assert two is not None
    assert one.worth < two.worth
    assert (one.share, two.share) == (100, 100)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("a pump", "a pump of 3 kW"),
        ("CAS 111-48-8", "111-48-8"),  # a substance
        ("Laser 1,064 µm", "Laser 31 nm"),  # it may be 1064 or 1.064
    ],
)
def test_what_is_no_figure_says_nothing(ours: str, theirs: str) -> None:
    assert common_figures(ours, theirs) is None


def test_of_a_long_text_the_first_figures_are_read() -> None:
    numbers = " ".join(str(1000 + n) for n in range(MOST_FIGURES + 9))
    found = common_figures(numbers, numbers)

    assert found is not None
    assert len(found.shown) == MOST_FIGURES
