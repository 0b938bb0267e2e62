"""Articles 5(7), 10(3), 12(6), 23(1) and Annex II as corrected (E3, E8, E10)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from gateway.casework.notices import collective_publishing as publishing
from gateway.casework.notices.collective_acts import FindingDraft
from gateway.casework.notices.collective_acts import find as notify_finding
from gateway.errors import InputError
from tests.support.federation_case import ANNA, CaseFederation, Desk
from tests.support.notices import ITEM, exchange
from tests.support.notices import publish as notify
from tests.support.reforms import members_count
from tests.support.reviews import exchanged, find, publish, review

CORRECTED = datetime(2026, 6, 8, 9, tzinfo=UTC)  # a Monday


async def texts(desk: Desk, number: str) -> str:
    return " ".join(task.text for task in await desk.tasks() if task.subject == number)


async def test_10_3_readers_inform_their_customs_too(federation: CaseFederation) -> None:
    """ "... give due consideration to this information and inform their customs"."""
    await federation.at(CORRECTED)
    number = (await notify(federation["DE"], "10(3)", about="")).number
    await exchange(federation)
    for code in ("DE", "FR", "NL"):
        assert "inform customs" in await texts(federation[code], number)
    assert "inform customs" not in await texts(federation["EU"], number)


async def test_what_is_notified_to_the_commission_is_its_to_publish(
    federation: CaseFederation,
) -> None:
    await federation.at(CORRECTED)
    kinds = ("12(6)", "AnnexII.first_use", "23(1)")
    numbers = [(await notify(federation["DE"], kind, about="")).number for kind in kinds]
    await exchange(federation)
    to_publish = "publish it in the Official Journal, C series"
    for number in numbers:
        assert to_publish in await texts(federation["EU"], number)
        for code in ("DE", "FR"):
            assert "Official Journal" not in await texts(federation[code], number)


async def test_5_7_all_want_the_same_amendment_and_it_is_published(
    federation: CaseFederation,
) -> None:
    """ "... amended or renewed": each names the items that the publication should have."""
    await members_count(federation, implied=False).at(CORRECTED)
    sent = await notify(federation["DE"], "5(4)", about="")
    await exchanged(federation)
    for code in ("DE", "FR", "NL"):
        await find(federation[code], sent.number, "requirement")
    await exchanged(federation)
    number = await publish(federation["EU"], sent.number)
    await exchanged(federation)

    with pytest.raises(InputError, match="items"):  # an amendment of nothing
        await find(federation["FR"], number, "amend")
    wider = ITEM.model_copy(update={"description": "High-speed camera and its software"})
    amend = FindingDraft(outcome="amend", items=(wider,), destinations=("AE", "OM"))
    for code in ("DE", "FR"):
        await notify_finding(federation[code].node.office, ANNA, number, amend)
    await exchanged(federation)
    count = (await review(federation["EU"], number)).tally
    assert (count.unanimous, count.missing) == ("amend", ("NL",))
    await notify_finding(federation["NL"].node.office, ANNA, number, amend)
    await exchanged(federation)
    prepared = await publishing.prepare(federation["EU"].node.office, ANNA, number)
    assert (prepared.items, prepared.destinations) == ((wider,), ("AE", "OM"))
    assert "Amend it" in prepared.text[0].text
    again = await publish(federation["EU"], number, "C/2027/77")
    await exchanged(federation)
    assert (await review(federation["FR"], again)).procedure == "5(7)"
