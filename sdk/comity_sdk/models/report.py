"""Report: the annual report, at an authority and at the Commission.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. Words come first, then
models, each in the order of their names.
"""

from __future__ import annotations

import datetime

from pydantic import Field

from comity_sdk.base import Model
from comity_sdk.models.parts import FreeText, FreeTextInput
from comity_sdk.models.problems import AnyReason
from comity_sdk.models.report_words import (
    AnyCellState,
    AnyChart,
    AnyClearanceAct,
    AnyCollectionStanding,
    AnyMarkGround,
    AnyMeasure,
    AnyQuestionState,
    AnyRecordKind,
    AnyRecordSource,
    AnySeverity,
    AnySide,
    AnyStage,
    AnyVersionState,
)


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


class AnnualQuestion(Model):
    """A question on a cell or a table of a submission, or its closing."""

    collection: str
    """Key of the collection, e.g. `EU-R-2025`."""
    thread: int
    """Number of the question in its collection."""
    about: CellRef
    """The cell that the question is about."""
    submission: str
    """Digest of the submission that it is about."""
    answer_by: datetime.date | None = None
    """Until when; of a question."""
    closed: bool = False
    """Who asked has what was needed."""
    text: list[FreeText]
    """What is said, in words."""


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


class CellRef(Model):
    """Names a cell of a State, or a whole table."""

    table: str
    """Key of the table of the cell."""
    at: list[str] | None = None
    """None: the whole table."""
    origin: str = "*"
    """Whose; the Union's where it is `*`."""


class CellRefInput(Model):
    """Names a cell of a State, or a whole table."""

    table: str
    """Key of the table of the cell."""
    at: list[str] | None = None
    """None: the whole table."""
    origin: str = "*"
    """Whose; the Union's where it is `*`."""


class ChangedCell(Model):
    """A cell that differs from the edition before."""

    table: str
    """Key of the table."""
    row: str
    """Key of the row."""
    column: str
    """Key of the column."""
    before: Shown | None = None
    """As it was before; null: it was not there."""
    after: Shown | None = None
    """As it is afterwards; null: it is gone."""


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


class Collected(Model):
    """A submission that came."""

    collection: str
    """Key of the collection, e.g. `EU-R-2025`."""
    digest: str
    """Message digest of its signed letter, which the journal keeps as it came."""
    state: str
    """Code of the Member State whose figures they are."""
    authority: str
    """Code of an authority, e.g. `DE` or `BE-VLG`."""
    version: int
    """Number of the version that was sent, from 1 on."""
    message_id: str
    """Id of the letter, a UUID."""
    at: datetime.datetime
    """Instant at which it was done."""
    standing: AnyCollectionStanding
    """How the submission counts."""
    reason: str = ""
    """Why it is so, in words."""
    words: str = ""
    """Why it does not count, and what to do."""


class CollectionCall(Model):
    """What an officer decides in order to call for a year's data."""

    template: str | None = None
    """Version of a shipped template."""
    file: str | None = None
    """The template's file where it is not shipped, as text, to the last octet."""
    submit_by: datetime.date | None = None
    """Last day; by the template's schedule where it is left out."""
    authorities: list[str] = Field(default_factory=list)
    """Whom to call; every competent authority where it is left out."""


class CollectionLine(Model):
    """A collection in a list."""

    collection: str
    """Key of the collection, e.g. `EU-R-2025`."""
    year: int
    """Year that the figures are of."""
    template: str
    """Version of the template."""
    template_digest: str
    """SHA-256 of the template, in hexadecimal."""
    submit_by: datetime.date
    """Last day for submissions."""
    called: datetime.datetime
    """Instant at which data were called for."""
    stage: AnyStage
    """How far the collection has come."""


class CollectionView(Model):
    """A collection with where every State stands."""

    collection: str
    """Key of the collection, e.g. `EU-R-2025`."""
    year: int
    """Year that the figures are of."""
    template: str
    """Version of the template."""
    template_digest: str
    """SHA-256 of the template, in hexadecimal."""
    submit_by: datetime.date
    """Last day for submissions."""
    called: datetime.datetime
    """Instant at which data were called for."""
    stage: AnyStage
    """How far the collection has come."""
    states: list[StateLine]
    """The States, each with what stands of it."""
    coverage: str
    """Which part of the States has sent figures, in words."""
    editions: int = 0
    """Number of editions that are frozen."""


class ContributionView(Model):
    """What one State's submission says of a cell."""

    source: Source
    """Where it comes from."""
    message_id: str
    """The signed letter in the journal that holds it."""
    figures: Figures | None = None
    """What the State sent for the cell; null: nothing."""
    sent: bool
    """It has the cell; otherwise the cell is zero or not available by its absence."""
    marks: list[Mark] = Field(default_factory=list)
    """How cells are protected."""


