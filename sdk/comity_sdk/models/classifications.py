"""Classifications: questions which control code an item has, and what was classified before.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. Words come first, then
models, each in the order of their names.
"""

from __future__ import annotations

import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from comity_sdk.base import Model
from comity_sdk.models.part_parts import Document, FreeText
from comity_sdk.models.parts import DocumentInput, FreeTextInput


class Confidence(StrEnum):
    """How sure an authority is of its opinion."""

    CERTAIN = "certain"
    LIKELY = "likely"
    DOUBTFUL = "doubtful"


AnyConfidence = Annotated[Confidence | str, Field(union_mode="left_to_right")]


class RoundState(StrEnum):
    """How a round stands."""

    OPEN = "open"
    CLOSED = "closed"


AnyRoundState = Annotated[RoundState | str, Field(union_mode="left_to_right")]


class AskedAuthority(Model):
    """An authority that is asked in a round."""

    authority: str
    """Code of an authority, e.g. `DE` or `BE-VLG`."""
    conversation_id: str
    """Id of the consultation or other conversation, a UUID."""
    message_id: str
    """The letter that asks it."""
    answer: RoundAnswer | None = None
    """None while there is none."""
    recalled: bool = False
    """Whether the question to it was recalled."""


class ClassificationOutcome(Model):
    """What the asking authority concludes; it binds nobody else."""

    code: str | None = None
    """None where the item is on no list."""
    list_version: str
    """Version of the list under which it was found."""
    reason: list[FreeText]
    """Why, in one text for each language."""
    closed_on: datetime.date
    """Day on which it was closed."""
    agreed: list[str] = Field(default_factory=list)
    """Authorities that had answered the same."""
    differed: list[DifferingOpinion] = Field(default_factory=list)
    """Those that had answered otherwise."""


class ClassificationOutcomeInput(Model):
    """What the asking authority concludes; it binds nobody else."""

    code: str | None = None
    """None where the item is on no list."""
    list_version: str
    """Version of the list under which it was found."""
    reason: list[FreeTextInput]
    """Why, in one text for each language."""
    closed_on: datetime.date
    """Day on which it was closed."""
    agreed: list[str] = Field(default_factory=list)
    """Authorities that had answered the same."""
    differed: list[DifferingOpinionInput] = Field(default_factory=list)
    """Those that had answered otherwise."""


class ClassificationRound(Model):
    """A round: of ours with all its answers, of another authority with our own."""

    number: str
    """Number of the round, by which it is named."""
    ours: bool
    """Whether we ask."""
    state: AnyRoundState
    """State that it is in."""
    case_id: str | None = None
    """Our case in which the question came up."""
    opened: datetime.datetime
    """Instant at which it was opened."""
    closed: datetime.datetime | None = None
    """Instant at which it was closed; null: it is open."""
    wanted_by: datetime.date | None = None
    """Day by which answers are wanted."""
    item: ClassifiedItem
    """The item of the transaction."""
    text: list[FreeText] = Field(default_factory=list)
    """Remarks of who asks."""
    asked: list[AskedAuthority]
    """Whom we asked; of another authority's round: ourselves."""
    outcome: ClassificationOutcome | None = None
    """What came of it; of another authority's round, where we had answered."""


class ClassifiedItem(Model):
    """An item that is to be classified; to whom it goes is not said."""

    description: str
    """What it is, in words."""
    manufacturer: str = ""
    """Who made the item; or empty."""
    designation: str = ""
    """What its manufacturer calls it."""
    parameters: list[MeasuredParameter] = Field(default_factory=list)
    """What can be measured."""
    sheets: list[Document] = Field(default_factory=list)
    """Data sheets, by digest, name and size."""


class ClassifiedItemInput(Model):
    """An item that is to be classified; to whom it goes is not said."""

    description: str
    """What it is, in words."""
    manufacturer: str = ""
    """Who made the item; or empty."""
    designation: str = ""
    """What its manufacturer calls it."""
    parameters: list[MeasuredParameterInput] = Field(default_factory=list)
    """What can be measured."""
    sheets: list[DocumentInput] = Field(default_factory=list)
    """Data sheets, by digest, name and size."""


class DifferingOpinion(Model):
    """What an authority held for right that differs from the outcome; no code: none applies."""

    authority: str
    """Code of an authority, e.g. `DE` or `BE-VLG`."""
    codes: list[str] = Field(default_factory=list)
    """Codes of the control list, e.g. `5A001`."""


