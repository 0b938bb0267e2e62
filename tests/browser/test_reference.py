"""The reference of the interface in a real browser: axe finds nothing, and it fits a phone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.browser.test_publication import AXE_OPTIONS, shown
from tools.openapi import DOCUMENT
from tools.reference.pages import write

WIDE, PHONE = 1280, 320


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The reference; of the schemas some, since axe looks at every cell, one by one."""
    contract = json.loads(DOCUMENT.read_text("utf-8"))
    folder = tmp_path_factory.mktemp("reference")
    write(contract, folder)
    return folder


@pytest.mark.parametrize("name", ["index", "registers"])
@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_a_page_is_read_by_everybody_at_every_width(
    name: str, width: int, reference: Path, browser: Browser
) -> None:
    with shown(browser, reference, name, viewport={"width": width, "height": 900}) as page:
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        broken = Axe().run(page, options=AXE_OPTIONS).response["violations"]
        assert [(each["id"], each["nodes"][0]["html"]) for each in broken] == []


def test_the_keyboard_comes_to_the_content_first(reference: Path, browser: Browser) -> None:
    with shown(browser, reference, "index", viewport={"width": WIDE, "height": 900}) as page:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "To the content"
