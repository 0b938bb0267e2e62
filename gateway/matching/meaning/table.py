"""Reads which model there is (`meaning.toml`), and how its meanings are compared."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from gateway.matching.tables import table_of

_SHA256 = r"^[0-9a-f]{64}$"


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ModelFacts(_Row):
    """The model that reads meanings.

    Attributes:
        name: As its makers call it.
        package: Package that has it with its engine.
        version: Version of the package.
        form: How weights and text are prepared.
        weights: File of the package with the weights.
        weights_sha256: Its digest.
        engine: File of the package with the engine.
        engine_sha256: Its digest.
        processor: Instructions that the engine is built with, as Linux names them.
        dimensions: Numbers of a vector.
        steps: Into how many steps 1 is parted when a vector is rounded.
        longest: Characters that are read of a description.
    """

    name: str
    package: str
    version: str
    form: str
    weights: str
    weights_sha256: str = Field(pattern=_SHA256)
    engine: str
    engine_sha256: str = Field(pattern=_SHA256)
    processor: tuple[str, ...]
    dimensions: int = Field(gt=0, le=4096)
    steps: int = Field(gt=0)
    longest: int = Field(gt=0, le=4000)

    @property
    def model_id(self) -> str:
        """What stands beside each vector; vectors of two ids are never compared."""
        return f"{self.name}/{self.package}-{self.version}/{self.form}"


class DistanceWeights(_Row):
    """What each number of a vector counts where two meanings are compared.

    Attributes:
        numbers: A weight for each number.
        unlike: Weighted distance from which nothing is alike.
        digest: SHA-256 of the others, as the scorecards have it.
    """

    numbers: tuple[int, ...]
    unlike: int = Field(gt=0)
    digest: str


class MeaningTable(_Row):
    """All that `meaning.toml` says.

    Attributes:
        model: The model.
    """

    model: ModelFacts


@cache
def meaning_table() -> MeaningTable:
    """Return the table that comes with the program."""
    return MeaningTable.model_validate(table_of(__file__, "meaning"))


@cache
def distance_weights() -> DistanceWeights:
    """Return the weights that `make model` learned."""
    learned = Path(__file__).with_name("distance.json").read_text("utf-8")
    return DistanceWeights.model_validate_json(learned)
