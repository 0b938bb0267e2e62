"""Notices: notices to Member States, and comments on them.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. Words come first, then
models, each in the order of their names.
"""

from __future__ import annotations

import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from comity_sdk.base import Model
from comity_sdk.models.denial_words import AnyMarking, AnyNoticeState
from comity_sdk.models.part_parts import (
    Document,
    FreeText,
    Item,
    ItemInput,
    Party,
    PartyInput,
    Reference,
    ReferenceInput,
    StatedGrounds,
    StatedGroundsInput,
    Transaction,
    UnknownValue,
    UnknownValueInput,
)
from comity_sdk.models.part_words import AnyWithholding
from comity_sdk.models.parts import DocumentInput, FreeTextInput, TransactionInput
from comity_sdk.models.rulebook_parts import NoticeRule
from comity_sdk.models.rulebook_words import AnyGrantKind, AnyNoticeOutcomeWord


class DeliveryState(StrEnum):
    """What has become of a letter."""

    QUEUED = "queued"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    GIVEN_UP = "given_up"


AnyDeliveryState = Annotated[DeliveryState | str, Field(union_mode="left_to_right")]


class NoticeAction(StrEnum):
    """What a notice does to the one of the same number."""

    PUBLISHED = "published"
    AMENDED = "amended"
    WITHDRAWN = "withdrawn"


AnyNoticeAction = Annotated[NoticeAction | str, Field(union_mode="left_to_right")]


class Comment(Model):
    """A comment on another authority's notice, such as a draft of a national list."""

    about: str
    """Number of the notice that is commented on."""
    text: list[FreeText]
    """What is said, in words."""
    documents: list[Document] = Field(default_factory=list)
    """Titles and digests of documents; contents stay where they are."""


class CommentInput(Model):
    """A comment on another authority's notice, such as a draft of a national list."""

    about: str
    """Number of the notice that is commented on."""
    text: list[FreeTextInput]
    """What is said, in words."""
    documents: list[DocumentInput] = Field(default_factory=list)
    """Titles and digests of documents; contents stay where they are."""


class ExplainedGrant(Model):
    """A grant after a consultation (Article 16(5), last subparagraph)."""

    origin: str
    """Code of the authority from which it comes."""
    index: int
    """Place of the entry in the log, from 0 on."""
    at: datetime.datetime
    """Instant at which it was done."""
    content: str
    """held, withheld, missing or erased."""
    notice: GrantNotice | None = None
    """What its authority says; None where it is not held, or cannot be read."""


class Figure(Model):
    """One figure of licensing data (Art 23(2)(a)): how many, worth how much."""

    code: str
    """Code, as lists and rulebooks name it."""
    destination: str | None = None
    """ISO 3166-1 code of the country to which the goods go."""
    number: int | None = None
    """Number of what the code counts; null: it is an amount."""
    value: str | None = None
    """Amount, a decimal number in `currency`; null: it is a number."""
    currency: str | None = None
    """ISO 4217 code of the currency; null: no value is stated."""


class FigureInput(Model):
    """One figure of licensing data (Art 23(2)(a)): how many, worth how much."""

    code: str
    """Code, as lists and rulebooks name it."""
    destination: str | None = None
    """ISO 3166-1 code of the country to which the goods go."""
    number: int | None = None
    """Number of what the code counts; null: it is an amount."""
    value: str | None = None
    """Amount, a decimal number in `currency`; null: it is a number."""
    currency: str | None = None
    """ISO 4217 code of the currency; null: no value is stated."""


class GrantNotice(Model):
    """A grant after an Art 16(5) consultation, explained to everybody."""

    authority: str
    """Code of an authority, e.g. `DE` or `BE-VLG`."""
    case_reference: str
    """Reference of the case at the authority that writes."""
    kind: AnyGrantKind = "authorisation"
    """Which kind it is."""
    decision_date: datetime.date
    """Day of the decision, where the deciding authority is."""
    denials: list[str]
    """The denials that the consultations were about."""
    consulted: list[str] = Field(default_factory=list)
    """The authorities that were consulted, whatever they answered."""
    transaction: Transaction | None = None
    """What was granted, or None where it is not shown."""
    explanation: list[FreeText]
    """One text a language, the original first."""
    conditions: list[FreeText] = Field(default_factory=list)
    """Conditions, each in its own words."""


