"""What silence, answers and deadlines rest on, letter by letter."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from gateway.domain.case import Case
from gateway.domain.consultation import (
    ClosingRequest,
    ClosingStatement,
    ConsultationAnswer,
    ConsultationRequest,
)
from gateway.domain.letter import ReceiptOutcome
from gateway.evidence.contents import CASE
from gateway.evidence.report import Findings
from gateway.evidence.verify.check_consultations import check_consultations
from gateway.evidence.verify.check_law import LawInFile
from gateway.evidence.verify.check_letters import VerifiedLetter, check_letters
from gateway.evidence.verify.evidence_file import EvidenceFile
from tests.support.case_world import CaseWorld

Spoil = Callable[[VerifiedLetter], VerifiedLetter | None]

SILENCE = "consultation of NL under 14(1): outcome"
ANSWER = "consultation of FR under 16(5): outcome"


@pytest.fixture
def judge(opened: EvidenceFile) -> Callable[[type, Spoil], set[str]]:
    """Verify the consultations with every letter of a kind spoilt; return what fails."""
    letters, case = check_letters(opened), opened.bundle.model(CASE, Case)
    law = LawInFile(opened.bundle, opened.directory)

    def run(kind: type, spoil: Spoil) -> set[str]:
        told = [spoil(item) if isinstance(item.content, kind) else item for item in letters]
        findings = Findings()
        kept = [item for item in told if item is not None]
        check_consultations(replace(opened, findings=findings), case, law, kept)
        return {check.name for check in findings.checks if not check.ok}

    return run


def content(**changes: Any) -> Spoil:
    def spoil(letter: VerifiedLetter) -> VerifiedLetter:
        assert letter.content is not None
        return replace(letter, content=letter.content.model_copy(update=changes))

    return spoil


def header(**changes: Any) -> Spoil:
    return lambda letter: replace(letter, header=letter.header.model_copy(update=changes))


def test_letters_as_they_were_signed_hold(judge: Any) -> None:
    assert judge(ClosingStatement, lambda letter: letter) == set()


@pytest.mark.parametrize(
    ("kind", "spoil"),
    [
        (ClosingStatement, lambda _: None),
        (ClosingStatement, content(nothing_under_way=False)),
        (ClosingStatement, header(in_reply_to="ab" * 32)),
        (ClosingStatement, header(sender="FR")),
        (ClosingRequest, lambda _: None),
    ],
    ids=["no statement", "under way", "answers another", "another member", "not asked"],
)
def test_silence_needs_what_it_stands_on(judge: Any, kind: type, spoil: Spoil) -> None:
    assert judge(kind, spoil) == {SILENCE}


def test_silence_is_asked_for_only_after_the_grace(judge: Any, world: CaseWorld) -> None:
    deadline = world.consultation("NL").deadline
    assert deadline is not None
    enough = deadline.last_instant + timedelta(seconds=900)  # grace_s of the rulebook
    early = enough - timedelta(seconds=1)
    assert judge(ClosingRequest, content(asked_at=enough)) == set()
    assert judge(ClosingRequest, content(asked_at=early)) == {SILENCE}
    assert judge(ClosingRequest, header(created=early)) == {SILENCE}


def test_statement_before_the_last_instant_says_nothing(judge: Any, world: CaseWorld) -> None:
    deadline = world.consultation("NL").deadline
    assert deadline is not None
    last = deadline.last_instant
    assert judge(ClosingStatement, content(stated_at=last - timedelta(seconds=1))) == {SILENCE}
    assert judge(ClosingStatement, content(last_instant=last + timedelta(days=99))) == {SILENCE}


def test_answer_must_be_the_one_in_the_case(judge: Any) -> None:
    assert judge(ConsultationAnswer, content(answer="not_identical")) == {ANSWER}
    assert judge(ConsultationAnswer, lambda _: None) == {ANSWER}


def test_answer_that_was_sealed_and_received_too_late_does_not_count(
    judge: Any, world: CaseWorld
) -> None:
    deadline = world.consultation("FR").deadline
    assert deadline is not None
    last = deadline.last_instant

    def late(letter: VerifiedLetter) -> VerifiedLetter:
        record = letter.record.model_copy(update={"at": last})
        return replace(letter, record=record, header=letter.header.model_copy(update=at))

    at = {"created": last}
    assert judge(ConsultationAnswer, late) == {ANSWER}


def test_refused_request_starts_no_period(judge: Any) -> None:
    def refuse(letter: VerifiedLetter) -> VerifiedLetter:
        assert letter.receipt is not None
        receipt = letter.receipt.model_copy(update={"outcome": ReceiptOutcome.REFUSED})
        return replace(letter, receipt=receipt)

    failing = judge(ConsultationRequest, refuse)
    assert {"consultation of NL under 14(1): request", SILENCE, ANSWER} <= failing


def test_receipt_of_another_instant_moves_the_deadline(judge: Any) -> None:
    def later(letter: VerifiedLetter) -> VerifiedLetter:
        assert letter.receipt is not None
        received = letter.receipt.received + timedelta(days=1)
        return replace(letter, receipt=letter.receipt.model_copy(update={"received": received}))

    failing = judge(ConsultationRequest, later)
    assert "consultation of FR under 16(5): deadline" in failing
    assert "consultation of NL under 14(1): deadline" in failing
