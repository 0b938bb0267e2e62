"""What passes between authorities beside the question and its answer.

Supplements, corrections, recalls, notes of telephone calls, requests for information,
forwarding inside a State, standing answers, settlements by a State's coordinator. Each is
a letter with its receipt, in the conversation of a case or in one of its own. None of them
has a clock of law: what has one is a consultation.
"""

from __future__ import annotations

from typing import Annotated, Any, Self, TypeAlias

from pydantic import Field, GetPydanticSchema, StringConstraints, WithJsonSchema, model_validator
from pydantic_core import core_schema

from gateway.domain.acts import TaskKind
from gateway.domain.authority import COMPETENT, AuthorityCode, CountryCode
from gateway.domain.base import Day, Instant, Model, Worded
from gateway.domain.case.licence_statement import LicenceQuestion, LicenceStatement
from gateway.domain.consultation import ConsultationRequest, ProcedureCode
from gateway.domain.consultation.classification import (
    ClassificationClosing,
    ClassificationOpinion,
    ClassificationQuestion,
    SaidCodes,
)
from gateway.domain.denial import FreeText
from gateway.domain.letter import Digest, LetterType, MessageId
from gateway.domain.letter_rule import ANY, LetterRule, Opens, Reversal, Sender
from gateway.domain.transaction import (
    HumanRightsAssessment,
    NamedDocuments,
    Party,
    Reference,
    ShortNames,
    Transaction,
)

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,39}$")]
"""Key of a coded value of the rulebook, e.g. of a standard question."""

CaseReference = Annotated[str, StringConstraints(max_length=120)]


@LetterRule(LetterType.SUPPLEMENT, "Further information", ANY, ANY, undone=Reversal.CORRECTED)
class Supplement(Model):
    """Adds to what was sent before, without changing it; no new period.

    Attributes:
        transaction: The transaction as it stands now, where an amendment that is not
            material changed it; None otherwise.
        human_rights: An assessment of the sender's own, beside that of the other side.
        forwarded_to: The other authority of the same State to which the consulted one
            forwarded the request; itself, once that one handed it back.
        closing: That a round on a classification is closed.
    """

    text: tuple[FreeText, ...] = Field(default=(), max_length=20)
    transaction: Transaction | None = None
    documents: NamedDocuments = Field(default=(), max_length=40)
    references: tuple[Reference, ...] = Field(default=(), max_length=20)
    human_rights: HumanRightsAssessment | None = None
    forwarded_to: AuthorityCode | None = None
    closing: ClassificationClosing | None = None

    @model_validator(mode="after")
    def _adds_something(self) -> Self:
        if not any(getattr(self, name) for name in type(self).model_fields):
            raise ValueError("a supplement adds a text, a document or another of its fields")
        return self


@LetterRule(LetterType.CORRECTION, "Correction", ANY, ANY, undone=Reversal.RECALLED)
class Correction(Model):
    """Corrects a letter that was sent; both versions stay visible.

    The corrected content is part 1 of the letter, written like part 0 of the letter that
    it corrects.

    Attributes:
        message_id: The letter that is corrected.
        message_digest: Its digest, so that nothing else can be meant.
        fields: Paths of the fields that changed, e.g. ``transaction.end_user.names[0]``.
        reason: Why.
    """

    message_id: MessageId
    message_digest: Digest
    fields: tuple[Annotated[str, StringConstraints(min_length=1, max_length=200)], ...] = Field(
        min_length=1, max_length=100
    )
    reason: tuple[FreeText, ...] = Field(min_length=1, max_length=6)


@LetterRule(LetterType.RECALL, "Recall", ANY, ANY)
class Recall(Model):
    """Recalls a letter that was sent in error: it is sealed at the receiver at once."""

    message_id: MessageId
    message_digest: Digest
    reason: tuple[FreeText, ...] = Field(min_length=1, max_length=6)


class LetterOpening(Model):
    """One time at which somebody read a letter; the role, never the name."""

    role: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    at: Instant


@LetterRule(LetterType.RECALL_STATEMENT, "Statement on a recall", ANY, ANY, replies=True)
class RecallStatement(Model):
    """The receiver's signed answer to a recall: since when it is sealed, who had opened it.

    Attributes:
        opened: Who had read it before; empty: nobody had.
        answered: Whether an answer had been sealed on it before.
    """

    message_id: MessageId
    sealed_at: Instant
    opened: tuple[LetterOpening, ...] = Field(default=(), max_length=200)
    answered: bool = False


@LetterRule(
    LetterType.CONTACT_NOTE,
    "Note of a call",
    ANY,
    ANY,
    opens=Opens.MAY,
    undone=Reversal.CORRECTED,
    asks=(TaskKind.CONTACT_CONFIRM,),
)
class ContactNote(Model):
    """Notes what was said outside the gateway; an oral objection blocks silence only."""

    at: Instant
    channel: Annotated[str, StringConstraints(min_length=1, max_length=40)] = "telephone"
    text: tuple[FreeText, ...] = Field(min_length=1, max_length=6)
    objection: bool = False  # that an objection was announced, by whichever side it was said


