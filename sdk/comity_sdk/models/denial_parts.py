"""Parts of denials: what the models of `denials` are made of.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. Words come first, then
models, each in the order of their names.
"""

from __future__ import annotations

import datetime

from pydantic import Field

from comity_sdk.base import Model
from comity_sdk.models.classifications import Reasoned
from comity_sdk.models.denial_words import (
    AnyDenialEventType,
    AnyDenialState,
    AnyHitVerdict,
    AnyMarking,
    AnyMatchedBy,
    AnyMeaningAbsence,
    AnyNoticeState,
    AnyRegime,
    AnySetAsideWay,
)
from comity_sdk.models.part_parts import (
    Document,
    FreeText,
    Reference,
    StatedGrounds,
    Transaction,
    UnknownValue,
)
from comity_sdk.models.part_words import AnyMatchClass, AnyWithholding
from comity_sdk.models.rulebook_words import AnyDecisionType, AnyLegalBase


class Denial(Model):
    """One denial as its authority notified it. ``transaction.exporter`` is left out by default: it
    is not needed for matching and is commercially sensitive (docs/domain.md 2.5).
    """

    denial_id: str
    """Number of the denial, e.g. `FR-2026-00001`."""
    authority: str
    """Code of an authority, e.g. `DE` or `BE-VLG`."""
    national_reference: str
    """Reference at the authority that decided."""
    decision: AnyDecisionType
    """Whether it is a denial, an annulment or another decision of which others are told."""
    articles: list[str] = Field(default_factory=list)
    """Articles under which it was denied."""
    legal_base: AnyLegalBase = "2021/821"
    """Act under which it was decided."""
    decision_date: datetime.date
    """Day of the decision, where the deciding authority is."""
    first_notified: datetime.date
    """Day on which others were first told of it."""
    reviews_so_far: int | None = 0
    """Number of reviews before it was entered here; null: not known."""
    transaction: Transaction
    """Goods, parties, destination and use; null: not given."""
    grounds: StatedGrounds = Field(default_factory=lambda: UnknownValue.model_validate({"state": "unknown"}))
    """Grounds of the denial, with whether they are stated."""
    explanation: list[FreeText] = Field(default_factory=list)
    """Why, in one text for each language."""
    explanation_withheld: AnyWithholding | None = None
    """Why the explanation is not given; null: it is given."""
    documents: list[Document] = Field(default_factory=list)
    """Titles and digests of documents; contents stay where they are."""
    references: list[Reference] = Field(default_factory=list)
    """How other systems call the same."""


class DenialFound(Model):
    """A denial that a search found."""

    denial_id: str
    """Number of the denial, e.g. `FR-2026-00001`."""
    authority: str
    """Code of an authority, e.g. `DE` or `BE-VLG`."""
    relayed_from: str = ""
    """Code of the authority for which another entered it; empty: entered by its own."""
    transcribed_by: str | None = None
    """Account that typed it in from paper; null: it came as data."""
    match_class: AnyMatchClass | None = None
    """How near it is by what was compared; None where a part of a name or the destination alone
    found it.
    """
    part_of_name: bool = False
    """Whether a name of the denial holds the one that was given."""
    score: float | None = None
    """Of what was compared; None of a destination alone."""
    party: Reasoned | None = None
    """None where no name was given."""
    item: Reasoned | None = None
    """None where no goods were given."""
    same_destination: bool | None = None
    """None where no destination was given."""
    parties: list[str]
    """Principal names of its end-user and consignee, as far as they are recorded."""
    goods: list[str]
    """Descriptions of its items."""
    destination: str
    """ISO 3166-1 code of the country to which the goods go."""
    decision: AnyDecisionType
    """Whether it is a denial, an annulment or another decision of which others are told."""
    decision_date: datetime.date
    """Day of the decision, where the deciding authority is."""
    state: AnyDenialState = "valid"
    """How it stands."""
    note: str = ""
    """What is to be known of it, or empty."""


class DenialListUpload(Model):
    """DenialListUpload of the interface."""

    file: bytes
    """CSV in UTF-8; columns: docs/imports.md"""


class DenialStatus(Model):
    """Where a denial stands: state, review count and the date of the next review."""

    denial_id: str
    """Number of the denial, e.g. `FR-2026-00001`."""
    state: AnyDenialState
    """State that it is in."""
    reviews_done: int | None = 0
    """Number of reviews so far; null: not known."""
    review_due: datetime.date | None = None
    """None where the law gives it no date: a suspension lives until its final assessment."""
    last_event: AnyDenialEventType
    """What was last entered about the denial."""
    last_event_at: datetime.datetime
    """Instant of that entry."""
    relayed_from: str = ""
    """Code of the authority for which another entered it; empty: entered by its own."""
    transcribed_by: str | None = None
    """Account that typed it in from paper; null: it came as data."""
    partner: PartnerSource | None = None
    """Whence it comes, where it is of a State outside the Union; null: it is of a Member State."""


