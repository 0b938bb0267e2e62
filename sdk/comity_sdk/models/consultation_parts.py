"""Parts of consultations: what the models of `consultations` are made of.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. Words come first, then
models, each in the order of their names.
"""

from __future__ import annotations

import datetime

from pydantic import Field

from comity_sdk.base import Model
from comity_sdk.models.consultation_words import (
    AnyApplicantRelease,
    AnyHandKind,
    AnyMeans,
    AnyRelationKind,
    AnyStopEnd,
    AnyStopState,
)
from comity_sdk.models.part_parts import (
    Document,
    FreeText,
    HumanRightsAssessment,
    Reference,
    ReferenceInput,
    StatedGrounds,
    Transaction,
    UnknownValue,
)
from comity_sdk.models.part_words import AnyMatchClass
from comity_sdk.models.parts import DocumentInput, FreeTextInput, TransactionInput
from comity_sdk.models.rulebook_words import AnyAnswerWord, AnyRequestedAct


class AskedHit(Model):
    """How near a denial was when its authority was asked about it."""

    denial_id: str
    """Number of the denial, e.g. `FR-2026-00001`."""
    match_class: AnyMatchClass
    """How much alike the two are: the class of the hit."""
    score: float
    """How much alike, from 0 to 1."""


class CaseRelation(Model):
    """This case's relation to an earlier one."""

    kind: AnyRelationKind
    """What this case is to the other."""
    system: str
    """An authority code for a case of that authority's gateway, else the name of the system in
    which `reference` is known.
    """
    reference: str
    """The other case's reference in that system."""


class CaseRelationInput(Model):
    """This case's relation to an earlier one."""

    kind: AnyRelationKind
    """What this case is to the other."""
    system: str
    """An authority code for a case of that authority's gateway, else the name of the system in
    which `reference` is known.
    """
    reference: str
    """The other case's reference in that system."""


class ConsultationAnswer(Model):
    """The consulted authority's answer. ``answer`` is one of the procedure's answer options; for
    Art 16(5) each denial named has its own in ``by_denial`` and ``answer`` is the strictest of
    them.
    """

    answer: AnyAnswerWord
    """One of the procedure's answers, e.g. no_objection."""
    by_denial: list[DenialAnswer] = Field(default_factory=list)
    """For each denial that the request names: its number and the answer."""
    conditions: list[FreeText] = Field(default_factory=list)
    """What must be kept to, in words, one entry each."""
    grounds: StatedGrounds = Field(default_factory=lambda: UnknownValue.model_validate({"state": "unknown"}))
    """Coded grounds of an objection."""
    explanation: list[FreeText] = Field(default_factory=list)
    """Why, in one text for each language."""
    information_needed: list[FreeText] = Field(default_factory=list)
    """What the asking authority is to send, one entry each."""
    given_by: str | None = None
    """The other authority of the same State that gave the answer, after the request was forwarded
    to it; None: the consulted authority itself.
    """
    human_rights: HumanRightsAssessment | None = None
    """The consulted authority's own assessment; nobody edits another's."""
    given_at: datetime.datetime | None = None
    """When the authority in `given_by` sealed it; what counts is one State's answer, and its
    authorities' lines take nothing from it.
    """
    given_in: str | None = None
    """Digest of the letter in which that authority gave it."""
    for_applicant: ForApplicant | None = None
    """What may be shown to the applicant; None: nothing."""
    documents: list[Document] = Field(default_factory=list)
    """Documents that go with the answer, by digest."""


class ConsultationRequest(Model):
    """Opens a consultation: the transaction, and for Art 16(5) the denials it is about."""

    procedure: str
    """Key of the procedure, e.g. `14(1)`."""
    case_reference: str
    """Reference of the case at the authority that writes."""
    transaction: Transaction
    """Goods, parties, destination and use; null: not given."""
    denials: list[str] = Field(default_factory=list)
    """Numbers of denials that it is about."""
    match_summary: list[str] = Field(default_factory=list)
    """What was found alike, in words."""
    references: list[Reference] = Field(default_factory=list)
    """How other systems call the same."""
    remarks: list[FreeText] = Field(default_factory=list)
    """Remarks, each in its own words."""
    relations: list[CaseRelation] = Field(default_factory=list)
    """Earlier cases that it amends, replaces or belongs to."""
    concerns: str = ""
    """The consulted authority's own reference of the application or licence that the request is
    about (Arts 14(2), 21(4)); empty where it has none or none is known.
    """
    asked_for: list[AnyRequestedAct] = Field(default_factory=list)
    """What the consulted authority is asked to do, as keys of the procedure."""
    stopped_at: datetime.datetime | None = None
    """When goods were stopped that are held until the answer (Art 21(3)); None where none are."""
    documents: list[Document] = Field(default_factory=list)
    """Supporting documents of the application, by digest."""


