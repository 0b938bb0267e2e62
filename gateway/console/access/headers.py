"""Headers of every answer: what a page may load and who may frame it; nothing is kept."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from typing import Final

from starlette.responses import Response

_POLICY: Final = (
    "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self'; img-src 'self'; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'; require-trusted-types-for 'script'"
)
"""No third host, no inline style, no script but the one that bears the page's nonce."""

_ALWAYS: Final = {
    "X-Content-Type-Options": "nosniff",
    # Not `no-referrer`: browsers would then send `Origin: null` with our own forms.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "X-Frame-Options": "DENY",
}

UNATTENDED: Final = "Comity-Unattended"
"""By this a page says that it asks by itself whether anything is new, and that nobody does."""

_OK, _NOT_MODIFIED = 200, 304
_TAG_DIGITS: Final = 22

_YEAR_S: Final = 365 * 24 * 3600


def new_nonce() -> str:
    """Return what the scripts of one answer bear."""
    return secrets.token_urlsafe(16)


def secure(response: Response, *, nonce: str, scheme: str, kept: bool = False) -> None:
    """Set the headers of an answer.

    Args:
        response: The answer.
        nonce: That its page's script bears.
        scheme: ``https`` or ``http``, as the request came.
        kept: Whether browsers may keep it: only files that are the same for everybody.
    """
    headers = response.headers
    headers["Content-Security-Policy"] = _POLICY.format(nonce=nonce)
    headers["Cache-Control"] = f"public, max-age={_YEAR_S}, immutable" if kept else "no-store"
    for name, value in _ALWAYS.items():
        headers[name] = value
    if scheme == "https":
        headers["Strict-Transport-Security"] = f"max-age={_YEAR_S}"


def unless_known(response: Response, asked: Mapping[str, str], *, once: Iterable[str]) -> Response:
    """Return the answer to a page that asks by itself; without a body where it has that already.

    Args:
        response: The answer.
        asked: Headers of the request.
        once: What is in this answer alone: all else is the same as long as nothing is new.
    """
    whole = isinstance(getattr(response, "body", None), bytes)  # a file comes in pieces
    if not whole or UNATTENDED.lower() not in asked or response.status_code != _OK:
        return response
    said = bytes(response.body)
    for each in once:
        said = said.replace(each.encode(), b"")
    tag = f'W/"{hashlib.sha256(said).hexdigest()[:_TAG_DIGITS]}"'
    if asked.get("if-none-match") == tag:
        response = Response(status_code=_NOT_MODIFIED)
    response.headers["ETag"] = tag
    return response
