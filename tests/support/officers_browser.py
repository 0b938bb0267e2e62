"""A browser without a screen: keeps cookies, follows redirects, sends forms that it was shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pyotp

ORIGIN = "https://desk.test"


@dataclass
class ShownForm:
    """A form of a page."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[ShownForm] = []
        self.links: list[str] = []
        self.title = ""
        self.text: list[str] = []
        self._in = self._field = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        self._in = tag
        if tag == "form":
            self.forms.append(ShownForm(held.get("action") or "", held.get("method") or "get"))
        elif tag == "a" and held.get("href"):
            self.links.append(str(held["href"]))
        elif (
            tag in {"input", "textarea", "select"}
            and self.forms
            and held.get("name")
            and (held.get("type") not in {"radio", "checkbox"} or "checked" in held)
        ):
            self._field = str(held["name"])
            self.forms[-1].fields[self._field] = held.get("value") or ""
        elif tag == "option" and self.forms and "selected" in held:
            self.forms[-1].fields[self._field] = held.get("value") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == self._in:
            self._in = ""

    def handle_data(self, data: str) -> None:
        if self._in == "textarea" and self.forms:
            self.forms[-1].fields[self._field] += data
        if self._in == "title" and not self.title:
            self.title = data
        if self._in not in {"script", "style"}:
            self.text.append(data)


def page_of(text: str) -> _Page:
    """Read a page of HTML."""
    page = _Page()
    page.feed(text)
    return page


@dataclass
class Shown:
    """A page as it came, after redirects."""

    answer: httpx2.Response
    page: _Page

    @property
    def status(self) -> int:
        return self.answer.status_code

    @property
    def path(self) -> str:
        return self.answer.url.path

    @property
    def title(self) -> str:
        return self.page.title

    @property
    def words(self) -> str:
        return " ".join(" ".join(self.page.text).split())

    @property
    def links(self) -> list[str]:
        return self.page.links

    def form(self, action: str) -> ShownForm:
        return next(each for each in self.page.forms if each.action == action)


class OfficersBrowser:
    """One officer's browser before a console.

    Args:
        app: What answers.
        accepts: The languages that it asks for.
    """

    def __init__(self, app: Any, accepts: str = "en") -> None:
        self.client = httpx2.AsyncClient(
            transport=httpx2.ASGITransport(app=app),
            base_url=ORIGIN,
            headers={"Accept-Language": accepts, "User-Agent": "Test browser"},
        )
        self.last: Shown | None = None

    async def send(self, method: str, path: str, **kwargs: Any) -> Shown:
        """Send a request and follow where it leads."""
        answer = await self.client.request(method, path, **kwargs)
        while answer.is_redirect:
            target = answer.headers["location"]
            assert urlsplit(target).netloc in {"", "desk.test"}, target
            answer = await self.client.get(target)
        page = _Page()
        if answer.headers.get("content-type", "").startswith("text/html"):
            page.feed(answer.text)
        self.last = Shown(answer, page)
        return self.last

    async def open(self, path: str) -> Shown:
        """Open an address as an officer types it."""
        return await self.send("GET", path, headers={"Sec-Fetch-Site": "none"})

    async def submit(self, action: str, **fields: str) -> Shown:
        """Fill in a form of the page that is shown, and send it as a browser does."""
        assert self.last is not None
        form = self.last.form(action)
        headers = {
            "Sec-Fetch-Site": "same-origin",
            "Origin": ORIGIN,
            "Referer": str(self.last.answer.url),
        }
        return await self.send("POST", action, data={**form.fields, **fields}, headers=headers)

    async def question(self) -> str:
        """Return the address of the consultation that is asked of us, as the inbox leads to it."""
        links = (await self.open("/desk/inbox")).links
        return next(each for each in links if each.startswith("/desk/consultations/"))

    async def sign_in(self, person: Person) -> Shown:
        """Sign in with a password and the next code."""
        await self.open("/desk/sign-in")
        return await self.submit(
            "/desk/sign-in", name=person.name, password=person.password, code=person.code()
        )

    async def close(self) -> None:
        await self.client.aclose()


@dataclass
class Clock:
    """The machine's clock, which a test moves."""

    at: float = 1_790_000_000.0

    def __call__(self) -> float:
        return self.at


@dataclass
class Person:
    """Who has enrolled: her password, and an authenticator that gives each code once."""

    name: str
    password: str
    secret: str
    clock: Clock

    def code(self) -> str:
        """The code of the next step; the clock goes there."""
        self.clock.at += 30
        return pyotp.TOTP(self.secret).at(int(self.clock.at))
