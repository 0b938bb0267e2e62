"""One consultation with its letters that hold and count, and the law it is under."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from gateway.domain.base import Model
from gateway.domain.calendars import Calendar
from gateway.domain.case import Act, Case
from gateway.domain.consultation import (
    ClosingStatement,
    Consultation,
    ConsultationAnswer,
    ConsultationState,
    DeadlineDerivation,
    LateOrInTime,
    comes_to_another,
)
from gateway.domain.correspondence import Correction, Recall
from gateway.domain.deadline import (
    derive_deadline,
    furthest_instant,
    governing_instant,
    prolonged_instant,
    timing_of,
)
from gateway.domain.letter import LetterType, Receipt
from gateway.domain.rulebook import Rulebook
from gateway.domain.rulebook.acts import LateCorrection
from gateway.errors import ComityError
from gateway.evidence.verify.check_letters import VerifiedLetter
from gateway.trust.federation import Directory
from gateway.wire.content import content_from_bytes

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, kw_only=True)
class Talk:
    """One consultation as it is judged.

    Attributes:
        letters: Those that count, of its conversation and of its settlement.
        stop_calendar: By which the end of a stop itself is derived; None where the question does
            not say when goods were stopped.
        refused: Those that their recipient refused; they start and end nothing.
        acts: What the authority's journal says of it.
        case: Of the asking authority; None where the consultation was exported alone.
        ours: Whether the exporting authority asked in it.
        at: Instant of the export.
    """

    model: Consultation
    letters: Sequence[VerifiedLetter]
    refused: Sequence[VerifiedLetter]
    rulebook: Rulebook
    calendar: Calendar
    directory: Directory
    acts: Sequence[Act]
    case: Case | None
    ours: bool
    at: datetime
    stop_calendar: Calendar | None = None

    def contents(self, kind: type[M], *, outgoing: bool) -> list[tuple[VerifiedLetter, M]]:
        """Return the letters of a kind that went or came, with their contents, in order."""
        return [
            (letter, letter.content)
            for letter in self.letters
            if isinstance(letter.content, kind) and letter.record.outgoing is outgoing
        ]

    @property
    def start(self) -> Receipt | None:
        """The receipt that started the period, or None while there is none."""
        for letter in self.letters:
            if letter.header.letter_type is LetterType.REQUEST:
                return letter.receipt
        return None

    @property
    def was_refused(self) -> bool:
        """Whether its request was refused, so that it is carried outside the gateway."""
        asked = [each.header.letter_type is LetterType.REQUEST for each in self.refused]
        superseded = self.model.state is ConsultationState.SUPERSEDED
        return any(asked) and superseded and self.start is None

    def answers(self) -> list[tuple[VerifiedLetter, ConsultationAnswer]]:
        """Return the answers as they stand: recalled ones left out, corrected ones corrected."""
        recalled = self._recalled()
        corrected = self._corrected()
        return [
            (letter, corrected.get(letter.digest.hex(), content))
            for letter, content in self.contents(ConsultationAnswer, outgoing=not self.ours)
            if letter.digest.hex() not in recalled
        ]

    def _recalled(self) -> set[str]:
        """Return the digests of what whoever answers has recalled."""
        recalls = self.contents(Recall, outgoing=not self.ours)
        return {content.message_digest for _, content in recalls}

    @property
    def decided(self) -> datetime | None:
        """When the case was decided: what came later changed nothing of what it rested on."""
        decision = None if self.case is None else self.case.decision
        return None if decision is None else decision.decided_at

    def _corrected(self) -> Mapping[str, ConsultationAnswer]:
        found: dict[str, ConsultationAnswer] = {}
        signed = {
            letter.digest.hex(): content
            for letter, content in self.contents(ConsultationAnswer, outgoing=not self.ours)
        }
        for letter, correction in self.contents(Correction, outgoing=not self.ours):
            body, digest = letter.bodies.get(1), correction.message_digest
            if body is None or letter.digest.hex() in self._recalled():
                continue
            if self.decided is not None and letter.record.at > self.decided:
                continue
            try:
                after = content_from_bytes(ConsultationAnswer, body)
            except ComityError:
                continue  # it corrects a letter of another type
            before = found.get(digest) or signed.get(digest)
            if before is None or not self._too_late(letter, before, after):
                found[digest] = after
        return found

    def _too_late(
        self, letter: VerifiedLetter, before: ConsultationAnswer, after: ConsultationAnswer
    ) -> bool:
        """Say whether a correction changes what an answer comes to after the period's result."""
        counts = self.rulebook.correspondence.correction_late is LateCorrection.COUNTS
        last = due(self)
        if counts or last is None or not comes_to_another(before, after):
            return False
        sealed = letter.header.created
        received = letter.record.at if self.ours else sealed
        timing = timing_of(self.rulebook, received=received, sealed=sealed, last_instant=last)
        return timing is LateOrInTime.LATE


def derive(talk: Talk, receipt: Receipt, *, extended: bool = True) -> DeadlineDerivation:
    """Derive the last instant again, with what was granted or without."""
    granted = [reply.working_days for reply in talk.model.extensions if reply.accepted]
    return derive_deadline(
        talk.model.procedure,
        talk.model.consulted,
        receipt.received,
        talk.calendar,
        talk.rulebook,
        sum(granted) if extended else 0,
    )


def due(talk: Talk) -> datetime | None:
    """Return the instant before which an answer counts, as casework finds it.

    It is the later of what both sides say, and no later than the rulebook lets be agreed.
    """
    receipt = talk.start
    if receipt is None:
        return None
    own, first = derive(talk, receipt), derive(talk, receipt, extended=False)
    furthest = furthest_instant(own, talk.rulebook.procedure(talk.model.procedure), talk.calendar)
    last = prolonged_instant(first.last_instant, own.last_instant, receipt.last_instant, furthest)
    for _, statement in talk.contents(ClosingStatement, outgoing=not talk.ours):
        if not statement.nothing_under_way:
            last = governing_instant(last, statement.last_instant, furthest)
    return last
