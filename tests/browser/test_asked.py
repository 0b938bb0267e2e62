"""What is asked of us, in a real browser: by keyboard alone, without a script, on a telephone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from gateway.casework.permissions import OfficerRole
from tests.node.console.conftest import ConsoleDoor
from tests.support.by_mail import mail
from tests.support.console_server import Served, broken, opened, serving, sign_in

Running = Served[str]
MOST_KEYS, MOST_PAGES = 8, 3  # of a plain answer, from the inbox
MOST_KEYS_BY_HAND = 20


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Running]:
    """FR's console, whose node DE has asked about a denial of FR's."""

    async def story(door: ConsoleDoor) -> str:
        await door.federation.consulting()
        return (await door.desk.asked()).conversation_id

    folder = tmp_path_factory.mktemp("asked")
    with serving(folder, sqlite_template, story, at="FR") as served:
        yield served


@pytest.fixture(scope="module")
def by_mail(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Running]:
    """DE's console; ES, which no gateway reaches, has the question and has telephoned."""

    async def story(door: ConsoleDoor) -> str:
        talk = await (await mail(door.federation, "ES")).received("ES")
        door.federation.clock.at += timedelta(minutes=2)  # forms name minutes
        return talk

    folder = tmp_path_factory.mktemp("by-mail")
    with serving(folder, sqlite_template, story, codes=("DE",), at="DE") as served:
        yield served


def pressed(page: Page, *keys: str) -> int:
    for each in keys:
        page.keyboard.press(each)
        page.wait_for_load_state()
    return len(keys)


def test_axe_finds_nothing_on_page_form_and_last_look(browser: Browser, running: Running) -> None:
    width = 375
    shape = {"viewport": {"width": width, "height": 900}, "color_scheme": "dark"}
    page_path = f"/desk/consultations/{running.story}"
    with opened(browser, running, **shape) as page:
        sign_in(page, running.person(OfficerRole.DECIDER), at=page_path)
        found = broken(page, width)
        for act in ("answer", "more-time", "note", "recall", "assign", "forward"):
            page.goto(f"{page_path}/acts/{act}")
            found += broken(page, width)
        page.goto(f"{page_path}/acts/answer")
        page.get_by_role("button", name="Go on to the last look").click()
        page.wait_for_selector(".error-summary")
        found += broken(page, width)
        page.locator("input[type=radio]").first.check()
        page.fill("#explanation", "Reasons " * 40)
        page.get_by_role("button", name="Go on to the last look").click()
        page.wait_for_url("**step=look")
        found += broken(page, width)
        assert found == []
        page.go_back()
        assert page.input_value("#explanation").startswith("Reasons")
        page.get_by_role("button", name="Throw the draft away").click()
        page.wait_for_url("**done=dropped")


def test_a_form_works_without_a_script(browser: Browser, running: Running) -> None:
    with opened(browser, running, java_script_enabled=False) as page:
        path = f"/desk/consultations/{running.story}/acts/ask-information"
        sign_in(page, running.person(OfficerRole.DECIDER), at=path)
        page.fill("#text", "Who is the buyer?")
        page.get_by_role("button", name="Keep as a draft").click()
        page.goto(path)
        assert page.input_value("#text") == "Who is the buyer?"
        page.get_by_role("button", name="Go on to the last look").click()
        page.get_by_role("button", name="Sign and ask").click()
        assert "the other authority is asked" in page.inner_text("main")


def went(page: Page, key: str, name: str) -> int:
    """Activate something by its key, or by the tabulator where pages have no keys; count both."""
    if page.locator("#keys-dialog").count():
        return pressed(page, key)
    keys = 0
    while name not in (page.evaluate("document.activeElement.textContent") or ""):
        keys += pressed(page, "Tab")
    return keys + pressed(page, "Enter")


def test_a_plain_answer_takes_few_keys_and_pages(browser: Browser, running: Running) -> None:
    with opened(browser, running) as page:
        sign_in(page, running.person(), at="/desk/inbox")
        has_keys = page.locator("#keys-dialog").count() > 0
        pages: list[str] = []
        page.on("framenavigated", lambda frame: pages.append(frame.url))
        keys = pressed(page, "j", "Enter") if has_keys else went(page, "", "An answer is due")
        page.wait_for_url("**/desk/consultations/*")
        keys += went(page, "a", "Answer")
        page.wait_for_url("**/acts/answer")
        if has_keys:
            keys += pressed(page, "1")
        else:
            while page.evaluate("document.activeElement.type") != "radio":
                keys += pressed(page, "Tab")
            keys += pressed(page, "Space")
        keys += pressed(page, "Enter")
        page.wait_for_url("**step=look")
        keys += went(page, "s", "Sign and send")
        page.wait_for_url("**done=answer")
        assert not has_keys or keys <= MOST_KEYS, keys
        assert len(pages) - 1 <= MOST_PAGES, pages  # the last is the page of what was done
        held = running.do(running.door.desk.consultation(running.story))
        assert held.answer is not None


def test_an_answer_by_telephone_is_recorded_with_few_keys(
    browser: Browser, by_mail: Running
) -> None:
    with opened(browser, by_mail) as page:
        sign_in(page, by_mail.person(), at=f"/desk/consultations/{by_mail.story}")
        keys = pressed(page, "a")
        page.wait_for_url("**/acts/record-answer")
        keys += pressed(page, "1", "Tab", *"B 26/3")
        keys += pressed(page, "Enter")
        page.wait_for_url("**step=look")
        assert "a second officer" in page.inner_text("main")
        keys += pressed(page, "s")
        page.wait_for_url("**done=record-answer-proposed")
        assert keys <= MOST_KEYS_BY_HAND - 2, keys  # two lead from the inbox to the page
        held = by_mail.do(by_mail.door.desk.consultation(by_mail.story))
        assert (held.records[-1].reference, held.records[-1].waits) == ("B 26/3", True)
