"""`comity sandbox open`: three people sign in at a member's console, which answers on loopback."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import httpx2

from lab.sandbox.opening import Introduced, open_console
from lab.sandbox.supervisor import Sandbox

COOKIE = "__Host-comity"


def signed_in(address: str, person: Introduced) -> str:
    """Where somebody comes who signs in with what was printed for her."""
    with httpx2.Client(base_url=address) as browser:
        page = browser.get("/desk/sign-in")
        visitor = page.cookies[COOKIE]
        [token] = set(re.findall(r'name="form_token" value="([^"]+)"', unescape(page.text)))
        answer = browser.post(
            "/desk/sign-in",
            data={
                "form_token": token,
                "name": person.name,
                "password": person.password,
                "code": person.code,
            },
            headers={"Cookie": f"{COOKIE}={visitor}", "Sec-Fetch-Site": "same-origin"},
        )
        session = answer.cookies.get(COOKIE, "")
        seen = browser.get("/desk/account", headers={"Cookie": f"{COOKIE}={session}"})
    return seen.text if seen.status_code == 200 else str(answer.status_code)


def test_three_people_sign_in_at_a_console_that_is_opened(tmp_path: Path) -> None:
    sandbox = Sandbox(tmp_path / "s")
    try:
        sandbox.up(["DE", "FR"], suite="classic")
        opened = open_console(sandbox, "DE")
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/desk/", opened.address)
        assert [each.name for each in opened.people] == ["officer", "decider", "reader"]
        for person in opened.people:
            assert person.name in signed_in(opened.address.removesuffix("/desk/"), person)
        again = open_console(sandbox, "DE")
        assert again.address == opened.address
    finally:
        sandbox.down()
