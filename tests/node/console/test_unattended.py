"""A page that asks by itself keeps no session from its end, and is not sent what it has."""

from __future__ import annotations

from datetime import timedelta

from gateway.casework.accounts.signin.sessions import IDLE
from gateway.console.access.headers import UNATTENDED
from tests.node.console.conftest import ConsoleDoor

INBOX = "/desk/inbox"
BY_ITSELF = {UNATTENDED: "1", "Sec-Fetch-Site": "same-origin"}


async def test_a_session_ends_though_its_page_asks_by_itself(console: ConsoleDoor) -> None:
    browser, clock = await console.signed_in(), console.federation.clock
    colleague = await console.signed_in()
    third = IDLE / 3
    for _ in range(3):
        assert (await browser.send("GET", INBOX, headers=BY_ITSELF)).path == INBOX
        assert (await colleague.open(INBOX)).path == INBOX
        clock.at += third
    assert (await browser.send("GET", INBOX, headers=BY_ITSELF)).path == "/desk/sign-in"
    assert (await colleague.open(INBOX)).path == INBOX


async def test_what_a_page_has_is_not_sent_again(console: ConsoleDoor) -> None:
    browser = await console.signed_in()
    first = (await browser.send("GET", INBOX, headers=BY_ITSELF)).answer
    tag = first.headers["etag"]
    again = {**BY_ITSELF, "If-None-Match": tag}
    answer = await browser.client.get(INBOX, headers=again)
    assert (answer.status_code, answer.content) == (304, b"")
    assert "content-security-policy" in answer.headers
    console.federation.clock.at += timedelta(minutes=1)
    await browser.open("/desk/account")
    await browser.submit("/desk/language", language="de")
    assert (await browser.send("GET", INBOX, headers=again)).status == 200
    plain = (await browser.open(INBOX)).answer
    assert "etag" not in plain.headers


async def test_keys_are_kept_for_the_account_wherever_she_signs_in(console: ConsoleDoor) -> None:
    browser = await console.signed_in()
    assert 'data-keys="on"' in (await browser.open("/desk/account")).answer.text
    await browser.submit("/desk/account/keys", keys="off")
    elsewhere = await console.signed_in()
    assert 'data-keys="off"' in (await elsewhere.open(INBOX)).answer.text
    await elsewhere.open("/desk/account")
    await elsewhere.submit("/desk/account/keys", keys="on")
    assert 'data-keys="on"' in (await browser.open(INBOX)).answer.text
