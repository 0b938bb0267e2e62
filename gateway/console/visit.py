"""One visit: who asks, in which language, and how she is answered."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from gateway.casework.accounts.signin.local_accounts import SignIns
from gateway.casework.accounts.signin.sessions import DeskSession, new_secret
from gateway.casework.permissions import Officer, Permission
from gateway.casework.services import Office, reader_of
from gateway.console.access import cookies
from gateway.console.access.headers import new_nonce
from gateway.console.access.oidc import Provider
from gateway.console.forms import PageForm
from gateway.console.languages import Language, marked
from gateway.console.rendering import Templates
from gateway.domain.saying import Given
from gateway.errors import ComityError, Reason
from gateway.exchange.rate_limits import AccountShares
from gateway.views.reader import ShownContents, ViewReader

NOTICE: Final = "done"
"""Parameter of an address that says what was just done, by a word of the page's own table."""

_SEE_OTHER: Final = 303


@dataclass(frozen=True, slots=True)
class Destination:
    """A page that the navigation names.

    Attributes:
        path: Its address.
        label: Its name, a message.
        needs: What an officer must be allowed to; None: nothing.
        key: That opens it from any page; empty for none.
        unless: What an officer may who gets there from another page.
        also: Addresses of further pages that belong to it, and have no name of their own there.
    """

    path: str
    label: str
    needs: Permission | None = None
    key: str = ""
    unless: Permission | None = None
    also: tuple[str, ...] = ()


_FROM_INBOX: Final = (
    *("/desk/cases", "/desk/consultations", "/desk/letters"),
    *("/desk/queues", "/desk/substitutes"),
)
DESTINATIONS: Final = (
    Destination("/desk/inbox", marked("Inbox"), Permission.READ_INBOX, "u", also=_FROM_INBOX),
    Destination("/desk/tasks", marked("Tasks"), Permission.READ_TASKS),
    Destination(
        "/desk/denials",
        marked("Denials"),
        Permission.READ_DENIALS,
        also=("/desk/sensitive", "/desk/imports"),
    ),
    Destination(
        "/desk/imports", marked("Import"), Permission.IMPORT, unless=Permission.READ_DENIALS
    ),
    Destination("/desk/licences", marked("Licences"), Permission.READ_CASES),
    Destination(
        "/desk/notices", marked("Notices"), Permission.READ_NOTICES, also=("/desk/reviews",)
    ),
    Destination("/desk/federation", marked("Federation"), Permission.READ_DENIALS),
    Destination("/desk/applications", marked("New application"), Permission.FILE),
    Destination("/desk/queues", marked("Queues"), Permission.KEEP_QUEUES),
    Destination("/desk/substitutes", marked("Substitutes"), Permission.KEEP_QUEUES),
    Destination("/desk/account", marked("Account")),
)
"""In the order in which they are shown; a new page that people look for is named here."""


def destinations_of(officer: Officer) -> tuple[Destination, ...]:
    """Return what an officer may open."""
    return tuple(
        each
        for each in DESTINATIONS
        if (each.needs is None or officer.may(each.needs))
        and not (each.unless is not None and officer.may(each.unless))
    )


def entry_of(shown: Sequence[Destination], path: str) -> Destination | None:
    """Return to which of the pages that the navigation names the page at an address belongs.

    Args:
        shown: Those that it names.
        path: The address.
    """
    named = (each for each in shown if _is_at(path, each.path))
    beside = (each for each in shown if any(_is_at(path, below) for below in each.also))
    return next(named, None) or next(beside, None)


def _is_at(path: str, page: str) -> bool:
    return path == page or path.startswith(f"{page}/")


@dataclass(frozen=True, kw_only=True)
class Console:
    """What all pages share.

    Attributes:
        office: What the use cases work with.
        templates: Makes pages.
        signing: What sign-in works with.
        provider: The authority's own; None: it has none.
        shares: What each account has used of its limits, here and at REST.
    """

    office: Office
    templates: Templates
    signing: SignIns
    provider: Provider | None = None
    shares: AccountShares = field(default_factory=AccountShares)


