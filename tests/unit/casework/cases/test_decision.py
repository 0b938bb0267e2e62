"""The decision: what a proposal and a decision write, and what makes them begin again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from certs.layout import FederationFiles
from gateway.casework.acts.journal import Journal
from gateway.casework.cases import decision as deciding
from gateway.casework.cases import examining
from gateway.casework.cases.decision import decide, propose
from gateway.casework.permissions import OfficerRole
from gateway.casework.records import case_rows, examination_rows
from gateway.casework.services import Work
from gateway.domain.acts import TaskKind
from gateway.domain.base import Stated
from gateway.domain.case import Case, CaseState, DecisionProposal, Outcome, Trigger, Withdrawal
from gateway.domain.consultation import ConsultationState
from gateway.domain.denial import Denial, Ground
from gateway.domain.examination import Examination, Occasion
from gateway.domain.letter import EntryType
from gateway.domain.rulebook.shelf import Shelf
from gateway.domain.saying import says
from gateway.domain.transaction import Party
from gateway.errors import InputError, PermissionRefusedError, Reason, StateError
from gateway.exchange.engine_calls import poke_case
from gateway.exchange.outbox import PartDraft
from gateway.register.denials.denial_queries import load_denials
from gateway.register.own_log import append
from gateway.store.writer import Written
from gateway.wire.denials import denial_to_parts
from tests.support.cases import french_denial
from tests.support.consultations import at_home
from tests.support.desk import ANNA, BERT, START, officer, text
from tests.support.quiet_office import CASE, QuietOffice, quiet_office
from tests.support.words_on_hits import say_of_hits
from tests.unit.casework.cases.test_hit_verdicts import examination

WHY = (text("Unbedenklich.", "de"),)
GRANT = DecisionProposal(outcome=Outcome.GRANTED, explanation=WHY)
REFUSE = DecisionProposal(outcome=Outcome.REFUSED, grounds=(Ground.HUMAN_RIGHTS,), explanation=WHY)
NO_CONSULTATION = (Trigger(procedure="14(1)", applies=False, consult=(), reasons=()),)


@pytest.fixture
def case(de: QuietOffice) -> Case:
    """A case about which nobody is asked, examined before anything was denied."""
    return waiting(de)


def waiting(de: QuietOffice, **fields: Any) -> Case:
    named: dict[str, Any] = {
        "state": CaseState.ASSESSMENT,
        "application": at_home(),
        "examination": examination(),
        "triggers": NO_CONSULTATION,
    }
    return de.case(**named | fields)


def denial(number: int, *, of: str = "Solaris Water Works") -> Denial:
    """A denial of our own: of the case's end-user, or of somebody else."""
    found = french_denial(number, authority="DE", denial_id=f"DE-2026-{number:05d}")
    party = Stated[Party].given(Party(names=(of,), country="AE"))
    changed = {"end_user": party, "consignee": party}
    return found.model_copy(update={"transaction": found.transaction.model_copy(update=changed)})


def deny(de: QuietOffice, content: Denial) -> None:
    parts = [PartDraft(kind=kind, body=body) for kind, body in denial_to_parts(content)]

    def write(conn: Connection) -> None:
        append(
            conn,
            de.office.me,
            entry_type=EntryType.DENIAL_NOTIFIED,
            subject=content.denial_id,
            parts=parts,
            at=de.clock.now(),
        )

    de.write(write)


async def refused(act: Any, reason: Reason | None, words: str) -> StateError:
    with pytest.raises(StateError) as found:
        await act
    assert words in str(found.value)
    assert reason is None or found.value.reason is reason
    return found.value


