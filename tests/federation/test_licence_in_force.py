"""A licence that was granted is looked at again: limited, suspended, annulled, revoked.

Article 16(1): each of these is notified to all; a modification that is no substantial
limitation is not. A suspension is followed by its final assessment.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from gateway.casework.acts.due_dates import Due, DueKind, get_due
from gateway.casework.cases.amendment import amend_application
from gateway.casework.cases.suspension import final_assessment
from gateway.casework.denials.denials import get_denial
from gateway.casework.denials.setting_aside import set_aside
from gateway.domain.base import Stated
from gateway.domain.case import Case, LicenceState, Outcome
from gateway.domain.denial import DecisionType, DenialState
from gateway.domain.notice import FinalAssessment, SetAside, SetAsideWay, SuspensionEnd
from gateway.domain.transaction import Party
from gateway.errors import ComityError, InputError, Reason, StateError
from tests.support.federation_case import ANNA, BERT, CaseFederation, text
from tests.support.kinds import (
    NON_LISTED,
    begun,
    decided,
    denial_at,
    filed,
    item,
    negative,
    outcome,
)
from tests.support.proofs import proved
from tests.support.raising import present, refuses

STRANGER = Party(names=("Somebody Else Ltd",), country="AE")


async def granted(federation: CaseFederation, reference: str = "L-1") -> str:
    case = await decided(federation, filed(reference), outcome(Outcome.GRANTED))
    assert [change.state for change in case.licence] == [LicenceState.IN_FORCE]
    return case.case_id


async def again(
    federation: CaseFederation, licence: str, what: Outcome, reference: str = "L-2"
) -> Case:
    """Another case, about the licence in force, and its decision."""
    wanted = filed(reference, "licence_in_force", concerns=licence)
    yes = what in (Outcome.MAINTAINED, Outcome.MODIFIED)
    return await decided(federation, wanted, outcome(what) if yes else negative(what))


async def test_what_takes_from_a_licence_is_told_to_all(federation: CaseFederation) -> None:
    takes = (
        (Outcome.LIMITED, DecisionType.LIMIT, LicenceState.LIMITED),
        (Outcome.SUSPENDED, DecisionType.SUSPEND, LicenceState.SUSPENDED),
        (Outcome.ANNULLED, DecisionType.ANNUL, LicenceState.ANNULLED),
        (Outcome.REVOKED, DecisionType.REVOKE, LicenceState.REVOKED),
    )
    for number, (what, decision, state) in enumerate(takes, start=1):
        licence = await granted(federation, f"L-{number}")
        case = await again(federation, licence, what, f"C-{number}")
        assert case.consultations == ()  # 16(5) speaks of granting, refusing, prohibiting a transit
        for code in ("FR", "NL", "EU"):
            denial = await denial_at(federation[code], f"DE-2026-0000{number}")
            assert (denial.decision, denial.articles) == (decision, ("16(1)",))

        shown = await federation["DE"].case(licence)
        assert [(change.state, change.by_case) for change in shown.licence] == [
            (LicenceState.IN_FORCE, licence),
            (state, case.case_id),
        ]
        assert [(each.kind, each.case_id) for each in shown.related] == [("concerns", case.case_id)]


async def test_what_takes_nothing_is_told_to_nobody(federation: CaseFederation) -> None:
    licence = await granted(federation)
    for what in (Outcome.MAINTAINED, Outcome.MODIFIED):
        await again(federation, licence, what, f"C-{what}")
        assert await federation["DE"].entries("DE") == []
        assert (await federation["DE"].case(licence)).licence[-1].state is LicenceState.IN_FORCE


async def test_a_licence_that_has_ended_is_not_looked_at_again(federation: CaseFederation) -> None:
    licence = await granted(federation)
    pending = await begun(federation, filed("L-9", "licence_in_force", concerns=licence))
    await again(federation, licence, Outcome.REVOKED)
    with pytest.raises(StateError, match="revoked"):
        await federation["DE"].propose(pending.case_id, negative(Outcome.LIMITED))
    with pytest.raises(StateError, match="revoked"):
        await federation["DE"].file(filed("L-3", "licence_in_force", concerns=licence))


async def test_only_a_case_about_a_licence_names_one(federation: CaseFederation) -> None:
    for procedure, concerns in (
        ("licence_in_force", ""),
        ("licence_in_force", "DE-C-2026-99999"),
        ("application", "DE-C-2026-00001"),
    ):
        with pytest.raises(InputError) as refused:
            await federation["DE"].file(filed("L-4", procedure, concerns=concerns))
        assert refused.value.metadata["field"] == "concerns"
    # A refused application is no licence.
    case = await decided(federation, filed("L-5"), negative(Outcome.REFUSED))
    with pytest.raises(InputError, match="no licence was granted"):
        await federation["DE"].file(filed("L-6", "licence_in_force", concerns=case.case_id))


async def test_a_case_about_a_licence_describes_what_was_licensed(
    federation: CaseFederation,
) -> None:
    """All members read of the denial what the new case says: it is no other transaction."""
    changes: tuple[tuple[dict[str, Any], str], ...] = (
        ({"destination": "TR"}, "transaction.destination"),
        ({"end_user": Stated[Party].given(STRANGER)}, "transaction.end_user"),
        ({"consignee": Stated[Party].given(STRANGER)}, "transaction.consignee"),
        ({"items": (item(NON_LISTED),)}, "transaction.items[0]"),
    )
    licence = await granted(federation)
    de, why = federation["DE"], text("Another one.", "en")
    case = await begun(federation, filed("L-8", "licence_in_force", concerns=licence))
    for changed, field in changes:
        with refuses(InputError, field=field):
            await de.file(filed("L-9", "licence_in_force", concerns=licence, **changed))
        other = filed("L-8", "licence_in_force", concerns=licence, **changed)
        with refuses(InputError, field=field):
            await amend_application(de.node.office, ANNA, case.case_id, other, why)


# --- a suspension and its final assessment -----------------------------------------------


def assessed(
    federation: CaseFederation, end: SuspensionEnd, denial_id: str = "DE-2026-00001"
) -> FinalAssessment:
    return FinalAssessment(
        denial_id=denial_id,
        outcome=end,
        at=federation.clock.at.date(),
        grounds=(text("Der Verdacht hat sich nicht bestätigt.", "de"),),
    )


async def ended(
    federation: CaseFederation, end: SuspensionEnd, by: Any = BERT, of: str = "DE-2026-00001"
) -> Case:
    office = federation["DE"].node.office
    return await final_assessment(office, by, of, assessed(federation, end, of))


async def test_a_suspension_waits_for_its_final_assessment(federation: CaseFederation) -> None:
    licence = await granted(federation)
    await again(federation, licence, Outcome.SUSPENDED)
    de = federation["DE"]
    [task] = [each for each in await de.tasks() if each.kind == "suspension.open"]
    assert task.subject == licence
    # Nothing but the final assessment says what becomes of it.
    other = await begun(federation, filed("L-7", "licence_in_force", concerns=licence))
    with pytest.raises(StateError, match="final assessment"):
        await de.propose(other.case_id, negative(Outcome.REVOKED))
    with refuses(ComityError, Reason.SECOND_OFFICER_NEEDED):
        await ended(federation, SuspensionEnd.REINSTATED, ANNA)
    # Neither before the suspension nor after today: all members read it.
    today = assessed(federation, SuspensionEnd.REVOKED)
    for days in (-1, 1):
        given = today.model_copy(update={"at": today.at + timedelta(days=days)})
        with refuses(InputError, Reason.DATE_IMPOSSIBLE, field="at"):
            await final_assessment(de.node.office, BERT, given.denial_id, given)
    assert (await de.case(licence)).licence[-1].state is LicenceState.SUSPENDED


async def test_the_final_assessment_is_the_second_message_to_all(
    federation: CaseFederation,
) -> None:
    ends = (
        (SuspensionEnd.REINSTATED, LicenceState.IN_FORCE, DenialState.REVOKED),
        (SuspensionEnd.REVOKED, LicenceState.REVOKED, DenialState.VALID),
        (SuspensionEnd.ANNULLED, LicenceState.ANNULLED, DenialState.VALID),
        (SuspensionEnd.LIMITED, LicenceState.LIMITED, DenialState.VALID),
    )
    for number, (end, licence_state, denial_state) in enumerate(ends, start=1):
        denial_id = f"DE-2026-0000{number}"
        licence = await granted(federation, f"L-{number}")
        await again(federation, licence, Outcome.SUSPENDED, f"C-{number}")
        shown = await ended(federation, end, of=denial_id)
        assert (shown.case_id, shown.licence[-1].state) == (licence, licence_state)
        assert await federation["DE"].task_kinds() == []
        await federation.sync()
        for code in ("FR", "NL", "EU"):
            desk = federation[code]
            assert (await desk.entries("DE"))[-2:] == [
                ("denial.notified", denial_id),
                ("denial.final_assessment", denial_id),
            ]
            assert len(await desk.entries("DE")) == 2 * number
            status = (await get_denial(desk.node.office, ANNA, denial_id)).status
            assert status.state is denial_state
        with pytest.raises(StateError):
            await ended(federation, end, of=denial_id)


async def test_a_suspension_that_a_court_set_aside_ends_and_the_licence_is_in_force_again(
    federation: CaseFederation, tmp_path: Path
) -> None:
    """What was set aside keeps nothing suspended, and what else is to become of it is decided."""
    licence = await granted(federation)
    await again(federation, licence, Outcome.SUSPENDED)
    de = federation["DE"]
    judgment = SetAside(
        denial_id="DE-2026-00001",
        way=SetAsideWay.SET_ASIDE,
        body="Verwaltungsgericht Frankfurt",
        reference="5 K 1/26.F",
        at=federation.clock.at.date(),
    )
    await set_aside(de.node.office, ANNA, "DE-2026-00001", judgment)
    assert "suspension.open" in await de.task_kinds()
    with pytest.raises(StateError, match="nothing keeps the licence suspended"):
        await ended(federation, SuspensionEnd.REVOKED)
    shown = await ended(federation, SuspensionEnd.REINSTATED)
    assert shown.licence[-1].state is LicenceState.IN_FORCE
    assert "suspension.open" not in await de.task_kinds()
    await federation.sync()
    for code in ("FR", "NL", "EU"):
        status = (await get_denial(federation[code].node.office, ANNA, "DE-2026-00001")).status
        assert status.state is DenialState.REVOKED
    await proved(de, licence, tmp_path)
    await again(federation, licence, Outcome.REVOKED, "L-3")
    assert (await de.case(licence)).licence[-1].state is LicenceState.REVOKED


async def test_a_suspension_has_no_date_of_review_before_its_final_assessment(
    federation: CaseFederation,
) -> None:
    """No daily sweep is waited for (Article 16(2), doubt D13)."""

    async def date_of_review() -> Due | None:
        kind = DueKind.DENIAL_REVIEW
        return await federation["DE"].node.db.read(
            lambda conn: get_due(conn, kind=kind, subject="DE-2026-00001")
        )

    licence = await granted(federation)
    await again(federation, licence, Outcome.SUSPENDED)
    assert await date_of_review() is None
    await ended(federation, SuspensionEnd.REVOKED)
    row = await date_of_review()
    assert present(row).note == "2029-03-02"


async def test_only_a_suspension_has_a_final_assessment(federation: CaseFederation) -> None:
    await decided(federation, filed("L-8"), negative(Outcome.REFUSED))
    with refuses(ComityError, Reason.NOT_FOUND):
        await ended(federation, SuspensionEnd.REVOKED)