class DenialUpload(Model):
    """DenialUpload of the interface."""

    file: bytes
    """CSV or XLSX; columns: docs/imports.md"""


class DifferingDenial(Model):
    """A denial that both sides have and that differs."""

    row: int
    """Key of the row."""
    reference: str
    """Reference of the case in the system that filed it."""
    denial_id: str
    """Number of the denial, e.g. `FR-2026-00001`."""
    matched_by: AnyMatchedBy
    """By what the two were found to be the same denial."""
    fields: list[FieldDifference]
    """Paths of fields that must be given."""


class EntryReceipts(Model):
    """Who has confirmed, by cosigning a checkpoint over it, to hold an entry. Cosignatures go to
    the log's origin, so only there all of them are known.
    """

    confirmed_by: list[str]
    """Members other than the origin whose cosignature is held here."""
    not_yet_confirmed: list[str] | None = None
    """Members that may read registers and have not; None at another node than the origin's, which
    cannot know.
    """


class FieldDifference(Model):
    """A column in which two records of the same thing differ."""

    column: str
    """Of our form; `items` where one has more item lines."""
    line: int = 0
    """Item line, from 1, of a column of the item; else 0."""
    here: str
    """What is held here, empty where nothing is."""
    there: str
    """What the file says."""


class Hit(Model):
    """One denial that the examination found, with its reasons for party and item."""

    denial_id: str
    """Number of the denial, e.g. `FR-2026-00001`."""
    authority: str
    """Code of an authority, e.g. `DE` or `BE-VLG`."""
    relayed_from: str = ""
    """Code of the authority for which another entered it; empty: entered by its own."""
    transcribed_by: str | None = None
    """Account that typed it in from paper; null: it came as data."""
    match_class: AnyMatchClass
    """How much alike the two are: the class of the hit."""
    score: float
    """How much alike, from 0 to 1."""
    party: Reasoned
    """The party, with why it was found alike."""
    item: Reasoned
    """Items that are alike, and why."""
    ours: str
    """The name on our side that matched best, or empty."""
    theirs: str
    """The name on the denial, or empty where it is withheld."""
    legal_base: AnyLegalBase | None = None
    """The law under which it was notified."""
    consult: bool
    """Whether Art 16(5) asks us to consult its authority."""
    note: str = ""
    """What was noted, in words; or empty."""
    judgement: Judgement | None = None
    """What an officer has said of it in this case."""
    earlier: list[Judgement] = Field(default_factory=list)
    """What officers have said of this denial and the same party in other cases, the newest first:
    offered, never applied.
    """


class Judgement(Model):
    """An officer's word on one hit, with the reason; a later one of the same case replaces it."""

    language: str
    """BCP 47 tag of the language, e.g. `de`."""
    text: str
    """What is said, in words."""
    denial_id: str
    """Number of the denial, e.g. `FR-2026-00001`."""
    case_id: str
    """The case in which it was said."""
    verdict: AnyHitVerdict
    """What the officer holds of it."""
    by: str
    """Account that did it."""
    at: datetime.datetime
    """Instant at which it was done."""
    examination: int | None = None
    """Number of the examination on which it was said; None for a word on a licence in force."""
    version: str = ""
    """SHA-256 of the denial's transaction as the officer saw it, in canonical JSON."""


class ListedDenial(Model):
    """A denial of the file."""

    row: int
    """Key of the row."""
    reference: str
    """Reference of the case in the system that filed it."""
    references: str = ""
    """How other systems call the same."""
    denial_id: str = ""
    """What it is called here, where it is the same by content."""


class MeaningRead(Model):
    """The meaning of one description, or why it is not known."""

    text: str
    """SHA-256 of the description as it stands, in UTF-8, in hexadecimal."""
    script: str = ""
    """Script of the description, as Unicode names it; empty where nothing was read."""
    vector: str = ""
    """One octet with a sign for each number, in hexadecimal; empty likewise."""
    absence: AnyMeaningAbsence | None = None
    """Why nothing was read."""


