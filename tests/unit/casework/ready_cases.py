"""A case that is ready to be decided, and what to ask of it: for the tests of readiness."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.casework.cases.readiness import check_ready
from gateway.casework.services import Work
from gateway.domain.case import (
    Case,
    CaseState,
    DecisionProposal,
    LicenceChange,
    LicenceState,
    Outcome,
    Trigger,
)
from gateway.domain.consultation import (
    ConsultationState,
)
from gateway.domain.denial import Ground
from gateway.errors import StateError
from tests.support.cases import application
from tests.support.desk import START, text
from tests.support.quiet_office import CASE, QuietOffice
from tests.unit.casework.cases.test_hit_verdicts import examination

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
    de.read(lambda conn: check_ready(Work(conn, de.office), case, proposal))


def refused(
    de: QuietOffice, about: Case, proposal: DecisionProposal, words: str, **metadata: str
) -> StateError:
    with pytest.raises(StateError) as found:
        check(de, about, proposal)
    assert words in str(found.value)
    assert metadata.items() <= found.value.metadata.items()
    return found.value


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