# --- the proposal ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("proposal", "negative"), [(GRANT, False), (REFUSE, True)])
async def test_a_proposal_stands_on_the_case(
    de: QuietOffice, case: Case, proposal: DecisionProposal, negative: bool
) -> None:
    shown = await propose(de.office, ANNA, CASE, proposal)
    held = de.held()
    assert (held.state, held.proposal) == (CaseState.PROPOSED, proposal)
    assert (held.proposed_by, held.proposed_at) == ("anna", de.clock.now())
    assert held.refusal_proposed is negative
    assert de.acts(CASE) == [("anna", "decision.proposed", str(proposal.outcome))]
    assert (shown.state, [act.verb for act in shown.acts]) == (
        CaseState.PROPOSED,
        ["decision.proposed"],
    )


async def test_that_a_refusal_was_proposed_once_is_not_forgotten(
    de: QuietOffice, case: Case
) -> None:
    await propose(de.office, ANNA, CASE, REFUSE)
    await propose(de.office, ANNA, CASE, GRANT)
    assert de.held().refusal_proposed
    assert de.held().proposal == GRANT


async def test_whoever_only_reads_proposes_and_decides_nothing(de: QuietOffice, case: Case) -> None:
    with pytest.raises(PermissionRefusedError):
        await propose(de.office, officer("eve", OfficerRole.READER), CASE, GRANT)
    await propose(de.office, ANNA, CASE, GRANT)
    with pytest.raises(PermissionRefusedError):
        await decide(de.office, officer("eve", OfficerRole.OFFICER), CASE)
    assert de.held().decision is None


async def test_after_a_withdrawal_nothing_is_proposed(de: QuietOffice) -> None:
    waiting(de, withdrawal=Withdrawal(language="de", text="Storniert.", determined=True))
    await refused(propose(de.office, ANNA, CASE, GRANT), None, "the application was withdrawn")


async def test_a_proposal_has_what_its_outcome_needs(de: QuietOffice, case: Case) -> None:
    without = REFUSE.model_copy(update={"grounds": ()})
    with pytest.raises(InputError, match="states its grounds") as error:
        await propose(de.office, ANNA, CASE, without)
    assert error.value.metadata["field"] == "grounds"
    assert de.held().proposal is None


async def test_a_proposal_waits_for_what_runs(de: QuietOffice, case: Case) -> None:
    de.asked(case=case)
    await refused(propose(de.office, ANNA, CASE, GRANT), Reason.CONSULTATION_OPEN, "has not ended")


async def test_a_proposal_on_the_newest_examination_has_looked(de: QuietOffice, case: Case) -> None:
    def came(conn: Connection) -> None:
        examination_rows.keep(Work(conn, de.office), case, examination(), Occasion.DENIAL_CAME)
        said, denial = says("look at it"), "DE-2026-00007"
        Journal(conn, de.clock.now()).open_task(TaskKind.DENIAL_UNSEEN, CASE, said, key=denial)

    de.write(came)
    act = propose(de.office, ANNA, CASE, GRANT)
    error = await refused(act, Reason.DENIAL_UNSEEN, "DE-2026-00007")
    assert error.metadata["examination"] == "1"
    await propose(de.office, ANNA, CASE, GRANT.model_copy(update={"examination": 1}))
    assert de.tasks(CASE) == []


async def test_a_register_that_is_fresh_is_not_accepted_in_advance(
    de: QuietOffice, case: Case
) -> None:
    wanted = GRANT.model_copy(update={"stale_registers": ("FR",)})
    await propose(de.office, ANNA, CASE, wanted)
    held = de.held().proposal
    assert held is not None
    assert (held.stale_registers, held.accepted) == ((), ())


# --- the decision ---------------------------------------------------------------------------------


async def test_a_second_officer_decides(de: QuietOffice, case: Case) -> None:
    await propose(de.office, ANNA, CASE, GRANT)
    proposed = de.clock.now()
    de.clock.advance(hours=2)
    await refused(decide(de.office, ANNA, CASE), Reason.SECOND_OFFICER_NEEDED, "does not decide")
    assert de.told == []
    shown = await decide(de.office, BERT, CASE)
    decision = de.held().decision
    assert decision is not None
    assert (decision.proposal, decision.proposed_by) == (GRANT, "anna")
    assert (decision.proposed_at, decision.decided_at) == (proposed, de.clock.now())
    assert (decision.decided_by, decision.four_eyes, decision.denial_id) == ("bert", True, None)
    assert (de.held().state, shown.state) == (CaseState.DECIDED, CaseState.DECIDED)
    assert de.acts(CASE)[-1] == ("bert", "decision.made", "granted")
    assert poke_case(CASE) in de.wakes()
    assert de.told == [Written.TO_DISPATCH]