class DraftTable(Model):
    """A table of a draft: how many of its cells show what."""

    key: str
    """Key by which it is named."""
    number: str
    """Number of the table, as the report prints it."""
    title: str
    """Title, in words."""
    cells: int
    """Number of cells of the table."""
    states: dict[str, int]
    """For each State, whether its figures are in the table."""


class DraftView(Model):
    """A draft as it is shown."""

    collection: CollectionLine
    """Key of the collection, e.g. `EU-R-2025`."""
    digest: str
    """SHA-256 of it, in hexadecimal; null: there is nothing yet."""
    coverage: str
    """`25 of 27 States`."""
    missing: list[str]
    """States whose data it does not hold."""
    uncleared: list[str]
    """States something of which is held back because it was not cleared."""
    sources: list[Source]
    """Submissions that went into the draft."""
    tables: list[DraftTable]
    """Its tables; `whole` has them cell by cell where that was asked for."""
    whole: list[PublishedTable] = Field(default_factory=list)
    """Tables before cells are protected."""


class Dropped(Model):
    """How many imported records were removed."""

    removed: int
    """Number of records that were taken out."""


class EarlierFigure(Model):
    """A total of the Union of an earlier year, as it was published then."""

    year: int
    """Year that the figures are of."""
    table: str
    """Key of the table whose total it is."""
    number: int | None = None
    """Number, as it was published; null: none was."""
    value_cents: int | None = None
    """Value in cents of euro, as it was published; null: none was."""
    source: str
    """Where it was published: an edition of ours, or a report of the Commission."""
    comparable: bool = True
    """Whether it was counted as the figures of this edition are."""


class EarlierFigureInput(Model):
    """A total of the Union of an earlier year, as it was published then."""

    year: int
    """Year that the figures are of."""
    table: str
    """Key of the table whose total it is."""
    number: int | None = None
    """Number, as it was published; null: none was."""
    value_cents: int | None = None
    """Value in cents of euro, as it was published; null: none was."""
    source: str
    """Where it was published: an edition of ours, or a report of the Commission."""
    comparable: bool = True
    """Whether it was counted as the figures of this edition are."""


class Edition(Model):
    """A frozen consolidation."""

    collection: str
    """Key of the collection, e.g. `EU-R-2025`."""
    year: int
    """Year that the figures are of."""
    number: int
    """1, then one more with each corrigendum."""
    template: str
    """Version of the template."""
    template_digest: str
    """SHA-256 of the template, in hexadecimal."""
    title: str
    """Title, in words."""
    frozen_at: datetime.datetime
    """Instant at which the edition was frozen."""
    embargo_until: datetime.datetime | None = None
    """Nothing is published before it."""
    published_on: datetime.date | None = None
    """Day of publication; null: not published."""
    states: list[str]
    """Member States whose data it holds."""
    missing: list[str] = Field(default_factory=list)
    """Member States whose data it does not hold; nothing is estimated for them."""
    sources: list[Source]
    """Submissions that went into the edition."""
    corrects: str | None = None
    """Digest of the edition before."""
    reason: list[FreeText] = Field(default_factory=list)
    """Why there is a corrigendum."""
    changes: list[ChangedCell] = Field(default_factory=list)
    """The cells that differ from the edition before."""
    tables: list[PublishedTable]
    """Tables, in order."""
    indicators: list[StateIndicator] = Field(default_factory=list)
    """Values of indicators, each with its key."""
    sections: list[Section] = Field(default_factory=list)
    """Sections, in order of reading."""
    earlier: list[EarlierFigure] = Field(default_factory=list)
    """Totals of earlier years, by year."""
    counting: list[str]
    """Rules by which figures were counted, in words."""
    disclosure: list[str]
    """Rules by which cells were protected, in words."""


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


class Figures(Model):
    """What a cell counts."""

    number: int = 0
    """Licences, applications, denials, users: what the table counts."""
    value_cents: int = 0
    """Their value, in cents of euro."""
    exporters_min: int = 0
    """At least so many exporters stand behind it."""
    exporters_max: int = 0
    """At most so many; equal to the former at one authority."""
    top1_cents: int = 0
    """At most so much of the value is the largest exporter's."""
    top2_cents: int = 0
    """At most so much of the value is the two largest exporters'."""


class FreezeOrder(Model):
    """What an officer decides when an edition is frozen."""

    title: str
    """Title, in words."""
    embargo_until: datetime.datetime | None = None
    """Nothing is published before it."""
    publish_on: datetime.date
    """Day of publication that stands in the edition."""
    sections: list[NarrativeTextInput] = Field(default_factory=list)
    """What the Commission services write."""
    earlier: list[EarlierFigureInput] = Field(default_factory=list)
    """Totals of years of which no edition is published here."""
    reason: list[FreeTextInput] = Field(default_factory=list)
    """Of a corrigendum: why there is one."""


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


