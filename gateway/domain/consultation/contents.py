"""What authorities say to each other in a consultation: request, answer, extension, closing.

The procedure (article, period, whose calendar, what silence means) is the rulebook's;
these models carry only what is said. Articles 14(1) and 16(5) of Regulation (EU) 2021/821.
"""

from __future__ import annotations

import operator
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import Field, StringConstraints, model_validator

from gateway.domain.authority import COMPETENT, AuthorityCode
from gateway.domain.base import Instant, Model, Stated, Worded
from gateway.domain.denial import DenialId, FreeText, Ground
from gateway.domain.examination import MatchClass
from gateway.domain.letter import Digest, LetterType
from gateway.domain.letter_rule import (
    STATE,
    EffectTime,
    LetterRule,
    Opens,
    Replier,
    Reversal,
    Sender,
)
from gateway.domain.relation import CaseRelation
from gateway.domain.transaction import (
    HumanRightsAssessment,
    NamedDocuments,
    Reference,
    Text,
    Transaction,
)

ProcedureCode = Annotated[str, StringConstraints(min_length=2, max_length=20)]
"""Key of a procedure in the rulebook, e.g. ``14(1)``; membership is the rulebook's."""

SHOWN_WITHOUT_DENIALS = frozenset(
    {
        "channel",
        "conversation_id",
        "case_id",
        "procedure",
        "asking",
        "consulted",
        "state",
        "deadline",
        "stop_clock",
        "peer_last_instant",
        "answer_timing",
        "answered_at",
        "answer_sealed",
        "silence_meaning",
        "closed_by",
        "rulebook",
        "ended_because",
        "forwarded_to",
        "sealed",
        "answer_again",
        "information",
        "asked_anew",
        "settled_by",
        "stop",
    }
)
"""What of a consultation is shown whole to who may not read denials; see `without_denials`."""


# Only who may answer is asked.
@LetterRule(
    LetterType.REQUEST,
    "Request",
    STATE,
    COMPETENT,
    opens=Opens.ALWAYS,
    by=Sender.OPENER,
    counts=EffectTime.FIRST,
    undone=Reversal.CORRECTED,
    answers=Replier.READER,
)
class ConsultationRequest(Model):
    """Opens a consultation: the transaction, and for Art 16(5) the denials it is about.

    Attributes:
        concerns: The consulted authority's own reference of the application or licence that
            the request is about (Arts 14(2), 21(4)); empty where it has none or none is known.
        asked_for: What the consulted authority is asked to do, as keys of the procedure.
        stopped_at: When goods were stopped that are held until the answer (Art 21(3)); None
            where none are.
        documents: Supporting documents of the application, by digest.
    """

    procedure: ProcedureCode
    case_reference: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    transaction: Transaction
    denials: tuple[DenialId, ...] = Field(default=(), max_length=200)
    # Reasons in words, for the consulted officer.
    match_summary: tuple[Text, ...] = Field(default=(), max_length=200)
    references: tuple[Reference, ...] = Field(default=(), max_length=20)
    remarks: tuple[FreeText, ...] = Field(default=(), max_length=20)
    relations: tuple[CaseRelation, ...] = Field(default=(), max_length=20)
    concerns: Annotated[str, StringConstraints(max_length=120)] = ""
    asked_for: tuple[Annotated[str, StringConstraints(min_length=1, max_length=40)], ...] = Field(
        default=(), max_length=10
    )
    stopped_at: Instant | None = None
    documents: NamedDocuments = Field(default=(), max_length=40, exclude_if=operator.not_)

    def without_denials(self) -> ConsultationRequest:
        """Return the request as who may not read denials sees it: none named, no free words."""
        return ConsultationRequest(
            procedure=self.procedure,
            case_reference=self.case_reference,
            transaction=self.transaction,
            references=self.references,
            relations=self.relations,
            asked_for=self.asked_for,
            stopped_at=self.stopped_at,
            documents=self.documents,
        )

    def with_transaction(self, transaction: Transaction) -> ConsultationRequest:
        """Return the request about the transaction as it stands now."""
        return self._with(transaction=transaction)


