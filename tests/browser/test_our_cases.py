"""Cases of ours in a real browser: the whole job by keyboard, axe, phone, no script."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from gateway.casework.office.permissions import OfficerRole
from gateway.domain.case import Case, CaseState, Outcome
from tests.support.console_server import Served, broken, opened, serving, sign_in
from tests.support.our_cases import DENIALS, answered

MOST_TABS = 150


@pytest.fixture(scope="module")
def served(
    tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path
) -> Iterator[Served[str]]:
    folder = tmp_path_factory.mktemp("ours")
    with serving(folder, sqlite_template, answered) as found:
        yield found


def case_of(served: Served[str], case_id: str = "") -> Case:
    found: Case = served.do(served.door.federation["DE"].case(case_id or served.story))
    return found


def tab_to(page: Page, selector: str) -> None:
    """Go on by the tabulator until what has the focus is what is wanted."""
    for _ in range(MOST_TABS):
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} is not reached by keyboard on {page.url}")


def press(page: Page, selector: str, key: str = "Enter") -> None:
    tab_to(page, selector)
    page.keyboard.press(key)


def write(page: Page, selector: str, text: str) -> None:
    tab_to(page, selector)
    page.keyboard.type(text)


def choose(page: Page, name: str, value: str) -> None:
    """Choose one of a few, as arrows do."""
    tab_to(page, f"[name={name}]")
    page.keyboard.press("Space")
    for _ in range(MOST_TABS):
        if page.evaluate("document.activeElement.value") == value:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{name} has no {value} on {page.url}")


def says_of_both_denials(page: Page, case_page: str) -> None:
    """One after the other: not the same."""
    for denial in DENIALS:
        press(page, f'a[href="{case_page}/matches/{denial}"]')
        page.wait_for_url(f"**/matches/{denial}")
        assert broken(page, 1280) == []
        choose(page, "verdict", "dismissed")
        write(page, "#text", "another address, another owner")
        press(page, "main .button-primary")
        page.wait_for_url("**?done=judged*")
        assert "your word on the denial is on record." in page.inner_text(".banner-done")


def assesses(page: Page, case_page: str) -> None:
    press(page, f'a[href="{case_page}/acts/assess"]')
    page.wait_for_url("**/acts/assess")
    assert broken(page, 1280) == []
    choose(page, "human_rights_violations", "no")
    choose(page, "humanitarian_law_violations", "no")
    press(page, "button[value=read]")
    page.wait_for_url("**step=look")
    press(page, "button[value=send]")
    page.wait_for_url("**?done=assess")


def proposes(page: Page, case_page: str) -> None:
    press(page, f'a[href="{case_page}/acts/propose"]')
    page.wait_for_url("**/acts/propose")
    assert broken(page, 1280) == []
    choose(page, "outcome", "refused")
    press(page, "[name=grounds]", "Space")
    write(page, "#explanation", "The end-user answers to nobody.")
    press(page, "button[value=read]")
    page.wait_for_url("**step=look")
    assert broken(page, 1280) == []
    press(page, "button[value=send]")
    page.wait_for_url("**?done=propose-proposed")


def test_a_case_is_judged_assessed_proposed_and_decided_by_two(
    browser: Browser, served: Served[str]
) -> None:
    case_page = f"/desk/cases/{served.story}"
    with opened(browser, served, viewport={"width": 1280, "height": 900}) as page:
        sign_in(page, served.person())
        press(page, f'a[href="{case_page}"]')
        page.wait_for_url(f"**{case_page}")
        assert broken(page, 1280) == []
        says_of_both_denials(page, case_page)
        assesses(page, case_page)
        proposes(page, case_page)
    proposed = case_of(served)
    assert (proposed.state, proposed.proposed_by) == (CaseState.PROPOSED, "officer")
    with opened(browser, served, viewport={"width": 1280, "height": 900}) as page:
        sign_in(page, served.person(OfficerRole.DECIDER), at=case_page)
        press(page, f'a[href="{case_page}/acts/decide"]')
        page.wait_for_url("**/acts/decide")
        assert "Nothing was changed since." in page.inner_text("main")
        assert "The end-user answers to nobody." in page.inner_text("main")
        assert broken(page, 1280) == []
        press(page, "button[value=send]")
        page.wait_for_url("**?done=decide")
    decided = case_of(served).decision
    assert decided is not None
    assert (decided.four_eyes, decided.proposal.outcome) == (True, Outcome.REFUSED)
    assert decided.denial_id


PATHS = ("", "/matches", f"/matches/{DENIALS[0]}", "/acts/assess", "/acts/propose")


def test_on_a_phone_in_the_dark_nothing_is_lost(browser: Browser, served: Served[str]) -> None:
    phone: dict[str, Any] = {"viewport": {"width": 375, "height": 812}, "color_scheme": "dark"}
    with opened(browser, served, **phone) as page:
        sign_in(page, served.person())
        found: list[str] = []
        for path in PATHS:
            page.goto(f"/desk/cases/{served.story}{path}")
            found += broken(page, 375)
        page.goto("/desk/applications/acts/file")
        assert (found + broken(page, 375)) == []


def test_an_application_is_filed_without_a_script_and_copied(
    browser: Browser, served: Served[str]
) -> None:
    with opened(browser, served, java_script_enabled=False) as page:
        sign_in(page, served.person(), at="/desk/applications")
        page.click("text=File a new application")
        page.fill("#reference", "AG-2026-7")
        page.fill("#destination", "Nowhere")
        page.click("button[value=read]")
        summary = page.inner_text(".error-summary")
        assert "Exporter: name: fill this in" in summary
        assert page.input_value("#reference") == "AG-2026-7"
        page.fill("#exporter_name", "Nordlicht GmbH")
        page.fill("#exporter_country", "Germany")
        page.fill("#end_user_name", "Телеком Сервис; Telekom Servis")
        page.fill("#end_user_country", "Türkiye")
        page.fill("#item1_description", "IP network surveillance")
        page.fill("#item1_code", "5a001j")
        page.fill("#item1_quantity", "2 pieces")
        page.click("button[value=read]")
        assert "there is no such country" in page.inner_text("#destination-fault")
        page.fill("#destination", "tr")
        page.click("button[value=read]")
        assert "5A001.j (IP network surveillance); 2 pieces" in page.inner_text("main")
        page.click("button[value=send]")
        page.wait_for_url("**?done=filed")
        filed = page.url.partition("/cases/")[2].partition("?")[0]
        asked = case_of(served, filed).application.transaction
        assert asked.end_user.value is not None
        assert asked.end_user.value.names == ("Телеком Сервис", "Telekom Servis")
        assert (asked.destination, asked.items[0].codes) == ("TR", ("5A001.j",))
        page.click("text=File another one like it")
        assert page.input_value("#reference") == ""
        assert page.input_value("#item1_code") == "5A001.j"
        assert page.input_value("#end_user_country") == "TR"
