"""Numbers and words in the addresses of the interface, bounded for every route alike."""

from __future__ import annotations

import unicodedata
from typing import Annotated

from fastapi import Request
from pydantic import Field

from gateway.errors import InputError

MAX_NUMBER = 2**31 - 1

Number = Annotated[int, Field(ge=0, le=MAX_NUMBER)]
"""A cursor, or a number that the node has given; its column holds no larger one."""

_REFUSED = frozenset({"Cc", "Cs", "Zl", "Zp"})  # Unicode's categories: controls, line ends
_DIRECTIONS = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})


def check_address(request: Request) -> None:
    """Check that path and query hold text only: no control, no change of writing direction.

    PostgreSQL takes no NUL, and what changes how a line reads has no place in a name.

    Raises:
        InputError: INPUT_INVALID; names the parameter.
    """
    named = [*request.path_params.items(), *request.query_params.multi_items()]
    for name, value in named:
        if not _is_text(name):
            raise _refusal("query")
        if not _is_text(str(value)):
            raise _refusal(name)


def _is_text(value: str) -> bool:
    return (value.isascii() and value.isprintable()) or not any(map(_is_control, value))


def _is_control(character: str) -> bool:
    return (
        unicodedata.category(character) in _REFUSED
        or unicodedata.bidirectional(character) in _DIRECTIONS
    )


def _refusal(field: str) -> InputError:
    return InputError(f"{field}: control characters are not taken here", field=field)
