"""Consultations: questions to other authorities before a decision, and their answers.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. Words come first, then
models, each in the order of their names.
"""

from __future__ import annotations

import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from comity_sdk.base import Model
from comity_sdk.models.part_words import AnyMatchClass
from comity_sdk.models.parts import (
    Document,
    DocumentInput,
    FreeText,
    FreeTextInput,
    HumanRightsAssessment,
    HumanRightsAssessmentInput,
    Reference,
    ReferenceInput,
    StatedGrounds,
    StatedGroundsInput,
    Transaction,
    TransactionInput,
    UnknownValue,
    UnknownValueInput,
)
from comity_sdk.models.rulebook_words import AnyAnswerWord, AnyRequestedAct


class ApplicantRelease(StrEnum):
    """How much of an answer the asking authority may show its applicant."""

    NOTHING = "nothing"
    FACT = "fact"
    TEXT = "text"


AnyApplicantRelease = Annotated[ApplicantRelease | str, Field(union_mode="left_to_right")]


class Channel(StrEnum):
    """What carries a consultation."""

    WIRE = "wire"
    HAND = "hand"


AnyChannel = Annotated[Channel | str, Field(union_mode="left_to_right")]


class ConsultationState(StrEnum):
    """State of a conversation under a procedure, the same names on both sides."""

    REQUESTED = "requested"
    RUNNING = "running"
    CLOSING = "closing"
    UNCONFIRMED = "unconfirmed"
    ANSWERED = "answered"
    SILENT = "silent"
    SUPERSEDED = "superseded"


AnyConsultationState = Annotated[ConsultationState | str, Field(union_mode="left_to_right")]


class EndReason(StrEnum):
    """Why the answer of a consulted authority is no longer needed."""

    BINDING_OBJECTION = "binding_objection"
    WITHDRAWN = "withdrawn"
    DECIDED = "decided"
    AMENDED = "amended"
    DENIAL_ENDED = "denial_ended"
    RECALLED = "recalled"
    STANDING_ANSWER = "standing_answer"
    SETTLED = "settled"


AnyEndReason = Annotated[EndReason | str, Field(union_mode="left_to_right")]


class HandKind(StrEnum):
    """What a record says has happened. Attributes: words: The same after the name of the
    authority.
    """

    ASKED = "asked"
    RECEIVED = "received"
    ANSWERED = "answered"
    MORE_TIME_ASKED = "more_time_asked"
    MORE_TIME_REPLIED = "more_time_replied"
    NO_ANSWER = "no_answer"
    CORRECTED = "corrected"
    RECALLED = "recalled"


AnyHandKind = Annotated[HandKind | str, Field(union_mode="left_to_right")]


class Information(StrEnum):
    """What became of information that the consulted authority said it needs."""

    WANTED = "wanted"
    SUPPLIED = "supplied"


AnyInformation = Annotated[Information | str, Field(union_mode="left_to_right")]


class LateOrInTime(StrEnum):
    """Why an answer counts or not (docs/domain.md 12, "When is an answer in time?")."""

    RECEIVED_IN_TIME = "received_in_time"
    SEALED_IN_TIME = "sealed_in_time"
    LATE = "late"


AnyLateOrInTime = Annotated[LateOrInTime | str, Field(union_mode="left_to_right")]


class Means(StrEnum):
    """By what something passed outside the gateway."""

    POST = "post"
    COURIER = "courier"
    E_MAIL = "e_mail"
    FAX = "fax"
    TELEPHONE = "telephone"
    IN_PERSON = "in_person"
    OTHER_SYSTEM = "other_system"


AnyMeans = Annotated[Means | str, Field(union_mode="left_to_right")]


class RelationKind(StrEnum):
    """What this case is to the other."""

    AMENDS = "amends"
    REPLACES = "replaces"
    SAME_PROJECT = "same_project"
    SPARE_PARTS = "spare_parts"
    REUSES_ANSWER = "reuses_answer"
    RENEWS = "renews"


AnyRelationKind = Annotated[RelationKind | str, Field(union_mode="left_to_right")]


class StopEnd(StrEnum):
    """Which of two periods ends first, and so bounds a stop."""

    STOP = "stop"
    QUESTION = "question"


AnyStopEnd = Annotated[StopEnd | str, Field(union_mode="left_to_right")]


class StopState(StrEnum):
    """Where goods stand that were stopped until the consulted authority answers."""

    HELD = "held"
    RELEASE_DUE = "release_due"
    RELEASED = "released"
    MEASURES = "measures"
    LIFTED = "lifted"


AnyStopState = Annotated[StopState | str, Field(union_mode="left_to_right")]


class AskedHit(Model):
    """How near a denial was when its authority was asked about it."""

    denial_id: str
    """Number of the denial, e.g. `FR-2026-00001`."""
    match_class: AnyMatchClass
    """How much alike the two are: the class of the hit."""
    score: float
    """How much alike, from 0 to 1."""


class Assignment(Model):
    """In whose hands a case or a consultation is put."""

    assignee: str
    """Account of the officer; empty: it is in nobody's hands."""
    note: FreeTextInput | None = None
    """What who takes it over is to know; it is kept on record."""


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


