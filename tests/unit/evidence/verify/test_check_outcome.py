"""How a consultation was answered, or was not, is believed as far as letters say it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from gateway.domain.case import Act, Case, CaseState
from gateway.domain.consultation import (
    ClosingRequest,
    ClosingStatement,
    ConsultationAnswer,
    LateOrInTime,
)
from gateway.domain.correspondence import Correction
from gateway.domain.denial import FreeText
from gateway.evidence.report import OneSidedError
from gateway.evidence.verify.check_letters import VerifiedLetter
from gateway.wire.content import content_to_bytes
from tests.support.cases import application
from tests.support.judged_talks import (
    ANSWER,
    ASKED,
    BEGUN,
    BOOK,
    ELSEWHERE,
    GRACE,
    HOUR,
    IN_TIME,
    LAST,
    NO_OBJECTION,
    OBJECTION,
    REQUEST,
    RULE,
    SECOND,
    TALK,
    Judge,
    State,
    letter,
    refused,
)

# --- while it runs --------------------------------------------------------------------------------


def test_without_a_receipt_there_is_nothing_but_a_request(judge: Judge) -> None:
    unsent = replace(ASKED, receipt=None)
    assert judge(unsent, state=State.REQUESTED) == "the request has no receipt yet"
    refused(judge, "it is running without a receipt", unsent, state=State.RUNNING)


@pytest.mark.parametrize("state", [State.RUNNING, State.CLOSING, State.UNCONFIRMED])
def test_while_it_runs_no_answer_counts(judge: Judge, state: State) -> None:
    assert judge(ASKED, state=state) == f"{state}: no answer that counts is in the journal"
    answer = letter(OBJECTION, LAST - HOUR)
    words = f"an answer that counts is here, and the case says {state}"
    refused(judge, words, ASKED, answer, state=state)


@pytest.mark.parametrize("state", [State.RUNNING, State.CLOSING, State.UNCONFIRMED])
def test_nothing_is_decided_while_it_is_open(judge: Judge, state: State) -> None:
    """Found in use: tests G12."""
    decided = type("Decided", (), {"decided_at": LAST + HOUR})()
    words = f"the case was decided while it was {state}"
    refused(judge, words, ASKED, state=state, case=case(decision=decided))
    assert judge(ASKED, state=state, case=case())


def case(**fields: Any) -> Case:
    named: dict[str, Any] = {
        "case_id": "DE-C-2026-00001",
        "state": CaseState.ASSESSMENT,
        "application": application(),
        "rulebook": BOOK.version,
        "filed_at": BEGUN,
    }
    return Case.model_construct(**named | fields)


# --- answers --------------------------------------------------------------------------------------


def test_an_answer_is_the_one_that_was_signed(judge: Judge) -> None:
    said = judge(ASKED, ANSWER, **IN_TIME)
    assert said.startswith("Objection; sealed ")
    assert "received in time" in said


@pytest.mark.parametrize(
    ("letters", "fields", "words"),
    [
        ((), {}, "the case has an answer, and none that counts was signed"),
        ((ANSWER,), {"answer": NO_OBJECTION}, "the answer that was signed is not the one"),
        (
            (ANSWER,),
            {"answer_timing": LateOrInTime.SEALED_IN_TIME},
            "the answer came at another time than the case says",
        ),
        ((ANSWER,), {"answered_at": LAST}, "the answer came at another time than the case says"),
        ((ANSWER,), {"late_answers": (OBJECTION,)}, "the late answers in the case are not those"),
        (
            (ANSWER, letter(NO_OBJECTION, LAST, number=2)),
            {},
            "the late answers in the case are not those",
        ),
    ],
)
def test_what_is_said_of_an_answer_was_signed(
    judge: Judge, letters: tuple[VerifiedLetter, ...], fields: dict[str, Any], words: str
) -> None:
    refused(judge, words, ASKED, *letters, **IN_TIME | fields)


def test_a_second_answer_counts_where_the_request_was_corrected(judge: Judge) -> None:
    """As a node takes it: else it is kept and has no effect."""
    second = letter(NO_OBJECTION, LAST - HOUR, number=3)
    judge(ASKED, ANSWER, second, **IN_TIME | {"late_answers": (NO_OBJECTION,)})
    counts = IN_TIME | {"answer": NO_OBJECTION, "case_id": "DE-C-2026-00001"}
    refused(judge, "the late answers in the case are not", ASKED, ANSWER, second, **counts)
    why, after = FreeText(language="en", text="Mistyped."), {"match_summary": ("Closer.",)}
    content = Correction(
        message_id=ASKED.header.message_id,
        message_digest=ASKED.digest.hex(),
        fields=("match_summary",),
        reason=(why,),
    )
    bodies = {1: content_to_bytes(REQUEST.model_copy(update=after))}
    corrected = letter(content, LAST - 2 * HOUR, number=2, ours=True, bodies=bodies)
    judge(ASKED, ANSWER, corrected, second, **counts)
    first = counts | {"answer": OBJECTION}
    refused(judge, "is not the one in the case", ASKED, ANSWER, corrected, second, **first)


@pytest.mark.parametrize(
    ("sealed", "received", "timing"),
    [
        (-SECOND, -SECOND, LateOrInTime.RECEIVED_IN_TIME),
        (-SECOND, timedelta(0), LateOrInTime.SEALED_IN_TIME),
        (timedelta(0), timedelta(0), LateOrInTime.LATE),
    ],
)
def test_the_instants_say_whether_it_counts(
    judge: Judge, sealed: timedelta, received: timedelta, timing: LateOrInTime
) -> None:
    """Found in use: tests G12."""
    came = letter(OBJECTION, LAST + sealed, received=LAST + received)
    fields = {"state": State.ANSWERED, "answer": OBJECTION, "answered_at": LAST + received}
    if timing is LateOrInTime.LATE:
        words = "none that counts was signed"
        late = {"late_answers": (OBJECTION,), "answer_timing": timing}
        refused(judge, words, ASKED, came, **fields | late)
        assert judge(ASKED, came, late_answers=(OBJECTION,))
    else:
        judge(ASKED, came, **fields, answer_timing=timing)
    for other in set(LateOrInTime) - {timing, LateOrInTime.LATE}:
        refused(judge, "", ASKED, came, **fields, answer_timing=other)


def test_an_answer_that_the_case_has_and_nobody_signed(judge: Judge) -> None:
    for state in (State.RUNNING, State.UNCONFIRMED):
        words = "the case has an answer, and none that counts was signed"
        refused(judge, words, ASKED, state=state, answer=OBJECTION)
        late = letter(OBJECTION, LAST)
        fields = {"state": state, "answer": OBJECTION, "late_answers": (OBJECTION,)}
        refused(judge, words, ASKED, late, **fields)


def test_a_reaction_that_settles_nothing_is_checked_while_it_runs(judge: Judge) -> None:
    fields = IN_TIME | {"state": State.RUNNING}
    assert judge(ASKED, ANSWER, **fields).startswith("Objection; sealed")
    refused(judge, "at another time", ASKED, ANSWER, **fields | {"answered_at": LAST})


def test_whoever_answered_knows_when_it_sealed(judge: Judge) -> None:
    """The file of the authority that was asked: its own late answer is its answer."""
    asked, sent = letter(REQUEST, number=100), letter(OBJECTION, LAST - SECOND, ours=True)
    fields = {"ours": False, "asking": "NL", "consulted": "DE", "state": State.ANSWERED}
    said = {"answer": OBJECTION, "answered_at": LAST - SECOND}
    judge(asked, sent, **fields, **said, answer_timing=LateOrInTime.SEALED_IN_TIME)
    late = letter(OBJECTION, LAST, ours=True)
    fields["state"] = State.RUNNING
    assert judge(asked, late, **fields, answer=OBJECTION)
    refused(judge, "an answer that counts is here", asked, sent, **fields)


def test_only_an_authority_of_the_state_answers_for_it(judge: Judge) -> None:
    for by, fits in (("NL-CO", True), ("BE-VLG", False)):
        content = OBJECTION.model_copy(update={"given_by": by})
        came = letter(content, LAST - 2 * HOUR, received=LAST - HOUR)
        if fits:
            said = judge(ASKED, came, **IN_TIME | {"answer": content})
            assert f", given by {by}" in said
            assert " on " not in said.split(", received")[0].split("given by")[1]
        else:
            counted = IN_TIME | {"answer": content}
            refused(judge, "none that counts was signed", ASKED, came, **counted)
            theirs = {"ours": False, "asking": "NL", "consulted": "DE", "answer": content}
            theirs |= {"answer_timing": LateOrInTime.SEALED_IN_TIME, "answered_at": LAST - HOUR}
            asked, sent = letter(REQUEST, number=100), letter(content, LAST - HOUR, ours=True)
            words = "BE-VLG answered for another State"
            refused(judge, words, asked, sent, **IN_TIME | theirs)


def test_when_and_where_another_authority_gave_it_is_told(judge: Judge) -> None:
    given = {"given_by": "NL-CO", "given_at": LAST - 3 * HOUR, "given_in": "cd" * 32}
    content = OBJECTION.model_copy(update=given)
    came = letter(content, LAST + HOUR, received=LAST + HOUR)
    fields = {"answer_timing": LateOrInTime.SEALED_IN_TIME, "answered_at": LAST + HOUR}
    said = judge(ASKED, came, **IN_TIME | {"answer": content} | fields)
    assert f"given by NL-CO on {(LAST - 3 * HOUR).isoformat()} in the letter {'cd' * 32}" in said


# --- silence --------------------------------------------------------------------------------------

SILENT: dict[str, Any] = {
    "state": State.SILENT,
    "silence_meaning": RULE.sentence,
    "closed_by": "both",
}


def closing(at: datetime = LAST + GRACE, **content: Any) -> VerifiedLetter:
    said: dict[str, Any] = {"last_instant": LAST, "asked_at": at} | content
    return letter(ClosingRequest(**said), at, number=2, ours=True)


def statement(answers: str = "02" * 32, sender: str = "", **content: Any) -> VerifiedLetter:
    said: dict[str, Any] = {
        "nothing_under_way": True,
        "last_instant": LAST,
        "stated_at": LAST,
    } | content
    at = LAST + GRACE + SECOND
    return letter(ClosingStatement(**said), at, number=3, answers=answers, sender=sender)


def test_silence_rests_on_two_signatures(judge: Judge) -> None:
    said = judge(ASKED, closing(), statement(), **SILENT)
    assert said.startswith(f"no answer that counts; NL stated on {LAST.isoformat()}, signed")
    assert RULE.article in said


NOT_STATED = "NL has not stated, signed, that nothing is under way"
NOT_ASKED = "no closing request was sealed after the last instant and the grace"


@pytest.mark.parametrize(
    ("letters", "words"),
    [
        ((closing(),), NOT_STATED),
        ((closing(), statement(nothing_under_way=False)), NOT_STATED),
        ((closing(), statement(answers="ee" * 32)), NOT_STATED),
        ((closing(), statement(sender="BE-VLG")), NOT_STATED),
        ((closing(), statement(stated_at=LAST - SECOND)), NOT_STATED),
        ((closing(), statement(last_instant=LAST + SECOND)), NOT_STATED),
        ((statement(),), NOT_ASKED),
        ((closing(LAST + GRACE - SECOND), statement()), NOT_ASKED),
        ((closing(asked_at=LAST + GRACE - SECOND), statement()), NOT_ASKED),
    ],
)
def test_without_either_there_is_none(
    judge: Judge, letters: tuple[VerifiedLetter, ...], words: str
) -> None:
    refused(judge, words, ASKED, *letters, **SILENT)


def test_there_is_none_where_an_answer_counts(judge: Judge) -> None:
    answer = letter(OBJECTION, LAST - HOUR, number=4)
    words = "the case says silence, and an answer that counts was received"
    refused(judge, words, ASKED, answer, closing(), statement(), **SILENT)
    late = letter(OBJECTION, LAST, number=4)
    words = "the late answers in the case are not those that were signed"
    refused(judge, words, ASKED, late, closing(), statement(), **SILENT)
    judge(ASKED, late, closing(), statement(), **SILENT, late_answers=(OBJECTION,))


def test_an_answer_after_what_closed_the_silence_is_kept_without_effect(judge: Judge) -> None:
    """It was sealed in time; what came after the signed statement or the decision is late."""
    came = LAST + GRACE + HOUR
    after = letter(OBJECTION, LAST - HOUR, number=4, received=came)
    kept = SILENT | {"late_answers": (OBJECTION,)}
    assert judge(ASKED, closing(), statement(), after, **kept)
    words = "the late answers in the case are not those that were signed"
    refused(judge, words, ASKED, closing(), after, statement(), **kept)
    by_officer = kept | {"closed_by": "officer:anna", "acts": (CONFIRMED,)}
    for decided, counts in ((came - SECOND, False), (came, True), (LAST - SECOND, True)):
        decision = type("Decided", (), {"decided_at": decided})()
        fields = by_officer | {"case": case(decision=decision)}
        if counts:  # it came before the decision, or before silence could be closed
            refused(judge, words, ASKED, after, **fields)
            continue
        with pytest.raises(OneSidedError, match="the word of DE alone: its officer anna"):
            judge(ASKED, after, **fields)


def test_an_answer_that_cannot_be_used_is_none(judge: Judge) -> None:
    """The rulebook and the directory say so, not whoever exports it."""
    empty = ConsultationAnswer(answer="no_objection_with_conditions")
    foreign = OBJECTION.model_copy(update={"given_by": "BE-VLG"})
    for number, unusable in enumerate((empty, foreign), 4):
        came = letter(unusable, LAST - HOUR, number=number)
        assert judge(ASKED, came, state=State.UNCONFIRMED)
        corrected = letter(
            Correction(
                message_id=came.header.message_id,
                message_digest=came.digest.hex(),
                fields=("answer",),
                reason=(FreeText(language="en", text="A slip."),),
            ),
            LAST - HOUR,
            number=9,
            bodies={1: content_to_bytes(OBJECTION)},
        )
        assert judge(ASKED, came, corrected, state=State.UNCONFIRMED)
        words = "an answer that counts is here"
        refused(judge, words, ASKED, letter(OBJECTION, LAST - HOUR), came, state=State.UNCONFIRMED)


def test_a_last_instant_that_their_statement_made_later_is_the_one(judge: Judge) -> None:
    later = statement(nothing_under_way=False, last_instant=LAST + HOUR)
    refused(judge, NOT_ASKED, ASKED, later, closing(), statement(), **SILENT)


def test_what_silence_means_and_who_closed_it_is_the_rulebooks(judge: Judge) -> None:
    both = (ASKED, closing(), statement())
    words = "what the case says that silence means is not what the rulebook says"
    refused(judge, words, *both, **SILENT | {"silence_meaning": "counts as an objection"})
    for nobody in ("", "asker", "anna"):
        refused(judge, "nobody who may has closed it", *both, **SILENT | {"closed_by": nobody})


CONFIRMED = Act(
    at=LAST + HOUR, actor="anna", verb="silence.confirmed", text="Called.", reference=TALK
)


@pytest.mark.parametrize(
    "change",
    [None, {"verb": "call.noted"}, {"actor": "bert"}, {"reference": ELSEWHERE}],
    ids=["none", "another act", "another officer", "another consultation"],
)
def test_an_officer_who_closed_it_is_on_record(judge: Judge, change: dict[str, str] | None) -> None:
    fields = SILENT | {"closed_by": "officer:anna"}
    with pytest.raises(OneSidedError, match="the word of DE alone: its officer anna closed it"):
        judge(ASKED, acts=(CONFIRMED,), **fields)
    acts = () if change is None else (CONFIRMED.model_copy(update=change),)
    refused(judge, "no act of hers is recorded", ASKED, acts=acts, **fields)
