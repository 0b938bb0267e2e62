"""How a period ends without an answer: state by state, statement by statement."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from gateway.casework.consultations.extension import take_extension_request
from gateway.casework.consultations.silence import (
    confirm_silence,
    note_call,
    period_over,
    take_closing_statement,
)
from gateway.casework.permissions import OfficerRole
from gateway.casework.records import consultation_rows as rows
from gateway.casework.services import Work
from gateway.domain.case import OralNote
from gateway.domain.consultation import (
    ClosingRequest,
    ClosingStatement,
    ConsultationAnswer,
    ConsultationState,
    ExtensionRequest,
)
from gateway.domain.letter import LetterType
from gateway.errors import PermissionRefusedError, StateError
from gateway.exchange.dispatch_queue import give_up
from gateway.exchange.engine_calls import Wake, poke_case, poke_consultation
from gateway.exchange.outbox_rows import find_letter
from gateway.store.writer import Written
from tests.support.desk import ANNA, SECOND, officer, text
from tests.support.quiet_office import CASE, QuietOffice, due

State = ConsultationState
MINUTE = timedelta(minutes=1)
QUARTER = timedelta(minutes=15)  # grace_s of the rulebook
CALLED = OralNote(text="Called twice; the line is dead.")


def over(de: QuietOffice, row: rows.Row) -> list[Wake]:
    return list(de.write(lambda conn: period_over(Work(conn, de.office), row.id)))


def at_end(de: QuietOffice, row: rows.Row, **after: float) -> rows.Row:
    """Let the period pass, with the grace and some more time."""
    de.clock.at = due(row) + QUARTER + timedelta(**after)
    return row


def closing(de: QuietOffice, row: rows.Row) -> rows.Row:
    """A period that is over, and NL was asked to close."""
    at_end(de, row)
    over(de, row)
    found = de.row(row)
    assert found.state is State.CLOSING
    return found


def unconfirmed(de: QuietOffice, row: rows.Row) -> rows.Row:
    found = closing(de, row)
    de.clock.advance(minutes=1)
    over(de, found)
    found = de.row(row)
    assert found.state is State.UNCONFIRMED
    return found


def state(
    de: QuietOffice, row: rows.Row, last: datetime | None = None, **changes: Any
) -> list[Wake]:
    """Take NL's closing statement; by default it answers our request and says: nothing."""
    now = de.clock.now()
    fields: dict[str, Any] = {
        "nothing_under_way": True,
        "last_instant": last or due(row),
        "stated_at": now,
    }
    answers = changes.pop("answers", None)
    if answers is None and row.closing_message is not None:
        message = row.closing_message
        answers = de.read(lambda conn: find_letter(conn, message)).digest
    content = ClosingStatement(**fields | changes)
    letter = de.letter(row, LetterType.CLOSING_STATEMENT, content, answers=answers)
    return list(de.write(lambda conn: take_closing_statement(Work(conn, de.office), letter)))


# --- when the journal is asked ------------------------------------------------------------------


@pytest.mark.parametrize("name", [s for s in State if s not in rows.ASKED_ABOUT])
def test_no_period_ends_that_does_not_run(de: QuietOffice, name: State) -> None:
    """Found in use: tests G8."""
    row = at_end(de, de.changed(de.asked(), state=name))
    assert over(de, row) == []
    assert de.row(row) == row
    assert de.sent(row, ClosingRequest) == []


def test_a_period_of_the_other_sides_question_is_theirs_to_end(de: QuietOffice) -> None:
    """Found in use: tests G22."""
    row = at_end(de, de.theirs("NL"))
    assert over(de, row) == []
    assert de.row(row) == row


def test_before_the_receipt_there_is_no_period(de: QuietOffice) -> None:
    row = de.changed(de.asked(received=False), state=State.RUNNING)
    de.clock.advance(days=90)
    assert over(de, row) == []
    assert de.row(row).state is State.RUNNING


