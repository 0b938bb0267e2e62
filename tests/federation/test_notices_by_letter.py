"""A notice to chosen members is one act, however long its letters take to be written."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from gateway.casework.notices.notices import amend_notice, publish_notice, withdraw_notice
from gateway.casework.services import Office
from gateway.domain.notice import NoticeState, ShownNotice
from tests.support.federation_case import ANNA, CaseFederation, Desk, text
from tests.support.notices import draft, exchange, shown
from tests.support.raising import present
from tests.support.stations import StepClock


class TickingClock:
    """A clock as in life: no two readings are the same."""

    def __init__(self, clock: StepClock) -> None:
        self._clock = clock

    def now(self) -> datetime:
        self._clock.at += timedelta(milliseconds=1)
        return self._clock.at


def ticking(desk: Desk) -> Office:
    return replace(desk.node.office, clock=TickingClock(desk.clock))


async def test_23_2_e_every_recipient_has_the_amendment_and_the_withdrawal(
    federation: CaseFederation,
) -> None:
    """What was told to France and the Commission is taken back from both."""
    office = ticking(federation["DE"])
    sent = await publish_notice(office, ANNA, draft("23(2)(e)", recipients=("FR", "EU")))
    assert isinstance(sent, ShownNotice)
    assert (len(sent.versions), sorted(sent.release)) == (1, ["EU", "FR"])
    assert sent.not_yet_received == ("EU", "FR")
    await exchange(federation)
    words = (text("The front has moved."),)
    changed = await amend_notice(office, ANNA, sent.number, draft("23(2)(e)", text=words))
    assert isinstance(changed, ShownNotice)
    assert len(changed.versions) == 2
    await exchange(federation)
    for code in ("FR", "EU"):
        seen = (await shown(federation[code], sent.number)).notice
        assert present(seen).text == words
    await withdraw_notice(office, ANNA, sent.number, (text("An error."),))
    await exchange(federation)
    for code in ("DE", "FR", "EU"):
        assert (await shown(federation[code], sent.number)).state is NoticeState.WITHDRAWN
