"""Processes of a sandbox: started apart from the terminal, recognised, ended.

A process is known by its id *and* by a mark on its command line, so that a stale id that
the system has given to somebody else is never signalled.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from gateway.errors import UnavailableError

POLL_S = 0.05
READY_POLL_S = 0.2  # asking makes a client each time: milliseconds that those asked could use
STOP_WITHIN_S = 30.0  # a node drains its worker and its Temporal client first
TAIL_LINES = 12
PROC = Path("/proc")
_OCTETS_OF_A_KB = 1024


def start(arguments: Sequence[str], log: Path) -> int:
    """Start a Python program apart from this terminal and return its process id.

    Args:
        arguments: Arguments of the interpreter, e.g. ``-m``, a module, its arguments.
        log: File that its output is added to.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    return os.posix_spawn(
        sys.executable,
        [sys.executable, *arguments],
        _environ(),
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, str(log), flags, 0o600),
            (os.POSIX_SPAWN_DUP2, 1, 2),
        ],
        setsid=True,
        setsigmask=(),  # it must hear SIGTERM, whatever the caller holds back now
    )


def start_talking(arguments: Sequence[str], log: Path) -> subprocess.Popen[bytes]:
    """Start a Python program that talks with us over its standard input and output.

    Args:
        arguments: Arguments of the interpreter.
        log: File that its errors are added to.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as sink:
        return subprocess.Popen(
            [sys.executable, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=sink,
            start_new_session=True,
            env=_environ(),
        )


def _environ() -> dict[str, str]:
    # Settings of the caller's environment would be taken by every member: one database
    # for all of them, for example.
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("COMITY_") or name == "COMITY_TRACEBACK"
    }


def runs(pid: int | None, mark: str) -> bool:
    """Say whether a process runs and is ours: our child, or one that bears the mark."""
    if pid is None:
        return False
    # A child's id is not given to anybody else before it was asked after, which ends a
    # zombie too. The command line is no measure yet in the first moments of a child.
    with suppress(ChildProcessError):
        return os.waitpid(pid, os.WNOHANG)[0] == 0
    return mark in command_of(pid)


def stop(pid: int | None, mark: str, *, within_s: float = STOP_WITHIN_S) -> bool:
    """End a process and wait until it is gone; False if it did not run.

    It is asked first (SIGTERM), and ended (SIGKILL) when it does not heed within
    ``within_s`` seconds.
    """
    if pid is None or not runs(pid, mark):
        return False
    _signal(pid, signal.SIGTERM)
    if not _until(lambda: not runs(pid, mark), within_s):
        _signal(pid, signal.SIGKILL)
        _until(lambda: not runs(pid, mark), within_s)
    return True


def wait_ready(
    is_ready: Callable[[], bool],
    runs_still: Callable[[], bool],
    *,
    name: str,
    log: Path,
    within_s: float,
) -> None:
    """Wait until something is ready, asking again and again.

    Args:
        is_ready: Says whether it is.
        runs_still: Says whether its process still runs.
        name: What is waited for, in words.
        log: Where its process writes.
        within_s: Longest wait.

    Raises:
        UnavailableError: The process ended, or time is over; with the end of its log.
    """
    in_time = _until(lambda: not runs_still() or is_ready(), within_s, every_s=READY_POLL_S)
    if runs_still() and in_time:
        return
    what = f"was not ready within {within_s:.0f} s" if runs_still() else "ended"
    raise UnavailableError(
        f"{name} {what}: {last_words(log) or 'it said nothing'}",
        remedy=f"Read {log}.",
        name=name,
        log=str(log),
    )


def last_words(log: Path) -> str:
    """Return the last line of a log that says something; the rest is in the file."""
    if not log.exists():
        return ""
    lines = [line.strip() for line in log.read_text(errors="replace").splitlines()[-TAIL_LINES:]]
    told = [line for line in lines if line.startswith(("error ", "remedy "))]
    return " ".join(told) or next((line for line in reversed(lines) if line), "")


def command_of(pid: int) -> str:
    """Return the command line of a process; empty when there is none, or only a zombie."""
    listing = Path(f"/proc/{pid}/cmdline")
    if Path("/proc/self/cmdline").exists():
        with suppress(OSError):
            return listing.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        return ""
    ps = shutil.which("ps")
    if ps is None:
        return ""
    asked = [ps, "-ww", "-o", "args=", "-p", str(pid)]
    return subprocess.run(asked, capture_output=True, text=True, check=False).stdout


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


def _signal(pid: int, which: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, which)


def _until(done: Callable[[], bool], within_s: float, every_s: float = POLL_S) -> bool:
    end = time.monotonic() + within_s
    while not done():
        if time.monotonic() > end:
            return False
        time.sleep(every_s)
    return True
