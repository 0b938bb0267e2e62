"""Who knocks: the officer behind a bearer token, and the office behind the door."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import Depends, Query, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from fastapi.security.utils import get_authorization_scheme_param
from starlette.datastructures import Headers
from starlette.types import Scope

from gateway.api.parameters import check_address, check_body, check_query, names_in
from gateway.casework.accounts.certificates import Credentials
from gateway.casework.cases import need_to_know
from gateway.casework.permissions import Officer
from gateway.casework.services import Office
from gateway.domain.page import DEFAULT_LIMIT, MAX_CURSOR, MAX_LIMIT, PageRequest
from gateway.errors import ComityError, Reason
from gateway.trust.client_certificates import ClientCertificate

_bearer = HTTPBearer(
    auto_error=False,
    bearerFormat="opaque",
    description="The token of an officer's or a system's account: `Authorization: Bearer TOKEN`.",
)


async def the_office(request: Request) -> Office:
    """Return the office that the application was made with.

    A coroutine, as are all dependencies here: FastAPI gives any other to a thread, each time.
    """
    office: Office = request.app.state.office
    return office


def token_in(headers: Mapping[str, str]) -> str:
    """Return the token that a request shows.

    Raises:
        PermissionRefusedError: TOKEN_INVALID; there is none.
    """
    scheme, token = get_authorization_scheme_param(headers.get("authorization"))
    if scheme.lower() != "bearer" or not token:
        raise _no_token()
    return token


def _no_token() -> ComityError:
    return Reason.TOKEN_INVALID.error(
        "no token was given", remedy="Send the header Authorization: Bearer TOKEN."
    )


CERTIFICATE = "client_certificate"
"""Where the server leaves what a connection showed (`gateway.app.api_tls`). It is set by the TLS
layer alone: no header, which a client or a proxy could write, says who a client is."""


def shown_by(scope: Scope) -> Credentials | None:
    """Return what a request shows of who sends it; None where it shows nothing.

    Raises:
        PermissionRefusedError: TOKEN_INVALID; it has a header Authorization without a token.
    """
    headers = Headers(scope=scope)
    token = token_in(headers) if "authorization" in headers else ""
    certificate: ClientCertificate | None = scope.get("state", {}).get(CERTIFICATE)
    return Credentials(token, certificate) if token or certificate else None


HEADERS_ONLY = "headers_only"
"""What the state of a request is called that wants an answer without its content."""


def wants_headers_only(scope: Scope) -> bool:
    """Say whether a request is a `HEAD`: a route with a long answer need not make it."""
    return bool(scope.get("state", {}).get(HEADERS_ONLY))


def remember(scope: Scope, officer: Officer) -> None:
    """Keep who sends a request; `gateway.api.admission` alone looks tokens up."""
    scope.setdefault("state", {})["officer"] = officer


def sender_of(scope: Scope) -> Officer:
    """Return who sends a request.

    Raises:
        PermissionRefusedError: TOKEN_INVALID; it has shown neither token nor certificate.
    """
    known: Officer | None = scope.get("state", {}).get("officer")
    if known is None:
        raise _no_token()
    return known


async def the_officer(
    request: Request,
    _: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> Officer:
    """Return the officer whose token came with the request; after that its address is looked at.

    What the request names and the officer need not know of is not there for him, in whatever
    route that is: each use case learns it when it asks whether he may do it.

    Raises:
        PermissionRefusedError: TOKEN_INVALID; no token. An unknown one does not come this far.
        InputError: The address holds control characters, or names what it does not take.
    """
    officer = sender_of(request.scope)
    check_address(request)
    check_query(request)
    named = names_in(request, await check_body(request))
    if not named:
        return officer
    read = f"{request.method} {request.url.path}" if request.method == "GET" else ""
    return await need_to_know.admitted(request.app.state.office, officer, named, read)


async def page_asked(
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT, description="Most elements.")] = DEFAULT_LIMIT,
    after: Annotated[
        str | None, Query(max_length=MAX_CURSOR, description="`next` of the page before.")
    ] = None,
) -> PageRequest:
    """Return which part of a list a request wants."""
    return PageRequest(limit=limit, after=after)


Desk = Annotated[Office, Depends(the_office)]
Who = Annotated[Officer, Depends(the_officer)]
Asked = Annotated[PageRequest, Depends(page_asked)]
