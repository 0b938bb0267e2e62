"""What is said in a consultation: limits of the wire, and what makes an answer another one."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import Any

import pytest
from pydantic import ValidationError

from gateway.domain.base import Model, Stated
from gateway.domain.consultation import (
    OPEN_STATES,
    AskedHit,
    ClosingRequest,
    Consultation,
    ConsultationAnswer,
    ConsultationEnd,
    ConsultationRequest,
    ConsultationState,
    DenialAnswer,
    EndReason,
    ExtensionReply,
    ExtensionRequest,
    Information,
    LateOrInTime,
    StopState,
    comes_to_another,
)
from gateway.domain.denial import FreeText, Ground
from gateway.domain.relation import CaseRelation, RelationKind
from gateway.domain.transaction import Reference
from tests.support.cases import FILED, transaction


def text(words: str = "x") -> FreeText:
    return FreeText(language="en", text=words)


def request(**fields: Any) -> ConsultationRequest:
    named: dict[str, Any] = {
        "procedure": "16(5)",
        "case_reference": "x",
        "transaction": transaction(),
    }
    return ConsultationRequest(**named | fields)


def answer(code: str = "objection", **fields: Any) -> ConsultationAnswer:
    return ConsultationAnswer(answer=code, **fields)


def denials(count: int) -> tuple[str, ...]:
    return tuple(f"FR-2024-{number:05d}" for number in range(count))


RELATION = CaseRelation(kind=RelationKind.SAME_PROJECT, system="DE", reference="DE-C-2026-1")
# The greatest count of each list, as proto/comity/v1 says.
COUNTED: list[tuple[Any, str, int, Any]] = [
    (request, "denials", 200, denials),
    (request, "match_summary", 200, lambda n: ("near",) * n),
    (request, "references", 20, lambda n: (Reference(system="E", value="1"),) * n),
    (request, "remarks", 20, lambda n: (text(),) * n),
    (request, "relations", 20, lambda n: (RELATION,) * n),
    (request, "asked_for", 10, lambda n: ("measures",) * n),
    (
        answer,
        "by_denial",
        200,
        lambda n: tuple(DenialAnswer(denial_id=each, answer="identical") for each in denials(n)),
    ),
    (answer, "conditions", 40, lambda n: (text(),) * n),
    (answer, "explanation", 20, lambda n: (text(),) * n),
    (answer, "information_needed", 40, lambda n: (text(),) * n),
]


@pytest.mark.parametrize(("make", "field", "most", "some"), COUNTED, ids=[c[1] for c in COUNTED])
def test_a_list_has_so_many_and_no_more(make: Any, field: str, most: int, some: Any) -> None:
    """Found in use: tests G23."""
    assert len(getattr(make(**{field: some(most)}), field)) == most
    with pytest.raises(ValidationError, match=field):
        make(**{field: some(most + 1)})


LONG: list[tuple[Any, str, int, int]] = [
    (request, "procedure", 2, 20),
    (request, "case_reference", 1, 120),
    (request, "concerns", 0, 120),
    (answer, "code", 1, 40),
]


@pytest.mark.parametrize(("make", "field", "least", "most"), LONG, ids=[c[1] for c in LONG])
def test_a_word_is_so_long(make: Any, field: str, least: int, most: int) -> None:
    for length in (least, most):
        make(**{field: "a" * length})
    for length in {least - 1, most + 1} - {-1}:
        with pytest.raises(ValidationError, match="answer" if field == "code" else field):
            make(**{field: "a" * length})


def test_what_is_asked_for_is_a_word() -> None:
    request(asked_for=("a" * 40, "a"))
    for wrong in ("", "a" * 41):
        with pytest.raises(ValidationError, match="asked_for"):
            request(asked_for=(wrong,))
    DenialAnswer(denial_id="FR-2024-00001", answer="a" * 40)
    for wrong in ("", "a" * 41):
        with pytest.raises(ValidationError, match="answer"):
            DenialAnswer(denial_id="FR-2024-00001", answer=wrong)


def test_more_time_is_one_day_to_a_year() -> None:
    for days in (1, 365):
        assert ExtensionRequest(working_days=days, reason=text()).working_days == days
    for days in (0, 366):
        with pytest.raises(ValidationError, match="working_days"):
            ExtensionRequest(working_days=days, reason=text())
    for days in (0, 365):
        assert ExtensionReply(accepted=True, working_days=days).working_days == days
    for days in (-1, 366):
        with pytest.raises(ValidationError, match="working_days"):
            ExtensionReply(accepted=True, working_days=days)
    ExtensionReply(accepted=False, working_days=0, reason=(text(),) * 20)
    with pytest.raises(ValidationError, match="reason"):
        ExtensionReply(accepted=False, working_days=0, reason=(text(),) * 21)


def test_an_end_says_why_in_six_texts_at_most() -> None:
    fields: dict[str, Any] = {"reason": EndReason.DECIDED, "at": FILED}
    ConsultationEnd(**fields, text=(text(),) * 6, denials=denials(200))
    for wrong in ({"text": (text(),) * 7}, {"denials": denials(201)}):
        with pytest.raises(ValidationError, match="|".join(wrong)):
            ConsultationEnd(**fields, **wrong)


def test_when_and_where_it_was_given_are_of_whoever_gave_it() -> None:
    answer(given_by="BE-WAL", given_at=FILED, given_in="ab" * 32)
    answer(given_by="BE-WAL")
    for alone in ({"given_at": FILED}, {"given_in": "ab" * 32}):
        with pytest.raises(ValidationError, match="are of the authority in given_by"):
            answer(**alone)


def test_it_was_sealed_when_the_earlier_of_both_sealed_it() -> None:
    hour = timedelta(hours=1)
    assert answer().sealed_at(FILED) == FILED
    given = answer(given_by="BE-WAL", given_at=FILED)
    assert given.sealed_at(FILED + hour) == FILED
    assert given.sealed_at(FILED - hour) == FILED - hour


def test_an_answer_passed_on_says_who_gave_it_when_and_where() -> None:
    passed_on = answer().as_given_by("BE-WAL", FILED, "ab" * 32)
    assert passed_on == answer(given_by="BE-WAL", given_at=FILED, given_in="ab" * 32)


def test_a_request_is_about_the_transaction_as_it_stands_now() -> None:
    amended = transaction().model_copy(update={"destination": "ZZ"})
    about = request(references=(Reference(system="E", value="1"),)).with_transaction(amended)
    assert about == request(references=about.references, transaction=amended)
    assert about.references != ()


IDENTICAL = DenialAnswer(denial_id="FR-2024-00001", answer="identical")
OTHER = IDENTICAL.model_copy(update={"answer": "not_identical"})
BEFORE = answer(by_denial=(IDENTICAL,), conditions=(text("A"),), explanation=(text("why"),))


@pytest.mark.parametrize(
    ("change", "another"),
    [
        ({}, False),
        ({"answer": "no_objection"}, True),
        ({"by_denial": (OTHER,)}, True),
        ({"conditions": (text("B"),)}, True),
        ({"conditions": ()}, True),
        ({"explanation": (text("why, better said"),)}, False),
        ({"information_needed": (text("the drawing"),)}, False),
        ({"grounds": Stated[tuple[Ground, ...]].given((Ground.HUMAN_RIGHTS,))}, False),
    ],
    ids=["same", "answer", "denial", "condition", "none", "why", "information", "grounds"],
)
def test_what_makes_an_answer_another(change: dict[str, Any], another: bool) -> None:
    """Found in use: tests G3."""
    after = BEFORE.model_copy(update=change)
    assert comes_to_another(BEFORE, after) is another
    assert comes_to_another(after, BEFORE) is another


def test_only_answers_come_to_another() -> None:
    closing = ClosingRequest(last_instant=FILED, asked_at=FILED)
    pairs: list[tuple[Model, Model]] = [(BEFORE, closing), (closing, BEFORE), (closing, closing)]
    assert not any(comes_to_another(one, other) for one, other in pairs)


def consultation(**fields: Any) -> Consultation:
    named: dict[str, Any] = {
        "conversation_id": "0190c2a4-0000-7000-8000-000000000001",
        "procedure": "16(5)",
        "asking": "DE",
        "consulted": "FR",
        "state": "running",
        "request": request(denials=denials(3)),
    }
    return Consultation(**named | fields)


def test_the_states_own_answer_counts_before_its_authoritys() -> None:
    own, settled = answer("objection"), answer("no_objection")
    assert consultation().counting_answer is None
    assert consultation(answer=own).counting_answer == own
    assert consultation(answer=own, settled_answer=settled).counting_answer == settled
    assert consultation(settled_answer=settled).counting_answer == settled


def test_a_denial_that_ended_is_no_longer_asked_about() -> None:
    first, second, third = denials(3)
    assert consultation().denials_left == (first, second, third)
    assert consultation(ended_denials=(second,)).denials_left == (first, third)


def test_a_consultation_is_open_until_it_was_answered_silent_or_ended() -> None:
    assert {state.value for state in OPEN_STATES} == {
        "requested",
        "running",
        "closing",
        "unconfirmed",
    }


ENDS = """
binding_objection withdrawn decided amended denial_ended recalled standing_answer settled
"""


@pytest.mark.parametrize(
    ("enumeration", "values"),
    [
        (ConsultationState, "requested running closing unconfirmed answered silent superseded"),
        (EndReason, ENDS),
        (LateOrInTime, "received_in_time sealed_in_time late"),
        (Information, "wanted supplied"),
        (StopState, "held release_due released measures lifted"),
    ],
)
def test_words_that_are_kept_and_sent_stay_as_they_are(
    enumeration: type[StrEnum], values: str
) -> None:
    assert [each.value for each in enumeration] == values.split()


def test_what_is_not_said_is_nothing() -> None:
    silent = consultation()
    said = {name: value for name, value in silent if value not in (None, (), "", False)}
    named = {"conversation_id", "procedure", "asking", "consulted", "state", "request", "channel"}
    assert said.keys() == named
    empty = ConsultationEnd(reason=EndReason.DECIDED, at=FILED)
    assert (empty.text, empty.denials) == ((), ())
    assert ExtensionReply(accepted=True, working_days=1).reason == ()


def test_how_near_a_denial_was_is_between_nothing_and_all() -> None:
    named: dict[str, Any] = {"denial_id": "FR-2024-00001", "match_class": "likely"}
    for score in (0, 1):
        assert AskedHit(**named, score=score).score == score
    for wrong in (-0.1, 1.1):
        with pytest.raises(ValidationError, match="score"):
            AskedHit(**named, score=wrong)