class DifferingOpinionInput(Model):
    """What an authority held for right that differs from the outcome; no code: none applies."""

    authority: str
    """Code of an authority, e.g. `DE` or `BE-VLG`."""
    codes: list[str] = Field(default_factory=list)
    """Codes of the control list, e.g. `5A001`."""


class MeasuredParameter(Model):
    """A technical parameter with its tolerance."""

    name: str
    """Name of it."""
    value: str
    """What was measured, in `unit` where it has one."""
    unit: str = ""
    """Unit of the number; or empty."""
    tolerance: str | None = None
    """How far it may be off either way, in the same unit; None where not stated."""


class MeasuredParameterInput(Model):
    """A technical parameter with its tolerance."""

    name: str
    """Name of it."""
    value: str
    """What was measured, in `unit` where it has one."""
    unit: str = ""
    """Unit of the number; or empty."""
    tolerance: str | None = None
    """How far it may be off either way, in the same unit; None where not stated."""


class OpinionDraft(Model):
    """What an officer answers in a round: one code, that none applies, or why there is no opinion.
    """

    code: str | None = None
    """Code, as lists and rulebooks name it."""
    not_listed: bool = False
    """Whether it is said that no list has the item."""
    confidence: AnyConfidence | None = None
    """Of a code, or of none."""
    reason: list[FreeTextInput]
    """Why; of an amended answer, why it was amended."""
    precedents: list[str] = Field(default_factory=list)
    """Numbers of earlier rounds on which it relies."""


class OutcomeDraft(Model):
    """What an officer concludes from a round."""

    code: str | None = None
    """Code, as lists and rulebooks name it."""
    not_listed: bool = False
    """Whether it is said that no list has the item."""
    reason: list[FreeTextInput]
    """Why it is so, in words."""


class PageOfClassificationRounds(Model):
    """PageOfClassificationRounds of the interface."""

    items: list[ClassificationRound]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class Precedent(Model):
    """An item that was classified in a round, and how like it is to what is searched for."""

    number: str
    """Number by which it is named."""
    asker: str
    """Who classified it so."""
    item: ClassifiedItem
    """The item of the transaction."""
    outcome: ClassificationOutcome
    """What came of it."""
    line: int | None = None
    """The line of the case to which it is like; None where none was compared."""
    likeness: Reasoned
    """Score and reasons in words."""


class PrecedentQuery(Model):
    """What precedents are searched for; at least one of it."""

    words: str = ""
    """The item in words."""
    code: str | None = None
    """Its control code; those below it are found as well."""
    designation: str = ""
    """What its manufacturer calls it."""
    parameters: list[MeasuredParameterInput] = Field(default_factory=list)
    """What can be measured of it."""
    case_id: str | None = None
    """A case instead, with all its items."""


class PrecedentsFound(Model):
    """Precedents that a search found, the nearest first."""

    found: list[Precedent]
    """What was found, most alike first."""
    total: int
    """How many were found; `found` has the nearest of them."""
    complete: bool
    """Whether all were looked at: of very many, only the newest are."""


class Reasoned(Model):
    """A score from 0 to 1 and the reasons in words that an officer can put in a file."""

    score: float
    """How much alike, from 0 to 1."""
    reasons: list[str]
    """Why, one reason a line."""


class RoundAnswer(Model):
    """What an authority answered, as it stands now."""

    at: datetime.datetime
    """Instant at which it was done."""
    amended_at: datetime.datetime | None = None
    """When it was last amended; None where it was not."""
    codes: list[str] = Field(default_factory=list)
    """None with `not_listed`: none applies; else there is no opinion."""
    not_listed: bool = False
    """Whether it is said that no list has the item."""
    confidence: AnyConfidence | None = None
    """None where there is no opinion."""
    reason: list[FreeText] = Field(default_factory=list)
    """Why it is so, in words."""
    precedents: list[str] = Field(default_factory=list)
    """Numbers of similar precedents that it names."""


class RoundDraft(Model):
    """What an officer asks."""

    item: ClassifiedItemInput
    """The item of the transaction."""
    authorities: list[str]
    """Whom he asks."""
    text: list[FreeTextInput] = Field(default_factory=list)
    """Remarks."""
    wanted_by: datetime.date | None = None
    """Day by which answers are wanted; it reminds, and binds nobody."""
    case_id: str | None = None
    """Our case in which the question came up."""
