"""A view on a terminal: its words as they are, sections one below the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from rich.console import Group
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table as Grid
from rich.text import Text

from gateway.cli.output import out
from gateway.views.frame import Cell, Days, FactList, Lines, NounView, Piece, Table, ViewPart

_WEEKEND = 5


def show_view(answer: dict[str, Any]) -> None:
    """Print a view as a node answered with it.

    Text of others is text here: none of it is read as rich's markup.
    """
    view = NounView.model_validate(answer)
    _show_head(view)
    for section in view.sections:
        out.print()
        out.print(_styled(section.heading, "bold underline"))
        for part in section.parts:
            _show_part(part)


def show_head(answer: dict[str, Any], more: str) -> None:
    """Print what a reader must know first, after an act.

    Args:
        answer: The view.
        more: The command that shows the rest.
    """
    _show_head(NounView.model_validate(answer))
    out.print(Text(f"The whole: {more}", style="dim"), soft_wrap=True)


def _show_head(view: NounView) -> None:
    head = [_styled(view.state, "bold"), *map(_piece, view.lead)]
    out.print(Panel(Group(*head), title=Text(view.heading), title_align="left"))
    for each in view.warnings:
        out.print(Text.assemble(("look at ", "bold yellow"), each.text), soft_wrap=True)
    for each in view.short:
        out.print(_piece(each), soft_wrap=True)


def _show_part(part: ViewPart) -> None:
    if part.heading:
        tag = f"  ({part.tag})" if part.tag else ""
        out.print(_styled(f"{part.heading}{tag}", "bold"))
    for block in part.blocks:
        if block.heading:
            out.print(_styled(block.heading, "italic"))
        match block:
            case Lines():
                for line in block.lines:
                    out.print(Padding(_piece(line), (0, 0, 0, 2)))
            case FactList():
                out.print(_facts(block))
            case Days():
                out.print(Padding(Text("\n".join(_days(block))), (0, 0, 0, 2)))
            case Table():
                out.print(_table(block))


def _styled(text: str, style: str) -> Text:
    return Text(text, style=style)


def _piece(piece: Piece) -> Text:
    style = "bold" if piece.strong else "dim" if piece.soft else ""
    if not piece.language:
        return Text(piece.text, style=style)
    return Text.assemble("“", piece.text, "”", (f" [{piece.language}]", "dim"))


def _cell(cell: Cell) -> Text:
    return Text("\n").join(_piece(each) for each in cell)


def _facts(block: FactList) -> Grid:
    grid = Grid.grid(padding=(0, 2))
    grid.add_column(style="dim", overflow="fold")
    grid.add_column(overflow="fold")
    for fact in block.facts:
        grid.add_row(Text("  " + fact.name), _cell(fact.values))
    return grid


def _table(block: Table) -> Grid:
    grid = Grid(header_style="bold", show_lines=_has_tall_rows(block.rows))
    for column in block.columns:
        grid.add_column(Text(column), overflow="fold")
    for row in block.rows:
        grid.add_row(*map(_cell, row))
    return grid


def _has_tall_rows(rows: Iterable[Iterable[Cell]]) -> bool:
    return any(len(cell) > 1 for row in rows for cell in row)


def _days(block: Days) -> Iterator[str]:
    """Say from which day it was counted, which days counted, and which but weekends did not."""
    counted = [each for each in block.days if each.number]
    for each in block.days:
        if each.event:
            yield f"{each.day:%a %d %b %Y}: {each.reason}"
    if counted:
        yield f"{len(counted)} days counted: {', '.join(f'{e.day:%a %d %b}' for e in counted)}"
    for each in block.days:
        if not each.number and not each.event and each.day.weekday() < _WEEKEND:
            yield f"{each.day:%a %d %b} did not count: {each.reason}"
