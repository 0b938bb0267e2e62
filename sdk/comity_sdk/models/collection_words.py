"""Words of collections: states, kinds and ways, for the models of `collections`.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. Words come first, then
models, each in the order of their names.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field


class CellState(StrEnum):
    """What a cell shows."""

    VALUE = "value"
    ZERO = "zero"
    NOT_AVAILABLE = "not_available"
    CONFIDENTIAL = "confidential"
    SUPPRESSED = "suppressed"


AnyCellState = Annotated[CellState | str, Field(union_mode="left_to_right")]


class Chart(StrEnum):
    """How a published table is drawn."""

    BARS = "bars"
    STACKED = "stacked"
    HEAT = "heat"
    MAP = "map"
    NONE = "none"


AnyChart = Annotated[Chart | str, Field(union_mode="left_to_right")]


class CollectionStanding(StrEnum):
    """What became of a submission."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    LEDGER = "ledger"
    TAKEN = "taken"
    LEFT = "left"


AnyCollectionStanding = Annotated[CollectionStanding | str, Field(union_mode="left_to_right")]


class MarkGround(StrEnum):
    """Grounds for confidentiality (Article 26(3), docs/domain.md 3.3)."""

    STATISTICAL = "statistical"
    PERSONAL = "personal"
    COMMERCIAL = "commercial"
    DEFENCE = "defence"
    FOREIGN_POLICY = "foreign_policy"
    SECURITY = "security"


AnyMarkGround = Annotated[MarkGround | str, Field(union_mode="left_to_right")]


class Measure(StrEnum):
    """What a cell says."""

    NUMBER = "number"
    VALUE = "value"


AnyMeasure = Annotated[Measure | str, Field(union_mode="left_to_right")]


class QuestionState(StrEnum):
    """Where a question stands."""

    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


AnyQuestionState = Annotated[QuestionState | str, Field(union_mode="left_to_right")]


class Side(StrEnum):
    """Along which side of a table something lies."""

    ROWS = "rows"
    COLUMNS = "columns"


AnySide = Annotated[Side | str, Field(union_mode="left_to_right")]


class Stage(StrEnum):
    """How far a collection has come; back to the round only when an edition is set aside."""

    OPEN = "open"
    ROUND = "round"
    FROZEN = "frozen"
    PUBLISHED = "published"


AnyStage = Annotated[Stage | str, Field(union_mode="left_to_right")]
