"""Signing in at the console: what opens it, what does not, and for how long it stays open."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from gateway.api.app import PREFIX
from gateway.casework.accounts.officers import return_officer, withdraw_officer
from gateway.casework.accounts.signin import failures, sessions
from gateway.casework.accounts.signin.local_accounts import make_console_link
from gateway.casework.accounts.signin.sessions import IDLE, LONGEST, PROVED_FOR
from gateway.casework.accounts.tokens import TokenWish
from gateway.casework.permissions import OfficerRole
from gateway.console.access import cookies
from gateway.errors import PermissionRefusedError, Reason, StateError
from gateway.store.tables_console import console_account, console_link, console_session
from tests.node.console.conftest import PASSWORD, ConsoleDoor
from tests.support.officers_browser import OfficersBrowser, Person, Shown
from tests.support.raising import refuses

OFFICER, SYSTEM = OfficerRole.OFFICER, OfficerRole.SYSTEM
SIGN_IN, ACCOUNT, CONFIRM = "/desk/sign-in", "/desk/account", "/desk/confirm-identity"
WRONG = "name, password or code is wrong"


async def attempt(browser: OfficersBrowser, person: Person, **given: str) -> Shown:
    await browser.open(SIGN_IN)
    fields = {"name": person.name, "password": person.password} | given
    if "code" not in given:
        fields["code"] = person.code()
    return await browser.submit(SIGN_IN, **fields)


async def test_an_officer_signs_in_and_comes_where_she_wanted_to_be(
    either_console: ConsoleDoor,
) -> None:
    console = either_console
    browser, person = console.browser(), console.people[OFFICER]
    asked = await browser.open("/desk/account?x=1")
    assert asked.path == SIGN_IN
    shown = await browser.submit(
        SIGN_IN, name=person.name, password=person.password, code=person.code()
    )
    assert (shown.status, str(shown.answer.url.raw_path, "ascii")) == (200, "/desk/account?x=1")
    assert "officer" in shown.words
    assert (await browser.submit("/desk/sign-out")).path == SIGN_IN
    assert (await browser.open(ACCOUNT)).path == SIGN_IN


async def test_the_cookie_is_of_this_host_alone_and_no_script_reads_it(
    console: ConsoleDoor,
) -> None:
    browser, person = console.browser(), console.people[OFFICER]
    await browser.open(SIGN_IN)
    before = browser.client.cookies[cookies.SESSION]
    form = (await browser.open(SIGN_IN)).form(SIGN_IN).fields
    answer = await browser.client.post(
        SIGN_IN,
        data={**form, "name": person.name, "password": PASSWORD, "code": person.code()},
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    set_cookies = answer.headers.get_list("set-cookie")
    [session] = [each for each in set_cookies if each.startswith(f"{cookies.SESSION}=")]
    for attribute in ("Secure", "HttpOnly", "SameSite=lax", "Path=/"):
        assert attribute in session, session
    assert "Domain" not in session
    # What somebody planted before the sign-in is worth nothing after it.
    after = browser.client.cookies[cookies.SESSION]
    assert after != before
    office = console.desk.node.office
    assert await sessions.find_session(office, before) is None
    assert await sessions.find_session(office, after) is not None


async def test_of_an_id_only_the_digest_is_kept(console: ConsoleDoor) -> None:
    browser = await console.signed_in()
    shown = browser.client.cookies[cookies.SESSION]
    assert len(shown) >= 43  # 256 bits
    rows = console.desk.node.db.read_sync(lambda conn: conn.execute(select(console_session)).all())
    assert [row.digest for row in rows] == [sessions.digest_of(shown)]
    assert shown not in str(rows)


@pytest.mark.parametrize(
    "given", [{"name": "nobody"}, {"password": "another password"}, {"code": "000000"}]
)
async def test_it_is_not_said_what_of_three_was_wrong(
    console: ConsoleDoor, given: dict[str, str]
) -> None:
    browser = console.browser()
    shown = await attempt(browser, console.people[OFFICER], **given)
    assert (shown.status, shown.title.startswith("Error:")) == (401, True)
    assert WRONG in shown.words
    assert PASSWORD not in shown.answer.text
    assert (await browser.open(ACCOUNT)).path == SIGN_IN


async def test_a_code_counts_once_even_at_the_same_moment(either_console: ConsoleDoor) -> None:
    console = either_console
    person = console.people[OFFICER]
    code = person.code()
    two = [console.browser(), console.browser()]
    shown = await asyncio.gather(*(attempt(each, person, code=code) for each in two))
    assert sorted(each.status for each in shown) == [200, 401]
    again = await attempt(console.browser(), person, code=code)
    assert again.status == 401


async def test_a_code_of_the_step_before_or_after_counts_and_no_older_one(
    console: ConsoleDoor,
) -> None:
    person = console.people[OFFICER]
    code = person.code()
    console.clock.at += 60
    assert (await attempt(console.browser(), person, code=code)).status == 401
    code = person.code()
    console.clock.at += 30
    assert (await attempt(console.browser(), person, code=code)).status == 200


async def test_who_guesses_waits_and_locks_out_nobody(console: ConsoleDoor) -> None:
    person, known = console.people[OFFICER], await console.signed_in()
    await known.submit("/desk/sign-out")
    stranger = console.browser()
    for _ in range(failures.FREE):
        assert (await attempt(stranger, person, code="000000")).status == 401
    assert (await attempt(stranger, person, code="000000")).status == 401
    waiting = await attempt(stranger, person)
    assert (waiting.status, int(waiting.answer.headers["retry-after"]) <= 2) == (429, True)
    # The right password is not looked at either; and the officer in her own browser is let in.
    assert (await attempt(known, person)).path == "/desk/inbox"
    console.federation.clock.at += failures.LONGEST_WAIT
    assert (await attempt(console.browser(), person)).status != 429


async def test_the_wait_of_strangers_is_bounded(console: ConsoleDoor) -> None:
    person, clock = console.people[OFFICER], console.federation.clock
    stranger, longest = console.browser(), 0
    for _ in range(20):
        shown = await attempt(stranger, person, code="000000")
        wait = int(shown.answer.headers.get("retry-after", "0"))
        longest = max(longest, wait)
        clock.at += timedelta(seconds=wait or 1)
    assert 60 < longest <= failures.LONGEST_WAIT.total_seconds()


async def test_a_session_ends_when_nothing_is_done(console: ConsoleDoor) -> None:
    browser, clock = await console.signed_in(), console.federation.clock
    for _ in range(3):
        clock.at += IDLE - timedelta(minutes=2)
        assert (await browser.open(ACCOUNT)).path == ACCOUNT
        await console.desk.node.db.write(lambda _: None)  # behind what was not waited for
    clock.at += IDLE
    assert (await browser.open(ACCOUNT)).path == SIGN_IN


async def test_a_session_ends_after_twelve_hours_whatever_is_done(console: ConsoleDoor) -> None:
    browser, clock = await console.signed_in(), console.federation.clock
    began = clock.at
    while clock.at < began + LONGEST - IDLE:
        clock.at += IDLE - timedelta(minutes=1)
        assert (await browser.open(ACCOUNT)).path == ACCOUNT
        await console.desk.node.db.write(lambda _: None)  # behind what was not waited for
    clock.at = began + LONGEST
    assert (await browser.open(ACCOUNT)).path == SIGN_IN


async def test_a_withdrawn_officer_is_out_at_once_and_stays_out_when_she_returns(
    console: ConsoleDoor,
) -> None:
    office, browser = console.desk.node.office, await console.signed_in()
    await withdraw_officer(office, console.administrator, "officer")
    assert (await browser.open(ACCOUNT)).path == SIGN_IN
    person = console.people[OFFICER]
    assert (await attempt(console.browser(), person)).status == 401
    await return_officer(office, console.administrator, "officer", TokenWish())
    assert (await browser.open(ACCOUNT)).path == SIGN_IN
    assert (await attempt(console.browser(), person)).status == 401
    left = console.desk.node.db.read_sync(
        lambda conn: conn.execute(
            select(console_account.c.name).where(console_account.c.name == "officer")
        ).all()
    )
    assert left == []


async def test_she_sees_her_sessions_and_ends_one(console: ConsoleDoor) -> None:
    first, second = await console.signed_in(), await console.signed_in()
    await console.signed_in(OfficerRole.DECIDER)
    shown = await first.open(ACCOUNT)
    assert shown.words.count("Test browser") == 2
    await first.submit("/desk/account/sessions/end-others")
    assert (await second.open(ACCOUNT)).path == SIGN_IN
    assert (await first.open(ACCOUNT)).words.count("Test browser") == 1
    ended = await first.submit("/desk/account/sessions/end")
    assert ended.path == SIGN_IN


async def test_nobody_ends_the_session_of_another(console: ConsoleDoor) -> None:
    officer, decider = await console.signed_in(), await console.signed_in(OfficerRole.DECIDER)
    hers = await officer.open(ACCOUNT)
    theirs = hers.form("/desk/account/sessions/end").fields["id"]
    await decider.open(ACCOUNT)
    assert (await decider.submit("/desk/account/sessions/end", id=theirs)).status == 404
    assert (await officer.open(ACCOUNT)).path == ACCOUNT


async def test_showing_again_who_one_is_gives_a_new_id(console: ConsoleDoor) -> None:
    browser, person = await console.signed_in(), console.people[OFFICER]
    office, before = console.desk.node.office, browser.client.cookies[cookies.SESSION]
    console.federation.clock.at += PROVED_FOR
    held = await sessions.find_session(office, before)
    assert held is not None
    with refuses(PermissionRefusedError, Reason.STEP_UP_NEEDED):
        held.check_proved(office.clock.now())
    await browser.open(f"{CONFIRM}?next=%2Fdesk%2Faccount")
    refused = await browser.submit(CONFIRM, password=PASSWORD, code="000000")
    assert refused.status == 401
    shown = await browser.submit(CONFIRM, password=PASSWORD, code=person.code())
    assert shown.path == ACCOUNT
    after = browser.client.cookies[cookies.SESSION]
    assert await sessions.find_session(office, before) is None
    proved = await sessions.find_session(office, after)
    assert proved is not None
    proved.check_proved(office.clock.now())


async def test_a_link_enrols_once_and_replaces_what_was_before(either_console: ConsoleDoor) -> None:
    console = either_console
    office, old = console.desk.node.office, await console.signed_in()
    made = await make_console_link(office, console.administrator, "officer")
    browser = console.browser()
    shown = await browser.open(made.path)
    assert "officer" in shown.words
    secret = shown.words.partition("Secret ")[2].split(" Code")[0].replace(" ", "")
    person = console.people[OFFICER]
    person.secret, person.password = secret, "other words of mine entirely"
    wrong = await browser.submit("/desk/enrol", password="short", again="short", code="1")
    assert (wrong.status, "12" in wrong.words) == (422, True)
    differ = await browser.submit("/desk/enrol", password="a" * 13, again="b" * 13, code="1")
    assert differ.status == 422
    fields = {"password": person.password, "again": person.password}
    badly = await browser.submit("/desk/enrol", **fields, code="000000")
    assert (badly.status, badly.form("/desk/enrol").fields["password"]) == (422, "")
    done = await browser.submit("/desk/enrol", **fields, code=person.code())
    assert done.path == SIGN_IN
    assert (await browser.open(made.path)).status == 401
    assert (await old.open(ACCOUNT)).path == SIGN_IN
    assert (await attempt(console.browser(), person)).path == "/desk/inbox"


async def test_a_link_ends_after_a_day_and_a_newer_one_voids_it(console: ConsoleDoor) -> None:
    office, by, browser = console.desk.node.office, console.administrator, console.browser()
    first = await make_console_link(office, by, "officer")
    second = await make_console_link(office, by, "officer")
    assert (await browser.open(first.path)).status == 401
    assert (await browser.open(second.path)).status == 200
    console.federation.clock.at = second.until
    assert (await browser.open(second.path)).status == 401
    kept = console.desk.node.db.read_sync(lambda conn: conn.execute(select(console_link)).all())
    assert second.path.partition("=")[2] not in str(kept)


async def test_only_an_administrator_makes_links_and_only_for_people(console: ConsoleDoor) -> None:
    office = console.desk.node.office
    with pytest.raises(StateError):
        await make_console_link(office, console.administrator, "licensing")
    browser = console.browser()
    for role, wanted in ((OFFICER, 403), (OfficerRole.ADMINISTRATOR, 201)):
        answer = await browser.client.post(
            f"{PREFIX}/officers/console-links",
            json={"name": "decider"},
            headers={"Authorization": f"Bearer {console.tokens[role]}"},
        )
        assert answer.status_code == wanted