class Consultation(Model):
    """One consultation as either side shows it."""

    conversation_id: str
    """Id of the consultation or other conversation, a UUID."""
    case_id: str | None = None
    """At the asking authority its case; at the consulted one its own case that the request
    concerns; None where there is none.
    """
    procedure: str
    """Key of the procedure, e.g. `14(1)`."""
    asking: str
    """Code of the authority that asks."""
    consulted: str
    """Code of the authority that is asked."""
    state: AnyConsultationState
    """State that it is in."""
    request: ConsultationRequest
    """What is asked, whole."""
    deadline: DeadlineDerivation | None = None
    """How the last instant for an answer was derived; null: there is none."""
    stop_clock: DeadlineDerivation | None = None
    """How the end of the stop itself is found, where the law gives it a period of its own and the
    request says when goods were stopped.
    """
    peer_last_instant: datetime.datetime | None = None
    """Last instant for an answer as the other authority derived it; null: not said."""
    extensions: list[ExtensionReply] = Field(default_factory=list)
    """Requests for more time and what became of them, oldest first."""
    extension_pending: ExtensionRequest | None = None
    """Request for more time that waits for a reply; null: none."""
    extension_asked: datetime.datetime | None = None
    """Instant at which more time was asked for; null: it was not."""
    extension_by: str | None = None
    """Code of the authority that asked for more time; null: none did."""
    answer: ConsultationAnswer | None = None
    """What is answered; null: nothing yet."""
    answer_proposed: ConsultationAnswer | None = None
    """Answer that a second officer is to confirm; null: none."""
    answer_proposed_by: str = ""
    """Account that proposed the answer; or empty."""
    answer_timing: AnyLateOrInTime | None = None
    """Whether the answer came in time; null: none came."""
    answered_at: datetime.datetime | None = None
    """Instant of the answer; null: none yet."""
    silence_meaning: str = ""
    """What no answer within the period means, in the words of the rulebook."""
    closed_by: str = ""
    """Account that closed it; null or empty: nobody yet."""
    oral_objection: bool = False
    """Whether an objection was made by word of mouth and not yet in writing."""
    late_answers: list[ConsultationAnswer] = Field(default_factory=list)
    """Answers that came after the period, oldest first."""
    rulebook: str = ""
    """Version of the law that holds, e.g. `EU-2021-821/2026-1`."""
    assigned_to: str = ""
    """Account that answers it; or empty."""
    ended_because: AnyEndReason | None = None
    """Why no answer is needed any more; null: it was not ended."""
    ended_text: str = ""
    """The same in the words of who ended it; or empty."""
    standing_answer: str = ""
    """Id of the standing answer under which it was answered; or empty."""
    standing_in: str = ""
    """Code of the authority that stands in; or empty."""
    forwarded_to: str | None = None
    """Code of the authority to which it was handed on; null: it was not."""
    sealed: bool = False
    """Whether its content may not be shown to this account."""
    corrections: list[str] = Field(default_factory=list)
    """Letters by which it was corrected."""
    answer_again: bool = False
    """Whether another answer is awaited, since the question has changed."""
    same_transaction: list[str] = Field(default_factory=list)
    """Ids of other consultations about the same transaction."""
    ended_denials: list[str] = Field(default_factory=list)
    """Denials named in the request that have ended since."""
    information: AnyInformation | None = None
    """What was asked within the consultation and not yet answered; null: nothing."""
    asked_anew: bool = False
    """Whether it was asked again after the application changed."""
    settled_answer: ConsultationAnswer | None = None
    """The State's one answer, by its coordinator, where its authorities contradicted each other;
    it counts instead of `answer`.
    """
    settled_by: str | None = None
    """Id of the consultation in which it was settled; null: in none."""
    settled_in: str = ""
    """Id of the consultation in which it was settled; or empty."""
    stop: Stop | None = None
    """Computed when the consultation is shown, where the procedure stops goods."""
    asked_as: list[AskedHit] = Field(default_factory=list)
    """At the asking authority: how near the denials were when it asked."""
    answer_sealed: datetime.datetime | None = None
    """At the asking authority: when the answer that counts was sealed."""
    channel: AnyChannel = "wire"
    """Whether gateways carry it, or officers, who attest what passed."""
    records: list[HandRecord] = Field(default_factory=list)
    """What they have recorded of it, the oldest first."""
    version: str = ""
    """Which version this is: its ETag; empty where it is not shown."""


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


