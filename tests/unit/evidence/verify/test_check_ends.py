"""An end, what was relied on and what was settled are believed as far as letters say it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from gateway.domain.consultation import ConsultationEnd, EndReason
from gateway.domain.correspondence import (
    Correction,
    Recall,
    Settlement,
    StandingAnswer,
    StandingScope,
)
from gateway.evidence.verify.check_letters import VerifiedLetter
from gateway.wire.content import content_to_bytes
from tests.support.desk import text
from tests.support.judged_talks import (
    ANSWER,
    ASKED,
    BEGUN,
    ELSEWHERE,
    HOUR,
    IN_TIME,
    LAST,
    NO_OBJECTION,
    OBJECTION,
    REQUEST,
    SECOND,
    TALK,
    THIRD,
    Judge,
    State,
    letter,
    refused,
)

# --- ended ---------------------------------------------------------------------------------------


def end(reason: EndReason = EndReason.WITHDRAWN, **content: Any) -> VerifiedLetter:
    said: dict[str, Any] = {
        "reason": reason,
        "text": (text("no more"),),
        "at": BEGUN + HOUR,
    } | content
    return letter(ConsultationEnd(**said), BEGUN + HOUR, number=5, ours=True)


ENDED: dict[str, Any] = {
    "state": State.SUPERSEDED,
    "ended_because": EndReason.WITHDRAWN,
    "ended_text": "what was asked about was withdrawn; no more",
}


def test_an_end_was_signed_with_its_reason_and_words(judge: Judge) -> None:
    said = judge(ASKED, end(), **ENDED)
    assert said.startswith(f"ended by DE on {(BEGUN + HOUR).isoformat()}: what was asked about")


@pytest.mark.parametrize(
    ("letters", "fields", "words"),
    [
        ((), {}, "whoever asked has not said, signed, that it has ended"),
        ((end(),), {"ended_because": EndReason.AMENDED}, "for another reason than the one"),
        ((end(),), {"ended_text": "something else"}, "with other words than those"),
        ((end(text=(text("no more"), text("but"))),), {}, "with other words than those"),
        ((end(),), {"ended_because": None}, "it is superseded, and nothing says why"),
        ((end(), end(EndReason.AMENDED)), {}, "for another reason than the one"),
    ],
)
def test_nothing_else_is_said_of_it(
    judge: Judge, letters: tuple[VerifiedLetter, ...], fields: dict[str, Any], words: str
) -> None:
    refused(judge, words, ASKED, *letters, **ENDED | fields)


def test_a_refused_request_is_carried_by_hand(judge: Judge) -> None:
    """Found in use: tests G12."""
    fields = {"state": State.SUPERSEDED, "refused": (ASKED,)}
    assert judge(**fields) == "NL refused the request; it is consulted by hand"
    # The request was taken there after all, or something else was refused.
    refused(judge, "nothing says why", ASKED, **fields)
    refused(judge, "nothing says why", state=State.SUPERSEDED, refused=(ANSWER,))
    refused(judge, "nothing says why", state=State.SUPERSEDED)


def recall(number: int = 6, *, ours: bool = True, of: VerifiedLetter = ASKED) -> VerifiedLetter:
    content = Recall(
        message_id=of.header.message_id,
        message_digest=of.digest.hex(),
        reason=(text("In error."),),
    )
    return letter(content, BEGUN + HOUR, number=number, ours=ours)


def test_a_recalled_request_never_ran(judge: Judge) -> None:
    fields = ENDED | {"ended_because": EndReason.RECALLED}
    said = judge(ASKED, recall(), **fields)
    assert said == "the request was recalled; the period never ran"
    refused(judge, "has not said, signed, that it has ended", ASKED, **fields)
    refused(judge, "has not said, signed, that it has ended", ASKED, recall(ours=False), **fields)
    refused(judge, "has not said, signed, that it has ended", ASKED, recall(), **ENDED)


def test_an_answer_that_was_recalled_is_sealed(judge: Judge) -> None:
    fields = IN_TIME | {"sealed": True}
    assert "was recalled after the decision" in judge(ASKED, recall(ours=False), **fields)
    words = "none that counts was signed"
    refused(judge, words, ASKED, **fields)
    refused(judge, words, ASKED, recall(), **fields)
    refused(judge, words, ASKED, recall(ours=False), **fields | {"sealed": False})


# --- denials that ended --------------------------------------------------------------------------

FIRST, SECOND_DENIAL = "NL-2024-00001", "NL-2024-00002"
ABOUT = REQUEST.model_copy(update={"denials": (FIRST, SECOND_DENIAL)})
GONE = EndReason.DENIAL_ENDED


def test_denials_are_taken_out_by_whoever_asked(judge: Judge) -> None:
    fields: dict[str, Any] = {"request": ABOUT, "ended_denials": (FIRST,)}
    narrowed = end(GONE, denials=(FIRST,))
    assert judge(ASKED, narrowed, **fields)
    words = "other denials were taken out than whoever asked has named, signed"
    refused(judge, words, ASKED, **fields)
    refused(judge, words, ASKED, narrowed, **fields | {"ended_denials": (FIRST, SECOND_DENIAL)})
    both = end(GONE, denials=(FIRST, SECOND_DENIAL))
    refused(judge, words, ASKED, both, **fields)


def test_it_ends_with_the_last_of_them(judge: Judge) -> None:
    every = (FIRST, SECOND_DENIAL)
    fields = ENDED | {
        "ended_because": GONE,
        "ended_text": "no more",
        "request": ABOUT,
        "ended_denials": every,
    }
    assert judge(ASKED, end(GONE, denials=every), **fields).startswith("ended by DE")
    one = end(GONE, denials=(FIRST,))
    words = "it has ended, and a denial is left that it is about"
    refused(judge, words, ASKED, one, **fields | {"ended_denials": (FIRST,)})
    refused(judge, "other denials were taken out", ASKED, one, **fields)


# --- a standing answer ---------------------------------------------------------------------------


def standing(
    number: int = 7, at: datetime = BEGUN - HOUR, sender: str = "", **content: Any
) -> VerifiedLetter:
    said: dict[str, Any] = {
        "procedure": "14(1)",
        "answer": "no_objection",
        "scope": StandingScope(everything=True),
        "until": BEGUN.date() + timedelta(days=90),
    } | content
    return letter(StandingAnswer(**said), at, number=number, conversation=ELSEWHERE, sender=sender)


GIVEN = standing()
RELIED: dict[str, Any] = ENDED | {
    "ended_because": EndReason.STANDING_ANSWER,
    "ended_text": "no more",
    "answer": NO_OBJECTION,
    "standing_answer": GIVEN.header.message_id,
    "standing_in": ELSEWHERE,
}
RELY = end(EndReason.STANDING_ANSWER)


def test_a_standing_answer_was_given_and_stood(judge: Judge) -> None:
    """Found in use: tests G12."""
    assert judge(ASKED, GIVEN, RELY, **RELIED).startswith("ended by DE")


NOT_THEIRS = "the standing answer that is relied on was not signed by the consulted"
NOT_THE_ONE = "the standing answer that was signed is not the one that is relied on"


@pytest.mark.parametrize(
    ("given", "fields", "words"),
    [
        (None, {}, NOT_THEIRS),
        (standing(sender="BE-VLG"), {}, NOT_THEIRS),
        (GIVEN, {"standing_in": TALK}, NOT_THEIRS),
        (GIVEN, {"standing_answer": ASKED.header.message_id}, NOT_THEIRS),
        (standing(answer="objection"), {}, NOT_THE_ONE),
        (standing(conditions=(text("A"),)), {}, NOT_THE_ONE),
        (standing(procedure="16(5)"), {}, NOT_THE_ONE),
        (GIVEN, {"answer": None}, NOT_THE_ONE),
    ],
)
def test_nothing_else_is_relied_on(
    judge: Judge, given: VerifiedLetter | None, fields: dict[str, Any], words: str
) -> None:
    letters = (RELY,) if given is None else (given, RELY)
    refused(judge, words, ASKED, *letters, **RELIED | fields)


@pytest.mark.parametrize("late", [timedelta(0), SECOND])
def test_one_that_was_withdrawn_before_is_not(judge: Judge, late: timedelta) -> None:
    relied_at = BEGUN + HOUR
    withdrawn = standing(8, relied_at + late, withdrawn=True)
    if late:
        assert judge(ASKED, GIVEN, withdrawn, RELY, **RELIED)
    else:
        words = "had been withdrawn before it was relied on"
        refused(judge, words, ASKED, GIVEN, withdrawn, RELY, **RELIED)
    assert judge(ASKED, GIVEN, standing(8, BEGUN), RELY, **RELIED)  # another one, that stands


def correction(at: datetime, of: VerifiedLetter = GIVEN, *, body: int = 1) -> VerifiedLetter:
    after = standing(answer="objection").content
    assert after is not None
    content = Correction(
        message_id=of.header.message_id,
        message_digest=of.digest.hex(),
        fields=("answer",),
        reason=(text("Mistyped."),),
    )
    bodies = {body: content_to_bytes(after)}
    return letter(content, at, number=9, conversation=ELSEWHERE, bodies=bodies)


def test_it_is_taken_as_it_had_been_corrected_by_then(judge: Judge) -> None:
    relied_at = BEGUN + HOUR
    objected = RELIED | {"answer": OBJECTION}
    in_time = correction(relied_at)
    assert judge(ASKED, GIVEN, in_time, RELY, **objected)
    refused(judge, NOT_THE_ONE, ASKED, GIVEN, in_time, RELY, **RELIED)
    for other in (
        correction(relied_at + SECOND),
        correction(relied_at, of=ASKED),
        correction(relied_at, body=2),
    ):
        assert judge(ASKED, GIVEN, other, RELY, **RELIED)


def test_one_that_was_taken_back_counts_no_more(judge: Judge) -> None:
    gone = RELIED | {"answer": None}
    for back in (recall(10, ours=False, of=GIVEN), correction(BEGUN + 2 * HOUR)):
        assert judge(ASKED, GIVEN, back, RELY, **gone)
    ours = recall(10, ours=True, of=GIVEN)
    refused(judge, NOT_THE_ONE, ASKED, GIVEN, ours, RELY, **gone)
    other = recall(10, ours=False, of=ASKED)
    refused(judge, NOT_THE_ONE, ASKED, GIVEN, other, RELY, **gone)


def test_whoever_was_asked_does_not_prove_what_the_other_relied_on(judge: Judge) -> None:
    asked = letter(REQUEST, number=100)
    said = ConsultationEnd(
        reason=EndReason.STANDING_ANSWER, text=(text("no more"),), at=BEGUN + HOUR
    )
    told = letter(said, BEGUN + HOUR, number=5)
    fields = RELIED | {"ours": False, "asking": "NL", "consulted": "DE"}
    assert judge(asked, told, **fields).startswith("ended by NL")


# --- settled by a coordinator --------------------------------------------------------------------


def settlement(sender: str = "NL-CO", where: str = ELSEWHERE, **content: Any) -> VerifiedLetter:
    said: dict[str, Any] = {
        "procedure": "14(1)",
        "answer": "no_objection",
        "conversations": (TALK, THIRD),
    } | content
    return letter(Settlement(**said), LAST + HOUR, number=11, conversation=where, sender=sender)


SETTLED: dict[str, Any] = IN_TIME | {
    "settled_answer": NO_OBJECTION,
    "settled_by": "NL-CO",
    "settled_in": ELSEWHERE,
}


def test_a_state_has_one_answer_by_its_coordinator(judge: Judge) -> None:
    """Found in use: tests G12."""
    said = judge(ASKED, ANSWER, settlement(), **SETTLED)
    assert said.endswith("; settled by NL-CO for its State: no_objection")
    ended = judge(ASKED, end(), settlement(), **ENDED | SETTLED | ENDED)
    assert ended.endswith("; settled by NL-CO for its State: no_objection")


NOT_SETTLED = "the State's answer was not signed by its coordinator"


@pytest.mark.parametrize(
    ("found", "fields", "words"),
    [
        (None, {}, NOT_SETTLED),
        (settlement(where=TALK), {}, NOT_SETTLED),
        (settlement(conversations=(ELSEWHERE, THIRD)), {}, NOT_SETTLED),
        (settlement(procedure="16(5)"), {}, NOT_SETTLED),
        (settlement(sender="NL"), {}, NOT_SETTLED),
        (settlement(answer="objection"), {}, "the State's answer is not the one that was signed"),
        (settlement(conditions=(text("A"),)), {}, "is not the one that was signed"),
        (
            settlement(sender="NL"),
            {"settled_by": "NL"},
            "the directory does not name NL as a coordinator",
        ),
    ],
)
def test_nobody_else_settles(
    judge: Judge, found: VerifiedLetter | None, fields: dict[str, Any], words: str
) -> None:
    letters = (ANSWER,) if found is None else (ANSWER, found)
    refused(judge, words, ASKED, *letters, **SETTLED | fields)


def test_a_coordinator_settles_for_its_own_state(judge: Judge) -> None:
    fields = SETTLED | {"consulted": "BE-VLG"}
    answer = replace(ANSWER, header=ANSWER.header.model_copy(update={"sender": "BE-VLG"}))
    words = "NL-CO settles for another State"
    refused(judge, words, ASKED, answer, settlement(), **fields)
