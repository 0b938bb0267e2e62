"""The console in a real browser: keyboard, axe, phone, dark, no script, what is kept where."""

from __future__ import annotations

import asyncio
import re
import shutil
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.app.patience import Server
from gateway.app.running import _serving, _tcp_socket
from gateway.casework.office.permissions import OfficerRole
from tests.browser.test_publication import AXE_OPTIONS
from tests.node.console.conftest import ConsoleDoor, open_console
from tests.support.federation_case import make_files
from tests.support.officers_browser import Person

PAGES = (
    "/desk/inbox",
    "/desk/tasks",
    "/desk/account",
    "/desk/components",
    "/desk/nowhere",
    "question",
)
WITHIN_S = 900.0  # two nodes and a matcher, on a machine that does much else
REFUSED = re.compile(r"status of 4\d\d")


@dataclass
class Running:
    """A console that answers on loopback, in a thread of its own."""

    address: str
    door: ConsoleDoor
    question: str
    posted: list[tuple[str, bytes]]
    """Each form that reached the server, also one that a page sent as it was left."""

    @property
    def person(self) -> Person:
        return self.door.people[OfficerRole.OFFICER]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Running]:
    """FR's console, whose node DE has asked; its browser is driven beside its loop."""

    async def asked(door: ConsoleDoor) -> str:
        await door.federation.consulting()
        shown = await (await door.signed_in()).open("/desk/inbox")
        return next(each for each in shown.links if "/consultations/" in each)

    with console_at("FR", tmp_path_factory.mktemp("console"), sqlite_template, asked) as running:
        yield running


@contextmanager
def console_at(
    at: str,
    folder: Path,
    sqlite_template: Path,
    prepare: Callable[[ConsoleDoor], Awaitable[str]],
) -> Iterator[Running]:
    """The console of DE or FR in a thread of its own, once what it shows was made."""
    files = make_files(folder / "federation", ("DE", "FR"))
    ready, stop, held = threading.Event(), threading.Event(), list[Running | BaseException]()

    async def serve() -> None:
        def new(name: str) -> str:
            path = folder / f"{name}.db"
            shutil.copyfile(sqlite_template, path)
            path.chmod(0o600)
            return f"sqlite:///{path}"

        async with open_console(files, folder / "n", new, ("DE", "FR"), at=at) as door:
            question = await prepare(door)
            socket = _tcp_socket("127.0.0.1:0", "api_listen")
            port = socket.getsockname()[1]
            posted: list[tuple[str, bytes]] = []
            async with _serving(Server(noting(door.app, posted)), [socket]):
                held.append(Running(f"http://127.0.0.1:{port}", door, question, posted))
                ready.set()
                await asyncio.to_thread(stop.wait)

    def run() -> None:
        try:
            asyncio.run(serve())
        except BaseException as exc:  # noqa: BLE001 - told to the test below
            held.append(exc)
            ready.set()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    assert ready.wait(WITHIN_S)
    if isinstance(held[0], BaseException):
        raise held[0]
    yield held[0]
    stop.set()
    thread.join(30)


def noting(app: ASGIApp, posted: list[tuple[str, bytes]]) -> ASGIApp:
    """Note what is posted to an application."""

    async def noted(scope: Scope, receive: Receive, send: Send) -> None:
        async def read() -> Message:
            message = await receive()
            if scope.get("method") == "POST" and message["type"] == "http.request":
                posted.append((scope["path"], message.get("body", b"")))
            return message

        await app(scope, read, send)

    return noted


@contextmanager
def opened(browser: Browser, running: Running, **options: Any) -> Iterator[Page]:
    """A fresh browser; what it says to its console or asks of another host is a failure."""
    context = browser.new_context(base_url=running.address, **options)
    page, trouble = context.new_page(), list[str]()
    page.on("console", lambda message: trouble.append(message.text))
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on(
        "request",
        lambda asked: None if asked.url.startswith(running.address) else trouble.append(asked.url),
    )
    yield page
    context.close()
    # That a page is not there is said by the browser too.
    assert [each for each in trouble if not REFUSED.search(each)] == []


def by_keyboard(page: Page, running: Running) -> None:
    """Sign in without a mouse."""
    page.goto("/desk/sign-in")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip-link"
    while page.evaluate("document.activeElement.id") != "name":
        page.keyboard.press("Tab")
        assert shows_focus(page)
    page.keyboard.type(running.person.name)
    page.keyboard.press("Tab")
    page.keyboard.type(running.person.password)
    page.keyboard.press("Tab")
    page.keyboard.type(running.person.code())
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/inbox")


def shows_focus(page: Page) -> bool:
    """Whether what has the focus is told from what has not."""
    return bool(
        page.evaluate(
            "getComputedStyle(document.activeElement).outlineStyle !== 'none' "
            "&& parseFloat(getComputedStyle(document.activeElement).outlineWidth) >= 2"
        )
    )


def test_an_officer_signs_in_by_keyboard_and_reads_a_question(
    browser: Browser, running: Running
) -> None:
    with opened(browser, running) as page:
        by_keyboard(page, running)
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


def test_what_was_wrong_is_read_first(browser: Browser, running: Running) -> None:
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
def test_axe_finds_nothing_on_any_page(
    browser: Browser, running: Running, width: int, scheme: str
) -> None:
    with opened(
        browser, running, viewport={"width": width, "height": 900}, color_scheme=scheme
    ) as page:
        broken = look(page, "/desk/sign-in", width)
        by_keyboard(page, running)
        for path in PAGES:
            broken += look(page, running.question if path == "question" else path, width)
        assert broken == []


def look(page: Page, path: str, width: int) -> list[str]:
    """What axe finds on a page, and what is wider than the window."""
    page.goto(path)
    found = Axe().run(page, options=AXE_OPTIONS).response
    told = [
        f"{path}: {each['id']}: {node['target']} {node['failureSummary']}"
        for each in found["violations"]
        for node in each["nodes"]
    ]
    wide = page.evaluate("document.documentElement.scrollWidth")
    return told if wide <= width else [*told, f"{path}: {wide} pixels wide"]


def test_every_page_works_without_a_script(browser: Browser, running: Running) -> None:
    with opened(browser, running, java_script_enabled=False) as page:
        page.goto("/desk/account")
        page.fill("#name", running.person.name)
        page.fill("#password", running.person.password)
        page.fill("#code", running.person.code())
        page.click("main button")
        page.wait_for_url("**/desk/account")
        page.select_option("#page-language", "de")
        page.click("footer button")
        assert page.title().startswith("Ihr Konto")
        page.select_option("#page-language", "en")
        page.click("footer button")
        page.click("header button")
        page.wait_for_url("**/desk/sign-in*")


def test_forced_colours_and_zoom_lose_nothing(browser: Browser, running: Running) -> None:
    with opened(
        browser, running, viewport={"width": 320, "height": 800}, forced_colors="active"
    ) as page:
        by_keyboard(page, running)
        for path in PAGES:
            page.goto(running.question if path == "question" else path)
            assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
