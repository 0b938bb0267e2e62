"""What may happen to a consultation: one total table of states, and methods that keep to it."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from operator import methodcaller
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.calendars import calendar_for
from gateway.domain.consultation import (
    OPEN_STATES,
    TRANSITIONS,
    AskedHit,
    Channel,
    Consultation,
    ConsultationAnswer,
    ConsultationRequest,
    EndReason,
    ExtensionReply,
    ExtensionRequest,
    HandKind,
    HandRecord,
    Information,
    LateOrInTime,
    Means,
    Stop,
    StopState,
)
from gateway.domain.consultation import ConsultationState as State
from gateway.domain.deadline import derive_deadline
from gateway.domain.denial import FreeText
from gateway.domain.examination import MatchClass
from gateway.domain.rulebook import shipped_rulebooks
from gateway.errors import Reason, StateError
from tests.support.cases import transaction
from tests.support.raising import refuses

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
LATER = AT + timedelta(days=3)
IN_TIME, LATE = LateOrInTime.SEALED_IN_TIME, LateOrInTime.LATE
DENIAL, OTHER_DENIAL = "FR-2024-00001", "FR-2024-00002"

# From each state (a row) to each (a column); a point is never.
TABLE = """
            requested running closing unconfirmed answered silent superseded
requested   x         x       .       .           x        .      x
running     .         x       x       x           x        x      x
closing     .         x       x       x           x        x      x
unconfirmed .         x       x       x           x        x      x
answered    .         x       .       .           x        .      x
silent      .         .       .       .           x        x      x
superseded  .         .       .       .           x        .      x
"""


def pairs() -> set[tuple[State, State]]:
    head, *lines = TABLE.strip("\n").splitlines()
    return {
        (State(before), State(after))
        for before, *marks in map(str.split, lines)
        for after, mark in zip(head.split(), marks, strict=True)
        if mark == "x"
    }


def test_the_table_decides_every_pair_of_states() -> None:
    assert TRANSITIONS.keys() == set(State)
    assert all(whys and all(whys.values()) for whys in TRANSITIONS.values())
    allowed = {(b, a) for b, after in TRANSITIONS.items() for a in after}
    assert allowed == pairs()


# --- each method ----------------------------------------------------------------------------


def answer(code: str) -> ConsultationAnswer:
    return ConsultationAnswer(answer=code)


def request(reference: str = "DE/2026/1") -> ConsultationRequest:
    return ConsultationRequest(
        procedure="16(5)",
        case_reference=reference,
        transaction=transaction(),
        denials=(DENIAL, OTHER_DENIAL),
    )


def more_days(days: int) -> ExtensionRequest:
    return ExtensionRequest(working_days=days, reason=FreeText(language="en", text="x"))


BOOK = shipped_rulebooks().in_force(AT)
FIRST, SECOND = (derive_deadline("16(5)", "FR", at, calendar_for("FR"), BOOK) for at in (AT, LATER))
HIT = AskedHit(denial_id=DENIAL, match_class=MatchClass.LIKELY, score=0.5)
REPLY = ExtensionReply(accepted=True, working_days=5)
OLD, NEW, THIRD = answer("objection"), answer("no_objection"), answer("conditions")
STOP = Stop(state=StopState.HELD, sentence="x")


MADE = HandRecord(kind=HandKind.RECEIVED, at=AT, means=Means.POST, number=1, by="anna", recorded=AT)
NEXT = HandRecord(kind=HandKind.ASKED, at=AT, means=Means.FAX, number=2, by="anna", recorded=AT)


def full(state: State) -> Consultation:
    """A consultation in which every field says something, so that each change shows."""
    return Consultation(
        conversation_id="0190c2a4-0000-7000-8000-000000000001",
        case_id="DE-C-2026-00001",
        procedure="16(5)",
        asking="DE",
        consulted="FR",
        state=state,
        request=request(),
        deadline=FIRST,
        stop_clock=FIRST,
        peer_last_instant=AT,
        extensions=(REPLY,),
        extension_pending=more_days(1),
        extension_asked=AT,
        extension_by="FR",
        answer=OLD,
        answer_proposed=OLD,
        answer_proposed_by="anna",
        answer_timing=LateOrInTime.RECEIVED_IN_TIME,
        answered_at=AT,
        silence_meaning="released",
        closed_by="both",
        late_answers=(THIRD,),
        rulebook=BOOK.version,
        assigned_to="anna",
        ended_because=EndReason.DECIDED,
        ended_text="decided",
        standing_answer="standing",
        standing_in="there",
        forwarded_to="FR",
        corrections=("one",),
        answer_again=True,
        same_transaction=("other",),
        ended_denials=(DENIAL,),
        information=Information.WANTED,
        settled_answer=OLD,
        settled_by="FR",
        settled_in="there",
        stop=None,
        asked_as=(),
        answer_sealed=AT,
        records=(MADE,),
    )


Change = Callable[[Consultation], Consultation]
S = State
NO_WISH: dict[str, Any] = {"extension_pending": None, "extension_asked": None}
NO_ANSWER: dict[str, Any] = {"answer": None, "answered_at": None}
UNTIMED = {**NO_ANSWER, "answer_timing": None}
RECALLED = {
    **NO_WISH,
    "state": S.SUPERSEDED,
    "ended_because": EndReason.RECALLED,
    "ended_text": "in error",
    "deadline": None,
    "stop_clock": None,
    "peer_last_instant": None,
    "silence_meaning": "",
    "closed_by": "",
    "information": None,
}
COUNTS: dict[str, Any] = {
    "answer": NEW,
    "answer_timing": IN_TIME,
    "answered_at": LATER,
    "answer_sealed": LATER,
    "answer_again": False,
    "silence_meaning": "",
    "closed_by": "",
    "ended_because": None,
    "ended_text": "",
    "standing_answer": "",
    "standing_in": "",
}
GIVEN: dict[str, Any] = {"answer": NEW, "answered_at": LATER, "answer_again": False}


TAKEN: dict[str, Any] = {"timing": IN_TIME, "at": LATER, "sealed": LATER}

CHANGES: list[tuple[str, State, Change, dict[str, Any]]] = []
"""What happens, to one that is in a state, and all that is another afterwards."""


def does(name: str, state: State, /, *given: Any, **more: Any) -> Callable[..., None]:
    """Note what a method is called with in a state; what it changes follows."""
    change: Change = methodcaller(name, *given, **more)
    return lambda **wanted: CHANGES.append((name, state, change, wanted))


does("asked_about", S.REQUESTED, (HIT,))(asked_as=(HIT,))
does("received", S.REQUESTED, SECOND, peer_last_instant=LATER)(
    state=S.RUNNING, deadline=SECOND, peer_last_instant=LATER
)
does("stop_bounded", S.RUNNING, SECOND)(stop_clock=SECOND)
does("request_refused", S.REQUESTED)(state=S.SUPERSEDED)
does("recorded", S.RUNNING, NEXT)(records=(MADE, NEXT))
does("record_looked_at", S.RUNNING, 1, "bert", LATER, refused=False)(
    records=(MADE.looked_at("bert", LATER, refused=False),)
)
does("carried_by_hand", S.UNCONFIRMED)(channel=Channel.HAND)
does("closing", S.RUNNING)(state=S.CLOSING)
does("unconfirmed", S.CLOSING)(state=S.UNCONFIRMED)
does("running_again", S.UNCONFIRMED)(state=S.RUNNING)
does("ended_with_reaction", S.CLOSING)(state=S.ANSWERED)
does("silent", S.UNCONFIRMED, "no objection", closed_by="officer:anna")(
    state=S.SILENT, silence_meaning="no objection", closed_by="officer:anna"
)
does("narrowed", S.RUNNING, (DENIAL, OTHER_DENIAL))(ended_denials=(DENIAL, OTHER_DENIAL))
does("superseded", S.RUNNING, because=EndReason.AMENDED, text="amended")(
    **(
        NO_WISH
        | {"state": S.SUPERSEDED, "ended_because": EndReason.AMENDED, "ended_text": "amended"}
    )
)
does("recalled", S.ANSWERED, "in error", left=None)(
    **(RECALLED | {"answer": None, "late_answers": (THIRD, OLD)})
)
does("recalled", S.ANSWERED, "in error", left=request("sealed"))(
    **(RECALLED | {"sealed": True, "request": request("sealed")})
)
does("answered", S.SILENT, NEW, **TAKEN, settles=True)(
    **(COUNTS | {"state": S.ANSWERED, "extension_pending": None})
)
does("answered", S.SILENT, NEW, **TAKEN, settles=False)(**(COUNTS | {"state": S.ANSWERED}))
does("answered", S.CLOSING, NEW, **TAKEN, settles=False)(**(COUNTS | {"state": S.RUNNING}))
does("answered", S.REQUESTED, NEW, **TAKEN, settles=False)(**COUNTS)
does("answer_given", S.RUNNING, NEW, timing=IN_TIME, at=LATER, settles=True)(
    **(GIVEN | {"answer_timing": IN_TIME, "state": S.ANSWERED, "extension_pending": None})
)
does("answer_given", S.RUNNING, NEW, timing=LATE, at=LATER, settles=True)(
    **(GIVEN | {"answer_timing": LATE, "extension_pending": None})
)
does("answer_given", S.RUNNING, NEW, timing=IN_TIME, at=LATER, settles=False)(
    **(GIVEN | {"answer_timing": IN_TIME})
)
does("answer_replaced", S.RUNNING, NEW, settles=True)(state=S.ANSWERED, answer=NEW)
does("answer_replaced", S.ANSWERED, NEW, settles=False)(state=S.RUNNING, answer=NEW)
does("answer_replaced", S.SILENT, NEW, settles=False)(answer=NEW)
does("answer_refused", S.ANSWERED)(**(NO_ANSWER | {"state": S.RUNNING}))
does("answer_recalled", S.ANSWERED, runs_on=True)(
    **(UNTIMED | {"state": S.RUNNING, "information": None})
)
does("answer_recalled", S.SILENT, runs_on=False)(**(UNTIMED | {"information": None}))
does("contents_sealed", S.ANSWERED)(sealed=True)
does("keeping_late", S.SILENT, [NEW])(late_answers=(NEW,))
CHANGES.append(
    (
        "answer_wanted_again",
        S.ANSWERED,
        lambda c: c.model_copy(update={"answer_again": False}).answer_wanted_again(),
        {},
    )
)
does("answer_held", S.RUNNING, NEW, by="otto")(answer_proposed=NEW, answer_proposed_by="otto")
does("answer_confirmed", S.RUNNING)(answer_proposed=None)
does("relying_on", S.SUPERSEDED, "newer", given_in="here", answer=NEW, timing=IN_TIME)(
    standing_answer="newer", standing_in="here", answer=NEW, answer_timing=IN_TIME
)
does("reliance_dropped", S.SUPERSEDED, sealed=True)(**(UNTIMED | {"sealed": True}))
does("reliance_dropped", S.SUPERSEDED, sealed=False)(**UNTIMED)
does("settled", S.ANSWERED, NEW, by="DE", given_in="here")(
    settled_answer=NEW, settled_by="DE", settled_in="here"
)
does("wish_sent", S.RUNNING, more_days(9), by="DE", at=LATER)(
    extension_pending=more_days(9), extension_by="DE", extension_asked=LATER
)
does("wish_received", S.CLOSING, more_days(9), by="DE")(
    state=S.RUNNING, extension_pending=more_days(9), extension_by="DE"
)
does("wish_received", S.REQUESTED, more_days(9), by="DE")(
    extension_pending=more_days(9), extension_by="DE"
)
does("wish_refused", S.RUNNING)(**NO_WISH)
does("wish_lapsed", S.SILENT)(extension_pending=None)
does("wish_replied", S.UNCONFIRMED, REPLY, SECOND)(
    **(
        NO_WISH
        | {
            "state": S.RUNNING,
            "extension_by": None,
            "extensions": (REPLY, REPLY),
            "deadline": SECOND,
        }
    )
)
does("assigned", S.RUNNING, "otto")(assigned_to="otto")
does("forwarded", S.RUNNING, "DE")(forwarded_to="DE")
does("forwarded", S.RUNNING, None)(forwarded_to=None)
does("called", S.RUNNING, objection=True)(oral_objection=True)
CHANGES.append(
    (
        "called",
        S.RUNNING,
        lambda c: c.called(objection=True).called(objection=False),
        {"oral_objection": True},
    )
)
does("with_information", S.RUNNING, Information.SUPPLIED)(information=Information.SUPPLIED)
does("with_corrections", S.ANSWERED, ("one", "two"))(corrections=("one", "two"))
does("beside", S.RUNNING, "third")(same_transaction=("other", "third"))
does("without_beside", S.RUNNING, "other")(same_transaction=())
does("at_version", S.RUNNING, "ab")(version="ab")
does("asked_again", S.SUPERSEDED)(asked_anew=True)
does("showing", S.RUNNING, STOP)(stop=STOP)


@pytest.mark.parametrize(
    ("state", "change", "wanted"),
    [each[1:] for each in CHANGES],
    ids=[f"{number}-{each[0]}-{each[1]}" for number, each in enumerate(CHANGES, 1)],
)
def test_a_method_changes_what_it_names_and_nothing_else(
    state: State, change: Change, wanted: dict[str, Any]
) -> None:
    before = full(state)
    after = change(before)
    assert dict(after) == {**dict(before), **wanted}
    assert Consultation.model_validate_json(after.model_dump_json()) == after


def test_every_method_is_among_those() -> None:
    own = inspect.getmembers(Consultation, inspect.isfunction)
    named = {name for name, each in own if each.__module__ == Consultation.__module__}
    changes = {name for name in named if not name.startswith("_")} - {"without_denials"}
    assert changes == {each[0] for each in CHANGES}


# --- whatever happens, in whatever order ----------------------------------------------------


def tried(act: Change, before: Consultation) -> Consultation | StateError:
    try:
        return act(before)
    except StateError as refused:
        return refused


@given(
    begun=st.sampled_from(State),
    acts=st.lists(st.sampled_from([change for _, _, change, _ in CHANGES]), max_size=12),
)
def test_no_method_leaves_the_table(begun: State, acts: list[Change]) -> None:
    allowed, model = pairs(), full(begun)
    for act in acts:
        after = tried(act, model)
        if isinstance(after, StateError):
            step = State(after.metadata["state"]), State(after.metadata["wanted"])
            assert (step[0], after.reason) == (model.state, Reason.STATE_CONFLICT)
            assert step not in allowed
            continue
        step = model.state, after.state
        assert step in allowed
        if model.state not in OPEN_STATES and after.state in OPEN_STATES:
            assert step == (State.ANSWERED, State.RUNNING)
        model = after


@pytest.mark.parametrize("state", [State.SILENT, State.SUPERSEDED])
def test_what_is_closed_without_an_answer_does_not_run_again(state: State) -> None:
    for change in (
        lambda c: c.running_again(),
        lambda c: c.wish_received(more_days(1), by="FR"),
        lambda c: c.wish_replied(REPLY, None),
        lambda c: c.answer_refused(),
        lambda c: c.closing(),
    ):
        with refuses(StateError, Reason.STATE_CONFLICT, match=f"that is {state} does not become"):
            change(full(state))
