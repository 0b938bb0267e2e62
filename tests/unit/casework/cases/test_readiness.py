"""Whether a case may be decided: what keeps it, each with its reason, by outcome."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection

from gateway.casework.acts.journal import Journal
from gateway.casework.cases.readiness import accepting, check_fresh
from gateway.casework.consultations.offline_consultations import have_asked
from gateway.casework.records import consultation_rows
from gateway.domain.acts import TaskKind
from gateway.domain.case import (
    AcceptedRegister,
    CaseState,
    DecisionProposal,
    LicenceState,
    Outcome,
    Withdrawal,
)
from gateway.domain.consultation import (
    OPEN_STATES,
    ByHand,
    EndReason,
)
from gateway.domain.examination import RegisterPosition
from gateway.domain.saying import says
from gateway.errors import Reason, StateError
from tests.support.cases import transaction
from tests.support.desk import START
from tests.support.quiet_office import CASE, QuietOffice
from tests.support.raising import refuses
from tests.unit.casework.cases.test_hit_verdicts import examination
from tests.unit.casework.ready_cases import (
    BOTH,
    GRANT,
    REFUSE,
    State,
    about_licence,
    check,
    licensed,
    ready,
    refused,
)


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
        refused(de, case, proposal, f"the case is {state}; it cannot be decided yet", case_id=CASE)


@BOTH
def test_without_an_examination_it_is_not(de: QuietOffice, proposal: DecisionProposal) -> None:
    case = ready(de, examination=None)
    refused(de, case, proposal, "the case has not been examined yet", case_id=CASE)


def test_where_the_rulebook_has_no_examination_none_is_missed(de: QuietOffice) -> None:
    ready(de, licence=licensed(LicenceState.IN_FORCE))
    maintained = GRANT.model_copy(update={"outcome": Outcome.MAINTAINED})
    check(de, about_licence(de, examination=None), maintained)


@BOTH
def test_a_required_assessment_is_not_missed(de: QuietOffice, proposal: DecisionProposal) -> None:
    case = ready(de, assessment_required=True)
    error = refused(de, case, proposal, "without its human-rights assessment", case_id=CASE)
    assert error.reason is Reason.ASSESSMENT_MISSING
    assert error.metadata["case_id"] == CASE
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
            assert error.metadata["conversation_id"] == row.id
        else:
            check(de, case, proposal)


@pytest.mark.parametrize(
    ("procedure", "waited_for"), [("14(1)", {"grant"}), ("16(5)", {"grant", "refuse"})]
)
def test_whoever_is_to_be_consulted_by_hand_is(
    de: QuietOffice, procedure: str, waited_for: set[str]
) -> None:
    case = ready(de)
    asked = ByHand(procedure=procedure, authority="ES")
    words = f"{procedure}: ES must be consulted and is no member"

    def opened(conn: Connection) -> None:
        at = de.clock.now()
        Journal(conn, at).open_task(TaskKind.LETTER_READ, CASE, says("16(5): not this"))
        have_asked(conn, CASE, asked, why=says("is no member"), at=at)

    de.write(opened)
    for name, proposal in (("grant", GRANT), ("refuse", REFUSE)):
        if name in waited_for:
            error = refused(de, case, proposal, words, task="2")
            assert error.reason is Reason.CONSULTATION_OPEN
            assert "`recordOfflineRequest`" in error.remedy
        else:
            check(de, case, proposal)


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
    with refuses(
        StateError, Reason.REGISTER_STALE, match="the register of FR, NL is older"
    ) as refused:
        check_fresh(GRANT, stale)
    assert refused.value.metadata == {"authorities": "FR, NL"}
    accepted = tuple(
        AcceptedRegister(origin=code, size=5, synced_at=START) for code in ("FR", "NL")
    )
    check_fresh(GRANT.model_copy(update={"accepted": accepted}), stale)
    for changed in ({"size": 4}, {"synced_at": START - timedelta(hours=1)}, {"origin": "EU"}):
        other = (accepted[0].model_copy(update=changed), accepted[1])
        with pytest.raises(StateError, match="the register of FR is older"):
            check_fresh(GRANT.model_copy(update={"accepted": other}), stale)
