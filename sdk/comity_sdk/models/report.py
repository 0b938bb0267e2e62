"""Report: the annual report, at an authority and at the Commission.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. Words come first, then
models, each in the order of their names.
"""

from __future__ import annotations

import datetime

from pydantic import Field

from comity_sdk.base import Model
from comity_sdk.models.collection_parts import AnnualQuestion, NarrativeTextInput
from comity_sdk.models.part_parts import FreeText
from comity_sdk.models.parts import FreeTextInput
from comity_sdk.models.report_parts import (
    AnnualRecordInput,
    AnnualWork,
    AnsweredRemark,
    AppearingTables,
    Asked,
    ChangedFigures,
    ClearedCell,
    Fault,
    Harms,
    IndicatorValueInput,
    MarkedCellInput,
    MergedPart,
    Place,
    RecordCount,
    RecordLine,
    RemarkAnswerInput,
    WentIn,
    YearTable,
)
from comity_sdk.models.report_words import AnyRecordKind, AnyRecordSource, AnyVersionState


class Accountability(Model):
    """An authority's own figures for a year."""

    authority: str
    """Code of an authority, e.g. `DE` or `BE-VLG`."""
    year: int
    """Year that the figures are of."""
    decided: int
    """Cases that were decided in the year."""
    assessment_required: int
    """Of them, those that could not be decided without an assessment."""
    assessed: int
    """Those that had one."""
    harms: Harms
    """How often each harm stood in an assessment."""
    follows: dict[str, int]
    """What the assessments said follows, by code."""
    went_in: list[WentIn]
    """What went into decisions."""
    places: list[Place]
    """Figures for each destination and group of items."""
    we_asked: list[Asked]
    """How often we asked others, for each procedure."""
    we_were_asked: list[Asked]
    """How often others asked us, for each procedure."""


class AnnualRecord(Model):
    """One licence, application, registration, denial or prohibition of an authority."""

    kind: AnyRecordKind
    """Which kind it is."""
    reference: str
    """The authority's own; a record with the same kind and reference replaces it."""
    exporter: str | None = None
    """Counted, never sent; None where there is no single one."""
    licence_kind: str | None = None
    """Code of the template: individual, global, EU001, ..."""
    decision: str | None = None
    """Code of the template, of applications and denials."""
    grounds: list[str] = Field(default_factory=list)
    """Codes of the template, of denials."""
    received: datetime.date | None = None
    """Of an application: when it was filed."""
    decided: datetime.date
    """Day of the decision; of an application that waits for one, of its receipt."""
    notified: datetime.date | None = None
    """Of a denial: when it was first notified."""
    licence: str = ""
    """Number of the licence that was granted. It is for who looks a figure up here; it is counted
    by nobody and never sent.
    """
    lines: list[RecordLine] = Field(default_factory=list)
    """Lines, in order."""
    amended: bool = False
    """The record says what holds after an amendment within the year."""
    annulled: bool = False
    """It was annulled within the year."""
    source: AnyRecordSource = "import"
    """Where it comes from."""
    source_id: str = ""
    """Case or denial from which it was drawn."""


class AnswerDraft(Model):
    """An officer's answer."""

    answer: str | None = None
    """What is answered; null: nothing yet."""
    text: list[FreeTextInput]
    """What is said, in words."""


class ClearanceDraft(Model):
    """What an officer says of the tables."""

    all_else: bool
    """Everything that is not named is cleared."""
    cells: list[ClearedCell] = Field(default_factory=list)
    """Cells, each with what is done with it."""


class Dropped(Model):
    """How many imported records were removed."""

    removed: int
    """Number of records that were taken out."""


class ImportedYear(Model):
    """What became of an import; with a fault, nothing of it was taken."""

    year: int
    """Year that the figures are of."""
    filename: str = ""
    """Name of the file as it came."""
    dry_run: bool = False
    """Whether it was only tried: nothing was kept."""
    records: int = 0
    """Number of records that were read."""
    replaced: int = 0
    """Records that stood there before under the same kind and reference."""
    indicators: int = 0
    """Number of values that were read."""
    narratives: int = 0
    """Number of texts that were read."""
    faults: list[Fault] = Field(default_factory=list)
    """What is wrong, row by row."""
    more: int = 0
    """Faults beyond those that are named."""


