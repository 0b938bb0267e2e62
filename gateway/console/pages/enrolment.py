"""Enrolment by a one-time link: a password, and codes of an authenticator."""

from __future__ import annotations

import io
import re
from typing import Final

import segno
from markupsafe import Markup
from starlette.responses import Response

from gateway.casework.accounts.signin.local_accounts import ENROL_PATH, OpenLink, enrol, open_link
from gateway.casework.accounts.signin.one_time_codes import address_of, spelled
from gateway.console.forms import PageForm
from gateway.console.pages.signing_in import PATH as SIGN_IN
from gateway.console.visit import PageRoute, Visit
from gateway.errors import InputError, UnavailableError

_GROUP: Final = re.compile(".{4}")


async def show(visit: Visit) -> Response:
    """Show for whom a link is, the picture for the authenticator, and the form."""
    link = visit.asked("link")
    return _form(visit, await open_link(visit.office, link), PageForm({"link": link}))


async def take(visit: Visit) -> Response:
    """Set password and codes; the link is used up."""
    form, office = visit.form, visit.office
    opened = await open_link(office, form.value("link"))
    if form.value("password") != form.value("again"):
        form = form.wrong(again=visit.says("The two passwords differ"))
        return _form(visit, opened, form, status=InputError.reason.http)
    try:
        await enrol(
            office,
            visit.console.signing,
            form.value("link"),
            password=form.value("password"),
            code=form.value("code"),
        )
    except (InputError, UnavailableError) as exc:
        what, remedy = visit.refusal(exc)
        words = f"{what.partition(': ')[2] or what}. {remedy}"
        return _form(visit, opened, form.refused(exc, words), status=exc.reason.http)
    return visit.go(f"{SIGN_IN}?done=enrolled")


def _form(visit: Visit, opened: OpenLink, form: PageForm, status: int = 200) -> Response:
    issuer = f"Comity {visit.office.code}"
    return visit.page(
        "enrol.html",
        status=status,
        form=form.without("password", "again", "code"),
        name=opened.name,
        secret=" ".join(_GROUP.findall(spelled(opened.secret))),
        picture=picture_of(address_of(opened.secret, name=opened.name, issuer=issuer)),
    )


def picture_of(text: str) -> Markup:
    """Return a QR code as SVG that stands in the page, without a style of its own."""
    drawn = io.BytesIO()
    segno.make(text, error="m").save(
        drawn, kind="svg", xmldecl=False, svgns=True, omitsize=True, svgclass="qr",
        lineclass="qr-dark", border=4,
    )  # fmt: skip
    return Markup(drawn.getvalue().decode())  # noqa: S704 - drawn here; it holds no text


ROUTES: Final = (
    PageRoute(ENROL_PATH, show, open_to_all=True),
    PageRoute(ENROL_PATH, take, "POST", open_to_all=True),
)