class HeldSum(Model):
    """What is held back of a total's parts in one line across them."""

    at: str
    """Code of the column where the parts are rows, of the row where they are columns."""
    parts: int
    """So many of them are held back."""
    number: int | None = None
    """None where the table shows none, or where numbers do not add up over the parts."""
    value_cents: int | None = None
    """The same of the value, in cents of euro."""


class HeldTogether(Model):
    """What is secret, in a line of its own: a total less those of its parts that are shown. It
    stands beside the lines and is none of them: no code of a list names it. Whoever reads the
    table can subtract, so that it tells nothing that the table does not.
    """

    side: AnySide
    """What the parts are in the table, rows or columns."""
    under: str
    """Code of the line whose parts they are."""
    parts: list[str]
    """Codes of all its parts, shown or not, in the table's order."""
    foot: str
    """Code of the last line that lies below it, after which it is read."""
    sums: list[HeldSum]
    """Where it shows a figure; elsewhere the total shows none, or no part is held back."""


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


class KeptEdition(Model):
    """An edition in a list."""

    collection: str
    """Key of the collection, e.g. `EU-R-2025`."""
    number: int
    """1, then one more with each corrigendum."""
    digest: str
    """SHA-256 of the edition as it is published."""
    frozen: datetime.datetime
    """Instant at which the edition was frozen."""
    frozen_by: str
    """Account that froze it."""
    embargo: datetime.datetime | None = None
    """Nothing is published before it."""
    released: datetime.datetime | None = None
    """When a second person released it."""
    released_by: str = ""
    """Account that released it; or empty."""
    consulted: datetime.date | None = None
    """When the Coordination Group had been consulted."""
    published: datetime.datetime | None = None
    """Since when it may be read by all."""


class LateDecision(Model):
    """What an officer decides of a submission that came after the freeze."""

    take: bool
    """It counts from now on, for the next edition or a corrigendum."""
    why: str
    """In words, for the record."""


class Line(Model):
    """One row or column of a published table."""

    code: str
    """Its code; of merged ones the codes joined by `+`."""
    label: str
    """What a person reads for the code."""
    level: str
    """Its level; `*` is the total."""
    merges: list[str] = Field(default_factory=list)
    """The codes that were merged into it, if any."""


class Mark(Model):
    """What an authority says of a cell; a cell without one is free."""

    ground: AnyMarkGround
    """Why it is confidential."""
    dimension: str | None = None
    """Of "only in a larger group": the dimension in which it is larger."""
    group: str | None = None
    """The code above the cell's own in which it may be shown; None: nowhere."""
    by: str
    """Who said so."""


class MarkInput(Model):
    """What an authority says of a cell; a cell without one is free."""

    ground: AnyMarkGround
    """Why it is confidential."""
    dimension: str | None = None
    """Of "only in a larger group": the dimension in which it is larger."""
    group: str | None = None
    """The code above the cell's own in which it may be shown; None: nowhere."""
    by: str
    """Who said so."""


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


class NarrativeText(Model):
    """A section in words, the original first."""

    key: str
    """Key by which it is named."""
    text: list[FreeText]
    """What is said, in words."""


class NarrativeTextInput(Model):
    """A section in words, the original first."""

    key: str
    """Key by which it is named."""
    text: list[FreeTextInput]
    """What is said, in words."""


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


class PageOfCollectionQuestions(Model):
    """PageOfCollectionQuestions of the interface."""

    items: list[Thread]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class PageOfCollections(Model):
    """PageOfCollections of the interface."""

    items: list[CollectionLine]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class PageOfEditions(Model):
    """PageOfEditions of the interface."""

    items: list[KeptEdition]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class PageOfQuestions(Model):
    """PageOfQuestions of the interface."""

    items: list[QuestionLine]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class PageOfSubmissions(Model):
    """PageOfSubmissions of the interface."""

    items: list[Collected]
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


class ProvenanceView(Model):
    """A cell of the report with everything that it comes from."""

    cell: CellRef
    """The cell."""
    edition: int | None = None
    """Number of the edition; null: the draft."""
    figures: Figures | None = None
    """What the States' figures come to; null: nothing was sent."""
    recomputed: Figures | None = None
    """The same figures, added up again from the signed submissions alone."""
    contributions: list[ContributionView]
    """What each State's figures add to the cell."""
    missing: list[str]
    """States whose data are not in it; nothing was estimated for them."""


