"""How much memory processes take that share pages: each page counted once among all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

PROC = Path("/proc")
_OCTETS_OF_A_KB = 1024


def pss_octets(pid: int | None, proc: Path = PROC) -> int | None:
    """Return the proportional set size of a process and of those that it started, in octets.

    A page that *n* processes share counts an *n*-th in each, so that the sum over all is what
    they take together. That of one process says little by itself: it falls when others start.

    Args:
        pid: The process; None: there is none.
        proc: Where the system shows its processes.

    Returns:
        None where it does not run, or the system does not tell (other systems than Linux).
    """
    if pid is None:
        return None
    found = [each for each in map(_own, _with_children(pid, proc)) if each is not None]
    return sum(found) if found else None


def _own(process: Path) -> int | None:
    try:
        lines = (process / "smaps_rollup").read_text("ascii").splitlines()
    except OSError:  # it has ended, or the system has no such file
        return None
    for line in lines:
        name, _, value = line.partition(":")
        if name == "Pss":
            return int(value.split()[0]) * _OCTETS_OF_A_KB
    return None


def _with_children(pid: int, proc: Path) -> Iterator[Path]:
    process = proc / str(pid)
    yield process
    for listing in process.glob("task/*/children"):
        try:
            children = listing.read_text("ascii").split()
        except OSError:
            continue
        for child in children:
            yield from _with_children(int(child), proc)
