"""A command that README, a guide or a page shows is taken as it is written there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tests.support.commands import check_command

ROOT = Path(__file__).parents[3]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
SHOWN = re.compile(r"`(comity [a-z][^`\n]+)`|^\s*(?:\$ )?(comity [a-z].+)$", re.MULTILINE)

FOR_OTHERS = re.compile(r"\||\$| -- |--help")
"""What a shell reads, another program, or Typer itself."""


def shown() -> Iterator[tuple[str, str]]:
    """Give each command that a page shows, in part or whole, and its page."""
    for path in PAGES:
        for part, line in SHOWN.findall(path.read_text("utf-8").replace("\\\n", " ")):
            said = re.split(r" [#>&]", part or line)[0]
            if not FOR_OTHERS.search(said):
                yield path.name, said


def test_every_command_that_a_page_shows_takes_what_stands_there() -> None:
    wrong = []
    for page, line in shown():
        try:
            check_command(line, whole=False)
        except (AssertionError, ValueError):
            wrong.append(f"{page}: {line}")
    assert wrong == []
    assert len(list(shown())) > 350
