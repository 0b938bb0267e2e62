"""`comity sandbox open`: three people sign in at a member's console, which answers on loopback."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import httpx2
import pytest

from lab.sandbox.opening import Introduced, open_console
from lab.sandbox.supervisor import Sandbox

COOKIE = "__Host-comity"


def signed_in(address: str, person: Introduced) -> str:
    """What somebody is shown who signs in with what was printed for her: account and inbox."""
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
        held = {"Cookie": f"{COOKIE}={session}"}
        seen = browser.get("/desk/account", headers=held)
        inbox = browser.get("/desk/inbox", headers=held)
    return f"{seen.text} {inbox.text}" if seen.status_code == 200 else str(answer.status_code)


@pytest.mark.limit(600)  # two members and an engine come up as processes: 175 s beside other work
def test_three_people_sign_in_at_a_console_that_is_opened(tmp_path: Path) -> None:
    sandbox = Sandbox(tmp_path / "s")
    try:
        sandbox.up(["DE", "FR"], suite="classic")
        opened = open_console(sandbox, "DE")
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/desk/", opened.address)
        assert [each.name for each in opened.people] == ["officer", "decider", "reader"]
        shown = {
            each.name: signed_in(opened.address.removesuffix("/desk/"), each)
            for each in opened.people
        }
        assert [each for each, text in shown.items() if each not in text] == []
        # Real work: an application that is examined, a question of FR, and its note.
        for words in ("An answer is due", "MORNING-1", "FR-C-2026-00001"):
            assert words in shown["officer"], words
        assert "MORNING-1" not in shown["reader"]
        again = open_console(sandbox, "DE")
        assert again.address == opened.address
    finally:
        sandbox.down()
