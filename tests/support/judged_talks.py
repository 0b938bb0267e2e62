"""Consultations made of letters by hand, to be judged as an evidence file's are: NL was asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from gateway.domain.base import Model
from gateway.domain.calendars import calendar_for
from gateway.domain.consultation import (
    ClosingRequest,
    ClosingStatement,
    Consultation,
    ConsultationAnswer,
    ConsultationEnd,
    ConsultationRequest,
    ConsultationState,
    LateOrInTime,
)
from gateway.domain.correspondence import Correction, Recall, Settlement, StandingAnswer
from gateway.domain.deadline import derive_deadline
from gateway.domain.letter import LetterType, Receipt, ReceiptOutcome
from gateway.domain.rulebook import shipped_rulebooks
from gateway.errors import Reason, RegisterError
from gateway.evidence.contents import LetterRecord
from gateway.evidence.verify.check_letters import VerifiedLetter
from gateway.evidence.verify.check_outcome import check_outcome
from gateway.evidence.verify.consultation_evidence import Talk
from gateway.trust.federation import Directory
from tests.support.cases import transaction
from tests.support.house import build_house
from tests.support.letter_headers import letter_header
from tests.support.raising import refuses

BEGUN = datetime(2026, 3, 2, 9, tzinfo=UTC)
BOOK = shipped_rulebooks().in_force(BEGUN)
CALENDAR = calendar_for("NL")
DEADLINE = derive_deadline("14(1)", "NL", BEGUN, CALENDAR, BOOK)
LAST = DEADLINE.last_instant
GRACE = timedelta(seconds=900)  # grace_s of the rulebook
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
State = ConsultationState
RULE = BOOK.procedure("14(1)").silence

TALK = "019cadc6-0000-7000-8000-000000000001"
ELSEWHERE = "019cadc6-0000-7000-8000-000000000002"
THIRD = "019cadc6-0000-7000-8000-000000000003"
REQUEST = ConsultationRequest(
    procedure="14(1)", case_reference="DE-C-2026-00001", transaction=transaction()
)
OBJECTION = ConsultationAnswer(answer="objection")
NO_OBJECTION = ConsultationAnswer(answer="no_objection")
TYPES: dict[type[Model], LetterType] = {
    ConsultationRequest: LetterType.REQUEST,
    ConsultationAnswer: LetterType.ANSWER,
    ClosingRequest: LetterType.CLOSING_REQUEST,
    ClosingStatement: LetterType.CLOSING_STATEMENT,
    ConsultationEnd: LetterType.END,
    Recall: LetterType.RECALL,
    Correction: LetterType.CORRECTION,
    StandingAnswer: LetterType.STANDING_ANSWER,
    Settlement: LetterType.SETTLEMENT,
}


def letter(
    content: Model,
    at: datetime = BEGUN,
    *,
    number: int = 1,
    ours: bool = False,
    sender: str = "",
    received: datetime | None = None,
    conversation: str = TALK,
    answers: str | None = None,
    bodies: dict[int, bytes] | None = None,
) -> VerifiedLetter:
    """A letter that holds; what DE sent is ours."""
    sender = sender or ("DE" if ours else "NL")
    kind = TYPES[type(content)]
    header = letter_header(
        at,
        sender=sender,
        recipient="NL" if ours else "DE",
        message_id=f"019cadc6-0000-7000-8000-{number:012d}",
        conversation_id=conversation,
        conversation_number=number,
        letter_type=kind,
        sequence=number,
        in_reply_to=answers,
        rulebook=BOOK.version,
    )
    record = LetterRecord(
        file="letters/01-sent.bin",
        outgoing=ours,
        peer="NL",
        conversation_id=conversation,
        letter_type=kind,
        position=number,
        at=received or at,
    )
    digest = bytes([number]) * 32
    return VerifiedLetter(record, header, digest, content, receipt(at), bodies or {})


def receipt(at: datetime) -> Receipt:
    return Receipt(
        federation_id="ab" * 32,
        receiver="NL",
        sender="DE",
        message_id="019cadc6-0000-7000-8000-000000000009",
        message_digest="ab" * 32,
        outcome=ReceiptOutcome.ACCEPTED,
        received=at,
        journal_position=1,
        last_instant=LAST,
    )


ASKED = letter(REQUEST, number=100, ours=True)


IN_TIME: dict[str, Any] = {
    "state": State.ANSWERED,
    "answer": OBJECTION,
    "answer_timing": LateOrInTime.RECEIVED_IN_TIME,
    "answered_at": LAST - HOUR,
}
ANSWER = letter(OBJECTION, LAST - 2 * HOUR, received=LAST - HOUR)
"""An answer in time, and what a consultation says that has it."""


Judge = Callable[..., str]


def four_members() -> Directory:
    """The directory of DE, NL with its coordinator, and another State's authority."""
    held = build_house().directory
    members = {
        code: replace(held.member("FR"), code=code, state=code[:2], coordinates=code == "NL-CO")
        for code in ("DE", "NL", "NL-CO", "BE-VLG")
    }
    return replace(held, members=members)


def judge_with(directory: Directory) -> Judge:
    """Return what judges a consultation by its letters; what it is given are fields of it."""

    def run(*letters: VerifiedLetter, **fields: Any) -> str:
        named: dict[str, Any] = {
            "conversation_id": TALK,
            "procedure": "14(1)",
            "asking": "DE",
            "consulted": "NL",
            "state": State.RUNNING,
            "request": REQUEST,
            "rulebook": BOOK.version,
        }
        beside = {
            name: fields.pop(name) for name in ("acts", "case", "ours", "refused") if name in fields
        }
        held: dict[str, Any] = {"refused": (), "acts": (), "case": None, "ours": True} | beside
        talk = Talk(
            model=Consultation(**named | fields),
            letters=letters,
            rulebook=BOOK,
            calendar=CALENDAR,
            directory=directory,
            at=LAST + timedelta(days=30),
            **held,
        )
        return check_outcome(talk)

    return run


def refused(judge: Judge, words: str, *letters: VerifiedLetter, **fields: Any) -> None:
    with refuses(RegisterError, Reason.EVIDENCE_INVALID) as found:
        judge(*letters, **fields)
    assert words in str(found.value)
