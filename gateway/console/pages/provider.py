"""Signing in at the authority's own provider: on the way there, and back."""

from __future__ import annotations

from typing import Final

from starlette.responses import RedirectResponse, Response

from gateway.casework.accounts.signin.identities import (
    come_back,
    depart,
    let_in,
    renew_session,
)
from gateway.casework.accounts.signin.local_accounts import open_link
from gateway.console.access.oidc import CALLBACK, Provider
from gateway.console.access.returning import local_path
from gateway.console.access.step_up import keep_session
from gateway.console.visit import PageRoute, Visit
from gateway.errors import NotFoundError

_SEE_OTHER: Final = 303


def _provider(visit: Visit) -> Provider:
    if visit.console.provider is None:
        raise NotFoundError("this node has no provider")
    return visit.console.provider


async def sign_in(visit: Visit) -> Response:
    """Send whoever is not signed in to the provider."""
    return await _send(visit, fresh=False)


async def prove(visit: Visit) -> Response:
    """Send an officer to the provider, where she shows anew who she is."""
    return await _send(visit, fresh=visit.session is not None)


async def _send(visit: Visit, *, fresh: bool) -> Response:
    provider, target = _provider(visit), local_path(visit.asked("next"))
    flight = await depart(visit.office, visit.visitor, target, fresh=fresh)
    return RedirectResponse(await provider.address_for(flight), _SEE_OTHER)


async def enrol(visit: Visit) -> Response:
    """Have the provider's identity bound to the account of a link.

    It begins with a form of ours, so that nobody is led here by an address, and goes on by a link:
    a browser lets a form lead to no other site.
    """
    provider, link = _provider(visit), visit.form.value("link")
    opened = await open_link(visit.office, link)
    flight = await depart(visit.office, visit.visitor, local_path(""), link=link)
    return visit.page(
        "to_provider.html", name=opened.name, address=await provider.address_for(flight)
    )


async def come(visit: Visit) -> Response:
    """Take an officer back who has shown at the provider who she is."""
    provider, office = _provider(visit), visit.office
    flight = await come_back(office, visit.visitor)
    shown = await provider.identity_of(visit.request.url.query, flight)
    if flight.fresh:
        session_id = await renew_session(office, shown, flight, visit.signed_in)
    else:
        agent = visit.request.headers.get("user-agent", "")
        session_id = await let_in(office, shown, flight, agent)
    return keep_session(visit.go(flight.target), session_id)


ROUTES: Final = (
    PageRoute("/desk/provider/sign-in", sign_in, open_to_all=True),
    PageRoute("/desk/provider/enrol", enrol, "POST", open_to_all=True),
    PageRoute("/desk/provider/confirm", prove),
    PageRoute(CALLBACK, come, open_to_all=True),
)
