"""Signing in and out, showing again who one is, and the language of pages."""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from gateway.casework.accounts.signin.local_accounts import SignInAttempt, prove_again, sign_in
from gateway.casework.accounts.signin.sessions import choose_language, sign_out
from gateway.console.access import cookies
from gateway.console.access.returning import HOME, here, local_path, with_next
from gateway.console.access.step_up import PATH as STEP_UP
from gateway.console.access.step_up import keep_session
from gateway.console.forms import PageForm
from gateway.console.visit import PageRoute, Visit
from gateway.errors import ComityError, InputError, PermissionRefusedError, UnavailableError

PATH: Final = "/desk/sign-in"
_SECRET: Final = ("password", "code")
_SHOWN: Final = (PermissionRefusedError, UnavailableError, InputError)


async def show(visit: Visit) -> Response:
    """Show the form; who is signed in goes on to where she wanted to be."""
    target = local_path(visit.asked("next"))
    if visit.session is not None:
        return visit.go(target)
    return _form(visit, PageForm({"next": target}))


async def enter(visit: Visit) -> Response:
    """Begin a session with a new id."""
    form = visit.form
    target = local_path(form.value("next"))
    missing = _missing(visit, form, "name", *_SECRET)
    if missing.faults:
        return _form(visit, missing, status=InputError.reason.http)
    try:
        session_id, mark = await sign_in(
            visit.office, visit.console.signing, _attempt(visit, form.value("name").strip())
        )
    except _SHOWN as exc:
        return _refused(visit, form, exc)
    response = keep_session(visit.go(target), session_id)
    cookies.put(response, cookies.BROWSER, mark, lasting=True)
    return response


async def leave(visit: Visit) -> Response:
    """End the session; the browser forgets its id."""
    if visit.session is not None:
        await sign_out(visit.office, visit.session)
    response = visit.go(f"{PATH}?done=signed-out")
    cookies.drop(response, cookies.SESSION)
    return response


async def ask_again(visit: Visit) -> Response:
    """Ask an officer to show again who she is."""
    return _again(visit, PageForm({"next": local_path(visit.asked("next"))}))


async def prove(visit: Visit) -> Response:
    """Give the session a new id, and bring the officer back to where she was."""
    form, session = visit.form, visit.signed_in
    missing = _missing(visit, form, *_SECRET)
    if missing.faults:
        return _again(visit, missing, status=InputError.reason.http)
    try:
        session_id = await prove_again(
            visit.office, visit.console.signing, session, _attempt(visit, session.officer.name)
        )
    except _SHOWN as exc:
        what, _ = visit.refusal(exc)
        return _again(visit, form.refused(exc, what), status=exc.reason.http)
    return keep_session(visit.go(local_path(form.value("next"))), session_id)


async def choose(visit: Visit) -> Response:
    """Keep a language: for the officer where one is signed in, and for this browser."""
    wanted = visit.form.value("language")
    response = visit.go(here(visit.request))
    if visit.session is None and here(visit.request) == HOME:
        response = visit.go(PATH)
    if visit.console.templates.languages.get(wanted) is None:
        return response
    if visit.session is not None:
        await choose_language(visit.office, visit.session, wanted)
    cookies.put(response, cookies.LANGUAGE, wanted, lasting=True)
    return response


def _attempt(visit: Visit, name: str) -> SignInAttempt:
    return SignInAttempt(
        name=name,
        password=visit.form.value("password"),
        code=visit.form.value("code"),
        browser_mark=cookies.read(visit.request, cookies.BROWSER),
        agent=visit.request.headers.get("user-agent", ""),
    )


def _missing(visit: Visit, form: PageForm, *names: str) -> PageForm:
    said = {
        "name": visit.says("Enter your name"),
        "password": visit.says("Enter your password"),
        "code": visit.says("Enter the code that your authenticator shows"),
    }
    return form.wrong(**{each: said[each] for each in names if not form.value(each).strip()})


def _refused(visit: Visit, form: PageForm, error: ComityError) -> Response:
    response = _form(visit, form.wrong(**{"": visit.refused(error)}), status=error.reason.http)
    if wait := error.metadata.get("retry_after_s"):
        response.headers["Retry-After"] = wait
    return response


def _form(visit: Visit, form: PageForm, status: int = 200) -> Response:
    return visit.page("sign_in.html", status=status, form=form.without(*_SECRET))


def _again(visit: Visit, form: PageForm, status: int = 200) -> Response:
    return visit.page("confirm_identity.html", status=status, form=form.without(*_SECRET))


def to_sign_in(visit: Visit) -> Response:
    """Send who is not signed in to where she signs in, and then back to where she was."""
    return visit.go(with_next(PATH, here(visit.request)))


ROUTES: Final = (
    PageRoute(PATH, show, open_to_all=True),
    PageRoute(PATH, enter, "POST", open_to_all=True),
    PageRoute("/desk/sign-out", leave, "POST", open_to_all=True),
    PageRoute("/desk/language", choose, "POST", open_to_all=True),
    PageRoute(STEP_UP, ask_again),
    PageRoute(STEP_UP, prove, "POST"),
)
