"""Reviews: what every Member State reviews, and what comes of it.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. Words come first, then
models, each in the order of their names.
"""

from __future__ import annotations

import datetime

from pydantic import Field

from comity_sdk.base import Model
from comity_sdk.models.consultation_words import AnyMeans
from comity_sdk.models.consultations import DeadlineDerivation
from comity_sdk.models.part_parts import Document, FreeText, Item, ItemInput
from comity_sdk.models.parts import DocumentInput, FreeTextInput, TransactionInput
from comity_sdk.models.rulebook_words import AnyNoticeOutcomeWord


class ExtensionAsked(Model):
    """More working days for a review, asked by an authority."""

    authority: str
    """Code of an authority, e.g. `DE` or `BE-VLG`."""
    working_days: int
    """Number of working days."""
    at: datetime.datetime
    """Instant at which it was done."""
    number: str
    """Number of the notice that asks."""
    note: str = ""
    """Why it changes nothing, in words; empty where it does."""


class FindingDraft(Model):
    """What an authority has found."""

    outcome: AnyNoticeOutcomeWord
    """One of the outcomes of the rulebook."""
    text: list[FreeTextInput] = Field(default_factory=list)
    """What is said, in words."""
    transaction: TransactionInput | None = None
    """The essentially identical transaction, where it names one."""
    items: list[ItemInput] = Field(default_factory=list)
    """Items that the publication should name, where the outcome is to amend it."""
    destinations: list[str] = Field(default_factory=list)
    """Destinations that it should name."""


class HandWord(Model):
    """What a State notified outside the gateway, and what shows it."""

    state: str
    """The Member State, e.g. `AT`."""
    on: datetime.date
    """Day on which it notified."""
    given_by: str
    """Who notified it there, e.g. the ministry's unit."""
    means: AnyMeans
    """By what it came."""
    proof: list[Document]
    """What shows it, by digest; the papers lie with whoever recorded it."""


class MajorityCount(Model):
    """How far those who have notified the same are a majority."""

    states: int
    """How many they are."""
    of_states: int
    """Of how many."""
    states_needed: int
    """How many must be."""
    persons: int | None = None
    """How many people live in them; None where that does not count."""
    of_persons: int = 0
    """In how many live in all."""
    persons_needed: int = 0
    """In how many must."""
    confirmed: bool = True
    """Whether the figures were compared with what was published."""
    without_figure: list[str] = Field(default_factory=list)
    """States of which the figures say nothing; while there are any, the population cannot be
    counted.
    """
    blocked: bool = True
    """Whether enough others are left to block it by population."""


class MoreTime(Model):
    """A request for more working days, and why the case is exceptional."""

    working_days: int
    """Number of working days."""
    reason: FreeTextInput
    """Why it is so, in words."""


class OutcomeWord(Model):
    """One outcome that a State may notify, and how it reads."""

    code: AnyNoticeOutcomeWord
    """Code, as lists and rulebooks name it."""
    label: str
    """What a person reads for the code."""


class PageOfReviews(Model):
    """PageOfReviews of the interface."""

    items: list[ReviewLine]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class PreparedPublication(Model):
    """What the Commission services publish once all Member States have notified. This model is the
    machine-readable form; `text` is the text for the Official Journal.
    """

    about: str
    """Number of the notice, or of the earlier publication."""
    kind: str
    """Which kind it is."""
    article: str
    """Article that says so, e.g. `14(1)`; or empty."""
    items: list[Item] = Field(default_factory=list)
    """Items that the notice is about."""
    destinations: list[str] = Field(default_factory=list)
    """ISO 3166-1 codes of the countries to which goods go."""
    text: list[FreeText] = Field(default_factory=list)
    """What is said, in words."""
    states: list[str] = Field(default_factory=list)
    """Codes of the States whose words are published."""
    remarks: list[str] = Field(default_factory=list)
    """What an officer must look at before publishing, in words."""


class Publication(Model):
    """What the officer publishes; what is left out is taken from the prepared one."""

    oj_reference: str
    """Reference in the Official Journal, C series."""
    items: list[ItemInput] = Field(default_factory=list)
    """Items that the notice is about."""
    destinations: list[str] = Field(default_factory=list)
    """ISO 3166-1 codes of the countries to which goods go."""
    text: list[FreeTextInput] = Field(default_factory=list)
    """What is said, in words."""
    effective_from: datetime.date | None = None
    """Day from which it has effect; null: not said."""


class ReviewFinding(Model):
    """What one authority found, or recorded that a State without a gateway has notified."""

    authority: str
    """Code of an authority, e.g. `DE` or `BE-VLG`."""
    outcome: str
    """What came of it."""
    at: datetime.datetime
    """Instant at which it was done."""
    number: str
    """Number of the notice that says so."""
    implied: bool = False
    """It is the notice under review itself: who imposed a requirement has notified that there
    should be one.
    """
    by_hand: HandWord | None = None
    """Whose word it is where the authority only recorded it."""