async def test_the_examination_of_the_decision_is_kept_and_signed(
    de: QuietOffice, case: Case
) -> None:
    """Found in use: tests G22."""
    for number in (8, 9):
        deny(de, denial(number, of="Zephyr Shipbuilding Yard"))
    await propose(de.office, ANNA, CASE, GRANT)
    await decide(de.office, BERT, CASE)
    held = de.held().examination
    assert held is not None
    assert held.denials_in_scope == 2  # not the one that the case had before
    [kept] = de.read(lambda conn: examination_rows.of_case(conn, CASE))
    assert kept.record.occasion is Occasion.DECISION
    assert "case.examined" in [verb for _, verb, _ in de.acts(CASE)]


async def test_where_the_rulebook_excepts_it_one_officer_decides_and_it_is_said(
    de: QuietOffice, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deciding, "two_officers", lambda *_: False)
    monkeypatch.setattr(deciding, "check_four_eyes", lambda *_: None)
    await propose(de.office, ANNA, CASE, GRANT)
    await decide(de.office, ANNA, CASE)
    decision = de.held().decision
    assert decision is not None
    assert not decision.four_eyes
    assert de.acts(CASE)[-1] == ("anna", "decision.made", "granted; one officer, by the rulebook")


async def test_a_refusal_is_notified_as_a_denial(de: QuietOffice, case: Case) -> None:
    await propose(de.office, ANNA, CASE, REFUSE)
    await decide(de.office, BERT, CASE)
    decision = de.held().decision
    assert decision is not None
    assert decision.denial_id == "DE-2026-00001"
    found = de.read(lambda conn: load_denials(conn, ["DE-2026-00001"]))
    assert found["DE-2026-00001"].denial.explanation == WHY
    shown = de.read(lambda conn: case_rows.shown(conn, de.office.sight_of(BERT), CASE))
    [made] = [act for act in shown.acts if act.verb == "decision.made"]
    assert made.reference == "DE-2026-00001"


async def test_what_still_runs_is_ended_by_the_decision(de: QuietOffice) -> None:
    case = waiting(de, state=CaseState.CONSULTING)
    row = de.asked(case=case)
    await propose(de.office, ANNA, CASE, REFUSE)
    await decide(de.office, BERT, CASE)
    assert de.model(row).state is ConsultationState.SUPERSEDED


async def test_nothing_is_decided_that_is_not_proposed(de: QuietOffice, case: Case) -> None:
    await refused(decide(de.office, BERT, CASE), None, "nothing is proposed")


