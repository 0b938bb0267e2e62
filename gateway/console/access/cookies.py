"""The console's cookies: `__Host-`, Secure, HttpOnly, SameSite=Lax.

`__Host-` has the browser take them over TLS and from this host alone (RFC 6265bis, section
4.1.3.2); on a loopback address browsers count plain HTTP as safe. Lax and not Strict: an officer
who comes back from her OpenID provider would else arrive without a session.
"""

from __future__ import annotations

import re
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

SESSION: Final = "__Host-comity"
"""The id of a session, or of a visitor who has none yet."""

BROWSER: Final = "__Host-comity-browser"
"""The mark of a browser of a sign-in (`gateway.casework.accounts.signin.failures`)."""

LANGUAGE: Final = "__Host-comity-language"

_YEAR_S: Final = 365 * 24 * 3600
_FORM: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")


def read(request: Request, name: str) -> str:
    """Return what a cookie says; empty where there is none, or it is none of ours."""
    value = request.cookies.get(name, "")
    return value if _FORM.fullmatch(value) else ""


def put(response: Response, name: str, value: str, *, lasting: bool = False) -> None:
    """Have the browser keep a cookie, until it is closed or for a year."""
    response.set_cookie(
        name,
        value,
        max_age=_YEAR_S if lasting else None,
        path="/",
        secure=True,
        httponly=True,
        samesite="lax",
    )


def drop(response: Response, name: str) -> None:
    """Have the browser forget a cookie."""
    response.delete_cookie(name, path="/", secure=True, httponly=True, samesite="lax")
