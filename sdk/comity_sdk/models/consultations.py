"""Consultations: questions to other authorities before a decision, and their answers.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. Words come first, then
models, each in the order of their names.
"""

from __future__ import annotations

import datetime

from pydantic import Field

from comity_sdk.base import Model
from comity_sdk.models.consultation_parts import (
    AskedHit,
    ConsultationAnswer,
    ConsultationRequest,
    ConsultationRequestInput,
    DenialAnswerInput,
    ExtensionReply,
    ExtensionRequest,
    ForApplicantInput,
    HandRecord,
    Settlement,
    SkippedDay,
    Stop,
)
from comity_sdk.models.consultation_words import (
    AnyChannel,
    AnyConsultationState,
    AnyEndReason,
    AnyHandKind,
    AnyInformation,
    AnyLateOrInTime,
    AnyMeans,
)
from comity_sdk.models.part_parts import StatedGroundsInput, UnknownValueInput
from comity_sdk.models.parts import DocumentInput, FreeTextInput, HumanRightsAssessmentInput
from comity_sdk.models.rulebook_words import AnyAnswerWord


class Assignment(Model):
    """In whose hands a case or a consultation is put."""

    assignee: str
    """Account of the officer; empty: it is in nobody's hands."""
    note: FreeTextInput | None = None
    """What who takes it over is to know; it is kept on record."""


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
    """Version of the law that holds, e.g. `EU-2021-821/2026-3`."""
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
    """Version of the law that holds, e.g. `EU-2021-821/2026-3`."""


class ExtensionReplyInput(Model):
    """Accepts or refuses a request for extension."""

    accepted: bool
    """Whether it is accepted."""
    working_days: int
    """Number of working days."""
    reason: list[FreeTextInput] = Field(default_factory=list)
    """Why it is so, in words."""


class ExtensionRequestInput(Model):
    """Asks for more working days, with the exceptional reason."""

    working_days: int
    """Number of working days."""
    reason: FreeTextInput
    """Why it is so, in words."""


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
