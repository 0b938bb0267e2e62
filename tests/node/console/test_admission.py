"""A browser that hammers gets a page that says so; REST counts against the same share."""

from __future__ import annotations

from gateway.api.app import PREFIX, create_app
from gateway.app.listeners import Doors
from gateway.casework.permissions import OfficerRole
from gateway.console.app import create_console
from gateway.exchange.rate_limits import AccountShares, Limits
from tests.node.console.conftest import ConsoleDoor
from tests.support.officers_browser import OfficersBrowser

AT_ONCE = 6
ACCOUNT = "/desk/account"


async def test_who_hammers_gets_a_page_and_nobody_else_does(console: ConsoleDoor) -> None:
    office = console.desk.node.office
    moment = [1000.0]
    shares = AccountShares(Limits(per_s=AT_ONCE, at_once=100), now=lambda: moment[0])
    sync = console.desk.node.syncer.sync_all
    rest = create_app(office, probes={}, sync_now=sync, shares=shares)
    app = Doors(rest, create_console(office, signing=console.signing, shares=shares))
    browser = OfficersBrowser(app)
    colleague = OfficersBrowser(app)
    await browser.sign_in(console.people[OfficerRole.OFFICER])
    await colleague.sign_in(console.people[OfficerRole.DECIDER])
    moment[0] += 1
    assert {(await browser.open(ACCOUNT)).status for _ in range(AT_ONCE)} == {200}
    refused = await browser.open(ACCOUNT)
    assert (refused.status, refused.answer.headers["retry-after"]) == (429, "1")
    assert "Too much at once" in refused.words
    assert "go on in one second" in refused.words
    assert (await colleague.open(ACCOUNT)).status == 200

    token = {"Authorization": f"Bearer {console.tokens[OfficerRole.OFFICER]}"}
    answer = await browser.client.get(f"{PREFIX}/tasks", headers=token)
    assert (answer.status_code, answer.json()["reason"]) == (429, "RATE_EXCEEDED")

    moment[0] += 1
    assert (await browser.open(ACCOUNT)).status == 200
    for each in (browser, colleague):
        await each.close()
