"""How the demo tells its story: numbered steps, lines, tables, in an officer's words."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from gateway.domain.consultation import DeadlineDerivation
from gateway.domain.deadline import printed_last_instant
from gateway.errors import ComityError

_WEEKEND = ("Saturday", "Sunday")
_BAR = 30  # characters of the longest bar


class StepFailedError(Exception):
    """A step of the demo did not do what it says.

    Args:
        step: Number and title of the step.
        cause: What went wrong.
    """

    def __init__(self, step: str, cause: BaseException) -> None:
        super().__init__(f"{step}: {cause}")
        self.step = step
        self.cause = cause


class Narrator:
    """Prints the story and measures its steps.

    Args:
        console: Where to.
    """

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(highlight=False, soft_wrap=True)
        self._number = 0
        self.seconds: dict[str, float] = {}

    @contextmanager
    def step(self, title: str) -> Iterator[None]:
        """Tell a step; whatever goes wrong within is said with the step's number.

        Raises:
            StepFailedError: Something went wrong within.
        """
        self._number += 1
        self._console.print(f"\n[bold cyan]{self._number:>2}[/]  [bold]{title}[/]")
        begun = time.monotonic()
        try:
            yield
        except Exception as error:
            raise StepFailedError(f"step {self._number} ({title})", error) from error
        self.seconds[title] = round(time.monotonic() - begun, 1)

    def say(self, text: str) -> None:
        """Tell one thing; the text may hold rich's marks."""
        self._console.print(Padding(text, (0, 0, 0, 4)), soft_wrap=False)

    def command(self, text: str) -> None:
        """Show a command as it can be typed: one line, unbroken."""
        self._console.print(f"    [green]$ {escape(text)}[/]")

    def table(self, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        """Show a small table."""
        table = Table(header_style="bold", box=None, padding=(0, 2, 0, 0))
        for column in columns:
            table.add_column(column, overflow="fold")
        for row in rows:
            table.add_row(*(escape(str(cell)) for cell in row))
        self._console.print(Padding(table, (0, 0, 0, 4)))

    def clock(self, consultation: dict[str, Any]) -> None:
        """Show the clock of a consultation, with the days that did not count."""
        derivation = derivation_of(consultation)
        if derivation is None:
            return
        free = [s for s in derivation.skipped if s.reason not in _WEEKEND]
        weekend = len(derivation.skipped) - len(free)
        named = "".join(f", {skip.date} ({skip.reason})" for skip in free)
        self.say(
            f"[bold]{consultation['consulted']}[/] under Article {consultation['procedure']}: "
            f"last instant [bold]{printed_last_instant(derivation)}[/], "
            f"{derivation.working_days} working days from the signed receipt; not counted: "
            f"{weekend} days at weekends{escape(named)} "
            f"[dim](calendar {derivation.calendar}, rulebook {derivation.rulebook})[/]"
        )

    def counts(self, title: str, counts: Sequence[tuple[str, int]]) -> None:
        """Show counts as bars."""
        most = max((count for _, count in counts), default=1)
        table = Table(title=title, title_justify="left", box=None, show_header=False)
        for name, count in counts:
            table.add_row(escape(name), str(count), "█" * max(1, round(_BAR * count / most)))
        self._console.print(Padding(table, (0, 0, 0, 4)))

    def failed(self, error: StepFailedError) -> None:
        """Say which step failed, why, and what a person can do."""
        self._console.print(f"\n[bold red]{escape(error.step)} failed[/]")
        cause = error.cause
        if isinstance(cause, ComityError):
            self.say(f"{escape(str(cause))} [dim]({cause.reason})[/]")
            if cause.remedy:
                self.say(f"[bold]remedy[/] {escape(cause.remedy)}")
        else:
            self.say(escape(f"{type(cause).__name__}: {cause}"))

    def last(self, path: str) -> None:
        """Print a path as the last line, alone, for people and programs."""
        self._console.print(path, markup=False)


def derivation_of(consultation: dict[str, Any]) -> DeadlineDerivation | None:
    """Return how the last instant of a consultation was found, if its period runs."""
    found = consultation["deadline"]
    return DeadlineDerivation.model_validate(found) if found is not None else None
