"""Headers of every answer: what a page may load and who may frame it; nothing is kept."""

from __future__ import annotations

import secrets
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
