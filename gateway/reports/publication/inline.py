"""A drawing made part of a page: colours by name, a title and a description, nothing else.

vl-convert gives every mark a role and a label of its own; a screen reader would read out
hundreds of them. The chart is one image with a title and a description, and the table
behind it is what one reads figure by figure.
"""

from __future__ import annotations

import re
from html import escape

from gateway.reports.publication.palette import TONES

_BACKGROUND = re.compile(r'<rect width="[\d.]+" height="[\d.]+" fill="#ffffff"/>')
_ARIA = re.compile(r' (?:aria-[a-z]+|role|pointer-events)="[^"]*"')
_EMPTY = re.compile(r'<path class="(?:background|foreground)" d="[^"]*"(?: display="none")?/>')
_CLASS = re.compile(r' class="[^"]*"')
_HEAD = re.compile(
    r'^<svg [^>]*?width="(?P<width>[\d.]+)" height="(?P<height>[\d.]+)" viewBox="(?P<box>[^"]*)">'
)
_LONG = re.compile(r"(\d+\.\d{2})\d+")
_COLOUR = re.compile(r'(fill|stroke)="(#[0-9a-fA-F]{6})"')
_NAMES = {tone.light: tone.name for tone in TONES}


def plain(svg: str) -> str:
    """Return a drawing without what only a browser's script or reader would use of it."""
    for each in (_ARIA, _EMPTY, _CLASS):
        svg = each.sub("", svg)
    return _LONG.sub(r"\1", svg)


def inline(svg: str, *, name: str, title: str, description: str, width: str) -> str:
    """Return a drawing for a page, its colours by name so that the page's style gives them.

    Args:
        svg: A drawing in the light colours.
        name: Prefix of its ids; the same on a page only once.
        title: What it is.
        description: What it shows.
        width: Name of the width that it was drawn for; a class.
    """
    body = _BACKGROUND.sub("", plain(svg), count=1)
    head = _HEAD.match(body)
    if head is None:
        raise ValueError("vl-convert's SVG begins otherwise than it did")
    body = _COLOUR.sub(_named, body[head.end() :])
    ids = f"{name}-{width}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="drawing {width}" role="img" '
        f'aria-labelledby="{ids}-t {ids}-d" viewBox="{head["box"]}" '
        f'width="{head["width"]}" height="{head["height"]}">'
        f'<title id="{ids}-t">{escape(title)}</title>'
        f'<desc id="{ids}-d">{escape(description)}</desc>{body}'
    )


def _named(found: re.Match[str]) -> str:
    name = _NAMES.get(found[2].lower())
    return f'{found[1]}="var(--{name})"' if name else found[0]