@pytest.mark.parametrize(
    ("after", "becomes"),
    [(timedelta(0), State.RUNNING), (QUARTER - SECOND, State.RUNNING), (QUARTER, State.CLOSING)],
    ids=["at the last instant", "within the grace", "after it"],
)
def test_the_other_side_is_asked_after_the_grace(
    de: QuietOffice, after: timedelta, becomes: State
) -> None:
    row = de.asked()
    de.clock.at = due(row) + after
    assert over(de, row) == []
    found = de.row(row)
    assert found.state is becomes
    asked = de.sent(row, ClosingRequest)
    if becomes is State.RUNNING:
        assert asked == []
        assert found.closing_asked is None
    else:
        assert asked == [ClosingRequest(last_instant=due(row), asked_at=de.clock.now())]
        assert found.closing_asked == de.clock.now()
        assert found.closing_message is not None
    assert de.tasks() == []


def test_a_letter_that_waits_for_its_effect_goes_first(de: QuietOffice) -> None:
    row = at_end(de, de.asked())
    de.letter(row, LetterType.ANSWER, ConsultationAnswer(answer="objection"), waits=True)
    assert over(de, row) == []
    assert de.row(row).state is State.RUNNING


def test_a_wish_that_nobody_answered_in_time_prolongs_it(de: QuietOffice) -> None:
    row = de.asked()
    wish = ExtensionRequest(working_days=3, reason=text("The file is abroad."))
    letter = de.letter(row, LetterType.EXTENSION_REQUEST, wish)
    de.write(lambda conn: take_extension_request(Work(conn, de.office), letter))
    late = at_end(de, row)
    assert over(de, late) == []
    found = de.row(row)
    assert found.state is State.RUNNING
    assert due(found) > due(row) + timedelta(days=2)
    assert de.sent(row, ClosingRequest) == []


def test_a_reaction_that_settles_nothing_ends_it_without_silence(de: QuietOffice) -> None:
    case = de.case()
    row = de.asked("FR", "16(5)", case=case)
    more = ConsultationAnswer(answer="more_information")
    row = at_end(de, de.changed(row, answer=more))
    wakes = over(de, row)
    found = de.row(row)
    assert (found.state, found.consultation.answer) == (State.ANSWERED, more)
    assert de.sent(row, ClosingRequest) == [
        ClosingRequest(last_instant=due(row), asked_at=de.clock.now())
    ]
    assert wakes == [
        poke_consultation(row.id),
        poke_case(CASE),
    ]
    words = "the period ended with a reaction that settles nothing"
    assert de.acts(CASE)[-1] == ("gateway", "consultation.ended", words)
    # Their statement closes the conversation, and changes nothing.
    assert state(de, found) == []
    assert de.conversation(row).closed == de.clock.now()
    assert de.row(row).state is State.ANSWERED


# --- what keeps silence from counting -----------------------------------------------------------


def oral(de: QuietOffice, row: rows.Row) -> rows.Row:
    return de.changed(row, oral_objection=True)


def useless(de: QuietOffice, row: rows.Row) -> rows.Row:
    content = ConsultationAnswer(answer="objection")
    letter = de.letter(row, LetterType.ANSWER, content, waits=True)
    de.write(lambda conn: give_up(conn, letter.position))
    return row


def expired(de: QuietOffice, row: rows.Row) -> rows.Row:
    directory = de.office.me.directory()
    gone = replace(directory, expires=due(row) + QUARTER - SECOND)
    me = replace(de.office.me, directory=lambda: gone)
    object.__setattr__(de.office, "me", me)
    return row


BLOCKS = [
    (oral, "an oral objection of NL is noted"),
    (useless, "a letter of NL cannot be used here; it may be its answer"),
    (expired, "the directory has expired; silence has no effect"),
]
blocks = pytest.mark.parametrize(("block", "why"), BLOCKS, ids=["oral", "useless", "expired"])


