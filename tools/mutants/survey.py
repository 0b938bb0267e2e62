"""Tries the changes of one module: on the tests that reach each, the quick ones first."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tools.mutants import trial
from tools.mutants.changes import Change

BASELINE_S = 900.0
"""How long the tests of a module may take as it is, traced, in seconds."""


@dataclass
class _Trial:
    """A trial that runs."""

    number: int
    change: Change
    process: int
    folder: Path
    until: float


@dataclass
class Tests:
    """Some tests, and what of the module each reaches; they pass on the module as it is."""

    files: Sequence[str]
    lines: Mapping[int, set[str]]
    took: Mapping[str, float]
    whole_s: float

    def reaching(self, change: Change) -> list[str]:
        """Return the tests that run a change, the quickest first."""
        if change.place is None:
            found = set(self.took)
        else:
            first, last = change.span
            found = {t for line in range(first, last + 1) for t in self.lines.get(line, ())}
            if trial.Reach.SHARED in found:
                found = set(self.took)
        return sorted(found, key=lambda test: (self.took[test], test))


@dataclass
class Survey:
    """Tries the changes of one module.

    Attributes:
        file: The module.
        about: Its nearest tests: `tests`, and `wide` ones for what those let pass.
        folder: For what the trials leave.
        options: What pytest is told besides.
        jobs: How many run at a time.
        patience_s: What a trial may take beyond the whole of the tests once and its own four times.
    """

    file: Path
    about: Mapping[str, Any]
    folder: Path
    options: Sequence[str] = ()
    jobs: int = 2
    patience_s: float = 40.0
    _killed: dict[int, str] = field(default_factory=dict)
    _late: set[int] = field(default_factory=set)
    _how: dict[int, str] = field(default_factory=dict)

    def judge(
        self,
        chosen: Sequence[tuple[int, Change]],
        *,
        wide: bool,
        equivalent: Sequence[Mapping[str, Any]],
    ) -> dict[str, Any]:
        """Try changes, and return what became of each, as JSON can hold it."""
        began = time.monotonic()
        named = {n: each for n, c in chosen for each in equivalent if is_named(c, each)}
        same = {n for n, each in named.items() if not each.get("left")}
        self._how |= {n: f"left: {each['why']}" for n, each in named.items() if each.get("left")}
        left = [(n, c) for n, c in chosen if n not in same]
        passed_over = [(n, c) for n, c in left if n in named]
        left = [(n, c) for n, c in left if n not in named]
        for tier in ("tests", "wide") if wide else ("tests",):
            if left and self.about.get(tier):
                self._try_all(left, self._baseline(self.about[tier]))
                left = [(n, c) for n, c in left if n not in self._killed]
        return {
            "mutants": len(chosen),
            "killed": len(self._killed),
            "by_timeout": len(self._late),
            "equivalent": len(same),
            "seconds": round(time.monotonic() - began, 1),
            "survived": [
                _told(c) | {"how": self._how.get(n, "")} for n, c in (*left, *passed_over)
            ],
            "found": [_told(c) | {"by": self._killed[n]} for n, c in chosen if n in self._killed],
        }

    def _baseline(self, files: Sequence[str]) -> Tests:
        """Import everything here, and run the tests as they are in a process of their own.

        Tests that do not pass then, on a busy machine and traced, are left out.
        """
        self._collect(files)
        folder, began = self._new_folder(), time.monotonic()
        process = _forked(folder, lambda: self._traced(files, folder))
        _ended(process, time.monotonic() + BASELINE_S)
        if not (folder / "reach.json").exists():
            said = (folder / "said").read_text(encoding="utf-8", errors="replace")
            raise SystemExit(f"the tests of {self.file} do not end as it is:\n{said[-3000:]}")
        noted = json.loads((folder / "reach.json").read_text(encoding="utf-8"))
        failed = set(noted["failed"])
        lines = {int(k): set(v) - failed for k, v in noted["lines"][str(self.file)].items()}
        took = {test: s for test, s in noted["took"].items() if test not in failed}
        return Tests(files, lines, took, time.monotonic() - began)

    def _collect(self, files: Sequence[str]) -> None:
        """Import what the tests import, once: the trials are forked from here."""
        log = os.open(self._new_folder() / "said", os.O_WRONLY | os.O_CREAT)
        kept = os.dup(1), os.dup(2)
        os.dup2(log, 1)
        os.dup2(log, 2)
        try:
            quietly = ["--collect-only", "-q", "-p", "no:cacheprovider"]
            pytest.main([*quietly, *trial.IN_THIS_PROCESS, *self.options, *files])
        finally:
            sys.stdout.flush()
            for number, held in enumerate(kept, start=1):
                os.dup2(held, number)
                os.close(held)
            os.close(log)

    def _traced(self, files: Sequence[str], folder: Path) -> int:
        reach = trial.Reach([self.file])
        reach.start()
        code = trial.run_tests(files, folder, reach, options=self.options)
        (folder / "reach.json").write_text(json.dumps(reach.found()), encoding="utf-8")
        return code

    def _try_all(self, changes: Sequence[tuple[int, Change]], tests: Tests) -> None:
        waiting, running = list(changes), list[_Trial]()
        while waiting or running:
            while waiting and len(running) < self.jobs:
                number, change = waiting.pop(0)
                reaching = tests.reaching(change)
                if reaching:
                    running.append(self._begin(number, change, tests, reaching))
                else:
                    self._how[number] = "no test reaches it"
            for each in running.copy():
                if self._settled(each):
                    running.remove(each)
            time.sleep(0.02)

    def _begin(self, number: int, change: Change, tests: Tests, chosen: list[str]) -> _Trial:
        folder = self._new_folder()
        usual = sum(tests.took[test] for test in chosen)
        # Whichever test is the first pays for what all of them load.
        until = time.monotonic() + self.patience_s + tests.whole_s + 4 * usual
        files = sorted({test.partition("::")[0] for test in chosen})
        if change.place is None:
            process = self._cold(number, files, chosen, folder)
        else:
            process = _forked(folder, lambda: self._warm(number, change, files, chosen, folder))
        return _Trial(number, change, process, folder, until)

    def _warm(
        self, number: int, change: Change, files: list[str], chosen: list[str], folder: Path
    ) -> int:
        code = trial.changed_code(self.file, number)
        if change.place is None or not trial.change_live(self.file, code, change.place):
            return self._wait_for(self._cold(number, files, chosen, folder))
        trial.change_imports(self.file, code)
        picked = trial.Chosen(chosen)
        result = trial.run_tests(files, folder, picked, options=("-x", *self.options))
        (folder / "failed").write_text(picked.failed, encoding="utf-8")
        return result

    def _cold(self, number: int, files: list[str], chosen: list[str], folder: Path) -> int:
        order = folder / "order.json"
        told: dict[str, Any] = {"file": str(self.file), "number": number, "tests": chosen}
        told |= {"files": files, "options": list(self.options)}
        order.write_text(json.dumps(told), encoding="utf-8")
        with (folder / "said").open("wb") as said:
            started = subprocess.Popen(
                [sys.executable, "-m", "tools.mutants.trial", str(order)],
                stdout=said,
                stderr=said,
                start_new_session=True,
                env=_environment(folder),
            )
        started.returncode = 0  # it is waited for by its number
        return started.pid

    def _wait_for(self, process: int) -> int:
        return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])

    def _settled(self, running: _Trial) -> bool:
        """Look whether a trial has ended, or end it when its time is over."""
        gone, status = os.waitpid(running.process, os.WNOHANG)
        if not gone and time.monotonic() < running.until:
            return False
        number = running.number
        if not gone:
            _end(running.process)
            self._late.add(number)
            self._killed[number] = "the limit of time"
            return True
        code = os.waitstatus_to_exitcode(status)
        noted = running.folder / "failed"
        who = noted.read_text(encoding="utf-8") if noted.exists() else ""
        if code in (0, 5):
            self._how[number] = "every test that reaches it passes"
        else:
            self._killed[number] = who or f"exit {code}"
        return True

    def _new_folder(self) -> Path:
        number = sum(1 for _ in self.folder.iterdir())
        folder = self.folder / f"{number:05d}"
        folder.mkdir()
        return folder


def is_named(change: Change, entry: Mapping[str, Any]) -> bool:
    """Say whether an entry of `equivalent.toml` names a change; `above` only where given."""
    named = (entry["line"], entry["before"], entry["after"])
    here = (change.text, change.before, change.after)
    return here == named and entry.get("above", change.above) == change.above


def _told(change: Change) -> dict[str, Any]:
    return {
        "line": change.line,
        "text": change.text,
        "before": change.before,
        "after": change.after,
    }


def _environment(folder: Path) -> dict[str, str]:
    return {**os.environ, "HYPOTHESIS_STORAGE_DIRECTORY": str(folder / "hypothesis")}


def _forked(folder: Path, run: Callable[[], int]) -> int:
    """Run something in a copy of this process, at the head of a group of its own."""
    sys.stdout.flush()
    process = os.fork()
    if process:
        return process
    code = 70
    try:
        os.setsid()
        said = os.open(folder / "said", os.O_WRONLY | os.O_CREAT)
        os.dup2(said, 1)
        os.dup2(said, 2)
        os.environ.update(_environment(folder))
        code = run()
    finally:
        with suppress(Exception):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def _ended(process: int, until: float) -> int:
    """Wait for a process; return its code, or -1 where it had to be ended."""
    while time.monotonic() < until:
        gone, status = os.waitpid(process, os.WNOHANG)
        if gone:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.02)
    _end(process)
    return -1


def _end(process: int) -> None:
    """End a process with all that it started, and wait for it."""
    with suppress(ProcessLookupError):
        os.killpg(process, signal.SIGKILL)
    os.waitpid(process, 0)
