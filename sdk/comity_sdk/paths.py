"""Paths of the interface, built of segments of which some are a caller's own words."""

from __future__ import annotations

from urllib.parse import quote

from comity_sdk.errors import SettingError

_NO_NAMES = frozenset({"", ".", ".."})  # what means the folder itself, or the one above


class PathError(SettingError):
    """A segment would be the address of something else.

    Args:
        message: What happened.
        field: The segment before it, which says what it should name.
    """

    def __init__(self, message: str, field: str) -> None:
        super().__init__(
            message, "Give the number, id or name as a list of the same kind shows it."
        )
        self.field = field


def path_of(*segments: object) -> str:
    """Return the path of segments, each quoted, so that none of them reaches another address.

    Args:
        segments: Nouns of the interface, and numbers, ids or names that somebody gave.

    Raises:
        PathError: A segment is empty, or one of the dots that stand for a folder; the path
            would be that of something else.
    """
    texts = [str(segment).strip() for segment in segments]
    for before, text in zip(["", *texts], texts, strict=False):
        if text in _NO_NAMES:
            raise PathError(f"{text!r} is no number, id or name under /{before}", before)
    return "".join(f"/{quote(text, safe='')}" for text in texts)
