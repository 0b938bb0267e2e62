"""Parts of collections: what the models of `collections` are made of.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. Words come first, then
models, each in the order of their names.
"""

from __future__ import annotations

import datetime

from pydantic import Field

from comity_sdk.base import Model
from comity_sdk.models.collection_words import (
    AnyCellState,
    AnyChart,
    AnyMarkGround,
    AnyMeasure,
    AnyQuestionState,
    AnySide,
)
from comity_sdk.models.part_parts import FreeText
from comity_sdk.models.parts import FreeTextInput


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
    tables that are only asked about have none.
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
