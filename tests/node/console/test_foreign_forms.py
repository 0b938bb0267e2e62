"""Forms of other sites, and what every answer says to a browser."""

from __future__ import annotations

import re

import pytest

from gateway.casework.permissions import OfficerRole
from gateway.console.access import cookies
from gateway.console.access.returning import HOME, local_path
from gateway.console.app import PAGES
from gateway.console.forms import MAX_FORM_OCTETS
from tests.node.console.conftest import ConsoleDoor
from tests.support.officers_browser import ORIGIN

ACTING = [each for each in PAGES if each.method == "POST"]
END_OTHERS = "/desk/account/sessions/end-others"
FOREIGN = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site", "Origin": ORIGIN},
    {"Origin": "https://evil.test"},
    {"Origin": "null"},
    {"Origin": "https://desk.test.evil.test"},
    {},
]


def sample(path: str) -> str:
    return re.sub(r"\{[^}]*\}", "x", path)


async def test_what_another_site_sends_is_not_done(console: ConsoleDoor) -> None:
    browser, other = await console.signed_in(), await console.signed_in()
    shown = await browser.open("/desk/account")
    token = shown.form(END_OTHERS).fields["form_token"]
    for headers in FOREIGN:
        data = {"form_token": token}
        refused = await browser.send("POST", END_OTHERS, data=data, headers=headers)
        assert (refused.status, "FORM_FOREIGN" in refused.words) == (403, True), headers
    assert (await other.open("/desk/account")).path == "/desk/account"


async def test_no_act_is_done_without_the_token_of_its_session(console: ConsoleDoor) -> None:
    browser = await console.signed_in()
    shown = await (await console.signed_in(OfficerRole.DECIDER)).open("/desk/account")
    theirs = shown.form("/desk/sign-out").fields["form_token"]
    headers = {"Sec-Fetch-Site": "same-origin", "Origin": ORIGIN}
    for page in ACTING:
        for token in ("", "x", theirs):
            data = {"form_token": token}
            refused = await browser.send("POST", sample(page.path), data=data, headers=headers)
            assert (refused.status, "FORM_FOREIGN" in refused.words) == (403, True), page.path
    assert (await browser.open("/desk/account")).path == "/desk/account"


async def test_a_form_of_before_the_sign_in_is_worth_nothing_after_it(
    console: ConsoleDoor,
) -> None:
    browser = console.browser()
    before = (await browser.open("/desk/sign-in")).form("/desk/language").fields["form_token"]
    await browser.sign_in(console.people[OfficerRole.OFFICER])
    headers = {"Sec-Fetch-Site": "same-origin"}
    data = {"form_token": before, "language": "de"}
    refused = await browser.send("POST", "/desk/language", data=data, headers=headers)
    assert refused.status == 403


async def test_a_form_has_a_size_a_kind_and_no_control_characters(console: ConsoleDoor) -> None:
    browser = await console.signed_in()
    token = (await browser.open("/desk/account")).form("/desk/sign-out").fields["form_token"]
    headers = {"Sec-Fetch-Site": "same-origin"}
    long = {"form_token": token, "x": "y" * MAX_FORM_OCTETS}
    assert (await browser.send("POST", END_OTHERS, data=long, headers=headers)).status == 413
    for name, sent in (
        ("json", {"json": {"form_token": token}}),
        ("control", {"data": {"form_token": token, "x": "a\x00b"}}),
        ("bidi", {"data": {"form_token": token, "x": "a\u202eb"}}),
        ("fields", {"data": {"form_token": token} | {f"f{n}": "" for n in range(600)}}),
    ):
        refused = await browser.send("POST", END_OTHERS, headers=headers, **sent)
        assert refused.status == 422, name


async def test_every_answer_has_every_header(console: ConsoleDoor) -> None:
    browser = await console.signed_in()
    for page in PAGES:
        answer = await browser.client.request(page.method, sample(page.path))
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert "http" not in policy
        assert answer.headers["cache-control"] == "no-store", page.path
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert answer.headers["strict-transport-security"]


