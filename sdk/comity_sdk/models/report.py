"""Report: the annual report, at an authority and at the Commission.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. Words come first, then
models, each in the order of their names.
"""

from __future__ import annotations

import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from comity_sdk.base import Model
from comity_sdk.models.collections import (
    AnnualQuestion,
    CellRef,
    CellRefInput,
    Figures,
    Mark,
    MarkInput,
    NarrativeText,
    NarrativeTextInput,
    PublishedTable,
)
from comity_sdk.models.parts import FreeText, FreeTextInput
from comity_sdk.models.problems import AnyReason


class ClearanceAct(StrEnum):
    """What a Member State says of a cell that would appear."""

    CLEAR = "clear"
    MARK = "mark"
    MERGE = "merge"


AnyClearanceAct = Annotated[ClearanceAct | str, Field(union_mode="left_to_right")]


class RecordKind(StrEnum):
    """What an authority has records of; a table collects one kind."""

    AUTHORISATION = "authorisation"
    APPLICATION = "application"
    REGISTRATION = "registration"
    USE = "use"
    DENIAL = "denial"
    PROHIBITION = "prohibition"


AnyRecordKind = Annotated[RecordKind | str, Field(union_mode="left_to_right")]


class RecordSource(StrEnum):
    """Where a record comes from."""

    CASE = "case"
    DENIAL = "denial"
    IMPORT = "import"


AnyRecordSource = Annotated[RecordSource | str, Field(union_mode="left_to_right")]


class Severity(StrEnum):
    """What a remark asks for."""

    ERROR = "error"
    QUESTION = "question"


AnySeverity = Annotated[Severity | str, Field(union_mode="left_to_right")]


class VersionState(StrEnum):
    """How far a version has come."""

    PROPOSED = "proposed"
    SENT = "sent"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    LEDGER = "ledger"


AnyVersionState = Annotated[VersionState | str, Field(union_mode="left_to_right")]


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


class AnnualRecordInput(Model):
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
    lines: list[RecordLineInput] = Field(default_factory=list)
    """Lines, in order."""
    amended: bool = False
    """The record says what holds after an amendment within the year."""
    annulled: bool = False
    """It was annulled within the year."""
    source: AnyRecordSource = "import"
    """Where it comes from."""
    source_id: str = ""
    """Case or denial from which it was drawn."""


class AnnualWork(Model):
    """What officers have said of a year, beside its records."""

    marks: list[MarkedCell] = Field(default_factory=list)
    """How cells are protected."""
    without: list[str] = Field(default_factory=list)
    """Tables for which the authority has no data."""
    answers: list[RemarkAnswer] = Field(default_factory=list)
    """Answers to remarks of the checks."""
    indicators: list[IndicatorValue] = Field(default_factory=list)
    """Values of indicators, each with its key."""
    narratives: list[NarrativeText] = Field(default_factory=list)
    """Texts of the report, each with its key."""


class AnswerDraft(Model):
    """An officer's answer."""

    answer: str | None = None
    """What is answered; null: nothing yet."""
    text: list[FreeTextInput]
    """What is said, in words."""


class AnsweredRemark(Model):
    """A remark with the answer that was given, if one was."""

    remark: Remark
    """What was remarked."""
    answer: RemarkAnswer | None = None
    """What is answered; null: nothing yet."""


class AppearingTables(Model):
    """The confidentiality round: a State's tables exactly as they would appear."""

    collection: str
    """Key of the collection, e.g. `EU-R-2025`."""
    draft: str
    """Digest of the draft consolidation that they were taken from."""
    until: datetime.date
    """What is not cleared by then is not published."""
    tables: list[PublishedTable] = Field(default_factory=list)
    """Tables, in order."""


class Asked(Model):
    """The consultations under one procedure."""

    procedure: str
    """Key of the procedure, e.g. `14(1)`."""
    asked: int = 0
    """How often it was asked."""
    answered: int = 0
    """How often it was answered."""
    silent: int = 0
    """How often nothing was answered."""
    late: int = 0
    """Answers that came after the period and had no effect."""
    unconfirmed: int = 0
    """Without an answer, and without both sides' word for the silence."""
    ended: int = 0
    """No answer was needed any more."""


class ChangedFigures(Model):
    """A cell that differs from the version before; None: it was not there, or not available."""

    about: CellRef
    """What it is about."""
    before: Figures | None = None
    """Figures before; null: the line was not there."""
    after: Figures | None = None
    """Figures afterwards; null: the line is gone."""


class ClearanceDraft(Model):
    """What an officer says of the tables."""

    all_else: bool
    """Everything that is not named is cleared."""
    cells: list[ClearedCell] = Field(default_factory=list)
    """Cells, each with what is done with it."""


class ClearedCell(Model):
    """What is said of one cell or table; a mark or merge names its ground and group."""

    about: CellRefInput
    """What it is about."""
    act: AnyClearanceAct
    """What is done with the cell."""
    mark: MarkInput | None = None
    """How the cell is protected; null: it is not."""


class Dropped(Model):
    """How many imported records were removed."""

    removed: int
    """Number of records that were taken out."""


class Fault(Model):
    """One thing that is wrong, where, and what to do."""

    sheet: str = ""
    """Name of the sheet; empty for a CSV file."""
    row: int = 0
    """As a spreadsheet shows it; of JSON the place in the list, from 1; 0: the whole sheet."""
    column: str = ""
    """As the template calls it, or empty."""
    reason: AnyReason
    """Why it is so, in words."""
    message: str
    """What is wrong, for a person."""
    remedy: str
    """What a person can do about it."""


