"""Lists as files over REST: the list of a route, whole, as a workbook or as CSV.

`?format=xlsx` and `?format=csv` are asked of the address of the list, with its filters: the file
has every page of what the same account is shown there, read by the same use case. The first page
is read before an answer begins, so that a refusal is a problem and no half file. CSV goes out
page by page; a workbook when it is whole.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, BinaryIO, Final, TypeVar

from fastapi import Depends, Query, Request, Response
from fastapi.responses import StreamingResponse

from gateway.api.dependencies import Asked, Desk, Who, wants_headers_only
from gateway.api.files.list_columns import ListSheet, ListWords
from gateway.casework.office.services import Office, reader_of
from gateway.domain.page import MAX_LIMIT, Page, PageRequest
from gateway.errors import InputError
from gateway.tabular.files import Format
from gateway.tabular.list_files import ListHead, ListWorkbook, list_csv
from gateway.tabular.plain_workbooks import MEDIA_TYPE
from gateway.tabular.values import Value

T = TypeVar("T")

_CSV: Final = "text/csv"
_BLOCK = 2**18  # octets of a workbook that are sent at a time
_PAGING = ("limit", "after")

AS_FILE: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "A page of the list; or, where a format is named, the whole list as a file.",
        "content": {
            MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}},
            _CSV: {"schema": {"type": "string"}},
        },
    }
}
"""What the contract says of a list that is given as a file, too."""


@dataclass(frozen=True, slots=True)
class FileAsked:
    """How a list is asked for.

    Attributes:
        office: Where.
        by: Name of the account.
        headers_only: Whether the content of the answer is not wanted (`HEAD`).
        form: Format of the file; JSON: no file, but a page.
        page: Which page.
        chosen: What else was asked for, as its sender wrote it.
    """

    office: Office
    by: str
    headers_only: bool
    form: Format
    page: PageRequest
    chosen: tuple[tuple[str, str], ...]


async def _file_asked(
    request: Request,
    office: Desk,
    officer: Who,
    page: Asked,
    form: Annotated[Format, Query(alias="format")] = Format.JSON,
) -> FileAsked:
    given = request.query_params.multi_items()
    if form is not Format.JSON and (paging := [name for name, _ in given if name in _PAGING]):
        raise InputError(
            f"{paging[0]}: a file has the whole list",
            remedy=f"Leave {' and '.join(_PAGING)} out, or `format`.",
            field=paging[0],
        )
    chosen = tuple((name, said) for name, said in given if name != "format")
    headers_only = wants_headers_only(request.scope)
    return FileAsked(office, officer.name, headers_only, form, page, chosen)


AsFile = Annotated[FileAsked, Depends(_file_asked)]


async def listed(
    asked: FileAsked, sheet: ListSheet[T], read: Callable[[PageRequest], Awaitable[Page[T]]]
) -> Page[T] | Response:
    """Return the page of a list that is asked for, or the whole of it as a file.

    Args:
        asked: How it is asked for.
        sheet: What a file has of each element.
        read: Reads a page, for the account that asks.

    Raises:
        InputError: INPUT_INVALID; a sheet does not hold the list.
        ComityError: As `read` raises it.
    """
    if asked.form is Format.JSON:
        return await read(asked.page)
    office = asked.office
    words = ListWords(
        reader_of(office),
        lambda version: (
            office.law.rulebook(version) if version else office.law.in_force(office.clock.now())
        ),
    )
    head = _head(asked, sheet, words)
    first = await read(PageRequest(limit=MAX_LIMIT))
    pages = _rows(sheet, words, first, read)
    name = f"{sheet.name}-{office.code}-{office.today.isoformat()}.{asked.form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    if asked.form is Format.CSV:
        lines = _csv_lines(head, pages)
        return StreamingResponse(lines, media_type=f"{_CSV}; header=present", headers=headers)
    if asked.headers_only:  # the first page was read: who may not read it is refused as by GET
        return Response(media_type=MEDIA_TYPE, headers=headers)
    whole = await _workbook(head, pages)
    return StreamingResponse(_blocks(whole), media_type=MEDIA_TYPE, headers=headers)


def _head(asked: FileAsked, sheet: ListSheet[T], words: ListWords) -> ListHead:
    office, reader = asked.office, words.reader
    facts = (
        ("list", reader.translated(sheet.heading)),
        ("authority", office.code),
        ("read", reader.instant(office.clock.now()).text),
        ("by", asked.by),
        ("time", f"Instants are shown as the clocks of {reader.zone.key} show them."),
        *((name, said) for name, said in asked.chosen),
    )
    widths = [each.width for each in sheet.columns]
    return ListHead(sheet.name, sheet.headings(words), widths, reader.zone, facts)


async def _rows(
    sheet: ListSheet[T],
    words: ListWords,
    page: Page[T],
    read: Callable[[PageRequest], Awaitable[Page[T]]],
) -> AsyncIterator[list[tuple[Value, ...]]]:
    """Yield the rows of a list, page by page."""
    while True:
        yield [*sheet.rows(words, page.items)]
        if page.next is None:
            return
        page = await read(PageRequest(limit=MAX_LIMIT, after=page.next))


async def _csv_lines(
    head: ListHead, pages: AsyncIterator[list[tuple[Value, ...]]]
) -> AsyncIterator[str]:
    first = True
    async for rows in pages:
        yield list_csv(head, rows, first=first)
        first = False


async def _workbook(head: ListHead, pages: AsyncIterator[list[tuple[Value, ...]]]) -> BinaryIO:
    """Return a workbook that is whole; its rows lie in a folder of this user until then."""
    out = tempfile.TemporaryFile()  # noqa: SIM115 - who sends it closes it
    try:
        with tempfile.TemporaryDirectory(prefix="comity-list-") as folder:
            book = ListWorkbook(head, out, Path(folder))
            try:
                async for rows in pages:
                    await asyncio.to_thread(book.add, rows)
            except BaseException:
                book.leave()
                raise
            await asyncio.to_thread(book.finish)
    except BaseException:
        out.close()
        raise
    out.seek(0)
    return out


def _blocks(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while block := file.read(_BLOCK):
            yield block
