"""The two ways in which the intake refuses, checked in full."""

import pytest

from gateway.domain.letter import Receipt, ReceiptOutcome
from gateway.errors import IntakeError, Reason
from gateway.store.tables_exchange import (
    dispatch,
    journal,
)
from gateway.wire.deliveries import (
    response_from_bytes,
)
from tests.support.stations import (
    Station,
    receipt_in,
)


async def refused_plainly(
    station: Station, raw: bytes, sender: Station | None, step: int, reason: Reason
) -> IntakeError:
    """The intake raises, and nothing at all is kept."""
    before = station.rows(journal)
    context = {} if sender is None else sender.auth_context
    with pytest.raises(IntakeError) as caught:
        await station.intake.receive(raw, context)
    assert (caught.value.step, caught.value.reason) == (step, reason)
    assert caught.value.remedy
    assert station.rows(journal) == before
    assert station.rows(dispatch) == []
    return caught.value


async def refused_signed(station: Station, raw: bytes, sender: Station, reason: Reason) -> Receipt:
    """The receipt is a signed refusal, journalled; nothing is dispatched, no period starts."""
    response = await station.intake.receive(raw, sender.auth_context)
    receipt = receipt_in(response)
    assert (receipt.outcome, receipt.reason) == (ReceiptOutcome.REFUSED, reason.value)
    assert receipt.last_instant is None
    row = station.rows(journal)[-1]
    assert (row.refused, row.reason) == (True, reason.value)
    assert row.receipt == response_from_bytes(response)
    assert row.position == receipt.journal_position
    assert row.position not in {each.position for each in station.rows(dispatch)}
    return receipt
