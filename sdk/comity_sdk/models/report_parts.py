"""Parts of report: what the models of `report` are made of.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. Words come first, then
models, each in the order of their names.
"""

from __future__ import annotations

import datetime

from pydantic import Field

from comity_sdk.base import Model
from comity_sdk.models.collection_parts import (
    CellRef,
    CellRefInput,
    Figures,
    Mark,
    MarkInput,
    NarrativeText,
    PublishedTable,
)
from comity_sdk.models.part_parts import FreeText
from comity_sdk.models.parts import FreeTextInput
from comity_sdk.models.problems import AnyReason
from comity_sdk.models.report_words import (
    AnyClearanceAct,
    AnyRecordKind,
    AnyRecordSource,
    AnySeverity,
)


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


class ClearedCell(Model):
    """What is said of one cell or table; a mark or merge names its ground and group."""

    about: CellRefInput
    """What it is about."""
    act: AnyClearanceAct
    """What is done with the cell."""
    mark: MarkInput | None = None
    """How the cell is protected; null: it is not."""


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
