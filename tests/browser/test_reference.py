"""The reference of the interface in a real browser: axe finds nothing, and it fits a phone."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Route
from starlette.applications import Starlette

from gateway.api.reference.routes import routes_for
from tests.browser.test_publication import AXE_OPTIONS, shown
from tests.support.ports import free_ports
from tools.openapi import DOCUMENT
from tools.reference import write

WIDE, PHONE = 1280, 320
LATE_S = 0.5


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


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The routes of a node that show the reference, on a port of this machine."""
    (port,) = free_ports(1)
    contract = json.loads(DOCUMENT.read_text("utf-8"))
    app = Starlette(routes=routes_for(lambda: contract))
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_config=None, lifespan="off"))
    serving = threading.Thread(target=server.run)
    serving.start()
    yield f"http://127.0.0.1:{port}/reference"
    server.should_exit = True
    serving.join()


def _late(route: Route) -> None:
    time.sleep(LATE_S)
    route.continue_()


def test_as_a_node_shows_it_nothing_is_held_back_by_its_policy(
    address: str, browser: Browser
) -> None:
    """A style sheet that comes late is waited for: it holds back the load, and not the address."""
    page = browser.new_page()
    page.route("**/*.css", _late)
    trouble: list[str] = []
    page.on("console", lambda message: trouble.append(message.text))
    page.on("requestfailed", lambda asked: trouble.append(asked.url))
    page.on("request", lambda asked: None if address in asked.url else trouble.append(asked.url))
    page.goto(address)
    page.get_by_role("link", name="cases", exact=True).first.click()
    page.wait_for_url(f"{address}/cases.html")
    assert page.evaluate("document.styleSheets[0].cssRules.length") > 1  # its style was taken
    page.get_by_role("link", name="ApplicationInput").first.click()
    page.wait_for_url(f"{address}/schemas.html#ApplicationInput")
    assert trouble == []
    refused = page.evaluate(
        "() => new Promise(told => { document.addEventListener('securitypolicyviolation',"
        " each => told(each.effectiveDirective)); const s = document.createElement('script');"
        " s.src = 'x.js'; document.head.append(s); })"
    )
    assert refused == "script-src-elem"