@blocks
def test_what_may_be_an_answer_is_no_silence(de: QuietOffice, block: Any, why: str) -> None:
    case = de.case()
    row = at_end(de, block(de, de.asked(case=case)))
    assert over(de, row) == []
    found = de.row(row)
    assert found.state is State.UNCONFIRMED
    assert found.closing_asked == de.clock.now()
    assert de.sent(row, ClosingRequest) == []  # it would close, and we would not
    words = f"no answer of NL, unconfirmed: {why}"
    assert de.tasks(row.id) == [("silence.unconfirmed", words)]
    assert de.acts(CASE)[-1] == ("gateway", "consultation.unconfirmed", words)
    # A second look says nothing twice.
    de.clock.advance(hours=2)
    assert over(de, row) == []
    assert de.row(row).state is State.UNCONFIRMED
    assert de.tasks(row.id) == [("silence.unconfirmed", words)]
    assert [verb for _, verb, _ in de.acts(CASE)].count("consultation.unconfirmed") == 1


@blocks
def test_nor_does_their_statement_make_it_one(de: QuietOffice, block: Any, why: str) -> None:
    row = closing(de, de.asked())
    row = block(de, row)
    assert state(de, row) == []
    assert de.row(row).state is State.CLOSING
    assert de.conversation(row).closed is None


def test_letters_that_were_refused_here_are_counted_in_the_task(de: QuietOffice) -> None:
    row = closing(de, de.asked())
    for _ in range(2):
        content = ConsultationAnswer(answer="objection")
        de.letter(row, LetterType.ANSWER, content, refused=True)
    de.clock.advance(minutes=1)
    over(de, row)
    words = "no answer of NL, unconfirmed: NL is not reached; 2 of its letters were refused here"
    assert de.tasks(row.id) == [("silence.unconfirmed", words)]


# --- the other side is away -----------------------------------------------------------------------


def test_without_a_statement_it_is_unconfirmed_after_half_a_minute(de: QuietOffice) -> None:
    row = closing(de, de.asked())
    de.clock.advance(seconds=29)
    over(de, row)
    assert de.row(row).state is State.CLOSING
    de.clock.advance(seconds=1)
    over(de, row)
    assert de.row(row).state is State.UNCONFIRMED
    words = "no answer of NL, unconfirmed: NL is not reached"
    assert de.tasks(row.id) == [("silence.unconfirmed", words)]


def test_an_unconfirmed_one_is_asked_again_every_hour(de: QuietOffice) -> None:
    row = unconfirmed(de, de.asked())
    assert row.closing_message is not None
    de.delivered(row.closing_message)
    asked = row.closing_asked
    assert asked is not None
    de.clock.at = asked + timedelta(hours=1) - SECOND
    over(de, row)
    assert de.row(row) == row
    de.clock.advance(seconds=1)
    over(de, row)
    again = de.row(row)
    assert again.state is State.UNCONFIRMED
    assert again.closing_asked == de.clock.now()
    assert again.closing_message != row.closing_message
    assert de.sent(row, ClosingRequest) == [
        ClosingRequest(last_instant=due(row), asked_at=de.clock.now())
    ]


def test_a_closing_request_that_was_not_delivered_is_not_sent_twice(de: QuietOffice) -> None:
    row = unconfirmed(de, de.asked())
    de.clock.advance(hours=2)
    over(de, row)
    again = de.row(row)
    assert again.closing_message == row.closing_message
    assert again.closing_asked == de.clock.now()
    assert len(de.sent(row, ClosingRequest)) == 1


# --- their statement ----------------------------------------------------------------------------


@pytest.mark.parametrize("before", [closing, unconfirmed])
def test_silence_is_closed_by_both(de: QuietOffice, before: Any) -> None:
    """Found in use: tests G22."""
    case = de.case()
    row = before(de, de.asked(case=case))
    row = de.changed(row, extension_pending=ExtensionRequest(working_days=1, reason=text("x")))
    de.task("extension.asked", row.id)
    wakes = state(de, row)
    found = de.row(row)
    rule = de.office.law.procedure(row.consultation.rulebook, "14(1)")
    assert (found.state, found.consultation.closed_by) == (State.SILENT, "both")
    assert found.consultation.silence_meaning == rule.silence.sentence
    assert "counts as no objection" in rule.silence.sentence
    assert found.consultation.extension_pending is None
    assert de.conversation(row).closed == de.clock.now()
    assert de.tasks() == []
    assert set(de.closed(row.id)) == {("extension.asked", "gateway")} | (
        {("silence.unconfirmed", "gateway")} if before is unconfirmed else set()
    )
    assert de.acts(CASE)[-1] == (
        "gateway",
        "consultation.silent",
        f"{rule.silence.sentence} Closed by both.",
    )
    [talk, case_] = wakes
    assert talk == poke_consultation(row.id)
    assert case_ == poke_case(CASE)


