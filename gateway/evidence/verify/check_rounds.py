"""Verifies the rounds in which a case's classification was asked: question, answers, outcome.

What the outcome says of who agreed is compared with the signed answers; what it says at all, with
the closing that was sent. A round has no clock of law, and binds nobody.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from gateway.domain.acts import Verb
from gateway.domain.case import Case
from gateway.domain.consultation.classification import (
    AskedAuthority,
    ClassificationOutcome,
    ClassificationRound,
)
from gateway.domain.correspondence import (
    Correction,
    InformationReply,
    InformationRequest,
    Supplement,
)
from gateway.evidence.contents import ROUNDS, RoundsRecord
from gateway.evidence.report import fault
from gateway.evidence.verify.check_letters import VerifiedLetter
from gateway.evidence.verify.evidence_file import EvidenceFile


def check_rounds(
    file: EvidenceFile, case: Case, letters: Sequence[VerifiedLetter]
) -> tuple[list[str], frozenset[str]]:
    """Verify every round of a case.

    Returns:
        What the summary says of them, and the conversations of their questions.
    """
    asked = {act.reference for act in case.acts if act.verb == Verb.CLASSIFICATION_ASKED}
    if ROUNDS not in file.bundle.files:
        lines = [f"The letters of the round {number} are not in it." for number in sorted(asked)]
        return lines, frozenset()
    found, findings = file.read(ROUNDS, RoundsRecord, "rounds"), file.findings
    if found is None:
        return [], frozenset()
    rounds = found.rounds
    findings.attempt("rounds: none more or less", lambda: _none_more_or_less(case, rounds, asked))
    for held in rounds:
        findings.attempt(f"round {held.number}", partial(_round, held, case, letters))
    talks = frozenset(each.conversation_id for held in rounds for each in held.asked)
    return [line for held in rounds for line in _lines(held)], talks


def _none_more_or_less(case: Case, rounds: Sequence[ClassificationRound], asked: set[str]) -> str:
    numbers = [held.number for held in rounds]
    if len(set(numbers)) != len(numbers) or set(numbers) != asked:
        raise fault("there are other rounds than the acts of the case name")
    if any(not held.ours or held.case_id != case.case_id for held in rounds):
        raise fault("a round is of another case")
    return f"{len(numbers)} asked for the case"


def _round(held: ClassificationRound, case: Case, letters: Sequence[VerifiedLetter]) -> str:
    """Check each question, each answer that the outcome names, and each closing."""
    talks = [_Talk(held, each, letters) for each in held.asked]
    for talk in talks:
        talk.check_question()
    if held.outcome is None:
        return f"{len(talks)} asked; it is open"
    closed = [act for act in case.acts if act.verb == Verb.CLASSIFICATION_CLOSED]
    if held.number not in {act.reference for act in closed}:
        raise fault("no act says that it was closed")
    for talk in talks:
        talk.check_outcome(held.outcome)
    told = sum(talk.check_closing(held.outcome) for talk in talks)
    answered = sum(talk.answered for talk in talks)
    return f"{len(talks)} asked, {answered} answered, {told} were told the outcome"


@dataclass(frozen=True)
class _Talk:
    """What passed between us and one authority that we asked."""

    held: ClassificationRound
    asked: AskedAuthority
    letters: Sequence[VerifiedLetter]

    def _said(self, *, outgoing: bool) -> Iterator[VerifiedLetter]:
        for letter in self.letters:
            record = letter.record
            here = record.conversation_id == self.asked.conversation_id
            if here and letter.counts and record.outgoing is outgoing:
                yield letter

    def check_question(self) -> None:
        """Check that the question is the one that was signed and sent."""
        sent = [
            e for e in self._said(outgoing=True) if e.header.message_id == self.asked.message_id
        ]
        if not sent:
            raise fault("the question to {authority} is not here", authority=self.asked.authority)
        content = sent[0].content
        if content is None and sent[0].record.erased:
            return
        question = content.round if isinstance(content, InformationRequest) else None
        if question is None or (question.number, question.item) != (
            self.held.number,
            self.held.item,
        ):
            raise fault("{authority} was asked something else", authority=self.asked.authority)

    @property
    def answered(self) -> bool:
        """Whether an answer of the authority is here."""
        return any(isinstance(e.content, InformationReply) for e in self._said(outgoing=False))

    def check_outcome(self, outcome: ClassificationOutcome) -> None:
        """Check what the outcome says of the authority, by its newest answer before it.

        An answer that it amended says in its correction what it is now, in words; then only
        that there is one is compared.
        """
        who = self.asked.authority
        differed = {each.authority: each.codes for each in outcome.differed}
        if who not in outcome.agreed and who not in differed:
            return
        came = [each.content for each in self._said(outgoing=False)]
        replies = [each for each in came if isinstance(each, InformationReply)]
        if not replies:
            raise fault("the outcome names an answer of {who} that is not here", who=who)
        if any(isinstance(each, Correction) for each in came):
            return
        newest = replies[-1]
        agrees = newest.not_listed if outcome.code is None else newest.codes == (outcome.code,)
        if (who in outcome.agreed) is not agrees:
            raise fault("{who} has not answered what the outcome says", who=who)
        if who in differed and newest.codes != differed[who]:
            raise fault("{who} answered other codes than the outcome says", who=who)

    def check_closing(self, outcome: ClassificationOutcome) -> bool:
        """Check that the authority was told this outcome; one that never answered is not."""
        closings = [
            each.content.closing
            for each in self._said(outgoing=True)
            if isinstance(each.content, Supplement) and each.content.closing is not None
        ]
        told = [each.outcome for each in closings if each.number == self.held.number]
        if any(each is not None for each in told) and told[-1] != outcome:
            raise fault("{authority} was told another outcome", authority=self.asked.authority)
        return bool(told) and told[-1] is not None


def _lines(held: ClassificationRound) -> Iterator[str]:
    whom = ", ".join(each.authority for each in held.asked)
    if held.outcome is None:
        yield f"Classification asked of {whom} in round {held.number}, which is open."
        return
    code = held.outcome.code or "on no list"
    agreed = ", ".join(held.outcome.agreed) or "nobody"
    differed = ", ".join(each.authority for each in held.outcome.differed) or "nobody"
    yield (
        f"Classified as {code} in round {held.number}: {agreed} agreed, {differed} differed; "
        f"asked were {whom}."
    )
