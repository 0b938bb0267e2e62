"""A console that answers on loopback, beside the browser that is driven: one for a module's tests.

`serving` starts nodes, lets a test's story happen, and keeps a loop of its own in a thread, since
Playwright's is driven by the test's.
"""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Generic, TypeVar

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.app.http_timeouts import Server
from gateway.app.listeners import accepting, tcp_socket
from gateway.casework.permissions import OfficerRole
from tests.browser.test_publication import AXE_OPTIONS
from tests.node.console.conftest import ConsoleDoor, console_of, open_console
from tests.support.copied import copies
from tests.support.federation_case import make_files
from tests.support.officers_browser import Person

T = TypeVar("T")

WITHIN_S = 900.0  # two nodes and a matcher, on a machine that does much else
REFUSED = re.compile(r"status of 4\d\d")


@dataclass
class Served(Generic[T]):
    """A console that answers on loopback, in a thread of its own.

    Attributes:
        story: What happened before: whatever the test's own story returned.
        posted: Each form that reached the server, also one that a page sent as it was left.
        other: The console of another of the nodes, where there is one.
    """

    address: str
    door: ConsoleDoor
    story: T
    posted: list[tuple[str, bytes]]
    loop: asyncio.AbstractEventLoop
    other: Served[T] | None = None

    def person(self, role: OfficerRole = OfficerRole.OFFICER) -> Person:
        """Who is enrolled under a role."""
        return self.door.people[role]

    def do(self, doing: Awaitable[Any]) -> Any:
        """Have something done in the nodes' loop while the browser waits."""

        async def done() -> Any:
            return await doing

        return asyncio.run_coroutine_threadsafe(done(), self.loop).result(WITHIN_S)


async def asked_by_germany(door: ConsoleDoor) -> str:
    """DE asks FR, whose console is served; return the address of the page about it."""
    await door.federation.consulting()
    return await (await door.signed_in()).question()


@contextmanager
def serving(
    folder: Path,
    sqlite_template: Path,
    story: Callable[[ConsoleDoor], Awaitable[T]],
    *,
    codes: tuple[str, ...] = ("DE", "FR"),
    at: str = "DE",
    also: str = "",
) -> Iterator[Served[T]]:
    """Serve the console of one of several nodes, after a story has happened between them.

    Args:
        folder: Where the nodes live.
        sqlite_template: A database with the tables, which each node gets a copy of.
        story: What happens first.
        codes: Whose nodes there are.
        at: Whose console it is.
        also: Whose console there is beside it; empty for none.
    """
    files = make_files(folder / "federation", codes)
    ready, held = threading.Event(), list[Served[T] | BaseException]()
    stop: list[Callable[[], object]] = []

    new = copies(sqlite_template, folder)

    async def serve() -> None:
        loop, ends = asyncio.get_running_loop(), asyncio.Event()
        stop.append(lambda: loop.call_soon_threadsafe(ends.set))
        async with AsyncExitStack() as stack:
            door = await stack.enter_async_context(
                open_console(files, folder / "n", new, codes, at=at)
            )
            happened, served = await story(door), list[Served[T]]()
            for code in (at, also) if also else (at,):
                each = door
                if code != at:
                    each = await stack.enter_async_context(console_of(door.federation, code))
                address, posted = await stack.enter_async_context(_on_loopback(each.app))
                served.append(Served(address, each, happened, posted, loop))
            held.append(replace(served[0], other=served[-1] if also else None))
            ready.set()
            await ends.wait()

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
    try:
        yield held[0]
    finally:
        stop[0]()
        thread.join(30)


@asynccontextmanager
async def _on_loopback(app: ASGIApp) -> AsyncIterator[tuple[str, list[tuple[str, bytes]]]]:
    """Have an application answer on a port; give its address, and what is posted to it."""
    socket, posted = tcp_socket("127.0.0.1:0", "api_listen"), list[tuple[str, bytes]]()
    async with accepting(Server(noting(app, posted)), [socket]):
        yield f"http://127.0.0.1:{socket.getsockname()[1]}", posted


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
def opened(browser: Browser, served: Served[Any], **options: Any) -> Iterator[Page]:
    """A fresh browser; what it says to its console or asks of another host is a failure."""
    context = browser.new_context(base_url=served.address, **options)
    page, trouble = context.new_page(), list[str]()
    page.on("console", lambda message: trouble.append(message.text))
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on(
        "request",
        lambda asked: None if asked.url.startswith(served.address) else trouble.append(asked.url),
    )
    try:
        yield page
    finally:
        context.close()
    # That a page is refused is said by the browser too.
    assert [each for each in trouble if not REFUSED.search(each)] == []


def sign_in(page: Page, person: Person, *, at: str = "/desk/sign-in") -> None:
    """Sign in; the page that was asked for comes next."""
    page.goto(at)
    page.fill("#name", person.name)
    page.fill("#password", person.password)
    page.fill("#code", person.code())
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "sign-in" not in url)


def by_keyboard(page: Page, person: Person) -> None:
    """Sign in without a mouse."""
    page.goto("/desk/sign-in")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip-link"
    while page.evaluate("document.activeElement.id") != "name":
        page.keyboard.press("Tab")
        assert shows_focus(page)
    page.keyboard.type(person.name)
    page.keyboard.press("Tab")
    page.keyboard.type(person.password)
    page.keyboard.press("Tab")
    page.keyboard.type(person.code())
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


def broken(page: Page, width: int) -> list[str]:
    """What axe finds on the page that is shown, and whether it is wider than the window."""
    found = Axe().run(page, options=AXE_OPTIONS).response
    told = [
        f"{page.url}: {each['id']}: {node['target']} {node['failureSummary']}"
        for each in found["violations"]
        for node in each["nodes"]
    ]
    wide = page.evaluate("document.documentElement.scrollWidth")
    return told if wide <= width else [*told, f"{page.url}: {wide} pixels wide"]


def look(page: Page, path: str, width: int) -> list[str]:
    """Open a page; return what axe finds on it, and whether it is wider than the window."""
    page.goto(path)
    return broken(page, width)
