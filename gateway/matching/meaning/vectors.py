"""What is kept of the meaning of a description: a vector in whole numbers, with its model's name.

Whole numbers, because an examination is run again years later on another machine: their products
are exact, so two vectors that were kept give the same likeness wherever they are compared. Only
vectors of one model id have anything to do with each other.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from operator import sub

from gateway.errors import InputError
from gateway.matching.meaning.table import distance_weights, meaning_table

_LARGEST = 127  # of an octet with a sign


@dataclass(frozen=True, slots=True)
class MeaningVector:
    """The meaning of one description, as a model read it.

    Attributes:
        model_id: Model, package, version and form (`ModelFacts.model_id`).
        script: Script of the description, as Unicode names it (`encoder.script_of`).
        octets: The vector: one octet with a sign for each number.

    Raises:
        InputError: The vector has no octet, or all are zero.
    """

    model_id: str
    script: str
    octets: bytes

    def __post_init__(self) -> None:
        """Refuse what points nowhere."""
        if not any(self.octets):
            raise InputError(
                "octets: a meaning without a number says nothing",
                remedy="Read the description again.",
            )

    @property
    def numbers(self) -> memoryview[int]:
        """The numbers of the vector, from -127 to 127."""
        return memoryview(self.octets).cast("b")


def rounded(numbers: Iterable[float], *, model_id: str, script: str) -> MeaningVector:
    """Round what a model gave, so that small differences between machines go.

    Args:
        numbers: Numbers of a vector of length 1.
        model_id: Model that gave them.
        script: Script of the description.

    Raises:
        InputError: They are not as many as the model has, or not all of them are numbers.
    """
    facts, given = meaning_table().model, tuple(numbers)
    if len(given) != facts.dimensions or not all(map(math.isfinite, given)):
        raise InputError(
            "numbers: {count} given, {dimensions} finite ones are a meaning",
            remedy="Give the vector as the model gave it.",
            count=len(given),
            dimensions=facts.dimensions,
        )
    whole = (max(-_LARGEST, min(_LARGEST, round(each * facts.steps))) for each in given)
    return MeaningVector(model_id, script, bytes(each & 0xFF for each in whole))


def likeness(a: MeaningVector, b: MeaningVector) -> float | None:
    """Return how alike two meanings are.

    Each number of the two vectors counts by how much it tells things apart, which `make model`
    learns: what tells languages apart counts nothing.

    Returns:
        From 0, as two descriptions of unlike things are, to 1, as nobody states a thing twice, in
        hundredths; None where the two were read by different models and cannot be compared.
    """
    weights = distance_weights()
    if a.model_id != b.model_id or not len(a.octets) == len(b.octets) == len(weights.numbers):
        return None
    apart = map(sub, a.numbers, b.numbers)
    # Sums of whole numbers are exact in any order.
    distance: int = sum(
        weight * each * each for weight, each in zip(weights.numbers, apart, strict=True)
    )
    return max(0, 100 - 100 * distance // weights.unlike) / 100
