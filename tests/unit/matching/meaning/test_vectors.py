from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.errors import InputError, Reason
from gateway.matching.meaning.table import MeaningNearness, meaning_table
from gateway.matching.meaning.vectors import MeaningVector, cosine, likeness, rounded
from tests.support.raising import refuses

SIZE = meaning_table().model.dimensions
SCRIPTS = st.sampled_from(["Latin", "Cyrillic", "Greek", "Arabic", "Han", "Devanagari"])


@st.composite
def meanings(draw: st.DrawFn, model: str = "a model") -> MeaningVector:
    octets = draw(st.binary(min_size=SIZE, max_size=SIZE).filter(any))
    return MeaningVector(model, draw(SCRIPTS), octets)


@given(meanings(), meanings())
def test_a_likeness_goes_both_ways_and_stays_within_its_range(
    a: MeaningVector, b: MeaningVector
) -> None:
    found = likeness(a, b)

    assert found == likeness(b, a)
    assert found is not None
    assert 0 <= found <= 1
    assert found == round(found, 2)


@given(meanings())
def test_nothing_is_more_alike_than_the_same(a: MeaningVector) -> None:
    assert cosine(a, a) == pytest.approx(1)
    assert likeness(a, a) == 1


@given(meanings(), meanings("another model"))
def test_meanings_of_two_models_are_never_compared(a: MeaningVector, b: MeaningVector) -> None:
    assert likeness(a, b) is None
    assert cosine(a, b) is None


@given(st.lists(st.floats(-0.2, 0.2), min_size=SIZE, max_size=SIZE))
def test_rounding_moves_no_number_by_more_than_half_a_step(numbers: list[float]) -> None:
    steps = meaning_table().model.steps
    numbers[0] = 0.2

    kept = rounded(numbers, model_id="a model", script="Latin").numbers

    assert all(abs(n / steps - x) <= 0.5 / steps + 1e-12
               for n, x in zip(kept, numbers, strict=True))  # fmt: skip


def test_the_angle_is_that_of_the_numbers() -> None:
    one = MeaningVector("a model", "Latin", bytes([3, 4]))
    two = MeaningVector("a model", "Latin", bytes([4, 256 - 3]))
    half_way = MeaningVector("a model", "Latin", bytes([7, 1]))

    assert cosine(one, two) == 0
    assert cosine(one, half_way) == pytest.approx(math.cos(math.pi / 4))


@pytest.mark.parametrize("numbers", [[], [0.1] * (SIZE - 1), [math.nan] * SIZE, [math.inf] * SIZE])
def test_what_is_no_vector_of_the_model_is_refused(numbers: list[float]) -> None:
    with refuses(InputError, Reason.INPUT_INVALID) as refused:
        rounded(numbers, model_id="a model", script="Latin")

    assert str(refused.value).startswith("numbers")


@pytest.mark.parametrize("octets", [b"", bytes(SIZE)])
def test_a_vector_that_points_nowhere_is_refused(octets: bytes) -> None:
    with pytest.raises(InputError) as refused:
        MeaningVector("a model", "Latin", octets)

    assert str(refused.value).startswith("octets")


def test_the_likeness_is_stretched_between_chance_and_the_same() -> None:
    stretch = MeaningNearness(chance=0.8, same=0.9)

    assert [stretch.of(each) for each in (0.5, 0.8, 0.85, 0.9, 1.0)] == [0, 0, 0.5, 1, 1]


def test_scripts_that_were_not_measured_need_most() -> None:
    table = meaning_table()

    assert table.stretch_of("Latin", "Han") == table.stretch_of("Han", "Latin")
    assert table.stretch_of("Thai", "Thai") == table.one_script
    assert table.stretch_of("Thai", "Greek") == table.across_scripts
    assert table.stretch_of("Han", "Han") != table.stretch_of("Han", "Latin")
    assert all(each.chance <= table.one_script.chance for each in table.stretch)
    assert all(each.chance < each.same for each in (*table.stretch, table.one_script))


@given(meanings(), meanings())
def test_in_one_language_two_meanings_are_never_more_alike(
    a: MeaningVector, b: MeaningVector
) -> None:
    across, within = likeness(a, b), likeness(a, b, one_language=True)

    assert across is not None
    assert within is not None
    assert within <= across
    assert likeness(a, a, one_language=True) == 1


def test_in_one_language_the_same_lies_further_off() -> None:
    table = meaning_table()
    stretch = table.stretch_of("Latin", "Latin")

    assert stretch.of(stretch.same) == 1
    assert stretch.of(stretch.same, table.one_language) < 1
    assert stretch.of(stretch.same + table.one_language, table.one_language) == 1
