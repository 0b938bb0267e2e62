"""Who knocks: the officer behind a bearer token, and the office behind the door."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from gateway.api.parameters import check_address
from gateway.casework.office import Office
from gateway.casework.officers import authenticate
from gateway.casework.permissions import Officer
from gateway.errors import PermissionRefusedError, Reason

_bearer = HTTPBearer(auto_error=False, description="An officer's or a system's token.")


def the_office(request: Request) -> Office:
    """Return the office that the application was made with."""
    office: Office = request.app.state.office
    return office


async def the_officer(
    request: Request,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> Officer:
    """Return the officer whose token came with the request; after that its address is looked at.

    Raises:
        PermissionRefusedError: TOKEN_INVALID; no token, or an unknown one.
        InputError: The address holds control characters.
    """
    if credentials is None:
        raise PermissionRefusedError(
            "no token was given",
            reason=Reason.TOKEN_INVALID,
            remedy="Send the header Authorization: Bearer TOKEN.",
        )
    officer = await authenticate(the_office(request), credentials.credentials)
    check_address(request)
    return officer


Desk = Annotated[Office, Depends(the_office)]
Who = Annotated[Officer, Depends(the_officer)]
