"""Forms of other sites are refused: by what the browser says of their origin, and by a token.

The first needs no page's help and fails closed: `Sec-Fetch-Site`, which no script can set, and
where a browser does not send it, `Origin` against `Host`. The second holds should a browser or a
proxy lose both: each form carries a token that only a page of this very session could know.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from gateway.errors import PermissionRefusedError, Reason

FIELD: Final = "form_token"
_OUR_OWN: Final = frozenset({"same-origin", "none"})  # none: the officer's own doing
_LABEL: Final = b"comity console form v1"


def form_token(visitor: str) -> str:
    """Return the token of the forms of a session, or of a visitor who has none yet.

    Args:
        visitor: The id in the cookie; it changes with each sign-in, and the token with it.
    """
    made = hmac.new(visitor.encode(), _LABEL, hashlib.sha256).digest()
    return base64.urlsafe_b64encode(made).decode().rstrip("=")


def check_origin(headers: Mapping[str, str]) -> None:
    """Check that a request which acts was made by a page of this origin.

    Raises:
        PermissionRefusedError: FORM_FOREIGN.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        if site not in _OUR_OWN:
            raise _foreign("another site has sent this form")
        return
    origin = headers.get("origin")
    if origin is None or urlsplit(origin).netloc.lower() != headers.get("host", "").lower():
        raise _foreign("the browser does not say that a page of this console has sent this form")


def check_token(visitor: str, given: str) -> None:
    """Check that a form carries the token of its session.

    Raises:
        PermissionRefusedError: FORM_FOREIGN.
    """
    if not visitor or not hmac.compare_digest(form_token(visitor).encode(), given.encode()):
        raise _foreign("the form was opened before you signed in here, or by somebody else")


def _foreign(what: str) -> PermissionRefusedError:
    return PermissionRefusedError(
        what,
        reason=Reason.FORM_FOREIGN,
        remedy="Nothing was done. Open the page again in the console and send its form from there.",
    )
