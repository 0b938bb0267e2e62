"""Collections: what an authority collects for the report.

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
    ChangedCell,
    ContributionView,
    DraftTable,
    EarlierFigure,
    EarlierFigureInput,
    Figures,
    NarrativeTextInput,
    PublishedTable,
    Question,
    Said,
    Section,
    Source,
    StateIndicator,
    StateLine,
)
from comity_sdk.models.collection_words import AnyCollectionStanding, AnyStage
from comity_sdk.models.part_parts import FreeText
from comity_sdk.models.parts import FreeTextInput


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


class SettingAside(Model):
    """Why a frozen edition is not released."""

    why: str
    """In words, for the record."""


class Thread(Model):
    """A question with everything that was said in it, the oldest first."""

    question: Question
    """What is asked."""
    said: list[Said]
    """What was said, oldest first."""
