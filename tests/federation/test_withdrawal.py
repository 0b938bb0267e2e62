"""The applicant withdraws: what was determined before is notified, everything else is not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gateway.casework.cases.cases import assess, withdraw
from gateway.domain.case import Case, CaseState, Outcome, Withdrawal
from gateway.domain.denial import DecisionType, Ground
from gateway.domain.rulebook.general import FourEyesException
from gateway.domain.transaction import Activity
from gateway.errors import ComityError, InputError, Reason, StateError
from tests.support.cases import application
from tests.support.federation_case import ANNA, BERT, CaseFederation, text
from tests.support.forgery import forged, no_change
from tests.support.kinds import begun, denial_at, filed, negative, outcome
from tests.support.proofs import proved
from tests.support.raising import present, refuses

STORNO = text("Auftrag storniert.", "de")
WHY_NOT = text("Die Endverwendung war nicht glaubhaft.", "de")


async def withdrawn(federation: CaseFederation, case_id: str, **said: Any) -> Case:
    office = federation["DE"].node.office
    if said.get("determined") and said.get("grounds"):
        said["explanation"] = (WHY_NOT,)
    withdrawal = Withdrawal(language=STORNO.language, text=STORNO.text, **said)
    case = await withdraw(office, ANNA, case_id, withdrawal if said else STORNO)
    await federation.settle()
    return case


async def refusal_proposed(federation: CaseFederation) -> str:
    """A case in which an officer had proposed to refuse, and then thought again."""
    case = await begun(federation, filed("W-1"))
    de = federation["DE"]
    await de.propose(case.case_id, negative(Outcome.REFUSED))
    await de.propose(case.case_id, outcome(Outcome.GRANTED))
    return case.case_id


async def test_after_a_negative_assessment_the_officer_is_asked(
    federation: CaseFederation,
) -> None:
    """Whether it had been determined that the export will not be authorised (Art 16(1))."""
    case_id = await refusal_proposed(federation)
    with refuses(InputError, field="determined"):
        await withdrawn(federation, case_id)
    assert (await federation["DE"].case(case_id)).state is CaseState.PROPOSED


async def test_an_unacceptable_risk_is_a_negative_assessment(federation: CaseFederation) -> None:
    case = await begun(federation, filed("W-2"))
    given = application().transaction.human_rights
    said_no = present(given).model_copy(update={"risk": "unacceptable"})
    await assess(federation["DE"].node.office, ANNA, case.case_id, said_no)
    with pytest.raises(InputError, match="determined"):
        await withdrawn(federation, case.case_id)
    done = await withdrawn(federation, case.case_id, determined=False)
    assert done.state is CaseState.WITHDRAWN
    assert await federation["DE"].entries("DE") == []


async def test_a_determination_is_notified_with_four_eyes(federation: CaseFederation) -> None:
    case_id = await refusal_proposed(federation)
    de = federation["DE"]
    with refuses(InputError, field="grounds"):
        await withdrawn(federation, case_id, determined=True)

    grounds = (Ground.HUMAN_RIGHTS,)
    pending = await withdrawn(federation, case_id, determined=True, grounds=grounds)
    assert pending.state is CaseState.PROPOSED
    assert await de.entries("DE") == []
    with refuses(ComityError, Reason.SECOND_OFFICER_NEEDED):
        await de.decide(case_id, ANNA)
    with pytest.raises(StateError, match="withdrawn"):
        await de.propose(case_id, outcome(Outcome.GRANTED))

    done = await de.decide(case_id, BERT)
    await federation.settle()
    assert done.state is CaseState.WITHDRAWN
    assert ("case", case_id) in de.engine.ended
    assert present(done.decision).proposal.outcome is Outcome.NOT_TO_BE_AUTHORISED
    await federation.sync()
    for code in ("FR", "NL", "EU"):
        denial = await denial_at(federation[code], "DE-2026-00001")
        assert denial.decision is DecisionType.INTENT_NO
        assert denial.grounds.value == grounds
        assert denial.explanation == (WHY_NOT,)  # not what the applicant said


async def test_an_authority_of_one_officer_determines_as_it_refuses(
    federation: CaseFederation, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = await refusal_proposed(federation)
    de = federation["DE"]
    law = de.node.office.law
    rulebook = law.in_force(de.clock.now())
    exception = FourEyesException(authority="DE", outcomes=(Outcome.REFUSED,))
    four_eyes = rulebook.four_eyes.model_copy(update={"exceptions": (exception,)})
    changed = rulebook.model_copy(update={"four_eyes": four_eyes})
    monkeypatch.setattr(law, "rulebook", lambda _: changed)
    await withdrawn(federation, case_id, determined=True, grounds=(Ground.HUMAN_RIGHTS,))
    done = await de.decide(case_id, ANNA)
    assert not present(done.decision).four_eyes


async def test_two_officers_find_that_nothing_was_determined_and_one_does_not(
    federation: CaseFederation, tmp_path: Path
) -> None:
    case_id = await refusal_proposed(federation)
    await withdrawn(federation, case_id, determined=True, grounds=(Ground.HUMAN_RIGHTS,))
    with refuses(ComityError, Reason.SECOND_OFFICER_NEEDED):
        await withdrawn(federation, case_id, determined=False)
    de = federation["DE"]
    assert (await de.case(case_id)).state is CaseState.PROPOSED
    nothing = Withdrawal(language=STORNO.language, text=STORNO.text, determined=False)
    done = await withdraw(de.node.office, BERT, case_id, nothing)
    assert done.state is CaseState.WITHDRAWN
    assert await de.entries("DE") == []
    assert [act.actor for act in done.acts if act.verb == "case.withdrawn"] == ["anna", "bert"]
    await proved(de, case_id, tmp_path)
    assert await forged(de, case_id, tmp_path, no_change) == set()

    def by_the_same(told: dict[str, Any]) -> None:
        told["proposed_by"] = told["decision"]["proposed_by"] = "anna"
        told["decision"]["decided_by"] = "anna"
        told["acts"][-1]["actor"] = "anna"

    failed = await forged(de, case_id, tmp_path, by_the_same)
    assert failed == {"decision: made as the law asks"}


async def test_a_transit_knows_no_such_determination(federation: CaseFederation) -> None:
    wanted = filed("T-9", "transit", activity=Activity.TRANSIT)
    case = await begun(federation, wanted)
    with refuses(InputError, field="determined"):
        await withdrawn(federation, case.case_id, determined=True, grounds=(Ground.SANCTIONS,))
    assert (await withdrawn(federation, case.case_id)).state is CaseState.WITHDRAWN
