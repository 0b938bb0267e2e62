"""Which decisions change a licence that is in force, suspended or over."""

from __future__ import annotations

import pytest

from gateway.casework.cases.readiness import check_licence
from gateway.casework.rules.outcomes import case_rule, outcome_rule
from gateway.domain.case import (
    LicenceState,
    Outcome,
)
from gateway.errors import StateError
from tests.support.quiet_office import CASE, QuietOffice
from tests.unit.casework.ready_cases import (
    GRANT,
    OTHER,
    about_licence,
    check,
    licensed,
    ready,
    refused,
)

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
        error = refused(de, case, proposal, f"the licence of {CASE} is suspended", case_id=CASE)
        assert error.metadata["denial_id"] == "DE-2026-00001"
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
