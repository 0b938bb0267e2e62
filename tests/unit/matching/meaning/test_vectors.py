from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.errors import InputError, Reason
from gateway.matching.meaning.table import distance_weights, meaning_table
from gateway.matching.meaning.vectors import MeaningVector, likeness, rounded
from gateway.matching.scorecard import digest_of
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
    assert likeness(a, a) == 1


@given(meanings(), meanings("another model"))
def test_meanings_of_two_models_are_never_compared(a: MeaningVector, b: MeaningVector) -> None:
    assert likeness(a, b) is None


@given(st.lists(st.floats(-0.2, 0.2), min_size=SIZE, max_size=SIZE))
def test_rounding_moves_no_number_by_more_than_half_a_step(numbers: list[float]) -> None:
    steps = meaning_table().model.steps
    numbers[0] = 0.2

    kept = rounded(numbers, model_id="a model", script="Latin").numbers

    assert all(abs(n / steps - x) <= 0.5 / steps + 1e-12
               for n, x in zip(kept, numbers, strict=True))  # fmt: skip


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


def test_what_a_number_counts_is_its_weight() -> None:
    """A number that tells languages apart counts nothing; the digest is of what was learned."""
    weights = distance_weights()
    heaviest = max(range(SIZE), key=weights.numbers.__getitem__)
    one, heavy, light = (bytearray([1] * SIZE) for _ in range(3))
    heavy[heaviest], light[weights.numbers.index(0)] = 120, 120
    a, b, c = (MeaningVector("a model", "Latin", bytes(each)) for each in (one, heavy, light))

    assert min(weights.numbers) == 0
    assert likeness(a, c) == 1
    assert (likeness(a, b) or 0) < 1
    learned = {"numbers": list(weights.numbers), "unlike": weights.unlike}
    assert weights.digest == digest_of(learned)
