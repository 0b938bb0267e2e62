"""Paths of the REST interface, built of segments of which some are a caller's own words."""

from __future__ import annotations

from urllib.parse import quote

from gateway.errors import InputError

_NO_NAMES = frozenset({"", ".", ".."})  # what means the folder itself, or the one above


def path_of(*segments: object) -> str:
    """Return the path of segments, each quoted, so that none of them reaches another address.

    Args:
        segments: Nouns of the interface, and numbers, ids or names that somebody gave.

    Raises:
        InputError: A segment is empty, or one of the dots that stand for a folder; the path
            would be that of something else.
    """
    texts = [str(segment).strip() for segment in segments]
    for before, text in zip(["", *texts], texts, strict=False):
        if text in _NO_NAMES:
            raise InputError(
                f"{text!r} is no number, id or name under /{before}",
                remedy="Give the number, id or name as a list of the same kind shows it.",
                field=before,
            )
    return "".join(f"/{quote(text, safe='')}" for text in texts)
