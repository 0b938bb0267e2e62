"""Verifies each consultation from its letters: the clock, the answer, what silence rests on.

Nothing that the case says of a deadline is believed: it is derived again from the signed
receipt, the calendar and the rulebook in the file, and compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from gateway.domain.base import Model
from gateway.domain.calendars import Calendar
from gateway.domain.case import Case
from gateway.domain.consultation import (
    OPEN_STATES,
    ClosingRequest,
    ClosingStatement,
    Consultation,
    ConsultationAnswer,
    ConsultationRequest,
    ConsultationState,
    DeadlineDerivation,
    ExtensionReply,
    LateOrInTime,
)
from gateway.domain.deadline import derive_deadline, printed_last_instant, timing_of
from gateway.domain.letter import Receipt
from gateway.domain.rulebook import Rulebook
from gateway.evidence.check_law import LawInFile
from gateway.evidence.check_letters import VerifiedLetter
from gateway.evidence.report import Findings, fault

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class _Conversation:
    """One consultation with its letters that hold and count, and the law it is under."""

    model: Consultation
    letters: Sequence[VerifiedLetter]
    rulebook: Rulebook
    calendar: Calendar

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
        for letter, _ in self.contents(ConsultationRequest, outgoing=True):
            return letter.receipt
        return None


def check_consultations(
    case: Case, letters: Sequence[VerifiedLetter], law: LawInFile, findings: Findings
) -> list[str]:
    """Verify every consultation of a case and return a line on each for people."""
    ids = {consultation.conversation_id for consultation in case.consultations}
    strange = sorted({letter.header.conversation_id for letter in letters} - ids)
    if strange:
        detail = "there are letters of a conversation that the case does not name"
        findings.add("conversations", ok=False, detail=detail)
    lines = []
    for model in case.consultations:
        name = f"consultation of {model.consulted} under {model.procedure}"
        found: list[_Conversation] = []

        def gather(model: Consultation = model, found: list[_Conversation] = found) -> str:
            own = [
                letter
                for letter in letters
                if letter.header.conversation_id == model.conversation_id and letter.counts
            ]
            digest = "" if model.deadline is None else model.deadline.calendar_digest
            rulebook = law.rulebook(model.rulebook)
            calendar = law.calendar(model.consulted, digest)
            found.append(_Conversation(model, own, rulebook, calendar))
            return f"{len(own)} letters, rulebook {rulebook.version}, calendar {calendar.version}"

        if not findings.attempt(f"{name}: law", gather):
            continue
        talk = found[0]
        findings.attempt(f"{name}: request", lambda talk=talk: _request(talk, case))  # type: ignore[misc]
        findings.attempt(f"{name}: deadline", lambda talk=talk: _deadline(talk))  # type: ignore[misc]
        findings.attempt(f"{name}: outcome", lambda talk=talk: _outcome(talk, case))  # type: ignore[misc]
        lines.append(_line(talk))
    return lines


def _request(talk: _Conversation, case: Case) -> str:
    """Check that what was asked is what the case says, and between whom."""
    model = talk.model
    asked = talk.contents(ConsultationRequest, outgoing=True)
    if len(asked) != 1:
        raise fault(f"there are {len(asked)} accepted requests, not one")
    letter, request = asked[0]
    if request != model.request:
        raise fault("the request that was signed is not the one in the case")
    parties = (letter.header.sender, letter.header.recipient, letter.header.procedure)
    if parties != (model.asking, model.consulted, model.procedure):
        raise fault("asking, consulted or procedure are not those of the letter")
    if model.case_id != case.case_id or request.case_reference not in (
        case.case_id,
        case.application.reference,
    ):
        raise fault("the request is about another case")
    return f"asked on {letter.header.created.isoformat()}"


def _deadline(talk: _Conversation) -> str:
    """Derive the last instant again and compare it with the case and with the receipt."""
    model, receipt = talk.model, talk.start
    if receipt is None:
        if model.deadline is not None:
            raise fault("a deadline without a receipt that starts the period")
        return "no period runs: no receipt has come yet"
    replies = [reply for _, reply in talk.contents(ExtensionReply, outgoing=True)]
    if tuple(replies) != model.extensions:
        raise fault("the extensions in the case are not those that were signed")
    derived = _derive(talk, receipt)
    if derived != model.deadline:
        raise fault(
            f"the last instant comes to {printed_last_instant(derived)}, "
            "by another derivation than the one in the case"
        )
    if receipt.last_instant != model.peer_last_instant:
        raise fault("the case says another last instant of the consulted than its receipt")
    if receipt.calendar_digest != derived.calendar_digest:
        raise fault(f"{model.consulted} counted on another calendar than the one in the file")
    first = _derive(talk, receipt, extended=False)
    if receipt.last_instant != first.last_instant:
        raise fault(f"{model.consulted} came to another last instant; the later one governs")
    return (
        f"{derived.working_days} working days from {derived.event_day.isoformat()}: "
        f"{printed_last_instant(derived)} ({derived.time_zone}), both sides the same"
    )


def _derive(talk: _Conversation, receipt: Receipt, *, extended: bool = True) -> DeadlineDerivation:
    granted = [reply.working_days for reply in talk.model.extensions if reply.accepted]
    return derive_deadline(
        talk.model.procedure,
        talk.model.consulted,
        receipt.received,
        talk.calendar,
        talk.rulebook,
        sum(granted) if extended else 0,
    )


def _due(talk: _Conversation) -> datetime | None:
    """Return the instant before which an answer counts: the later of what both sides say."""
    receipt = talk.start
    if receipt is None:
        return None
    derived = _derive(talk, receipt)
    instants = [derived.last_instant]
    if not any(reply.accepted for reply in talk.model.extensions) and receipt.last_instant:
        instants.append(receipt.last_instant)
    instants += [
        statement.last_instant
        for _, statement in talk.contents(ClosingStatement, outgoing=False)
        if not statement.nothing_under_way
    ]
    return max(instants)


def _answers(talk: _Conversation, due: datetime) -> list[tuple[LateOrInTime, VerifiedLetter]]:
    return [
        (
            timing_of(
                talk.rulebook,
                received=letter.record.at,
                sealed=letter.header.created,
                last_instant=due,
            ),
            letter,
        )
        for letter, _ in talk.contents(ConsultationAnswer, outgoing=False)
    ]


def _outcome(talk: _Conversation, case: Case) -> str:
    """Check how the consultation ended against the letters that are here."""
    model, due = talk.model, _due(talk)
    if model.state is ConsultationState.SUPERSEDED:
        return "superseded"
    if due is None:
        if model.state is not ConsultationState.REQUESTED:
            raise fault(f"it is {model.state} without a receipt")
        return "the request has no receipt yet"
    found = _answers(talk, due)
    counting = [item for item in found if item[0] is not LateOrInTime.LATE]
    late = [letter.content for timing, letter in found if timing is LateOrInTime.LATE]
    if late != list(model.late_answers) and model.state is not ConsultationState.SILENT:
        raise fault("the late answers in the case are not those that were signed")
    if model.state is ConsultationState.SILENT:
        return _silence(talk, case, due, counting=bool(counting))
    if model.answer is not None or model.state is ConsultationState.ANSWERED:
        return _answer(talk, counting)
    if counting:
        raise fault(f"an answer that counts is here, and the case says {model.state}")
    if case.decision is not None and model.state in OPEN_STATES:
        raise fault(f"the case was decided while it was {model.state}")
    return f"{model.state}: no answer that counts is in the journal"


def _answer(talk: _Conversation, counting: Sequence[tuple[LateOrInTime, VerifiedLetter]]) -> str:
    model = talk.model
    if not counting:
        raise fault("the case has an answer, and none that counts was signed")
    timing, letter = counting[-1]
    if letter.content != model.answer:
        raise fault("the answer that was signed is not the one in the case")
    if timing is not model.answer_timing or letter.record.at != model.answered_at:
        raise fault("the answer came at another time than the case says")
    code = model.answer.answer if model.answer is not None else ""
    option = talk.rulebook.procedure(model.procedure).option(code)
    return (
        f"{option.label}; sealed {letter.header.created.isoformat()}, received "
        f"{letter.record.at.isoformat()}: {timing.value.replace('_', ' ')}"
    )


def _silence(talk: _Conversation, case: Case, due: datetime, *, counting: bool) -> str:
    """Check what silence rests on: no answer, and two signatures or an officer on record."""
    model, closing = talk.model, talk.rulebook.closing
    if counting:
        raise fault("the case says silence, and an answer that counts was received")
    rule = talk.rulebook.procedure(model.procedure).silence
    if model.silence_meaning != rule.sentence:
        raise fault("what the case says that silence means is not what the rulebook says")
    if model.closed_by.startswith("officer:"):
        name = model.closed_by.removeprefix("officer:")
        acts = [
            act
            for act in case.acts
            if (act.verb, act.actor, act.reference)
            == ("silence.confirmed", name, model.conversation_id)
        ]
        if not acts:
            raise fault("an officer is said to have closed it, and no act of hers is recorded")
        return "no answer; confirmed by an officer on record, not by the other gateway"
    if model.closed_by != closing.closed_by.value:
        raise fault("nobody who may has closed it")
    asked = {
        letter.digest.hex()
        for letter, request in talk.contents(ClosingRequest, outgoing=True)
        if min(letter.header.created, request.asked_at) >= due + timedelta(seconds=closing.grace_s)
    }
    if not asked:
        raise fault("no closing request was sealed after the last instant and the grace")
    for letter, statement in talk.contents(ClosingStatement, outgoing=False):
        answers = letter.header.in_reply_to in asked and letter.header.sender == model.consulted
        ended = statement.stated_at >= due and statement.last_instant <= due
        if answers and ended and statement.nothing_under_way:
            return (
                f"no answer that counts; {model.consulted} stated on "
                f"{statement.stated_at.isoformat()}, signed, that nothing is under way"
            )
    raise fault(f"{model.consulted} has not stated, signed, that nothing is under way")


def _line(talk: _Conversation) -> str:
    model = talk.model
    until = "no period runs"
    if model.deadline is not None:
        until = f"until the end of {model.deadline.last_day.isoformat()} there"
    ended = str(model.state)
    if model.answer is not None:
        ended = f"answered {model.answer.answer} ({model.answer_timing})"
    elif model.state is ConsultationState.SILENT:
        ended = f"silent, closed by {model.closed_by}"
    return f"{model.consulted} under {model.procedure}, {until}: {ended}"
