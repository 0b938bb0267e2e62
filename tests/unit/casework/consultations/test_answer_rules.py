"""An answer fits its procedure: known, complete, about the denials that were named."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.domain.base import Stated, Withholding
from gateway.domain.consultation import ConsultationAnswer, ConsultationRequest, DenialAnswer
from gateway.domain.consultation.answer_rules import check_answer
from gateway.domain.denial import Ground
from gateway.domain.rulebook import shipped_rulebooks
from gateway.errors import InputError
from tests.support.cases import transaction
from tests.support.federation_case import START, text

BOOK = shipped_rulebooks().in_force(START)
FIRST, SECOND = "FR-2024-00017", "FR-2024-00018"


def check(procedure: str, answer: ConsultationAnswer, *denials: str) -> None:
    request = ConsultationRequest(
        procedure=procedure, case_reference="x", transaction=transaction(), denials=denials
    )
    check_answer(BOOK.procedure(procedure), request, answer)


def by_denial(overall: str, **answers: str) -> ConsultationAnswer:
    ids = {"first": FIRST, "second": SECOND, "stranger": "FR-2024-00099"}
    return ConsultationAnswer(
        answer=overall,
        by_denial=tuple(DenialAnswer(denial_id=ids[k], answer=v) for k, v in answers.items()),
    )


def field_of(procedure: str, answer: ConsultationAnswer, *denials: str) -> str:
    with pytest.raises(InputError) as refused:
        check(procedure, answer, *denials)
    assert refused.value.remedy
    return refused.value.metadata["field"]


def test_every_option_of_the_law_can_be_given() -> None:
    for procedure in BOOK.procedures:
        for option in procedure.answer:
            filled: Any = {str(name): (text("x"),) for name in option.requires}
            answer = ConsultationAnswer(answer=option.code, **filled)
            denials: tuple[str, ...] = ()
            if procedure.by_denial:
                denials = (FIRST,)
                each = DenialAnswer(denial_id=FIRST, answer=option.code)
                answer = answer.model_copy(update={"by_denial": (each,)})
            check(procedure.code, answer, *denials)


def test_what_an_option_requires_is_missed_by_name() -> None:
    for procedure in BOOK.procedures:
        for option in procedure.answer:
            for requirement in option.requires:
                answer = by_denial(option.code, first=option.code)
                assert field_of(procedure.code, answer, FIRST) == str(requirement)


@pytest.mark.parametrize("answer", ["identical", "yes", "No objection"])
def test_an_answer_of_another_procedure_is_refused(answer: str) -> None:
    assert field_of("14(1)", ConsultationAnswer(answer=answer)) == "answer"


def test_each_denial_is_answered_for_once() -> None:
    check("16(5)", by_denial("identical", first="identical", second="not_identical"), FIRST, SECOND)
    for answer in (
        by_denial("identical"),
        by_denial("identical", first="identical"),
        by_denial("identical", first="identical", stranger="identical"),
        by_denial("identical", first="identical", second="identical", stranger="identical"),
    ):
        assert field_of("16(5)", answer, FIRST, SECOND) == "by_denial"
    twice = by_denial("identical", first="identical")
    twice = twice.model_copy(update={"by_denial": twice.by_denial * 2})
    assert field_of("16(5)", twice, FIRST, SECOND) == "by_denial"


def test_the_overall_answer_is_the_strictest() -> None:
    for overall in ("not_identical", "more_information"):
        answer = by_denial(overall, first="identical", second="not_identical")
        assert field_of("16(5)", answer, FIRST, SECOND) == "answer"
    assert field_of("16(5)", by_denial("identical", first="perhaps"), FIRST) == "answer"


# --- denials that ended, and what may be withheld --------------------------------------------


def test_an_ended_denial_need_not_be_answered_and_may_be() -> None:
    request = ConsultationRequest(
        procedure="16(5)", case_reference="x", transaction=transaction(), denials=(FIRST, SECOND)
    )
    rule = BOOK.procedure("16(5)")
    both = by_denial("identical", first="identical", second="not_identical")
    for answer in (both, by_denial("not_identical", second="not_identical")):
        check_answer(rule, request, answer, ended=(FIRST,))
    with pytest.raises(InputError, match="each denial"):
        check_answer(rule, request, by_denial("identical", first="identical"), ended=(FIRST,))


def test_grounds_are_withheld_only_where_the_rulebook_lets_them() -> None:
    withheld = ConsultationAnswer(
        answer="objection", grounds=Stated[tuple[Ground, ...]].withheld(Withholding.SECURITY)
    )
    check("14(1)", withheld)
    rule = BOOK.procedure("14(1)").model_copy(update={"may_withhold": ()})
    request = ConsultationRequest(procedure="14(1)", case_reference="x", transaction=transaction())
    with pytest.raises(InputError, match="may not withhold"):
        check_answer(rule, request, withheld)
