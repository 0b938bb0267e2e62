"""What the answers of a consultation come to: letters and records, folded as a node folds them.

Each answer, correction and recall goes through the transitions by which a node takes it
(`gateway.domain.consultation.transitions` and `reversals`), in the order in which they came. So
which answer counts is one rule; evidence compares what the case says with what it comes to here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from gateway.domain.base import Model
from gateway.domain.case import CaseState
from gateway.domain.consultation import (
    CLOSED_BY_BOTH,
    OPEN_STATES,
    Consultation,
    ConsultationAnswer,
    ConsultationEnd,
    ConsultationRequest,
    ConsultationState,
    HandKind,
    HandRecord,
    LateOrInTime,
)
from gateway.domain.consultation.answer_rules import check_answer, check_giver
from gateway.domain.consultation.reversals import (
    CorrectionChange,
    answer_corrected,
    answer_recalled,
    answer_wanted_again,
    correction_recalled,
    request_effect,
)
from gateway.domain.consultation.transitions import AnswerCame, Standpoint, answer_judged
from gateway.domain.correspondence import Correction, Recall
from gateway.domain.deadline import timing_of
from gateway.domain.rulebook.acts import CorrectionEffect
from gateway.errors import ComityError, InputError
from gateway.evidence.verify.check_letters import VerifiedLetter
from gateway.evidence.verify.consultation_evidence import Talk, closing_statement
from gateway.wire.content import content_from_bytes

M = TypeVar("M", bound=Model)


@dataclass
class FoldedAnswers:
    """A consultation while its answers are taken in their order.

    Attributes:
        last: The last instant that governs; None where no period runs.
        model: What they come to: the answer that counts, and those that are kept without effect.
        source: The letter or record of the answer that counted last.
        versions: What each answer says, by its letter: as sent, and with each correction of it.
        corrected: By a correction's letter, that of the answer.
    """

    talk: Talk
    last: datetime | None
    model: Consultation
    source: VerifiedLetter | HandRecord | None = None
    versions: dict[str, list[ConsultationAnswer]] = field(default_factory=dict)
    corrected: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, talk: Talk, last: datetime | None) -> FoldedAnswers:
        """Fold all that counts of a consultation."""
        said = talk.model
        ends = talk.contents(ConsultationEnd, outgoing=talk.ours)
        named = {denial for _, end in ends for denial in end.denials}
        begun = Consultation(
            conversation_id=said.conversation_id,
            # Whoever was asked judges here as the asking side does, which has a case.
            case_id=said.case_id if talk.ours else said.conversation_id,
            procedure=said.procedure,
            asking=said.asking,
            consulted=said.consulted,
            state=ConsultationState.RUNNING,
            request=said.request,
            ended_denials=tuple(each for each in said.ended_denials if each not in named),
            channel=said.channel,
        )
        found, attested = cls(talk, last, begun), talk.attested(HandKind.ANSWERED)
        came: list[tuple[datetime, VerifiedLetter | HandRecord]] = [
            *((each.record.at, each) for each in talk.letters),
            *((each.confirmed or each.recorded, each) for each in attested),
        ]
        if attested:  # letters alone are in the journal's order
            came.sort(key=lambda each: each[0])
        for at, each in came:
            found.take(at, each)
        return found

    def take(self, at: datetime, each: VerifiedLetter | HandRecord) -> None:
        """Take what came at an instant; a letter that is about no answer changes nothing."""
        side = self._side(at)
        self._close(side, each)
        if isinstance(each, HandRecord):
            if each.answer is not None:
                self._judge(side, each, each.answer, received=each.at, sealed=each.sealed)
            return
        content, theirs = each.content, each.record.outgoing is not self.talk.ours
        if isinstance(content, ConsultationAnswer) and theirs:
            self.versions[each.digest.hex()] = [content]
            sealed = content.sealed_at(each.header.created)
            if self._can_be_used(side, content):
                self._judge(side, each, content, received=at, sealed=sealed)
        elif isinstance(content, Recall) and theirs:
            self._recall(side, content.message_digest)
        elif isinstance(content, Correction) and theirs:
            self._correct(side, each, content.message_digest)
        elif isinstance(content, Correction):
            self._correct_request(side, each, over=self.last is None or at >= self.last)
        elif isinstance(content, ConsultationEnd) and not theirs:
            ended = (*self.model.ended_denials, *content.denials)
            self.model = self.model.narrowed(tuple(dict.fromkeys(ended)))

    def _close(self, side: Standpoint, each: VerifiedLetter | HandRecord) -> None:
        """Close what had ended without a settling answer: by the signed statement or a decision.

        Before a decision what an officer closed is as good as open: an answer in time counts.
        """
        said, last, decided = self.talk.model, self.last, self.talk.decided
        if last is None or not self.talk.ours or self.model.state not in OPEN_STATES:
            return
        stated = said.closed_by == CLOSED_BY_BOTH and each is closing_statement(self.talk, last)
        over = side.decided and decided is not None and decided >= last
        if over and self.model.answer is not None:
            self.model = self.model.ended_with_reaction()
        elif over or stated:
            closed = self.model.unconfirmed()
            self.model = closed.silent(side.rule.silence.sentence, closed_by=said.closed_by)

    def _can_be_used(self, side: Standpoint, answer: ConsultationAnswer) -> bool:
        """Say whether the asking authority could use an answer; who gave it had checked it."""
        model = self.model
        try:
            if self.talk.ours:
                check_answer(side.rule, model.request, answer, ended=model.ended_denials)
                check_giver(answer, model.consulted, self.talk.directory.members)
        except InputError:
            return False
        return True

    def _side(self, at: datetime) -> Standpoint:
        """Return from where it is seen: the asking side, with its case as it stood then."""
        decided = self.talk.decided is not None and at > self.talk.decided
        case = CaseState.DECIDED if decided else CaseState.CONSULTING
        rule = self.talk.rulebook.procedure(self.model.procedure)
        return Standpoint(ours=True, rule=rule, case=case)

    def _judge(
        self,
        side: Standpoint,
        source: VerifiedLetter | HandRecord,
        answer: ConsultationAnswer,
        *,
        received: datetime,
        sealed: datetime,
    ) -> None:
        timing = LateOrInTime.RECEIVED_IN_TIME
        if self.last is not None and self.talk.ours:
            timing = timing_of(
                self.talk.rulebook, received=received, sealed=sealed, last_instant=self.last
            )
        elif self.last is not None:  # who answers knows when it sealed, not when it was received
            in_time = sealed < self.last
            timing = LateOrInTime.SEALED_IN_TIME if in_time else LateOrInTime.LATE
        found = answer_judged(self.model, side, answer, AnswerCame(received, sealed, timing))
        self.model = found.after
        self.source = source if found.counts else self.source

    def _recall(self, side: Standpoint, digest: str) -> None:
        """Take an answer back, or a correction of one: then it says again what it had said."""
        answer = self.corrected.pop(digest, digest)
        said = self.versions.get(answer, [])
        if answer == digest and said:
            self.model = answer_recalled(self.model, side, said[-1]).after
            del self.versions[answer]
        elif len(said) > 1:
            before = said.pop()
            self.model = correction_recalled(self.model, side, before, said[-1]).after

    def _correct(self, side: Standpoint, letter: VerifiedLetter, digest: str) -> None:
        said, after = self.versions.get(digest), _body(ConsultationAnswer, letter)
        if said is None or after is None or not self._can_be_used(side, after):
            return  # it corrects a letter of another type, or is kept without effect
        sealed = letter.header.created
        received = letter.record.at if self.talk.ours else sealed
        change = CorrectionChange(said[-1], after, received, sealed)
        late = change.is_too_late(self.talk.rulebook, self.last)
        found = answer_corrected(self.model, side, (said[-1], after), late=late)
        if found.counts:
            self.model = found.after
            self.corrected[letter.digest.hex()] = digest
            said.append(after)

    def _correct_request(self, side: Standpoint, letter: VerifiedLetter, *, over: bool) -> None:
        after, rulebook = _body(ConsultationRequest, letter), self.talk.rulebook
        if after is None:
            return
        effect = request_effect(rulebook, self.model.request, after)
        if effect is CorrectionEffect.ANSWER_AGAIN:
            self.model = answer_wanted_again(self.model, side, over=over).after


def _body(kind: type[M], letter: VerifiedLetter) -> M | None:
    """Return what a correction says now; None where it is not here, or of another kind."""
    body = letter.bodies.get(1)
    if body is None:
        return None
    try:
        return content_from_bytes(kind, body)
    except ComityError:
        return None
