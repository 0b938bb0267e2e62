"""Reads `meaning.toml`: which model there is, and how near two meanings have to be."""

from __future__ import annotations

from functools import cache

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


class MeaningNearness(_Row):
    """Between which cosines the likeness goes from 0 to 1.

    Attributes:
        chance: What pairs reach by chance; nothing is alike up to there.
        same: What pairs of one thing reach; all from there on are alike.
    """

    chance: float = Field(gt=-1, lt=1)
    same: float = Field(gt=-1, le=1)

    def of(self, cosine: float, further: float = 0.0) -> float:
        """Return the likeness of a cosine, from 0 to 1, in hundredths.

        Args:
            cosine: Of two meanings.
            further: By how much further `same` lies.
        """
        share = (cosine - self.chance) / (self.same + further - self.chance)
        return round(min(max(share, 0.0), 1.0), 2)


class ScriptsNearness(MeaningNearness):
    """A stretch that was measured for descriptions of one script, or of two.

    Attributes:
        scripts: Which, as Unicode names them.
    """

    scripts: tuple[str, ...] = Field(min_length=1, max_length=2)


class MeaningTable(_Row):
    """All that `meaning.toml` says.

    Attributes:
        model: The model.
        stretch: By scripts, where it was measured.
        one_script: Of any other script.
        across_scripts: Of any other two.
        weak_scripts: In which a low likeness tells nothing.
        one_language: By how much further `same` lies for descriptions in one language.
    """

    model: ModelFacts
    stretch: tuple[ScriptsNearness, ...]
    one_script: MeaningNearness
    across_scripts: MeaningNearness
    weak_scripts: tuple[str, ...]
    one_language: float = Field(ge=0, lt=1)

    def stretch_of(self, ours: str, theirs: str) -> MeaningNearness:
        """Return the stretch of descriptions in these scripts."""
        both = {ours, theirs}
        known = next((each for each in self.stretch if set(each.scripts) == both), None)
        return known or (self.one_script if len(both) == 1 else self.across_scripts)


@cache
def meaning_table() -> MeaningTable:
    """Return the table that comes with the program."""
    return MeaningTable.model_validate(table_of(__file__, "meaning"))