@LetterRule(
    LetterType.CONTACT_REPLY,
    "Reply on a note of a call",
    ANY,
    ANY,
    replies=True,
    undone=Reversal.RECALLED,
)
class ContactReply(Model):
    """Confirms a note of a call, or says what was said instead."""

    confirmed: bool
    text: tuple[FreeText, ...] = Field(default=(), max_length=6)

    @model_validator(mode="after")
    def _says_what_instead(self) -> Self:
        if not self.confirmed and not self.text:
            raise ValueError("a note that is not confirmed needs a text: what was said instead")
        return self


class InformationKind(Worded):
    """What is asked (Art 23(2), 23(5))."""

    INFORMATION = "information", "Information"
    # an opinion on the control code of an item
    CLASSIFICATION = "classification", "An opinion on a control code"


@LetterRule(
    LetterType.INFORMATION_REQUEST,
    "Request for information",
    ANY,
    ANY,
    opens=Opens.MAY,
    undone=Reversal.CORRECTED,
    asks=(TaskKind.INFORMATION_ASKED, TaskKind.CLASSIFICATION_ASKED, TaskKind.REPLY_MISSING),
)
class InformationRequest(Model):
    """Asks for information, or for an opinion on a classification; no clock of law.

    Attributes:
        questions: Keys of the rulebook's standard questions, which need no translation.
        wanted_by: Day by which an answer is wanted.
        round: The question of a round on a classification. A node of before reads what stands
            in `text` beside it.
        licence: A licence of the authority that is asked.
    """

    kind: InformationKind = InformationKind.INFORMATION
    case_reference: CaseReference = ""
    questions: tuple[Key, ...] = Field(default=(), max_length=40)
    text: tuple[FreeText, ...] = Field(default=(), max_length=20)
    transaction: Transaction | None = None
    wanted_by: Day | None = None
    round: ClassificationQuestion | None = None
    licence: LicenceQuestion | None = None

    @model_validator(mode="after")
    def _asks_something(self) -> Self:
        if not self.questions and not self.text and self.licence is None:
            raise ValueError("a request asks at least one standard question or says one in words")
        if self.round is not None and self.kind is not InformationKind.CLASSIFICATION:
            raise ValueError("round: only an opinion on a classification is asked in a round")
        return self

    @property
    def asks_no_more(self) -> bool:
        """Whether nothing but a licence is asked about, so that a node can answer it."""
        said = {each.text for each in self.text}
        own = set() if self.licence is None else {self.licence.words}
        return not self.questions and said <= own

    def in_words(self) -> InformationRequest:
        """Return the request with its question about a licence in words, too."""
        if self.licence is None or self.text:
            return self
        said = FreeText(language="en", text=self.licence.words)
        return self._with(text=(said,))


class StandardAnswer(Model):
    """The answer to one standard question, as a key of the rulebook."""

    question: Key
    answer: Key


@LetterRule(
    LetterType.INFORMATION_REPLY,
    "Reply to a request for information",
    ANY,
    ANY,
    replies=True,
    undone=Reversal.CORRECTED,
)
class InformationReply(Model):
    """Answers a request for information.

    Attributes:
        codes: Control codes that the authority holds for right; empty with
            ``not_listed``: none applies.
        opinion: In answer to a round: how sure they are; None where there is no opinion.
        licence: How the licence stands that was asked about.
    """

    answers: tuple[StandardAnswer, ...] = Field(default=(), max_length=40)
    text: tuple[FreeText, ...] = Field(default=(), max_length=20)
    codes: SaidCodes = Field(default=(), max_length=40)
    not_listed: bool = False
    documents: NamedDocuments = Field(default=(), max_length=40)
    opinion: ClassificationOpinion | None = None
    licence: LicenceStatement | None = None


@LetterRule(
    LetterType.FORWARDING,
    "Forwarded request",
    COMPETENT,
    opens=Opens.ALWAYS,
    by=Sender.OPENER,
    undone=Reversal.CORRECTED,
    asks=(TaskKind.FORWARDING_ANSWER,),
)
class Forwarding(Model):
    """Hands a request on to the competent authority of the same State; the clock runs on.

    Attributes:
        asking: The authority that asked.
        conversation_id: The conversation in which it asked.
        request: What it asked.
        received: When the State's gateway received it: the period began then.
        last_instant: The end of the period, exclusive.
        rulebook: The version under which it was asked.
    """

    asking: AuthorityCode
    conversation_id: MessageId
    request: ConsultationRequest
    received: Instant
    last_instant: Instant
    rulebook: Annotated[str, StringConstraints(max_length=100)]
    text: tuple[FreeText, ...] = Field(default=(), max_length=6)


