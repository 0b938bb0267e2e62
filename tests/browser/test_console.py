"""The console in a real browser: keyboard, axe, phone, dark, no script, what is kept where."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.support.console_server import (
    Served,
    by_keyboard,
    look,
    opened,
    shows_focus,
)

PAGES = (
    "/desk/inbox",
    "/desk/tasks",
    "/desk/account",
    "/desk/components",
    "/desk/nowhere",
    "question",
)


def test_an_officer_signs_in_by_keyboard_and_reads_a_question(
    browser: Browser, running: Served[str]
) -> None:
    with opened(browser, running) as page:
        by_keyboard(page, running.person())
        assert page.get_by_role("link", name="An answer is due").count() == 1
        page.get_by_role("link", name="An answer is due").focus()
        assert shows_focus(page)
        page.keyboard.press("Enter")
        page.wait_for_url("**/desk/consultations/*")
        page.go_back()
        page.wait_for_url("**/desk/inbox")
        kept = {each["name"]: each for each in page.context.cookies()}
        session = kept["__Host-comity"]
        assert (session["secure"], session["httpOnly"], session["sameSite"]) == (True, True, "Lax")
        assert page.evaluate("document.cookie") == ""


def test_what_was_wrong_is_read_first(browser: Browser, running: Served[str]) -> None:
    with opened(browser, running) as page:
        page.goto("/desk/sign-in")
        page.fill("#name", "officer")
        page.keyboard.press("Enter")
        page.wait_for_selector(".error-summary")
        assert page.title().startswith("Error:")
        assert page.evaluate("document.activeElement.id") == "error-summary"
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "password"
        assert page.input_value("#name") == "officer"


@pytest.mark.parametrize(("width", "scheme"), [(375, "dark"), (1280, "light")])
def test_axe_finds_nothing_before_somebody_has_signed_in(
    browser: Browser, running: Served[str], width: int, scheme: str
) -> None:
    size = {"width": width, "height": 900}
    with opened(browser, running, viewport=size, color_scheme=scheme) as page:
        assert look(page, "/desk/sign-in", width) == []


def test_every_page_works_without_a_script(browser: Browser, running: Served[str]) -> None:
    with opened(browser, running, java_script_enabled=False) as page:
        page.goto("/desk/account")
        page.fill("#name", running.person().name)
        page.fill("#password", running.person().password)
        page.fill("#code", running.person().code())
        page.click("main button")
        page.wait_for_url("**/desk/account")
        page.select_option("#page-language", "de")
        page.click("footer button")
        expect(page).to_have_title(re.compile("^Ihr Konto"))
        page.select_option("#page-language", "en")
        page.click("footer button")
        page.click("header button")
        page.wait_for_url("**/desk/sign-in*")


def test_forced_colours_and_zoom_lose_nothing(browser: Browser, running: Served[str]) -> None:
    with opened(
        browser, running, viewport={"width": 320, "height": 800}, forced_colors="active"
    ) as page:
        by_keyboard(page, running.person())
        for path in PAGES:
            page.goto(running.story if path == "question" else path)
            assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
