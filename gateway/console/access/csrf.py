"""Forms of other sites are refused: by what the browser says of their origin, and by a token.

The first needs no page's help and fails closed: `Sec-Fetch-Site`, which no script can set, and
where a browser does not send it, `Origin` against `Host`. The second holds should a browser or a
proxy lose both: each form carries a token that only a page of this very session could know.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from gateway.errors import ComityError, Reason

FIELD: Final = "form_token"
_OUR_OWN: Final = frozenset({"same-origin", "none"})  # none: the officer's own doing
_LABEL: Final = b"comity console form v1"
_OCTETS: Final = hashlib.sha256().digest_size


def form_token(visitor: str) -> str:
    """Return the token of the forms of a session, or of a visitor who has none yet.

    It is masked anew by each call: pages are compressed, and a token that stood the same in each
    could be guessed by their lengths beside a text that somebody else chose (BREACH).

    Args:
        visitor: The id in the cookie; it changes with each sign-in, and the token with it.
    """
    mask = secrets.token_bytes(_OCTETS)
    return base64.urlsafe_b64encode(mask + _other(mask, _token(visitor))).decode()


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
    try:
        masked = base64.b64decode(given, altchars=b"-_", validate=True)
    except ValueError:
        masked = b""
    mask, rest = masked[:_OCTETS], masked[_OCTETS:]
    known = bool(visitor) and len(rest) == _OCTETS
    if not known or not hmac.compare_digest(_token(visitor), _other(mask, rest)):
        raise _foreign("the form was opened before you signed in here, or by somebody else")


def _token(visitor: str) -> bytes:
    return hmac.new(visitor.encode(), _LABEL, hashlib.sha256).digest()


def _other(mask: bytes, octets: bytes) -> bytes:
    """Return octets with a mask laid on or taken off."""
    return bytes(a ^ b for a, b in zip(mask, octets, strict=True))


def _foreign(what: str) -> ComityError:
    return Reason.FORM_FOREIGN.error(
        what,
        remedy="Nothing was done. Open the page again in the console and send its form from there.",
    )
