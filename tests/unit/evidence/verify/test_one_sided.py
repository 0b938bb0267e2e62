"""What rests on the word of one side alone never makes a whole evidence hold."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from gateway.domain.case import Case
from gateway.domain.consultation import (
    Consultation,
    ConsultationRequest,
)
from gateway.domain.rulebook import Rulebook
from gateway.evidence.contents import CASE
from gateway.evidence.report import EvidenceCheck, Findings, Result
from gateway.evidence.verify.check_consultations import check_consultations
from gateway.evidence.verify.check_law import LawInFile
from gateway.evidence.verify.check_letters import VerifiedLetter, check_letters
from gateway.evidence.verify.evidence_file import EvidenceFile
from tests.support.case_world import CaseWorld
from tests.unit.evidence.forging import resealed, verified

ANSWER = "consultation of FR under 16(5): outcome"
DEADLINE = "consultation of NL under 14(1): deadline"


def hidden(files: dict[str, bytes], rule: str) -> None:
    """DE drops FR's signed answer, and writes that an officer went on without FR."""
    journal = json.loads(files["journal.json"])
    (answer,) = (each for each in journal["letters"] if each["letter_type"].endswith("answer"))
    journal["letters"].remove(answer)
    for name in (answer["file"], answer["receipt"], *answer["parts"].values()):
        del files[name]
    files["journal.json"] = json.dumps(journal).encode()
    case = json.loads(files[CASE])
    (talk,) = (each for each in case["consultations"] if each["consulted"] == "FR")
    talk |= {"state": "silent", "closed_by": "officer:A. Brandt", "silence_meaning": rule}
    talk |= {"answer": None, "answer_timing": None, "answered_at": None, "answer_sealed": None}
    act = {"actor": "A. Brandt", "verb": "silence.confirmed", "text": "Telephoned twice."}
    at, reference = case["decision"]["proposed_at"], talk["conversation_id"]
    case["acts"] = [each for each in case["acts"] if each["verb"] != "consultation.answered"]
    case["acts"].append({**act, "at": at, "reference": reference})
    files[CASE] = json.dumps(case).encode()


def test_an_objection_hidden_behind_an_officers_silence_does_not_hold(
    world: CaseWorld, exported: bytes, tmp_path: Path
) -> None:
    """Found in use: protocol C2."""
    rule = world.nodes["DE"].office.law.procedure(world.case().rulebook, "16(5)").silence.sentence
    forged = resealed(world, exported, lambda files: hidden(files, rule))
    report = verified(tmp_path, forged, world.anchor)
    assert report.failed == ()  # nothing that is in the file is false
    (told,) = report.not_made
    assert told.name == ANSWER
    assert "the word of DE alone" in told.detail
    assert (report.result, report.ok) == (Result.NOT_COMPARED, False)
    assert not any("checks hold." in line for line in report.summary)


Judge = Callable[..., dict[str, EvidenceCheck]]


@pytest.fixture
def judge(opened: EvidenceFile) -> Judge:
    """Verify the consultations with letters and case as they are made to be; what is not ok."""
    letters, law = check_letters(opened), LawInFile(opened.bundle, opened.directory)

    def run(
        spoil: Callable[[VerifiedLetter], VerifiedLetter | None],
        tell: Callable[[Consultation], Consultation] = lambda each: each,
        rulebook: Callable[[Rulebook], Rulebook] = lambda each: each,
    ) -> dict[str, EvidenceCheck]:
        case = opened.bundle.model(CASE, Case)
        case = case.model_copy(update={"consultations": tuple(map(tell, case.consultations))})
        kept = [each for each in map(spoil, letters) if each is not None]
        findings = Findings()
        changed = LawWith(law, rulebook)
        check_consultations(replace(opened, findings=findings), case, changed, kept)
        return {check.name: check for check in findings.checks if not check.ok}

    return run


class LawWith(LawInFile):
    """The law in a file, with a rulebook that is changed."""

    def __init__(self, held: LawInFile, change: Callable[[Rulebook], Rulebook]) -> None:
        self._held, self._change = held, change

    def rulebook(self, version: str) -> Rulebook:
        return self._change(self._held.rulebook(version))

    def calendar(self, *asked: Any) -> Any:
        return self._held.calendar(*asked)


def receipt_of_nl(**changes: Any) -> Callable[[VerifiedLetter], VerifiedLetter]:
    """NL signs something else in its receipt of the request."""

    def spoil(letter: VerifiedLetter) -> VerifiedLetter:
        theirs = letter.header.recipient == "NL" and isinstance(letter.content, ConsultationRequest)
        if not theirs or letter.receipt is None:
            return letter
        return replace(letter, receipt=letter.receipt.model_copy(update=changes))

    return spoil


def test_another_calendar_in_their_receipt_spoils_nothing_of_ours(judge: Judge) -> None:
    """Found in use: protocol M8."""
    found = judge(receipt_of_nl(calendar_digest="ab" * 32))
    assert found.keys() == {DEADLINE}
    assert not found[DEADLINE].made
    assert "NL has signed" in found[DEADLINE].detail


@pytest.mark.parametrize("years", [0, 73], ids=["a microsecond", "2099"])
def test_another_last_instant_in_their_receipt_spoils_nothing_of_ours(
    judge: Judge, world: CaseWorld, years: int
) -> None:
    deadline = world.consultation("NL").deadline
    assert deadline is not None
    other = deadline.last_instant + timedelta(microseconds=1, days=365 * years)

    def told(each: Consultation) -> Consultation:
        theirs = each.consulted == "NL"
        return each.model_copy(update={"peer_last_instant": other}) if theirs else each

    found = judge(receipt_of_nl(last_instant=other), told)
    assert found.keys() == {DEADLINE}  # the silence stands: it came after whatever governs
    assert not found[DEADLINE].made
    assert "NL has signed" in found[DEADLINE].detail


def unsettling(book: Rulebook) -> Rulebook:
    """Every answer is one after which the period runs on."""
    procedures = tuple(
        rule.model_copy(
            update={
                "answer": tuple(each.model_copy(update={"settles": False}) for each in rule.answer)
            }
        )
        for rule in book.procedures
    )
    return book.model_copy(update={"procedures": procedures})


def test_a_reaction_that_settles_nothing_needs_their_statement_that_it_was_the_last(
    judge: Judge,
) -> None:
    assert judge(lambda each: each) == {}  # it settled
    found = judge(lambda each: each, rulebook=unsettling)
    assert found.keys() == {ANSWER}
    assert not found[ANSWER].made
    assert "nothing followed the reaction" in found[ANSWER].detail
