"""Long work: a bar that moves on a terminal, a line now and then in a log, nothing for programs."""

from __future__ import annotations

import threading
from io import StringIO

import pytest
from rich.console import Console

from gateway.cli.bars import Bar


class Log(StringIO):
    """A log that says when so many lines are there."""

    def __init__(self, lines: int) -> None:
        super().__init__()
        self._lines, self.there = lines, threading.Event()

    def write(self, text: str, /) -> int:
        written = super().write(text)
        if self.getvalue().count("\n") >= self._lines:
            self.there.set()
        return written


def bar(log: StringIO, *, quiet: bool = False, terminal: bool = False) -> Bar:
    console = Console(file=log, force_terminal=terminal, width=80)
    return Bar("{task.description}", console=console, quiet=quiet, every_s=0.001)


def test_a_log_says_that_it_goes_on_and_how_far() -> None:
    """Found in use: officer m15."""
    log = Log(lines=3)
    with bar(log) as shown:
        task = shown.add_task("The edition is audited", total=7, what="AT")
        shown.update(task, completed=3)
        assert log.there.wait(10)
    lines = log.getvalue().splitlines()
    assert "The edition is audited AT: 0 s, 3 of 7" in lines
    written = log.getvalue()
    shown.update(task, completed=4)
    assert log.getvalue() == written  # it has ended


def test_of_work_without_an_end_it_says_since_when() -> None:
    log = Log(lines=1)
    with bar(log) as shown:
        shown.add_task("import", total=None)
        assert log.there.wait(10)
    assert log.getvalue().splitlines()[0] == "import: 0 s"


@pytest.mark.parametrize("terminal", [False, True])
def test_a_program_reads_nothing_of_it(*, terminal: bool) -> None:
    log = StringIO()
    with bar(log, quiet=True, terminal=terminal) as shown:
        shown.add_task("import", total=None)
        shown.refresh()
    assert log.getvalue() == ""


def test_on_a_terminal_it_moves_and_goes() -> None:
    log = StringIO()
    with bar(log, terminal=True) as shown:
        shown.add_task("import", total=None)
        shown.refresh()
    assert "import" in log.getvalue()
    assert ": 0 s" not in log.getvalue()