class Notice(Model):
    """A notice under any article; its kind in the rulebook says what it must hold."""

    kind: str
    """Key of its kind in the rulebook."""
    number: str
    """The sender's own number; an amendment or a withdrawal repeats it."""
    law: str
    """Version of the rulebook that knows the kind."""
    action: AnyNoticeAction = "published"
    """What the notice does: publishes, amends or withdraws."""
    about: str = ""
    """Number of the notice, or id of the denial, that it refers to."""
    outcome: AnyNoticeOutcomeWord | str = ""
    """One of the kind's outcomes, e.g. of a review under Art 5(5), or empty."""
    at: datetime.date
    """Date of the measure, decision or finding."""
    transaction: Transaction | None = None
    """The transaction concerned."""
    items: list[Item] = Field(default_factory=list)
    """Items of a list or a requirement."""
    parties: list[Party] = Field(default_factory=list)
    """Entities concerned: end-users, barred exporters, procurement fronts."""
    destinations: list[str] = Field(default_factory=list)
    """ISO 3166-1 codes of the countries to which goods go."""
    authorisations: list[str] = Field(default_factory=list)
    """Keys of general authorisations, e.g. `EU001`."""
    figures: list[Figure] = Field(default_factory=list)
    """Figures, each with its code and unit."""
    grounds: StatedGrounds = Field(default_factory=lambda: UnknownValue.model_validate({"state": "unknown"}))
    """Grounds, each in its own words."""
    text: list[FreeText] = Field(default_factory=list)
    """What is said, in words."""
    effective_from: datetime.date | None = None
    """From when on the measure applies."""
    expires: datetime.date | None = None
    """After this day the information no longer counts."""
    reply_until: datetime.date | None = None
    """Day until which comments are wanted (drafts of national lists)."""
    withheld: list[WithheldField] = Field(default_factory=list)
    """Fields that are withheld, each with its reason class (Arts 4(4), 5(4))."""
    conditions: list[FreeText] = Field(default_factory=list)
    """The originator's conditions for use and passing on."""
    documents: list[Document] = Field(default_factory=list)
    """Titles and digests of documents; contents stay where they are."""
    references: list[Reference] = Field(default_factory=list)
    """How other systems call the same."""


class NoticeDraft(Model):
    """A notice as an officer gives it: this authority numbers it."""

    kind: str
    """Key of its kind in the rulebook."""
    number: str = ""
    """The sender's own number; an amendment or a withdrawal repeats it."""
    law: str = ""
    """Version of the rulebook that knows the kind; the one in force if absent."""
    action: AnyNoticeAction = "published"
    """What the notice does: publishes, amends or withdraws."""
    about: str = ""
    """Number of the notice, or id of the denial, that it refers to."""
    outcome: AnyNoticeOutcomeWord | str = ""
    """One of the kind's outcomes, e.g. of a review under Art 5(5), or empty."""
    at: datetime.date
    """Date of the measure, decision or finding."""
    transaction: Transaction | None = None
    """The transaction concerned."""
    items: list[Item] = Field(default_factory=list)
    """Items of a list or a requirement."""
    parties: list[Party] = Field(default_factory=list)
    """Entities concerned: end-users, barred exporters, procurement fronts."""
    destinations: list[str] = Field(default_factory=list)
    """ISO 3166-1 codes of the countries to which goods go."""
    authorisations: list[str] = Field(default_factory=list)
    """Keys of general authorisations, e.g. `EU001`."""
    figures: list[Figure] = Field(default_factory=list)
    """Figures, each with its code and unit."""
    grounds: StatedGrounds = Field(default_factory=lambda: UnknownValue.model_validate({"state": "unknown"}))
    """Grounds, each in its own words."""
    text: list[FreeText] = Field(default_factory=list)
    """What is said, in words."""
    effective_from: datetime.date | None = None
    """From when on the measure applies."""
    expires: datetime.date | None = None
    """After this day the information no longer counts."""
    reply_until: datetime.date | None = None
    """Day until which comments are wanted (drafts of national lists)."""
    withheld: list[WithheldField] = Field(default_factory=list)
    """Fields that are withheld, each with its reason class (Arts 4(4), 5(4))."""
    conditions: list[FreeText] = Field(default_factory=list)
    """The originator's conditions for use and passing on."""
    documents: list[Document] = Field(default_factory=list)
    """Titles and digests of documents; contents stay where they are."""
    references: list[Reference] = Field(default_factory=list)
    """How other systems call the same."""
    recipients: list[str] = Field(default_factory=list)
    """Members that are to read it, for a kind whose readers are chosen or may be fewer than its
    audience.
    """
    to_all: bool = False
    """All of those among whom the readers of its kind are chosen, in their place."""
    marking: AnyMarking = "unmarked"
    """Above the node's ceiling nothing leaves."""
    duty: str = ""
    """Our case or conversation after which this notice was due; its task is closed. `none`: this
    notice is another than the one that is due. It stays here.
    """
    reference: str = ""
    """The sender's own; what is given again under it is sent once."""


