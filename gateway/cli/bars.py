"""Bars of long work: one that moves on a terminal, a line now and then in a log.

Apart from `gateway.cli.output`, since what rich has for it is read in a tenth of a second that no
short command is to wait for.
"""

from __future__ import annotations

import threading
import time

from rich.console import Console
from rich.progress import Progress, ProgressColumn

EVERY_S = 30.0
"""Between two lines of a log: whoever looks sees that it goes on, and an hour is 120 lines."""


class Bar(Progress):
    """A bar that goes when its work is done; where nobody sees it move, lines that say how far.

    Args:
        columns: Of the bar, as rich has them.
        console: Where it stands.
        quiet: Show nothing.
        every_s: Seconds between two lines where the console is no terminal.
    """

    def __init__(
        self,
        *columns: str | ProgressColumn,
        console: Console,
        quiet: bool,
        every_s: float = EVERY_S,
    ) -> None:
        super().__init__(*columns, console=console, transient=True, disable=quiet)
        self._every_s = every_s
        self._ended = threading.Event()
        self._lines: threading.Thread | None = None

    def start(self) -> None:
        """Show the bar, or begin with the lines."""
        if self.disable or self.console.is_terminal:
            super().start()
        elif self._lines is None:
            self._lines = threading.Thread(target=self._say, name="bar", daemon=True)
            self._lines.start()

    def stop(self) -> None:
        """Take the bar away, or end the lines."""
        if self._lines is None:
            super().stop()
            return
        self._ended.set()
        self._lines.join()

    def _say(self) -> None:
        begun = time.monotonic()
        while not self._ended.wait(self._every_s):
            for task in self.tasks:
                far = "" if task.total is None else f", {task.completed:.0f} of {task.total:.0f}"
                more = " ".join(str(each) for each in task.fields.values() if each)
                said = " ".join(filter(None, (task.description, more)))
                since = time.monotonic() - begun if task.elapsed is None else task.elapsed
                self.console.print(f"{said}: {since:.0f} s{far}", soft_wrap=True, highlight=False)