class DenialAnswer(Model):
    """The answer for one denial that the request named."""

    denial_id: DenialId
    answer: Annotated[str, StringConstraints(min_length=1, max_length=40)]


class ApplicantRelease(Worded):
    """How much of an answer the asking authority may show its applicant."""

    NOTHING = "nothing", "Nothing"
    FACT = "fact", "That the authority was consulted and has answered; not what"
    TEXT = "text", "The words given for the applicant"


class ForApplicant(Model):
    """The answering authority's mark on its answer: what an applicant may be shown of it.

    Attributes:
        text: The words for the applicant, one text a language.
    """

    release: ApplicantRelease
    text: tuple[FreeText, ...] = Field(default=(), max_length=6)

    @model_validator(mode="after")
    def _words_where_released(self) -> Self:
        if bool(self.text) != (self.release is ApplicantRelease.TEXT):
            raise ValueError("text: is given where the release is text, and only then")
        return self


@LetterRule(
    LetterType.ANSWER,
    "Answer",
    COMPETENT,
    by=Sender.OTHER,
    counts=EffectTime.OPEN,
    replies=True,
    undone=Reversal.CORRECTED,
    answers=Replier.SENDER,
)
class ConsultationAnswer(Model):
    """The consulted authority's answer.

    ``answer`` is one of the procedure's answer options; for Art 16(5) each denial named
    has its own in ``by_denial`` and ``answer`` is the strictest of them.

    Attributes:
        answer: One of the procedure's answers, e.g. no_objection.
        by_denial: For each denial that the request names: its number and the answer.
        conditions: What must be kept to, in words, one entry each.
        grounds: Coded grounds of an objection.
        information_needed: What the asking authority is to send, one entry each.
        given_by: The other authority of the same State that gave the answer, after the
            request was forwarded to it; None: the consulted authority itself.
        human_rights: The consulted authority's own assessment; nobody edits another's.
        given_at: When the authority in `given_by` sealed it; what counts is one State's
            answer, and its authorities' lines take nothing from it.
        given_in: Digest of the letter in which that authority gave it.
        for_applicant: What may be shown to the applicant; None: nothing.
        documents: Documents that go with the answer, by digest.
    """

    answer: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    by_denial: tuple[DenialAnswer, ...] = Field(default=(), max_length=200)
    conditions: tuple[FreeText, ...] = Field(default=(), max_length=40)
    grounds: Stated[tuple[Ground, ...]] = Stated[tuple[Ground, ...]]()
    explanation: tuple[FreeText, ...] = Field(default=(), max_length=20)
    information_needed: tuple[FreeText, ...] = Field(default=(), max_length=40)
    given_by: AuthorityCode | None = None
    human_rights: HumanRightsAssessment | None = None
    given_at: Instant | None = None
    given_in: Digest | None = None
    for_applicant: ForApplicant | None = Field(default=None, exclude_if=operator.not_)
    documents: NamedDocuments = Field(default=(), max_length=40, exclude_if=operator.not_)

    @model_validator(mode="after")
    def _given_by_somebody(self) -> Self:
        if self.given_by is None and (self.given_at or self.given_in):
            raise ValueError("given_at and given_in are of the authority in given_by")
        return self

    def without_denials(self) -> ConsultationAnswer:
        """Return the answer as who may not read denials sees it: its word and conditions."""
        return ConsultationAnswer(
            answer=self.answer,
            conditions=self.conditions,
            given_by=self.given_by,
            given_at=self.given_at,
            for_applicant=self.for_applicant,
            documents=self.documents,
        )

    def as_given_by(
        self, authority: AuthorityCode, at: datetime, in_letter: Digest
    ) -> ConsultationAnswer:
        """Return the answer with who of the same State gave it, when, and in which letter."""
        return self._with(given_by=authority, given_at=at, given_in=in_letter)

    def sealed_at(self, passed_on: datetime) -> datetime:
        """Return when the State had given the answer: its authority's instant, or our own.

        Args:
            passed_on: When the consulted authority sealed the letter that holds it.
        """
        return passed_on if self.given_at is None else min(self.given_at, passed_on)


