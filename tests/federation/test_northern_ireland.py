"""Article 14(1) and goods in Northern Ireland, to which the Regulation applies (doubt D7).

Annex II, Section A: it applies "to and in the United Kingdom in respect of Northern Ireland". The
gateway does not reach the authority of the United Kingdom, so officers ask it by hand.
"""

from __future__ import annotations

from datetime import UTC, datetime

from gateway.casework.cases.records import view_of
from gateway.domain.acts import TaskKind
from gateway.domain.consultation import ConsultationState, HandKind
from gateway.errors import Reason
from tests.support.by_mail import mail, no_objection
from tests.support.federation_case import ANNA, CaseFederation

LATER = datetime(2027, 1, 4, 9, tzinfo=UTC)


async def test_the_authority_of_the_united_kingdom_is_asked_by_hand(
    federation: CaseFederation,
) -> None:
    await federation.at(LATER)
    post = await mail(federation, "XI", "FR")
    [task] = [each for each in await post.desk.tasks() if each.kind == TaskKind.CONSULT_BY_HAND]
    assert task.data["authority"] == "UK"
    shown = (await view_of(post.desk.node.office, ANNA, post.case_id)).model_dump_json()
    assert "XI is no Member State; the authority of UK is asked." in shown

    talk = await post.received("UK")
    asked = await post.desk.consultation(talk)
    assert asked.deadline is not None
    assert (asked.deadline.last_day.isoformat(), asked.deadline.time_zone) == (
        "2027-01-18",
        "Europe/London",
    )
    assert await post.refused() is Reason.CONSULTATION_OPEN
    await post.record(talk, HandKind.ANSWERED, answer=no_objection())
    assert (await post.desk.consultation(talk)).state is ConsultationState.ANSWERED
