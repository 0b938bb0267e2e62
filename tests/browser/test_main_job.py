"""The main job by two authorities whose officers have no mouse: from an application to a denial.

What machines do between two looks (letters, the register's round) is done between two looks.
Axe looks at pages to which no link leads, and at all others in `test_every_page.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from gateway.casework.permissions import OfficerRole
from gateway.domain.case import Case, CaseState, Outcome
from tests.node.console.conftest import ConsoleDoor
from tests.support.cases import french_denial
from tests.support.console_server import Served, broken, by_keyboard, opened, serving
from tests.support.keyboard import choose, press, write

WINDOW = {"width": 1280, "height": 900}
DENIALS = ("FR-2024-00017", "FR-2024-00018")


@pytest.fixture
def germany(tmp_path: Path, sqlite_template: Path) -> Iterator[Served[None]]:
    """DE's console, and FR's beside it; FR has denied twice, and DE holds both denials."""

    async def story(door: ConsoleDoor) -> None:
        for number in (17, 18):
            await door.federation["FR"].deny(french_denial(number))
        await door.federation.sync()

    with serving(tmp_path, sqlite_template, story, also="FR") as found:
        yield found


def carry(served: Served[None]) -> None:
    """Let letters go and come, and the registers visit each other."""

    async def carried() -> None:
        await served.door.federation.settle()
        await served.door.federation.sync()

    served.do(carried())


def case_of(served: Served[None], case_id: str) -> Case:
    found: Case = served.do(served.door.federation["DE"].case(case_id))
    return found


FORM = {
    "reference": "AG-2026-7",
    "destination": "AE",
    "exporter_name": "Nordlicht GmbH",
    "exporter_country": "Germany",
    "end_user_name": "Mudiriyyat al-Ittisalat al-Khassa; مديرية الاتصالات الخاصة",
    "end_user_country": "AE",
    "item1_description": "IP network surveillance system",
    "item1_code": "5A001.j",
    "item1_quantity": "2 pieces",
}


def files(page: Page) -> str:
    """File an application by its form; return the address of the case."""
    press(page, 'a[href="/desk/applications"]')
    page.wait_for_url("**/desk/applications")
    press(page, 'main a[href="/desk/applications/acts/file"]')
    page.wait_for_url("**/acts/file")
    for name, text in FORM.items():
        write(page, f"#{name}", text)
    press(page, "button[value=read]")
    page.wait_for_url("**step=look")
    press(page, "button[value=send]")
    page.wait_for_url("**?done=filed")
    return page.evaluate("location.pathname")


def to_inbox(page: Page) -> None:
    press(page, 'a[href="/desk/inbox"]')
    page.wait_for_url("**/desk/inbox")


def answers(page: Page) -> None:
    """Answer what the inbox says is due, for each denial and as a whole."""
    press(page, 'main a[href*="/desk/consultations/"]')
    page.wait_for_url("**/desk/consultations/*")
    page.keyboard.press("a")
    page.wait_for_url("**/acts/answer")
    for name in ("denial-1", "denial-2"):
        choose(page, name, "not_identical")
    page.keyboard.press("Enter")
    page.wait_for_url("**step=look")
    press(page, "button[value=send]")
    page.wait_for_url("**done=answer")


def says_of_both_denials(page: Page, case_page: str) -> None:
    """One after the other: not the same."""
    for denial in DENIALS:
        press(page, f'a[href="{case_page}/matches/{denial}"]')
        page.wait_for_url(f"**/matches/{denial}")
        choose(page, "verdict", "dismissed")
        write(page, "#text", "another address, another owner")
        press(page, "main .button-primary")
        page.wait_for_url("**?done=judged*")
        assert "your word on the denial is on record." in page.inner_text(".banner-done")


def assesses(page: Page, case_page: str) -> None:
    press(page, f'a[href="{case_page}/acts/assess"]')
    page.wait_for_url("**/acts/assess")
    choose(page, "internal_repression", "yes")
    choose(page, "human_rights_violations", "no")
    choose(page, "humanitarian_law_violations", "no")
    write(page, "#sources", "UN special rapporteur, report of 2025")
    write(page, "#reasoning", "No court looks at what this end-user intercepts.")
    choose(page, "risk", "high")
    press(page, "button[value=read]")
    page.wait_for_url("**step=look")
    press(page, "button[value=send]")
    page.wait_for_url("**?done=assess")


def proposes(page: Page, case_page: str) -> None:
    press(page, f'a[href="{case_page}/acts/propose"]')
    page.wait_for_url("**/acts/propose")
    choose(page, "outcome", "refused")
    press(page, "[name=grounds]", "Space")
    write(page, "#explanation", "The end-user answers to nobody.")
    press(page, "button[value=read]")
    page.wait_for_url("**step=look")
    assert broken(page, 1280) == []
    press(page, "button[value=send]")
    page.wait_for_url("**?done=propose-proposed")


def decides(page: Page, case_page: str) -> None:
    """Another officer decides what was proposed; she sees what changed since."""
    press(page, f'main a[href*="{case_page}"]')
    page.wait_for_url(f"**{case_page}*")
    press(page, f'a[href="{case_page}/acts/decide"]')
    page.wait_for_url("**/acts/decide")
    assert "Nothing was changed since." in page.inner_text("main")
    assert "The end-user answers to nobody." in page.inner_text("main")
    assert broken(page, 1280) == []
    press(page, "button[value=send]")
    page.wait_for_url("**?done=decide")


def test_two_authorities_do_the_main_job_with_the_keyboard_alone(
    browser: Browser, germany: Served[None]
) -> None:
    france = germany.other
    assert france is not None
    with opened(browser, germany, viewport=WINDOW) as page:
        by_keyboard(page, germany.person())
        case_page = files(page)
        carry(germany)
        with opened(browser, france, viewport=WINDOW) as theirs:
            by_keyboard(theirs, france.person())
            answers(theirs)
        carry(germany)
        to_inbox(page)
        press(page, f'main a[href*="{case_page}"]')
        page.wait_for_url(f"**{case_page}*")
        says_of_both_denials(page, case_page)
        assesses(page, case_page)
        proposes(page, case_page)
    case_id = case_page.rpartition("/")[2]
    proposed = case_of(germany, case_id)
    assert (proposed.state, proposed.proposed_by) == (CaseState.PROPOSED, "officer")
    with opened(browser, germany, viewport=WINDOW) as page:
        by_keyboard(page, germany.person(OfficerRole.DECIDER))
        decides(page, case_page)
    decided = case_of(germany, case_id).decision
    assert decided is not None
    assert (decided.four_eyes, decided.proposal.outcome) == (True, Outcome.REFUSED)
    carry(germany)
    with opened(browser, france, viewport=WINDOW) as theirs:
        by_keyboard(theirs, france.person())
        press(theirs, 'a[href="/desk/denials"]')
        theirs.wait_for_url("**/desk/denials")
        write(theirs, "#name", "Mudiriyyat")
        theirs.wait_for_selector("#results .tag")
        press(theirs, f'main a[href*="{decided.denial_id}"]')
        theirs.wait_for_url(f"**{decided.denial_id}*")
        assert "Mudiriyyat al-Ittisalat al-Khassa" in theirs.inner_text("main")
