"""Where stopped goods stand: by the rulebook, whatever procedure stops them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from gateway.domain.calendars import calendar_for
from gateway.domain.consultation import (
    Consultation,
    ConsultationAnswer,
    ConsultationRequest,
    ConsultationState,
    EndReason,
    StopState,
)
from gateway.domain.deadline import derive_deadline
from gateway.domain.rulebook import shipped_rulebooks
from gateway.domain.stops import derive_stop, stop_of
from tests.support.cases import transaction

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
BOOK = shipped_rulebooks().in_force(AT)
RULE = BOOK.procedure("21(4)")
DEADLINE = derive_deadline("21(4)", "DE", AT, calendar_for("DE"), BOOK)
DUE = DEADLINE.last_instant
State = ConsultationState


def consultation(state: ConsultationState, **fields: Any) -> Consultation:
    return Consultation(
        conversation_id="0190c2a4-0000-7000-8000-000000000000",
        procedure="21(4)",
        asking="NL",
        consulted="DE",
        state=state,
        request=ConsultationRequest(
            procedure="21(4)", case_reference="x", transaction=transaction()
        ),
        deadline=None if state is State.REQUESTED else DEADLINE,
        rulebook=BOOK.version,
        **fields,
    )


def answered(code: str) -> dict[str, Any]:
    return {"answer": ConsultationAnswer(answer=code), "answered_at": AT}


SILENT = {"silence_meaning": RULE.silence.sentence}
ENDED = {"ended_because": EndReason.WITHDRAWN}


@pytest.mark.parametrize(
    ("state", "fields", "at", "stop", "by", "since"),
    [
        (State.REQUESTED, {}, AT, StopState.HELD, "", None),
        (State.RUNNING, {}, AT, StopState.HELD, "", DUE),
        (State.RUNNING, {}, DUE - timedelta(seconds=1), StopState.HELD, "", DUE),
        (State.RUNNING, {}, DUE, StopState.RELEASE_DUE, "", DUE),
        (State.CLOSING, {}, DUE, StopState.RELEASE_DUE, "", DUE),
        (State.UNCONFIRMED, {}, DUE, StopState.RELEASE_DUE, "", DUE),
        (State.SILENT, SILENT, DUE, StopState.RELEASED, "silence", DUE),
        (State.ANSWERED, answered("release"), AT, StopState.RELEASED, "answer", AT),
        (State.ANSWERED, answered("measures"), DUE, StopState.MEASURES, "answer", AT),
        # Sealed too late: the consulted authority's own view, which the period governs.
        (State.RUNNING, answered("measures"), DUE, StopState.RELEASE_DUE, "", DUE),
        (State.SILENT, SILENT | answered("measures"), DUE, StopState.RELEASED, "silence", DUE),
        (State.SUPERSEDED, ENDED, AT, StopState.LIFTED, "end", None),
    ],
)
def test_each_state_of_a_stop(
    state: ConsultationState,
    fields: dict[str, Any],
    at: datetime,
    stop: StopState,
    by: str,
    since: datetime | None,
) -> None:
    found = stop_of(RULE, consultation(state, **fields), at)
    assert found is not None
    assert (found.state, found.by, found.at) == (stop, by, since)
    assert found.sentence


@pytest.mark.parametrize(
    ("code", "stop", "by", "words"),
    [
        ("measures", StopState.MEASURES, "answer", "The stop itself had ended before"),
        ("release", StopState.RELEASED, "stop", "by its own period"),
    ],
)
def test_after_its_own_end_measures_alone_hold(
    code: str, stop: StopState, by: str, words: str
) -> None:
    clock = derive_stop(RULE, "NL", AT - timedelta(days=7), calendar_for("NL"), BOOK)
    assert clock is not None
    said = answered(code) | {"answer_sealed": clock.last_instant, "stop_clock": clock}
    found = stop_of(RULE, consultation(State.ANSWERED, **said), DUE)
    assert found is not None
    assert (found.state, found.by) == (stop, by)
    assert words in found.sentence


def test_a_recalled_request_stopped_nothing() -> None:
    told = stop_of(RULE, consultation(State.SUPERSEDED, ended_because=EndReason.RECALLED), AT)
    assert told is not None
    assert "nothing was stopped" in told.sentence


@pytest.mark.parametrize("code", ["14(1)", "14(2)", "16(5)"])
def test_other_procedures_stop_no_goods(code: str) -> None:
    assert stop_of(BOOK.procedure(code), consultation(State.RUNNING), AT) is None


def test_another_procedure_that_ends_a_stop_needs_no_code() -> None:
    """The rulebook says which procedure stops goods, and no article is known here."""
    other = BOOK.procedure("14(1)")
    period = other.period.model_copy(update={"ends_stop": True})
    rule = other.model_copy(update={"period": period})
    objects = consultation(State.ANSWERED, **answered("objection"))
    found = stop_of(rule, objects, AT)
    assert found is not None
    assert found.state is StopState.MEASURES


@pytest.mark.parametrize("because", [EndReason.SETTLED, EndReason.STANDING_ANSWER])
def test_an_end_that_is_an_answer_holds_what_the_answer_holds(because: EndReason) -> None:
    held = stop_of(
        RULE, consultation(State.SUPERSEDED, ended_because=because, **answered("measures")), DUE
    )
    assert held is not None
    assert held.state is StopState.MEASURES
    settled = ConsultationAnswer(answer="measures")
    again = stop_of(
        RULE, consultation(State.SUPERSEDED, ended_because=because, settled_answer=settled), DUE
    )
    assert again is not None
    assert again.state is StopState.MEASURES
