"""One consultation, as either side keeps and shows it, and what may happen to it.

Each method says what happened and returns the consultation as it stands afterwards; it
changes what it names and nothing else. A state passes to another only as the table of
`gateway.domain.consultation.states` says: a method that would leave it raises
`StateError`. Which letters, tasks and acts go with a change is casework's.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Self

from pydantic import Field

from gateway.domain.authority import AuthorityCode
from gateway.domain.base import Instant, Model, Worded, version_in_part
from gateway.domain.consultation.by_hand import Channel, HandRecord
from gateway.domain.consultation.contents import (
    SHOWN_WITHOUT_DENIALS,
    ConsultationAnswer,
    ConsultationRequest,
    EndReason,
    ExtensionReply,
    ExtensionRequest,
    ProcedureCode,
)
from gateway.domain.consultation.period import DeadlineDerivation, LateOrInTime
from gateway.domain.consultation.states import OPEN_STATES, ConsultationState, check_transition
from gateway.domain.consultation.stopped import Stop
from gateway.domain.denial import DenialId
from gateway.domain.examination import MatchClass

_State = ConsultationState
CLOSED_BY_BOTH = "both"
"""Both gateways have closed the conversation (`Consultation.closed_by`)."""


class Information(Worded):
    """What became of information that the consulted authority said it needs."""

    WANTED = "wanted", "More information is wanted; an answer is due, the period runs on"
    SUPPLIED = "supplied", "Information was supplied; an answer is due, the period has run on"


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
        stop_clock: How the end of the stop itself is found, where the law gives it a period of
            its own and the request says when goods were stopped.
        stop: Computed when the consultation is shown, where the procedure stops goods.
        channel: Whether gateways carry it, or officers, who attest what passed.
        records: What they have recorded of it, the oldest first.
        version: Which version this is: its ETag; empty where it is not shown.
    """

    conversation_id: str
    case_id: str | None = None
    procedure: ProcedureCode
    asking: AuthorityCode
    consulted: AuthorityCode
    state: ConsultationState
    request: ConsultationRequest
    deadline: DeadlineDerivation | None = None
    stop_clock: DeadlineDerivation | None = None
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
    channel: Channel = Channel.WIRE
    records: tuple[HandRecord, ...] = ()
    version: str = Field(default="", exclude_if=operator.not_)

    @property
    def days_extended(self) -> int:
        """Working days by which its period was extended so far."""
        return sum(reply.working_days for reply in self.extensions if reply.accepted)

    @property
    def by_hand(self) -> bool:
        """Whether officers carry it, and no letter of it leaves."""
        return self.channel is Channel.HAND

    @property
    def counting_answer(self) -> ConsultationAnswer | None:
        """The answer that counts: the State's settled one, else the authority's."""
        return self.settled_answer or self.answer

    @property
    def stands(self) -> bool:
        """Whether what became of it counts, or may yet: a question, an answer or its silence.

        What was superseded (amended, recalled, withdrawn) asks for nothing and binds nobody; a
        standing answer that is relied on binds like one that was given.
        """
        over = self.state is _State.SUPERSEDED
        return not over or self.settled_answer is not None or bool(self.standing_answer)

    @property
    def denials_left(self) -> tuple[DenialId, ...]:
        """The denials that the consultation is still about."""
        return tuple(each for each in self.request.denials if each not in self.ended_denials)

    def without_denials(self) -> Self:
        """Return the consultation as who may not read denials sees it."""
        kept = {name: getattr(self, name) for name in SHOWN_WITHOUT_DENIALS}
        answer, settled = self.answer, self.settled_answer
        return type(self)(
            **kept,
            request=self.request.without_denials(),
            answer=answer and answer.without_denials(),
            settled_answer=settled and settled.without_denials(),
            version=version_in_part(self.version),
        )

    # --- at the asking authority: request, period and its end ------------------------------

    def asked_about(self, hits: tuple[AskedHit, ...]) -> Self:
        """Say how near the denials were about which the request asks."""
        return self._changed(asked_as=hits)

    def received(self, deadline: DeadlineDerivation, *, peer_last_instant: Instant | None) -> Self:
        """The receipt of the request is here: the period runs, unless an answer came before it.

        Args:
            deadline: How this side finds the last instant.
            peer_last_instant: What the receipt says of it.
        """
        state = _State.RUNNING if self.state is _State.REQUESTED else None
        return self._changed(state, deadline=deadline, peer_last_instant=peer_last_instant)

    @property
    def awaits_receipt(self) -> bool:
        """Whether no receipt has said yet when its period began: an answer may come before it."""
        return self.deadline is None and self.state in (*OPEN_STATES, _State.ANSWERED)

    def stop_bounded(self, clock: DeadlineDerivation | None) -> Self:
        """The stop has an end of its own, found so; None: none that is known."""
        return self._changed(stop_clock=clock)

    def request_refused(self) -> Self:
        """The consulted gateway refused the request: no period runs."""
        return self._changed(_State.SUPERSEDED)

    def closing(self) -> Self:
        """The period is over; the consulted gateway is asked to close."""
        return self._changed(_State.CLOSING)

    def unconfirmed(self) -> Self:
        """There is no answer, and silence has no effect before a person has looked."""
        return self._changed(_State.UNCONFIRMED)

    def running_again(self) -> Self:
        """A later last instant governs: the period runs on."""
        return self._changed(_State.RUNNING)

    # --- how it ends, on either side ------------------------------------------------------

    def ended_with_reaction(self) -> Self:
        """The period ended with a reaction, though with none that had settled it by itself."""
        return self._changed(_State.ANSWERED)

    def silent(self, meaning: str, *, closed_by: str) -> Self:
        """Close without an answer.

        Args:
            meaning: What the rulebook says that silence means.
            closed_by: As in `closed_by`: both gateways, or the officer who went on.
        """
        return self._changed(_State.SILENT, silence_meaning=meaning, closed_by=closed_by)

    def narrowed(self, ended: tuple[DenialId, ...]) -> Self:
        """Some denials ended: the consultation is about those that are left."""
        return self._changed(ended_denials=ended)

    def superseded(self, *, because: EndReason, text: str) -> Self:
        """Nothing more is asked; a wish for more time falls.

        Args:
            because: Why.
            text: The same in words.
        """
        return self._changed(
            _State.SUPERSEDED,
            ended_because=because,
            ended_text=text,
            extension_pending=None,
            extension_asked=None,
        )

    def recalled(self, text: str, *, left: ConsultationRequest | None) -> Self:
        """The request was sent in error: no period ran, and silence means nothing.

        Args:
            text: Why, in words.
            left: At the consulted authority, what is left of the request when its contents
                are sealed; our answer stays. None at the asking authority, which keeps
                the answer without effect.
        """
        given = (self.answer,) if left is None and self.answer is not None else ()
        return self._changed(
            _State.SUPERSEDED,
            ended_because=EndReason.RECALLED,
            ended_text=text,
            deadline=None,
            stop_clock=None,
            peer_last_instant=None,
            extension_pending=None,
            extension_asked=None,
            silence_meaning="",
            closed_by="",
            information=None,
            answer=None if left is None else self.answer,
            late_answers=(*self.late_answers, *given),
            sealed=self.sealed or left is not None,
            request=left or self.request,
        )

    # --- answers --------------------------------------------------------------------------

    def answered(
        self,
        answer: ConsultationAnswer,
        *,
        timing: LateOrInTime,
        at: datetime,
        sealed: datetime,
        settles: bool,
    ) -> Self:
        """At the asking authority, an answer counts; silence or an end before it gives way.

        Args:
            answer: What is said.
            timing: Why it counts.
            at: When it was received.
            sealed: When its State had given it.
            settles: Whether it is an end. With one that is none, an open period runs on.
        """
        runs_on = not settles and self.state in OPEN_STATES
        return self._changed(
            self._while_open if runs_on else _State.ANSWERED,
            answer=answer,
            answer_timing=timing,
            answered_at=at,
            answer_sealed=sealed,
            answer_again=False,
            silence_meaning="",
            closed_by="",
            ended_because=None,
            ended_text="",
            standing_answer="",
            standing_in="",
            extension_pending=None if settles else self.extension_pending,
        )

    def answer_given(
        self, answer: ConsultationAnswer, *, timing: LateOrInTime, at: datetime, settles: bool
    ) -> Self:
        """At the consulted authority, our answer is sealed.

        Args:
            answer: What we say.
            timing: Whether it is in time by our own clock. A late one ends nothing: the
                asking side says whether it counts, and both close the conversation.
            at: When we sealed it.
            settles: Whether it is an end.
        """
        ends = settles and timing is not LateOrInTime.LATE
        return self._changed(
            _State.ANSWERED if ends else self.state,
            answer=answer,
            answer_timing=timing,
            answered_at=at,
            answer_again=False,
            extension_pending=None if settles else self.extension_pending,
        )

    def answer_replaced(self, answer: ConsultationAnswer, *, settles: bool) -> Self:
        """Another version of the answer takes its place; one that settles nothing is no end."""
        ended = self.state not in (*OPEN_STATES, _State.ANSWERED)
        after = _State.ANSWERED if settles else _State.RUNNING
        return self._changed(self.state if ended else after, answer=answer)

    def answer_refused(self) -> Self:
        """The asking gateway refused our answer: it is due again."""
        return self._changed(_State.RUNNING, answer=None, answered_at=None)

    def answer_recalled(self, *, runs_on: bool) -> Self:
        """The answer was sent in error; the period runs on where it had not ended otherwise."""
        return self._changed(
            _State.RUNNING if runs_on else self.state,
            answer=None,
            answer_timing=None,
            answered_at=None,
            information=None,
        )

    def contents_sealed(self) -> Self:
        """What was recalled is shown no more."""
        return self._changed(sealed=True)

    def keeping_late(self, answers: Iterable[ConsultationAnswer]) -> Self:
        """Keep these answers without effect, and no others."""
        return self._changed(late_answers=tuple(answers))

    def answer_wanted_again(self) -> Self:
        """The request was corrected: a second answer counts."""
        return self._changed(answer_again=True)

    def answer_held(self, answer: ConsultationAnswer, *, by: str) -> Self:
        """Hold an answer that an officer proposes for a second one."""
        return self._changed(answer_proposed=answer, answer_proposed_by=by)

    def answer_confirmed(self) -> Self:
        """A second officer has confirmed what was proposed."""
        return self._changed(answer_proposed=None)

    def relying_on(
        self, standing: str, *, given_in: str, answer: ConsultationAnswer, timing: LateOrInTime
    ) -> Self:
        """A standing answer takes the place of the answer.

        Args:
            standing: Its id.
            given_in: The conversation in which it was given.
            answer: What it says of this consultation.
            timing: Why it counts.
        """
        return self._changed(
            standing_answer=standing, standing_in=given_in, answer=answer, answer_timing=timing
        )

    def reliance_dropped(self, *, sealed: bool) -> Self:
        """The standing answer that was relied on counts no more.

        Args:
            sealed: Whether it was recalled, so that its contents are shown no more.
        """
        return self._changed(answer=None, answer_timing=None, answered_at=None, sealed=sealed)

    def settled(self, answer: ConsultationAnswer, *, by: AuthorityCode, given_in: str) -> Self:
        """The State's coordinator gives its one answer, in a conversation of its own."""
        return self._changed(settled_answer=answer, settled_by=by, settled_in=given_in)

    # --- more time ------------------------------------------------------------------------

    def wish_sent(self, wanted: ExtensionRequest, *, by: AuthorityCode, at: datetime) -> Self:
        """This side asks for more time; its wish takes the place of the other side's."""
        return self._changed(extension_pending=wanted, extension_asked=at, extension_by=by)

    def wish_received(self, wanted: ExtensionRequest, *, by: AuthorityCode) -> Self:
        """The other side asks in time for more time: the closing stops, where it had begun."""
        return self._changed(self._while_open, extension_pending=wanted, extension_by=by)

    def wish_refused(self) -> Self:
        """The other gateway refused the letter with our wish."""
        return self._changed(extension_pending=None, extension_asked=None)

    def wish_lapsed(self) -> Self:
        """Nobody needs to reply to a wish any more."""
        return self._changed(extension_pending=None)

    def wish_replied(self, reply: ExtensionReply, deadline: DeadlineDerivation | None) -> Self:
        """A wish has its reply, of either side or of the rulebook; the period runs on.

        Args:
            reply: Accepted, with the days, or not.
            deadline: How the last instant is found now.
        """
        return self._changed(
            self._while_open,
            deadline=deadline,
            extensions=(*self.extensions, reply),
            extension_pending=None,
            extension_asked=None,
            extension_by=None,
        )

    # --- carried by hand ------------------------------------------------------------------

    def recorded(self, record: HandRecord) -> Self:
        """An officer records something of it; it has no effect yet."""
        return self._changed(records=(*self.records, record))

    def record_looked_at(self, number: int, by: str, at: datetime, *, refused: bool) -> Self:
        """A second officer has confirmed or refused a record."""
        looked = tuple(
            each.looked_at(by, at, refused=refused) if each.number == number else each
            for each in self.records
        )
        return self._changed(records=looked)

    def carried_by_hand(self) -> Self:
        """Its gateway is away for good: officers carry on what letters had begun."""
        return self._changed(channel=Channel.HAND)

    # --- beside question and answer -------------------------------------------------------

    def assigned(self, to: str) -> Self:
        """An officer of ours is to answer it."""
        return self._changed(assigned_to=to)

    def forwarded(self, to: AuthorityCode | None) -> Self:
        """Another authority of the consulted State has the request; None: it has it again."""
        return self._changed(forwarded_to=to)

    def called(self, *, objection: bool) -> Self:
        """A telephone call is noted; an objection that was heard once stays noted."""
        return self._changed(oral_objection=self.oral_objection or objection)

    def with_information(self, now: Information) -> Self:
        """Say what became of information that the consulted authority needs."""
        return self._changed(information=now)

    def with_corrections(self, letters: Iterable[str]) -> Self:
        """Say by which letters its request and answer are corrected, the newest last."""
        return self._changed(corrections=tuple(letters))

    def beside(self, other: str) -> Self:
        """Name another State's consultation that is about the same transaction, as it seems."""
        return self._changed(same_transaction=(*self.same_transaction, other))

    def without_beside(self, other: str) -> Self:
        """Name another State's consultation no more: not everybody who sees this sees that."""
        left = tuple(each for each in self.same_transaction if each != other)
        return self._changed(same_transaction=left)

    def asked_again(self) -> Self:
        """A later consultation asks what this one had asked."""
        return self._changed(asked_anew=True)

    def showing(self, stop: Stop) -> Self:
        """Show where the goods stand that are stopped for it; this is not kept."""
        return self._changed(stop=stop)

    def at_version(self, version: str) -> Self:
        """Show which version it is; this is not kept beside the rest."""
        return self._changed(version=version)

    @property
    def _while_open(self) -> ConsultationState:
        """The state of a period that goes on: without a receipt none runs yet."""
        return self.state if self.state is _State.REQUESTED else _State.RUNNING

    def _changed(self, state: ConsultationState | None = None, **fields: Any) -> Self:
        """Return a copy with some fields changed; the state passes only as the table says."""
        if state is not None:
            check_transition(self.state, state)
            fields["state"] = state
        return self._with(**fields)