class NoticeDraftInput(Model):
    """A notice as an officer gives it: this authority numbers it."""

    kind: str
    """Key of its kind in the rulebook."""
    number: str = ""
    """The sender's own number; an amendment or a withdrawal repeats it."""
    law: str = ""
    """Version of the rulebook that knows the kind; the one in force if absent."""
    action: AnyNoticeAction = "published"
    """What the notice does: publishes, amends or withdraws."""
    about: str = ""
    """Number of the notice, or id of the denial, that it refers to."""
    outcome: AnyNoticeOutcomeWord | str = ""
    """One of the kind's outcomes, e.g. of a review under Art 5(5), or empty."""
    at: datetime.date
    """Date of the measure, decision or finding."""
    transaction: TransactionInput | None = None
    """The transaction concerned."""
    items: list[ItemInput] = Field(default_factory=list)
    """Items of a list or a requirement."""
    parties: list[PartyInput] = Field(default_factory=list)
    """Entities concerned: end-users, barred exporters, procurement fronts."""
    destinations: list[str] = Field(default_factory=list)
    """ISO 3166-1 codes of the countries to which goods go."""
    authorisations: list[str] = Field(default_factory=list)
    """Keys of general authorisations, e.g. `EU001`."""
    figures: list[FigureInput] = Field(default_factory=list)
    """Figures, each with its code and unit."""
    grounds: StatedGroundsInput = Field(default_factory=lambda: UnknownValueInput.model_validate({"state": "unknown"}))
    """Grounds, each in its own words."""
    text: list[FreeTextInput] = Field(default_factory=list)
    """What is said, in words."""
    effective_from: datetime.date | None = None
    """From when on the measure applies."""
    expires: datetime.date | None = None
    """After this day the information no longer counts."""
    reply_until: datetime.date | None = None
    """Day until which comments are wanted (drafts of national lists)."""
    withheld: list[WithheldFieldInput] = Field(default_factory=list)
    """Fields that are withheld, each with its reason class (Arts 4(4), 5(4))."""
    conditions: list[FreeTextInput] = Field(default_factory=list)
    """The originator's conditions for use and passing on."""
    documents: list[DocumentInput] = Field(default_factory=list)
    """Titles and digests of documents; contents stay where they are."""
    references: list[ReferenceInput] = Field(default_factory=list)
    """How other systems call the same."""
    recipients: list[str] = Field(default_factory=list)
    """Members that are to read it, for a kind whose readers are chosen or may be fewer than its
    audience.
    """
    to_all: bool = False
    """All of those among whom the readers of its kind are chosen, in their place."""
    marking: AnyMarking = "unmarked"
    """Above the node's ceiling nothing leaves."""
    duty: str = ""
    """Our case or conversation after which this notice was due; its task is closed. `none`: this
    notice is another than the one that is due. It stays here.
    """
    reference: str = ""
    """The sender's own; what is given again under it is sent once."""


class NoticeKind(Model):
    """One kind of notice of a rulebook that is in force."""

    law: str
    """Version of the law that has the kind."""
    rule: NoticeRule
    """The rule of the law."""