class PublishedTable(Model):
    """A table as it appears."""

    key: str
    """Key by which it is named."""
    number: str
    """Number of the table, as the report prints it."""
    title: str
    """Title, in words."""
    section: str
    """Key of the section."""
    measures: list[AnyMeasure]
    """What the figures of the table count."""
    chart: AnyChart
    """How the table is drawn."""
    row_title: str
    """What the rows are, in words."""
    column_title: str
    """What the columns are, in words."""
    rows: list[Line]
    """Rows, in order."""
    columns: list[Line]
    """Columns, in order."""
    cells: list[list[Shown]]
    """A row of cells for each row line, each as long as the columns."""
    held_together: list[HeldTogether] = Field(default_factory=list)
    """Of each total that is shown what its held-back parts are together; an edition has them,
    tables that are only asked about and editions of before have none.
    """


class Question(Model):
    """A question with where it stands; its letters are those of its conversation."""

    collection: str
    """Key of the collection, e.g. `EU-R-2025`."""
    thread: int
    """Number of the thread."""
    authority: str
    """Code of an authority, e.g. `DE` or `BE-VLG`."""
    conversation_id: str
    """Id of the consultation or other conversation, a UUID."""
    state: AnyQuestionState
    """State that it is in."""
    asked: datetime.datetime
    """Instant at which it was asked."""
    asked_by: str
    """Who asked, or who may ask."""
    question: AnnualQuestion
    """What is asked."""


class QuestionDraft(Model):
    """What an officer asks."""

    state: str
    """Whose submission it is about."""
    about: CellRefInput
    """A cell or a table; its origin is the State's."""
    answer_by: datetime.date | None = None
    """By the template's schedule where it is left out."""
    thread: int | None = None
    """A question that is asked on; a new one where it is left out."""
    text: list[FreeTextInput]
    """What is said, in words."""


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


class ReleaseOrder(Model):
    """When the Coordination Group had been consulted."""

    consulted: datetime.date
    """Day on which the group of coordination was consulted."""


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


class RoundOrder(Model):
    """Until when States clear their tables; by the template's schedule where left out."""

    until: datetime.date | None = None
    """Last day on which it holds; null: no end is set."""


class Said(Model):
    """One letter of a thread."""

    at: datetime.datetime
    """Instant at which it was done."""
    by: str
    """Account that did it."""
    message_id: str
    """Id of the letter, a UUID."""
    answer: str = ""
    """What is answered; null: nothing yet."""
    text: list[FreeText]
    """What is said, in words."""


class Section(Model):
    """A section in words."""

    key: str
    """Key by which it is named."""
    title: str
    """Title, in words."""
    section: str
    """Key of the section."""
    origin: str
    """Code of the authority from which it comes."""
    text: list[FreeText]
    """What is said, in words."""


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


class Shown(Model):
    """What one cell shows."""

    state: AnyCellState
    """How the cell is shown: as a figure, or why without one."""
    number: int | None = None
    """None unless it shows one."""
    value_cents: int | None = None
    """In cents of euro; None unless it shows one."""
    why: str = ""
    """Of a suppressed or confidential cell: the rule or ground, as a key."""
    said_by: list[str] = Field(default_factory=list)
    """Of a confidential one: the Member States that said so."""


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


class Source(Model):
    """A submission from which an edition was made: its digest leads back to a signed letter."""

    state: str
    """Code of the Member State whose figures they are."""
    version: int
    """Number of the version that was sent, from 1 on."""
    digest: str
    """SHA-256 of it, in hexadecimal; null: there is nothing yet."""


class StateIndicator(Model):
    """An indicator as one Member State answered it, or the Union's sum."""

    key: str
    """Key by which it is named."""
    title: str
    """Title, in words."""
    section: str
    """Key of the section."""
    origin: str
    """Code of the authority from which it comes."""
    shown: str
    """The value as it is printed."""


class StateLine(Model):
    """Where a Member State stands in a collection."""

    state: str
    """Code of the Member State."""
    authority: str
    """Who submits for it."""
    counts: int | None = None
    """Version that counts; None: nothing has come that counts."""
    digest: str | None = None
    """SHA-256 of it, in hexadecimal; null: there is nothing yet."""
    received: datetime.datetime | None = None
    """Instant of receipt, from which the period runs; null: not received."""
    refused: int = 0
    """Number of submissions that were refused."""
    questions: int = 0
    """Questions that wait for its answer."""
    shown: bool = False
    """Tables to clear were sent, of the version that counts."""
    cleared: bool = False
    """It has answered in the round, on the version that counts."""
    ledger: int = 0
    """Submissions after the freeze that nobody has decided on."""


class Thread(Model):
    """A question with everything that was said in it, the oldest first."""

    question: Question
    """What is asked."""
    said: list[Said]
    """What was said, oldest first."""


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