class ConsultationRequestInput(Model):
    """Opens a consultation: the transaction, and for Art 16(5) the denials it is about."""

    procedure: str
    """Key of the procedure, e.g. `14(1)`."""
    case_reference: str
    """Reference of the case at the authority that writes."""
    transaction: TransactionInput
    """Goods, parties, destination and use; null: not given."""
    denials: list[str] = Field(default_factory=list)
    """Numbers of denials that it is about."""
    match_summary: list[str] = Field(default_factory=list)
    """What was found alike, in words."""
    references: list[ReferenceInput] = Field(default_factory=list)
    """How other systems call the same."""
    remarks: list[FreeTextInput] = Field(default_factory=list)
    """Remarks, each in its own words."""
    relations: list[CaseRelationInput] = Field(default_factory=list)
    """Earlier cases that it amends, replaces or belongs to."""
    concerns: str = ""
    """The consulted authority's own reference of the application or licence that the request is
    about (Arts 14(2), 21(4)); empty where it has none or none is known.
    """
    asked_for: list[AnyRequestedAct] = Field(default_factory=list)
    """What the consulted authority is asked to do, as keys of the procedure."""
    stopped_at: datetime.datetime | None = None
    """When goods were stopped that are held until the answer (Art 21(3)); None where none are."""
    documents: list[DocumentInput] = Field(default_factory=list)
    """Supporting documents of the application, by digest."""


class DenialAnswer(Model):
    """The answer for one denial that the request named."""

    denial_id: str
    """Number of the denial, e.g. `FR-2026-00001`."""
    answer: AnyAnswerWord
    """What is answered; null: nothing yet."""


class DenialAnswerInput(Model):
    """The answer for one denial that the request named."""

    denial_id: str
    """Number of the denial, e.g. `FR-2026-00001`."""
    answer: AnyAnswerWord
    """What is answered; null: nothing yet."""


class ExtensionReply(Model):
    """Accepts or refuses a request for extension."""

    accepted: bool
    """Whether it is accepted."""
    working_days: int
    """Number of working days."""
    reason: list[FreeText] = Field(default_factory=list)
    """Why it is so, in words."""


class ExtensionRequest(Model):
    """Asks for more working days, with the exceptional reason."""

    working_days: int
    """Number of working days."""
    reason: FreeText
    """Why it is so, in words."""


class ForApplicant(Model):
    """The answering authority's mark on its answer: what an applicant may be shown of it."""

    release: AnyApplicantRelease
    """What the applicant may be shown."""
    text: list[FreeText] = Field(default_factory=list)
    """The words for the applicant, one text a language."""


class ForApplicantInput(Model):
    """The answering authority's mark on its answer: what an applicant may be shown of it."""

    release: AnyApplicantRelease
    """What the applicant may be shown."""
    text: list[FreeTextInput] = Field(default_factory=list)
    """The words for the applicant, one text a language."""


class HandRecord(Model):
    """A recording with who attests it."""

    kind: AnyHandKind
    """Which kind it is."""
    at: datetime.datetime
    """When it happened: sent, received there, come here, found out."""
    given: datetime.datetime | None = None
    """When the authority gave its answer or its wish, where that was before it came."""
    means: AnyMeans
    """By what it passed."""
    reference: str = ""
    """Where the paper lies, e.g. the number in the office's file."""
    digest: str | None = None
    """SHA-256 of the scanned document, in hexadecimal; empty where there is none."""
    about: int | None = None
    """Number of the record that is corrected or recalled."""
    answer: ConsultationAnswer | None = None
    """What was answered; also what a corrected answer says."""
    wanted: ExtensionRequest | None = None
    """The wish for more time."""
    reply: ExtensionReply | None = None
    """What we replied to it."""
    text: list[FreeText] = Field(default_factory=list)
    """In words: what was asked, how nobody was reached, why it is corrected."""
    number: int
    """From 1, in the order of the consultation's records."""
    request: str | None = None
    """Of ASKED: `digest_of_request` of what was asked."""
    by: str
    """Who made it."""
    recorded: datetime.datetime
    """Instant at which it was recorded."""
    confirmed_by: str = ""
    """The second officer; empty while none has looked."""
    confirmed: datetime.datetime | None = None
    """Instant at which a second officer confirmed it; null: not yet."""
    refused: bool = False
    """Whether she refused it: it has no effect."""


class Settlement(Model):
    """A State's coordinator settles contradicting answers of its authorities."""

    procedure: str
    """Key of the procedure, e.g. `14(1)`."""
    case_reference: str = ""
    """Reference of the case at the authority that writes."""
    conversations: list[str]
    """The consultations whose answers contradict each other."""
    answer: str
    """The State's one answer."""
    conditions: list[FreeTextInput] = Field(default_factory=list)
    """Conditions, each in its own words."""
    text: list[FreeTextInput] = Field(default_factory=list)
    """What is said, in words."""


class SkippedDay(Model):
    """A day that did not count, and why."""

    date: datetime.date
    """The day."""
    reason: str
    """Why it is so, in words."""


class Stop(Model):
    """Goods stopped for the length of a consultation, and what is due to them by law."""

    state: AnyStopState
    """State that it is in."""
    by: str = ""
    """What ended it, `answer`, `silence`, `stop` (its own period) or `end`; empty while nothing
    did.
    """
    at: datetime.datetime | None = None
    """Since when it is so, or until when the goods are held at most."""
    governed_by: AnyStopEnd | None = None
    """Which period bounds it; None where the stop has none of its own."""
    sentence: str
    """The sentence of the law that says so."""
