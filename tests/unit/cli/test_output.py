"""Whatever is printed and however, a control character in it is shown and not acted upon."""

from __future__ import annotations

import io

import pytest
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from gateway.cli.output import plain_console, print_json, print_next, print_problem, print_table
from tests.support.pages import page

EVIL = "a\x1b[2Jb\u202ec\x9bd"
SHOWN = "a<U+001B>[2Jb<U+202E>c<U+009B>d"


@pytest.mark.parametrize("what", ["text", "panel", "table", "rich text"])
def test_everything_that_is_printed_is_plain(what: str) -> None:
    """Found in use: officer M2."""
    table = Table()
    table.add_column(escape(EVIL))
    table.add_row(escape(EVIL))
    printed = {
        "text": f"[bold]{escape(EVIL)}[/]",
        "panel": Panel(escape(EVIL), title=escape(EVIL)),
        "table": table,
        "rich text": Text(EVIL, style="red"),
    }[what]
    file = io.StringIO()
    plain_console(file=file, width=200).print(printed)
    told = file.getvalue()
    assert SHOWN in told
    assert not set("\x1b\u202e\x9b") & set(told)


def test_the_console_still_colours() -> None:
    file = io.StringIO()
    console = plain_console(file=file, force_terminal=True, color_system="standard", width=80)
    console.print(f"[red]{escape(EVIL)}[/]", highlight=False)
    assert file.getvalue() == f"\x1b[31m{SHOWN}\x1b[0m\n"


def test_tables_problems_and_json(capsys: pytest.CaptureFixture[str]) -> None:
    print_table("Cases", ("Case",), [(EVIL,)])
    print_problem(EVIL, "DEFECT", EVIL)
    print_json({"text": EVIL})
    told = "".join(capsys.readouterr())
    assert not set("\x1b\u202e\x9b") & set(told)
    assert r"a\u001b[2Jb\u202ec\u009bd" in told


def test_a_page_says_how_its_list_goes_on_and_the_last_one_nothing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    print_next(page(1, following="WyJjYXNlcyJd"))
    print_next(page(2))
    assert capsys.readouterr().out == "There is more: --after WyJjYXNlcyJd\n"
