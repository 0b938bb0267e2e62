"""Every page of the console with something on it: found by following its links, as each role.

A page that is added is found by itself, as soon as a page leads to it. A page to which nothing
leads says so (`unfound`): then the story lacks what it shows, or `BY_ADDRESS` its address.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urldefrag, urlsplit

from starlette.routing import compile_path

from gateway.casework.permissions import OfficerRole
from gateway.console.app import PAGES
from gateway.console.visit import PageRoute
from tests.node.console.conftest import PEOPLE, ConsoleDoor
from tests.support.officers_browser import OfficersBrowser

EACH = 2
"""Of so many things of a kind the page is looked at: two may differ."""

BY_ADDRESS = {
    "/desk/sign-in": "/desk/sign-in",
    "/desk/confirm-identity": "/desk/confirm-identity?next=%2Fdesk%2Faccount",
    "/desk/components": "/desk/components",
}
"""Pages to which no page leads: one comes there by oneself, or is sent."""

NOT_WALKED = {
    "/desk/": "sends on to where an officer begins",
    "/desk/cases/{case_id}/matches": "of many hits: tests/browser/test_our_cases.py",
    "/desk/enrol": "its link counts once: tests/node/console/test_signing_in.py",
    "/desk/provider/sign-in": "sends on to the authority's provider, and there is none here",
    "/desk/provider/return": "the provider sends here: tests/node/console/test_provider.py",
    "/desk/provider/confirm": "sends on to the authority's provider, and there is none here",
}
"""Pages that are not looked at here, and why not."""

NO_PAGES = ("/desk/static/",)
FILES = ("/pdf", "/proof", "/{sha256}")
"""Ends of addresses that answer a file, which no browser shows."""

PATTERNS = tuple(
    (each, compile_path(each.path)[0])
    for each in PAGES
    if each.method == "GET" and not each.path.endswith(FILES)
)
"""Pages, with what an address of each looks like; of two that fit, the plainer comes first."""


@dataclass
class Found:
    """Addresses of pages, by the path of the page that answers, e.g. ``/desk/cases/{case_id}``."""

    each: int = EACH
    pages: dict[str, list[str]] = field(default_factory=dict)

    @property
    def addresses(self) -> tuple[str, ...]:
        """All of them."""
        return tuple(address for some in self.pages.values() for address in some)

    @property
    def first(self) -> tuple[str, ...]:
        """One of each page."""
        return tuple(some[0] for some in self.pages.values())

    def add(self, address: str) -> bool:
        """Note an address; say whether its page is to be looked at."""
        page = page_of(address)
        if page is None or page.path in NOT_WALKED:
            return False
        some = self.pages.setdefault(page.path, [])
        if address in some or len(some) >= self.each:
            return False
        some.append(address)
        return True


def page_of(address: str) -> PageRoute | None:
    """Return the page that answers at an address."""
    path = urlsplit(address).path
    return next((page for page, form in PATTERNS if form.match(path)), None)


def unfound(found: Iterable[Found]) -> list[str]:
    """Return the paths of pages that are in none of some walks."""
    seen = {path for each in found for path in each.pages}
    paths = {page.path for page, _ in PATTERNS}
    return sorted(paths - seen - NOT_WALKED.keys())


async def walk(
    door: ConsoleDoor, roles: Iterable[OfficerRole] = PEOPLE, *, each: int = EACH
) -> Found:
    """Follow the links of a console as some roles, and return so many pages of each kind."""
    found = Found(each)
    for role in roles:
        browser = await door.signed_in(role)
        waiting = [*BY_ADDRESS.values(), "/desk/", *_plain()]
        for address in waiting:
            found.add(address)
        while waiting:
            shown = await browser.open(waiting.pop(0))
            waiting += [each for each in _links(shown.links) if found.add(each)]
    return found


def _plain() -> Iterator[str]:
    """Yield the pages that name nothing: anybody may type their addresses."""
    yield from (page.path for page, _ in PATTERNS if "{" not in page.path)


def _links(links: Iterable[str]) -> Iterator[str]:
    for link in links:
        address = urldefrag(link).url
        if address.startswith("/desk/") and not address.startswith(NO_PAGES):
            yield address


async def text_of(browser: OfficersBrowser, address: str) -> str:
    """Return a page as it came."""
    return (await browser.open(address)).answer.text