async def test_who_cannot_decide_waits_for_no_other_register(
    de: QuietOffice, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    searched = []

    async def search_for(_office: Any, searched_for: Case) -> Examination | None:
        searched.append(searched_for.case_id)
        return await examining.search_for(de.office, searched_for)

    monkeypatch.setattr(deciding, "search_for", search_for)
    await refused(decide(de.office, BERT, CASE), None, "nothing is proposed")
    await propose(de.office, ANNA, CASE, REFUSE)
    searched.clear()
    await refused(decide(de.office, ANNA, CASE), Reason.SECOND_OFFICER_NEEDED, "")
    assert searched == []
    await decide(de.office, BERT, CASE)
    assert searched == [CASE]


async def test_a_decision_waits_for_what_began_since_the_proposal(
    de: QuietOffice, case: Case
) -> None:
    await propose(de.office, ANNA, CASE, GRANT)
    de.asked(case=case)
    await refused(decide(de.office, BERT, CASE), Reason.CONSULTATION_OPEN, "has not ended")
    assert de.held().decision is None


async def test_a_denial_that_came_meanwhile_makes_the_proposal_fall(
    de: QuietOffice, case: Case
) -> None:
    await propose(de.office, ANNA, CASE, GRANT)
    deny(de, denial(7))
    error = await refused(
        decide(de.office, BERT, CASE), Reason.DENIAL_UNSEEN, "must be looked at first"
    )
    assert error.metadata == {"denials": "DE-2026-00007", "named": "DE-2026-00007"}
    held = de.held()
    assert (held.decision, held.proposal) == (None, None)
    assert held.state is not CaseState.DECIDED
    assert [kind for kind, _ in de.tasks(CASE)] == [TaskKind.DENIAL_UNSEEN]
    assert de.told == [Written.OWN_LOG, Written.TO_DISPATCH]  # the first is the test's own denial
    [kept] = de.read(lambda conn: examination_rows.of_case(conn, CASE))
    assert kept.record.occasion is Occasion.DECISION


async def test_what_was_determined_before_a_withdrawal_is_decided(de: QuietOffice) -> None:
    held = examination()
    determined = REFUSE.model_copy(update={"outcome": Outcome.NOT_TO_BE_AUTHORISED})
    waiting(
        de,
        state=CaseState.PROPOSED,
        withdrawal=Withdrawal(language="de", text="Storniert.", determined=True),
        examination=held,
        proposal=determined,
        proposed_by="anna",
    )
    deny(de, denial(7))  # nothing is granted any more: nothing is examined
    await decide(de.office, BERT, CASE)
    case = de.held()
    assert (case.state, case.examination) == (CaseState.WITHDRAWN, held)
    assert case.decision is not None
    assert case.decision.proposed_at == de.clock.now()
    assert case.decision.denial_id == "DE-2026-00001"
    assert de.read(lambda conn: examination_rows.of_case(conn, CASE)) == ()


# --- what slips in between the search and the decision ------------------------------------------


def after_the_search(
    monkeypatch: pytest.MonkeyPatch, *happens: Callable[[], None]
) -> list[Examination | None]:
    """Have something happen after each of the next searches; return what they found."""
    real, left, found = examining.search_for, list(happens), []

    async def search(*given: Any) -> Examination | None:
        found.append(await real(*given))
        if left:
            left.pop(0)()
        return found[-1]

    monkeypatch.setattr(deciding, "search_for", search)
    return found


async def test_an_amendment_meanwhile_is_examined_too(
    de: QuietOffice, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    await propose(de.office, ANNA, CASE, GRANT)

    def amend() -> None:
        held = de.held()
        application = held.application.model_copy(update={"reference": "AG-2026-9"})
        changed = held.model_copy(update={"application": application})
        de.write(lambda conn: case_rows.save(conn, changed))

    searched = after_the_search(monkeypatch, amend)
    assert (await decide(de.office, BERT, CASE)).state is CaseState.DECIDED
    assert len(searched) == 2


async def test_a_denial_that_comes_after_the_search_is_found_before_the_decision(
    de: QuietOffice, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    await propose(de.office, ANNA, CASE, GRANT)
    searched = after_the_search(monkeypatch, lambda: deny(de, denial(7)))
    await refused(decide(de.office, BERT, CASE), Reason.DENIAL_UNSEEN, "DE-2026-00007")
    assert len(searched) == 2


async def test_one_that_does_not_match_keeps_nothing_up(
    de: QuietOffice, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    await propose(de.office, ANNA, CASE, GRANT)
    other = denial(8, of="Zephyr Shipbuilding Yard")
    searched = after_the_search(monkeypatch, lambda: deny(de, other))
    assert (await decide(de.office, BERT, CASE)).state is CaseState.DECIDED
    assert len(searched) == 1


async def test_a_denial_that_officers_know_keeps_nothing_up(de: QuietOffice, case: Case) -> None:
    """Found in use: officer M13."""
    deny(de, denial(7))
    found = await examining.search_for(de.office, case)
    assert found is not None
    assert [hit.denial_id for hit in found.hits] == ["DE-2026-00007"]
    known = case.model_copy(update={"examination": found})
    de.write(lambda conn: case_rows.save(conn, known))
    for act in (propose(de.office, ANNA, CASE, GRANT), judged(de, GRANT)):
        refused = await reason_of(act)
        assert refused is Reason.DENIAL_UNJUDGED
    await say_of_hits(de.office, ANNA, CASE)
    await propose(de.office, ANNA, CASE, GRANT)
    decided = await decide(de.office, BERT, CASE)
    assert decided.decision is not None
    assert (decided.state, decided.decision.hits_judged) == (CaseState.DECIDED, True)


async def judged(de: QuietOffice, proposal: DecisionProposal) -> Case:
    """Decide what was proposed before a word on the hits was asked for."""
    case = de.read(lambda conn: case_rows.get(conn, CASE))
    waiting = case.proposed(proposal, by="anna", at=START, negative=False)
    de.write(lambda conn: case_rows.save(conn, waiting))
    return await decide(de.office, BERT, CASE)


async def reason_of(act: Awaitable[Any]) -> Reason:
    with pytest.raises(StateError) as refused:
        await act
    return refused.value.reason


async def test_where_the_rulebook_lets_it_a_new_denial_does_not_block(
    de: QuietOffice, case: Case
) -> None:
    book = de.office.law.in_force(START)
    rule = book.examination.model_copy(update={"new_denial_blocks": False})
    de.office.law.shelf = Shelf([book.model_copy(update={"examination": rule})])
    await propose(de.office, ANNA, CASE, GRANT)
    deny(de, denial(7))
    assert (await decide(de.office, BERT, CASE)).state is CaseState.DECIDED


# --- registers that are not fresh -----------------------------------------------------------------


class Visits:
    """Stands for the synchronisation: notes whom it was to visit, and reaches nobody."""

    def __init__(self, de: QuietOffice) -> None:
        self.only: list[Any] = []
        mine: Any = self
        object.__setattr__(de.office, "register", de.office.register._replace(syncer=mine))

    async def sync_all(self, only: Any = None) -> None:
        self.only.append(only)


@pytest.fixture
def stale(
    office_files: FederationFiles, sqlite_template: Path, tmp_path: Path
) -> Iterator[tuple[QuietOffice, Visits]]:
    """DE, which has never seen FR's register whole."""
    with quiet_office(office_files, sqlite_template, tmp_path, registers=("FR",)) as office:
        waiting(office)
        yield office, Visits(office)


async def test_a_register_that_is_not_fresh_is_visited_and_then_keeps_it_up(
    stale: tuple[QuietOffice, Visits],
) -> None:
    de, visits = stale
    await propose(de.office, ANNA, CASE, GRANT)
    assert visits.only == []
    error = await refused(
        decide(de.office, BERT, CASE), Reason.REGISTER_STALE, "the register of FR is older"
    )
    assert error.metadata == {"authorities": "FR"}
    assert visits.only == [("FR",)]
    assert de.held().decision is None


async def test_one_that_was_accepted_as_it_stands_does_not(
    stale: tuple[QuietOffice, Visits],
) -> None:
    de, _ = stale
    await propose(de.office, ANNA, CASE, GRANT.model_copy(update={"stale_registers": ("FR", "NL")}))
    held = de.held().proposal
    assert held is not None
    assert held.stale_registers == ("FR",)
    assert [(each.origin, each.size, each.synced_at) for each in held.accepted] == [("FR", 0, None)]
    assert (await decide(de.office, BERT, CASE)).state is CaseState.DECIDED


async def test_nobody_is_visited_where_all_is_fresh(de: QuietOffice, case: Case) -> None:
    visits = Visits(de)
    await propose(de.office, ANNA, CASE, GRANT)
    await decide(de.office, BERT, CASE)
    assert visits.only == []
