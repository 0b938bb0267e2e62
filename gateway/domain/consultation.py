"""What authorities say to each other in a consultation: request, answer, extension, closing.

The procedure (article, period, whose calendar, what silence means) is the rulebook's;
these models carry only what is said. Articles 14(1) and 16(5) of Regulation (EU) 2021/821.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from gateway.domain.authority import AuthorityCode
from gateway.domain.base import Instant, Model, Stated
from gateway.domain.denial import DenialId, FreeText, Ground
from gateway.domain.examination import MatchClass
from gateway.domain.letter import Digest
from gateway.domain.relation import CaseRelation
from gateway.domain.transaction import HumanRightsAssessment, Reference, Text, Transaction

ProcedureCode = Annotated[str, StringConstraints(min_length=2, max_length=20)]
"""Key of a procedure in the rulebook, e.g. ``14(1)``; membership is the rulebook's."""


class ConsultationRequest(Model):
    """Opens a consultation: the transaction, and for Art 16(5) the denials it is about.

    Attributes:
        concerns: The consulted authority's own reference of the application or licence that
            the request is about (Arts 14(2), 21(4)); empty where it has none or none is known.
        asked_for: What the consulted authority is asked to do, as keys of the procedure.
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

    def with_transaction(self, transaction: Transaction) -> ConsultationRequest:
        """Return the request about the transaction as it stands now."""
        return self.model_copy(update={"transaction": transaction})


class DenialAnswer(Model):
    """The answer for one denial that the request named."""

    denial_id: DenialId
    answer: Annotated[str, StringConstraints(min_length=1, max_length=40)]


class ConsultationAnswer(Model):
    """The consulted authority's answer.

    ``answer`` is one of the procedure's answer options; for Art 16(5) each denial named
    has its own in ``by_denial`` and ``answer`` is the strictest of them.

    Attributes:
        given_by: The other authority of the same State that gave the answer, after the
            request was forwarded to it; None: the consulted authority itself.
        human_rights: The consulted authority's own assessment; nobody edits another's.
        given_at: When the authority in `given_by` sealed it; what counts is one State's
            answer, and its authorities' lines take nothing from it.
        given_in: Digest of the letter in which that authority gave it.
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

    @model_validator(mode="after")
    def _given_by_somebody(self) -> Self:
        if self.given_by is None and (self.given_at or self.given_in):
            raise ValueError("given_at and given_in are of the authority in given_by")
        return self

    def as_given_by(
        self, authority: AuthorityCode, at: datetime, in_letter: Digest
    ) -> ConsultationAnswer:
        """Return the answer with who of the same State gave it, when, and in which letter."""
        return self.model_copy(
            update={"given_by": authority, "given_at": at, "given_in": in_letter}
        )

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


class EndReason(StrEnum):
    """Why the answer of a consulted authority is no longer needed."""

    BINDING_OBJECTION = "binding_objection"  # of another authority
    WITHDRAWN = "withdrawn"  # the application was
    DECIDED = "decided"
    AMENDED = "amended"  # materially: a new consultation with a new period follows
    DENIAL_ENDED = "denial_ended"  # the denial asked about is no longer valid
    RECALLED = "recalled"  # sent in error: the period never ran
    STANDING_ANSWER = "standing_answer"  # a standing answer is relied on
    SETTLED = "settled"  # the State's coordinator has given its one answer


class ConsultationEnd(Model):
    """Tells the consulted authority that its answer is no longer needed, and why."""

    reason: EndReason
    text: tuple[FreeText, ...] = Field(default=(), max_length=6)
    denials: tuple[DenialId, ...] = Field(default=(), max_length=200)
    at: Instant


class ExtensionRequest(Model):
    """Asks for more working days, with the exceptional reason."""

    working_days: int = Field(ge=1, le=365)
    reason: FreeText


class ExtensionReply(Model):
    """Accepts or refuses a request for extension."""

    accepted: bool
    working_days: int = Field(ge=0, le=365)
    reason: tuple[FreeText, ...] = Field(default=(), max_length=20)


class ClosingRequest(Model):
    """The asking node's statement that its journal holds no letter that counts."""

    last_instant: Instant
    asked_at: Instant


class ClosingStatement(Model):
    """The consulted node's signed statement, made at once and without a person."""

    nothing_under_way: bool
    last_instant: Instant
    stated_at: Instant


class SkippedDay(Model):
    """A day that did not count, and why."""

    date: date
    reason: str


class DeadlineDerivation(Model):
    """How a last instant was found; enough for another machine to recompute it.

    Attributes:
        last_instant: Compared as "before the next local midnight": the instant of that
            midnight, exclusive. Printed as 23:59:59 of the last day.
        counted: The working days that counted, in order; the last one ends the period.
        skipped: The days between that did not count, each with its reason.
    """

    procedure: ProcedureCode
    article: str
    authority: AuthorityCode
    received: Instant
    event_day: date
    working_days: int
    counted: tuple[date, ...]
    skipped: tuple[SkippedDay, ...]
    last_day: date
    last_instant: Instant
    time_zone: str
    calendar: str
    calendar_digest: str
    rulebook: str