class NoticeLine(Model):
    """A notice in a list."""

    number: str
    """Number of the notice."""
    origin: str
    """Code of the authority from which it comes."""
    kind: str
    """Which kind it is."""
    title: str
    """Title, in words."""
    state: AnyNoticeState
    """State that it is in."""
    at: datetime.datetime
    """Instant at which it was done."""
    about: str = ""
    """Number of the notice that it is about; or empty."""
    outcome: AnyNoticeOutcomeWord | str = ""
    """What came of it."""
    expires: datetime.date | None = None
    """Last day on which it holds; null: no end is known."""
    reply_until: datetime.date | None = None
    """Last day for a reply; null: none is asked for."""
    by_letter: bool = False
    """Whether it goes to named authorities as a letter, not into a register."""
    note: str = ""
    """What was noted, in words; or empty."""


class NoticeRecall(Model):
    """That a notice of ours which went by letter was not meant for a member."""

    member: str
    """Who seals it, with every version that it has."""
    reason: list[FreeTextInput]
    """Why, one text a language; the member is told."""


class NoticeReceipt(Model):
    """One addressee: its receipt, or what it waits for."""

    authority: str
    """Code of an authority, e.g. `DE` or `BE-VLG`."""
    received: datetime.datetime | None = None
    """For a letter the instant of its signed receipt; for an entry that of the cosignature which
    covers it.
    """
    state: AnyDeliveryState
    """accepted, queued, refused or given_up."""
    reason: str = ""
    """Why it is so, in words."""


class NoticeVersion(Model):
    """One act on a notice."""

    at: datetime.datetime
    """Instant at which it was done."""
    index: int | None = None
    """Index of its entry in the sender's log; None for a letter."""
    notice: Notice | None = None
    """The notice as it was then; null: it cannot be shown."""
    note: str = ""
    """Why it changes nothing; empty where it does."""


class PageOfExplainedGrants(Model):
    """PageOfExplainedGrants of the interface."""

    items: list[ExplainedGrant]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class PageOfNoticeKinds(Model):
    """PageOfNoticeKinds of the interface."""

    items: list[NoticeKind]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class PageOfNotices(Model):
    """PageOfNotices of the interface."""

    items: list[NoticeLine]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class ShownComment(Model):
    """A comment; `late` says that it came after the day until which comments were wanted."""

    author: str
    """Code of the authority that wrote it."""
    at: datetime.datetime
    """Instant at which it was done."""
    comment: Comment
    """What was commented."""
    late: bool = False
    """Whether it came after the period."""


class ShownNotice(Model):
    """A notice with all its versions."""

    number: str
    """Number of the notice."""
    origin: str
    """Code of the authority from which it comes."""
    kind: str
    """Which kind it is."""
    title: str
    """Title, in words."""
    state: AnyNoticeState
    """State that it is in."""
    at: datetime.datetime
    """Instant at which it was done."""
    about: str = ""
    """Number of the notice that it is about; or empty."""
    outcome: AnyNoticeOutcomeWord | str = ""
    """What came of it."""
    expires: datetime.date | None = None
    """Last day on which it holds; null: no end is known."""
    reply_until: datetime.date | None = None
    """Last day for a reply; null: none is asked for."""
    by_letter: bool = False
    """Whether it goes to named authorities as a letter, not into a register."""
    note: str = ""
    """What was noted, in words; or empty."""
    notice: Notice | None = None
    """What counts now; None where its content is not held here."""
    release: list[str] = Field(default_factory=list)
    """Who may hold it, as signed; of a letter of ours, its recipients."""
    versions: list[NoticeVersion] = Field(default_factory=list)
    """Versions, oldest first."""
    receipts: list[NoticeReceipt] = Field(default_factory=list)
    """Each addressee, where the notice is ours."""
    not_yet_received: list[str] = Field(default_factory=list)
    """Those of them without a receipt."""
    comments: list[ShownComment] = Field(default_factory=list)
    """Comments by other authorities, oldest first."""
    working_days_taken: int | None = None
    """Working days of the sender from the measure to the notice, where its calendar reaches so
    far: what "without delay" came to.
    """
    late: bool = False
    """Whether that is more than the rulebook gives, where it gives a number."""
    version: str = ""
    """Which version this is: its ETag."""


class WithheldField(Model):
    """A field of a notice that there is and that is not shown, with its reason class."""

    field: str
    """Path of the field."""
    reason: AnyWithholding
    """Why it is so, in words."""


class WithheldFieldInput(Model):
    """A field of a notice that there is and that is not shown, with its reason class."""

    field: str
    """Path of the field."""
    reason: AnyWithholding
    """Why it is so, in words."""
