"""Lists as tables over REST: in words a page at a time, and whole as a workbook or as CSV.

Each table takes the filters of its list. A file has every page of what the same account is shown
there, read by the same use case. The first page is read before an answer begins, so that a refusal
is a problem and no half file. CSV goes out page by page; a workbook when it is whole.
"""

from __future__ import annotations

import asyncio
import inspect
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated, Any, BinaryIO, Final

from fastapi import Depends, Query, Request, Response
from fastapi import Path as PathParameter
from fastapi.exceptions import RequestValidationError
from fastapi.responses import StreamingResponse
from pydantic import ValidationError, create_model

from gateway.api.dependencies import Asked, Desk, Who, wants_headers_only
from gateway.api.parameters import check_names
from gateway.api.published.operations import noun_router
from gateway.domain.page import MAX_LIMIT, Page, PageRequest
from gateway.field_faults import first_errors
from gateway.nouns.all import TABLES
from gateway.nouns.columns import ListWords, in_words
from gateway.nouns.declared import NounList
from gateway.tabular.list_files import ListHead, ListWorkbook, list_csv
from gateway.tabular.plain_workbooks import MEDIA_TYPE
from gateway.tabular.values import Value
from gateway.views.listed import ListView

router = noun_router("/tables/{table}", "tables")

_CSV: Final = "text/csv"
_BLOCK = 2**18  # octets of a workbook that are sent at a time
_PAGING = frozenset({"limit", "after"})

TableName = Annotated[
    str, PathParameter(pattern=f"^({'|'.join(TABLES)})$", json_schema_extra={"enum": [*TABLES]})
]
"""The lists that are tables."""


@dataclass(frozen=True, slots=True)
class TableAsked:
    """A table as it is asked for.

    Attributes:
        listed: The list.
        words: For who reads it.
        read: Reads a page of it, for the account that asks.
        head: What stands above and beside its rows in a file.
        name: Of its file, without the ending.
    """

    listed: NounList[Any]
    words: ListWords
    read: Callable[..., Awaitable[Page[Any]]]
    head: ListHead
    name: str


async def _table_asked(
    request: Request, office: Desk, officer: Who, table: TableName, **given: Any
) -> TableAsked:
    listed, words = TABLES[table], ListWords.of(office)
    sent = [each for each in request.query_params.multi_items() if each[0] not in _PAGING]
    check_names((name for name, _ in sent), {each.name for each in listed.asked()})
    wanted = _wanted(listed, {name: given[name] for name, _ in sent})
    facts = (
        ("list", words.reader.translated(listed.heading)),
        ("authority", office.code),
        ("read", words.reader.instant(office.clock.now()).text),
        ("by", officer.name),
        ("time", f"Instants are shown as the clocks of {words.reader.zone.key} show them."),
        *sent,
    )
    head = ListHead(
        listed.name,
        [each.named(words.reader) for each in listed.columns],
        [each.width for each in listed.columns],
        words.reader.zone,
        facts,
    )
    file = f"{listed.name}-{office.code}-{office.today.isoformat()}"
    return TableAsked(listed, words, partial(listed.read, office, officer, **wanted), head, file)


def _wanted(listed: NounList[Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the use case of a list is called with.

    Raises:
        RequestValidationError: A value is not what the list takes.
    """
    asked = {each.name: (each.annotation, each.default) for each in listed.asked()}
    try:
        read = create_model("Asked", **asked)(**given)  # type: ignore[call-overload]
    except ValidationError as exc:
        found = [{**each, "loc": ("query", *each["loc"])} for each in first_errors(exc)]
        raise RequestValidationError(found) from exc
    values = {name: getattr(read, name) for name in given}
    if listed.filter is None:
        return values
    fields = inspect.signature(listed.filter).parameters
    chosen = listed.filter(**{name: value for name, value in values.items() if name in fields})
    beside = {name: value for name, value in values.items() if name not in fields}
    return {"chosen": chosen, **beside}


def _say_what_is_asked() -> None:
    """Say in the contract what tables take: each filter, of its kind where lists agree."""
    known: dict[str, dict[str, Any]] = {}
    for listed in TABLES.values():
        for each in listed.asked():
            known.setdefault(each.name, {})[listed.name] = each.annotation
    own = inspect.signature(_table_asked, eval_str=True)
    filters = []
    for name, kinds in known.items():
        kind, *others = kinds.values()
        agreed = kind if all(each == kind for each in others) else str | None
        told = Query(description=f"Filter of {', '.join(kinds)}, as that list takes it.")
        filters.append(
            inspect.Parameter(
                name,
                inspect.Parameter.KEYWORD_ONLY,
                annotation=Annotated[agreed, told],
                default=None,
            )
        )
    named = [each for each in own.parameters.values() if each.name != "given"]
    _table_asked.__signature__ = own.replace(parameters=[*named, *filters])  # type: ignore[attr-defined]


_say_what_is_asked()
Table = Annotated[TableAsked, Depends(_table_asked)]


@router.get("", operation_id="getTable")
async def table(asked: Table, page: Asked) -> ListView:
    """List things in words, as a person reads them: with the filters of their own list."""
    found = await asked.read(page=page)
    return in_words(asked.words, asked.listed.heading, asked.listed.columns, found)


@router.get("/csv", operation_id="getTableAsCsv", response_class=Response)
async def as_csv(asked: Table) -> Response:
    """Write a whole list as CSV: every page of what the account is shown, codes beside words."""
    pages = await _pages(asked)
    lines = _csv_lines(asked.head, pages)
    return StreamingResponse(
        lines, media_type=f"{_CSV}; header=present", headers=_named(asked, "csv")
    )


@router.get("/xlsx", operation_id="getTableAsWorkbook", response_class=Response)
async def as_workbook(request: Request, asked: Table) -> Response:
    """Write a whole list as a workbook: every page of what the account is shown, values typed."""
    pages = await _pages(asked)
    headers = _named(asked, "xlsx")
    if wants_headers_only(request.scope):  # the reader was checked above, as by GET
        return Response(media_type=MEDIA_TYPE, headers=headers)
    whole = await _workbook(asked.head, pages)
    return StreamingResponse(_blocks(whole), media_type=MEDIA_TYPE, headers=headers)


def _named(asked: TableAsked, ending: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{asked.name}.{ending}"'}


async def _pages(asked: TableAsked) -> AsyncIterator[list[tuple[Value, ...]]]:
    """Return the rows of a list, page by page; the first is read before.

    Raises:
        ComityError: As the use case of the list raises it.
    """
    return _rows(asked, await asked.read(page=PageRequest(limit=MAX_LIMIT)))


async def _rows(asked: TableAsked, page: Page[Any]) -> AsyncIterator[list[tuple[Value, ...]]]:
    columns = asked.listed.columns
    while True:
        yield [tuple(each.value(asked.words, one) for each in columns) for one in page.items]
        if page.next is None:
            return
        page = await asked.read(page=PageRequest(limit=MAX_LIMIT, after=page.next))


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