async def test_a_page_bears_the_nonce_of_its_policy_and_nothing_inline(
    console: ConsoleDoor,
) -> None:
    browser, nonces = await console.signed_in(), set()
    for path in ("/desk/account", "/desk/components", "/desk/nowhere"):
        shown = await browser.open(path)
        text = shown.answer.text
        [nonce] = re.findall(r"'nonce-([^']+)'", shown.answer.headers["content-security-policy"])
        nonces.add(nonce)
        assert re.findall(r'<script [^>]*nonce="([^"]+)"', text) == [nonce]
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", text), path
        loaded = re.findall(r'(?:src|href|action)="([^"]*)"', text)
        assert all(each.startswith(("/", "#")) for each in loaded), loaded
    assert len(nonces) == 3


async def test_static_files_are_kept_and_nothing_else_is_given(console: ConsoleDoor) -> None:
    browser = console.browser()
    shown = await browser.open("/desk/sign-in")
    for path in re.findall(r'"(/desk/static/[^"]+)"', shown.answer.text):
        answer = await browser.client.get(path)
        assert (answer.status_code, "immutable" in answer.headers["cache-control"]) == (200, True)
    folder = path.rpartition("/")[0]
    for other in ("/desk/static/x/console.js", f"{folder}/%2e%2e/app.py", f"{folder}/app.py"):
        assert (await browser.client.get(other)).status_code == 404


@pytest.mark.parametrize(
    "given",
    [
        "https://evil.test/desk/account",
        "//evil.test",
        "/desk//evil.test",
        "/desk/..//evil.test",
        "/api/v1/cases",
        "javascript:alert(1)",
        "/desk/\\evil.test",
        "/desk/a\r\nSet-Cookie: x=y",
        "/desk/" + "a" * 2000,
        "/desk/../../evil",  # (attack2 m4)
        "/desk/%2e%2E/evil",
        "/desk/cases/..",
        "/desk/./cases",
        "/desk/cases%2f..%2f..",
    ],
)
def test_no_address_leads_out_of_the_console(given: str) -> None:
    assert local_path(given) == HOME


async def test_what_is_nowhere_and_what_is_not_hers_look_alike(console: ConsoleDoor) -> None:
    browser = await console.signed_in()
    nowhere = await browser.open("/desk/cases/DE-C-2026-99999")
    assert (nowhere.status, nowhere.title.startswith("There is nothing here for you")) == (
        404,
        True,
    )


async def test_a_defect_says_nothing_of_itself(
    console: ConsoleDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = await console.signed_in()
    secret = "name of a party"

    async def broken(*_: object) -> None:
        raise ValueError(secret)

    monkeypatch.setattr("gateway.console.pages.account.list_sessions", broken)
    shown = await browser.open("/desk/account")
    assert (shown.status, secret in shown.answer.text, "ValueError" in shown.answer.text) == (
        500,
        False,
        False,
    )


async def test_nobody_sees_a_page_unless_she_signs_in(console: ConsoleDoor) -> None:
    browser = console.browser()
    await browser.open("/desk/sign-in")
    for page in (each for each in PAGES if not each.open_to_all):
        answer = await browser.client.request(
            page.method, sample(page.path), headers={"Sec-Fetch-Site": "same-origin"}
        )
        assert answer.status_code == 303, page.path
        assert answer.headers["location"].partition("?")[0] == "/desk/sign-in"


async def test_a_visitor_keeps_his_id_until_he_signs_in(console: ConsoleDoor) -> None:
    browser = console.browser()
    await browser.open("/desk/sign-in")
    first = browser.client.cookies[cookies.SESSION]
    await browser.open("/desk/sign-in")
    assert browser.client.cookies[cookies.SESSION] == first
