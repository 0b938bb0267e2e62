"""Collections: what an authority collects for the report.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. Words come first, then
models, each in the order of their names.
"""

from __future__ import annotations

import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from comity_sdk.base import Model
from comity_sdk.models.parts import FreeText, FreeTextInput


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
    """How far a collection has come; it only goes forward."""

    OPEN = "open"
    ROUND = "round"
    FROZEN = "frozen"
    PUBLISHED = "published"


AnyStage = Annotated[Stage | str, Field(union_mode="left_to_right")]


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


class PageOfSubmissions(Model):
    """PageOfSubmissions of the interface."""

    items: list[Collected]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


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


class ReleaseOrder(Model):
    """When the Coordination Group had been consulted."""

    consulted: datetime.date
    """Day on which the group of coordination was consulted."""


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
