"""One parser, what feeds it, and how its food is changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tools.fuzz.changes import Change


@dataclass(frozen=True)
class Target:
    """One parser.

    Attributes:
        name: For the report and for ``--only``.
        seeds: What is changed.
        change: How.
        call: What is called with the changed octets.
        also: Errors that its contract names beside ours.
    """

    name: str
    seeds: Sequence[bytes]
    change: Change
    call: Callable[[bytes], object]
    also: tuple[type[Exception], ...] = ()
