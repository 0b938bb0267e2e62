"""What may be done next of a noun, each with the command that does it, and what is open of it."""

from __future__ import annotations

from collections.abc import Iterable

from gateway.views.frame import Piece, ViewSection, facts, section, table
from gateway.views.reader import ViewReader


def next_section(
    reader: ViewReader,
    steps: Iterable[tuple[str, str]],
    tasks: Iterable[tuple[int, str]] = (),
) -> ViewSection | None:
    """Return what may be done next; None where nothing is.

    Args:
        reader: Who reads.
        steps: What may be done, in words, and the command that does it.
        tasks: What is open: number of the task, and its sentence.
    """
    return section(
        reader.says("What is to be done"),
        table(
            reader.says("Open tasks"),
            reader.each("Task", "What"),
            (((Piece(text=str(number)),), (Piece.theirs(sentence),)) for number, sentence in tasks),
        ),
        facts(
            reader.says("What may be done next"),
            ((words, (Piece(text=command, digest=True),)) for words, command in steps),
        ),
    )
