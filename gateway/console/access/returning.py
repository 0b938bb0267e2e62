"""Where an officer goes after she has shown who she is: a page of this console and nothing else."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote, unquote, urlsplit

from starlette.requests import Request

HOME: Final = "/desk/"

_LOCAL: Final = re.compile(r"/desk/[A-Za-z0-9/_.~%-]*(\?[A-Za-z0-9/_.~%&=+:,@!'()*;-]*)?")
_LONGEST: Final = 1000


def local_path(given: str) -> str:
    """Return a path of this console; its first page where it is none: nothing leads elsewhere."""
    safe = len(given) <= _LONGEST and _LOCAL.fullmatch(given) and "//" not in given
    steps = unquote(given.partition("?")[0]).replace("\\", "/").split("/")
    return given if safe and not {".", ".."} & set(steps) and "" not in steps[1:-1] else HOME


def here(request: Request) -> str:
    """Return the page that a request is about: itself, or the one whose form it sends."""
    if request.method in {"GET", "HEAD"}:
        query = f"?{request.url.query}" if request.url.query else ""
        return local_path(request.url.path + query)
    came_from = urlsplit(request.headers.get("referer", ""))
    query = f"?{came_from.query}" if came_from.query else ""
    return local_path(came_from.path + query)


def with_next(path: str, target: str) -> str:
    """Return an address that leads on to a page afterwards."""
    return path if target == HOME else f"{path}?next={quote(target, safe='')}"
