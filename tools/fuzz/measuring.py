"""One call: what came of it, what it took, and what it grew to."""

from __future__ import annotations

import mmap
import resource
import signal
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from types import FrameType

from gateway.errors import ComityError
from tools.fuzz.target import Target

MOST_S = 2.0
"""Of the processor, for one input of at most 4 MiB: what others wait for meanwhile."""

MOST_OCTETS = 256 * 2**20
"""By which one call may raise the highest memory of its process."""

MOST_ADDRESS = 6 * 2**30
"""Of address space of a process that fuzzes: beyond it is an error, not the machine's end."""

_NO_END_S = 20.0
_HEADER = 64


class Came(StrEnum):
    """What a call came to."""

    TAKEN = "taken"
    REFUSED = "refused"
    FOREIGN = "foreign"
    OVER = "over_bounds"


@dataclass(frozen=True)
class Call:
    """What one call came to.

    Attributes:
        detail: Of a finding: the error and where it was raised, or what it took.
    """

    came: Came
    detail: str = ""


class _NoEndError(BaseException):
    """A call that does not end; no `except Exception` may swallow it."""


class Measure:
    """Makes calls in this process, and notes each where another process can read it.

    Args:
        noted: Shared memory: the name of the target and the octets of the call under way.
    """

    def __init__(self, noted: mmap.mmap) -> None:
        self._noted = noted
        resource.setrlimit(resource.RLIMIT_AS, (MOST_ADDRESS, MOST_ADDRESS))
        signal.signal(signal.SIGPROF, _no_end)

    def call(self, target: Target, raw: bytes) -> Call:
        """Call a target; what took too much is called once more, since tables are read once."""
        note(self._noted, target.name, raw)
        found = self._once(target, raw)
        return self._once(target, raw) if found.came is Came.OVER else found

    def _once(self, target: Target, raw: bytes) -> Call:
        before, began = _highest(), time.process_time()
        came, detail = Came.TAKEN, ""
        try:
            with _ending():
                target.call(raw)
        except ComityError as refused:
            came = Came.REFUSED
            if not refused.reason or not refused.remedy:
                came, detail = Came.FOREIGN, f"no reason or no remedy: {refused}"
        except target.also:
            came = Came.REFUSED
        except _NoEndError:
            return Call(Came.OVER, f"no end within {_NO_END_S:.0f} s")
        except Exception as foreign:  # noqa: BLE001 - what is looked for
            came, detail = Came.FOREIGN, _said(foreign)
        took, grown = time.process_time() - began, _highest() - before
        if took > MOST_S:
            return Call(Came.OVER, f"{took:.1f} s of the processor for {len(raw)} octets")
        if grown > MOST_OCTETS:
            return Call(Came.OVER, f"{grown >> 20} MiB for {len(raw)} octets")
        return Call(came, detail)


def note(noted: mmap.mmap, name: str, raw: bytes) -> None:
    """Write down what is called now."""
    kept = raw[: len(noted) - _HEADER]
    noted.seek(0)
    noted.write(f"{len(kept):>10} {name}".encode()[:_HEADER].ljust(_HEADER) + kept)


def noted_in(noted: mmap.mmap) -> tuple[str, bytes]:
    """Read what was called last: its target and octets."""
    noted.seek(0)
    length, _, name = noted.read(_HEADER).decode().strip().partition(" ")
    return (name, noted.read(int(length))) if length else ("", b"")


def _no_end(_signal: int, _frame: FrameType | None) -> None:
    raise _NoEndError


@contextmanager
def _ending() -> Iterator[None]:
    signal.setitimer(signal.ITIMER_PROF, _NO_END_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _highest() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _said(error: Exception) -> str:
    """Name an error and the line of ours that let it through."""
    ours = [
        each
        for each in traceback.extract_tb(error.__traceback__)
        if "/gateway/" in each.filename and "site-packages" not in each.filename
    ]
    where = f"{ours[-1].filename.partition('/gateway/')[2]}:{ours[-1].lineno}" if ours else "?"
    return f"{type(error).__name__}: {str(error)[:120]} (gateway/{where})"
