"""What two have said no to, one does not take back alone: by EU-2021-821/2026-3 (integrator A7)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from gateway.casework.denials.denials import ShownDenial, get_denial, review_denial
from gateway.casework.handlers.second_officer import agree, refuse, view_of_act
from gateway.domain.acts import TaskKind
from gateway.domain.denial import DenialState, ReviewOutcome
from gateway.domain.notice import DenialReview
from gateway.domain.waiting_act import WaitingAct
from gateway.errors import Reason, StateError
from tests.support.cases import french_denial
from tests.support.federation_case import ANNA, BERT, CaseFederation, text

UNDER_2026_3 = datetime(2027, 1, 4, 9, tzinfo=UTC)
DENIAL = french_denial(17).denial_id


async def revoke(federation: CaseFederation, day: date) -> ShownDenial | WaitingAct:
    review = DenialReview(
        denial_id=DENIAL, outcome=ReviewOutcome.REVOKED, at=day, grounds=(text("It was another."),)
    )
    return await review_denial(federation["FR"].node.office, ANNA, DENIAL, review)


async def state(federation: CaseFederation, code: str) -> DenialState:
    await federation.sync()
    return (await get_denial(federation[code].node.office, ANNA, DENIAL)).status.state


async def test_a_revocation_waits_for_a_second_officer_and_then_reaches_all(
    federation: CaseFederation,
) -> None:
    """Found in use: integrator A7."""
    fr = federation["FR"]
    await fr.deny(french_denial(17))
    await federation.at(UNDER_2026_3)
    waits = await revoke(federation, date(2027, 1, 4))
    assert isinstance(waits, WaitingAct)
    assert TaskKind.ACT_AGREE in await fr.task_kinds()
    assert await state(federation, "NL") is DenialState.VALID
    told = (await view_of_act(fr.node.office, BERT, waits.number)).model_dump_json()
    assert "It was another." in told
    with pytest.raises(StateError) as alone:
        await agree(fr.node.office, ANNA, waits.number)
    assert alone.value.reason is Reason.SECOND_OFFICER_NEEDED
    done = await agree(fr.node.office, BERT, waits.number)
    assert (done.state, done.result) == ("agreed", DENIAL)
    assert await state(federation, "NL") is DenialState.REVOKED


async def test_a_revocation_that_is_refused_leaves_the_denial_valid(
    federation: CaseFederation,
) -> None:
    fr = federation["FR"]
    await fr.deny(french_denial(17))
    await federation.at(UNDER_2026_3)
    waits = await revoke(federation, date(2027, 1, 4))
    assert isinstance(waits, WaitingAct)
    await refuse(fr.node.office, BERT, waits.number, text("It was the same."))
    assert await state(federation, "DE") is DenialState.VALID


async def test_before_2027_one_officer_revokes_as_before(federation: CaseFederation) -> None:
    await federation["FR"].deny(french_denial(17))
    assert isinstance(await revoke(federation, date(2026, 3, 2)), ShownDenial)
    assert await state(federation, "NL") is DenialState.REVOKED
