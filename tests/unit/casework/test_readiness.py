"""Whether a case may be decided: what keeps it, each with its reason, by outcome."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from gateway.casework import consultation_rows
from gateway.casework.asking import BY_HAND
from gateway.casework.journal import open_task
from gateway.casework.outcomes import case_rule, outcome_rule
from gateway.casework.readiness import accepting, check_fresh, check_licence, check_ready
from gateway.domain.case import (
    AcceptedRegister,
    Application,
    Case,
    CaseState,
    DecisionProposal,
    LicenceChange,
    LicenceState,
    Outcome,
    ReliedAnswer,
    Trigger,
    Withdrawal,
)
from gateway.domain.consultation import (
    OPEN_STATES,
    ConsultationAnswer,
    ConsultationState,
    EndReason,
)
from gateway.domain.denial import Ground
from gateway.domain.examination import RegisterPosition
from gateway.errors import Reason, StateError
from tests.support.cases import application, transaction
from tests.support.desk import START, text
from tests.support.quiet_office import CASE, QuietOffice
from tests.unit.casework.test_judging import examination

State = ConsultationState
WHY = (text("Unbedenklich.", "de"),)
GRANT = DecisionProposal(outcome=Outcome.GRANTED, explanation=WHY)
REFUSE = DecisionProposal(outcome=Outcome.REFUSED, grounds=(Ground.HUMAN_RIGHTS,), explanation=WHY)
BOTH = pytest.mark.parametrize("proposal", [GRANT, REFUSE], ids=["grant", "refuse"])
APPLY = tuple(
    Trigger(procedure=code, applies=True, consult=("NL",), reasons=())
    for code in ("14(1)", "16(5)")
)
OTHER = "DE-C-2026-00002"


def ready(de: QuietOffice, **fields: Any) -> Case:
    """A case that was examined and waits for its officers."""
    named: dict[str, Any] = {
        "state": CaseState.ASSESSMENT,
        "examination": examination(),
        "triggers": APPLY,
    }
    return de.case(**named | fields)


def check(de: QuietOffice, case: Case, proposal: DecisionProposal = GRANT) -> None:
    de.read(lambda conn: check_ready(conn, de.office, case, proposal))


def refused(
    de: QuietOffice, about: Case, proposal: DecisionProposal, words: str, **metadata: str
) -> StateError:
    with pytest.raises(StateError) as found:
        check(de, about, proposal)
    assert words in str(found.value)
    assert metadata.items() <= found.value.metadata.items()
    return found.value


@BOTH
def test_a_case_that_was_examined_and_has_nobody_to_wait_for_is_decided(
    de: QuietOffice, proposal: DecisionProposal
) -> None:
    check(de, ready(de), proposal)


# --- the case itself ----------------------------------------------------------------------------

READY = {
    ("grant", CaseState.ASSESSMENT),
    ("grant", CaseState.PROPOSED),
    ("refuse", CaseState.ASSESSMENT),
    ("refuse", CaseState.PROPOSED),
    ("refuse", CaseState.CONSULTING),
}


@pytest.mark.parametrize("state", list(CaseState))
@pytest.mark.parametrize("name", ["grant", "refuse"])
def test_in_which_states_a_case_is_decided(de: QuietOffice, name: str, state: CaseState) -> None:
    case, proposal = ready(de, state=state), GRANT if name == "grant" else REFUSE
    if (name, state) in READY:
        check(de, case, proposal)
    else:
        refused(de, case, proposal, f"the case is {state}; it cannot be decided yet", case=CASE)


@BOTH
def test_without_an_examination_it_is_not(de: QuietOffice, proposal: DecisionProposal) -> None:
    case = ready(de, examination=None)
    refused(de, case, proposal, "the case has not been examined yet", case=CASE)


def test_where_the_rulebook_has_no_examination_none_is_missed(de: QuietOffice) -> None:
    ready(de, licence=licensed(LicenceState.IN_FORCE))
    maintained = GRANT.model_copy(update={"outcome": Outcome.MAINTAINED})
    check(de, about_licence(de, examination=None), maintained)


@BOTH
def test_a_required_assessment_is_not_missed(de: QuietOffice, proposal: DecisionProposal) -> None:
    case = ready(de, assessment_required=True)
    error = refused(de, case, proposal, "without its human-rights assessment", case=CASE)
    assert error.reason is Reason.ASSESSMENT_MISSING
    assert CASE in error.remedy
    assessed = case.model_copy(update={"assessment": transaction().human_rights})
    check(de, assessed, proposal)


def test_after_a_withdrawal_only_what_was_determined_is_left(de: QuietOffice) -> None:
    withdrawal = Withdrawal(language="de", text="Storniert.", determined=True)
    case = ready(de, withdrawal=withdrawal, examination=None)
    de.asked("FR", "16(5)", case=case)
    determined = REFUSE.model_copy(update={"outcome": Outcome.NOT_TO_BE_AUTHORISED})
    check(de, case, determined)


# --- consultations of ours ------------------------------------------------------------------------


def waits(state: State, procedure: str, name: str) -> str:
    """Why a decision waits for a consultation: an objection under 14(1) ends nothing for a no."""
    if name == "refuse" and procedure == "14(1)":
        return ""
    if state is State.UNCONFIRMED:
        return "no answer of NL, unconfirmed"
    if state in {State.REQUESTED, State.RUNNING, State.CLOSING}:
        return f"the consultation of NL by DE under {procedure} has not ended"
    return ""


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("procedure", ["14(1)", "16(5)"])
@pytest.mark.parametrize("name", ["grant", "refuse"])
def test_what_still_runs_is_waited_for(
    de: QuietOffice, state: State, procedure: str, name: str
) -> None:
    case = ready(de)
    de.changed(de.asked("NL", procedure, case=case), state=state)
    proposal = GRANT if name == "grant" else REFUSE
    why = waits(state, procedure, name)
    if not why:
        check(de, case, proposal)
        return
    error = refused(de, case, proposal, why, authority="NL")
    unconfirmed = state is State.UNCONFIRMED
    expected = Reason.SILENCE_UNCONFIRMED if unconfirmed else Reason.CONSULTATION_OPEN
    assert error.reason is expected
    assert error.remedy


def test_every_consultation_is_looked_at_not_only_the_first(de: QuietOffice) -> None:
    case = ready(de)
    de.changed(de.asked("NL", case=case), state=State.ANSWERED)
    de.asked("FR", case=case)
    refused(de, case, GRANT, "the consultation of FR by DE", authority="FR")


# --- what others ask about this case ------------------------------------------------------------


@pytest.mark.parametrize("state", list(State))
def test_what_another_state_asks_about_it_is_answered_before_it_is_let_go(
    de: QuietOffice, state: State
) -> None:
    case = ready(de)
    de.theirs("FR", case_id=CASE, state=state)
    if state in OPEN_STATES:
        de_waits = refused(de, case, GRANT, "DE", authority="DE")
        assert de_waits.reason in {Reason.CONSULTATION_OPEN, Reason.SILENCE_UNCONFIRMED}
    else:
        check(de, case, GRANT)
    check(de, case, REFUSE)


def test_its_period_is_waited_for_and_no_longer(de: QuietOffice) -> None:
    case = ready(de)
    row = de.theirs("FR", case_id=CASE)
    assert row.due is not None
    de.clock.at = row.due - timedelta(seconds=1)
    refused(de, case, GRANT, "the consultation of DE by FR under 14(1) has not ended")
    de.clock.at = row.due
    check(de, case, GRANT)


def test_before_their_period_runs_it_is_waited_for(de: QuietOffice) -> None:
    case = ready(de)
    row = de.theirs("FR", case_id=CASE)
    de.write(lambda conn: consultation_rows.save(conn, replace(row, due=None)))
    de.clock.advance(days=365)
    refused(de, case, GRANT, "has not ended")


# --- owed again, and by hand --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("procedure", "waited_for"), [("14(1)", {"grant"}), ("16(5)", {"grant", "refuse"})]
)
def test_what_is_owed_again_is_asked_first(
    de: QuietOffice, procedure: str, waited_for: set[str]
) -> None:
    case = ready(de)
    row = de.asked("NL", procedure, case=case)
    de.changed(row, state=State.SUPERSEDED, ended_because=EndReason.RECALLED)
    for name, proposal in (("grant", GRANT), ("refuse", REFUSE)):
        if name in waited_for:
            words = f"{procedure}: NL must be asked again"
            error = refused(de, case, proposal, words, authority="NL")
            assert error.reason is Reason.CONSULTATION_OPEN
            assert row.id in error.remedy
        else:
            check(de, case, proposal)


@pytest.mark.parametrize(
    ("procedure", "waited_for"), [("14(1)", {"grant"}), ("16(5)", {"grant", "refuse"})]
)
def test_whoever_is_to_be_consulted_by_hand_is(
    de: QuietOffice, procedure: str, waited_for: set[str]
) -> None:
    case = ready(de)
    words = f"{procedure}: ES must be consulted and is no member"
    for kind, said in (("denial.other", "16(5): not this"), (BY_HAND, words)):
        at = de.clock.now()
        de.write(
            lambda conn: open_task(conn, at=at, kind=kind, subject=CASE, text=said)  # noqa: B023
        )
    for name, proposal in (("grant", GRANT), ("refuse", REFUSE)):
        if name in waited_for:
            error = refused(de, case, proposal, words, task="2")
            assert error.reason is Reason.CONSULTATION_OPEN
            assert "close task 2" in error.remedy
        else:
            check(de, case, proposal)


# --- a licence in force -------------------------------------------------------------------------


def licensed(state: LicenceState) -> tuple[LicenceChange, ...]:
    granted = LicenceChange(state=LicenceState.IN_FORCE, at=START, by_case=CASE)
    denial = "DE-2026-00001" if state is LicenceState.SUSPENDED else None
    return (granted, LicenceChange(state=state, at=START, by_case=CASE, denial_id=denial))


def about_licence(de: QuietOffice, kind: str = "licence_in_force", **fields: Any) -> Case:
    """Another case, about the licence that was granted in the first."""
    changed = {"reference": "AG-2", "procedure": kind, "concerns": CASE}
    filed = application().model_copy(update=changed)
    named: dict[str, Any] = {
        "case_id": OTHER,
        "state": CaseState.ASSESSMENT,
        "application": filed,
        "examination": examination(),
        "triggers": (),
    }
    return de.case(**named | fields)


KINDS = [
    ("licence_in_force", Outcome.MAINTAINED, False),
    ("licence_in_force", Outcome.MODIFIED, False),
    ("licence_in_force", Outcome.LIMITED, True),
    ("licence_in_force", Outcome.SUSPENDED, True),
    ("licence_in_force", Outcome.ANNULLED, True),
    ("licence_in_force", Outcome.REVOKED, True),
    ("end_user_added", Outcome.GRANTED, True),
    ("end_user_added", Outcome.GRANTED_WITH_CONDITIONS, True),
    ("end_user_added", Outcome.REFUSED, False),
]


@pytest.mark.parametrize(("kind", "outcome", "changes"), KINDS)
def test_a_suspended_licence_is_changed_by_its_final_assessment_only(
    de: QuietOffice, kind: str, outcome: Outcome, changes: bool
) -> None:
    ready(de, licence=licensed(LicenceState.SUSPENDED))
    case = about_licence(de, kind)
    proposal = GRANT.model_copy(update={"outcome": outcome})
    if changes:
        error = refused(de, case, proposal, f"the licence of {CASE} is suspended", case=CASE)
        assert "DE-2026-00001" in error.remedy
    else:
        check(de, case, proposal)


@pytest.mark.parametrize(("kind", "outcome", "changes"), KINDS)
def test_one_in_force_is(de: QuietOffice, kind: str, outcome: Outcome, changes: bool) -> None:
    ready(de, licence=licensed(LicenceState.IN_FORCE))
    check(de, about_licence(de, kind), GRANT.model_copy(update={"outcome": outcome}))


@pytest.mark.parametrize(("kind", "outcome", "changes"), KINDS)
def test_one_that_has_ended_is_changed_no_more(
    de: QuietOffice, kind: str, outcome: Outcome, changes: bool
) -> None:
    ready(de, licence=licensed(LicenceState.REVOKED))
    case = about_licence(de, kind)
    proposal = GRANT.model_copy(update={"outcome": outcome})
    if case_rule(de.office, case).code == "end_user_added" and outcome is Outcome.REFUSED:
        check(de, case, proposal)
    else:
        refused(de, case, proposal, "is revoked; nothing more changes it")


def test_whoever_asks_about_a_licence_alone_says_whether_it_adds(de: QuietOffice) -> None:
    held = ready(de, licence=licensed(LicenceState.SUSPENDED))
    rule = outcome_rule(de.office, about_licence(de, "end_user_added"), Outcome.GRANTED)
    check_licence(held, rule)
    with pytest.raises(StateError, match="is suspended"):
        check_licence(held, rule, adds=True)
    no = outcome_rule(de.office, de.held(OTHER), Outcome.REFUSED)
    check_licence(held, no, adds=True)  # nobody is added


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


# --- registers ----------------------------------------------------------------------------------


def register(origin: str, size: int = 5, *, fresh: bool = False) -> RegisterPosition:
    return RegisterPosition(origin=origin, size=size, root="ab" * 32, synced_at=START, fresh=fresh)


def test_only_a_register_that_is_not_fresh_is_accepted_as_it_stands() -> None:
    wanted = GRANT.model_copy(update={"stale_registers": ("FR", "NL", "BE-VLG")})
    registers = (register("FR"), register("NL", fresh=True), register("BE-WAL"))
    found = accepting(wanted, examination().model_copy(update={"registers": registers}))
    assert found.accepted == (AcceptedRegister(origin="FR", size=5, synced_at=START),)
    assert found.stale_registers == ("FR",)
    nothing = accepting(wanted, None)
    assert (nothing.accepted, nothing.stale_registers) == ((), ())


def test_stale_registers_are_named_unless_accepted_as_they_stand() -> None:
    stale = examination().model_copy(
        update={"registers": (register("NL"), register("FR"), register("EU", fresh=True))}
    )
    with pytest.raises(StateError, match="the register of FR, NL is older") as refused:
        check_fresh(GRANT, stale)
    assert refused.value.reason is Reason.REGISTER_STALE
    assert refused.value.metadata == {"authorities": "FR, NL"}
    accepted = tuple(
        AcceptedRegister(origin=code, size=5, synced_at=START) for code in ("FR", "NL")
    )
    check_fresh(GRANT.model_copy(update={"accepted": accepted}), stale)
    for changed in ({"size": 4}, {"synced_at": START - timedelta(hours=1)}, {"origin": "EU"}):
        other = (accepted[0].model_copy(update=changed), accepted[1])
        with pytest.raises(StateError, match="the register of FR is older"):
            check_fresh(GRANT.model_copy(update={"accepted": other}), stale)
