"""The console's one script in a real browser: keys, drafts, live rows, search as one types."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Connection, delete

from gateway.casework.acts.journal import Journal
from gateway.console.rendering import STATIC
from gateway.domain.acts import TaskKind
from gateway.domain.saying import says
from gateway.store.tables_console import console_session
from tests.support.console_server import Served, by_keyboard, opened

INBOX = "/desk/inbox"
MOST_LINES = 250
WAITING_S = 5.0
AFTER_A_POLL_MS = 21_000
FOCUSED = "document.activeElement.closest('[data-row]')?.dataset.row ?? ''"
ORDER = "[...document.querySelectorAll('[data-row]')].map((each) => each.dataset.row)"


@pytest.fixture(scope="module")
def page(browser: Browser, running: Served[str]) -> Iterator[Page]:
    """One browser for all: its officer is signed in; timers go on when a test lets them."""
    with opened(browser, running) as shown:
        shown.clock.install()
        by_keyboard(shown, running.person())
        yield shown


def comes(running: Served[str], subject: str) -> None:
    """Something comes to the inbox while a page is open."""

    def write(conn: Connection) -> None:
        at = running.door.federation.clock.at
        saying = says("look at {what}", what=subject)
        Journal(conn, at).open_task(TaskKind.STANDS_STILL, subject, saying)

    running.door.desk.node.db.write_sync(write)


def is_done(running: Served[str], subject: str) -> None:
    """Something is done by somebody else while a page is open."""

    def write(conn: Connection) -> None:
        at = running.door.federation.clock.at
        Journal(conn, at, "somebody").close_tasks(TaskKind.STANDS_STILL, subject)

    running.door.desk.node.db.write_sync(write)


def polled(page: Page) -> None:
    """Let a page ask by itself whether anything is new."""
    with page.expect_response(lambda answer: INBOX in answer.url) as told:
        page.clock.run_for(AFTER_A_POLL_MS)
    told.value.finished()


def focus_row(page: Page, number: int) -> str:
    page.locator("[data-row] a").nth(number).focus()
    return str(page.evaluate(FOCUSED))


def test_it_is_read_in_one_sitting_and_names_no_other_host() -> None:
    source = Path(STATIC / "console.js").read_text("utf-8")
    assert len(source.splitlines()) <= MOST_LINES
    for word in ("innerHTML", "insertAdjacentHTML", "eval(", "https://", "document.write"):
        assert word not in source


def test_rows_are_walked_and_opened_by_keys_and_one_comes_back_to_hers(
    page: Page, running: Served[str]
) -> None:
    for name in ("a thing", "b thing"):
        comes(running, name)
    page.goto(f"{INBOX}?tab=all")
    rows = page.evaluate(ORDER)
    assert len(rows) == 3
    page.keyboard.press("j")
    assert page.evaluate(FOCUSED) == rows[0]
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("j")  # there is none behind the last
    assert page.evaluate(FOCUSED) == rows[2]
    page.keyboard.press("k")
    assert page.evaluate(FOCUSED) == rows[1]
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/tasks/*")
    page.keyboard.press("u")
    page.wait_for_url(f"**{INBOX}?tab=all")  # with the filters that there were
    assert page.evaluate(FOCUSED) == rows[1]


def test_a_dialog_lists_the_keys_and_no_key_acts_in_a_field(page: Page) -> None:
    page.goto(INBOX)
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keys of this page")
    expect(dialog).to_be_visible()
    assert "Next row" in dialog.inner_text()
    assert "u\nInbox" in dialog.inner_text()
    page.keyboard.press("j")  # what is behind it is not used
    assert page.evaluate(FOCUSED) == ""
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.locator("summary").click()
    page.fill("#party", "")
    page.locator("#party").press_sequentially("jku?")
    assert page.input_value("#party") == "jku?"
    expect(dialog).to_be_hidden()
    assert INBOX in page.url


def test_keys_are_turned_off_for_the_account(page: Page) -> None:
    page.goto("/desk/account")
    for chosen, moved in (("They do nothing", False), ("Each does what", True)):
        page.get_by_label(chosen).check()
        page.get_by_role("button", name="Keep", exact=True).click()
        page.wait_for_url("**/desk/account?done=keys")
        assert page.get_by_label(chosen).is_checked()
        page.goto(INBOX)
        page.keyboard.press("j")
        assert (page.evaluate(FOCUSED) != "") is moved
        page.goto("/desk/account")


def notes(running: Served[str]) -> list[str]:
    """What has come as the note of a draft."""
    came = [body.decode() for path, body in running.posted if path.endswith("/draft")]
    return [parse_qs(each)["note"][0] for each in came]


def test_a_draft_keeps_itself_and_says_when(page: Page, running: Served[str]) -> None:
    page.goto("/desk/components")
    said = page.locator("[data-draft-said]")
    page.fill("#note", "first words")
    page.clock.run_for(1000)
    page.fill("#note", "first words, and more")
    page.clock.run_for(1500)
    assert notes(running) == []  # not while one writes
    page.clock.run_for(1000)
    expect(said).to_contain_text("Kept as a draft at")
    assert notes(running) == ["first words, and more"]
    page.fill("#note", "a last word")
    page.goto("/desk/account")  # leaving the page keeps it too
    deadline = time.monotonic() + WAITING_S
    while len(notes(running)) < 2 and time.monotonic() < deadline:
        time.sleep(0.05)
    assert notes(running)[1:] == ["a last word"]
    page.goto("/desk/components")
    page.fill("#note", "that is sent")
    with page.expect_navigation():
        page.get_by_role("button", name="Send").last.click()
    page.goto("/desk/account")
    assert len(notes(running)) == 2  # what was sent is a draft no more


def test_what_cannot_be_kept_is_said(page: Page) -> None:
    page.goto("/desk/components")
    page.route("**/desk/components/draft", lambda route: route.fulfill(status=403))
    page.fill("#note", "words")
    page.clock.run_for(2100)
    expect(page.locator("[data-draft-said]")).to_contain_text("Not kept")
    page.unroute("**/desk/components/draft")


def test_no_row_moves_while_one_has_the_focus(page: Page, running: Served[str]) -> None:
    page.goto(INBOX)
    held, before = focus_row(page, 1), page.evaluate(ORDER)
    place = page.evaluate("document.activeElement.getBoundingClientRect().top")
    comes(running, "0 thing")
    polled(page)
    said = page.locator("[data-live-said]")
    expect(said).to_contain_text("New or changed here: 1.")
    assert page.evaluate(ORDER) == before
    assert page.evaluate(FOCUSED) == held
    assert page.evaluate("document.activeElement.getBoundingClientRect().top") == place
    page.get_by_role("button", name="Show it").click()
    assert page.evaluate(FOCUSED) == held
    assert sorted(page.evaluate(ORDER)) == sorted([*before, "0 thing"])
    expect(said).to_be_empty()
    page.evaluate("document.activeElement.blur()")
    page.mouse.move(0, 0)
    comes(running, "00 thing")
    polled(page)
    expect(page.locator("[data-row='00 thing']")).to_be_visible()
    expect(page.locator("#inbox-tabs .count").first).to_have_text("5")


def test_a_row_that_went_stays_where_it_is_until_one_looks(
    page: Page, running: Served[str]
) -> None:
    page.goto(INBOX)
    focus_row(page, 0)
    last = page.evaluate(ORDER)[-1]
    is_done(running, last)
    polled(page)
    expect(page.locator(f"[data-row='{last}'].row-gone")).to_be_visible()


def test_what_is_unchanged_is_not_sent_again(page: Page) -> None:
    page.goto(INBOX)
    polled(page)
    with page.expect_response(lambda answer: INBOX in answer.url) as told:
        page.clock.run_for(AFTER_A_POLL_MS)
    assert told.value.status == 304


def test_results_come_while_one_types_and_stand_in_the_address(page: Page) -> None:
    page.goto(INBOX)
    page.locator("summary").click()
    with page.expect_response("**country=TR**"):
        page.locator("#country").press_sequentially("TR")
        page.clock.run_for(400)
    expect(page.locator("#inbox-rows")).to_contain_text("Nothing is open here")
    assert "country=TR" in page.url
    assert page.evaluate("document.activeElement.id") == "country"
    with page.expect_response("**country=&**"):
        page.fill("#country", "")
        page.clock.run_for(400)
    expect(page.locator("[data-row]").first).to_be_visible()


def test_who_has_gone_on_to_what_was_found_stays_there_when_it_is_found_again(page: Page) -> None:
    """By keyboard one is among the results before the last letter has been answered."""
    page.goto(INBOX)
    page.locator("summary").click()
    with page.expect_response("**country=**"):
        page.locator("#country").press_sequentially(" ")
        focus_row(page, 0)
        held = page.evaluate("document.activeElement.href")
        page.evaluate("document.activeElement.before_the_answer = true")
        page.clock.run_for(400)
    page.wait_for_function("!document.activeElement.before_the_answer")
    assert page.evaluate("document.activeElement.href") == held


def test_a_page_that_asks_by_itself_says_when_its_session_is_over(
    page: Page, running: Served[str]
) -> None:
    page.goto(INBOX)
    running.door.desk.node.db.write_sync(lambda conn: conn.execute(delete(console_session)))
    page.clock.run_for(AFTER_A_POLL_MS)
    expect(page.locator("[data-live-said]")).to_contain_text("You are signed out")
