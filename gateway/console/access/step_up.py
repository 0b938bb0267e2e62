"""Showing again who one is, before something that binds the authority.

A page that decides begins with `proved(visit)`, when it is opened and when its form comes: where
the officer has shown who she is within ten minutes it returns her session, else the console asks
her and brings her back.
"""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from gateway.casework.accounts.signin.sessions import DeskSession
from gateway.console.access import cookies
from gateway.console.access.returning import here, with_next
from gateway.console.visit import Visit

PATH: Final = "/desk/confirm-identity"


def proved(visit: Visit) -> DeskSession:
    """Return the session of an officer who has shown who she is a short time ago.

    Raises:
        PermissionRefusedError: STEP_UP_NEEDED, which the console answers by asking; or
            SIGN_IN_REFUSED.
    """
    session = visit.signed_in
    session.check_proved(visit.office.clock.now())
    return session


def ask_again(visit: Visit) -> Response:
    """Send the officer to where she shows who she is, and then back to where she was."""
    return visit.go(with_next(PATH, here(visit.request)))


def keep_session(response: Response, session_id: str) -> Response:
    """Have the browser keep a new id, and forget the one of before."""
    cookies.put(response, cookies.SESSION, session_id)
    return response