@pytest.mark.parametrize("name", [s for s in State if s not in (State.CLOSING, State.UNCONFIRMED)])
def test_a_statement_for_which_nobody_waits_changes_nothing(de: QuietOffice, name: State) -> None:
    row = de.changed(closing(de, de.asked()), state=name)
    assert state(de, row) == []
    assert de.row(row) == row
    assert (de.conversation(row).closed is None) is (name is not State.ANSWERED)


@pytest.mark.parametrize(
    "changes",
    [
        {"nothing_under_way": False},
        {"answers": b"\x01" * 32},
        {"stated_at": -SECOND},
    ],
    ids=["under way", "answers another letter", "made before the last instant"],
)
def test_a_statement_that_does_not_close_is_a_persons_task(
    de: QuietOffice, changes: dict[str, Any]
) -> None:
    row = closing(de, de.asked())
    if "stated_at" in changes:
        changes = {"stated_at": due(row) + changes["stated_at"]}
    [wake] = state(de, row, **changes)
    assert wake == poke_consultation(row.id)
    assert de.row(row).state is State.UNCONFIRMED
    words = "no answer of NL, unconfirmed: its gateway states that something is under way"
    assert de.tasks(row.id) == [("silence.unconfirmed", words)]
    assert de.conversation(row).closed is None


def test_a_statement_before_our_last_instant_does_not_close_because_theirs_was_earlier(
    de: QuietOffice,
) -> None:
    row = closing(de, de.asked())
    hour = timedelta(hours=1)
    state(de, row, last=due(row) - 2 * hour, stated_at=due(row) - hour)
    assert de.row(row).state is State.UNCONFIRMED


def test_a_statement_made_at_the_last_instant_closes(de: QuietOffice) -> None:
    row = closing(de, de.asked())
    state(de, row, stated_at=due(row))
    assert de.row(row).state is State.SILENT


def test_the_same_statement_again_says_nothing_twice(de: QuietOffice) -> None:
    row = unconfirmed(de, de.asked())
    acts = de.acts(row.id)
    state(de, row, nothing_under_way=False)
    assert de.row(row).state is State.UNCONFIRMED
    assert de.acts(row.id) == acts


def test_their_later_last_instant_governs_and_what_was_late_is_judged_again(
    de: QuietOffice,
) -> None:
    row = closing(de, de.asked())
    late = ConsultationAnswer(answer="objection")
    de.letter(row, LetterType.ANSWER, late)
    de.changed(row, late_answers=(late,))
    later = de.clock.now() + timedelta(hours=8)
    wakes = state(de, de.row(row), last=later, nothing_under_way=False)
    found = de.row(row)
    assert (found.due, found.consultation.answer) == (later, late)
    assert found.consultation.late_answers == ()
    assert wakes[-1] == poke_consultation(row.id)


def test_with_their_later_last_instant_the_period_runs_on(de: QuietOffice) -> None:
    row = unconfirmed(de, de.asked())
    later = de.clock.now() + timedelta(hours=8)
    [wake] = state(de, row, last=later, nothing_under_way=False)
    assert wake == poke_consultation(row.id)
    assert (de.row(row).state, de.row(row).due) == (State.RUNNING, later)


# --- an officer goes on -------------------------------------------------------------------------


async def test_an_officer_confirms_silence_on_record(de: QuietOffice) -> None:
    case = de.case()
    row = unconfirmed(de, de.asked(case=case))
    de.task("extension.asked", row.id)
    de.told.clear()  # what the letters before it told
    shown = await confirm_silence(de.office, ANNA, row.id, CALLED)
    rule = de.office.law.procedure(row.consultation.rulebook, "14(1)")
    assert (shown.state, shown.closed_by) == (State.SILENT, "officer:anna")
    assert de.model(row) == shown.model_copy(update={"stop": None})
    assert de.acts(CASE, row.id)[-2:] == [
        ("anna", "silence.confirmed", CALLED.text),
        ("anna", "consultation.silent", f"{rule.silence.sentence} Closed by officer:anna."),
    ]
    assert de.tasks() == []
    assert set(de.closed(row.id)) == {("extension.asked", "anna"), ("silence.unconfirmed", "anna")}
    assert de.wakes()[-2:] == [
        poke_consultation(row.id),
        poke_case(CASE),
    ]
    assert de.told == [Written.TO_DISPATCH]