class ConsultationAnswerInput(Model):
    """The consulted authority's answer. ``answer`` is one of the procedure's answer options; for
    Art 16(5) each denial named has its own in ``by_denial`` and ``answer`` is the strictest of
    them.
    """

    answer: AnyAnswerWord
    """One of the procedure's answers, e.g. no_objection."""
    by_denial: list[DenialAnswerInput] = Field(default_factory=list)
    """For each denial that the request names: its number and the answer."""
    conditions: list[FreeTextInput] = Field(default_factory=list)
    """What must be kept to, in words, one entry each."""
    grounds: StatedGroundsInput = Field(default_factory=lambda: UnknownValueInput.model_validate({"state": "unknown"}))
    """Coded grounds of an objection."""
    explanation: list[FreeTextInput] = Field(default_factory=list)
    """Why, in one text for each language."""
    information_needed: list[FreeTextInput] = Field(default_factory=list)
    """What the asking authority is to send, one entry each."""
    given_by: str | None = None
    """The other authority of the same State that gave the answer, after the request was forwarded
    to it; None: the consulted authority itself.
    """
    human_rights: HumanRightsAssessmentInput | None = None
    """The consulted authority's own assessment; nobody edits another's."""
    given_at: datetime.datetime | None = None
    """When the authority in `given_by` sealed it; what counts is one State's answer, and its
    authorities' lines take nothing from it.
    """
    given_in: str | None = None
    """Digest of the letter in which that authority gave it."""
    for_applicant: ForApplicantInput | None = None
    """What may be shown to the applicant; None: nothing."""
    documents: list[DocumentInput] = Field(default_factory=list)
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
    """When goods were stopped that are held until the answer (Art 21(3)); None where none are, or
    where the asking gateway is of before there was this field.
    """
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
    """When goods were stopped that are held until the answer (Art 21(3)); None where none are, or
    where the asking gateway is of before there was this field.
    """
    documents: list[DocumentInput] = Field(default_factory=list)
    """Supporting documents of the application, by digest."""


class DeadlineDerivation(Model):
    """How a last instant was found; enough for another machine to recompute it."""

    procedure: str
    """Key of the procedure, e.g. `14(1)`."""
    article: str
    """Article that says so, e.g. `14(1)`; or empty."""
    authority: str
    """Code of an authority, e.g. `DE` or `BE-VLG`."""
    received: datetime.datetime
    """Instant of receipt, from which the period runs."""
    event_day: datetime.date
    """Day of the event from which the period runs."""
    working_days: int
    """Number of working days."""
    counted: list[datetime.date]
    """The working days that counted, in order; the last one ends the period."""
    skipped: list[SkippedDay]
    """The days between that did not count, each with its reason."""
    last_day: datetime.date
    """Last day of the period."""
    last_instant: datetime.datetime
    """Compared as "before the next local midnight": the instant of that midnight, exclusive.
    Printed as 23:59:59 of the last day.
    """
    time_zone: str
    """IANA name of the zone in which days were counted."""
    calendar: str
    """Version of the calendars that were counted with."""
    calendar_digest: str
    """SHA-256 of the calendar that was counted with, in hexadecimal."""
    rulebook: str
    """Version of the law that holds, e.g. `EU-2021-821/2026-1`."""


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


class ExtensionReplyInput(Model):
    """Accepts or refuses a request for extension."""

    accepted: bool
    """Whether it is accepted."""
    working_days: int
    """Number of working days."""
    reason: list[FreeTextInput] = Field(default_factory=list)
    """Why it is so, in words."""


class ExtensionRequest(Model):
    """Asks for more working days, with the exceptional reason."""

    working_days: int
    """Number of working days."""
    reason: FreeText
    """Why it is so, in words."""


class ExtensionRequestInput(Model):
    """Asks for more working days, with the exceptional reason."""

    working_days: int
    """Number of working days."""
    reason: FreeTextInput
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


class OneAnswer(Model):
    """A State's one answer where its authorities contradict each other."""

    asking: str
    """The authority that asked them."""
    settlement: Settlement
    """What one answer settles at once."""


class Opening(Model):
    """A consultation that an officer opens."""

    consulted: str
    """Code of the authority that is asked."""
    request: ConsultationRequestInput
    """What is asked, whole."""
    case_id: str | None = None
    """Our case that it belongs to, if any."""


class OralNote(Model):
    """A noted telephone call; an oral objection blocks silence, it is not the answer."""

    text: str
    """What is said, in words."""
    objection: bool = False
    """Whether it was an objection."""
    despite_refused: bool = False
    """Whether it is recorded although the other side refused it."""


class PageOfConsultations(Model):
    """PageOfConsultations of the interface."""

    items: list[Consultation]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class QuestionByHand(Model):
    """That an authority was asked by hand, on behalf of a case."""

    case_id: str
    """Number of the case, e.g. `DE-C-2026-00001`."""
    procedure: str
    """Key of the procedure, e.g. `14(1)`."""
    authority: str
    """Code of an authority, e.g. `DE` or `BE-VLG`."""
    recording: Recording
    """What was said on paper or by word of mouth, and when."""


class Recording(Model):
    """What an officer records."""

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
    answer: ConsultationAnswerInput | None = None
    """What was answered; also what a corrected answer says."""
    wanted: ExtensionRequestInput | None = None
    """The wish for more time."""
    reply: ExtensionReplyInput | None = None
    """What we replied to it."""
    text: list[FreeTextInput] = Field(default_factory=list)
    """In words: what was asked, how nobody was reached, why it is corrected."""


class SentLetter(Model):
    """The letter that was sent."""

    message_id: str
    """Id of the letter, a UUID."""


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
