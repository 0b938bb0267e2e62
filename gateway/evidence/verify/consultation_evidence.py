"""One consultation with its letters that hold and count, and the law it is under."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from gateway.domain.base import Model
from gateway.domain.calendars import Calendar
from gateway.domain.case import Act, Case
from gateway.domain.consultation import (
    ClosingRequest,
    ClosingStatement,
    Consultation,
    ConsultationState,
    DeadlineDerivation,
    HandKind,
    HandRecord,
    standing_records,
)
from gateway.domain.deadline import (
    derive_deadline,
    furthest_instant,
    governing_instant,
    prolonged_instant,
)
from gateway.domain.letter import LetterType, Receipt
from gateway.domain.rulebook import Rulebook
from gateway.evidence.verify.check_letters import VerifiedLetter
from gateway.trust.federation import Directory

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

    @property
    def decided(self) -> datetime | None:
        """When the case was decided: what came later changed nothing of what it rested on."""
        decision = None if self.case is None else self.case.decision
        return None if decision is None else decision.decided_at

    def attested(self, kind: HandKind) -> list[HandRecord]:
        """Return the records of a kind on which it rests, as they stood at the decision."""
        counted = (
            each
            for each in self.model.records
            if self.decided is None
            or (each.confirmed is not None and each.confirmed <= self.decided)
        )
        return [each for each in standing_records(counted) if each.kind is kind]


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


def closing_requests(talk: Talk, last: datetime) -> frozenset[str]:
    """Return the digests of the closing requests that were sealed after the end and the grace."""
    earliest = last + timedelta(seconds=talk.rulebook.closing.grace_s)
    return frozenset(
        letter.digest.hex()
        for letter, request in talk.contents(ClosingRequest, outgoing=talk.ours)
        if min(letter.header.created, request.asked_at) >= earliest
    )


def closing_statement(talk: Talk, last: datetime) -> VerifiedLetter | None:
    """Return the letter by which the consulted authority stated that nothing was under way."""
    asked, consulted = closing_requests(talk, last), talk.model.consulted
    for letter, statement in talk.contents(ClosingStatement, outgoing=not talk.ours):
        answers = letter.header.in_reply_to in asked and letter.header.sender == consulted
        ended = statement.stated_at >= max(last, statement.last_instant)
        if answers and ended and statement.nothing_under_way:
            return letter
    return None
