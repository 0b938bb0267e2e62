"""When two answers of one State contradict each other, and when they do not."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.domain.consultation import (
    Consultation,
    ConsultationAnswer,
    ConsultationRequest,
    ConsultationState,
    DenialAnswer,
)
from gateway.domain.consultation.answer_rules import contradictions
from gateway.domain.rulebook import shipped_rulebooks
from tests.support.cases import transaction
from tests.support.federation_case import START, text

BOOK = shipped_rulebooks().in_force(START)


def said(consulted: str, answer: str | None, procedure: str = "14(1)", **fields: Any) -> Any:
    given = None if answer is None else ConsultationAnswer(answer=answer, **fields)
    return Consultation(
        conversation_id=f"0190c2a4-0000-7000-8000-{abs(hash(consulted)) % 10**12:012d}",
        procedure=procedure,
        asking="DE",
        consulted=consulted,
        state=ConsultationState.ANSWERED if given else ConsultationState.SILENT,
        request=ConsultationRequest(
            procedure=procedure, case_reference="x", transaction=transaction()
        ),
        answer=given,
    )


def pairs(*found: Consultation, procedure: str = "14(1)") -> list[set[str]]:
    rule = BOOK.procedure(procedure)
    return [{one.consulted, other.consulted} for one, other in contradictions(rule, found)]


def test_two_authorities_of_one_state() -> None:
    assert pairs(said("BE-VLG", "no_objection"), said("BE-WAL", "objection")) == [
        {"BE-VLG", "BE-WAL"}
    ]


@pytest.mark.parametrize(
    "found",
    [
        (said("BE-VLG", "objection"), said("BE-WAL", "objection")),
        (said("BE-VLG", "no_objection"), said("NL", "objection")),
        (said("BE-VLG", "objection"), said("BE-WAL", None)),  # silence is no answer
        (said("BE-VLG", "objection"), said("BE-WAL", "no_objection", "16(5)")),
        (said("BE-VLG", "objection"), said("BE-VLG", "no_objection")),  # asked twice
    ],
)
def test_what_is_no_contradiction(found: tuple[Consultation, ...]) -> None:
    assert pairs(*found) == []


def test_conditions_of_two_authorities_add_up() -> None:
    first = said("BE-VLG", "no_objection_if", conditions=(text("A"),))
    second = said("BE-WAL", "no_objection_if", conditions=(text("B"),))
    assert pairs(first, second) == []


def test_about_denials_only_the_same_denial_counts() -> None:
    def about(code: str, answer: str, *denials: str) -> Consultation:
        each = tuple(DenialAnswer(denial_id=number, answer=answer) for number in denials)
        found: Consultation = said(code, answer, "16(5)", by_denial=each)
        return found

    ours = about("BE-VLG", "identical", "BE-VLG-2024-00001")
    assert (
        pairs(ours, about("BE-WAL", "not_identical", "BE-WAL-2024-00001"), procedure="16(5)") == []
    )
    same = about("BE-WAL", "not_identical", "BE-VLG-2024-00001")
    assert pairs(ours, same, procedure="16(5)") == [{"BE-VLG", "BE-WAL"}]
