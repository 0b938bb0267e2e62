"""Letters: letters between authorities, and standing answers.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. Words come first, then
models, each in the order of their names.
"""

from __future__ import annotations

import datetime
from typing import Any

from pydantic import Field

from comity_sdk.base import Model
from comity_sdk.models.classifications import (
    AnyConfidence,
    ClassificationOutcomeInput,
    ClassifiedItemInput,
)
from comity_sdk.models.consultations import ConsultationAnswerInput
from comity_sdk.models.letter_words import (
    AnyInformationKind,
    AnyLetterState,
    AnyLetterType,
    AnyLicenceAnswer,
    AnyStandardAnswerCode,
)
from comity_sdk.models.part_parts import FreeText, Party, PartyInput, ReferenceInput
from comity_sdk.models.parts import (
    DocumentInput,
    FreeTextInput,
    HumanRightsAssessmentInput,
    TransactionInput,
)
from comity_sdk.models.rulebook_inner_parts import StandardQuestion
from comity_sdk.models.rulebook_words import AnyLicenceState, AnyStandardQuestionCode


class Addition(Model):
    """A supplement in a conversation."""

    conversation_id: str
    """Id of the consultation or other conversation, a UUID."""
    supplement: Supplement
    """What is added to the request."""


class Advance(Model):
    """A standing answer to one authority."""

    peer: str
    """Code of the other authority; null: none."""
    answer: StandingAnswerInput
    """What is answered; null: nothing yet."""


class ClassificationClosing(Model):
    """That a round is closed; a later one of the same number takes its place."""

    number: str
    """Number by which it is named."""
    outcome: ClassificationOutcomeInput | None = None
    """None for an authority that had not answered."""


class ClassificationOpinion(Model):
    """How sure an answer is; its codes and its reason stand in the reply."""

    confidence: AnyConfidence
    """How sure the authority is."""
    precedents: list[str] = Field(default_factory=list)
    """Numbers of similar precedents."""


class ClassificationQuestion(Model):
    """The question of a round, the same for everybody."""

    number: str
    """Number by which it is named."""
    item: ClassifiedItemInput
    """The item of the transaction."""


class CodedAnswer(Model):
    """A standard question with its answer, in the words of this authority's rulebook."""

    question: AnyStandardQuestionCode
    """Code of the standard question."""
    text: str
    """Further words beside the code; or empty."""
    answer: AnyStandardAnswerCode | str = ""
    """Key of the answer, empty while there is none."""
    label: str = ""
    """What a person reads for the code."""


class Contact(Model):
    """A note of a call: in a conversation that exists, or with an authority."""

    peer: str | None = None
    """Code of the other authority; null: none."""
    conversation_id: str | None = None
    """Id of the consultation or other conversation, a UUID."""
    note: ContactNote
    """What was noted, in words; or empty."""


class ContactNote(Model):
    """Notes what was said outside the gateway; an oral objection blocks silence only."""

    at: datetime.datetime
    """Instant at which it was done."""
    channel: str = "telephone"
    """Means by which it was said, e.g. by telephone."""
    text: list[FreeTextInput]
    """What is said, in words."""
    objection: bool = False
    """Whether it was an objection."""


class ContactReply(Model):
    """Confirms a note of a call, or says what was said instead."""

    confirmed: bool
    """Whether it is confirmed."""
    text: list[FreeTextInput] = Field(default_factory=list)
    """What is said, in words."""


class Conversing(Model):
    """A conversation that is meant."""

    conversation_id: str
    """Id of the consultation or other conversation, a UUID."""


class Corrected(Model):
    """The whole content of a letter as it should have been, and why."""

    corrected: dict[str, Any]
    """The whole content as it should have been."""
    reason: list[FreeTextInput]
    """Why it is so, in words."""


class CustomsItem(Model):
    """One line of a licence, as customs writes it off."""

    line: int
    """Number of the line, from 1 on."""
    codes: list[str]
    """Codes of the control list, e.g. `5A001`."""
    cn_code: str | None = None
    """Code of the Combined Nomenclature, digits only; null: none."""
    description: str
    """What the item is, in words."""
    quantity: str | None = None
    """As granted."""
    unit: str = ""
    """Unit of the number; or empty."""
    value: str | None = None
    """Value that is licensed, a decimal number in `currency`; null: not limited by value."""
    currency: str | None = None
    """ISO 4217 code of the currency; null: no value is stated."""
    quantity_left: str | None = None
    """What is left of it, as far as was told what has left."""
    value_left: str | None = None
    """Value that is left under the licence, in its currency; null: not limited."""


