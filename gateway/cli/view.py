"""Views and lists on a terminal: in words, with instants where the authority is.

A view is printed as the node made it, sections one below the other. A list is a few fields of
each noun, which are put into words here; `--json` prints what the node answered, `--xlsx` and
`--csv` save the whole list as the node writes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from rich.console import Group
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table as Grid
from rich.text import Text

from gateway.cli.output import out, say, write_file
from gateway.errors import InputError
from gateway.views.frame import Cell, Days, FactList, Lines, NounView, Piece, Table, ViewPart
from gateway.views.reader import ViewReader
from gateway.views.wording.english import country, short_date
from gateway.views.words import spelt_out, words_of

if TYPE_CHECKING:
    from gateway.cli.client import NodeClient

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


# --- lists ---


class ListReader:
    """Who reads a list: people are where their authority is.

    Args:
        client: The node that answered; None: none did, and instants are in UTC.
    """

    def __init__(self, client: NodeClient | None) -> None:
        self._client = client

    @cached_property
    def _reader(self) -> ViewReader:
        from gateway.domain.calendars import zone_of

        if self._client is None:
            return ViewReader(ZoneInfo("UTC"))
        return ViewReader(ZoneInfo(zone_of(self._client.get("/status")["authority"])))

    @property
    def reader_of_views(self) -> ViewReader:
        """Who reads rows that a view puts into words."""
        return self._reader

    def when(self, heading: str) -> str:
        """Return the head of a column of instants, with the zone."""
        return self._reader.when(heading)

    def at(self, instant: str | None) -> str:
        """Return an instant as the clock of the authority shows it; empty where there is none."""
        return self._reader.moment(datetime.fromisoformat(instant)).text if instant else ""

    def end_of(self, instant: str) -> str:
        """Return the end of a period: of one that ends with midnight, the day before it."""
        local = datetime.fromisoformat(instant).astimezone(self._reader.zone)
        if local.time() != time():
            return self.at(instant)
        return f"{short_date((local - timedelta(days=1)).date())}, end of the day"


def word(kind: type[StrEnum], code: str | None) -> str:
    """Return a code in words; one that this version does not know is spelt out.

    Args:
        kind: Kind of code.
        code: What a node answered with; None or empty where there is none.
    """
    if not code:
        return ""
    known = code in kind.__members__.values()
    return words_of(kind(code)) if known else spelt_out(code)


def on(day: str | None) -> str:
    """Return a day as people write it: ``16 Mar 2026``; empty where there is none."""
    return short_date(date.fromisoformat(day[:10])) if day else ""


def land(code: str | None) -> str:
    """Return a country by name, with its code."""
    return country(code)


def written(
    client: NodeClient,
    path: str,
    xlsx: Path | None,
    csv: Path | None,
    *,
    as_json: bool,
    **chosen: Any,
) -> bool:
    """Write a list into the file that an option names; return whether one does.

    Args:
        client: The node.
        path: Address of the list as a table.
        xlsx: Workbook to write; None: none.
        csv: CSV file to write; None: none.
        as_json: Whether a program reads what is printed.
        chosen: What is listed, as the list itself is asked for it.

    Raises:
        InputError: Both are named, or the place cannot be written to.
        ComityError: As the node says.
    """
    if xlsx is not None and csv is not None:
        raise InputError("--csv: one file at a time", remedy="Give --xlsx or --csv.", field="--csv")
    for form, file in (("xlsx", xlsx), ("csv", csv)):
        if file is None:
            continue
        content: bytes = client.get(f"{path}/{form}", **chosen)
        write_file(file, content)
        told = {"file": str(file.absolute()), "octets": len(content)}
        say(told, f"The list is {file.absolute()}", as_json=as_json)
        return True
    return False
