"""The consolidation once more, in plain Python: slow, and short enough to trust."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gateway.domain.annual.cells import Figures, Mark
from gateway.domain.annual.submission import Submission

Key = tuple[str, tuple[str, ...], str]


def slowly(
    submissions: Sequence[Submission],
    add: Callable[[Figures, Figures], Figures] = Figures.__add__,
) -> tuple[dict[Key, Figures | None], dict[Key, tuple[Mark, ...]]]:
    """Return the figures and marks of every cell that is sent, and of the Union's.

    Args:
        submissions: What was sent.
        add: How two States' figures come together.
    """
    found: dict[Key, Figures | None] = {}
    marks: dict[Key, tuple[Mark, ...]] = {}
    asked = {block.table for each in submissions for block in each.blocks}
    for each in submissions:
        state = each.header.authority[:2]
        for block in each.blocks:
            for cell in block.cells():
                found[block.table, cell.at, state] = cell.figures
                union: Key = (block.table, cell.at, "*")
                before = found.get(union, Figures())
                found[union] = (
                    None if before is None or cell.figures is None else add(before, cell.figures)
                )
                if cell.mark is not None:
                    marks[block.table, cell.at, state] = (cell.mark,)
                    marks[union] = (*marks.get(union, ()), cell.mark)
    for each in submissions:
        for table in asked - {block.table for block in each.blocks}:
            found.update({key: None for key in found if key[0] == table and key[2] == "*"})
    return found, marks