class PageOfAnnualRecords(Model):
    """PageOfAnnualRecords of the interface."""

    items: list[AnnualRecord]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class PageOfClearanceRounds(Model):
    """PageOfClearanceRounds of the interface."""

    items: list[RoundLine]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class PageOfReportQuestions(Model):
    """PageOfReportQuestions of the interface."""

    items: list[QuestionLine]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class PreparedYear(Model):
    """Where the preparation of a year stands."""

    year: int
    """Year that the figures are of."""
    collection: str
    """Key of the collection, e.g. `EU-R-2025`."""
    template: str
    """Version of the template."""
    template_digest: str
    """SHA-256 of the template, in hexadecimal."""
    submit_by: datetime.date | None = None
    """As the Commission services have called; None: no call has come yet."""
    to: str
    """Who receives it: the Commission services, or the State's coordinator."""
    rates: str
    """Rates by which other currencies were converted, in words."""
    records: list[RecordCount]
    """Number of records, by kind and source."""
    unread: list[str]
    """Records of own cases that cannot be counted, and why."""
    tables: list[YearTable]
    """Tables, in order."""
    remarks: list[AnsweredRemark]
    """Remarks, each in its own words."""
    work: AnnualWork
    """The figures that are being prepared."""
    parts: list[MergedPart]
    """Parts of the authorities of the State, each as it was merged."""
    parts_missing: list[str]
    """Codes of the parts that have not been sent."""
    versions: list[VersionLine]
    """Versions, oldest first."""
    ready: bool
    """Nothing is left to put right or to answer."""
    version: str = ""
    """Of what was said and sent of the year here; figures follow the records."""


class Proposal(Model):
    """What the first officer proposes to send."""

    reason: list[FreeTextInput] = Field(default_factory=list)
    """Why a version is corrected; needed from the second on."""
    without_parts: list[str] = Field(default_factory=list)
    """Of a coordinator: authorities whose part is left out on record."""


class QuestionLine(Model):
    """A question on our submission, with where it stands."""

    message_id: str
    """Id of the letter, a UUID."""
    asked_by: str
    """Who asked, or who may ask."""
    at: datetime.datetime
    """Instant at which it was done."""
    question: AnnualQuestion
    """What is asked."""
    answered: bool
    """Whether an answer was given."""


class Release(Model):
    """What the second officer signs off: the digest of what was proposed."""

    digest: str
    """SHA-256 of it, in hexadecimal; null: there is nothing yet."""


class RoundLine(Model):
    """Tables that wait to be cleared, or were."""

    message_id: str
    """Id of the letter, a UUID."""
    at: datetime.datetime
    """Instant at which it was done."""
    appearing: AppearingTables
    """Tables as they would appear."""
    answered: bool
    """Whether an answer was given."""


class SentRecords(Model):
    """Records, indicators and texts of a national licensing system."""

    records: list[AnnualRecordInput] = Field(default_factory=list)
    """Records of decisions, as the template has them."""
    indicators: list[IndicatorValueInput] = Field(default_factory=list)
    """Values of indicators, each with its key."""
    narratives: list[NarrativeTextInput] = Field(default_factory=list)
    """Texts of the report, each with its key."""


class SentToCommission(Model):
    """The letter that was sent."""

    message_id: str
    """Id of the letter, a UUID."""


class ShownVersion(Model):
    """A version with what it says of itself, and its difference to the one before."""

    line: VersionLine
    """The version, as the list of versions has it."""
    records: int
    """Number of records."""
    parts: list[MergedPart]
    """Parts of the authorities of the State, each as it was merged."""
    reason: list[FreeText]
    """Why it is so, in words."""
    changes: list[ChangedFigures]
    """What changed, one by one."""
    more: int = 0
    """Changed cells beyond those that are shown."""


class VersionLine(Model):
    """A version in a list."""

    collection: str
    """Key of the collection, e.g. `EU-R-2025`."""
    number: int
    """Of our proposals, from 1."""
    version: int
    """As the submission says; a refused one is proposed again under the same."""
    state: AnyVersionState
    """State that it is in."""
    digest: str
    """Of what the first officer has seen; the second names it."""
    proposed: datetime.datetime
    """Instant of the proposal; null: none yet."""
    proposed_by: str
    """Account that proposed it; or empty."""
    released: datetime.datetime | None = None
    """Instant of the release; null: not released."""
    released_by: str = ""
    """Account that released it; or empty."""
    letter: str = ""
    """Digest of the signed letter, once it is sent."""
    said: str = ""
    """What its receiver said of it."""


class WorkChange(Model):
    """A change of it: each entry replaces the one of the same key."""

    marks: list[MarkedCellInput] = Field(default_factory=list)
    """How cells are protected."""
    without: list[str] | None = None
    """In place of those that were named before."""
    answers: list[RemarkAnswerInput] = Field(default_factory=list)
    """Answers to remarks of the checks."""
    indicators: list[IndicatorValueInput] = Field(default_factory=list)
    """Values of indicators, each with its key."""
    narratives: list[NarrativeTextInput] = Field(default_factory=list)
    """Texts of the report, each with its key."""