class CustomsItemInput(Model):
    """One line of a licence, as customs writes it off."""

    line: int
    """Number of the line, from 1 on."""
    codes: list[str]
    """Codes of the control list, e.g. `5A001`."""
    cn_code: str | None = None
    """Code of the Combined Nomenclature, digits only; null: none."""
    description: str
    """What the item is, in words."""
    quantity: str | None = None
    """As granted."""
    unit: str = ""
    """Unit of the number; or empty."""
    value: str | None = None
    """Value that is licensed, a decimal number in `currency`; null: not limited by value."""
    currency: str | None = None
    """ISO 4217 code of the currency; null: no value is stated."""
    quantity_left: str | None = None
    """What is left of it, as far as was told what has left."""
    value_left: str | None = None
    """Value that is left under the licence, in its currency; null: not limited."""


class InformationReply(Model):
    """Answers a request for information."""

    answers: list[StandardAnswer] = Field(default_factory=list)
    """Answers that were given."""
    text: list[FreeTextInput] = Field(default_factory=list)
    """What is said, in words."""
    codes: list[str] = Field(default_factory=list)
    """Control codes that the authority holds for right; empty with `not_listed`: none applies."""
    not_listed: bool = False
    """Whether it is said that no list has the item."""
    documents: list[DocumentInput] = Field(default_factory=list)
    """Titles and digests of documents; contents stay where they are."""
    opinion: ClassificationOpinion | None = None
    """In answer to a round: how sure they are; None where there is no opinion."""
    licence: LicenceStatement | None = None
    """How the licence stands that was asked about."""


class InformationRequest(Model):
    """Asks for information, or for an opinion on a classification; no clock of law."""

    kind: AnyInformationKind = "information"
    """Which kind it is."""
    case_reference: str = ""
    """Reference of the case at the authority that writes."""
    questions: list[AnyStandardQuestionCode] = Field(default_factory=list)
    """Keys of the rulebook's standard questions, which need no translation."""
    text: list[FreeTextInput] = Field(default_factory=list)
    """What is said, in words."""
    transaction: TransactionInput | None = None
    """Goods, parties, destination and use; null: not given."""
    wanted_by: datetime.date | None = None
    """Day by which an answer is wanted."""
    round: ClassificationQuestion | None = None
    """The question of a round on a classification. A node of before reads what stands in `text`
    beside it.
    """
    licence: LicenceQuestion | None = None
    """A licence of the authority that is asked."""


class InformationWanted(Model):
    """A request for information: in a conversation that exists, or to an authority."""

    peer: str | None = None
    """Code of the other authority; null: none."""
    conversation_id: str | None = None
    """Id of the consultation or other conversation, a UUID."""
    request: InformationRequest
    """What is asked, whole."""


class LetterView(Model):
    """One letter of a conversation."""

    message_id: str
    """Id of the letter, a UUID."""
    conversation_id: str
    """Id of the consultation or other conversation, a UUID."""
    case_id: str | None = None
    """Number of the case, e.g. `DE-C-2026-00001`."""
    ours: bool
    """Whether this authority wrote it."""
    peer: str
    """Code of the other authority; null: none."""
    letter_type: AnyLetterType
    """Type of the letter."""
    at: datetime.datetime
    """Instant at which it was done."""
    state: AnyLetterState
    """What became of it (`LetterState`)."""
    replies_to: str | None = None
    """Id of the letter that it replies to; null: to none."""
    sealed: bool = False
    """Whether its content may not be shown to this account."""
    content: dict[str, Any] | None = None
    """As it was signed; None where it was recalled and is sealed."""
    corrected: dict[str, Any] | None = None
    """Of a correction: the content as it should have been."""
    corrected_by: list[str] = Field(default_factory=list)
    """Letters that correct this one."""
    coded: list[CodedAnswer] = Field(default_factory=list)
    """Standard questions and answers, in our own words."""


class LicenceQuestion(Model):
    """Asks whether goods may leave under a licence of the authority that is asked."""

    number: str
    """Number by which it is named."""
    on: datetime.date | None = None
    """The day on which they are to leave; None: the day of the answer."""


class LicenceStatement(Model):
    """How a licence stands, as far as its authority's policy tells the asker."""

    number: str
    """Number by which it is named."""
    on: datetime.date
    """The day of which it speaks."""
    answer: AnyLicenceAnswer
    """What is answered; null: nothing yet."""
    state: AnyLicenceState | None = None
    """None: that is not told."""
    valid_from: datetime.date | None = None
    """None: that is not told."""
    valid_until: datetime.date | None = None
    """None: that is not told, or none was said."""
    lines: list[CustomsItemInput] = Field(default_factory=list)
    """None are told where there is none."""


class Onward(Model):
    """To which authority of the same State a consultation is forwarded."""

    conversation_id: str
    """Id of the consultation or other conversation, a UUID."""
    to: str
    """Code of the authority to which it goes."""
    text: list[FreeTextInput] = Field(default_factory=list)
    """What is said, in words."""