class Harms(Model):
    """How many assessments feared which of the harms of Article 5(1)."""

    internal_repression: int = 0
    """Assessments that found a risk of internal repression."""
    human_rights_violations: int = 0
    """Assessments that found a risk of violations of human rights."""
    humanitarian_law_violations: int = 0
    """Assessments that found a risk of violations of humanitarian law."""
    serious_violations: int = 0
    """Assessments that found a risk of either violation, also where they were not told apart."""


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


class IndicatorValue(Model):
    """An answer on administration or enforcement; an empty one is "not available"."""

    key: str
    """Key by which it is named."""
    count: int | None = None
    """Number of pieces; null: it is no number."""
    euro_cents: int | None = None
    """Amount in cents of euro; null: it is no amount."""
    yes: bool | None = None
    """Whether it is so; null: it is no question of yes or no."""
    text: list[FreeText] = Field(default_factory=list)
    """What is said, in words."""


class IndicatorValueInput(Model):
    """An answer on administration or enforcement; an empty one is "not available"."""

    key: str
    """Key by which it is named."""
    count: int | None = None
    """Number of pieces; null: it is no number."""
    euro_cents: int | None = None
    """Amount in cents of euro; null: it is no amount."""
    yes: bool | None = None
    """Whether it is so; null: it is no question of yes or no."""
    text: list[FreeTextInput] = Field(default_factory=list)
    """What is said, in words."""


class MarkedCell(Model):
    """A cell or table, and what is said of it; no mark: it is free again."""

    about: CellRef
    """What it is about."""
    mark: Mark | None = None
    """How the cell is protected; null: it is not."""


class MarkedCellInput(Model):
    """A cell or table, and what is said of it; no mark: it is free again."""

    about: CellRefInput
    """What it is about."""
    mark: MarkInput | None = None
    """How the cell is protected; null: it is not."""


class MergedPart(Model):
    """Of a merged submission: an authority's part and the digest of its signed letter."""

    authority: str
    """Code of an authority, e.g. `DE` or `BE-VLG`."""
    version: int
    """Number of the version that was sent, from 1 on."""
    digest: str
    """SHA-256 of it, in hexadecimal; null: there is nothing yet."""


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


class PageOfQuestions(Model):
    """PageOfQuestions of the interface."""

    items: list[QuestionLine]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class Place(Model):
    """Outcomes of one item group to one destination."""

    item_group: str
    """Category and group of the control list, e.g. `5A`."""
    destination: str
    """ISO 3166-1 code of the country to which the goods go."""
    cases: int
    """Number of cases."""
    assessed: int
    """Cases with a human-rights assessment."""
    refused: int
    """Cases that were refused."""


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


class RecordCount(Model):
    """How many records there are of a kind, from where."""

    kind: AnyRecordKind
    """Which kind it is."""
    source: str
    """Where it comes from."""
    records: int
    """Number of records."""


class RecordLine(Model):
    """One line of a record: an item group to a destination, with its value."""

    code: str = ""
    """Control code as decided, or empty for a non-listed item."""
    item_group: str | None = None
    """Group of the template; computed from the code where it is left out."""
    destination: str
    """Code of the template's destinations."""
    value: str | None = None
    """In the currency; None: no value was stated (technology, services)."""
    currency: str = "EUR"
    """ISO 4217 code of the currency; null: no value is stated."""
    cyber_group: str | None = None
    """Group of cyber-surveillance items; null: none of them."""


class RecordLineInput(Model):
    """One line of a record: an item group to a destination, with its value."""

    code: str = ""
    """Control code as decided, or empty for a non-listed item."""
    item_group: str | None = None
    """Group of the template; computed from the code where it is left out."""
    destination: str
    """Code of the template's destinations."""
    value: str | None = None
    """In the currency; None: no value was stated (technology, services)."""
    currency: str = "EUR"
    """ISO 4217 code of the currency; null: no value is stated."""
    cyber_group: str | None = None
    """Group of cyber-surveillance items; null: none of them."""


class Release(Model):
    """What the second officer signs off: the digest of what was proposed."""

    digest: str
    """SHA-256 of it, in hexadecimal; null: there is nothing yet."""


class Remark(Model):
    """One remark."""

    key: str
    """Stable; an answer names it."""
    severity: AnySeverity
    """How much it weighs."""
    message: str
    """What is wrong, for a person."""
    about: CellRef | None = None
    """The cell or table that it is about, if one."""
    answers: list[str] = Field(default_factory=list)
    """Standard answers to a question; each is a key of `ANSWERS`."""
    remedy: str = ""
    """What can be done about an error."""


class RemarkAnswer(Model):
    """The authority's standard answer to a question that validation put."""

    remark: str
    """What was remarked."""
    answer: str
    """What is answered; null: nothing yet."""
    text: list[FreeText] = Field(default_factory=list)
    """What is said, in words."""


class RemarkAnswerInput(Model):
    """The authority's standard answer to a question that validation put."""

    remark: str
    """What was remarked."""
    answer: str
    """What is answered; null: nothing yet."""
    text: list[FreeTextInput] = Field(default_factory=list)
    """What is said, in words."""


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


class WentIn(Model):
    """How assessments of one risk went into the decisions."""

    risk: str
    """How large the risk is."""
    outcome: str
    """What was decided."""
    cases: int
    """Number of cases."""
    on_human_rights: int
    """Those of them that were decided on the ground of human rights."""


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


class YearTable(Model):
    """A table in sum."""

    table: str
    """Key of the table."""
    title: str
    """Title, in words."""
    cells: int
    """Number of cells of the table."""
    marked: int
    """Number of cells with a mark."""
    total: Figures | None = None
    """None: it is not available."""


class YearUpload(Model):
    """YearUpload of the interface."""

    file: bytes
    """XLSX, CSV or JSON: docs/reporting.md"""