@pytest.mark.parametrize("name", [s for s in State if s is not State.UNCONFIRMED])
async def test_only_an_unconfirmed_silence_is_confirmed(de: QuietOffice, name: State) -> None:
    row = de.changed(unconfirmed(de, de.asked()), state=name)
    de.told.clear()
    with pytest.raises(StateError, match=f"the consultation is {name}, not unconfirmed"):
        await confirm_silence(de.office, ANNA, row.id, CALLED)
    assert de.row(row) == row
    assert de.told == []


async def test_silence_is_not_confirmed_while_an_answer_waits_for_its_effect(
    de: QuietOffice,
) -> None:
    """Found in use: tests G7."""
    row = unconfirmed(de, de.asked())
    de.letter(row, LetterType.ANSWER, ConsultationAnswer(answer="objection"), waits=True)
    with pytest.raises(StateError, match="has come and waits for its effect") as refused:
        await confirm_silence(de.office, ANNA, row.id, CALLED)
    assert refused.value.remedy
    assert de.row(row) == row


@pytest.mark.parametrize("kind", ["refused", "useless"])
async def test_a_letter_that_was_kept_out_is_confirmed_over_only_in_so_many_words(
    de: QuietOffice, kind: str
) -> None:
    row = unconfirmed(de, de.asked())
    if kind == "refused":
        content = ConsultationAnswer(answer="objection")
        de.letter(row, LetterType.ANSWER, content, refused=True)
    else:
        useless(de, row)
    with pytest.raises(StateError, match="was refused here or cannot be used") as refused:
        await confirm_silence(de.office, ANNA, row.id, CALLED)
    assert "despite_refused" in refused.value.remedy
    assert de.row(row) == row
    despite = CALLED.model_copy(update={"despite_refused": True})
    await confirm_silence(de.office, ANNA, row.id, despite)
    assert de.row(row).state is State.SILENT


async def test_whoever_may_not_decide_confirms_nothing(de: QuietOffice) -> None:
    row = unconfirmed(de, de.asked())
    with pytest.raises(PermissionRefusedError):
        await confirm_silence(de.office, officer("eve", OfficerRole.OFFICER), row.id, CALLED)
    assert de.row(row) == row


@pytest.mark.parametrize("name", list(State))
async def test_a_call_is_noted_while_the_consultation_is_open(de: QuietOffice, name: State) -> None:
    case = de.case()
    row = de.changed(de.asked(case=case), state=name)
    objects = OralNote(text="They object; a letter follows.", objection=True)
    if name in {State.REQUESTED, State.RUNNING, State.CLOSING, State.UNCONFIRMED}:
        shown = await note_call(de.office, ANNA, row.id, objects)
        assert shown.oral_objection
        assert de.acts(CASE)[-1] == ("anna", "call.noted", objects.text)
        # A second call takes nothing back.
        assert (await note_call(de.office, ANNA, row.id, CALLED)).oral_objection
        assert de.acts(CASE)[-1] == ("anna", "call.noted", CALLED.text)
    else:
        with pytest.raises(StateError, match=f"is {name}; a call changes nothing"):
            await note_call(de.office, ANNA, row.id, objects)
        assert de.row(row) == row


async def test_a_call_without_an_objection_is_none(de: QuietOffice) -> None:
    row = de.asked()
    assert not (await note_call(de.office, ANNA, row.id, CALLED)).oral_objection
    assert not de.model(row).oral_objection


async def test_whoever_only_reads_notes_no_call(de: QuietOffice) -> None:
    row = de.asked()
    with pytest.raises(PermissionRefusedError):
        await note_call(de.office, officer("eve", OfficerRole.READER), row.id, CALLED)
