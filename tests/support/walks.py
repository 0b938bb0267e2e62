"""What a run passes through: every call of a function of `gateway/`, in order, with its caller."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

ROOT = Path(__file__).parents[2]
COUNTED = ("gateway/casework/", "gateway/exchange/")
"""The rooms whose files docs/architecture.md counts."""


@dataclass
class Passage:
    """Calls while it is open: a file and a function each, `Class.method` for a method."""

    steps: list[tuple[str, str]] = field(default_factory=list)
    asked_by: dict[str, set[str]] = field(default_factory=dict)  # a counted file: its callers'
    opened: bool = False

    def files(self) -> set[str]:
        """Return the files of the counted rooms that were passed."""
        return {file for file, _ in self.steps if file.startswith(COUNTED)}

    def carriers(self) -> set[str]:
        """Return those of them that called a further one."""
        return set().union(*self.asked_by.values())

    def see(self, frame: FrameType, event: str, _: Any) -> None:
        """Take note of a call; what `sys.setprofile` asks for."""
        if not self.opened or event != "call":
            return
        step = _step(frame)
        if step is None:
            return
        if not self.steps or self.steps[-1] != step:
            self.steps.append(step)
        if step[0].startswith(COUNTED) and (caller := _caller(frame, step[0])):
            self.asked_by.setdefault(step[0], set()).add(caller)

    @contextmanager
    def open(self) -> Iterator[None]:
        """Take note of what is called meanwhile."""
        self.opened = True
        try:
            yield
        finally:
            self.opened = False


def _step(frame: FrameType) -> tuple[str, str] | None:
    """Return file and function of a call of ours; None for others and for a module's body."""
    file = frame.f_code.co_filename
    name = frame.f_code.co_qualname.partition(".<locals>")[0]
    if not file.startswith(f"{ROOT}/gateway/") or name.startswith("<"):
        return None
    return file.removeprefix(f"{ROOT}/"), name


def _caller(frame: FrameType, file: str) -> str | None:
    """Return the nearest other file of a counted room that stands above a call."""
    above = frame.f_back
    while above is not None:
        step = _step(above)
        if step is not None and step[0] != file and step[0].startswith(COUNTED):
            return step[0]
        above = above.f_back
    return None


@contextmanager
def followed() -> Iterator[Passage]:
    """Follow the calls of this thread and of every thread that begins meanwhile.

    A thread that runs already is not followed, so nodes must start within.
    """
    passage = Passage()
    before = sys.getprofile()
    threading.setprofile(passage.see)
    sys.setprofile(passage.see)
    try:
        yield passage
    finally:
        sys.setprofile(before)
        threading.setprofile(None)
