"""The console as an application: its pages, and what is done before and after each of them.

Every address but the static files passes here, in this order: who visits; whether the page is open
to her; whether a form is one of our own; whether what the address names is there for her; the page;
the headers. An error becomes a page, whatever it is.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable
from dataclasses import replace
from typing import Any, Final
from zoneinfo import ZoneInfo

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from gateway.casework.accounts.signin.local_accounts import SignIns
from gateway.casework.accounts.signin.passwords import Passwords
from gateway.casework.accounts.signin.sessions import find_session
from gateway.casework.cases import need_to_know
from gateway.casework.permissions import Officer
from gateway.casework.services import Office
from gateway.console.access import cookies, csrf
from gateway.console.access.headers import UNATTENDED, new_nonce, secure, unless_known
from gateway.console.access.oidc import Provider
from gateway.console.access.returning import HOME
from gateway.console.access.step_up import ask_again
from gateway.console.forms import read_form
from gateway.console.languages import Language, Languages, shipped_languages
from gateway.console.pages import (
    account,
    components,
    denial,
    denial_import,
    denials,
    enrolment,
    federation,
    hand_over,
    inbox,
    licences,
    notices,
    printed,
    queues,
    reviews,
    saved_views,
    sensitive,
    signing_in,
    substitutes,
    task,
    tasks,
)
from gateway.console.pages import (
    provider as provider_pages,
)
from gateway.console.pages.asked import letter
from gateway.console.pages.asked import page as asked
from gateway.console.pages.ours import applications, matches
from gateway.console.pages.ours import page as ours
from gateway.console.refusals import defect, not_here, refused, too_much
from gateway.console.rendering import Templates
from gateway.console.visit import Console, PageRoute, Visit, visitor_of
from gateway.domain.calendars import zone_of
from gateway.errors import ComityError, Reason, UnavailableError
from gateway.exchange.rate_limits import AccountShares

ROOT: Final = "/desk"
"""Below this path is the console's; `/api/v1` is REST's, and neither knows the other."""

PAGES: Final[tuple[PageRoute, ...]] = (
    *inbox.ROUTES,
    *hand_over.ROUTES,
    *saved_views.ROUTES,
    *queues.ROUTES,
    *substitutes.ROUTES,
    *tasks.ROUTES,
    *ours.ROUTES,
    *matches.ROUTES,
    *applications.ROUTES,
    *task.ROUTES,
    *denials.ROUTES,
    *denial.ROUTES,
    *denial_import.ROUTES,
    *sensitive.ROUTES,
    *licences.ROUTES,
    *notices.ROUTES,
    *reviews.ROUTES,
    *federation.ROUTES,
    *printed.ROUTES,
    *asked.ROUTES,
    *letter.ROUTES,
    *signing_in.ROUTES,
    *enrolment.ROUTES,
    *provider_pages.ROUTES,
    *account.ROUTES,
    *components.ROUTES,
)
"""Every page; a test walks them as each role."""


def create_console(
    office: Office,
    *,
    languages: Languages | None = None,
    signing: SignIns | None = None,
    provider: Provider | None = None,
    shares: AccountShares | None = None,
) -> Starlette:
    """Return the console of one node.

    Args:
        office: What the use cases work with.
        languages: Of its pages; None: those that come with Comity.
        signing: What sign-in works with; None: Argon2id and the machine's clock.
        shares: What each account has used of its limits, here and at REST; None: none has any.
        provider: The authority's own, at which officers may sign in too; None: it has none.
    """
    console = Console(
        office=office,
        templates=Templates(languages or shipped_languages(), ZoneInfo(zone_of(office.code))),
        signing=signing or SignIns(Passwords()),
        provider=provider,
        shares=shares or AccountShares(),
    )
    return Starlette(routes=[*_routes(console, PAGES), *_around(console)])


def _routes(console: Console, pages: Iterable[PageRoute]) -> Iterable[Route]:
    for page in pages:
        yield Route(page.path, _endpoint(console, page), methods=[page.method])


def _endpoint(
    console: Console, page: PageRoute
) -> Callable[[Request], Coroutine[Any, Any, Response]]:
    async def endpoint(request: Request) -> Response:
        request.scope["path_pattern"] = page.path
        return await _visited(console, request, page)

    return endpoint


def _around(console: Console) -> Iterable[Route]:
    """Return the addresses that are no pages: the root, static files, and all that is nowhere."""

    async def root(_: Request) -> Response:
        return RedirectResponse(HOME)

    async def static(request: Request) -> Response:
        held = console.templates.static
        found = held.get(request.path_params["name"])
        if found is None or request.path_params["digest"] != held.digest:
            return await nowhere(request)
        response = Response(found[0], media_type=found[1])
        secure(response, nonce=new_nonce(), scheme=request.url.scheme, kept=True)
        return response

    async def nowhere(request: Request) -> Response:
        return await _visited(console, request, None)

    yield Route("/", root)
    yield Route(ROOT, root)
    yield Route(f"{ROOT}/static/{{digest}}/{{name}}", static)
    yield Route("/{rest:path}", nowhere, methods=["GET", "POST", "PUT", "PATCH", "DELETE"])


async def _visited(console: Console, request: Request, page: PageRoute | None) -> Response:
    """Answer one visit; None: there is no page at its address."""
    visitor = visitor_of(request)
    visit = Visit(
        console=console,
        request=request,
        language=_language(console, request, ""),
        visitor=visitor,
        token=csrf.form_token(visitor),
        session=None,
    )
    try:
        unattended = request.headers.get(UNATTENDED) is not None
        session = await find_session(console.office, visitor, unattended=unattended)
        chosen = "" if session is None else session.language
        visit = replace(visit, session=session, language=_language(console, request, chosen))
        response = await _within_share(visit, page)
    except ComityError as exc:
        response = ask_again(visit) if exc.reason is Reason.STEP_UP_NEEDED else refused(visit, exc)
    except Exception as exc:  # noqa: BLE001 - no defect escapes to a browser
        response = defect(visit, exc)
    response = unless_known(response, request.headers, once=(visit.nonce, visit.token))
    if not cookies.read(request, cookies.SESSION) and "set-cookie" not in response.headers:
        cookies.put(response, cookies.SESSION, visitor)
    secure(response, nonce=visit.nonce, scheme=request.url.scheme)
    return response


async def _within_share(visit: Visit, page: PageRoute | None) -> Response:
    """Answer as far as the officer's account has a share left; who is nobody yet has none.

    Sign-in bounds its attempts itself.
    """
    if visit.session is None:
        return not_here(visit) if page is None else await _answered(visit, page)
    shares = visit.console.shares
    share = shares.of(visit.session.officer.name)
    try:
        share.begin(shares.now())
    except UnavailableError as exc:
        return too_much(visit, exc)
    try:
        return not_here(visit) if page is None else await _answered(visit, page)
    finally:
        share.end()


async def _answered(visit: Visit, page: PageRoute) -> Response:
    request = visit.request
    if visit.session is None and not page.open_to_all:
        return signing_in.to_sign_in(visit)
    if page.method == "POST":
        csrf.check_origin(request.headers)
        form = await read_form(request, page.upload)
        csrf.check_token(visit.visitor, form.value(csrf.FIELD))
        visit = visit.with_form(form)
    if visit.session is not None:
        visit = visit.by(await _admitted(visit))
    return await page.handle(visit)


async def _admitted(visit: Visit) -> Officer:
    """Return the officer, as far as what her request names is there for her (as REST does)."""
    request, officer = visit.request, visit.signed_in.officer
    named: dict[str, set[str]] = {}
    for name, value in (
        *request.path_params.items(),
        *request.query_params.multi_items(),
        *visit.form.pairs(),
    ):
        if name in need_to_know.NAMING and value:
            named.setdefault(name, set()).add(str(value))
    if not named:
        return officer
    read = f"{request.method} {request.url.path}" if request.method == "GET" else ""
    return await need_to_know.admitted(visit.office, officer, named, read)


def _language(console: Console, request: Request, chosen: str) -> Language:
    """Return the language that an officer has chosen, or this browser, or that it asks for."""
    languages = console.templates.languages
    here_chosen = languages.get(chosen) or languages.get(cookies.read(request, cookies.LANGUAGE))
    return here_chosen or languages.best(request.headers.get("accept-language", ""))