@LetterRule(
    LetterType.FORWARDING_REPLY,
    "Reply to a forwarded request",
    COMPETENT,
    by=Sender.OTHER,
    replies=True,
    undone=Reversal.CORRECTED,
)
class ForwardingReply(Model):
    """The competent authority's reply, which the consulted one passes on as its State's.

    Where it is accepted, part 1 of the letter is a `ConsultationAnswer`.
    """

    accepted: bool  # False: not competent either, or handed back without an answer
    text: tuple[FreeText, ...] = Field(default=(), max_length=6)


class StandingScope(Model):
    """For what a standing answer holds; an empty field does not limit it.

    Attributes:
        everything: It holds without limit; said in so many words, so that an answer to
            everything is never a limit that somebody forgot.
    """

    codes: SaidCodes = Field(default=(), max_length=200)
    destinations: tuple[CountryCode, ...] = Field(default=(), max_length=250)
    end_users: tuple[Party, ...] = Field(default=(), max_length=40)
    denials: ShortNames = Field(default=(), max_length=200)
    everything: bool = False

    @model_validator(mode="after")
    def _has_a_limit_or_says_that_it_has_none(self) -> Self:
        limited = any((self.codes, self.destinations, self.end_users, self.denials))
        if limited == self.everything:
            raise ValueError("a scope has at least one limit, or says everything: true, not both")
        return self


@LetterRule(
    LetterType.STANDING_ANSWER,
    "Standing answer",
    COMPETENT,
    opens=Opens.MAY,
    by=Sender.OPENER,
    undone=Reversal.CORRECTED,
)
class StandingAnswer(Model):
    """Answers in advance what would be asked again: until when and for what.

    Attributes:
        answer: One of the procedure's answers.
        until: Last day on which it may be relied on.
        withdrawn: The earlier one of this conversation no longer holds.
    """

    procedure: ProcedureCode
    answer: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    scope: StandingScope
    until: Day
    conditions: tuple[FreeText, ...] = Field(default=(), max_length=40)
    text: tuple[FreeText, ...] = Field(default=(), max_length=6)
    withdrawn: bool = False

    def taken_back(self, text: tuple[FreeText, ...]) -> StandingAnswer:
        """Return what says that it no longer holds, and why."""
        return self._with(withdrawn=True, text=text)


@LetterRule(
    LetterType.SETTLEMENT,
    "Settlement by the coordinator",
    COMPETENT,
    opens=Opens.ALWAYS,
    by=Sender.OPENER,
)
class Settlement(Model):
    """A State's coordinator settles contradicting answers of its authorities.

    Attributes:
        conversations: The consultations whose answers contradict each other.
        answer: The State's one answer.
    """

    procedure: ProcedureCode
    case_reference: CaseReference = ""
    conversations: tuple[MessageId, ...] = Field(min_length=2, max_length=8)
    answer: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    conditions: tuple[FreeText, ...] = Field(default=(), max_length=40)
    text: tuple[FreeText, ...] = Field(default=(), max_length=6)


def _as_json(content: Model) -> dict[str, Any]:
    return content.model_dump(mode="json")


Content: TypeAlias = Annotated[
    Model,
    GetPydanticSchema(
        lambda _, __: core_schema.is_instance_schema(
            Model, serialization=core_schema.plain_serializer_function_ser_schema(_as_json)
        )
    ),
    WithJsonSchema({"additionalProperties": True, "type": "object"}),
]
"""What a letter says: the model of its type, which is written with all its fields."""


class LetterState(Worded):
    """What became of such a letter."""

    RECORDED = "recorded", "Nothing is asked for"  # it asks for nothing
    OPEN = "open", "An answer is wanted"  # an answer is wanted
    ANSWERED = "answered", "Answered"
    CONFIRMED = "confirmed", "Confirmed"
    DISPUTED = "disputed", "Disputed"
    SEALED = "sealed", "Recalled by its sender; its contents are sealed"  # recalled by its sender
    # kept and told to a person; it says nothing that counts
    UNUSABLE = "unusable", "Cannot be used; kept, without effect"
    # a correction that came too late to change what followed
    NO_EFFECT = "no_effect", "Came too late to change what followed"


class CodedAnswer(Model):
    """A standard question with its answer, in the words of this authority's rulebook.

    Attributes:
        answer: Key of the answer, empty while there is none.
    """

    question: str
    text: str
    answer: str = ""
    label: str = ""


class LetterView(Model):
    """One letter of a conversation.

    Attributes:
        state: What became of it (`LetterState`).
        content: As it was signed; None where it was recalled and is sealed.
        corrected: Of a correction: the content as it should have been.
        corrected_by: Letters that correct this one.
        coded: Standard questions and answers, in our own words.
    """

    message_id: str
    conversation_id: str
    case_id: str | None = None
    ours: bool
    peer: str
    letter_type: LetterType
    at: Instant
    state: LetterState
    replies_to: str | None = None
    sealed: bool = False
    content: Content | None = None
    corrected: Content | None = None
    corrected_by: tuple[str, ...] = ()
    coded: tuple[CodedAnswer, ...] = ()
