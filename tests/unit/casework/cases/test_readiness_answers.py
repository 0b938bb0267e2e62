"""What answers and silences bind a decision, and to which question."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.domain.case import (
    Application,
    DecisionProposal,
    Outcome,
    ReliedAnswer,
)
from gateway.domain.consultation import (
    ConsultationAnswer,
    EndReason,
)
from gateway.errors import Reason
from tests.support.cases import application, transaction
from tests.support.desk import START, text
from tests.support.quiet_office import QuietOffice
from tests.unit.casework.ready_cases import (
    APPLY,
    GRANT,
    REFUSE,
    State,
    check,
    ready,
    refused,
)

# --- the same question --------------------------------------------------------------------------


def elsewhere() -> Application:
    there = transaction().model_copy(update={"destination": "KZ"})
    return application().model_copy(update={"transaction": there})


@pytest.mark.parametrize("procedure", ["14(1)", "16(5)"])
def test_what_nobody_was_asked_about_is_not_let_go(de: QuietOffice, procedure: str) -> None:
    case = ready(de)
    row = de.asked("NL", procedure, case=case, about=elsewhere())
    de.changed(row, state=State.SILENT)
    error = refused(de, case, GRANT, "NL was asked about another transaction", authority="NL")
    assert error.reason is Reason.CONSULTATION_OPEN
    check(de, case, REFUSE)


def test_what_an_officer_opened_is_about_what_the_officer_said(de: QuietOffice) -> None:
    """Found in use: tests G11."""
    case = ready(de)
    row = de.asked("NL", "14(2)", case=case, about=elsewhere(), asked_for=("no_licence",))
    de.changed(row, state=State.SILENT)
    check(de, case, GRANT)


def test_nor_is_one_compared_whose_procedure_does_not_apply(de: QuietOffice) -> None:
    no_more = tuple(each.model_copy(update={"applies": False}) for each in APPLY)
    case = ready(de, triggers=no_more)
    de.changed(de.asked("NL", case=case, about=elsewhere()), state=State.SILENT)
    check(de, case, GRANT)


def test_all_that_were_asked_are_compared(de: QuietOffice) -> None:
    case = ready(de)
    de.changed(de.asked("NL", "14(2)", case=case, asked_for=("no_licence",)), state=State.SILENT)
    de.changed(de.asked("FR", case=case), state=State.SILENT)
    de.changed(de.asked("BE-VLG", case=case, about=elsewhere()), state=State.SILENT)
    refused(de, case, GRANT, "BE-VLG was asked about another transaction")


# --- what binds ---------------------------------------------------------------------------------


def answered(code: str, *conditions: str) -> ConsultationAnswer:
    return ConsultationAnswer(answer=code, conditions=tuple(text(each) for each in conditions))


def conditional(*conditions: str) -> DecisionProposal:
    taken = tuple(text(each) for each in conditions)
    changed = {"outcome": Outcome.GRANTED_WITH_CONDITIONS, "conditions": taken}
    return GRANT.model_copy(update=changed)


BINDING = [
    (answered("no_objection"), GRANT, ""),
    (answered("objection"), GRANT, "NL objected under Article 14(1)"),
    (answered("objection"), conditional("A"), "NL objected under Article 14(1)"),
    (answered("no_objection_if", "A"), GRANT, "does not object if its conditions are met"),
    (answered("no_objection_if", "A"), conditional("A"), ""),
    (answered("no_objection_if", "A"), conditional("B"), "does not object if its conditions"),
    (answered("no_objection_if", "A"), conditional("A", "B"), ""),
    (answered("no_objection_if", "A", "B"), conditional("A"), "does not object if its conditions"),
]


@pytest.mark.parametrize(("said", "proposal", "why"), BINDING)
def test_an_answer_binds(
    de: QuietOffice, said: ConsultationAnswer, proposal: DecisionProposal, why: str
) -> None:
    case = ready(de)
    de.changed(de.asked("NL", case=case), state=State.ANSWERED, answer=said)
    if why:
        error = refused(de, case, proposal, why, authority="NL")
        assert error.reason is Reason.OBJECTION_BINDS
        assert error.remedy
    else:
        check(de, case, proposal)
    check(de, case, REFUSE)


@pytest.mark.parametrize("code", ["identical", "not_identical"])
def test_what_does_not_bind_is_for_officers_to_weigh(de: QuietOffice, code: str) -> None:
    case = ready(de)
    said = answered(code, "A")
    de.changed(de.asked("FR", "16(5)", case=case), state=State.ANSWERED, answer=said)
    check(de, case, GRANT)


def test_the_states_settled_answer_binds_in_place_of_its_authoritys(de: QuietOffice) -> None:
    case = ready(de)
    row = de.asked("NL", case=case)
    said, settled = answered("objection"), answered("no_objection")
    de.changed(row, state=State.ANSWERED, answer=said, settled_answer=settled)
    check(de, case, GRANT)
    de.changed(row, state=State.ANSWERED, answer=settled, settled_answer=said)
    refused(de, case, GRANT, "NL objected")


@pytest.mark.parametrize(
    ("fields", "binds"),
    [
        ({"settled_answer": answered("objection")}, True),
        ({"standing_answer": "0190c2a4-0000-7000-8000-000000000001"}, True),
        ({}, False),
    ],
    ids=["settled", "relied on", "nothing"],
)
def test_of_what_was_superseded_only_what_still_counts_binds(
    de: QuietOffice, fields: dict[str, Any], binds: bool
) -> None:
    case = ready(de)
    row = de.asked("NL", case=case)
    named = {"state": State.SUPERSEDED, "ended_because": EndReason.AMENDED}
    de.changed(row, **named, answer=answered("objection"), **fields)
    if binds:
        refused(de, case, GRANT, "NL objected")
    else:
        check(de, case, GRANT)


@pytest.mark.parametrize(
    ("state", "binds"), [(State.SILENT, True), (State.SUPERSEDED, False)], ids=["silent", "ended"]
)
def test_silence_binds_where_the_rulebook_has_it_be_an_objection(
    de: QuietOffice, state: State, binds: bool
) -> None:
    de.with_procedure("14(1)", silence={"means": "objection"})
    case = ready(de)
    row = de.asked("NL", case=case)
    standing = "0190c2a4-0000-7000-8000-000000000001" if state is State.SUPERSEDED else ""
    de.changed(row, state=state, standing_answer=standing)
    if binds:
        words = "NL kept silent, which is an objection, under Article 14(1)"
        assert refused(de, case, GRANT, words).reason is Reason.OBJECTION_BINDS
    else:
        check(de, case, GRANT)


def test_silence_that_means_nothing_binds_nobody(de: QuietOffice) -> None:
    case = ready(de)
    row = de.asked("NL", "14(2)", case=case, asked_for=("no_licence",))
    de.changed(row, state=State.SILENT)
    check(de, case, GRANT)


def test_two_answers_of_one_state_are_settled_first(de: QuietOffice) -> None:
    case = ready(de)
    for code, said in (("BE-VLG", "no_objection"), ("BE-WAL", "objection")):
        de.changed(de.asked(code, case=case), state=State.ANSWERED, answer=answered(said))
    error = refused(de, case, GRANT, "BE-VLG and BE-WAL answered differently")
    assert error.reason is Reason.ANSWERS_CONTRADICT
    check(de, case, REFUSE)


def test_an_answer_that_is_relied_on_is_looked_up_again(de: QuietOffice) -> None:
    relied = ReliedAnswer(
        procedure="14(1)",
        conversation_id="0190c2a4-0000-7000-8000-000000000001",
        asking="FR",
        case_reference="FR-1",
        answer="no_objection",
        circumstances=text("The same machine."),
        by="anna",
        at=START,
    )
    case = ready(de, relied_on=(relied,))
    error = refused(de, case, GRANT, "the answer to FR that is relied on has changed")
    assert error.reason is Reason.OBJECTION_BINDS
    check(de, case, REFUSE)


def test_its_conditions_are_taken_over(de: QuietOffice) -> None:
    """FR had asked us, and we had not objected if A: our own licence keeps to A."""
    row = de.theirs("FR", state=State.ANSWERED, answer=answered("no_objection_if", "A"))
    relied = ReliedAnswer(
        procedure="14(1)",
        conversation_id=row.id,
        asking="FR",
        case_reference="1",
        answer="no_objection_if",
        conditions=(text("A"),),
        circumstances=text("The same machine."),
        by="anna",
        at=START,
    )
    case = ready(de, relied_on=(relied,))
    error = refused(de, case, GRANT, "the answer to FR that is relied on has conditions")
    assert (error.reason, error.metadata["authority"]) == (Reason.OBJECTION_BINDS, "FR")
    refused(de, case, conditional("B"), "that is relied on has conditions")
    check(de, case, conditional("A", "B"))