class ReviewLine(Model):
    """A review in a list."""

    number: str
    """Number of the notice that is reviewed."""
    procedure: str
    """Key of the procedure, e.g. `14(1)`."""
    title: str
    """Title, in words."""
    article: str
    """Article that says so, e.g. `14(1)`; or empty."""
    origin: str
    """Code of the authority from which it comes."""
    received: datetime.datetime | None = None
    """When it came into this gateway."""
    last_instant: datetime.datetime | None = None
    """Until when this authority reviews, exclusive; None: it does not."""
    due: datetime.date | None = None
    """Of a yearly review, the day by which it is due."""
    found: AnyNoticeOutcomeWord | str = ""
    """What this authority's State has notified; empty: nothing."""
    no_answer: bool = False
    """Its period has ended and it has said nothing; nothing follows from that."""
    missed: bool = False
    """The day of a yearly review has passed; nothing lapses by itself."""
    notified: int
    """Number of those who were told."""
    of_states: int
    """Number of States whose word counts."""
    complete: bool
    """Whether every State has said its word."""


class ShownReview(Model):
    """A review whole: tally, derivation of the own period, what silence means."""

    number: str
    """Number of the notice that is reviewed."""
    procedure: str
    """Key of the procedure, e.g. `14(1)`."""
    title: str
    """Title, in words."""
    article: str
    """Article that says so, e.g. `14(1)`; or empty."""
    origin: str
    """Code of the authority from which it comes."""
    received: datetime.datetime | None = None
    """When it came into this gateway."""
    last_instant: datetime.datetime | None = None
    """Until when this authority reviews, exclusive; None: it does not."""
    due: datetime.date | None = None
    """Of a yearly review, the day by which it is due."""
    found: AnyNoticeOutcomeWord | str = ""
    """What this authority's State has notified; empty: nothing."""
    no_answer: bool = False
    """Its period has ended and it has said nothing; nothing follows from that."""
    missed: bool = False
    """The day of a yearly review has passed; nothing lapses by itself."""
    notified: int
    """Number of those who were told."""
    of_states: int
    """Number of States whose word counts."""
    complete: bool
    """Whether every State has said its word."""
    leads_to: str = ""
    """Kind of notice that is published in the end; empty: none."""
    published: str = ""
    """Number of that notice, where it stands."""
    counts_all: bool = False
    """Whether Member States without a gateway must have notified, too."""
    outcomes: list[OutcomeWord] = Field(default_factory=list)
    """What a State may notify, in the words of the rulebook."""
    period: DeadlineDerivation | None = None
    """How the last day of the review was derived; null: it has no period."""
    extensions: list[ExtensionAsked] = Field(default_factory=list)
    """Requests for more time and what became of them, oldest first."""
    tally: Tally
    """The words of the States, counted."""
    silence: str
    """What no answer within the period means."""
    version: str = ""
    """Which version this is, with every notice about it: its ETag."""


class StateFinding(Model):
    """Where one Member State stands."""

    state: str
    """Code of the Member State that found it."""
    outcome: AnyNoticeOutcomeWord | str = ""
    """What it has notified; empty: no answer, or its authorities contradict each other."""
    contradicting: bool = False
    """Its authorities have found differently and it has not settled that."""
    findings: list[ReviewFinding] = Field(default_factory=list)
    """The newest of each of its authorities."""


class Tally(Model):
    """Who has notified what."""

    unanimous: AnyNoticeOutcomeWord
    """The outcome that all, or the majority, must have notified."""
    states: list[StateFinding]
    """Each Member State that counts, in order."""
    outside: list[str] = Field(default_factory=list)
    """Member States without a gateway, which must be asked by other means."""
    missing: list[str] = Field(default_factory=list)
    """States that have not notified that outcome."""
    majority: MajorityCount | None = None
    """How far the others are enough; None where all are needed."""
    complete: bool = False
    """Whether every State that counts has, or the majority that suffices."""


class WordByHand(Model):
    """What a State without a gateway has notified, and what shows it."""

    state: str
    """The Member State, e.g. `AT`."""
    outcome: str
    """One of the outcomes of the rulebook."""
    on: datetime.date
    """Day on which it notified."""
    given_by: str
    """Who notified it there."""
    means: AnyMeans
    """By what it came."""
    proof: list[DocumentInput]
    """The papers, by their digests; they stay with this authority."""
    text: list[FreeTextInput] = Field(default_factory=list)
    """What it said, in words."""