def comes_to_another(before: Model, after: Model) -> bool:
    """Say whether two versions of an answer differ in what follows from them."""
    return (
        isinstance(before, ConsultationAnswer)
        and isinstance(after, ConsultationAnswer)
        and (
            (before.answer, before.by_denial, before.conditions)
            != (after.answer, after.by_denial, after.conditions)
        )
    )


class EndReason(Worded):
    """Why the answer of a consulted authority is no longer needed."""

    BINDING_OBJECTION = "binding_objection", "another authority objected, which binds"
    WITHDRAWN = "withdrawn", "what was asked about was withdrawn"
    DECIDED = "decided", "the case was decided"
    # materially; a new request follows only where one is to be made
    AMENDED = "amended", "the application was amended"
    DENIAL_ENDED = "denial_ended", "the denial that was asked about is no longer valid"
    # sent in error: the period never ran
    RECALLED = "recalled", "the request was recalled: it was sent in error"
    STANDING_ANSWER = "standing_answer", "a standing answer is relied on"
    SETTLED = "settled", "the State's coordinator has given its one answer"


@LetterRule(
    LetterType.END, "End of the consultation", STATE, by=Sender.OPENER, answers=Replier.READER
)
class ConsultationEnd(Model):
    """Tells the consulted authority that its answer is no longer needed, and why."""

    reason: EndReason
    text: tuple[FreeText, ...] = Field(default=(), max_length=6)
    denials: tuple[DenialId, ...] = Field(default=(), max_length=200)
    at: Instant


# Whose it is to ask for more time, and whose to agree, is the rulebook's (step 10 and the
# effect); what the rulebook accepts of itself answers no letter.
@LetterRule(
    LetterType.EXTENSION_REQUEST,
    "Request for more time",
    STATE,
    counts=EffectTime.OPEN,
    answers=Replier.BOTH,
)
class ExtensionRequest(Model):
    """Asks for more working days, with the exceptional reason."""

    working_days: int = Field(ge=1, le=365)
    reason: FreeText


@LetterRule(
    LetterType.EXTENSION_REPLY,
    "Reply on more time",
    STATE,
    counts=EffectTime.OPEN,
    answers=Replier.BOTH,
)
class ExtensionReply(Model):
    """Accepts or refuses a request for extension."""

    accepted: bool
    working_days: int = Field(ge=0, le=365)
    reason: tuple[FreeText, ...] = Field(default=(), max_length=20)


# Whoever asks us to close gets his statement at once, also when we had closed before.
@LetterRule(
    LetterType.CLOSING_REQUEST, "Request to close", STATE, by=Sender.OPENER, answers=Replier.READER
)
class ClosingRequest(Model):
    """The asking node's statement that its journal holds no letter that counts."""

    last_instant: Instant
    asked_at: Instant


@LetterRule(
    LetterType.CLOSING_STATEMENT,
    "Closing statement",
    COMPETENT,
    by=Sender.OTHER,
    counts=EffectTime.OPEN,
    replies=True,
    answers=Replier.SENDER,
)
class ClosingStatement(Model):
    """The consulted node's signed statement, made at once and without a person."""

    nothing_under_way: bool
    last_instant: Instant
    stated_at: Instant


class ByHand(Model):
    """Whom an officer consults by hand, or has consulted.

    Attributes:
        named: The denials that it is about, and how near each was; empty: the whole.
    """

    procedure: str
    authority: AuthorityCode
    named: Mapping[str, MatchClass] = Field(default={})

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> ByHand:
        """Read it from the data of its task, or of the act that closed it."""
        denials, classes = data.get("denials", ()), data.get("match_classes", ())
        return cls(
            procedure=data["procedure"],
            authority=data["authority"],
            named=dict(zip(denials, classes, strict=True)),
        )
