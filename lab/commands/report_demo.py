"""`comity report demo`: a made year of the whole Union, from the call to a corrigendum."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Self

import structlog
import typer

from gateway.cli.output import JsonFlag, err, out, print_json, print_table

if TYPE_CHECKING:
    from lab.report_demo.telling import DemoEdition, ReportDemo


def demo(
    folder: Annotated[Path, typer.Option("--out", help="Folder of the results.")] = Path(
        "report-demo-out"
    ),
    seed: Annotated[int, typer.Option(help="Decides all that chance decides.")] = 1,
    scale: Annotated[
        float,
        typer.Option(
            min=0.005,
            max=4.0,
            help="1: as many records as the Union has, in about ten minutes; 0.02: in two.",
        ),
    ] = 1.0,
    states: Annotated[
        str, typer.Option(help="all, or at least five Member States, e.g. BE,DE,FR,IT,NL.")
    ] = "all",
    template: Annotated[
        Path | None, typer.Option(help="A template's file, in place of the newest shipped one.")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Make a year of 27 States, collect, ask, correct, protect, freeze, publish, correct again."""
    from gateway.cli.options import text_of
    from lab.report_demo.run import DemoOrder, report_demo

    # What 30 nodes have to say is for their logs, of which there are none.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    named = tuple(code.strip() for code in states.split(",") if code.strip())
    order = DemoOrder(
        seed=seed,
        scale=scale,
        states=() if named == ("all",) else named,
        template=None if template is None else text_of(template),
    )
    with _Bar(quiet=as_json) as watch:
        found = report_demo(order, folder, watch)
    if as_json:
        print_json(found.model_dump(mode="json"))
        return
    _show(found, folder)


class _Bar:
    """A bar for the step that runs, and a line for each that is done."""

    def __init__(self, *, quiet: bool) -> None:
        from rich.progress import BarColumn, TextColumn, TimeElapsedColumn

        from gateway.cli.bars import Bar

        self._quiet = quiet
        self._progress = Bar(
            TextColumn("{task.description}"),
            BarColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.fields[what]}"),
            console=err,
            quiet=quiet,
        )
        self._task: Any = None
        self._count = 0

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def begin(self, title: str) -> None:
        """Show a new bar."""
        self._count += 1
        self._task = self._progress.add_task(title, total=None, what="")

    def progress(self, what: str, done: int, of: int) -> None:
        """Move the bar."""
        self._progress.update(self._task, completed=done, total=of, what=what)

    def end(self, title: str, seconds: float, said: str) -> None:
        """Put a line in place of the bar."""
        self._progress.remove_task(self._task)
        if not self._quiet:
            err.print(
                f"[bold cyan]{self._count:>2}[/] [bold]{title}[/] [dim]{seconds:.1f} s[/]",
                soft_wrap=True,
            )
            err.print(f"   {said}", soft_wrap=True, highlight=False)


def _show(found: ReportDemo, folder: Path) -> None:
    for edition in found.editions:
        _edition(edition)
    out.print(
        f"{found.authorities} authorities of {len(found.states)} States, {found.letters} letters, "
        f"{found.made.records} records; {found.seconds:.0f} s, {found.peak_mib} MiB at most",
        soft_wrap=True,
    )
    last = found.editions[-1]
    out.print(f"Look at {Path(last.folder) / 'index.html'}", soft_wrap=True)
    out.print(f"and at what has changed: {Path(last.folder) / 'changes.html'}", soft_wrap=True)
    out.print(f"All of this as JSON: {folder / 'summary.json'}", soft_wrap=True)


def _edition(edition: DemoEdition) -> None:
    print_table(
        f"Edition {edition.number}: totals as published and as made",
        ("Table", "What", "Number", "Made", "EUR", "Made"),
        (
            (
                each.table,
                each.title,
                _shown(each.number),
                _shown(each.made_number),
                _euro(each.cents),
                _euro(each.made_cents),
            )
            for each in edition.totals
        ),
    )
    out.print(
        f"{edition.held_share:.1%} of the cells with a figure are held back; {edition.changed} "
        f"cells changed; {edition.files} files, {edition.bytes / 2**20:.1f} MiB in "
        f"{edition.folder}\n",
        soft_wrap=True,
    )


def _shown(number: int | None) -> str:
    return "" if number is None else f"{number:,}"


def _euro(cents: int | None) -> str:
    return "" if cents is None else f"{cents // 100:,}.{cents % 100:02}"
