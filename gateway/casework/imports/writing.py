"""The use case: read a file of denials, write what is right, say what is not.

Where the law of today wants two officers for what reaches every member, nothing is written yet:
the file waits (`gateway.casework.imports.waiting`). What is written is the clerk's
(`gateway.casework.imports.clerk`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from gateway.casework.imports.clerk import (
    CHUNK,
    Choice,
    ImportClerk,
    compare,
    read_drafts,
    report_of,
)
from gateway.casework.imports.sheet import read_file
from gateway.casework.imports.waiting import FileOfDenials, propose, rule_of_way
from gateway.casework.permissions import Officer, Permission
from gateway.casework.services import Office
from gateway.domain.controls import CodeCheck
from gateway.domain.waiting_act import WaitingAct
from gateway.errors import InputError
from gateway.tabular.import_report import ImportReport, OnError, RowError, Way
from gateway.tabular.marked_copies import marked_copy

__all__ = ["CHUNK", "import_denials", "mark_denials"]


async def import_denials(  # noqa: PLR0913 - what an officer chooses
    office: Office,
    officer: Officer,
    raw: bytes,
    *,
    way: Way,
    filename: str,
    on_error: OnError = OnError.KEEP_VALID,
    progress: Callable[[int, int], None] | None = None,
    dry_run: bool = False,
    codes: CodeCheck | None = None,
) -> ImportReport | WaitingAct:
    """Import denials from a file.

    Args:
        office: This authority.
        officer: Who imports; the act is journalled under the name.
        raw: The file, CSV in UTF-8 or a workbook; docs/imports.md has the columns.
        way: Own and new, initial load, or relayed.
        filename: For the report and the journal.
        on_error: Keep the valid denials (each 250 in a transaction of their own), or refuse
            all when one is not (all in one transaction).
        progress: Told how many of how many valid denials are done.
        dry_run: Read, compare and report, but write nothing.
        codes: Checks codes; absent: the lists that the node holds, by the version that a row
            names, and of our own new denials that name none by the version in force.

    Returns:
        The counts, and each error with row, column, reason and remedy; or what waits, where the
        law of today wants a second officer to agree.

    Raises:
        PermissionRefusedError: The role may not import.
        InputError: The file as a whole cannot be read; nothing was written.
        StateError: The same file waits already, given otherwise.
    """
    officer.require(Permission.IMPORT)
    parsed = await read_drafts(office, raw, way, codes=codes)
    choice = Choice(way, filename, on_error, dry_run)
    two = rule_of_way(office, way)
    if dry_run or two is not None:
        written = await office.db.read(lambda conn: compare(conn, office.code, parsed.drafts)[1])
        written.ids = [""] * (len(parsed.drafts) - written.unchanged - written.refused)
        report = report_of(parsed, written, choice)
        if dry_run or two is None or not report.written:
            return report
        file = FileOfDenials.of(report, raw, on_error)
        return await office.write(lambda work: propose(work, officer.name, file, raw, parsed, two))
    clerk = ImportClerk(office, officer.name, way, filename, office.clock.now())
    if on_error is OnError.KEEP_VALID:
        written = await clerk.write_valid(parsed, progress)
    else:
        written = await clerk.write_all_or_none(parsed, progress)
    return report_of(parsed, written, choice)


async def mark_denials(
    office: Office, officer: Officer, raw: bytes, *, way: Way, filename: str
) -> bytes:
    """Look through a file of denials as an import would, and mark what is wrong; write nothing.

    Args:
        office: This authority.
        officer: Who asks.
        raw: The file.
        way: Of import.
        filename: For the report.

    Returns:
        The copy, a workbook; without a mark where nothing is wrong.

    Raises:
        PermissionRefusedError: The role may not import.
        InputError: The file cannot be read at all, or has too many rows.
    """
    errors: tuple[RowError, ...]
    try:
        report = await import_denials(
            office, officer, raw, way=way, filename=filename, dry_run=True
        )
        errors = () if isinstance(report, WaitingAct) else report.errors
    except InputError as exc:
        faults = (await asyncio.to_thread(read_file, raw)).faults  # raises what no copy is made of
        row = int(exc.metadata.get("row", 1))
        errors = faults or (RowError.of(row, exc.metadata.get("column", ""), exc),)
    return await asyncio.to_thread(lambda: marked_copy(read_file(raw), errors))
