"""Pages of registers in a real browser: axe, phone, keyboard, search, no script, paper."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.node.console.conftest import ConsoleDoor
from tests.support.console_server import (
    Served,
    by_keyboard,
    opened,
    serving,
    shows_focus,
    sign_in,
)
from tests.support.filled_shelf import FilledShelf, fill
from tests.support.pdf_text import pages_of

SHELF: list[FilledShelf] = []


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Served[str]]:
    """DE's console, whose registers hold something of each kind."""

    async def filled(door: ConsoleDoor) -> str:
        SHELF.append(await fill(door.federation))
        return f"/desk/denials/{SHELF[-1].own}"

    folder = tmp_path_factory.mktemp("shelf")
    with serving(folder, sqlite_template, filled) as running:
        yield running


def test_a_denial_is_found_as_one_types_and_opened_by_keyboard(
    browser: Browser, shelf: Served[str]
) -> None:
    with opened(browser, shelf) as page:
        by_keyboard(page, shelf.person())
        page.goto("/desk/denials")
        page.focus("#name")
        page.keyboard.type("special communic")
        page.wait_for_selector("#results .tag-warn")
        assert page.evaluate("document.activeElement.id") == "name"
        assert "name=special+communic" in page.url
        link = page.get_by_role("link", name=SHELF[-1].theirs)
        link.focus()
        assert shows_focus(page)
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/desk/denials/{SHELF[-1].theirs}")
        page.go_back()
        assert page.input_value("#name") == "special communic"


def test_all_of_it_works_without_a_script(browser: Browser, shelf: Served[str]) -> None:
    with opened(browser, shelf, java_script_enabled=False) as page:
        sign_in(page, shelf.person(), at="/desk/denials")
        page.fill("#name", "special communic")
        page.click("main form button")
        page.wait_for_selector("#results .tag-warn")
        page.goto(f"/desk/reviews/{SHELF[-1].notice}/acts/find")
        page.check("#outcome-1")
        page.click("main form button[value=read], main form button")
        page.wait_for_url("**/acts/find?step=look")
        assert page.get_by_role("button", name="Sign and notify all").count() == 1


def test_every_printed_sheet_bears_marking_name_and_number(
    browser: Browser, shelf: Served[str], tmp_path: Path
) -> None:
    with opened(browser, shelf) as page:
        by_keyboard(page, shelf.person())
        for path, name in (
            (f"/desk/denials/{SHELF[-1].theirs}", SHELF[-1].theirs),
            (f"/desk/notices/{SHELF[-1].notice}", SHELF[-1].notice),
            (f"/desk/cases/{SHELF[-1].case}", SHELF[-1].case),
        ):
            page.goto(path)
            sheets = pages_of(page.pdf(prefer_css_page_size=True))
            for number, sheet in enumerate(sheets, 1):
                assert f"DE·{name}" in sheet, (path, number)
                assert f"{number}/{len(sheets)}" in sheet, (path, number)
                assert "Signout" not in sheet
