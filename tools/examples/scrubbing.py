"""Takes out of an example what differs from run to run, and what is a secret.

Each is replaced by a placeholder of the same form, and the same one by the same placeholder, so
that an id in the address is that of the answer. Nothing here is random: an example that is made
again from the same is the same.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

INSTANT: Final = "2026-03-02T09:00:00Z"
"""What stands for an instant of the clock on the wall."""

NODE: Final = "node.example"
"""What stands for where a node listens on a machine of tests."""

_SECRETS: Final = {
    "token": f"comity-{'0' * 43}",
    "secret": f"whsec_{base64.b64encode(bytes(32)).decode()}",
}
_WALL: Final = timedelta(days=3)
_MIXED_AT_LEAST: Final = 2

_CERTIFICATE: Final = "BEGIN CERTIFICATE"
_UUID: Final = re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b")
_HEX: Final = re.compile(r"(?<![0-9A-Za-z-])[0-9a-f]{12,}(?![0-9A-Za-z-])")
_LISTENS: Final = re.compile(r"\b(?:127\.0\.0\.1|localhost):[0-9]{2,5}\b")
_TOKEN: Final = re.compile(r"\bcomity-[A-Za-z0-9_-]{43}")
_SIGNING: Final = re.compile(r"\bwhsec_[A-Za-z0-9+/=]+")
_MIXED: Final = re.compile(r"(?<![\w/+-])[A-Za-z0-9+/_-]{20,}={0,2}")
_INSTANT: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}(?:\.[0-9]+)?(?:Z|[+-][0-9:]{5})"
)


class Scrubber:
    """Replaces what is no example, the same by the same.

    Args:
        now: What the clock on the wall says; instants about it are replaced.
    """

    def __init__(self, now: datetime | None = None) -> None:
        self._now = now or datetime.now(UTC)
        self._held: dict[str, str] = {}
        self._ids = self._digests = 0

    def scrub(self, value: Any, name: str = "") -> Any:
        """Return a value with placeholders.

        Args:
            value: As read from JSON.
            name: The field that it stands in.
        """
        if isinstance(value, dict):
            return {self._text(key): self.scrub(each, key) for key, each in value.items()}
        if isinstance(value, list):
            return [self.scrub(each, name) for each in value]
        if isinstance(value, str):
            return _SECRETS[name] if name in _SECRETS and value else self._text(value)
        return value

    def _text(self, text: str) -> str:
        text = _TOKEN.sub(_SECRETS["token"], text)
        text = _SIGNING.sub(_SECRETS["secret"], text)
        text = _LISTENS.sub(NODE, text)
        text = _UUID.sub(self._each(self._id), text)
        text = _INSTANT.sub(self._instant, text)
        text = _HEX.sub(self._each(self._digits), text)
        # A certificate is no secret, and one that was changed is none.
        return text if _CERTIFICATE in text else _MIXED.sub(self._each(_letters), text)

    def _each(self, made: Callable[[str], str]) -> Callable[[re.Match[str]], str]:
        def replaced(found: re.Match[str]) -> str:
            return self._held.setdefault(found[0], made(found[0]))

        return replaced

    def _id(self, _: str) -> str:
        self._ids += 1
        return f"0190c2a4-0000-7000-8000-{self._ids:012d}"

    def _digits(self, found: str) -> str:
        """Return as many digits of a digest that belongs to nothing; zeros stay."""
        if not found.strip("0"):
            return found
        self._digests += 1
        made = hashlib.sha256(f"example {self._digests}".encode()).hexdigest()
        return (made * (len(found) // len(made) + 1))[: len(found)]

    def _instant(self, found: re.Match[str]) -> str:
        """Return an instant of a story as it is, one of the wall as `INSTANT`."""
        read = datetime.fromisoformat(found[0])
        return INSTANT if abs(read - self._now) < _WALL else found[0]


def _letters(found: str) -> str:
    """Return as many letters of base64, where it is no word: a word has no digits amid it."""
    kinds = [re.search(kind, found) for kind in ("[A-Z]", "[a-z]", "[0-9]")]
    if not all(kinds) or len(re.findall("[0-9][A-Za-z]|[A-Za-z][0-9]", found)) < _MIXED_AT_LEAST:
        return found
    if "0000-7000-8000" in found:
        return found
    end = "=" * (len(found) - len(found.rstrip("=")))
    return ("RXhhbXBsZSBvY3RldHMg" * (len(found) // 20 + 1))[: len(found) - len(end)] + end
