"""Octets as text that people send by mail: lines of Base64 between a beginning and an end.

The form is that of RFC 7468, which mail programs leave whole. What stands before the beginning
and behind the end is passed over, since people write a greeting there.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode

from gateway.errors import ComityError, Reason

_LINE = 64
"""Characters of a line (RFC 7468, section 2)."""

_GREETING = 64 * 1024
"""Octets that may stand around it."""

_BASE64 = re.compile(rb"[A-Za-z0-9+/]+={0,2}")


def armoured(label: str, raw: bytes) -> str:
    """Write octets as text.

    Args:
        label: What it is, e.g. ``COMITY JOIN REQUEST``.
        raw: The octets.
    """
    text = b64encode(raw).decode()
    lines = [text[at : at + _LINE] for at in range(0, len(text), _LINE)]
    return "\n".join((f"-----BEGIN {label}-----", *lines, f"-----END {label}-----", ""))


def read_armour(text: bytes, label: str, *, most: int) -> bytes:
    """Return the octets that a text holds; nothing of them is verified.

    Args:
        text: As it came by mail; lines may end as they do there.
        label: What it is to be.
        most: Octets that it may hold.

    Raises:
        InputError: MESSAGE_TOO_LARGE; or MESSAGE_MALFORMED: it holds none of that label, or more
            than one, is cut off, or is no Base64.
    """
    if len(text) > 2 * most + _GREETING:
        raise _too_large(label, most)
    begin, end = (f"-----{word} {label}-----".encode() for word in ("BEGIN", "END"))
    lines = [line.strip() for line in text.splitlines()]
    if lines.count(begin) != 1 or lines.count(end) != 1:
        raise _malformed(label, "there is not one beginning and one end in it")
    inner = lines[lines.index(begin) + 1 : lines.index(end)]
    body = b"".join(inner)
    if not _BASE64.fullmatch(body) or len(body) % 4:
        raise _malformed(label, "a line between beginning and end is missing, or is no Base64")
    raw = b64decode(body)
    if len(raw) > most:
        raise _too_large(label, most)
    if b64encode(raw) != body:
        raise _malformed(label, "it is no canonical Base64")
    return raw


def _too_large(label: str, most: int) -> ComityError:
    return Reason.MESSAGE_TOO_LARGE.error(
        "file: a {label} has no more than {most} octets",
        remedy="Give the file that holds one {label}, and nothing else.",
        label=label,
        most=most,
    )


def _malformed(label: str, what: str) -> ComityError:
    return Reason.MESSAGE_MALFORMED.error(
        "file: it is no {label}: ",
        what,
        remedy="Send the file as an attachment, whole, as `comity` has written it.",
        label=label,
    )
