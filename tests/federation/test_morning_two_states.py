"""One transaction, two States that ask; and how a case stands to an earlier one."""

from __future__ import annotations

from gateway.casework.consultations.consultations import list_consultations
from gateway.domain.base import Stated
from gateway.domain.case import Application
from gateway.domain.consultation import Consultation
from gateway.domain.lists.filters import ConsultationFilter
from gateway.domain.transaction import Party
from tests.support.cases import application
from tests.support.federation_case import ANNA, CaseFederation, Desk
from tests.support.morning import waiting


async def asked_of(desk: Desk) -> dict[str, Consultation]:
    """The consultations that an authority must answer, by who asks."""
    found = (
        await list_consultations(desk.node.office, ANNA, ConsultationFilter(asked_of_us=True))
    ).items
    return {each.asking: each for each in found}


def from_paris(**changes: object) -> Application:
    filed = application()
    transaction = filed.transaction.model_copy(update=changes)
    return filed.model_copy(update={"reference": "FR-77", "transaction": transaction})


async def test_the_same_transaction_from_two_states_is_shown_side_by_side(
    three: CaseFederation,
) -> None:
    """Berlin asked on Monday; on the same day Paris asks about the same end-user and item."""
    await three["DE"].file(application())
    await three["FR"].file(from_paris(exporter=Stated[Party].unknown()))
    await three.settle()
    asked = await asked_of(three["NL"])
    ours, theirs = asked["DE"], asked["FR"]
    assert ours.same_transaction == (theirs.conversation_id,)
    assert theirs.same_transaction == (ours.conversation_id,)
    shown = await waiting(three["NL"])
    for peer, conversation in (
        ("FR", theirs.conversation_id),
        ("DE", ours.conversation_id),
    ):
        text = f"{peer} consults us about the same transaction, as it seems: {conversation}"
        assert text in shown
    # Nobody else is told by the gateway: what Paris asks is not Berlin's to read.
    for code in ("DE", "FR"):
        cases = [task.kind for task in await three[code].tasks()]
        assert "transaction.twice" not in cases
