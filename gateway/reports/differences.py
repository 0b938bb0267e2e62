"""Which cells of a submission differ from those of the version before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gateway.domain.annual.cells import CellBlock, CellRef, Figures, Mark

Said = tuple[Figures | None, Mark | None]


def changed_cells(
    before: Iterable[CellBlock], after: Iterable[CellBlock]
) -> Iterator[tuple[CellRef, Said, Said]]:
    """Yield the cells that differ, with what they said and say: figures and mark.

    A cell that is in neither version is zero in both; one that a block lacks is zero, one of
    a block that is not there is not available.
    """
    old = {block.table: block for block in before}
    new = {block.table: block for block in after}
    for table in dict.fromkeys((*old, *new)):
        earlier, later = _cells(old.get(table)), _cells(new.get(table))
        gone: Said = (Figures() if table in old else None, None)
        now: Said = (Figures() if table in new else None, None)
        for at in dict.fromkeys((*earlier, *later)):
            was, said = earlier.get(at, gone), later.get(at, now)
            if was != said:
                yield CellRef(table=table, at=at), was, said


def _cells(block: CellBlock | None) -> dict[tuple[str, ...], Said]:
    if block is None:
        return {}
    return {cell.at: (cell.figures, cell.mark) for cell in block.cells()}
