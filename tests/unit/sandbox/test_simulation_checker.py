"""What the independent checker finds in books that somebody has tampered with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from gateway.domain.case import CaseState, DecisionParts, LinePart, Outcome
from gateway.domain.consultation import Consultation, ConsultationState
from gateway.domain.letter import LetterType
from lab.simulation.checking import checker
from lab.simulation.checking.books import Books
from lab.simulation.checking.checker import slow_root
from lab.simulation.checking.statement import slow_last_instant
from tests.support.simulated import kinds


def find(
    books: Mapping[str, Books], wanted: Callable[[Consultation], bool]
) -> tuple[Books, Consultation]:
    """Find a consultation at its asking authority."""
    for each in books.values():
        for model, ours, _ in each.rows.values():
            if ours and wanted(model):
                return each, model
    raise AssertionError("the run has no such consultation")


def rewrite(books: Books, model: Consultation, **changes: Any) -> None:
    due = books.rows[model.conversation_id][2]
    books.rows[model.conversation_id] = (model.model_copy(update=changes), True, due)


def is_silent(model: Consultation) -> bool:
    return model.state is ConsultationState.SILENT and model.closed_by == "both"


def is_answered(model: Consultation) -> bool:
    return model.state is ConsultationState.ANSWERED


def test_honest_books_hold(honest: Mapping[str, Books]) -> None:
    assert kinds(honest) == set()


def test_a_deadline_that_was_moved_is_found(books: dict[str, Books]) -> None:
    asking, model = find(books, is_answered)
    row = asking.rows[model.conversation_id]
    assert row[2] is not None
    asking.rows[model.conversation_id] = (model, True, row[2] - timedelta(days=1))
    assert kinds(books) >= {"deadline.wrong"}


def test_an_answer_that_is_shown_as_silence_is_found(books: dict[str, Books]) -> None:
    asking, model = find(books, is_answered)
    rewrite(asking, model, state=ConsultationState.SILENT, closed_by="both", answer=None)
    assert {"silence.over_answer", "silence.unproved", "silence.outage"} <= kinds(books)


def test_another_answer_than_the_journal_has_is_found(books: dict[str, Books]) -> None:
    asking, model = find(books, is_answered)
    assert model.answer is not None
    rewrite(asking, model, answer=model.answer.model_copy(update={"answer": "objection_not"}))
    assert "outcome.differs" in kinds(books)


def test_a_silence_without_the_other_sides_statement_is_found(books: dict[str, Books]) -> None:
    asking, model = find(books, is_silent)
    letters = asking.letters[model.conversation_id]
    letters[:] = [each for each in letters if each.type is not LetterType.CLOSING_STATEMENT]
    assert kinds(books) >= {"silence.unproved"}


def test_a_silence_that_only_one_side_shows_is_found(books: dict[str, Books]) -> None:
    _, model = find(books, is_silent)
    del books[model.consulted].rows[model.conversation_id]
    assert kinds(books) >= {"silence.one_sided"}


def test_a_silence_by_an_officer_whom_no_act_names_is_found(books: dict[str, Books]) -> None:
    asking, model = find(books, is_silent)
    rewrite(asking, model, closed_by="officer:nobody")
    assert kinds(books) >= {"silence.unproved"}


def test_a_grant_over_a_binding_objection_is_found(books: dict[str, Books]) -> None:
    def objects(model: Consultation) -> bool:
        return model.answer is not None and model.answer.answer == "objection"

    asking, model = find(books, objects)
    case = asking.cases[model.case_id or ""]
    assert case.decision is not None
    granted = case.decision.proposal.model_copy(update={"outcome": Outcome.GRANTED})
    decision = case.decision.model_copy(update={"proposal": granted})
    asking.cases[case.case_id] = case.model_copy(update={"decision": decision})
    # And no licence was made of it.
    assert kinds(books) >= {"grant.over_objection", "licence.miscounted"}


def test_a_part_that_is_neither_granted_nor_refused_is_found(books: dict[str, Books]) -> None:
    asking, case = next(
        (each, case)
        for each in books.values()
        for case in each.cases.values()
        if case.decision is not None and case.application.procedure == "application"
    )
    assert case.decision is not None
    quantity = case.application.transaction.items[0].quantity
    assert quantity is not None
    left_out = DecisionParts(
        granted=(LinePart(line=1, quantity=quantity),),
        refused=(LinePart(line=1, quantity=Decimal(1)),),
    )
    changes = {"outcome": Outcome.GRANTED_IN_PART, "parts": left_out}
    proposal = case.decision.proposal.model_copy(update=changes)
    decision = case.decision.model_copy(update={"proposal": proposal})
    asking.cases[case.case_id] = case.model_copy(update={"decision": decision})
    assert "part.left_out" in kinds(books)


def a_used_licence(books: Mapping[str, Books]) -> tuple[Books, dict[str, Any]]:
    """Find a licence under which something has left."""
    return next(
        (each, licence)
        for each in books.values()
        for licence in each.licences
        if Decimal(licence["lines"][0].get("used_quantity", 0)) > 0
    )


def more_than_applied_for(asking: Books, licence: dict[str, Any]) -> None:
    licence["lines"][0]["item"]["quantity"] = "100000"


def widened_by_nobody(asking: Books, licence: dict[str, Any]) -> None:
    licence["lines"][0]["widened_by"] = "DE-C-2027-00099"


def a_use_that_is_not_counted(asking: Books, licence: dict[str, Any]) -> None:
    licence["lines"][0]["used_quantity"] = "0"


def too_much_untold(asking: Books, licence: dict[str, Any]) -> None:
    line = licence["lines"][0]
    [use, *_] = (each for each in asking.uses[licence["number"]] if each["reversal"] is None)
    more = Decimal(1_000_000)
    use["lines"][0]["quantity"] = str(Decimal(use["lines"][0]["quantity"]) + more)
    line["used_quantity"] = str(Decimal(line["used_quantity"]) + more)
    asking.tasks = set()


def no_licence_at_all(asking: Books, licence: dict[str, Any]) -> None:
    asking.licences.remove(licence)


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (more_than_applied_for, "licence.amount"),
        (widened_by_nobody, "licence.widened"),
        (a_use_that_is_not_counted, "licence.uses"),
        (too_much_untold, "licence.untold"),
        (no_licence_at_all, "licence.miscounted"),
    ],
)
def test_a_licence_that_is_not_what_was_decided_and_told_is_found(
    books: dict[str, Books], change: Callable[[Books, dict[str, Any]], None], kind: str
) -> None:
    change(*a_used_licence(books))
    assert kind in kinds(books)


def test_an_outcome_that_the_kind_of_case_does_not_know_is_found(books: dict[str, Books]) -> None:
    asking, case = next(
        (each, case)
        for each in books.values()
        for case in each.cases.values()
        if case.state is CaseState.DECIDED and case.application.procedure == "application"
    )
    assert case.decision is not None
    other = case.decision.proposal.model_copy(update={"outcome": Outcome.TRANSIT_ALLOWED})
    decision = case.decision.model_copy(update={"proposal": other})
    asking.cases[case.case_id] = case.model_copy(update={"decision": decision})
    # And its licence is of no grant.
    assert kinds(books) >= {"outcome.unlawful", "licence.miscounted"}


def test_a_decision_without_examination_is_found(books: dict[str, Books]) -> None:
    asking, case = next(
        (each, case)
        for each in books.values()
        for case in each.cases.values()
        if case.state is CaseState.DECIDED
    )
    asking.cases[case.case_id] = case.model_copy(update={"examination": None})
    assert kinds(books) >= {"case.unexamined"}


def test_a_letter_whose_bytes_were_altered_is_found(books: dict[str, Books]) -> None:
    asking, model = find(books, is_answered)
    letters = asking.letters[model.conversation_id]
    letters[0] = replace(letters[0], sound=False)
    assert kinds(books) >= {"letter.altered"}


def test_registers_that_differ_are_found(books: dict[str, Books]) -> None:
    held = books["NL"].logs["DE"]
    books["NL"].logs["DE"] = replace(held, size=held.size - 1, leaves=held.leaves[:-1])
    assert kinds(books) >= {"register.altered", "register.differs"}


def test_the_slow_count_is_that_of_the_known_christmas() -> None:
    received = datetime(2026, 12, 18, 9, 0, tzinfo=UTC)
    assert slow_last_instant("SE", received, 10).date() == date(2027, 1, 9)  # two eves more
    for code in ("DE", "FR", "IE"):
        assert slow_last_instant(code, received, 10).date() == date(2027, 1, 6), code  # exclusive
    assert slow_last_instant("PL", received, 10).date() == date(2027, 1, 8)


def test_the_slow_root_is_that_of_the_rfc() -> None:
    assert slow_root(()).hex().startswith("e3b0c44298fc1c14")
    assert slow_root((b"a" * 32,)) == b"a" * 32


def test_the_checker_imports_nothing_of_what_it_checks() -> None:
    folder = Path(checker.__file__).parent
    for name in ("checker", "silences", "books", "violations"):
        text = (folder / f"{name}.py").read_text("utf-8")
        assert "gateway.casework" not in text, name
        assert "gateway.domain.deadline" not in text, name
        assert "gateway.register" not in text, name
