"""What the end of an own denial needs."""

from __future__ import annotations

import pytest

from gateway.casework.denials.denials import ShownDenial, review_denial
from gateway.domain.denial import DenialState, ReviewOutcome
from gateway.domain.notice import DenialReview
from gateway.errors import InputError
from tests.support.desk import ANNA, START, text
from tests.support.quiet_office import QuietOffice
from tests.unit.casework.cases.test_decision import denial, deny


async def test_a_revocation_says_why(de: QuietOffice) -> None:
    """Grounds for keeping it are no reason to end it (officer2 M15)."""
    held = denial(1)
    deny(de, held)
    review = DenialReview(
        denial_id=held.denial_id,
        outcome=ReviewOutcome.REVOKED,
        at=START.date(),
        third_review_grounds=(text("It is dangerous."),),
    )
    with pytest.raises(InputError) as found:
        await review_denial(de.office, ANNA, held.denial_id, review)
    assert found.value.metadata["field"] == "grounds"
    why = (text("It was another firm."),)
    said = review.model_copy(update={"grounds": why, "third_review_grounds": ()})
    done = await review_denial(de.office, ANNA, held.denial_id, said)
    assert isinstance(done, ShownDenial)
    assert done.status.state is DenialState.REVOKED