class OnwardReply(Model):
    """The competent authority's answer, or, without one, why it is handed back."""

    answer: ConsultationAnswerInput | None = None
    """What is answered; null: nothing yet."""
    text: list[FreeTextInput] = Field(default_factory=list)
    """What is said, in words."""


class PageOfLetters(Model):
    """PageOfLetters of the interface."""

    items: list[LetterView]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class PageOfStandardQuestions(Model):
    """PageOfStandardQuestions of the interface."""

    items: list[StandardQuestion]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class PageOfStandingAnswers(Model):
    """PageOfStandingAnswers of the interface."""

    items: list[StandingAnswerView]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class Recalled(Model):
    """Why a letter is recalled."""

    reason: list[FreeTextInput]
    """Why it is so, in words."""


class StandardAnswer(Model):
    """The answer to one standard question, as a key of the rulebook."""

    question: AnyStandardQuestionCode
    """Code of the standard question."""
    answer: AnyStandardAnswerCode
    """What is answered; null: nothing yet."""


class StandingAnswer(Model):
    """Answers in advance what would be asked again: until when and for what."""

    procedure: str
    """Key of the procedure, e.g. `14(1)`."""
    answer: str
    """One of the procedure's answers."""
    scope: StandingScope
    """For which cases it holds."""
    until: datetime.date
    """Last day on which it may be relied on."""
    conditions: list[FreeText] = Field(default_factory=list)
    """Conditions, each in its own words."""
    text: list[FreeText] = Field(default_factory=list)
    """What is said, in words."""
    withdrawn: bool = False
    """The earlier one of this conversation no longer holds."""


class StandingAnswerInput(Model):
    """Answers in advance what would be asked again: until when and for what."""

    procedure: str
    """Key of the procedure, e.g. `14(1)`."""
    answer: str
    """One of the procedure's answers."""
    scope: StandingScopeInput
    """For which cases it holds."""
    until: datetime.date
    """Last day on which it may be relied on."""
    conditions: list[FreeTextInput] = Field(default_factory=list)
    """Conditions, each in its own words."""
    text: list[FreeTextInput] = Field(default_factory=list)
    """What is said, in words."""
    withdrawn: bool = False
    """The earlier one of this conversation no longer holds."""


class StandingAnswerView(Model):
    """A standing answer as either side shows it."""

    standing_id: str
    """Id of the letter that gave it."""
    conversation_id: str
    """Id of the consultation or other conversation, a UUID."""
    ours: bool
    """Whether this authority gave it."""
    peer: str
    """Code of the other authority."""
    content: StandingAnswer | None = None
    """What it says; None where it was recalled."""
    withdrawn: datetime.datetime | None = None
    """Since when it no longer holds; None while it does."""


class StandingScope(Model):
    """For what a standing answer holds; an empty field does not limit it."""

    codes: list[str] = Field(default_factory=list)
    """Codes of the control list, e.g. `5A001`."""
    destinations: list[str] = Field(default_factory=list)
    """ISO 3166-1 codes of the countries to which goods go."""
    end_users: list[Party] = Field(default_factory=list)
    """Those who will use the goods."""
    denials: list[str] = Field(default_factory=list)
    """Numbers of denials that it is about."""
    everything: bool = False
    """It holds without limit; said in so many words, so that an answer to everything is never a
    limit that somebody forgot.
    """


class StandingScopeInput(Model):
    """For what a standing answer holds; an empty field does not limit it."""

    codes: list[str] = Field(default_factory=list)
    """Codes of the control list, e.g. `5A001`."""
    destinations: list[str] = Field(default_factory=list)
    """ISO 3166-1 codes of the countries to which goods go."""
    end_users: list[PartyInput] = Field(default_factory=list)
    """Those who will use the goods."""
    denials: list[str] = Field(default_factory=list)
    """Numbers of denials that it is about."""
    everything: bool = False
    """It holds without limit; said in so many words, so that an answer to everything is never a
    limit that somebody forgot.
    """


class Supplement(Model):
    """Adds to what was sent before, without changing it; no new period."""

    text: list[FreeTextInput] = Field(default_factory=list)
    """What is said, in words."""
    transaction: TransactionInput | None = None
    """The transaction as it stands now, where an amendment that is not material changed it; None
    otherwise.
    """
    documents: list[DocumentInput] = Field(default_factory=list)
    """Titles and digests of documents; contents stay where they are."""
    references: list[ReferenceInput] = Field(default_factory=list)
    """How other systems call the same."""
    human_rights: HumanRightsAssessmentInput | None = None
    """An assessment of the sender's own, beside that of the other side."""
    forwarded_to: str | None = None
    """The other authority of the same State to which the consulted one forwarded the request;
    itself, once that one handed it back.
    """
    closing: ClassificationClosing | None = None
    """That a round on a classification is closed."""