@dataclass(frozen=True, kw_only=True)
class Visit:
    """One request, and how it is answered.

    Attributes:
        visitor: The id in the cookie: of a session, or of a visitor who has none yet.
        session: None where nobody is signed in.
        token: That the forms of the answer carry.
        form: What was sent with it.
        officer: Who asks, as far as what the request names is there for her.
    """

    console: Console
    request: Request
    language: Language
    visitor: str
    token: str
    session: DeskSession | None
    officer: Officer | None = None
    nonce: str = field(default_factory=new_nonce)
    form: PageForm = field(default_factory=PageForm)

    @property
    def office(self) -> Office:
        """What the use cases work with, for a reader of the visit's language.

        Who sits at a desk has pages and no command line; administrators have both.
        """
        person = self.officer or (None if self.session is None else self.session.officer)
        commands = person is not None and person.may(Permission.ADMINISTER)
        return self.console.office.in_words(self.language.wording, commands=commands)

    @property
    def signed_in(self) -> DeskSession:
        """The session; pages that are open to all ask `session` instead.

        Raises:
            PermissionRefusedError: SIGN_IN_REFUSED; nobody is signed in.
        """
        if self.session is None:
            raise Reason.SIGN_IN_REFUSED.error("nobody is signed in", remedy="Sign in.")
        return self.session

    @property
    def who(self) -> Officer:
        """The officer who asks; each use case asks her role.

        Raises:
            PermissionRefusedError: SIGN_IN_REFUSED; nobody is signed in.
        """
        return self.officer or self.signed_in.officer

    @property
    def reader(self) -> ViewReader:
        """Who reads a view: in her language, by the clock of the authority."""
        return reader_of(self.office)

    def reader_of(self, contents: ShownContents) -> ViewReader:
        """Return who reads, with what is known of the contents of documents that are shown."""
        return replace(self.reader, contents=contents)

    def asked(self, name: str) -> str:
        """Return a parameter of the address or of the path; empty where there is none."""
        found = self.request.path_params.get(name) or self.request.query_params.get(name, "")
        return str(found)

    def says(self, message: str, **data: Given) -> str:
        """Return a message in the reader's language."""
        return self.language.says(message, **data)

    def refusal(self, error: ComityError, *, at_field: bool = False) -> tuple[str, str]:
        """Return what an error says, and its remedy, in the reader's language where it is known.

        Args:
            error: What is said.
            at_field: Whether it is shown at the field that it names, and need not name it.
        """
        wait = error.metadata.get("retry_after_s", "")
        if error.reason is Reason.RATE_EXCEEDED and wait.isdecimal():
            what = self.language.counted(
                "Too many attempts failed; the next one is looked at in one second",
                "Too many attempts failed; the next one is looked at in {number} seconds",
                int(wait),
            )
            return what, self.language.remedy(error)
        what = error.sentence(self.language.text, at_field=at_field)
        return what, self.language.remedy(error)

    def refused(self, error: ComityError) -> str:
        """Return what an error says and its remedy, as they stand in one line at a field."""
        what, remedy = self.refusal(error)
        return f"{what}. {remedy}".strip()

    def with_form(self, form: PageForm) -> Visit:
        """Return the visit with the form that it sends."""
        return replace(self, form=form)

    def by(self, officer: Officer) -> Visit:
        """Return the visit of an officer as far as what it names is there for her."""
        return replace(self, officer=officer)

    def page(self, template: str, *, status: int = 200, **context: Any) -> Response:
        """Return a page.

        Args:
            template: File of its template.
            status: Of the answer.
            context: What the template names beside what every page has.
        """
        body = self.console.templates.render(template, self.language, **self._frame(), **context)
        return HTMLResponse(body, status)

    def _frame(self) -> Mapping[str, Any]:
        """Return what the frame of every page names."""
        held = self.office.me.directory()
        officer = None if self.session is None else self.session.officer
        shown = () if officer is None else destinations_of(officer)
        path = self.request.url.path
        return {
            "authority": held.member(self.office.code).name,
            "code": self.office.code,
            "rehearsal": held.rehearsal,
            "officer": officer,
            "keys": self.session is not None and self.session.keys,
            "destinations": shown,
            "entry": entry_of(shown, path),
            "path": path,
            "form_token": self.token,
            "nonce": self.nonce,
            "has_provider": self.console.provider is not None,
            "done": self.asked(NOTICE),
        }

    def go(self, path: str) -> Response:
        """Send the browser on to a page of this console, with GET."""
        return RedirectResponse(path, _SEE_OTHER)


Handle = Callable[[Visit], Awaitable[Response]]
"""Answers one visit."""


@dataclass(frozen=True, slots=True)
class PageRoute:
    """An address of the console.

    Attributes:
        path: As Starlette writes it; a parameter that names a case is called ``case_id``, one that
            names a consultation ``conversation_id``, so that need to know is asked.
        handle: Answers it.
        method: ``GET`` or ``POST``.
        open_to_all: Whether nobody need be signed in.
        upload: Most octets of a file that comes with its form; 0: none may.
    """

    path: str
    handle: Handle
    method: str = "GET"
    open_to_all: bool = False
    upload: int = 0


def visitor_of(request: Request) -> str:
    """Return the id that a browser shows, or a new one for one that has none."""
    return cookies.read(request, cookies.SESSION) or new_secret()
