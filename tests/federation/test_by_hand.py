"""Who is asked outside the gateway: what waits for the answer, and what need not."""

from __future__ import annotations

import pytest

from gateway.domain.case import CaseState, Outcome
from gateway.errors import ComityError, Reason
from tests.support.federation_case import BERT, CaseFederation
from tests.support.kinds import begun, filed, negative, outcome


async def test_a_refusal_does_not_wait_for_who_is_asked_by_hand_before_a_grant_only(
    federation: CaseFederation,
) -> None:
    """Article 14(1) is about granting; nobody's answer by mail is needed to say no."""
    de = federation["DE"]
    case = await begun(federation, filed("H-1", goods_located_in=("ES",)))
    [task] = [task for task in await de.tasks() if task.kind == "consult.by_hand"]
    assert task.text == "14(1): ES must be consulted and is not in the federation"
    with pytest.raises(ComityError) as refused:
        await de.propose(case.case_id, outcome(Outcome.GRANTED))
    assert refused.value.reason is Reason.CONSULTATION_OPEN
    await de.propose(case.case_id, negative(Outcome.REFUSED))
    assert (await de.decide(case.case_id, BERT)).state is CaseState.DECIDED