class MeaningsRead(Model):
    """All meanings that one examination has read."""

    model: str = ""
    """The model that read them; empty where there was none."""
    absence: AnyMeaningAbsence | None = None
    """Why there was none."""
    read: list[MeaningRead] = Field(default_factory=list)
    """By the digest of the description."""
    beyond: int = 0
    """Denials of the same party for other goods, farther ones, of which nothing was read, since
    there were too many.
    """


class MoreOfParty(Model):
    """Denials of the same or likely same party for other goods that are counted and not shown."""

    authority: str
    """Who denied, or who transcribed what another State denied."""
    relayed_from: str = ""
    """That State, where it is no member; else empty."""
    count: int
    """How many."""


class PartnerSource(Model):
    """Whence a denial of a State outside the Union comes. It is information beside the register:
    Article 16 speaks of denials of Member States, so it binds nobody and opens no consultation,
    however near a transaction comes to it.
    """

    regime: AnyRegime
    """In which the partner told of it."""
    marking: AnyMarking = "unmarked"
    """That the partner gave it; it goes wherever the denial goes."""


class RegisterPosition(Model):
    """Which register, at which size and root, and how fresh, an examination covered."""

    origin: str
    """Code of the authority from which it comes."""
    size: int
    """Number of entries of the log."""
    root: str
    """In hexadecimal."""
    synced_at: datetime.datetime | None = None
    """When it was last found to be all that its authority has."""
    known: int = 0
    """Entries that its authority was known to have signed. What of them had not come could not be
    searched.
    """
    fresh: bool = True
    """Whether all that was known had come, and that was found recently enough by the rulebook;
    else the case cannot be decided on it unless an officer accepts it, on record.
    """
    stopped: bool = False
    """Whether its log is stopped after a fraud proof: what was known of it before was searched."""
    relayed: int = 0
    """Denials of States that are no members which this authority transcribed."""
    relayed_at: datetime.datetime | None = None
    """When the newest of them was added."""


class RequirementHit(Model):
    """A requirement that another authority has notified, near to what is examined. The articles
    ask that what others have notified is given due consideration, and nothing more: nobody is
    consulted on it, and it decides nothing.
    """

    number: str
    """Number of its notice."""
    origin: str
    """Code of the authority from which it comes."""
    kind: str
    """Kind of the notice, e.g. `4(4)`."""
    article: str
    """That which asks for due consideration."""
    index: int
    """Index in the sender's log of the act that counted: it was published, amended or withdrawn by
    it.
    """
    at: datetime.datetime
    """Instant of that act."""
    state: AnyNoticeState
    """Whether it counted still when it was examined."""
    match_class: AnyMatchClass
    """How much alike the two are: the class of the hit."""
    party: Reasoned
    """The party, with why it was found alike."""
    item: Reasoned | None = None
    """How near the items are; None where the notice names or shows none."""
    ours: str = ""
    """The name on our side that matched best, or empty."""
    theirs: str = ""
    """The name on the notice, or empty where it is withheld."""


class ScopeGap(Model):
    """A part of the application that cannot be searched, with the article that allows for it."""

    field: str
    """Path in the application, e.g. `transaction.end_user`."""
    article: str
    """Why there may be none, e.g. `Article 2(13)`."""
    text: str
    """What cannot be searched and when it will be, in words for the file."""


class SetAside(Model):
    """What a court, or a body that hears appeals, did to a denial."""

    denial_id: str
    """Number of the denial, e.g. `FR-2026-00001`."""
    way: AnySetAsideWay
    """In which way it is done."""
    body: str
    """Name of the court or body."""
    reference: str
    """Its reference, e.g. the file number of the judgment."""
    at: datetime.date
    """Date of its decision."""
    text: list[FreeText] = Field(default_factory=list)
    """What it said, one text a language."""


class ShownAct(Model):
    """One act on a denial, with who has confirmed to hold its entry."""

    origin: str
    """Code of the authority from which it comes."""
    index: int
    """Place of the entry in the log, from 0 on."""
    denial_id: str
    """Number of the denial, e.g. `FR-2026-00001`."""
    type: AnyDenialEventType
    """Which kind of entry it is."""
    at: datetime.datetime
    """Instant at which it was done."""
    note: str = ""
    """What was noted, in words; or empty."""
    receipts: EntryReceipts
    """What the log and its witnesses signed about the entry."""


class UnlistedDenial(Model):
    """A denial that the register alone has."""

    denial_id: str
    """Number of the denial, e.g. `FR-2026-00001`."""
    reference: str
    """Reference of the case in the system that filed it."""
    references: str = ""
    """How other systems call the same."""