class ConsultationState(StrEnum):
    """State of a conversation under a procedure, the same names on both sides."""

    REQUESTED = "requested"  # in the outbox, no receipt yet
    RUNNING = "running"  # receipt held, the period runs
    CLOSING = "closing"  # the period is over, the peer is asked to close
    UNCONFIRMED = "unconfirmed"  # no answer, peer not reached: a person's task
    ANSWERED = "answered"
    SILENT = "silent"  # closed by both sides without an answer
    SUPERSEDED = "superseded"  # denial no longer valid, withdrawn, amended


OPEN_STATES = frozenset(
    {
        ConsultationState.REQUESTED,
        ConsultationState.RUNNING,
        ConsultationState.CLOSING,
        ConsultationState.UNCONFIRMED,
    }
)


class LateOrInTime(StrEnum):
    """Why an answer counts or not (docs/domain.md 12, "When is an answer in time?")."""

    RECEIVED_IN_TIME = "received_in_time"
    SEALED_IN_TIME = "sealed_in_time"
    LATE = "late"


class Information(StrEnum):
    """What became of information that the consulted authority said it needs."""

    WANTED = "wanted"
    SUPPLIED = "supplied"  # an answer is due; the period has run on


class StopState(StrEnum):
    """Where goods stand that were stopped until the consulted authority answers."""

    HELD = "held"  # the period runs
    RELEASE_DUE = "release_due"  # the period is over; both sides have not closed it yet
    RELEASED = "released"
    MEASURES = "measures"  # they stay under the consulted authority's own decision
    LIFTED = "lifted"  # by the authority that had stopped them


class Stop(Model):
    """Goods stopped for the length of a consultation, and what is due to them by law.

    Attributes:
        by: What ended it, ``answer``, ``silence`` or ``end``; empty while nothing did.
        at: Since when it is so, or until when the goods are held at most.
    """

    state: StopState
    by: str = ""
    at: Instant | None = None
    sentence: str


class AskedHit(Model):
    """How near a denial was when its authority was asked about it."""

    denial_id: DenialId
    match_class: MatchClass
    score: float = Field(ge=0, le=1)


class Consultation(Model):
    """One consultation as either side shows it.

    Attributes:
        asked_as: At the asking authority: how near the denials were when it asked.
        answer_sealed: At the asking authority: when the answer that counts was sealed.
        case_id: At the asking authority its case; at the consulted one its own case that
            the request concerns; None where there is none.
        ended_denials: Denials named in the request that have ended since.
        settled_answer: The State's one answer, by its coordinator, where its authorities
            contradicted each other; it counts instead of `answer`.
        stop: Computed when the consultation is shown, where the procedure stops goods.
    """

    conversation_id: str
    case_id: str | None = None
    procedure: ProcedureCode
    asking: AuthorityCode
    consulted: AuthorityCode
    state: ConsultationState
    request: ConsultationRequest
    deadline: DeadlineDerivation | None = None
    peer_last_instant: Instant | None = None
    extensions: tuple[ExtensionReply, ...] = ()
    extension_pending: ExtensionRequest | None = None
    extension_asked: Instant | None = None  # when this side sealed its wish
    extension_by: AuthorityCode | None = None  # whose pending wish it is; None: the consulted's
    answer: ConsultationAnswer | None = None
    answer_proposed: ConsultationAnswer | None = None  # waits here for a second officer
    answer_proposed_by: str = ""
    answer_timing: LateOrInTime | None = None
    answered_at: Instant | None = None
    silence_meaning: str = ""
    closed_by: str = ""  # "both", "officer:NAME", or ""
    oral_objection: bool = False
    late_answers: tuple[ConsultationAnswer, ...] = ()  # kept, shown, without effect
    rulebook: str = ""
    assigned_to: str = ""
    ended_because: EndReason | None = None  # of SUPERSEDED: why nothing more was asked
    ended_text: str = ""
    standing_answer: str = ""  # id of the standing answer that is relied on
    standing_in: str = ""  # the conversation in which it was given
    forwarded_to: AuthorityCode | None = None
    sealed: bool = False  # recalled: its contents are sealed here
    corrections: tuple[str, ...] = ()  # ids of the letters that correct it, newest last
    answer_again: bool = False  # the request was corrected: a second answer counts
    same_transaction: tuple[str, ...] = ()  # other States' consultations about it, as it seems
    ended_denials: tuple[DenialId, ...] = ()
    information: Information | None = None
    asked_anew: bool = False  # a later consultation asks what this one had asked
    settled_answer: ConsultationAnswer | None = None
    settled_by: AuthorityCode | None = None
    settled_in: str = ""  # conversation of the letter that settled it
    stop: Stop | None = None
    asked_as: tuple[AskedHit, ...] = ()
    answer_sealed: Instant | None = None

    @property
    def counting_answer(self) -> ConsultationAnswer | None:
        """The answer that counts: the State's settled one, else the authority's."""
        return self.settled_answer or self.answer

    @property
    def denials_left(self) -> tuple[DenialId, ...]:
        """The denials that the consultation is still about."""
        return tuple(each for each in self.request.denials if each not in self.ended_denials)
