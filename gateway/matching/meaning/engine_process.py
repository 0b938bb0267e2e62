"""Has vectors computed by a process beside this one, which may die, hang or lie without harm.

The node's side of `engine_child`: begins it, writes texts, reads vectors, waits no longer than is
sensible, and ends it when it answers anything else. It is begun anew for the next text, a bounded
number of times: whoever has found a text that breaks the engine has few tries at it. A text that
ended it is not given to it again.
"""

from __future__ import annotations

import array
import contextlib
import math
import os
import select
import subprocess
import sys
import time
import weakref
from collections.abc import Callable, Sequence
from hashlib import blake2b
from pathlib import Path
from threading import Lock
from typing import Final, NamedTuple, TypeAlias

import structlog

from gateway.matching.meaning import engine_child
from gateway.matching.meaning.engine_child import LENGTH, NUMBER_OCTETS

log = structlog.get_logger(__name__)

START_S: Final = 20.0
"""Seconds that the engine has to load: about 0.1 where the weights are in memory."""

ANSWER_S: Final = 5.0
"""Seconds that a text has: 0.4 at the longest, on one core of 2026 that others use too."""

MOST_ENDS: Final = 8
"""After so many ends the engine is not begun again as long as the node runs."""

Command: TypeAlias = Sequence[str]


class EngineFiles(NamedTuple):
    """What the engine is loaded from.

    Attributes:
        engine: Its code.
        weights: Its weights.
    """

    engine: Path
    weights: Path


def engine_command(files: EngineFiles, dimensions: int, longest: int) -> Command:
    """Return the command that begins the process of the engine.

    Args:
        files: What it is loaded from.
        dimensions: Numbers of a vector.
        longest: Octets of a text at most.
    """
    # -I and -S: neither environment nor packages nor the folder have a say in what it runs.
    interpreter = (sys.executable, "-I", "-S", engine_child.__file__)
    return (*interpreter, str(files.engine), str(files.weights), str(dimensions), str(longest))


class EngineProcess:
    """The process of the engine; one text at a time, may be called by several threads.

    A process that was forked from this one begins an engine of its own.

    Args:
        command: Gives the command that begins it, or None where there is none to begin.
        dimensions: Numbers of a vector.
        answer_s: Seconds that a text has.
    """

    def __init__(
        self,
        command: Callable[[], Command | None],
        dimensions: int,
        answer_s: float = ANSWER_S,
    ) -> None:
        self._command, self._dimensions, self._answer_s = command, dimensions, answer_s
        self._lock = Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._ending: weakref.finalize[..., EngineProcess] | None = None
        self._ends, self._ended_by = 0, set[bytes]()
        _ALL.add(self)

    @property
    def process_id(self) -> int | None:
        """The running process, if there is one."""
        return self._process.pid if self._process else None

    @property
    def usable(self) -> bool:
        """Whether it is begun again when it has ended."""
        return self._ends < MOST_ENDS

    def begin(self) -> bool:
        """Begin it where it does not run, and say whether it does."""
        with self._lock:
            return self._running()

    def vector(self, text: str) -> Sequence[float] | None:
        """Return the numbers of a text's vector.

        Args:
            text: As `encoder.readable` gives it.

        Returns:
            Finite numbers, not all of them nought; None where the engine gave none.
        """
        octets = text.encode()
        key = blake2b(octets, digest_size=16).digest()
        with self._lock:
            if key in self._ended_by or not self._running():
                return None
            try:
                return self._ask(octets)
            except (OSError, ValueError) as exc:
                self._ended_by.add(key)
                self._stop(exc)
                return None
            except BaseException:  # its answer, still to come, must not be the next text's
                self._kill()
                raise

    def close(self) -> None:
        """End it; it is begun again by the next text."""
        with self._lock:
            self._kill()

    def forget(self) -> None:
        """Leave the process to the one that began it, of which this one is a fork."""
        self._lock = Lock()  # a thread that did not come along may hold the other
        if self._process is not None:
            _close(self._process)
            self._process.returncode = 0  # no child of this process: neither killed nor waited for
            self._process = None

    def _running(self) -> bool:
        if self._process is not None:
            if self._process.poll() is None and not _speaks(self._process, 0):
                return True
            self._stop(ConnectionError("it ended, or spoke without being asked, between two texts"))
        if not self.usable:
            return False
        try:
            self._start()
        except (OSError, ValueError) as exc:
            self._stop(exc)
            return False
        except BaseException:  # that it is loaded, still to be said, must not be a text's answer
            self._kill()
            raise
        return True

    def _start(self) -> None:
        command = self._command()
        if command is None:
            raise FileNotFoundError("the engine is not the one that is named any more")
        self._process = subprocess.Popen(
            command,
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # what the engine might print of a text is nobody's
            close_fds=True,
            start_new_session=True,  # Ctrl-C in a terminal is the node's
            cwd="/",
            env={"OMP_NUM_THREADS": "1"},
        )
        # With this object, and at the latest when Python ends.
        self._ending = weakref.finalize(self, _end, self._process)
        if self._answer(time.monotonic() + START_S):
            raise ValueError("it answered before it was asked")

    def _ask(self, text: bytes) -> Sequence[float] | None:
        process = self._process
        if process is None or process.stdin is None:
            raise ConnectionError("it does not run")
        # A pipe has room for it: nothing else is in it.
        process.stdin.write(LENGTH.pack(len(text)) + text)
        answer = self._answer(time.monotonic() + self._answer_s)
        if not answer:
            return None
        numbers = array.array("f", answer)
        if len(numbers) != self._dimensions or not all(map(math.isfinite, numbers)):
            raise ValueError("it answered what is no vector")
        return numbers if any(numbers) else None

    def _answer(self, until: float) -> bytes:
        """Return the content of the next frame: a vector's octets, or none."""
        length = LENGTH.unpack(self._read(LENGTH.size, until))[0]
        if length not in (0, self._dimensions * NUMBER_OCTETS):
            raise ValueError("it answered what is no vector")
        return self._read(length, until)

    def _read(self, length: int, until: float) -> bytes:
        read, process = b"", self._process
        if process is None or process.stdout is None:
            raise ConnectionError("it does not run")
        while len(read) < length:
            if not _speaks(process, until - time.monotonic()):
                raise TimeoutError("it did not answer in time")
            if not (piece := os.read(process.stdout.fileno(), length - len(read))):
                raise ConnectionError("it ended while it was waited for")
            read += piece
        return read

    def _kill(self) -> None:
        if self._ending is not None:
            self._ending()
        self._process = None

    def _stop(self, cause: Exception) -> None:
        self._kill()
        self._ends += 1
        log.warning("meaning_engine.ended", cause=str(cause), ends=self._ends)
        if not self.usable:
            log.error("meaning_engine.given_up", ends=self._ends)


_ALL: Final[weakref.WeakSet[EngineProcess]] = weakref.WeakSet()


def _forget_all() -> None:
    for each in list(_ALL):
        each.forget()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_all)


def _speaks(process: subprocess.Popen[bytes], seconds: float) -> bool:
    """Say whether there is something to read within so many seconds, if only its end."""
    poll = select.poll()  # not `select`, which knows no descriptor above 1,023
    poll.register(process.stdout or -1, select.POLLIN)
    return bool(poll.poll(max(0.0, seconds) * 1000))


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    _close(process)
    process.wait()


def _close(process: subprocess.Popen[bytes]) -> None:
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()
